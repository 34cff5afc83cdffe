"""Family 5xx: money."""

from pmo.rules import budgets, investments, periods
from pmo.rules.rule import Rule, checked

MONEY_RULES: tuple[Rule, ...] = (
    checked("PMO501", budgets.approved_differs_from_changes),
    checked("PMO502", budgets.active_without_budget, "warning"),
    checked("PMO503", budgets.lines_differ_from_approved),
    checked("PMO504", budgets.plan_differs_from_approved),
    checked("PMO505", budgets.contingency_lines_differ),
    checked("PMO506", budgets.contingency_above_approved),
    checked("PMO507", budgets.spent_more_than_approved, "warning"),
    checked("PMO508", periods.periods_of_different_length),
    checked("PMO509", periods.duplicate_period),
    checked("PMO510", periods.overlapping_periods),
    checked("PMO511", periods.actuals_in_the_future),
    checked("PMO512", periods.forecast_for_the_past, "warning"),
    checked("PMO513", investments.unknown_exchange_rate),
    checked("PMO514", investments.cash_flows_out_of_order),
    checked("PMO515", investments.cash_flows_without_discount_rate, "warning"),
    checked("PMO516", investments.invoiced_more_than_contract, "warning"),
    checked("PMO517", investments.paid_more_than_invoiced),
    checked("PMO518", investments.vendor_without_contract, "info"),
    checked("PMO519", periods.actuals_of_another_length, "warning"),
    checked("PMO520", budgets.contingency_short, "warning"),
    checked("PMO521", investments.some_candidates_without_value, "warning"),
)
