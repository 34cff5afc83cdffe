"""What projects are judged by: the criteria of `pmo.yaml` with their weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pmo.errors import PmoError
from pmo.model.office import Criterion


@dataclass(frozen=True, slots=True)
class Weighted:
    """A criterion with what it weighs."""

    id: str
    title: str
    weight: Fraction
    share: Fraction
    """Weight over the sum of all weights."""
    lowest: Fraction
    highest: Fraction
    maximise: bool

    def normalised(self, score: Fraction) -> Fraction:
        """Score from 0 (worst) to 1 (best) on the criterion's scale."""
        distance = score - self.lowest if self.maximise else self.highest - score
        return distance / (self.highest - self.lowest)

    def gain(self, score: Decimal) -> Decimal:
        """The score, turned so that more is better."""
        return score if self.maximise else -score


def unique(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """The criteria in order; of two with the same id the first counts."""
    first = {criterion.id.lower(): criterion for criterion in reversed(criteria)}
    return tuple(criterion for criterion in criteria if first[criterion.id.lower()] is criterion)


def weighed(criteria: Sequence[Criterion]) -> tuple[Weighted, ...]:
    """Criteria with their share of the sum of weights; a criterion without a weight weighs 1."""
    distinct = unique(criteria)
    weights = [Fraction(1 if one.weight is None else one.weight) for one in distinct]
    if not sum(weights):
        raise PmoError(
            "the prioritisation criteria have no weight, so nothing can be ranked",
            "give at least one criterion in pmo.yaml a weight above 0",
        )
    return with_weights(distinct, weights)


def with_weights(criteria: Sequence[Criterion], weights: Sequence[Fraction]) -> tuple[Weighted, ...]:
    """Criteria with these weights, of which at least one is above 0."""
    total = sum(weights, Fraction(0))
    return tuple(
        Weighted(
            one.id,
            one.title,
            weight,
            weight / total,
            Fraction(one.scale.min),
            Fraction(one.scale.max),
            one.direction == "max",
        )
        for one, weight in zip(criteria, weights, strict=True)
    )
