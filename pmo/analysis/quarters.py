"""The quarter that a business review is about, by the office's fiscal year.

A review looks back: it is about the quarter that ended last, on the day or before it. So the review of the third quarter
can be made from its last day until the day before the fourth one ends. What moved is shown against the end of the
quarter before, which is the eve of the quarter's first day.
"""

import datetime
from dataclasses import dataclass

from pmo.analysis.grids import Grid
from pmo.model.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months of the office's fiscal year."""

    name: str
    """`2026-Q3`, or `FY2026-Q3` where the fiscal year does not begin in January."""
    first: datetime.date
    last: datetime.date


def reviewed_quarter(portfolio: Portfolio, as_of: datetime.date) -> Quarter:
    """The quarter that ended last, on the day or before it."""
    return _quarter(portfolio, as_of, -1)


def quarter_after(portfolio: Portfolio, as_of: datetime.date) -> Quarter:
    """The quarter after the reviewed one: where the day is not the last of a quarter, the one under way."""
    return _quarter(portfolio, as_of, 0)


def end_of_quarter_before(portfolio: Portfolio, as_of: datetime.date) -> datetime.date:
    """Last day of the quarter before the reviewed one: what a review compares with."""
    return _quarter(portfolio, as_of, -2).last


def _quarter(portfolio: Portfolio, as_of: datetime.date, steps: int) -> Quarter:
    """So many quarters after the one under way; on its last day a quarter is over. Time has an end."""
    start = portfolio.office.calendar.fiscal_year_start if portfolio.office else 1
    grid = Grid("quarter" if start == 1 else "fiscal-quarter", start)
    running = grid.of(as_of)
    running += grid.last_day(running) == as_of
    number = min(max(running + steps, grid.of(datetime.date.min)), grid.of(datetime.date.max))
    return Quarter(grid.name(number), grid.first_day(number), grid.last_day(number))
