"""The plain ranking cut at the budget line, as committees do it.

Down the ranking, mandatory work first, each project is taken together with what it requires when all of that still
fits beside what was taken before; one that does not fit is passed over. Budgets, capacities, the largest number of
projects and dependencies are kept; minimums are not looked at, so the cut may miss them.
"""

from collections.abc import Sequence

from pmo.analysis.selection.problem import Problem
from pmo.analysis.selection.result import Cut


def ranking_cut(problem: Problem) -> Cut:
    """What going down the ranking gives."""
    chosen = descended(problem, problem.order)
    missed = tuple(one.text for one in problem.broken(chosen))
    return Cut(problem.value(chosen), problem.ids(chosen), problem.is_ranked, missed)


def descended(problem: Problem, order: Sequence[str]) -> frozenset[int]:
    """What fits, taken in this order."""
    account = problem.ledger.account()
    for name in order:
        bundle = problem.with_required(problem.number_of[name])
        new = [index for index in bundle if index not in account.members]
        for index in new:
            account.add(index)
        if account.too_high() is not None:
            for index in new:
                account.remove(index)
    return frozenset(account.members)
