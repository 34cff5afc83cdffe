"""The load of a resource from day to day, as a function of what is decided."""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from pmo.analysis.calendars import WorkingCalendar
from pmo.analysis.loads import Supply, day_after

_DAY = datetime.timedelta(days=1)


class Claim(NamedTuple):
    """Time that is taken, or given back, on some days: always, or once a choice is made."""

    first: datetime.date
    last: datetime.date
    load: Fraction
    """Full-time equivalents or units; below zero where a choice gives back."""
    choice: int | None
    """Number of the choice; None where there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """Days in a row on which nothing changes, whatever is decided."""

    first: datetime.date
    last: datetime.date
    days: int
    """Working days."""
    allowed: Fraction
    """Load that is allowed."""
    fixed: Fraction
    """Load whatever is decided."""
    choices: Mapping[int, Fraction]
    """What each choice adds."""

    def load(self, chosen: Collection[int]) -> Fraction:
        return self.fixed + sum(
            (load for choice, load in self.choices.items() if choice in chosen), Fraction(0)
        )

    def over(self, chosen: Collection[int]) -> Fraction:
        """Load above what is allowed."""
        return max(Fraction(0), self.load(chosen) - self.allowed)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A resource over all days that are looked at."""

    intervals: tuple[Interval, ...]

    def overload_days(self, chosen: Collection[int]) -> int:
        """Working days above what is allowed."""
        return sum(one.days for one in self.intervals if one.over(chosen))

    def overload(self, chosen: Collection[int]) -> Fraction:
        """What is above it, in days of one full-time equivalent or unit."""
        return sum((one.days * one.over(chosen) for one in self.intervals), Fraction(0))

    def runs(self, chosen: Collection[int]) -> Iterator[tuple[Interval, ...]]:
        """Intervals above what is allowed, those that follow each other together."""
        run: list[Interval] = []
        for one in self.intervals:
            if one.over(chosen):
                run.append(one)
            elif run:
                yield tuple(run)
                run = []
        if run:
            yield tuple(run)


def timeline(
    claims: Sequence[Claim],
    supplies: Sequence[Supply],
    share: Fraction,
    first: datetime.date,
    last: datetime.date,
) -> Timeline:
    """What claims take of what there is, together, from a day to another.

    Days on which nothing of it is there (weekends, absence) are left out: a load on them is a finding of its own.
    """
    starts = {first}
    spans = [(one.first, one.last) for one in claims] + [span for one in supplies for span in one.away]
    for begin, end in spans:
        starts |= {day for day in (begin, day_after(end)) if first < day <= last}
    ordered = sorted(starts)
    changes: dict[datetime.date, list[tuple[int | None, Fraction]]] = {}
    for claim in claims:
        begin, end = max(claim.first, first), day_after(claim.last)
        if claim.load and claim.first <= last and end > begin:
            changes.setdefault(begin, []).append((claim.choice, claim.load))
            changes.setdefault(end, []).append((claim.choice, -claim.load))
    load: dict[int | None, Fraction] = {}
    found = []
    for index, day in enumerate(ordered):
        for choice, change in changes.get(day, ()):
            load[choice] = load.get(choice, Fraction(0)) + change
            if not load[choice]:
                del load[choice]
        end = ordered[index + 1] - _DAY if index + 1 < len(ordered) else last
        if not load:
            continue
        there = [one for one in supplies if not any(begin <= day <= finish for begin, finish in one.away)]
        days = max((one.calendar.working_days_in(day, end) for one in there), default=0)
        if days:
            capacity = sum((Fraction(one.capacity) for one in there), Fraction(0))
            fixed = load.get(None, Fraction(0))
            choices = {choice: value for choice, value in load.items() if choice is not None}
            found.append(Interval(day, end, days, capacity * share, fixed, choices))
    return Timeline(tuple(found))


def working_days(calendar: WorkingCalendar, run: Iterable[Interval]) -> tuple[datetime.date, datetime.date]:
    """First and last working day of a run."""
    intervals = list(run)
    return calendar.next_working_day(intervals[0].first), calendar.last_working_day(intervals[-1].last)
