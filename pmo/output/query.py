"""The answer to a question in SQL, and the tables that can be asked: as text, as Markdown, as CSV, as data of JSON."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from pmo.analysis.listings.tables import Table
from pmo.database import Answer
from pmo.locale import Language
from pmo.output import table
from pmo.output.envelope import plain
from pmo.output.table import Column
from pmo.output.terminal import Page

_TYPES = {
    "text": "VARCHAR",
    "date": "DATE",
    "integer": "BIGINT",
    "number": "DECIMAL",
    "truth": "BOOLEAN",
    "texts": "VARCHAR[]",
    "data": "JSON",
}
"""Types of SQL by the types of columns."""


class ColumnData(Struct, frozen=True):
    """A column, its type in SQL, and what it says where that is known."""

    name: str
    type: str
    meaning: str | None


class TableData(Struct, frozen=True):
    """A table that can be asked."""

    name: str
    meaning: str
    columns: list[ColumnData]


class QueryData(Struct, frozen=True):
    """The `data` of `pmo query`: an answer, or with `--tables` the tables."""

    columns: list[ColumnData] | None
    rows: list[dict[str, Any]] | None
    tables: list[TableData] | None


def data(answer: Answer) -> QueryData:
    """The `data` of an answer; decimals are text, exact."""
    names = [ColumnData(name, kind, None) for name, kind in zip(answer.columns, answer.types, strict=True)]
    rows = [
        {name: _in_json(value) for name, value in zip(answer.columns, row, strict=True)}
        for row in answer.rows
    ]
    return QueryData(names, rows, None)


def _in_json(value: Any) -> Any:
    try:
        return plain(value)
    except TypeError:  # an interval, a time, a blob
        return str(value)


def columns(answer: Answer) -> list[Column]:
    """The columns of an answer, as SQL names them."""
    made = []
    for index, (name, kind) in enumerate(zip(answer.columns, answer.types, strict=True)):
        is_text = kind.startswith(("VARCHAR", "JSON"))
        made.append(
            Column(
                name,
                name,
                [_value(row[index]) for row in answer.rows],
                right=kind.startswith(("DECIMAL", "DOUBLE", "BIGINT", "INTEGER", "HUGEINT", "FLOAT")),
                flexible=is_text and not kind.endswith("]"),
            )
        )
    return made


def _value(value: Any) -> Any:
    match value:
        case Decimal():
            return value.normalize() if value.is_finite() else str(value)
        case list() | tuple():
            return tuple(str(one) for one in value)
        case float():
            return Decimal(repr(value)) if value == value and abs(value) != float("inf") else str(value)
        case None | bool() | int() | str():
            return value
        case _ if type(value).__name__ == "date":
            return value
    return str(value)


def text(answer: Answer, language: Language, *, width: int | None, colour: bool) -> str:
    """The rows as a table, and how many there are."""
    page = Page(width=width or _WIDEST, colour=colour)
    if answer.rows:
        table.show(page, columns(answer), language, width=width)
    page.paragraph(language.plural("{n} row", "{n} rows", len(answer.rows)), "dim")
    return page.text()


_WIDEST = 100_000


def markdown(answer: Answer, language: Language) -> str:
    """The rows as a Markdown table."""
    return table.as_markdown(columns(answer), language)


def as_csv(answer: Answer) -> str:
    """The rows as CSV."""
    return table.as_csv(columns(answer))


def advice(answer: Answer, language: Language) -> str:
    """What to do next."""
    if answer.rows:
        return language.text(
            "`--format csv -o FILE` writes it for a spreadsheet; `--format markdown` for a page."
        )
    return language.text("`pmo query --tables` shows what can be asked.")


# Tables


def tables_data(tables: Sequence[Table]) -> QueryData:
    """The `data` of `--tables`."""
    found = [
        TableData(
            one.name,
            one.meaning,
            [ColumnData(column.name, _TYPES[column.type], column.meaning or None) for column in one.columns],
        )
        for one in tables
    ]
    return QueryData(None, None, found)


def table_columns(tables: Sequence[Table], language: Language) -> list[Column]:
    """The tables, or the columns of one table."""
    if len(tables) == 1:
        (one,) = tables
        return [
            Column("column", language.text("Column"), [column.name for column in one.columns], style="bold"),
            Column("type", language.label("field", "type"), [_TYPES[column.type] for column in one.columns]),
            Column(
                "meaning",
                language.text("Meaning"),
                [column.meaning or None for column in one.columns],
                flexible=True,
                wraps=True,
            ),
        ]
    return [
        Column("table", language.text("Table"), [one.name for one in tables], style="bold"),
        Column("columns", language.text("Columns"), [len(one.columns) for one in tables], right=True),
        Column(
            "meaning", language.text("Meaning"), [one.meaning for one in tables], flexible=True, wraps=True
        ),
    ]


def tables_text(tables: Sequence[Table], language: Language, *, width: int | None, colour: bool) -> str:
    """The tables, or the columns of one table, for a terminal."""
    page = Page(width=width or _WIDEST, colour=colour)
    table.show(page, table_columns(tables, language), language, width=width)
    return page.text()


def tables_markdown(tables: Sequence[Table], language: Language) -> str:
    """The same as a Markdown table."""
    return table.as_markdown(table_columns(tables, language), language)


def tables_csv(tables: Sequence[Table], language: Language) -> str:
    """The same as CSV."""
    return table.as_csv(table_columns(tables, language))
