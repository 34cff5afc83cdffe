"""A table for every reader: on a terminal, as Markdown, as CSV.

On a terminal the columns that may give way are cut or left out where there is not enough room, never a figure or
an id. Markdown and CSV hold everything; CSV holds values as the files write them, under English names.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from pmo.analysis.money import Money
from pmo.locale import Language
from pmo.model.scalars import Measure, Period
from pmo.output import csv
from pmo.output.terminal import GAP, NOTHING, Page
from pmo.render.inert import for_markdown_cell, for_terminal

LEAST = 12
"""Columns below which a cut text says too little."""

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
    flexible: bool = False
    """May be cut on a terminal where there is not enough room."""
    wraps: bool = False
    """Where it is flexible: its text is wrapped instead of cut."""
    optional: bool = False
    """May be left out on a terminal where there is not enough room; the last such column goes first."""

    def text(self, value: Value, language: Language) -> str:
        """What readers see of a value."""
        if value is None or value == ():
            return NOTHING
        return self.written(value) if self.written is not None else shown(value, language)


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
    header: bool = True,
) -> None:
    """Show a table of at most ``width`` columns of the terminal; None where nothing needs to fit."""
    fitted = _fitted([_Drawn.of(column, language, header=header) for column in columns], width)
    if page.is_plain and not any(one.must_wrap for one in fitted):
        page.lines(_plain(fitted, header=header))
        return
    table = page.table()
    table.show_header = header
    for one in fitted:
        table.add_column(
            one.title,
            justify="right" if one.column.right else "left",
            no_wrap=not (one.column.flexible and one.column.wraps),
            overflow="fold" if one.column.wraps else "ellipsis",
            width=one.width,
        )
    for cells in zip(*(one.cells() for one in fitted), strict=True):
        table.add_row(*cells)
    page.show(table)


def _plain(fitted: Sequence["_Drawn"], *, header: bool) -> Iterator[str]:
    """The lines of a table that needs no styles and no wrapping, as the library would draw them: a tenth of its time."""
    columns = [[*([one.title] if header else []), *one.texts] for one in fitted]
    for texts in zip(*columns, strict=True):
        yield (" " * GAP).join(one.padded(text) for one, text in zip(fitted, texts, strict=True)).rstrip()


@dataclass(slots=True)
class _Drawn:
    column: Column
    title: str
    texts: Sequence[str]
    """Cells as they are shown."""
    width: int

    @classmethod
    def of(cls, column: Column, language: Language, *, header: bool) -> "_Drawn":
        texts = [for_terminal(column.text(value, language)) for value in column.values]
        title = column.title if header else ""
        return cls(column, title, texts, max(map(cell_len, [title, *texts])))

    @property
    def least(self) -> int:
        return min(self.width, max(LEAST, cell_len(self.title))) if self.column.flexible else self.width

    @property
    def must_wrap(self) -> bool:
        """Whether something in it is wider than the column and is to be wrapped."""
        column = self.column
        return column.flexible and column.wraps and any(cell_len(text) > self.width for text in self.texts)

    def cells(self) -> Iterator[Text]:
        """The cells with their styles."""
        for text, value in zip(self.texts, self.column.values, strict=True):
            yield Text(text, style=_style(self.column, value))

    def padded(self, text: str) -> str:
        """A text cut or filled to the width of the column."""
        length = cell_len(text)
        if length > self.width:
            return f"{set_cell_size(text, self.width - 1)}…"
        blanks = " " * (self.width - length)
        return blanks + text if self.column.right else text + blanks


def _style(column: Column, value: Value) -> str:
    if callable(column.style):
        return column.style(value) if value is not None else ""
    return column.style


def _fitted(drawn: Sequence[_Drawn], width: int | None) -> list[_Drawn]:
    """The columns that fit, the flexible ones as wide as the others leave them."""
    kept = list(drawn)
    if width is None:
        return kept
    for one in reversed(drawn):
        if one.column.optional and sum(other.least + GAP for other in kept) - GAP > width:
            kept.remove(one)
    room = width - sum((0 if one.column.flexible else one.width) + GAP for one in kept) + GAP
    flexible = sorted((one for one in kept if one.column.flexible), key=lambda one: one.width)
    for number, one in enumerate(flexible):  # the narrowest first: what they leave goes to the wider ones
        share = max(room // (len(flexible) - number), one.least)
        one.width = min(one.width, share)
        room -= one.width
    return kept
