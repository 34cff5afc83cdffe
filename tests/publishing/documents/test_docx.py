"""Reports as Word documents: real headings, lists and tables, and the organisation's own template."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pmo.errors import PmoError
from pmo.publishing.documents.docx import write
from pmo.render.document.tree import Document, Table, plain
from pmo.render.inert import for_markdown
from tests.publishing.documents.archives import assert_inert, names_in_order, parts, repacked
from tests.publishing.documents.samples import EVERYTHING, ORIGIN, OnePicture, document, page_of, source
from tests.test_report_pages import ATTACKS, hostile, status_page

docx = pytest.importorskip("docx", reason="the extra `office` is not installed")


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def texts(word: Any) -> list[tuple[str, str]]:
    """Style and text of each paragraph outside of tables."""
    return [(one.style.name, one.text) for one in word.paragraphs if one.text]


def attribute(element: Any, path: str, name: str) -> str | None:
    found = element.find(path, element.nsmap)
    return None if found is None else found.get(docx.oxml.ns.qn(name))


@pytest.mark.parametrize(("name", "code"), [("status-billing-renewal", "en"), ("status-scada-renewal", "id")])
def test_a_report_keeps_its_structure(name: str, code: str) -> None:
    tree = page_of(name, code)
    word = opened(write(source(tree, code)))
    headings = [(style, text) for style, text in texts(word) if style.startswith(("Heading", "Title"))]
    expected = [
        ("Title" if block.level == 1 else f"Heading {block.level - 1}", plain(block.spans))
        for block in tree.blocks
        if type(block).__name__ == "Heading"
    ]
    assert headings == expected
    tables = [block for block in tree.blocks if isinstance(block, Table)]
    assert len(word.tables) == len(tables)
    for written, table in zip(word.tables, tables, strict=True):
        rows = [table.header, *table.rows] if table.has_header else list(table.rows)
        assert len(written.rows) == len(rows)
        assert [len(row.cells) for row in written.rows] == [len(row) for row in rows]
        is_header = attribute(written.rows[0]._tr, "w:trPr/w:tblHeader", "w:val")
        assert (
            written.rows[0]._tr.find("w:trPr/w:tblHeader", word.element.nsmap) is not None
        ) is table.has_header
        assert is_header is None


def test_every_kind_of_block() -> None:
    word = opened(write(source(document(EVERYTHING), pictures=OnePicture())))
    assert texts(word) == [
        *(("Title", "Title of all"), ("Subtitle", "Origin · day"), ("Quote", "Headline")),
        *(("Heading 1", "First section"), ("Normal", "Text with bold, italic, code, a link and a page.")),
        *(("List Number", "one"), ("List Number", "two"), ("List Bullet 2", "inside")),
        *(("List Bullet", "a"), ("List Bullet", "b"), ("List Number", "three"), ("Heading 2", "Below")),
        *(("Normal", "Unknown"), ("No Spacing", "gantt"), ("No Spacing", "  a: b")),
    ]
    runs = {run.text: run for paragraph in word.paragraphs for run in paragraph.runs}
    assert runs["bold"].bold
    assert runs["italic"].italic
    assert runs["code"].font.name == "Consolas"
    links = [link for paragraph in word.paragraphs for link in paragraph.hyperlinks]
    assert [(link.text, link.address) for link in links] == [("link", "https://example.org/a?b=c&d=e")]
    facts, table = word.tables
    assert [cell.text for cell in facts.columns[1].cells] == ["◆\u00a0Red, worse", "+EUR 1"]
    assert facts.cell(0, 0).paragraphs[0].runs[0].bold
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Name", "Figure", "Middle"],
        ["A | B", "1,234", "x"],
        ["Total", "2", ""],
    ]
    assert [cell.paragraphs[0].alignment for cell in table.rows[1].cells] == [None, 2, 1]
    assert attribute(table._tbl, "w:tblPr/w:tblCaption", "w:val") == "First section"
    assert attribute(table._tbl, "w:tblPr/w:tblLook", "w:lastRow") == "1"
    (shape,) = word.inline_shapes
    assert shape._inline.docPr.get("descr") == "A picture of it"
    assert shape.width <= word.sections[0].page_width


def test_a_numbered_list_begins_where_it_should() -> None:
    word = opened(write(source(document("# A\n\n1. a\n2. b\n\ntext\n\n4. c"))))
    numbers = [one._p.pPr.numPr.numId.val for one in word.paragraphs if one.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]
    starts = {
        one.numId: one.find("w:lvlOverride/w:startOverride", one.nsmap).get(docx.oxml.ns.qn("w:val"))
        for one in word.part.numbering_part.element.num_lst
        if one.numId in numbers
    }
    assert [starts[number] for number in numbers] == ["1", "1", "4"]


def test_a_tall_picture_stays_on_the_page() -> None:
    class Tall(OnePicture):
        def png(self, name: str) -> bytes | None:
            from tests.publishing.documents.samples import png

            return png(2, 60)

    (shape,) = opened(write(source(document("![x](picture:burn)"), pictures=Tall()))).inline_shapes
    assert shape.height < docx.shared.Mm(250)
    assert abs(shape.height / shape.width - 30) < 0.1


def test_what_a_document_says_of_itself() -> None:
    content = write(source(page_of("status-nis2-compliance", "id"), "id"))
    word = opened(content)
    about = word.core_properties
    assert (about.title, about.author, about.language) == (
        page_of("status-nis2-compliance", "id").title,
        "Noordermeer Water & Energy",
        "id-ID",
    )
    assert str(about.created) == str(about.modified) == "2026-11-01 00:00:00+00:00"
    assert b'w:val="en-US"' not in parts(content)["word/styles.xml"]
    section = word.sections[0]
    assert section.header.paragraphs[0].text == about.title
    assert "revisi 0123456789ab" in section.footer.paragraphs[0].text
    fields = [one.get(docx.oxml.ns.qn("w:instr")) for one in section.footer._element.iter("{*}fldSimple")]
    assert fields == [" PAGE ", " NUMPAGES "]


def test_wide_tables_turn_the_page() -> None:
    wide = opened(write(source(document("| a |" + " b |" * 9 + "\n" + "| --- " * 10 + "|")))).sections[0]
    tall = opened(write(source(page_of("status-nis2-compliance")))).sections[0]
    assert wide.page_width > wide.page_height
    assert tall.page_width < tall.page_height


def test_columns_fit_the_page() -> None:
    word = opened(write(source(page_of("status-billing-renewal"))))
    section = word.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for table in word.tables:
        assert sum(column.width for column in table.columns) <= room + 10
        assert min(column.width for column in table.columns) > docx.shared.Mm(6)


def test_a_page_for_one_sheet_is_small_and_without_pictures() -> None:
    tree = document("# A\n\n## B\n\n![x](picture:burn)\n\nText\n\n| a | b |\n| --- | --- |\n| c | d |")
    usual = opened(write(source(tree, pictures=OnePicture())))
    sheet = opened(write(source(replace(tree, is_one_sheet=True), pictures=OnePicture())))
    assert (len(usual.inline_shapes), len(sheet.inline_shapes)) == (1, 0)
    for name in ("Normal", "Title", "Heading 1", "Report table text"):
        assert sheet.styles[name].font.size < usual.styles[name].font.size
    assert sheet.styles["Normal"].font.size >= docx.shared.Pt(8)
    assert sheet.sections[0].left_margin < usual.sections[0].left_margin


def test_several_pages_begin_on_pages_of_their_own() -> None:
    tree = Document(document("# A\n\n## B\n\n## C").blocks, is_collection=True)
    heads = [one for one in opened(write(source(tree))).paragraphs if one.style.name == "Heading 1"]
    assert all(one.paragraph_format.page_break_before for one in heads)


def test_a_hostile_portfolio_is_only_text(tmp_path: Path) -> None:
    attack = " ".join([*ATTACKS, '{PAGE} {INCLUDETEXT "c:\\x"} \ufffe <w:t/>'])
    tree = document(status_page(hostile(tmp_path, attack), "crm"))
    content = write(source(tree))
    assert_inert(content)
    cells = [cell.text for table in opened(content).tables for row in table.rows for cell in row.cells]
    expected = [
        plain(cell)
        for block in tree.blocks
        if isinstance(block, Table)
        for row in ([block.header, *block.rows] if block.has_header else block.rows)
        for cell in row
    ]
    signs = {"●\u00a0": "🟢 ", "▲\u00a0": "🟡 ", "◆\u00a0": "🔴 ", "○\u00a0": "⚪ ", "■\u00a0": "🔵 "}
    for sign, symbol in signs.items():
        cells = [cell.replace(sign, symbol) for cell in cells]
    assert cells == [text.replace("\ufffe", "\ufffd") for text in expected]


def test_twice_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    once = write(source(page_of("status-nis2-compliance")))
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert write(source(page_of("status-nis2-compliance"))) == once
    assert names_in_order(once)[0] == "[Content_Types].xml"


# The organisation's own template


def own_template(path: Path, **changes: bytes | None) -> Path:
    word = docx.Document()
    word.add_paragraph("Text of the template")
    word.sections[0].header.paragraphs[0].text = "ACME letterhead"
    word.sections[0].page_width = docx.shared.Mm(200)
    word.styles["Heading 1"].font.color.rgb = docx.shared.RGBColor(0x12, 0x34, 0x56)
    packed = io.BytesIO()
    word.save(packed)
    path.write_bytes(repacked(packed.getvalue(), changes))
    return path


def test_a_template_gives_styles_page_and_header(tmp_path: Path) -> None:
    word = opened(write(source(document(EVERYTHING)), own_template(tmp_path / "own.docx")))
    assert "Text of the template" not in [one.text for one in word.paragraphs]
    assert word.sections[0].header.paragraphs[0].text == "ACME letterhead"
    assert ORIGIN in word.sections[0].footer.paragraphs[0].text
    assert round(word.sections[0].page_width.mm) == 200
    assert str(word.styles["Heading 1"].font.color.rgb) == "123456"
    assert {table.style.name for table in word.tables} == {"Table Grid"}


def test_a_template_of_documents_is_one_too(tmp_path: Path) -> None:
    path = own_template(tmp_path / "own.dotx")
    kinds = parts(path.read_bytes())["[Content_Types].xml"]
    path.write_bytes(
        repacked(
            path.read_bytes(), {"[Content_Types].xml": kinds.replace(b"document.main", b"template.main")}
        )
    )
    content = write(source(document(EVERYTHING)), path)
    assert opened(content).sections[0].header.paragraphs[0].text == "ACME letterhead"
    assert b"document.main+xml" in parts(content)["[Content_Types].xml"]


def test_a_template_with_few_styles_is_enough(tmp_path: Path) -> None:
    path = own_template(tmp_path / "own.docx")
    word = docx.Document(str(path))
    for style in list(word.styles):
        if style.name not in ("Normal", "Normal Table"):
            style.delete()
    word.save(str(path))
    written = opened(write(source(document(EVERYTHING), pictures=OnePicture()), path))
    assert "First section" in [one.text for one in written.paragraphs]
    assert len(written.tables) == 2


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04"])
def test_what_is_no_document_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.docx").write_bytes(content)
    with pytest.raises(PmoError, match="no template for this kind of document"):
        write(source(document("# A")), tmp_path / "own.docx")


def test_a_broken_document_is_refused(tmp_path: Path) -> None:
    for changes in ({"word/document.xml": b"<a"}, {"[Content_Types].xml": None}, {"_rels/.rels": None}):
        path = own_template(tmp_path / "own.docx")
        path.write_bytes(repacked(path.read_bytes(), changes))
        with pytest.raises(PmoError, match="no template"):
            write(source(document("# A")), path)


def test_a_document_with_macros_is_refused(tmp_path: Path) -> None:
    path = own_template(tmp_path / "own.docx")
    kinds = parts(path.read_bytes())["[Content_Types].xml"].replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
        b"vnd.ms-word.document.macroEnabled.main",
    )
    path.write_bytes(repacked(path.read_bytes(), {"[Content_Types].xml": kinds}))
    with pytest.raises(PmoError, match="no template") as refused:
        write(source(document("# A")), path)
    assert "macros" in refused.value.advice


def test_a_template_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmo.publishing.documents.document.MOST_BYTES", 1024)
    with pytest.raises(PmoError, match="holds more than"):
        write(source(document("# A")), own_template(tmp_path / "own.docx"))


def test_a_template_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PmoError, match="cannot be read: Is a directory"):
        write(source(document("# A")), tmp_path)


def test_texts_with_line_breaks_and_nothing_at_all() -> None:
    word = opened(write(source(document(f"{for_markdown('a')}\\\nb"))))
    assert word.paragraphs[0].text == "a\nb"
    assert opened(write(source(document("")))).paragraphs == []
    assert opened(write(source(document("| a |\n| --- |")))).tables[0].rows[0].cells[0].text == "a"
