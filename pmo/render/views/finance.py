"""The view of `pmo finance`: money over time, where the year will end, what moved, what is to be decided."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pmo.analysis.authority import decider_for
from pmo.analysis.change_control import AGREED, TrackedChange, change_control
from pmo.analysis.finance import Amounts, By, Finance, Part, Row, finance
from pmo.analysis.grids import Grid, Unit
from pmo.analysis.money import Money, Total, budget_totals, converted, project_money, total
from pmo.analysis.performance import performance
from pmo.analysis.portfolio_performance import portfolio_performance
from pmo.analysis.tolerances import cost_tolerance
from pmo.analysis.year_end import (
    ContingencyUse,
    FiscalYear,
    RunRate,
    YearEnd,
    contingency_use,
    fiscal_year,
    fiscal_years,
    run_rate,
)
from pmo.findings import Message, message
from pmo.locale import Language
from pmo.model.portfolio import Portfolio, Project
from pmo.model.scalars import Period
from pmo.render.views.parts import Heading, named, where
from pmo.render.views.words import in_words

TEMPLATE = "finance.md.jinja"
LOOK_BACK = 3
"""Periods that the run rate is taken over, unless asked for otherwise."""
_NO_ESTIMATE = message("there is no estimate at completion")


@dataclass(frozen=True, slots=True)
class Asked:
    """What `pmo finance` is asked for."""

    by: By = "project"
    unit: Unit = "quarter"
    spread: bool = False
    first: datetime.date | None = None
    last: datetime.date | None = None
    look_back: int = LOOK_BACK


@dataclass(frozen=True, slots=True)
class PartView:
    """Money of some of the projects."""

    planned: Decimal | None
    """Planned cost."""
    actual: Decimal | None
    """All that is booked."""
    forecast: Decimal | None
    """Still to come."""
    outlook: Decimal | None
    """Actual and forecast."""


@dataclass(frozen=True, slots=True)
class AmountsView:
    """Money in a period, or in all of them; None where it is not recorded."""

    planned: Decimal | None
    """Planned cost."""
    actual: Decimal | None
    """All that is booked, for running periods too."""
    forecast: Decimal | None
    """Still to come: forecast of what has no actual cost yet."""
    outlook: Decimal | None
    """Actual and forecast; None where there is no forecast."""
    difference: Decimal | None
    """Outlook less planned, over the projects that have both; above zero is dearer than planned."""
    compared: PartView | None
    """Of these projects; None where there is none."""
    others: PartView | None
    """Of the projects that have no plan or no forecast; None where nothing is compared, or there is nothing of them."""


@dataclass(frozen=True, slots=True)
class PeriodRow(AmountsView):
    """A period."""

    period: Period
    """The period."""
    first: datetime.date
    """Its first day."""
    last: datetime.date
    """Its last day."""
    resources: Decimal | None
    """Cost of confirmed people and equipment by loads and rates."""
    requested: Decimal | None
    """The same of what is requested or unfilled, and of proposed projects."""


@dataclass(frozen=True, slots=True)
class CellRow(AmountsView):
    """A period of a row."""

    period: Period
    """The period."""


@dataclass(frozen=True, slots=True)
class ContractsView:
    """Contracts of a vendor with projects that are asked for, in the office's currency."""

    value: Decimal | None
    """What they are worth."""
    invoiced: Decimal | None
    """Invoiced so far."""
    paid: Decimal | None
    """Paid so far."""
    not_converted: tuple[str, ...]
    """Ids of contracts that are not in the sums, for want of an exchange rate."""


@dataclass(frozen=True, slots=True)
class MoneyRow(AmountsView):
    """A project, programme, vendor, category or budget line."""

    key: str | None
    """Id, `<project>/<line>` for a line; None for what belongs to none."""
    title: str | None
    """What readers call it."""
    projects: tuple[str, ...]
    """Ids of the projects behind it."""
    budget: Decimal | None
    """Approved budget of projects and programmes; else the amounts of the budget lines."""
    estimate: Decimal | None
    """Estimate at completion of projects and programmes: all actual cost and the forecast (bottom-up)."""
    estimated_budget: Decimal | None
    """Approved budgets of the projects that have one and an estimate."""
    estimate_cpi: Decimal | None
    """Estimate at completion of a project by CPI, as `pmo evm` has it."""
    overrun: Decimal | None
    """Estimate less budget, of the projects that have both."""
    per_month: Decimal | None
    """Run rate of a project: what it spends in a month."""
    resources: Decimal | None
    """Cost of confirmed people and equipment by loads and rates, in the periods shown."""
    requested: Decimal | None
    """The same of what is requested or unfilled."""
    contracts: ContractsView | None
    """Of a vendor."""
    periods: tuple[CellRow, ...]
    """Period by period."""
    reasons: Mapping[str, str]
    """Why a figure is None, by its name; under `all` why nothing is known."""


@dataclass(frozen=True, slots=True)
class LifeTotals:
    """Money of the open projects over their whole life, as `pmo status` has it."""

    projects: int
    """Open projects that have a budget."""
    approved: Decimal
    """Approved budgets."""
    actual_to_date: Decimal
    """Actual cost of periods that have ended."""
    contingency: Decimal
    """Part of approved that is held for known risks."""
    estimate: Decimal | None
    """Estimate at completion (all actual cost and the forecast) of those that have one and an approved budget; None
    where none has."""
    estimated_approved: Decimal | None
    """Approved budgets of the same projects."""
    overrun: Decimal | None
    """Estimate less these."""
    overrun_share: float | None
    """As a fraction of them."""
    estimate_cpi: Decimal | None
    """Estimate at completion by CPI of the projects in `cpi_projects`, as `pmo evm` has it."""
    cpi_projects: tuple[str, ...]
    """Ids of the projects that have all figures of earned value."""
    without_estimate: tuple[str, ...]
    """Ids of open projects with a budget and without an estimate."""
    not_converted: tuple[str, ...]
    """Ids of projects that are in no sum, for want of an exchange rate."""


@dataclass(frozen=True, slots=True)
class YearEndRow:
    """Where a project will stand at the end of the fiscal year."""

    project: str
    """Its id."""
    title: str
    """Its title."""
    planned: Decimal | None
    """Planned in the year."""
    actual: Decimal | None
    """Booked so far in the year."""
    forecast: Decimal | None
    """For the rest of the year."""
    outlook: Decimal | None
    """Actual and forecast."""
    difference: Decimal | None
    """Outlook less planned; above zero is dearer than planned."""
    at_run_rate: Decimal | None
    """Actual, and the run rate for the rest of the year."""
    reasons: Mapping[str, str]
    """Why a figure is None, by its name."""


@dataclass(frozen=True, slots=True)
class FiscalYearView:
    """A fiscal year: sums over the projects whose plan and outlook are known."""

    period: Period
    """The fiscal year."""
    first: datetime.date
    """Its first day."""
    last: datetime.date
    """Its last day."""
    planned: Decimal | None
    """Planned in the year."""
    actual: Decimal | None
    """Booked so far in the year."""
    forecast: Decimal | None
    """For the rest of the year."""
    outlook: Decimal | None
    """Actual and forecast."""
    difference: Decimal | None
    """Outlook less planned; above zero is dearer than planned."""
    difference_share: float | None
    """As a fraction of planned."""
    at_run_rate: Decimal | None
    """Actual, and the run rates of open projects for the rest of the year; None where one has none."""
    others: PartView | None
    """What is known of the projects that are not in the sums; None where there is nothing."""
    projects: tuple[YearEndRow, ...]
    """Open projects with a budget, and those that are over with money in the year; the dearest first."""
    left_out: Mapping[str, str]
    """Why projects are not in the sums, by their id."""


@dataclass(frozen=True, slots=True)
class RunRateView:
    """What the open projects spend in a month."""

    look_back: int
    """Periods with actual cost that each project's mean is taken over."""
    per_month: Decimal | None
    """Sum over the projects that have one."""
    projects: tuple[str, ...]
    """Their ids."""
    first: datetime.date | None
    """First day that counts for any."""
    last: datetime.date | None
    """Last day that counts for any."""
    left_out: Mapping[str, str]
    """Why open projects with a budget have none, by their id."""


@dataclass(frozen=True, slots=True)
class ContingencyRow:
    """How much of a project's contingency is used."""

    project: str
    """Its id."""
    title: str
    """Its title."""
    held: Decimal
    """Held for known risks."""
    used: Decimal | None
    """Drawn so far: booked on its lines, else what the work done cost above its share of the budget without it."""
    is_booked: bool
    """Whether what is used is booked on its lines."""
    committed: Decimal
    """Expected cost of what has happened and is not solved."""
    left: Decimal | None
    """Held less used and committed; below zero when more than there was."""
    claimed: Decimal | None
    """What the estimate at completion takes of it in the end."""
    share: float | None
    """Used as a fraction of held."""
    changes: Decimal
    """Approved changes; they raised the budget and took nothing of the contingency."""
    reasons: Mapping[str, str]
    """Why a figure is None, by its name."""


@dataclass(frozen=True, slots=True)
class MovedRow:
    """What moved the money of a project."""

    address: str
    """Of the change, or the project."""
    where: str
    """Title of the project, the programme, or name of the portfolio."""
    title: str | None
    """The change; None for an estimate that moved."""
    day: datetime.date | None
    """Day of the decision."""
    approved: Decimal | None
    """By how much the approved budget moved."""
    estimate: Decimal | None
    """By how much the estimate at completion moved; None where it is not known then and now."""


@dataclass(frozen=True, slots=True)
class ToDecideRow:
    """A decision about money."""

    address: str
    """Of the change, or the project."""
    where: str
    """Title of the project, the programme, or name of the portfolio."""
    title: str | None
    """The change that is asked for; None for a project whose estimate is beyond its tolerance."""
    cost: Decimal | None
    """What the change adds; by how much the estimate is above the approved budget."""
    share: float | None
    """As a fraction of the approved budget."""
    tolerance: float | None
    """Overrun that would still be the project's own business, as a fraction."""
    by: str | None
    """Name of who decides; None where nobody has the authority."""
    age_days: int | None
    """Working days since the change was asked for."""
    status: str | None
    """Of the change: submitted, assessed, postponed."""

    @property
    def is_ready(self) -> bool:
        """Whether it can be decided: not a change that is to be assessed first, or was postponed."""
        return self.status not in ("submitted", "postponed")


@dataclass(frozen=True, slots=True)
class FinanceView:
    """Money over time."""

    heading: Heading
    """Portfolio, revision and day."""
    currency: str
    """Currency of all amounts: the office's."""
    by: str
    """project, programme, vendor, category or line."""
    unit: str
    """month, quarter, year, fiscal-quarter or fiscal-year."""
    spread: bool
    """Whether longer periods of the files were spread evenly over their months."""
    first: datetime.date | None
    """First day of the periods shown."""
    last: datetime.date | None
    """Last day of the periods shown."""
    life: LifeTotals
    """Over the whole life of the open projects."""
    periods: tuple[PeriodRow, ...]
    """Period by period; projects that are over count too."""
    apart: AmountsView | None
    """Amounts of periods that reach over several of those asked for; in the total."""
    apart_periods: tuple[str, ...]
    """These periods."""
    total: AmountsView
    """All periods, and what stands apart."""
    resources: Decimal | None
    """Cost of confirmed people and equipment in all periods."""
    requested: Decimal | None
    """The same of what is requested or unfilled."""
    without_rate: tuple[str, ...]
    """People, roles and equipment that are not in these, for want of a rate."""
    rows: tuple[MoneyRow, ...]
    """By what is asked for; the largest first, what belongs to none last."""
    fiscal_year: FiscalYearView
    """The one that holds the day."""
    fiscal_years: tuple[FiscalYearView, ...]
    """All with money in them, one after the other."""
    run_rate: RunRateView
    """What is spent in a month."""
    contingency: tuple[ContingencyRow, ...]
    """The most used first."""
    moved: tuple[MovedRow, ...]
    """Estimates and budgets that moved since `since`; without one, changes approved in the fiscal year."""
    since: datetime.date | None
    """Earlier day that is compared with."""
    to_decide: tuple[ToDecideRow, ...]
    """Estimates beyond their tolerance, then changes that wait, those that are not assessed or were postponed last; the
    most expensive first."""
    others: Mapping[str, str]
    """Why projects have no part in the differences, by their id: the plan or the forecast is missing."""
    missing: Mapping[str, Mapping[str, str]]
    """Why a series of a project is not in the sums, by its id."""
    left_out: Mapping[str, str]
    """Why nothing is known of projects, by their id."""


def finance_view(
    portfolio: Portfolio,
    projects: Iterable[Project],
    heading: Heading,
    language: Language,
    asked: Asked = Asked(),
    then: tuple[Portfolio, datetime.date] | None = None,
) -> FinanceView:
    """Money of these projects; ``then`` is the portfolio as it stood before, and its day."""
    return _Builder(portfolio, tuple(projects), heading, language, asked).view(then)


class _Builder:
    def __init__(
        self,
        portfolio: Portfolio,
        projects: tuple[Project, ...],
        heading: Heading,
        language: Language,
        asked: Asked,
    ) -> None:
        self.portfolio, self.projects, self.heading = portfolio, projects, heading
        self.language, self.asked, self.as_of = language, asked, heading.as_of
        self.open = [one for one in projects if one.is_open]
        self.rates = {
            one.id: run_rate(portfolio, one, self.as_of, asked.look_back) for one in self.open if one.budget
        }

    def view(self, then: tuple[Portfolio, datetime.date] | None) -> FinanceView:
        asked = self.asked
        start = fiscal_years(self.portfolio).fiscal_year_start
        found = finance(
            self.portfolio,
            self.projects,
            self.as_of,
            Grid(asked.unit, start),
            by=asked.by,
            spread=asked.spread,
            first=asked.first,
            last=asked.last,
        )
        year = self._year(None)
        return FinanceView(
            heading=self.heading,
            currency=self.portfolio.office.currency if self.portfolio.office else "EUR",
            by=asked.by,
            unit=asked.unit,
            spread=asked.spread,
            first=found.first,
            last=found.last,
            life=self._life(),
            periods=tuple(
                PeriodRow(
                    **_amounts(one.amounts),
                    period=Period(one.name),
                    first=one.first,
                    last=one.last,
                    resources=one.resources.confirmed,
                    requested=one.resources.requested,
                )
                for one in found.periods
            ),
            apart=AmountsView(**_amounts(found.apart)) if found.apart is not None else None,
            apart_periods=found.apart_periods,
            total=AmountsView(**_amounts(found.total)),
            resources=found.resources.confirmed,
            requested=found.resources.requested,
            without_rate=found.resources.without_rate,
            rows=self._rows(found),
            fiscal_year=year,
            fiscal_years=self._years(year),
            run_rate=self._run_rate(),
            contingency=tuple(
                self._contingency(one) for one in contingency_use(self.portfolio, self.projects, self.as_of)
            ),
            moved=self._moved(year, then),
            since=then[1] if then is not None else None,
            to_decide=self._to_decide(),
            others=self._reasons(
                {
                    id_: why
                    for id_, reasons in found.missing.items()
                    if (why := reasons.get("planned") or reasons.get("forecast")) is not None
                }
            ),
            missing={id_: self._reasons(reasons) for id_, reasons in found.missing.items()},
            left_out=self._reasons(found.left_out),
        )

    def _reasons(self, reasons: Mapping[Any, Message]) -> dict[str, str]:
        return {str(name): in_words(why, self.language) for name, why in reasons.items()}

    def _office(self, money: Money | None) -> Decimal | None:
        own = converted(self.portfolio, money) if money is not None else None
        return own.amount if own is not None else None

    # rows

    def _rows(self, found: Finance) -> tuple[MoneyRow, ...]:
        rows = [self._row(one, found) for one in found.rows]
        return tuple(sorted(rows, key=_largest))

    def _row(self, one: Row, found: Finance) -> MoneyRow:
        reasons = self._reasons(one.reasons)
        estimate = estimated_budget = estimate_cpi = overrun = per_month = None
        if one.why is not None:
            reasons["all"] = in_words(one.why, self.language)
        elif self.asked.by in ("project", "programme"):
            estimate, estimated_budget, overrun = self._estimate(one)
            if estimate is None:
                reasons["estimate"] = in_words(_NO_ESTIMATE, self.language)
        if self.asked.by == "project" and one.key is not None and one.why is None:
            project = self.portfolio.projects[one.key]
            by_cpi = performance(self.portfolio, project, self.as_of)
            eac = by_cpi.value.eac.cpi
            estimate_cpi = self._office(Money(eac, by_cpi.currency)) if eac is not None else None
            if eac is None:
                reasons["estimate_cpi"] = in_words(by_cpi.reasons["eac.cpi"], self.language)
            rate = self.rates.get(one.key)
            per_month = rate.per_month if rate is not None else None
            if rate is not None and rate.why is not None:
                reasons["per_month"] = in_words(rate.why, self.language)
        cost = one.resources
        if cost is not None and cost.why is not None:
            reasons["resources"] = in_words(cost.why, self.language)
        periods = zip(found.periods, one.cells, strict=True)
        return MoneyRow(
            **_amounts(one.total),
            key=one.key,
            title=self._title(one.key),
            projects=one.projects,
            budget=one.budget,
            estimate=estimate,
            estimated_budget=estimated_budget,
            estimate_cpi=estimate_cpi,
            overrun=overrun,
            per_month=per_month,
            resources=cost.confirmed if cost is not None else None,
            requested=cost.requested if cost is not None else None,
            contracts=self._contracts(one.key) if self.asked.by == "vendor" and one.key else None,
            periods=tuple(CellRow(**_amounts(cell), period=Period(period.name)) for period, cell in periods),
            reasons=reasons,
        )

    def _estimate(self, one: Row) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """Estimate at completion, the approved budgets of the same projects, and what it is above them."""
        projects = [self.portfolio.projects[id_] for id_ in one.projects]
        if self.asked.by == "project":
            money = project_money(self.portfolio, projects[0], self.as_of)
            overrun = self._office(money.overrun)
            budget = self._office(money.approved) if overrun is not None else None
            return self._office(money.estimate), budget, overrun
        found = budget_totals(self.portfolio, projects, self.as_of)
        if not found.estimated:
            return None, None, None
        return found.estimate.amount, found.estimated_approved.amount, found.overrun.amount

    def _title(self, key: str | None) -> str | None:
        portfolio = self.portfolio
        if key is None:
            return None
        match self.asked.by:
            case "project":
                return portfolio.projects[key].title
            case "programme":
                return portfolio.programmes[key].title if key in portfolio.programmes else key
            case "vendor":
                return portfolio.vendors[key].name if key in portfolio.vendors else key
            case "category":
                return self.language.label("word", key)
        project, _, id_ = key.partition("/")
        budget = portfolio.projects[project].budget
        return next((line.title for line in budget.lines if line.id == id_), id_) if budget else id_

    def _contracts(self, vendor: str) -> ContractsView | None:
        found = self.portfolio.vendors.get(vendor)
        ids = {one.id for one in self.projects}
        office = self.portfolio.office.currency if self.portfolio.office else "EUR"
        of_these = [
            one
            for one in (found.contracts if found is not None else ())
            if one.project is None or one.project.lower() in ids
        ]
        if not of_these:
            return None

        def sum_of(name: str) -> Total:
            amounts = ((one.id, getattr(one, name), one.currency or office) for one in of_these)
            return total(
                self.portfolio,
                ((id_, None if amount is None else Money(amount, own)) for id_, amount, own in amounts),
            )

        value, invoiced, paid = sum_of("value"), sum_of("invoiced"), sum_of("paid")
        without = [id_ for one in (value, invoiced, paid) for id_ in one.not_converted]
        return ContractsView(
            value=value.sum.amount if value.counted else None,
            invoiced=invoiced.sum.amount if invoiced.counted else None,
            paid=paid.sum.amount if paid.counted else None,
            not_converted=tuple(dict.fromkeys(without)),
        )

    # the whole

    def _life(self) -> LifeTotals:
        known = [one for one in self.open if one.budget is not None]
        money = budget_totals(self.portfolio, known, self.as_of)
        has_estimate = bool(money.estimated)
        evm = portfolio_performance(self.portfolio, self.open, self.as_of).whole
        return LifeTotals(
            projects=len(known),
            approved=money.approved.amount,
            actual_to_date=money.actual.amount,
            contingency=money.contingency.amount,
            estimate=money.estimate.amount if has_estimate else None,
            estimated_approved=money.estimated_approved.amount if has_estimate else None,
            overrun=money.overrun.amount if has_estimate else None,
            overrun_share=money.overrun_share if has_estimate else None,
            estimate_cpi=evm.value.eac.cpi,
            cpi_projects=evm.counted,
            without_estimate=tuple(
                one.id for one in known if project_money(self.portfolio, one, self.as_of).estimate is None
            ),
            not_converted=money.not_converted,
        )

    def _year(self, number: int | None) -> FiscalYearView:
        found = fiscal_year(
            *(self.portfolio, self.projects, self.as_of, number),
            spread=self.asked.spread,
            count=self.asked.look_back,
        )
        return self._year_view(found)

    def _years(self, current: FiscalYearView) -> tuple[FiscalYearView, ...]:
        """Every fiscal year with money in it; the run rate says nothing about years that have not begun or are over."""
        grid = fiscal_years(self.portfolio)
        whole = finance(self.portfolio, self.projects, self.as_of, grid, spread=self.asked.spread)
        found = []
        for one in whole.periods:
            if not any((one.amounts.planned, one.amounts.actual, one.amounts.forecast)):
                continue
            found.append(current if one.name == str(current.period) else self._year(grid.of(one.last)))
        return tuple(found)

    def _year_view(self, one: FiscalYear) -> FiscalYearView:
        rows = [self._year_end(project) for project in one.projects]
        rows.sort(key=lambda row: (row.difference is None, -(row.difference or 0), row.project))
        is_current = one.first <= self.as_of <= one.last
        return FiscalYearView(
            period=Period(one.name),
            first=one.first,
            last=one.last,
            planned=one.planned,
            actual=one.actual,
            forecast=one.forecast,
            outlook=one.outlook,
            difference=one.difference,
            difference_share=float(one.difference / one.planned)
            if one.difference is not None and one.planned
            else None,
            at_run_rate=one.at_run_rate if is_current else None,
            others=_part(one.others) if _has_money(one.others) else None,
            projects=tuple(rows) if is_current else (),
            left_out=self._reasons(one.left_out),
        )

    def _year_end(self, one: YearEnd) -> YearEndRow:
        return YearEndRow(
            project=one.project.id,
            title=one.project.title,
            planned=one.planned,
            actual=one.actual,
            forecast=one.forecast,
            outlook=one.outlook,
            difference=one.difference,
            at_run_rate=one.at_run_rate,
            reasons=self._reasons(one.reasons),
        )

    def _run_rate(self) -> RunRateView:
        known: dict[str, RunRate] = {id_: one for id_, one in self.rates.items() if one.per_month is not None}
        return RunRateView(
            look_back=self.asked.look_back,
            per_month=sum((one.per_month for one in known.values() if one.per_month is not None), Decimal(0))
            if known
            else None,
            projects=tuple(known),
            first=min((one.first for one in known.values() if one.first is not None), default=None),
            last=max((one.last for one in known.values() if one.last is not None), default=None),
            left_out=self._reasons({id_: one.why for id_, one in self.rates.items() if one.why is not None}),
        )

    def _contingency(self, one: ContingencyUse) -> ContingencyRow:
        return ContingencyRow(
            project=one.project.id,
            title=one.project.title,
            held=one.held,
            used=one.used,
            is_booked=one.is_booked,
            committed=one.committed,
            left=one.left,
            claimed=one.claimed,
            share=one.share,
            changes=one.changes,
            reasons=self._reasons(one.reasons),
        )

    # what moved, what is to be decided

    def _moved(
        self, year: FiscalYearView, then: tuple[Portfolio, datetime.date] | None
    ) -> tuple[MovedRow, ...]:
        if then is not None:
            return self._moved_since(*then)
        rows = []
        for one in self._changes():
            decided = one.change.decision.date if one.change.decision is not None else None
            if (
                one.change.status in AGREED
                and one.change.impact.cost
                and decided is not None
                and year.first <= decided <= min(year.last, self.as_of)
            ):
                rows.append(
                    MovedRow(
                        one.address,
                        where(self.portfolio, one.holder),
                        one.change.title,
                        decided,
                        self._office(Money(one.change.impact.cost, one.currency)),
                        None,
                    )
                )
        return tuple(sorted(rows, key=lambda row: (row.day or datetime.date.min, row.address), reverse=True))

    def _moved_since(self, before: Portfolio, day: datetime.date) -> tuple[MovedRow, ...]:
        """Budgets and estimates then and now, at the rates of now."""
        rows = []
        for project in self.projects:
            earlier = before.projects.get(project.id)
            if earlier is None or project.budget is None:
                continue
            now, then = (
                project_money(self.portfolio, project, self.as_of),
                project_money(before, earlier, day),
            )
            if now.currency != then.currency:
                continue
            approved = _moved_by(self._office(then.approved), self._office(now.approved))
            estimate = _moved_by(self._office(then.estimate), self._office(now.estimate))
            if approved or estimate:
                rows.append(MovedRow(project.id, project.title, None, None, approved, estimate))
        return tuple(
            sorted(rows, key=lambda row: (-abs(row.estimate or row.approved or Decimal(0)), row.address))
        )

    def _to_decide(self) -> tuple[ToDecideRow, ...]:
        """Estimates beyond their tolerance, then changes; those of programmes and the office too where all is shown."""
        whole = len(self.projects) == len(self.portfolio.projects)
        holders = self.portfolio.holders if whole else self.projects
        beyond = []
        for project in self.open:
            money = project_money(self.portfolio, project, self.as_of)
            allowed = cost_tolerance(self.portfolio, project)
            if allowed is None or money.overrun_share is None or money.overrun is None:
                continue
            if money.overrun_share > allowed:
                cost = self._office(money.overrun)
                decider = decider_for(self.portfolio, project, cost, 0) if cost is not None else None
                beyond.append(
                    ToDecideRow(
                        address=project.id,
                        where=project.title,
                        title=None,
                        cost=cost,
                        share=money.overrun_share,
                        tolerance=float(allowed),
                        by=named(self.portfolio, decider, project),
                        age_days=None,
                        status=None,
                    )
                )
        waiting = [
            ToDecideRow(
                address=one.address,
                where=where(self.portfolio, one.holder),
                title=one.change.title,
                cost=self._office(Money(one.change.impact.cost, one.currency)),
                share=None,
                tolerance=None,
                by=named(self.portfolio, one.decider, one.holder),
                age_days=one.age_days,
                status=one.change.status,
            )
            for one in change_control(self.portfolio, holders, self.as_of).changes
            if one.is_pending and one.change.impact.cost
        ]
        beyond.sort(key=_most_expensive)
        waiting.sort(key=lambda row: (row.status != "assessed", *_most_expensive(row)))
        return (*beyond, *waiting)

    def _changes(self) -> tuple[TrackedChange, ...]:
        return change_control(self.portfolio, self.projects, self.as_of).changes


def _amounts(one: Amounts) -> dict[str, Any]:
    outlook = None if one.forecast is None else (one.actual or Decimal(0)) + one.forecast
    compared = _part(one.compared)
    if compared is not None and one.actual is None:
        compared = replace(compared, actual=None)
    return {
        "planned": one.planned,
        "actual": one.actual,
        "forecast": one.forecast,
        "outlook": outlook,
        "difference": one.difference,
        "compared": compared,
        "others": _part(one.others) if _has_money(one.others) else None,
    }


def _part(one: Part | None) -> PartView | None:
    return PartView(one.planned, one.actual, one.forecast, one.outlook) if one is not None else None


def _has_money(one: Part | None) -> bool:
    return one is not None and any((one.planned, one.actual, one.forecast))


def _largest(row: MoneyRow) -> tuple[bool, bool, Decimal, str]:
    size = row.budget if row.budget is not None else row.planned
    return (row.key is None, "all" in row.reasons, -(size or Decimal(0)), row.key or "")


def _most_expensive(row: ToDecideRow) -> tuple[Decimal, str]:
    return -(row.cost or Decimal(0)), row.address


def _moved_by(then: Decimal | None, now: Decimal | None) -> Decimal | None:
    return now - then if then is not None and now is not None else None
