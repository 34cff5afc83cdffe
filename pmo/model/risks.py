"""`risks.yaml`: the risk register of a project, a programme or the office."""

from typing import Literal

from pmo.model.base import Record, Shape
from pmo.model.scalars import (
    Date,
    Estimate,
    Id,
    IssueRef,
    MilestoneRef,
    OwnerRef,
    Scale,
    Share,
    Text,
    VendorRef,
)
from pmo.model.shared import Action, Approval


class Impacts(Shape, frozen=True, kw_only=True):
    """Impact by dimension, 1 (very low) to 5 (very high); the highest counts."""

    schedule: Scale | None = None
    """On dates."""
    cost: Scale | None = None
    """On money."""
    scope: Scale | None = None
    """On what is delivered."""
    quality: Scale | None = None
    """On how good it is."""
    benefits: Scale | None = None
    """On what it is for."""
    reputation: Scale | None = None
    """On how the organisation is seen."""

    @property
    def highest(self) -> int | None:
        """The highest impact, or None when none was assessed."""
        levels = (self.schedule, self.cost, self.scope, self.quality, self.benefits, self.reputation)
        return max([level or 0 for level in levels]) or None


class RiskResponse(Shape, frozen=True, kw_only=True):
    """What is done about a risk."""

    strategy: (
        Literal["avoid", "reduce", "transfer", "share", "accept", "exploit", "enhance", "escalate"] | None
    ) = None
    """Threats: avoid, reduce, transfer, share, accept, escalate; opportunities: exploit, enhance, share, accept, escalate."""
    plan: Text | None = None
    """How."""
    actions: tuple[Action, ...] = ()
    """Who does what by when."""
    trigger: Text | None = None
    """Sign that it is about to happen."""
    contingency: Text | None = None
    """What is done if it happens all the same."""


class ResidualRisk(Shape, frozen=True, kw_only=True):
    """What remains after the response."""

    probability: Scale | None = None
    """Probability, 1 to 5."""
    impact: Scale | Impacts | None = None
    """Impact, 1 to 5, or by dimension."""


class Risk(Record, frozen=True, kw_only=True):
    """An uncertain event that would matter: a threat or an opportunity."""

    id: Id
    """Identifier."""
    title: Text
    """The risk in one line."""
    type: Literal["threat", "opportunity"] = "threat"
    """Whether it would hurt or help."""
    cause: Text | None = None
    """Because of ..."""
    event: Text | None = None
    """... it may happen that ..."""
    effect: Text | None = None
    """... which would lead to ..."""
    category: Text | None = None
    """Category of the cause."""
    owner: OwnerRef
    """Who watches it and answers for the response."""
    status: Literal["identified", "assessed", "responding", "occurred", "closed"]
    """Where it stands."""
    probability: Scale | None = None
    """Probability, 1 (very low) to 5 (very high)."""
    impact: Scale | Impacts | None = None
    """Impact, 1 (very low) to 5 (very high), or by dimension."""
    likelihood: Share | None = None
    """Probability as a fraction."""
    cost: Estimate | None = None
    """Effect on cost if it happens: a number, or min, likely and max."""
    days: Estimate | None = None
    """Effect on the finish in working days if it happens: a number, or min, likely and max."""
    distribution: Literal["triangular", "pert"] | None = None
    """How the three points are spread. Default: triangular."""
    affects: tuple[MilestoneRef, ...] = ()
    """Milestones that it would move."""
    vendor: VendorRef | None = None
    """Vendor it hangs on."""
    proximity: Literal["immediate", "phase", "project", "beyond"] | None = None
    """How soon it may happen."""
    response: RiskResponse | None = None
    """What is done about it."""
    residual: ResidualRisk | None = None
    """What remains after the response."""
    raised: Date | None = None
    """Day on which it was found."""
    reviewed: Date | None = None
    """Day of the last review."""
    closed: Date | None = None
    """Day on which it was closed."""
    outcome: Text | None = None
    """What became of it."""
    issue: IssueRef | None = None
    """The issue it turned into."""
    approvals: tuple[Approval, ...] = ()
    """Approvals of the response."""

    @property
    def impact_level(self) -> int | None:
        """Impact 1..5: the highest of several."""
        return self.impact.highest if isinstance(self.impact, Impacts) else self.impact


class Risks(Record, frozen=True, kw_only=True):
    """The risk register.

    Example:

        risks:
          - id: vendor-delay
            title: The vendor delivers the interface late
            owner: budi
            status: responding
            probability: 3
            impact: {schedule: 4, cost: 2}
            likelihood: 0.5
            days: {min: 5, likely: 15, max: 40}
            response:
              strategy: reduce
              plan: Weekly deliveries with acceptance tests
            reviewed: 2026-10-28
    """

    risks: tuple[Risk, ...] = ()
    """The risks."""
