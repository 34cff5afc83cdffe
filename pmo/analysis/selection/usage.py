"""What projects take of the money and the people that there are, limit by limit.

**Money** is written by period. A cost counts against every limit whose period it lies in. Where the two only overlap
(a year's cost against a quarter's limit), the cost is spread evenly over its months. Amounts in other currencies are
converted; without a rate the use is unknown.

**People** are full-time equivalents, a rate: what counts against a limit is the mean over its period. One person in
January is a third of a person in the first quarter; one person all year is one person in each quarter.

What a project takes stands in its `selection`. Without that it is what is left of the budget's plan (months that are
not over), and the allocations that nobody rejected, over the working days of the office.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from pmo.analysis.calendars import calendar_of
from pmo.analysis.money import exchange_rate
from pmo.analysis.periods import is_last_of_month, spans
from pmo.model.allocations import Allocation
from pmo.model.portfolio import Portfolio, Project
from pmo.model.scalars import Period

LimitKind = Literal["budget", "capacity"]


@dataclass(frozen=True, slots=True)
class Limit:
    """Money of a period, or people of a role in a period."""

    kind: LimitKind
    role: str | None
    """Of a capacity."""
    period: Period
    amount: Fraction
    """Office currency, or full-time equivalents."""
    first: datetime.date
    last: datetime.date


class Uses(NamedTuple):
    """What a project takes."""

    by_limit: Mapping[int, Fraction]
    """By the number of the limit; what takes nothing is left out."""
    without_rate: str | None = None
    """Currency of its money that cannot be converted, where that matters."""
    is_costed: bool = True
    """Whether any money is recorded."""


class _Months(NamedTuple):
    """Months from one to before another, counted from the year 0."""

    start: int
    end: int

    @classmethod
    def of(cls, first: datetime.date, last: datetime.date) -> "_Months":
        return cls(first.year * 12 + first.month, last.year * 12 + last.month + 1)

    def shared(self, other: "_Months") -> int:
        return max(min(self.end, other.end) - max(self.start, other.start), 0)

    @property
    def length(self) -> int:
        return self.end - self.start


_Stretches = Sequence[tuple[_Months, Fraction]]
"""Money or people over months."""


def limits(portfolio: Portfolio, budgets: Mapping[str, Fraction]) -> tuple[Limit, ...]:
    """Limits of the office, money before people, in order of time; ``budgets`` by period replace or join its own."""
    days = spans(portfolio)
    constraints = portfolio.office.prioritisation.constraints if portfolio.office else None
    own = constraints.budget if constraints else ()
    amounts = [(one.period, budgets.get(one.period.text, Fraction(one.amount))) for one in own]
    amounts += [
        (Period(text), amount)
        for text, amount in budgets.items()
        if text not in {one.period.text for one in own}
    ]
    money = [Limit("budget", None, period, amount, *days[period.text]) for period, amount in amounts]
    people = [
        Limit("capacity", one.role.lower(), one.period, Fraction(one.fte), *days[one.period.text])
        for one in (constraints.capacity if constraints else ())
    ]
    return tuple(
        sorted(money, key=_order) + sorted(people, key=lambda limit: (limit.role or "", *_order(limit)))
    )


def _order(limit: Limit) -> tuple[datetime.date, datetime.date, Fraction]:
    return limit.first, limit.last, limit.amount


def uses(portfolio: Portfolio, project: Project, limits: Sequence[Limit], as_of: datetime.date) -> Uses:
    """What a project takes of each limit."""
    found: dict[int, Fraction] = {}
    amounts, currency = _amounts(portfolio, project, as_of)
    demands = _demands(portfolio, project)
    rate = exchange_rate(portfolio, currency)
    without_rate = None
    for index, limit in enumerate(limits):
        if limit.kind == "budget":
            taken = _money(amounts, limit)
            if taken and rate is None:
                without_rate = currency
            elif taken and rate is not None:
                found[index] = taken * Fraction(rate)
        else:
            role = limit.role or ""
            taken = (
                _people(demands.get(role, ()), limit)
                if demands is not None
                else _allocated(portfolio, project, role, limit)
            )
            if taken:
                found[index] = taken
    return Uses(found, without_rate, bool(amounts))


def _amounts(
    portfolio: Portfolio, project: Project, as_of: datetime.date
) -> tuple[list[tuple[_Months, Fraction]], str]:
    """Money by stretches of months, and its currency."""
    charter, days = project.charter, spans(portfolio)
    office = portfolio.currency
    if charter is not None and charter.selection is not None and charter.selection.cost:
        costs = charter.selection.cost
        return [(_Months.of(*days[one.period.text]), Fraction(one.amount)) for one in costs], (
            charter.currency or office
        )
    left = _Months.of(as_of, as_of).start
    if is_last_of_month(as_of):
        left += 1  # the month is over
    found = []
    for one in project.budget.plan if project.budget else ():
        planned = _Months.of(*days[one.period.text])
        rest = _Months(max(planned.start, left), planned.end)
        if rest.length > 0:
            found.append((rest, Fraction(one.planned) * rest.length / planned.length))
    return found, portfolio.currency_of(project)


def _demands(portfolio: Portfolio, project: Project) -> Mapping[str, _Stretches] | None:
    """People by role and stretches of months; None where the charter says nothing about them."""
    charter, days = project.charter, spans(portfolio)
    if charter is None or charter.selection is None or not charter.selection.demand:
        return None
    found: dict[str, list[tuple[_Months, Fraction]]] = {}
    for one in charter.selection.demand:
        stretch = _Months.of(*days[one.period.text]), Fraction(one.fte)
        found.setdefault(one.role.lower(), []).append(stretch)
    return found


def _money(amounts: _Stretches, limit: Limit) -> Fraction:
    """What of these amounts lies within a limit."""
    within, taken = _Months.of(limit.first, limit.last), Fraction(0)
    for months, amount in amounts:
        if shared := months.shared(within):
            taken += amount * shared / months.length if shared < months.length else amount
    return taken


def _people(demands: _Stretches, limit: Limit) -> Fraction:
    """The mean over the period of a limit."""
    within, taken = _Months.of(limit.first, limit.last), Fraction(0)
    for months, fte in demands:
        if shared := months.shared(within):
            taken += fte * shared / within.length if shared < within.length else fte
    return taken


def _allocated(portfolio: Portfolio, project: Project, role: str, limit: Limit) -> Fraction:
    """The mean of what is allocated, over the working days of a limit."""
    calendar = calendar_of(portfolio)
    all_days = calendar.working_days_in(limit.first, limit.last)
    taken = Fraction(0)
    for one in _allocations(portfolio, project, role):
        first, last = max(one.from_, limit.first), min(one.to, limit.last)
        if first <= last and all_days:
            taken += Fraction(one.load) * calendar.working_days_in(first, last) / all_days
    return taken


def _allocations(portfolio: Portfolio, project: Project, role: str) -> Iterator[Allocation]:
    """Allocations of a role, or of people in it, that nobody rejected."""
    for one in project.allocations:
        person = portfolio.person(one.person, project)
        of = one.role or (person.role if person else None)
        if of is not None and of.lower() == role and one.status != "rejected":
            yield one
