"""The text of a document and where its values begin and end in it: what a change in place starts from.

Positions are characters, as libyaml counts them: a byte order mark is not one of them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias, cast

import yaml

from pmo.documents.reading import LINE_BREAK, Composer, Unreadable, compose, refuse_deep

_BOM = b"\xef\xbb\xbf"
_PROPERTIES = re.compile(r"(?:(?:&[0-9A-Za-z_-]+|!\S*)(?:\s+|#[^\r\n]*)*)*")
_LAST_BREAK = re.compile(rf"(?:{LINE_BREAK.pattern})\Z")
_BLOCK_HEADER = re.compile(r"[|>][0-9+-]*")


@dataclass(slots=True, eq=False)
class Scalar:
    """A single value, or nothing (``style`` is None and start and end are the same)."""

    begin: int
    """Where it begins, with its anchor."""
    start: int
    """Where the value itself begins."""
    end: int
    """Behind its last character that is no blank line."""
    anchor: str | None
    value: str
    style: str | None
    """`'`, `"`, `|`, `>`, or None for a plain one."""

    @property
    def is_block(self) -> bool:
        return self.style in ("|", ">")


@dataclass(slots=True, eq=False)
class Alias:
    """A reference to an anchor."""

    begin: int
    start: int
    end: int
    name: str
    anchor: None = None


@dataclass(slots=True, eq=False)
class Pair:
    """A key and its value."""

    key: "Node"
    value: "Node"


@dataclass(slots=True, eq=False)
class Mapping:
    """Pairs in braces (``flow``) or one below the other."""

    begin: int
    start: int
    end: int
    anchor: str | None
    flow: bool
    pairs: list[Pair] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Listing:
    """Items in brackets (``flow``) or one below the other, each behind a dash."""

    begin: int
    start: int
    """Of a list without brackets: where its first dash stands."""
    end: int
    anchor: str | None
    flow: bool
    items: "list[Node]" = field(default_factory=list)


Node: TypeAlias = Scalar | Alias | Mapping | Listing


class Source:
    """A document that parses: its text, its lines, and the tree of its values.

    Raises ValueError for one that does not; see :func:`pmo.documents.parse` for what is wrong with it.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.has_bom = content.startswith(_BOM)
        try:
            self.text = content.decode("utf-8-sig")
            refuse_deep(content)
            if b"*" in content:
                compose(content)  # refuses aliases that lead nowhere
            self.root = _tree(content, self.text)
        except (Unreadable, yaml.YAMLError):
            raise ValueError("the document does not parse") from None

    def header_end(self, block: Scalar) -> int:
        """Where the `|` or `>` of a block of text, with what belongs to it, ends."""
        return cast("re.Match[str]", _BLOCK_HEADER.match(self.text, block.start)).end()

    def encoded(self, text: str) -> bytes:
        """``text`` as the bytes of this file."""
        return (_BOM if self.has_bom else b"") + text.encode("utf-8")

    @cached_property
    def newline(self) -> str:
        """The line break that the file uses: its first."""
        match = LINE_BREAK.search(self.text)
        return match[0] if match else "\n"

    @cached_property
    def _breaks(self) -> tuple[list[int], list[int]]:
        """Where lines begin, and where their breaks stand."""
        breaks = list(LINE_BREAK.finditer(self.text))
        return [0, *(one.end() for one in breaks)], [*(one.start() for one in breaks), len(self.text)]

    def line(self, position: int) -> int:
        """Number of the line, from 0, that holds a position."""
        return bisect_right(self._breaks[0], position) - 1

    def line_start(self, position: int) -> int:
        return self._breaks[0][self.line(position)]

    def line_end(self, position: int) -> int:
        """Where the break of the line stands, or the end of the text."""
        return self._breaks[1][self.line(position)]

    def next_line(self, position: int) -> int | None:
        """Where the next line begins; None on the last."""
        starts = self._breaks[0]
        number = self.line(position) + 1
        return starts[number] if number < len(starts) else None

    def previous_line(self, position: int) -> int | None:
        """Where the line before begins; None on the first."""
        number = self.line(position) - 1
        return self._breaks[0][number] if number >= 0 else None

    def line_text(self, position: int) -> str:
        """The line that holds a position, without its break."""
        return self.text[self.line_start(position) : self.line_end(position)]

    def column(self, position: int) -> int:
        return position - self.line_start(position)

    def nodes(self) -> Iterator[Node]:
        """Every value and key, in the order of the text."""
        stack: list[Node] = [self.root]
        while stack:
            node = stack.pop()
            yield node
            if isinstance(node, Mapping):
                stack.extend(part for pair in reversed(node.pairs) for part in (pair.value, pair.key))
            elif isinstance(node, Listing):
                stack.extend(reversed(node.items))


def _tree(content: bytes, text: str) -> Node:
    parser = Composer(content)
    try:
        parser.get_event()
        if not isinstance(parser.get_event(), yaml.DocumentStartEvent):
            raise ValueError("the document is empty")
        root = _node(parser, parser.get_event(), text)
        parser.get_event()
        if not isinstance(parser.get_event(), yaml.StreamEndEvent):
            raise ValueError("there is a second document")
        return root
    finally:
        parser.dispose()


def _node(parser: Composer, event: Any, text: str) -> Node:
    begin, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.AliasEvent):
        return Alias(begin, begin, end, cast(str, event.anchor))
    start = begin
    if event.anchor is not None or event.tag is not None:
        start = cast("re.Match[str]", _PROPERTIES.match(text, begin)).end()
    if isinstance(event, yaml.ScalarEvent):
        start = min(start, end)
        last = _end_of_block(text, start, end) if event.style in ("|", ">") else end
        return Scalar(begin, start, last, event.anchor, event.value, event.style or None)
    if isinstance(event, yaml.MappingStartEvent):
        mapping = Mapping(begin, start, start, event.anchor, bool(event.flow_style))
        while not isinstance(closing := parser.get_event(), yaml.MappingEndEvent):
            mapping.pairs.append(Pair(_node(parser, closing, text), _node(parser, parser.get_event(), text)))
        mapping.end = cast(Any, closing).end_mark.index if mapping.flow else mapping.pairs[-1].value.end
        return mapping
    listing = Listing(begin, start, start, event.anchor, bool(event.flow_style))
    while not isinstance(closing := parser.get_event(), yaml.SequenceEndEvent):
        listing.items.append(_node(parser, closing, text))
    listing.end = cast(Any, closing).end_mark.index if listing.flow else listing.items[-1].end
    return listing


def _end_of_block(text: str, start: int, end: int) -> int:
    """Where a block of text that libyaml ends at the next content really ends."""
    header = cast("re.Match[str]", _BLOCK_HEADER.match(text, start)).end()
    if "+" in text[start:header]:  # blank lines at its end belong to it
        last = _LAST_BREAK.search(text, header, end)
        return last.start() if last else end
    first_line = cast("re.Match[str]", LINE_BREAK.search(text + "\n", header)).start()
    return max(first_line, start + len(text[start:end].rstrip()))
