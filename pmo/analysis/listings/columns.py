"""The columns that a kind of record has: its own fields, and those that are worked out for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import Any, Final

from pmo.analysis.addresses import Item
from pmo.analysis.listings.computed import COMMON, COMPUTED, Computed
from pmo.analysis.listings.context import Context
from pmo.analysis.listings.fields import Kind, RecordField, field_at, flat_fields, parts_with_fields, shown
from pmo.analysis.listings.kinds import Listing
from pmo.analysis.money import Money
from pmo.errors import UsageError

NEAREST: Final = 3
"""Columns that are proposed for one that does not exist."""


@dataclass(frozen=True)
class Field:
    """A column of a kind."""

    name: str
    kind: Kind
    read: Callable[[Context, Item], Any]
    """The value as the record has it; money as :class:`Money`."""
    words: tuple[str, ...] = ()
    word_list: str = ""
    """Which closed list its words are of: record and field, `Risk.status`; of a computed one `risk.cell`."""
    refers_to: tuple[str, ...] = ()
    is_key: bool = False
    """Whether it is a key that records may have or not: `custom.region`."""
    is_computed: bool = False

    def value(self, context: Context, item: Item) -> Any:
        """The value as a cell shows it."""
        return shown(self.read(context, item))


ADDRESS: Final = Field("address", "text", lambda _, item: item.address, is_computed=True)
ID: Final = Field("id", "text", lambda _, item: item.id, is_computed=True)


@cache
def columns(listing: Listing) -> Mapping[str, Field]:
    """Every column by its name: address and id, the fields of the record, then what is computed."""
    found = {"address": ADDRESS, "id": ID}
    for one in flat_fields(listing.record):
        found.setdefault(one.name, _of_record(one))
    for computed in (*COMPUTED.get(listing.noun, ()), *COMMON):
        found.setdefault(computed.name, _of_computed(listing.noun, computed))
    return found


def column(listing: Listing, name: str) -> Field:
    """The column of this name, which may lead into parts and keys; refuses an unknown one with the nearest."""
    known = columns(listing)
    found = known.get(name) or known.get(name.lower())
    if found is None:
        inside = field_at(listing.record, name)
        found = _of_record(inside) if inside is not None else None
    if found is None:
        raise UsageError(f"{listing.name} have no column {name!r}", _advice(listing, name))
    return found


def _advice(listing: Listing, name: str) -> str:
    known = columns(listing)
    if name in parts_with_fields(listing.record):
        return f"it has parts: {', '.join(one for one in known if one.startswith(f'{name}.'))}"
    ends: dict[str, str] = {}
    for one in known:
        ends.setdefault(one.rpartition(".")[2], one)
    close = [ends[name]] if name in ends else get_close_matches(name, known, n=NEAREST)
    close = close or [ends[one] for one in get_close_matches(name, ends, n=NEAREST)]
    if close:
        return f"did you mean {' or '.join(dict.fromkeys(close))}?"
    return f"`pmo query --tables {listing.name}` lists them"


def _of_record(field: RecordField) -> Field:
    read: Callable[[Context, Item], Any] = lambda _, item: field.read(item.record)  # noqa: E731
    if field.kind == "money":
        read = _money(field)
    return Field(field.name, field.kind, read, field.words, field.word_list, field.refers_to, field.is_key)


def _of_computed(noun: str, field: Computed) -> Field:
    word_list = f"{noun}.{field.name}" if field.words else ""
    return Field(
        field.name, field.kind, field.read, field.words, word_list, field.refers_to, is_computed=True
    )


def _money(field: RecordField) -> Callable[[Context, Item], Money | None]:
    """An amount in the record's own currency, else its project's, else the office's."""

    def read(context: Context, item: Item) -> Money | None:
        amount = shown(field.read(item.record))
        if not isinstance(amount, Decimal):
            return None
        return Money(amount, currency_of(context, item))

    return read


def currency_of(context: Context, item: Item) -> str:
    """Currency of the amounts of a record: its own, else its project's, else the office's."""
    own: str | None = getattr(item.record, "currency", None)
    project = context.project(item)
    if project is not None:
        return context.portfolio.currency_of(project)
    return own or context.portfolio.currency
