"""Rules about the figures of a budget: do they add up, and is there one."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from pmo.analysis.contingency import Contingency, contingency_of
from pmo.analysis.evidence import figure
from pmo.analysis.periods import spans
from pmo.findings import Message, message
from pmo.model.budget import Budget
from pmo.model.once import once
from pmo.model.portfolio import Document, Portfolio, Project
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import is_missing, is_unread, total


@once
def budgets(portfolio: Portfolio) -> tuple[tuple[Project, Document, Budget], ...]:
    """Every budget that can be read."""
    return tuple(
        (project, project.documents["budget"], project.budget)
        for project in portfolio.projects.values()
        if project.budget is not None
    )


def approved_differs_from_changes(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The approved budget is not the original one plus the approved changes.

    **Why it matters.** Money was added or taken away that nobody decided on, or a decision never reached the budget.

    **Example.** A change of 20000 was approved:

        original: 400000
        approved: 430000

    **Fix.** Correct the approved budget, or record the change that explains the difference.
    """
    for project, document, budget in budgets(portfolio):
        if budget.approved is None or budget.original is None:
            continue
        changes = [
            (index, change)
            for index, change in enumerate(project.changes)
            if change.status in ("approved", "implemented") and change.impact.cost
        ]
        added = total(change.impact.cost for _, change in changes if change.impact.cost)
        expected = total((budget.original, added))
        if expected != budget.approved and not is_unread(portfolio, project, "changes"):
            yield problem(
                document,
                ("approved",),
                message(
                    "the original budget of {original} and approved changes of {added} make {expected}, "
                    "the approved budget is {approved}",
                    original=budget.original,
                    added=added,
                    expected=expected,
                    approved=budget.approved,
                ),
                message("correct the approved budget, or record the change that explains the difference"),
                related=[
                    (
                        project.documents["changes"],
                        ("changes", index, "impact", "cost"),
                        message("the change {id} adds {cost}", id=change.id, cost=change.impact.cost),
                    )
                    for index, change in changes
                ],
            )


def lines_differ_from_approved(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The budget lines do not add up to the approved budget.

    **Why it matters.** Two figures for the same budget: reports by line and reports in total disagree.

    **Example.**

        approved: 420000
        lines:
          - {id: licences, title: Licences, amount: 400000}

    **Fix.** Correct the lines, or the approved budget through an approved change.
    """
    for _, document, budget in budgets(portfolio):
        if budget.approved is None or not budget.lines:
            continue
        amount = total(line.amount for line in budget.lines)
        if amount != budget.approved:
            yield problem(
                document,
                ("approved",),
                message(
                    "the lines add up to {total}, the approved budget is {approved}",
                    total=amount,
                    approved=budget.approved,
                ),
                message("correct the lines, or the approved budget through an approved change"),
                related=[(document, ("lines",), message("the lines"))],
            )


def plan_differs_from_approved(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The planned value of all periods is not the approved budget.

    **Why it matters.** Planned value ends at the budget at completion. If it does not, every index of earned value is
    wrong from the first period on.

    **Example.**

        approved: 420000
        plan:
          - {period: 2026-Q4, planned: 200000}
          - {period: 2027-Q1, planned: 200000}

    **Fix.** Spread the whole approved budget over the periods, the contingency included.
    """
    for _, document, budget in budgets(portfolio):
        if budget.approved is None or not budget.plan:
            continue
        planned = total(entry.planned for entry in budget.plan)
        if planned != budget.approved:
            yield problem(
                document,
                ("plan",),
                message(
                    "the plan adds up to {planned}, the approved budget is {approved}",
                    planned=planned,
                    approved=budget.approved,
                ),
                message("spread the whole approved budget over the periods, the contingency included"),
                related=[(document, ("approved",), message("the approved budget"))],
            )


def contingency_lines_differ(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The lines of contingency do not add up to the contingency.

    **Why it matters.** The contingency is compared with the exposure to risk. With two figures for it nobody knows
    how much is held.

    **Example.**

        contingency: 20000
        lines:
          - {id: reserve, title: Contingency, category: contingency, amount: 15000}

    **Fix.** Give the same amount in both places.
    """
    for _, document, budget in budgets(portfolio):
        held = [index for index, line in enumerate(budget.lines) if line.category == "contingency"]
        if not held or budget.contingency is None or _contingency_exceeds(budget):
            continue
        amount = total(budget.lines[index].amount for index in held)
        if amount != budget.contingency:
            yield problem(
                document,
                ("contingency",),
                message(
                    "the lines of contingency add up to {total}, the contingency is {contingency}",
                    total=amount,
                    contingency=budget.contingency,
                ),
                message("give the same amount in both places"),
                related=[
                    (document, ("lines", index, "amount"), message("a line of contingency")) for index in held
                ],
            )


def contingency_above_approved(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The contingency is larger than the approved budget it is part of.

    **Why it matters.** The approved budget includes the contingency; nothing would be left for the work.

    **Example.**

        approved: 42000
        contingency: 200000

    **Fix.** Correct the amount. Money on top of the approved budget is `management_reserve`.
    """
    for _, document, budget in budgets(portfolio):
        if _contingency_exceeds(budget):
            yield problem(
                document,
                ("contingency",),
                message(
                    "the contingency of {contingency} is more than the approved budget of {approved}",
                    contingency=budget.contingency,
                    approved=budget.approved,
                ),
                message("correct the amount; money on top of the approved budget is `management_reserve`"),
                related=[(document, ("approved",), message("the approved budget"))],
            )


def _contingency_exceeds(budget: Budget) -> bool:
    return (
        budget.contingency is not None
        and budget.approved is not None
        and budget.contingency > budget.approved
    )


def spent_more_than_approved(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """More was spent than was approved.

    **Why it matters.** The project spends money that nobody gave it; what is left to do has no budget at all.

    **Example.**

        approved: 100000
        actuals:
          - {period: 2026-Q2, cost: 60000}
          - {period: 2026-Q3, cost: 55000}

    **Fix.** Ask for a change of the budget, or correct the actual costs.
    """
    for _, document, budget in budgets(portfolio):
        if budget.approved is None or not budget.actuals:
            continue
        spent = total(actual.cost for actual in budget.actuals)
        if spent <= budget.approved:
            continue
        spent = total(
            actual.cost for actual in budget.actuals if spans(portfolio)[actual.period.text][0] <= as_of
        )
        if spent > budget.approved:
            yield problem(
                document,
                ("actuals",),
                message(
                    "{spent} was spent, the approved budget is {approved}",
                    spent=spent,
                    approved=budget.approved,
                ),
                message("ask for a change of the budget, or correct the actual costs"),
                related=[(document, ("approved",), message("the approved budget"))],
            )


def active_without_budget(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """An active project has no approved budget.

    **Why it matters.** Work goes on that nobody gave money for, and no cost can be compared with anything.

    **Example.** A charter with `state: active` and no `budget.yaml` beside it.

    **Fix.** Record the budget that was approved, or set the project back to `approved` or `proposed`.
    """
    for project in portfolio.projects.values():
        if not project.is_running:
            continue
        budget = project.budget
        charter = project.documents["charter"]
        if budget is None and is_missing(portfolio, project, "budget"):
            text = message("the project is active and has no budget")
            hint = message("record the approved budget in budget.yaml")
            yield problem(charter, ("state",), text, hint)
        elif budget is not None and budget.approved is None:
            yield problem(
                project.documents["budget"],
                (),
                message("the project is active and its budget has no approved amount"),
                message("record what was approved: approved: 420000"),
                related=[(charter, ("state",), message("the project is active"))],
            )


def contingency_short(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """What is left of the contingency does not cover what the open risks may cost.

    **Why it matters.** Contingency is held for known risks. When their expected cost (EMV: likelihood times cost) is
    above what is neither used nor committed, somebody must accept the risk or find the money while there is time.

    **Example.** With a contingency of 20000 and one open risk of likelihood 0.5 that would cost 60000:

        contingency: 20000

    **Fix.** Respond to the risks, or ask for a change of the budget.
    """
    for project in portfolio.projects.values():
        found = contingency_of(portfolio, project, as_of) if project.is_running else None
        if found is not None and found.exposure is not None and found.is_short:
            yield problem(
                project.documents["budget"],
                ("contingency",),
                _short(found),
                message("respond to the risks, or ask for a change of the budget"),
            )


def _short(found: Contingency) -> Message:
    exposure = figure(found.exposure or Decimal(0))
    if found.left < 0:
        return message(
            "open risks may cost {exposure}, and the contingency is overdrawn by {over}",
            exposure=exposure,
            over=figure(-found.left),
        )
    return message(
        "open risks may cost {exposure}, and {left} of the contingency is left",
        exposure=exposure,
        left=figure(found.left),
    )
