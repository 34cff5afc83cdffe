"""A table for every reader: on a terminal, as Markdown, as CSV.

On a terminal the columns that may give way are cut or left out where there is not enough room, never a figure or
an id. Markdown and CSV hold everything; CSV holds values as the files write them, under English names.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from pmo.analysis.money import Money
from pmo.locale import Language
from pmo.model.scalars import Measure, Period
from pmo.output import csv
from pmo.output.terminal import GAP, NOTHING, Page, cell
from pmo.render.inert import for_markdown_cell, for_terminal

LEAST = 12
"""Columns below which a cut text says too little."""
WHOLE = 1000
"""What a column wants that is to be cut last."""

Value = Any
"""None (not recorded), text, a number, a day, a period, money, a truth value, or a list of texts."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its values, row by row, and how readers see them."""

    name: str
    """Header in CSV; the same in every language."""
    title: str
    """Header for readers, in their language."""
    values: Sequence[Value]
    """A value for each row."""
    written: Callable[[Value], str] | None = None
    """How readers see a value that is recorded; the default goes by its type."""
    style: Callable[[Value], str] | str = ""
    """Style on a terminal, of all cells or by value."""
    right: bool = False
    """Figures stand on the right."""
    at_least: int = 0
    """Columns of the terminal that it takes at least: bars of several tables compare."""
    flexible: bool = False
    """May be cut on a terminal where there is not enough room."""
    wraps: bool = False
    """Where it is flexible: its text is wrapped instead of cut."""
    wanted: int = LEAST
    """Where it is flexible: columns below which it is cut only once nothing of rank 2 is left to leave out."""
    optional: int = 0
    """May be left out on a terminal where there is not enough room: the highest go first, of equals the last.

    From 2 on it goes before texts are cut below what they want; 1 goes once they are as short as they may be.
    """

    def text(self, value: Value, language: Language) -> str:
        """What readers see of a value."""
        if value is None or value == ():
            return NOTHING
        return self.written(value) if self.written is not None else shown(value, language)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together, below a title."""

    title: str
    more: str
    """What is said beside the title."""
    rows: int
    """How many they are."""


def shown(value: Value, language: Language) -> str:
    """What readers see of a value that is recorded."""
    match value:
        case bool():
            return language.text("yes") if value else language.text("no")
        case int():
            return language.number(value)
        case float() | Decimal():
            return language.number(value, 2)
        case datetime.date():
            return language.date(value, short=True)
        case Period():
            return language.period(value, short=True)
        case Money():
            return language.money(value.amount, value.currency, compact=True)
        case Measure():
            return shown(value.value, language)
        case tuple() | list():
            return ", ".join(shown(one, language) for one in value)
        case _:
            return str(value)


def width_of(column: Column, language: Language) -> int:
    """How wide a column is on a terminal where it need not give way."""
    texts = (for_terminal(column.text(value, language)) for value in column.values)
    return max([column.at_least, cell_len(column.title), *map(cell_len, texts)])


def as_csv(columns: Sequence[Column]) -> str:
    """A header of names, and a row for each row."""
    values = [[_in_csv(value) for value in column.values] for column in columns]
    return csv.table((column.name for column in columns), zip(*values, strict=True))


def _in_csv(value: Value) -> csv.Cell:
    match value:
        case None | bool() | int() | str() | Decimal():
            return value
        case datetime.date():
            return value.isoformat()
        case Money():
            return value.amount
        case Measure():
            return _in_csv(value.value)
        case tuple() | list():
            return ", ".join(str(_in_csv(one)) for one in value) or None
        case _:
            return str(value)


def as_markdown(columns: Sequence[Column], language: Language) -> str:
    """A Markdown table; texts of users are inert."""
    lines = [
        [for_markdown_cell(column.title) for column in columns],
        ["---:" if column.right else "---" for column in columns],
    ]
    texts = [
        [for_markdown_cell(column.text(value, language)) for value in column.values] for column in columns
    ]
    lines += [list(row) for row in zip(*texts, strict=True)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def show(
    page: Page,
    columns: Sequence[Column],
    language: Language,
    *,
    width: int | None,
    header: bool | None = None,
    groups: Sequence[Group] = (),
) -> None:
    """Show a table of at most ``width`` columns of the terminal; None where nothing needs to fit.

    With ``groups`` the rows stand below the titles of their groups, their columns in line; then there is a header
    only where it is asked for.
    """
    header = not groups if header is None else header
    drawn = [_Drawn.of(column, language, header=header) for column in columns]
    fitted = _fitted(drawn, width)
    if header or not groups:
        _rows(page, fitted, 0, 0 if groups else len(columns[0].values), header=header)
    start = 0
    for group in groups:
        page.blank()
        page.show(
            Text.assemble(cell(group.title, "bold"), cell(f"  {group.more}" if group.more else "", "dim"))
        )
        _rows(page, fitted, start, start + group.rows, header=False)
        start += group.rows
    left_out = [one.column.title for one in drawn if one.column.title and one not in fitted]
    if left_out:
        page.paragraph(_left_out(left_out, language), "dim")


def _left_out(titles: Sequence[str], language: Language) -> str:
    return language.text(
        "Not shown for want of room: {columns}; a wider window or --format markdown has them.",
        columns=", ".join(titles),
    )


def _rows(page: Page, fitted: "Sequence[_Drawn]", start: int, end: int, *, header: bool) -> None:
    if not any(one.folds or "\n" in one.title for one in fitted):
        lines = zip(*(one.lines(start, end) for one in fitted), strict=True)
        page.rows(lines, [one.heading() for one in fitted] if header else None)
        return
    table = page.table()
    table.show_header = header
    for one in fitted:
        table.add_column(
            one.title,
            justify="right" if one.column.right else "left",
            no_wrap=not one.folds,
            overflow="fold" if one.folds else "ellipsis",
            width=one.width,
        )
    for cells in zip(*(one.texts(start, end) for one in fitted), strict=True):
        table.add_row(*cells)
    page.show(table)


@dataclass(slots=True)
class _Drawn:
    """A column as it is drawn: its cells are inert."""

    column: Column
    title: str
    cells: Sequence[str]
    width: int
    folds: bool

    @classmethod
    def of(cls, column: Column, language: Language, *, header: bool) -> "_Drawn":
        cells = [for_terminal(column.text(value, language)) for value in column.values]
        title = for_terminal(column.title) if header else ""
        width = max([column.at_least, cell_len(title), *map(cell_len, cells)])
        return cls(column, title, cells, width, column.flexible and column.wraps)

    @property
    def least(self) -> int:
        if not self.column.flexible:
            return self.width
        return min(self.width, max([LEAST, *map(cell_len, self.title.split("\n"))]))

    @property
    def wanted(self) -> int:
        return max(self.least, min(self.width, self.column.wanted)) if self.column.flexible else self.width

    def heading(self) -> tuple[str, str]:
        """The title at the column's width, and its style."""
        return self._at_width(self.title), "bold"

    def lines(self, start: int, end: int) -> Iterator[tuple[str, str]]:
        """Each cell at the column's width, and its style."""
        for text, value in zip(self.cells[start:end], self.column.values[start:end], strict=True):
            yield self._at_width(text), _style(self.column, value)

    def texts(self, start: int, end: int) -> Iterator[Text]:
        """Each cell in its style."""
        for text, value in zip(self.cells[start:end], self.column.values[start:end], strict=True):
            yield Text(text, style=_style(self.column, value))

    def break_title(self) -> None:
        """Break the header between words, so that it asks for no more room than what stands below it."""
        content = max(map(cell_len, self.cells), default=0)
        self.width = max([self.column.at_least, content, *map(cell_len, self.title.split())])
        self.title = "\n".join(wrap(self.title, self.width, break_long_words=False, break_on_hyphens=False))

    def fold(self, excess: int) -> int:
        """Give way by breaking texts over lines; returns what is still too much."""
        narrower = max(self.width - excess, min(self.width, LEAST))
        left = excess - (self.width - narrower)
        self.width, self.folds = narrower, True
        return left

    def _at_width(self, text: str) -> str:
        room = self.width - cell_len(text)
        if room < 0:
            return set_cell_size(text, self.width - 1) + "\N{HORIZONTAL ELLIPSIS}"
        return " " * room + text if self.column.right else text + " " * room


def _style(column: Column, value: Value) -> str:
    if callable(column.style):
        return column.style(value) if value is not None else ""
    return column.style


def _fitted(drawn: Sequence[_Drawn], width: int | None) -> list[_Drawn]:
    """The columns that fit, the flexible ones as wide as the others leave them."""
    kept = list(drawn)
    if width is None:
        return kept
    if _excess(kept, width) > 0:
        for one in kept:
            one.break_title()
    for _, one in sorted(enumerate(drawn), key=lambda pair: (-pair[1].column.optional, -pair[0])):
        is_early = one.column.optional > 1
        if one.column.optional and _excess(kept, width, wanted=is_early) > 0:
            kept.remove(one)
    room = width - sum((0 if one.column.flexible else one.width) + GAP for one in kept) + GAP
    flexible = sorted((one for one in kept if one.column.flexible), key=lambda one: one.width)
    for number, one in enumerate(flexible):  # the narrowest first: what they leave goes to the wider ones
        share = max(room // (len(flexible) - number), one.least)
        one.width = min(one.width, share)
        room -= one.width
    excess = sum(one.width + GAP for one in kept) - GAP - width
    for one in sorted(kept, key=lambda one: -one.width):  # rather break a text than cut a figure
        if excess > 0 and not one.column.right:
            excess = one.fold(excess)
    return kept


def _excess(columns: Sequence[_Drawn], width: int, *, wanted: bool = False) -> int:
    """Columns of the terminal that are missing even when all give way, perhaps no further than they want."""
    return sum((one.wanted if wanted else one.least) + GAP for one in columns) - GAP - width
