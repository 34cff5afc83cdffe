"""Which records are listed, and in which order."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from pmo import expressions
from pmo.analysis.addresses import Item
from pmo.analysis.facts import record_facts, record_names
from pmo.analysis.listings.columns import Field, column
from pmo.analysis.listings.computed import COMPUTED
from pmo.analysis.listings.context import Context
from pmo.analysis.listings.kinds import Listing
from pmo.analysis.money import Money, converted
from pmo.errors import UsageError
from pmo.expressions.values import UNKNOWN
from pmo.model.scalars import Measure, Period


class Order(NamedTuple):
    """A column to sort by."""

    field: Field
    descending: bool


class Group(NamedTuple):
    """The items that have one value of a column."""

    value: Any
    items: tuple[Item, ...]


def orders(listing: Listing, text: str) -> tuple[Order, ...]:
    """The columns of `--sort`: names separated by commas, `-` before one that descends."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise UsageError("--sort names no column", "write --sort due,-severity")
    return tuple(Order(column(listing, name.lstrip("-+")), name.startswith("-")) for name in names)


def in_order(context: Context, items: Iterable[Item], by: Sequence[Order]) -> list[Item]:
    """Items by the columns, the first counts most; those without a value come last, whatever the direction."""
    found = list(items)
    for field, descending in reversed(by):
        keyed = [(_key(context, field, field.value(context, item)), item) for item in found]
        known = [one for one in keyed if one[0] is not None]
        known.sort(key=lambda one: one[0], reverse=descending)
        found = [item for _, item in known] + [item for key, item in keyed if key is None]
    return found


def groups(context: Context, items: Sequence[Item], field: Field, by: Sequence[Order]) -> list[Group]:
    """Items by the value of a column, in the order of the values; in that of the items where it sorts them."""
    found: dict[Any, list[Item]] = {}
    for item in items:
        found.setdefault(field.value(context, item), []).append(item)
    listed = [Group(value, tuple(members)) for value, members in found.items()]
    if any(order.field.name == field.name for order in by):
        return listed
    known = [group for group in listed if group.value is not None]
    known.sort(key=lambda group: _key(context, field, group.value))
    return known + [group for group in listed if group.value is None]


def _key(context: Context, field: Field, value: Any) -> Any:
    """What a value is compared by: words by their place in the list, money in the office's currency."""
    if field.words and value in field.words:
        return (0, field.words.index(value))
    match value:
        case None:
            return None
        case Money():
            own = converted(context.portfolio, value)
            return (0, own.amount) if own is not None else (1, value.amount)
        case bool() | int() | float() | Decimal():
            return (0, value)
        case datetime.date():
            return (0, value.toordinal())
        case Period():
            return (0, value.first_day().toordinal())
        case Measure():
            return _key(context, field, value.value)
        case _:
            return (2, str(value).casefold())


def matching(context: Context, listing: Listing, items: Iterable[Item], where: str) -> Iterator[Item]:
    """The items for which an expression holds: over their fields, what is computed for them, and their project's facts.

    Of a project the facts come first, as for every command that takes `--where`.
    """
    names = record_names(listing.record) | {one.name for one in COMPUTED.get(listing.noun, ())}
    try:
        expression = expressions.parse(where, names=names)
        for item in items:
            if expressions.holds(expression, _Names(names, context, listing, item)) is True:
                yield item
    except expressions.ExpressionError as error:
        raise UsageError(f"--where cannot be used: {error}", "see `pmo explain expressions`") from None


class _Names(Mapping[str, object]):
    """What an expression knows about an item; each value is worked out when it is asked for."""

    def __init__(self, names: frozenset[str], context: Context, listing: Listing, item: Item) -> None:
        self._names = names
        self._context = context
        self._item = item
        self._computed = {one.name: one for one in COMPUTED.get(listing.noun, ())}
        project = context.project(item)
        self._facts = context.facts(project) if project is not None else {}
        self._own = record_facts(item.record, self._facts, context.as_of)
        self._first: Mapping[str, object] = self._facts
        if listing.noun != "project":
            fields = item.record.__struct_encode_fields__
            self._first = {name: self._own[name] for name in fields}

    def __getitem__(self, name: str) -> object:
        computed = self._computed.get(name)
        if name in self._first:
            return self._first[name]
        if computed is not None:
            return _plain(computed.read(self._context, self._item))
        return self._own.get(name, UNKNOWN)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _plain(value: Any) -> object:
    """A computed value as expressions know it."""
    if value is None:
        return UNKNOWN
    return value.amount if isinstance(value, Money) else value
