"""What goes from a document with a field or an item: its lines, and the comments that are about it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pmo.documents.source import Listing, Mapping, Source
from pmo.editing.lines import is_blank, is_first_on_line, lead, own_lines_end
from pmo.editing.splice import Splice


class Entry(NamedTuple):
    """A pair or an item, as something to keep or to remove."""

    begin: int
    """Of the key, the dash, or in brackets the item."""
    end: int
    kept: bool


@dataclass(frozen=True)
class Removal:
    """Removes entries of a mapping or list, with the comments that belong to them."""

    source: Source
    node: Mapping | Listing
    entries: list[Entry]
    column: int

    def splices(self) -> Iterator[Splice]:
        leading = next(index for index, entry in enumerate(self.entries) if entry.kept)
        if self.node.flow:
            yield from self._in_flow(leading)
            return
        first = 0
        if leading and not is_first_on_line(self.source, self.entries[0].begin):
            yield self._behind_dash(leading)
            first = leading
        for entry in self.entries[first:]:
            if not entry.kept:
                yield self._lines(entry)

    def _in_flow(self, leading: int) -> Iterator[Splice]:
        if leading:
            yield Splice(self.entries[0].begin, self.entries[leading].begin, "")
        for previous, entry in zip(self.entries[leading:], self.entries[leading + 1 :], strict=False):
            if not entry.kept:
                yield Splice(previous.end, entry.end, "")

    def _behind_dash(self, leading: int) -> Splice:
        """The first entries of a mapping or list that begins behind a dash: what follows moves there."""
        end = own_lines_end(self.source, self.entries[leading - 1].end, self.column)
        text = self.source.text
        content = re.compile(r"\s*").match(text, end)
        return Splice(self.entries[0].begin, content.end() if content else end, "")

    def _lines(self, entry: Entry) -> Splice:
        source = self.source
        heads_document = (
            self.node is source.root and entry is self.entries[0]
        )  # what stands above is about the file
        start = (
            source.line_start(entry.begin) if heads_document else lead(self.source, entry.begin, self.column)
        )
        last = own_lines_end(self.source, entry.end, self.column)
        following = source.next_line(last)
        above = source.previous_line(start)
        if following is None:  # the file ends without a line break
            return Splice(start if above is None else source.line_end(above), len(source.text), "")
        spaced = above is not None and is_blank(source.line_text(above))
        if spaced and above is not None and is_blank(source.line_text(following)):
            start = above
        return Splice(start, following, "")
