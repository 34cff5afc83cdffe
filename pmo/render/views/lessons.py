"""The view of `pmo report lessons`: what was learned, what became of it, and whom it helps now."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pmo.analysis.lessons import STAGES, Advice, PlacedLesson, advice, placed_lessons
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.render.views.parts import Heading, named, where

TEMPLATE = "lessons.md.jinja"
MOST_FOR_A_PROJECT = 3
"""Lessons of others offered to a project."""


@dataclass(frozen=True, slots=True)
class ProjectName:
    """A project."""

    id: str
    """Id, as the commands take it."""
    title: str
    """Name of the project."""


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson."""

    address: str
    """`<project>/lessons/<id>`."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    where_address: str
    """Address of the project or programme, or `office`."""
    title: str
    """The lesson in one line."""
    kind: str | None
    """keep what went well, or improve what did not."""
    category: str | None
    """Category."""
    phase: str | None
    """Title of the phase in which it was learned; as written where the method has none of that name."""
    situation: str | None
    """What happened."""
    root_cause: str | None
    """Why."""
    recommendation: str
    """What to do next time."""
    owner: str | None
    """Name of who sees to it."""
    follow_up: str | None
    """What is changed because of it."""
    due: datetime.date | None
    """Day by which it is changed."""
    overdue_days: int
    """Working days since that day, where it is not carried out."""
    status: str
    """captured, validated, published, implemented."""
    reused_by: tuple[ProjectName, ...]
    """Projects that used it."""


@dataclass(frozen=True, slots=True)
class LessonGroup:
    """The lessons of one category or phase."""

    name: str | None
    """The category or phase; None where nothing is said."""
    lessons: tuple[LessonRow, ...]
    """What to improve first, then by address."""
    keep: int
    """How many keep what went well."""
    improve: int
    """How many improve what did not."""
    reused: int
    """How many were used by another project."""


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many lessons stand at a stage."""

    stage: str
    """captured, validated, published, implemented."""
    lessons: int
    """Number of lessons."""


@dataclass(frozen=True, slots=True)
class AdviceRow:
    """A lesson of others that helps a project where it stands."""

    lesson: LessonRow
    """The lesson."""
    timing: str
    """now: learned in the phase that the project is in; next: in the one that comes."""


@dataclass(frozen=True, slots=True)
class ProjectAdvice:
    """What others have learned for a project."""

    project: ProjectName
    """The project."""
    phase: str | None
    """Title of the phase that it is in."""
    lessons: tuple[AdviceRow, ...]
    """The most helpful first."""


@dataclass(frozen=True, slots=True)
class LessonsReport:
    """What was learned, and what became of it."""

    heading: Heading
    """Portfolio, revision and day."""
    lessons: int
    """All lessons."""
    keep: int
    """Those that keep what went well."""
    improve: int
    """Those that improve what did not."""
    stages: tuple[StageCount, ...]
    """By stage, in their order."""
    reused: int
    """Lessons that another project used."""
    uses: int
    """How often lessons were used."""
    reused_share: float | None
    """Lessons that were used as a fraction of all; None without any."""
    overdue: tuple[LessonRow, ...]
    """Lessons whose follow-up is overdue, the latest first."""
    waiting: tuple[LessonRow, ...]
    """Lessons that are not implemented, those that went least far first."""
    used: tuple[LessonRow, ...]
    """Lessons that another project used, the most used first."""
    advice: tuple[ProjectAdvice, ...]
    """For open projects what others learned in the phase that they are in, or that comes next."""
    categories: tuple[LessonGroup, ...]
    """By category, the largest first."""
    phases: tuple[LessonGroup, ...]
    """By phase, the largest first."""
    silent: tuple[ProjectName, ...]
    """Completed and cancelled projects that left no lesson."""


def lessons_view(portfolio: Portfolio, holders: Iterable[Holder], heading: Heading) -> LessonsReport:
    """The lessons of these projects, programmes and the office."""
    chosen = tuple(holders)
    projects = [one for one in chosen if isinstance(one, Project)]
    placed = placed_lessons(portfolio, chosen, heading.as_of)
    rows = [lesson_row(portfolio, one) for one in placed]
    used = sorted((row for row in rows if row.reused_by), key=lambda row: (-len(row.reused_by), row.address))
    words = [row.status for row in rows]
    return LessonsReport(
        heading=heading,
        lessons=len(rows),
        keep=_count(rows, "keep"),
        improve=_count(rows, "improve"),
        stages=tuple(StageCount(stage, words.count(stage)) for stage in STAGES),
        reused=len(used),
        uses=sum(len(row.reused_by) for row in used),
        reused_share=len(used) / len(rows) if rows else None,
        overdue=tuple(
            sorted(
                (row for row in rows if row.overdue_days), key=lambda row: (-row.overdue_days, row.address)
            )
        ),
        waiting=tuple(
            sorted(
                (row for row in rows if row.status != "implemented"),
                key=lambda row: (STAGES.index(row.status), row.due or datetime.date.max, row.address),
            )
        ),
        used=tuple(used),
        advice=_advice(portfolio, projects, heading.as_of),
        categories=_groups(rows, lambda row: row.category),
        phases=_groups(rows, lambda row: row.phase),
        silent=tuple(
            ProjectName(one.id, one.title)
            for one in projects
            if one.charter is not None and not one.is_open and not one.lessons
        ),
    )


def _count(rows: Iterable[LessonRow], kind: str) -> int:
    return sum(row.kind == kind for row in rows)


def lesson_row(portfolio: Portfolio, one: PlacedLesson) -> LessonRow:
    lesson = one.lesson
    return LessonRow(
        address=one.address,
        where=where(portfolio, one.holder),
        where_address=one.holder.address,
        title=lesson.title,
        kind=lesson.kind,
        category=lesson.category,
        phase=_phase(portfolio, one.holder, lesson.phase),
        situation=lesson.situation,
        root_cause=lesson.root_cause,
        recommendation=lesson.recommendation,
        owner=named(portfolio, lesson.owner, one.holder),
        follow_up=lesson.follow_up,
        due=lesson.due,
        overdue_days=one.overdue_days,
        status=lesson.status,
        reused_by=tuple(ProjectName(project.id, project.title) for project in one.reused_by),
    )


def _phase(portfolio: Portfolio, holder: Holder, phase: str | None) -> str | None:
    method = portfolio.method_of(holder) if isinstance(holder, Project) else None
    titles = {one.id.lower(): one.title for one in (method.phases if method is not None else ())}
    return titles.get(phase.lower(), phase) if phase is not None else None


def _groups(rows: Sequence[LessonRow], key: Callable[[LessonRow], str | None]) -> tuple[LessonGroup, ...]:
    """By heading, compared without case, the largest first; what says nothing comes last."""
    found: dict[str, list[LessonRow]] = {}
    for row in rows:
        found.setdefault((key(row) or "").casefold(), []).append(row)
    groups = [
        LessonGroup(
            name=min((key(row) for row in members), key=lambda name: (name or "").islower()),
            lessons=tuple(sorted(members, key=lambda row: (row.kind != "improve", row.address))),
            keep=_count(members, "keep"),
            improve=_count(members, "improve"),
            reused=sum(bool(row.reused_by) for row in members),
        )
        for members in found.values()
    ]
    return tuple(
        sorted(groups, key=lambda one: (not one.name, -len(one.lessons), (one.name or "").casefold()))
    )


def _advice(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date
) -> tuple[ProjectAdvice, ...]:
    by_project: dict[str, list[Advice]] = {}
    for one in advice(portfolio, projects, as_of, MOST_FOR_A_PROJECT):
        by_project.setdefault(one.project.id, []).append(one)
    return tuple(_for_project(portfolio, found) for found in by_project.values())


def _for_project(portfolio: Portfolio, found: Sequence[Advice]) -> ProjectAdvice:
    project = found[0].project
    charter = project.charter
    return ProjectAdvice(
        ProjectName(project.id, project.title),
        _phase(portfolio, project, charter.phase if charter is not None else None),
        tuple(AdviceRow(lesson_row(portfolio, one.placed), one.timing) for one in found),
    )
