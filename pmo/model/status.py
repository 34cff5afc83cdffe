"""`projects/<project>/status/<date>.yaml`: one periodic status update."""

from typing import Literal

from pmo.model.base import Record, Shape
from pmo.model.scalars import (
    ApproverRef,
    Colour,
    Date,
    HealthDimension,
    Number,
    Percent,
    PersonRef,
    Text,
)


class DeclaredHealth(Shape, frozen=True, kw_only=True):
    """Colour by dimension, as the manager sees it."""

    schedule: Colour | None = None
    """Dates."""
    cost: Colour | None = None
    """Money."""
    scope: Colour | None = None
    """What is delivered."""
    quality: Colour | None = None
    """How good it is."""
    risk: Colour | None = None
    """Uncertainty ahead."""
    resources: Colour | None = None
    """People and equipment."""
    benefits: Colour | None = None
    """What it is for."""


class HealthOverride(Record, frozen=True, kw_only=True):
    """A reasoned departure from the computed health."""

    dimension: HealthDimension | Literal["overall"]
    """The dimension, or `overall`."""
    reason: Text
    """Why the computed colour misleads."""
    by: PersonRef
    """Who decided so."""
    until: Date
    """Last day on which it counts."""


class DecisionNeeded(Record, frozen=True, kw_only=True):
    """A decision that the project asks for."""

    what: Text
    """What must be decided."""
    by: ApproverRef
    """Who must decide."""
    due: Date
    """By when."""
    consequence: Text | None = None
    """What happens otherwise."""


class Status(Record, frozen=True, kw_only=True):
    """One periodic status update.

    Example:

        date: 2026-10-30
        author: budi
        headline: Design approved; interface tests start on Monday
        overall: amber
        health:
          schedule: amber
          cost: green
        comments:
          schedule: Vendor is a week behind
        percent_complete: 45
        next: [Interface tests]
    """

    date: Date
    """Day of the update; equal to the file's name."""
    author: PersonRef
    """Who reports."""
    headline: Text
    """The status in one line."""
    overall: Colour
    """Overall health as declared."""
    health: DeclaredHealth = DeclaredHealth()
    """Declared health by dimension."""
    comments: dict[str, Text] = {}  # noqa: RUF012 - msgspec copies the default
    """Remarks by dimension."""
    override: tuple[HealthOverride, ...] = ()
    """Reasoned departures from the computed health."""
    percent_complete: Percent | None = None
    """Work completed, 0 to 100."""
    done: tuple[Text, ...] = ()
    """What was achieved."""
    next: tuple[Text, ...] = ()
    """What comes next."""
    decisions_needed: tuple[DecisionNeeded, ...] = ()
    """Decisions asked for."""
    kpis: dict[str, Number] = {}  # noqa: RUF012 - msgspec copies the default
    """Values of the charter's indicators."""
