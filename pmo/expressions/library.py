"""Filters, tests, functions and text methods of the language: all there are.

Each takes the work budget, the value in front of it and the arguments as the text writes them; the signature is
what the grammar checks calls against. Where a result depends on a missing value it is unknown: so the sum, the
largest, the order of a list with a missing element, and a selection (``select``, ``selectattr``, ``reject``,
``rejectattr``) in which the test of any element is unknown. Elements without a value are left out first, with
``selectattr('due', 'known')``, whose answer is always known.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache, wraps
from inspect import Signature, signature
from typing import Any, Final

from pmo.expressions.operations import COMPARISONS, attribute_along, contains, equal
from pmo.expressions.values import (
    EXACT,
    ORDERED,
    SCALARS,
    UNKNOWN,
    ExpressionError,
    Truth,
    Work,
    bounded,
    date_from,
    decimal_from,
    described,
    items,
    kind,
    missing,
    negation,
    point,
    string_from,
    text_from,
    truth,
    whole_from,
)
from pmo.findings import message

Routine = Callable[..., object]

MAX_DIGITS: Final = 30


def _strict(routine: Routine) -> Routine:
    """A routine that is unknown as soon as its value or an argument is."""

    @wraps(routine)
    def guarded(work: Work, /, *arguments: object, **options: object) -> object:
        if any(map(missing, (*arguments, *options.values()))):
            return UNKNOWN
        return routine(work, *arguments, **options)

    return guarded


@cache
def signature_of(routine: Routine) -> Signature:
    """The parameters of a routine, as written."""
    return signature(routine)


# Lists


def _keys(work: Work, value: object, attribute: object) -> tuple[object, ...]:
    elements = items(work, value)
    if attribute is None:
        return elements
    path = string_from(attribute)
    work.spend(len(elements) * path.count("."))
    return tuple(attribute_along(element, path) for element in elements)


def _length(work: Work, value: object, /) -> object:
    if isinstance(value, str | list | tuple | Mapping):
        return Decimal(len(value))
    raise ExpressionError(message("{value} has no length", value=described(value)))


def _sum(work: Work, value: object, /, attribute: object = None) -> object:
    keys = _keys(work, value, attribute)
    if any(map(missing, keys)):
        return UNKNOWN
    total = Decimal(0)
    for key in keys:
        total = EXACT.add(total, decimal_from(key))
    return total


def _sortable(keys: Sequence[object]) -> list[Any]:
    """Keys that have an order among them."""
    sortable = [point(key) for key in keys]
    for key in sortable:
        if kind(key) not in ORDERED:
            raise ExpressionError(message("{value} has no order", value=described(key)))
        if kind(key) != kind(sortable[0]):
            values = {"left": described(sortable[0]), "right": described(key)}
            raise ExpressionError(message("cannot compare {left} with {right}", **values))
    return sortable


def _ranked(
    work: Work, value: object, attribute: object, *, reverse: bool = False
) -> tuple[object, ...] | None:
    """The elements in order, or None where the order is unknown."""
    elements = items(work, value)
    keys = _keys(work, value, attribute)
    if any(map(missing, keys)):
        return None
    sortable = _sortable(keys)
    order = sorted(range(len(elements)), key=sortable.__getitem__, reverse=reverse)
    return tuple(elements[position] for position in order)


def _sort(work: Work, value: object, /, *, attribute: object = None, reverse: object = False) -> object:
    ranked = _ranked(work, value, attribute, reverse=truth(reverse) is True)
    return UNKNOWN if ranked is None else ranked


def _least(work: Work, value: object, /, *, attribute: object = None) -> object:
    ranked = _ranked(work, value, attribute)
    return ranked[0] if ranked else UNKNOWN


def _greatest(work: Work, value: object, /, *, attribute: object = None) -> object:
    ranked = _ranked(work, value, attribute, reverse=True)
    return ranked[0] if ranked else UNKNOWN


def _first(work: Work, value: object, /) -> object:
    return next(iter(items(work, value)), UNKNOWN)


def _last(work: Work, value: object, /) -> object:
    return next(reversed(items(work, value)), UNKNOWN)


def _unique(work: Work, value: object, /, *, attribute: object = None) -> object:
    elements = items(work, value)
    keys = _keys(work, value, attribute)
    if any(map(missing, keys)):
        return UNKNOWN
    firsts: dict[object, object] = {}
    for key, element in zip(map(point, keys), elements, strict=True):
        if kind(key) not in SCALARS:
            raise ExpressionError(message("cannot tell whether {value} is unique", value=described(key)))
        firsts.setdefault((kind(key), key), element)
    return tuple(firsts.values())


def _map(work: Work, value: object, /, *, attribute: object, default: object = UNKNOWN) -> object:
    return tuple(default if key is UNKNOWN else key for key in _keys(work, value, attribute))


def _join(work: Work, value: object, /, separator: object = "", attribute: object = None) -> object:
    keys = _keys(work, value, attribute)
    if any(map(missing, keys)):
        return UNKNOWN
    texts = [text_from(key) for key in keys]
    between = string_from(separator)
    work.write(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


def _chosen(
    work: Work,
    value: object,
    keys: Sequence[object],
    wanted: bool,
    test: object,
    arguments: tuple[object, ...],
) -> object:
    """The elements whose key passes the test (or fails it); unknown if that is unknown for any of them."""
    elements = items(work, value)
    verdicts = [_verdict(work, key, test, arguments) for key in keys]
    if UNKNOWN in verdicts:
        return UNKNOWN
    return tuple(element for element, verdict in zip(elements, verdicts, strict=True) if verdict is wanted)


def _verdict(work: Work, key: object, test: object, arguments: tuple[object, ...]) -> Truth:
    return truth(key) if test is None else TESTS[string_from(test)](work, key, *arguments)


def _select(wanted: bool) -> Routine:
    def select(work: Work, value: object, test: object = None, /, *arguments: object) -> object:
        if missing(value):
            return UNKNOWN
        return _chosen(work, value, items(work, value), wanted, test, arguments)

    return select


def _select_by(wanted: bool) -> Routine:
    def select_by(
        work: Work, value: object, attribute: object, test: object = None, /, *arguments: object
    ) -> object:
        if missing(value):
            return UNKNOWN
        return _chosen(work, value, _keys(work, value, attribute), wanted, test, arguments)

    return select_by


# Single values


def _default(work: Work, value: object, other: object, /) -> object:
    return other if missing(value) else value


def _lower(work: Work, value: object, /) -> object:
    return bounded(work, string_from(value).lower())


def _upper(work: Work, value: object, /) -> object:
    return bounded(work, string_from(value).upper())


def _strip(work: Work, value: object, /) -> object:
    return bounded(work, string_from(value).strip())


def _starts_with(work: Work, value: object, beginning: object, /) -> object:
    return string_from(value).startswith(string_from(beginning))


def _ends_with(work: Work, value: object, ending: object, /) -> object:
    return string_from(value).endswith(string_from(ending))


def _absolute(work: Work, value: object, /) -> object:
    return EXACT.abs(decimal_from(value))


def _round(work: Work, value: object, /, digits: object = Decimal(0)) -> object:
    """Halves away from zero, as people round money."""
    places = whole_from(digits)
    if abs(places) > MAX_DIGITS:
        raise ExpressionError(message("cannot round to {places} digits", places=places))
    return decimal_from(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)


_NUMERAL: Final = re.compile(r"\s*[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?\s*")


def _int(work: Work, value: object, /) -> object:
    """A number, also one written as text, without its fraction."""
    if isinstance(value, str) and _NUMERAL.fullmatch(value):
        value = Decimal(value.strip())
    return EXACT.plus(decimal_from(value).to_integral_value(ROUND_DOWN))


# Dates


def _date(work: Work, value: object, /) -> object:
    return date_from(value)


def _days(work: Work, start: object, end: object, /) -> object:
    """Calendar days from one date to another."""
    elapsed: datetime.timedelta = date_from(end) - date_from(start)
    return Decimal(elapsed.days)


# The greatest and the least of arguments


def _among(choose: Routine) -> Routine:
    def among(work: Work, value: object, /, *others: object) -> object:
        return choose(work, (value, *others) if others else value)

    return among


# Tests

Test = Callable[..., Truth]


def _is_missing(work: Work, value: object, /) -> Truth:
    return missing(value)


def _is_known(work: Work, value: object, /) -> Truth:
    return not missing(value)


def _is_true(work: Work, value: object, /) -> Truth:
    return truth(value)


def _is_false(work: Work, value: object, /) -> Truth:
    return negation(truth(value))


# What there is

FILTERS: Final[Mapping[str, Routine]] = {
    "abs": _strict(_absolute),
    "count": _strict(_length),
    "default": _default,
    "first": _strict(_first),
    "int": _strict(_int),
    "join": _strict(_join),
    "last": _strict(_last),
    "length": _strict(_length),
    "list": _strict(items),
    "lower": _strict(_lower),
    "map": _strict(_map),
    "max": _strict(_greatest),
    "min": _strict(_least),
    "reject": _select(False),
    "rejectattr": _select_by(False),
    "round": _strict(_round),
    "select": _select(True),
    "selectattr": _select_by(True),
    "sort": _strict(_sort),
    "sum": _strict(_sum),
    "trim": _strict(_strip),
    "unique": _strict(_unique),
    "upper": _strict(_upper),
}

TESTS: Final[Mapping[str, Test]] = {
    "==": equal,
    "!=": COMPARISONS["ne"],
    "<": COMPARISONS["lt"],
    "<=": COMPARISONS["lteq"],
    ">": COMPARISONS["gt"],
    ">=": COMPARISONS["gteq"],
    "defined": _is_known,
    "eq": equal,
    "equalto": equal,
    "false": _is_false,
    "ge": COMPARISONS["gteq"],
    "gt": COMPARISONS["gt"],
    "in": contains,
    "known": _is_known,
    "le": COMPARISONS["lteq"],
    "lt": COMPARISONS["lt"],
    "ne": COMPARISONS["ne"],
    "none": _is_missing,
    "true": _is_true,
    "unknown": _is_missing,
}

FUNCTIONS: Final[Mapping[str, Routine]] = {
    "abs": _strict(_absolute),
    "date": _strict(_date),
    "days": _strict(_days),
    "len": _strict(_length),
    "max": _strict(_among(_greatest)),
    "min": _strict(_among(_least)),
    "round": _strict(_round),
}

METHODS: Final[Mapping[str, Routine]] = {
    "endswith": _strict(_ends_with),
    "lower": _strict(_lower),
    "startswith": _strict(_starts_with),
    "strip": _strict(_strip),
    "upper": _strict(_upper),
}

TEST_POSITION: Final[Mapping[str, int]] = {"reject": 0, "rejectattr": 1, "select": 0, "selectattr": 1}
"""Filters that take the name of a test and its arguments, and where the name stands."""
