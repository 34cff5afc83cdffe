"""Earned value of many projects: sums over sums, never means of ratios, in the office's currency.

Projects that lack one of the figures are left out of all sums, and so are cancelled ones: the rest of their
work will not be done. Earned schedule goes over the sum of the plans.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Final

from pmo.analysis.earned_value import (
    EarnedSchedule,
    EarnedValue,
    Figure,
    earned_value,
    in_time,
    known,
    rounded,
)
from pmo.analysis.money import exchange_rate
from pmo.analysis.performance import Performance, completed_on, performance
from pmo.analysis.periods import Row, spans
from pmo.analysis.programmes import by_programme
from pmo.findings import Message, message
from pmo.model.portfolio import Portfolio, Project
from pmo.model.scalars import Period

NO_RATE: Final = message("there is no exchange rate for its currency")
NO_PROJECT: Final = message("no project has all the figures")
NO_FORECASTS: Final = message("not every project has a forecast of the cost to complete")
CANCELLED: Final = message("the project is cancelled")


@dataclass(frozen=True, slots=True)
class GroupPerformance:
    """Earned value of several projects together: sums over sums, in the office's currency."""

    programme: str | None
    """Id of the programme; empty for projects outside programmes, None for the whole."""
    currency: str
    value: EarnedValue
    time: EarnedSchedule
    """Over the sum of the plans."""
    months: int
    """Length of the periods of ``time``: that of all plans, else a month."""
    counted: tuple[str, ...]
    """Ids of the projects in the sums."""
    left_out: Mapping[str, Message]
    """Why other projects are not, by their id."""

    @property
    def reasons(self) -> Mapping[str, Message]:
        """Why a figure is None, by its name."""
        return {**self.value.reasons, **self.time.reasons}


@dataclass(frozen=True, slots=True)
class PortfolioPerformance:
    """Earned value of projects, and of what they make up together."""

    projects: tuple[Performance, ...]
    programmes: tuple[GroupPerformance, ...]
    """In the order of the strategy; projects outside programmes come last."""
    whole: GroupPerformance


def portfolio_performance(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date
) -> PortfolioPerformance:
    """Earned value of some projects, of their programmes, and of all of them together."""
    chosen = tuple(projects)
    groups = tuple(
        _group(portfolio, key, members, as_of) for key, members in by_programme(portfolio, chosen).items()
    )
    return PortfolioPerformance(
        tuple(performance(portfolio, one, as_of) for one in chosen),
        groups,
        _group(portfolio, None, chosen, as_of),
    )


def _group(
    portfolio: Portfolio, programme: str | None, members: Sequence[Project], as_of: datetime.date
) -> GroupPerformance:
    currency = portfolio.currency
    counted: list[tuple[Project, Performance, Decimal]] = []
    left_out: dict[str, Message] = {}
    for project in members:
        found = performance(portfolio, project, as_of)
        rate = exchange_rate(portfolio, found.currency)
        why = _why_not(project, found) or (NO_RATE if rate is None else None)
        if why is None and rate is not None:
            counted.append((project, found, rate))
        elif why is not None:
            left_out[project.id] = why

    def total(amounts: Iterable[tuple[Decimal | None, Decimal]]) -> Figure:
        converted = [amount * rate for amount, rate in amounts if amount is not None]
        return rounded(sum(converted, Decimal(0))) if len(converted) == len(counted) else NO_FORECASTS

    if not counted:
        value = earned_value(NO_PROJECT, NO_PROJECT, NO_PROJECT, NO_PROJECT, NO_PROJECT)
        time = in_time(NO_PROJECT, NO_PROJECT, NO_PROJECT)
        return GroupPerformance(programme, currency, value, time, 1, (), left_out)
    ev = total((known(one.measured.ev), rate) for _, one, rate in counted)
    value = earned_value(
        total((known(one.measured.bac), rate) for _, one, rate in counted),
        total((known(one.measured.pv), rate) for _, one, rate in counted),
        ev,
        total((known(one.measured.ac), rate) for _, one, rate in counted),
        total((known(one.measured.estimate), rate) for _, one, rate in counted),
    )
    row, cumulative = _sum_of_plans(portfolio, counted)
    ends = [completed_on(one, found.earned_by or "milestones", as_of) for one, found, _ in counted]
    passed = row.ended(as_of)
    reached = [end for end in ends if end is not None]
    if len(reached) == len(ends):
        passed = min(passed, max(row.position(max(reached)), 0))
    return GroupPerformance(
        programme=programme,
        currency=currency,
        value=value,
        time=in_time(cumulative, ev, passed),
        months=row.months,
        counted=tuple(one.id for one, _, _ in counted),
        left_out=left_out,
    )


def _why_not(project: Project, found: Performance) -> Message | None:
    """Why a project cannot be in a sum: what it lacks, or that its work will not be done."""
    if project.charter is not None and project.charter.state == "cancelled":
        return CANCELLED
    return next((figure for figure in found.measured[:4] if isinstance(figure, Message)), None)


def _sum_of_plans(
    portfolio: Portfolio, counted: Sequence[tuple[Project, Performance, Decimal]]
) -> tuple[Row, Sequence[Decimal]]:
    """The planned value of all projects together; by the month, evenly over longer periods, where their periods differ."""
    days = spans(portfolio)
    planned: dict[Period, Decimal] = {}
    for project, _, rate in counted:
        for entry in project.budget.plan if project.budget else ():
            planned[entry.period] = planned.get(entry.period, Decimal(0)) + entry.planned * rate
    first = min(days[period.text][0] for period in planned)
    row = Row.of(planned, days) or Row.by_month(first)
    amounts: dict[int, Decimal] = {}
    for period, amount in planned.items():
        position = row.position(days[period.text][0])
        pieces = period.length_months // row.months
        piece = amount / pieces
        for number in range(pieces):
            # The last piece takes what does not come out even.
            added = amount - piece * (pieces - 1) if number == pieces - 1 else piece
            amounts[position + number] = amounts.get(position + number, Decimal(0)) + added
    ordered = (amounts.get(position, Decimal(0)) for position in range(1, max(amounts) + 1))
    return row, list(accumulate(ordered))
