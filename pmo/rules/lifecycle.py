"""Rules about the state of a project: what it must have, and how it ends."""

import datetime
from collections.abc import Iterator

from pmo.analysis.registers import reviewed_since
from pmo.findings import message
from pmo.model.portfolio import Portfolio
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import is_gone, is_to_come, total


def proposed_with_costs(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A proposed project has actual costs.

    **Why it matters.** Money is spent on something that nobody has said yes to.

    **Example.** With `state: proposed` in the charter:

        actuals:
          - {period: 2026-10, cost: 18250}

    **Fix.** Have the project approved, or book the cost where it belongs.
    """
    for project in portfolio.projects.values():
        charter, budget = project.charter, project.budget
        if charter is None or budget is None or charter.state != "proposed":
            continue
        spent = total(actual.cost for actual in budget.actuals)
        if spent > 0:
            yield problem(
                project.documents["budget"],
                ("actuals",),
                message("{spent} was spent on a project that is only proposed", spent=spent),
                message("have the project approved, or book the cost where it belongs"),
                related=[(project.documents["charter"], ("state",), message("the state of the project"))],
            )


def active_without_method(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """An active project follows no method.

    **Why it matters.** It has no phases and no gates: nothing says when somebody looks whether it should go on.

    **Example.**

        id: crm-renewal
        state: active

    **Fix.** Name the method: one of the packs, or one of your own in `methods/`.
    """
    for project in portfolio.projects.values():
        if project.charter is not None and project.is_running and project.charter.method is None:
            yield problem(
                project.documents["charter"],
                ("state",),
                message("the project is active and follows no method"),
                message("name it in the charter: method: hybrid"),
            )


def completed_without_closure(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A completed project has no day of closure, or nobody who accepted it.

    **Why it matters.** Without acceptance the project is not over: whoever uses the result can still send it back.

    **Example.**

        state: completed

    **Fix.** Record `closure` with `date` and `accepted_by`.
    """
    for project in portfolio.projects.values():
        charter = project.charter
        if charter is None or charter.state != "completed":
            continue
        closure = charter.closure
        if closure is None or closure.date is None:
            text = message("the project is completed and has no day of closure")
        elif closure.accepted_by is None:
            text = message("the project is completed, and nobody accepted it")
        else:
            continue
        keys = ("closure",) if closure is not None else ("state",)
        hint = message("record in `closure` the date, and in `accepted_by` who accepted the result")
        yield problem(project.documents["charter"], keys, text, hint)


def closed_in_the_future(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A completed project was closed on a day that is still to come.

    **Why it matters.** It no longer counts as running while its work goes on.

    **Example.** As of 2026-11-01:

        state: completed
        closure: {date: 2027-03-31, accepted_by: ana}

    **Fix.** Correct the day, or the state.
    """
    for project in portfolio.projects.values():
        charter = project.charter
        if charter is None or charter.state != "completed" or charter.closure is None:
            continue
        day = charter.closure.date
        if day is not None and is_to_come(day, as_of):
            document = project.documents["charter"]
            yield problem(
                document,
                ("closure", "date"),
                message("completed on {day}: that day is still to come", day=day),
                message("correct the day, or the state"),
                related=[(document, ("state",), message("the state of the project"))],
            )


def closure_review_overdue(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """The review after the project was due and is not recorded.

    **Why it matters.** Whether it was worth the money shows only afterwards.

    **Example.** As of 2026-11-01:

        closure: {date: 2026-02-27, accepted_by: ana, review_due: 2026-09-30}

    **Fix.** Hold the review: a meeting of the kind `review`, or a gate held after the day of closure.
    """
    for project in portfolio.projects.values():
        closure = project.charter.closure if project.charter else None
        if closure is None or closure.review_due is None or not is_gone(closure.review_due, as_of):
            continue
        if not reviewed_since(project, closure.date or datetime.date.min):
            yield problem(
                project.documents["charter"],
                ("closure", "review_due"),
                message(
                    "the review after the project was due on {day} and is not recorded",
                    day=closure.review_due,
                ),
                message("hold it and record it: a meeting of the kind `review`, or a gate"),
            )
