"""`projects/<project>/budget.yaml`: approved budget, planned value, actuals, forecast."""

from typing import Literal

from pmo.model.base import Record
from pmo.model.scalars import BudgetLineRef, Currency, Id, NonNegative, Number, Period, Text, VendorRef
from pmo.model.shared import Baseline


class BudgetLine(Record, frozen=True, kw_only=True):
    """A line of the budget."""

    id: Id
    """Identifier."""
    title: Text
    """What the money is for."""
    category: Literal["capex", "opex", "internal", "contingency"] | None = None
    """Kind of money."""
    amount: NonNegative
    """Approved amount."""
    vendor: VendorRef | None = None
    """Vendor it is paid to."""


class PlannedCost(Record, frozen=True, kw_only=True):
    """Planned value of a period, not cumulative."""

    period: Period
    """The period."""
    planned: NonNegative
    """Planned cost of the work of that period."""
    line: BudgetLineRef | None = None
    """Budget line."""


class PeriodCost(Record, frozen=True, kw_only=True):
    """Cost of a period, not cumulative."""

    period: Period
    """The period."""
    cost: Number
    """The cost; a credit is negative."""
    line: BudgetLineRef | None = None
    """Budget line."""


class Budget(Record, frozen=True, kw_only=True):
    """Approved budget, lines, planned value, actuals, forecast.

    Example:

        currency: EUR
        original: 420000
        approved: 420000
        contingency: 20000
        lines:
          - id: licences
            title: Licences
            category: opex
            amount: 420000
        plan:
          - period: 2026-11
            planned: 420000
        actuals:
          - period: 2026-10
            cost: 18250.50
        earned_by: milestones
    """

    currency: Currency | None = None
    """Currency of the amounts. Default: the charter's, else the office's."""
    original: NonNegative | None = None
    """Budget as first approved."""
    approved: NonNegative | None = None
    """Budget at completion: original plus approved changes; includes the contingency."""
    contingency: NonNegative | None = None
    """Part of approved that is held for known risks."""
    management_reserve: NonNegative | None = None
    """Money on top of approved, held above the project."""
    lines: tuple[BudgetLine, ...] = ()
    """Lines; they add up to approved."""
    plan: tuple[PlannedCost, ...] = ()
    """Planned value per period; it adds up to approved."""
    actuals: tuple[PeriodCost, ...] = ()
    """Actual cost per period."""
    forecast: tuple[PeriodCost, ...] = ()
    """Bottom-up estimate to complete: periods not yet in actuals."""
    earned_by: Literal["milestones", "percent-complete", "sprints"] | None = None
    """How earned value is measured. Default: milestones; percent complete where no milestone has a weight."""
    baselines: tuple[Baseline, ...] = ()
    """Each time the baseline was set."""
