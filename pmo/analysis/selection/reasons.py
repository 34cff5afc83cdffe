"""Why each project was left out, and what would have to give for it.

For a project that some selection can hold: which constraints it would break beside what was selected, and what the best
selection with it is worth less. The most valuable ones are solved again with the project forced in. In large portfolios
the rest is repaired instead: projects are taken out of the selection until it fits. That loss is one that is certainly
enough, not the least, and is marked so.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pmo.analysis.money import Money
from pmo.analysis.optimisation import Row, solve
from pmo.analysis.selection.conflict import conflict
from pmo.analysis.selection.problem import Constraint, Problem, decimal
from pmo.analysis.selection.result import LeftOut, Short
from pmo.findings import Message, message

SOLVED_AGAIN = 30
"""Projects for which the best selection with them is looked for, the most valuable first."""
_NODES = 500
"""Of the search for one of them."""
_NAMED = 4
"""Projects and constraints that a sentence names."""


def reasons(problem: Problem, chosen: frozenset[int], deadline: float) -> tuple[LeftOut, ...]:
    """Why each candidate outside of the selection is there, in order of the ids."""
    out = [index for index in range(len(problem.candidates)) if index not in chosen]
    ordered = sorted(out, key=lambda index: (-problem.candidates[index].worth, index))
    again = frozenset(ordered[:SOLVED_AGAIN])
    found = {}
    for index in ordered:
        seconds = deadline - time.monotonic() if index in again else 0.0
        found[index] = reason(problem, chosen, index, seconds=max(seconds, 0.0), nodes=_NODES)
    return tuple(found[index] for index in out)


def reason(
    problem: Problem, chosen: frozenset[int], index: int, *, seconds: float, nodes: int | None = None
) -> LeftOut:
    """Why a candidate is not in the selection; with ``seconds`` the best selection with it is looked for."""
    one = problem.candidates[index]
    bundle = problem.with_required(index)
    barred = _barred(problem, bundle, index)
    if barred is not None:
        return LeftOut(one.id, barred, one.value, possible=False)
    if one.value is None:
        return LeftOut(one.id, message("nothing is known of its value"), None)
    short = shortages(problem, chosen | bundle, chosen)
    other = _with_it(problem, chosen, index, bundle, seconds, nodes)
    if other is None:
        return _impossible(problem, index, short, seconds)
    loss = problem.value(chosen) - problem.value(other.chosen) if other.chosen is not None else None
    gone = problem.ids(chosen - other.chosen) if other.chosen is not None else ()
    come = problem.ids(other.chosen - chosen - {index}) if other.chosen is not None else ()
    found = LeftOut(one.id, message(""), one.value, short, True, loss, other.is_exact, gone, come)
    return LeftOut(
        one.id,
        _sentence(problem, found, bundle - {index} - chosen),
        one.value,
        short,
        True,
        loss,
        other.is_exact,
        gone,
        come,
    )


def shortages(problem: Problem, wanted: frozenset[int], before: frozenset[int]) -> tuple[Short, ...]:
    """Constraints that ``wanted`` breaks and ``before`` does not."""
    kept = {id(one) for one in problem.broken(before)}
    return tuple(_short(problem, one, wanted) for one in problem.broken(wanted) if id(one) not in kept)


def _short(problem: Problem, one: Constraint, wanted: frozenset[int]) -> Short:
    if one.limit is None:
        return Short(one.kind, one.text)
    limit = problem.limits[one.limit]
    room = one.row.high if one.row.high is not None else Fraction(0)
    over = one.row.activity([Fraction(index in wanted) for index in range(len(problem.candidates))]) - room
    return Short(one.kind, one.text, limit.role, limit.period.text, over)


def _barred(problem: Problem, bundle: frozenset[int], index: int) -> Message | None:
    """A constraint that shuts out a project, or one that must come with it, by itself."""
    for one in problem.constraints:
        barred = one.forbids
        if barred == index:
            return one.text
        if barred in bundle and barred is not None:
            return message("it needs {other}, and {why}", other=problem.candidates[barred].id, why=one.text)
    return None


@dataclass(frozen=True, slots=True)
class _With:
    """A selection with the project in it."""

    chosen: frozenset[int] | None
    """None where none was found in time."""
    is_exact: bool


def _with_it(
    problem: Problem,
    chosen: frozenset[int],
    index: int,
    bundle: frozenset[int],
    seconds: float,
    nodes: int | None,
) -> _With | None:
    """The best selection with a project, as far as it is looked for; None where there is none."""
    repaired = _repaired(problem, chosen, bundle)
    if seconds <= 0:
        return _With(repaired, False)
    solution = solve(
        problem.program().with_fixed({index: 1}),
        time_limit=seconds,
        nodes=nodes,
        start=None if repaired is None else [int(one in repaired) for one in range(len(problem.candidates))],
    )
    if solution.status == "infeasible":
        return None
    if solution.status == "unknown":
        return _With(None, False)
    found = frozenset(number for number, value in enumerate(solution.values) if value == 1)
    return _With(found, solution.status == "optimal")


def _repaired(problem: Problem, chosen: frozenset[int], bundle: frozenset[int]) -> frozenset[int] | None:
    """The selection with a project, and without what stands in its way: the least value for the room first."""
    forced = frozenset(one.forces for one in problem.constraints if one.forces is not None)
    keep = bundle | forced
    current = chosen | bundle
    while broken := [one for one in problem.broken(current) if one.row.high is not None]:
        row = broken[0].row
        removable = sorted(
            index for index, factor in row.coefficients.items() if factor > 0 and index in current - keep
        )
        if not removable:
            return None
        worst = min(
            removable,
            key=lambda index: (problem.candidates[index].worth / row.coefficients[index], index),
        )
        current -= {worst}
    return current if not problem.broken(current) else None


def _impossible(problem: Problem, index: int, short: tuple[Short, ...], seconds: float) -> LeftOut:
    """A project that no selection can hold, with what stands against it."""
    one = problem.candidates[index]
    forced = frozenset(other.forces for other in problem.constraints if other.forces is not None)
    needed = problem.with_required(index).union(*(problem.with_required(other) for other in forced))
    alone = shortages(problem, needed, frozenset())
    alone = tuple(other for other in alone if other.kind != "minimum")
    if alone:
        text = message(
            "cannot be done at all: {what}",
            what=_list([_too_much(problem, other) for other in alone]),
        )
        return LeftOut(one.id, text, one.value, alone, possible=False)
    wanted = Constraint("asked", message(""), Row({index: Fraction(1)}, low=Fraction(1)))
    against = conflict(problem, (*problem.constraints, wanted), seconds).constraints
    names: list[Message | str] = [other.text for other in against if other is not wanted]
    text = message("cannot be done together with: {what}", what=_list(names))
    return LeftOut(one.id, text, one.value, short, possible=False)


def _sentence(problem: Problem, found: LeftOut, along: frozenset[int]) -> Message:
    """Why a project that could be done is not."""
    what = _why(problem, found, along)
    if found.loses is None:
        return message("{what}; no selection with it was found in time", what=what)
    if found.loses == 0 and found.instead_of:
        return message(
            "{what}; a selection with it instead of {projects} is worth the same",
            what=what,
            projects=_list(list(found.instead_of)),
        )
    if found.loses <= 0:
        return message("it adds nothing")
    loss = decimal(found.loses)
    if found.instead_of and found.is_exact:
        return message(
            "{what}; it would have to replace {projects}, which loses {loss}",
            what=what,
            projects=_list(list(found.instead_of)),
            loss=loss,
        )
    if found.instead_of:
        return message(
            "{what}; it could replace {projects}, which loses at most {loss}",
            what=what,
            projects=_list(list(found.instead_of)),
            loss=loss,
        )
    return message("it takes away from the value: {loss} less with it", loss=loss)


def _why(problem: Problem, found: LeftOut, along: frozenset[int]) -> Message | str:
    if not found.binding:
        return message("others are worth more")
    what = _list([_too_much(problem, one) for one in found.binding])
    if along:
        return message("with {others}, {what}", others=_list(list(problem.ids(along))), what=what)
    return what


def _too_much(problem: Problem, one: Short) -> Message:
    """A constraint that would be broken, and by how much."""
    if one.over is None:
        return one.text
    if one.kind == "budget":
        return message(
            "{amount} too much for {period}",
            amount=Money(decimal(one.over), problem.currency),
            period=_period(problem, one),
        )
    return message(
        "{fte} FTE of {role} too many for {period}",
        fte=decimal(one.over),
        role=one.role,
        period=_period(problem, one),
    )


def _period(problem: Problem, one: Short) -> object:
    return next(limit.period for limit in problem.limits if limit.period.text == one.period)


def _list(parts: Sequence[Message | str]) -> Message | str:
    """`a, b and 3 more`."""
    head: Message | str = parts[0]
    for other in parts[1:_NAMED]:
        head = message("{first}, {second}", first=head, second=other)
    if len(parts) > _NAMED:
        return message("{first} and {n} more", first=head, n=len(parts) - _NAMED)
    return head
