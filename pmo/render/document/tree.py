"""The tree of a page: blocks one below the other, and the pieces of text in them.

Texts are those that users wrote: nothing in them is escaped, and every format escapes them for itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from pmo.render.environment import SYMBOLS

Alignment = Literal["left", "centre", "right"]
LINE_BREAK = "\n"
"""Begins a new line inside a text; a text of users has none."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text, all of it written the same way."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str | None = None
    """Where it leads: a web or mail address, or a page beside this one."""
    health: str | None = None
    """The health whose word it is; its sign is left to the format."""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    """1 for the title of the page."""
    spans: Spans


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Spans


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[Spans, ...]
    alignments: tuple[Alignment, ...]
    """Of the columns, as many as there are cells in each row."""
    rows: tuple[tuple[Spans, ...], ...]

    @property
    def has_header(self) -> bool:
        """Whether the columns have names; without, the first column names the rows."""
        return any(self.header)

    @property
    def has_total(self) -> bool:
        """Whether the last row, whose first cell is bold, sums up the others."""
        first = self.rows[-1][0] if len(self.rows) > 1 else ()
        return bool(first) and all(span.bold for span in first)


@dataclass(frozen=True, slots=True)
class ListBlock:
    items: tuple[tuple["Block", ...], ...]
    start: int | None = None
    """The number of the first item; None where they are not numbered."""


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Picture:
    alternative: str
    """What it shows, in words."""
    name: str


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Text that stands as it is; also a chart in the notation of Mermaid."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line between what is above and below."""


Block = Heading | Paragraph | Table | ListBlock | Quote | Picture | CodeBlock | Rule


@dataclass(frozen=True, slots=True)
class Document:
    blocks: tuple[Block, ...]
    is_collection: bool = False
    """Whether it is several pages, each of which begins at a heading of the second level."""
    is_one_sheet: bool = False
    """Whether it is meant to fit on one sheet of paper, in small type."""

    @property
    def title(self) -> str:
        """The first heading."""
        return next((plain(block.spans) for block in self.blocks if isinstance(block, Heading)), "")

    @property
    def columns(self) -> int:
        """Columns of the widest table."""
        return max(
            (len(block.alignments) for block in walk(self.blocks) if isinstance(block, Table)), default=0
        )


def plain(spans: Iterable[Span]) -> str:
    """The text alone."""
    return "".join(f"{SYMBOLS[one.health]} {one.text}" if one.health else one.text for one in spans)


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks and those inside them, in order."""
    for block in blocks:
        yield block
        if isinstance(block, Quote):
            yield from walk(block.blocks)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from walk(item)


def collected(title: str, origin: str, documents: Iterable[Document]) -> Document:
    """Several pages as one, their headings a level deeper."""
    lead = (Heading(1, (Span(title),)), Paragraph((Span(origin),)))
    blocks = (
        Heading(block.level + 1, block.spans) if isinstance(block, Heading) else block
        for document in documents
        for block in document.blocks
    )
    return Document((*lead, *blocks), is_collection=True)


def contents(title: str, origin: str, pages: Iterable[tuple[str, str]]) -> Document:
    """A page that leads to others: their titles and where they are."""
    items = tuple((Paragraph((Span(text, link=address),)),) for text, address in pages)
    return Document((Heading(1, (Span(title),)), Paragraph((Span(origin),)), ListBlock(items)))
