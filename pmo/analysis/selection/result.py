"""What a selection comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from pmo.analysis.selection.usage import LimitKind
from pmo.analysis.selection.worth import Measure
from pmo.findings import Message

SelectionStatus = Literal["optimal", "feasible", "infeasible"]


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of a limit is used."""

    kind: LimitKind
    role: str | None
    """Of a capacity."""
    period: str
    committed: Fraction
    """By projects under way."""
    used: Fraction
    """By these and by what is selected."""
    limit: Fraction

    @property
    def left(self) -> Fraction:
        """What is left; below zero where projects under way alone are above the limit."""
        return self.limit - self.used


@dataclass(frozen=True, slots=True)
class Short:
    """What a project would lack beside those that were selected."""

    kind: str
    """Kind of the constraint."""
    text: Message
    """The constraint."""
    role: str | None = None
    period: str | None = None
    over: Fraction | None = None
    """By how much a limit would be broken: money of the office's currency, or full-time equivalents."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidate that was not selected, why, and what would have to give."""

    project: str
    reason: Message
    value: Fraction | None
    binding: tuple[Short, ...] = ()
    """Constraints that would break if it joined the selection as it stands."""
    possible: bool = True
    """Whether any selection can hold it."""
    loses: Fraction | None = None
    """What the best selection with it is worth less; None where there is none, or it is not known."""
    is_exact: bool = True
    """Whether that is the least loss; else it is at most so much."""
    instead_of: tuple[str, ...] = ()
    """Selected projects that would go."""
    along_with: tuple[str, ...] = ()
    """Projects that would come with it."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What a committee would choose going down the ranking."""

    value: Fraction
    selected: tuple[str, ...]
    """In order of the ids."""
    is_ranked: bool
    """Whether the order is that of the office's ranking; else the highest value comes first."""
    missed: tuple[Message, ...] = ()
    """Constraints that it misses: minimums, mandatory projects that do not fit."""


@dataclass(frozen=True, slots=True)
class NearOptima:
    """Which projects are in all, in some, in none of the selections that are almost as good."""

    within: Fraction
    """Share of the value that such a selection may lose."""
    all: tuple[str, ...]
    some: tuple[str, ...]
    none: tuple[str, ...]
    unsettled: tuple[str, ...]
    """In the optimum or not, and not found out whether always; only of large portfolios."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The best set of projects within the constraints, and its working."""

    status: SelectionStatus
    """`optimal` only where no better one exists; `feasible` where the time was over first."""
    gap: float | None
    """How much better another might be, as a share of the value; 0 where optimal, None where infeasible."""
    value: Fraction | None
    """Sum of the values of what is selected; None where infeasible."""
    measure: Measure
    """Whether that is `selection.value` or the ranking's score."""
    currency: str
    """Of the budgets."""
    selected: tuple[str, ...]
    """In order of the ids."""
    committed: tuple[str, ...]
    """Projects under way, which use up money and people first."""
    left_out: tuple[LeftOut, ...]
    """In order of the ids."""
    usage: tuple[Usage, ...]
    """Of every limit: money before people, in order of time."""
    ranking_cut: Cut
    conflict: tuple[Message, ...]
    """Where infeasible: constraints that cannot all hold, while any of them left out they can."""
    is_irreducible: bool
    """Whether every one of the conflict is needed; the time may be over before that is found out."""
    values: Mapping[str, Fraction | None]
    """What every candidate is worth; None where nothing is known."""
    titles: Mapping[str, str]
    """Of candidates and of committed projects."""
    states: Mapping[str, str]
    """Of candidates."""
    near: NearOptima | None
    """None where it was not asked for, or nothing was selected at all."""
    notes: tuple[Message, ...]
    """What a reader must know about the figures."""

    @property
    def gain(self) -> Fraction | None:
        """By how much it is worth more than the ranking cut."""
        return None if self.value is None else self.value - self.ranking_cut.value
