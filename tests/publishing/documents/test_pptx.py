"""Reports as slides: every text on one, every table whole, and the organisation's own layouts."""

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo.errors import PmoError
from pmo.publishing.documents.pptx import write
from pmo.publishing.documents.slides import GAP, Deck, Drawing, Grid, Text, cut
from pmo.render.document.tree import Document, ListBlock, Paragraph, Span, Spans, Table, plain
from pmo.render.inert import for_terminal
from tests.publishing.documents.archives import assert_inert, names_in_order, parts, repacked
from tests.publishing.documents.samples import EVERYTHING, ORIGIN, OnePicture, document, page_of, source
from tests.test_report_pages import ATTACKS, hostile, status_page

pptx = pytest.importorskip("pptx", reason="the extra `office` is not installed")


def opened(content: bytes) -> Any:
    return pptx.Presentation(io.BytesIO(content))


def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


# How a report is cut


def texts_of(deck: Deck) -> str:
    """All texts on the slides, without blanks."""
    found: list[str] = []
    for slide in deck.slides:
        for part in slide.parts:
            match part:
                case Text():
                    found += [plain(line.spans) for line in part.lines]
                case Grid():
                    found += [plain(cell) for row in part.rows for cell in row]
                case Drawing():
                    found.append(part.picture.alternative)
    return "".join("".join(found).split())


def assert_fits(deck: Deck, width: float, height: float) -> None:
    for slide in deck.slides:
        assert slide.parts
        used = sum(part.height for part in slide.parts) + GAP * (len(slide.parts) - 1)
        assert used <= height + 0.01, slide.title
        for part in slide.parts:
            if isinstance(part, Grid):
                assert sum(part.widths) <= width + 0.01
                assert len(part.heights) == len(part.rows) + (part.header is not None)
                assert part.size >= 9


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("name", ["portfolio", "status-scada-renewal", "status-billing-renewal"])
def test_everything_in_a_report_is_on_a_slide_and_fits(name: str, code: str) -> None:
    deck = cut(page_of(name, code), 870, 396)
    assert_fits(deck, 870, 396)
    shown = texts_of(deck)
    for block in page_of(name, code).blocks:
        if isinstance(block, Table):
            assert "".join("".join(plain(cell) for row in block.rows for cell in row).split()) in shown


def test_each_section_has_a_slide() -> None:
    deck = cut(page_of("status-nis2-compliance"), 870, 396)
    sections = [
        plain(block.spans)
        for block in page_of("status-nis2-compliance").blocks
        if type(block).__name__ == "Heading"
    ]
    assert [slide.title for slide in deck.slides] == sections


def rows(count: int, text: str = "text") -> Table:
    cells = tuple(((Span(f"{text} {number}"),), (Span(str(number)),)) for number in range(count))
    return Table(((Span("Name"),), (Span("Figure"),)), ("left", "right"), cells)


def test_a_long_table_goes_on_with_its_header_and_no_row_alone() -> None:
    deck = cut(Document((rows(40),)), 870, 396)
    grids = [part for slide in deck.slides for part in slide.parts if isinstance(part, Grid)]
    assert [slide.title for slide in deck.slides] == [f" ({number}/2)" for number in (1, 2)]
    assert [grid.header for grid in grids] == [rows(40).header] * 2
    assert [len(grid.rows) for grid in grids] == [20, 20]


def test_only_the_last_part_of_a_table_has_its_total() -> None:
    total = ((Span("Total", bold=True),), (Span("2"),))
    table = Table(rows(0).header, rows(0).alignments, (*rows(30).rows, total))
    grids = [part for slide in cut(Document((table,)), 870, 396).slides for part in slide.parts]
    assert [part.has_total for part in grids if isinstance(part, Grid)] == [False, True]


def test_a_remark_stays_with_its_table_and_a_bold_line_with_what_follows() -> None:
    deck = cut(document("## A\n\n| a |\n| --- |\n| b |\n\n1 further.\n\n**Next**\n\n- x"), 870, 396)
    assert len(deck.slides) == 1
    table = "\n".join(["| a |", "| --- |", *["| b |"] * 19])
    deck = cut(document(f"## A\n\ntext\n\n**Lead**\n\n{table}"), 870, 396)
    first, second = deck.slides
    assert [plain(line.spans) for part in first.parts if isinstance(part, Text) for line in part.lines] == [
        "text"
    ]
    assert isinstance(second.parts[0], Text)
    assert plain(second.parts[0].lines[0].spans) == "Lead"


def test_an_introduction_stands_on_the_first_slide_below() -> None:
    deck = cut(document("# T\n\n## A\n\nintroduction\n\n### B\n\n- x\n\n### C\n\n- y"), 870, 396)
    assert [slide.title for slide in deck.slides] == ["A: B", "A: C"]
    assert texts_of(deck) == "introductionxy"


def test_sections_without_anything_have_no_slide() -> None:
    assert cut(document("# T\n\n## A\n\n## B\n\n---"), 870, 396).slides == ()


WORDS = st.text("ab c", max_size=30).map(lambda text: " ".join(text.split()))
LONG = st.integers(0, 800).map(lambda count: ("word " * count).strip())
SPANS = st.one_of(WORDS, WORDS, WORDS, LONG, st.just("x" * 2500)).map(
    lambda text: (Span(text),) if text else ()
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.sampled_from([1, 3, 6, 11]))
    row = st.tuples(*[SPANS] * columns)
    header = draw(st.tuples(*[WORDS.map(lambda text: (Span(text),) if text else ())] * columns))
    return Table(header, ("left",) * columns, tuple(draw(st.lists(row, max_size=8))))


BLOCKS = st.lists(
    st.one_of(
        SPANS.map(Paragraph),
        st.lists(SPANS.map(lambda spans: (Paragraph(spans),)), min_size=1, max_size=8).map(
            lambda items: ListBlock(tuple(items))
        ),
        tables(),
    ),
    max_size=3,
)


@settings(max_examples=30)
@given(BLOCKS, st.sampled_from([(870.0, 396.0), (600.0, 330.0), (400.0, 200.0)]))
def test_whatever_a_report_holds_it_fits_and_nothing_is_lost(
    blocks: list[Any], room: tuple[float, float]
) -> None:
    deck = cut(Document(tuple(blocks)), *room)
    for slide in deck.slides:
        used = sum(part.height for part in slide.parts) + GAP * (len(slide.parts) - 1)
        too_tall = any(isinstance(part, Grid) and part.heights[0] > room[1] / 2 for part in slide.parts)
        assert too_tall or used <= room[1] + 0.01
    expected: list[str] = []

    def add(spans: Spans) -> None:
        expected.extend(plain(spans).split())

    for block in blocks:
        match block:
            case Paragraph():
                add(block.spans)
            case ListBlock():
                for item in block.items:
                    add(item[0].spans)
            case Table():
                for row in block.rows:
                    for cell in row:
                        add(cell)
    assert sorted(texts_of(deck)) == sorted("".join(expected))


# How it is written


def test_every_kind_of_block() -> None:
    deck = opened(write(source(document(EVERYTHING), pictures=OnePicture())))
    assert titles(deck)[:2] == ["Title of all", "Title of all"]
    assert deck.slides[0].placeholders[1].text_frame.text == "Origin · day"
    tables = [shape for slide in deck.slides for shape in slide.shapes if shape.has_table]
    facts, table = (shape.table for shape in tables)
    assert [cell.text for cell in facts.iter_cells()] == ["Health", "◆\u00a0Red, worse", "Money", "+EUR 1"]
    assert (facts.first_row, facts.first_col) == (False, True)
    assert [cell.text for cell in table.iter_cells()][:6] == [
        "Name",
        "Figure",
        "Middle",
        "A | B",
        "1,234",
        "x",
    ]
    assert (table.first_row, table.last_row) == (True, True)
    assert [table.cell(1, index).text_frame.paragraphs[0].alignment for index in range(3)] == [1, 3, 2]
    assert tables[1]._element.nvGraphicFramePr.cNvPr.get("descr") == "First section"
    (picture,) = [shape for slide in deck.slides for shape in slide.shapes if shape.shape_type == 13]
    assert picture._element.nvPicPr.cNvPr.get("descr") == "A picture of it"
    links = [
        run.hyperlink.address
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    assert [one for one in links if one] == ["https://example.org/a?b=c&d=e"]


def test_everything_stays_on_its_slide() -> None:
    deck = opened(write(source(page_of("status-billing-renewal"))))
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_table:
                assert shape.left >= 0
                assert shape.left + shape.width <= deck.slide_width
                assert shape.top + sum(row.height for row in shape.table.rows) <= deck.slide_height
        assert not slide.has_notes_slide
    assert all(
        run.font._rPr.get("lang") == "en-GB"
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    )


def test_slides_have_numbers_and_say_where_their_facts_come_from() -> None:
    deck = opened(write(source(page_of("status-nis2-compliance"))))
    for slide in list(deck.slides)[1:]:
        kinds = {one.placeholder_format.type: one for one in slide.placeholders}
        assert kinds[15].text_frame.text == ORIGIN
        assert kinds[13]._element.findall(".//{*}fld")[0].get("type") == "slidenum"
        ids = [one.shape_id for one in slide.shapes]
        assert len(ids) == len(set(ids))
    about = deck.core_properties
    assert (about.title, about.author) == (
        page_of("status-nis2-compliance").title,
        "Noordermeer Water & Energy",
    )
    assert str(about.created) == str(about.modified) == "2026-11-01 00:00:00"


def test_text_alone_stands_in_the_place_that_the_layout_has_for_it() -> None:
    deck = opened(write(source(document("# T\n\n## A\n\ntext\n\n- one\n  - deep\n\n3. three"))))
    body = deck.slides[1].placeholders[1]
    assert [one.text for one in body.text_frame.paragraphs] == ["text", "one", "deep", "three"]
    marks = [one._p.pPr[-1].tag.partition("}")[2] for one in body.text_frame.paragraphs]
    assert marks == ["buNone", "buChar", "buChar", "buAutoNum"]


def test_a_very_long_title_is_smaller() -> None:
    deck = opened(write(source(document(f"# T\n\n## {'long ' * 60}\n\ntext"))))
    assert deck.slides[1].shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt == 11


def test_a_hostile_portfolio_is_only_text(tmp_path: Path) -> None:
    tree = document(status_page(hostile(tmp_path, " ".join(ATTACKS) + " \ufffe"), "crm"))
    content = write(source(tree))
    assert_inert(content)
    deck = opened(content)
    assert "\ufffe" not in "".join(titles(deck))
    cells = "".join(
        cell.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for cell in shape.table.iter_cells()
    )
    assert "".join(for_terminal(" ".join(ATTACKS[1].split())).split()) in "".join(cells.split())


def test_twice_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    once = write(source(page_of("status-nis2-compliance")))
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert write(source(page_of("status-nis2-compliance"))) == once
    assert names_in_order(once)[0] == "[Content_Types].xml"


# The organisation's own template


def own_template(path: Path) -> Path:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = "Text of the template"
    slide.notes_slide.notes_text_frame.text = "notes"
    deck.slide_layouts[5].placeholders[0].left = pptx.util.Inches(2)
    deck.save(str(path))
    return path


def test_a_template_gives_layouts_and_size(tmp_path: Path) -> None:
    content = write(source(page_of("status-nis2-compliance")), own_template(tmp_path / "own.pptx"))
    deck = opened(content)
    assert deck.slide_width == pptx.util.Inches(10)
    assert "Text of the template" not in titles(deck)
    assert not [name for name in parts(content) if "notesSlide" in name]
    free = next(slide for slide in deck.slides if any(shape.has_table for shape in slide.shapes))
    assert free.slide_layout.name == "Title Only"
    assert free.shapes.title.left == pptx.util.Inches(2)


def test_layouts_are_told_by_type_not_by_name_or_place(tmp_path: Path) -> None:
    path = own_template(tmp_path / "own.potx")
    deck = pptx.Presentation(str(path))
    layouts = deck.slide_layouts._sldLayoutIdLst
    for number, layout in enumerate(deck.slide_layouts):
        layout.name = f"Tata letak {number}"
    layouts.append(layouts[0])
    deck.save(str(path))
    kinds = parts(path.read_bytes())["[Content_Types].xml"]
    path.write_bytes(
        repacked(
            path.read_bytes(), {"[Content_Types].xml": kinds.replace(b"presentation.main", b"template.main")}
        )
    )
    written = opened(write(source(document("# T\n\n## A\n\ntext\n\n## B\n\n| a |\n| --- |\n| b |")), path))
    assert [slide.slide_layout.name for slide in written.slides] == [
        "Tata letak 0",
        "Tata letak 1",
        "Tata letak 5",
    ]


def test_layouts_without_types_are_told_by_what_they_hold(tmp_path: Path) -> None:
    path = own_template(tmp_path / "own.pptx")
    deck = pptx.Presentation(str(path))
    for layout in deck.slide_layouts:
        layout._element.attrib.pop("type", None)
    deck.save(str(path))
    written = opened(write(source(document("# T\n\n## A\n\ntext\n\n## B\n\n| a |\n| --- |\n| b |")), path))
    assert next(slide.slide_layout.name for slide in written.slides) == "Title Slide"
    assert titles(written) == ["T", "A", "B"]


def test_a_template_with_one_empty_layout_is_enough(tmp_path: Path) -> None:
    path = own_template(tmp_path / "own.pptx")
    deck = pptx.Presentation(str(path))
    deck.slides._sldIdLst.clear()
    for layout in list(deck.slide_layouts):
        if layout.name != "Blank":
            deck.slide_layouts.remove(layout)
    deck.save(str(path))
    written = opened(write(source(document(EVERYTHING), pictures=OnePicture()), path))
    assert len(written.slides) > 3


@pytest.mark.parametrize("content", [b"", b"not a zip"])
def test_what_is_no_presentation_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.pptx").write_bytes(content)
    with pytest.raises(PmoError, match="no template for this kind of document"):
        write(source(document("# A")), tmp_path / "own.pptx")


def test_a_word_document_is_no_template_for_slides(tmp_path: Path) -> None:
    from pmo.publishing.documents.docx import write as write_docx

    (tmp_path / "own.pptx").write_bytes(write_docx(source(document("# A"))))
    with pytest.raises(PmoError, match="no template for this kind of document"):
        write(source(document("# A")), tmp_path / "own.pptx")
