"""The best set of projects within budgets, capacities and dependencies: exact, with its working."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

from pmo.analysis.selection.problem import problem
from pmo.analysis.selection.result import Selection
from pmo.analysis.selection.solving import TIME_LIMIT, selected
from pmo.model.portfolio import Portfolio, Project


def select(
    portfolio: Portfolio,
    projects: Iterable[Project],
    as_of: datetime.date,
    *,
    time_limit: float = TIME_LIMIT,
    reconsider: bool = False,
    budgets: Mapping[str, Fraction] | None = None,
    include: Collection[str] = (),
    leave_out: Collection[str] = (),
    method: str | None = None,
    explain: bool = True,
    near: bool = False,
) -> Selection:
    """The best set among the proposed and approved of these projects.

    Active and on-hold projects of the portfolio use up money and people first; with ``reconsider`` those among these
    projects are candidates as well. ``budgets`` by period replace the office's; ``include`` and ``leave_out`` are ids
    of candidates that are decided. Without ``explain`` nothing is solved again for projects left out: what they would
    displace is a guess. ``near``: also find out what is in every selection that is almost as good.
    Needs the extra `selection`.
    """
    asked = problem(
        portfolio,
        projects,
        as_of,
        reconsider=reconsider,
        budgets=budgets,
        include=include,
        leave_out=leave_out,
        method=method,
    )
    return selected(asked, time_limit=time_limit, explain=explain, near=near)
