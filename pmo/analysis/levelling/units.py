"""What may move: phases that have not begun, within the slack of their milestones; approved projects of which nothing has begun.

A phase moves with its allocations, its milestones and its dates; a project with all of its own. Whatever has begun or
ended stays. Moves are later by up to two weeks of work, by whole weeks
after that, or by just as much as there is room for.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from pmo.analysis.calendars import WorkingCalendar, calendar_of
from pmo.analysis.dependencies import dependencies
from pmo.analysis.loads import is_promised
from pmo.analysis.progress import is_reached
from pmo.analysis.schedule import Schedule, is_waited_for, lag_of, schedule_of
from pmo.model.allocations import Allocation
from pmo.model.plan import PlannedPhase
from pmo.model.portfolio import Portfolio, Project

NEAR: Final = 10
"""Working days up to which every move is looked at."""
STEP: Final = 5
"""Working days between two moves that are farther away."""


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A project or a phase that may move."""

    project: Project
    phase: str | None
    """Identifier of the phase; None for the whole project."""
    start: datetime.date
    """First day of its work."""
    room: int
    """Working days by which it may begin later at most."""
    allocations: tuple[int, ...]
    """Positions of the allocations that move with it."""
    milestones: frozenset[str]
    """Keys of the milestones that move with it: `<project>/<id>` in lower case."""

    @property
    def moves(self) -> tuple[int, ...]:
        """Working days by which it could move, the least first."""
        days = range(1, min(self.room, NEAR) + 1)
        weeks = range(NEAR + STEP, self.room + 1, STEP)
        return tuple(sorted({*days, *weeks, self.room} - {0}))


class Order(NamedTuple):
    """What must come first: one may move later than the other by so many working days and no more.

    None for a side that cannot move.
    """

    earlier: Unit | None
    later: Unit | None
    room: int


@dataclass(frozen=True, slots=True)
class Movable:
    """All that may move, and in which order it must stay."""

    units: tuple[Unit, ...]
    orders: tuple[Order, ...]


def movable(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date, most_days: int
) -> Movable:
    """The units of these projects; a project that has not begun moves by ``most_days`` working days at most."""
    schedule = schedule_of(portfolio, as_of)
    units = [
        unit
        for project in projects
        if project.charter is not None and project.charter.state in ("approved", "active")
        for unit in _units(portfolio, project, schedule, as_of, most_days)
    ]
    orders = [*_by_milestones(portfolio, units, schedule, as_of), *_by_phases(portfolio, units)]
    return Movable(tuple(units), tuple(orders))


def _units(
    portfolio: Portfolio, project: Project, schedule: Schedule, as_of: datetime.date, most_days: int
) -> Iterator[Unit]:
    if project.charter is not None and project.charter.state == "approved":
        whole = _whole(project, as_of, most_days)
        if whole is not None:
            yield whole
            return
    calendar = calendar_of(portfolio)
    ends = [one.early for one in schedule.of(project) if one.early is not None and one.late is not None]
    for phase in project.plan.phases if project.plan else ():
        positions = _of_phase(project, phase.id)
        start = phase.forecast.start or phase.baseline.start
        begins = [project.allocations[index].from_ for index in positions]
        has_begun = phase.actual.start is not None or phase.actual.finish is not None
        if has_begun or not begins or min([*begins, start or min(begins)]) <= as_of:
            continue
        milestones = _milestones(project, phase.id, as_of)
        if not milestones and any(
            (one.phase or "").lower() == phase.id.lower()
            for one in (project.plan.milestones if project.plan else ())
        ):
            continue  # all of its milestones are reached: it is over, whatever its dates say
        slack = [schedule.milestones[key].slack_days for key in milestones]
        if any(one is None for one in slack):
            continue  # on a cycle, or without a date: nobody can say how far it may move
        finish = (
            phase.forecast.finish
            or phase.baseline.finish
            or max(project.allocations[i].to for i in positions)
        )
        to_the_end = calendar.working_days_between(finish, max(ends)) if ends else 0
        room = min([one for one in slack if one is not None], default=max(0, to_the_end))
        if room > 0:
            yield Unit(project, phase.id, min([*begins, start or min(begins)]), room, positions, milestones)


def _whole(project: Project, as_of: datetime.date, most_days: int) -> Unit | None:
    """The project as one, where nothing of it has begun."""
    plan = project.plan
    positions = tuple(
        index
        for index, one in enumerate(project.allocations)
        if one.status != "rejected" and one.from_ <= one.to
    )
    starts = [project.allocations[index].from_ for index in positions]
    if plan is not None:
        if any(phase.actual.start or phase.actual.finish for phase in plan.phases):
            return None
        if any(milestone.actual is not None for milestone in plan.milestones):
            return None
        starts += [
            day for phase in plan.phases for day in (phase.forecast.start or phase.baseline.start,) if day
        ]
        starts += [plan.start] if plan.start and not plan.phases else []
    if not starts or not positions or min(starts) <= as_of:
        return None
    keys = frozenset(
        f"{project.id}/{milestone.id}".lower() for milestone in (plan.milestones if plan else ())
    )
    return Unit(project, None, min(starts), most_days, positions, keys)


def _of_phase(project: Project, phase: str) -> tuple[int, ...]:
    return tuple(
        index
        for index, one in enumerate(project.allocations)
        if (one.phase or "").lower() == phase.lower() and one.status != "rejected" and one.from_ <= one.to
    )


def _milestones(project: Project, phase: str, as_of: datetime.date) -> frozenset[str]:
    """Keys of a phase's milestones that are not reached."""
    return frozenset(
        f"{project.id}/{milestone.id}".lower()
        for milestone in (project.plan.milestones if project.plan else ())
        if (milestone.phase or "").lower() == phase.lower() and not is_reached(milestone, as_of)
    )


def _by_milestones(
    portfolio: Portfolio, units: list[Unit], schedule: Schedule, as_of: datetime.date
) -> Iterator[Order]:
    """Each milestone stays behind those it waits for."""
    network, calendar = dependencies(portfolio), calendar_of(portfolio)
    of = {key: unit for unit in units for key in unit.milestones}
    for key, waits in network.waits.items():
        follower = schedule.milestones[key]
        for wait in waits:
            earlier, later = of.get(wait.key), of.get(key)
            before = schedule.milestones[wait.key]
            if earlier is later or earlier is None or not is_waited_for(network.nodes[wait.key], as_of):
                continue  # what moves together keeps its distance; what stays cannot come closer
            if before.early is None or follower.early is None or is_reached(follower.node.milestone, as_of):
                continue
            allowed = calendar.add_working_days(before.early, lag_of(wait))
            yield Order(earlier, later, max(0, calendar.working_days_between(allowed, follower.early)))


def _by_phases(portfolio: Portfolio, units: list[Unit]) -> Iterator[Order]:
    """A phase stays behind those of its project that end before it begins."""
    calendar = calendar_of(portfolio)
    by_phase = {(unit.project.id, (unit.phase or "").lower()): unit for unit in units if unit.phase}
    for unit in units:
        plan = unit.project.plan
        if unit.phase is None or plan is None:
            continue
        own = next(one for one in plan.phases if one.id.lower() == unit.phase.lower())
        finish = own.forecast.finish or own.baseline.finish
        for other in plan.phases:
            start = other.actual.start or other.forecast.start or other.baseline.start
            if finish is not None and start is not None and start > finish:
                later = by_phase.get((unit.project.id, other.id.lower()))
                yield Order(unit, later, _between(calendar, finish, start))


def _between(calendar: WorkingCalendar, finish: datetime.date, start: datetime.date) -> int:
    """Working days that lie between an end and a beginning."""
    return max(0, calendar.working_days_between(finish, start) - 1)


def moved(calendar: WorkingCalendar, day: datetime.date, days: int) -> datetime.date:
    """A day, so many working days later; one off counts as the next working day."""
    return calendar.add_working_days(calendar.next_working_day(day), days)


def moved_span(
    calendar: WorkingCalendar, first: datetime.date, last: datetime.date, days: int
) -> tuple[datetime.date, datetime.date]:
    """A first and a last day, so many working days later, with as many working days between them."""
    begin, end = calendar.next_working_day(first), calendar.last_working_day(last)
    length = max(0, calendar.working_days_between(begin, end))
    later = calendar.add_working_days(begin, days)
    return later, calendar.add_working_days(later, length)


def promised(unit: Unit) -> Iterator[Allocation]:
    """The allocations of a unit that take time of somebody or something."""
    for index in unit.allocations:
        one = unit.project.allocations[index]
        if is_promised(unit.project, one):
            yield one


def phases_of(unit: Unit) -> Mapping[int, PlannedPhase]:
    """The phases whose dates move with a unit, by their position in the plan."""
    phases = unit.project.plan.phases if unit.project.plan else ()
    return {
        index: phase
        for index, phase in enumerate(phases)
        if unit.phase is None or phase.id.lower() == unit.phase.lower()
    }
