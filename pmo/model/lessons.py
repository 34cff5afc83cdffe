"""`lessons.yaml`: lessons learned."""

from typing import Literal

from pmo.model.base import Record
from pmo.model.scalars import Date, Id, OwnerRef, ProjectRef, Text


class Lesson(Record, frozen=True, kw_only=True):
    """Something worth keeping, or worth doing better."""

    id: Id
    """Identifier."""
    title: Text
    """The lesson in one line."""
    kind: Literal["keep", "improve"] | None = None
    """Keep what went well, or improve what did not."""
    category: Text | None = None
    """Category."""
    phase: Text | None = None
    """Phase in which it was learned."""
    situation: Text | None = None
    """What happened."""
    root_cause: Text | None = None
    """Why."""
    recommendation: Text
    """What to do next time."""
    owner: OwnerRef | None = None
    """Who sees to it."""
    follow_up: Text | None = None
    """What is changed because of it."""
    due: Date | None = None
    """Day by which it is changed."""
    status: Literal["captured", "validated", "published", "implemented"] = "captured"
    """Where it stands."""
    reused_by: tuple[ProjectRef, ...] = ()
    """Projects that used it."""


class Lessons(Record, frozen=True, kw_only=True):
    """Lessons learned.

    Example:

        lessons:
          - id: early-interface-tests
            title: Test interfaces in the first month
            kind: improve
            recommendation: Agree on test data before the contract is signed
            owner: ana
    """

    lessons: tuple[Lesson, ...] = ()
    """The lessons."""
