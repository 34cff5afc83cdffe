"""How much of their time people and equipment are promised, against what there is of it.

Confirmed allocations of projects that are not over count; those of a proposed project are requests until it is
approved. Capacity is that of the contract, on the working days of the person's calendar. On days of absence and
outside employment there is none, and they make no overload: an allocation on them is a finding of its own.
Equipment has its units on the office's working days.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Literal, NamedTuple

from pmo.analysis.calendars import WorkingCalendar, calendar_of
from pmo.model.allocations import Allocation
from pmo.model.equipment import EquipmentItem
from pmo.model.kinds import RESERVED_ROLES
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
    """An allocation that takes time of somebody or something, or asks for it."""

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
    away_days: int
    """Working days of absence and outside employment; 0 at other times."""
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
    """A working day."""
    last: datetime.date
    """A working day."""
    working_days: int
    stretches: tuple[Stretch, ...]

    def peak(self, first: datetime.date, last: datetime.date) -> Stretch | None:
        """The worst of the stretches that reach into these days."""
        within = [one for one in self.stretches if one.first <= last and one.last >= first]
        return max(within, key=lambda one: one.weight, default=None)


class Supply(NamedTuple):
    """What there is of a resource."""

    capacity: Decimal
    """Full-time equivalents by contract, or units."""
    calendar: WorkingCalendar
    """The calendar it goes by."""
    away: list[tuple[datetime.date, datetime.date]]
    """First and last day of absences and of the time outside employment, in order and apart from each other."""


Claims = Mapping[Resource, Sequence[Commitment]]


def commitments(portfolio: Portfolio) -> Claims:
    """Promised allocations of people and equipment to projects that are not over."""
    return _claims(portfolio)[0]


def requests(portfolio: Portfolio) -> Claims:
    """Allocations that wait for an answer, and those of projects that wait for approval."""
    return _claims(portfolio)[1]


@once
def _claims(portfolio: Portfolio) -> tuple[Claims, Claims]:
    promised: dict[Resource, list[Commitment]] = {}
    requested: dict[Resource, list[Commitment]] = {}
    for project in portfolio.projects.values():
        if not project.is_open:
            continue
        for index, one in enumerate(project.allocations):
            if one.status != "rejected" and one.from_ <= one.to:
                found = promised if is_promised(project, one) else requested
                for resource in resources_of(portfolio, project, one):
                    found.setdefault(resource, []).append(Commitment(project, index, one))
    return promised, requested


def is_promised(project: Project, allocation: Allocation) -> bool:
    """Whether an allocation of an open project is more than a request."""
    is_proposed = project.charter is not None and project.charter.state == "proposed"
    return allocation.status == "confirmed" and not is_proposed


def resources_of(portfolio: Portfolio, project: Project, allocation: Allocation) -> Iterator[Resource]:
    """Whose time an allocation takes; nobody's when it names a role still to be filled, or somebody unknown."""
    reference = allocation.person
    if reference is None and _is_filled_by_charter(allocation.role):
        reference = allocation.role
    person = portfolio.person(reference, project)
    if person is not None:
        yield Resource("person", person.id.lower())
    if allocation.equipment is not None and allocation.equipment.lower() in portfolio.equipment:
        yield Resource("equipment", allocation.equipment.lower())


def _is_filled_by_charter(role: str | None) -> bool:
    """Whether it is the sponsor, the manager or the head of the office: their names are known."""
    return role is not None and role.lower() in RESERVED_ROLES


def stretches(
    portfolio: Portfolio, resource: Resource, first: datetime.date, last: datetime.date
) -> Iterator[Stretch]:
    """Load and capacity of a resource from a day to another, in order."""
    taken = [
        one.allocation
        for one in commitments(portfolio).get(resource, ())
        if one.allocation.from_ <= last and one.allocation.to >= first
    ]
    capacity, calendar, away = supply_of(portfolio, resource)
    # Every day on which something changes begins a stretch.
    starts = {first}
    for from_, to in [*((one.from_, one.to) for one in taken), *away]:
        starts |= {day for day in (from_, _after(to)) if first < day <= last}
    ordered = sorted(starts)
    for index, start in enumerate(ordered):
        end = ordered[index + 1] - _DAY if index + 1 < len(ordered) else last
        is_away = any(from_ <= start <= to for from_, to in away)
        load = sum((one.load for one in taken if one.from_ <= start <= one.to), Decimal(0))
        days = calendar.working_days_in(start, end)
        yield Stretch(start, end, 0 if is_away else days, days if is_away else 0, load, capacity)


def supply_of(portfolio: Portfolio, resource: Resource) -> Supply:
    """What there is of a resource, and when."""
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
    return Supply(Decimal(capacity), calendar, _apart(away))


def _apart(
    stretches: Sequence[tuple[datetime.date, datetime.date]],
) -> list[tuple[datetime.date, datetime.date]]:
    """The same days as stretches that don't overlap."""
    found: list[tuple[datetime.date, datetime.date]] = []
    for first, last in sorted(one for one in stretches if one[0] <= one[1]):
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def _after(day: datetime.date) -> datetime.date:
    return day if day == datetime.date.max else day + _DAY


@once_a_day
def horizon(portfolio: Portfolio, as_of: datetime.date) -> datetime.date:
    """Last day on which loads count."""
    return calendar_of(portfolio).add_working_days(as_of, portfolio.health_rules.horizon_days)


@once_a_day
def fill_by(portfolio: Portfolio, as_of: datetime.date) -> datetime.date:
    """Last day from which on an unfilled role is needed soon."""
    return calendar_of(portfolio).add_working_days(as_of, portfolio.health_rules.unfilled_days)


@once_a_day
def overloads(portfolio: Portfolio, as_of: datetime.date) -> Mapping[Resource, Sequence[Overload]]:
    """Loads above the office's threshold within its horizon that last long enough to count.

    Days on which nothing is worked (weekends, holidays, absence) neither break nor lengthen an overload.
    """
    rules = portfolio.health_rules
    first = calendar_of(portfolio).next_working_day(as_of)
    last = horizon(portfolio, as_of)
    found = {}
    for resource in commitments(portfolio):
        runs = overloads_in(portfolio, resource, stretches(portfolio, resource, first, last))
        lasting = [one for one in runs if one.working_days >= max(rules.overload_days, 1)]
        if lasting:
            found[resource] = lasting
    return found


def overloads_in(portfolio: Portfolio, resource: Resource, ordered: Iterable[Stretch]) -> list[Overload]:
    """Loads of a resource above the office's threshold, however short."""
    allowed = allowed_share(portfolio)

    def is_over(one: Stretch) -> bool:
        return bool(one.load) and (one.share is None or one.share > allowed)

    there = (one for one in ordered if one.working_days)
    return [_overload(portfolio, resource, run) for run in _runs(there, is_over)]


def promised_while_away(
    portfolio: Portfolio, resource: Resource, ordered: Iterable[Stretch]
) -> list[Overload]:
    """Runs of working days of absence, or outside employment, on which something of a resource is promised."""
    worked = (one for one in ordered if one.working_days or one.away_days)
    runs = _runs(worked, lambda one: bool(one.away_days and one.load))
    return [_overload(portfolio, resource, run) for run in runs]


def allowed_share(portfolio: Portfolio) -> Decimal:
    """Load over capacity that the office allows."""
    return portfolio.health_rules.load.amber


def _runs(ordered: Iterable[Stretch], is_over: Callable[[Stretch], bool]) -> Iterator[list[Stretch]]:
    """Stretches that are over and follow each other."""
    for over, run in groupby(ordered, is_over):
        if over:
            yield list(run)


def _overload(portfolio: Portfolio, resource: Resource, run: list[Stretch]) -> Overload:
    calendar = supply_of(portfolio, resource).calendar
    return Overload(
        calendar.next_working_day(run[0].first),
        calendar.last_working_day(run[-1].last),
        sum(one.working_days or one.away_days for one in run),
        tuple(run),
    )


def sharing(portfolio: Portfolio, resource: Resource, overload: Overload) -> tuple[str, ...]:
    """Ids of the projects that share an overload."""
    taken = commitments(portfolio).get(resource, ())
    return tuple(
        dict.fromkeys(
            one.project.id
            for one in taken
            if one.allocation.load
            and any(one.allocation.from_ <= run.first <= one.allocation.to for run in overload.stretches)
        )
    )


def is_unfilled(allocation: Allocation) -> bool:
    """Whether it asks for a role that nobody fills yet."""
    return (
        allocation.role is not None
        and allocation.person is None
        and not _is_filled_by_charter(allocation.role)
        and allocation.status != "rejected"
        and bool(allocation.load)
        and allocation.from_ <= allocation.to
    )


def unfilled_roles(
    portfolio: Portfolio, project: Project, as_of: datetime.date
) -> list[tuple[int, Allocation]]:
    """Roles without a person that are needed within the office's days, with where they stand; the earliest first."""
    last = fill_by(portfolio, as_of)
    found = [
        (index, one)
        for index, one in enumerate(project.allocations)
        if is_unfilled(one) and one.to >= as_of and one.from_ <= last
    ]
    return sorted(found, key=lambda pair: (pair[1].from_, pair[0]))
