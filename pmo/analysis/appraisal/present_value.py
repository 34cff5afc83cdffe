"""Net present value.

Cash flows are net, benefit less cost, per period. The first period is t = 0 and is not discounted (a
spreadsheet's NPV discounts it). Later periods are discounted by the years from the start of the first period to
their own start: 1, 2, 3 where periods are years, quarters of them where they are quarters.
"""

import decimal
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from pmo.analysis.appraisal.flows import PRECISE, flows_of
from pmo.model.charter import BusinessCase, CashFlow
from pmo.model.portfolio import Portfolio, Project

MOST = Decimal("1e60")
"""Figures of this size mean nothing."""


def net_present_value(flows: Iterable[tuple[Fraction, Decimal]], rate: Decimal) -> Decimal | None:
    """Present value of amounts at a number of years from t = 0.

    None when the rate is -100% or less, or so low that the value is beyond all measure.
    """
    growth = 1 + rate
    if growth <= 0:
        return None
    try:
        with decimal.localcontext(PRECISE):
            terms = (
                amount / growth ** (Decimal(years.numerator) / years.denominator) for years, amount in flows
            )
            value = sum(terms, Decimal(0))
    except ArithmeticError:
        return None
    return value if abs(value) < MOST else None


def cash_flows(case: BusinessCase) -> tuple[CashFlow, ...]:
    """Cash flows of the case, or where it has none those of the recommended option."""
    if case.cash_flows or case.recommended is None:
        return case.cash_flows
    wanted = case.recommended.lower()
    return next((option.cash_flows for option in case.options if option.id.lower() == wanted), ())


def discount_rate(portfolio: Portfolio, case: BusinessCase) -> Decimal | None:
    """The case's own yearly rate, else the office's."""
    if case.discount_rate is not None:
        return case.discount_rate
    return portfolio.office.prioritisation.discount_rate if portfolio.office else None


def npv(portfolio: Portfolio, project: Project) -> Decimal | None:
    """Net present value of a project in its own currency; None without cash flows or a rate."""
    case = project.charter.business_case if project.charter else None
    if case is None:
        return None
    flows, rate = flows_of(cash_flows(case), fiscal_year_start(portfolio)), discount_rate(portfolio, case)
    if flows is None or rate is None:
        return None
    return net_present_value(zip(flows.years, flows.net, strict=True), rate)


def fiscal_year_start(portfolio: Portfolio) -> int:
    """Month in which the office's fiscal year begins."""
    return portfolio.office.calendar.fiscal_year_start if portfolio.office else 1
