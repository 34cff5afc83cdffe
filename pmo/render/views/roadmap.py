"""The view of `pmo roadmap`."""

import datetime
from dataclasses import dataclass

from pmo.analysis.health import health_of
from pmo.analysis.progress import Health, MilestoneState
from pmo.analysis.roadmap import Course, Roadmap
from pmo.locale import Language
from pmo.model.portfolio import Portfolio
from pmo.render.views.parts import Heading


@dataclass(frozen=True, slots=True)
class RoadmapMilestone:
    """A milestone."""

    address: str
    """`<project>/plan/<id>`."""
    title: str
    """What is reached."""
    baseline: datetime.date | None
    """Approved date."""
    expected: datetime.date
    """Day on which it was reached, else is expected."""
    slip_days: int | None
    """Working days between them; negative when early."""
    state: MilestoneState
    """reached, overdue, late, planned."""
    critical: bool
    """Whether missing it turns the schedule red."""

    @property
    def is_slipped(self) -> bool:
        """Whether it is not reached, and overdue or expected late."""
        return self.state in ("overdue", "late")


@dataclass(frozen=True, slots=True)
class RoadmapProject:
    """A project with its milestones within the window."""

    id: str
    """Id of the project."""
    title: str
    """Name of the project."""
    state: str
    """proposed, approved, active, on-hold, completed."""
    health: Health | None
    """Overall health by the facts; blue when completed, None when nothing is known."""
    start: datetime.date | None
    """Start of the plan, else its first milestone."""
    baseline_finish: datetime.date | None
    """Approved finish."""
    expected_finish: datetime.date | None
    """Finish as expected now."""
    slip_days: int | None
    """Working days between them; negative when early."""
    milestones: tuple[RoadmapMilestone, ...]
    """By expected date."""


@dataclass(frozen=True, slots=True)
class RoadmapLane:
    """The projects of a programme, or that serve an objective."""

    id: str | None
    """Id of the programme or objective; None for projects of none."""
    title: str | None
    """Its title."""
    projects: tuple[RoadmapProject, ...]
    """By start."""


@dataclass(frozen=True, slots=True)
class RoadmapView:
    """Projects and milestones over quarters."""

    heading: Heading
    """Portfolio, revision and day."""
    by: str
    """programme or objective."""
    first_day: datetime.date
    """First day of the window."""
    last_day: datetime.date
    """Last day of the window."""
    quarters: tuple[str, ...]
    """The calendar quarters of the window: `2026-Q4`."""
    lanes: tuple[RoadmapLane, ...]
    """In the order of the strategy, what belongs to none last."""
    undated: tuple[str, ...]
    """Ids of open projects whose plan has no dates."""


def lane_title(view: RoadmapView, lane: RoadmapLane, language: Language) -> str:
    """What readers call a lane, also that of what belongs to none."""
    if lane.title is not None:
        return lane.title
    if view.by == "programme":
        return language.text("Outside programmes")
    return language.text("Without an objective")


def roadmap_view(portfolio: Portfolio, found: Roadmap, heading: Heading) -> RoadmapView:
    """The view of a roadmap."""
    return RoadmapView(
        heading,
        found.by,
        found.first_day,
        found.last_day,
        tuple(map(str, found.quarters)),
        tuple(
            RoadmapLane(
                lane.id,
                lane.title,
                tuple(_project(portfolio, course, heading.as_of) for course in lane.courses),
            )
            for lane in found.lanes
        ),
        tuple(project.id for project in found.undated),
    )


def _project(portfolio: Portfolio, course: Course, as_of: datetime.date) -> RoadmapProject:
    project, finish = course.project, course.progress.finish
    charter = project.charter
    return RoadmapProject(
        id=project.id,
        title=project.title,
        state=charter.state if charter else "",
        health=health_of(portfolio, project, as_of).counting.get("overall"),
        start=course.start,
        baseline_finish=finish.baseline,
        expected_finish=finish.expected,
        slip_days=finish.slip_days,
        milestones=tuple(
            RoadmapMilestone(
                f"{project.id}/plan/{one.milestone.id}",
                one.milestone.title,
                one.milestone.baseline,
                one.expected,
                one.slip_days,
                one.state,
                one.milestone.critical,
            )
            for one in course.milestones
            if one.expected is not None
        ),
    )
