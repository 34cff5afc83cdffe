"""The view of `pmo report status`: one project on one page."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pmo.analysis.accuracy import Accuracy, accuracy_of
from pmo.analysis.decisions import questions
from pmo.analysis.health import health_of
from pmo.analysis.money import Money, ProjectMoney, project_money
from pmo.analysis.progress import (
    DIMENSIONS,
    Declared,
    Freshness,
    Health,
    Trend,
    declared,
    needed_milestones,
    progress_of,
)
from pmo.analysis.registers import (
    doubtful_assumptions,
    open_issues,
    open_risks,
    overdue_actions,
    pending_changes,
    troubled_reviews,
    unfilled,
)
from pmo.locale import SOURCE_LANGUAGE, Language
from pmo.locale import language as language_of
from pmo.model.benefits import Benefit
from pmo.model.portfolio import Portfolio, Project
from pmo.model.scalars import Measure
from pmo.render.views.health import (
    HealthRow,
    OverrideRow,
    WarningRow,
    health_rows,
    override_rows,
    red_already_rows,
    warning_rows,
)
from pmo.render.views.parts import (
    AssumptionRow,
    DecisionRow,
    DependencyRow,
    Heading,
    IssueRow,
    MilestoneRow,
    ReviewRow,
    RiskRow,
    assumption_rows,
    decision_rows,
    dependency_row,
    issue_rows,
    milestone_row,
    named,
    review_rows,
    risk_row,
)

TEMPLATE = "status.md.jinja"
MOST_RISKS = 5
"""Threats shown; the heaviest come first."""
MOST_OPPORTUNITIES = 3


@dataclass(frozen=True, slots=True)
class ProjectHead:
    """What the project is."""

    id: str
    """Id, as the commands take it."""
    title: str
    """Name of the project."""
    purpose: str | None
    """Why it is done."""
    state: str | None
    """proposed, approved, active, on-hold, completed, cancelled; None when the charter cannot be read."""
    category: str | None
    """regulatory, strategic, operational, innovation."""
    programme: str | None
    """Title of its programme."""
    programme_address: str | None
    """`programmes/<id>`; None where it belongs to none that is known."""
    method: str | None
    """Title of its method."""
    phase: str | None
    """Title of its current phase."""
    sponsor: str | None
    """Name of the sponsor."""
    manager: str | None
    """Name of the manager."""
    body: str | None
    """Name of its steering group."""


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """Declared health of one dimension."""

    dimension: str
    """schedule, cost, scope, quality, risk, resources, benefits."""
    colour: Health | None
    """green, amber, red, as declared; None where nothing was."""
    before: Health | None
    """As declared the time before."""
    comment: str | None
    """Remark of the author."""


@dataclass(frozen=True, slots=True)
class DeclaredView:
    """What the project says about itself in its latest status update."""

    health: Health | None
    """Overall health: as declared; grey when never reported or stale, blue when completed, None when not expected."""
    trend: Trend | None
    """better, same or worse than the time before."""
    freshness: Freshness
    """current, stale, never, not-expected."""
    date: datetime.date | None
    """Day of the update."""
    previous_date: datetime.date | None
    """Day of the one before."""
    due: datetime.date | None
    """Last day on which the next update is in time."""
    author: str | None
    """Name of who reports."""
    last_colour: Health | None
    """Colour of the latest update, also where it is stale."""
    headline: str | None
    """The status in one line."""
    percent_complete: float | None
    """Work completed as declared, 0 to 100."""
    dimensions: tuple[DimensionRow, ...]
    """Dimensions that were declared."""
    overrides: tuple[OverrideRow, ...]
    """Departures from the computed health, also those that have expired."""
    done: tuple[str, ...]
    """What was achieved."""
    next: tuple[str, ...]
    """What comes next."""


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """Dates and milestones."""

    baseline: datetime.date | None
    """Approved finish."""
    expected: datetime.date | None
    """Finish as expected now."""
    slip_days: int | None
    """Working days between them; negative when early."""
    reached: int
    """Milestones reached."""
    total: int
    """All milestones."""
    weight_done: float | None
    """Weight of the milestones reached as a fraction of all weight."""
    milestones: tuple[MilestoneRow, ...]
    """All milestones in order of their expected dates."""


@dataclass(frozen=True, slots=True)
class GateRow:
    """A review at a gate."""

    title: str
    """Name of the gate."""
    planned: datetime.date | None
    """Planned day."""
    held: datetime.date | None
    """Day on which it was held."""
    decision: str | None
    """go, conditional, hold, recycle, kill."""
    open_conditions: int
    """Conditions that are not fulfilled yet."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change request without a final decision."""

    address: str
    """`<project>/changes/<id>`."""
    title: str
    """The change in one line."""
    status: str
    """submitted, assessed, postponed."""
    raised: datetime.date
    """Day of the request."""
    raised_by: str
    """Name of who asks for it."""
    age_days: int
    """Calendar days since the request."""
    cost: Money | None
    """Change of the approved budget."""
    days: int | None
    """Change of the finish in working days."""


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An overdue action."""

    text: str
    """What is to be done."""
    owner: str
    """Name of who does it."""
    due: datetime.date
    """Day by which it should have been done."""
    register: str
    """Where it is written: actions, risks, issues, gates, quality, meetings."""


@dataclass(frozen=True, slots=True)
class DemandRow:
    """Work that nobody is confirmed for."""

    who: str
    """Title of the role, or name of the person or equipment asked for."""
    has_person: bool
    """Whether a person or equipment is named and only the agreement is missing."""
    load: float
    """Full-time equivalents, or units of equipment."""
    start: datetime.date
    """First day."""
    end: datetime.date
    """Last day."""
    task: str | None
    """What is done."""


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """A benefit."""

    address: str
    """`<project>/benefits/<id>`."""
    title: str
    """The benefit."""
    owner: str
    """Name of who answers for it."""
    unit: str | None
    """Unit of the values."""
    baseline: Measure | None
    """Value before."""
    target: Measure
    """Value to be reached."""
    due: datetime.date | None
    """Day by which it is to be reached."""
    measured: Measure | None
    """Latest measured value."""
    measured_on: datetime.date | None
    """Day of that measurement."""
    status: str
    """planned, on-track, at-risk, realised, not-realised."""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """One project on one page."""

    heading: Heading
    """Portfolio, revision and day."""
    project: ProjectHead
    """What the project is."""
    declared: DeclaredView
    """What it says about itself."""
    health: tuple[HealthRow, ...]
    """Health overall, then by dimension: declared beside computed, with the evidence."""
    watermelon: bool
    """Whether something is declared green that is red by the facts."""
    optimistic: bool
    """Whether something else is declared better than the facts."""
    warnings: tuple[WarningRow, ...]
    """What will be red next, by day."""
    red_already: tuple[WarningRow, ...]
    """When the money runs out of what is red already."""
    accuracy: Accuracy
    """How well its earlier forecasts of dates and costs came true."""
    schedule: ScheduleView
    """Dates and milestones."""
    money: ProjectMoney
    """Money, in the project's currency."""
    last_gate: GateRow | None
    """The latest gate review that was held."""
    next_gate: GateRow | None
    """The next gate review that is planned."""
    decisions: tuple[DecisionRow, ...]
    """Decisions it waits for, by due date."""
    threats: tuple[RiskRow, ...]
    """Heaviest open threats."""
    threats_open: int
    """Number of all open threats."""
    opportunities: tuple[RiskRow, ...]
    """Best open opportunities."""
    issues: tuple[IssueRow, ...]
    """Issues that are not solved, the most severe first."""
    assumptions: tuple[AssumptionRow, ...]
    """Assumptions that were not looked at in time, and those that do not hold."""
    reviews: tuple[ReviewRow, ...]
    """Quality reviews that failed, and those that were not held in time."""
    changes: tuple[ChangeRow, ...]
    """Change requests without a final decision."""
    waits_for: tuple[DependencyRow, ...]
    """Milestones of other projects that it waits for."""
    awaited_by: tuple[DependencyRow, ...]
    """Its open milestones that other projects wait for."""
    demand: tuple[DemandRow, ...]
    """Roles without a person, and requests without agreement."""
    benefits: tuple[BenefitRow, ...]
    """Benefits."""
    overdue_actions: tuple[ActionRow, ...]
    """Actions that should be done by now."""
    nothing_open: tuple[str, ...]
    """Sections whose records have nothing open: risks, issues, changes, actions, resources, decisions."""
    not_recorded: tuple[str, ...]
    """Sections that the project keeps no file for: plan, budget, risks, issues, changes, resources, benefits."""


def status_view(
    portfolio: Portfolio, project: Project, heading: Heading, language: Language | None = None
) -> StatusReport:
    """Everything that the status report shows of a project; the evidence of health in ``language``, else in English."""
    as_of = heading.as_of
    words = language or language_of(SOURCE_LANGUAGE)
    health = health_of(portfolio, project, as_of)
    risks = open_risks(portfolio, [project])
    threats = [risk_row(portfolio, one) for one in risks if one.risk.type == "threat"]
    opportunities = [risk_row(portfolio, one) for one in risks if one.risk.type == "opportunity"]
    links = list(needed_milestones(portfolio, as_of, project))
    gates = gate_rows(portfolio, project)
    report = StatusReport(
        heading=heading,
        project=project_head(portfolio, project),
        declared=_declared(
            portfolio, project, declared(portfolio, project, as_of), override_rows(portfolio, health)
        ),
        health=health_rows(health, words),
        watermelon=health.watermelon,
        optimistic=bool(health.optimistic),
        warnings=warning_rows(portfolio, [project], as_of, words),
        red_already=red_already_rows(portfolio, [project], as_of, words),
        accuracy=accuracy_of(portfolio, project, as_of),
        schedule=_schedule(portfolio, project, as_of),
        money=project_money(portfolio, project, as_of),
        last_gate=max((one for one in gates if one.held), key=lambda one: one.held or as_of, default=None),
        next_gate=min(
            (one for one in gates if not one.held and one.planned),
            key=lambda one: one.planned or as_of,
            default=None,
        ),
        decisions=decision_rows(portfolio, questions(portfolio, as_of, {project.id})),
        threats=tuple(threats[:MOST_RISKS]),
        threats_open=len(threats),
        opportunities=tuple(opportunities[:MOST_OPPORTUNITIES]),
        issues=issue_rows(portfolio, open_issues([project]), as_of),
        assumptions=assumption_rows(
            portfolio, doubtful_assumptions([project] if project.is_open else [], as_of)
        ),
        reviews=review_rows(troubled_reviews([project] if project.is_open else [], as_of)),
        changes=tuple(_changes(portfolio, project, as_of)),
        waits_for=tuple(dependency_row(one) for one in links if one.project is project),
        awaited_by=tuple(
            dependency_row(one) for one in links if one.supplier is project and one.needed.state != "reached"
        ),
        demand=tuple(_demand(portfolio, project, as_of)),
        benefits=tuple(_benefit(portfolio, project, one, as_of) for one in project.benefits),
        overdue_actions=tuple(
            ActionRow(
                one.action.text, portfolio.name_of(one.action.owner, project), one.action.due, one.register
            )
            for one in overdue_actions(project, as_of)
        ),
        nothing_open=(),
        not_recorded=(),
    )
    return _with_gaps(report, project)


def _with_gaps(report: StatusReport, project: Project) -> StatusReport:
    """The report, saying of what there is nothing to show whether it is empty or not kept."""
    open_ = {
        "risks": report.threats + report.opportunities,
        "issues": report.issues,
        "changes": report.changes,
        "actions": report.overdue_actions,
    }
    if not project.is_open:
        return replace(report, nothing_open=tuple(name for name, rows in open_.items() if not rows))
    kept = set(project.documents)
    nothing = [name for name, rows in open_.items() if not rows and (name in kept or name == "actions")]
    nothing += ["resources"] if "allocations" in kept and not report.demand else []
    nothing += ["decisions"] if not report.decisions else []
    expected = ("plan", "budget", "risks", "issues", "changes", "allocations", "benefits")
    missing = tuple("resources" if name == "allocations" else name for name in expected if name not in kept)
    return replace(report, nothing_open=tuple(nothing), not_recorded=missing)


def project_head(portfolio: Portfolio, project: Project) -> ProjectHead:
    charter = project.charter
    method = portfolio.method_of(project)
    if charter is None:
        return ProjectHead(project.id, project.title, *([None] * 10))
    programme = portfolio.programmes.get(charter.programme.lower()) if charter.programme else None
    phases = {phase.id.lower(): phase.title for phase in method.phases} if method else {}
    return ProjectHead(
        id=project.id,
        title=charter.title,
        purpose=charter.purpose,
        state=charter.state,
        category=charter.category,
        programme=programme.title if programme else charter.programme,
        programme_address=f"programmes/{programme.id}" if programme else None,
        method=method.title if method else charter.method,
        phase=phases.get(charter.phase.lower(), charter.phase) if charter.phase else None,
        sponsor=portfolio.name_of(charter.sponsor),
        manager=portfolio.name_of(charter.manager),
        body=named(portfolio, charter.body, project),
    )


def _declared(
    portfolio: Portfolio, project: Project, found: Declared, overrides: tuple[OverrideRow, ...]
) -> DeclaredView:
    status, previous = found.status, found.previous
    dimensions = []
    if status is not None:
        for name in DIMENSIONS:
            colour, comment = getattr(status.health, name), status.comments.get(name)
            if colour or comment:
                before = getattr(previous.health, name) if previous else None
                dimensions.append(DimensionRow(name, colour, before, comment))
    percent = status.percent_complete if status else None
    return DeclaredView(
        health=found.health,
        trend=found.trend,
        freshness=found.freshness,
        date=status.date if status else None,
        previous_date=previous.date if previous else None,
        due=found.due,
        author=portfolio.name_of(status.author, project) if status else None,
        last_colour=status.overall if status else None,
        headline=status.headline if status else None,
        percent_complete=None if percent is None else float(percent),
        dimensions=tuple(dimensions),
        overrides=overrides,
        done=status.done if status else (),
        next=status.next if status else (),
    )


def _schedule(portfolio: Portfolio, project: Project, as_of: datetime.date) -> ScheduleView:
    progress = progress_of(portfolio, project, as_of)
    return ScheduleView(
        baseline=progress.finish.baseline,
        expected=progress.finish.expected,
        slip_days=progress.finish.slip_days,
        reached=progress.reached,
        total=len(progress.milestones),
        weight_done=progress.weight_done,
        milestones=tuple(milestone_row(portfolio, project, one) for one in progress.milestones),
    )


def gate_rows(portfolio: Portfolio, project: Project) -> list[GateRow]:
    rows = []
    for review in project.gate_reviews:
        open_ = sum(condition.done is None for condition in review.conditions)
        rows.append(
            GateRow(
                portfolio.gate_title(project, review.gate),
                review.planned,
                review.held,
                review.decision,
                open_,
            )
        )
    return rows


def _changes(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[ChangeRow]:
    for change in pending_changes(project):
        cost = change.impact.cost
        yield ChangeRow(
            address=f"{project.id}/changes/{change.id}",
            title=change.title,
            status=change.status,
            raised=change.raised,
            raised_by=portfolio.name_of(change.raised_by, project),
            age_days=(as_of - change.raised).days,
            cost=None if cost is None else Money(cost, portfolio.currency_of(project)),
            days=change.impact.days,
        )


def _demand(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[DemandRow]:
    for one in unfilled(project, as_of):
        who = one.person or one.role
        equipment = portfolio.equipment.get((one.equipment or "").lower())
        name = portfolio.name_of(who, project) if who else equipment.title if equipment else one.equipment
        yield DemandRow(
            name or "",
            one.role is None or one.person is not None,
            float(one.load),
            one.from_,
            one.to,
            one.task,
        )


def _benefit(portfolio: Portfolio, project: Project, benefit: Benefit, as_of: datetime.date) -> BenefitRow:
    measured = [one for one in benefit.measurements if one.date <= as_of]
    latest = max(measured, key=lambda one: one.date, default=None)
    return BenefitRow(
        address=f"{project.id}/benefits/{benefit.id}",
        title=benefit.title,
        owner=portfolio.name_of(benefit.owner, project),
        unit=benefit.unit,
        baseline=benefit.baseline,
        target=benefit.target,
        due=benefit.due,
        measured=latest.value if latest else None,
        measured_on=latest.date if latest else None,
        status=benefit.status,
    )
