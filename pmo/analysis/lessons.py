"""Lessons learned: where they stand, who used them, and which of them help a project where it stands now.

A lesson helps a project when it was learned in the phase that the project is in, or in the one that comes next, and
somebody has at least validated it. Phases are the same by their id or title. The lessons of the projects that are most
like it come first (:mod:`pmo.analysis.similar`). What comes from the project itself or was used there already is not
offered, and nothing confidential is carried from one project to another.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pmo.analysis.calendars import calendar_of
from pmo.analysis.similar import Traits, points_for, shared_traits, traits_of
from pmo.model.lessons import Lesson
from pmo.model.portfolio import Holder, Portfolio, Project

Timing = Literal["now", "next"]
"""The phase that the project is in, or the one after it."""
STAGES: Final = ("captured", "validated", "published", "implemented")
"""In the order in which a lesson goes through them."""
_TRUSTED: Final = ("implemented", "published", "validated")
"""Lessons that are offered to others, those that went furthest first."""


@dataclass(frozen=True, slots=True)
class PlacedLesson:
    """A lesson, and where it was learned."""

    address: str
    holder: Holder
    lesson: Lesson
    overdue_days: int
    """Working days since the day by which it was to be carried out; 0 in time, or once it is."""
    reused_by: tuple[Project, ...]
    """Projects that used it; ids that lead nowhere are left out."""

    @property
    def is_overdue(self) -> bool:
        """Whether what follows from it should have been done by now."""
        return self.overdue_days > 0


@dataclass(frozen=True, slots=True)
class Advice:
    """A lesson of others that helps a project where it stands."""

    project: Project
    placed: PlacedLesson
    timing: Timing
    points: int
    """Likeness of the project in which it was learned; 0 for those of the office and of programmes."""


def placed_lessons(
    portfolio: Portfolio, holders: Iterable[Holder], as_of: datetime.date
) -> tuple[PlacedLesson, ...]:
    """The lessons of these projects, programmes and the office, in that order."""
    return tuple(_placed(portfolio, holder, one, as_of) for holder in holders for one in holder.lessons)


def advice(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date, most: int
) -> tuple[Advice, ...]:
    """For each open project at most so many lessons of others, the most helpful first."""
    known = [
        one
        for one in placed_lessons(portfolio, portfolio.holders, as_of)
        if one.lesson.status in _TRUSTED and one.lesson.phase is not None and not _is_confidential(one)
    ]
    likeness = _Likeness(portfolio)
    return tuple(
        one
        for project in projects
        if project.is_open
        for one in _for_project(portfolio, project, known, likeness)[:most]
    )


def _placed(portfolio: Portfolio, holder: Holder, lesson: Lesson, as_of: datetime.date) -> PlacedLesson:
    late = 0
    if lesson.due is not None and lesson.due < as_of and lesson.status != "implemented":
        late = max(calendar_of(portfolio).working_days_between(lesson.due, as_of), 1)
    users = (portfolio.projects.get(id_.lower()) for id_ in lesson.reused_by)
    return PlacedLesson(
        address=f"{holder.address}/lessons/{lesson.id}",
        holder=holder,
        lesson=lesson,
        overdue_days=late,
        reused_by=tuple(project for project in users if project is not None),
    )


def _is_confidential(one: PlacedLesson) -> bool:
    charter = one.holder.charter if isinstance(one.holder, Project) else None
    levels = (one.lesson.confidentiality, charter.confidentiality if charter is not None else None)
    return "confidential" in levels


class _Likeness:
    """How much alike projects are; their traits are looked up once."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio
        self._traits: dict[str, Traits] = {}

    def points(self, one: Project, other: Project) -> int:
        return points_for(shared_traits(self._of(one), self._of(other)))

    def _of(self, project: Project) -> Traits:
        if project.id not in self._traits:
            self._traits[project.id] = traits_of(self._portfolio, project)
        return self._traits[project.id]


def _for_project(
    portfolio: Portfolio, project: Project, known: Sequence[PlacedLesson], likeness: _Likeness
) -> list[Advice]:
    found = list(_fitting(project, _phases(portfolio, project), known, likeness))
    found.sort(
        key=lambda one: (
            one.timing != "now",
            -one.points,
            _TRUSTED.index(one.placed.lesson.status),
            one.placed.address,
        )
    )
    return found


def _fitting(
    project: Project, phases: Mapping[str, Timing], known: Iterable[PlacedLesson], likeness: _Likeness
) -> Iterator[Advice]:
    for one in known:
        timing = phases.get(_word(one.lesson.phase or ""))
        if timing is None or one.holder is project or any(user is project for user in one.reused_by):
            continue
        if not isinstance(one.holder, Project):
            yield Advice(project, one, timing, 0)
        elif points := likeness.points(project, one.holder):
            yield Advice(project, one, timing, points)


def _phases(portfolio: Portfolio, project: Project) -> dict[str, Timing]:
    """The words for the phase of a project and for the next one of its method."""
    charter, method = project.charter, portfolio.method_of(project)
    if charter is None or charter.phase is None:
        return {}
    current = _word(charter.phase)
    found: dict[str, Timing] = {current: "now"}
    phases = method.phases if method is not None else ()
    for index, phase in enumerate(phases):
        if current in (_word(phase.id), _word(phase.title)):
            if index + 1 < len(phases):
                following = phases[index + 1]
                found |= {_word(following.id): "next", _word(following.title): "next"}
            found |= {_word(phase.id): "now", _word(phase.title): "now"}
    return found


def _word(text: str) -> str:
    return " ".join(text.casefold().split())
