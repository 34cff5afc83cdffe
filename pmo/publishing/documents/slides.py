"""A report cut into slides: a title slide, then a slide or more for each section, so that everything on them fits.

A table that is too long goes on over the next slides, its header repeated; what is too tall for any slide is cut
between words. Nothing is left out. Lengths are points.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pmo.publishing.documents.columns import CHARACTER, LINE_HEIGHT, least_widths, line_ends, lines, widths
from pmo.render.document.html import split_lead
from pmo.render.document.tree import (
    Alignment,
    Block,
    CodeBlock,
    Document,
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

TEXT_SIZE: Final = 14
LINE_GAP: Final = 4
"""Between two texts."""
CELL_SIDE: Final = 4.5
CELL_TOP: Final = 2.5
"""Inside a cell, on each side."""
GAP: Final = 9
"""Between a text and a table."""
_INDENT: Final = 18
_SIZES: Final = ((5, (14, 12, 11)), (7, (12, 11, 10)), (999, (11, 10, 9)))
"""Sizes of the font of a table, the largest first, by its columns."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph on a slide."""

    spans: Spans
    depth: int = 0
    """How deep in lists; 0 in none."""
    number: int | None = None
    """Its number in a list that has them."""
    is_quote: bool = False

    @property
    def leads(self) -> bool:
        """Whether it names what follows."""
        return bool(self.spans) and self.depth == 0 and all(span.bold for span in self.spans)


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs one below the other."""

    lines: tuple[Line, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, or a part of one."""

    header: tuple[Spans, ...] | None
    rows: tuple[tuple[Spans, ...], ...]
    alignments: tuple[Alignment, ...]
    widths: tuple[float, ...]
    size: float
    heights: tuple[float, ...]
    """Of the header and of each row."""
    has_total: bool

    @property
    def height(self) -> float:
        return sum(self.heights)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture, as large as the slide allows."""

    picture: Picture
    height: float


Part = Text | Grid | Drawing


@dataclass(frozen=True, slots=True)
class Slide:
    title: str
    parts: tuple[Part, ...]

    @property
    def is_text(self) -> bool:
        return len(self.parts) == 1 and isinstance(self.parts[0], Text)


@dataclass(frozen=True, slots=True)
class Deck:
    title: Spans
    subtitle: Spans
    slides: tuple[Slide, ...]


def cut(document: Document, width: float, height: float) -> Deck:
    """The slides of a report on which there is room of that size below the title."""
    lead, rest = split_lead(document)
    title = next((block.spans for block in lead if isinstance(block, Heading)), ())
    subtitle = next((block.spans for block in lead if isinstance(block, Paragraph)), ())
    slides = [
        slide
        for heading, blocks in _sections(rest, document.title)
        for slide in _numbered(heading, _Cutter(width, height).cut(blocks))
    ]
    return Deck(title, subtitle, tuple(slides))


def _sections(blocks: Iterable[Block], title: str) -> Iterator[tuple[str, list[Block]]]:
    """What stands below each heading, with the heading above it where that matters."""
    above, name = title, title
    found: list[Block] = []
    for block in blocks:
        if not isinstance(block, Heading) or block.level > 3:
            found.append(Paragraph(block.spans) if isinstance(block, Heading) else block)
            continue
        if found and not (block.level == 3 and name == above and _is_introduction(found)):
            yield name, found
            found = []
        if block.level <= 2:
            above = name = plain(block.spans)
        else:
            name = f"{above}: {plain(block.spans)}"
    if found:
        yield name, found


def _is_introduction(blocks: Iterable[Block]) -> bool:
    """Whether there is only text, which can stand on the slide of what it introduces."""
    return all(isinstance(block, Paragraph) for block in blocks)


def _numbered(title: str, pages: list[tuple[Part, ...]]) -> Iterator[Slide]:
    for number, parts in enumerate(pages, 1):
        yield Slide(f"{title} ({number}/{len(pages)})" if len(pages) > 1 else title, parts)


@dataclass
class _Cutter:
    """Fills slides from top to bottom."""

    width: float
    height: float
    pages: list[tuple[Part, ...]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    used: float = 0

    def cut(self, blocks: Iterable[Block]) -> list[tuple[Part, ...]]:
        for block in blocks:
            match block:
                case Table():
                    self._table(block)
                case Picture():
                    self._turn(keep_lead=True)
                    room = self.height - self.used
                    self._put(Drawing(block, room))
                case Rule():
                    pass
                case _:
                    for line in _lines(block):
                        self._line(line)
        self._turn()
        return self.pages

    def _turn(self, *, keep_lead: bool = False) -> None:
        """Begin a new slide, which the text that leads to what follows goes to as well."""
        lead: list[Line] = []
        if keep_lead and self.parts and isinstance(self.parts[-1], Text):
            kept = list(self.parts[-1].lines)
            self.parts.pop()
            while kept and kept[-1].leads:
                lead.insert(0, kept.pop())
            if kept:
                self.parts.append(_text(kept, self.width))
        if self.parts:
            self.pages.append(tuple(self.parts))
        self.parts, self.used = [], 0
        for line in lead:
            self._line(line)

    def _put(self, part: Part) -> None:
        self.used += part.height + (GAP if self.parts else 0)
        self.parts.append(part)

    def _line(self, line: Line) -> None:
        for piece in _pieces(line, self.width, self.height):
            last = self.parts[-1] if self.parts else None
            height = _height(piece, self.width)
            if self.used + height + (GAP if self.parts else 0) > self.height:
                self._turn(keep_lead=True)
                last = self.parts[-1] if self.parts else None
            if isinstance(last, Text):
                self.parts[-1] = Text((*last.lines, piece), last.height + height)
                self.used += height
            else:
                self._put(Text((piece,), height))

    def _table(self, table: Table) -> None:
        whole = _grid(table, self.width, self.height)
        if self.parts and self.used + GAP + whole.height > self.height:
            self._turn(keep_lead=True)
        rows, heights = list(whole.rows), list(whole.heights)
        top = heights.pop(0) if whole.header is not None else 0
        room = self.height - self.used - (GAP if self.parts else 0) - top
        most = room if self.used + whole.height <= self.height else _balanced(heights, self.height - top)
        while rows:
            count = max(_fitting(heights, min(room, most)), 0 if self.parts else 1)
            if count:
                part = replace(
                    whole,
                    rows=tuple(rows[:count]),
                    heights=(*whole.heights[: 1 if whole.header is not None else 0], *heights[:count]),
                    has_total=whole.has_total and count == len(rows),
                )
                self._put(part)
                rows, heights = rows[count:], heights[count:]
            if rows:
                self._turn()
                room = self.height - top
        if not whole.rows and whole.header is not None:
            self._put(whole)


def _balanced(heights: Sequence[float], room: float) -> float:
    """The least height that spreads rows over no more slides than they need, so that no row stands alone."""
    needed = _pages(heights, room)
    least = sum(heights) / needed
    steps = (least + (room - least) * step / 20 for step in range(20))
    return next((one for one in steps if _pages(heights, one) == needed), room)


def _pages(heights: Sequence[float], room: float) -> int:
    count, left = 1, room
    for height in heights:
        if height > left and left < room:
            count, left = count + 1, room
        left -= height
    return count


def _fitting(heights: Sequence[float], room: float) -> int:
    """How many rows fit, from the first on."""
    used = 0.0
    for count, height in enumerate(heights):
        used += height
        if used > room:
            return count
    return len(heights)


def _lines(block: Block, depth: int = 0) -> Iterator[Line]:
    """The paragraphs of a block that holds text."""
    match block:
        case Paragraph() | Heading():
            yield Line(block.spans, depth)
        case Quote():
            for inner in block.blocks:
                for line in _lines(inner, depth):
                    yield replace(line, is_quote=True)
        case ListBlock():
            for index, item in enumerate(block.items):
                number = None if block.start is None else block.start + index
                for place, inner in enumerate(item):
                    for line in _lines(inner, depth + 1):
                        is_first = place == 0 and isinstance(inner, Paragraph)
                        yield replace(line, number=number) if is_first else line
        case CodeBlock():
            for text in block.text.split("\n"):
                yield Line((Span(text, code=True),), depth)
        case Table():
            for row in block.rows:
                yield Line(tuple(span for cell in row for span in (*cell, Span("  "))), depth)


def _characters(width: float, size: float) -> float:
    return max(width / (size * CHARACTER), 1)


def _height(line: Line, width: float) -> float:
    count = lines(line.spans, _characters(width - line.depth * _INDENT, TEXT_SIZE))
    return count * TEXT_SIZE * LINE_HEIGHT + LINE_GAP


def _text(found: Sequence[Line], width: float) -> Text:
    return Text(tuple(found), sum(_height(line, width) for line in found))


def _pieces(line: Line, width: float, height: float) -> Iterator[Line]:
    """A paragraph, cut where it is taller than a slide."""
    if _height(line, width) <= height:
        yield line
        return
    count = int((height - LINE_GAP) / (TEXT_SIZE * LINE_HEIGHT))
    for spans in _cut_spans(line.spans, _characters(width - line.depth * _INDENT, TEXT_SIZE), max(count, 1)):
        yield replace(line, spans=spans)


def _cut_spans(spans: Spans, width: float, count: int) -> list[Spans]:
    """A text in pieces of at most so many lines of that width."""
    ends = line_ends(plain(spans), width)[count - 1 :: count]
    pieces: list[Spans] = []
    piece: list[Span] = []
    place = 0
    for span in spans:
        text = span.text
        while span.health is None and ends and place + len(text) > ends[0]:
            at = max(ends.pop(0) - place, 0)
            piece.append(replace(span, text=text[:at]))
            pieces.append(tuple(piece))
            piece, text, place = [], text[at:], place + at
        piece.append(replace(span, text=text))
        place += len(plain((replace(span, text=text),)))
    return [*pieces, tuple(piece)]


def _grid(table: Table, width: float, height: float) -> Grid:
    """The table in the largest font in which it fits on a slide with all words whole, else in the smallest."""
    needed = sum(least_widths(table))
    sizes = next(sizes for columns, sizes in _SIZES if len(table.alignments) <= columns)
    for size in sizes:
        grid = _sized(table, width, height, size)
        if grid.height <= height * _LARGEST_TABLE and needed * size * CHARACTER <= width:
            return grid
    return grid


_LARGEST_TABLE: Final = 0.92
"""Of a slide, so that a remark below still has room."""


def _sized(table: Table, width: float, height: float, size: float) -> Grid:
    character = size * CHARACTER
    columns = tuple(one * character for one in widths(table, width / character))
    header = table.header if table.has_header else None
    top = _row_height(header, columns, size) if header is not None else 0
    rows = [piece for row in table.rows for piece in _row_pieces(row, columns, size, height - top)]
    heights = [_row_height(row, columns, size) for row in rows]
    return Grid(
        header,
        tuple(rows),
        table.alignments,
        columns,
        size,
        (top, *heights) if header is not None else tuple(heights),
        table.has_total,
    )


def _row_height(row: Sequence[Spans], columns: Sequence[float], size: float) -> float:
    most = max(
        (
            lines(cell, _characters(width - 2 * CELL_SIDE, size))
            for cell, width in zip(row, columns, strict=True)
        ),
        default=1,
    )
    return most * size * LINE_HEIGHT + 2 * CELL_TOP


def _row_pieces(
    row: tuple[Spans, ...], columns: Sequence[float], size: float, height: float
) -> Iterator[tuple[Spans, ...]]:
    """A row, cut into several where it is taller than a slide."""
    if _row_height(row, columns, size) <= height:
        yield row
        return
    count = max(int((height - 2 * CELL_TOP) / (size * LINE_HEIGHT)), 1)
    cells = [
        _cut_spans(cell, _characters(width - 2 * CELL_SIDE, size), count)
        for cell, width in zip(row, columns, strict=True)
    ]
    for index in range(max(map(len, cells))):
        yield tuple(pieces[index] if index < len(pieces) else () for pieces in cells)
