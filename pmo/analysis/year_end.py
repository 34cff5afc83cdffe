"""Where the fiscal year will end, how fast money runs, and how much of the contingency is used.

All in the office's currency. What cannot be known is None, with the reason beside it.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final

from pmo.analysis.change_control import AGREED
from pmo.analysis.contingency import contingency_of
from pmo.analysis.earned_value import rounded
from pmo.analysis.finance import Part
from pmo.analysis.grids import Grid, month_of
from pmo.analysis.ledger import NO_ACTUALS, SERIES, WIDE, Ledger, Series, ledger
from pmo.analysis.money import project_money
from pmo.analysis.periods import spans
from pmo.findings import Message, message
from pmo.model.once import once_a_project
from pmo.model.portfolio import Portfolio, Project

STRADDLES: Final = message("a period of its budget reaches over the end of the fiscal year")
IS_OVER: Final = message("the project is over")
NOT_EARNED: Final = message("actual cost is not recorded by budget line, and there is no earned value")
NO_APPROVED: Final = message("there is no approved budget")
NO_ESTIMATE: Final = message("there is no estimate at completion")
NONE_ENDED: Final = message("no period with actual cost has ended")
_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class RunRate:
    """What a project spends in a month: the mean over its last periods with actual cost that have ended."""

    per_month: Decimal | None
    periods: int
    """How many of these periods it is taken over; fewer than asked for where there are not so many."""
    first: datetime.date | None
    """First day that counts."""
    last: datetime.date | None
    """Last day that counts."""
    why: Message | None = None


@once_a_project
def run_rate(portfolio: Portfolio, project: Project, as_of: datetime.date, count: int) -> RunRate:
    """The run rate over the last ``count`` periods; months without actual cost between them count as such."""
    found = ledger(portfolio, project, as_of)
    why = found.why or (None if project.is_open else IS_OVER) or found.missing.get("actual")
    if why is not None:
        return RunRate(None, 0, None, None, why)
    days = spans(portfolio)
    spent: dict[str, Decimal] = {}
    with localcontext(WIDE):
        for one in found.postings:
            if one.series == "actual" and days[one.period][1] <= as_of:
                spent[one.period] = spent.get(one.period, _ZERO) + one.amount
        chosen = sorted(spent, key=lambda period: (days[period][1], days[period][0]))[-count:]
        if not chosen:
            return RunRate(None, 0, None, None, NONE_ENDED)
        first = min(days[period][0] for period in chosen)
        last = max(days[period][1] for period in chosen)
        months = month_of(last) - month_of(first) + 1
        total = sum((spent[period] for period in chosen), _ZERO)
        return RunRate(rounded(total / months), len(chosen), first, last)


@dataclass(frozen=True, slots=True)
class YearEnd:
    """Where a project will stand at the end of a fiscal year."""

    project: Project
    planned: Decimal | None
    actual: Decimal | None
    """Booked so far in the year."""
    forecast: Decimal | None
    """For the rest of the year."""
    outlook: Decimal | None
    """Actual and forecast."""
    difference: Decimal | None
    """Outlook less planned; above zero is dearer than planned."""
    at_run_rate: Decimal | None
    """Actual, and the run rate for the months of the year after the last that counts in it."""
    reasons: Mapping[str, Message]
    """Why a figure is None, by its name."""

    @property
    def has_money(self) -> bool:
        """Whether anything was planned or spent in the year, or may have been."""
        return any(one is None or one for one in (self.planned, self.actual, self.forecast))


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """The year-end of projects together: the sums over those whose plan and outlook are known."""

    name: str
    first: datetime.date
    last: datetime.date
    projects: tuple[YearEnd, ...]
    """All that have money in the year, or may have."""
    counted: tuple[str, ...]
    """Ids of those in the sums."""
    planned: Decimal | None
    actual: Decimal | None
    forecast: Decimal | None
    outlook: Decimal | None
    difference: Decimal | None
    at_run_rate: Decimal | None
    """Over those in the sums that are still open; those that are over count with what they spent."""
    others: Part | None
    """What is known of those that are not in the sums; None where all are."""
    left_out: Mapping[str, Message]
    """Why others are not, by their id."""


def fiscal_year(
    portfolio: Portfolio,
    projects: Iterable[Project],
    as_of: datetime.date,
    number: int | None = None,
    *,
    spread: bool = False,
    count: int = 3,
) -> FiscalYear:
    """The fiscal year with a number of the grid of fiscal years, else the one that holds the day."""
    grid = fiscal_years(portfolio)
    number = grid.of(as_of) if number is None else number
    with localcontext(WIDE):
        found = [
            _year_end(portfolio, project, as_of, number, spread, count)
            for project in projects
            if project.budget is not None
        ]
        found = [one for one in found if one.project.is_open or one.has_money]
        counted = [one for one in found if one.difference is not None]
        others = [one for one in found if one.difference is None]

        def total(name: str) -> Decimal | None:
            return _sum(counted, name) if counted else None

        return FiscalYear(
            name=grid.name(number),
            first=grid.first_day(number),
            last=grid.last_day(number),
            projects=tuple(found),
            counted=tuple(one.project.id for one in counted),
            planned=total("planned"),
            actual=total("actual"),
            forecast=total("forecast"),
            outlook=total("outlook"),
            difference=total("difference"),
            at_run_rate=_at_run_rate(counted),
            others=Part(*(_sum(others, name) for name in SERIES)) if others else None,
            left_out={
                one.project.id: one.reasons[name]
                for one in others
                for name in [next(name for name in ("outlook", "planned") if name in one.reasons)]
            },
        )


def fiscal_years(portfolio: Portfolio) -> Grid:
    """The office's fiscal years."""
    return Grid("fiscal-year", portfolio.office.calendar.fiscal_year_start if portfolio.office else 1)


def _sum(rows: Iterable[YearEnd], name: str) -> Decimal:
    amounts = (getattr(one, name) for one in rows)
    return sum((one for one in amounts if one is not None), _ZERO)


def _at_run_rate(counted: Iterable[YearEnd]) -> Decimal | None:
    """Projects that are over end with what they spent; None where one that is open has no run rate."""
    amounts = [one.at_run_rate if one.project.is_open else one.actual for one in counted]
    known = [one for one in amounts if one is not None]
    return sum(known, _ZERO) if amounts and len(known) == len(amounts) else None


@once_a_project
def _year_end(
    portfolio: Portfolio, project: Project, as_of: datetime.date, number: int, spread: bool, count: int
) -> YearEnd:
    found, grid = ledger(portfolio, project, as_of), fiscal_years(portfolio)
    sums, straddling = _in_year(found, grid, number, spread=spread)
    reasons: dict[str, Message] = {}

    def figure(name: Series) -> Decimal | None:
        why = found.why or found.missing.get(name) or (STRADDLES if name in straddling else None)
        if why is not None:
            reasons[name] = why
            return None
        return sums.get(name, _ZERO)

    planned, actual, forecast = figure("planned"), figure("actual"), figure("forecast")
    if "actual" in found.missing and forecast is not None:
        actual = _ZERO  # nothing spent yet, as the estimate at completion has it
        del reasons["actual"]
    outlook = actual + forecast if actual is not None and forecast is not None else None
    if outlook is None:
        reasons["outlook"] = reasons.get("forecast") or reasons["actual"]
    difference = outlook - planned if outlook is not None and planned is not None else None
    if difference is None:
        reasons["difference"] = reasons.get("outlook") or reasons["planned"]
    at_run_rate = None
    rate = run_rate(portfolio, project, as_of, count)
    if rate.per_month is None or rate.last is None:
        reasons["at_run_rate"] = rate.why or NO_ACTUALS
    elif actual is None:
        reasons["at_run_rate"] = reasons["actual"]
    else:
        start = max(month_of(rate.last) + 1, month_of(grid.first_day(number)))
        months = month_of(grid.last_day(number)) - start + 1
        at_run_rate = actual + rate.per_month * max(months, 0)
    return YearEnd(
        *(project, planned, actual, forecast, outlook, difference, at_run_rate),
        reasons=reasons,
    )


def _in_year(
    found: Ledger, grid: Grid, number: int, *, spread: bool
) -> tuple[dict[Series, Decimal], set[Series]]:
    """The amounts of a fiscal year, and the series of which a period reaches over its ends."""
    sums: dict[Series, Decimal] = {}
    straddling: set[Series] = set()
    for one in found.postings:
        parts = one.placed(grid, spread=spread)
        if parts is None:
            if grid.at(one.first) <= number <= grid.at(one.last):
                straddling.add(one.series)
            continue
        for position, amount in parts:
            if position == number:
                sums[one.series] = sums.get(one.series, _ZERO) + amount
    return sums, straddling


@dataclass(frozen=True, slots=True)
class ContingencyUse:
    """How much of the money that is held for known risks is used."""

    project: Project
    held: Decimal
    """The budget's `contingency`, else the amounts of its contingency lines."""
    used: Decimal | None
    """Drawn so far, as early warnings have it: booked on it, else what the work done cost above its share."""
    is_booked: bool
    """Whether what is used is booked on lines of contingency."""
    committed: Decimal
    """Expected cost of what has happened and is not solved."""
    left: Decimal | None
    """Held less used and committed; below zero when more than there was."""
    claimed: Decimal | None
    """What the estimate at completion takes of it in the end: how far it lies above the approved budget without
    contingency."""
    changes: Decimal
    """Cost of approved changes: they raised the approved budget and took nothing of the contingency."""
    reasons: Mapping[str, Message]
    """Why a figure is None, by its name."""

    @property
    def share(self) -> float | None:
        """Used as a fraction of what is held."""
        return float(self.used / self.held) if self.used is not None else None


def contingency_use(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date
) -> tuple[ContingencyUse, ...]:
    """Of the open projects that hold a contingency and whose currency has a rate; the most used first."""
    with localcontext(WIDE):
        found = [_contingency(portfolio, project, as_of) for project in projects if project.is_open]
    uses = [one for one in found if one is not None]
    return tuple(sorted(uses, key=lambda one: (one.share is None, -(one.share or 0), one.project.id)))


def _contingency(portfolio: Portfolio, project: Project, as_of: datetime.date) -> ContingencyUse | None:
    budget, rate = project.budget, ledger(portfolio, project, as_of).rate
    found = contingency_of(portfolio, project, as_of)
    if budget is None or rate is None or found is None:
        return None
    reasons: dict[str, Message] = {}
    if found.used is None:
        reasons["used"] = reasons["left"] = NOT_EARNED if budget.actuals else NO_ACTUALS
    estimate = project_money(portfolio, project, as_of).estimate
    claimed = None
    if estimate is None:
        reasons["claimed"] = NO_ESTIMATE
    elif budget.approved is None:
        reasons["claimed"] = NO_APPROVED
    else:
        claimed = max(estimate.amount - (budget.approved - found.held), _ZERO) * rate
    agreed = (one.impact.cost for one in project.changes if one.status in AGREED and one.impact.cost)
    return ContingencyUse(
        project=project,
        held=found.held * rate,
        used=None if found.used is None else found.used * rate,
        is_booked=found.is_booked,
        committed=found.committed * rate,
        left=None if found.used is None else found.left * rate,
        claimed=claimed,
        changes=sum(agreed, _ZERO) * rate,
        reasons=reasons,
    )
