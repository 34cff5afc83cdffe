"""A report as slides: the one door to python-pptx.

Titles, texts, footers and numbers of slides stand in the placeholders of the layouts, so that an organisation's own
template decides where they are and how they look; layouts are told by their type, which no translation of the program
changes, and by what they hold. The slides that a template has are left out.
"""

import io
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pmo.publishing.documents.document import (
    COLOURS,
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
from pmo.publishing.documents.pptx_look import give_look
from pmo.publishing.documents.slides import (
    CELL_SIDE,
    CELL_TOP,
    GAP,
    TEXT_SIZE,
    Drawing,
    Grid,
    Line,
    Slide,
    Text,
    cut,
)
from pmo.render.document.origin import origin_line, proofing_tag
from pmo.render.document.tree import Span, Spans

if TYPE_CHECKING:
    from pptx.presentation import Presentation

_POINT: Final = 12700
_LIGHT_STYLE: Final = "{3B4B98B0-60AC-42C2-AFA5-B58CD77FA1E5}"
"""The table style of PowerPoint called Light Style 1 - Accent 1: it takes the colours of the theme."""
_TITLE_SIZES: Final = ((48, 26), (80, 22), (140, 18), (220, 14))
"""Characters of a title up to which it has this size; a longer one is smaller still."""
_SMALLEST_TITLE: Final = 11


def write(source: Source, template: Path | None = None) -> bytes:
    """The presentation; ``template`` is the organisation's own."""
    try:
        import pptx
    except ImportError:
        raise missing("python-pptx") from None
    if template is None:
        deck = pptx.Presentation()
        give_look(deck)
    else:
        try:
            deck = pptx.Presentation(template_of(template))
            _empty(deck)
            _Layouts(deck)
        except (
            ValueError,
            KeyError,
            AttributeError,
            SyntaxError,
            IndexError,
        ):  # what stands for broken parts
            raise unusable(template) from None
    _Writer(deck, source, own=template is not None).write()
    _describe(deck, source)
    packed = io.BytesIO()
    deck.save(packed)
    return repacked(packed.getvalue())


class _Layouts:
    """The layouts of a presentation that reports need, and where they leave room."""

    def __init__(self, deck: "Presentation") -> None:
        from pptx.enum.shapes import PP_PLACEHOLDER as KIND

        layouts = list(deck.slide_layouts)
        titles = (KIND.TITLE, KIND.CENTER_TITLE)
        bodies = (KIND.OBJECT, KIND.BODY)

        def best(type_: str, needs: tuple[tuple[Any, ...], ...], without: tuple[Any, ...] = ()) -> Any:
            named = [one for one in layouts if one._element.get("type") == type_]
            fitting = [
                one
                for one in layouts
                if all(_placeholder(one, *kinds) is not None for kinds in needs)
                and _placeholder(one, *without) is None
            ]
            return next(iter(named + fitting), layouts[0])

        self.title = best("title", ((KIND.CENTER_TITLE,), (KIND.SUBTITLE,)))
        self.text = best("obj", (titles, bodies))
        self.free = best("titleOnly", (titles,), bodies)
        body = _placeholder(self.text, *bodies)
        if body is not None and body.width and body.height:
            self.left, self.top, self.width, self.height = body.left, body.top, body.width, body.height
        else:
            width, height = int(deck.slide_width or 0), int(deck.slide_height or 0)
            self.left, self.top = int(width * 0.06), int(height * 0.2)
            self.width, self.height = int(width * 0.88), int(height * 0.68)


def _placeholder(where: Any, *kinds: Any) -> Any:
    """The first placeholder of one of these kinds on a slide or layout."""
    return next((one for one in where.placeholders if one.placeholder_format.type in kinds), None)


class _Writer:
    def __init__(self, deck: "Presentation", source: Source, *, own: bool) -> None:
        self._deck = deck
        self._source = source
        self._own = own
        self._layouts = _Layouts(deck)
        self._tag = proofing_tag(source.language)
        self._footer = clean(origin_line(source.origin, source.language))

    def write(self) -> None:
        place = self._layouts
        deck = cut(self._source.document, place.width / _POINT, place.height / _POINT)
        self._title_slide(deck.title, deck.subtitle)
        for slide in deck.slides:
            self._slide(slide)

    def _title_slide(self, title: Spans, subtitle: Spans) -> None:
        from pptx.enum.shapes import PP_PLACEHOLDER as KIND

        slide = self._deck.slides.add_slide(self._layouts.title)
        self._title(slide, title, shrink=False)
        below = _placeholder(slide, KIND.SUBTITLE, KIND.BODY, KIND.OBJECT)
        if below is not None:
            self._fill(below.text_frame.paragraphs[0], subtitle)
        self._remove_empty(slide)

    def _title(self, slide: Any, spans: Spans, *, shrink: bool = True) -> None:
        from pptx.util import Pt

        if slide.shapes.title is None:
            return
        paragraph = slide.shapes.title.text_frame.paragraphs[0]
        self._fill(paragraph, spans)
        length = sum(len(span.text) for span in spans)
        size = next((size for most, size in _TITLE_SIZES if length <= most), _SMALLEST_TITLE)
        if shrink and (not self._own or length > _TITLE_SIZES[0][0]):
            for run in paragraph.runs:
                run.font.size = Pt(size)

    def _slide(self, content: Slide) -> None:
        from pptx.enum.shapes import PP_PLACEHOLDER as KIND

        place = self._layouts
        slide = self._deck.slides.add_slide(place.text if content.is_text else place.free)
        self._title(slide, (Span(content.title),))
        body = _placeholder(slide, KIND.OBJECT, KIND.BODY) if content.is_text else None
        top = place.top
        for part in content.parts:
            height = int(part.height * _POINT)
            match part:
                case Text() if body is not None:
                    self._lines(body.text_frame, part)
                case Text():
                    box = slide.shapes.add_textbox(place.left, top, place.width, height)
                    self._lines(box.text_frame, part)
                case Grid():
                    self._grid(slide, part, top, content.title)
                case Drawing():
                    height = self._picture(slide, part, top)
            top += height + GAP * _POINT
        self._remove_empty(slide)
        self._number(slide)

    def _lines(self, frame: Any, text: Text) -> None:
        from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
        from pptx.util import Pt

        frame.word_wrap = True
        frame.auto_size = MSO_AUTO_SIZE.NONE
        frame.vertical_anchor = MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for index, line in enumerate(text.lines):
            paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            self._fill(paragraph, line.spans, size=TEXT_SIZE)
            paragraph.space_after = Pt(4)
            paragraph.space_before = Pt(0)
            _mark(paragraph, line)

    def _fill(self, paragraph: Any, spans: Spans, *, bold: bool = False, size: float | None = None) -> None:
        from pptx.dml.color import RGBColor
        from pptx.util import Pt

        for span in spans:
            run = paragraph.add_run()
            run.text = shown(span)
            run.font._rPr.set("lang", self._tag)
            if span.bold or span.health or bold:
                run.font.bold = True
            if span.italic:
                run.font.italic = True
            if span.health:
                colour: Any = RGBColor
                run.font.color.rgb = colour.from_string(COLOURS[span.health])
            if span.code:
                run.font.name = "Consolas"
            if size is not None:
                run.font.size = Pt(size)
            if span.link is not None and leads_out(span.link):
                run.hyperlink.address = clean(span.link)
        end = paragraph._p.get_or_add_endParaRPr()
        end.set("lang", self._tag)
        if size is not None:
            end.set("sz", str(int(size * 100)))

    def _grid(self, slide: Any, grid: Grid, top: int, caption: str) -> None:
        from pptx.enum.text import PP_ALIGN
        from pptx.oxml.ns import qn
        from pptx.util import Pt

        sides = {"left": PP_ALIGN.LEFT, "centre": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}
        rows = [grid.header, *grid.rows] if grid.header is not None else list(grid.rows)
        width = int(sum(grid.widths) * _POINT)
        frame = slide.shapes.add_table(
            max(len(rows), 1), len(grid.alignments), self._layouts.left, top, width, int(grid.height * _POINT)
        )
        frame._element.nvGraphicFramePr.cNvPr.set("descr", clean(caption))
        table = frame.table
        table._tbl.tblPr.find(qn("a:tableStyleId")).text = _LIGHT_STYLE
        table.first_row, table.first_col = grid.header is not None, grid.header is None
        table.last_row = grid.has_total
        for column, wide in zip(table.columns, grid.widths, strict=True):
            column.width = int(wide * _POINT)
        for number, cells in enumerate(rows):
            table.rows[number].height = int(grid.heights[number] * _POINT)
            for index, spans in enumerate(cells):
                cell = table.cell(number, index)
                cell.margin_left = cell.margin_right = Pt(CELL_SIDE)
                cell.margin_top = cell.margin_bottom = Pt(CELL_TOP)
                paragraph = cell.text_frame.paragraphs[0]
                paragraph.alignment = sides[grid.alignments[index]]
                is_name = (grid.header is not None and number == 0) or (grid.header is None and index == 0)
                self._fill(paragraph, spans, bold=is_name, size=grid.size)

    def _picture(self, slide: Any, part: Drawing, top: int) -> int:
        """Put a picture on a slide, in its middle; its height."""
        place = self._layouts
        drawn = self._source.pictures.png(part.picture.name)
        if drawn is None:
            box = slide.shapes.add_textbox(place.left, top, place.width, int(part.height * _POINT))
            box.text_frame.word_wrap = True
            self._fill(
                box.text_frame.paragraphs[0], (Span(part.picture.alternative, italic=True),), size=TEXT_SIZE
            )
            return int(part.height * _POINT)
        shape = slide.shapes.add_picture(io.BytesIO(drawn), place.left, top)
        scale = min(place.width / shape.width, part.height * _POINT / shape.height)
        shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
        shape.left = place.left + (place.width - shape.width) // 2
        described = shape._element.nvPicPr.cNvPr
        described.set("descr", clean(part.picture.alternative))
        described.set("name", clean(part.picture.name))
        return int(shape.height)

    def _remove_empty(self, slide: Any) -> None:
        """No slide asks its reader to add a text."""
        for one in list(slide.placeholders):
            if one.has_text_frame and not one.text_frame.text:
                one._element.getparent().remove(one._element)

    def _number(self, slide: Any) -> None:
        """The number of the slide and the line below, where the layout has places for them."""
        from pptx.enum.shapes import PP_PLACEHOLDER as KIND

        for kind in (KIND.FOOTER, KIND.SLIDE_NUMBER):
            place = _placeholder(slide.slide_layout, kind)
            if place is None:
                continue
            element = deepcopy(place._element)
            slide.shapes._spTree.append(element)
            element.nvSpPr.cNvPr.set("id", str(slide.shapes._next_shape_id))
            if kind == KIND.FOOTER:
                shape = next(one for one in slide.placeholders if one._element is element)
                shape.text_frame.text = ""
                self._fill(
                    shape.text_frame.paragraphs[0], (Span(self._footer),), size=None if self._own else 9
                )


def _mark(paragraph: Any, line: Line) -> None:
    """The bullet or number of a list's item; no bullet elsewhere, also where a layout has one."""
    from pptx.oxml.ns import qn

    properties = paragraph._p.get_or_add_pPr()
    indent = 18 * _POINT if line.depth else 0
    properties.set("marL", str(indent * max(line.depth, 1) if line.depth else 0))
    properties.set("indent", str(-indent))
    if line.depth == 0:
        properties.append(properties.makeelement(qn("a:buNone"), {}))
    elif line.number is not None:
        properties.append(
            properties.makeelement(
                qn("a:buAutoNum"), {"type": "arabicPeriod", "startAt": str(max(line.number, 1))}
            )
        )
    else:
        properties.append(properties.makeelement(qn("a:buChar"), {"char": "•"}))


def _empty(deck: "Presentation") -> None:
    """A template without its slides."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    deck.slides._sldIdLst.clear()
    for id_, relationship in list(deck.part.rels.items()):
        if relationship.reltype == RELATIONSHIP_TYPE.SLIDE:
            deck.part.rels.pop(id_)


def _describe(deck: "Presentation", source: Source) -> None:
    about = deck.core_properties
    about.title = property_of(source.document.title)
    about.author = about.last_modified_by = property_of(source.origin.portfolio)
    about.subject = property_of(origin_line(source.origin, source.language))
    about.language = proofing_tag(source.language)
    about.created = about.modified = source.moment
    about.revision = 1
    about.comments = about.keywords = ""
