"""Rules about amounts by period: planned value, actual cost, forecast and the profile of benefits."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, Protocol

from pmo.analysis.periods import Spans, spans
from pmo.findings import message
from pmo.model.once import once
from pmo.model.portfolio import Document, Keys, Portfolio
from pmo.model.scalars import Period
from pmo.rules.budgets import budgets
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import listed


class _Amount(Protocol):
    @property
    def period(self) -> Period: ...


class _Series(NamedTuple):
    """A list of amounts by period."""

    document: Document
    keys: Keys
    amounts: Sequence[_Amount]
    periods: Sequence[str]

    @property
    def name(self) -> str:
        return str(self.keys[-1])

    @property
    def is_even(self) -> bool:
        """Whether all periods are months, quarters or years, calendar or fiscal: then no two different ones overlap."""
        if len(set(map(len, self.periods))) > 1:
            return False
        return "".join(self.periods).count("Q") in (0, len(self.periods))

    def place(self, index: int) -> Keys:
        """Keys of a period."""
        return (*self.keys, index, "period")

    def line(self, index: int) -> str | None:
        """Budget line of an amount."""
        line = getattr(self.amounts[index], "line", None)
        return line.lower() if line else None


@once
def _series(portfolio: Portfolio) -> Mapping[str, Sequence[_Series]]:
    """All lists of amounts by period, by their name."""
    found: dict[str, list[_Series]] = {"plan": [], "actuals": [], "forecast": [], "profile": []}
    for document, keys, amounts in _lists(portfolio):
        if amounts:
            periods = [amount.period.text for amount in amounts]
            found[str(keys[-1])].append(_Series(document, keys, amounts, periods))
    return found


def _lists(portfolio: Portfolio) -> Iterator[tuple[Document, Keys, Sequence[_Amount]]]:
    for _, document, budget in budgets(portfolio):
        yield document, ("plan",), budget.plan
        yield document, ("actuals",), budget.actuals
        yield document, ("forecast",), budget.forecast
    for entry in portfolio.entries("benefit"):
        yield entry.document, (*entry.keys, "profile"), entry.record.profile


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
    for series in _series(portfolio)["plan"]:
        if series.is_even:
            continue
        first = series.amounts[0].period
        for index, amount in enumerate(series.amounts):
            if amount.period.length_months != first.length_months:
                text = message(
                    "{period} is not as long as {first}, the first of the plan",
                    period=amount.period,
                    first=first,
                )
                hint = message("plan all periods by month, by quarter or by year")
                also = [(series.document, series.place(0), message("the first period"))]
                yield problem(series.document, series.place(index), text, hint, related=also)
                break


def actuals_of_another_length(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """Actual cost is recorded for periods of another length than those of the plan.

    **Why it matters.** Earned value stops at the end of the last planned period that is over. What is booked by longer
    periods is missing until they end, and CPI looks better than it is.

    **Example.**

        plan:
          - {period: 2026-10, planned: 20000}
          - {period: 2026-11, planned: 20000}
        actuals:
          - {period: 2026-Q4, cost: 40000}

    **Fix.** Record actual cost by the periods of the plan.
    """
    plans = {series.document.path: series for series in _series(portfolio)["plan"]}
    for series in _series(portfolio)["actuals"]:
        plan = plans.get(series.document.path)
        if plan is None or _lengths(plan) > 1:  # that is a finding of its own
            continue
        planned = plan.amounts[0].period
        for index, amount in enumerate(series.amounts):
            if amount.period.length_months != planned.length_months:
                text = message(
                    "{period} is not as long as {first}, the first period of the plan",
                    period=amount.period.text,
                    first=planned.text,
                )
                hint = message("record actual cost by the periods of the plan")
                also = [(plan.document, plan.place(0), message("the first period of the plan"))]
                yield problem(series.document, series.place(index), text, hint, related=also)
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
    for series in chain.from_iterable(_series(portfolio).values()):
        if len(set(series.periods)) == len(series.periods):
            continue
        seen: dict[tuple[str, str | None], int] = {}
        for index, period in enumerate(series.periods):
            first = seen.setdefault((period, series.line(index)), index)
            if first != index:
                text = message("{period} stands twice in {list}", period=period, list=series.name)
                hint = message("keep one amount for each period and budget line")
                also = [(series.document, series.place(first), message("the first time"))]
                yield problem(series.document, series.place(index), text, hint, related=also)


def overlapping_periods(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """Two periods of a list share days.

    **Why it matters.** The money of the shared days is counted twice: a quarter contains its months.

    **Example.**

        actuals:
          - {period: 2026-Q3, cost: 60000}
          - {period: 2026-09, cost: 18000}

    **Fix.** Keep the longer period, or the shorter ones in its place.
    """
    for series in chain.from_iterable(_series(portfolio).values()):
        if series.is_even or (series.name == "plan" and _lengths(series) > 1):  # that is a finding of its own
            continue
        overlap = _first_overlap(series, spans(portfolio))
        if overlap is not None:
            earlier, later = overlap
            text = message(
                "{period} and {other} share days", period=series.periods[later], other=series.periods[earlier]
            )
            hint = message("keep the longer period, or the shorter ones in its place")
            also = [(series.document, series.place(earlier), message("the other period"))]
            yield problem(series.document, series.place(later), text, hint, related=also)


def _lengths(series: _Series) -> int:
    return len({amount.period.length_months for amount in series.amounts})


def _first_overlap(series: _Series, days: Spans) -> tuple[int, int] | None:
    """Two entries of one budget line whose periods differ and share days, in order of the file."""
    by_line: dict[str | None, list[int]] = defaultdict(list)
    for index in range(len(series.amounts)):
        by_line[series.line(index)].append(index)
    for indexes in by_line.values():
        in_order = sorted(indexes, key=lambda one: days[series.periods[one]])
        reach = in_order[0]
        for index in in_order[1:]:
            end = days[series.periods[reach]][1]
            if days[series.periods[index]][0] <= end and series.periods[index] != series.periods[reach]:
                return min(index, reach), max(index, reach)
            reach = index if days[series.periods[index]][1] > end else reach
    return None


def actuals_in_the_future(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """Actual cost is recorded for a period that has not begun.

    **Why it matters.** Nothing can have been spent yet. It is a forecast, or a wrong period.

    **Example.** As of 2026-11-01:

        actuals:
          - {period: 2027-01, cost: 18250}

    **Fix.** Correct the period, or move the amount to `forecast`.
    """
    days = spans(portfolio)
    for series in _series(portfolio)["actuals"]:
        future = [index for index, period in enumerate(series.periods) if days[period][0] > as_of]
        if future:
            yield problem(
                series.document,
                series.place(future[0]),
                message(
                    "actual cost of {periods} is recorded before the period begins",
                    periods=listed(dict.fromkeys(series.periods[index] for index in future)),
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
    days = spans(portfolio)
    actuals = {series.document.path: series for series in _series(portfolio)["actuals"]}
    for series in _series(portfolio)["forecast"]:
        actual = actuals.get(series.document.path)
        booked = (
            {(period, actual.line(index)) for index, period in enumerate(actual.periods)} if actual else set()
        )
        stale = [
            index
            for index, period in enumerate(series.periods)
            if days[period][1] < as_of or (period, series.line(index)) in booked
        ]
        if stale:
            yield problem(
                series.document,
                series.place(stale[0]),
                message(
                    "the forecast still holds {periods}: over, or already in actuals",
                    periods=listed(dict.fromkeys(series.periods[index] for index in stale)),
                ),
                message("remove these periods and estimate the rest anew"),
            )
