"""The one door to DuckDB: questions in SQL over tables in memory, and over nothing else.

Nothing that SQL can say reaches a file, the network or Python; the settings are locked before a question is asked.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from pmo.errors import PmoError, UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ColumnType = Literal["text", "date", "integer", "number", "truth", "texts", "data"]
_SETTINGS: Final = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "memory_limit": "2GB",
    "temp_directory": "",
}
_TYPES: Final = {
    "text": "VARCHAR",
    "date": "DATE",
    "integer": "BIGINT",
    "truth": "BOOLEAN",
    "texts": "VARCHAR[]",
    "data": "JSON",
}
_DIGITS: Final = 38
"""Digits of a DECIMAL."""
_COMPUTED_SCALE: Final = 6
"""Decimals of amounts that are worked out; recorded ones keep all that they have."""
_LEAST_SCALE: Final = 2


@dataclass(frozen=True, slots=True)
class Filled:
    """A table with its rows."""

    name: str
    columns: tuple[tuple[str, ColumnType, bool], ...]
    """Name, type, and whether it is worked out, of each column."""
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gives."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    """Types of SQL: `VARCHAR`, `DATE`, `DECIMAL(38,2)`."""
    rows: tuple[tuple[Any, ...], ...]


def ask(tables: Iterable[Filled], question: str) -> Answer:
    """Answer one question in SQL over the tables; what is no question, or cannot be answered, is refused."""
    try:
        import duckdb
    except ImportError:
        raise PmoError("pmo query needs DuckDB", "pip install 'pmo-toolkit[query]'") from None
    with duckdb.connect(":memory:", config=dict(_SETTINGS)) as connection:
        try:
            _refuse_other_than_questions(connection, question)
            for table in tables:
                _fill(connection, table)
            connection.execute("SET lock_configuration = true")
            result = connection.execute(question)
            description = result.description or []
            rows = result.fetchall()
        except duckdb.Error as error:
            raise UsageError(
                f"the question cannot be answered: {_in_one_sentence(error)}",
                "`pmo query --tables` lists the tables, `pmo query --tables TABLE` its columns",
            ) from None
    return Answer(
        tuple(_distinct([str(column[0]) for column in description])),
        tuple(str(column[1]) for column in description),
        tuple(tuple(row) for row in rows),
    )


def _refuse_other_than_questions(connection: "DuckDBPyConnection", question: str) -> None:
    statements = connection.extract_statements(question)
    kinds = [str(statement.type).rpartition(".")[2] for statement in statements]
    if len(statements) != 1:
        raise UsageError("give one question", "separate several by calling pmo query several times")
    if kinds[0] not in ("SELECT", "EXPLAIN", "MULTI"):
        raise UsageError(
            f"{kinds[0]} is no question",
            "pmo query reads only: SELECT, WITH, FROM, PIVOT, DESCRIBE, SUMMARIZE",
        )


def _fill(connection: "DuckDBPyConnection", table: Filled) -> None:
    """Make a table of rows that are handed over as one text of JSON: thousands of rows at once, no file."""
    types = [_type(table, index) for index in range(len(table.columns))]
    names = [f'"{name}"' for name, _, _ in table.columns]
    declared = ", ".join(f"{name} {kind}" for name, kind in zip(names, types, strict=True))
    connection.execute(f'CREATE TABLE "{table.name}" ({declared})')
    if not table.rows:
        return
    keys = [f"c{index}" for index in range(len(types))]
    rows = [dict(zip(keys, map(_plain, row), strict=True)) for row in table.rows]
    shape = json.dumps([dict(zip(keys, types, strict=True))])
    fields = ", ".join(f"r.{key}" for key in keys)
    connection.execute(
        f'INSERT INTO "{table.name}" SELECT {fields} FROM (SELECT unnest(from_json(?, ?)) AS r)',
        [json.dumps(rows, ensure_ascii=True), shape],
    )


def _type(table: Filled, index: int) -> str:
    _, kind, is_computed = table.columns[index]
    if kind != "number":
        return _TYPES[kind]
    values = [row[index] for row in table.rows if row[index] is not None]
    if any(isinstance(value, float) for value in values):
        return "DOUBLE"
    numbers = [Decimal(value) for value in values]
    before = max((max(number.adjusted() + 1, 1) for number in numbers), default=1)
    after = max((-int(number.as_tuple().exponent) for number in numbers), default=0)
    scale = max(min(after, _COMPUTED_SCALE) if is_computed else after, _LEAST_SCALE)
    return f"DECIMAL({_DIGITS},{scale})" if before + scale <= _DIGITS else "DOUBLE"


_ROUNDING: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)


def _plain(value: Any) -> Any:
    """A value as JSON hands it over: exact numbers as text, so that none is rounded on the way."""
    match value:
        case None | bool() | int() | float() | str() | list() | dict():
            return value
        case Decimal():
            return format(_ROUNDING.create_decimal(value), "f")
    return str(value)


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of columns, numbered where SQL gives the same twice."""
    found: list[str] = []
    for name in names:
        unique, number = name, 2
        while unique in found:
            unique, number = f"{name}_{number}", number + 1
        found.append(unique)
    return found


def _in_one_sentence(error: Exception) -> str:
    """What DuckDB says, without its class and the drawing of the place; with the nearest name, where it knows one."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    first = lines[0].partition("Error: ")[2] or lines[0] if lines else type(error).__name__
    nearest = [line for line in lines[1:] if line.startswith(("Did you mean", "Candidate"))]
    return " ".join([first.rstrip(".!"), *(f"({line})" for line in nearest[:1])])
