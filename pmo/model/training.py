"""`training.yaml`: courses, enrolments and mentoring."""

from msgspec import field

from pmo.model.base import Record
from pmo.model.scalars import CourseRef, Date, Id, NonNegative, PersonRef, Scale, Text


class Course(Record, frozen=True, kw_only=True):
    """A course on offer."""

    id: Id
    """Identifier."""
    title: Text
    """Name of the course."""
    skills: dict[str, Scale] | tuple[Text, ...] = ()
    """Skills it teaches, with the level it leads to where known."""
    provider: Text | None = None
    """Who gives it."""
    hours: NonNegative | None = None
    """Length in hours."""


class Enrolment(Record, frozen=True, kw_only=True):
    """A person who takes a course."""

    person: PersonRef
    """The person."""
    course: CourseRef
    """The course."""
    planned: Date | None = None
    """Planned day."""
    completed: Date | None = None
    """Day of completion."""
    result: Text | None = None
    """Result."""


class Mentoring(Record, frozen=True, kw_only=True):
    """A person who helps another to learn."""

    mentor: PersonRef
    """Who helps."""
    mentee: PersonRef
    """Who learns."""
    from_: Date | None = field(name="from", default=None)
    """First day."""
    to: Date | None = None
    """Last day."""
    goal: Text | None = None
    """What is to be learned."""


class Training(Record, frozen=True, kw_only=True):
    """Courses, who takes them, and who helps whom to learn.

    Example:

        courses:
          - id: risk-basics
            title: Risk management basics
            hours: 6
        enrolments:
          - person: ana
            course: risk-basics
            planned: 2026-12-01
    """

    courses: tuple[Course, ...] = ()
    """Courses."""
    enrolments: tuple[Enrolment, ...] = ()
    """Enrolments."""
    mentoring: tuple[Mentoring, ...] = ()
    """Mentoring pairs."""
