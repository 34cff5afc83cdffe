"""Money shared out to the cent: the parts add up to the whole exactly."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import floor

_CENT = Decimal("0.01")


def to_the_cent(amount: Decimal) -> Decimal:
    """An amount in whole cents."""
    return amount.quantize(_CENT, rounding=ROUND_HALF_EVEN)


def shared(amount: Decimal, weights: Sequence[int]) -> tuple[Decimal, ...]:
    """An amount of whole cents in parts by weight; the largest remainders get the cents that are left, earlier ones first."""
    total = sum(weights)
    cents = int(amount.scaleb(2))
    exact = [Fraction(cents * weight, total) for weight in weights]
    parts = [floor(one) for one in exact]
    order = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in order[: cents - sum(parts)]:
        parts[index] += 1
    return tuple(_CENT * part for part in parts)
