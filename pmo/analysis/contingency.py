"""What is left of a project's contingency, against what its open risks may be expected to cost.

Used is what is booked on lines of contingency. Where cost is not booked by line it is what the work done has
cost above its share of the budget without contingency: AC - EV/BAC x (BAC - contingency). Committed is the
expected cost of threats that have happened and whose issue is not solved. The pace is that of the latest periods.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context, Decimal

from pmo.analysis.earned_value import known
from pmo.analysis.exposure import expected_cost, exposure
from pmo.analysis.performance import Performance, earned_at, performance, spent_by
from pmo.analysis.periods import Row, spans
from pmo.analysis.trends import LEAST
from pmo.model.budget import Budget
from pmo.model.issues import Issue
from pmo.model.once import once_a_project
from pmo.model.portfolio import Portfolio, Project

_WIDE = Context(prec=100)
_FAR = 12_000
"""Periods after which nobody counts: a thousand years of months."""


@dataclass(frozen=True, slots=True)
class Contingency:
    """The contingency of a project on a day, in its own currency."""

    held: Decimal
    """As approved: the budget's `contingency`, else the amounts of its lines of contingency."""
    used: Decimal | None
    """Drawn so far; None where neither lines nor earned value tell it."""
    is_booked: bool
    """Whether what is used is booked on lines of contingency, not worked out from the cost of the work done."""
    committed: Decimal
    """Expected cost of what has happened and is not solved."""
    exposure: Decimal | None
    """EMV of the open risks, opportunities deducted; None where they have no figures."""
    pace: Decimal | None
    """Drawn a period on average over the latest periods; None with fewer than three."""
    used_up: datetime.date | None
    """Last day of the period in which it is used up at that pace; None where that never comes."""

    @property
    def left(self) -> Decimal:
        """Neither used nor committed; below zero when more than there was."""
        return self.held - (self.used or 0) - self.committed

    @property
    def is_short(self) -> bool:
        """Whether what is left does not cover what the open risks may be expected to cost."""
        return self.exposure is not None and self.exposure > max(self.left, Decimal(0))


@once_a_project
def contingency_of(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Contingency | None:
    """The contingency of a project; None without one."""
    held = _held(project.budget) if project.budget else None
    if project.budget is None or not held:
        return None
    rules = portfolio.risk_rules
    found = performance(portfolio, project, as_of)
    lines = _lines(project.budget)
    used = _used(portfolio, project, found, lines, found.through or as_of)
    committed = _committed(project)
    pace, used_up = _pace(portfolio, project, found, lines, used, held - committed)
    return Contingency(
        held=held,
        used=used,
        is_booked=lines is not None,
        committed=committed,
        exposure=exposure(project.risks, rules.probability),
        pace=pace,
        used_up=used_up,
    )


def _held(budget: Budget) -> Decimal | None:
    """The budget's `contingency`, else the amounts of its lines of contingency; None with neither."""
    if budget.contingency is not None:
        return Decimal(budget.contingency)
    lines = [Decimal(one.amount) for one in budget.lines if one.category == "contingency"]
    return sum(lines, Decimal(0)) if lines else None


def _lines(budget: Budget) -> frozenset[str] | None:
    """Lines of contingency, lower-case; None where cost is not booked by line."""
    if not budget.actuals or any(one.line is None for one in budget.actuals):
        return None
    held = (one.id.lower() for one in budget.lines if one.category == "contingency")
    return frozenset(held) or None


def _used(
    portfolio: Portfolio,
    project: Project,
    found: Performance,
    lines: frozenset[str] | None,
    day: datetime.date,
) -> Decimal | None:
    """Drawn by a day."""
    budget = project.budget
    assert budget is not None
    if lines is not None:
        days = spans(portfolio)
        booked = (
            one.cost
            for one in budget.actuals
            if one.line is not None and one.line.lower() in lines and days[one.period.text][1] <= day
        )
        return sum(booked, Decimal(0))
    bac = known(found.measured.bac)
    if day == found.through:
        earned, spent = known(found.measured.ev), known(found.measured.ac)
    else:
        earned, spent = known(earned_at(found, project, day)), known(spent_by(portfolio, budget, day))
    held = _held(budget)
    if not bac or earned is None or spent is None or held is None:
        return None
    base = _WIDE.divide(earned * max(bac - held, Decimal(0)), bac)
    return max(spent - base, Decimal(0)).quantize(Decimal("0.01"), context=_WIDE)


def _committed(project: Project) -> Decimal:
    issues: Mapping[str, Issue] = {one.id.lower(): one for one in project.issues}
    total = Decimal(0)
    for risk in project.risks:
        cost = expected_cost(risk) if risk.status == "occurred" and risk.type == "threat" else None
        issue = issues.get(risk.issue.lower().rpartition("/")[2]) if risk.issue else None
        if cost is not None and not (issue is not None and issue.status in ("resolved", "closed")):
            total += cost
    return total


def _pace(
    portfolio: Portfolio,
    project: Project,
    found: Performance,
    lines: frozenset[str] | None,
    used: Decimal | None,
    free: Decimal,
) -> tuple[Decimal | None, datetime.date | None]:
    """What is drawn a period, and the last day of the period in which nothing is left of what is ``free``."""
    at, row = found.time.at, found.planned.row if found.planned else None
    if used is None or row is None or at is None or at < LEAST:
        return None, None
    count = latest(portfolio, at)
    before = _used(portfolio, project, found, lines, row.last_day(at - count)) or Decimal(0)
    pace = _WIDE.divide(used - before, Decimal(count))
    return pace, lasts_until(row, at, free - used, pace)


def latest(portfolio: Portfolio, passed: int) -> int:
    """How many of the periods that have passed are the latest ones that a pace is measured over."""
    rules = portfolio.health_rules
    return min(rules.trend_points, passed)


def lasts_until(row: Row, at: int, left: Decimal, pace: Decimal) -> datetime.date | None:
    """Last day of the period in which an amount is used up at a pace; None where that never comes."""
    if pace <= 0 or left < 0:
        return None
    periods = _WIDE.divide(left, pace)
    if periods > _FAR:
        return None
    return row.last_day(at + max(int(periods.to_integral_value(ROUND_CEILING)), 1))
