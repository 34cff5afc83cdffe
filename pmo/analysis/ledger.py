"""The money of a project as single amounts, each with its period and budget line."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext
from typing import Final, Literal, get_args

from pmo.analysis.grids import Grid, month_of
from pmo.analysis.money import exchange_rate, left_to_spend, project_money
from pmo.analysis.periods import Spans, spans
from pmo.findings import Message, message
from pmo.model.budget import Budget, BudgetLine
from pmo.model.once import once_a_project
from pmo.model.portfolio import Portfolio, Project

Series = Literal["planned", "actual", "forecast"]
SERIES: Final[tuple[Series, ...]] = get_args(Series)

WIDE: Final = Context(prec=200)
"""Room for exact sums of figures as long as files can hold."""
NO_BUDGET: Final = message("there is no budget")
WITHHELD: Final = message("its budget is left out for the audience")
NO_RATE: Final = message("there is no exchange rate for its currency")
NO_PLAN: Final = message("no planned value is recorded")
NO_ACTUALS: Final = message("no actual cost is recorded")
NO_FORECAST: Final = message("there is no forecast of the cost to complete")


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount of a period in the office's currency."""

    series: Series
    period: str
    """As the file writes it."""
    first: int
    """First month of the period, counted from the year 0."""
    last: int
    """Last month of the period."""
    amount: Decimal
    line: BudgetLine | None
    """The budget line; None where none is named, or it is unknown."""
    own: Decimal
    """The same in the project's currency."""
    rate: Decimal

    def placed(self, grid: Grid, *, spread: bool) -> Iterator[tuple[int, Decimal]] | None:
        """Its amounts by period of the grid; None where it reaches over several and is not to be ``spread``."""
        start = grid.at(self.first)
        if self.first == self.last or start == grid.at(self.last):
            return iter([(start, self.amount)])
        if not spread:
            return None
        parts = grid.split(self.own, self.first, self.last)
        return ((number, part * self.rate) for number, part in parts)


@dataclass(frozen=True, slots=True)
class Ledger:
    """All amounts of a project; without any where ``why`` says so."""

    project: Project
    postings: tuple[Posting, ...] = ()
    rate: Decimal | None = None
    """Office currency for one unit of the project's."""
    why: Message | None = None
    """Why nothing of it is known."""
    missing: Mapping[Series, Message] = field(default_factory=dict)
    """Why a series is not known."""

    @property
    def is_comparable(self) -> bool:
        """Whether plan and outlook are both known, so that they can be compared."""
        return self.why is None and "planned" not in self.missing and "forecast" not in self.missing


@once_a_project
def ledger(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Ledger:
    """Planned and actual cost, and the forecast of what has no actual cost yet.

    What is still to come agrees with the estimate at completion of :func:`project_money`: nothing, once a project is
    over and no forecast says otherwise.
    """
    budget = project.budget
    if budget is None:
        return Ledger(project, why=WITHHELD if "budget" in project.withheld_kinds else NO_BUDGET)
    rate = exchange_rate(portfolio, portfolio.currency_of(project))
    if rate is None:
        return Ledger(project, why=NO_RATE)
    missing: dict[Series, Message] = {}
    if not budget.plan:
        missing["planned"] = NO_PLAN
    if not budget.actuals:
        missing["actual"] = NO_ACTUALS
    if project_money(portfolio, project, as_of).estimate is None:
        missing["forecast"] = NO_FORECAST
    with localcontext(WIDE):
        postings = tuple(_postings(budget, rate, spans(portfolio)))
    return Ledger(project, postings, rate, None, missing)


def _postings(budget: Budget, rate: Decimal, days: Spans) -> Iterator[Posting]:
    lines = {line.id.lower(): line for line in reversed(budget.lines)}
    entries = [
        *(("planned", one.period, one.planned, one.line) for one in budget.plan),
        *(("actual", one.period, one.cost, one.line) for one in budget.actuals),
        *(("forecast", one.period, one.cost, one.line) for one in left_to_spend(budget)),
    ]
    for series, period, amount, line in entries:
        first, last = days[period.text]
        own = Decimal(amount)
        yield Posting(
            series=series,  # type: ignore[arg-type]
            period=period.text,
            first=month_of(first),
            last=month_of(last),
            amount=own * rate,
            line=lines.get(line.lower()) if line else None,
            own=own,
            rate=rate,
        )
