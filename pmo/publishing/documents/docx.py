"""A report as a Word document: the one door to python-docx.

Headings, lists and tables are those of the styles, so that a navigation pane, a screen reader and an organisation's
own template see what they are. A template gives styles, page, headers and footers; its text is left out. A table
takes the style called `Report table` where there is one.
"""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pmo.publishing.documents.columns import widths
from pmo.publishing.documents.document import (
    COLOURS,
    LINE,
    Source,
    clean,
    leads_out,
    missing,
    property_of,
    repacked,
    shown,
    template_of,
    unusable,
)
from pmo.publishing.documents.docx_look import (
    CELL_STYLE,
    PLAIN_TABLE,
    SPACE_STYLE,
    TABLE_STYLE,
    element,
    give_look,
    lighten,
)
from pmo.render.document.html import WIDE, split_lead
from pmo.render.document.origin import origin_line, proofing_tag
from pmo.render.document.tree import (
    Block,
    CodeBlock,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Span,
    Spans,
    Table,
    plain,
)

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph as WordParagraph

_DEEPEST_HEADING: Final = 9
_DEEPEST_LIST: Final = 3
_CHARACTER: Final = 0.53
"""Width of a character, in times of the size of its font."""
_ROOM_OF_PICTURE: Final = 0.8
"""Of the height of the page."""
_TWIP: Final = 635
"""What Word counts widths in."""
_LONG_ROW: Final = 1200
"""Characters of a cell above which its row may break over pages."""


def write(source: Source, template: Path | None = None) -> bytes:
    """The document; ``template`` is the organisation's own."""
    try:
        import docx
    except ImportError:
        raise missing("python-docx") from None
    if template is None:
        word = docx.Document()
        lighten(word)
        give_look(word, source)
    else:
        try:
            word = docx.Document(template_of(template))
            _empty(word)
        except (ValueError, KeyError, AttributeError, SyntaxError):  # what stands for broken parts
            raise unusable(template) from None
    writer = _Writer(word, source)
    writer.write()
    _describe(word, source)
    packed = io.BytesIO()
    word.save(packed)
    return repacked(packed.getvalue())


class _Writer:
    def __init__(self, word: "Word", source: Source) -> None:
        self._word = word
        self._source = source
        self._caption = ""
        self._style_ids: dict[tuple[str | None, ...], str | None] = {}
        self._width, self._height = _room(word.sections[-1])

    def write(self) -> None:
        lead, rest = split_lead(self._source.document)
        for block in lead:
            if isinstance(block, Heading):
                self._caption = plain(block.spans)
                self._text(block.spans, "Title")
            elif isinstance(block, Paragraph):
                self._text(block.spans, "Subtitle")
        self._blocks(rest)
        if self._word.element.body[-1].tag.endswith("}sectPr") and self._ends_in_table():
            self._word.add_paragraph()  # Word wants one below a table

    def _ends_in_table(self) -> bool:
        body = self._word.element.body
        return len(body) > 1 and bool(body[-2].tag.endswith("}tbl"))

    def _blocks(self, blocks: Iterable[Block], depth: int = 0, style: str | None = None) -> None:
        for block in blocks:
            match block:
                case Heading():
                    self._caption = plain(block.spans)
                    level = min(max(block.level - 1, 1), _DEEPEST_HEADING)
                    heading = self._text(block.spans, f"Heading {level}")
                    if level == 1 and self._source.document.is_collection:
                        heading.paragraph_format.page_break_before = True
                case Paragraph():
                    self._paragraph(block, style)
                case Table():
                    self._table(block)
                case ListBlock():
                    self._list(block, depth + 1)
                case Quote():
                    self._blocks(block.blocks, depth, "Quote")
                case Picture():
                    self._picture(block)
                case CodeBlock():
                    for line in block.text.split("\n"):
                        self._text((Span(line, code=True),), "No Spacing")
                case Rule():
                    _border(self._word.add_paragraph(), "bottom")

    def _paragraph(self, block: Paragraph, style: str | None) -> None:
        paragraph = self._text(block.spans, style)
        if style is None and block.spans and all(span.bold for span in block.spans):
            self._caption = plain(block.spans)
            paragraph.paragraph_format.keep_with_next = True

    def _text(self, spans: Spans, style: str | None = None) -> "WordParagraph":
        paragraph = self._word.add_paragraph()
        paragraph._p.style = self._style_id(style)
        self._fill(paragraph, spans)
        return paragraph

    def _style_id(self, *names: str | None) -> str | None:
        """What the first of the styles that there is is called inside; looking it up takes python-docx long."""
        if names not in self._style_ids:
            style = _style(self._word, *names)
            self._style_ids[names] = None if style is None else style.style_id
        return self._style_ids[names]

    def _fill(
        self, paragraph: "WordParagraph", spans: Spans, *, bold: bool = False, size: float | None = None
    ) -> None:
        from docx.shared import Pt, RGBColor

        for span in spans:
            run = paragraph.add_run(shown(span))
            run.bold = True if span.bold or span.health or bold else None
            run.italic = True if span.italic else None
            if span.health:
                run.font.color.rgb = RGBColor.from_string(COLOURS[span.health])
            if span.code:
                run.font.name = "Consolas"
            if size is not None:
                run.font.size = Pt(size)
            if span.link is not None and leads_out(span.link):
                _link(paragraph, run, span.link)

    def _list(self, block: ListBlock, depth: int) -> None:
        kind = "List Bullet" if block.start is None else "List Number"
        level = min(depth, _DEEPEST_LIST)
        name = kind if level == 1 else f"{kind} {level}"
        restart = None if block.start is None else _numbering(self._word, name, block.start)
        for item in block.items:
            first, *others = item or (Paragraph(()),)
            if isinstance(first, Paragraph):
                paragraph = self._text(first.spans, name)
                if restart is not None:
                    _number(paragraph, restart)
            else:
                others = [first, *others]
            self._blocks(others, depth, "List Continue")

    def _picture(self, block: Picture) -> None:
        if self._source.document.is_one_sheet:
            return  # as on paper: the sheet has room for words and figures
        drawn = self._source.pictures.png(block.name)
        if drawn is None:
            self._text((Span(block.alternative, italic=True),))
            return
        from docx.shared import Emu

        paragraph = self._word.add_paragraph()
        shape = paragraph.add_run().add_picture(io.BytesIO(drawn), width=self._width)
        if shape.height > self._height * _ROOM_OF_PICTURE:
            height = Emu(int(self._height * _ROOM_OF_PICTURE))
            shape.width, shape.height = Emu(int(shape.width * height / shape.height)), height
        described = shape._inline.docPr
        described.set("descr", clean(block.alternative))
        described.set("name", clean(block.name))

    def _table(self, block: Table) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Emu, Pt

        sides = {
            "left": None,
            "centre": WD_ALIGN_PARAGRAPH.CENTER,
            "right": WD_ALIGN_PARAGRAPH.RIGHT,
        }
        size = 8.0 if len(block.alignments) >= WIDE or self._source.document.is_one_sheet else 9.0
        rows = [block.header, *block.rows] if block.has_header else list(block.rows)
        if not rows:
            return
        table = self._word.add_table(rows=len(rows), cols=len(block.alignments))
        table.style = _style(self._word, TABLE_STYLE, PLAIN_TABLE)
        table.autofit = False
        character = int(Pt(size * _CHARACTER))
        wide = [int(one * character) // _TWIP * _TWIP for one in widths(block, self._width / character)]
        for column, width in zip(table.columns, wide, strict=True):
            column.width = Emu(width)
        _set_look(table, block, self._caption, sum(wide))
        for number, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
            is_header = block.has_header and number == 0
            _keep(row, is_header, max((len(plain(cell)) for cell in cells), default=0))
            for index, (cell, spans) in enumerate(zip(row.cells, cells, strict=True)):
                cell.width = Emu(wide[index])
                paragraph = cell.paragraphs[0]
                paragraph._p.style = self._style_id(CELL_STYLE)
                paragraph.alignment = sides[block.alignments[index]]
                if number == 0 or (number == 1 and is_header is False and block.has_header):
                    paragraph.paragraph_format.keep_with_next = len(rows) > number + 1 or None
                names_row = not block.has_header and index == 0
                self._fill(paragraph, spans, bold=is_header or names_row, size=size)
        spacer = self._text((), SPACE_STYLE)
        spacer.paragraph_format.space_after = Pt(0)


def _style(word: "Word", *names: str | None) -> Any:
    """The first of the styles that there is; None for that of the document."""
    return next((word.styles[name] for name in names if name is not None and name in word.styles), None)


def _room(section: Any) -> tuple[int, int]:
    """Width and height that the page leaves for text; of A4 where a template does not say."""
    from docx.shared import Mm

    width, height = section.page_width or Mm(210), section.page_height or Mm(297)
    across = (section.left_margin or 0) + (section.right_margin or 0)
    down = (section.top_margin or 0) + (section.bottom_margin or 0)
    return max(int(width - across), Mm(40)), max(int(height - down), Mm(40))


def _empty(word: "Word") -> None:
    """A template without its text; what holds page, headers and footers stays."""
    body = word.element.body
    for one in list(body)[:-1] if body[-1].tag.endswith("}sectPr") else list(body):
        body.remove(one)


def _link(paragraph: "WordParagraph", run: Any, address: str) -> None:
    """Let a run lead to an address."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    link.set(
        qn("r:id"), paragraph.part.relate_to(clean(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    )
    run.font.underline = True
    run._r.addprevious(link)
    link.append(run._r)


def _border(paragraph: "WordParagraph", side: str) -> None:
    borders = element("pBdr")
    borders.append(element(side, val="single", sz=6, space=1, color=LINE))
    paragraph._p.get_or_add_pPr().append(borders)


def _numbering(word: "Word", style: str, start: int) -> int | None:
    """A numbering of its own for a list, so that it begins where it should."""
    from docx.oxml.ns import qn

    found = _style(word, style)
    properties = None if found is None else found.element.pPr
    if properties is None or properties.numPr is None or properties.numPr.numId is None:
        return None
    numbering = word.part.numbering_part.element
    source = numbering.num_having_numId(properties.numPr.numId.val)
    number = numbering.add_num(source.abstractNumId.get(qn("w:val")))
    number.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(number.numId)


def _number(paragraph: "WordParagraph", numbering: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = numbering


def _set_look(table: Any, block: Table, caption: str, width: int) -> None:
    """Say of a table what it shows, how wide it is, and which of its rows and columns are special."""
    from docx.oxml.ns import qn

    properties = table._tbl.tblPr
    for name in ("tblW", "tblLook"):
        for old in properties.findall(qn(f"w:{name}")):
            properties.remove(old)
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(element("tblW", w=width // _TWIP, type="dxa"))
    properties.append(
        element(
            "tblLook",
            firstRow=int(block.has_header),
            lastRow=int(block.has_total),
            firstColumn=int(not block.has_header),
            lastColumn=0,
            noHBand=1,
            noVBand=1,
            val=f"{0x0600 + 0x20 * block.has_header + 0x40 * block.has_total + 0x80 * (not block.has_header):04X}",
        )
    )
    properties.append(element("tblCaption", val=clean(caption)))


def _keep(row: Any, is_header: bool, longest: int) -> None:
    """The header comes again on each page; a row stays on one, unless it is too long for that."""
    properties = row._tr.get_or_add_trPr()
    if longest <= _LONG_ROW:
        properties.append(element("cantSplit"))
    if is_header:
        properties.append(element("tblHeader"))


def _describe(word: "Word", source: Source) -> None:
    """Title, language and dates of a document, and the lines above and below its pages where it has none."""
    from docx.oxml.ns import qn

    tag = proofing_tag(source.language)
    about = word.core_properties
    about.title = property_of(source.document.title)
    about.author = property_of(source.origin.portfolio)
    about.last_modified_by = property_of(source.origin.portfolio)
    about.subject = property_of(origin_line(source.origin, source.language))
    about.language = tag
    about.created = about.modified = source.moment
    about.revision = 1
    about.comments = ""
    if about._element.lastPrinted is not None:
        about._element.remove(about._element.lastPrinted)
    for one in word.styles.element.iter(qn("w:lang")):
        one.set(qn("w:val"), tag)
    for section in word.sections:
        _lines(word, section, source)


def _lines(word: "Word", section: Any, source: Source) -> None:
    width, _height = _room(section)
    header, footer = section.header, section.footer
    if _is_bare(header):
        _fields(header.paragraphs[0], width, clean(source.document.title), ())
    if _is_bare(footer):
        line = clean(origin_line(source.origin, source.language))
        _fields(footer.paragraphs[0], width, line, ("PAGE", "NUMPAGES"))


def _is_bare(part: Any) -> bool:
    """Whether nothing stands in a header or footer."""
    return not any(
        element.tag.endswith(("}t", "}drawing", "}pict", "}fldSimple", "}instrText"))
        for element in part._element.iter()
    )


def _fields(paragraph: "WordParagraph", width: int, text: str, fields: tuple[str, ...]) -> None:
    """A line with a text on the left, and what Word counts on the right."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Emu

    for stop in paragraph.style.paragraph_format.tab_stops if paragraph.style else ():
        paragraph.paragraph_format.tab_stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Emu(width), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(text)
    for index, name in enumerate(fields):
        paragraph.add_run(" / " if index else "\t")
        field = element("fldSimple", instr=f" {name} ")
        run = paragraph.add_run("1")
        field.append(run._r)
        paragraph._p.append(field)
