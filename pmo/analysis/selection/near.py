"""Selections that are almost as good: which projects are in all of them, in some, in none.

A project is settled without a search where the bound of the program without whole numbers says that with it (or
without it) too much is lost, or where a selection that is almost as good was met that has it (or has it not). For the
rest the best selection with the project decided the other way is looked for, as long as there is time and there are
not too many candidates.
"""

import time
from collections.abc import Iterable
from fractions import Fraction

from pmo.analysis.optimisation import relaxed, solve
from pmo.analysis.selection.problem import Problem
from pmo.analysis.selection.reasons import MANY
from pmo.analysis.selection.result import LeftOut, NearOptima

WITHIN = Fraction(1, 100)
"""Share of the value that a selection may lose and still be almost as good."""
_SEARCHES = 120
_NODES = 500


def near_optima(
    problem: Problem, chosen: frozenset[int], left_out: Iterable[LeftOut], deadline: float
) -> NearOptima:
    """Where every candidate stands."""
    value = problem.value(chosen)
    least = value - abs(value) * WITHIN
    numbers = {one.id: index for index, one in enumerate(problem.candidates)}
    outside: dict[int, bool | None] = {}
    for one in left_out:
        index = numbers[one.project]
        if not one.possible:
            outside[index] = False
        elif one.loses is not None:
            near = value - one.loses >= least
            outside[index] = True if near else False if one.is_exact else None
    #: Whether there is a selection almost as good in which the project is the other way round.
    turned: dict[int, bool | None] = {index: outside.get(index) for index in range(len(problem.candidates))}
    _by_bound(problem, chosen, least, turned)
    if len(problem.candidates) <= MANY:
        _by_search(problem, chosen, least, turned, deadline)

    def those(inside: bool, verdict: bool | None) -> tuple[str, ...]:
        return problem.ids(
            index for index, known in turned.items() if (index in chosen) == inside and known is verdict
        )

    return NearOptima(
        WITHIN,
        all=those(True, False),
        some=tuple(sorted((*those(True, True), *those(False, True)))),
        none=those(False, False),
        unsettled=tuple(sorted((*those(True, None), *those(False, None)))),
    )


def _by_bound(
    problem: Problem, chosen: frozenset[int], least: Fraction, turned: dict[int, bool | None]
) -> None:
    """Settle what the program without whole numbers rules out."""
    relaxation = relaxed(problem.program())
    if relaxation is None:
        return
    for index, known in turned.items():
        if known is not None:
            continue
        away = relaxation.values[index] < 0.5
        if away == (index in chosen):
            continue  # it stands the other way round there
        step = relaxation.reduced[index] if away else -relaxation.reduced[index]
        if float(relaxation.bound) + step < float(least) * (1 - 1e-9):
            turned[index] = False


def _by_search(
    problem: Problem,
    chosen: frozenset[int],
    least: Fraction,
    turned: dict[int, bool | None],
    deadline: float,
) -> None:
    program = problem.program()
    open_ = [index for index, known in turned.items() if known is None]
    for index in open_[:_SEARCHES]:
        left = deadline - time.monotonic()
        if left <= 0:
            return
        if turned[index] is not None:
            continue  # met on the way
        solution = solve(
            program.with_fixed({index: 0 if index in chosen else 1}), time_limit=left, nodes=_NODES
        )
        if solution.objective is not None and solution.objective >= least:
            met = frozenset(number for number, value in enumerate(solution.values) if value == 1)
            for other in met ^ chosen:
                turned[other] = True
        elif solution.status == "infeasible" or (solution.bound is not None and solution.bound < least):
            turned[index] = False
