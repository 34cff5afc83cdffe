"""The view of `pmo report portfolio` and of `pmo status`: the portfolio at a glance."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from pmo.analysis.decisions import questions
from pmo.analysis.health import OVERALL, health_of, portfolio_health
from pmo.analysis.money import Money, ProjectMoney, budget_totals, project_money
from pmo.analysis.progress import (
    HEALTHS,
    Declared,
    Freshness,
    Health,
    Progress,
    Trend,
    declared,
    needed_milestones,
    progress_of,
)
from pmo.analysis.registers import (
    assessment_actions,
    doubtful_assumptions,
    open_actions,
    open_issues,
    open_risks,
    overdue,
    troubled_reviews,
)
from pmo.locale import SOURCE_LANGUAGE, Language
from pmo.locale import language as language_of
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.render.views.health import HealthRow, WarningRow, health_rows, warning_rows
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
    review_rows,
    risk_row,
    where,
)

TEMPLATE = "portfolio.md.jinja"
MOST_RISKS = 10
"""Threats shown; the heaviest come first."""
MOST_OPPORTUNITIES = 5
STATES = ("active", "on-hold", "approved", "proposed", "completed", "cancelled")
"""States in the order of their attention."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many projects there are of a kind."""

    word: str
    """The state or health."""
    projects: int
    """Number of projects."""


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project."""

    id: str
    """Id, as the commands take it."""
    title: str
    """Name of the project."""
    state: str
    """proposed, approved, active, on-hold, completed, cancelled."""
    phase: str | None
    """Title of its current phase."""
    manager: str
    """Name of the manager."""
    health: Health | None
    """Declared overall health; grey when never reported or stale, blue when completed, None when not expected."""
    computed: Health | None
    """Overall health by the facts, with the overrides that count; blue when completed, None when nothing is known."""
    watermelon: bool
    """Whether it declares something green that is red by the facts."""
    optimistic: bool
    """Whether it declares something else better than the facts."""
    facts: tuple[HealthRow, ...]
    """Health overall, then by dimension, declared beside computed, with the evidence."""
    trend: Trend | None
    """better, same or worse than the time before."""
    headline: str | None
    """Its status in one line."""
    freshness: Freshness
    """current, stale, never, not-expected."""
    reported: datetime.date | None
    """Day of the latest status update."""
    baseline: datetime.date | None
    """Approved finish."""
    expected: datetime.date | None
    """Finish as expected now."""
    slip_days: int | None
    """Working days between them; negative when early."""
    reached: int
    """Milestones reached."""
    milestones: int
    """All milestones."""
    next_milestone: MilestoneRow | None
    """The milestone that is expected next."""
    money: ProjectMoney
    """Money, in the project's currency."""


@dataclass(frozen=True, slots=True)
class GroupTotals:
    """Sums over projects in the office's currency."""

    approved: Money
    """Approved budgets."""
    actual: Money
    """Actual cost of the periods that have ended."""
    estimated_approved: Money
    """Approved budgets of the projects that have an estimate."""
    estimate: Money
    """Estimates at completion of those projects."""
    overrun: Money
    """Their estimates less their approved budgets."""
    overrun_share: float | None
    """Overrun as a fraction of their approved budgets."""
    without_estimate: tuple[str, ...]
    """Titles of the projects that have a budget and no estimate."""
    not_converted: tuple[str, ...]
    """Titles of the projects left out because there is no exchange rate."""


@dataclass(frozen=True, slots=True)
class Group:
    """The projects of a programme, or of none."""

    programme: str | None
    """Title of the programme; None for projects outside programmes."""
    address: str | None
    """`programmes/<id>`; None for projects outside programmes, and where there is no such programme."""
    projects: tuple[ProjectRow, ...]
    """By state, then id."""
    totals: GroupTotals
    """Their money, in the office's currency."""
    declared: Health | None
    """The worst health that was declared; grey where all are; None where nothing was."""
    computed: Health | None
    """The worst health by the facts, threats in the programme's own register included; None where nothing is known."""


@dataclass(frozen=True, slots=True)
class StaleRow:
    """A project whose status update is missing."""

    project: str
    """Title of the project."""
    id: str
    """Id of the project."""
    manager: str
    """Name of the manager."""
    reported: datetime.date | None
    """Day of the latest status update; None when there was never one."""
    last_colour: Health | None
    """Colour of that update."""
    due: datetime.date | None
    """Day by which the next one was due."""


@dataclass(frozen=True, slots=True)
class OverdueCount:
    """Overdue actions of a project, a programme or the office."""

    holder: str
    """Address of the project or programme, or `office`."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    actions: int
    """Number of overdue actions."""
    oldest: datetime.date
    """Day by which the oldest should have been done."""


@dataclass(frozen=True, slots=True)
class PortfolioReport:
    """The portfolio at a glance."""

    heading: Heading
    """Portfolio, revision and day."""
    projects: int
    """Number of projects with a readable charter."""
    states: tuple[Count, ...]
    """Projects by state; states without a project are left out."""
    healths: tuple[Count, ...]
    """Projects that are not over by declared health, worst first; those that need not report and do not are left out."""
    computed_healths: tuple[Count, ...]
    """Projects that are not over by computed overall health, worst first; those that nothing is known of are left out."""
    watermelons: tuple[ProjectRow, ...]
    """Projects that are not over and declare something green that is red by the facts."""
    optimistic: tuple[ProjectRow, ...]
    """Others that declare something better than the facts."""
    warnings: tuple[WarningRow, ...]
    """What is heading for red in active projects, what is not red yet first, then by day."""
    active: int
    """Number of active projects."""
    attention: tuple[ProjectRow, ...]
    """Projects declared red, with their headline."""
    groups: tuple[Group, ...]
    """Projects that are not over, by programme."""
    over: tuple[ProjectRow, ...]
    """Completed and cancelled projects."""
    totals: GroupTotals
    """Money of all projects that are not over."""
    decisions: tuple[DecisionRow, ...]
    """Decisions that somebody waits for, by due date."""
    issues: tuple[IssueRow, ...]
    """Issues of all registers that are not solved, the most severe first."""
    assumptions: tuple[AssumptionRow, ...]
    """Assumptions that were not looked at in time, and those that do not hold."""
    reviews: tuple[ReviewRow, ...]
    """Quality reviews that failed, and those that were not held in time."""
    threats: tuple[RiskRow, ...]
    """Heaviest open threats of all projects, programmes and the office."""
    threats_open: int
    """Number of all open threats."""
    opportunities: tuple[RiskRow, ...]
    """Best open opportunities."""
    late_milestones: tuple[MilestoneRow, ...]
    """Open milestones of projects that are not over, overdue or late, by the approved date."""
    next_milestones: tuple[MilestoneRow, ...]
    """Open milestones of active projects by expected date."""
    stale: tuple[StaleRow, ...]
    """Active projects whose status update is missing or too old."""
    dependencies: tuple[DependencyRow, ...]
    """Dependencies between projects that are late, not agreed or do not fit."""
    dependencies_open: int
    """Number of all open dependencies between projects."""
    overdue_actions: tuple[OverdueCount, ...]
    """Overdue actions by project, programme and office."""


@dataclass(frozen=True, slots=True)
class _Known:
    project: Project
    progress: Progress
    declared: Declared
    money: ProjectMoney


def portfolio_view(
    portfolio: Portfolio,
    projects: Iterable[Project],
    heading: Heading,
    language: Language | None = None,
    *,
    evidence: bool = True,
) -> PortfolioReport:
    """Everything that the portfolio report shows; of the projects only those in ``projects``.

    The evidence of health is in ``language``, else in English; without ``evidence`` the projects' `facts` are
    left out, for readers who see the colours alone.
    """
    as_of = heading.as_of
    spoken = language or language_of(SOURCE_LANGUAGE)
    words = spoken if evidence else None
    known = [
        _Known(
            project,
            progress_of(portfolio, project, as_of),
            declared(portfolio, project, as_of),
            project_money(portfolio, project, as_of),
        )
        for project in projects
        if project.charter is not None
    ]
    chosen = {one.project.id for one in known}
    is_whole = len(chosen) == len(portfolio.projects)
    holders = [one for one in portfolio.holders if (one.id in chosen if one.level == "project" else is_whole)]
    open_ = [one for one in known if one.project.is_open]
    going = [one for one in holders if not isinstance(one, Project) or one.is_open]
    active = [one for one in known if one.project.is_running]
    risks = open_risks(portfolio, holders)
    threats = [one for one in risks if one.risk.type == "threat"]
    links = [one for one in needed_milestones(portfolio, as_of) if one.project.id in chosen]
    open_links = [dependency_row(one) for one in links if one.needed.state != "reached"]
    rows = {one.project.id: _row(portfolio, one, as_of, words) for one in known}
    return PortfolioReport(
        heading=heading,
        projects=len(known),
        states=_counts(STATES, [row.state for row in rows.values()]),
        healths=_counts(HEALTHS, [one.declared.health for one in open_ if one.declared.health]),
        computed_healths=_counts(
            HEALTHS, [colour for one in open_ if (colour := rows[one.project.id].computed)]
        ),
        watermelons=tuple(rows[one.project.id] for one in open_ if rows[one.project.id].watermelon),
        optimistic=tuple(
            row for one in open_ if (row := rows[one.project.id]).optimistic and not row.watermelon
        ),
        warnings=warning_rows(portfolio, (one.project for one in active), as_of, spoken),
        active=len(active),
        attention=tuple(rows[one.project.id] for one in open_ if one.declared.health == "red"),
        groups=tuple(_groups(portfolio, open_, rows, as_of)),
        over=tuple(rows[one.project.id] for one in known if not one.project.is_open),
        totals=_totals(portfolio, open_, as_of),
        decisions=decision_rows(portfolio, questions(portfolio, as_of, None if is_whole else chosen)),
        issues=issue_rows(portfolio, open_issues(going), as_of),
        assumptions=assumption_rows(portfolio, doubtful_assumptions(going, as_of)),
        reviews=review_rows(troubled_reviews((one.project for one in open_), as_of)),
        threats=tuple(risk_row(portfolio, one) for one in threats[:MOST_RISKS]),
        threats_open=len(threats),
        opportunities=tuple(
            risk_row(portfolio, one)
            for one in [one for one in risks if one.risk.type == "opportunity"][:MOST_OPPORTUNITIES]
        ),
        late_milestones=tuple(_late(portfolio, open_)),
        next_milestones=tuple(_next(portfolio, active)),
        stale=tuple(_stale(portfolio, active)),
        dependencies=tuple(row for row in open_links if row.is_at_risk),
        dependencies_open=len(open_links),
        overdue_actions=tuple(_overdue(portfolio, holders, as_of)),
    )


def _row(portfolio: Portfolio, one: _Known, as_of: datetime.date, language: Language | None) -> ProjectRow:
    project, progress, said = one.project, one.progress, one.declared
    health = health_of(portfolio, project, as_of)
    charter = project.charter
    assert charter is not None
    method = portfolio.method_of(project)
    phases = {phase.id.lower(): phase.title for phase in method.phases} if method else {}
    following = progress.next
    return ProjectRow(
        id=project.id,
        title=charter.title,
        state=charter.state,
        phase=phases.get(charter.phase.lower(), charter.phase) if charter.phase else None,
        manager=portfolio.name_of(charter.manager),
        health=said.health,
        computed=health.counting.get(OVERALL),
        watermelon=health.watermelon,
        optimistic=bool(health.optimistic),
        facts=health_rows(health, language) if language is not None else (),
        trend=said.trend,
        headline=said.status.headline if said.status else None,
        freshness=said.freshness,
        reported=said.status.date if said.status else None,
        baseline=progress.finish.baseline,
        expected=progress.finish.expected,
        slip_days=progress.finish.slip_days,
        reached=progress.reached,
        milestones=len(progress.milestones),
        next_milestone=milestone_row(portfolio, project, following) if following else None,
        money=one.money,
    )


def _counts(order: Iterable[str], words: list[str]) -> tuple[Count, ...]:
    return tuple(Count(word, words.count(word)) for word in order if word in words)


def _groups(
    portfolio: Portfolio, known: list[_Known], rows: dict[str, ProjectRow], as_of: datetime.date
) -> Iterable[Group]:
    """By programme in the order of the strategy, then those that name an unknown one, then those of none."""
    by_id = {one.project.id: one for one in known}
    for health in portfolio_health(portfolio, (one.project for one in known), as_of).programmes:
        programme = portfolio.programmes.get(health.programme or "")
        members = [by_id[id_] for id_ in health.projects]
        listed = (rows[one.project.id] for one in members)
        yield Group(
            programme=programme.title if programme else health.programme or None,
            address=f"programmes/{programme.id}" if programme else None,
            projects=tuple(sorted(listed, key=lambda row: (STATES.index(row.state), row.id))),
            totals=_totals(portfolio, members, as_of),
            declared=health.declared.get(OVERALL),
            computed=health.computed.get(OVERALL),
        )


def _totals(portfolio: Portfolio, known: list[_Known], as_of: datetime.date) -> GroupTotals:
    titles = {one.project.id: one.project.title for one in known}
    found = budget_totals(portfolio, (one.project for one in known), as_of)
    return GroupTotals(
        approved=found.approved,
        actual=found.actual,
        estimated_approved=found.estimated_approved,
        estimate=found.estimate,
        overrun=found.overrun,
        overrun_share=found.overrun_share,
        without_estimate=tuple(titles[id_] for id_ in found.unestimated),
        not_converted=tuple(titles[id_] for id_ in found.not_converted),
    )


def _late(portfolio: Portfolio, known: list[_Known]) -> list[MilestoneRow]:
    rows = [
        milestone_row(portfolio, one.project, milestone) for one in known for milestone in one.progress.behind
    ]
    return sorted(rows, key=lambda row: (row.baseline or row.expected or datetime.date.max, row.address))


def _next(portfolio: Portfolio, known: list[_Known]) -> list[MilestoneRow]:
    rows = [
        milestone_row(portfolio, one.project, milestone)
        for one in known
        for milestone in one.progress.milestones
        if milestone.state not in ("reached", "undated")
    ]
    return sorted(rows, key=lambda row: (row.expected or datetime.date.max, row.address))


def _stale(portfolio: Portfolio, known: list[_Known]) -> Iterable[StaleRow]:
    for one in known:
        if one.declared.freshness in ("stale", "never"):
            status = one.declared.status
            charter = one.project.charter
            yield StaleRow(
                project=one.project.title,
                id=one.project.id,
                manager=portfolio.name_of(charter.manager) if charter else "",
                reported=status.date if status else None,
                last_colour=status.overall if status else None,
                due=one.declared.due,
            )


def _overdue(portfolio: Portfolio, holders: list[Holder], as_of: datetime.date) -> Iterable[OverdueCount]:
    found = []
    for holder in holders:
        actions = open_actions(holder)
        if holder.level == "office":
            actions = chain(actions, assessment_actions(portfolio))
        late = overdue(actions, as_of)
        if late:
            found.append(
                OverdueCount(holder.address, where(portfolio, holder), len(late), late[0].action.due)
            )
    return sorted(found, key=lambda row: (row.oldest, row.where))
