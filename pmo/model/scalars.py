"""The kinds of single values that records are made of.

Numbers are exact decimals. ``msgspec`` would take the text ``"10.5"`` for a decimal and cannot put
bounds on one, so numbers, periods, estimates and measures are types of our own that it converts
through :func:`decode`; each says its own JSON Schema.
"""

import calendar
import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal, Self

from msgspec import Meta

ID_PATTERN = r"^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$(?!\n)"
PROJECT_ID_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$(?!\n)"
PERIOD_PATTERN = r"^(?!(?:FY)?0000)(?:[0-9]{4}(?:-(?:0[1-9]|1[0-2])|-Q[1-4])?|FY[0-9]{4}(?:-Q[1-4])?)$(?!\n)"
CURRENCY_PATTERN = r"^[A-Z]{3}$(?!\n)"


class Number(Decimal):
    """An exact decimal number."""

    __slots__ = ()
    minimum: ClassVar[int | None] = None
    maximum: ClassVar[int | None] = None

    @classmethod
    def decode(cls, value: object) -> Self:
        if type(value) is not int and type(value) is not Decimal:
            raise ValueError("expected a number")
        if type(value) is Decimal and not value.is_finite():
            raise ValueError("expected a finite number")
        if cls.minimum is not None and value < cls.minimum:
            raise ValueError(f"expected a number of at least {cls.minimum}")
        if cls.maximum is not None and value > cls.maximum:
            raise ValueError(f"expected a number of at most {cls.maximum}")
        return cls(value)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        bounds = {"minimum": cls.minimum, "maximum": cls.maximum}
        return {"type": "number"} | {key: bound for key, bound in bounds.items() if bound is not None}


class NonNegative(Number):
    """A number of zero or more."""

    __slots__ = ()
    minimum = 0


class Share(NonNegative):
    """A fraction from 0 to 1."""

    __slots__ = ()
    maximum = 1


class Percent(NonNegative):
    """A percentage from 0 to 100."""

    __slots__ = ()
    maximum = 100


class Rating(Number):
    """A score from 1 to 5; halves are allowed."""

    __slots__ = ()
    minimum = 1
    maximum = 5


class Estimate:
    """One number, or three points: min, likely, max. One number means all three are equal."""

    __slots__ = ("likely", "max", "min")
    whole: ClassVar[bool] = False

    def __init__(self, minimum: Decimal, likely: Decimal, maximum: Decimal) -> None:
        self.min = minimum
        self.likely = likely
        self.max = maximum

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Estimate) and self.points == other.points

    def __hash__(self) -> int:
        return hash(self.points)

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self.points}"

    @property
    def points(self) -> tuple[Decimal, Decimal, Decimal]:
        return (self.min, self.likely, self.max)

    @property
    def is_single(self) -> bool:
        return self.min == self.likely == self.max

    @classmethod
    def decode(cls, value: object) -> Self:
        if isinstance(value, dict):
            if value.keys() != {"min", "likely", "max"}:
                raise ValueError("expected min, likely and max")
            return cls(*(NonNegative.decode(value[point]) for point in ("min", "likely", "max")))
        number = NonNegative.decode(value)
        if cls.whole and type(value) is not int:
            raise ValueError("expected a whole number")
        return cls(number, number, number)

    @classmethod
    def revive(cls, value: Any) -> Self:
        """Of what :meth:`decode` took before."""
        if isinstance(value, dict):
            return cls(Number(value["min"]), Number(value["likely"]), Number(value["max"]))
        number = Number(value)
        return cls(number, number, number)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        number = {"type": "integer" if cls.whole else "number", "minimum": 0}
        point = {"type": "number", "minimum": 0}
        three_points = {
            "type": "object",
            "properties": {"min": point, "likely": point, "max": point},
            "required": ["min", "likely", "max"],
            "additionalProperties": False,
        }
        return {"anyOf": [number, three_points]}


class WorkingDays(Estimate):
    """A whole number of working days, or three points of them."""

    __slots__ = ()
    whole = True


class Measure:
    """A number, or words where nothing is counted."""

    __slots__ = ("value",)

    def __init__(self, value: Decimal | str) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Measure) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return f"Measure({self.value!r})"

    def __str__(self) -> str:
        return str(self.value)

    @property
    def number(self) -> Decimal | None:
        return self.value if isinstance(self.value, Decimal) else None

    @classmethod
    def decode(cls, value: object) -> Self:
        if isinstance(value, str):
            return cls(value)
        if type(value) is not int and type(value) is not Decimal:
            raise ValueError("expected a number or text")
        return cls(Number(value))

    @classmethod
    def schema(cls) -> dict[str, Any]:
        return {"type": ["number", "string"]}


class Period:
    """A month ``2026-11``, quarter ``2026-Q4``, year ``2026`` or fiscal ``FY2026``, ``FY2026-Q1``.

    FY2026 is the fiscal year that begins in calendar 2026. A period stands for all its days.
    """

    __slots__ = ("text",)
    pattern: ClassVar[re.Pattern[str]] = re.compile(PERIOD_PATTERN)

    def __init__(self, text: str) -> None:
        if not self.pattern.match(text):
            raise ValueError("expected a period: 2026-11, 2026-Q4, 2026, FY2026 or FY2026-Q1")
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Period) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Period({self.text!r})"

    def __str__(self) -> str:
        return self.text

    @property
    def length_months(self) -> int:
        """Length of the period in months: 1, 3 or 12."""
        if "Q" in self.text:
            return 3
        return 1 if "-" in self.text else 12

    def first_day(self, fiscal_year_start: int = 1) -> datetime.date:
        """First day; ``fiscal_year_start`` is the month (1..12) in which a fiscal year begins."""
        year, month = self._start(fiscal_year_start)
        return datetime.date(year, month, 1)

    def last_day(self, fiscal_year_start: int = 1) -> datetime.date:
        """Last day; ``fiscal_year_start`` is the month (1..12) in which a fiscal year begins."""
        year, month = self._start(fiscal_year_start)
        elapsed = month - 1 + self.length_months - 1
        year, month = min(year + elapsed // 12, datetime.MAXYEAR), elapsed % 12 + 1
        return datetime.date(year, month, calendar.monthrange(year, month)[1])

    def _start(self, fiscal_year_start: int) -> tuple[int, int]:
        fiscal = self.text.startswith("FY")
        year_text, _, part = self.text.removeprefix("FY").partition("-")
        month = fiscal_year_start if fiscal else 1
        if part.startswith("Q"):
            month += 3 * (int(part[1]) - 1)
        elif part:
            month = int(part)
        return min(int(year_text) + (month - 1) // 12, datetime.MAXYEAR), (month - 1) % 12 + 1

    @classmethod
    def decode(cls, value: object) -> "Period":
        if type(value) is int and 1000 <= value <= 9999:
            return _period(str(value))
        if not isinstance(value, str):
            raise ValueError("expected a period: 2026-11, 2026-Q4, 2026, FY2026 or FY2026-Q1")
        return _period(value)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        year = {"type": "integer", "minimum": 1000, "maximum": 9999}
        return {"anyOf": [{"type": "string", "pattern": PERIOD_PATTERN}, year]}


@lru_cache(maxsize=4096)
def _period(text: str) -> Period:
    return Period(text)


def decode(kind: type, value: object) -> Any:
    """Conversion hook of ``msgspec`` for the types of this module."""
    return kind.decode(value)  # type: ignore[attr-defined]


def revive(kind: type, value: object) -> Any:
    """The same for values that were checked before: twice as fast."""
    return _REVIVED[kind](value)


_REVIVED: dict[type, Callable[[Any], Any]] = {
    **{number: number for number in (Number, NonNegative, Share, Percent, Rating)},
    **{other: other.decode for other in (Measure, Period)},
    **{estimate: estimate.revive for estimate in (Estimate, WorkingDays)},
}

Date = datetime.date
Text = Annotated[str, Meta(min_length=1)]
Texts = Text | tuple[Text, ...]
Id = Annotated[str, Meta(pattern=ID_PATTERN)]
ProjectId = Annotated[str, Meta(pattern=PROJECT_ID_PATTERN)]
Currency = Annotated[str, Meta(pattern=CURRENCY_PATTERN)]
Expression = Annotated[str, Meta(min_length=1, extra={"expression": True})]
Scale = Annotated[int, Meta(ge=1, le=5)]
Days = Annotated[int, Meta(ge=0)]
Count = Annotated[int, Meta(ge=0)]

Colour = Literal["green", "amber", "red"]
Confidentiality = Literal["public", "internal", "confidential"]
Level = Literal["low", "medium", "high"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
HealthDimension = Literal["schedule", "cost", "scope", "quality", "risk", "resources", "benefits"]


def _reference(*kinds: str) -> Meta:
    return Meta(min_length=1, extra={"refers_to": kinds})


# A reference names the kinds it may point to; the rules of family 3xx follow them.
PersonRef = Annotated[str, _reference("person")]
OwnerRef = Annotated[str, _reference("person", "role")]
RoleRef = Annotated[str, _reference("role")]
BodyRef = Annotated[str, _reference("body")]
ApproverRef = Annotated[str, _reference("person", "role", "body")]
PartyRef = Annotated[str, _reference("person", "role", "body", "team")]
ObjectiveRef = Annotated[str, _reference("objective")]
ProgrammeRef = Annotated[str, _reference("programme")]
ProjectRef = Annotated[str, _reference("project")]
VendorRef = Annotated[str, _reference("vendor")]
EquipmentRef = Annotated[str, _reference("equipment")]
CalendarRef = Annotated[str, _reference("calendar")]
CourseRef = Annotated[str, _reference("course")]
MethodRef = Annotated[str, _reference("method")]
PhaseRef = Annotated[str, _reference("phase")]
GateRef = Annotated[str, _reference("gate")]
MilestoneRef = Annotated[str, _reference("milestone")]
DeliverableRef = Annotated[str, _reference("deliverable")]
BudgetLineRef = Annotated[str, _reference("budget-line")]
RiskRef = Annotated[str, _reference("risk")]
IssueRef = Annotated[str, _reference("issue")]
ChangeRef = Annotated[str, _reference("change")]
DecisionRef = Annotated[str, _reference("decision")]
Parties = PartyRef | tuple[PartyRef, ...]
