"""How well the earlier forecasts of a project came true: its dates and its costs so far.

Dates: the milestones reached, against their baselines. Costs: the periods that have ended, against what was forecast
for them last, which is the forecast where the budget still has it and the plan elsewhere.
"""

import datetime
from dataclasses import dataclass
from decimal import Context, Decimal

from pmo.analysis.calendars import calendar_of
from pmo.analysis.periods import spans
from pmo.analysis.progress import is_reached
from pmo.model.once import once_a_project
from pmo.model.portfolio import Portfolio, Project

_WIDE = Context(prec=100)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Earlier forecasts against what happened."""

    milestones: int
    """Milestones reached that have a baseline."""
    in_time: int
    """Those that were not late."""
    mean_slip_days: float | None
    """Mean of the working days by which they came late; negative when early."""
    mean_error_days: float | None
    """Mean of the working days between baseline and actual, late or early."""
    periods: int
    """Periods that have ended with both a cost and a forecast or plan of it."""
    cost_bias: float | None
    """Actual cost of those periods over what was foreseen for them, less 1; above zero is dearer."""
    cost_error: float | None
    """Sum of what each of them was off, over what was foreseen."""
    budget_growth: float | None
    """Approved budget over the original one, less 1."""


@once_a_project
def accuracy_of(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Accuracy:
    """How well the forecasts of a project came true by a day."""
    calendar = calendar_of(portfolio)
    slips = [
        calendar.working_days_between(one.baseline, one.actual)
        for one in project.milestones
        if one.baseline is not None and one.actual is not None and is_reached(one, as_of)
    ]
    periods, bias, error = _costs(portfolio, project, as_of)
    budget = project.budget
    growth = (
        _share(Decimal(budget.approved) - budget.original, Decimal(budget.original))
        if budget is not None and budget.approved is not None and budget.original is not None
        else None
    )
    return Accuracy(
        milestones=len(slips),
        in_time=sum(one <= 0 for one in slips),
        mean_slip_days=sum(slips) / len(slips) if slips else None,
        mean_error_days=sum(abs(one) for one in slips) / len(slips) if slips else None,
        periods=periods,
        cost_bias=bias,
        cost_error=error,
        budget_growth=growth,
    )


def _costs(
    portfolio: Portfolio, project: Project, as_of: datetime.date
) -> tuple[int, float | None, float | None]:
    """Periods compared, the bias and the error of what was foreseen for them."""
    budget, days = project.budget, spans(portfolio)
    if budget is None:
        return 0, None, None
    actual: dict[str, Decimal] = {}
    planned: dict[str, Decimal] = {}
    forecast: dict[str, Decimal] = {}
    for cost in budget.actuals:
        if days[cost.period.text][1] <= as_of:
            actual[cost.period.text] = actual.get(cost.period.text, Decimal(0)) + cost.cost
    for plan in budget.plan:
        planned[plan.period.text] = planned.get(plan.period.text, Decimal(0)) + plan.planned
    for cost in budget.forecast:
        forecast[cost.period.text] = forecast.get(cost.period.text, Decimal(0)) + cost.cost
    foreseen = {**planned, **forecast}
    both = [(amount, foreseen[text]) for text, amount in actual.items() if text in foreseen]
    whole = sum((one for _, one in both), Decimal(0))
    off = sum((abs(one - before) for one, before in both), Decimal(0))
    return len(both), _share(sum((one for one, _ in both), Decimal(0)) - whole, whole), _share(off, whole)


def _share(part: Decimal, whole: Decimal) -> float | None:
    """A fraction; None of nothing, and where it is larger than anybody could mean."""
    if whole <= 0:
        return None
    share = _WIDE.divide(part, whole)
    return float(share) if abs(share) < 10**9 else None
