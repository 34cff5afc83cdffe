"""Training: what people lack for their roles, what is done about it, certificates that end, and mentoring.

A **gap** is a skill that somebody's role (the main one, or one of their work from today on) needs at a higher level
than they have. A course **closes** it if it teaches the skill up to the level that is needed, or names the skill
without a level. A gap is *planned* if the person is enrolled in such a course and has not completed it, *offered* if
there is such a course, *open* otherwise. One who completed such a course still has the gap until `skills` says that
they have learned it: it is *to be assessed*.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pmo.analysis.certificates import SOON, end_of, held_certificates, is_here, needed_certificates
from pmo.analysis.skills import levels_of, role_of_work
from pmo.model.people import Person, Role
from pmo.model.portfolio import Portfolio
from pmo.model.training import Course, Enrolment, Mentoring

GapState = Literal["planned", "offered", "open", "to-be-assessed"]
EnrolmentState = Literal["overdue", "planned", "undated", "completed"]
CertificateState = Literal["missing", "expired", "expires-soon"]
MentoringState = Literal["running", "planned", "ended"]


@dataclass(frozen=True, slots=True)
class SkillGap:
    """A skill that somebody lacks for a role."""

    person: str
    """Identifier."""
    role: str
    """Identifier of the role that needs it."""
    skill: str
    needed: int
    level: int
    """Level that the person has; 0 without the skill."""
    state: GapState
    course: str | None
    """Identifier of the course that closes it, the planned one first."""
    planned: datetime.date | None
    """Day for which it is planned."""


@dataclass(frozen=True, slots=True)
class CertificateDue:
    """A certificate that somebody's role needs and that is missing, or one that ends."""

    person: str
    """Identifier."""
    certificate: str
    state: CertificateState
    expires: datetime.date | None
    role: str | None
    """Identifier of the role that needs it; None where none does."""


@dataclass(frozen=True, slots=True)
class CourseUptake:
    """A course, and what became of it."""

    course: Course
    planned: int
    """Enrolments for a day to come, or for no day."""
    overdue: int
    """Enrolments whose day has passed without completion."""
    completed: int
    closes: int
    """Gaps that it closes and that are not planned yet."""


@dataclass(frozen=True, slots=True)
class Learning:
    """Training as it stands on a day."""

    gaps: tuple[SkillGap, ...]
    """By person."""
    certificates: tuple[CertificateDue, ...]
    """Missing and expired ones first."""
    courses: tuple[CourseUptake, ...]
    """In the order of the file."""
    enrolments: tuple[tuple[Enrolment, EnrolmentState], ...]
    """Overdue ones first, then by day."""
    mentoring: tuple[tuple[Mentoring, MentoringState], ...]
    """Running ones first, by their last day."""

    @property
    def covered(self) -> int:
        """Gaps about which something is planned or done."""
        return sum(gap.state in ("planned", "to-be-assessed") for gap in self.gaps)


def learning(portfolio: Portfolio, as_of: datetime.date) -> Learning:
    """Gaps, certificates, courses, enrolments and mentoring of everybody who has not left."""
    gaps = tuple(sorted(_gaps(portfolio, as_of), key=lambda one: (one.person, one.role, one.skill)))
    training = portfolio.training
    certificates = sorted(
        _certificates(portfolio, as_of),
        key=lambda one: (one.state == "expires-soon", one.expires or datetime.date.min, one.person),
    )
    enrolments = sorted(
        ((one, _enrolment_state(one, as_of)) for one in training.enrolments),
        key=lambda pair: (_ENROLMENTS.index(pair[1]), _day(pair[0].planned), pair[0].person),
    )
    mentoring = sorted(
        ((one, _mentoring_state(one, as_of)) for one in training.mentoring),
        key=lambda pair: (_MENTORING.index(pair[1]), _day(pair[0].to), pair[0].mentee),
    )
    courses = tuple(_uptake(course, gaps, enrolments) for course in training.courses)
    return Learning(gaps, tuple(certificates), courses, tuple(enrolments), tuple(mentoring))


_ENROLMENTS: tuple[EnrolmentState, ...] = ("overdue", "planned", "undated", "completed")
_MENTORING: tuple[MentoringState, ...] = ("running", "planned", "ended")


def _gaps(portfolio: Portfolio, as_of: datetime.date) -> Iterator[SkillGap]:
    enrolled: dict[str, list[Enrolment]] = {}
    for one in portfolio.training.enrolments:
        enrolled.setdefault(one.person.lower(), []).append(one)
    for id_, roles in _roles_of_people(portfolio, as_of).items():
        person = portfolio.people[id_]
        has = levels_of(person.skills)
        needed: dict[str, tuple[int, str]] = {}
        for role in roles:
            for skill, level in levels_of(role.skills).items():
                if level > has.get(skill, 0) and level > needed.get(skill, (0, ""))[0]:
                    needed[skill] = (level, role.id)
        for skill, (level, role_id) in needed.items():
            state, course, planned = _answer(portfolio, enrolled.get(id_, []), skill, level, as_of)
            yield SkillGap(person.id, role_id, skill, level, has.get(skill, 0), state, course, planned)


def _roles_of_people(portfolio: Portfolio, as_of: datetime.date) -> dict[str, list[Role]]:
    """By person who has not left, in lower case: the main role and those of the work from a day on."""
    staff = {id_: one for id_, one in portfolio.people.items() if is_here(one, as_of)}
    found: dict[str, list[Role]] = {}
    for id_, person in staff.items():
        role = portfolio.roles.get(person.role.lower())
        found[id_] = [role] if role else []
    for project in portfolio.projects.values():
        for one in project.allocations if project.is_open else ():
            named: Person | None = portfolio.person(one.person, project)
            role = role_of_work(portfolio, project, one)
            is_work = one.status != "rejected" and one.from_ <= one.to and one.to >= as_of
            if named is not None and named.id.lower() in staff and role is not None and is_work:
                found[named.id.lower()].append(role)
    return found


def _answer(
    portfolio: Portfolio, enrolled: list[Enrolment], skill: str, level: int, as_of: datetime.date
) -> tuple[GapState, str | None, datetime.date | None]:
    """What is done about a gap: its state, the course, and the day."""
    closing = {
        course.id.lower(): course for course in portfolio.training.courses if _teaches(course, skill, level)
    }
    for state in ("planned", "to-be-assessed"):
        for one in enrolled:
            is_completed = one.completed is not None and one.completed <= as_of
            if one.course.lower() in closing and is_completed == (state == "to-be-assessed"):
                return state, closing[one.course.lower()].id, one.completed if is_completed else one.planned
    course = next(iter(closing.values()), None)
    return ("offered", course.id, None) if course else ("open", None, None)


def _teaches(course: Course, skill: str, level: int) -> bool:
    if isinstance(course.skills, dict):
        return levels_of(course.skills).get(skill, 0) >= level
    return skill in (one.lower() for one in course.skills)


def _certificates(portfolio: Portfolio, as_of: datetime.date) -> Iterator[CertificateDue]:
    needs = needed_certificates(portfolio, as_of)
    for id_, person in portfolio.people.items():
        if not is_here(person, as_of):
            continue
        held, needed = held_certificates(person), needs.get(id_, {})
        for name, (_, one) in held.items():
            left = (end_of(one) - as_of).days
            if left < 0 and name in needed:
                yield CertificateDue(person.id, one.name, "expired", one.expires, needed[name])
            elif 0 <= left <= SOON:
                yield CertificateDue(person.id, one.name, "expires-soon", one.expires, needed.get(name))
        for name, role_id in needed.items():
            if name not in held:
                wanted = portfolio.roles[role_id.lower()].certifications
                title = next(word for word in wanted if word.lower() == name)
                yield CertificateDue(person.id, title, "missing", None, role_id)


def _uptake(
    course: Course, gaps: tuple[SkillGap, ...], enrolments: list[tuple[Enrolment, EnrolmentState]]
) -> CourseUptake:
    states = [state for one, state in enrolments if one.course.lower() == course.id.lower()]
    closes = sum(
        gap.state == "offered" and _teaches(course, gap.skill, gap.needed) for gap in gaps
    )  # fmt: skip
    return CourseUptake(
        course,
        states.count("planned") + states.count("undated"),
        states.count("overdue"),
        states.count("completed"),
        closes,
    )


def _enrolment_state(one: Enrolment, as_of: datetime.date) -> EnrolmentState:
    if one.completed is not None and one.completed <= as_of:
        return "completed"
    if one.planned is None:
        return "undated"
    return "overdue" if one.planned < as_of else "planned"


def _mentoring_state(one: Mentoring, as_of: datetime.date) -> MentoringState:
    if one.to is not None and one.to < as_of:
        return "ended"
    return "planned" if one.from_ is not None and one.from_ > as_of else "running"


def _day(day: datetime.date | None) -> datetime.date:
    return day or datetime.date.max
