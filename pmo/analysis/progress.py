"""How far projects are: finish against baseline, milestones, work done, and what they last reported."""

import calendar
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from pmo.analysis.calendars import calendar_of
from pmo.model.office import Reporting
from pmo.model.once import once, once_a_day, once_a_project
from pmo.model.plan import Dependency, Milestone
from pmo.model.portfolio import Portfolio, Project
from pmo.model.scalars import HealthDimension
from pmo.model.status import Status

Health = Literal["green", "amber", "red", "grey", "blue"]
"""Grey: never reported, or not in time; blue: completed."""
_COLOURS = ("red", "amber", "green")
HEALTHS: tuple[Health, ...] = ("red", "amber", "green", "grey", "blue")
"""Worst first."""
MilestoneState = Literal["reached", "overdue", "late", "planned", "undated"]
"""Overdue: its baseline or forecast date has passed; late: expected after its baseline date, which is still to come."""
Freshness = Literal["current", "stale", "never", "not-expected"]
"""Whether the latest status update is as recent as the reporting cycle asks for; only active projects report."""
Trend = Literal["better", "same", "worse"]
DIMENSIONS: tuple[HealthDimension, ...] = (
    "schedule",
    "cost",
    "scope",
    "quality",
    "risk",
    "resources",
    "benefits",
)


@dataclass(frozen=True, slots=True)
class MilestoneProgress:
    """Where a milestone stands on a day."""

    milestone: Milestone
    state: MilestoneState
    expected: datetime.date | None
    """Day on which it was reached, else is expected: forecast, else baseline."""
    slip_days: int | None
    """Working days from baseline to expected; negative when early, None without both."""
    overdue_days: int
    """Working days since the baseline date, where it is overdue."""


@dataclass(frozen=True, slots=True)
class Finish:
    """When the whole is to be finished."""

    baseline: datetime.date | None
    """Finish of the plan, else its last milestone, as approved."""
    expected: datetime.date | None
    """The baseline finish, moved as the last milestone moves."""
    slip_days: int | None
    """Working days from baseline to expected; negative when early."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a project is on a day."""

    finish: Finish
    milestones: tuple[MilestoneProgress, ...]
    """In order of their expected dates."""
    weight_done: float | None
    """Weight of the milestones reached as a fraction of all weight; None where there are no weights."""

    @property
    def reached(self) -> int:
        return sum(one.state == "reached" for one in self.milestones)

    @property
    def next(self) -> MilestoneProgress | None:
        """The milestone that is expected next."""
        open_ = (one for one in self.milestones if one.state not in ("reached", "undated"))
        return next(open_, None)

    @property
    def behind(self) -> tuple[MilestoneProgress, ...]:
        """Milestones still open that are overdue or late."""
        return tuple(one for one in self.milestones if one.state in ("overdue", "late"))


@dataclass(frozen=True, slots=True)
class Declared:
    """What a project last said about itself."""

    status: Status | None
    """Latest status update dated on or before the day."""
    previous: Status | None
    """The one before it."""
    freshness: Freshness
    due: datetime.date | None
    """Last day on which the next status update is in time."""
    health: Health | None
    """Declared overall health; grey when an active project has none or it is stale, blue when completed, else None."""
    trend: Trend | None
    """Against the status update before."""


@dataclass(frozen=True, slots=True)
class NeededMilestone:
    """A milestone of one project that waits for a milestone of another."""

    project: Project
    milestone: MilestoneProgress
    """The one that waits."""
    supplier: Project
    needed: MilestoneProgress
    """The one it waits for."""
    agreed: bool | None
    """Whether the supplier has agreed; None where nothing is said."""
    earliest: datetime.date | None
    """First day possible for the waiting milestone: the needed one's date and the lag."""
    short_days: int
    """Working days by which the waiting milestone is expected before that day; 0 when it fits."""


def progress_of(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Progress:
    """How far a project is."""
    found = [_milestone(portfolio, project, milestone, as_of) for milestone in project.milestones]
    found.sort(
        key=lambda one: (
            one.expected or datetime.date.max,
            one.milestone.forecast or one.milestone.baseline or datetime.date.max,
        )
    )
    total = sum((one.milestone.weight or Decimal(0) for one in found), Decimal(0))
    reached = (one.milestone.weight for one in found if one.state == "reached")
    done = sum((weight for weight in reached if weight), Decimal(0))
    return Progress(
        finish_of(portfolio, project, as_of), tuple(found), float(done / total) if total else None
    )


@once_a_project
def finish_of(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Finish:
    """Baseline and expected finish of the plan: the last milestone, and the time that the plan has after it."""
    plan = project.plan
    if plan is None:
        return Finish(None, None, None)
    last = max((one.baseline for one in plan.milestones if one.baseline), default=None)
    expected = max(
        (day for one in plan.milestones if (day := expected_date(one, project, as_of))), default=None
    )
    baseline = plan.finish or last
    if expected is not None and last is not None and plan.finish is not None and plan.finish > last:
        # Work goes on after the last milestone: it keeps its length.
        expected = max(days_later(plan.finish, (expected - last).days), expected)
    return Finish(baseline, expected, _slip(portfolio, baseline, expected))


def expected_date(milestone: Milestone, project: Project, as_of: datetime.date) -> datetime.date | None:
    """Day on which a milestone was reached, else is expected: in an open project not before ``as_of``."""
    planned = milestone.forecast or milestone.baseline
    if milestone.actual is not None or planned is None or not project.is_open:
        return milestone.actual or planned
    return max(planned, as_of)


def is_reached(milestone: Milestone, as_of: datetime.date) -> bool:
    return milestone.actual is not None and milestone.actual <= as_of


@once_a_project
def declared(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Declared:
    """What a project last said about itself."""
    known = [status for status in project.statuses if status.date <= as_of]
    status = known[-1] if known else None
    previous = known[-2] if len(known) > 1 else None
    due = last_day_in_time(portfolio, status.date) if status else None
    freshness: Freshness = "not-expected"
    if project.is_running and (known or "status" not in project.withheld_kinds):
        freshness = "never" if due is None else "stale" if as_of > due else "current"
    health: Health | None = (
        status.overall if status is not None and due is not None and as_of <= due else None
    )
    if project.charter is not None and project.charter.state == "completed":
        health = "blue"
    elif freshness in ("never", "stale"):
        health = "grey"
    trend = _trend(status, previous) if health in _COLOURS else None
    return Declared(status, previous, freshness, due if project.is_running else None, health, trend)


def next_status_due(portfolio: Portfolio, last: datetime.date) -> datetime.date:
    """Day on which the status update after the one of ``last`` is due: one cycle later."""
    cycle = _reporting(portfolio).cycle
    if cycle in ("weekly", "fortnightly"):
        return days_later(last, 7 if cycle == "weekly" else 14)
    return _months_later(last, 1 if cycle == "monthly" else 3)


def cycle_before(portfolio: Portfolio, day: datetime.date) -> datetime.date:
    """The day one reporting cycle earlier."""
    cycle = _reporting(portfolio).cycle
    if cycle in ("weekly", "fortnightly"):
        return days_later(day, -7 if cycle == "weekly" else -14)
    return _months_later(day, -1 if cycle == "monthly" else -3)


@once_a_day
def last_day_in_time(portfolio: Portfolio, last: datetime.date) -> datetime.date:
    """Last day on which that status update is in time: its due day and the office's days of grace."""
    due = next_status_due(portfolio, last)
    return calendar_of(portfolio).add_working_days(due, _reporting(portfolio).grace_days)


def _reporting(portfolio: Portfolio) -> Reporting:
    return portfolio.office.reporting if portfolio.office else Reporting()


def needed_milestones(
    portfolio: Portfolio, as_of: datetime.date, project: Project | None = None
) -> Iterator[NeededMilestone]:
    """Milestones, not reached yet, that wait for a milestone of another project; with ``project`` those on its side or the other."""
    links = _links(portfolio)
    if project is None:
        found = [link for id_ in portfolio.projects for link in links.get(id_, ()) if link.project.id == id_]
    else:
        found = links.get(project.id, [])
    working = calendar_of(portfolio)
    for link in found:
        if not link.project.is_open or is_reached(link.milestone, as_of):
            continue
        own = _milestone(portfolio, link.project, link.milestone, as_of)
        theirs = _milestone(portfolio, link.supplier, link.needed, as_of)
        details = link.details
        lag = details.lag_days.likely if details is not None and details.lag_days is not None else 0
        earliest = working.add_working_days(theirs.expected, int(lag)) if theirs.expected else None
        short = 0
        if earliest is not None and own.expected is not None and own.expected < earliest:
            short = working.working_days_between(own.expected, earliest)
        agreed = details.agreed if details is not None else None
        yield NeededMilestone(link.project, own, link.supplier, theirs, agreed, earliest, short)


class _Link(NamedTuple):
    project: Project
    milestone: Milestone
    supplier: Project
    needed: Milestone
    details: Dependency | None


@once
def _links(portfolio: Portfolio) -> dict[str, list[_Link]]:
    """Dependencies between projects, by the id of the one that waits and of the one that delivers."""
    found: dict[str, list[_Link]] = {}
    for project in portfolio.projects.values():
        for milestone in project.milestones:
            for after in milestone.after:
                details = after if isinstance(after, Dependency) else None
                reference = details.milestone if details is not None else str(after)
                supplier, needed = portfolio.milestones.get(reference.lower(), (project, milestone))
                if supplier is not project:
                    link = _Link(project, milestone, supplier, needed, details)
                    found.setdefault(project.id, []).append(link)
                    found.setdefault(supplier.id, []).append(link)
    return found


def _milestone(
    portfolio: Portfolio, project: Project, milestone: Milestone, as_of: datetime.date
) -> MilestoneProgress:
    expected, baseline = expected_date(milestone, project, as_of), milestone.baseline
    slip = _slip(portfolio, baseline, expected)
    overdue_days = 0
    state: MilestoneState = "planned"
    if is_reached(milestone, as_of):
        state = "reached"
    elif expected is None:
        state = "undated"
    elif (planned := min(day for day in (baseline, milestone.forecast) if day is not None)) < as_of:
        state = "overdue"
        overdue_days = calendar_of(portfolio).working_days_between(planned, as_of)
    elif slip is not None and slip > 0:
        state = "late"
    return MilestoneProgress(milestone, state, expected, slip, overdue_days)


def _slip(portfolio: Portfolio, baseline: datetime.date | None, expected: datetime.date | None) -> int | None:
    if baseline is None or expected is None:
        return None
    return calendar_of(portfolio).working_days_between(baseline, expected)


def _trend(status: Status | None, previous: Status | None) -> Trend | None:
    if status is None or previous is None:
        return None
    change = _COLOURS.index(status.overall) - _COLOURS.index(previous.overall)
    return "same" if change == 0 else "better" if change > 0 else "worse"


def days_later(day: datetime.date, days: int) -> datetime.date:
    """A day that many days later; time ends with the year 9999 and begins with the year 1."""
    ordinal = min(max(day.toordinal() + days, 1), datetime.date.max.toordinal())
    return datetime.date.fromordinal(ordinal)


def _months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day that many months later, or earlier; the last day of a month stays the last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return datetime.date.max if months > 0 else datetime.date.min
    last = calendar.monthrange(year, month + 1)[1]
    was_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return datetime.date(year, month + 1, last if was_last else min(day.day, last))
