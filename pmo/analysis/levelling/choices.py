"""The choices that there are, what each of them does to the load of each resource, and what excludes what."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from pmo.analysis.calendars import calendar_of
from pmo.analysis.levelling.handovers import Handover, handovers_of
from pmo.analysis.levelling.proposals import Kind
from pmo.analysis.levelling.timelines import Claim, Timeline, timeline
from pmo.analysis.levelling.units import Unit, movable, moved_span, promised
from pmo.analysis.loads import (
    Resource,
    Supply,
    allowed_share,
    commitments,
    is_promised,
    is_unfilled,
    overloads_in,
    resources_of,
    stretches,
    supply_of,
)
from pmo.analysis.optimisation import Row
from pmo.model.allocations import Allocation
from pmo.model.portfolio import Portfolio, Project


class Key(NamedTuple):
    """Whose load it is."""

    kind: Kind
    id: str
    """In lower case."""


class Choices:
    """Moves, numbered first, then handovers."""

    def __init__(
        self, portfolio: Portfolio, projects: Sequence[Project], as_of: datetime.date, most_days: int
    ) -> None:
        self._portfolio = portfolio
        self._calendar = calendar_of(portfolio)
        self._first = self._calendar.next_working_day(as_of)
        self._movable = movable(portfolio, projects, as_of, most_days)
        self.moves = [(unit, days) for unit in self._movable.units for days in unit.moves]
        runs = [
            (resource, run)
            for resource in commitments(portfolio)
            for run in overloads_in(
                portfolio, resource, stretches(portfolio, resource, self._first, self._last)
            )
        ]
        self.handovers = handovers_of(portfolio, projects, runs, as_of)

    def __len__(self) -> int:
        return len(self.moves) + len(self.handovers)

    def handover(self, choice: int) -> Handover | None:
        """The handover behind a choice, if it is one."""
        return self.handovers[choice - len(self.moves)] if choice >= len(self.moves) else None

    @cached_property
    def _last(self) -> datetime.date:
        """Last day on which anything is promised, wherever it is moved."""
        ends = [one.allocation.to for many in commitments(self._portfolio).values() for one in many]
        ends += [one.to for _, one in self._unfilled]
        for unit, days in self.moves:
            ends += [moved_span(self._calendar, one.from_, one.to, days)[1] for one in promised(unit)]
        return max([self._first, *ends])

    @cached_property
    def _unfilled(self) -> list[tuple[str, Allocation]]:
        """Roles that are promised and that nobody fills yet, with their allocations."""
        return [
            (str(one.role).lower(), one)
            for project in self._portfolio.projects.values()
            if project.is_open
            for one in project.allocations
            if is_unfilled(one) and is_promised(project, one) and one.to >= self._first
        ]

    @cached_property
    def timelines(self) -> Mapping[Key, Timeline]:
        """The load of every person and piece of equipment, and of every role with promised work to fill."""
        claims: dict[Key, list[Claim]] = {}
        for key, claim in (*self._as_planned(), *self._if_moved(), *self._if_handed_over()):
            claims.setdefault(key, []).append(claim)
        share = Fraction(allowed_share(self._portfolio))
        return {
            key: timeline(many, self._supplies(key), share, self._first, self._last)
            for key, many in claims.items()
        }

    def _supplies(self, key: Key) -> list[Supply]:
        if key.kind != "role":
            return [supply_of(self._portfolio, Resource(key.kind, key.id))]
        people = self._portfolio.people.items()
        members = [id_ for id_, person in people if person.role.lower() == key.id]
        return [supply_of(self._portfolio, Resource("person", one)) for one in members]

    def _as_planned(self) -> Iterator[tuple[Key, Claim]]:
        for resource, many in commitments(self._portfolio).items():
            for one in many:
                for key in self._keys(resource):
                    yield key, _claim(one.allocation)
        for role, allocation in self._unfilled:
            yield Key("role", role), _claim(allocation)

    def _if_moved(self) -> Iterator[tuple[Key, Claim]]:
        for choice, (unit, days) in enumerate(self.moves):
            for one in promised(unit):
                load = Fraction(one.load)
                first, last = moved_span(self._calendar, one.from_, one.to, days)
                for key in self._keys_of(unit.project, one):
                    yield key, Claim(one.from_, one.to, -load, choice)
                    yield key, Claim(first, last, load, choice)

    def _if_handed_over(self) -> Iterator[tuple[Key, Claim]]:
        for choice, one in enumerate(self.handovers, len(self.moves)):
            load = Fraction(one.allocation.load)
            yield Key("person", one.giver.id.lower()), Claim(one.first, one.last, -load, choice)
            yield Key("person", one.taker.id.lower()), Claim(one.first, one.last, load, choice)

    def _keys_of(self, project: Project, allocation: Allocation) -> Iterator[Key]:
        for resource in resources_of(self._portfolio, project, allocation):
            yield from self._keys(resource)
        if is_unfilled(allocation):
            yield Key("role", str(allocation.role).lower())

    def _keys(self, resource: Resource) -> Iterator[Key]:
        yield Key(resource.kind, resource.id)
        if resource.kind == "person":
            role = self._portfolio.people[resource.id].role.lower()
            if role in self._roles_to_fill:
                yield Key("role", role)

    @cached_property
    def _roles_to_fill(self) -> frozenset[str]:
        return frozenset(role for role, _ in self._unfilled)

    def rules(self) -> Iterator[Row]:
        """What excludes what, and what must stay in order."""
        numbers: dict[Unit, list[int]] = {}
        for choice, (unit, _) in enumerate(self.moves):
            numbers.setdefault(unit, []).append(choice)
        for moves in numbers.values():
            yield Row(dict.fromkeys(moves, Fraction(1)), high=Fraction(1))
        for order in self._movable.orders:
            factors = {
                choice: sign * Fraction(self.moves[choice][1])
                for unit, sign in ((order.earlier, 1), (order.later, -1))
                if unit is not None
                for choice in numbers.get(unit, ())
            }
            yield Row(factors, high=Fraction(order.room))
        yield from self._rules_of_handovers(numbers)

    def _rules_of_handovers(self, numbers: Mapping[Unit, list[int]]) -> Iterator[Row]:
        """Work goes to one person on a day, and does not move besides."""
        units = {
            (unit.project.id, position): unit for unit in self._movable.units for position in unit.allocations
        }
        by_work: dict[tuple[str, int], list[int]] = {}
        for choice, given in enumerate(self.handovers, len(self.moves)):
            by_work.setdefault((given.project.id, given.position), []).append(choice)
        for work, choices in by_work.items():
            moves = numbers.get(units[work], []) if work in units else []
            starts = {one.first for one in (self.handover(choice) for choice in choices) if one}
            for day in sorted(starts):  # what shares a day shares the first of the later one
                together = [
                    choice
                    for choice in choices
                    if (one := self.handover(choice)) and one.first <= day <= one.last
                ]
                yield Row(dict.fromkeys([*moves, *together], Fraction(1)), high=Fraction(1))


def _claim(allocation: Allocation) -> Claim:
    return Claim(allocation.from_, allocation.to, Fraction(allocation.load), None)
