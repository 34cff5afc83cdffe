"""What expressions compute with: the kinds of value, the missing value, exact numbers, limits on work."""

import datetime
import re
from collections.abc import Iterable, Mapping
from decimal import Context, Decimal, DecimalException, DivisionByZero, InvalidOperation, Overflow
from enum import Enum
from typing import Final, Literal

from msgspec import UNSET, Struct

from pmo.findings import Message, message
from pmo.model.scalars import Estimate, Measure, Period

MAX_STEPS: Final = 200_000
MAX_TEXT: Final = 100_000
MAX_WHOLE: Final = 10**30
CHARACTERS_PER_STEP: Final = 100
TOO_LARGE: Final = message("the number is too large")
SHOWN: Final = 40
"""Characters of a value that a message shows."""

EXACT: Final = Context(prec=50, Emax=30, Emin=-60, traps=[Overflow, InvalidOperation, DivisionByZero])
"""Arithmetic of expressions: what leaves its range raises and becomes an :class:`ExpressionError`."""


class ExpressionError(ValueError):
    """What is wrong with an expression, and its column in the text, from 1."""

    def __init__(self, message: Message, column: int = 0) -> None:
        super().__init__(message, column)
        self.message = message
        self.column = column

    def __str__(self) -> str:
        return str(self.message)


class Unknown(Enum):
    """The type of ``UNKNOWN``, a fact that is not recorded: refuses to be taken for true or false."""

    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("unknown is neither true nor false")

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __str__(self) -> str:
        return self.value


UNKNOWN: Final = Unknown.UNKNOWN

Truth = bool | Unknown


class Work:
    """The steps that one evaluation may still take."""

    __slots__ = ("steps_left",)

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.steps_left = steps

    def spend(self, steps: int = 1) -> None:
        self.steps_left -= steps
        if self.steps_left < 0:
            raise ExpressionError(message("the expression takes too much work"))

    def spend_on_text(self, length: int) -> None:
        self.spend(length // CHARACTERS_PER_STEP)

    def write(self, length: int) -> None:
        """Room for a text that the expression makes."""
        if length > MAX_TEXT:
            raise ExpressionError(message("the text becomes too long"))
        self.spend_on_text(length)


# Reading data


def read(value: object) -> object:
    """A fact as a value of the language: numbers become decimals, what is not there becomes ``UNKNOWN``."""
    if value is None or value is UNSET:
        return UNKNOWN
    if isinstance(value, bool | str | list | tuple | dict | Struct | Estimate | Unknown):
        return value
    if isinstance(value, int | float | Decimal):
        return _read_number(value)
    if isinstance(value, datetime.date):
        return value.date() if isinstance(value, datetime.datetime) else value
    if isinstance(value, Measure):
        return read(value.value)
    if isinstance(value, Period):
        return value.text
    if isinstance(value, Mapping):
        return value
    raise ExpressionError(message("a {type} cannot be used in an expression", type=type(value).__name__))


def _read_number(value: float | Decimal) -> Decimal | Unknown:
    if isinstance(value, int):
        if abs(value) > MAX_WHOLE:
            raise ExpressionError(TOO_LARGE)
        return Decimal(value)
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return within_range(exact) if exact.is_finite() else UNKNOWN


def within_range(value: Decimal | str) -> Decimal:
    """A number in the range and precision of expressions."""
    try:
        return EXACT.create_decimal(value)
    except DecimalException:
        raise ExpressionError(TOO_LARGE) from None


def missing(value: object) -> bool:
    """Whether there is no value: ``UNKNOWN``, or the word ``none`` of the language."""
    return value is UNKNOWN or value is None


def items(work: Work, value: object) -> tuple[object, ...]:
    """The elements of a list, or the keys of a mapping, as values of the language."""
    if not isinstance(value, list | tuple | Mapping):
        raise ExpressionError(message("expected a list, got {value}", value=described(value)))
    elements = tuple(value)
    work.spend(len(elements))
    return tuple(map(read, elements))


# Kinds

Kind = Literal["yes/no", "number", "text", "date", "list", "estimate of three points", "record", "none"]
ORDERED: Final[frozenset[Kind]] = frozenset({"number", "text", "date"})
SCALARS: Final[frozenset[Kind]] = ORDERED | {"yes/no"}

_KINDS: Final[tuple[tuple[type | tuple[type, ...], Kind], ...]] = (
    (bool, "yes/no"),
    (Decimal, "number"),
    (str, "text"),
    (datetime.date, "date"),
    ((list, tuple), "list"),
    (Estimate, "estimate of three points"),
    ((Struct, Mapping), "record"),
)


def kind(value: object) -> Kind:
    """The kind of a value of the language."""
    return next((word for types, word in _KINDS if isinstance(value, types)), "none")


_IN_WORDS: Final[Mapping[Kind, Message]] = {
    "yes/no": message("yes/no"),
    "number": message("number"),
    "text": message("text"),
    "date": message("date"),
    "list": message("list"),
    "estimate of three points": message("estimate of three points (use .min, .likely or .max)"),
    "record": message("record"),
    "none": message("nothing"),
}


def described(value: object) -> Message:
    """A value as messages show it: its kind, and the value itself where that is short."""
    what = kind(value)
    if what not in SCALARS:
        return _IN_WORDS[what]
    given = shown(value) if isinstance(value, str) else text_from(value)
    return message("{kind} {value}", kind=_IN_WORDS[what], value=given)


def shown(text: str) -> str:
    """A text in quotes, shortened."""
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 3] + "...")


# Conversions


def truth(value: object, *, column: int = 0) -> Truth:
    """Yes, no or unknown; anything else is not a condition."""
    if missing(value):
        return UNKNOWN
    if isinstance(value, bool):
        return value
    raise ExpressionError(message("expected yes or no, got {value}", value=described(value)), column)


def point(value: object) -> object:
    """An estimate of a single point as its number; any other value as it is."""
    return read(value.likely) if isinstance(value, Estimate) and value.is_single else value


def number_from(value: object, *, column: int = 0) -> Decimal | Unknown:
    """A number or unknown."""
    if missing(value):
        return UNKNOWN
    single = point(value)
    if isinstance(single, Decimal):
        return single
    raise ExpressionError(message("expected a number, got {value}", value=described(value)), column)


def decimal_from(value: object) -> Decimal:
    """A number that must be known."""
    found = number_from(value)
    if isinstance(found, Unknown):
        raise ExpressionError(message("expected a number, got {value}", value="none"))
    return found


def whole_from(value: object) -> int:
    """A whole number that must be known."""
    found = decimal_from(value)
    if found != found.to_integral_value():
        raise ExpressionError(message("expected a whole number, got {value}", value=described(found)))
    return int(found)


def string_from(value: object) -> str:
    """A text that must be known."""
    if isinstance(value, str):
        return value
    raise ExpressionError(message("expected text, got {value}", value=described(value)))


_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def date_or_none(value: object) -> datetime.date | None:
    """A date, also one written as text; None where it is neither."""
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime.date) else None


def date_from(value: object) -> datetime.date:
    """A date, also one written as text."""
    found = date_or_none(value)
    if found is None:
        raise ExpressionError(message("expected a date (YYYY-MM-DD), got {value}", value=described(value)))
    return found


def text_from(value: object) -> str:
    """A single value as text."""
    single = point(value)
    if isinstance(single, bool):
        return "true" if single else "false"
    if isinstance(single, Decimal):
        return format(single, "f")
    if isinstance(single, datetime.date):
        return single.isoformat()
    return string_from(single)


def bounded(work: Work, text: str) -> str:
    """A text that an expression made, unless it is too long."""
    work.write(len(text))
    return text


# Three-valued logic


def negation(value: Truth) -> Truth:
    """Not: unknown stays unknown."""
    return UNKNOWN if value is UNKNOWN else not value


def conjunction(parts: Iterable[Truth]) -> Truth:
    """And: false if any part is false, else unknown if any is unknown; reads no part after a false one."""
    result: Truth = True
    for part in parts:
        if part is False:
            return False
        if part is UNKNOWN:
            result = UNKNOWN
    return result


def disjunction(parts: Iterable[Truth]) -> Truth:
    """Or: true if any part is true, else unknown if any is unknown; reads no part after a true one."""
    return negation(conjunction(map(negation, parts)))


# Words that nobody knows


def unknown_word(what: str, word: str, known: Iterable[str]) -> Message:
    """The message for a name, filter, test, ... that does not exist, with the nearest one that does."""
    from difflib import get_close_matches

    nearest = get_close_matches(word[:SHOWN], [name for name in known if isinstance(name, str)], n=1)
    if nearest:
        return message(
            "unknown {what} {word}; did you mean {nearest!r}?",
            what=_WORDS_OF_THE_LANGUAGE[what],
            word=shown(word),
            nearest=nearest[0],
        )
    return message("unknown {what} {word}", what=_WORDS_OF_THE_LANGUAGE[what], word=shown(word))


_WORDS_OF_THE_LANGUAGE: Final[Mapping[str, Message]] = {
    "name": message("name"),
    "field": message("field"),
    "function": message("function"),
    "method": message("method"),
    "filter": message("filter"),
    "test": message("test"),
}
