"""How the net present value moves when cost, benefit and time turn out otherwise: one thing at a time (tornado).

Cost and benefit vary by the same share, up and down. A delay moves all benefits one period later while the costs come
as planned; what that takes from the net present value is the cost of delay. Switching values (HM Treasury, Green Book)
say by which share costs or benefits may be off until the net present value is zero.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pmo.analysis.appraisal.flows import PRECISE, Flows
from pmo.analysis.appraisal.present_value import net_present_value

Driver = Literal["cost", "benefit", "delay"]


@dataclass(frozen=True, slots=True)
class Swing:
    """What one driver does to the net present value."""

    driver: Driver
    low: Decimal
    high: Decimal
    """Lowest and highest net present value; by a delay one of them is the value as planned."""
    switching: Decimal | None
    """Change (a share, -0.1 is 10% less) at which the net present value is zero; None where there is none."""

    @property
    def width(self) -> Decimal:
        return PRECISE.subtract(self.high, self.low)


@dataclass(frozen=True, slots=True)
class Tornado:
    """How the net present value moves, the widest swing first."""

    value: Decimal
    """The net present value as planned."""
    change: Decimal
    """Share by which costs and benefits vary."""
    months: int
    """Length of the delay: one period."""
    swings: tuple[Swing, ...]
    cost_of_delay: Decimal
    """What the net present value loses when the benefits come one period later."""


def tornado(flows: Flows, rate: Decimal, change: Decimal) -> Tornado | None:
    """How the net present value moves; None where it has none."""
    costs = net_present_value(zip(flows.years, flows.costs, strict=True), rate)
    benefits = net_present_value(zip(flows.years, flows.benefits, strict=True), rate)
    later = (years + Fraction(flows.length, 12) for years in flows.years)
    delayed = net_present_value(zip(later, flows.benefits, strict=True), rate)
    if costs is None or benefits is None or delayed is None:
        return None
    minus, times = PRECISE.subtract, PRECISE.multiply
    value, more, less = minus(benefits, costs), 1 + change, 1 - change
    swings = (
        _swing(
            "cost",
            minus(benefits, times(costs, more)),
            minus(benefits, times(costs, less)),
            _switch(value, costs),
        ),
        _swing(
            "benefit",
            minus(times(benefits, less), costs),
            minus(times(benefits, more), costs),
            _switch(minus(costs, benefits), benefits),
        ),
        _swing("delay", minus(delayed, costs), value, None),
    )
    widest = sorted(swings, key=lambda swing: -swing.width)
    return Tornado(value, change, flows.length, tuple(widest), minus(benefits, delayed))


def _swing(driver: Driver, one: Decimal, other: Decimal, switching: Decimal | None) -> Swing:
    return Swing(driver, min(one, other), max(one, other), switching)


def _switch(value: Decimal, present: Decimal) -> Decimal | None:
    return PRECISE.divide(value, present) if present > 0 else None
