"""The comments of a document one after the other, each given to what it belongs to."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from pmo.documents.source import Scalar, Source

_BLANK_LINE = re.compile(r"\n[ \t]*\n")


class Comment(NamedTuple):
    """A comment, where it stands, and whether nothing else stands on its line."""

    start: int
    end: int
    column: int
    text: str
    alone: bool


class Comments:
    """Goes along the comments and blank lines of a text whose lines end with line feeds."""

    def __init__(self, source: Source) -> None:
        self._text = source.text
        self._all: Sequence[Comment] = _comments(source)
        self._next = 0
        """Number of the first that has not been taken."""
        self._done = 0
        """Where the last value or comment ends that has its place."""

    def pass_by(self, position: int) -> None:
        """Everything up to a position has its place."""
        self._done = max(self._done, position)

    def skip(self, position: int) -> None:
        """Take the comments before a position without using them."""
        self._next = sum(comment.start < position for comment in self._all)
        self.pass_by(position)

    def any_before(self, position: int) -> bool:
        """Whether a comment before a position has not been taken."""
        return self._next < len(self._all) and self._all[self._next].start < position

    def is_spaced(self, position: int) -> bool:
        """Whether a blank line stands before a position, behind what has its place."""
        if self._text.count("\n", self._done, position) < 2:
            return False
        return _BLANK_LINE.search(self._text, self._done, position) is not None

    def before(self, position: int) -> list[str]:
        """The comments before a position; a blank line above one is kept."""
        lines: list[str] = []
        while self.any_before(position):
            lines += self._take()
        return lines

    def above(self, position: int, *, spaced: bool) -> list[str]:
        """The comments above a field or item that begins at a position; with ``spaced`` blank lines are kept."""
        lines = self.before(position) if self.any_before(position) else []
        if not spaced:
            return [line for line in lines if line]
        return [*lines, ""] if self.is_spaced(position) else lines

    def between(self, end: int, begin: int) -> tuple[str, list[str]]:
        """The comments between a key or dash and its value: the one on the line of the key, and the others."""
        inline = self.beside(end, begin)
        return inline, without_blank_start(self.before(begin))

    def beside(self, end: int, limit: int) -> str:
        """The comment behind a position, on its line and before ``limit``."""
        self.pass_by(end)
        if self.any_before(limit):
            comment = self._all[self._next]
            if not comment.alone and "\n" not in self._text[end : comment.start]:
                return self._take()[-1]
        return ""

    def below(self, begin: int, limit: int) -> list[str]:
        """The comments before ``limit`` that stand right of where the field or item above them begins."""
        lines: list[str] = []
        if self.any_before(limit):
            column = begin - self._text.rfind("\n", 0, begin) - 1
            while self.any_before(limit):
                comment = self._all[self._next]
                if not comment.alone or comment.column <= column:
                    break
                lines += self._take()
        return lines

    def find(self, sign: str, start: int, end: int) -> int:
        """Where a sign stands outside of comments."""
        number = self._next
        while number < len(self._all) and self._all[number].start < end:
            comment = self._all[number]
            found = self._text.find(sign, start, comment.start)
            if found >= 0:
                return found
            start, number = max(start, comment.end), number + 1
        return self._text.find(sign, start, end)

    def _take(self) -> list[str]:
        comment = self._all[self._next]
        spaced = self.is_spaced(comment.start)
        self._next += 1
        self._done = comment.end
        return ["", comment.text] if spaced else [comment.text]


def without_blank_start(lines: list[str]) -> list[str]:
    """Lines from the first that is not blank."""
    start = next((number for number, line in enumerate(lines) if line), len(lines))
    return lines[start:] if start else lines


def _comments(source: Source) -> list[Comment]:
    """The comments of a document: each `#` outside of values, and what follows on its line."""
    text = source.text
    begin = source.root.begin
    values = _Values(source)
    found = []
    position = text.find("#")
    while position >= 0:
        behind = values.end_at(position) if position > begin else None
        if behind is None:
            start = text.rfind("\n", 0, position) + 1
            behind = text.find("\n", position)
            behind = len(text) if behind < 0 else behind
            alone = not text[start:position].strip()
            found.append(Comment(position, behind, position - start, text[position:behind].rstrip(), alone))
        position = text.find("#", behind)
    return found


class _Values:
    """Where the single values of a document stand."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @cached_property
    def _nodes(self) -> list[Scalar]:
        scalars = (
            node for node in self._source.nodes() if isinstance(node, Scalar) and node.start < node.end
        )
        return sorted(scalars, key=_start)

    def end_at(self, position: int) -> int | None:
        """Where the value ends that a position is inside of; None where it is outside of all."""
        number = bisect_right(self._nodes, position, key=_start) - 1
        if number < 0 or position >= self._nodes[number].end:
            return None
        node = self._nodes[number]
        is_header = node.is_block and "\n" not in self._source.text[node.start : position]
        return None if is_header else node.end


def _start(node: Scalar) -> int:
    return node.start
