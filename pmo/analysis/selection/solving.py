"""The best set of a problem, with its working."""

import time
from fractions import Fraction

from pmo.analysis.optimisation import Solution, relaxed, solve
from pmo.analysis.selection.conflict import Conflict, conflict
from pmo.analysis.selection.cut import descended, ranking_cut
from pmo.analysis.selection.near import near_optima
from pmo.analysis.selection.problem import Problem
from pmo.analysis.selection.reasons import MANY, reasons
from pmo.analysis.selection.result import LeftOut, NearOptima, Selection, Usage
from pmo.errors import PmoError

TIME_LIMIT = 6.0
"""Seconds that the search for the best set may take, unless it is told otherwise."""


def selected(
    problem: Problem, *, time_limit: float = TIME_LIMIT, explain: bool = True, near: bool = False
) -> Selection:
    """The best set of a problem."""
    solution = best(problem, time_limit)
    if solution.status == "infeasible":
        return _selection(problem, None, conflict(problem, problem.constraints, time_limit))
    chosen = without_idle(problem, numbers_of(solution))
    deadline = time.monotonic() + time_limit / 2
    left_out = reasons(problem, chosen, deadline if explain else 0.0)
    around = near_optima(problem, chosen, left_out, deadline) if near else None
    return _selection(problem, (solution, chosen), None, left_out, around)


def best(problem: Problem, time_limit: float) -> Solution:
    """The solution of the solver, which begins with what a ranking gives; refuses when nothing is found in time."""
    starts = [descended(problem, problem.order), descended(problem, _by_density(problem))]
    if len(problem.candidates) > MANY:
        starts.append(descended(problem, _by_relaxation(problem)))
    known = [chosen for chosen in starts if not problem.broken(chosen)]
    start = max(known, key=problem.value, default=None)
    numbers = range(len(problem.candidates))
    solution = solve(
        problem.program(),
        time_limit=time_limit,
        start=None if start is None else [int(index in start) for index in numbers],
    )
    if solution.status == "unknown":
        raise PmoError(
            f"no selection was found within {time_limit:g} seconds that satisfies all constraints",
            "give it longer with --time-limit SECONDS",
        )
    return solution


def numbers_of(solution: Solution) -> frozenset[int]:
    """Numbers of the candidates that a solution chooses."""
    return frozenset(index for index, value in enumerate(solution.values) if value == 1)


def without_idle(problem: Problem, chosen: frozenset[int]) -> frozenset[int]:
    """The same without projects that add nothing and that nothing needs."""
    for index in sorted(chosen, reverse=True):
        if problem.candidates[index].worth == 0 and not problem.broken(chosen - {index}):
            chosen -= {index}
    return chosen


def _by_relaxation(problem: Problem) -> list[str]:
    """Mandatory projects, then by how much of each is taken where parts of projects may be."""
    relaxation = relaxed(problem.program())
    parts = relaxation.values if relaxation is not None else (0.0,) * len(problem.candidates)
    numbers = range(len(problem.candidates))
    ordered = sorted(
        numbers, key=lambda index: (not problem.candidates[index].mandatory, -round(parts[index], 6), index)
    )
    return [problem.candidates[index].id for index in ordered if problem.candidates[index].worth >= 0]


def _by_density(problem: Problem) -> list[str]:
    """Mandatory projects, then those that are worth most for the share of the limits that they take."""

    def density(index: int) -> Fraction:
        one = problem.candidates[index]
        shares = (
            used / problem.limits[number].amount if problem.limits[number].amount else Fraction(1)
            for number, used in one.uses.by_limit.items()
        )
        return one.worth / (sum(shares, Fraction(0)) + Fraction(1, 1000))

    ordered = sorted(
        range(len(problem.candidates)),
        key=lambda index: (not problem.candidates[index].mandatory, -density(index), index),
    )
    return [problem.candidates[index].id for index in ordered if problem.candidates[index].worth >= 0]


def _selection(
    problem: Problem,
    found: tuple[Solution, frozenset[int]] | None,
    refused: Conflict | None,
    left_out: tuple[LeftOut, ...] = (),
    near: NearOptima | None = None,
) -> Selection:
    solution, chosen = found or (None, frozenset())
    return Selection(
        status="optimal"
        if solution and solution.status == "optimal"
        else "feasible"
        if solution
        else "infeasible",
        gap=solution.gap if solution else None,
        value=problem.value(chosen) if solution else None,
        measure=problem.measure,
        currency=problem.currency,
        selected=problem.ids(chosen),
        committed=tuple(one.id for one in problem.committed),
        left_out=left_out,
        usage=tuple(
            Usage(
                limit.kind,
                limit.role,
                limit.period.text,
                problem.committed_use(number),
                problem.use(number, chosen),
                limit.amount,
            )
            for number, limit in enumerate(problem.limits)
        ),
        ranking_cut=ranking_cut(problem),
        conflict=tuple(one.text for one in refused.constraints) if refused else (),
        is_irreducible=refused.is_irreducible if refused else True,
        values={one.id: one.value for one in problem.candidates},
        titles={one.id: one.title for one in problem.committed}
        | {one.id: one.title for one in problem.candidates},
        states={one.id: one.state for one in problem.candidates},
        near=near,
        notes=problem.notes,
    )
