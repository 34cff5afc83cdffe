"""The plain ranking cut at the budget line, as committees do it.

Down the ranking, mandatory work first, each project is taken together with what it requires when all of that still
fits beside what was taken before; one that does not fit is passed over. Budgets, capacities, the largest number of
projects and dependencies are kept; minimums are not looked at, so the cut may miss them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from pmo.analysis.selection.problem import Constraint, Problem
from pmo.analysis.selection.result import Cut


def ranking_cut(problem: Problem) -> Cut:
    """What going down the ranking gives."""
    chosen = descended(problem, problem.order)
    missed = tuple(one.text for one in problem.broken(chosen))
    return Cut(problem.value(chosen), problem.ids(chosen), problem.is_ranked, missed)


def descended(problem: Problem, order: Sequence[str]) -> frozenset[int]:
    """What fits, taken in this order."""
    room = _Room(problem)
    numbers = {one.id: index for index, one in enumerate(problem.candidates)}
    for name in order:
        room.take(problem.with_required(numbers[name]))
    return frozenset(room.taken)


class _Room:
    """What is left of everything that may not grow beyond a bound."""

    def __init__(self, problem: Problem) -> None:
        self.taken: set[int] = set()
        self._left: dict[int, Fraction] = {}
        self._factors: Mapping[int, list[tuple[int, Fraction]]] = defaultdict(list)
        for number, one in enumerate(problem.constraints):
            if one.row.high is not None and not _needs_others(one):
                self._left[number] = one.row.high
                for index, factor in one.row.coefficients.items():
                    self._factors[index].append((number, factor))

    def take(self, members: frozenset[int]) -> None:
        """Take these together, if they fit."""
        new = members - self.taken
        needed: dict[int, Fraction] = defaultdict(Fraction)
        for index in new:
            for number, factor in self._factors.get(index, ()):
                needed[number] += factor
        if all(self._left[number] >= amount for number, amount in needed.items()):
            self.taken |= new
            for number, amount in needed.items():
                self._left[number] -= amount


def _needs_others(one: Constraint) -> bool:
    """Whether a project that is taken makes room: a requirement, which is taken along."""
    return any(factor < 0 for factor in one.row.coefficients.values())
