"""The measures by which a PMO is judged: each a share of what is counted, a number of days, or a level.

Every figure rests on what the other commands show: on the same slip, overrun, freshness, watermelons, reviews. A
measure that cannot be worked out has no value and says why; nothing recorded is never zero.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from pmo.analysis.accuracy import accuracy_of
from pmo.analysis.benefits_realisation import benefits_realisation
from pmo.analysis.capacity import Conflict, Scope, capacity, window
from pmo.analysis.certificates import end_of, held_certificates, needed_certificates
from pmo.analysis.change_control import change_control
from pmo.analysis.gate_calendar import dated_reviews
from pmo.analysis.health import health_of
from pmo.analysis.intake import intake
from pmo.analysis.lessons import placed_lessons
from pmo.analysis.maturity import assessments_until, overall_level
from pmo.analysis.money import project_money
from pmo.analysis.progress import declared, progress_of
from pmo.analysis.risk_register import risk_register
from pmo.analysis.standing import is_whole
from pmo.analysis.strategic_fit import counted, strategic_fit
from pmo.findings import Message, message
from pmo.model.gates import PASSED
from pmo.model.portfolio import Holder, Portfolio, Project

MeasureId = Literal[
    "on-time",
    "on-budget",
    "forecast-accuracy",
    "benefits-on-plan",
    "spend-linked",
    "utilisation",
    "overload-days",
    "gate-pass-rate",
    "status-freshness",
    "watermelon-rate",
    "risk-reviews-in-time",
    "change-cycle-time",
    "lessons-reused",
    "certificates-valid",
    "idea-to-decision",
    "maturity",
]
Unit = Literal["share", "working-days", "level"]
_STARTED = ("active", "on-hold", "completed")


@dataclass(frozen=True, slots=True)
class PmoMeasure:
    """A measure of the PMO."""

    id: MeasureId
    unit: Unit
    value: float | None
    """A share as a fraction, working days, or a level; None where it cannot be worked out."""
    counted: Decimal | None
    """What is counted, where it is a share."""
    of: Decimal | None
    """Of how much."""
    reason: Message | None
    """Why there is no value."""
    detail: Message | None = None
    """What else belongs to it."""


OFFICE_WIDE: Final[frozenset[MeasureId]] = frozenset({"certificates-valid", "maturity"})
"""Measures that are about the office as a whole, whatever projects are meant."""


def pmo_measures(
    portfolio: Portfolio, projects: Iterable[Project], holders: Iterable[Holder], as_of: datetime.date
) -> tuple[PmoMeasure, ...]:
    """All measures, in the order in which they are told.

    ``projects``: those they are about; ``holders``: these and, where all are meant, the programmes and the office.
    """
    return tuple(_Measuring(portfolio, tuple(projects), tuple(holders), as_of).all())


class _Measuring:
    def __init__(
        self,
        portfolio: Portfolio,
        projects: tuple[Project, ...],
        holders: tuple[Holder, ...],
        as_of: datetime.date,
    ) -> None:
        self.portfolio = portfolio
        self.projects = tuple(one for one in projects if one.charter is not None)
        self.holders = holders
        self.as_of = as_of
        self.started = [one for one in self.projects if one.charter and one.charter.state in _STARTED]

    def all(self) -> Iterator[PmoMeasure]:
        yield self._on_time()
        yield self._on_budget()
        yield self._forecast_accuracy()
        yield self._benefits()
        yield self._spend_linked()
        yield from self._load()
        yield self._gates()
        yield self._freshness()
        yield self._watermelons()
        yield self._risk_reviews()
        yield self._change_cycle()
        yield self._lessons()
        yield self._certificates()
        yield self._idea_to_decision()
        yield self._maturity()

    def _on_time(self) -> PmoMeasure:
        slips = [progress_of(self.portfolio, one, self.as_of).finish.slip_days for one in self.started]
        known = [slip for slip in slips if slip is not None]
        return _share(
            "on-time",
            sum(slip <= 0 for slip in known),
            len(known),
            message("no project has a baseline and a forecast of its finish"),
        )

    def _on_budget(self) -> PmoMeasure:
        money = [project_money(self.portfolio, one, self.as_of) for one in self.started]
        known = [one.overrun.amount for one in money if one.overrun is not None]
        return _share(
            "on-budget",
            sum(amount <= 0 for amount in known),
            len(known),
            message("no project has an approved budget and an estimate at completion"),
        )

    def _forecast_accuracy(self) -> PmoMeasure:
        found = [accuracy_of(self.portfolio, one, self.as_of) for one in self.started]
        return _share(
            "forecast-accuracy",
            sum(one.in_time for one in found),
            sum(one.milestones for one in found),
            message("no milestone with a baseline has been reached"),
        )

    def _benefits(self) -> PmoMeasure:
        found = benefits_realisation(self.portfolio, self.projects, self.as_of)
        known = [one.colour for one in found if one.colour is not None]
        return _share(
            "benefits-on-plan",
            sum(colour == "green" for colour in known),
            len(known),
            message("no benefit was planned to date and measured"),
        )

    def _spend_linked(self) -> PmoMeasure:
        fit = strategic_fit(self.portfolio, counted(self.projects), self.as_of)
        alone = sum((one.spend for one in fit.serving_none if one.spend is not None), Decimal(0))
        return _share(
            "spend-linked",
            fit.spend - alone,
            fit.spend,
            message("no project that was approved and is not over states what it costs"),
        )

    def _load(self) -> Iterator[PmoMeasure]:
        all_of = None if is_whole(self.portfolio, self.projects) else {one.id for one in self.projects}
        periods = window(self.portfolio, self.as_of)
        found = capacity(self.portfolio, periods, scope=Scope(projects=all_of))
        load = sum((one.load for one in found.total), Decimal(0))
        supply = sum((one.capacity for one in found.total), Decimal(0))
        yield _share("utilisation", load, supply, message("nobody's capacity is recorded"))
        days = float(sum((one.over_days for one in found.conflicts), Decimal(0)))
        nobody = message("nobody's capacity is recorded")
        yield PmoMeasure(
            "overload-days",
            "working-days",
            days if supply else None,
            None,
            None,
            None if supply else nobody,
            _days_of(found.conflicts) if supply and days else None,
        )

    def _gates(self) -> PmoMeasure:
        reviews = dated_reviews(self.portfolio, self.projects, self.as_of)
        decided = [one.review.decision for one in reviews if one.state == "decided"]
        return _share(
            "gate-pass-rate",
            sum(decision in PASSED for decision in decided),
            len(decided),
            message("no gate has been decided"),
        )

    def _freshness(self) -> PmoMeasure:
        said = [declared(self.portfolio, one, self.as_of).freshness for one in self.projects]
        expected = [one for one in said if one != "not-expected"]
        return _share(
            "status-freshness",
            sum(one == "current" for one in expected),
            len(expected),
            message("no project is active"),
        )

    def _watermelons(self) -> PmoMeasure:
        running = [health_of(self.portfolio, one, self.as_of) for one in self.projects if one.is_running]
        if self.portfolio.is_partial:  # which of them one is, only the facts of all of it would tell
            running = [one for one in running if "overall" in one.computed]
        return _share(
            "watermelon-rate",
            sum(one.watermelon for one in running),
            len(running),
            message("no active project is known to the full")
            if self.portfolio.is_partial
            else message("no project is active"),
        )

    def _risk_reviews(self) -> PmoMeasure:
        found = risk_register(self.portfolio, self.holders, self.as_of).open
        dated = [one for one in found if one.risk.reviewed is not None or one.risk.raised is not None]
        return _share(
            "risk-reviews-in-time",
            sum(one.review_overdue_days == 0 for one in dated),
            len(dated),
            message("no open risk says when it was raised or reviewed"),
        )

    def _change_cycle(self) -> PmoMeasure:
        days = change_control(self.portfolio, self.holders, self.as_of).cycle_days
        reason = message("no change has been decided") if days is None else None
        return PmoMeasure("change-cycle-time", "working-days", days, None, None, reason)

    def _lessons(self) -> PmoMeasure:
        found = placed_lessons(self.portfolio, self.holders, self.as_of)
        return _share(
            "lessons-reused",
            sum(bool(one.reused_by) for one in found),
            len(found),
            message("no lesson is recorded"),
        )

    def _certificates(self) -> PmoMeasure:
        needed = valid = 0
        for person, names in needed_certificates(self.portfolio, self.as_of).items():
            held = held_certificates(self.portfolio.people[person])
            needed += len(names)
            valid += sum(name in held and end_of(held[name][1]) >= self.as_of for name in names)
        return _share("certificates-valid", valid, needed, message("no role needs a certificate"))

    def _idea_to_decision(self) -> PmoMeasure:
        days = intake(self.portfolio, self.projects, self.as_of).median_days
        reason = message("no proposal was decided whose dates are recorded") if days is None else None
        return PmoMeasure("idea-to-decision", "working-days", days, None, None, reason)

    def _maturity(self) -> PmoMeasure:
        known = assessments_until(self.portfolio, self.as_of)
        level = overall_level(known[-1]) if known else None
        reason = message("nobody has assessed it") if level is None else None
        return PmoMeasure("maturity", "level", None if level is None else float(level), None, None, reason)


def _days_of(conflicts: Iterable[Conflict]) -> Message:
    """On how many days what is missing is missing; on those of an overload as levelling counts them."""
    runs = [(one.why, stretch) for one in conflicts for stretch in one.run.stretches]
    return message(
        "on {overload} days of somebody or something with an overload, and on {away} days of absence with work promised",
        overload=sum(one.working_days for why, one in runs if why == "overload"),
        away=sum(one.working_days or one.away_days for why, one in runs if why == "away"),
    )


def _share(name: MeasureId, counted: int | Decimal, of: int | Decimal, otherwise: Message) -> PmoMeasure:
    """A share, exact in its parts; none of nothing."""
    if not of:
        return PmoMeasure(name, "share", None, Decimal(counted), Decimal(of), otherwise)
    return PmoMeasure(
        name, "share", float(Decimal(counted) / Decimal(of)), Decimal(counted), Decimal(of), None
    )
