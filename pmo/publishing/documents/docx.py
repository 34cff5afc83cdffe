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
    ACCENT,
    COLOURS,
    INK,
    LINE,
    QUIET,
    TINT,
    Source,
    clean,
    leads_out,
    missing,
    repacked,
    shown,
    template_of,
    unusable,
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

TABLE_STYLE: Final = "Report table"
CELL_STYLE: Final = "Report table text"
FONT: Final = "Arial"
"""One that is on every machine, or one just as wide."""
_PLAIN_TABLE: Final = "Table Grid"
_DEEPEST_HEADING: Final = 9
_DEEPEST_LIST: Final = 3
_CHARACTER: Final = 0.53
"""Width of a character, in times of the size of its font."""
_ROOM_OF_PICTURE: Final = 0.8
"""Of the height of the page."""
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
        _lighten(word)
        _give_look(word, source)
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
        section = word.sections[-1]
        self._width = int(section.page_width - section.left_margin - section.right_margin)
        self._height = int(section.page_height - section.top_margin - section.bottom_margin)

    def write(self) -> None:
        lead, rest = split_lead(self._source.document)
        for block in lead:
            if isinstance(block, Heading):
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
        if block.spans and all(span.bold for span in block.spans):
            self._caption = plain(block.spans)
            paragraph.paragraph_format.keep_with_next = True

    def _text(self, spans: Spans, style: str | None = None) -> "WordParagraph":
        paragraph = self._word.add_paragraph(style=_style(self._word, style))
        self._fill(paragraph, spans)
        return paragraph

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
        drawn = self._source.pictures.png(block.name)
        if drawn is None:
            self._text((Span(block.alternative, italic=True),))
            return
        paragraph = self._word.add_paragraph()
        shape = paragraph.add_run().add_picture(io.BytesIO(drawn), width=self._width)
        if shape.height > self._height * _ROOM_OF_PICTURE:
            shape.width = int(shape.width * self._height * _ROOM_OF_PICTURE / shape.height)
            shape.height = int(self._height * _ROOM_OF_PICTURE)
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
        size = 8.0 if len(block.alignments) >= WIDE else 9.0
        rows = [block.header, *block.rows] if block.has_header else list(block.rows)
        table = self._word.add_table(rows=len(rows), cols=len(block.alignments))
        table.style = _style(self._word, TABLE_STYLE, _PLAIN_TABLE)
        table.autofit = False
        character = int(Pt(size * _CHARACTER))
        wide = [int(one * character) for one in widths(block, self._width / character)]
        for column, width in zip(table.columns, wide, strict=True):
            column.width = Emu(width)
        _set_look(table, block, self._caption, sum(wide))
        for number, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
            is_header = block.has_header and number == 0
            _keep(row, is_header, max((len(plain(cell)) for cell in cells), default=0))
            for index, (cell, spans) in enumerate(zip(row.cells, cells, strict=True)):
                cell.width = Emu(wide[index])
                paragraph = cell.paragraphs[0]
                paragraph.style = _style(self._word, CELL_STYLE, "Normal")
                paragraph.alignment = sides[block.alignments[index]]
                if number == 0 or (number == 1 and is_header is False and block.has_header):
                    paragraph.paragraph_format.keep_with_next = len(rows) > number + 1 or None
                names_row = not block.has_header and index == 0
                self._fill(paragraph, spans, bold=is_header or names_row, size=size)
        spacer = self._word.add_paragraph(style=_style(self._word, "Report space", "Normal"))
        spacer.paragraph_format.space_after = Pt(0)


def _style(word: "Word", *names: str | None) -> Any:
    """The first of the styles that there is; None for that of the document."""
    return next((word.styles[name] for name in names if name is not None and name in word.styles), None)


def _empty(word: "Word") -> None:
    """A template without its text; what holds page, headers and footers stays."""
    body = word.element.body
    for element in list(body)[:-1] if body[-1].tag.endswith("}sectPr") else list(body):
        body.remove(element)


def _qualified(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


def _element(name: str, **attributes: object) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    return element


def _link(paragraph: "WordParagraph", run: Any, address: str) -> None:
    """Let a run lead to an address."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(clean(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run.font.underline = True
    run._r.addprevious(link)
    link.append(run._r)


def _border(paragraph: "WordParagraph", side: str) -> None:
    borders = _element("pBdr")
    borders.append(_element(side, val="single", sz=6, space=1, color=LINE))
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
    layout.addprevious(_element("tblW", w=width // 635, type="dxa"))
    properties.append(
        _element(
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
    properties.append(_element("tblCaption", val=clean(caption)))


def _keep(row: Any, is_header: bool, longest: int) -> None:
    """The header comes again on each page; a row stays on one, unless it is too long for that."""
    properties = row._tr.get_or_add_trPr()
    if longest <= _LONG_ROW:
        properties.append(_element("cantSplit"))
    if is_header:
        properties.append(_element("tblHeader"))


def _describe(word: "Word", source: Source) -> None:
    """Title, language and dates of a document, and the lines above and below its pages where it has none."""
    from docx.oxml.ns import qn

    tag = proofing_tag(source.language)
    about = word.core_properties
    about.title = clean(source.document.title)
    about.author = clean(source.origin.portfolio)
    about.last_modified_by = clean(source.origin.portfolio)
    about.subject = clean(origin_line(source.origin, source.language))
    about.language = tag
    about.created = about.modified = source.moment
    about.revision = 1
    about.comments = ""
    if about._element.lastPrinted is not None:
        about._element.remove(about._element.lastPrinted)
    for element in word.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), tag)
    for section in word.sections:
        _lines(word, section, source)


def _lines(word: "Word", section: Any, source: Source) -> None:
    width = section.page_width - section.left_margin - section.right_margin
    header, footer = section.header, section.footer
    if _is_bare(header):
        _fields(header.paragraphs[0], width, clean(source.document.title), ())
    if _is_bare(footer):
        line = clean(origin_line(source.origin, source.language))
        _fields(footer.paragraphs[0], width, line, ("PAGE", "NUMPAGES"))


def _is_bare(part: Any) -> bool:
    """Whether nothing stands in a header or footer."""
    return not any(element.tag.endswith(("}t", "}drawing", "}pict", "}fldSimple", "}instrText")) for element in part._element.iter())


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
        field = _element("fldSimple", instr=f" {name} ")
        run = paragraph.add_run("1")
        field.append(run._r)
        paragraph._p.append(field)


def _lighten(word: "Word") -> None:
    """Drop what python-docx's own document brings along and nothing here uses: table styles, an old thumbnail."""
    for style in list(word.styles):
        if style.element.get(_qualified("w:type")) == "table" and style.name not in ("Normal Table", _PLAIN_TABLE):
            style.delete()
    for part in (word.part, word.part.package):
        for id_, relationship in list(part.rels.items()):
            if relationship.reltype.endswith(("/stylesWithEffects", "/thumbnail")):
                del part.rels[id_]


def _give_look(word: "Word", source: Source) -> None:
    """The look of a document without a template: paper of A4, on its side for wide tables."""
    from docx.enum.section import WD_ORIENT
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm, Pt, RGBColor

    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if source.document.columns >= WIDE:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    section.header_distance = section.footer_distance = Mm(9)

    def set_style(name: str, size: float, colour: str, before: float, after: float, bold: bool | None) -> Any:
        style = word.styles[name]
        _font(style, size, colour, bold)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        return style

    set_style("Normal", 10, INK, 0, 5, None).paragraph_format.line_spacing = 1.1
    title = set_style("Title", 21, INK, 0, 3, True)
    subtitle = set_style("Subtitle", 9.5, QUIET, 0, 12, False)
    subtitle.font.italic = False
    _drop(title.element.pPr, "pBdr")
    for style in (title, subtitle):
        _drop(style.element.rPr, "spacing")
    _border_of_style(subtitle, "bottom", ACCENT, 18)
    for level, size in ((1, 15), (2, 12.5), (3, 11), (4, 10.5)):
        colour = ACCENT if level == 1 else INK
        set_style(f"Heading {level}", size, colour, 16 if level == 1 else 11, 5, True).font.italic = False
    quote = set_style("Quote", 12, INK, 6, 10, None)
    quote.font.italic = False
    _border_of_style(quote, "left", ACCENT, 36)
    for name in ("List Bullet", "List Number", "List Bullet 2", "List Number 2", "List Continue", "No Spacing"):
        word.styles[name].paragraph_format.space_after = Pt(2)
    for name in ("Header", "Footer"):
        _font(word.styles[name], 8, QUIET, None)
    cell = word.styles.add_style(CELL_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = word.styles["Normal"]
    cell.font.size = Pt(9)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
    cell.paragraph_format.line_spacing = 1.0
    space = word.styles.add_style("Report space", WD_STYLE_TYPE.PARAGRAPH)
    space.base_style = word.styles["Normal"]
    space.font.size = Pt(5)
    space.font.color.rgb = RGBColor.from_string(INK)
    _add_table_style(word)


def _font(style: Any, size: float, colour: str, bold: bool | None) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.size, style.font.bold, style.font.name = Pt(size), bold, FONT
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for kind in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), FONT)


def _drop(properties: Any, name: str) -> None:
    for one in properties.findall(_qualified(f"w:{name}")):
        properties.remove(one)


def _border_of_style(style: Any, side: str, colour: str, size: int) -> None:
    properties = style.element.get_or_add_pPr()
    borders = _element("pBdr")
    borders.append(_element(side, val="single", sz=size, space=6, color=colour))
    properties.insert_element_before(borders, *_AFTER_BORDERS)


_AFTER_BORDERS: Final = tuple(
    f"w:{name}"
    for name in ("shd", "tabs", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr")
)
"""What comes behind the borders of a paragraph, in the order that Word wants."""


def _add_table_style(word: "Word") -> None:
    """Lines between the rows, a tinted header, and a total that stands out."""
    from docx.enum.style import WD_STYLE_TYPE

    style = word.styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.TABLE)
    properties = _element("tblPr")
    borders = _element("tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(side, val="single", sz=4, space=0, color=LINE))
    margins = _element("tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(side, w=80, type="dxa"))
    properties.append(borders)
    properties.append(margins)
    style.element.append(properties)
    for kind, side in (("firstRow", "bottom"), ("lastRow", "top")):
        part = _element("tblStylePr", type=kind)
        cell = _element("tcPr")
        lines = _element("tcBorders")
        lines.append(_element(side, val="single", sz=12, space=0, color=ACCENT if kind == "firstRow" else LINE))
        cell.append(lines)
        cell.append(_element("shd", val="clear", color="auto", fill=TINT))
        part.append(cell)
        style.element.append(part)
