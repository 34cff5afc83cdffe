"""`projects/<project>/quality.yaml`: quality reviews of deliverables."""

from typing import Literal

from pmo.model.base import Record
from pmo.model.scalars import Date, DeliverableRef, Id, Text
from pmo.model.shared import Action


class QualityReview(Record, frozen=True, kw_only=True):
    """A check of a deliverable against its acceptance criteria."""

    id: Id
    """Identifier."""
    deliverable: DeliverableRef
    """Deliverable of the charter."""
    method: Text | None = None
    """How it is checked."""
    planned: Date | None = None
    """Planned day."""
    held: Date | None = None
    """Day on which it was held."""
    result: Literal["passed", "failed", "conditional"] | None = None
    """Result."""
    findings: tuple[Action, ...] = ()
    """What must be corrected."""


class Quality(Record, frozen=True, kw_only=True):
    """Quality reviews of the project's deliverables.

    Example:

        reviews:
          - id: handbook-review
            deliverable: handbook
            method: Peer review
            planned: 2026-12-10
    """

    reviews: tuple[QualityReview, ...] = ()
    """The reviews."""
