"""The view of `pmo report exception`: a project whose forecast leaves tolerance, and who decides what about it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pmo.analysis.decisions import Question, questions
from pmo.analysis.health import ProjectHealth, health_of
from pmo.analysis.money import Money, ProjectMoney, cents, project_money
from pmo.analysis.parties import Party
from pmo.analysis.progress import declared, needed_milestones, progress_of
from pmo.analysis.registers import open_issues, open_risks, pending_changes
from pmo.governance.deviations import (
    Deviation,
    decider_about,
    deviations,
    escalation_path,
    escalations,
    tolerances_of,
)
from pmo.governance.exceptions import delegations_of, lines_over, reported
from pmo.locale import Language
from pmo.model.office import Delegation
from pmo.model.portfolio import Portfolio, Project
from pmo.model.scalars import Colour, Measure
from pmo.render.views.benefits import BenefitRow, benefits_view
from pmo.render.views.conditions import condition_in_words
from pmo.render.views.health import Verdict, verdict_of
from pmo.render.views.parts import (
    DependencyRow,
    Heading,
    IssueRow,
    MilestoneRow,
    RiskRow,
    dependency_row,
    issue_rows,
    milestone_row,
    risk_row,
)
from pmo.render.views.status import ProjectHead, project_head

TEMPLATE: Final = "exception.md.jinja"
MOST_DRIVERS: Final = 8
"""Milestones, budget lines, issues and risks shown; those that weigh most come first."""


@dataclass(frozen=True, slots=True)
class ToleranceRow:
    """A forecast beside its tolerance."""

    measured: str
    """cost, schedule, benefits."""
    forecast: Decimal | None
    """Fraction for cost and benefits, working days for the schedule; None where nothing is forecast."""
    tolerance: Decimal
    """The same for what is allowed."""
    level: str
    """Where it is set: project, programme, office."""
    beyond: Decimal | None
    """Forecast less tolerance, where that is above zero: by how much it leaves tolerance."""
    left: Decimal | None
    """Tolerance less forecast, where it is within."""
    amount: Money | None
    """What that is in money, for cost."""
    used: float | None
    """Forecast as a fraction of the tolerance; 0 when better than planned, None without a tolerance above zero."""
    declared: Colour | None
    """What the latest status update says of this dimension."""
    since: datetime.date | None
    """Day of the first of the latest status updates in a row in which it is not green."""
    verdict: Verdict | None
    """watermelon or optimistic, where what is declared is better than the facts."""


@dataclass(frozen=True, slots=True)
class WordedRow:
    """A tolerance that no forecast is compared with."""

    dimension: str
    """scope, quality, risk."""
    allowed: Measure
    """What is allowed, as a number or in words."""
    level: str
    """Where it is set: project, programme, office."""


@dataclass(frozen=True, slots=True)
class LineRow:
    """A budget line that is dearer than approved."""

    title: str
    """What the money is for."""
    approved: Money
    """Approved amount."""
    estimate: Money
    """Estimate at completion."""
    over: Money
    """By how much it is over."""


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A way out that is recorded: a decision asked for, a change not decided, a question of the status update."""

    address: str
    """Of the record, or of the status update that asks."""
    kind: str
    """decision, change or status."""
    what: str
    """What is asked."""
    state: str | None
    """Of a change: submitted, assessed, postponed."""
    by: str | None
    """Name of the person, role or body that must decide."""
    due: datetime.date | None
    """By when."""
    is_overdue: bool
    """Whether that day has passed."""
    context: str | None
    """What one must know."""
    options: tuple[str, ...]
    """Ways that were looked at."""
    recommendation: str | None
    """What is recommended."""
    cost: Money | None
    """What a change adds to the budget."""
    days: int | None
    """Working days that a change adds."""
    consequence: str | None
    """What happens otherwise."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the office's escalation path that applies now."""

    to: str
    """Name of who is to be told."""
    when: str
    """The condition that holds, as the office wrote it."""
    because: str | None
    """The same in words; None where it is made of parts that nothing is said of."""
    within_days: int | None
    """Working days until it must be there."""
    since: datetime.date | None
    """Day of the status update that the condition rests on."""
    by: datetime.date | None
    """Day by which they are to be told."""
    is_overdue: bool
    """Whether that day has passed."""


@dataclass(frozen=True, slots=True)
class UnmetStepRow:
    """A step of the office's escalation path, where none applies."""

    to: str
    """Name of who would be told."""
    when: str
    """Its condition, as the office wrote it."""
    because: str | None
    """The same in words; None where it is made of parts that nothing is said of."""
    state: str
    """does-not-apply; unknown: a fact is not recorded; mistake: the condition cannot be worked out."""
    rests_on_report: bool
    """Whether its condition reads the latest status update."""


@dataclass(frozen=True, slots=True)
class StandInRow:
    """Authority that somebody who decides has lent to another person."""

    lender: str
    """Name of who lends it."""
    borrower: str
    """Name of who receives it."""
    start: datetime.date
    """First day."""
    end: datetime.date
    """Last day."""
    in_force: bool
    """Whether it counts today."""


@dataclass(frozen=True, slots=True)
class ExceptionReport:
    """A project beside its tolerances."""

    heading: Heading
    """Portfolio, revision and day."""
    project: ProjectHead
    """What the project is."""
    is_open: bool
    """Whether the project goes on; nothing is forecast of one that is completed or cancelled."""
    beyond: tuple[ToleranceRow, ...]
    """What leaves tolerance, the furthest first."""
    within: tuple[ToleranceRow, ...]
    """What stays within tolerance, the one most used up first."""
    not_forecast: tuple[ToleranceRow, ...]
    """What has a tolerance, but no forecast that could be compared with it."""
    worded: tuple[WordedRow, ...]
    """Tolerances of scope, quality and risk: somebody has to judge them."""
    without_tolerance: tuple[str, ...]
    """cost, schedule, benefits, as far as nobody set a tolerance."""
    headline: str | None
    """The latest status update in one line."""
    reported_on: datetime.date | None
    """Day of that update."""
    milestones: tuple[MilestoneRow, ...]
    """Milestones that come late, the latest first."""
    milestones_more: int
    """How many more come late."""
    lines: tuple[LineRow, ...]
    """Budget lines that are dearer than approved, the furthest first."""
    issues: tuple[IssueRow, ...]
    """Issues that are not solved, the most severe first."""
    issues_more: int
    """How many more are open."""
    threats: tuple[RiskRow, ...]
    """Open threats, the heaviest first."""
    threats_more: int
    """How many more are open."""
    baseline: datetime.date | None
    """Approved finish."""
    expected: datetime.date | None
    """Finish as expected now."""
    slip_days: int | None
    """Working days between them; negative when early."""
    money: ProjectMoney
    """Money, in the project's currency."""
    benefits: tuple[BenefitRow, ...]
    """Its benefits, the furthest behind first."""
    awaited_by: tuple[DependencyRow, ...]
    """Milestones of other projects that wait for one of its open milestones."""
    proposals: tuple[ProposalRow, ...]
    """What is asked and proposed, the most urgent first."""
    decider: str | None
    """Name of who may accept the overrun and the delay."""
    steps: tuple[StepRow, ...]
    """To whom it goes by the escalation path, by day."""
    unmet_steps: tuple[UnmetStepRow, ...]
    """The steps of the escalation path where none of them applies; empty where the office has none."""
    is_running: bool
    """Whether the project is active: the escalation path is for active ones."""
    overall: str | None
    """Health that the latest status update declares of the whole."""
    stand_ins: tuple[StandInRow, ...]
    """Who stands in for those who decide."""


def is_exception(portfolio: Portfolio, project: Project, as_of: datetime.date) -> bool:
    """Whether a forecast of the project leaves tolerance."""
    return any(one.is_beyond for one in deviations(portfolio, (project,), as_of))


def exception_view(
    portfolio: Portfolio, project: Project, heading: Heading, language: Language
) -> ExceptionReport:
    """The tolerances of a project, what drives it beyond them, what follows, and who decides."""
    as_of = heading.as_of
    found = deviations(portfolio, (project,), as_of)
    progress = progress_of(portfolio, project, as_of)
    late = sorted(progress.behind, key=lambda one: -(one.slip_days or 0))
    issues = issue_rows(portfolio, open_issues([project] if project.is_open else []), as_of)
    threats = [one for one in open_risks(portfolio, [project]) if one.risk.type == "threat"]
    status = declared(portfolio, project, as_of).status
    decider = decider_about(portfolio, project, as_of)
    steps = escalations(portfolio, (project,), as_of)
    asked = [one for one in questions(portfolio, as_of, {project.id}) if one.kind != "gate"]
    money = project_money(portfolio, project, as_of)
    measured = {one.measured for one in found}
    health = health_of(portfolio, project, as_of)

    def row(one: Deviation) -> ToleranceRow:
        return _tolerance(one, money.approved, health, as_of)

    return ExceptionReport(
        heading=heading,
        project=project_head(portfolio, project),
        is_open=project.is_open,
        beyond=tuple(row(one) for one in found if one.is_beyond),
        within=tuple(row(one) for one in found if not one.is_beyond and one.forecast is not None),
        not_forecast=tuple(row(one) for one in found if one.forecast is None),
        worded=tuple(_worded(portfolio, project)) if project.is_open else (),
        without_tolerance=tuple(
            one for one in ("cost", "schedule", "benefits") if project.is_open and one not in measured
        ),
        headline=status.headline if status is not None else None,
        reported_on=status.date if status is not None else None,
        milestones=tuple(milestone_row(portfolio, project, one) for one in late[:MOST_DRIVERS]),
        milestones_more=max(len(late) - MOST_DRIVERS, 0),
        lines=tuple(
            LineRow(one.title, one.approved, one.estimate, one.over)
            for one in lines_over(portfolio, project)[:MOST_DRIVERS]
        ),
        issues=issues[:MOST_DRIVERS],
        issues_more=max(len(issues) - MOST_DRIVERS, 0),
        threats=tuple(risk_row(portfolio, one) for one in threats[:MOST_DRIVERS]),
        threats_more=max(len(threats) - MOST_DRIVERS, 0),
        baseline=progress.finish.baseline,
        expected=progress.finish.expected,
        slip_days=progress.finish.slip_days,
        money=money,
        benefits=benefits_view(portfolio, (project,), heading).benefits,
        awaited_by=tuple(
            dependency_row(one)
            for one in needed_milestones(portfolio, as_of, project)
            if one.supplier is project and one.needed.state != "reached"
        ),
        proposals=(
            *(_proposal(project, one) for one in asked),
            *_unassessed(portfolio, project, {one.address for one in asked}),
        ),
        decider=decider.name or None,
        steps=tuple(
            StepRow(
                one.to.name,
                str(one.step.when),
                condition_in_words(str(one.step.when), language),
                one.step.within_days,
                one.since,
                one.by,
                one.by is not None and one.by < as_of,
            )
            for one in steps
        ),
        unmet_steps=()
        if steps
        else tuple(
            UnmetStepRow(
                one.to.name,
                str(one.step.when),
                condition_in_words(str(one.step.when), language),
                one.state,
                one.rests_on_report,
            )
            for one in escalation_path(portfolio, project, as_of)
        ),
        is_running=project.is_running,
        overall=status.overall if status is not None else None,
        stand_ins=tuple(_stand_ins(portfolio, (decider, *(one.to for one in steps)), as_of)),
    )


def _tolerance(
    one: Deviation, approved: Money | None, health: ProjectHealth, as_of: datetime.date
) -> ToleranceRow:
    said = reported(one.project, one.measured, as_of)
    difference = None if one.forecast is None else one.forecast - one.tolerance
    return ToleranceRow(
        measured=one.measured,
        forecast=one.forecast,
        tolerance=one.tolerance,
        level=one.level,
        beyond=difference if one.is_beyond else None,
        left=None if one.is_beyond or difference is None else -difference,
        amount=_in_money(abs(difference), approved)
        if one.measured == "cost" and difference is not None
        else None,
        used=one.used,
        declared=said.colour,
        since=said.since,
        verdict=verdict_of(health, one.measured),
    )


def _in_money(share: Decimal, approved: Money | None) -> Money | None:
    return None if approved is None else Money(cents(share * approved.amount), approved.currency)


def _worded(portfolio: Portfolio, project: Project) -> Iterator[WordedRow]:
    for dimension in ("scope", "quality", "risk"):
        for level, tolerances in tolerances_of(portfolio, project):
            allowed = getattr(tolerances, dimension)
            if allowed is not None:
                yield WordedRow(dimension, allowed, level)
                break


def _proposal(project: Project, one: Question) -> ProposalRow:
    states = {f"{project.address}/changes/{change.id}": change.status for change in project.changes}
    return ProposalRow(
        address=one.address,
        kind=one.kind,
        what=one.what,
        state=states.get(one.address),
        by=one.by.name or None,
        due=one.due,
        is_overdue=one.is_overdue,
        context=one.context,
        options=one.options,
        recommendation=one.recommendation,
        cost=one.cost,
        days=one.days,
        consequence=one.consequence,
    )


def _unassessed(portfolio: Portfolio, project: Project, asked: set[str]) -> Iterator[ProposalRow]:
    """Changes without a decision that nobody is asked to decide yet."""
    for change in pending_changes(project) if project.is_open else ():
        address, cost = f"{project.address}/changes/{change.id}", change.impact.cost
        if address not in asked:
            yield ProposalRow(
                address=address,
                kind="change",
                what=change.title,
                state=change.status,
                by=None,
                due=None,
                is_overdue=False,
                context=change.reason,
                options=(change.options,) if isinstance(change.options, str) else tuple(change.options),
                recommendation=change.recommendation,
                cost=None if cost is None else Money(Decimal(cost), portfolio.currency_of(project)),
                days=change.impact.days,
                consequence=None,
            )


def _stand_ins(
    portfolio: Portfolio, parties: tuple[Party, ...], as_of: datetime.date
) -> Iterator[StandInRow]:
    shown: list[Delegation] = []
    for party in parties:
        shown += (one for one in delegations_of(portfolio, party, as_of) if one not in shown)
    for one in shown:
        yield StandInRow(
            portfolio.name_of(one.from_),
            portfolio.name_of(one.to),
            one.start,
            one.end,
            one.start <= as_of,
        )
