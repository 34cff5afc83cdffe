"""`assessments/<date>.yaml`: a maturity assessment of the PMO."""

from typing import Literal

from pmo.model.base import Record
from pmo.model.scalars import Date, Id, Scale, Text, Texts
from pmo.model.shared import Action


class AssessedDimension(Record, frozen=True, kw_only=True):
    """One perspective of the assessment."""

    id: Id
    """Identifier."""
    title: Text
    """Name of the perspective."""
    level: Scale | None = None
    """Level reached, 1 to 5."""
    target: Scale | None = None
    """Level aimed at."""
    evidence: Texts = ()
    """What the level rests on."""
    gaps: Texts = ()
    """What is missing for the target."""
    actions: tuple[Action, ...] = ()
    """What is done about it."""


class Assessment(Record, frozen=True, kw_only=True):
    """A maturity assessment of the PMO.

    Example:

        date: 2026-06-30
        model: p3m3
        scoring: staged
        dimensions:
          - id: benefits
            title: Benefits management
            level: 2
            target: 3
    """

    date: Date
    """Day of the assessment; equal to the file's name."""
    model: Literal["p3m3", "cmmi", "custom"]
    """Maturity model."""
    assessor: Text | None = None
    """Who assessed."""
    scoring: Literal["staged", "mean"] = "staged"
    """Overall level: the lowest fully met, or the mean."""
    dimensions: tuple[AssessedDimension, ...] = ()
    """Perspectives."""
