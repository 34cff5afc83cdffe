"""Capacity against load of people, roles, teams, units and equipment, period by period.

Both are averages over the working days of the period, by the person's own calendar (equipment: the office's), in
full-time equivalents or units. Capacity is that of the contract on the days on which somebody is employed and not
absent, and nothing on the others; the load is what is promised on all of them, so that absences that nobody planned
for show as a load above capacity. A role, team or unit adds up its people, whatever role they work in.

Load, requests and overloads are those of :mod:`pmo.analysis.loads`.
"""

import datetime
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Literal, NamedTuple

from pmo.analysis.calendars import WorkingCalendar, calendar_of
from pmo.analysis.loads import (
    Claims,
    Commitment,
    Overload,
    Resource,
    Stretch,
    Supply,
    allowed_share,
    commitments,
    is_promised,
    is_unfilled,
    overloads_in,
    promised_while_away,
    requests,
    sharing,
    stretches,
    supply_of,
)
from pmo.analysis.periods import Length, Slice, slices, window_end
from pmo.errors import UsageError
from pmo.model.allocations import Allocation
from pmo.model.people import Person
from pmo.model.portfolio import Portfolio, Project

Kind = Literal["role", "person", "team", "unit", "equipment"]
Why = Literal["overload", "away"]
USUAL_PERIODS: Mapping[Length, int] = {"week": 13, "month": 6, "quarter": 4}
"""How many periods a window has that nobody gave an end."""
MOST_PERIODS = 400
NOTHING = Decimal(0)
_DUST = Decimal("1e-15")
"""What averages differ by when they are added up in another order."""


class ProjectLoad(NamedTuple):
    """What a project takes, and asks for, of a resource in a period."""

    project: str
    load: Decimal
    requested: Decimal


class Figures(NamedTuple):
    """A resource in a period: averages over its working days."""

    capacity: Decimal
    load: Decimal
    """What is promised."""
    requested: Decimal
    """What is asked for beside it."""
    unfilled: Decimal
    """Of a role: what is asked for and names nobody yet; in no other figure."""
    projects: tuple[ProjectLoad, ...]

    @property
    def utilisation(self) -> Decimal | None:
        """Load over capacity; None without any capacity."""
        return self.load / self.capacity if self.capacity else None

    @property
    def demand(self) -> Decimal:
        """All that is promised or asked for."""
        return self.load + self.requested + self.unfilled

    def is_over(self, demand: Decimal, allowed: Decimal) -> bool:
        """Whether a demand is above the share of the capacity that is allowed."""
        return demand - self.capacity * allowed > _DUST

    @property
    def weight(self) -> tuple[bool, Decimal, bool, Decimal]:
        """What figures are compared by: the share that is promised, then the one asked for; without capacity first."""
        return (*_share(self.load, self.capacity), *_share(self.demand, self.capacity))


def _share(part: Decimal, whole: Decimal) -> tuple[bool, Decimal]:
    return (False, part / whole) if whole else (bool(part), part)


_NONE = Figures(NOTHING, NOTHING, NOTHING, NOTHING, ())


@dataclass(frozen=True, slots=True)
class Row:
    """A resource over the periods."""

    kind: Kind
    id: str
    name: str
    figures: tuple[Figures, ...]
    """One for each period."""
    days_over: tuple[int, ...] = ()
    """Working days of overload in each period; empty where there is none, and of what adds up others."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Working days in a row on which more is promised than there is."""

    resource: Resource
    why: Why
    """away: promised on days of absence or outside employment."""
    run: Overload
    over: Decimal
    """Most that is missing on a day: full-time equivalents or units."""
    over_days: Decimal
    """What is missing over all of its days, in days of one full-time equivalent or unit."""
    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A role that nobody fills yet."""

    project: Project
    position: int
    """Where it stands in the project's allocations."""
    allocation: Allocation

    @property
    def is_promised(self) -> bool:
        """Whether it is more than a request."""
        return is_promised(self.project, self.allocation)


class Free(NamedTuple):
    """Working days on which so much of a person is not promised."""

    first: datetime.date
    last: datetime.date
    fte: Decimal


@dataclass(frozen=True, slots=True)
class Bench:
    """When how much of a person is free."""

    person: Person
    is_allocated: bool
    """Whether anything is promised or asked for in the window."""
    free: tuple[Free, ...]
    """In order of the days; less what is promised, not what is requested."""

    @property
    def most(self) -> Free:
        """The earliest stretch in which most is free."""
        return max(self.free, key=lambda one: one.fte)


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A role of which more is promised or asked for than there is, or nearly."""

    role: str
    name: str
    first_over: Slice | None
    """The first period in which it is more."""
    peak: Slice
    """The period in which it is most."""
    figures: Figures
    """Those of the peak."""

    @property
    def share(self) -> Decimal | None:
        """All demand over capacity in the peak; None where there is nobody."""
        return self.figures.demand / self.figures.capacity if self.figures.capacity else None


@dataclass(frozen=True, slots=True)
class Capacity:
    """Capacity against load in a window."""

    slices: tuple[Slice, ...]
    rows: tuple[Row, ...]
    """By kind, the heaviest first."""
    total: tuple[Figures, ...]
    """All people and unfilled roles that it is about, period by period; without the projects."""
    conflicts: tuple[Conflict, ...]
    """In order of their first days."""
    unfilled: tuple[Unfilled, ...]
    """In order of their first days."""
    bottlenecks: tuple[Bottleneck, ...]
    """The tightest first."""
    bench: tuple[Bench, ...]
    """Who has work and is at least half free at some time, the earliest first; then who is less, then who has none."""

    @property
    def first(self) -> datetime.date:
        return self.slices[0].first

    @property
    def last(self) -> datetime.date:
        return self.slices[-1].last


@dataclass(frozen=True)
class Scope:
    """Whom it is about; empty is everybody."""

    roles: Collection[str] = ()
    """Ids in lower case."""
    teams: Collection[str] = ()
    """Ids in lower case."""
    projects: Collection[str] | None = None
    """Whoever is promised to these projects, or asked for by them, with all that they do."""


def window(
    portfolio: Portfolio,
    as_of: datetime.date,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
    length: Length = "month",
) -> tuple[Slice, ...]:
    """The periods from a day to another; refuses a window that ends before it begins, or a huge one.

    Without a first day it begins with the office's next working day, which may be today.
    """
    begin = first or calendar_of(portfolio).next_working_day(as_of)
    end = last or window_end(begin, length, USUAL_PERIODS[length])
    if end < begin:
        raise UsageError(f"the window ends ({end}) before it begins ({begin})", "give --from before --to")
    if (end - begin).days // {"week": 7, "month": 30, "quarter": 91}[length] > MOST_PERIODS:
        raise UsageError(
            f"the window from {begin} to {end} has more than {MOST_PERIODS} periods",
            "give --from and --to closer together, or a longer --period",
        )
    return tuple(slices(begin, end, length))


def capacity(
    portfolio: Portfolio, periods: Sequence[Slice], by: Kind | None = None, scope: Scope | None = None
) -> Capacity:
    """Capacity against load in these periods; without ``by`` of roles, people and equipment."""
    return _Computation(portfolio, tuple(periods), by, scope or Scope()).result()


class _Periods:
    """Working days of calendars in the periods, counted once for each calendar."""

    def __init__(self, periods: Sequence[Slice]) -> None:
        self.slices = periods
        self.first, self.last = periods[0].first, periods[-1].last
        self._starts = [one.first for one in periods]
        self._days: dict[WorkingCalendar, list[int]] = {}

    def days(self, calendar: WorkingCalendar) -> list[int]:
        """Working days of each period."""
        if calendar not in self._days:
            self._days[calendar] = [calendar.working_days_in(one.first, one.last) for one in self.slices]
        return self._days[calendar]

    def within(
        self, calendar: WorkingCalendar, first: datetime.date, last: datetime.date
    ) -> Iterator[tuple[int, int]]:
        """Which periods a stretch of days reaches into, and how many of its working days lie in each."""
        first, last = max(first, self.first), min(last, self.last)
        if first > last:
            return
        whole = self.days(calendar)
        begin, end = bisect_right(self._starts, first) - 1, bisect_right(self._starts, last) - 1
        for index in range(begin, end + 1):
            period = self.slices[index]
            if first <= period.first and last >= period.last:
                yield index, whole[index]
            else:
                yield (
                    index,
                    calendar.working_days_in(max(first, period.first), min(last, period.last)),
                )


class _Computation:
    """What the figures need, each worked out once."""

    def __init__(
        self, portfolio: Portfolio, periods: tuple[Slice, ...], by: Kind | None, scope: Scope
    ) -> None:
        self._portfolio = portfolio
        self._periods = _Periods(periods)
        self._by = by
        self._scope = scope

    def result(self) -> Capacity:
        kinds: tuple[Kind, ...] = (self._by,) if self._by else ("role", "person", "equipment")
        return Capacity(
            slices=tuple(self._periods.slices),
            rows=tuple(row for kind in kinds for row in self._rows(kind)),
            total=self._total(),
            conflicts=tuple(self._conflicts()),
            unfilled=self._unfilled,
            bottlenecks=tuple(self._bottlenecks()),
            bench=tuple(self._bench()),
        )

    # whom it is about

    @cached_property
    def _in_scope(self) -> Mapping[str, Person]:
        """People of the roles and teams that are asked for."""
        if self._by == "equipment":
            return {}
        people, roles, teams = self._portfolio.people, self._scope.roles, self._scope.teams
        members = {one.lower() for team in teams for one in self._portfolio.teams[team].members}
        return {
            key: person
            for key, person in people.items()
            if (not roles or person.role.lower() in roles) and (not teams or key in members)
        }

    @cached_property
    def _people(self) -> Mapping[str, Person]:
        """Of these the ones whom the projects use."""
        return {
            key: person for key, person in self._in_scope.items() if self._is_used(Resource("person", key))
        }

    @cached_property
    def _equipment(self) -> tuple[str, ...]:
        if self._by not in (None, "equipment") or self._scope.roles or self._scope.teams:
            return ()
        return tuple(key for key in self._portfolio.equipment if self._is_used(Resource("equipment", key)))

    def _is_used(self, resource: Resource) -> bool:
        chosen = self._scope.projects
        return chosen is None or any(
            one.project.id in chosen and self._reaches(one.allocation) for one in self._claims_on(resource)
        )

    def _claims_on(self, resource: Resource) -> Iterator[Commitment]:
        for claims in (commitments(self._portfolio), requests(self._portfolio)):
            yield from claims.get(resource, ())

    def _reaches(self, allocation: Allocation) -> bool:
        return allocation.from_ <= self._periods.last and allocation.to >= self._periods.first

    @cached_property
    def _demanded(self) -> list[Unfilled]:
        """Unfilled roles of all projects: a role is as scarce to one of them as all make it."""
        if self._by == "equipment":
            return []
        is_narrowed = self._scope.roles or self._scope.teams
        roles = set(self._scope.roles) or {person.role.lower() for person in self._in_scope.values()}
        return [
            Unfilled(project, index, one)
            for project in self._portfolio.projects.values()
            if project.is_open
            for index, one in enumerate(project.allocations)
            if is_unfilled(one) and self._reaches(one) and (not is_narrowed or _role(one) in roles)
        ]

    @cached_property
    def _unfilled(self) -> tuple[Unfilled, ...]:
        """Those of the chosen projects."""
        chosen = self._scope.projects
        found = (one for one in self._demanded if chosen is None or one.project.id in chosen)
        return tuple(sorted(found, key=lambda one: (one.allocation.from_, one.project.id, one.position)))

    # figures

    @cached_property
    def _of_people(self) -> Mapping[str, tuple[Figures, ...]]:
        return {key: self._figures(Resource("person", key)) for key in self._in_scope}

    def _figures(self, resource: Resource) -> tuple[Figures, ...]:
        supply = supply_of(self._portfolio, resource)
        there = self._days_there(supply)
        taken = self._by_project(commitments(self._portfolio), resource, supply.calendar)
        asked = self._by_project(requests(self._portfolio), resource, supply.calendar)
        return tuple(
            _averages(supply.capacity * there[index], taken.get(index, {}), asked.get(index, {}), days)
            for index, days in enumerate(self._periods.days(supply.calendar))
        )

    def _days_there(self, supply: Supply) -> list[int]:
        days = list(self._periods.days(supply.calendar))
        for first, last in supply.away:
            for index, count in self._periods.within(supply.calendar, first, last):
                days[index] -= count
        return days

    def _by_project(
        self, claims: Claims, resource: Resource, calendar: WorkingCalendar
    ) -> dict[int, dict[str, Decimal]]:
        """Days of one full-time equivalent or unit, by period and project."""
        found: dict[int, dict[str, Decimal]] = {}
        for one in claims.get(resource, ()):
            allocation = one.allocation
            for index, days in self._periods.within(calendar, allocation.from_, allocation.to):
                if days and allocation.load:
                    taken = found.setdefault(index, {})
                    taken[one.project.id] = taken.get(one.project.id, NOTHING) + allocation.load * days
        return found

    def _unfilled_by_role(self, demanded: Iterable[Unfilled]) -> dict[str, list[Decimal]]:
        """Full-time equivalents period by period, over the office's working days."""
        calendar = calendar_of(self._portfolio)
        whole = self._periods.days(calendar)
        found: dict[str, list[Decimal]] = {}
        for one in demanded:
            averages = found.setdefault(_role(one.allocation), [NOTHING] * len(whole))
            for index, days in self._periods.within(calendar, one.allocation.from_, one.allocation.to):
                if days:
                    averages[index] += one.allocation.load * days / whole[index]
        return found

    def _sum(
        self, people: Iterable[str], unfilled: Sequence[Sequence[Decimal]] = (), *, by_project: bool = True
    ) -> tuple[Figures, ...]:
        """People together, and roles that nobody fills."""
        members = [self._of_people[one] for one in people]
        found = []
        for index in range(len(self._periods.slices)):
            figures = [one[index] for one in members]
            missing = sum((one[index] for one in unfilled), NOTHING)
            found.append(_together(figures, missing, _shared(figures) if by_project else ()))
        return tuple(found)

    def _total(self) -> tuple[Figures, ...]:
        """All people and unfilled roles that it is about."""
        missing = list(self._unfilled_by_role(self._unfilled).values())
        return self._sum(self._people, missing, by_project=False)

    # rows

    def _rows(self, kind: Kind) -> list[Row]:
        found = {
            "role": self._roles,
            "person": self._persons,
            "team": self._teams,
            "unit": self._units,
            "equipment": self._items,
        }[kind]()
        return sorted(found, key=lambda row: (*_heaviest_first(row.figures), row.name.casefold(), row.id))

    def _persons(self) -> Iterator[Row]:
        for key, person in self._people.items():
            over = self._days_over(Resource("person", key))
            yield Row("person", person.id, person.name, self._of_people[key], over)

    def _items(self) -> Iterator[Row]:
        for key in self._equipment:
            item = self._portfolio.equipment[key]
            resource = Resource("equipment", key)
            yield Row("equipment", item.id, item.title, self._figures(resource), self._days_over(resource))

    def _days_over(self, resource: Resource) -> tuple[int, ...]:
        runs = self._runs.get(("overload", resource), [])
        if not runs:
            return ()
        calendar = supply_of(self._portfolio, resource).calendar
        days = [0] * len(self._periods.slices)
        for run in runs:
            for one in run.stretches:
                for index, count in self._periods.within(calendar, one.first, one.last):
                    days[index] += count
        return tuple(days)

    def _roles(self) -> Iterator[Row]:
        return iter(self._role_rows)

    @cached_property
    def _role_rows(self) -> list[Row]:
        """Roles of the people whom the projects use, and those that they need; with everybody of that role."""
        unfilled = self._unfilled_by_role(self._demanded)
        members = _grouped((person.role.lower(), key) for key, person in self._in_scope.items())
        roles = [person.role for person in self._people.values()]
        roles += [str(one.allocation.role) for one in self._unfilled]
        rows = []
        for role in dict.fromkeys(one.lower() for one in roles):
            record = self._portfolio.roles.get(role)
            missing = [unfilled[role]] if role in unfilled else []
            figures = self._sum(members.get(role, ()), missing)
            rows.append(Row("role", record.id if record else role, record.title if record else role, figures))
        return rows

    def _teams(self) -> Iterator[Row]:
        for key, team in self._portfolio.teams.items():
            members = dict.fromkeys(one.lower() for one in team.members if one.lower() in self._in_scope)
            is_asked = not self._scope.teams or key in self._scope.teams
            if is_asked and any(one in self._people for one in members):
                yield Row("team", team.id, team.title, self._sum(members))

    def _units(self) -> Iterator[Row]:
        named = [(person.unit, key) for key, person in self._in_scope.items() if person.unit]
        names = {unit.casefold(): unit for unit, _ in reversed(named)}
        for unit, members in _grouped((unit.casefold(), key) for unit, key in named).items():
            if any(one in self._people for one in members):
                yield Row("unit", names[unit], names[unit], self._sum(members))

    # conflicts, bottlenecks, bench

    @cached_property
    def _runs(self) -> Mapping[tuple[Why, Resource], list[Overload]]:
        """Overloads, and what is promised while somebody is away."""
        return {
            (why, resource): runs(self._portfolio, resource, ordered)
            for resource, ordered in self._stretches.items()
            if resource in commitments(self._portfolio)
            for why, runs in _CONFLICTS.items()
        }

    @cached_property
    def _stretches(self) -> Mapping[Resource, list[Stretch]]:
        """Load and capacity of people and equipment, day by day."""
        people = (Resource("person", one) for one in self._people)
        equipment = (Resource("equipment", one) for one in self._equipment)
        return {
            one: list(stretches(self._portfolio, one, self._periods.first, self._periods.last))
            for one in (*people, *equipment)
        }

    def _conflicts(self) -> list[Conflict]:
        chosen = self._scope.projects
        found = [
            self._conflict(resource, why, run) for (why, resource), runs in self._runs.items() for run in runs
        ]
        found = [one for one in found if chosen is None or any(project in chosen for project in one.projects)]
        return sorted(found, key=lambda one: (one.run.first, one.resource, one.why))

    def _conflict(self, resource: Resource, why: Why, run: Overload) -> Conflict:
        missing = [
            (one.load if why == "away" else one.load - one.capacity, one.working_days or one.away_days)
            for one in run.stretches
        ]
        return Conflict(
            resource=resource,
            why=why,
            run=run,
            over=max(over for over, _ in missing),
            over_days=sum((over * days for over, days in missing), NOTHING),
            projects=sharing(self._portfolio, resource, run),
        )

    def _bottlenecks(self) -> Iterator[Bottleneck]:
        allowed = allowed_share(self._portfolio)
        for row in sorted(self._role_rows, key=lambda one: (_most_wanted_first(one.figures), one.id)):
            if not any(one.demand for one in row.figures):
                continue
            pairs = list(zip(self._periods.slices, row.figures, strict=True))
            over = (period for period, one in pairs if one.is_over(one.demand, allowed))
            peak, figures = max(pairs, key=lambda pair: _share(pair[1].demand, pair[1].capacity))
            yield Bottleneck(row.id, row.name, next(over, None), peak, figures)

    def _bench(self) -> list[Bench]:
        found = []
        for key, person in self._people.items():
            free = tuple(self._free(Resource("person", key)))
            if free:
                claims = self._claims_on(Resource("person", key))
                is_allocated = any(self._reaches(one.allocation) for one in claims)
                found.append(Bench(person, is_allocated, free))
        return sorted(
            found,
            key=lambda one: (
                not one.is_allocated,
                2 * one.most.fte < one.person.capacity,
                one.most.first,
                -one.most.fte,
                one.person.id,
            ),
        )

    def _free(self, person: Resource) -> Iterator[Free]:
        """Days in a row on which the same part of a person is free; days away don't break them."""
        calendar = supply_of(self._portfolio, person).calendar
        there = (one for one in self._stretches[person] if one.working_days)
        for fte, run in groupby(there, lambda one: one.capacity - one.load):
            if fte > 0:
                days = list(run)
                yield Free(
                    calendar.next_working_day(days[0].first), calendar.last_working_day(days[-1].last), fte
                )


_CONFLICTS: Mapping[Why, Callable[..., list[Overload]]] = {
    "overload": overloads_in,
    "away": promised_while_away,
}


def _role(allocation: Allocation) -> str:
    return (allocation.role or "").lower()


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, member in pairs:
        found.setdefault(key, []).append(member)
    return found


def _averages(
    capacity: Decimal, taken: Mapping[str, Decimal], asked: Mapping[str, Decimal], days: int
) -> Figures:
    """Days of one full-time equivalent or unit as averages over the working days of the period."""
    if not days:
        return _NONE
    if not taken and not asked:
        return Figures(capacity / days, NOTHING, NOTHING, NOTHING, ())
    projects = tuple(
        ProjectLoad(one, taken.get(one, NOTHING) / days, asked.get(one, NOTHING) / days)
        for one in sorted(taken.keys() | asked.keys())
    )
    load, requested = sum(taken.values(), NOTHING), sum(asked.values(), NOTHING)
    return Figures(capacity / days, load / days, requested / days, NOTHING, projects)


def _together(members: Sequence[Figures], unfilled: Decimal, projects: tuple[ProjectLoad, ...]) -> Figures:
    return Figures(
        sum([one.capacity for one in members], NOTHING),
        sum([one.load for one in members], NOTHING),
        sum([one.requested for one in members], NOTHING),
        unfilled,
        projects,
    )


def _shared(members: Sequence[Figures]) -> tuple[ProjectLoad, ...]:
    """What each project takes of several together."""
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for one in members:
        for project, load, requested in one.projects:
            before = found.get(project)
            found[project] = (
                (load, requested) if before is None else (before[0] + load, before[1] + requested)
            )
    return tuple(ProjectLoad(one, *found[one]) for one in sorted(found))


def _heaviest_first(figures: Iterable[Figures]) -> tuple[bool, Decimal, bool, Decimal]:
    no_capacity, share, none_asked, asked = max(one.weight for one in figures)
    return not no_capacity, -share, not none_asked, -asked


def _most_wanted_first(figures: Iterable[Figures]) -> tuple[bool, Decimal]:
    no_capacity, share = max(_share(one.demand, one.capacity) for one in figures)
    return not no_capacity, -share
