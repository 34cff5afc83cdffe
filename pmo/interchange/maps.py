"""The map of an import: which column fills which field and how its values are read; a small YAML file, used again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from pmo.documents import Locator, dump, parse
from pmo.errors import PmoError
from pmo.interchange import dates
from pmo.interchange.cells import one_line
from pmo.interchange.kinds import table_kind
from pmo.interchange.numbers import UNITS, DecimalMark
from pmo.schemas.wording import refusal

Name = Annotated[str, Meta(min_length=1)]
Row = Annotated[int, Meta(ge=1)]

EMPTY = ("-", "\N{EN DASH}", "\N{EM DASH}", "n/a", "na", "nil", "none", "tbc", "tbd", "null", "(blank)", "?")
"""Words for nothing, where the map names none."""


class Column(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How the values of a column are read, where more is to be said than its field."""

    field: Name | tuple[Name, ...]
    """Field that it fills, or several."""
    values: dict[str, Any] = {}
    """Words of the column by what the field takes."""
    dates: tuple[Name, ...] = ()
    """Forms of its dates, before those of the map."""
    decimal: DecimalMark | None = None
    """What stands before decimals."""
    unit: str | int | None = None
    """What one stands for: thousand, million, billion, or a number."""


class Map(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything that is known about a table that is imported again and again."""

    kind: Name
    """What a row stands for: projects, risks, actuals."""
    sheet: Name | None = None
    """Sheet of the workbook. Default: the first that is not hidden."""
    header: Row | None = None
    """Row with the names of the columns, from 1. Default: it is looked for."""
    encoding: Name | None = None
    """Encoding of the file. Default: it is looked for."""
    project: Name | None = None
    """Project (or `office`, or programme) of all rows, where no column names it."""
    key: tuple[Name, ...] = ()
    """Fields by which a row is known again. Default: the id, else what the record is called."""
    columns: dict[str, Name | tuple[Name, ...] | Column] = {}
    """Fields by the name of their column, which may end with `*`; of several columns for one field the first
    with a value that can be used counts."""
    ignore: tuple[Name, ...] = ()
    """Columns that are left out on purpose."""
    values: dict[str, dict[str, Any]] = {}
    """By field: words of the table by what the field takes."""
    dates: tuple[Name, ...] = ()
    """Forms of dates: dd/mm/yyyy, mm/dd/yyyy, dd.mm.yy, serial."""
    decimal: DecimalMark | None = None
    """What stands before decimals. Default: it is looked for."""
    units: dict[str, int] = {}
    """Words for factors, before the usual ones (k, million, jt)."""
    empty: tuple[str, ...] | None = None
    """Words that mean that there is nothing."""
    defaults: dict[str, Any] = {}
    """By field: what a record gets where the table has nothing."""
    vanished: dict[str, Any] = {}
    """By field: what a record gets whose row is no longer in the table. Default: nothing changes."""
    sum: tuple[Name, ...] = ()
    """Fields that add up over the rows of one record. Default: a second row is refused."""
    create: tuple[Name, ...] = ()
    """Kinds of record that are made where a row names one that is not there: people, roles, programmes, vendors."""


class Use(Struct, frozen=True, kw_only=True):
    """One column for one field, and how its values are read."""

    column: str
    """As the map calls it."""
    field: str
    values: dict[str, Any]
    """By the word in lower case."""
    dates: tuple[str, ...]
    decimal: DecimalMark | None
    factor: int


def read(content: bytes, name: str) -> Map:
    """The map in a file; refuses one that cannot be used, naming the line."""
    parsed = parse(content, name, keep_empty=True)
    if parsed.data is None:
        finding = parsed.findings[0]
        raise PmoError(f"{name}:{finding.where.line}: {finding.message}", str(finding.hint or ""))
    locator = Locator(content)
    try:
        found = msgspec.convert(parsed.data, Map)
    except msgspec.ValidationError as error:
        problem = refusal(str(error))
        line, _ = locator.locate(problem.keys)
        raise PmoError(
            f"{name}:{line}: {problem.message}", f"a map has: {', '.join(Map.__struct_fields__)}"
        ) from None
    for keys, mistake in _mistakes(found):
        line, _ = locator.locate(keys)
        raise PmoError(f"{name}:{line}: {mistake.reason}", mistake.advice)
    return found


def check(found: Map) -> None:
    """Refuse fields, forms and units that are none."""
    for _, error in _mistakes(found):
        raise error


def _mistakes(found: Map) -> Iterator[tuple[tuple[str | int, ...], PmoError]]:
    """What in a map is none of what it should be, and the keys that lead there."""

    def tried(keys: tuple[str | int, ...], check: Callable[[], object]) -> Iterator[Any]:
        try:
            check()
        except PmoError as error:
            yield keys, error

    yield from (first := list(tried(("kind",), lambda: table_kind(found.kind))))
    if first:
        return
    kind = table_kind(found.kind)
    for keys, name in _named_fields(found):
        if name != kind.holder_field:
            yield from tried(keys, partial(kind.field, name))
    yield from tried(("dates",), lambda: dates.check_forms(found.dates))
    for column, rule in found.columns.items():
        if isinstance(rule, Column):
            yield from tried(("columns", column, "dates"), partial(dates.check_forms, rule.dates))
            yield from tried(("columns", column, "unit"), partial(factor_of, rule.unit))


def _named_fields(found: Map) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for column, rule in found.columns.items():
        field = rule.field if isinstance(rule, Column) else rule
        for name in (field,) if isinstance(field, str) else field:
            yield ("columns", column), name
    for part in ("values", "defaults", "vanished"):
        for name in getattr(found, part):
            yield (part, name), name
    for part in ("key", "sum"):
        for index, name in enumerate(getattr(found, part)):
            yield (part, index), name


def uses(found: Map) -> list[Use]:
    """Column by column and field by field, in the order of preference."""
    result = []
    for column, entry in found.columns.items():
        rule = entry if isinstance(entry, Column) else Column(field=entry)
        for field in (rule.field,) if isinstance(rule.field, str) else rule.field:
            words = {**found.values.get(field, {}), **rule.values}
            result.append(
                Use(
                    column=column,
                    field=field,
                    values={one_line(word).casefold(): value for word, value in words.items()},
                    dates=(*rule.dates, *found.dates),
                    decimal=rule.decimal or found.decimal,
                    factor=factor_of(rule.unit),
                )
            )
    return result


def factor_of(unit: str | int | None) -> int:
    """The number that a unit stands for; refuses a word that is none."""
    if unit is None:
        return 1
    if isinstance(unit, int):
        return unit
    factor = UNITS.get(unit.lower())
    if factor is None:
        raise PmoError(f"{unit!r} is no unit", "write thousand, million, billion, or a number")
    return factor


def match_columns(names: Iterable[str], columns: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The column of the table for each name of the map, the first that fits; and the names that have none."""
    found: dict[str, str] = {}
    missing: list[str] = []
    for name in names:
        fitting = _fitting(name, columns)
        if fitting:
            found[name] = fitting[0]
        else:
            missing.append(name)
    return found, missing


def columns_left(found: Map, columns: Sequence[str]) -> list[str]:
    """The columns of a table of which the map says nothing."""
    named = set(match_columns(found.columns, columns)[0].values())
    named.update(column for name in found.ignore for column in _fitting(name, columns))
    return [column for column in columns if column not in named]


def named_in(found: Map) -> Callable[[str], bool]:
    """Whether the map names a column, or leaves it out on purpose."""
    names = {one_line(name).casefold() for name in (*found.columns, *found.ignore)}
    beginnings = tuple(name[:-1].rstrip() for name in names if name.endswith("*"))

    def is_named(column: str) -> bool:
        text = one_line(column).casefold()
        return text in names or bool(beginnings and text.startswith(beginnings))

    return is_named


def _fitting(name: str, columns: Sequence[str]) -> list[str]:
    """The columns of this name, or else those that begin with what stands before a `*` at its end."""
    wanted = one_line(name).casefold()
    folded = [(one_line(column).casefold(), column) for column in columns]
    same = [column for text, column in folded if text == wanted]
    if same or not wanted.endswith("*"):
        return same
    return [column for text, column in folded if text.startswith(wanted[:-1].rstrip())]


def written(found: Map) -> str:
    """The map as a file."""
    return dump(plain(found))


def plain(found: Map) -> dict[str, Any]:
    """The map as plain data."""
    data: dict[str, Any] = _plain(msgspec.to_builtins(found))
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value
