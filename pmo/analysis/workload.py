"""What people are allocated to, and how much of them is taken."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pmo.model.allocations import Allocation
from pmo.model.once import once
from pmo.model.portfolio import Document, Keys, Portfolio, Project


@dataclass(frozen=True, slots=True)
class Work:
    """An allocation of a person to an open project that was not rejected."""

    project: Project
    document: Document
    keys: Keys
    address: str
    allocation: Allocation

    def is_current(self, day: datetime.date) -> bool:
        """Whether it is not over on a day."""
        return self.allocation.to >= day


def work_of(portfolio: Portfolio, person: str) -> Sequence[Work]:
    """Allocations of a person, by their first day."""
    return _work(portfolio).get(person.lower(), ())


def load_on(portfolio: Portfolio, person: str, day: datetime.date) -> Decimal:
    """Full-time equivalents that a person is allocated on a day."""
    return _sum(work_of(portfolio, person), day)


def peaks(
    portfolio: Portfolio, person: str, first: datetime.date, last: datetime.date
) -> Iterator[tuple[datetime.date, Decimal]]:
    """Days from ``first`` to ``last`` on which the load of a person changes, with the load from then on."""
    found = work_of(portfolio, person)
    changes = {first}
    for one in found:
        changes |= {
            day for day in (one.allocation.from_, _day_after(one.allocation.to)) if first <= day <= last
        }
    for day in sorted(changes):
        yield day, _sum(found, day)


def _sum(work: Sequence[Work], day: datetime.date) -> Decimal:
    return sum(
        (one.allocation.load for one in work if one.allocation.from_ <= day <= one.allocation.to), Decimal(0)
    )


def _day_after(day: datetime.date) -> datetime.date:
    return day + datetime.timedelta(days=1) if day < datetime.date.max else day


@once
def _work(portfolio: Portfolio) -> dict[str, list[Work]]:
    found: dict[str, list[Work]] = defaultdict(list)
    for entry in portfolio.entries("allocation"):
        project, allocation = portfolio.projects.get(entry.document.holder), entry.record
        if project is None or not project.is_open or allocation.status == "rejected":
            continue
        person = portfolio.person(allocation.person, project)
        if person is not None:
            found[person.id.lower()].append(
                Work(project, entry.document, entry.keys, entry.address, allocation)
            )
    for works in found.values():
        works.sort(key=lambda one: (one.allocation.from_, one.allocation.to, one.address))
    return dict(found)
