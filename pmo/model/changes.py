"""`changes.yaml`: change requests."""

from typing import Literal

from pmo.model.base import Record, Shape
from pmo.model.scalars import ApproverRef, BodyRef, Date, Id, Number, OwnerRef, Text, Texts
from pmo.model.shared import Approval


class ChangeImpact(Shape, frozen=True, kw_only=True):
    """What a change would do."""

    cost: Number | None = None
    """Change of the approved budget; savings are negative."""
    days: int | None = None
    """Change of the finish in working days; earlier is negative."""
    scope: Text | None = None
    """On scope."""
    benefits: Text | None = None
    """On benefits."""
    risk: Text | None = None
    """On risk."""
    quality: Text | None = None
    """On quality."""


class ChangeDecision(Shape, frozen=True, kw_only=True):
    """What was decided about a change."""

    outcome: Literal["approve", "reject", "postpone"]
    """The decision."""
    by: ApproverRef | None = None
    """Who decided."""
    body: BodyRef | None = None
    """Body that decided."""
    date: Date | None = None
    """Day of the decision."""
    conditions: Texts = ()
    """Conditions."""


class Change(Record, frozen=True, kw_only=True):
    """A request to change what was agreed."""

    id: Id
    """Identifier."""
    title: Text
    """The change in one line."""
    type: Literal["scope", "schedule", "cost", "quality", "other"] | None = None
    """What it changes most."""
    raised_by: OwnerRef
    """Who asks for it."""
    raised: Date
    """Day of the request."""
    reason: Text | None = None
    """Why."""
    status: Literal[
        "draft",
        "submitted",
        "assessed",
        "approved",
        "rejected",
        "postponed",
        "implemented",
        "withdrawn",
    ]
    """Where it stands."""
    impact: ChangeImpact = ChangeImpact()
    """What it would do."""
    options: Texts = ()
    """Options that were looked at."""
    recommendation: Text | None = None
    """What the assessor recommends."""
    decision: ChangeDecision | None = None
    """What was decided."""
    implemented: Date | None = None
    """Day on which it was carried out."""
    approvals: tuple[Approval, ...] = ()
    """Approvals."""


class Changes(Record, frozen=True, kw_only=True):
    """The change register.

    Example:

        changes:
          - id: second-interface
            title: Connect the field service system as well
            type: scope
            raised_by: budi
            raised: 2026-09-01
            status: approved
            impact: {cost: 20000, days: 10}
            decision: {outcome: approve, body: steering, date: 2026-09-15}
    """

    changes: tuple[Change, ...] = ()
    """The changes."""
