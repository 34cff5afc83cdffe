"""What is to be imported: the table in a file, and the map by which it is read."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from pmo.documents.reading import plain_scalar
from pmo.errors import UsageError
from pmo.findings import Message, message
from pmo.interchange import maps, tables
from pmo.interchange.cells import Sheet, Table, one_line, shortened, written
from pmo.interchange.kinds import TABLE_KINDS, TableKind, kind_called, table_kind
from pmo.interchange.maps import Column, Map
from pmo.interchange.numbers import DecimalMark
from pmo.interchange.proposals import Proposal, is_called_like_a_field, propose, unit_of
from pmo.interchange.unclear import Unclear

_SAMPLES = 3
_FACTORS = {
    10**3: message("a thousand"),
    10**6: message("a million"),
    10**9: message("a thousand million"),
    10**12: message("a million million"),
}


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the caller says about one import; it counts more than the map."""

    kind: str | None = None
    project: str | None = None
    sheet: str | None = None
    header: int | None = None
    encoding: str | None = None
    columns: tuple[str, ...] = ()
    """`COLUMN=FIELD`."""
    ignore: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()
    """`FIELD=VALUE`."""
    values: tuple[str, ...] = ()
    """`FIELD:WORD=VALUE`."""
    dates: tuple[str, ...] = ()
    decimal: DecimalMark | None = None
    sum: tuple[str, ...] = ()
    create: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A column of which it is not clear which field it means."""

    column: str
    samples: tuple[str, ...]
    likely: str | None
    """The field whose name is nearly the same."""


AskField = Callable[[TableKind, Unsettled], str | None]
"""The field that somebody at a terminal names for a column; None to leave it out."""


@dataclass(frozen=True)
class Source:
    """A table, and the map by which it is read."""

    name: str
    """Name of the file."""
    table: Table
    map: Map
    kind: TableKind
    matched: tuple[tuple[str, str], ...]
    """Columns of the table and the fields that they fill."""
    unsettled: tuple[Unsettled, ...]
    """Columns that are left out because nobody has said what they mean."""
    missing: tuple[str, ...]
    """Columns of the map that the table does not have."""


def open_source(path: Path, found: Map | None, options: Options, ask: AskField | None = None) -> Source:
    """The table in a file, read as ``found`` and the options say; what they leave open goes by the columns' names."""
    sheet = tables.read_sheet(
        path,
        options.sheet or (found.sheet if found is not None else None),
        options.encoding or (found.encoding if found is not None else None),
        _prefer(path, found, options),
    )
    kind = _kind(path, sheet, found, options)
    settled = _with_options(found or Map(kind=kind.name), options)
    header = options.header or settled.header
    table = tables.table_of(sheet, path.name, _expected(kind, settled), header)
    _refuse_unknown_columns(table, options)
    unsettled: list[Unsettled] = []
    if found is None:
        settled, unsettled = _proposed(kind, table, settled, ask)
        settled = msgspec.structs.replace(settled, sheet=sheet.name if options.sheet else None)
    else:
        unsettled = _unmapped(kind, table, settled)
    maps.check(settled)
    names, missing = maps.match_columns(settled.columns, table.columns)
    matched = tuple((names[use.column], use.field) for use in maps.uses(settled) if use.column in names)
    if not matched:
        raise UsageError(
            f"no column of {path.name} is called like a field of {kind.name}",
            f"say which is which: --column COLUMN=FIELD; its columns are: {', '.join(map(shortened, table.columns))}",
        )
    _refuse_homeless(kind, settled, matched)
    _refuse_unused_values(kind, settled, options)
    return Source(path.name, table, settled, kind, matched, tuple(unsettled), tuple(missing))


def remarks(source: Source) -> tuple[Message, ...]:
    """What had to be decided to read the table, and what was not."""
    missing = (
        message("the map has a column {column}, which is not in the table", column=shortened(name))
        for name in source.missing
    )
    factors = (
        message(
            "one in {column} stands for {factor}",
            column=shortened(use.column),
            factor=_FACTORS.get(use.factor, use.factor),
        )
        for use in maps.uses(source.map)
        if use.factor != 1 and any(use.field == field for _, field in source.matched)
    )
    return (*source.table.remarks, *missing, *factors)


# what is imported


def _kind(path: Path, sheet: Sheet, found: Map | None, options: Options) -> TableKind:
    if found is not None:
        kind = table_kind(found.kind)
        if options.kind is not None and table_kind(options.kind) is not kind:
            raise UsageError(
                f"the map is one of {kind.name}, not of {options.kind}", "name another one with --map"
            )
        return kind
    if options.kind is not None:
        return table_kind(options.kind)
    guessed = (kind_called(sheet.name) if sheet.name else None) or kind_called(path.stem)
    if guessed is None:
        raise Unclear(
            f"it is not clear what a row of {path.name} stands for",
            f"say --kind; there are: {', '.join(TABLE_KINDS)}",
            "kind",
            choices=tuple(TABLE_KINDS),
        )
    return guessed


def _prefer(path: Path, found: Map | None, options: Options) -> Callable[[str], bool]:
    """Whether a sheet is called like the kind that is wanted, as far as that is known."""
    named = options.kind or (found.kind if found is not None else None)
    kind = table_kind(named) if named is not None else kind_called(path.stem)
    return lambda sheet: kind_called(sheet) is not None and (kind is None or kind_called(sheet) is kind)


def _expected(kind: TableKind, settled: Map) -> tables.IsKnown:
    """Which names the header is known by."""
    if not settled.columns:
        return lambda name: is_called_like_a_field(name, kind)
    return maps.named_in(settled)


def _refuse_homeless(kind: TableKind, settled: Map, matched: Sequence[tuple[str, str]]) -> None:
    holder = kind.holder_field
    if holder is None:
        if settled.project is not None:
            raise UsageError(f"{kind.name} belong to no project", "leave out --project")
        return
    if settled.project is None and not any(field == holder for _, field in matched):
        raise Unclear(
            f"no column says which {holder} each of the {kind.name} belongs to",
            f"name the {holder} of all with --project, or its column with --column COLUMN={holder}",
            "project",
        )


# which column fills which field


def _with_options(found: Map, options: Options) -> Map:
    """The map as the options change it; the columns that they name are the only ones for their fields."""
    given = _given_columns(options.columns)
    fields = {field for rule in given.values() for field in ((rule,) if isinstance(rule, str) else rule)}
    gone = {one_line(one).casefold() for one in (*options.ignore, *given)}
    kept = {
        name: rule
        for name, entry in found.columns.items()
        if one_line(name).casefold() not in gone and (rule := _without(entry, fields)) is not None
    }
    return msgspec.structs.replace(
        found,
        project=options.project or found.project,
        header=options.header or found.header,
        encoding=options.encoding or found.encoding,
        key=options.key or found.key,
        columns={**given, **kept},
        ignore=tuple(dict.fromkeys((*found.ignore, *options.ignore))),
        defaults={**found.defaults, **dict(map(_given_default, options.defaults))},
        values=_with_values(found.values, options.values),
        dates=tuple(dict.fromkeys((*options.dates, *found.dates))),
        decimal=options.decimal or found.decimal,
        sum=options.sum or found.sum,
        create=tuple(dict.fromkeys((*found.create, *options.create))),
    )


def _given_columns(texts: Sequence[str]) -> dict[str, str | tuple[str, ...]]:
    """`COLUMN=FIELD`, several times for a column that fills several."""
    found: dict[str, list[str]] = {}
    for text in texts:
        column, equals, field = text.rpartition("=")
        if not equals or not column.strip() or not field.strip():
            raise UsageError(f"--column {text!r} is not COLUMN=FIELD", 'write --column "Risk owner=owner"')
        found.setdefault(one_line(column), []).append(field.strip())
    return {column: fields[0] if len(fields) == 1 else tuple(fields) for column, fields in found.items()}


def _given_default(text: str) -> tuple[str, Any]:
    field, equals, value = text.partition("=")
    if not equals or not field.strip():
        raise UsageError(f"--default {text!r} is not FIELD=VALUE", "write --default state=active")
    return field.strip(), value.strip()


def _without(entry: Any, fields: Collection[str]) -> Any:
    """What a column fills besides these fields; None where that is nothing."""
    rule = entry if isinstance(entry, Column) else Column(field=entry)
    own = (rule.field,) if isinstance(rule.field, str) else rule.field
    left = tuple(field for field in own if field not in fields)
    if len(left) == len(own):
        return entry
    if not left:
        return None
    field = left[0] if len(left) == 1 else left
    return msgspec.structs.replace(rule, field=field) if isinstance(entry, Column) else field


def _with_values(found: Mapping[str, Mapping[str, Any]], given: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Translations of words by field, with those of `--value`."""
    values = {field: dict(words) for field, words in found.items()}
    for text in given:
        place, equals, value = text.rpartition("=")
        field, colon, word = place.partition(":")
        if not equals or not colon or not word.strip():
            raise UsageError(
                f"--value {text!r} is not FIELD:WORD=VALUE", 'write --value "status:Open=identified"'
            )
        values.setdefault(field.strip(), {})[word.strip()] = plain_scalar(value.strip())
    return values


def _refuse_unused_values(kind: TableKind, found: Map, options: Options) -> None:
    """Refuse a meaning of words for a field that no column fills: nobody would hear of it."""
    filled = {
        use.field if use.field == kind.holder_field else kind.field(use.field).name
        for use in maps.uses(found)
    }
    for text in options.values:
        field = text.rpartition("=")[0].partition(":")[0].strip()
        if field not in filled and kind.field(field).name not in filled:
            known = ", ".join(sorted(filled))
            raise UsageError(f"--value {text!r}: no column fills {field!r}", f"these are filled: {known}")


def _refuse_unknown_columns(table: Table, options: Options) -> None:
    named = [text.rpartition("=")[0] for text in options.columns]
    _, missing = maps.match_columns([*named, *options.ignore], table.columns)
    if missing:
        close = get_close_matches(missing[0], table.columns, n=1)
        shown = ", ".join(map(shortened, table.columns))
        raise UsageError(
            f"there is no column {missing[0]!r}",
            f"did you mean {close[0]!r}?" if close else f"there are: {shown}",
        )


def _proposed(
    kind: TableKind, table: Table, settled: Map, ask: AskField | None
) -> tuple[Map, list[Unsettled]]:
    """The map with a field for each column that seems to mean one; what is only likely is asked, or left open."""
    names, _ = maps.match_columns(settled.columns, table.columns)
    open_columns = maps.columns_left(settled, table.columns)
    proposals = {
        one.column: one for one in propose(kind, open_columns, [use.field for use in maps.uses(settled)])
    }
    columns: dict[str, Any] = {
        names.get(name, name): rule
        if isinstance(rule, Column)
        else _with_unit(names.get(name, name), rule, kind)
        for name, rule in settled.columns.items()
    }
    unsettled: list[Unsettled] = []
    ignored: list[str] = []
    for column in open_columns:
        proposal = proposals.get(column)
        if proposal is not None and proposal.how == "named":
            columns[column] = _with_unit(column, proposal.field, kind)
            continue
        doubt = _doubt(table, column, proposal)
        if doubt is None:
            continue
        if ask is None:
            unsettled.append(doubt)
            continue
        field = ask(kind, doubt)
        if field is None:
            ignored.append(column)
        else:
            columns[column] = _with_unit(column, field, kind)
    ordered = {column: columns[column] for column in table.columns if column in columns}
    return (
        msgspec.structs.replace(settled, columns={**ordered, **columns}, ignore=(*settled.ignore, *ignored)),
        unsettled,
    )


def _unmapped(kind: TableKind, table: Table, settled: Map) -> list[Unsettled]:
    others = maps.columns_left(settled, table.columns)
    proposals = {one.column: one for one in propose(kind, others, [use.field for use in maps.uses(settled)])}
    doubts = (_doubt(table, column, proposals.get(column)) for column in others)
    return [doubt for doubt in doubts if doubt is not None]


def _doubt(table: Table, column: str, proposal: Proposal | None) -> Unsettled | None:
    """A column that holds something and means nobody knows what."""
    index = table.columns.index(column)
    texts = (shortened(written(row.cells[index])) for row in table.rows)
    samples = tuple(
        text for text, _ in zip(dict.fromkeys(filter(None, texts)), range(_SAMPLES), strict=False)
    )
    return Unsettled(column, samples, proposal.field if proposal is not None else None) if samples else None


def _with_unit(column: str, field: Any, kind: TableKind) -> Any:
    """The field, with the unit of money that the column's name says."""
    unit = unit_of(column)
    fields = (field,) if isinstance(field, str) else field
    if unit is None or not all(
        one != kind.holder_field and kind.field(one).shape.sort in ("number", "estimate") for one in fields
    ):
        return field
    return Column(field=field, unit=unit)
