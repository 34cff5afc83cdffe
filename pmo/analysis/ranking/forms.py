"""Scores as functions of the weights: what is varied, and what is solved for, when the order is put to the test.

Every method with weights scores by one sum over another, each linear in the weights (weighted scoring, AHP) or in their
squares (TOPSIS). The order of projects is that of these quotients.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pmo.analysis.ranking.criteria import Weighted
from pmo.analysis.ranking.methods import METHODS
from pmo.analysis.ranking.placings import Placing, Ranking
from pmo.analysis.ranking.topsis import Distances, distances

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Form:
    """What puts a project in its place: the sum of ``over`` times weight over the sum of ``under`` times weight."""

    project: str
    over: tuple[Fraction, ...]
    under: tuple[Fraction, ...]

    @property
    def is_sum(self) -> bool:
        """Whether weights that add up to 1 need not be divided by."""
        return self.under == (ONE,) * len(self.under)


def weighing(ranking: Ranking) -> tuple[Weighted, ...]:
    """The criteria with a weight."""
    return tuple(one for one in ranking.criteria if one.weight)


def squares(ranking: Ranking) -> bool:
    """Whether the sums are of squared weights."""
    return METHODS[ranking.method].compares


def forms(ranking: Ranking) -> tuple[Form, ...]:
    """A form for each ranked project, in order; by the criteria with a weight."""
    criteria, ranked = weighing(ranking), ranking.ranked
    if squares(ranking):
        found = distances(criteria, [one.scores for one in ranked])
        return tuple(
            _distance(one, criteria, where)
            for one, where in zip(ranked, found, strict=True)
            if where is not None
        )
    return tuple(_mean(one, criteria) for one in ranked)


def _distance(placing: Placing, criteria: Sequence[Weighted], where: Distances) -> Form:
    """The squared distance to the worst over both: it rises as the closeness does."""
    far = tuple(where.to_worst[one.id] for one in criteria)
    both = tuple(value + where.to_ideal[one.id] for one, value in zip(criteria, far, strict=True))
    return Form(placing.project, far, both)


def _mean(placing: Placing, criteria: Sequence[Weighted]) -> Form:
    known = [one.id in placing.scores for one in criteria]
    values = (
        one.normalised(Fraction(placing.scores[one.id])) if is_known else ZERO
        for one, is_known in zip(criteria, known, strict=True)
    )
    return Form(placing.project, tuple(values), tuple(ONE if is_known else ZERO for is_known in known))
