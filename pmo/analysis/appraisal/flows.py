"""Cash flows in time: costs and benefits by the months since the first period began.

The first period is t = 0. Periods between two that are listed count as flows of zero.
"""

import decimal
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import gcd

from pmo.model.charter import CashFlow

PRECISE = decimal.Context(prec=50, traps=[decimal.Overflow, decimal.InvalidOperation, decimal.DivisionByZero])
"""Adds any amounts that files can hold without rounding, and divides far beyond what figures need."""


@dataclass(frozen=True, slots=True)
class Flows:
    """What goes out and comes in, in order of time."""

    months: tuple[int, ...]
    """When: months from the start of the first period to the start of the flow's own."""
    periods: tuple[str, ...]
    """The periods as the file names them."""
    costs: tuple[Decimal, ...]
    benefits: tuple[Decimal, ...]
    length: int
    """Months of a period; of the shortest where they differ."""
    is_even: bool
    """Whether all periods are equally long and stand in one row."""

    @property
    def net(self) -> tuple[Decimal, ...]:
        """Benefit less cost."""
        return tuple(
            PRECISE.subtract(benefit, cost) for cost, benefit in zip(self.costs, self.benefits, strict=True)
        )

    @property
    def years(self) -> tuple[Fraction, ...]:
        """When, in years from t = 0."""
        return tuple(Fraction(months, 12) for months in self.months)

    @property
    def step(self) -> int:
        """The most months of which all times are whole multiples."""
        return gcd(*self.months) or self.length

    def by_period(self, amounts: Iterable[Decimal]) -> list[Decimal]:
        """Amounts at these times as one for each period, gaps as zero; only where the periods are even."""
        row = [Decimal(0)] * (self.months[-1] // self.length + 1)
        for months, amount in zip(self.months, amounts, strict=True):
            row[months // self.length] = amount
        return row


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    return reduce(PRECISE.add, amounts, Decimal(0))


def flows_of(listed: Iterable[CashFlow], fiscal_year_start: int = 1) -> Flows | None:
    """The flows of a list, whatever its order; None when it is empty."""
    given = list(listed)
    if not given:
        return None
    starts = [one.period.first_day(fiscal_year_start) for one in given]
    first = min(starts)
    names: dict[int, str] = {}
    costs: dict[int, Decimal] = defaultdict(Decimal)
    benefits: dict[int, Decimal] = defaultdict(Decimal)
    for start, one in zip(starts, given, strict=True):
        months = (start.year - first.year) * 12 + start.month - first.month
        names.setdefault(months, one.period.text)
        costs[months] = PRECISE.add(costs[months], Decimal(one.cost or 0))
        benefits[months] = PRECISE.add(benefits[months], Decimal(one.benefit or 0))
    times = tuple(sorted(costs))
    lengths = {one.period.length_months for one in given}
    length = min(lengths)
    return Flows(
        times,
        tuple(names[months] for months in times),
        tuple(costs[months] for months in times),
        tuple(benefits[months] for months in times),
        length,
        len(lengths) == 1 and not any(months % length for months in times),
    )
