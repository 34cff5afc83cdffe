"""From the cell of a table to the value of a field, as the map says; what cannot be one is told apart, never guessed."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, reduce
from typing import Any, TypeAlias, get_args

import msgspec
from msgspec import Meta

from pmo.documents import Plain
from pmo.findings import Message, message
from pmo.interchange import dates, numbers
from pmo.interchange.cells import Cell, Fault, Percentage, cleaned, one_line, shortened, written
from pmo.interchange.fields import Field, Shape
from pmo.interchange.numbers import DecimalMark
from pmo.interchange.synonyms import WORDS
from pmo.locale import Language, installed, language
from pmo.locale.labels import LABELS
from pmo.model.scalars import ID_PATTERN, Estimate, Number, Percent, Share, decode

_TRUE = frozenset(("true", "yes", "y", "x", "1", "ya", "benar", "ja", "j", "wahr"))
_FALSE = frozenset(("false", "no", "n", "0", "tidak", "bukan", "salah", "nein", "falsch"))
_COLOURS = {
    "g": "green", "a": "amber", "r": "red", "yellow": "amber", "orange": "amber",
    "hijau": "green", "kuning": "amber", "merah": "red",
}  # fmt: skip
"""What colours of health are called that have no other name in the files."""
_FRACTIONS = frozenset(
    (
        "load",
        "capacity",
        "cost",
        "benefits",
        "quality",
        "risk",
        "scope",
        "discount_rate",
        "finance_rate",
        "reinvest_rate",
    )
)
"""Fields whose numbers are fractions, for which a percentage can stand; of tolerances and rates."""
_COUNTED = frozenset(
    ("days", "lag_days", "load", "capacity", "weight", "hours", "percent_complete", "likelihood")
)
"""Fields that hold no money: a unit behind the number (`5m`) means something else there."""
_FIGURE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_LIST_MARKS = re.compile(r"[;\n]")
_WORD_MARKS = re.compile(r"[;,\n]")
_LONGEST_WORD = 30
_LONGEST_FIGURE = 60
"""Characters beyond which no text is a number or a day."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why a cell gives no value."""

    reason: Message
    text: str
    """What the cell says; empty where it says nothing."""
    question: str = ""
    """Name of the option that would settle what the cell means: `dates` or `decimal`."""
    choices: tuple[str, ...] = ()
    """What could be said there."""
    is_word: bool = False
    """Whether it is a word that somebody could give a meaning."""


@dataclass(frozen=True)
class Rules:
    """How the cells of one column are read for one field."""

    values: Mapping[str, Any] = field(default_factory=dict)
    """What the field takes, by the word in lower case."""
    dates: tuple[str, ...] = ()
    decimal: DecimalMark | None = None
    factor: int = 1
    units: Mapping[str, int] = field(default_factory=dict)
    empty: frozenset[str] = frozenset()


Result: TypeAlias = "Plain | Unusable"


class ValueReader:
    """Reads the cells of one column for one field; equal texts are read once."""

    def __init__(self, target: Field, rules: Rules) -> None:
        self.field = target
        self.rules = rules
        self._shape = target.shape
        self._read = self._readers[self._shape.sort]
        self._texts: dict[tuple[str, str], Result] = {}

    def read(self, cell: Cell, currency: str = "") -> Result:
        """The value of a cell; None where there is nothing. ``currency``: the one that money is expected in."""
        if cell is None:
            return None
        if isinstance(cell, Fault):
            return Unusable(cell.reason, "")
        if not isinstance(cell, str):
            translated = self.rules.values.get(written(cell).casefold())
            return self._checked(self._read(self, cell, currency) if translated is None else translated, cell)
        found = self._texts.get((cell, currency), self)
        if found is self:
            found = self._texts[cell, currency] = self._text(cell, currency)
        return found  # type: ignore[return-value]

    def _text(self, cell: str, currency: str) -> Result:
        text = cleaned(cell)
        folded = one_line(text).casefold()
        if not text or folded in self.rules.empty:
            return None
        if folded in self.rules.values:
            value = self.rules.values[folded]
            if value is None or value == "":
                return None
        elif self._shape.many:
            return self._several(text, currency)
        else:
            value = self._read(self, text, currency)
        return self._checked(value, text)

    def _several(self, text: str, currency: str) -> Result:
        words_only = self._shape.sort == "reference" or self.field.key == "tags"
        marks = _WORD_MARKS if words_only else re.compile("\n") if self._shape.or_one else _LIST_MARKS
        parts = [one.strip() for one in marks.split(text) if one.strip()]
        if self._shape.or_one and len(parts) == 1:
            return self._checked(self._read(self, parts[0], currency), text)
        found: list[Plain] = []
        for part in parts:
            value = self.rules.values.get(part.casefold(), self)
            value = self._checked(self._read(self, part, currency) if value is self else value, part)
            if isinstance(value, Unusable):
                return Unusable(value.reason, text, value.question, value.choices)
            found.append(value)
        return found

    def _checked(self, value: Result, cell: Cell) -> Result:
        """The value, if the model takes it."""
        if value is None or isinstance(value, Unusable) or self._shape.sort in ("any", "reference"):
            return value
        try:
            msgspec.convert(value, self._shape.hint, dec_hook=decode)
        except msgspec.ValidationError:
            return Unusable(self._out_of_bounds(value), written(cell))
        return value

    def _out_of_bounds(self, value: Plain) -> Message:
        least, most = _bounds(self._shape.hint)
        if isinstance(value, int | Decimal) and least is not None and most is not None:
            text = message(
                "{value} is outside of {least} to {most}", value=written(value), least=least, most=most
            )
            if self._shape.hint is Share and 1 < value <= 100:
                return message("{reason}; write {value}%", reason=text, value=written(value))
            return text
        if isinstance(value, int | Decimal) and least is not None:
            return message("{value} is less than {least}", value=written(value), least=least)
        return message(
            "{value} cannot stand in `{field}`", value=shortened(str(value)), field=self.field.name
        )

    # one sort of value each; what is no text comes from a workbook

    def _as_text(self, cell: Cell, _currency: str) -> Result:
        return written(cell)

    def _as_any(self, cell: Cell, _currency: str) -> Result:
        if isinstance(cell, datetime.date):
            return cell.isoformat()
        if not isinstance(cell, str):
            return _plain_number(cell) if isinstance(cell, Decimal) else cell  # type: ignore[return-value]
        if cell in ("true", "false"):
            return cell == "true"
        return _plain_number(Decimal(cell)) if _FIGURE.fullmatch(cell) else cell

    def _as_number(self, cell: Cell, currency: str) -> Result:
        match cell:
            case bool() | datetime.date():
                return Unusable(message("{value} is no number", value=written(cell)), written(cell))
            case Percentage():
                return self._of_percentage(cell, written(cell))
            case int() | Decimal():
                return _plain_number(Decimal(cell) * self.rules.factor)
        text = str(cell)
        if len(text) > _LONGEST_FIGURE:
            return _not("a number", text)
        try:
            amount = numbers.amount_of(text, self.rules.decimal, self.rules.units)
        except numbers.Ambiguous:
            reason = message("{text} may be two different numbers", text=text)
            return Unusable(reason, text, "decimal", (".", ","))
        is_counted = self._shape.sort == "whole" or self.field.key in _COUNTED
        if amount is None or (is_counted and (amount.unit or amount.currency)):
            return _not("a number", text)
        if amount.currency and currency and not numbers.fits(amount.currency, currency):
            return Unusable(message("{text} is not in {currency}", text=text, currency=currency), text)
        if amount.is_percentage:
            return self._of_percentage(amount.value, text)
        return _plain_number(amount.value * self.rules.factor)

    def _of_percentage(self, fraction: Decimal, text: str) -> Result:
        if self._shape.hint is Percent:
            return _plain_number(fraction * 100)
        if (
            self._shape.hint is Share
            or self.field.steps[0] == "tolerances"
            or self.field.key in _FRACTIONS - {"cost"}
        ):
            return _plain_number(fraction)
        return Unusable(message("{text} is a percentage, where an amount belongs", text=text), text)

    def _as_whole(self, cell: Cell, currency: str) -> Result:
        value = self._as_number(cell, currency)
        if isinstance(value, Decimal):
            return Unusable(message("{value} is no whole number", value=written(value)), written(cell))
        least, most = _bounds(self._shape.hint)
        if isinstance(value, Unusable) and not value.question and most is not None:
            text = written(cell)
            reason = message(
                "{text} is no number from {least} to {most}", text=shortened(text), least=least, most=most
            )
            return Unusable(reason, text, is_word=len(text) <= _LONGEST_WORD)
        return value

    def _as_measure(self, cell: Cell, currency: str) -> Result:
        value = self._as_number(cell, currency)
        is_words = isinstance(value, Unusable) and not value.question and self.rules.factor == 1
        return written(cell) if is_words else value

    def _as_day(self, cell: Cell, _currency: str) -> Result:
        if isinstance(cell, datetime.date):
            return cell.isoformat()
        text = written(cell)
        serial = int(text) if text.isdecimal() and len(text) < 6 else None
        if serial is not None and dates.is_serial(serial):
            if dates.SERIAL in self.rules.dates:
                return dates.from_serial(serial).isoformat()
            reason = message(
                "the number {text} may be a day as spreadsheets count them, {day}",
                text=text,
                day=dates.from_serial(serial),
            )
            return Unusable(reason, text, "dates", (dates.SERIAL,))
        if len(text) > _LONGEST_FIGURE:
            return _not("a date", text)
        try:
            day = dates.day_of(text, tuple(one for one in self.rules.dates if one != dates.SERIAL))
        except dates.Ambiguous as doubt:
            reason = message("{text} may be {forms}", text=text, forms=_one_of(doubt.forms))
            return Unusable(reason, text, "dates", doubt.forms)
        return day.isoformat() if day is not None else _not("a date", text)

    def _as_period(self, cell: Cell, _currency: str) -> Result:
        if isinstance(cell, datetime.date):
            return cell.isoformat()[:7]
        text = written(cell)
        if len(text) > _LONGEST_FIGURE:
            return _not("a period", text)
        try:
            period = dates.period_of(text, self.rules.dates)
        except dates.Ambiguous as doubt:
            reason = message("{text} may be {forms}", text=text, forms=_one_of(doubt.forms))
            return Unusable(reason, text, "dates", doubt.forms)
        if period is None:
            return _not("a period", text)
        return int(period) if period.isdecimal() else period

    def _as_truth(self, cell: Cell, _currency: str) -> Result:
        if isinstance(cell, bool):
            return cell
        word = written(cell).casefold()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        text = written(cell)
        reason = message("{text} is neither yes nor no", text=shortened(text))
        return Unusable(reason, text, is_word=len(text) <= _LONGEST_WORD)

    def _as_choice(self, cell: Cell, _currency: str) -> Result:
        text = written(cell)
        found = _words_for(self._shape.choices).get(_hyphenated(text))
        if found is not None:
            return found
        return Unusable(
            message(
                "{text} is not one of {choices}", text=shortened(text), choices=", ".join(self._shape.choices)
            ),
            text,
            is_word=len(text) <= _LONGEST_WORD,
        )

    def _as_id(self, cell: Cell, _currency: str) -> Result:
        text = written(cell)
        if re.match(ID_PATTERN, text):
            return text
        joined = "-".join(re.findall("[A-Za-z0-9]+", text))
        return joined or Unusable(message("{text} gives no id", text=shortened(text)), text)

    def _as_currency(self, cell: Cell, _currency: str) -> Result:
        text = written(cell)
        meant = numbers.CURRENCIES.get(text.lower(), frozenset())
        return next(iter(meant)) if len(meant) == 1 else text.upper()

    _readers: dict[str, Callable[["ValueReader", Cell, str], Result]] = {  # noqa: RUF012 - never changed
        "text": _as_text,
        "any": _as_any,
        "number": _as_number,
        "estimate": _as_number,
        "whole": _as_whole,
        "measure": _as_measure,
        "day": _as_day,
        "period": _as_period,
        "truth": _as_truth,
        "choice": _as_choice,
        "reference": _as_text,
        "id": _as_id,
        "currency": _as_currency,
    }


def _one_of(forms: tuple[str, ...]) -> Message:
    first, *others = (message("{word}", word=form) for form in forms)
    return reduce(lambda one, other: message("{one} or {other}", one=one, other=other), others, first)


def decimal_mark(cells: Callable[[], "Any"]) -> DecimalMark | None:
    """What stands before decimals in a table, where all cells that show it agree."""
    found = {
        mark
        for cell in cells()
        if isinstance(cell, str) and len(cell) < _LONGEST_FIGURE and (mark := numbers.mark_in(cleaned(cell)))
    }
    return found.pop() if len(found) == 1 else None


def choices_of(shape: Shape) -> tuple[str, ...]:
    """The values that a field takes, where they are few."""
    if shape.choices:
        return shape.choices
    if shape.sort == "truth":
        return ("true", "false")
    least, most = _bounds(shape.hint)
    return tuple(map(str, range(least, most + 1))) if shape.sort == "whole" and most is not None else ()


def is_numeric(shape: Shape) -> bool:
    """Whether a field takes numbers."""
    return shape.sort in ("number", "estimate", "whole", "measure")


def in_cell(value: Plain) -> Cell | None:
    """A value of a field as a cell holds it; None where no single cell can."""
    match value:
        case None | str() | bool() | int() | Decimal():
            return value
        case list():
            cells = [in_cell(one) for one in value]
            if any(
                not isinstance(one, str | int | Decimal) or (isinstance(one, str) and "\n" in one)
                for one in cells
            ):
                return None
            return "\n".join(map(written, cells))
        case _:
            return None


def _not(what: str, text: str) -> Unusable:
    kinds = {
        "a number": message("{text} is no number", text=shortened(text)),
        "a date": message("{text} is no date", text=shortened(text)),
        "a period": message("{text} is no period", text=shortened(text)),
    }
    return Unusable(kinds[what], text)


def _plain_number(number: Decimal | int) -> int | Decimal:
    if number == int(number):
        return int(number)
    return Decimal(format(Decimal(number), "f").rstrip("0"))


def _bounds(hint: Any) -> tuple[Any, Any]:
    if isinstance(hint, type) and issubclass(hint, Number):
        return hint.minimum, hint.maximum
    if isinstance(hint, type) and issubclass(hint, Estimate):
        return 0, None
    metas = [one for one in get_args(hint)[1:] if isinstance(one, Meta)]
    return next(((one.ge, one.le) for one in metas), (None, None))


@cache
def _words_for(choices: tuple[str, ...]) -> dict[str, str]:
    """The words of a closed list by everything that they are called, in every language that is installed."""
    found: dict[str, set[str]] = {}
    for word in choices:
        found.setdefault(_hyphenated(word), set()).add(word)
    for word in choices:
        for group, labels in LABELS.items():
            if word in labels:
                for one in languages():
                    found.setdefault(_hyphenated(one.label(group, word)), set()).add(word)
    for name, meanings in WORDS.items():
        fitting = [meaning for meaning in meanings if meaning in choices]
        if fitting:
            found.setdefault(_hyphenated(name), {fitting[0]})
    if "amber" in choices:
        for name, colour in _COLOURS.items():
            found.setdefault(name, {colour})
    return {name: next(iter(words)) for name, words in found.items() if len(words) == 1} | {
        _hyphenated(word): word for word in choices
    }


@cache
def languages() -> tuple[Language, ...]:
    """Every language that is installed."""
    return tuple(map(language, installed()))


def _hyphenated(word: str) -> str:
    return re.sub(r"[\s_-]+", "-", word.strip().casefold())
