"""Forecasts against tolerances, and whom the office's escalation path tells.

A forecast beyond tolerance is an exception: the cost at completion over the approved budget (a fraction of it), the
finish after its baseline (working days), the benefit that is furthest behind its plan to date (a fraction of it).
The tolerance is the charter's, else the programme's, else the office's.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from pmo import expressions
from pmo.analysis.authority import decider_for, highest_body
from pmo.analysis.benefits_realisation import benefits_realisation
from pmo.analysis.calendars import calendar_of
from pmo.analysis.facts import NAMES, facts
from pmo.analysis.money import converted, project_money
from pmo.analysis.parties import NOBODY, Party, party_of
from pmo.analysis.progress import declared, finish_of
from pmo.expressions import ExpressionError
from pmo.model.office import EscalationStep, Tolerances
from pmo.model.portfolio import Portfolio, Project

Measured = Literal["cost", "schedule", "benefits"]
Level = Literal["project", "programme", "office"]
_FIELDS: tuple[tuple[Measured, str], ...] = (
    ("cost", "cost"),
    ("schedule", "schedule_days"),
    ("benefits", "benefits"),
)


@dataclass(frozen=True, slots=True)
class Deviation:
    """A forecast of a project beside the tolerance that counts for it."""

    project: Project
    measured: Measured
    forecast: Decimal | None
    """Fraction of the budget or of the benefit planned to date, or working days; below zero is better than planned.
    None where nothing is forecast."""
    tolerance: Decimal
    level: Level
    """Where the tolerance is set."""

    @property
    def is_beyond(self) -> bool:
        """Whether somebody above the project must decide."""
        return self.forecast is not None and self.forecast > self.tolerance

    @property
    def used(self) -> float | None:
        """Forecast as a fraction of the tolerance; 0 when better than planned, None without a tolerance above zero."""
        if self.forecast is None or not self.tolerance:
            return None
        return max(float(self.forecast / self.tolerance), 0.0)


@dataclass(frozen=True, slots=True)
class Escalation:
    """A step of the office's escalation path that applies to a project."""

    project: Project
    step: EscalationStep
    to: Party
    """Who is to be told."""
    since: datetime.date | None
    """Day of the status update that its condition rests on; None where it rests on none."""
    by: datetime.date | None
    """Day by which they are to be told; None without a number of days or a day to count from."""


StepState = Literal["applies", "does-not-apply", "unknown", "mistake"]


_OF_REPORTS: Final = frozenset({"status", "status_age_days"})
"""Names that read the latest status update."""


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step of the office's escalation path, and whether it applies to a project."""

    step: EscalationStep
    to: Party
    """Who would be told."""
    state: StepState
    """Unknown: a fact that its condition reads is not recorded; mistake: the condition cannot be worked out."""

    @property
    def rests_on_report(self) -> bool:
        """Whether its condition reads the latest status update."""
        condition = _parsed(self.step)
        return condition is not None and not _OF_REPORTS.isdisjoint(expressions.names_used(condition))


def deviations(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date
) -> tuple[Deviation, ...]:
    """Forecasts of the open projects against their tolerances: those beyond first, the furthest first."""
    found = [one for project in projects if project.is_open for one in _of(portfolio, project, as_of)]
    return tuple(sorted(found, key=lambda one: (not one.is_beyond, -(one.used or 0), one.project.id)))


def decider_about(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Party:
    """Who may accept the overrun and the delay of a project: the least authority that covers both."""
    overrun = project_money(portfolio, project, as_of).overrun
    own = converted(portfolio, overrun) if overrun is not None else None
    cost = max(own.amount, Decimal(0)) if own is not None else Decimal(0)
    days = max(finish_of(portfolio, project, as_of).slip_days or 0, 0)
    found = decider_for(portfolio, project, cost, days) or highest_body(portfolio)
    return party_of(portfolio, found, project) if found is not None else NOBODY


def escalations(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date
) -> tuple[Escalation, ...]:
    """The steps whose condition holds, by day; what is unknown or written wrongly does not escalate."""
    found = [
        _escalation(portfolio, project, one, as_of)
        for project in projects
        if project.is_running
        for one in escalation_path(portfolio, project, as_of)
        if one.state == "applies"
    ]
    return tuple(sorted(found, key=lambda one: (one.by or datetime.date.max, one.project.id)))


def escalation_path(portfolio: Portfolio, project: Project, as_of: datetime.date) -> tuple[PathStep, ...]:
    """Every step of the path, in the office's order; it is for projects that are active."""
    steps = portfolio.office.governance.escalation if portfolio.office else ()
    names = facts(portfolio, project, as_of) if steps else {}
    return tuple(
        PathStep(step, party_of(portfolio, step.to, project, as_of), _state(step, names)) for step in steps
    )


def _state(step: EscalationStep, names: Mapping[str, object]) -> StepState:
    condition = _parsed(step)
    if condition is None:
        return "mistake"
    try:
        holds = expressions.holds(condition, names)
    except ExpressionError:
        return "mistake"
    if holds is expressions.UNKNOWN:
        return "unknown"
    return "applies" if holds else "does-not-apply"


def _of(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[Deviation]:
    levels = tolerances_of(portfolio, project)
    for measured, field in _FIELDS:
        for level, tolerances in levels:
            limit = getattr(tolerances, field)
            if limit is not None:
                forecast = _forecast(portfolio, project, measured, as_of)
                yield Deviation(project, measured, forecast, Decimal(limit), level)
                break


def tolerances_of(portfolio: Portfolio, project: Project) -> list[tuple[Level, Tolerances]]:
    """Tolerances that count for a project, the nearest first."""
    charter = project.charter
    programme = portfolio.programmes.get((charter.programme or "").lower()) if charter else None
    own: list[tuple[Level, Tolerances | None]] = [
        ("project", charter.tolerances if charter else None),
        ("programme", programme.tolerances if programme else None),
        ("office", portfolio.office.governance.tolerances if portfolio.office else None),
    ]
    return [(level, one) for level, one in own if one is not None]


def _forecast(
    portfolio: Portfolio, project: Project, measured: Measured, as_of: datetime.date
) -> Decimal | None:
    if measured == "schedule":
        days = finish_of(portfolio, project, as_of).slip_days
        return None if days is None else Decimal(days)
    if measured == "cost":
        money = project_money(portfolio, project, as_of)
        if money.overrun is None or money.approved is None or not money.approved.amount:
            return None
        return money.overrun.amount / money.approved.amount
    shares = [
        one.drift.share
        for one in benefits_realisation(portfolio, (project,), as_of)
        if one.drift is not None and one.drift.share is not None
    ]
    return max(shares, default=None)


def _parsed(step: EscalationStep) -> expressions.Expression | None:
    try:
        return expressions.parse(step.when, frozenset(NAMES))
    except ExpressionError:
        return None


def _escalation(portfolio: Portfolio, project: Project, one: PathStep, as_of: datetime.date) -> Escalation:
    status = declared(portfolio, project, as_of).status
    since = status.date if status is not None and one.rests_on_report else None
    by = None
    if since is not None and one.step.within_days is not None:
        by = calendar_of(portfolio).add_working_days(since, one.step.within_days)
    return Escalation(project, one.step, one.to, since, by)
