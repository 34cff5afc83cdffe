"""The one door to DuckDB: questions in SQL over tables in memory, and over nothing else.

Nothing that SQL can say reaches a file, the network or Python; the settings are locked before a question is asked.
"""

import contextlib
import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from pathlib import Path
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
_FETCHED: Final = 10_000
"""Rows fetched at once."""
_ROOM: Final = 1.5
"""What the process may take on top, in times of DuckDB's own limit: for the answer, and for what it does not count."""


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


@dataclass(frozen=True)
class Bounds:
    """How much a question may take."""

    seconds: int = 60
    megabytes: int = 1024
    """Of memory."""
    rows: int = 1_000_000
    """Of the answer."""
    characters: int = 1_000_000
    """Of one text in the answer."""


def ask(tables: Iterable[Filled], question: str, bounds: Bounds = Bounds()) -> Answer:
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
            connection.execute(f"SET memory_limit = '{bounds.megabytes}MB'")
            connection.execute("SET lock_configuration = true")
            with _walls(bounds.megabytes), _clock(connection, bounds.seconds) as clock:
                result = connection.execute(question)
                description = result.description or []
                rows = _rows(result, bounds, clock)
        except duckdb.InterruptException:
            raise _too_slow(bounds) from None
        except (duckdb.OutOfMemoryException, MemoryError):
            raise UsageError(
                f"the question needs more than {bounds.megabytes:,} MB of memory",
                "narrow it with WHERE or LIMIT, or allow more with --memory MB",
            ) from None
        except duckdb.Error as error:
            raise UsageError(
                f"the question cannot be answered: {_in_one_sentence(error)}",
                "`pmo query --tables` lists the tables, `pmo query --tables TABLE` its columns",
            ) from None
    return Answer(
        tuple(_distinct([_as_asked(str(column[0])) for column in description])),
        tuple(str(column[1]) for column in description),
        tuple(tuple(row) for row in rows),
    )


@contextlib.contextmanager
def _walls(megabytes: int) -> Iterator[None]:
    """Keeps the process from taking much more memory than it has: DuckDB's own limit does not count texts.

    Only where the system says how much that is (Linux); elsewhere that limit must do.
    """
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (ImportError, OSError):
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    wall = pages * resource.getpagesize() + int(megabytes * _ROOM * 1024 * 1024)
    if before[1] != resource.RLIM_INFINITY:
        wall = min(wall, before[1])
    resource.setrlimit(resource.RLIMIT_AS, (wall, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


@contextlib.contextmanager
def _clock(connection: "DuckDBPyConnection", seconds: int) -> Iterator[threading.Event]:
    """Interrupts what the connection is doing once the seconds are over, and sets the event."""
    over = threading.Event()

    def stop() -> None:
        over.set()
        connection.interrupt()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()


def _rows(result: "DuckDBPyConnection", bounds: Bounds, over: threading.Event) -> list[tuple[Any, ...]]:
    """The rows of an answer, fetched in parts, so that neither a long nor a slow one fills the memory."""
    rows: list[tuple[Any, ...]] = []
    while part := result.fetchmany(_FETCHED):
        rows += part
        if over.is_set():
            raise _too_slow(bounds)
        if any(isinstance(value, str) and len(value) > bounds.characters for row in part for value in row):
            raise UsageError(
                f"a text in the answer has more than {bounds.characters:,} characters",
                "shorten it with left()",
            )
        if len(rows) > bounds.rows:
            raise UsageError(
                f"the answer has more than {bounds.rows:,} rows", "narrow it with WHERE or LIMIT"
            )
    return rows


def _too_slow(bounds: Bounds) -> UsageError:
    return UsageError(
        f"the question takes longer than {bounds.seconds:,} s",
        "narrow it with WHERE or LIMIT, or allow more with --seconds SECONDS",
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


def _as_asked(name: str) -> str:
    """The name of a column as people write it: DuckDB has a name of its own for `count(*)`."""
    return name.replace("count_star()", "count(*)")


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
