"""`strategy.yaml`: objectives and programmes."""

from pmo.model.base import Record
from pmo.model.office import Tolerances
from pmo.model.scalars import Id, NonNegative, ObjectiveRef, OwnerRef, PersonRef, Text
from pmo.model.shared import Kpi


class Objective(Record, frozen=True, kw_only=True):
    """A strategic objective that projects contribute to."""

    id: Id
    """Identifier."""
    title: Text
    """The objective in one line."""
    owner: OwnerRef | None = None
    """Who answers for it."""
    weight: NonNegative | None = None
    """Weight against the other objectives."""
    horizon: Text | None = None
    """Time by which it is to be reached."""
    parent: ObjectiveRef | None = None
    """The objective it is part of."""
    kpis: tuple[Kpi, ...] = ()
    """How progress is measured."""


class Programme(Record, frozen=True, kw_only=True):
    """Projects that are led together towards shared benefits."""

    id: Id
    """Identifier; also the folder of its registers."""
    title: Text
    """Name of the programme."""
    manager: PersonRef | None = None
    """Programme manager."""
    sponsor: PersonRef | None = None
    """Executive who answers for it."""
    objectives: tuple[ObjectiveRef, ...] = ()
    """Objectives it serves."""
    tolerances: Tolerances | None = None
    """Override the office's tolerances for its projects."""


class Strategy(Record, frozen=True, kw_only=True):
    """What the organisation wants to reach, and its programmes.

    Example:

        objectives:
          - id: grow-retention
            title: Keep more of our customers
            owner: ana
            weight: 40
        programmes:
          - id: customer-first
            title: Customer first
            objectives: [grow-retention]
    """

    objectives: tuple[Objective, ...] = ()
    """Strategic objectives."""
    programmes: tuple[Programme, ...] = ()
    """Programmes."""
