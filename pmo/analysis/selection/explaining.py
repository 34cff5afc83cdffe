"""One project in depth: what it takes, what holds it back or speaks for it, and what changes without it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from pmo.analysis.optimisation import solve
from pmo.analysis.selection.problem import Problem
from pmo.analysis.selection.reasons import reason
from pmo.analysis.selection.result import LeftOut
from pmo.analysis.selection.solving import numbers_of, without_idle
from pmo.analysis.selection.usage import LimitKind
from pmo.findings import Message
from pmo.model.portfolio import Project

Verdict = Literal["selected", "left-out", "committed", "no-candidate"]


@dataclass(frozen=True, slots=True)
class Need:
    """What a project takes of a limit, beside what there is."""

    kind: LimitKind
    role: str | None
    period: str
    takes: Fraction
    others: Fraction
    """Taken by projects under way and by the rest of the selection."""
    limit: Fraction

    @property
    def short(self) -> Fraction:
        """What is missing for it beside the others; 0 where it fits."""
        return max(self.takes + self.others - self.limit, Fraction(0))


@dataclass(frozen=True, slots=True)
class Without:
    """The best selection without a project that is selected."""

    loses: Fraction | None
    """What it is worth less; None where there is no selection without the project."""
    is_exact: bool
    comes: tuple[str, ...]
    """Projects that would come instead."""
    goes: tuple[str, ...]
    """Projects that would go with it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a project is selected or not."""

    project: str
    title: str
    state: str
    verdict: Verdict
    value: Fraction | None
    rank: int | None
    """Place in the ranking, mandatory work first; None where it is no candidate."""
    needs: tuple[Need, ...]
    ties: tuple[Message, ...]
    """Constraints that name it: mandatory, requires, excludes, minimums."""
    left_out: LeftOut | None
    without: Without | None


def explain(problem: Problem, selected: tuple[str, ...], project: Project, seconds: float) -> Explanation:
    """Why a project is in the selection of these ids, or not."""
    chosen = problem.numbers(selected)
    numbers = {one.id: index for index, one in enumerate(problem.candidates)}
    index = numbers.get(project.id)
    committed = next((one for one in problem.committed if one.id == project.id), None)
    verdict: Verdict = "no-candidate"
    takes = {}
    if committed is not None:
        verdict, takes = "committed", dict(committed.uses.by_limit)
    elif index is not None:
        verdict = "selected" if index in chosen else "left-out"
        takes = dict(problem.candidates[index].uses.by_limit)
    others = chosen - {index} if index is not None else chosen
    return Explanation(
        project=project.id,
        title=project.title,
        state=project.charter.state if project.charter else "",
        verdict=verdict,
        value=problem.candidates[index].value if index is not None else None,
        rank=problem.order.index(project.id) + 1 if index is not None else None,
        needs=tuple(
            Need(
                problem.limits[number].kind,
                problem.limits[number].role,
                problem.limits[number].period.text,
                amount,
                problem.use(number, others) - (amount if committed is not None else 0),
                problem.limits[number].amount,
            )
            for number, amount in sorted(takes.items())
        ),
        ties=tuple(one.text for one in problem.constraints if project.id in one.projects),
        left_out=reason(problem, chosen, index, seconds=seconds)
        if index is not None and verdict == "left-out"
        else None,
        without=_without(problem, chosen, index, seconds)
        if index is not None and verdict == "selected"
        else None,
    )


def _without(problem: Problem, chosen: frozenset[int], index: int, seconds: float) -> Without:
    """The best selection without a project."""
    solution = solve(problem.program().with_fixed({index: 0}), time_limit=seconds)
    if not solution.values:
        return Without(None, solution.status == "infeasible", (), ())
    other = without_idle(problem, numbers_of(solution))
    return Without(
        problem.value(chosen) - problem.value(other),
        solution.status == "optimal",
        problem.ids(other - chosen),
        problem.ids(chosen - other - {index}),
    )
