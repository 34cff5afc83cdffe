"""The S-curve of a project: value planned and earned, cost spent and forecast, over time."""

import datetime
from decimal import Decimal

from pmo.analysis.earned_value import known
from pmo.analysis.performance import Performance, Point, performance, series
from pmo.analysis.progress import finish_of
from pmo.model.portfolio import Project
from pmo.render.charts.curves import Line, curves, money_unit
from pmo.render.charts.picture import Picture, composed
from pmo.render.reports import Scope


def picture(scope: Scope, project: Project) -> Picture | None:
    """The curves of a project; None without a plan of money."""
    points = series(scope.portfolio, project, scope.as_of)
    if not any(one.pv for one in points):
        return None
    language, say = scope.language, scope.language.text
    now = performance(scope.portfolio, project, scope.as_of)
    bac, estimate = known(now.measured.bac), known(now.measured.estimate)
    planned = [(one.last_day, one.pv) for one in points]
    earned = [(one.last_day, one.ev) for one in points if one.ev is not None]
    spent = [(one.last_day, one.ac) for one in points if one.ac is not None]
    lines = [
        Line("planned", say("Planned value"), _started(planned, points)),
        Line("earned", say("Earned value"), _started(earned, points)),
        Line("spent", say("Actual cost"), _started(spent, points)),
        Line("forecast", say("Forecast cost"), _forecast(scope, project, spent, estimate)),
    ]
    levels = [] if bac is None else [(bac, say("Approved budget"))]
    most = max(amount for line in lines for _, amount in line.points)
    unit = money_unit(max(most, bac or Decimal(0)), now.currency, language)

    def money(amount: Decimal) -> str:
        return language.money(amount, now.currency, compact=True)

    rows, values = curves(lines, unit, scope.as_of, language, money, levels)
    return composed(
        "s-curve",
        say("Planned, earned and spent: {project}", project=project.title),
        _alternative(scope, now, points, estimate),
        language,
        rows=rows,
        subtitle=say("Cumulative to the end of each period"),
        **values,
    )


def _started(
    curve: list[tuple[datetime.date, Decimal]], points: tuple[Point, ...]
) -> list[tuple[datetime.date, Decimal]]:
    """A curve from nothing on the first day of its first period."""
    if not curve:
        return []
    first = points[0]
    days = (points[1].last_day - first.last_day).days if len(points) > 1 else 30
    try:
        start = first.last_day - datetime.timedelta(days=days)
    except OverflowError:
        return curve
    return [(start, Decimal(0)), *curve]


def _forecast(
    scope: Scope, project: Project, spent: list[tuple[datetime.date, Decimal]], estimate: Decimal | None
) -> list[tuple[datetime.date, Decimal]]:
    """From what is spent to the estimate at completion on the expected finish."""
    finish = finish_of(scope.portfolio, project, scope.as_of).expected
    if not project.is_open or not spent or estimate is None or finish is None or finish <= spent[-1][0]:
        return []
    return [spent[-1], (finish, estimate)]


def _alternative(
    scope: Scope, now: Performance, points: tuple[Point, ...], estimate: Decimal | None
) -> list[str]:
    language, say = scope.language, scope.language.text

    def money(amount: Decimal | None) -> str:
        return say("not known") if amount is None else language.money(amount, now.currency, compact=True)

    last = next((one for one in reversed(points) if one.last_day <= scope.as_of), None)
    texts = []
    if last is not None:
        texts.append(
            say(
                "To {day}: planned {planned}, earned {earned}, spent {spent}.",
                day=language.date(last.last_day),
                planned=money(last.pv),
                earned=money(last.ev),
                spent=money(last.ac),
            )
        )
    texts.append(
        say(
            "Approved budget {budget}, estimate at completion {estimate}.",
            budget=money(known(now.measured.bac)),
            estimate=money(estimate),
        )
    )
    indices = [
        say("{name} {value}", name=name, value=language.number(value, 2, fixed=True))
        for name, value in (("CPI", now.cpi), ("SPI", now.spi), ("SPI(t)", now.time.spi_t))
        if value is not None
    ]
    if indices:
        texts.append(say("{indices}; below 1 is worse than planned.", indices=", ".join(indices)))
    return texts
