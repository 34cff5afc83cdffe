"""`assumptions.yaml`: assumptions and constraints."""

from typing import Literal

from pmo.model.base import Record
from pmo.model.scalars import Date, Id, OwnerRef, Text


class Assumption(Record, frozen=True, kw_only=True):
    """Something taken as true, or a limit that is given."""

    id: Id
    """Identifier."""
    text: Text
    """What is assumed."""
    kind: Literal["assumption", "constraint"] | None = None
    """Assumption or constraint."""
    owner: OwnerRef | None = None
    """Who finds out."""
    validate_by: Date | None = None
    """Day by which it must be known."""
    result: Literal["open", "valid", "invalid"] = "open"
    """What was found."""
    if_false: Text | None = None
    """What happens if it does not hold."""


class Assumptions(Record, frozen=True, kw_only=True):
    """Assumptions and constraints.

    Example:

        assumptions:
          - id: data-clean
            text: Customer data can be migrated without manual cleaning
            kind: assumption
            owner: ana
            validate_by: 2026-12-15
    """

    assumptions: tuple[Assumption, ...] = ()
    """The assumptions."""
