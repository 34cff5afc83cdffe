"""The view of `pmo report closure`: how a project ended and what it leaves, or what still stands in the way of its end."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pmo.analysis.accuracy import Accuracy, accuracy_of
from pmo.analysis.calendars import calendar_of
from pmo.analysis.drift import drift
from pmo.analysis.kpi_progress import kpi_progress
from pmo.analysis.lessons import placed_lessons
from pmo.analysis.money import Money, ProjectMoney, project_money
from pmo.analysis.progress import declared, progress_of
from pmo.analysis.registers import reviewed_since
from pmo.governance.approvals import given_approvals, missing_approvals
from pmo.governance.checklists import checklist
from pmo.governance.closing import closing_checks, left_overs
from pmo.model.benefits import Benefit
from pmo.model.charter import ProjectClosure
from pmo.model.portfolio import Portfolio, Project
from pmo.model.scalars import Measure
from pmo.render.views.lessons import LessonRow, lesson_row
from pmo.render.views.parts import Heading, MilestoneRow, milestone_row, named
from pmo.render.views.status import ProjectHead, gate_rows, project_head

TEMPLATE: Final = "closure.md.jinja"
MOST_OPEN: Final = 5
"""Records named in a line of the checklist."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One thing that must be so before the project can be closed."""

    subject: str
    """milestones, deliverables, gates, risks, issues, actions, changes, decisions, contracts, resources, benefits,
    documents, approvals, lessons, handover, accepted, review."""
    state: str
    """met, open; nothing: no record of the kind is kept."""
    total: int
    """Records that were looked at."""
    count: int
    """Those that are not as they should be."""
    open: tuple[str, ...]
    """The first of them, in words."""
    more: int
    """How many more there are."""


@dataclass(frozen=True, slots=True)
class EndDecision:
    """A decision of the day on which the project ended, or of a gate that stopped it."""

    address: str
    """Of the decision or the gate review."""
    what: str
    """The question, or the gate."""
    decision: str | None
    """What was decided."""
    why: str | None
    """The reasons, as far as recorded."""
    by: str | None
    """Name of who decided."""
    date: datetime.date | None
    """Day of the decision."""


@dataclass(frozen=True, slots=True)
class EndView:
    """How the project ended."""

    state: str | None
    """completed, cancelled; another state while it goes on."""
    date: datetime.date | None
    """Day of closure."""
    accepted_by: str | None
    """Name of who accepted the result."""
    handover: tuple[str, ...]
    """What was handed over to whom."""
    review_due: datetime.date | None
    """Day of the post-project review."""
    review_is_overdue: bool
    """Whether that day has passed and no review is recorded."""
    headline: str | None
    """The last status update in one line."""
    decisions: tuple[EndDecision, ...]
    """Decisions on its end."""


@dataclass(frozen=True, slots=True)
class DeliverableRow:
    """Something the project hands over."""

    title: str
    """What it is."""
    status: str
    """planned, in-progress, delivered, accepted, rejected."""
    due: datetime.date | None
    """Day on which it is due."""
    owner: str | None
    """Name of who delivers it."""
    acceptance: tuple[str, ...]
    """Criteria of acceptance."""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document of the project."""

    title: str
    """Name of the document."""
    status: str | None
    """draft, approved, archived; None where nothing is said."""
    location: str | None
    """Where it is kept."""
    owner: str | None
    """Name of who keeps it."""


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A key figure of the project."""

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
    state: str
    """reached, on-the-way, off-the-way, unknown."""


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """A benefit, and who looks after it."""

    address: str
    """`<project>/benefits/<id>`."""
    title: str
    """The benefit."""
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
    at_closure: Measure | None
    """Latest value measured up to the day of closure."""
    since_closure: int
    """Measurements after the day of closure."""
    planned: Decimal | None
    """Planned by today: of all periods that ended, or the whole change once it is due; None where nothing is."""
    gained: Decimal | None
    """Measured of that by today: of all periods together, or the change since the start."""
    short: float | None
    """How far the one is behind the other, as a fraction; below zero is better than planned."""
    status: str
    """planned, on-track, at-risk, realised, not-realised."""
    owner: str
    """Name of who answers for it."""
    handover: str | None
    """Who watches it after closure, and how."""


@dataclass(frozen=True, slots=True)
class LeftOverRow:
    """A record that is still open."""

    register: str
    """risks, issues, actions, changes, decisions, contracts, resources."""
    address: str
    """Of the record."""
    what: str
    """The record in one line."""
    owner: str | None
    """Name of who answers for it."""
    due: datetime.date | None
    """Day by which it should be done; the last day of a contract or an allocation."""
    is_overdue: bool
    """Whether that day has passed."""


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate."""

    title: str
    """Name of the gate."""
    state: str | None
    """passed, conditional, next, later, stopped, not-held; None where the project names no method."""
    decision: str | None
    """go, conditional, hold, recycle, kill."""
    decided: datetime.date | None
    """Day of the decision."""
    planned: datetime.date | None
    """Planned day."""
    open_conditions: int
    """Conditions that are not fulfilled."""


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """An approval that was given, or is missing."""

    subject: str
    """charter, gate, change, decision, risk."""
    what: str
    """What was approved."""
    by: str
    """Name of who approved, or must."""
    date: datetime.date | None
    """Day of the approval; of a missing one the day from which it is needed."""
    state: str
    """current, unbound (nobody can tell whether it still fits), stale, missing."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review held after the project."""

    title: str
    """Name of the meeting or gate."""
    date: datetime.date
    """Day on which it was held."""


@dataclass(frozen=True, slots=True)
class ClosureReport:
    """The end of a project."""

    heading: Heading
    """Portfolio, revision and day."""
    project: ProjectHead
    """What the project is."""
    is_open: bool
    """Whether it goes on: then the checklist comes first."""
    checks: tuple[CheckRow, ...]
    """What must be so before it can be closed."""
    end: EndView
    """How it ended."""
    finish_baseline: datetime.date | None
    """Approved finish."""
    finish: datetime.date | None
    """Day on which the last milestone was reached, or is expected."""
    slip_days: int | None
    """Working days between them; negative when early."""
    closed_after_days: int | None
    """Working days from the approved finish to the day of closure; negative when early."""
    milestones: tuple[MilestoneRow, ...]
    """All milestones, by day."""
    original: Money | None
    """Budget as first approved."""
    money: ProjectMoney
    """Money, in the project's currency; once it is over the estimate is what was spent."""
    deliverables: tuple[DeliverableRow, ...]
    """What it was to hand over."""
    left_out: tuple[str, ...]
    """What was out of scope from the beginning."""
    documents: tuple[DocumentRow, ...]
    """Its documents, those that are not archived first."""
    success_criteria: tuple[str, ...]
    """How success is recognised; somebody has to judge them."""
    kpis: tuple[KpiRow, ...]
    """Its key figures."""
    benefits: tuple[BenefitRow, ...]
    """Its benefits."""
    left_overs: tuple[LeftOverRow, ...]
    """What is open: to hand over or to close."""
    gates: tuple[GateRow, ...]
    """Gates in the order of the method."""
    approvals: tuple[ApprovalRow, ...]
    """Stale and missing ones first."""
    accuracy: Accuracy
    """How well its forecasts of dates and costs came true."""
    lessons: tuple[LessonRow, ...]
    """What was learned."""
    is_reviewed: bool
    """Whether the post-project review is due, or something was measured or reviewed after closure."""
    reviews: tuple[ReviewRow, ...]
    """Reviews held after closure."""


def closure_view(portfolio: Portfolio, project: Project, heading: Heading) -> ClosureReport:
    """Planned against actual, what is handed over, and what is open, of a project that ended or is to end."""
    as_of = heading.as_of
    charter = project.charter
    closure = (charter.closure if charter else None) or ProjectClosure()
    progress = progress_of(portfolio, project, as_of)
    budget = project.budget
    baseline = progress.finish.baseline
    benefits = tuple(_benefit(portfolio, project, one, closure.date, as_of) for one in project.benefits)
    reviews = tuple(_reviews(portfolio, project, closure.date, as_of))
    currency = portfolio.currency_of(project)
    original = budget.original if budget is not None else None
    is_due = closure.review_due is not None and closure.review_due <= as_of
    return ClosureReport(
        heading=heading,
        project=project_head(portfolio, project),
        is_open=project.is_open,
        checks=tuple(_checks(portfolio, project, as_of)),
        end=_end(portfolio, project, closure, as_of),
        finish_baseline=baseline,
        finish=progress.finish.expected,
        slip_days=progress.finish.slip_days,
        closed_after_days=calendar_of(portfolio).working_days_between(baseline, closure.date)
        if baseline is not None and closure.date is not None
        else None,
        milestones=tuple(milestone_row(portfolio, project, one) for one in progress.milestones),
        original=None if original is None else Money(Decimal(original), currency),
        money=project_money(portfolio, project, as_of),
        deliverables=tuple(
            DeliverableRow(
                one.title, one.status, one.due, named(portfolio, one.owner, project), _texts(one.acceptance)
            )
            for one in (charter.deliverables if charter else ())
        ),
        left_out=_texts(charter.scope.out) if charter else (),
        documents=tuple(
            sorted(
                (
                    DocumentRow(one.title, one.status, one.location, named(portfolio, one.owner, project))
                    for one in (charter.documents if charter else ())
                ),
                key=lambda row: row.status == "archived",
            )
        ),
        success_criteria=_texts(charter.success_criteria) if charter else (),
        kpis=tuple(_kpis(project, as_of)),
        benefits=benefits,
        left_overs=tuple(
            LeftOverRow(
                one.register,
                one.address,
                one.what,
                named(portfolio, one.owner, project),
                one.due,
                one.due is not None and one.due < as_of,
            )
            for one in left_overs(portfolio, project, as_of)
        ),
        gates=tuple(_gates(portfolio, project, as_of)),
        approvals=tuple(_approvals(portfolio, project, as_of)),
        accuracy=accuracy_of(portfolio, project, as_of),
        lessons=tuple(lesson_row(portfolio, one) for one in placed_lessons(portfolio, (project,), as_of)),
        is_reviewed=not project.is_open
        and (is_due or bool(reviews) or any(one.since_closure for one in benefits)),
        reviews=reviews,
    )


def _texts(texts: str | tuple[str, ...]) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def _checks(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[CheckRow]:
    for one in closing_checks(portfolio, project, as_of) if project.is_open else ():
        shown = one.open[:MOST_OPEN]
        yield CheckRow(one.subject, one.state, one.total, len(one.open), shown, len(one.open) - len(shown))


def _end(portfolio: Portfolio, project: Project, closure: ProjectClosure, as_of: datetime.date) -> EndView:
    status = declared(portfolio, project, as_of).status
    is_overdue = closure.review_due is not None and closure.review_due < as_of
    return EndView(
        state=project.charter.state if project.charter else None,
        date=closure.date,
        accepted_by=named(portfolio, closure.accepted_by, project),
        handover=_texts(closure.handover),
        review_due=closure.review_due,
        review_is_overdue=is_overdue and not reviewed_since(project, closure.date or datetime.date.min),
        headline=status.headline if status is not None else None,
        decisions=() if project.is_open else tuple(_end_decisions(portfolio, project, closure.date, as_of)),
    )


def _end_decisions(
    portfolio: Portfolio, project: Project, closed: datetime.date | None, as_of: datetime.date
) -> Iterator[EndDecision]:
    for index, review in enumerate(project.gate_reviews):
        if review.decision == "kill" and (review.held is None or review.held <= as_of):
            gate = portfolio.gate_of(project, review.gate)
            yield EndDecision(
                address=f"{project.address}/gates/{review.id or index + 1}",
                what=gate.title if gate is not None else review.gate,
                decision=None,
                why=None,
                by=None,
                date=review.held,
            )
    for one in project.decisions:
        if one.status == "decided" and one.date is not None and one.date == closed:
            yield EndDecision(
                address=f"{project.address}/decisions/{one.id}",
                what=one.title,
                decision=one.decision,
                why=one.rationale or one.context,
                by=named(portfolio, one.body or one.by, project),
                date=one.date,
            )


def _kpis(project: Project, as_of: datetime.date) -> Iterator[KpiRow]:
    for kpi in project.charter.kpis if project.charter else ():
        found = kpi_progress(kpi, as_of)
        yield KpiRow(
            kpi.title, kpi.unit, kpi.baseline, found.latest, found.measured_on, kpi.target, found.state
        )


def _benefit(
    portfolio: Portfolio,
    project: Project,
    benefit: Benefit,
    closed: datetime.date | None,
    as_of: datetime.date,
) -> BenefitRow:
    known = sorted((one for one in benefit.measurements if one.date <= as_of), key=lambda one: one.date)
    before = [one for one in known if closed is not None and one.date <= closed]
    found = drift(portfolio, benefit, as_of)
    return BenefitRow(
        address=f"{project.address}/benefits/{benefit.id}",
        title=benefit.title,
        unit=benefit.unit,
        baseline=benefit.baseline,
        target=benefit.target,
        due=benefit.due,
        measured=known[-1].value if known else None,
        measured_on=known[-1].date if known else None,
        at_closure=before[-1].value if before else None,
        since_closure=len(known) - len(before) if closed is not None else 0,
        planned=found.planned if found is not None else None,
        gained=found.measured if found is not None else None,
        short=float(found.share) if found is not None and found.share is not None else None,
        status=benefit.status,
        owner=named(portfolio, benefit.owner, project) or benefit.owner,
        handover=benefit.handover,
    )


def _gates(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[GateRow]:
    if portfolio.method_of(project) is None:
        for one in gate_rows(portfolio, project):
            yield GateRow(one.title, None, one.decision, one.held, one.planned, one.open_conditions)
        return
    for line in checklist(portfolio, project, as_of).gates:
        yield GateRow(line.title, line.state, line.decision, line.decided, line.planned, len(line.conditions))


def _approvals(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[ApprovalRow]:
    for lack in missing_approvals((project,), portfolio, as_of):
        by = named(portfolio, lack.by, project) or lack.by
        yield ApprovalRow(lack.subject, lack.what, by, lack.since, "missing")
    for one in given_approvals((project,), portfolio):
        by = portfolio.name_of(one.approval.by)
        yield ApprovalRow(one.subject, one.what, by, one.approval.date, one.state)


def _reviews(
    portfolio: Portfolio, project: Project, closed: datetime.date | None, as_of: datetime.date
) -> Iterator[ReviewRow]:
    """Meetings of that kind since the day of closure, and gates after it."""
    if closed is None:
        return
    for meeting in project.meetings:
        if meeting.kind == "review" and closed <= meeting.date <= as_of:
            yield ReviewRow(meeting.title, meeting.date)
    for review in project.gate_reviews:
        if review.held is not None and closed < review.held <= as_of:
            gate = portfolio.gate_of(project, review.gate)
            yield ReviewRow(gate.title if gate is not None else review.gate, review.held)
