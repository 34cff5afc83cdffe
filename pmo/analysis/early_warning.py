"""What will be red next: where dates and money of a project are heading at the present pace.

Trends are lines of least squares through the latest `health.trend_points` points, at least three: the slip of the
milestones reached over their baseline dates, SPI(t) and CPI at the ends of periods, percent complete over the days
of the reports. They warn of what is not red yet and would be by the finish; those of indices only `health.trend_days`
working days ahead, since an index does not fall in a line for long. Money and contingency run out at the mean cost
of the latest periods, which says something also where cost is red already.

Only active projects are warned of: a proposal has no pace, and what is on hold or over does not go on.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final, Literal, NamedTuple

from pmo.analysis.calendars import WorkingCalendar, calendar_of
from pmo.analysis.contingency import Contingency, contingency_of, lasts_until, latest
from pmo.analysis.earned_value import earned_schedule, known
from pmo.analysis.evidence import baseline_length, figure, in_days, index_colour
from pmo.analysis.health import health_of
from pmo.analysis.money import project_money
from pmo.analysis.performance import Performance, earned_at, performance, spent_by
from pmo.analysis.periods import Row, spans
from pmo.analysis.progress import days_later, finish_of, is_reached
from pmo.analysis.trends import LEAST, Line
from pmo.findings import Message, message
from pmo.model.office import HealthRules
from pmo.model.once import once_a_project
from pmo.model.portfolio import Keys, Portfolio, Project
from pmo.model.scalars import HealthDimension

Kind = Literal["slip", "progress", "spi", "cpi", "forecast", "burn", "contingency"]
"""What runs towards red: delays of milestones, reported progress, an index, costs above their forecast, the budget
itself, the contingency."""

_WIDE: Final = Context(prec=100, rounding=ROUND_HALF_UP)
_MONTH: Final = Decimal("30.4375")
"""Mean days of a month."""


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """Something that is heading for red."""

    dimension: HealthDimension
    """The dimension of health that it threatens."""
    kind: Kind
    on: datetime.date | None
    """Working day on which the threshold is crossed at the present pace; None where it is crossed already."""
    message: Message
    """The evidence."""
    is_red: bool
    """Whether the dimension is red by the facts already."""
    document: str
    """Document of the project that it rests on."""
    keys: Keys
    """Where it stands there."""


class _Found(NamedTuple):
    """A warning before anybody asks whether its dimension is red already; the fields are those of `EarlyWarning`."""

    dimension: HealthDimension
    kind: Kind
    on: datetime.date | None
    message: Message
    document: str
    keys: Keys


class _Before(NamedTuple):
    """The first of the latest periods."""

    row: Row
    position: int
    day: datetime.date
    earned: Decimal | None


@dataclass(frozen=True, slots=True)
class _Case:
    """A project on a day, with what all looks at it need."""

    portfolio: Portfolio
    project: Project
    as_of: datetime.date
    rules: HealthRules
    calendar: WorkingCalendar
    now: Performance
    before: _Before | None
    """Where the trend of an index begins; None with too few periods."""

    def on(self, day: datetime.date) -> datetime.date:
        """A day to come, as a working day."""
        return self.calendar.next_working_day(max(day, self.as_of))


@once_a_project
def early_warnings(portfolio: Portfolio, project: Project, as_of: datetime.date) -> tuple[EarlyWarning, ...]:
    """Warnings about an active project: of what is not red yet first, by day."""
    if not project.is_running:
        return ()
    now = performance(portfolio, project, as_of)
    before = _before(portfolio, project, now)
    case = _Case(portfolio, project, as_of, portfolio.health_rules, calendar_of(portfolio), now, before)
    red = {name for name, colour in health_of(portfolio, project, as_of).computed.items() if colour == "red"}
    found: list[_Found] = []
    if "schedule" not in red:
        found += _slip(case)
        found += _progress(case)
        found += _falling_spi(case)
    if "cost" not in red:
        found += _falling_cpi(case)
        found += _forecast(case)
    found += _burn(case)
    found += _contingency(case)
    warnings = (
        EarlyWarning(
            one.dimension, one.kind, one.on, one.message, one.dimension in red, one.document, one.keys
        )
        for one in found
    )
    return tuple(sorted(warnings, key=in_order))


def red_next(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date
) -> tuple[tuple[Project, EarlyWarning], ...]:
    """What will be red next: warnings about dimensions that are not red yet, of all these projects, by day."""
    return tuple(pair for pair in _warned(portfolio, projects, as_of) if not pair[1].is_red)


def red_already(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date
) -> tuple[tuple[Project, EarlyWarning], ...]:
    """What warns of dimensions that are red already: that their money runs out, and when."""
    return tuple(pair for pair in _warned(portfolio, projects, as_of) if pair[1].is_red)


def _warned(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date
) -> list[tuple[Project, EarlyWarning]]:
    found = [(project, one) for project in projects for one in early_warnings(portfolio, project, as_of)]
    return sorted(found, key=lambda pair: in_order(pair[1]))


def in_order(one: EarlyWarning) -> tuple[bool, datetime.date, str, str]:
    """What is not red yet first; then what is crossed already, then by day."""
    return one.is_red, one.on or datetime.date.min, one.dimension, one.kind


# dates


def _last_day_within(case: _Case, share: Decimal) -> tuple[datetime.date, datetime.date, Decimal] | None:
    """Finish of the baseline, the last day that is within a share of its length, and that length."""
    plan = case.project.plan
    finish = finish_of(case.portfolio, case.project, case.as_of).baseline
    length = baseline_length(case.portfolio, plan, finish) if plan is not None and finish else None
    if finish is None or length is None:
        return None
    return finish, case.calendar.add_working_days(finish, int(share * length)), length


def _slip(case: _Case) -> Iterator[_Found]:
    """Milestones come later and later: the line of their delays, prolonged to the finish of the baseline."""
    reached = sorted(
        (one.baseline, one.actual)
        for one in case.project.milestones
        if one.baseline is not None and one.actual is not None and is_reached(one, case.as_of)
    )[-case.rules.trend_points :]
    if len(reached) < LEAST:
        return
    if reached[-1][1] <= reached[-1][0]:
        return
    slips = [case.calendar.working_days_between(*days) for days in reached]
    points = [(day.toordinal(), slip) for (day, _), slip in zip(reached, slips, strict=True)]
    line = Line.through(points)
    limit = _last_day_within(case, case.rules.schedule_slip.red) if line and line.slope > 0 else None
    if line is None or limit is None:
        return
    finish, _, length = limit
    most = float(case.rules.schedule_slip.red * length)
    ahead = line.at(finish.toordinal())
    place = line.reaches(most)
    if ahead <= most or place is None:
        return
    planned = datetime.date.fromordinal(max(int(place), reached[0][0].toordinal()))
    text = message(
        "the last {n} milestones came later and later, the latest {days}: "
        "at that pace the finish comes {late} late, {share}% of baseline",
        n=len(slips),
        days=in_days(slips[-1]),
        late=in_days(round(ahead)),
        share=figure(_WIDE.divide(Decimal(round(ahead)) * 100, length)),
    )
    on = case.calendar.add_working_days(planned, int(most) + 1)
    yield _Found("schedule", "slip", case.on(on), text, "plan", ("milestones",))


def _progress(case: _Case) -> Iterator[_Found]:
    """Reports of percent complete that lead past the finish; not where SPI(t) says that all goes as planned."""
    spi = case.now.time.spi_t
    if spi is not None and index_colour(spi, case.rules.spi) == "green":
        return
    said = {
        one.date: one.percent_complete
        for one in case.project.statuses
        if one.percent_complete is not None and one.date <= case.as_of
    }
    reports = sorted(said.items())[-case.rules.trend_points :]
    line = Line.through([(day.toordinal(), float(percent)) for day, percent in reports])
    limit = _last_day_within(case, case.rules.schedule_slip.red) if line else None
    if line is None or limit is None or reports[-1][1] >= 100:
        return
    finish, last, _ = limit
    values = {"percent": figure(reports[-1][1], 1), "n": len(reports), "day": reports[0][0]}
    on = case.on(days_later(last, 1))
    where = ("date",)
    end = line.reaches(100) if line.slope > 0 else None
    if end is None:
        text = message("{percent}% complete, and no progress over {n} reports since {day}", **values)
        yield _Found("schedule", "progress", on, text, f"status/{reports[-1][0]}", where)
        return
    done = days_later(datetime.date.min, int(end))
    if done > last:
        values |= {
            "pace": figure(Decimal(line.slope) * _MONTH, 1),
            "end": done,
            "late": in_days(case.calendar.working_days_between(finish, done)),
        }
        text = message(
            "{percent}% complete at {pace} points a month over {n} reports: "
            "at that pace done on {end}, {late} after the baseline",
            **values,
        )
        yield _Found("schedule", "progress", on, text, f"status/{reports[-1][0]}", where)


# indices


def _before(portfolio: Portfolio, project: Project, now: Performance) -> _Before | None:
    row, at = (now.planned.row if now.planned else None), now.time.at
    if row is None or at is None or at < LEAST:
        return None
    position = at - latest(portfolio, at) + 1
    day = row.last_day(position)
    return _Before(row, position, day, known(earned_at(now, project, day)))


def _falling_spi(case: _Case) -> Iterator[_Found]:
    planned = case.now.planned
    if planned is None or case.now.time.spi_t is None:
        return

    def spi_t(position: int, _: datetime.date, earned: Decimal) -> float | None:
        return float(earned_schedule(planned.cumulative, earned)) / position

    now = case.now.time.spi_t
    found = _falling(case, now, spi_t, float(case.rules.spi.red))
    if found is not None:
        first, count, on = found
        text = message(
            "SPI(t) fell from {first} to {now} over {n} periods: at that pace below {limit} by {day}",
            first=first,
            now=figure(Decimal(repr(now)), 2),
            n=count,
            limit=case.rules.spi.red,
            day=on,
        )
        yield _Found("schedule", "spi", on, text, "budget", ("plan",))


def _falling_cpi(case: _Case) -> Iterator[_Found]:
    budget, now = case.project.budget, case.now.cpi
    if budget is None or now is None:
        return

    def cpi(_: int, day: datetime.date, earned: Decimal) -> float | None:
        spent = known(spent_by(case.portfolio, budget, day))
        return None if not spent or spent < 0 else float(_WIDE.divide(earned, spent))

    found = _falling(case, now, cpi, float(case.rules.cpi.red))
    if found is not None:
        first, count, on = found
        text = message(
            "CPI fell from {first} to {now} over {n} periods: at that pace below {limit} by {day}",
            first=first,
            now=figure(Decimal(repr(now)), 2),
            n=count,
            limit=case.rules.cpi.red,
            day=on,
        )
        yield _Found("cost", "cpi", on, text, "budget", ("actuals",))


_Index = Callable[[int, datetime.date, Decimal], float | None]
"""An index at the end of a period, given its position and last day, and what was earned by then."""


def _falling(case: _Case, now: float, index: _Index, red: float) -> tuple[Decimal, int, datetime.date] | None:
    """An index that falls below a threshold soon: what it fell from, over how many periods, and when it is below."""
    before, at = case.before, case.now.time.at
    if before is None or before.earned is None or at is None:
        return None
    row, start = before.row, before.position
    first = index(start, before.day, before.earned)
    if first is None or first <= now:
        return None
    points = [(float(start), first), (float(at), now)]
    for position in range(start + 1, at):
        day = row.last_day(position)
        earned = known(earned_at(case.now, case.project, day))
        value = index(position, day, earned) if earned is not None else None
        points += [(float(position), value)] if value is not None else []
    line = Line.through(points)
    place = line.reaches(red) if line is not None and line.slope < 0 else None
    if place is None:
        return None
    day = case.on(row.last_day(max(int(place) + 1, at + 1)))
    finish = finish_of(case.portfolio, case.project, case.as_of).expected
    is_far = case.calendar.working_days_between(case.as_of, day) > case.rules.trend_days
    if is_far or (finish is not None and day > finish):
        return None
    return figure(Decimal(repr(first)), 2), at - start + 1, day


# money


def _forecast(case: _Case) -> Iterator[_Found]:
    """Periods that ended dearer than their forecast: as dear to the end, the estimate goes beyond red."""
    budget, days = case.project.budget, spans(case.portfolio)
    money = project_money(case.portfolio, case.project, case.as_of)
    if budget is None or money.estimate is None or not money.approved or not money.approved.amount:
        return
    actual: dict[str, Decimal] = {}
    for one in budget.actuals:
        if days[one.period.text][1] <= case.as_of:
            actual[one.period.text] = actual.get(one.period.text, Decimal(0)) + one.cost
    ended: dict[str, Decimal] = {}
    ahead: dict[datetime.date, Decimal] = {}
    for one in budget.forecast:
        name, last = one.period.text, days[one.period.text][1]
        if name in actual:
            ended[name] = ended.get(name, Decimal(0)) + one.cost
        elif last > case.as_of:
            ahead[last] = ahead.get(last, Decimal(0)) + one.cost
    foreseen = sum(ended.values(), Decimal(0))
    spent = sum((actual[name] for name in ended), Decimal(0))
    if len(ended) < LEAST or foreseen <= 0 or spent <= foreseen:
        return
    dearer = _WIDE.divide(spent, foreseen)
    limit = money.approved.amount * (1 + case.rules.cost_overrun.red)
    total = sum(actual.values(), Decimal(0))
    for last in sorted(ahead):
        total += _WIDE.multiply(ahead[last], dearer)
        if total > limit:
            text = message(
                "{n} periods cost {share}% more than forecast: as dear to the end, "
                "the estimate is above {limit} {currency} by {day}",
                n=len(ended),
                share=figure((dearer - 1) * 100),
                limit=figure(limit),
                currency=money.currency,
                day=last,
            )
            yield _Found("cost", "forecast", case.on(last), text, "budget", ("forecast",))
            return


def _burn(case: _Case) -> Iterator[_Found]:
    """Budget that is used up before the finish at the pace of the latest periods, while the work lags behind it."""
    measured, at = case.now.measured, case.now.time.at
    bac, spent, earned = known(measured.bac), known(measured.ac), known(measured.ev)
    row, budget = (case.now.planned.row if case.now.planned else None), case.project.budget
    if budget is None or row is None or at is None or at < LEAST or not bac or spent is None:
        return
    cpi = case.now.cpi
    if earned is not None and (earned >= bac or cpi is None or index_colour(cpi, case.rules.cpi) == "green"):
        return
    values: dict[str, object] = {"share": figure(_WIDE.divide(spent * 100, bac))}
    values["work"] = (
        message("{done}% of the work", done=figure(_WIDE.divide(earned * 100, bac)))
        if earned is not None
        else message("an unknown part of the work")
    )
    if spent >= bac:
        text = message("{share}% of the budget is spent, for {work}", **values)
        yield _Found("cost", "burn", None, text, "budget", ("actuals",))
        return
    count = latest(case.portfolio, at)
    before = known(spent_by(case.portfolio, budget, row.last_day(at - count))) or Decimal(0)
    pace = _WIDE.divide(spent - before, Decimal(count))
    day = lasts_until(row, at, bac - spent, pace)
    finish = finish_of(case.portfolio, case.project, case.as_of).expected
    if day is not None and finish is not None and day < finish:
        text = message(
            "{share}% of the budget spent for {work}: at {pace} {currency} a period it is used up by "
            "{day}, {early} before the finish",
            **values,
            pace=figure(pace),
            currency=case.now.currency,
            day=day,
            early=in_days(case.calendar.working_days_between(day, finish)),
        )
        yield _Found("cost", "burn", case.on(day), text, "budget", ("actuals",))


def _contingency(case: _Case) -> Iterator[_Found]:
    found = contingency_of(case.portfolio, case.project, case.as_of)
    if found is None:
        return
    values = _of(found, case.now.currency)
    finish = finish_of(case.portfolio, case.project, case.as_of).expected
    on: datetime.date | None = None
    if found.left <= 0:
        text = message(
            "the contingency of {held} {currency} is used up: {drawn}, {committed} committed; {risks}",
            **values,
            drawn=_drawn(found),
            risks=_risks(found),
        )
    elif found.used_up is not None and finish is not None and found.pace and found.used_up < finish:
        on = case.on(found.used_up)
        text = message(
            "{left} {currency} left of the contingency of {held}: at {pace} a period it is used up by {day}, "
            "{early} before the finish; {risks}",
            **values,
            risks=_risks(found),
            pace=figure(found.pace),
            day=found.used_up,
            early=in_days(case.calendar.working_days_between(found.used_up, finish)),
        )
    elif found.is_short:
        text = message(
            "{left} {currency} left of the contingency of {held}, less than what is at stake: {risks}",
            **values,
            risks=_risks(found),
        )
    else:
        return
    yield _Found("cost", "contingency", on, text, "budget", ("contingency",))


def _drawn(found: Contingency) -> Message:
    used = figure(found.used or Decimal(0))
    if found.is_booked:
        return message("{used} booked on it", used=used)
    return message("the work done cost {used} more than its share of the budget", used=used)


def _risks(found: Contingency) -> Message:
    if found.exposure is None:
        return message("open risks have no figures")
    if found.exposure <= 0:
        return message("open risks cost nothing on balance")
    return message("open risks may cost {exposure}", exposure=figure(found.exposure))


def _of(found: Contingency, currency: str) -> Mapping[str, object]:
    return {
        "held": figure(found.held),
        "committed": figure(found.committed),
        "left": figure(found.left),
        "currency": currency,
    }
