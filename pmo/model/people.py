"""`people.yaml`: roles, people and teams."""

from typing import Literal

from msgspec import field

from pmo.model.base import Record
from pmo.model.scalars import CalendarRef, Date, Id, NonNegative, PersonRef, RoleRef, Scale, Text


class Role(Record, frozen=True, kw_only=True):
    """A role that people fill."""

    id: Id
    """Identifier; `sponsor`, `manager` and `office` are reserved."""
    title: Text
    """Name of the role."""
    skills: dict[str, Scale] = {}  # noqa: RUF012 - msgspec copies the default
    """Skills it needs, each at a level from 1 to 5."""
    certifications: tuple[Text, ...] = ()
    """Certificates it needs."""
    cost_rate: NonNegative | None = None
    """Cost of one working day, where the person has no rate."""


class Certification(Record, frozen=True, kw_only=True):
    """A certificate that a person holds."""

    name: Text
    """Name of the certificate."""
    issued: Date | None = None
    """Day of issue."""
    expires: Date | None = None
    """Last day of validity."""


class Absence(Record, frozen=True, kw_only=True):
    """Days on which a person is away."""

    from_: Date = field(name="from")
    """First day."""
    to: Date
    """Last day."""
    kind: Literal["leave", "training", "other"] = "leave"
    """Kind of absence."""


class Person(Record, frozen=True, kw_only=True):
    """A person who works on projects."""

    id: Id
    """Identifier."""
    name: Text
    """Full name."""
    email: Text | None = None
    """E-mail address."""
    role: RoleRef
    """Main role."""
    unit: Text | None = None
    """Organisational unit."""
    capacity: NonNegative = NonNegative(1)
    """Full-time equivalents by contract."""
    from_: Date | None = field(name="from", default=None)
    """First day of employment."""
    to: Date | None = None
    """Last day of employment."""
    calendar: CalendarRef | None = None
    """Working calendar, where it is not the office's."""
    cost_rate: NonNegative | None = None
    """Cost of one working day."""
    skills: dict[str, Scale] = {}  # noqa: RUF012 - msgspec copies the default
    """Skills, each at a level from 1 to 5."""
    certifications: tuple[Certification, ...] = ()
    """Certificates held."""
    absences: tuple[Absence, ...] = ()
    """Planned and past absences."""
    manager: PersonRef | None = None
    """Line manager."""


class Team(Record, frozen=True, kw_only=True):
    """A standing group of people."""

    id: Id
    """Identifier."""
    title: Text
    """Name of the team."""
    members: tuple[PersonRef, ...] = ()
    """People in it."""


class People(Record, frozen=True, kw_only=True):
    """Who there is.

    Example:

        roles:
          - id: analyst
            title: Business analyst
            cost_rate: 480
        people:
          - id: ana
            name: Ana Pereira
            role: analyst
            capacity: 0.8
        teams:
          - id: data
            title: Data team
            members: [ana]
    """

    roles: tuple[Role, ...] = ()
    """Roles."""
    people: tuple[Person, ...] = ()
    """People."""
    teams: tuple[Team, ...] = ()
    """Teams."""
