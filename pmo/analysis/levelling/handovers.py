"""Who could take over work: people of the same role with its skills and certificates, for all that is left or a part.

A **handover** gives what is left of an allocation to somebody else; a **split** gives only the days of one overload, and
the rest stays. Work that has begun is handed over from the next working day on.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pmo.analysis.calendars import calendar_of
from pmo.analysis.certificates import end_of, held_certificates
from pmo.analysis.loads import Commitment, Overload, Resource, commitments
from pmo.analysis.skills import levels_of, role_of_work
from pmo.model.allocations import Allocation
from pmo.model.people import Person
from pmo.model.portfolio import Portfolio, Project

HANDOVER_DAYS: Final = 5
"""What a handover costs: as much as this many days of delay."""
SPLIT_DAYS: Final = 8
"""What a split costs: two handovers, and two people on one task."""


@dataclass(frozen=True, slots=True, eq=False)
class Handover:
    """Work that somebody else could do."""

    project: Project
    position: int
    """Where the allocation stands."""
    giver: Person
    taker: Person
    first: datetime.date
    last: datetime.date
    is_split: bool
    """Whether work of the giver is left after its last day or between."""

    @property
    def allocation(self) -> Allocation:
        return self.project.allocations[self.position]

    @property
    def harm(self) -> int:
        """In days of delay."""
        return SPLIT_DAYS if self.is_split else HANDOVER_DAYS


def handovers_of(
    portfolio: Portfolio,
    projects: Iterable[Project],
    overloads: Sequence[tuple[Resource, Overload]],
    as_of: datetime.date,
) -> tuple[Handover, ...]:
    """What people who are overloaded could give to others; of work in these projects."""
    wanted = frozenset(project.id for project in projects)
    tomorrow = calendar_of(portfolio).next_working_day(as_of)
    found: dict[tuple[str, int, str, datetime.date, datetime.date], Handover] = {}
    for resource, run in overloads:
        if resource.kind != "person":
            continue
        for one in commitments(portfolio).get(resource, ()):
            allocation = one.allocation
            if one.project.id not in wanted or not allocation.load or allocation.person is None:
                continue
            if allocation.from_ <= run.last and allocation.to >= run.first:
                giver = portfolio.people[resource.id]
                for handover in _of(portfolio, one, giver, run, tomorrow):
                    key = (one.project.id, one.position, handover.taker.id, handover.first, handover.last)
                    found.setdefault(key, handover)
    return tuple(found.values())


def _of(
    portfolio: Portfolio, one: Commitment, giver: Person, run: Overload, tomorrow: datetime.date
) -> Iterator[Handover]:
    begin, end = max(one.allocation.from_, tomorrow), one.allocation.to
    first, last = max(begin, run.first), min(end, run.last)
    for taker in _takers(portfolio, one, giver, begin, end):
        yield Handover(one.project, one.position, giver, taker, begin, end, is_split=False)
        if last < end:
            yield Handover(one.project, one.position, giver, taker, first, last, is_split=True)


def _takers(
    portfolio: Portfolio, one: Commitment, giver: Person, begin: datetime.date, end: datetime.date
) -> Iterator[Person]:
    role = role_of_work(portfolio, one.project, one.allocation)
    needed = levels_of(role.skills) if role is not None else {}
    for person in portfolio.people.values():
        if person.id == giver.id or person.role.lower() != giver.role.lower():
            continue
        if (person.from_ is not None and person.from_ > begin) or (person.to is not None and person.to < end):
            continue
        levels = levels_of(person.skills)
        held = held_certificates(person)
        certificates = role.certifications if role is not None else ()
        is_able = all(levels.get(skill, 0) >= level for skill, level in needed.items())
        if is_able and all(
            name.lower() in held and end_of(held[name.lower()][1]) >= end for name in certificates
        ):
            yield person
