"""Money over time: planned, spent and still to come, by period and by what it belongs to, in the office's currency.

Sums add up exactly: over projects to the portfolio, over periods to the whole. An amount of a period that reaches
over several of those asked for is spread over them only when that is asked for, else it stands apart. A difference
is taken over the projects alone whose plan and outlook are both known, and their amounts stand beside it.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from functools import cached_property
from typing import Final, Literal, get_args

from pmo.analysis.grids import Grid, month_of
from pmo.analysis.ledger import SERIES, WIDE, Ledger, Posting, Series, ledger
from pmo.analysis.money import converted, project_money
from pmo.analysis.resource_cost import ResourceCost, stints, why_no_cost
from pmo.findings import Message, message
from pmo.model.budget import BudgetLine
from pmo.model.portfolio import Portfolio, Project

By = Literal["project", "programme", "vendor", "category", "line"]
BYS: Final[tuple[By, ...]] = get_args(By)
NOT_BY_LINE: Final = message("it is not recorded by budget line")
_FARTHEST_YEARS: Final = 50
"""Allocations count for so many years from the day at most."""
_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """Money of some of the projects."""

    planned: Decimal
    actual: Decimal
    forecast: Decimal

    @property
    def outlook(self) -> Decimal:
        """Actual and forecast."""
        return self.actual + self.forecast

    @property
    def difference(self) -> Decimal:
        """Outlook less planned; above zero is dearer."""
        return self.outlook - self.planned


@dataclass(frozen=True, slots=True)
class Amounts:
    """Money in a period, or in all of them; None where it is not recorded."""

    planned: Decimal | None
    actual: Decimal | None
    """All that is booked, for running periods too."""
    forecast: Decimal | None
    """Still to come: forecast of what has no actual cost yet."""
    compared: Part | None
    """Of the projects whose plan and forecast are both known; None where there is none."""

    @property
    def others(self) -> Part | None:
        """Of the projects that lack one of them; None where nothing is compared."""
        if self.compared is None:
            return None
        return Part(
            (self.planned or _ZERO) - self.compared.planned,
            (self.actual or _ZERO) - self.compared.actual,
            (self.forecast or _ZERO) - self.compared.forecast,
        )

    @property
    def difference(self) -> Decimal | None:
        """Actual and forecast less planned, over the projects that are compared; above zero is dearer."""
        return self.compared.difference if self.compared is not None else None


def _none() -> dict[Series, Decimal]:
    return dict.fromkeys(SERIES, _ZERO)


@dataclass(slots=True)
class _Sums:
    """Amounts of one period as they are added up: of all projects, and of those that can be compared."""

    of_all: dict[Series, Decimal] = field(default_factory=_none)
    of_compared: dict[Series, Decimal] = field(default_factory=_none)

    def add(self, series: Series, amount: Decimal, *, compares: bool) -> None:
        self.of_all[series] += amount
        if compares:
            self.of_compared[series] += amount


@dataclass(slots=True)
class _Resources:
    """Cost of resources of one period as it is added up."""

    confirmed: Decimal = _ZERO
    requested: Decimal = _ZERO


@dataclass(frozen=True, slots=True)
class _AskedFor:
    """What is known of the people and the equipment that projects ask for."""

    is_priced: bool
    """Whether any of them has a rate."""
    unpriced: tuple[str, ...]
    """Those without one."""
    why: Message | None
    """Why their cost is not known, where none has a rate."""


@dataclass(slots=True)
class _Account:
    """What is known of a project, programme, vendor, category or line, as it is added up."""

    key: str | None
    projects: dict[str, Project] = field(default_factory=dict)
    budget: Decimal | None = None
    known: set[Series] = field(default_factory=set)
    compares: bool = False
    reasons: dict[Series, Message] = field(default_factory=dict)
    why: Message | None = None
    cells: defaultdict[int, _Sums] = field(default_factory=lambda: defaultdict(_Sums))
    apart: _Sums = field(default_factory=_Sums)
    has_apart: bool = False
    resources: defaultdict[int, _Resources] = field(default_factory=lambda: defaultdict(_Resources))

    def amounts(self, sums: _Sums) -> Amounts:
        values = {name: sums.of_all[name] if name in self.known else None for name in SERIES}
        compares = self.compares and "planned" in self.known and bool(self.known & {"actual", "forecast"})
        return Amounts(**values, compared=Part(**sums.of_compared) if compares else None)


@dataclass(frozen=True, slots=True)
class Row:
    """What money is asked by: a project, a programme, a vendor, a category, a budget line."""

    key: str | None
    """Its id, `<project>/<line>` for a line; None for what belongs to none."""
    projects: tuple[str, ...]
    """Ids of the projects behind it."""
    budget: Decimal | None
    """Approved budget of projects and programmes; else the amounts of the budget lines."""
    total: Amounts
    cells: tuple[Amounts, ...]
    """By period, in the order of the periods of the whole."""
    apart: Amounts | None
    """Amounts of periods that reach over several of those asked for; None where there are none."""
    resources: ResourceCost | None
    """Of projects and programmes."""
    reasons: Mapping[Series, Message]
    """Why a series is not known."""
    why: Message | None
    """Why nothing is known."""


@dataclass(frozen=True, slots=True)
class PeriodOfMoney:
    """A period of the grid."""

    name: str
    first: datetime.date
    last: datetime.date
    amounts: Amounts
    resources: ResourceCost


@dataclass(frozen=True, slots=True)
class Finance:
    """Money of projects over time."""

    grid: Grid
    spread: bool
    first: datetime.date | None
    """First day of the first period; None where there is no money at all."""
    last: datetime.date | None
    periods: tuple[PeriodOfMoney, ...]
    apart: Amounts | None
    """Amounts of periods that reach over several of those asked for."""
    apart_periods: tuple[str, ...]
    """These periods, as the files write them."""
    total: Amounts
    resources: ResourceCost
    rows: tuple[Row, ...]
    left_out: Mapping[str, Message]
    """Why nothing is known of other projects, by their id."""
    missing: Mapping[str, Mapping[Series, Message]]
    """Why a series of a project is not known, by its id."""
    compared: tuple[str, ...]
    """Ids of the projects that differences are taken over."""


def finance(
    portfolio: Portfolio,
    projects: Iterable[Project],
    as_of: datetime.date,
    grid: Grid,
    *,
    by: By = "project",
    spread: bool = False,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
) -> Finance:
    """Money of these projects by period of the grid, from the period of a day to that of another."""
    with localcontext(WIDE):
        return _Work(portfolio, tuple(projects), as_of, grid, by, spread, first, last).done()


class _Work:
    """Adds up."""

    def __init__(
        self,
        portfolio: Portfolio,
        projects: Sequence[Project],
        as_of: datetime.date,
        grid: Grid,
        by: By,
        spread: bool,
        first: datetime.date | None,
        last: datetime.date | None,
    ) -> None:
        self.portfolio, self.projects, self.as_of = portfolio, projects, as_of
        self.grid, self.by, self.spread = grid, by, spread
        self.ledgers = [ledger(portfolio, project, as_of) for project in projects]
        self.horizon = _years_after(as_of)
        self.window = self._window(first, last)
        self.whole = _Account(None)
        self.accounts: dict[str | None, _Account] = {}
        self.apart_periods: dict[str, int] = {}

    def _window(self, first: datetime.date | None, last: datetime.date | None) -> tuple[int, int]:
        """First and last period: those of the days, else of the money and the allocations; empty without any."""
        months = [
            month
            for one in self.ledgers
            for posting in one.postings
            for month in (posting.first, posting.last)
        ]
        for project in self.projects:
            for stint in stints(self.portfolio).get(project.id, ()):
                months += [month_of(stint.first), month_of(min(stint.last, self.horizon))]
        if not months and (first is None or last is None):
            months = [month_of(day) for day in (first, last) if day is not None]
        if not months and first is None and last is None:
            return 0, -1
        start = self.grid.of(first) if first is not None else self.grid.at(min(months))
        end = self.grid.of(last) if last is not None else self.grid.at(max(months))
        return start, end

    def done(self) -> Finance:
        for one in self.ledgers:
            self._add_project(one)
        numbers = self._numbers()
        rows = sorted(self.accounts.values(), key=lambda one: (one.key is None, one.key or ""))
        return Finance(
            grid=self.grid,
            spread=self.spread,
            first=self.grid.first_day(self.window[0]) if self.window[0] <= self.window[1] else None,
            last=self.grid.last_day(self.window[1]) if self.window[0] <= self.window[1] else None,
            periods=tuple(self._period(number) for number in numbers),
            apart=self._apart(self.whole),
            apart_periods=tuple(
                sorted(self.apart_periods, key=lambda text: (self.apart_periods[text], text))
            ),
            total=self._total(self.whole),
            resources=self._resources(self.whole.resources.values(), self._asked_for_by_all),
            rows=tuple(self._row(one, numbers) for one in rows),
            left_out={one.project.id: one.why for one in self.ledgers if one.why is not None},
            missing={one.project.id: one.missing for one in self.ledgers if one.missing},
            compared=tuple(one.project.id for one in self.ledgers if one.is_comparable),
        )

    # adding

    def _add_project(self, one: Ledger) -> None:
        if self.by in ("project", "programme"):
            account = self._account(_key(self.by, one.project, None), one)
            if one.why is None:
                approved = project_money(self.portfolio, one.project, self.as_of).approved
                own = converted(self.portfolio, approved) if approved is not None else None
                _add_budget(account, own.amount if own is not None else None)
            elif self.by == "project":
                account.why = one.why
            _know(account, one)
        elif one.rate is not None and one.project.budget is not None:
            for line in one.project.budget.lines:
                account = self._account(_key(self.by, one.project, line), one)
                _add_budget(account, line.amount * one.rate)
        _know(self.whole, one)
        for posting in one.postings:
            account = self._account(_key(self.by, one.project, posting.line), one)
            if self.by not in ("project", "programme"):
                account.known.add(posting.series)
                account.compares = account.compares or one.is_comparable
            self._post(one, posting, (account, self.whole))
        self._add_resources(one.project)

    def _account(self, key: str | None, one: Ledger) -> _Account:
        account = self.accounts.get(key)
        if account is None:
            account = self.accounts[key] = _Account(key)
        account.projects[one.project.id] = one.project
        return account

    def _post(self, one: Ledger, posting: Posting, accounts: Sequence[_Account]) -> None:
        first, last = self.window
        compares = one.is_comparable
        parts = posting.placed(self.grid, spread=self.spread)
        if parts is None:
            if self.grid.at(posting.first) <= last and self.grid.at(posting.last) >= first:
                self.apart_periods[posting.period] = posting.first
                for account in accounts:
                    account.has_apart = True
                    account.apart.add(posting.series, posting.amount, compares=compares)
            return
        for number, amount in parts:
            if first <= number <= last:
                for account in accounts:
                    account.cells[number].add(posting.series, amount, compares=compares)

    def _add_resources(self, project: Project) -> None:
        accounts = [self.whole]
        if self.by in ("project", "programme"):
            accounts.append(self.accounts[_key(self.by, project, None)])
        first, last = self.window
        last = min(last, self.grid.of(self.horizon))
        for stint in stints(self.portfolio).get(project.id, ()):
            for number, cost in stint.costs(self.grid, first, last):
                for account in accounts:
                    sums = account.resources[number]
                    if stint.confirmed:
                        sums.confirmed += cost
                    else:
                        sums.requested += cost

    # what comes of it

    def _numbers(self) -> list[int]:
        """The periods: all in a row, without the empty ones where they are too many for any reader."""
        first, last = self.window
        if last - first < 12 * _FARTHEST_YEARS:
            return list(range(first, last + 1))
        return sorted({*self.whole.cells, *self.whole.resources})

    def _period(self, number: int) -> PeriodOfMoney:
        return PeriodOfMoney(
            self.grid.name(number),
            self.grid.first_day(number),
            self.grid.last_day(number),
            self.whole.amounts(self.whole.cells.get(number, _Sums())),
            self._resources([self.whole.resources.get(number, _Resources())], self._asked_for_by_all),
        )

    def _apart(self, account: _Account) -> Amounts | None:
        return account.amounts(account.apart) if account.has_apart else None

    def _total(self, account: _Account) -> Amounts:
        sums = _Sums()
        for one in (*account.cells.values(), account.apart):
            for name in SERIES:
                sums.of_all[name] += one.of_all[name]
                sums.of_compared[name] += one.of_compared[name]
        return account.amounts(sums)

    def _row(self, account: _Account, numbers: Sequence[int]) -> Row:
        is_of_projects = self.by in ("project", "programme")
        members = tuple(account.projects.values())
        nothing = account.amounts(_Sums())
        return Row(
            key=account.key,
            projects=tuple(account.projects),
            budget=account.budget,
            total=self._total(account),
            cells=tuple(
                account.amounts(account.cells[number]) if number in account.cells else nothing
                for number in numbers
            ),
            apart=self._apart(account),
            resources=self._resources(account.resources.values(), self._asked_for(members))
            if is_of_projects
            else None,
            reasons={
                name: account.reasons.get(name, NOT_BY_LINE)
                for name in SERIES
                if name not in account.known and account.why is None
            },
            why=account.why,
        )

    def _asked_for(self, projects: Sequence[Project]) -> _AskedFor:
        found = [one for project in projects for one in stints(self.portfolio).get(project.id, ())]
        is_priced = any(one.rate is not None for one in found)
        whys = () if is_priced else (why_no_cost(self.portfolio, one) for one in projects)
        why = next((one for one in whys if one is not None), None)
        return _AskedFor(is_priced, tuple(dict.fromkeys(one.who for one in found if one.rate is None)), why)

    @cached_property
    def _asked_for_by_all(self) -> _AskedFor:
        return self._asked_for(self.projects)

    @staticmethod
    def _resources(cells: Iterable[_Resources], asked: _AskedFor) -> ResourceCost:
        if not asked.is_priced:
            return ResourceCost(None, None, asked.unpriced, asked.why)
        listed = list(cells)
        return ResourceCost(
            sum((one.confirmed for one in listed), _ZERO),
            sum((one.requested for one in listed), _ZERO),
            asked.unpriced,
        )


def _add_budget(account: _Account, amount: Decimal | None) -> None:
    if amount is not None:
        account.budget = (account.budget or _ZERO) + amount


def _know(account: _Account, one: Ledger) -> None:
    """What is known of a project is known of what it belongs to."""
    if one.why is not None:
        account.reasons.update({name: one.why for name in SERIES if name not in account.reasons})
        return
    account.known |= set(SERIES) - set(one.missing)
    account.reasons.update(one.missing)
    account.compares = account.compares or one.is_comparable


def _key(by: By, project: Project, line: BudgetLine | None) -> str | None:
    match by:
        case "project":
            return project.id
        case "programme":
            return (project.charter.programme or "").lower() or None if project.charter else None
        case "vendor":
            return line.vendor.lower() if line is not None and line.vendor else None
        case "category":
            return line.category if line is not None else None
        case _:
            return f"{project.id}/{line.id}" if line is not None else None


def _years_after(day: datetime.date) -> datetime.date:
    if day.year + _FARTHEST_YEARS > datetime.MAXYEAR:
        return datetime.date.max
    return datetime.date(day.year + _FARTHEST_YEARS, 12, 31)
