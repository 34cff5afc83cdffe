"""What a business case is worth: its figures, for the project and for each option that was considered.

Amounts are in the project's currency. The first period is t = 0, undiscounted; rates are yearly, later periods are
discounted by the years to their start.

- NPV: benefits less costs, discounted. IRR: the yearly rate at which it is zero. MIRR: where the office has no
  `finance_rate` or `reinvest_rate`, the discount rate counts.
- BCR = PV(benefits) / PV(costs). PI = NPV / PV(costs); some texts add 1. ROI = (benefits - costs) / costs,
  undiscounted.
- Payback in periods from t = 0, simple and discounted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pmo.analysis.appraisal.figures import Figures, Rates, figures
from pmo.analysis.appraisal.flows import Flows, flows_of
from pmo.analysis.appraisal.present_value import (
    cash_flows,
    discount_rate,
    fiscal_year_start,
    net_present_value,
    npv,
)
from pmo.analysis.appraisal.tornado import Tornado, tornado
from pmo.model.charter import BusinessCase
from pmo.model.portfolio import Portfolio, Project

__all__ = [
    "Appraisal",
    "Figures",
    "Option",
    "Rates",
    "appraise",
    "cash_flows",
    "discount_rate",
    "net_present_value",
    "npv",
]


@dataclass(frozen=True, slots=True)
class Option:
    """A way that was considered."""

    id: str
    title: str
    recommended: bool
    figures: Figures


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What a project's business case is worth."""

    project: Project
    currency: str
    rates: Rates
    flows: Flows | None
    figures: Figures
    options: tuple[Option, ...]
    tornado: Tornado | None
    """How the net present value moves; None where there is none."""

    @property
    def best(self) -> Option | None:
        """The option of the highest net present value, where two or more have one."""
        known = [(one.figures.npv, one) for one in self.options if one.figures.npv is not None]
        return max(known, key=lambda pair: pair[0])[1] if len(known) > 1 else None


def appraise(portfolio: Portfolio, project: Project, change: Decimal = Decimal("0.2")) -> Appraisal:
    """The appraisal of a project; ``change`` is by which share costs and benefits vary in its tornado."""
    case = (project.charter.business_case if project.charter else None) or BusinessCase()
    rates, start = _rates(portfolio, case), fiscal_year_start(portfolio)
    flows = flows_of(cash_flows(case), start)
    return Appraisal(
        project,
        portfolio.currency_of(project),
        rates,
        flows,
        figures(flows, rates),
        tuple(_options(case, rates, start)),
        tornado(flows, rates.discount, change) if flows and rates.discount is not None else None,
    )


def _rates(portfolio: Portfolio, case: BusinessCase) -> Rates:
    rules = portfolio.office.prioritisation if portfolio.office else None
    rate = discount_rate(portfolio, case)
    finance, reinvest = (rules.finance_rate, rules.reinvest_rate) if rules else (None, None)
    return Rates(rate, rate if finance is None else finance, rate if reinvest is None else reinvest)


def _options(case: BusinessCase, rates: Rates, start: int) -> Iterator[Option]:
    """The options; the recommended one without flows of its own has those of the case."""
    for option in case.options:
        recommended = case.recommended is not None and option.id.lower() == case.recommended.lower()
        listed = option.cash_flows or (case.cash_flows if recommended else ())
        yield Option(option.id, option.title, recommended, figures(flows_of(listed, start), rates))
