"""Earned value of a project: what was planned, earned and spent by a day, and at the end of each period.

The reporting period is the last period of the plan that ended by the day. Planned value counts to its end;
actual cost and time go on after the plan, until its last whole period. Earned value is that of the latest
status update, of the milestones reached, or of the sprints finished by the day.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import Final, Literal, NamedTuple

from pmo.analysis.earned_value import (
    NO_BUDGET,
    NO_COST,
    NO_FORECAST,
    NO_PLAN,
    EarnedSchedule,
    EarnedValue,
    Figure,
    earned_value,
    in_time,
    index,
    known,
    rounded,
)
from pmo.analysis.money import project_money
from pmo.analysis.periods import Row, later, spans
from pmo.analysis.progress import is_reached
from pmo.findings import Message, message
from pmo.model.budget import Budget
from pmo.model.once import once, once_a_project
from pmo.model.plan import Sprint
from pmo.model.portfolio import Portfolio, Project
from pmo.model.scalars import Period

Measure = Literal["milestones", "percent-complete", "sprints"]
"""How earned value is measured."""

UNEVEN: Final = message("the periods of the plan differ in length")
NO_WEIGHTS: Final = message("no milestone has a weight")
NO_PERCENT: Final = message("no status update says how much is complete")
NO_SPRINTS: Final = message("there are no sprints")
NO_SCOPE: Final = message("no sprint says the scope of the backlog")


class Measured(NamedTuple):
    """What earned value follows from: each figure, or why there is none."""

    bac: Figure
    pv: Figure
    ev: Figure
    ac: Figure
    estimate: Figure
    """Bottom-up estimate at completion."""


class Planned(NamedTuple):
    """A plan of money on a day."""

    row: Row | None
    """The even row of its periods; None where they differ in length."""
    cumulative: Sequence[Decimal]
    """Planned value at the end of each period of the row; periods that the plan passes over plan nothing."""
    period: Period | None
    through: datetime.date | None
    value: Decimal
    """Planned value to date."""


@dataclass(frozen=True)
class Performance:
    """Earned value of a project on a day."""

    project: str
    """Id of the project."""
    currency: str
    earned_by: Measure | None
    """How earned value is measured; None without a budget."""
    period: Period | None
    """Reporting period: the last of the plan that ended by the day."""
    through: datetime.date | None
    """Last day that counts: the end of the reporting period, or of as many periods after the plan as have ended."""
    measured: Measured
    time: EarnedSchedule
    planned: Planned | None
    """Its plan of money; None without one."""

    @cached_property
    def value(self) -> EarnedValue:
        """All figures that follow."""
        return earned_value(*self.measured)

    @property
    def spi(self) -> float | None:
        return index(self.measured.ev, self.measured.pv)

    @property
    def cpi(self) -> float | None:
        return index(self.measured.ev, self.measured.ac)

    @property
    def reasons(self) -> Mapping[str, Message]:
        """Why a figure is None, by its name."""
        return {**self.value.reasons, **self.time.reasons}


@once_a_project
def performance(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Performance:
    """Earned value of a project on a day."""
    currency = portfolio.currency_of(project)
    budget = project.budget
    if budget is None:
        nothing = Measured(*[NO_BUDGET] * 5)
        time = in_time(NO_BUDGET, NO_BUDGET, NO_BUDGET)
        return Performance(project.id, currency, None, None, None, nothing, time, None)
    planned = _planned(portfolio, budget, as_of)
    measure = measure_of(project, budget)
    done = share_done(project, measure, as_of)
    bac: Figure = NO_BUDGET if budget.approved is None else Decimal(budget.approved)
    ev = bac if isinstance(bac, Message) else done if isinstance(done, Message) else _part(bac, done)
    estimate = project_money(portfolio, project, as_of).estimate
    measured = Measured(
        bac,
        NO_PLAN if planned is None else planned.value,
        ev,
        spent_by(portfolio, budget, planned.through if planned and planned.through else as_of),
        NO_FORECAST if estimate is None else estimate.amount,
    )
    is_done = not isinstance(done, Message) and done[0] >= done[1]
    end = completed_on(project, measure, as_of) if is_done or not project.is_open else None
    time = in_time(_series(planned), ev, _passed(planned, end, as_of))
    period, through = (planned.period, planned.through) if planned else (None, None)
    return Performance(project.id, currency, measure, period, through, measured, time, planned)


def measure_of(project: Project, budget: Budget) -> Measure:
    """As the budget says, else by milestones; by percent complete where no milestone has a weight and it is given."""
    if budget.earned_by is not None:
        return budget.earned_by
    has_weights = any(one.weight for one in project.milestones)
    has_percent = any(one.percent_complete is not None for one in project.statuses)
    return "percent-complete" if has_percent and not has_weights else "milestones"


def share_done(project: Project, measure: Measure, day: datetime.date) -> tuple[Decimal, Decimal] | Message:
    """How much of the work was done by a day, as part and whole; or why nobody knows."""
    if measure == "percent-complete":
        said = (one.percent_complete for one in reversed(project.statuses) if one.date <= day)
        percent = next((one for one in said if one is not None), None)
        return NO_PERCENT if percent is None else (Decimal(percent), Decimal(100))
    if measure == "milestones":
        weighted = [one for one in project.milestones if one.weight]
        total = sum((one.weight for one in weighted if one.weight), Decimal(0))
        done = (one.weight for one in weighted if one.weight and is_reached(one, day))
        return (sum(done, Decimal(0)), total) if total else NO_WEIGHTS
    sprints = _sprints(project)
    if not sprints:
        return NO_SPRINTS
    finished = [one for one in sprints if one.finish <= day]
    scope = _scope(finished) or _scope(sprints)
    points = sum((one.done for one in finished if one.done), Decimal(0))
    return (min(points, scope), scope) if scope else NO_SCOPE


def _sprints(project: Project) -> list[Sprint]:
    return sorted(project.plan.sprints, key=lambda one: one.finish) if project.plan else []


def _scope(sprints: Sequence[Sprint]) -> Decimal | None:
    """Points of the backlog as last known."""
    known = (one.scope for one in reversed(sprints) if one.scope)
    return next(known, None)


def earned_at(now: Performance, project: Project, day: datetime.date) -> Figure:
    """Earned value at an earlier day of a project whose performance is known."""
    if now.earned_by is None or isinstance(now.measured.bac, Message):
        return NO_BUDGET
    done = share_done(project, now.earned_by, day)
    return done if isinstance(done, Message) else _part(now.measured.bac, done)


def _part(amount: Decimal, share: tuple[Decimal, Decimal]) -> Decimal:
    part, whole = share
    return amount if part == whole else rounded(amount * part / whole)


def completed_on(project: Project, measure: Measure, as_of: datetime.date) -> datetime.date | None:
    """Day on which all work was done, else on which the project ended; None while it goes on."""
    charter = project.charter
    day = _done_on(project, measure, as_of)
    if day is None and charter is not None and not project.is_open:
        reached = [one.actual for one in project.milestones if one.actual]
        day = (charter.closure.date if charter.closure else None) or max(reached, default=None)
    return day if day is not None and day <= as_of else None


def _done_on(project: Project, measure: Measure, as_of: datetime.date) -> datetime.date | None:
    """First of the days since when all work has been done."""
    if not _is_done(project, measure, as_of):
        return None
    if measure == "milestones":
        return max(one.actual for one in project.milestones if one.weight and one.actual)
    if measure == "percent-complete":
        days = [one.date for one in project.statuses if one.percent_complete is not None]
    else:
        days = [one.finish for one in _sprints(project)]
    since = None
    for day in reversed([one for one in days if one <= as_of]):
        if not _is_done(project, measure, day):
            break
        since = day
    return since


def _is_done(project: Project, measure: Measure, day: datetime.date) -> bool:
    share = share_done(project, measure, day)
    return not isinstance(share, Message) and share[0] >= share[1]


def _planned(portfolio: Portfolio, budget: Budget, as_of: datetime.date) -> Planned | None:
    if not budget.plan:
        return None
    row, places = _layout(portfolio, budget)
    value = Decimal(0)
    period, through = None, None
    by_position: dict[int, Decimal] = {}
    for one, (last, position) in zip(budget.plan, places, strict=True):
        if last <= as_of:
            value += one.planned
            if through is None or last > through:
                period, through = one.period, last
        by_position[position] = by_position.get(position, Decimal(0)) + one.planned
    if row is None:
        return Planned(None, (), period, through, value)
    length = max(by_position)
    cumulative = list(accumulate(by_position.get(position, Decimal(0)) for position in range(1, length + 1)))
    if through is not None and row.ended(as_of) > length:
        through = row.last_day(row.ended(as_of))
    return Planned(row, cumulative, period, through, value)


_Layout = tuple[Row | None, list[tuple[datetime.date, int]]]


def _layout(portfolio: Portfolio, budget: Budget) -> _Layout:
    """The row of a plan's periods, and each one's last day and position in it: many plans have the same."""
    known = _layouts(portfolio)
    texts = tuple([one.period.text for one in budget.plan])
    if texts not in known:
        days = spans(portfolio)
        row = Row.of((one.period for one in budget.plan), days)
        known[texts] = (
            row,
            [(days[text][1], row.position(days[text][0]) if row is not None else 0) for text in texts],
        )
    return known[texts]


@once
def _layouts(_portfolio: Portfolio) -> dict[tuple[str, ...], _Layout]:
    """By the periods of a plan, filled as they are met."""
    return {}


def _series(planned: Planned | None) -> Sequence[Decimal] | Message:
    if planned is None:
        return NO_PLAN
    return UNEVEN if planned.row is None else planned.cumulative


def _passed(planned: Planned | None, end: datetime.date | None, as_of: datetime.date) -> int | Message:
    """Periods from the begin of the plan to the day; none are counted after the end of the work."""
    if planned is None:
        return NO_PLAN
    if planned.row is None:
        return UNEVEN
    ended = planned.row.ended(as_of)
    return ended if end is None else min(ended, max(planned.row.position(end), 0))


def spent_by(portfolio: Portfolio, budget: Budget, day: datetime.date) -> Figure:
    """Actual cost of the periods that ended by a day."""
    if not budget.actuals:
        return NO_COST
    days = spans(portfolio)
    return sum((one.cost for one in budget.actuals if days[one.period.text][1] <= day), Decimal(0))


# period by period


@dataclass(frozen=True, slots=True)
class Point:
    """Where a project stood at the end of a period, or is planned to stand."""

    period: Period
    last_day: datetime.date
    pv: Decimal
    """Planned value to the end of the period."""
    ev: Decimal | None
    """Earned value; None after the day, and where it is not known."""
    ac: Decimal | None
    """Actual cost; None after the day, and where none is recorded."""
    spi: float | None
    cpi: float | None
    spi_t: float | None


def series(portfolio: Portfolio, project: Project, as_of: datetime.date) -> tuple[Point, ...]:
    """Every period of the plan, and those after it that have ended; the last one is that of :func:`performance`."""
    budget = project.budget
    now = performance(portfolio, project, as_of)
    planned = now.planned
    if budget is None or planned is None:
        return ()
    rows = list(_rows(portfolio, budget, planned, as_of))
    last = max((day for _, day, _ in rows if day <= as_of), default=None)
    points = []
    for number, (period, day, value) in enumerate(rows, 1):
        if day > as_of:
            points.append(Point(period, day, value, None, None, None, None, None))
            continue
        if day == last:
            ev, ac = now.measured.ev, now.measured.ac
        else:
            ev, ac = earned_at(now, project, day), spent_by(portfolio, budget, day)
        at = now.time.at if day == last and now.time.at is not None else number
        time = in_time(_series(planned), ev, at)
        spi, cpi = index(ev, value), index(ev, ac)
        points.append(Point(period, day, value, known(ev), known(ac), spi, cpi, time.spi_t))
    return tuple(points)


def _rows(
    portfolio: Portfolio, budget: Budget, planned: Planned, as_of: datetime.date
) -> Iterator[tuple[Period, datetime.date, Decimal]]:
    """Periods with their last day and the planned value to it."""
    days = spans(portfolio)
    if planned.row is None:
        in_order = sorted({one.period for one in budget.plan}, key=lambda one: days[one.text][1])
        for period in in_order:
            last = days[period.text][1]
            value = sum((one.planned for one in budget.plan if days[one.period.text][1] <= last), Decimal(0))
            yield period, last, value
        return
    first = min((one.period for one in budget.plan), key=lambda one: days[one.text][0])
    for position in range(1, max(len(planned.cumulative), planned.row.ended(as_of)) + 1):
        value = planned.cumulative[min(position, len(planned.cumulative)) - 1]
        yield later(first, position - 1), planned.row.last_day(position), value
