"""Rules about amounts by period: planned value, actual cost, forecast and the profile of benefits."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from pmo.findings import message
from pmo.model.portfolio import Document, Keys, Portfolio
from pmo.model.scalars import Period
from pmo.rules.budgets import budgets
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import listed, span


class _Entry(Protocol):
    @property
    def period(self) -> Period: ...


class _Series(NamedTuple):
    """A list of amounts by period."""

    document: Document
    keys: Keys
    entries: Sequence[_Entry]

    @property
    def name(self) -> str:
        return str(self.keys[-1])

    def line(self, index: int) -> str | None:
        line = getattr(self.entries[index], "line", None)
        return line.lower() if line else None


def _series(portfolio: Portfolio) -> Iterator[_Series]:
    for _, document, budget in budgets(portfolio):
        if budget.plan:
            yield _Series(document, ("plan",), budget.plan)
        if budget.actuals:
            yield _Series(document, ("actuals",), budget.actuals)
        if budget.forecast:
            yield _Series(document, ("forecast",), budget.forecast)
    for entry in portfolio.entries("benefit"):
        if entry.record.profile:
            yield _Series(entry.document, (*entry.keys, "profile"), entry.record.profile)


def periods_of_different_length(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The planned value mixes months, quarters and years.

    **Why it matters.** Earned value is read period by period. Over periods of different length the curve bends where
    nothing happened, and earned schedule counts wrong.

    **Example.**

        plan:
          - {period: 2026-11, planned: 20000}
          - {period: 2027-Q1, planned: 60000}

    **Fix.** Plan all periods by month, by quarter or by year.
    """
    for _, document, budget in budgets(portfolio):
        if not budget.plan:
            continue
        first = budget.plan[0].period
        for index, entry in enumerate(budget.plan):
            if entry.period.length_months != first.length_months:
                yield problem(
                    document,
                    ("plan", index, "period"),
                    message(
                        "{period} is not as long as {first}, the first period of the plan",
                        period=entry.period,
                        first=first,
                    ),
                    message("plan all periods by month, by quarter or by year"),
                    related=[(document, ("plan", 0, "period"), message("the first period"))],
                )
                break


def duplicate_period(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A period stands twice in a list of amounts.

    **Why it matters.** Both amounts are added. Where the second was meant as a correction, the sum is wrong.

    **Example.**

        actuals:
          - {period: 2026-10, cost: 18250}
          - {period: 2026-10, cost: 18520}

    **Fix.** Keep one amount for each period and budget line.
    """
    for series in _series(portfolio):
        texts = {entry.period.text for entry in series.entries}
        if len(texts) == len(series.entries):
            continue
        seen: dict[tuple[str, str | None], int] = {}
        for index, entry in enumerate(series.entries):
            first = seen.setdefault((entry.period.text, series.line(index)), index)
            if first != index:
                text = message("{period} stands twice in {list}", period=entry.period, list=series.name)
                yield problem(
                    series.document,
                    (*series.keys, index, "period"),
                    text,
                    message("keep one amount for each period and budget line"),
                    related=[(series.document, (*series.keys, first, "period"), message("the first time"))],
                )


def overlapping_periods(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """Two periods of a list share days.

    **Why it matters.** The money of the shared days is counted twice: a quarter contains its months.

    **Example.**

        actuals:
          - {period: 2026-Q3, cost: 60000}
          - {period: 2026-09, cost: 18000}

    **Fix.** Keep the longer period, or the shorter ones in its place.
    """
    for series in _series(portfolio):
        shapes = {(entry.period.length_months, entry.period.text[0] == "F") for entry in series.entries}
        if len(shapes) == 1 or (series.keys == ("plan",) and len({months for months, _ in shapes}) > 1):
            continue  # periods of one kind never overlap; a plan of several lengths is a finding of its own
        overlap = _first_overlap(portfolio, series)
        if overlap is not None:
            earlier, later = overlap
            yield problem(
                series.document,
                (*series.keys, later, "period"),
                message(
                    "{period} and {other} share days",
                    period=series.entries[later].period,
                    other=series.entries[earlier].period,
                ),
                message("keep the longer period, or the shorter ones in its place"),
                related=[(series.document, (*series.keys, earlier, "period"), message("the other period"))],
            )


def _first_overlap(portfolio: Portfolio, series: _Series) -> tuple[int, int] | None:
    """The first two entries of one budget line whose periods differ and share days."""
    by_line: dict[str | None, list[int]] = defaultdict(list)
    for index in range(len(series.entries)):
        by_line[series.line(index)].append(index)
    for indexes in by_line.values():
        spans = sorted((*span(series.entries[index].period, portfolio.office), index) for index in indexes)
        latest = spans[0]
        for first, last, index in spans[1:]:
            other = latest[2]
            if first <= latest[1] and series.entries[index].period != series.entries[other].period:
                return min(index, other), max(index, other)
            latest = max(latest, (first, last, index), key=lambda one: one[1])
    return None


def actuals_in_the_future(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """Actual cost is recorded for a period that has not begun.

    **Why it matters.** Nothing can have been spent yet. It is a forecast, or a wrong period.

    **Example.** As of 2026-11-01:

        actuals:
          - {period: 2027-01, cost: 18250}

    **Fix.** Correct the period, or move the amount to `forecast`.
    """
    for _, document, budget in budgets(portfolio):
        future = [
            index
            for index, actual in enumerate(budget.actuals)
            if span(actual.period, portfolio.office)[0] > as_of
        ]
        if future:
            yield problem(
                document,
                ("actuals", future[0], "period"),
                message(
                    "actual cost of {periods} is recorded before the period begins",
                    periods=listed(budget.actuals[index].period for index in future),
                ),
                message("correct the period, or move the amount to forecast"),
            )


def forecast_for_the_past(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """The forecast of cost still holds periods that are over or already booked.

    **Why it matters.** The estimate at completion is actuals plus forecast: these periods are counted twice, or the
    forecast was not rolled forward.

    **Example.** As of 2026-11-01:

        actuals:
          - {period: 2026-10, cost: 18250}
        forecast:
          - {period: 2026-10, cost: 20000}

    **Fix.** Remove the periods that are over and estimate the rest anew.
    """
    for _, document, budget in budgets(portfolio):
        if not budget.forecast:
            continue
        booked = {(actual.period.text, actual.line and actual.line.lower()) for actual in budget.actuals}
        stale = [
            index
            for index, entry in enumerate(budget.forecast)
            if span(entry.period, portfolio.office)[1] < as_of
            or (entry.period.text, entry.line and entry.line.lower()) in booked
        ]
        if stale:
            yield problem(
                document,
                ("forecast", stale[0], "period"),
                message(
                    "the forecast still holds {periods}: over, or already in actuals",
                    periods=listed(dict.fromkeys(budget.forecast[index].period.text for index in stale)),
                ),
                message("remove these periods and estimate the rest anew"),
            )
