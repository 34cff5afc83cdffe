"""How a Word document looks that follows no template: part of the door to python-docx."""

from typing import TYPE_CHECKING, Any, Final

from pmo.publishing.documents.document import ACCENT, INK, LINE, QUIET, TINT, Source
from pmo.render.document.html import WIDE

if TYPE_CHECKING:
    from docx.document import Document as Word

TABLE_STYLE: Final = "Report table"
CELL_STYLE: Final = "Report table text"
SPACE_STYLE: Final = "Report space"
PLAIN_TABLE: Final = "Table Grid"
FONT: Final = "Arial"
"""One that is on every machine, or one just as wide."""
_SHEET_SIZE: Final = 0.85
"""Type of a page that is meant to fit on one sheet, in times of the usual one."""
_SHEET_SPACE: Final = 0.4
"""The same for the space between its paragraphs."""


def qualified(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


def element(name: str, **attributes: object) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def lighten(word: "Word") -> None:
    """Drop what python-docx's own document brings along and nothing here uses: table styles, an old thumbnail."""
    for style in list(word.styles):
        if style.element.get(qualified("w:type")) == "table" and style.name not in (
            "Normal Table",
            PLAIN_TABLE,
        ):
            style.delete()
    for part in (word.part, word.part.package):
        for id_, relationship in list(part.rels.items()):
            if relationship.reltype.endswith(("/stylesWithEffects", "/thumbnail")):
                del part.rels[id_]


def give_look(word: "Word", source: Source) -> None:
    """The look of a document without a template: paper of A4, on its side for wide tables."""
    from docx.enum.section import WD_ORIENT
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm, Pt, RGBColor

    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if source.document.columns >= WIDE:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    is_sheet = source.document.is_one_sheet
    section.left_margin = section.right_margin = Mm(14 if is_sheet else 18)
    section.top_margin, section.bottom_margin = (Mm(16), Mm(14)) if is_sheet else (Mm(20), Mm(18))
    section.header_distance = section.footer_distance = Mm(7 if is_sheet else 9)
    small, close = (_SHEET_SIZE, _SHEET_SPACE) if is_sheet else (1.0, 1.0)

    def set_style(name: str, size: float, colour: str, before: float, after: float, bold: bool | None) -> Any:
        style = word.styles[name]
        _font(style, size * small, colour, bold)
        style.paragraph_format.space_before = Pt(before * close)
        style.paragraph_format.space_after = Pt(after * close)
        return style

    set_style("Normal", 10, INK, 0, 5, None).paragraph_format.line_spacing = 1.0 if is_sheet else 1.1
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
    for name in (
        "List Bullet",
        "List Number",
        "List Bullet 2",
        "List Number 2",
        "List Continue",
        "No Spacing",
    ):
        word.styles[name].paragraph_format.space_after = Pt(2 * close)
    for name in ("Header", "Footer"):
        _font(word.styles[name], 8, QUIET, None)
    cell = word.styles.add_style(CELL_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = word.styles["Normal"]
    cell.font.size = Pt(9 * small)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2 * close)
    cell.paragraph_format.line_spacing = 1.0
    space = word.styles.add_style(SPACE_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    space.base_style = word.styles["Normal"]
    space.font.size = Pt(2 if is_sheet else 5)
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
    for one in properties.findall(qualified(f"w:{name}")):
        properties.remove(one)


def _border_of_style(style: Any, side: str, colour: str, size: int) -> None:
    properties = style.element.get_or_add_pPr()
    borders = element("pBdr")
    borders.append(element(side, val="single", sz=size, space=6, color=colour))
    properties.insert_element_before(borders, *_AFTER_BORDERS)


_AFTER_BORDERS: Final = tuple(
    f"w:{name}" for name in ("shd", "tabs", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr")
)
"""What comes behind the borders of a paragraph, in the order that Word wants."""


def _add_table_style(word: "Word") -> None:
    """Lines between the rows, a tinted header, and a total that stands out."""
    from docx.enum.style import WD_STYLE_TYPE

    style = word.styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.TABLE)
    properties = element("tblPr")
    borders = element("tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(side, val="single", sz=4, space=0, color=LINE))
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=80, type="dxa"))
    properties.append(borders)
    properties.append(margins)
    style.element.append(properties)
    for kind, side in (("firstRow", "bottom"), ("lastRow", "top")):
        part = element("tblStylePr", type=kind)
        cell = element("tcPr")
        lines = element("tcBorders")
        lines.append(
            element(side, val="single", sz=12, space=0, color=ACCENT if kind == "firstRow" else LINE)
        )
        cell.append(lines)
        cell.append(element("shd", val="clear", color="auto", fill=TINT))
        part.append(cell)
        style.element.append(part)
