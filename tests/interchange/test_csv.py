"""CSV files of every making: separators, encodings, quotes, ragged rows, headers below titles."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.errors import PmoError, UsageError
from pmo.interchange import csv as reading
from pmo.interchange.cells import letters
from pmo.output.csv import table as written
from pmo.render.inert import for_terminal
from tests.interchange.books import read, said


@pytest.fixture
def file(tmp_path):
    def write(content, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def cells(table):
    return [list(row.cells) for row in table.rows]


@pytest.mark.parametrize(
    ("separator", "remark"),
    [(",", []), (";", ["semicolons"]), ("\t", ["tabs"]), ("|", ["bars"])],
)
def test_separators(file, separator, remark):
    table = read(file(f"Name{separator}Cost\nA, b{separator}1;2\n".replace(", b", " b").replace("1;2", "12")))
    assert table.columns == ("Name", "Cost")
    assert cells(table) == [["A b", "12"]]
    assert said(table) == [f"the columns are separated by {word}" for word in remark]


def test_a_semicolon_file_with_decimal_commas(file):
    table = read(file('Name;Cost\n"A; b";1.234,50\nC;0,5\n'))
    assert cells(table) == [["A; b", "1.234,50"], ["C", "0,5"]]


def test_the_separator_that_the_file_states(file):
    table = read(file("sep=;\r\nName;Cost,more\r\nA;1\r\n"))
    assert table.columns == ("Name", "Cost,more")


def test_a_single_column(file):
    assert read(file("Name\nAna\nBudi\n")).columns == ("Name",)


@pytest.mark.parametrize(
    ("encoding", "remark"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16-LE"),
        ("utf-16-be", "UTF-16-BE"),
        ("utf-32", "UTF-32"),
        ("cp1252", "Windows-1252"),
        ("latin-1", "Windows-1252"),
    ],
)
def test_encodings(file, encoding, remark):
    rows = "Name,City\n" + "José Núñez,München\n" * 30
    table = read(file(rows.encode(encoding)))
    assert cells(table)[0] == ["José Núñez", "München"]
    assert [remark in one for one in said(table)] == ([True] if remark else [])


def test_bytes_that_no_windows_page_has_are_latin_1(file):
    table = read(file(b"Name\nJos\xe9\x81\n"))
    assert "Latin-1" in said(table)[0]


def test_a_named_encoding(file):
    table = read(file("Name\nŁukasz\n".encode("cp1250")), encoding="cp1250")
    assert cells(table) == [["Łukasz"]]


@pytest.mark.parametrize(
    ("content", "encoding", "reason"),
    [
        ("Name\nŁ\n".encode("cp1250"), "utf-8", "is not in the encoding utf-8: byte 6 does not fit"),
        (b"Name\n", "klingon", "there is no encoding 'klingon'"),
    ],
)
def test_encodings_that_do_not_fit(file, content, encoding, reason):
    with pytest.raises(PmoError, match=reason):
        read(file(content), encoding=encoding)


def test_utf_16_that_is_cut_off(file):
    with pytest.raises(PmoError, match="begins like UTF-16 and does not go on like it"):
        read(file("Name\nA\n".encode("utf-16")[:-1]))


def test_line_breaks_quotes_and_separators_in_cells(file):
    table = read(file('Name,Note\r\n"A","one\r\ntwo, ""three"""\r\nB,say "x"\r\n'))
    assert cells(table) == [["A", 'one\r\ntwo, "three"'], ["B", 'say "x"']]


def test_a_quote_that_is_never_closed(file):
    with pytest.raises(PmoError, match="a quote that opens in row 3 is never closed"):
        read(file('Name,Note\nA,b\nC,"d\nE,f\n'))


def test_rows_are_counted_as_a_spreadsheet_counts(file):
    table = read(file('Name,Note\n\nA,"x\ny"\n,\nB,z\n'))
    assert [row.number for row in table.rows] == [3, 5]


def test_short_rows_are_filled_and_long_ones_left_out(file):
    table = read(file("A,B,C\n1\n1,2,3,,\n1,2,3,4\n"))
    assert cells(table) == [["1", None, None], ["1", "2", "3"]]
    assert table.shifted == ((4, 4),)


def test_empty_columns_at_the_end_are_no_columns(file):
    table = read(file("A,B,,\n1,2,,\n3,4,,\n"))
    assert table.columns == ("A", "B")


def test_a_column_without_a_name_goes_by_its_letter(file):
    table = read(file("A,,B\n1,x,2\n"))
    assert table.columns == ("A", "(B)", "B")


def test_names_that_stand_twice(file):
    table = read(file("Name,name,Cost\n1,2,3\n"))
    assert table.columns == ("Name", "name (2)", "Cost")
    assert said(table) == ["two columns are called name; the later one is name (2) here"]


def test_a_header_with_a_name_twice_is_still_the_header(file):
    assert read(file("Name,Name,Kind\na,b,c\nd,e,f\n")).header == 1


def test_the_header_below_titles_and_blank_rows(file):
    text = "Risk register,,,\nAs of,2026-11-01,,\n,,,\nRef,Risk,Owner,Due\nR1,Late,Ana,2026-01-01\n"
    table = read(file(text))
    assert table.header == 4
    assert table.columns == ("Ref", "Risk", "Owner", "Due")
    assert said(table) == ["the names of the columns stand in row 4"]


def test_the_header_that_is_known(file):
    table = read(file("Alpha,Beta,Gamma\nx,y,z\nRisk,Owner,\nLate,Ana,\n"), known=("Risk", "Owner"))
    assert table.header == 3


def test_a_header_that_is_named(file):
    table = read(file("Alpha,Beta\nx,y\nRisk,Owner\nLate,Ana\n"), header=3)
    assert table.columns == ("Risk", "Owner")
    assert said(table) == []


@pytest.mark.parametrize("header", [2, 9])
def test_a_header_that_is_none(file, header):
    with pytest.raises(UsageError, match=f"row {header} of table.csv holds no names of columns"):
        read(file("A,B\n,\n1,2\n"), header=header)


def test_a_table_without_a_header(file):
    with pytest.raises(PmoError, match="looks like the names of columns"):
        read(file("1,2\n3,4\n"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "table.csv is empty"),
        (b"  \n\n", "table.csv is empty"),
        (b"%PDF-1.7 ...", "table.csv is a PDF document, not a table"),
        (b"\x89PNG\r\n\x1a\n", "table.csv is a picture, not a table"),
        (b"<html><table>", "table.csv is a web page, not a table"),
        (b"<!DOCTYPE html>", "table.csv is a web page, not a table"),
        (b"Name\x00\x01\x02,\x00\x00,x\n", "is no text: it holds zero bytes"),
    ],
)
def test_files_that_are_no_table(file, content, reason):
    with pytest.raises(PmoError, match=reason):
        read(file(content))


def test_no_file_and_a_folder(tmp_path):
    with pytest.raises(UsageError, match="there is no file"):
        read(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="is a folder"):
        read(tmp_path)


def test_a_csv_file_has_no_sheets(file):
    with pytest.raises(UsageError, match="has no sheets"):
        read(file("A,B\n1,2\n"), sheet="Risks")


def test_bounds(file, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    with pytest.raises(PmoError, match="has more than 200,000 rows"):
        read(file("A,B\n" + "1,2\n" * 3))
    monkeypatch.setattr("pmo.interchange.tables.MOST_BYTES", 5)
    with pytest.raises(PmoError, match="is larger than"):
        read(file("A,B\n1,2\n"))


def test_a_cell_longer_than_csv_takes(file):
    with pytest.raises(PmoError, match="cannot be read: field larger than field limit"):
        read(file(f'A,B\n1,"{"x" * 200_000}"\n'))


def test_letters():
    assert [letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), max_size=20)


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_what_was_written_comes_back(rows):
    text = written(["First name", "Second name", "Third name"], rows)
    sheet = reading.read(text.encode(), "table.csv")
    found = [[cell or "" for cell in row] for row in sheet.rows[1:]]
    plain = [list(row) for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert len(found) == len(plain)
    expected = [[for_terminal(cell) for cell in row] for row in rows]
    assert found == expected
