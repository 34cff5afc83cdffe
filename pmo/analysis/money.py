"""Money of a project and of many: approved, planned, spent, expected; and the same in the office's currency.

Sums never mix currencies. What cannot be computed is None, with the reason beside it.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final, Literal

from pmo.analysis.periods import spans
from pmo.model.budget import Budget, PeriodCost
from pmo.model.once import once_a_project
from pmo.model.portfolio import Portfolio, Project

_CENT: Final = Decimal("0.01")
_WIDE: Final = Context(prec=400)
"""Room for cents of amounts as large as floats can be."""

NoEstimate = Literal["no-budget", "no-forecast"]
"""Why there is no estimate at completion: no budget file, or no forecast of the cost to complete."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class ProjectMoney:
    """Money of one project, in its own currency."""

    currency: str
    """ISO 4217."""
    approved: Money | None
    """Budget at completion; includes the contingency."""
    contingency: Money | None
    """Part of approved held for known risks."""
    planned_to_date: Money | None
    """Planned cost of the periods that ended on or before the day."""
    actual_to_date: Money | None
    """Actual cost of the periods that ended on or before the day."""
    to_complete: Money | None
    """Estimate less actual cost to date: what is still to be spent, cost booked for running periods included."""
    estimate: Money | None
    """Estimate at completion: all actual cost and the forecast to complete."""
    no_estimate: NoEstimate | None
    """Why there is no estimate."""
    overrun: Money | None
    """Estimate less approved: above zero is over the budget."""
    overrun_share: float | None
    """Overrun as a fraction of approved."""


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over projects in one currency."""

    sum: Money
    counted: tuple[str, ...]
    """Ids of the projects in the sum."""
    not_converted: tuple[str, ...]
    """Ids of projects whose amount is left out because `fx` has no rate for its currency."""


@dataclass(frozen=True, slots=True)
class BudgetTotals:
    """Money of projects together, in the office's currency: an estimate is set against the budgets of the same projects."""

    approved: Money
    """Approved budgets of all that have one."""
    actual: Money
    """Actual cost of the periods that ended on or before the day."""
    contingency: Money
    """Part of approved that is held for known risks."""
    estimated: tuple[str, ...]
    """Ids of the projects that have an approved budget and an estimate."""
    estimate: Money
    """Estimates at completion of these."""
    estimated_approved: Money
    """Approved budgets of these."""
    unestimated: tuple[str, ...]
    """Ids of the projects that have an approved budget and no estimate."""
    not_converted: tuple[str, ...]
    """Ids of projects that are in no sum, for want of an exchange rate."""

    @property
    def overrun(self) -> Money:
        """Estimates less the budgets of the same projects: above zero is over the budget."""
        return Money(self.estimate.amount - self.estimated_approved.amount, self.estimate.currency)

    @property
    def overrun_share(self) -> float | None:
        """Overrun as a fraction of these budgets."""
        before = self.estimated_approved.amount
        return float(self.overrun.amount / before) if before else None

    @property
    def unestimated_approved(self) -> Money:
        """Approved budgets of the projects without an estimate."""
        return Money(self.approved.amount - self.estimated_approved.amount, self.approved.currency)


@once_a_project
def project_money(portfolio: Portfolio, project: Project, as_of: datetime.date) -> ProjectMoney:
    """The money of a project as known on a day."""
    currency = portfolio.currency_of(project)
    budget = project.budget
    if budget is None:
        return ProjectMoney(currency, None, None, None, None, None, None, "no-budget", None, None)
    days = spans(portfolio)
    approved = budget.approved
    spent = (
        sum((one.cost for one in budget.actuals if days[one.period.text][1] <= as_of), Decimal(0))
        if budget.actuals
        else None
    )
    estimate = _estimate(project, budget, _to_complete(budget))
    overrun = estimate - approved if estimate is not None and approved is not None else None

    def money(amount: Decimal | None) -> Money | None:
        return None if amount is None else Money(Decimal(amount), currency)

    return ProjectMoney(
        currency=currency,
        approved=money(approved),
        contingency=money(budget.contingency),
        planned_to_date=money(
            sum((one.planned for one in budget.plan if days[one.period.text][1] <= as_of), Decimal(0))
            if budget.plan
            else None
        ),
        actual_to_date=money(spent),
        to_complete=money(None if estimate is None else estimate - (spent or 0)),
        estimate=money(estimate),
        no_estimate="no-forecast" if estimate is None else None,
        overrun=money(overrun),
        overrun_share=float(overrun / approved) if overrun is not None and approved else None,
    )


def cents(amount: Decimal | float) -> Decimal:
    """An amount rounded to cents, without decimals where it comes out even."""
    exact = amount if isinstance(amount, Decimal) else Decimal(repr(float(amount)))
    rounded = exact.quantize(_CENT, ROUND_HALF_UP, _WIDE)
    whole = rounded.to_integral_value(context=_WIDE)
    return whole if rounded == whole else rounded


def converted(portfolio: Portfolio, money: Money) -> Money | None:
    """The same in the office's currency; None without a rate in `fx`."""
    rate = exchange_rate(portfolio, money.currency)
    if rate is None:
        return None
    return Money(money.amount * rate, portfolio.office.currency if portfolio.office else money.currency)


def exchange_rate(portfolio: Portfolio, currency: str) -> Decimal | None:
    """Office currency for one unit of a currency; None where `fx` has no rate for it."""
    office = portfolio.office
    if office is None or currency == office.currency:
        return Decimal(1)
    return office.fx.get(currency) or None


def total(portfolio: Portfolio, amounts: Iterable[tuple[str, Money | None]]) -> Total:
    """Sum of amounts by project id, in the office's currency; projects without an amount don't count."""
    currency = portfolio.currency
    result, counted, without_rate = Decimal(0), [], []
    for project, money in amounts:
        if money is None:
            continue
        own = converted(portfolio, money)
        if own is None:
            without_rate.append(project)
        else:
            result += own.amount
            counted.append(project)
    return Total(Money(result, currency), tuple(counted), tuple(without_rate))


def budget_totals(portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date) -> BudgetTotals:
    """Budgets, cost and estimates of some projects, as known on a day."""
    known = {one.id: project_money(portfolio, one, as_of) for one in projects}
    budgeted = [id_ for id_, one in known.items() if one.approved is not None]
    estimated = [id_ for id_ in budgeted if known[id_].estimate is not None]

    def sum_of(name: str, ids: Iterable[str] = tuple(known)) -> Total:
        return total(portfolio, ((id_, getattr(known[id_], name)) for id_ in ids))

    approved, actual = sum_of("approved"), sum_of("actual_to_date")
    estimate, before = sum_of("estimate", estimated), sum_of("approved", estimated)
    return BudgetTotals(
        approved=approved.sum,
        actual=actual.sum,
        contingency=sum_of("contingency").sum,
        estimated=estimate.counted,
        estimate=estimate.sum,
        estimated_approved=before.sum,
        unestimated=tuple(id_ for id_ in approved.counted if known[id_].estimate is None),
        not_converted=tuple(
            sorted({*approved.not_converted, *actual.not_converted, *estimate.not_converted})
        ),
    )


def left_to_spend(budget: Budget) -> Iterator[PeriodCost]:
    """The forecast of periods that have no actual cost yet, on the same line where lines are told apart."""
    spent = {(one.period, _line(one)) for one in budget.actuals}
    return (
        one
        for one in budget.forecast
        if (one.period, _line(one)) not in spent and (one.period, None) not in spent
    )


def _to_complete(budget: Budget) -> Decimal | None:
    return sum((one.cost for one in left_to_spend(budget)), Decimal(0)) if budget.forecast else None


def _line(cost: PeriodCost) -> str | None:
    return cost.line.lower() if cost.line else None


def _estimate(project: Project, budget: Budget, to_complete: Decimal | None) -> Decimal | None:
    spent = sum((one.cost for one in budget.actuals), Decimal(0))
    if to_complete is not None:
        return spent + to_complete
    is_over = project.charter is not None and not project.is_open
    return spent if is_over and budget.actuals else None
