"""The records of a portfolio as flat tables: one for each kind, and one for each list inside its records.

Columns are those of the lists, with `_` for the dots (`response_strategy`). Amounts stand in the currency that the
column `currency` names. Rows of a list inside a record carry the record's address and their position in it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final, Literal, get_origin

from msgspec import Struct

from pmo.analysis.addresses import Item
from pmo.analysis.listings.columns import Field, columns, currency_of
from pmo.analysis.listings.computed import COMMON, COMPUTED, origin
from pmo.analysis.listings.context import Context
from pmo.analysis.listings.fields import MONEY, Kind, RecordField, flat_fields, shown
from pmo.analysis.listings.kinds import LISTINGS, Listing
from pmo.analysis.money import Money
from pmo.model.records import fields_of, parts_of, record_types_in
from pmo.schemas.prose import prose_of

ColumnType = Literal["text", "date", "integer", "number", "truth", "texts", "data"]
_TYPES: Final[Mapping[Kind, ColumnType]] = {
    "text": "text",
    "date": "date",
    "integer": "integer",
    "number": "number",
    "money": "number",
    "share": "number",
    "truth": "truth",
    "texts": "texts",
    "data": "data",
}
_NOT_ASKED: Final = frozenset({"line"})
"""Computed columns that cost much and answer little."""


@dataclass(frozen=True)
class TableColumn:
    """A column of a table."""

    name: str
    type: ColumnType
    meaning: str
    """One line."""
    read: Callable[[Context, Item, Any], Any]
    """Its value in a row: of the item, and of the record inside it that the row is about."""
    is_computed: bool = False


@dataclass(frozen=True)
class Table:
    """A table."""

    name: str
    meaning: str
    columns: tuple[TableColumn, ...]
    listing: Listing
    part: str | None = None
    """The list inside the records of the listing that it holds; None for the records themselves."""

    def rows(self, context: Context) -> Iterator[list[Any]]:
        """A row for each record: values as the columns give them, amounts as decimals."""
        reads = [column.read for column in self.columns]
        for item in self.listing.items(context.portfolio):
            if self.part is None:
                yield [read(context, item, (None, item.record)) for read in reads]
                continue
            for number, record in enumerate(_list_at(item.record, self.part), 1):
                yield [read(context, item, (number, record)) for read in reads]


def _list_at(record: Struct, name: str) -> Sequence[Struct]:
    field = next(one for one in flat_fields(type(record)) if one.name == name)
    found: Sequence[Struct] = field.read(record) or ()
    return found


@cache
def tables() -> Mapping[str, Table]:
    """Every table by its name."""
    return {table.name: table for listing in LISTINGS.values() for table in _of_listing(listing)}


def _of_listing(listing: Listing) -> Iterator[Table]:
    name = listing.name.replace("-", "_")
    words = prose_of(listing.record).description
    yield Table(name, words, tuple(_columns(listing)), listing)
    for field in flat_fields(listing.record):
        record = _part_of(listing.record, field)
        if record is not None and record not in _LISTED:
            part = f"{name}_{_sql(field.name)}"
            yield Table(part, prose_of(record).description, tuple(_part_columns(record)), listing, field.name)


_LISTED: Final = frozenset(listing.record for listing in LISTINGS.values())
"""Records that have tables of their own."""


def _part_of(record: type[Struct], field: RecordField) -> type[Struct] | None:
    """The type of record that a field lists, where it lists records."""
    kind: type[Struct] = record
    *before, last = field.name.split(".")
    for name in before:
        inner = record_types_in(_hint(kind, name))
        if not inner:
            return None
        kind = inner[0]
    hint = _hint(kind, last)
    is_list = any(get_origin(part) is tuple for part in parts_of(hint))
    found = record_types_in(hint) if is_list and field.kind == "integer" else ()
    return found[0] if found else None


def _hint(kind: type[Struct], name: str) -> Any:
    return next(one.hint for one in fields_of(kind) if one.key == name)


def _sql(name: str) -> str:
    return name.replace(".", "_").replace("-", "_")


def _columns(listing: Listing) -> Iterator[TableColumn]:
    known = columns(listing)
    has_money = False
    for field in known.values():
        has_money = has_money or field.kind == "money"
        if field.name not in _NOT_ASKED and field.name != "currency":
            yield TableColumn(
                _sql(field.name),
                _TYPES[field.kind],
                _meaning(listing, field),
                _of_item(field),
                field.is_computed,
            )
    if has_money or "currency" in known:
        yield TableColumn(
            "currency",
            "text",
            "Currency of its amounts.",
            lambda context, item, _: currency_of(context, item),
        )
    if all(path for _, path in listing.sources) or listing.noun == "action":
        yield TableColumn(
            "parent",
            "text",
            "Address of what it is a part of.",
            lambda _context, item, _row: origin(item),
            True,
        )


def _part_columns(record: type[Struct]) -> Iterator[TableColumn]:
    yield TableColumn("address", "text", "Address of the record it is in.", lambda _c, item, _r: item.address)
    yield TableColumn("position", "integer", "Its place in the list, from 1.", lambda _c, _i, row: row[0])
    words = prose_of(record).fields
    attributes = {field.key: field.attribute for field in fields_of(record)}
    for field in flat_fields(record):
        first = attributes[field.name.partition(".")[0]]
        yield TableColumn(_sql(field.name), _TYPES[field.kind], words.get(first, ""), _of_row(field))
    if MONEY.get(record.__name__):
        yield TableColumn(
            "currency",
            "text",
            "Currency of its amounts.",
            lambda context, item, _: currency_of(context, item),
        )


def _of_item(field: Field) -> Callable[[Context, Item, Any], Any]:
    return lambda context, item, _row: _plain(field.kind, field.read(context, item))


def _of_row(field: RecordField) -> Callable[[Context, Item, Any], Any]:
    return lambda _context, _item, row: _plain(field.kind, field.read(row[1]))


def _plain(kind: Kind, value: Any) -> Any:
    """The value of a column of this kind; a mapping stays as it is."""
    if kind == "data":
        return _json(value) if value else None
    found = shown(value)
    if isinstance(found, Money):
        return found.amount
    if kind == "texts":
        return list(found) if isinstance(found, tuple) else None if found is None else [str(found)]
    return str(found) if kind == "text" and found is not None else found


def _json(value: Any) -> Any:
    """What a mapping holds, as JSON has it."""
    match value:
        case dict():
            return {str(key): _json(one) for key, one in value.items()}
        case list() | tuple():
            return [_json(one) for one in value]
        case Struct():
            names = zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True)
            return {key: _json(getattr(value, name)) for key, name in names if getattr(value, name)}
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case None | bool() | int() | str():
            return value
    return str(value)


def _meaning(listing: Listing, field: Field) -> str:
    """What a column says: the description in the model, or of what is worked out."""
    if field.is_computed:
        known = {one.name: one.meaning for one in (*COMPUTED.get(listing.noun, ()), *COMMON)}
        words = known.get(field.name, _FIXED.get(field.name, ""))
        return f"{words[:1].upper()}{words[1:]}."
    kind: type[Struct] = listing.record
    words = ""
    for key in field.name.split("."):
        found = next((one for one in fields_of(kind) if one.key == key), None)
        if found is None:
            return words
        words = prose_of(kind).fields.get(found.attribute, "")
        inner = record_types_in(found.hint)
        kind = inner[0] if inner else kind
    return words


_FIXED: Final = {"address": "its address", "id": "last word of the address"}
