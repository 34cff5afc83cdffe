"""The choice of projects as a problem: candidates, what is committed, and the constraints by name.

**Committed** projects (active, on hold) are done whatever is chosen: they use up money and people first. Where they
alone are above a limit, nothing is left of it. They count neither for `max_projects` nor for `minimums`, which are
about what is selected.

**requires** is fulfilled by a project that is selected, committed or completed, and by no other. What a committed
project requires is selected with it. **excludes** works both ways, also against what is committed or completed.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import cached_property
from typing import Literal

from pmo.analysis.money import Money
from pmo.analysis.optimisation import Program, Row, Variable, unit_of
from pmo.analysis.ranking.candidates import CANDIDATES, candidates
from pmo.analysis.selection.ledger import Ledger
from pmo.analysis.selection.usage import Limit, Uses, limits, uses
from pmo.analysis.selection.worth import Measure, Worth, is_mandatory, worth
from pmo.findings import Message, message
from pmo.model.charter import ProjectState
from pmo.model.office import Minimum
from pmo.model.portfolio import Portfolio, Project

COMMITTED: tuple[ProjectState, ...] = ("active", "on-hold")
"""States in which a project is under way."""

_PRECISE = Context(prec=100)

ConstraintKind = Literal[
    "budget",
    "capacity",
    "max-projects",
    "minimum",
    "mandatory",
    "requires",
    "excludes",
    "no-rate",
    "asked",
]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project that may be chosen."""

    id: str
    title: str
    state: str
    value: Fraction | None
    """None where nothing is known; it then adds nothing."""
    uses: Uses
    mandatory: bool
    requires: tuple[str, ...]
    programme: str
    objectives: frozenset[str]

    @property
    def worth(self) -> Fraction:
        return self.value or Fraction(0)


@dataclass(frozen=True, slots=True)
class Committed:
    """A project that is under way."""

    id: str
    title: str
    uses: Uses


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint, in the words of the office and as a row over the candidates."""

    kind: ConstraintKind
    text: Message
    row: Row
    projects: tuple[str, ...] = ()
    """Whom it is about, where it is not about all."""
    limit: int | None = None
    """Number of the limit."""

    @property
    def forbids(self) -> int | None:
        """The candidate that it shuts out by itself."""
        return next(iter(self.row.coefficients)) if self._is_single and self.row.high == 0 else None

    @property
    def forces(self) -> int | None:
        """The candidate that it demands by itself."""
        return next(iter(self.row.coefficients)) if self._is_single and self.row.low == 1 else None

    @property
    def _is_single(self) -> bool:
        return (
            self.kind not in ("minimum", "max-projects")
            and self.limit is None
            and len(self.row.coefficients) == 1
        )


@dataclass(frozen=True)
class Problem:
    """What may be chosen, within which constraints."""

    candidates: tuple[Candidate, ...]
    """In order of their ids."""
    committed: tuple[Committed, ...]
    """In order of their ids."""
    limits: tuple[Limit, ...]
    constraints: tuple[Constraint, ...]
    measure: Measure
    order: tuple[str, ...]
    """Candidates as a ranking puts them."""
    is_ranked: bool
    """Whether that is the office's ranking."""
    currency: str
    """The office's."""
    notes: tuple[Message, ...] = ()

    def program(self, constraints: Iterable[Constraint] | None = None) -> Program:
        """What the solver is asked: all constraints, or these."""
        chosen = self.constraints if constraints is None else constraints
        return Program(
            tuple(Variable(one.worth) for one in self.candidates), tuple(one.row for one in chosen)
        )

    def committed_use(self, limit: int) -> Fraction:
        """What projects under way take of a limit."""
        return sum((one.uses.by_limit.get(limit, Fraction(0)) for one in self.committed), Fraction(0))

    def use(self, limit: int, chosen: Iterable[int]) -> Fraction:
        """What these candidates and the projects under way take of a limit."""
        own = (self.candidates[index].uses.by_limit.get(limit, Fraction(0)) for index in chosen)
        return sum(own, self.committed_use(limit))

    def value(self, chosen: Iterable[int]) -> Fraction:
        """What these candidates are worth."""
        worths, unit = self.whole_worths
        return sum(worths[index] for index in chosen) * unit

    @cached_property
    def whole_worths(self) -> tuple[Sequence[int], Fraction]:
        """What the candidates are worth in whole numbers, and what 1 stands for."""
        unit = unit_of(one.worth for one in self.candidates if one.worth)
        return [int(one.worth / unit) for one in self.candidates], unit

    @cached_property
    def ledger(self) -> Ledger:
        """What every candidate adds to every constraint."""
        return Ledger.of(len(self.candidates), self.constraints)

    @cached_property
    def forced(self) -> frozenset[int]:
        """Candidates that some constraint demands by itself."""
        return frozenset(one.forces for one in self.constraints if one.forces is not None)

    @cached_property
    def barring(self) -> Mapping[int, Constraint]:
        """Candidates that a constraint shuts out by itself, with the first that does."""
        found: dict[int, Constraint] = {}
        for one in self.constraints:
            if one.forbids is not None:
                found.setdefault(one.forbids, one)
        return found

    def broken(self, chosen: Iterable[int]) -> list[Constraint]:
        """Constraints that these candidates break."""
        return [self.constraints[number] for number in self.ledger.account(chosen).broken()]

    @cached_property
    def number_of(self) -> Mapping[str, int]:
        """Numbers of the candidates by their ids."""
        return {one.id: index for index, one in enumerate(self.candidates)}

    def numbers(self, projects: Iterable[str]) -> frozenset[int]:
        """Numbers of candidates by their ids."""
        return frozenset(self.number_of[one] for one in projects if one in self.number_of)

    def ids(self, chosen: Iterable[int]) -> tuple[str, ...]:
        """Ids of candidates, in order."""
        return tuple(self.candidates[index].id for index in sorted(chosen))

    def with_required(self, index: int) -> frozenset[int]:
        """A candidate, and the candidates that must come with it."""
        found, waiting = {index}, [index]
        while waiting:
            for name in self.candidates[waiting.pop()].requires:
                other = self.number_of.get(name)
                if other is not None and other not in found:
                    found.add(other)
                    waiting.append(other)
        return frozenset(found)


def problem(
    portfolio: Portfolio,
    projects: Iterable[Project],
    as_of: datetime.date,
    *,
    reconsider: bool = False,
    budgets: Mapping[str, Fraction] | None = None,
    include: Collection[str] = (),
    leave_out: Collection[str] = (),
    method: str | None = None,
) -> Problem:
    """The choice among these projects; what is under way elsewhere in the portfolio is committed all the same.

    ``reconsider``: projects under way are candidates too. ``budgets`` by period replace the office's.
    ``include`` and ``leave_out``: ids of candidates that are decided already.
    """
    states = (*CANDIDATES, *COMMITTED) if reconsider else CANDIDATES
    chosen = sorted(candidates(projects, states), key=lambda one: one.id)
    ids = {project.id for project in chosen}
    running = [one for one in candidates(portfolio.projects.values(), COMMITTED) if one.id not in ids]
    running.sort(key=lambda one: one.id)
    bounds = limits(portfolio, budgets or {})
    worths = worth(portfolio, chosen, as_of, method)
    found = tuple(_candidate(portfolio, one, worths, bounds, as_of) for one in chosen)
    under_way = tuple(Committed(one.id, one.title, uses(portfolio, one, bounds, as_of)) for one in running)
    currency = portfolio.currency
    draft = Problem(found, under_way, bounds, (), worths.measure, worths.order, worths.is_ranked, currency)
    constraints = (
        *_decided(draft, include, leave_out),
        *_limits(draft),
        *_counts(portfolio, draft),
        *_dependencies(portfolio, draft, chosen, running),
    )
    notes = (*worths.notes, *_notes(draft))
    return Problem(
        found,
        under_way,
        bounds,
        constraints,
        worths.measure,
        worths.order,
        worths.is_ranked,
        currency,
        notes,
    )


def _candidate(
    portfolio: Portfolio, project: Project, worths: Worth, bounds: Sequence[Limit], as_of: datetime.date
) -> Candidate:
    charter = project.charter
    assert charter is not None
    requires = charter.selection.requires if charter.selection else ()
    return Candidate(
        project.id,
        charter.title,
        charter.state,
        worths.values.get(project.id),
        uses(portfolio, project, bounds, as_of),
        is_mandatory(project),
        tuple(dict.fromkeys(other.lower() for other in requires)),
        (charter.programme or "").lower(),
        frozenset(one.objective.lower() for one in charter.objectives),
    )


def _only(index: int, *, low: int | None = None, high: int | None = None) -> Row:
    return Row(
        {index: Fraction(1)},
        None if low is None else Fraction(low),
        None if high is None else Fraction(high),
    )


def _decided(draft: Problem, include: Collection[str], leave_out: Collection[str]) -> Iterator[Constraint]:
    """What must be chosen or left out, and what cannot be counted."""
    for index, one in enumerate(draft.candidates):
        if one.mandatory:
            text = message("{project} is mandatory", project=one.id)
            yield Constraint("mandatory", text, _only(index, low=1), (one.id,))
        if one.id in include:
            text = message("{project} was asked for", project=one.id)
            yield Constraint("asked", text, _only(index, low=1), (one.id,))
        if one.id in leave_out:
            text = message("{project} was asked to be left out", project=one.id)
            yield Constraint("asked", text, _only(index, high=0), (one.id,))
        if one.uses.without_rate is not None:
            text = message(
                "the cost of {project} is in {currency}, for which `fx` in pmo.yaml has no rate",
                project=one.id,
                currency=one.uses.without_rate,
            )
            yield Constraint("no-rate", text, _only(index, high=0), (one.id,))


def _limits(draft: Problem) -> Iterator[Constraint]:
    for number, limit in enumerate(draft.limits):
        taken = {
            index: one.uses.by_limit[number]
            for index, one in enumerate(draft.candidates)
            if number in one.uses.by_limit
        }
        room = max(limit.amount - draft.committed_use(number), Fraction(0))
        yield Constraint(limit.kind, limit_text(limit, draft.currency), Row(taken, high=room), limit=number)


def limit_text(limit: Limit, currency: str) -> Message:
    """A limit in words, with what it amounts to."""
    if limit.kind == "budget":
        return message(
            "the budget of {period}, {amount}",
            period=limit.period,
            amount=Money(decimal(limit.amount), currency),
        )
    return message(
        "the capacity of {role} in {period}, {fte} FTE",
        role=limit.role,
        period=limit.period,
        fte=decimal(limit.amount),
    )


def _counts(portfolio: Portfolio, draft: Problem) -> Iterator[Constraint]:
    """How many may be selected, and what programmes and objectives get at least."""
    if portfolio.office is None:
        return
    rules = portfolio.office.prioritisation.constraints
    if rules.max_projects is not None:
        row = Row(dict.fromkeys(range(len(draft.candidates)), Fraction(1)), high=Fraction(rules.max_projects))
        yield Constraint("max-projects", message("at most {n} projects", n=rules.max_projects), row)
    for one in rules.minimums:
        yield from _minimum(draft, one)


def _minimum(draft: Problem, minimum: Minimum) -> Iterator[Constraint]:
    members = [
        index
        for index, one in enumerate(draft.candidates)
        if (minimum.programme is None or one.programme == minimum.programme.lower())
        and (minimum.objective is None or minimum.objective.lower() in one.objectives)
    ]
    name = minimum.programme or minimum.objective or message("the portfolio")
    if minimum.projects is not None:
        yield Constraint(
            "minimum",
            message("at least {n} selected for {name}", n=minimum.projects, name=name),
            Row(dict.fromkeys(members, Fraction(1)), low=Fraction(minimum.projects)),
            draft.ids(members),
        )
    if minimum.value is not None:
        yield Constraint(
            "minimum",
            message("at least a value of {value} for {name}", value=Decimal(minimum.value), name=name),
            Row({index: draft.candidates[index].worth for index in members}, low=Fraction(minimum.value)),
            draft.ids(members),
        )


def _dependencies(
    portfolio: Portfolio, draft: Problem, chosen: Sequence[Project], running: Sequence[Project]
) -> Iterator[Constraint]:
    numbers = {one.id: index for index, one in enumerate(draft.candidates)}
    excluding: set[tuple[str, str]] = set()
    for project in (*chosen, *running):
        selection = project.charter.selection if project.charter else None
        for other in dict.fromkeys(name.lower() for name in (selection.requires if selection else ())):
            if other != project.id:
                yield from _requirement(portfolio, numbers, project.id, other)
        for other in selection.excludes if selection else ():
            excluding.add((min(project.id, other.lower()), max(project.id, other.lower())))
    for project in portfolio.projects.values():  # one that is over excludes as well
        if (charter := project.charter) and charter.state == "completed" and charter.selection:
            excluding |= {
                (min(project.id, other.lower()), max(project.id, other.lower()))
                for other in charter.selection.excludes
            }
    for one, other in sorted(excluding):
        yield from _exclusion(portfolio, numbers, one, other)


def _requirement(
    portfolio: Portfolio, numbers: Mapping[str, int], one: str, other: str
) -> Iterator[Constraint]:
    index, needed = numbers.get(one), numbers.get(other)
    if index is None:
        if needed is not None:
            text = message("{project} is under way and requires {other}", project=one, other=other)
            yield Constraint("requires", text, _only(needed, low=1), (one, other))
        return
    if needed is not None:
        row = Row({index: Fraction(1), needed: Fraction(-1)}, high=Fraction(0))
        text = message("{project} requires {other}", project=one, other=other)
        yield Constraint("requires", text, row, (one, other))
        return
    state = _state(portfolio, other)
    if state in ("active", "on-hold", "completed"):
        return
    if state is None:
        text = message("{project} requires {other}, which is not in the portfolio", project=one, other=other)
    elif state == "cancelled":
        text = message("{project} requires {other}, which is cancelled", project=one, other=other)
    else:
        text = message("{project} requires {other}, which is not looked at here", project=one, other=other)
    yield Constraint("requires", text, _only(index, high=0), (one, other))


def _exclusion(
    portfolio: Portfolio, numbers: Mapping[str, int], one: str, other: str
) -> Iterator[Constraint]:
    if one == other:
        return
    pair = [numbers[name] for name in (one, other) if name in numbers]
    if len(pair) == 2:
        text = message("{project} and {other} exclude each other", project=one, other=other)
        yield Constraint(
            "excludes", text, Row(dict.fromkeys(pair, Fraction(1)), high=Fraction(1)), (one, other)
        )
    elif pair:
        mine, there = (one, other) if one in numbers else (other, one)
        state = _state(portfolio, there)
        if state in ("active", "on-hold"):
            text = message("{other}, which is under way, excludes {project}", project=mine, other=there)
        elif state == "completed":
            text = message("{other}, which is completed, excludes {project}", project=mine, other=there)
        else:
            return
        yield Constraint("excludes", text, _only(pair[0], high=0), (mine, there))


def _state(portfolio: Portfolio, project: str) -> str | None:
    found = portfolio.projects.get(project)
    return found.charter.state if found is not None and found.charter is not None else None


def _notes(draft: Problem) -> Iterator[Message]:
    """What a reader of the result must know about the figures."""
    for number, limit in enumerate(draft.limits):
        over = draft.committed_use(number) - limit.amount
        if over > 0:
            yield message(
                "Work under way is already above {limit}, by {over}: nothing more can use it.",
                limit=limit_text(limit, draft.currency),
                over=amount_of(limit, over, draft.currency),
            )
    if any(limit.kind == "budget" for limit in draft.limits):
        free = [one.id for one in draft.candidates if not one.uses.is_costed]
        free += [one.id for one in draft.committed if not one.uses.is_costed]
        if free:
            yield message("Without a recorded cost, so counted as free: {projects}", projects=", ".join(free))
        unknown = [one.id for one in draft.committed if one.uses.without_rate is not None]
        if unknown:
            yield message(
                "Under way, and not counted for want of an exchange rate: {projects}",
                projects=", ".join(unknown),
            )


def amount_of(limit: Limit, amount: Fraction, currency: str) -> Money | Message:
    """An amount in the unit of a limit."""
    if limit.kind == "budget":
        return Money(decimal(amount), currency)
    return message("{fte} FTE", fte=decimal(amount))


def decimal(number: Fraction) -> Decimal:
    """With at most six digits after the point, and no more than it needs."""
    with localcontext(_PRECISE):
        plain = (Decimal(number.numerator) / number.denominator).quantize(Decimal("0.000001")).normalize()
        return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain
