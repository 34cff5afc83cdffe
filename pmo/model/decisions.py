"""`decisions.yaml`: decisions asked for and taken."""

from typing import Literal

from pmo.model.base import Record, Shape
from pmo.model.scalars import ApproverRef, BodyRef, Date, DecisionRef, Id, NonNegative, Number, Period, Text
from pmo.model.shared import Approval


class BasisFigure(Shape, frozen=True, kw_only=True):
    """A project as it stood in the ranking or selection."""

    project: Text
    """Id of the project; it may be gone since."""
    rank: int | None = None
    """Place in the ranking; none for mandatory projects and without a score."""
    score: Number | None = None
    """Score in the ranking."""
    mandatory: bool | None = None
    """Whether it is mandatory, whatever its score."""
    selected: bool | None = None
    """Whether the selection holds it."""
    value: Number | None = None
    """Value in the selection."""


class BasisLimit(Shape, frozen=True, kw_only=True):
    """A budget or capacity that bound the selection."""

    kind: Literal["budget", "capacity"]
    """Money, or people of a role."""
    role: Text | None = None
    """Role, of a capacity."""
    period: Period
    """The period."""
    used: NonNegative
    """What work under way and the selection use."""
    limit: NonNegative
    """What there is."""


class DecisionBasis(Shape, frozen=True, kw_only=True):
    """The computed ranking or selection that a decision rests on, so that it can be checked later."""

    source: Literal["ranking", "selection"]
    """What it rests on."""
    command: Text
    """Command that computes it again."""
    revision: Text | None = None
    """Commit whose files it was computed from; none where they were not committed, so that nothing is proven."""
    as_of: Date
    """Day that counted as today."""
    method: Text | None = None
    """Ranking method."""
    value: Number | None = None
    """Value of the selection."""
    figures: tuple[BasisFigure, ...] = ()
    """The projects, in their order."""
    limits: tuple[BasisLimit, ...] = ()
    """Budgets and capacities of the selection."""


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
    basis: DecisionBasis | None = None
    """Ranking or selection that it rests on: `pmo new decision --from` writes it, `pmo rank --check` computes it again."""
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
