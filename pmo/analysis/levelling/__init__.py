"""Which moves and handovers would remove overloads, at the least harm.

**Overload** is what is promised of a person or a piece of equipment above what the office allows, on working days from
today on; and of a role, where roles that nobody fills yet are promised: all that its people and these roles are
promised, above all of its people together.

**Proposals** move phases and projects that have not begun (:mod:`pmo.analysis.levelling.units`) and hand work over to
others of the same role (:mod:`pmo.analysis.levelling.handovers`). First as much overload as possible goes, counted in
days of one full-time equivalent; then, among all ways to do that, the one with the least harm is taken. **Harm** is the
working days by which something moves, a handover counting as some of them, times a weight of its project: one for work
without a score, up to two by the score of the office's ranking, three for mandatory work.

No proposal makes an overload where there was none, makes one larger, or lets a milestone or a phase come before what it
waits for. Both programs are solved by :mod:`pmo.analysis.optimisation`; `optimal` is said only where both are.
"""

import datetime
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property, partial
from typing import Final

from pmo.analysis.calendars import calendar_of
from pmo.analysis.levelling.choices import Choices
from pmo.analysis.levelling.handovers import Handover
from pmo.analysis.levelling.proposals import Kind, Levelling, Move, Overloads, Status, Unsolved, Why
from pmo.analysis.levelling.timelines import Interval
from pmo.analysis.levelling.units import Unit, moved, moved_span, phases_of
from pmo.analysis.optimisation import Program, Row, Solution, Variable, require, solve
from pmo.analysis.ranking.ranked import rank
from pmo.errors import PmoError
from pmo.model.portfolio import Portfolio, Project

__all__ = [
    "MOST_DAYS",
    "Handover",
    "Kind",
    "Levelling",
    "Move",
    "Overloads",
    "Status",
    "Unit",
    "Unsolved",
    "Why",
    "level",
    "moved",
    "moved_span",
    "phases_of",
]

MOST_DAYS: Final = 60
"""Working days by which a project that has not begun may move, unless another limit is given."""
_MANDATORY: Final = Fraction(3)
_TOLERANCE: Final = Fraction(1, 10**6)
_SHARE_OF_SEARCH: Final = 0.9
"""Share of the time that is searched: the solver looks at its clock now and then only, and ends late."""
_SHARE_OF_LEAST: Final = 0.7
"""Share of the time after which as little overload as possible is what is found by then."""
_SHARE_OF_ROUND: Final = 0.4
"""Share of the time left that one search takes at most before what it found is looked at."""
_SHARE_OF_REPAIR: Final = 0.2
"""The same for one that only takes back what makes new overloads."""
_LEAST_SECONDS: Final = 0.1
"""Shortest search."""


def level(
    portfolio: Portfolio,
    projects: Iterable[Project],
    as_of: datetime.date,
    *,
    time_limit: float = 20.0,
    most_days: int = MOST_DAYS,
) -> Levelling:
    """Proposals within these projects; overloads are those of the whole portfolio."""
    require()
    begin = time.monotonic()
    return _Search(portfolio, tuple(projects), as_of, most_days).result(begin, time_limit)


class _Search:
    """The programs: as little overload as possible, then as little harm as possible."""

    def __init__(
        self, portfolio: Portfolio, projects: Sequence[Project], as_of: datetime.date, most_days: int
    ) -> None:
        self._portfolio = portfolio
        self._choices = Choices(portfolio, projects, as_of, most_days)
        self._weights = _weights(portfolio, projects, as_of)
        self._guarded: dict[Interval, None] = {}

    def result(self, begin: float, time_limit: float) -> Levelling:
        before = self._overloads(())
        if not before.days:
            return Levelling("nothing-to-do", 0.0, (), (), before, before, (), Fraction(0))
        time_limit *= _SHARE_OF_SEARCH
        least = self._found(self._least, self._one_by_one(), begin + time_limit * _SHARE_OF_LEAST)
        harmless = partial(self._cheapest, least)
        found = self._found(harmless, least.values, begin + time_limit)
        is_proven = least.status == "optimal" and found.status == "optimal"
        could_go = (least.bound or Fraction(0)) - (least.objective or Fraction(0))
        return self._levelling(
            "optimal" if is_proven else "feasible",
            float(could_go / before.fte_days),
            self._chosen(found.values),
            before,
        )

    def _one_by_one(self) -> tuple[Fraction, ...]:
        """What handovers solve that are taken one after the other, those that help most first: a beginning."""
        touched: dict[int, list[Interval]] = {}
        for line in self._choices.timelines.values():
            for one in line.intervals:
                for choice in one.choices:
                    touched.setdefault(choice, []).append(one)
        chosen: set[int] = set()
        given: set[tuple[str, int]] = set()

        def gain(choice: int) -> Fraction:
            """Overload that goes; 0 where some would come."""
            total = Fraction(0)
            for one in touched.get(choice, ()):
                less = one.over(chosen) - one.over({*chosen, choice})
                if less < 0:
                    return Fraction(0)
                total += one.days * less
            return total

        gains = {choice: gain(choice) for choice in range(len(self._choices.moves), len(self._choices))}
        for choice in sorted(gains, key=lambda one: (-gains[one], one)):
            handover = self._choices.handover(choice)
            if handover is None or (handover.project.id, handover.position) in given or not gain(choice):
                continue
            chosen.add(choice)
            given.add((handover.project.id, handover.position))
        taken = (Fraction(choice in chosen) for choice in range(len(self._choices)))
        return (*taken, *(one.over(chosen) for one in self._overloaded))

    def _found(self, write: Callable[[], Program], known: Sequence[Fraction], deadline: float) -> Solution:
        """The best solution without a new overload that is found in time; never worse than the one that is known.

        Few of the rows that forbid new overloads matter, and all of them together make the search slow: they are
        written once a solution breaks them. Until none does, what is left of a solution without its new overloads
        is what the next search begins with. Each search has more solutions than there are: its bound holds.
        """
        bound = write().most
        while True:
            left = max(deadline - time.monotonic(), 0.0)
            found = solve(write(), time_limit=max(left * _SHARE_OF_ROUND, _LEAST_SECONDS), start=known)
            bound = bound if found.bound is None else min(bound, found.bound)
            if not self._guard(found.values):
                known = found.values
                if found.status == "optimal":
                    return found
            else:
                known = self._without_new(write, found.values, known, deadline)
            if time.monotonic() >= deadline - _LEAST_SECONDS:
                reached = write().objective(known)
                return Solution("feasible", tuple(known), reached, max(bound, reached))

    def _without_new(
        self,
        write: Callable[[], Program],
        values: Sequence[Fraction],
        known: Sequence[Fraction],
        deadline: float,
    ) -> Sequence[Fraction]:
        """The best of what only some choices of a solution give, if it is better than the one that is known."""
        others = {index: 0 for index in range(len(self._choices)) if not values[index] and not known[index]}
        while True:
            left = max(deadline - time.monotonic(), 0.0)
            limit = max(left * _SHARE_OF_REPAIR, _LEAST_SECONDS)
            found = solve(write().with_fixed(others), time_limit=limit, start=known)
            if not self._guard(found.values):
                return found.values
            if left <= _LEAST_SECONDS:
                return known

    def _guard(self, values: Sequence[Fraction]) -> bool:
        """Remember the overloads that a solution makes, so that the next one does not; whether there are any."""
        new = dict.fromkeys(self._made_worse(self._chosen(values)))
        self._guarded |= new
        return bool(new)

    def _chosen(self, values: Sequence[Fraction]) -> frozenset[int]:
        return frozenset(index for index in range(len(self._choices)) if values[index])

    @cached_property
    def _overloaded(self) -> tuple[Interval, ...]:
        """Intervals with an overload as things stand."""
        timelines = self._choices.timelines.values()
        return tuple(one for line in timelines for one in line.intervals if one.over(()))

    def _least(self) -> Program:
        """As little overload as possible: a variable for each choice, then one for what is left of each overload."""
        variables = [Variable()] * len(self._choices)
        rows = list(self._choices.rules())
        for one in self._overloaded:
            rows.append(
                Row(
                    {**one.choices, len(variables): Fraction(-1)},
                    high=one.allowed - one.fixed,
                )
            )
            variables.append(Variable(Fraction(-one.days), high=one.over(()), binary=False))
        rows += [Row(dict(one.choices), high=one.allowed - one.fixed) for one in self._guarded]
        return Program(tuple(variables), tuple(rows))

    def _cheapest(self, least: Solution) -> Program:
        """No more overload than the least, with as little harm as possible."""
        program = self._least()
        left = {index: Fraction(one.days) for index, one in enumerate(self._overloaded, len(self._choices))}
        enough = Row(left, high=-(least.objective or Fraction(0)) + _TOLERANCE)
        variables = tuple(
            replace(one, value=-self._harm(index) if index < len(self._choices) else Fraction(0))
            for index, one in enumerate(program.variables)
        )
        return Program(variables, (*program.rows, enough))

    def _harm(self, choice: int) -> Fraction:
        """Weighted working days."""
        handover = self._choices.handover(choice)
        if handover is not None:
            return handover.harm * self._weights[handover.project.id]
        unit, days = self._choices.moves[choice]
        return days * self._weights[unit.project.id]

    def _made_worse(self, chosen: Collection[int]) -> Iterator[Interval]:
        for line in self._choices.timelines.values():
            for one in line.intervals:
                if not one.choices.keys().isdisjoint(chosen) and not one.over(()) and one.over(chosen):
                    yield one

    # the answer

    def _overloads(self, chosen: Collection[int]) -> Overloads:
        lines = self._choices.timelines.values()
        return Overloads(
            sum(line.overload_days(chosen) for line in lines),
            sum((line.overload(chosen) for line in lines), Fraction(0)),
        )

    def _levelling(self, status: Status, gap: float, chosen: frozenset[int], before: Overloads) -> Levelling:
        calendar = calendar_of(self._portfolio)
        moves = [
            Move(unit, days, moved(calendar, unit.start, days))
            for index, (unit, days) in enumerate(self._choices.moves)
            if index in chosen
        ]
        handovers = [self._choices.handover(index) for index in sorted(chosen)]
        return Levelling(
            status=status,
            gap=gap,
            moves=tuple(sorted(moves, key=lambda one: (one.unit.project.id, one.unit.start, one.days))),
            handovers=tuple(one for one in handovers if one is not None),
            before=before,
            after=self._overloads(chosen),
            unsolved=tuple(self._unsolved(chosen, is_over=status != "optimal")),
            harm=sum((self._harm(index) for index in chosen), Fraction(0)),
        )

    def _unsolved(self, chosen: Collection[int], *, is_over: bool) -> Iterator[Unsolved]:
        found = []
        for key, line in self._choices.timelines.items():
            for run in line.runs(chosen):
                can_change = any(one.choices for one in run)
                why: Why = "no-better-place" if can_change else "nothing-can-move"
                if can_change and is_over:
                    why = "time-was-over"
                over = max(one.over(chosen) for one in run)
                found.append(Unsolved(key.kind, key.id, run[0].first, run[-1].last, over, why))
        yield from sorted(found, key=lambda one: (one.first, one.kind, one.resource))


def _weights(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date
) -> Mapping[str, Fraction]:
    """By the id of a project what a day of delay weighs."""
    weights = {project.id: Fraction(1) for project in projects}
    try:
        placings = rank(portfolio, projects, as_of).placings
    except PmoError:  # nothing to rank by
        return weights
    best = max((one.score for one in placings if one.score is not None), default=Fraction(0))
    for one in placings:
        if one.mandatory:
            weights[one.project] = _MANDATORY
        elif one.score is not None and best > 0:
            weights[one.project] = 1 + max(Fraction(0), Fraction(one.score) / Fraction(best))
    return weights
