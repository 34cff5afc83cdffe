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
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Final

from pmo.analysis.calendars import calendar_of
from pmo.analysis.levelling.choices import Choices, Key
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


def level(
    portfolio: Portfolio,
    projects: Iterable[Project],
    as_of: datetime.date,
    *,
    time_limit: float = 30.0,
    most_days: int = MOST_DAYS,
) -> Levelling:
    """Proposals within these projects; overloads are those of the whole portfolio."""
    require()
    return _Search(portfolio, tuple(projects), as_of, most_days).result(time_limit)


class _Search:
    """The programs: as little overload as possible, then as little harm as possible."""

    def __init__(
        self, portfolio: Portfolio, projects: Sequence[Project], as_of: datetime.date, most_days: int
    ) -> None:
        self._portfolio = portfolio
        self._choices = Choices(portfolio, projects, as_of, most_days)
        self._weights = _weights(portfolio, projects, as_of)

    def result(self, time_limit: float) -> Levelling:
        before = self._overloads(())
        if not before.days:
            return Levelling("nothing-to-do", 0.0, (), (), before, before, (), Fraction(0))
        deadline = time.monotonic() + time_limit
        guarded: dict[tuple[Key, Interval], None] = {}
        while True:
            least = self._least(guarded, (deadline - time.monotonic()) * 0.7)
            found = self._cheapest(guarded, least, deadline - time.monotonic())
            chosen = frozenset(index for index in range(len(self._choices)) if found.values[index])
            worse = list(self._made_worse(chosen))
            if not worse:
                break
            if time.monotonic() >= deadline:
                return self._levelling("feasible", None, frozenset(), before)
            guarded |= dict.fromkeys(worse)
        is_proven = least.status == "optimal" and found.status == "optimal"
        return self._levelling("optimal" if is_proven else "feasible", least.gap, chosen, before)

    @cached_property
    def _overloaded(self) -> tuple[Interval, ...]:
        """Intervals with an overload as things stand."""
        timelines = self._choices.timelines.values()
        return tuple(one for line in timelines for one in line.intervals if one.over(()))

    def _program(self, guarded: Iterable[tuple[Key, Interval]]) -> Program:
        """A variable for each choice, then one for what is left of each overload."""
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
        rows += [Row(dict(one.choices), high=one.allowed - one.fixed) for _, one in guarded]
        return Program(tuple(variables), tuple(rows))

    def _least(self, guarded: Mapping[tuple[Key, Interval], None], seconds: float) -> Solution:
        """As little overload as possible; as things stand, if nothing better is found in time."""
        nothing = [*[Fraction(0)] * len(self._choices), *(one.over(()) for one in self._overloaded)]
        return solve(self._program(guarded), time_limit=max(seconds, 0.1), start=nothing)

    def _cheapest(
        self, guarded: Mapping[tuple[Key, Interval], None], least: Solution, seconds: float
    ) -> Solution:
        """No more overload than the least, with as little harm as possible."""
        program = self._program(guarded)
        left = {index: Fraction(one.days) for index, one in enumerate(self._overloaded, len(self._choices))}
        enough = Row(left, high=-(least.objective or Fraction(0)) + _TOLERANCE)
        variables = tuple(
            replace(one, value=-self._harm(index) if index < len(self._choices) else Fraction(0))
            for index, one in enumerate(program.variables)
        )
        return solve(
            Program(variables, (*program.rows, enough)), time_limit=max(seconds, 0.1), start=least.values
        )

    def _harm(self, choice: int) -> Fraction:
        """Weighted working days."""
        handover = self._choices.handover(choice)
        if handover is not None:
            return handover.harm * self._weights[handover.project.id]
        unit, days = self._choices.moves[choice]
        return days * self._weights[unit.project.id]

    def _made_worse(self, chosen: Collection[int]) -> Iterator[tuple[Key, Interval]]:
        for key, line in self._choices.timelines.items():
            for one in line.intervals:
                if not one.choices.keys().isdisjoint(chosen) and not one.over(()) and one.over(chosen):
                    yield key, one

    # the answer

    def _overloads(self, chosen: Collection[int]) -> Overloads:
        lines = self._choices.timelines.values()
        return Overloads(
            sum(line.overload_days(chosen) for line in lines),
            sum((line.overload(chosen) for line in lines), Fraction(0)),
        )

    def _levelling(
        self, status: Status, gap: float | None, chosen: frozenset[int], before: Overloads
    ) -> Levelling:
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
