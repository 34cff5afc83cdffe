"""`projects/<project>/allocations.yaml`: who works how much, from when to when."""

from typing import Literal

from msgspec import field

from pmo.model.base import Record
from pmo.model.scalars import Date, EquipmentRef, Id, NonNegative, PersonRef, PhaseRef, RoleRef, Text


class Allocation(Record, frozen=True, kw_only=True):
    """A person, a role still to be filled, or equipment, for a stretch of time."""

    id: Id | None = None
    """Identifier."""
    person: PersonRef | None = None
    """The person."""
    role: RoleRef | None = None
    """The role; without a person it is unfilled demand."""
    equipment: EquipmentRef | None = None
    """The equipment."""
    load: NonNegative
    """Full-time equivalents, or units of equipment."""
    from_: Date = field(name="from")
    """First day."""
    to: Date
    """Last day."""
    phase: PhaseRef | None = None
    """Phase of the method."""
    status: Literal["requested", "confirmed", "rejected"] = "confirmed"
    """Whether the line organisation agreed."""
    task: Text | None = None
    """What is done."""


class Allocations(Record, frozen=True, kw_only=True):
    """Who works how much, from when to when.

    Example:

        allocations:
          - id: ana-analysis
            person: ana
            load: 0.5
            from: 2026-11-02
            to: 2027-01-29
          - id: developer
            role: developer
            load: 1
            from: 2026-12-01
            to: 2027-03-31
            status: requested
    """

    allocations: tuple[Allocation, ...] = ()
    """The allocations."""
