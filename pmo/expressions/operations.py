"""Operators of the language: fields and positions, comparison, arithmetic."""

import datetime
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from pmo.expressions.values import (
    EXACT,
    ORDERED,
    UNKNOWN,
    ExpressionError,
    Truth,
    Work,
    bounded,
    conjunction,
    date_or_none,
    decimal_from,
    described,
    disjunction,
    items,
    kind,
    missing,
    negation,
    point,
    read,
    unknown_word,
    whole_from,
)
from pmo.findings import message
from pmo.model.records import attributes
from pmo.model.scalars import Estimate

# Fields and positions

_POINTS: Final = {"min": "min", "likely": "likely", "max": "max"}


def attribute(value: object, name: str) -> object:
    """A field by its published name; unknown where the value, its key or the field's content is missing."""
    if missing(value):
        return UNKNOWN
    if isinstance(value, Mapping):
        return _entry(value, name)
    if isinstance(value, Struct | Estimate):
        fields = _POINTS if isinstance(value, Estimate) else attributes(type(value))
        if name not in fields:
            raise ExpressionError(unknown_word("field", name, fields))
        return read(getattr(value, fields[name]))
    if isinstance(value, list | tuple):
        raise ExpressionError(message("a list has no fields; use map(attribute={name!r})", name=name))
    raise ExpressionError(message("{value} has no field {name!r}", value=described(value), name=name))


def attribute_along(value: object, path: str) -> object:
    """A field of a field: ``response.strategy``."""
    for name in path.split("."):
        value = attribute(value, name)
    return value


def _entry(mapping: Mapping[Any, object], key: object) -> object:
    try:
        return read(mapping[key])
    except KeyError:
        return UNKNOWN


def item(value: object, key: object) -> object:
    """An element by position, an entry by key, a field by name; unknown where there is none."""
    if missing(value) or missing(key):
        return UNKNOWN
    if isinstance(value, Mapping):
        return _entry(value, _key(key))
    if isinstance(value, Struct | Estimate) and isinstance(key, str):
        return attribute(value, key)
    if isinstance(value, list | tuple | str):
        position = whole_from(key)
        return read(value[position]) if -len(value) <= position < len(value) else UNKNOWN
    raise ExpressionError(message("{value} has no parts", value=described(value)))


def _key(value: object) -> object:
    if kind(value) not in ORDERED:
        raise ExpressionError(message("{value} cannot be a key", value=described(value)))
    return value


def mapping_of(pairs: list[tuple[object, object]]) -> Mapping[object, object]:
    """A mapping as an expression writes it."""
    return {_key(key): value for key, value in pairs}


def part(work: Work, value: object, start: object, stop: object, step: object) -> object:
    """A slice of a list or text; a bound that is left out is None."""
    if any(bound is UNKNOWN for bound in (value, start, stop, step)):
        return UNKNOWN
    if not isinstance(value, list | tuple | str):
        raise ExpressionError(message("{value} has no parts", value=described(value)))
    bounds = slice(*(None if bound is None else whole_from(bound) for bound in (start, stop, step)))
    if bounds.step == 0:
        raise ExpressionError(message("the step of a slice cannot be 0"))
    chosen = value[bounds]
    return bounded(work, chosen) if isinstance(chosen, str) else items(work, chosen)


# Comparison


def _aligned(left: object, right: object) -> tuple[object, object] | None:
    """Both values as one kind, or None where they are of different kinds."""
    left, right = point(left), point(right)
    if isinstance(left, datetime.date) and isinstance(right, str):
        right = date_or_none(right)
    elif isinstance(right, datetime.date) and isinstance(left, str):
        left = date_or_none(left)
    return (left, right) if kind(left) == kind(right) else None


def _comparable(left: object, right: object) -> tuple[Any, Any]:
    pair = _aligned(left, right)
    if pair is None or kind(pair[0]) in ("record", "estimate of three points"):
        values = {"left": described(left), "right": described(right)}
        raise ExpressionError(message("cannot compare {left} with {right}", **values))
    return pair


def equal(work: Work, left: object, right: object, /) -> Truth:
    """Equality; with the word ``none`` it asks whether a value is missing, and that is always known."""
    if left is None or right is None:
        return missing(left) and missing(right)
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    first, second = _comparable(left, right)
    if isinstance(first, list | tuple):
        pairs = zip(items(work, first), items(work, second), strict=False)
        return len(first) == len(second) and conjunction(equal(work, *pair) for pair in pairs)
    return bool(first == second)


def unequal(work: Work, left: object, right: object, /) -> Truth:
    """Inequality, the negation of equality."""
    return negation(equal(work, left, right))


def contains(work: Work, element: object, container: object, /) -> Truth:
    """``in``: an element of a list, a part of a text, a key of a mapping. Values of other kinds just differ."""
    if missing(container):
        return UNKNOWN
    if isinstance(container, list | tuple):
        return disjunction(_same(work, element, other) for other in items(work, container))
    if missing(element):
        return UNKNOWN
    if isinstance(container, Mapping):
        return _key(element) in container
    if isinstance(container, str) and isinstance(element, str):
        work.spend_on_text(len(container))
        return element in container
    values = {"element": described(element), "container": described(container)}
    raise ExpressionError(message("cannot look for {element} in {container}", **values))


def _same(work: Work, left: object, right: object) -> Truth:
    different = not (missing(left) or missing(right)) and _aligned(left, right) is None
    return False if different else equal(work, left, right)


def excludes(work: Work, element: object, container: object, /) -> Truth:
    """``not in``, the negation of ``in``."""
    return negation(contains(work, element, container))


def _ordering(holds: Callable[[Any, Any], bool]) -> Callable[[Work, object, object], Truth]:
    def compare(work: Work, left: object, right: object, /) -> Truth:
        if missing(left) or missing(right):
            return UNKNOWN
        first, second = _comparable(left, right)
        if kind(first) not in ORDERED:
            raise ExpressionError(message("{value} has no order", value=described(first)))
        return holds(first, second)

    return compare


COMPARISONS: Final[Mapping[str, Callable[[Work, object, object], Truth]]] = {
    "eq": equal,
    "ne": unequal,
    "lt": _ordering(operator.lt),
    "lteq": _ordering(operator.le),
    "gt": _ordering(operator.gt),
    "gteq": _ordering(operator.ge),
    "in": contains,
    "notin": excludes,
}


# Arithmetic


def add(work: Work, left: object, right: object) -> object:
    """Numbers, a date and days, texts, lists."""
    if isinstance(left, datetime.date):
        return _shifted(left, decimal_from(right))
    if isinstance(right, datetime.date):
        return _shifted(right, decimal_from(left))
    if isinstance(left, str) and isinstance(right, str):
        return bounded(work, left + right)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return items(work, left) + items(work, right)
    return EXACT.add(decimal_from(left), decimal_from(right))


def subtract(work: Work, left: object, right: object) -> object:
    """Numbers; days from a date to another; a date some days earlier."""
    dates = isinstance(left, datetime.date) or isinstance(right, datetime.date)
    first, second = date_or_none(left), date_or_none(right)
    if dates and first and second:
        return Decimal((first - second).days)
    if isinstance(left, datetime.date):
        return _shifted(left, -decimal_from(right))
    return EXACT.subtract(decimal_from(left), decimal_from(right))


def _shifted(start: datetime.date, days: Decimal) -> datetime.date:
    try:
        return start + datetime.timedelta(days=whole_from(days))
    except OverflowError:
        raise ExpressionError(message("the date is out of range")) from None


def multiply(work: Work, left: object, right: object) -> object:
    """Numbers."""
    return EXACT.multiply(decimal_from(left), decimal_from(right))


def divide(work: Work, left: object, right: object) -> object:
    """Numbers; nothing is known about a division by zero."""
    dividend, divisor = decimal_from(left), decimal_from(right)
    return EXACT.divide(dividend, divisor) if divisor else UNKNOWN


def divide_whole(work: Work, left: object, right: object) -> object:
    """The quotient rounded down."""
    dividend, divisor = decimal_from(left), decimal_from(right)
    if not divisor:
        return UNKNOWN
    quotient = EXACT.divide_int(dividend, divisor)
    rest = EXACT.remainder(dividend, divisor)
    return EXACT.subtract(quotient, 1) if rest and (rest < 0) != (divisor < 0) else EXACT.plus(quotient)


def remainder(work: Work, left: object, right: object) -> object:
    """What remains of the quotient rounded down: it has the sign of the divisor."""
    dividend, divisor = decimal_from(left), decimal_from(right)
    if not divisor:
        return UNKNOWN
    rest = EXACT.remainder(dividend, divisor)
    return EXACT.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else EXACT.plus(rest)
