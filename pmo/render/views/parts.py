"""Rows that several reports share."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pmo.analysis.decisions import Question
from pmo.analysis.parties import leads_of
from pmo.analysis.progress import MilestoneProgress, MilestoneState, NeededMilestone
from pmo.analysis.registers import WeighedRisk
from pmo.analysis.risk_matrix import Cell
from pmo.model.assumptions import Assumption
from pmo.model.issues import Issue
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.model.quality import QualityReview

ENDING_SOON: Final = 30
"""Calendar days before its last day from which a waiver or a delegation is said to end."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What the report is made of."""

    portfolio: str
    """Name of the portfolio."""
    revision: str | None
    """Commit that the facts are exactly those of; None when there are changes on top."""
    as_of: datetime.date
    """Day that counts as today."""
    narrowed: str | None = None
    """What the projects were narrowed to (`--project`, `--where`); None when it is about all."""
    left_out: tuple[str, ...] = ()
    """What `--force` went on without."""
    audience: str | None = None
    """How much is left out because it is above the audience (`--audience`); None when everything is shown."""
    is_partial: bool = False
    """Whether anything is: what is not there need not be missing then."""

    @property
    def short_revision(self) -> str | None:
        """The first twelve characters of the revision."""
        return self.revision[:12] if self.revision else None


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone."""

    address: str
    """`<project>/plan/<id>`."""
    project: str
    """Title of its project."""
    title: str
    """What is reached."""
    owner: str | None
    """Name of the owner."""
    baseline: datetime.date | None
    """Approved date."""
    expected: datetime.date | None
    """Day on which it was reached, else is expected: today at the earliest."""
    promised: datetime.date | None
    """Forecast, else the approved date, also where it has passed."""
    actual: datetime.date | None
    """Day on which it was reached."""
    slip_days: int | None
    """Working days from baseline to expected; negative when early."""
    overdue_days: int
    """Working days since the baseline date, where it is overdue."""
    state: MilestoneState
    """reached, overdue (baseline date passed), late (expected after it), planned, undated."""
    critical: bool
    """Whether missing it turns the schedule red."""


@dataclass(frozen=True, slots=True)
class RiskRow:
    """An open risk."""

    address: str
    """`<project>/risks/<id>`."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    title: str
    """The risk in one line."""
    type: str
    """threat or opportunity."""
    owner: str
    """Name of the owner."""
    status: str
    """identified, assessed or responding."""
    before: Cell | None
    """Cell before the response: G, Y, O, R; None while it is not assessed."""
    now: Cell | None
    """Cell after the response, where that was assessed."""
    score: int | None
    """Probability times impact as it stands; only to sort by."""
    response: str | None
    """Strategy of the response."""
    plan: str | None
    """How the response works."""
    reviewed: datetime.date | None
    """Day of the last review."""


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue that is not solved."""

    address: str
    """`<project>/issues/<id>`."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    title: str
    """The issue in one line."""
    severity: str
    """low, medium, high, critical."""
    status: str
    """open, in-progress, escalated."""
    owner: str
    """Name of the owner."""
    due: datetime.date | None
    """Day by which it is to be solved."""
    is_overdue: bool
    """Whether that day has passed."""
    escalated_to: str | None
    """Name of the person, role or body it was escalated to."""


@dataclass(frozen=True, slots=True)
class AssumptionRow:
    """An assumption that was not looked at in time, or does not hold."""

    address: str
    """`<project>/assumptions/<id>`."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    text: str
    """What is assumed."""
    owner: str | None
    """Name of who finds out."""
    validate_by: datetime.date | None
    """Day by which it must be known."""
    result: str
    """open, where that day has passed; invalid."""
    if_false: str | None
    """What happens as it does not hold."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A quality review that failed, or was not held in time."""

    address: str
    """`<project>/quality/<id>`."""
    where: str
    """Title of the project."""
    deliverable: str
    """What is checked."""
    method: str | None
    """How it is checked."""
    planned: datetime.date | None
    """Planned day."""
    held: datetime.date | None
    """Day on which it was held; None where it is overdue."""
    result: str | None
    """failed; None where it is overdue."""


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision that somebody waits for."""

    address: str
    """Of the decision, change or gate review, or of the status update that asks for it."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    what: str
    """What must be decided."""
    by: str | None
    """Name of the person, role or body that must decide."""
    due: datetime.date | None
    """By when."""
    is_overdue: bool
    """Whether that day has passed."""
    consequence: str | None
    """What happens otherwise."""


@dataclass(frozen=True, slots=True)
class DependencyRow:
    """A milestone that waits for a milestone of another project."""

    address: str
    """Of the waiting milestone."""
    project: str
    """Title of the waiting project."""
    milestone: str
    """Title of the waiting milestone."""
    expected: datetime.date | None
    """When the waiting milestone is expected."""
    supplier: str
    """Title of the project that delivers."""
    supplier_address: str
    """Of the milestone it waits for."""
    needed: str
    """Title of the milestone it waits for."""
    needed_expected: datetime.date | None
    """When that was reached, else is expected."""
    needed_slip_days: int | None
    """Working days by which that comes after its baseline."""
    needed_state: MilestoneState
    """reached, overdue, late, planned, undated."""
    agreement: str
    """agreed, not-agreed or unknown."""
    short_days: int
    """Working days by which the waiting milestone is expected too early to wait for it; 0 when it fits."""

    @property
    def is_at_risk(self) -> bool:
        """Late, too late for the one that waits, or not agreed while it is not reached."""
        is_late = self.needed_state in ("overdue", "late")
        is_open_question = self.agreement == "not-agreed" and self.needed_state != "reached"
        return is_late or is_open_question or self.short_days > 0


def where(portfolio: Portfolio, holder: Holder) -> str:
    """What readers call a project, a programme or the office."""
    if isinstance(holder, Project):
        return holder.title
    if holder.level == "programme":
        programme = portfolio.programmes.get(holder.id.lower())
        return programme.title if programme else holder.id
    return portfolio.office.office.name if portfolio.office else "office"


def named(portfolio: Portfolio, reference: str | None, holder: Holder) -> str | None:
    """The name behind a reference made by a project, a programme or the office."""
    if reference is None:
        return None
    lead = leads_of(portfolio, holder).get(reference.lower())
    return portfolio.name_of(lead or reference, holder if isinstance(holder, Project) else None)


def milestone_row(portfolio: Portfolio, project: Project, one: MilestoneProgress) -> MilestoneRow:
    milestone = one.milestone
    return MilestoneRow(
        address=f"{project.id}/plan/{milestone.id}",
        project=project.title,
        title=milestone.title,
        owner=named(portfolio, milestone.owner, project),
        baseline=milestone.baseline,
        expected=one.expected,
        promised=milestone.forecast or milestone.baseline,
        actual=milestone.actual if one.state == "reached" else None,
        slip_days=one.slip_days,
        overdue_days=one.overdue_days,
        state=one.state,
        critical=milestone.critical,
    )


def risk_row(portfolio: Portfolio, one: WeighedRisk) -> RiskRow:
    risk, response = one.risk, one.risk.response
    return RiskRow(
        address=f"{one.holder.address}/risks/{risk.id}",
        where=where(portfolio, one.holder),
        title=risk.title,
        type=risk.type,
        owner=named(portfolio, risk.owner, one.holder) or risk.owner,
        status=risk.status,
        before=one.before,
        now=one.now,
        score=one.score,
        response=response.strategy if response else None,
        plan=response.plan if response else None,
        reviewed=risk.reviewed,
    )


def issue_rows(
    portfolio: Portfolio, issues: Iterable[tuple[Holder, Issue]], as_of: datetime.date
) -> tuple[IssueRow, ...]:
    return tuple(
        IssueRow(
            address=f"{holder.address}/issues/{issue.id}",
            where=where(portfolio, holder),
            title=issue.title,
            severity=issue.severity,
            status=issue.status,
            owner=named(portfolio, issue.owner, holder) or issue.owner,
            due=issue.due,
            is_overdue=issue.due is not None and issue.due < as_of,
            escalated_to=named(portfolio, issue.escalation.to if issue.escalation else None, holder),
        )
        for holder, issue in issues
    )


def assumption_rows(
    portfolio: Portfolio, assumptions: Iterable[tuple[Holder, Assumption]]
) -> tuple[AssumptionRow, ...]:
    return tuple(
        AssumptionRow(
            address=f"{holder.address}/assumptions/{one.id}",
            where=where(portfolio, holder),
            text=one.text,
            owner=named(portfolio, one.owner, holder),
            validate_by=one.validate_by,
            result=one.result,
            if_false=one.if_false,
        )
        for holder, one in assumptions
    )


def review_rows(reviews: Iterable[tuple[Project, QualityReview]]) -> tuple[ReviewRow, ...]:
    rows = []
    for project, one in reviews:
        deliverables = project.charter.deliverables if project.charter else ()
        titles = {each.id.lower(): each.title for each in deliverables}
        rows.append(
            ReviewRow(
                address=f"{project.id}/quality/{one.id}",
                where=project.title,
                deliverable=titles.get(one.deliverable.lower(), one.deliverable),
                method=one.method,
                planned=one.planned,
                held=one.held,
                result=one.result,
            )
        )
    return tuple(rows)


def decision_rows(portfolio: Portfolio, asked: Iterable[Question]) -> tuple[DecisionRow, ...]:
    return tuple(
        DecisionRow(
            address=one.address,
            where=where(portfolio, one.holder),
            what=one.what,
            by=one.by.name or None,
            due=one.due,
            is_overdue=one.is_overdue,
            consequence=one.consequence,
        )
        for one in asked
    )


def dependency_row(one: NeededMilestone) -> DependencyRow:
    return DependencyRow(
        address=f"{one.project.id}/plan/{one.milestone.milestone.id}",
        project=one.project.title,
        milestone=one.milestone.milestone.title,
        expected=one.milestone.expected,
        supplier=one.supplier.title,
        supplier_address=f"{one.supplier.id}/plan/{one.needed.milestone.id}",
        needed=one.needed.milestone.title,
        needed_expected=one.needed.expected,
        needed_slip_days=one.needed.slip_days,
        needed_state=one.needed.state,
        agreement={True: "agreed", False: "not-agreed", None: "unknown"}[one.agreed],
        short_days=one.short_days,
    )
