"""The places of projects in a ranking, and how they came about."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from pmo.analysis.ranking.consistency import Consistency
from pmo.analysis.ranking.criteria import Weighted
from pmo.findings import Message


class Score(NamedTuple):
    """What the scores of a project come to."""

    value: Fraction | None
    """The higher the better; None where there is none."""
    parts: Mapping[str, Fraction] = {}
    """What each known criterion brings in."""
    low: Fraction | None = None
    """Score if every missing criterion were at its worst; None where a method knows no worst."""
    high: Fraction | None = None
    """Score if every missing criterion were at its best."""
    reason: Message | None = None
    """Why there is no score, where it is not for want of scores."""


@dataclass(frozen=True, slots=True)
class Placing:
    """A project's place in the ranking, and how it came about."""

    project: str
    title: str
    state: str
    rank: int | None
    """None for mandatory projects, and for those without a score."""
    score: Fraction | None
    """The higher the better: 0 to 1, or a ratio by the formulas of WSJF and RICE."""
    low: Fraction | None
    """Score if every missing criterion were at its worst."""
    high: Fraction | None
    """Score if every missing criterion were at its best."""
    parts: Mapping[str, Fraction]
    """What each known criterion brings in: summands of the score, by RICE its factors."""
    scores: Mapping[str, Decimal]
    """Scores as given, of the known criteria."""
    missing: Mapping[str, Message]
    """Why a criterion is missing."""
    mandatory: bool
    tied: bool = False
    """Whether another project has the same score."""
    reason: Message | None = None
    """Why there is no score, where it is not for want of scores."""

    @property
    def incomplete(self) -> bool:
        return bool(self.missing)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Projects in order."""

    method: str
    criteria: tuple[Weighted, ...]
    placings: tuple[Placing, ...]
    """Mandatory projects, then by rank, then those without a score."""
    consistency: Consistency | None = None
    """How well the judgements behind the weights agree, where they come from comparisons (AHP)."""

    @property
    def mandatory(self) -> tuple[Placing, ...]:
        return tuple(placing for placing in self.placings if placing.mandatory)

    @property
    def ranked(self) -> tuple[Placing, ...]:
        return tuple(placing for placing in self.placings if placing.rank is not None)

    @property
    def unscored(self) -> tuple[Placing, ...]:
        return tuple(placing for placing in self.placings if placing.rank is None and not placing.mandatory)


def ordered(
    criteria: Sequence[Weighted],
    placings: Iterable[Placing],
    contributions: Mapping[str, Fraction | None] = {},
) -> tuple[Placing, ...]:
    """The placings in order, with their ranks; ``contributions`` to the strategy decide between equals."""
    by_id = sorted(placings, key=lambda placing: placing.project)
    informative = [criterion for criterion in criteria if not criterion.weight]

    def precedence(placing: Placing) -> tuple[object, ...]:
        scores = placing.scores
        return (
            -(placing.score or Fraction(0)),
            placing.incomplete,
            *((one.id not in scores, -one.gain(scores.get(one.id, Decimal(0)))) for one in informative),
            -(contributions.get(placing.project) or Fraction(0)),
            placing.project,
        )

    scored = sorted((one for one in by_id if not one.mandatory and one.score is not None), key=precedence)
    frequency = Counter(one.score for one in scored)
    return (
        *(one for one in by_id if one.mandatory),
        *(replace(one, rank=place, tied=frequency[one.score] > 1) for place, one in enumerate(scored, 1)),
        *(one for one in by_id if not one.mandatory and one.score is None),
    )
