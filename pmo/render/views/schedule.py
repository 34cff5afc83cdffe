"""The view of `pmo schedule`: the milestone network, what drives each date, and when projects will finish."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from pmo.analysis.calendars import WorkingCalendar, calendar_of
from pmo.analysis.estimates import Moments, chance_by, total
from pmo.analysis.schedule import Driver, Schedule, ScheduledMilestone, schedule_of
from pmo.analysis.sprints import SprintForecast, sprint_forecast
from pmo.locale import Language
from pmo.model.plan import Dependency
from pmo.model.portfolio import Portfolio, Project
from pmo.model.scalars import Estimate
from pmo.render.views.parts import Heading
from pmo.render.views.words import in_words


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A milestone in the network."""

    address: str
    """`<project>/plan/<id>`."""
    project: str
    """Id of its project."""
    title: str
    """What is reached."""
    baseline: datetime.date | None
    """Approved date."""
    forecast: datetime.date | None
    """Date that its project expects."""
    actual: datetime.date | None
    """Day on which it was reached."""
    early: datetime.date | None
    """First day possible; the actual day once it is reached. None on or behind a cycle."""
    late: datetime.date | None
    """Last day that moves no project's end; None once it is reached."""
    slip_days: int | None
    """Working days from baseline to early; negative when early."""
    slack_days: int | None
    """Working days from early to late."""
    critical: bool
    """Whether it has no slack."""
    flagged_critical: bool
    """Whether the plan itself calls it critical."""
    driver: Driver
    """actual, predecessor, forecast, baseline, as-of, cycle or undated."""
    driven_by: str | None
    """Address of the predecessor that decides its date."""


@dataclass(frozen=True, slots=True)
class FinishRow:
    """The last open milestone of a project, and how sure its date is."""

    project: str
    """Id of the project."""
    title: str
    """Name of the project."""
    address: str
    """Of its last milestone."""
    baseline: datetime.date | None
    """Approved date of that milestone."""
    early: datetime.date
    """First day possible."""
    slip_days: int | None
    """Working days from baseline to early."""
    path: tuple[str, ...]
    """Addresses of the chain that decides it."""
    expected: datetime.date
    """Day expected by the three-point estimates on that chain (PERT)."""
    deviation_days: float
    """Standard deviation of that, in working days; 0 where nothing is estimated in three points."""
    baseline_chance: float | None
    """Probability of meeting the baseline; None without one, or where nothing varies."""
    chance: float | None
    """Probability of meeting the day asked for with `--by`; None where nothing varies."""


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A forecast that is earlier than the predecessors allow."""

    address: str
    """Of the milestone."""
    title: str
    """The milestone."""
    forecast: datetime.date
    """Its forecast."""
    earliest: datetime.date
    """First day that its predecessors allow."""
    predecessor: str
    """Address of the milestone that decides that."""
    short_days: int
    """Working days between the two."""


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """A dependency on another project that is still open."""

    address: str
    """Of the milestone that waits."""
    predecessor: str
    """Address of what it waits for."""
    agreement: str
    """agreed, not-agreed or unknown."""


@dataclass(frozen=True, slots=True)
class SprintRow:
    """A project that works in sprints."""

    project: str
    """Id of the project."""
    velocity: float | None
    """Points done in a sprint, mean of the last ones."""
    lowest: float | None
    """Lowest of those."""
    highest: float | None
    """Highest of those."""
    sprints: int
    """Number of sprints that count."""
    scope: float | None
    """Points of the backlog."""
    done: float
    """Points done."""
    remaining: float | None
    """Points left."""
    earliest: datetime.date | None
    """Finish at the highest velocity."""
    likely: datetime.date | None
    """Finish at the mean velocity."""
    latest: datetime.date | None
    """Finish at the lowest velocity; None when that leads to no end."""
    burn_up: tuple["BurnUpRow", ...]
    """Sprint by sprint."""
    reason: str | None
    """Why there is no forecast."""


@dataclass(frozen=True, slots=True)
class BurnUpRow:
    """Where the work stood at the end of a sprint."""

    sprint: str
    """Id of the sprint."""
    finish: datetime.date
    """Its last day."""
    scope: float | None
    """Points of the whole backlog."""
    planned: float | None
    """Points planned for it."""
    done: float | None
    """Points done in it."""
    total: float
    """Points done up to its end."""


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """The milestone network of the portfolio."""

    heading: Heading
    """Portfolio, revision and day."""
    by: datetime.date | None
    """Day whose probability was asked for."""
    milestones: tuple[ScheduleRow, ...]
    """Milestones of the chosen projects, by project and plan."""
    critical_path: tuple[str, ...]
    """Addresses of the open milestones that decide when the last of them is reached."""
    finishes: tuple[FinishRow, ...]
    """A row for each open project with dated milestones, the last to finish first."""
    conflicts: tuple[ConflictRow, ...]
    """Forecasts that the predecessors don't allow, the widest gap first."""
    agreements: tuple[AgreementRow, ...]
    """Open dependencies between projects, those that are not agreed first."""
    cycles: tuple[tuple[str, ...], ...]
    """Milestones that wait for each other."""
    sprints: tuple[SprintRow, ...]
    """Projects that work in sprints."""


def schedule_view(
    portfolio: Portfolio,
    projects: Iterable[Project],
    heading: Heading,
    language: Language,
    by: datetime.date | None = None,
) -> ScheduleView:
    """The network of the whole portfolio, shown for some of its projects; ``by`` is a day to meet."""
    schedule = schedule_of(portfolio, heading.as_of)
    chosen = tuple(projects)
    ids = frozenset(project.id for project in chosen)
    calendar = calendar_of(portfolio)
    shown = [one for project in chosen for one in schedule.of(project)]
    forecasts = (sprint_forecast(project, heading.as_of) for project in chosen if project.is_open)
    finishes = [row for project in chosen if (row := _finish(schedule, project, calendar, by)) is not None]
    return ScheduleView(
        heading=heading,
        by=by,
        milestones=tuple(_row(one, calendar) for one in shown),
        critical_path=tuple(one.address for one in schedule.critical_path(ids)),
        finishes=tuple(sorted(finishes, key=lambda row: (-row.early.toordinal(), row.project))),
        conflicts=tuple(
            sorted(
                (
                    ConflictRow(
                        one.address,
                        schedule.at(one.address).node.milestone.title,
                        one.forecast,
                        one.earliest,
                        one.predecessor,
                        one.short_days,
                    )
                    for one in schedule.conflicts
                    if _project(one.address) in ids
                ),
                key=lambda row: (-row.short_days, row.address),
            )
        ),
        agreements=tuple(
            sorted(
                (
                    AgreementRow(one.address, one.predecessor, _AGREEMENT[one.agreed])
                    for one in schedule.agreements
                    if {_project(one.address), _project(one.predecessor)} & ids
                ),
                key=lambda row: (_ORDER.index(row.agreement), row.address),
            )
        ),
        cycles=tuple(
            cycle for cycle in schedule.cycles if any(_project(address) in ids for address in cycle)
        ),
        sprints=tuple(_sprints(one, language) for one in forecasts if one is not None),
    )


_AGREEMENT = {True: "agreed", False: "not-agreed", None: "unknown"}
_ORDER = ("not-agreed", "unknown", "agreed")


def _project(address: str) -> str:
    return address.partition("/")[0]


def _row(one: ScheduledMilestone, calendar: WorkingCalendar) -> ScheduleRow:
    milestone = one.node.milestone
    slip = None
    if milestone.baseline is not None and one.early is not None:
        slip = calendar.working_days_between(milestone.baseline, one.early)
    return ScheduleRow(
        address=one.address,
        project=one.node.project.id,
        title=milestone.title,
        baseline=milestone.baseline,
        forecast=milestone.forecast,
        actual=one.early if one.driver == "actual" else None,
        early=one.early,
        late=one.late,
        slip_days=slip,
        slack_days=one.slack_days,
        critical=one.is_critical,
        flagged_critical=milestone.critical,
        driver=one.driver,
        driven_by=one.driven_by,
    )


def _finish(
    schedule: Schedule, project: Project, calendar: WorkingCalendar, by: datetime.date | None
) -> FinishRow | None:
    last = schedule.last_of(project)
    if last is None or last.early is None:
        return None
    path = schedule.path_to(last)
    lags = list(_lags(path))
    moments = total(lags)
    planned = float(sum(lag.likely for lag in lags))
    shift = round(moments.mean - planned)
    baseline = last.node.milestone.baseline

    def chance(day: datetime.date | None) -> float | None:
        if day is None or moments.variance == 0 or last.early is None:
            return None
        return _chance(moments, planned + calendar.working_days_between(last.early, day))

    return FinishRow(
        project=project.id,
        title=project.title,
        address=last.address,
        baseline=baseline,
        early=last.early,
        slip_days=calendar.working_days_between(baseline, last.early) if baseline else None,
        path=tuple(one.address for one in path),
        expected=calendar.add_working_days(last.early, shift) if shift else last.early,
        deviation_days=round(moments.deviation, 2),
        baseline_chance=chance(baseline),
        chance=chance(by),
    )


def _chance(moments: Moments, days: float) -> float:
    return round(chance_by(moments, days), 4)


def _lags(path: tuple[ScheduledMilestone, ...]) -> Iterable[Estimate]:
    """The lags between the milestones of a chain."""
    for before, after in pairwise(path):
        for wait in after.node.milestone.after:
            if (
                isinstance(wait, Dependency)
                and wait.lag_days is not None
                and _leads_to(wait.milestone, before, after)
            ):
                yield wait.lag_days


def _leads_to(reference: str, before: ScheduledMilestone, after: ScheduledMilestone) -> bool:
    project, _, id_ = reference.lower().rpartition("/")
    return (
        id_ == before.node.milestone.id.lower()
        and (project or after.node.project.id.lower()) == before.node.project.id.lower()
    )


def _sprints(one: SprintForecast, language: Language) -> SprintRow:
    velocity = one.velocity
    return SprintRow(
        project=one.project,
        velocity=round(velocity.mean, 2) if velocity else None,
        lowest=float(velocity.lowest) if velocity else None,
        highest=float(velocity.highest) if velocity else None,
        sprints=velocity.sprints if velocity else 0,
        scope=_number(one.scope),
        done=float(one.burn_up[-1].total),
        remaining=_number(one.remaining),
        earliest=one.earliest,
        likely=one.likely,
        latest=one.latest,
        burn_up=tuple(
            BurnUpRow(
                row.sprint,
                row.finish,
                _number(row.scope),
                _number(row.planned),
                _number(row.done),
                float(row.total),
            )
            for row in one.burn_up
        ),
        reason=in_words(one.reason, language) if one.reason is not None else None,
    )


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
