"""From the rows of a table to values by field; references stay words until it is known what there will be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pmo.documents import Plain
from pmo.errors import UsageError
from pmo.findings import Message, message
from pmo.interchange import maps
from pmo.interchange.cells import Cell, Row, Table, cleaned, one_line, written
from pmo.interchange.directory import Directory, NotFound
from pmo.interchange.fields import Field
from pmo.interchange.kinds import TableKind
from pmo.interchange.maps import EMPTY, Map
from pmo.interchange.numbers import DecimalMark
from pmo.interchange.results import Dropped, Refused
from pmo.interchange.values import Rules, Unusable, ValueReader, decimal_mark, is_numeric
from pmo.model.portfolio import Portfolio

_NOTE_HEADING = 60
"""Characters of a column's name that stand before a text that was noted."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value for a field, and where it comes from."""

    value: Plain
    """For a reference the words of the table, until it is resolved."""
    column: str
    text: str
    """What the cell says."""
    is_default: bool = False


@dataclass(slots=True)
class Incoming:
    """What one row says about its record."""

    row: int
    holder: str
    """Address of the project, programme or office, or id of the vendor; empty where there is none."""
    key: tuple[str, ...]
    values: dict[str, Given]
    """By name of the field."""
    unknown: set[str] = field(default_factory=set)
    """Fields whose cell holds an error: nothing is known about them."""
    dropped: list[Dropped] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    """Texts that could not be a value, by the column that they stood in."""
    faults: dict[str, Message] = field(default_factory=dict)
    """Why a field has no value, by its name."""

    def drop(
        self,
        name: str,
        column: str,
        text: str,
        reason: Message,
        *,
        is_noted: bool = True,
        is_word: bool = False,
    ) -> Dropped:
        """Leave out what a cell says about a field; its text stays as a note."""
        dropped = Dropped(self.row, column, name, text, reason, is_noted, is_word)
        self.dropped.append(dropped)
        self.faults[name] = reason
        if is_noted:
            self.notes[column] = text
        return dropped


@dataclass(frozen=True, slots=True)
class Question:
    """A cell whose meaning an option of the command would settle."""

    option: str
    dropped: Dropped
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadRows:
    """All rows of a table, as far as they can be read one by one."""

    incoming: tuple[Incoming, ...]
    refused: tuple[Refused, ...]
    questions: tuple[Question, ...]


class RowReader:
    """Reads the rows of one table."""

    def __init__(
        self, kind: TableKind, found: Map, table: Table, portfolio: Portfolio, directory: Directory
    ) -> None:
        self._kind = kind
        self._map = found
        self._table = table
        self._portfolio = portfolio
        self._directory = directory
        names, _ = maps.match_columns(found.columns, table.columns)
        positions = {column: index for index, column in enumerate(table.columns)}
        self._uses: dict[str, list[tuple[str, int, ValueReader]]] = {}
        self._holder_columns: list[int] = []
        mark = found.decimal
        for use in maps.uses(found):
            if use.column not in names:
                continue
            column = names[use.column]
            position = positions[column]
            if use.field == kind.holder_field:
                self._holder_columns.append(position)
                continue
            target = kind.field(use.field)
            if mark is None and is_numeric(target.shape):
                mark = decimal_mark(lambda: self._numeric_cells(names, positions))
            reader = ValueReader(target, self._rules(use, use.decimal or mark))
            self._uses.setdefault(target.name, []).append((column, position, reader))
        self.key = self._key_fields()
        self.defaults = {
            name: Given(value, "", str(value), is_default=True)
            for name, value in self._read_defaults(found.defaults)
        }
        """What a record gets where the table has nothing, by name of the field."""
        self._fixed_holder = (
            self._resolved_holder(found.project) if found.project and kind.holder_field else None
        )

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that the table fills."""
        return tuple(self._uses)

    def covers(self, key: tuple[str, ...]) -> bool:
        """Whether a record with this key would have a row in this table, if it still had one."""
        return self._fixed_holder is None or key[0] == self._fixed_holder

    def read(self) -> ReadRows:
        """Every row."""
        incoming: list[Incoming] = []
        refused: list[Refused] = []
        questions: list[Question] = []
        for row in self._table.rows:
            holder = self._holder(row)
            if isinstance(holder, Refused):
                refused.append(holder)
                continue
            one = self._incoming(row, holder, questions)
            if any(one.key[-len(self.key) :]):
                incoming.append(one)
            else:
                refused.append(Refused(row.number, self._unknowable(one)))
        for number, cells in self._table.shifted:
            reason = message(
                "it has {cells} cells for {columns} columns: a separator inside a cell needs quotes around it",
                cells=cells,
                columns=len(self._table.columns),
            )
            refused.append(Refused(number, reason))
        return ReadRows(tuple(incoming), tuple(sorted(refused, key=lambda one: one.row)), tuple(questions))

    def _unknowable(self, one: Incoming) -> Message:
        fault = next((one.faults[name] for name in self.key if name in one.faults), None)
        text = message("there is nothing by which to know it again ({fields})", fields=", ".join(self.key))
        return message("{text}: {reason}", text=text, reason=fault) if fault is not None else text

    # whose record it is

    def _holder(self, row: Row) -> str | Refused:
        if self._kind.holder_field is None:
            return ""
        for position in self._holder_columns:
            word = cleaned(written(row.cells[position]))
            if word:
                found = self._find_holder(word)
                return found if isinstance(found, str) else Refused(row.number, found.reason)
        if self._fixed_holder is not None:
            return self._fixed_holder
        return Refused(row.number, message("no {what} is named", what=self._kind.holder_field))

    def _find_holder(self, word: str) -> str | NotFound:
        if self._kind.home == "vendor":
            return self._directory.find(("vendor",), word)
        return self._directory.holder(word, registers=self._kind.home == "register")

    def _resolved_holder(self, word: str) -> str:
        found = self._find_holder(word)
        if isinstance(found, NotFound):
            raise UsageError(str(found.reason), "name it by its id or its title")
        return found

    # its values

    def _incoming(self, row: Row, holder: str, questions: list[Question]) -> Incoming:
        one = Incoming(row.number, holder, (), {})
        currency = self._currency(row, holder)
        for name, uses in self._uses.items():
            for column, position, reader in uses:
                cell = row.cells[position]
                result = reader.read(cell, currency)
                if result is None:
                    continue
                if isinstance(result, Unusable):
                    self._leave_out(one, name, column, cell, result, questions)
                elif name not in one.values:
                    one.values[name] = Given(
                        result, column, written(cell) if not isinstance(cell, str) else cell
                    )
        for name, given in self.defaults.items():
            one.values.setdefault(name, given)
        self._resolve_key(one)
        return one

    def _leave_out(
        self,
        one: Incoming,
        name: str,
        column: str,
        cell: Cell,
        result: Unusable,
        questions: list[Question],
    ) -> None:
        text = cleaned(result.text)
        is_noted = bool(text) and not result.question
        dropped = one.drop(
            name,
            column,
            text or written(cell),
            result.reason,
            is_noted=is_noted,
            is_word=result.is_word,
        )
        if result.question:
            questions.append(Question(result.question, dropped, result.choices))
        if not text:
            one.unknown.add(name)

    def _currency(self, row: Row, holder: str) -> str:
        for name in ("currency", "budget.currency"):
            for _, position, reader in self._uses.get(name, ()):
                found = reader.read(row.cells[position])
                if isinstance(found, str):
                    return found
            if name in self.defaults:
                return str(self.defaults[name].value)
        project = self._portfolio.projects.get(holder)
        if project is not None:
            return self._portfolio.currency_of(project)
        return self._portfolio.office.currency if self._portfolio.office else ""

    def _resolve_key(self, one: Incoming) -> None:
        """The key by which the row is known again; what it refers to is resolved for it."""
        words = []
        for name in self.key:
            given = one.values.get(name)
            target = self._kind.field(name)
            if given is not None and target.shape.sort == "reference" and not given.is_default:
                found = self._directory.find(target.shape.refers_to, str(given.value), one.holder)
                words.append(folded_key(found if isinstance(found, str) else str(given.value)))
            else:
                words.append(folded_key(given.value) if given is not None else "")
        one.key = (one.holder, *words) if self._kind.holder_field else tuple(words)

    # what the map says

    def _rules(self, use: maps.Use, mark: DecimalMark | None) -> Rules:
        return Rules(use.values, use.dates, mark, use.factor, self._map.units, empty_words(self._map))

    def _numeric_cells(self, names: Mapping[str, str], positions: Mapping[str, int]) -> Iterator[Cell]:
        numeric = [
            positions[names[use.column]]
            for use in maps.uses(self._map)
            if use.column in names
            and use.field != self._kind.holder_field
            and is_numeric(self._kind.field(use.field).shape)
        ]
        return (row.cells[position] for row in self._table.rows for position in numeric)

    def _key_fields(self) -> tuple[str, ...]:
        if self._map.key:
            names = tuple(self._kind.field(name).name for name in self._map.key)
            if not any(name in self._uses for name in names):
                raise UsageError(
                    f"no column of the table fills {' or '.join(names)}, by which its rows are known again",
                    "look at the names of its columns and at `key` in the map",
                )
            return names
        for identity in self._kind.identities:
            if any(name in self._uses for name in identity):
                return identity
        wanted = " or ".join(" and ".join(identity) for identity in self._kind.identities)
        raise UsageError(
            f"no column says which of the {self._kind.name} a row is about",
            f"name the one with the {wanted}: --column COLUMN={self._kind.identities[-1][0]}",
        )

    def _read_defaults(self, defaults: Mapping[str, Plain]) -> Iterator[tuple[str, Plain]]:
        for name, value in defaults.items():
            if name == self._kind.holder_field:
                continue
            target = self._kind.field(name)
            yield target.name, default_value(target, value, self._map)


def default_value(target: Field, value: Plain, found: Map) -> Plain:
    """A value that the map or an option gives; refuses one that the field does not take."""
    reader = ValueReader(target, Rules(dates=found.dates, decimal=found.decimal or ".", units=found.units))
    result = reader.read(value if isinstance(value, str | int | bool) else str(value))
    if isinstance(result, Unusable):
        raise UsageError(f"{target.name}: {result.reason}", f"give {target.name} another value")
    return result


def empty_words(found: Map) -> frozenset[str]:
    """Words that mean that there is nothing, in lower case."""
    return frozenset(one_line(word).casefold() for word in (EMPTY if found.empty is None else found.empty))


def folded_key(value: Plain) -> str:
    """A value of a key in the form in which it is compared and remembered."""
    match value:
        case None:
            return ""
        case list():
            return "; ".join(map(folded_key, value))
        case str():
            return one_line(value).casefold()
        case bool() | int():
            return str(value).casefold()
        case _:
            return written(value).casefold()  # type: ignore[arg-type]


def note_of(notes: Mapping[str, str]) -> str:
    """The note that keeps texts which could not be a value; a text that several columns hold stands once."""
    columns: dict[str, list[str]] = {}
    for column, text in notes.items():
        columns.setdefault(one_line(text), []).append(heading(column))
    return "\n".join(f"{', '.join(dict.fromkeys(names))}: {text}" for text, names in columns.items())


def heading(column: str) -> str:
    """The name of a column without what is explained behind it in brackets."""
    name = one_line(column)
    short = name.partition(" (")[0]
    name = short if len(name) > _NOTE_HEADING and short else name
    return name if len(name) <= _NOTE_HEADING else name[: _NOTE_HEADING - 1].rstrip() + "…"
