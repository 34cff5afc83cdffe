"""Why each project was left out, and what would have to give for it.

For a project that some selection can hold: which constraints it would break beside what was selected, and what the best
selection with it is worth less. The most valuable ones are solved again with the project forced in. The rest, and all
where there are many candidates, are repaired instead: projects are taken out of the selection until it fits. That loss is one that is certainly
enough, not the least, and is marked so.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pmo.analysis.money import Money
from pmo.analysis.optimisation import Row, solve
from pmo.analysis.selection.conflict import conflict
from pmo.analysis.selection.ledger import Account
from pmo.analysis.selection.problem import Constraint, Problem, decimal
from pmo.analysis.selection.result import LeftOut, Short
from pmo.findings import Message, message

SOLVED_AGAIN = 30
"""Projects for which the best selection with them is looked for, the most valuable first."""
MANY = 200
"""Candidates above which nothing is solved again."""
_NODES = 500
"""Of the search for one of them."""
_NAMED = 4
"""Projects and constraints that a sentence names."""


def reasons(problem: Problem, chosen: frozenset[int], deadline: float) -> tuple[LeftOut, ...]:
    """Why each candidate outside of the selection is there, in order of the ids."""
    out = [index for index in range(len(problem.candidates)) if index not in chosen]
    ordered = sorted(out, key=lambda index: (-problem.candidates[index].worth, index))
    again = frozenset(ordered[:SOLVED_AGAIN] if len(problem.candidates) <= MANY else ())
    account = problem.ledger.account(chosen)
    found = {}
    for index in ordered:
        seconds = deadline - time.monotonic() if index in again else 0.0
        found[index] = reason(
            problem, chosen, index, seconds=max(seconds, 0.0), nodes=_NODES, account=account
        )
    return tuple(found[index] for index in out)


def reason(
    problem: Problem,
    chosen: frozenset[int],
    index: int,
    *,
    seconds: float,
    nodes: int | None = None,
    account: Account | None = None,
) -> LeftOut:
    """Why a candidate is not in the selection; with ``seconds`` the best selection with it is looked for."""
    one = problem.candidates[index]
    bundle = problem.with_required(index)
    barred = _barred(problem, bundle, index)
    if barred is not None:
        return LeftOut(one.id, barred, one.value, possible=False)
    if one.value is None:
        return LeftOut(one.id, message("nothing is known of its value"), None)
    account = problem.ledger.account(chosen) if account is None else account
    wanted = account.copy()
    for member in bundle:
        wanted.add(member)
    short = shortages(problem, wanted, account)
    other = _with_it(problem, wanted, index, bundle, seconds, nodes)
    if other is None:
        return _impossible(problem, index, short, seconds)
    loss, gone, come = None, frozenset[int](), frozenset[int]()
    if other.chosen is not None:
        gone, come = chosen - other.chosen, other.chosen - chosen
        loss = problem.value(gone) - problem.value(come)
    away, along = problem.ids(gone), problem.ids(come - {index})
    found = LeftOut(one.id, message(""), one.value, short, True, loss, other.is_exact, away, along)
    return LeftOut(
        one.id,
        _sentence(problem, found, bundle - {index} - chosen),
        one.value,
        short,
        True,
        loss,
        other.is_exact,
        away,
        along,
    )


def shortages(problem: Problem, wanted: Account, before: Account) -> tuple[Short, ...]:
    """Constraints that ``wanted`` breaks and ``before`` does not."""
    kept = set(before.broken())
    return tuple(_short(problem, number, wanted) for number in wanted.broken() if number not in kept)


def _short(problem: Problem, number: int, wanted: Account) -> Short:
    one = problem.constraints[number]
    if one.limit is None:
        return Short(one.kind, one.text)
    limit = problem.limits[one.limit]
    room = one.row.high if one.row.high is not None else Fraction(0)
    over = wanted.sums[number] * one.row.whole.unit - room
    return Short(one.kind, one.text, limit.role, limit.period.text, over)


def _barred(problem: Problem, bundle: frozenset[int], index: int) -> Message | None:
    """A constraint that shuts out a project, or one that must come with it, by itself."""
    for barred, one in problem.barring.items():
        if barred == index:
            return one.text
        if barred in bundle:
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
    wanted: Account,
    index: int,
    bundle: frozenset[int],
    seconds: float,
    nodes: int | None,
) -> _With | None:
    """The best selection with a project, as far as it is looked for; None where there is none."""
    repaired = _repaired(problem, wanted, bundle)
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


def _repaired(problem: Problem, wanted: Account, bundle: frozenset[int]) -> frozenset[int] | None:
    """What is wanted, without what stands in the way of it: the least value for the room first."""
    keep, (worths, _) = bundle | problem.forced, problem.whole_worths
    account = wanted.copy()
    while (number := account.too_high()) is not None:
        factors = problem.constraints[number].row.whole.factors
        removable = [index for index in account.members & factors.keys() - keep if factors[index] > 0]
        if not removable:
            return None
        account.remove(min(removable, key=lambda index: (worths[index] / factors[index], index)))
    return None if account.broken() else frozenset(account.members)


def _impossible(problem: Problem, index: int, short: tuple[Short, ...], seconds: float) -> LeftOut:
    """A project that no selection can hold, with what stands against it."""
    one = problem.candidates[index]
    needed = problem.with_required(index).union(*map(problem.with_required, problem.forced))
    alone = shortages(problem, problem.ledger.account(needed), problem.ledger.account())
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
