"""The view of `pmo training`: gaps, certificates, courses, enrolments and mentoring."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from pmo.analysis.learning import (
    CertificateState,
    EnrolmentState,
    GapState,
    Learning,
    MentoringState,
    learning,
)
from pmo.model.portfolio import Portfolio
from pmo.render.views.parts import Heading


@dataclass(frozen=True, slots=True)
class GapRow:
    """A skill that somebody lacks for a role."""

    person: str
    """Identifier."""
    name: str
    """Full name."""
    role: str
    """Title of the role that needs it."""
    skill: str
    """The skill."""
    needed: int
    """Level that the role needs, 1 to 5."""
    level: int
    """Level that the person has; 0 without the skill."""
    state: GapState
    """planned, offered (a course is there), open (none is), to-be-assessed (a course is completed)."""
    course: str | None
    """Identifier of the course that closes it."""
    course_title: str | None
    """Title of that course."""
    planned: datetime.date | None
    """Day of the course, to come or completed."""


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate that is missing or ends."""

    person: str
    """Identifier."""
    name: str
    """Full name."""
    certificate: str
    """Its name."""
    state: CertificateState
    """missing, expired, expires-soon."""
    expires: datetime.date | None
    """Last day of validity."""
    role: str | None
    """Title of the role that needs it; null where none does."""


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course on offer."""

    id: str
    """Identifier."""
    title: str
    """Its name."""
    skills: tuple[str, ...]
    """What it teaches, with the level where it is known."""
    provider: str | None
    """Who gives it."""
    planned: int
    """People who are enrolled."""
    overdue: int
    """People whose day has passed without completion."""
    completed: int
    """People who completed it."""
    closes: int
    """Gaps that it would close and for which nobody is enrolled."""


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """A person who takes a course."""

    person: str
    """Identifier."""
    name: str
    """Full name."""
    course: str
    """Title of the course."""
    state: EnrolmentState
    """overdue, planned, undated, completed."""
    planned: datetime.date | None
    """Planned day."""
    completed: datetime.date | None
    """Day of completion."""
    result: str | None
    """Result."""


@dataclass(frozen=True, slots=True)
class MentoringRow:
    """A person who helps another to learn."""

    mentor: str
    """Name of the one who helps."""
    mentee: str
    """Name of the one who learns."""
    goal: str | None
    """What is to be learned."""
    first: datetime.date | None
    """First day."""
    last: datetime.date | None
    """Last day."""
    state: MentoringState
    """running, planned, ended."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many gaps something is done about."""

    gaps: int
    """Skills that people lack for their roles."""
    covered: int
    """Those with a planned course, or a completed one that is to be assessed."""
    share: float | None
    """Covered over all; null without a gap."""


@dataclass(frozen=True, slots=True)
class TrainingView:
    """Training as it stands on a day."""

    heading: Heading
    """Portfolio, revision and day."""
    coverage: Coverage
    """How many gaps something is done about."""
    gaps: tuple[GapRow, ...]
    """By person."""
    certificates: tuple[CertificateRow, ...]
    """Missing and expired ones first."""
    enrolments: tuple[EnrolmentRow, ...]
    """Overdue ones first."""
    courses: tuple[CourseRow, ...]
    """In the order of the file."""
    mentoring: tuple[MentoringRow, ...]
    """Running pairs first."""


def training_view(portfolio: Portfolio, heading: Heading) -> TrainingView:
    """Training of everybody who has not left."""
    found = learning(portfolio, heading.as_of)
    courses = {one.id.lower(): one.title for one in portfolio.training.courses}
    gaps, covered = len(found.gaps), found.covered
    return TrainingView(
        heading=heading,
        coverage=Coverage(gaps, covered, covered / gaps if gaps else None),
        gaps=tuple(_gaps(portfolio, found, courses)),
        certificates=tuple(_certificates(portfolio, found)),
        enrolments=tuple(_enrolments(portfolio, found, courses)),
        courses=tuple(
            CourseRow(
                one.course.id,
                one.course.title,
                _taught(one.course.skills),
                one.course.provider,
                one.planned,
                one.overdue,
                one.completed,
                one.closes,
            )
            for one in found.courses
        ),
        mentoring=tuple(
            MentoringRow(
                portfolio.name_of(pair.mentor),
                portfolio.name_of(pair.mentee),
                pair.goal,
                pair.from_,
                pair.to,
                state,
            )
            for pair, state in found.mentoring
        ),
    )


def _gaps(portfolio: Portfolio, found: Learning, courses: dict[str, str]) -> Iterable[GapRow]:
    for one in found.gaps:
        yield GapRow(
            one.person,
            portfolio.name_of(one.person),
            portfolio.roles[one.role.lower()].title,
            one.skill,
            one.needed,
            one.level,
            one.state,
            one.course,
            courses.get((one.course or "").lower()),
            one.planned,
        )


def _certificates(portfolio: Portfolio, found: Learning) -> Iterable[CertificateRow]:
    for one in found.certificates:
        role = portfolio.roles.get((one.role or "").lower())
        name = portfolio.name_of(one.person)
        yield CertificateRow(
            one.person, name, one.certificate, one.state, one.expires, role.title if role else None
        )


def _enrolments(portfolio: Portfolio, found: Learning, courses: dict[str, str]) -> Iterable[EnrolmentRow]:
    for one, state in found.enrolments:
        yield EnrolmentRow(
            one.person,
            portfolio.name_of(one.person),
            courses.get(one.course.lower(), one.course),
            state,
            one.planned,
            one.completed,
            one.result,
        )


def _taught(skills: dict[str, int] | tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(skills, dict):
        return tuple(f"{skill} {level}" for skill, level in skills.items())
    return skills
