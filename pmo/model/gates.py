"""`projects/<project>/gates.yaml`: gate reviews."""

from typing import Final, Literal

from pmo.model.base import Record
from pmo.model.scalars import Date, GateRef, Id, Text
from pmo.model.shared import Action, Approval

PASSED: Final = ("go", "conditional")
"""Decisions that let the project go on."""


class CriterionResult(Record, frozen=True, kw_only=True):
    """How a criterion was judged."""

    result: Literal["met", "not-met", "na", "open"]
    """Met, not met, not applicable, or still open."""
    evidence: Text | None = None
    """What proves it."""
    comment: Text | None = None
    """Remark."""


class GateReview(Record, frozen=True, kw_only=True):
    """One review at a gate of the method."""

    id: Id | None = None
    """Identifier."""
    gate: GateRef
    """Gate of the project's method."""
    planned: Date | None = None
    """Planned day."""
    held: Date | None = None
    """Day on which it was held."""
    criteria: dict[str, CriterionResult] = {}  # noqa: RUF012 - msgspec copies the default
    """Judgement by criterion."""
    decision: Literal["go", "conditional", "hold", "recycle", "kill"] | None = None
    """What was decided."""
    conditions: tuple[Action, ...] = ()
    """What must still be done."""
    approvals: tuple[Approval, ...] = ()
    """Who approved."""


class Gates(Record, frozen=True, kw_only=True):
    """Gate reviews of the project.

    Example:

        reviews:
          - id: go-live-review
            gate: go-live
            planned: 2027-02-20
            criteria:
              tests-passed:
                result: open
    """

    reviews: tuple[GateReview, ...] = ()
    """The reviews."""
