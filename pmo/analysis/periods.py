"""Periods as days, the even row of periods that a plan of money runs over, and the periods of a window of days."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, Self

from pmo.analysis.grids import month_of
from pmo.model.once import once
from pmo.model.portfolio import Portfolio
from pmo.model.scalars import Period


class Spans(dict[str, tuple[datetime.date, datetime.date]]):
    """First and last day of periods, by their text: a portfolio names the same few periods again and again."""

    def __init__(self, fiscal_year_start: int) -> None:
        super().__init__()
        self._fiscal_year_start = fiscal_year_start

    def __missing__(self, text: str) -> tuple[datetime.date, datetime.date]:
        period = Period(text)
        self[text] = period.first_day(self._fiscal_year_start), period.last_day(self._fiscal_year_start)
        return self[text]


@once
def spans(portfolio: Portfolio) -> Spans:
    """First and last day of every period, by the office's fiscal year."""
    return Spans(portfolio.office.calendar.fiscal_year_start if portfolio.office else 1)


@dataclass(frozen=True, slots=True)
class Row:
    """Periods of one length, one after the other, without an end."""

    start: int
    """Month in which the first begins, counted from the year 0."""
    months: int
    """Length of a period: 1, 3 or 12."""

    @classmethod
    def of(cls, periods: Iterable[Period], days: Spans) -> Self | None:
        """The row that the periods stand in; None when there are none, or they differ in length."""
        found = list(periods)
        lengths = {period.length_months for period in found}
        if len(lengths) != 1:
            return None
        return cls(month_of(min(days[period.text][0] for period in found)), lengths.pop())

    @classmethod
    def by_month(cls, first: datetime.date) -> Self:
        """Months, the first of which holds a day."""
        return cls(month_of(first), 1)

    def position(self, day: datetime.date) -> int:
        """Which period holds a day: 1 for the first, 0 and less before it."""
        return (month_of(day) - self.start) // self.months + 1

    def ended(self, day: datetime.date) -> int:
        """How many periods have ended by a day; their last day counts."""
        return max((month_of(day) + is_last_of_month(day) - self.start) // self.months, 0)

    def last_day(self, position: int) -> datetime.date:
        """Last day of a period; time ends with the year 9999."""
        year, month = divmod(self.start + position * self.months, 12)
        if year > datetime.MAXYEAR:
            return datetime.date.max
        return datetime.date(year, month + 1, 1) - datetime.timedelta(days=1)


def is_last_of_month(day: datetime.date) -> bool:
    """Whether a month ends with a day; the last of all days has none after it."""
    return day == datetime.date.max or (day + datetime.timedelta(days=1)).day == 1


def later(period: Period, count: int) -> Period:
    """The period of the same kind that comes so many after."""
    prefix, text = ("FY", period.text[2:]) if period.text.startswith("FY") else ("", period.text)
    year, _, part = text.partition("-")
    if not part:
        return Period(f"{prefix}{_year(int(year) + count)}")
    length, sign = (4, "Q") if part.startswith("Q") else (12, "")
    years, index = divmod(int(year) * length + int(part.removeprefix("Q")) - 1 + count, length)
    number = f"{index + 1}" if sign else f"{index + 1:02}"
    return Period(f"{prefix}{_year(years)}-{sign}{number}")


def _year(year: int) -> str:
    return f"{min(year, datetime.MAXYEAR):04}"


Length = Literal["week", "month", "quarter"]


class Slice(NamedTuple):
    """A calendar period, or the part of it inside a window."""

    name: str
    """`2026-W45` (ISO 8601), `2026-11` or `2026-Q4`."""
    first: datetime.date
    last: datetime.date


def slices(first: datetime.date, last: datetime.date, length: Length) -> Iterator[Slice]:
    """The periods that reach into a window, one after the other, clipped to it."""
    while first <= last:
        name, end = _period_around(first, length)
        yield Slice(name, first, min(end, last))
        if end >= last:
            return
        first = end + datetime.timedelta(days=1)


def window_end(first: datetime.date, length: Length, count: int) -> datetime.date:
    """Last day of the ``count``-th period, of which the first holds a day."""
    if length == "week":
        days = datetime.timedelta(days=7 * count - 1 - first.weekday())
        return first + days if datetime.date.max - first > days else datetime.date.max
    months = 3 if length == "quarter" else 1
    return Row((month_of(first) // months) * months, months).last_day(count)


def _period_around(day: datetime.date, length: Length) -> tuple[str, datetime.date]:
    """Name and last day of the period that holds a day."""
    end = window_end(day, length, 1)
    if length == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}", end
    part = f"Q{(day.month + 2) // 3}" if length == "quarter" else f"{day.month:02}"
    return f"{day.year:04}-{part}", end
