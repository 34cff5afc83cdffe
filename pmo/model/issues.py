"""`issues.yaml`: the issue register of a project, a programme or the office."""

from typing import Literal

from pmo.model.base import Record, Shape
from pmo.model.scalars import ApproverRef, Date, Id, OwnerRef, RiskRef, Text
from pmo.model.shared import Action


class Escalation(Shape, frozen=True, kw_only=True):
    """An issue handed to a higher level."""

    to: ApproverRef | None = None
    """Body, role or person."""
    date: Date | None = None
    """Day of the escalation."""
    reason: Text | None = None
    """Why it could not be solved below."""


class Issue(Record, frozen=True, kw_only=True):
    """Something that has happened and must be dealt with."""

    id: Id
    """Identifier."""
    title: Text
    """The issue in one line."""
    kind: Literal["problem", "conflict", "request", "off-specification"] | None = None
    """What kind of issue it is."""
    severity: Literal["low", "medium", "high", "critical"]
    """How bad it is."""
    owner: OwnerRef
    """Who gets it solved."""
    status: Literal["open", "in-progress", "escalated", "resolved", "closed"]
    """Where it stands."""
    raised: Date
    """Day on which it was raised."""
    due: Date | None = None
    """Day by which it is to be solved."""
    resolution: Text | None = None
    """How it was solved."""
    resolved: Date | None = None
    """Day on which it was solved."""
    from_risk: RiskRef | None = None
    """The risk it came from."""
    escalation: Escalation | None = None
    """Where it was escalated to."""
    actions: tuple[Action, ...] = ()
    """Who does what by when."""


class Issues(Record, frozen=True, kw_only=True):
    """The issue register.

    Example:

        issues:
          - id: interface-broken
            title: Billing interface rejects half of the records
            kind: problem
            severity: high
            owner: budi
            status: in-progress
            raised: 2026-10-12
            due: 2026-11-13
    """

    issues: tuple[Issue, ...] = ()
    """The issues."""
