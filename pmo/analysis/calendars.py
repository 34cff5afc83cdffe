"""Working days: which days are worked, and arithmetic with them."""

import datetime
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Self

from pmo.analysis.public_holidays import public_holidays
from pmo.model.office import NamedCalendar, WorkCalendar
from pmo.model.once import once
from pmo.model.portfolio import Portfolio

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class WorkingCalendar:
    """Working days of a calendar.

    Everything rests on one count: the working days from the first day of the year 1 to a day. It is
    arithmetic of weeks less the weekdays inside stretches of days off, so that spans of decades cost as
    little as a week. A calendar without any working weekday counts every day. Results stay between
    the first and the last day that Python knows.
    """

    def __init__(
        self, workweek: Iterable[str], off: Iterable[tuple[datetime.date, datetime.date]] = ()
    ) -> None:
        """``off`` are stretches of days off, first and last day; those that end before they begin are none."""
        worked = frozenset(workweek) & frozenset(_WEEKDAYS) or frozenset(_WEEKDAYS)
        self._in_week = [0]
        for weekday in _WEEKDAYS:
            self._in_week.append(self._in_week[-1] + (weekday in worked))
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []
        """Weekdays that fell out before each stretch."""
        self._counted: dict[int, int] = {}
        """Counts by day: many records name the same days."""
        fallen = 0
        for start, end in _merged(off):
            self._starts.append(start)
            self._ends.append(end)
            self._before.append(fallen)
            fallen += self._weekdays(end) - self._weekdays(start - 1)

    @classmethod
    def of(cls, calendar: WorkCalendar) -> Self:
        """The working days of a calendar in `pmo.yaml`."""
        return cls(calendar.workweek, _days_off(calendar))

    def is_working_day(self, day: datetime.date) -> bool:
        ordinal = day.toordinal()
        return self._count(ordinal) > self._count(ordinal - 1)

    def next_working_day(self, day: datetime.date) -> datetime.date:
        """``day`` itself, or the first working day after it."""
        if self.is_working_day(day):
            return day
        ordinal = day.toordinal()
        return self._nth(self._count(ordinal - 1) + 1, ordinal)

    def last_working_day(self, day: datetime.date) -> datetime.date:
        """``day`` itself, or the last working day before it."""
        if self.is_working_day(day):
            return day
        ordinal = day.toordinal()
        return self._nth(self._count(ordinal), ordinal)

    def add_working_days(self, day: datetime.date, days: int) -> datetime.date:
        """The ``days``-th working day after ``day`` (before it, if negative); 0 rolls forward to a working day."""
        ordinal = day.toordinal()
        base = self._count(ordinal) if days > 0 else self._count(ordinal - 1) + 1
        return self._nth(base + days, ordinal)

    def working_days_between(self, start: datetime.date, end: datetime.date) -> int:
        """Working days after ``start`` up to and with ``end``; negative when ``end`` comes first."""
        return self._count(end.toordinal()) - self._count(start.toordinal())

    def working_days_in(self, first: datetime.date, last: datetime.date) -> int:
        """Working days from ``first`` to ``last``, both included; 0 when ``last`` comes first."""
        return max(0, self._count(last.toordinal()) - self._count(first.toordinal() - 1))

    def _weekdays(self, ordinal: int) -> int:
        """Days of the workweek up to and with a day; day 1 is a Monday."""
        weeks, rest = divmod(ordinal, 7)
        return weeks * self._in_week[7] + self._in_week[rest]

    def _count(self, ordinal: int) -> int:
        """Working days up to and with a day."""
        found = self._counted.get(ordinal)
        if found is None:
            found = self._counted[ordinal] = self._weekdays(ordinal) - self._fallen(ordinal)
        return found

    def _fallen(self, ordinal: int) -> int:
        """Days of the workweek up to and with a day that are off."""
        index = bisect_left(self._starts, ordinal + 1) - 1
        if index < 0:
            return 0
        within = self._weekdays(min(ordinal, self._ends[index])) - self._weekdays(self._starts[index] - 1)
        return self._before[index] + within

    def _nth(self, number: int, near: int) -> datetime.date:
        """The working day with this number, looked for around a day; the first or last day of all if there is none."""
        if number < 1:
            return datetime.date.min
        last, low, step = datetime.date.max.toordinal(), max(near, 1), 8
        while low > 1 and self._count(low - 1) >= number:
            low, step = max(1, low - step), 2 * step
        high = low
        while high < last and self._count(high) < number:
            high, step = min(last, high + step), 2 * step
        found = low + bisect_left(range(low, high + 1), number, key=self._count)
        return datetime.date.fromordinal(min(found, last))


def calendar_of(portfolio: Portfolio, name: str | None = None) -> WorkingCalendar:
    """The office's working calendar, or the one of this id from `calendars`; the office's if there is none."""
    calendars = _calendars(portfolio)
    return calendars.get(name.lower() if name else "", calendars[""])


@once
def _calendars(portfolio: Portfolio) -> dict[str, WorkingCalendar]:
    office = portfolio.office
    named: tuple[NamedCalendar, ...] = office.calendars if office else ()
    found = {calendar.id.lower(): WorkingCalendar.of(calendar) for calendar in reversed(named)}
    return found | {"": WorkingCalendar.of(office.calendar if office else WorkCalendar())}


def _days_off(calendar: WorkCalendar) -> Iterator[tuple[datetime.date, datetime.date]]:
    """Public holidays of the country, the office's own holidays, and closures."""
    if calendar.country is not None:
        for day in public_holidays(calendar.country, calendar.subdivision) or ():
            yield day, day
    for day in calendar.holidays:
        yield day, day
    for closure in calendar.closures:
        yield closure.from_, closure.to


def _merged(off: Iterable[tuple[datetime.date, datetime.date]]) -> Iterator[tuple[int, int]]:
    """Stretches as ordinals in order, those that touch or overlap as one."""
    stretches = sorted((first.toordinal(), last.toordinal()) for first, last in off if first <= last)
    start, end = 0, -1
    for first, last in stretches:
        if start and first <= end + 1:
            end = max(end, last)
            continue
        if start:
            yield start, end
        start, end = first, last
    if start:
        yield start, end
