"""Swing weights: what one criterion would have to weigh so that two neighbours of the ranking change places.

The other weights stay as they are. Scores are quotients of sums, so that two of them are equal where a polynomial of
the second degree in the weight is zero; that is solved exactly, but for the root of what is no square (40 digits).
"""

import decimal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from pmo.analysis.ranking.criteria import Weighted
from pmo.analysis.ranking.forms import Form, forms, squares, weighing
from pmo.analysis.ranking.placings import Ranking

_PRECISE = decimal.Context(prec=40, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)


@dataclass(frozen=True, slots=True)
class Turn:
    """A weight at which two projects are equal; beyond it they change places."""

    criterion: Weighted
    weight: Fraction
    """What it would have to weigh, beside the other weights as they are."""
    share: Fraction
    """The same as a share of all weights."""

    @property
    def change(self) -> Fraction:
        """By how much the share would have to change."""
        return self.share - self.criterion.share


@dataclass(frozen=True, slots=True)
class Swing:
    """Two neighbours of the ranking, and what turns them round."""

    first: str
    second: str
    tied: bool
    """Whether they are equal as it is."""
    turns: tuple[Turn, ...]
    """One for each criterion that can turn them round, the smallest change of share first; none when tied."""


def swings(ranking: Ranking) -> tuple[Swing, ...]:
    """What turns each pair of neighbours round."""
    criteria, is_square = weighing(ranking), squares(ranking)
    total = sum((one.weight for one in criteria), Fraction(0))
    sizes = [one.weight**2 if is_square else one.weight for one in criteria]
    return tuple(
        _swing(first, second, criteria, sizes, total, is_square=is_square)
        for first, second in pairwise(forms(ranking))
    )


def _swing(
    first: Form,
    second: Form,
    criteria: Sequence[Weighted],
    sizes: Sequence[Fraction],
    total: Fraction,
    *,
    is_square: bool,
) -> Swing:
    over, under = _sum(first.over, sizes), _sum(first.under, sizes)
    other_over, other_under = _sum(second.over, sizes), _sum(second.under, sizes)
    if over * other_under == other_over * under:
        return Swing(first.project, second.project, tied=True, turns=())
    turns = []
    for place, one in enumerate(criteria):
        size = sizes[place]
        # Each sum as (what the other criteria make of it, what this one adds per unit)
        a, b = (
            (over - size * first.over[place], first.over[place]),
            (under - size * first.under[place], first.under[place]),
        )
        c = (other_over - size * second.over[place], second.over[place])
        d = (other_under - size * second.under[place], second.under[place])
        found = []
        for root in _roots(
            a[1] * d[1] - c[1] * b[1],
            a[0] * d[1] + a[1] * d[0] - c[0] * b[1] - c[1] * b[0],
            a[0] * d[0] - c[0] * b[0],
        ):
            if root >= 0 and b[0] + b[1] * root and d[0] + d[1] * root:
                weight = _root(root) if is_square else root
                rest = total - one.weight + weight
                found += [Turn(one, weight, weight / rest)] if rest else []
        if found:
            turns.append(min(found, key=lambda turn: abs(turn.change)))
    turns.sort(key=lambda turn: abs(turn.change))
    return Swing(first.project, second.project, tied=False, turns=tuple(turns))


def _sum(factors: Sequence[Fraction], sizes: Sequence[Fraction]) -> Fraction:
    return sum((factor * size for factor, size in zip(factors, sizes, strict=True)), Fraction(0))


def _roots(square: Fraction, linear: Fraction, constant: Fraction) -> Iterator[Fraction]:
    """Where a polynomial changes its sign."""
    if not square:
        if linear:
            yield -constant / linear
        return
    inner = linear * linear - 4 * square * constant
    if inner > 0:
        root = _root(inner)
        yield (-linear - root) / (2 * square)
        yield (-linear + root) / (2 * square)


def _root(square: Fraction) -> Fraction:
    with decimal.localcontext(_PRECISE):
        found = Fraction((Decimal(square.numerator) / square.denominator).sqrt())
    for exact in (found, found.limit_denominator(10**12)):
        if exact * exact == square:
            return exact
    return found
