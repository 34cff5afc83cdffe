"""Value over budget: the best set at shares of all budgets, and what more money brings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pmo.analysis.selection.problem import Constraint, Problem
from pmo.analysis.selection.result import SelectionStatus
from pmo.analysis.selection.solving import selected
from pmo.errors import UsageError

SHARES: Sequence[Fraction] = tuple(Fraction(percent, 100) for percent in range(50, 151, 10))
"""Of every budget, from half to half as much again."""


@dataclass(frozen=True, slots=True)
class Step:
    """The best set with a share of the budgets."""

    share: Fraction
    budget: Fraction
    """All budgets together; one within the period of another counts once."""
    status: SelectionStatus
    gap: float | None
    value: Fraction | None
    """None where the constraints cannot all hold."""
    selected: tuple[str, ...]
    needs: Fraction | None
    """Smallest share of the budgets that this set fits in; None where it needs none, or nothing is selected."""


def steps(problem: Problem, shares: Iterable[Fraction], time_limit: float) -> Iterator[Step]:
    """The best set at each share, in the order given."""
    if not any(limit.kind == "budget" for limit in problem.limits):
        raise UsageError(
            "there is no budget to vary",
            "add prioritisation.constraints.budget to pmo.yaml, or give --budget",
        )
    for share in shares:
        scaled = at_share(problem, share)
        found = selected(scaled, time_limit=time_limit, explain=False)
        members = problem.numbers(found.selected)
        yield Step(
            share,
            _all(scaled),
            found.status,
            found.gap,
            found.value,
            found.selected,
            _needed(problem, members) if members else None,
        )


def at_share(problem: Problem, share: Fraction) -> Problem:
    """The same with a share of every budget."""
    limits = tuple(
        replace(limit, amount=limit.amount * share) if limit.kind == "budget" else limit
        for limit in problem.limits
    )

    def scaled(one: Constraint) -> Constraint:
        if one.limit is None or one.kind != "budget":
            return one
        room = max(limits[one.limit].amount - problem.committed_use(one.limit), Fraction(0))
        return replace(one, row=replace(one.row, high=room))

    return replace(problem, limits=limits, constraints=tuple(map(scaled, problem.constraints)))


def _all(problem: Problem) -> Fraction:
    budgets = [limit for limit in problem.limits if limit.kind == "budget"]
    return sum(
        (
            one.amount
            for one in budgets
            if not any(
                other.first <= one.first and one.last <= other.last and other.period != one.period
                for other in budgets
            )
        ),
        Fraction(0),
    )


def _needed(problem: Problem, chosen: frozenset[int]) -> Fraction | None:
    shares = [
        problem.use(number, chosen) / limit.amount
        for number, limit in enumerate(problem.limits)
        if limit.kind == "budget"
        and limit.amount
        and any(number in problem.candidates[index].uses.by_limit for index in chosen)
    ]
    return max(shares, default=None)
