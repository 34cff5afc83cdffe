"""What levelling proposes, and what it leaves."""

import datetime
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from pmo.analysis.levelling.handovers import Handover
from pmo.analysis.levelling.units import Unit

Kind = Literal["person", "role", "equipment"]
Why = Literal["nothing-can-move", "no-better-place", "time-was-over"]
Status = Literal["optimal", "feasible", "nothing-to-do"]


@dataclass(frozen=True, slots=True)
class Move:
    """A project or a phase that begins later."""

    unit: Unit
    days: int
    """Working days."""
    start: datetime.date
    """The new first day."""


@dataclass(frozen=True, slots=True)
class Unsolved:
    """An overload that is left."""

    kind: Kind
    resource: str
    """Identifier, in lower case."""
    first: datetime.date
    last: datetime.date
    over: Fraction
    """Most that is too much on a day."""
    why: Why


@dataclass(frozen=True, slots=True)
class Overloads:
    """Overloads of all resources together."""

    days: int
    """Working days with an overload, of each person, role and piece of equipment."""
    fte_days: Fraction
    """What is too much, in days of one full-time equivalent or unit."""


@dataclass(frozen=True, slots=True)
class Levelling:
    """What is proposed."""

    status: Status
    gap: float
    """How much more overload might go, as a share of that as planned; 0 where the least is proven."""
    moves: tuple[Move, ...]
    handovers: tuple[Handover, ...]
    before: Overloads
    after: Overloads
    unsolved: tuple[Unsolved, ...]
    harm: Fraction
    """Weighted working days."""
