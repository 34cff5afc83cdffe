"""Which lines of a document belong together: values, the comments about them, and how the file indents."""

import re

from pmo.documents.source import Listing, Mapping, Source
from pmo.documents.writing import Layout

_COMMENT = re.compile(r"[ \t]*#")


def layout_of(source: Source) -> Layout:
    """How the file indents what is below a key, as far as it shows."""
    found: dict[str, int] = {}
    for node in source.nodes():
        if not isinstance(node, Mapping) or node.flow:
            continue
        for pair in node.pairs:
            value = pair.value
            if isinstance(value, Mapping | Listing) and not value.flow:
                offset = source.column(value.start) - source.column(pair.key.begin)
                kind = "dashes" if isinstance(value, Listing) else "step"
                if offset > 0 or (offset == 0 and kind == "dashes"):
                    found.setdefault(kind, offset)
        if len(found) == 2:
            break
    end = len(source.text)
    return Layout(**found, ends_open=source.line_start(end) < end)


def own_lines_end(source: Source, position: int, column: int) -> int:
    """End of the line of ``position``, and of the comments below it that stand right of ``column``."""
    end = source.line_end(position)
    following = source.next_line(position)
    while following is not None:
        line = source.line_text(following)
        if _COMMENT.match(line) and _indentation(line) > column:
            end = source.line_end(following)
        elif not is_blank(line):
            break
        following = source.next_line(following)
    return end


def lead(source: Source, position: int, column: int) -> int:
    """Start of the line of ``position``, or of the comments that stand directly above it at its column."""
    start = source.line_start(position)
    above = source.previous_line(position)
    while above is not None:
        line = source.line_text(above)
        if not _COMMENT.match(line) or _indentation(line) != column:
            break
        start = above
        above = source.previous_line(above)
    return start


def is_first_on_line(source: Source, position: int) -> bool:
    """Whether nothing but blanks stands before a position on its line."""
    return is_blank(source.text[source.line_start(position) : position])


def is_blank(line: str) -> bool:
    return not line.strip(" \t")


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
