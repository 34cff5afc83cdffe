"""Rates of return: every internal rate of a row of flows, and the modified one.

A flow a at time t adds a * x^t to the net present value, with x = 1 / (1 + rate). All positive zeros of that sum are
found, none is guessed: multiplied by a power of x that lies between two flows of different sign, and differentiated,
the sum changes its sign once less often over its flows. Its zeros then are the only places at which the sum before can
turn, so between two of them it has one zero where its signs differ there, and none where they do not. (Descartes' rule
of signs, by way of Rolle's theorem.) Each zero is closed in on by bisection.
"""

import decimal
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from pmo.analysis.appraisal.flows import PRECISE
from pmo.findings import Message, message

_NEAR = Decimal("1e-24")
"""Width, against its place, at which a zero counts as found."""
_TOUCHES = Decimal("1e-30")
"""Size of a sum, against that of its terms, at which it counts as zero."""
_MOST = Decimal("1e12")
"""Rates beyond this are no rates."""
_LEAST = Decimal("-0.99")
"""Rates below this lose all but everything in a year: they count only where there is no other."""


class Term(NamedTuple):
    """A coefficient and the power of x that it stands with."""

    power: int
    factor: Decimal


class Returns(NamedTuple):
    """The internal rates of return of a row of flows."""

    all: tuple[Decimal, ...]
    """Every rate, in rising order."""
    reason: Message | None
    """Why there is not exactly one."""


def internal_rates(months: Sequence[int], amounts: Sequence[Decimal], step: int) -> Returns:
    """The yearly rates at which the net present value is zero; all times are multiples of ``step`` months."""
    terms = [Term(when // step, amount) for when, amount in zip(months, amounts, strict=True) if amount]
    if not terms:
        return Returns((), message("all flows are zero"))
    if not _changes(terms):
        only = (
            message("all flows are above zero")
            if terms[0].factor > 0
            else message("all flows are below zero")
        )
        return Returns((), only)
    with decimal.localcontext(PRECISE):
        zeros = _zeros(terms)
        rates = [(1 / x) ** (Decimal(12) / step) - 1 for x in reversed(zeros)]
    rates = [rate for rate in rates if rate < _MOST]
    rates = [rate for rate in rates if rate >= _LEAST] or rates
    if not rates and zeros:
        return Returns((), message("the rate is beyond all measure"))
    if not rates:
        if terms[0].factor > 0:
            return Returns((), message("the net present value is above zero at every rate"))
        return Returns((), message("the net present value is below zero at every rate"))
    if len(rates) > 1:
        return Returns(
            tuple(rates), message("there are {n} rates: the flows change sign several times", n=len(rates))
        )
    return Returns(tuple(rates), None)


def modified_rate(
    years: Sequence[Fraction], amounts: Sequence[Decimal], finance: Decimal, reinvest: Decimal
) -> Decimal | Message:
    """The rate that turns what is paid in, financed at one rate, into what comes back, reinvested at another (MIRR)."""
    last = years[-1]
    if not last:
        return message("there is only one period")
    if finance <= -1 or reinvest <= -1:
        return message("a rate of -100% or less leaves nothing")
    if not any(amount > 0 for amount in amounts):
        return message("no flow is above zero")
    if not any(amount < 0 for amount in amounts):
        return message("no flow is below zero")
    with decimal.localcontext(PRECISE):
        paid = sum(
            (-a / (1 + finance) ** _decimal(t) for t, a in zip(years, amounts, strict=True) if a < 0),
            Decimal(0),
        )
        back = sum(
            (a * (1 + reinvest) ** _decimal(last - t) for t, a in zip(years, amounts, strict=True) if a > 0),
            Decimal(0),
        )
        return (back / paid) ** (1 / _decimal(last)) - 1


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / number.denominator


def _changes(terms: Sequence[Term]) -> int:
    """How often the factors change their sign."""
    return sum((one.factor > 0) != (two.factor > 0) for one, two in pairwise(terms))


def _zeros(terms: Sequence[Term]) -> list[Decimal]:
    """All positive zeros of a sum of powers, in rising order."""
    change = next(
        (n for n, (one, two) in enumerate(pairwise(terms)) if (one.factor > 0) != (two.factor > 0)), None
    )
    if change is None:
        return []
    between = Decimal(terms[change].power + terms[change + 1].power) / 2
    turns = _zeros([Term(one.power, one.factor * (one.power - between)) for one in terms])
    low, high = _bounds(terms)
    places = [low, *(turn for turn in turns if low < turn < high), high]
    zeros: list[Decimal] = []
    for start, end in pairwise(places):
        at_start, at_end = _sign(terms, start), _sign(terms, end)
        if at_end == 0:
            zeros.append(end)
        elif at_start * at_end < 0:
            zeros.append(_bisected(terms, start, end, at_start))
    return zeros


def _bounds(terms: Sequence[Term]) -> tuple[Decimal, Decimal]:
    """Between which all positive zeros lie, strictly (Cauchy's bound, of the sum and of the sum read backwards)."""
    sizes = [abs(one.factor) for one in terms]
    return 1 / (2 + max(sizes) / sizes[0]), 2 + max(sizes) / sizes[-1]


def _sign(terms: Sequence[Term], x: Decimal) -> int:
    """The sign of the sum at x; 0 where it is nothing against its terms."""
    value = size = Decimal(0)
    previous = terms[-1].power
    for power, factor in reversed(terms):
        growth = x ** (previous - power)
        value, size = value * growth + factor, size * growth + abs(factor)
        previous = power
    if abs(value) <= _TOUCHES * size:
        return 0
    return 1 if value > 0 else -1


def _bisected(terms: Sequence[Term], low: Decimal, high: Decimal, at_low: int) -> Decimal:
    while high - low > _NEAR * low:
        middle = (low * high).sqrt() if high > 2 * low else (low + high) / 2
        at_middle = _sign(terms, middle)
        if at_middle == 0:
            return middle
        if at_middle == at_low:
            low = middle
        else:
            high = middle
    return (low + high) / 2
