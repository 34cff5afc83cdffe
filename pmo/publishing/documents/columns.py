"""How wide the columns of a table are where the program that shows it does not find out by itself."""

from collections.abc import Sequence
from itertools import chain

from pmo.render.document.tree import Spans, Table, plain

_LEAST, _WORD, _MOST = 4, 16, 60
"""Characters: of the narrowest column, of the longest word that is kept whole, and of the widest column."""
_GAP = 2
"""Characters that the sides of a cell take."""
_FEW = 2
"""Up to so many columns a table is no wider than it needs."""


def widths(table: Table, room: float) -> list[float]:
    """Widths of the columns of a table for which ``room`` characters are there; they add up to it at most.

    Every column gets what its longest word needs, and of what is left as much as it has text, as in web browsers.
    """
    columns = [
        [plain(row[index]) for row in chain([table.header], table.rows)]
        for index in range(len(table.alignments))
    ]
    least = [max(_LEAST, *(_longest_word(text) for text in texts)) + _GAP for texts in columns]
    most = [
        max(low, min(_MOST, max(map(len, texts))) + _GAP) for low, texts in zip(least, columns, strict=True)
    ]
    if sum(most) <= room:
        return _stretched(most, room)
    if sum(least) >= room:
        return [one * room / sum(least) for one in least]
    spare = (room - sum(least)) / (sum(most) - sum(least))
    return [low + (high - low) * spare for low, high in zip(least, most, strict=True)]


def _stretched(natural: list[float], room: float) -> list[float]:
    if len(natural) <= _FEW:
        return natural
    return [one * room / sum(natural) for one in natural]


def _longest_word(text: str) -> int:
    """Figures with their unit count as one word: they are not broken."""
    return min(_WORD, max(map(len, text.split(" ")), default=0))


def lines(spans: Spans, width: float) -> int:
    """Lines that a text takes in so many characters, broken between words."""
    count, used = 1, 0.0
    for word in plain(spans).split(" "):
        length = len(word)
        if used and used + 1 + length > width:
            count, used = count + 1, 0.0
        if length > width:
            extra = int(length // max(width, 1))
            count, length = count + extra, int(length - extra * width)
        used += length + (1 if used else 0)
    return count


def fits(rows: Sequence[float], room: float) -> int:
    """How many rows, from the first on, fit into the room."""
    used = 0.0
    for count, height in enumerate(rows):
        used += height
        if used > room:
            return count
    return len(rows)
