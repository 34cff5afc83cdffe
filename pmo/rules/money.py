"""Family 5xx: money."""

import datetime
from collections.abc import Iterator

from pmo.findings import message
from pmo.model.portfolio import Portfolio
from pmo.rules.rule import Problem, Rule, checked, problem


def lines_differ_from_approved(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The budget lines do not add up to the approved budget.

    **Why it matters.** Two figures for the same budget: reports by line and reports in total disagree.

    **Example.**

        approved: 420000
        lines:
          - {id: licences, title: Licences, amount: 400000}

    **Fix.** Correct the lines, or the approved budget through an approved change.
    """
    for project in portfolio.projects.values():
        budget = project.budget
        if budget is None or budget.approved is None or not budget.lines:
            continue
        total = sum(line.amount for line in budget.lines)
        if total != budget.approved:
            yield problem(
                project.documents["budget"],
                ("approved",),
                message("the lines add up to {total}, the approved budget is {approved}", total=total, approved=budget.approved),
                message("correct the lines, or the approved budget through an approved change"),
            )


MONEY_RULES: tuple[Rule, ...] = (checked("PMO503", lines_differ_from_approved),)
