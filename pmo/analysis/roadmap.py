"""Projects and their milestones over quarters, by programme or by objective."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pmo.analysis.progress import MilestoneProgress, Progress, progress_of
from pmo.errors import UsageError
from pmo.model.portfolio import Portfolio, Project

By = Literal["programme", "objective"]
LONGEST_YEARS = 30
"""A window may be this long at most."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """A calendar quarter."""

    year: int
    number: int

    @classmethod
    def of(cls, day: datetime.date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> datetime.date:
        if self.year == datetime.MAXYEAR and self.number == 4:
            return datetime.date.max
        return self.next.first_day - datetime.timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


@dataclass(frozen=True, slots=True)
class Course:
    """A project on the roadmap."""

    project: Project
    start: datetime.date | None
    progress: Progress
    milestones: tuple[MilestoneProgress, ...]
    """Those within the window, by expected date."""

    @property
    def end(self) -> datetime.date | None:
        """Expected finish, else the approved one."""
        return self.progress.finish.expected or self.progress.finish.baseline


@dataclass(frozen=True, slots=True)
class Lane:
    """The projects of a programme, or that serve an objective."""

    id: str | None
    """None for those of none."""
    title: str | None
    courses: tuple[Course, ...]


@dataclass(frozen=True, slots=True)
class Roadmap:
    """Projects and milestones of a window of quarters."""

    by: By
    quarters: tuple[Quarter, ...]
    lanes: tuple[Lane, ...]
    undated: tuple[Project, ...]
    """Open projects whose plan has no dates."""

    @property
    def first_day(self) -> datetime.date:
        return self.quarters[0].first_day

    @property
    def last_day(self) -> datetime.date:
        return self.quarters[-1].last_day


def roadmap(
    portfolio: Portfolio,
    projects: Iterable[Project],
    as_of: datetime.date,
    by: By = "programme",
    first: datetime.date | None = None,
    last: datetime.date | None = None,
) -> Roadmap:
    """The roadmap of projects that are not cancelled; without a window from their first day to their last.

    Projects that are over are on it where a window reaches them. A project that serves several objectives
    stands with each of them.
    """
    known = [
        (project, progress_of(portfolio, project, as_of))
        for project in projects
        if project.charter is not None and project.charter.state != "cancelled"
    ]
    open_ones = [(project, progress) for project, progress in known if project.is_open]
    days = [day for project, progress in open_ones for day in _days(project, progress)]
    begin, end = first or min(days, default=as_of), last or max(days, default=as_of)
    quarters = tuple(_quarters(Quarter.of(begin), Quarter.of(max(begin, end) if last is None else end)))
    if not quarters:
        raise UsageError(f"the window ends ({end}) before it begins ({begin})", "give --from before --to")
    window = (quarters[0].first_day, quarters[-1].last_day)
    is_chosen = first is not None or last is not None
    courses = [
        _course(project, progress, window)
        for project, progress in known
        if (project.is_open or is_chosen) and _reaches(project, progress, window)
    ]
    undated = tuple(project for project, progress in open_ones if not any(_days(project, progress)))
    return Roadmap(by, quarters, tuple(_lanes(portfolio, courses, by)), undated)


def _quarters(first: Quarter, last: Quarter) -> Iterator[Quarter]:
    if last.year - first.year > LONGEST_YEARS:
        raise UsageError(
            f"the window from {first} to {last} is too long",
            "give --from and --to; `pmo validate` finds odd dates",
        )
    while (first.year, first.number) <= (last.year, last.number):
        yield first
        first = first.next


def _days(project: Project, progress: Progress) -> Iterator[datetime.date]:
    """The days that the plan names."""
    start = _start(project, progress)
    for day in (start, progress.finish.baseline, progress.finish.expected):
        if day is not None:
            yield day
    for one in progress.milestones:
        if one.expected is not None:
            yield one.expected


def _start(project: Project, progress: Progress) -> datetime.date | None:
    """Start of the plan, else its first milestone."""
    if project.plan is not None and project.plan.start is not None:
        return project.plan.start
    dates = [day for one in progress.milestones for day in (one.milestone.baseline, one.expected) if day]
    return min(dates, default=None)


def _reaches(project: Project, progress: Progress, window: tuple[datetime.date, datetime.date]) -> bool:
    days = list(_days(project, progress))
    return bool(days) and min(days) <= window[1] and max(days) >= window[0]


def _course(project: Project, progress: Progress, window: tuple[datetime.date, datetime.date]) -> Course:
    within = tuple(
        one for one in progress.milestones if one.expected and window[0] <= one.expected <= window[1]
    )
    return Course(project, _start(project, progress), progress, within)


def _lanes(portfolio: Portfolio, courses: Sequence[Course], by: By) -> Iterator[Lane]:
    """In the order of the strategy, what belongs to none last."""
    titles = {
        key: (one.id, one.title)
        for key, one in (portfolio.programmes if by == "programme" else portfolio.objectives).items()
    }
    lanes: dict[str, list[Course]] = {key: [] for key in titles}
    outside: list[Course] = []
    for course in sorted(courses, key=lambda one: (one.start or datetime.date.max, one.project.id)):
        keys = [key for key in _keys(course.project, by) if key in lanes]
        for key in keys:
            lanes[key].append(course)
        if not keys:
            outside.append(course)
    for key, members in lanes.items():
        if members:
            yield Lane(*titles[key], tuple(members))
    if outside:
        yield Lane(None, None, tuple(outside))


def _keys(project: Project, by: By) -> list[str]:
    charter = project.charter
    if charter is None:
        return []
    if by == "programme":
        return [charter.programme.lower()] if charter.programme else []
    return list(dict.fromkeys(one.objective.lower() for one in charter.objectives))
