"""Excel workbooks: real types, merged cells, formulas, hidden rows, and files that are none."""

import datetime
import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from pmo.errors import PmoError, UsageError
from pmo.interchange import xlsx
from pmo.interchange.cells import Fault, Percentage
from pmo.interchange.xlsx import SheetToWrite
from tests.interchange.books import read, rewritten, said, workbook


@pytest.fixture
def path(tmp_path):
    return tmp_path / "book.xlsx"


def cells(table):
    return [list(row.cells) for row in table.rows]


def test_values_of_every_type(path):
    def change(book):
        page = book["Risks"]
        page["E2"].number_format = "0%"
        page["F2"].number_format = '0.0 "% of all"'
        page["I2"].number_format = "yyyy-mm-dd"

    row = [
        "Ana", 3, 2.5, True, 0.45, 0.45, datetime.datetime(2026, 4, 3, 14, 30), datetime.date(2026, 4, 3),
        46115, datetime.time(10, 30), 6.2400000000000002, 1e15,
    ]  # fmt: skip
    names = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"]
    table = read(workbook(path, ("Risks", [names, row]), change=change))
    day = datetime.date(2026, 4, 3)
    assert cells(table) == [
        ["Ana", 3, Decimal("2.5"), True, Decimal("0.45"), Decimal("0.45"), day, day, day, "10:30:00",
         Decimal("6.24"), Decimal("1E+15")]
    ]  # fmt: skip
    assert isinstance(table.rows[0].cells[4], Percentage)
    assert not isinstance(table.rows[0].cells[5], Percentage)


def test_errors_and_formulas(path):
    rows = [["Name", "Cost", "More"], ["A", "#N/A", "=1+1"], ["B", "#DIV/0!", None]]
    table = read(workbook(path, ("Risks", rows)))
    first, second = (row.cells for row in table.rows)
    assert isinstance(first[1], Fault)
    assert first[1].text == "#N/A"
    assert str(second[1].reason).startswith("the cell shows the error #DIV/0!")
    assert isinstance(first[2], Fault)
    assert "the result of the formula is not stored" in str(first[2].reason)
    assert second[2] is None


def test_the_stored_result_of_a_formula(path):
    workbook(path, ("Risks", [["Name", "Cost"], ["A", "=1+1"]]))
    rewritten(
        path,
        "xl/worksheets/sheet1.xml",
        lambda part: re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", part),
    )
    assert cells(read(path)) == [["A", 2]]


def test_merged_titles_headers_and_cells(path):
    def change(book):
        page = book["Risks"]
        for cells in ("A1:F1", "A3:A4", "B3:C3", "D3:E3", "F3:F4", "A5:A6"):
            page.merge_cells(cells)

    rows = [
        ["Customer portal: risks", None, None, None, None, None],
        [],
        ["Project", "Before", None, "After", None, "Owner"],
        [None, "Probability", "Impact", "Probability", "Impact", None],
        ["CRM", 3, 4, 2, 2, "Ana"],
        [None, 1, 5, 1, 3, "Budi"],
        ["ERP", 2, 2, 1, 1, None],
    ]
    table = read(workbook(path, ("Risks", rows), change=change))
    assert table.header == 4
    assert table.columns == (
        "Project", "Before Probability", "Before Impact", "After Probability", "After Impact", "Owner",
    )  # fmt: skip
    assert [row.cells[0] for row in table.rows] == ["CRM", "CRM", "ERP"]


def test_the_sheet_that_is_taken(path):
    def change(book):
        book["Hidden"].sheet_state = "hidden"

    sheets = [
        ("Hidden", [["X", "Y"], [1, 2]]),
        ("Risks", [["A", "B"], [1, 2]]),
        ("Notes", [["C", "D"], [1, 2]]),
    ]
    workbook(path, *sheets, change=change)
    table = read(path)
    assert table.sheet == "Risks"
    assert said(table) == ["of several sheets Risks was taken (--sheet takes another: Hidden, Notes)"]
    assert read(path, sheet="notes").columns == ("C", "D")
    assert read(path, sheet="1").columns == ("X", "Y")
    assert read(path, prefer=lambda name: name == "Notes").sheet == "Notes"
    assert said(read(path, sheet="Risks")) == []
    with pytest.raises(UsageError, match="has no sheet 'Rsks'") as refusal:
        read(path, sheet="Rsks")
    assert refusal.value.advice == "did you mean 'Risks'? it has: Hidden, Risks, Notes"


def test_hidden_rows_are_said(path):
    def change(book):
        for number in range(3, 15):
            book["Risks"].row_dimensions[number].hidden = True

    rows = [["A", "B"], *([number, number] for number in range(20))]
    table = read(workbook(path, ("Risks", rows), change=change))
    assert len(table.rows) == 20
    assert said(table) == [
        "rows hidden in the sheet come in like the others: 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 …"
    ]


def test_macros_are_said(tmp_path):
    path = workbook(tmp_path / "book.xlsm", ("Risks", [["A", "B"], [1, 2]]))
    assert said(read(path)) == ["the file holds macros; they were not looked at"]


def test_formatting_far_away_costs_nothing(path):
    def change(book):
        book["Risks"]["A300000"].fill = PatternFill("solid", fgColor="FF0000")

    table = read(workbook(path, ("Risks", [["A", "B"], [1, 2]]), change=change))
    assert len(table.rows) == 1


def test_a_workbook_that_lies_about_its_size(path):
    workbook(path, ("Risks", [["A", "B"], [1, 2]]))
    rewritten(
        path, "xl/worksheets/sheet1.xml", lambda part: part.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    )
    assert read(path).columns == ("A", "B")


def test_too_many_rows_and_columns(path, monkeypatch):
    workbook(path, ("Risks", [["A", "B", "C"], [1, 2, 3], [4, 5, 6]]))
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    with pytest.raises(PmoError, match="rows"):
        read(path)
    monkeypatch.setattr(xlsx, "MOST_ROWS", 10)
    monkeypatch.setattr(xlsx, "MOST_COLUMNS", 2)
    with pytest.raises(PmoError, match="has more than 2 columns"):
        read(path)
    monkeypatch.setattr(xlsx, "MOST_UNPACKED_BYTES", 10)
    with pytest.raises(PmoError, match="is larger than"):
        read(path)


def test_empty_sheets(path):
    workbook(path, ("Risks", []), ("More", [["A", "B"], [1, 2]]))
    with pytest.raises(PmoError, match="the sheet 'Risks' of") as refusal:
        read(path)
    assert refusal.value.advice == "take another one with --sheet: More"
    workbook(path, ("Risks", []))
    with pytest.raises(PmoError, match="is empty"):
        read(path)


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def packed(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "reason", "advice"),
    [
        (OLD, r"is in the old Excel format \(\.xls\)", "save it as .xlsx"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "is protected by a password", "remove the password"),
        (b"Name,Cost\nA,1\n", "is no Excel workbook, or it is damaged", "save it as .xlsx"),
        (b"PK\x03\x04 and nothing more", "is no Excel workbook, or it is damaged", "save it as .xlsx"),
        (packed(xl__workbook_bin=b""), r"is a binary workbook \(\.xlsb\)", "save it as .xlsx"),
        (packed(content_xml=b""), r"is no Excel workbook \(LibreOffice\)", "save it as .xlsx"),
        (packed(word__document_xml=b""), "is no Excel workbook", "save it as .xlsx"),
        (
            packed(xl__workbook_xml=b"<nonsense"),
            "cannot be read as an Excel workbook",
            "save it again as .xlsx",
        ),
        (
            packed(xl__workbook_xml=b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'),
            "holds XML declarations that no spreadsheet writes",
            "it is not read",
        ),
    ],
)
def test_files_that_are_no_workbook(path, content, reason, advice):
    path.write_bytes(content)
    with pytest.raises(PmoError, match=reason) as refusal:
        read(path)
    assert advice in refusal.value.advice


def test_a_damaged_part(path):
    workbook(path, ("Risks", [["A", "B"], [1, 2]]))
    content = bytearray(path.read_bytes())
    place = content.find(b"xl/worksheets/sheet1.xml") + 40
    content[place : place + 20] = b"\xff" * 20
    path.write_bytes(content)
    with pytest.raises(PmoError, match=r"is damaged: a part of it cannot be unpacked|cannot be read"):
        read(path)


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        (b"<v>2</v>", b"<v>two</v>", "cell B2"),
        (b't="n"><v>2</v>', b't="d"><v>soon</v>', "cell B2"),
        (b't="inlineStr"><is><t>y</t></is>', b't="s"><v>99999</v>', "what stands below row 2"),
        (b"</sheetData>", b"", "what stands below row 3"),
        (b't="inlineStr"><is><t>A</t></is>', b't="s"><v>x</v>', "cell A1"),
        (b'<row r="1"', b'<row r="one"', "its first row"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(path, before, after, where):
    workbook(path, ("Costs", [["A", "B"], ["x", 2], ["y", 3]]))
    rewritten(path, SHEET, lambda part: part.replace(before, after, 1))
    with pytest.raises(PmoError) as refusal:
        read(path)
    assert refusal.value.reason == f"{where} in the sheet 'Costs' of {path.name} cannot be read"
    assert refusal.value.advice == "open it in a spreadsheet and save it again as .xlsx"


def test_a_text_that_would_fill_the_memory_is_refused_before_it_is_parsed(path):
    workbook(path, ("Costs", [["A", "B"], ["x", 2]]))
    long = b'<c r="B2" t="inlineStr"><is><t>' + b"a" * 3_000_000 + b"</t></is></c>"
    rewritten(path, SHEET, lambda part: re.sub(rb'<c r="B2".*?</c>', long, part))
    with pytest.raises(PmoError, match=r"cell B2 of .* is longer than a cell of a spreadsheet can be"):
        read(path)


def test_a_long_shared_text_is_refused(path):
    workbook(path, ("Costs", [["A", "B"], ["secret", 2]]))
    rewritten(path, "xl/sharedStrings.xml", lambda _: b"<sst><si><t>" + b"a" * 3_000_000 + b"</t></si></sst>")
    with pytest.raises(PmoError, match=r"a text of .* \(xl/sharedStrings.xml\)"):
        read(path)


def test_a_part_that_would_fill_the_memory_is_refused(path, monkeypatch):
    workbook(path, ("Costs", [["A", "B"], ["x", 2]]))
    monkeypatch.setattr(xlsx, "MOST_PART_BYTES", 100)
    with pytest.raises(PmoError, match=r"a part of .* is larger than 0 MiB when unpacked"):
        read(path)


def test_many_short_texts_are_no_long_one(path):
    rows = [[f"text {number}", "x" * 500] for number in range(2500)]
    workbook(path, ("Costs", [["A", "B"], *rows]))
    assert len(read(path).rows) == 2500


def test_a_workbook_under_another_name(tmp_path):
    path = workbook(tmp_path / "table.csv", ("Risks", [["A", "B"], [1, 2]]))
    assert read(path).sheet == "Risks"


# writing


def test_what_is_written():
    rows = [
        ("=HYPERLINK(1)", 3, Decimal("2.50"), Decimal("0.125"), datetime.date(2026, 4, 3), True, None),
        ("a\nb", 10**12, Decimal(-1), None, None, False, "\x1b[31m"),
        ("x" * 40_000, None, None, None, None, None, "-5"),
    ]
    names = ("text", "whole", "money", "share", "day", "truth", "more")
    content = xlsx.write([SheetToWrite("risks", names, rows), SheetToWrite("people", ("name",), [("Ana",)])])
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book["risks"]
    assert book.sheetnames == ["risks", "people"]
    assert page.freeze_panes == "A2"
    assert page["A1"].font.bold
    assert page["A2"].value == "=HYPERLINK(1)"
    assert page["A2"].data_type == "s"
    assert page["A2"].quotePrefix
    assert not page["A3"].quotePrefix
    assert (page["C2"].value, page["C2"].number_format) == (2.5, "#,##0.00")
    assert (page["D2"].value, page["D2"].number_format) == (0.125, "General")
    assert page["E2"].value == datetime.datetime(2026, 4, 3)
    assert page["E2"].number_format == "yyyy-mm-dd"
    assert page["F2"].value is True
    assert page["G3"].value == r"\x1b[31m"
    assert page["A4"].value == "x" * 32_766 + "…"
    assert page["G4"].value == "-5"
    assert page.column_dimensions["A"].width == 60
    assert page.column_dimensions["F"].width == 7


def test_the_same_content_gives_the_same_bytes(monkeypatch):
    sheets = [SheetToWrite("risks", ("a", "b"), [("x", 1), ("y", Decimal("2.5"))])]
    first = xlsx.write(sheets)

    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.datetime(2031, 1, 1, tzinfo=tz)

    monkeypatch.setattr("openpyxl.workbook._writer.datetime", Later, raising=False)
    monkeypatch.setattr("openpyxl.writer.excel.datetime.datetime", Later, raising=False)
    assert xlsx.write(sheets) == first


def test_what_was_written_is_read_again(path):
    rows = [
        ("A", Decimal("1234.56"), datetime.date(2026, 4, 3), True, "=x", "'=y"),
        ("B", 7, None, False, "+1", "-"),
    ]
    path.write_bytes(xlsx.write([SheetToWrite("risks", ("a", "b", "c", "d", "e", "f"), rows)]))
    table = read(path)
    assert cells(table) == [list(row) for row in rows]
