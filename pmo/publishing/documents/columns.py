"""How wide the columns of a table are where the program that shows it does not find out by itself."""

from typing import Final

from pmo.render.document.tree import Spans, Table, plain

LINE_HEIGHT: Final = 1.2
"""Height of a line, in times of the size of its font."""
CHARACTER: Final = 0.52
"""Width of a character, in times of the size of its font."""

_LEAST, _SHORT, _WORD, _MOST = 3, 14, 16, 60
"""Characters: of the narrowest column, of a cell and of the longest word that stay on one line, of the widest column."""
_GAP = 2.4
"""Characters that the sides of a cell take."""
_BOLD = 1.12
"""Bold characters are so much wider."""
_FEW = 2
"""Up to so many columns a table is no wider than it needs."""


def widths(table: Table, room: float) -> list[float]:
    """Widths in characters of the columns of a table for which there is ``room``; they add up to it at most.

    Every column gets what its longest word needs, and of what is left as much as it has text, as in web browsers.
    """
    least = least_widths(table)
    most = [
        max(low, min(_MOST, max(_length(cell, number == 0) for number, cell in enumerate(cells))) + _GAP)
        for low, cells in zip(least, _columns(table), strict=True)
    ]
    if sum(most) <= room:
        return most if len(most) <= _FEW else [one * room / sum(most) for one in most]
    if sum(least) >= room:
        return [one * room / sum(least) for one in least]
    spare = (room - sum(least)) / (sum(most) - sum(least))
    return [low + (high - low) * spare for low, high in zip(least, most, strict=True)]


def least_widths(table: Table) -> list[float]:
    """Characters that each column needs so that no word is broken."""
    return [
        max(_LEAST, *(_unbroken(cell, number == 0) for number, cell in enumerate(cells))) + _GAP
        for cells in _columns(table)
    ]


def _columns(table: Table) -> list[list[Spans]]:
    """The cells of each column, that of the header first."""
    return [[table.header[index], *(row[index] for row in table.rows)] for index in range(len(table.header))]


def _length(cell: Spans, is_header: bool) -> float:
    is_bold = is_header or any(span.bold or span.health for span in cell)
    return len(plain(cell)) * (_BOLD if is_bold else 1)


def _unbroken(cell: Spans, is_header: bool) -> float:
    """Characters that stay on one line: a short text, else the longest word; a figure and its unit are one."""
    text = plain(cell)
    if len(text) <= _SHORT:
        return _length(cell, is_header)
    return min(_WORD, max(map(len, text.split(" ")))) * (_BOLD if is_header else 1)


def lines(spans: Spans, width: float) -> int:
    """Lines that a text takes in so many characters."""
    return len(line_ends(plain(spans), width))


def line_ends(text: str, width: float) -> list[int]:
    """Where the lines of a text end, broken between words, and inside a word that is longer than a line."""
    room = max(int(width), 1)
    ends, start, end = [], 0, 0
    while end < len(text):
        following = text.find(" ", end + 1)
        following = len(text) if following < 0 else following
        if following - start <= room:
            end = following
        elif end > start:
            ends.append(end + 1)  # the blank stays behind
            start = end = end + 1
        else:
            start = end = start + room
            ends.append(end)
    return [*ends, len(text)] if start < len(text) or not ends else ends
