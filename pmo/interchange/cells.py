"""The cells of a table, whatever file it comes from."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from pmo.findings import Message

LONGEST_SHOWN = 60
"""Characters of a cell that a report repeats."""
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?(?:\r+\n|\r|\n|\x85|\u2028|\u2029) ?")


class Percentage(Decimal):
    """A number that its cell shows as a percentage; the value is the fraction."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that holds no value but an error."""

    text: str
    """What the cell shows, `#N/A`."""
    reason: Message


Cell: TypeAlias = str | int | Decimal | bool | datetime.date | Fault | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All cells of one sheet, and what had to be decided to read them."""

    name: str | None
    """Name of the sheet; None where the format has none."""
    rows: Sequence[Sequence[Cell]]
    """From the first row of the file on, blank ones included."""
    remarks: tuple[Message, ...] = ()
    spanning: frozenset[int] = frozenset()
    """Numbers of rows, from 1, with cells that reach over several columns."""
    separated: bool = False
    """Whether a row is text with separators: one with too many cells has lost its columns."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the header."""

    number: int
    """As a spreadsheet counts, from 1."""
    cells: Sequence[Cell]
    """One for each column of the table."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its header found."""

    sheet: str | None
    header: int
    """Number of the header's row, from 1."""
    columns: tuple[str, ...]
    """Names of the columns, each once."""
    rows: tuple[Row, ...]
    """Rows that hold something."""
    remarks: tuple[Message, ...]
    shifted: tuple[tuple[int, int], ...] = ()
    """Rows that were left out because they have more cells than the header has columns: number, and cells."""


def cleaned(text: str) -> str:
    """Text without blanks around it; other blanks are single spaces, other line breaks are `\\n`."""
    if text.isascii() and "\n" not in text and "\r" not in text and "  " not in text and text.isprintable():
        return text.strip()
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(text.split())


def written(cell: Cell) -> str:
    """A cell as text."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case Percentage():
            return f"{_plain(cell * 100)}%"
        case Decimal():
            return _plain(cell)
        case datetime.date():
            return cell.isoformat()
        case Fault():
            return cell.text
        case _:
            return str(cell)


def shortened(text: str) -> str:
    """Text as a report repeats it, on one line."""
    line = one_line(text)
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1].rstrip() + "…"


def is_blank(cell: Cell) -> bool:
    """Whether there is nothing in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def letters(index: int) -> str:
    """What spreadsheets call the column of this number, from 0: `A`, `Z`, `AA`."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
