"""How much of their time people and equipment are promised, against what there is of it.

Confirmed allocations of projects that are not over count. Capacity is that of the contract, on the working
days of the person's calendar. Days of absence and outside employment are left out: an allocation on them is
a finding of its own. Equipment has its units on the office's working days.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from pmo.analysis.calendars import WorkingCalendar, calendar_of
from pmo.model.allocations import Allocation
from pmo.model.equipment import EquipmentItem
from pmo.model.office import HealthRules
from pmo.model.once import once, once_a_day
from pmo.model.people import Person
from pmo.model.portfolio import Portfolio, Project

_DAY = datetime.timedelta(days=1)


class Resource(NamedTuple):
    """A person or a piece of equipment that is shared."""

    kind: Literal["person", "equipment"]
    id: str
    """In lower case."""


class Commitment(NamedTuple):
    """An allocation that takes time of somebody or something."""

    project: Project
    position: int
    """Where it stands in the project's allocations."""
    allocation: Allocation


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row with the same load and capacity."""

    first: datetime.date
    last: datetime.date
    working_days: int
    """Days of these on which the person works; 0 during absence and outside employment."""
    load: Decimal
    """Full-time equivalents that are promised, or units of equipment."""
    capacity: Decimal
    """Full-time equivalents by contract, or units there are."""

    @property
    def share(self) -> Decimal | None:
        """Load over capacity; None where there is no capacity at all."""
        return self.load / self.capacity if self.capacity else None

    @property
    def weight(self) -> tuple[bool, Decimal]:
        """What stretches are compared by: a load without any capacity is the heaviest."""
        return self.share is None, self.share or self.load


@dataclass(frozen=True, slots=True)
class Overload:
    """A run of working days on which more is promised than there is."""

    first: datetime.date
    last: datetime.date
    working_days: int
    stretches: tuple[Stretch, ...]

    def peak(self, first: datetime.date, last: datetime.date) -> Stretch | None:
        """The worst of the stretches that reach into these days."""
        within = [one for one in self.stretches if one.first <= last and one.last >= first]
        return max(within, key=lambda one: one.weight, default=None)


@once
def commitments(portfolio: Portfolio) -> Mapping[Resource, Sequence[Commitment]]:
    """Confirmed allocations of people and equipment to projects that are not over."""
    found: dict[Resource, list[Commitment]] = {}
    for project in portfolio.projects.values():
        if not project.is_open:
            continue
        for index, one in enumerate(project.allocations):
            if one.status == "confirmed" and one.from_ <= one.to:
                for resource in resources_of(portfolio, project, one):
                    found.setdefault(resource, []).append(Commitment(project, index, one))
    return found


def resources_of(portfolio: Portfolio, project: Project, allocation: Allocation) -> Iterator[Resource]:
    """Whose time an allocation takes; nobody's when it names a role alone, or somebody unknown."""
    person = portfolio.person(allocation.person, project)
    if person is not None:
        yield Resource("person", person.id.lower())
    if allocation.equipment is not None and allocation.equipment.lower() in portfolio.equipment:
        yield Resource("equipment", allocation.equipment.lower())


def stretches(
    portfolio: Portfolio, resource: Resource, first: datetime.date, last: datetime.date
) -> Iterator[Stretch]:
    """Load and capacity of a resource from a day to another, in order; nothing where there is no load at all."""
    taken = [
        one.allocation
        for one in commitments(portfolio).get(resource, ())
        if one.allocation.from_ <= last and one.allocation.to >= first
    ]
    if not taken:
        return
    capacity, calendar, away = _capacity(portfolio, resource)
    # Every day on which something changes begins a stretch.
    starts = {first}
    for from_, to in [*((one.from_, one.to) for one in taken), *away]:
        starts |= {day for day in (from_, _after(to)) if first < day <= last}
    ordered = sorted(starts)
    for index, start in enumerate(ordered):
        end = ordered[index + 1] - _DAY if index + 1 < len(ordered) else last
        is_away = any(from_ <= start <= to for from_, to in away)
        load = sum((one.load for one in taken if one.from_ <= start <= one.to), Decimal(0))
        yield Stretch(start, end, 0 if is_away else calendar.working_days_in(start, end), load, capacity)


def _capacity(
    portfolio: Portfolio, resource: Resource
) -> tuple[Decimal, WorkingCalendar, list[tuple[datetime.date, datetime.date]]]:
    """What there is of a resource, the calendar it goes by, and the days on which it is not there."""
    who: Person | EquipmentItem
    if resource.kind == "person":
        who = portfolio.people[resource.id]
        capacity, calendar = who.capacity, calendar_of(portfolio, who.calendar)
        away = [(one.from_, one.to) for one in who.absences if one.from_ <= one.to]
    else:
        who = portfolio.equipment[resource.id]
        capacity, calendar, away = who.units, calendar_of(portfolio), []
    if who.from_ is not None and who.from_ > datetime.date.min:
        away.append((datetime.date.min, who.from_ - _DAY))
    if who.to is not None and who.to < datetime.date.max:
        away.append((who.to + _DAY, datetime.date.max))
    return Decimal(capacity), calendar, away


def _after(day: datetime.date) -> datetime.date:
    return day if day == datetime.date.max else day + _DAY


@once_a_day
def horizon(portfolio: Portfolio, as_of: datetime.date) -> datetime.date:
    """Last day on which loads count."""
    return calendar_of(portfolio).add_working_days(as_of, _rules(portfolio).horizon_days)


@once_a_day
def fill_by(portfolio: Portfolio, as_of: datetime.date) -> datetime.date:
    """Last day from which on an unfilled role is needed soon."""
    return calendar_of(portfolio).add_working_days(as_of, _rules(portfolio).unfilled_days)


def _rules(portfolio: Portfolio) -> HealthRules:
    return portfolio.office.health if portfolio.office else HealthRules()


@once_a_day
def overloads(portfolio: Portfolio, as_of: datetime.date) -> Mapping[Resource, Sequence[Overload]]:
    """Loads above the office's threshold within its horizon that last long enough to count.

    Days on which nothing is worked (weekends, holidays, absence) neither break nor lengthen an overload.
    """
    rules = _rules(portfolio)
    first = calendar_of(portfolio).next_working_day(as_of)
    last = horizon(portfolio, as_of)
    found = {}
    for resource in commitments(portfolio):
        runs = _runs(stretches(portfolio, resource, first, last), rules.load.amber)
        lasting = [one for one in map(_overload, runs) if one.working_days >= max(rules.overload_days, 1)]
        if lasting:
            found[resource] = lasting
    return found


def _runs(ordered: Iterator[Stretch], allowed: Decimal) -> Iterator[list[Stretch]]:
    """Stretches above ``allowed`` that follow each other."""
    run: list[Stretch] = []
    for one in ordered:
        if not one.working_days:
            continue
        if one.load and (one.share is None or one.share > allowed):
            run.append(one)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _overload(run: list[Stretch]) -> Overload:
    return Overload(run[0].first, run[-1].last, sum(one.working_days for one in run), tuple(run))


def unfilled_roles(
    portfolio: Portfolio, project: Project, as_of: datetime.date
) -> list[tuple[int, Allocation]]:
    """Roles without a person that are needed within the office's days, with where they stand; the earliest first."""
    last = fill_by(portfolio, as_of)
    found = [
        (index, one)
        for index, one in enumerate(project.allocations)
        if one.role is not None
        and one.person is None
        and one.status != "rejected"
        and one.load
        and one.from_ <= one.to
        and one.to >= as_of
        and one.from_ <= last
    ]
    return sorted(found, key=lambda pair: (pair[1].from_, pair[0]))
