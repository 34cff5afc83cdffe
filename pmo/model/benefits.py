"""`projects/<project>/benefits.yaml`: benefits with their measurements; lives on after closure."""

from typing import Literal

from pmo.model.base import Record
from pmo.model.scalars import Date, Id, Measure, Number, ObjectiveRef, OwnerRef, Period, Text


class PlannedBenefit(Record, frozen=True, kw_only=True):
    """Benefit expected in a period."""

    period: Period
    """The period."""
    planned: Number
    """Expected amount, not cumulative."""


class BenefitMeasurement(Record, frozen=True, kw_only=True):
    """A measured benefit."""

    date: Date
    """Day of the measurement."""
    value: Measure
    """The value, or words where nothing is counted."""


class Benefit(Record, frozen=True, kw_only=True):
    """A measurable improvement that somebody wants."""

    id: Id
    """Identifier."""
    title: Text
    """The benefit."""
    type: Literal["cashable", "non-cashable", "qualitative"] | None = None
    """Whether it turns into money."""
    disbenefit: bool = False
    """Whether it is a drawback that is accepted."""
    owner: OwnerRef
    """Who answers for it."""
    objective: ObjectiveRef | None = None
    """Objective it serves."""
    unit: Text | None = None
    """Unit of its values."""
    baseline: Measure | None = None
    """Value before."""
    target: Measure
    """Value to be reached, or words where nothing is counted."""
    due: Date | None = None
    """Day by which it is to be reached."""
    profile: tuple[PlannedBenefit, ...] = ()
    """Expected benefit by period."""
    measurements: tuple[BenefitMeasurement, ...] = ()
    """What was measured."""
    status: Literal["planned", "on-track", "at-risk", "realised", "not-realised"] = "planned"
    """Where it stands."""
    handover: Text | None = None
    """Who watches it after closure, and how."""


class Benefits(Record, frozen=True, kw_only=True):
    """Benefits of the project.

    Example:

        benefits:
          - id: fewer-calls
            title: Fewer repeat calls
            type: cashable
            owner: ana
            objective: grow-retention
            unit: EUR a year
            target: 150000
            due: 2027-12-31
    """

    benefits: tuple[Benefit, ...] = ()
    """The benefits."""
