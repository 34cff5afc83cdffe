"""The figures of a row of cash flows. What is not defined is None, with the reason."""

import decimal
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pmo.analysis.appraisal.flows import PRECISE, Flows, total
from pmo.analysis.appraisal.payback import Payback, payback
from pmo.analysis.appraisal.present_value import MOST, net_present_value
from pmo.analysis.appraisal.rates import internal_rates, modified_rate
from pmo.findings import Message, message

NAMES = ("npv", "irr", "mirr", "payback", "discounted_payback", "bcr", "pi", "roi")
"""The figures, as JSON calls them."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Yearly rates that count for a project."""

    discount: Decimal | None
    finance: Decimal | None
    """What borrowed money costs (MIRR)."""
    reinvest: Decimal | None
    """What returns earn (MIRR)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a row of cash flows is worth."""

    npv: Decimal | None = None
    pv_costs: Decimal | None = None
    pv_benefits: Decimal | None = None
    irr: Decimal | None = None
    """Where there is exactly one."""
    irr_all: tuple[Decimal, ...] = ()
    mirr: Decimal | None = None
    payback: Decimal | None = None
    discounted_payback: Decimal | None = None
    bcr: Decimal | None = None
    pi: Decimal | None = None
    roi: Decimal | None = None
    reasons: Mapping[str, Message]
    """By figure, why it is None, or what is to know about it."""


def figures(flows: Flows | None, rates: Rates) -> Figures:
    """All figures of a row of cash flows."""
    if flows is None:
        return Figures(reasons=dict.fromkeys(NAMES, message("there are no cash flows")))
    reasons: dict[str, Message] = {}

    def known(name: str, found: Decimal | Message) -> Decimal | None:
        if isinstance(found, Message):
            reasons[name] = found
            return None
        return found

    def paid_back(name: str, found: Payback) -> Decimal | None:
        if found.reason is not None:
            reasons[name] = found.reason
        return found.periods

    returns = internal_rates(flows.months, flows.net, flows.step)
    if returns.reason is not None:
        reasons["irr"] = returns.reason
    costs, benefits = _present_value(flows, flows.costs, rates), _present_value(flows, flows.benefits, rates)
    value = benefits if isinstance(benefits, Message) else _present_value(flows, flows.net, rates)
    all_costs, gain = total(flows.costs), total(flows.net)
    return Figures(
        npv=known("npv", value),
        pv_costs=None if isinstance(costs, Message) else costs,
        pv_benefits=None if isinstance(benefits, Message) else benefits,
        irr=returns.all[0] if len(returns.all) == 1 else None,
        irr_all=returns.all,
        mirr=known("mirr", _modified(flows, rates)),
        payback=paid_back("payback", _payback(flows, flows.net)),
        discounted_payback=paid_back("discounted_payback", _discounted_payback(flows, rates)),
        bcr=known("bcr", _over(benefits, costs)),
        pi=known("pi", _over(value, costs)),
        roi=known("roi", _over(gain, all_costs)),
        reasons=reasons,
    )


def _growth(rate: Decimal | None) -> Decimal | Message:
    """What an amount grows to in a year."""
    if rate is None:
        return message("there is no discount rate")
    return 1 + rate if rate > -1 else message("a rate of -100% or less leaves nothing")


def _present_value(flows: Flows, amounts: tuple[Decimal, ...], rates: Rates) -> Decimal | Message:
    growth = _growth(rates.discount)
    if isinstance(growth, Message):
        return growth
    found = net_present_value(zip(flows.years, amounts, strict=True), growth - 1)
    return message("the figure is beyond all measure") if found is None else found


def _over(value: Decimal | Message, costs: Decimal | Message) -> Decimal | Message:
    if isinstance(value, Message):
        return value
    if isinstance(costs, Message):
        return costs
    return PRECISE.divide(value, costs) if costs > 0 else message("there are no costs to divide by")


def _modified(flows: Flows, rates: Rates) -> Decimal | Message:
    if rates.finance is None or rates.reinvest is None:
        return message("there is no rate to finance and reinvest at")
    try:
        found = modified_rate(flows.years, flows.net, rates.finance, rates.reinvest)
    except ArithmeticError:
        return message("the figure is beyond all measure")
    if isinstance(found, Decimal) and found >= MOST:
        return message("the figure is beyond all measure")
    return found


def _payback(flows: Flows, amounts: tuple[Decimal, ...]) -> Payback:
    if not flows.is_even:
        return Payback(None, None, message("the periods are not equally long"))
    return payback(flows.by_period(amounts))


def _discounted_payback(flows: Flows, rates: Rates) -> Payback:
    growth = _growth(rates.discount)
    if isinstance(growth, Message):
        return Payback(None, None, growth)
    try:
        with decimal.localcontext(PRECISE):
            discounted = tuple(
                amount / growth ** (Decimal(months) / 12)
                for months, amount in zip(flows.months, flows.net, strict=True)
            )
        return _payback(flows, discounted)
    except ArithmeticError:
        return Payback(None, None, message("the figure is beyond all measure"))
