"""What people and equipment cost by their loads and rates, beside what the budget says.

Load times the rate of a working day times the working days of the calendar, without days of absence and outside
employment. A person without a rate costs that of their role; a role that is still to be filled, its own. Rates are
in the office's currency. Projects that are over don't count; what is requested, and all of proposed projects, is
kept apart.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pmo.analysis.calendars import WorkingCalendar, calendar_of
from pmo.analysis.grids import Grid
from pmo.analysis.loads import Resource, supply_of
from pmo.findings import Message, message
from pmo.model.allocations import Allocation
from pmo.model.once import once
from pmo.model.people import Person
from pmo.model.portfolio import Portfolio, Project

IS_OVER: Final = message("the project is over: its allocations no longer count")
NO_ALLOCATIONS: Final = message("no allocation is recorded")
NO_RATES: Final = message("nobody who is allocated has a rate")

_Days = tuple[datetime.date, datetime.date]
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stint:
    """An allocation as days that are worked, and what one of them costs."""

    project: Project
    who: str
    """Id of the person, role or equipment."""
    load: Decimal
    rate: Decimal | None
    """Cost of one full working day; None where nobody recorded it."""
    confirmed: bool
    first: datetime.date
    last: datetime.date
    calendar: WorkingCalendar
    away: Sequence[_Days]
    """Stretches without work, in order and apart from each other."""

    def days(self, first: datetime.date, last: datetime.date) -> int:
        """Days that are worked within two days, both included."""
        first, last = max(first, self.first), min(last, self.last)
        if first > last:
            return 0
        gone = sum(
            self.calendar.working_days_in(max(start, first), min(end, last)) for start, end in self.away
        )
        return self.calendar.working_days_in(first, last) - gone

    def costs(self, grid: Grid, first: int, last: int) -> Iterator[tuple[int, Decimal]]:
        """Its cost by period, within the periods ``first`` to ``last``."""
        if self.rate is None:
            return
        for number in range(max(first, grid.of(self.first)), min(last, grid.of(self.last)) + 1):
            days = self.days(grid.first_day(number), grid.last_day(number))
            if days:
                yield number, days * self.load * self.rate


@once
def stints(portfolio: Portfolio) -> dict[str, tuple[Stint, ...]]:
    """By the id of their project; projects that are over have none."""
    return {
        project.id: tuple(_of_project(portfolio, project))
        for project in portfolio.projects.values()
        if project.is_open
    }


def _of_project(portfolio: Portfolio, project: Project) -> Iterator[Stint]:
    is_proposed = project.charter is not None and project.charter.state == "proposed"
    for one in project.allocations:
        if one.status == "rejected" or one.from_ > one.to:
            continue
        found = _priced(portfolio, project, one)
        if found is not None:
            who, rate, calendar, away = found
            confirmed = (
                one.status == "confirmed"
                and not is_proposed
                and (one.person is not None or one.equipment is not None)
            )
            yield Stint(
                *(project, who, Decimal(one.load), rate, confirmed, one.from_, one.to, calendar, away),
            )


def _priced(
    portfolio: Portfolio, project: Project, one: Allocation
) -> tuple[str, Decimal | None, WorkingCalendar, Sequence[_Days]] | None:
    """Who is allocated, at what rate, in which calendar, and when they are not there; None for somebody unknown."""
    if one.person is not None:
        person = portfolio.person(one.person, project)
        if person is None:
            return None
        supply = supply_of(portfolio, Resource("person", person.id.lower()))
        return person.id, day_rate(portfolio, person), supply.calendar, supply.away
    if one.equipment is not None:
        item = portfolio.equipment.get(one.equipment.lower())
        if item is None:
            return None
        supply = supply_of(portfolio, Resource("equipment", item.id.lower()))
        return item.id, item.cost_rate, supply.calendar, supply.away
    role = portfolio.roles.get(one.role.lower()) if one.role else None
    return (role.id, role.cost_rate, calendar_of(portfolio), ()) if role else None


def day_rate(portfolio: Portfolio, person: Person) -> Decimal | None:
    """Cost of one of the person's working days: their own rate, else that of their main role."""
    if person.cost_rate is not None:
        return Decimal(person.cost_rate)
    role = portfolio.roles.get(person.role.lower())
    return Decimal(role.cost_rate) if role is not None and role.cost_rate is not None else None


@dataclass(frozen=True, slots=True)
class ResourceCost:
    """Cost of the resources of a project, or of several, in the office's currency."""

    confirmed: Decimal | None
    """Of people and equipment that are confirmed; None where ``why`` says so."""
    requested: Decimal | None
    """Of what is requested, of roles without a person, and of proposed projects."""
    without_rate: tuple[str, ...] = ()
    """Ids of people, roles and equipment that are not in the sums, for want of a rate."""
    why: Message | None = None


def why_no_cost(portfolio: Portfolio, project: Project) -> Message | None:
    """Why nothing is known of what the resources of a project cost."""
    if not project.is_open:
        return IS_OVER
    found = stints(portfolio).get(project.id, ())
    if not found:
        return NO_ALLOCATIONS
    return NO_RATES if all(one.rate is None for one in found) else None
