"""Weighted scoring: the sum of weight times normalised score over the sum of weights.

Each score s is normalised on the criterion's fixed scale, (s - min) / (max - min), or (max - s) / (max - min) where
less is better. A criterion's part is its share of the sum; the parts add up to the score, from 0 to 1. All of it is
exact. A project is scored on the criteria that are known: missing ones are left out of both sums.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from pmo.analysis.ranking.criteria import Weighted
from pmo.analysis.ranking.placings import Score

Row = Mapping[str, Decimal]


def scores(criteria: Sequence[Weighted], rows: Sequence[Row]) -> list[Score]:
    """The score of each project by its known scores."""
    return [score(criteria, row) for row in rows]


def score(criteria: Sequence[Weighted], scores: Row) -> Score:
    """The score of one project by its known scores; none where they weigh nothing."""
    known = [(one, one.normalised(Fraction(scores[one.id]))) for one in criteria if one.id in scores]
    weight = sum((one.weight for one, _ in known), Fraction(0))
    if not weight:
        return Score(None)
    parts = {one.id: one.weight * value / weight for one, value in known}
    low = sum((one.share * value for one, value in known), Fraction(0))
    high = low + sum((one.share for one in criteria if one.id not in scores), Fraction(0))
    return Score(sum(parts.values(), Fraction(0)), parts, low, high)
