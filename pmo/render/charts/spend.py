"""What projects spend together: plan, actual cost and forecast, added up month by month.

The lines are over the same projects: those that have both a plan and a forecast, where there are any. What the others
have is told in words.
"""

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import accumulate

from pmo.analysis.finance import Amounts, Part, PeriodOfMoney, finance
from pmo.analysis.grids import Grid
from pmo.render.charts.curves import Line, curves, money_unit
from pmo.render.charts.picture import Picture, composed
from pmo.render.reports import Scope

YEARS = 15
"""What lies further away than this is left out."""
Curve = list[tuple[datetime.date, Decimal]]


def picture(scope: Scope) -> Picture | None:
    """The curves of all projects, in the office's currency; None where nothing is planned or spent."""
    language, say = scope.language, scope.language.text
    portfolio, as_of = scope.portfolio, scope.as_of
    first = as_of.replace(day=1, year=max(as_of.year - YEARS, datetime.MINYEAR))
    last = as_of.replace(day=28, year=min(as_of.year + YEARS, datetime.MAXYEAR))
    found = finance(portfolio, scope.projects, as_of, Grid("month"), spread=True, first=first, last=last)
    periods = _with_money(found.periods)
    if not periods:
        return None
    currency = portfolio.currency
    planned = _added(periods, lambda one: _drawn(one).planned)
    booked = [one for one in periods if _drawn(one).actual]
    spent = _added([one for one in periods if booked and one.last <= booked[-1].last], _actual)
    begun = spent[-1] if spent else None
    to_come = [one for one in periods if begun is None or one.last > begun[0]]
    forecast = _added(to_come, lambda one: _drawn(one).forecast, begun)
    if not any(_drawn(one).forecast for one in periods):
        forecast = []
    elif begun is not None:
        # what is still to come of months with actual cost counts from the next month on
        held = _sum(_drawn(one).forecast for one in periods if one.last <= begun[0])
        forecast = [(day, amount + held) for day, amount in forecast]
        forecast.insert(0, begun)
    lines = [
        Line("planned", say("Planned"), planned if any(amount for _, amount in planned) else []),
        Line("spent", say("Actual cost"), spent),
        Line("forecast", say("Forecast cost"), forecast),
    ]
    most = max(amount for line in lines for _, amount in line.points)

    def money(amount: Decimal) -> str:
        return language.money(amount, currency, compact=True)

    rows, values = curves(lines, money_unit(most, currency, language), as_of, language, money)
    texts = []
    to_date = [one for one in periods if one.last <= as_of]
    if to_date:
        texts.append(
            say(
                "To {day}: planned {planned}, spent {spent}.",
                day=language.date(to_date[-1].last),
                planned=money(_sum(_drawn(one).planned for one in to_date)),
                spent=money(_sum(_drawn(one).actual for one in to_date)),
            )
        )
    texts.append(
        say(
            "In all: planned {planned}, spent and forecast {outlook}.",
            planned=money(_sum(_drawn(one).planned for one in periods)),
            outlook=money(
                _sum(amount for one in periods for amount in (_drawn(one).actual, _drawn(one).forecast))
            ),
        )
    )
    others = found.total.others
    is_part = others is not None and any((others.planned, others.actual, others.forecast))
    if others is not None and is_part:
        texts.append(
            language.plural(
                "Without {n} project that lacks a plan or a forecast: planned {planned}, spent and forecast {outlook}.",
                "Without {n} projects that lack a plan or a forecast: planned {planned}, spent and forecast {outlook}.",
                sum("planned" in one or "forecast" in one for one in found.missing.values()),
                planned=money(others.planned),
                outlook=money(others.outlook),
            )
        )
    left_out = len(found.left_out)
    if left_out:
        texts.append(
            language.plural(
                "{n} project has no budget that can be added up.",
                "{n} projects have no budget that can be added up.",
                left_out,
            )
        )
    return composed(
        "spend",
        say("Spend against plan"),
        texts,
        language,
        template="s-curve",
        rows=rows,
        subtitle=say("Projects with a plan and a forecast, cumulative by month")
        if is_part
        else say("All projects together, cumulative by month"),
        **values,
    )


def _with_money(periods: tuple[PeriodOfMoney, ...]) -> list[PeriodOfMoney]:
    """From the first month with money to the last."""
    places = [
        place
        for place, one in enumerate(periods)
        if _drawn(one).planned or _drawn(one).actual or _drawn(one).forecast
    ]
    return list(periods[places[0] : places[-1] + 1]) if places else []


def _drawn(one: PeriodOfMoney) -> Amounts | Part:
    """Of the projects that can be compared; of all where none can."""
    return one.amounts.compared or one.amounts


def _actual(one: PeriodOfMoney) -> Decimal | None:
    return _drawn(one).actual


def _added(
    periods: Iterable[PeriodOfMoney],
    amount: Callable[[PeriodOfMoney], Decimal | None],
    begin: tuple[datetime.date, Decimal] | None = None,
) -> Curve:
    """Amounts added up, at the last day of each period."""
    known = [(one.last, amount(one) or Decimal(0)) for one in periods]
    start = begin[1] if begin else Decimal(0)
    totals = list(accumulate((each for _, each in known), initial=start))[1:]
    return [(day, total) for (day, _), total in zip(known, totals, strict=True)]


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((one for one in amounts if one is not None), Decimal(0))
