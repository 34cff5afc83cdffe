"""Which constraints cannot all hold: an irreducible infeasible set, by deletion.

Constraints are left out one after the other (first many at a time); what can be left out while the rest still cannot
hold stays out. What remains cannot hold together, and can when any one of it is left out.
"""

import time
from collections.abc import Sequence
from typing import NamedTuple

from pmo.analysis.optimisation import Program, Variable, solve
from pmo.analysis.selection.problem import Constraint, Problem


class Conflict(NamedTuple):
    """Constraints that cannot all hold."""

    constraints: tuple[Constraint, ...]
    is_irreducible: bool
    """Whether each is needed; the time may be over before that is known."""


def conflict(problem: Problem, constraints: Sequence[Constraint], seconds: float) -> Conflict:
    """An irreducible part of these constraints, which cannot all hold."""
    deadline = time.monotonic() + seconds
    kept = list(constraints)
    size = len(kept)
    while size:
        start = 0
        while start < len(kept):
            fewer = kept[:start] + kept[start + size :]
            left = deadline - time.monotonic()
            if left <= 0:
                return Conflict(tuple(kept), False)
            if not _can_hold(problem, fewer, left):
                kept = fewer
            else:
                start += size
        size //= 2
    return Conflict(tuple(kept), True)


def _can_hold(problem: Problem, constraints: Sequence[Constraint], seconds: float) -> bool:
    """Whether any set of candidates satisfies these; taken for granted when the time is over."""
    nothing_at_stake = tuple(Variable() for _ in problem.candidates)
    program = Program(nothing_at_stake, tuple(one.row for one in constraints))
    return solve(program, time_limit=seconds).status != "infeasible"
