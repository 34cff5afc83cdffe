"""`decisions.yaml`: decisions asked for and taken."""

from typing import Literal

from pmo.model.base import Record
from pmo.model.scalars import ApproverRef, BodyRef, Date, DecisionRef, Id, Text
from pmo.model.shared import Approval


class Decision(Record, frozen=True, kw_only=True):
    """A decision that is asked for or was taken."""

    id: Id
    """Identifier."""
    title: Text
    """The question in one line."""
    status: Literal["requested", "decided", "superseded"]
    """Where it stands; decided requires date, by and decision."""
    needed_by: Date | None = None
    """Day by which it is needed."""
    date: Date | None = None
    """Day of the decision."""
    by: ApproverRef | None = None
    """Who decides."""
    body: BodyRef | None = None
    """Body that decides."""
    context: Text | None = None
    """What one must know."""
    options: tuple[Text, ...] = ()
    """Options."""
    decision: Text | None = None
    """What was decided."""
    rationale: Text | None = None
    """Why."""
    consequence: Text | None = None
    """What happens without a decision, or because of it."""
    supersedes: DecisionRef | None = None
    """The decision it replaces."""
    review_on: Date | None = None
    """Day on which it is looked at again."""
    approvals: tuple[Approval, ...] = ()
    """Approvals."""


class Decisions(Record, frozen=True, kw_only=True):
    """The decision register.

    Example:

        decisions:
          - id: pick-vendor
            title: Which vendor delivers the interface?
            status: decided
            date: 2026-05-12
            by: ana
            decision: Acme
            rationale: Best references at the second best price
    """

    decisions: tuple[Decision, ...] = ()
    """The decisions."""
