"""The reporting period that a page belongs to."""

import datetime
import re
from typing import Literal

from pmo.analysis.calendars import calendar_of
from pmo.model.office import Reporting
from pmo.model.portfolio import Portfolio

Cycle = Literal["weekly", "fortnightly", "monthly", "quarterly"]

_SHAPE = re.compile(r"(?P<fiscal>FY)?\d{4}-(?:\d\d|(?P<quarter>Q)\d|(?P<week>W)\d\d)", re.IGNORECASE)


def period_of(portfolio: Portfolio, as_of: datetime.date) -> str:
    """The reporting period that goes on: `2026-10`, `2026-Q4`, `2026-W44`.

    It ends when the office's days of grace have passed: until then the reports that come in belong to it.
    """
    reporting = portfolio.office.reporting if portfolio.office else Reporting()
    day = as_of
    if reporting.grace_days:
        day = min(calendar_of(portfolio).add_working_days(as_of, -reporting.grace_days), as_of)
    return named_period(day, reporting.cycle)


def named_period(day: datetime.date, cycle: Cycle) -> str:
    """The period of a cycle that holds a day; two weeks are called after the first, which is odd."""
    match cycle:
        case "quarterly":
            return f"{day.year:04}-Q{(day.month + 2) // 3}"
        case "monthly":
            return f"{day.year:04}-{day.month:02}"
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week - (week % 2 == 0 and cycle == 'fortnightly'):02}"


def is_like_period(text: str) -> bool:
    """Whether an id reads like a period."""
    return _SHAPE.fullmatch(text) is not None


def is_later(one: str, other: str) -> bool:
    """Whether a period comes after another of the same cycle; False for those of two cycles."""
    return _kind(one) == _kind(other) and one > other


def _kind(period: str) -> tuple[str | None, ...]:
    found = _SHAPE.fullmatch(period)
    return found.group("fiscal", "quarter", "week") if found is not None else (period,)
