"""The view of `pmo report programme`: one programme, its projects and its own registers, on one page."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pmo.analysis.change_control import change_control
from pmo.analysis.decisions import Question
from pmo.analysis.health import OVERALL, portfolio_health
from pmo.analysis.kpi_progress import kpi_progress
from pmo.analysis.money import Money, total
from pmo.analysis.progress import Health, needed_milestones
from pmo.analysis.registers import (
    PlacedAction,
    doubtful_assumptions,
    open_actions,
    open_issues,
    open_risks,
    overdue,
)
from pmo.analysis.roadmap import Quarter
from pmo.governance.deviations import Deviation, deviations
from pmo.locale import Language
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.model.scalars import Period
from pmo.model.shared import Kpi
from pmo.model.strategy import Objective, Programme
from pmo.render.views.benefits import BenefitRow, benefits_view
from pmo.render.views.change_control import ChangeRow, change_row
from pmo.render.views.health import EvidenceRow, WarningRow, evidence_rows
from pmo.render.views.parts import (
    AssumptionRow,
    DecisionRow,
    DependencyRow,
    Heading,
    IssueRow,
    MilestoneRow,
    RiskRow,
    assumption_rows,
    decision_rows,
    dependency_row,
    issue_rows,
    named,
    risk_row,
    where,
)
from pmo.render.views.portfolio import GroupTotals, ProjectRow, StaleRow, portfolio_view

TEMPLATE = "programme.md.jinja"
MOST_RISKS = 8
"""Threats shown; the heaviest come first."""
MOST_MILESTONES = 15
"""Next milestones shown."""

Direction = Literal["inside", "needs", "gives"]


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A key figure of an objective."""

    title: str
    """What is measured."""
    unit: str | None
    """Unit of the values."""
    baseline: Decimal | None
    """Value at the start."""
    latest: Decimal | None
    """Latest measured value."""
    measured_on: datetime.date | None
    """Day of that measurement."""
    target: Decimal | None
    """Value to be reached."""
    covered: float | None
    """Share of the way from baseline to target; below zero where it went the other way."""
    state: str
    """reached, on-the-way, off-the-way, unknown."""


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """An objective that the programme serves."""

    id: str
    """Id of the objective."""
    title: str
    """The objective in one line."""
    owner: str | None
    """Name of who answers for it."""
    projects: tuple[str, ...]
    """Titles of the programme's projects that name it."""
    kpis: tuple[KpiRow, ...]
    """Its key figures."""


@dataclass(frozen=True, slots=True)
class ProgrammeHead:
    """The programme itself."""

    id: str
    """Id, as the commands take it."""
    address: str
    """`programmes/<id>`."""
    title: str
    """Name of the programme."""
    sponsor: str | None
    """Name of the executive who answers for it."""
    manager: str | None
    """Name of the programme manager."""
    bodies: tuple[str, ...]
    """Names of the bodies that steer its projects."""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A dependency between projects, of which at least one is of the programme."""

    direction: Direction
    """inside (both are of the programme), needs (from outside), gives (to the outside)."""
    dependency: DependencyRow
    """The milestones, and whether they fit."""


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """The milestones expected in a quarter."""

    quarter: Period
    """The calendar quarter."""
    milestones: tuple[MilestoneRow, ...]
    """By expected day."""


@dataclass(frozen=True, slots=True)
class ToleranceRow:
    """A forecast of a project beside its tolerance."""

    project: str
    """Title of the project."""
    address: str
    """Id of the project."""
    measured: str
    """cost, schedule, benefits."""
    forecast: Decimal | None
    """Fraction for cost and benefits, working days for the schedule; None where nothing is forecast."""
    tolerance: Decimal
    """The same for what is allowed."""
    level: str
    """Where it is set: project, programme, office."""
    used: float | None
    """Forecast as a fraction of the tolerance; 0 when better than planned."""
    beyond: bool
    """Whether somebody above the project must decide."""


@dataclass(frozen=True, slots=True)
class OverdueAction:
    """An action that should be done by now."""

    address: str
    """Of the action."""
    where: str
    """Title of the project or programme."""
    where_address: str
    """Its address."""
    text: str
    """What is to be done."""
    owner: str
    """Name of who does it."""
    due: datetime.date
    """Day by which it should have been done."""
    register: str
    """Where it is written: actions, risks, issues, gates, quality, meetings."""


@dataclass(frozen=True, slots=True)
class ProgrammeReport:
    """A programme on one page."""

    heading: Heading
    """Portfolio, revision and day."""
    programme: ProgrammeHead
    """The programme itself."""
    objectives: tuple[ObjectiveRow, ...]
    """Objectives it serves, with their key figures."""
    declared: Health | None
    """The worst health that its projects declare; None where none does."""
    computed: Health | None
    """The worst by the facts, threats in its own register included; None where nothing is known."""
    evidence: tuple[EvidenceRow, ...]
    """What its own risk register adds."""
    drivers: tuple[str, ...]
    """Titles of the projects that give it its colour, where that is amber or red."""
    projects: tuple[ProjectRow, ...]
    """Projects that are not over, by state and id, with the evidence of their health."""
    over: tuple[ProjectRow, ...]
    """Completed and cancelled projects."""
    warnings: tuple[WarningRow, ...]
    """What is heading for red."""
    stale: tuple[StaleRow, ...]
    """Active projects whose status update is missing or too old."""
    decisions: tuple[DecisionRow, ...]
    """What is asked of whom, of the programme and its projects, the most urgent first."""
    money: GroupTotals
    """Money of the projects that are not over, in the office's currency."""
    spent_share: float | None
    """Actual cost as a fraction of the approved budgets; None where a project has actual cost and no budget."""
    agreed_changes: Money
    """Cost of changes approved or implemented, in the office's currency."""
    pending_changes: Money
    """Cost of the changes that wait for a decision, in the office's currency."""
    tolerances: tuple[ToleranceRow, ...]
    """Forecasts of its projects against their tolerances, those beyond first."""
    roadmap: tuple[QuarterRow, ...]
    """The next milestones by quarter."""
    milestones_more: int
    """How many more are in the plans."""
    late_milestones: tuple[MilestoneRow, ...]
    """Open milestones that are overdue or late."""
    links: tuple[LinkRow, ...]
    """Open dependencies between its projects, then on others, then of others; those at risk first."""
    threats: tuple[RiskRow, ...]
    """Heaviest open threats of the programme and its projects."""
    threats_open: int
    """All of them."""
    opportunities: tuple[RiskRow, ...]
    """Open opportunities, the best first."""
    issues: tuple[IssueRow, ...]
    """Issues that are not solved, the most severe first."""
    assumptions: tuple[AssumptionRow, ...]
    """Assumptions that were not looked at in time, or do not hold."""
    changes: tuple[ChangeRow, ...]
    """Changes that wait for a decision, the oldest first."""
    benefits: tuple[BenefitRow, ...]
    """Benefits of its projects, completed ones too, the furthest behind first."""
    overdue_actions: tuple[OverdueAction, ...]
    """Overdue actions of all registers, the oldest first."""


def programme_view(
    portfolio: Portfolio,
    programme: Programme,
    members: Sequence[Project],
    heading: Heading,
    language: Language,
    asked: Iterable[Question],
    *,
    is_whole: bool = True,
) -> ProgrammeReport:
    """A programme with these of its projects; its own registers count where it is ``whole``.

    ``asked`` is what is waited for anywhere.
    """
    as_of = heading.as_of
    own = portfolio.programme_holders.get(programme.id) if is_whole else None
    holders: list[Holder] = [*([own] if own is not None else []), *members]
    going = [one for one in holders if not isinstance(one, Project) or one.is_open]
    ids = {one.id for one in members}
    report = portfolio_view(portfolio, members, heading, language)
    rows = tuple(row for group in report.groups for row in group.projects)
    addresses = {one.address for one in holders}
    risks = open_risks(portfolio, holders)
    threats = [one for one in risks if one.risk.type == "threat"]
    shown = report.next_milestones[:MOST_MILESTONES]
    computed, evidence, drivers = _health(portfolio, own, members, as_of, language)
    agreed, pending = _changes(portfolio, holders, as_of)
    return ProgrammeReport(
        heading=heading,
        programme=_head(portfolio, programme, members),
        objectives=tuple(_objectives(portfolio, programme, members, as_of)),
        declared=report.groups[0].declared if report.groups else None,
        computed=computed,
        evidence=evidence,
        drivers=drivers,
        projects=rows,
        over=report.over,
        warnings=report.warnings,
        stale=report.stale,
        decisions=decision_rows(portfolio, (one for one in asked if one.holder.address in addresses)),
        money=report.totals,
        spent_share=report.totals.spent_share,
        agreed_changes=agreed,
        pending_changes=pending,
        tolerances=tuple(_tolerance(one) for one in deviations(portfolio, members, as_of)),
        roadmap=_by_quarter(shown),
        milestones_more=len(report.next_milestones) - len(shown),
        late_milestones=report.late_milestones,
        links=_links(portfolio, ids, as_of),
        threats=tuple(risk_row(portfolio, one) for one in threats[:MOST_RISKS]),
        threats_open=len(threats),
        opportunities=tuple(risk_row(portfolio, one) for one in risks if one.risk.type == "opportunity"),
        issues=issue_rows(portfolio, open_issues(going), as_of),
        assumptions=assumption_rows(portfolio, doubtful_assumptions(going, as_of)),
        changes=tuple(
            change_row(portfolio, one)
            for one in change_control(portfolio, going, as_of).changes
            if one.is_pending
        ),
        benefits=benefits_view(portfolio, members, heading).benefits,
        overdue_actions=tuple(
            _action(portfolio, one)
            for one in overdue((each for holder in going for each in open_actions(holder)), as_of)
        ),
    )


def _head(portfolio: Portfolio, programme: Programme, members: Iterable[Project]) -> ProgrammeHead:
    bodies = {
        one.charter.body.lower(): portfolio.name_of(one.charter.body)
        for one in members
        if one.is_open and one.charter is not None and one.charter.body is not None
    }
    return ProgrammeHead(
        id=programme.id,
        address=f"programmes/{programme.id}",
        title=programme.title,
        sponsor=portfolio.name_of(programme.sponsor) if programme.sponsor else None,
        manager=portfolio.name_of(programme.manager) if programme.manager else None,
        bodies=tuple(name for _, name in sorted(bodies.items())),
    )


def _objectives(
    portfolio: Portfolio, programme: Programme, members: Iterable[Project], as_of: datetime.date
) -> Iterable[ObjectiveRow]:
    serving: dict[str, list[str]] = {}
    for project in members:
        for one in project.charter.objectives if project.charter else ():
            serving.setdefault(one.objective.lower(), []).append(project.title)
    for reference in programme.objectives:
        objective: Objective | None = portfolio.objectives.get(reference.lower())
        if objective is not None:
            yield ObjectiveRow(
                id=objective.id,
                title=objective.title,
                owner=portfolio.name_of(objective.owner) if objective.owner else None,
                projects=tuple(serving.get(objective.id.lower(), ())),
                kpis=tuple(_kpi(one, as_of) for one in objective.kpis),
            )


def _kpi(kpi: Kpi, as_of: datetime.date) -> KpiRow:
    found = kpi_progress(kpi, as_of)
    return KpiRow(
        title=kpi.title,
        unit=kpi.unit,
        baseline=kpi.baseline,
        latest=found.latest,
        measured_on=found.measured_on,
        target=kpi.target,
        covered=found.covered,
        state=found.state,
    )


def _health(
    portfolio: Portfolio,
    own: Holder | None,
    members: Sequence[Project],
    as_of: datetime.date,
    language: Language,
) -> tuple[Health | None, tuple[EvidenceRow, ...], tuple[str, ...]]:
    """The worst by the facts, what its own register adds, and the projects that give the colour."""
    groups = portfolio_health(portfolio, members, as_of).programmes
    if not groups:
        return None, (), ()
    evidence = evidence_rows(groups[0].evidence, language) if own is not None else ()
    drivers = (portfolio.projects[id_].title for id_ in groups[0].drivers.get(OVERALL, ()))
    return groups[0].computed.get(OVERALL), evidence, tuple(drivers)


def _tolerance(one: Deviation) -> ToleranceRow:
    return ToleranceRow(
        project=one.project.title,
        address=one.project.id,
        measured=one.measured,
        forecast=one.forecast,
        tolerance=one.tolerance,
        level=one.level,
        used=one.used,
        beyond=one.is_beyond,
    )


def _by_quarter(milestones: Iterable[MilestoneRow]) -> tuple[QuarterRow, ...]:
    quarters: dict[str, list[MilestoneRow]] = {}
    for one in milestones:
        if one.expected is not None:
            quarters.setdefault(str(Quarter.of(one.expected)), []).append(one)
    return tuple(QuarterRow(Period(name), tuple(found)) for name, found in quarters.items())


_DIRECTIONS: tuple[Direction, ...] = ("inside", "needs", "gives")


def _links(portfolio: Portfolio, ids: set[str], as_of: datetime.date) -> tuple[LinkRow, ...]:
    rows = []
    for one in needed_milestones(portfolio, as_of):
        waits, delivers = one.project.id in ids, one.supplier.id in ids
        if one.needed.state != "reached" and (waits or delivers):
            direction: Direction = "inside" if waits and delivers else "needs" if waits else "gives"
            rows.append(LinkRow(direction, dependency_row(one)))
    rows.sort(
        key=lambda row: (
            _DIRECTIONS.index(row.direction),
            not row.dependency.is_at_risk,
            row.dependency.expected or datetime.date.max,
            row.dependency.address,
        )
    )
    return tuple(rows)


def _changes(portfolio: Portfolio, holders: Iterable[Holder], as_of: datetime.date) -> tuple[Money, Money]:
    """Cost of agreed and of pending changes, in the office's currency."""
    totals = change_control(portfolio, holders, as_of).totals
    agreed = total(portfolio, ((one.holder.address, Money(one.agreed_cost, one.currency)) for one in totals))
    pending = total(
        portfolio, ((one.holder.address, Money(one.pending_cost, one.currency)) for one in totals)
    )
    return agreed.sum, pending.sum


def _action(portfolio: Portfolio, one: PlacedAction) -> OverdueAction:
    return OverdueAction(
        address=one.address,
        where=where(portfolio, one.holder),
        where_address=one.holder.address,
        text=one.action.text,
        owner=named(portfolio, one.action.owner, one.holder) or one.action.owner,
        due=one.action.due,
        register=one.register,
    )
