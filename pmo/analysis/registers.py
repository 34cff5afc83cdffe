"""What the registers leave open on a day: decisions asked for, actions overdue, risks by weight, unfilled roles."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from msgspec import Struct

from pmo.analysis.progress import declared
from pmo.analysis.risk_matrix import (
    Cell,
    current_cell,
    inherent_cell,
    inherent_levels,
    is_open,
    residual_levels,
    score,
)
from pmo.model.allocations import Allocation
from pmo.model.assessment import Assessment
from pmo.model.assumptions import Assumption
from pmo.model.changes import Change
from pmo.model.issues import Issue
from pmo.model.meeting import Meeting
from pmo.model.portfolio import Document, Holder, Portfolio, Project
from pmo.model.quality import QualityReview
from pmo.model.risks import Risk
from pmo.model.shared import Action

_CELLS: tuple[Cell | None, ...] = ("R", "O", "Y", "G", None)
_SEVERITIES = ("critical", "high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Ask:
    """A decision that somebody waits for."""

    holder: Holder
    what: str
    by: str | None
    """Reference to the person, role or body that must decide."""
    due: datetime.date | None
    consequence: str | None
    """What happens otherwise."""
    address: str
    """Of the decision, or of the status update that asks for it."""


@dataclass(frozen=True, slots=True)
class WeighedRisk:
    """An open risk and its cells."""

    holder: Holder
    risk: Risk
    before: Cell | None
    """Cell before the response."""
    now: Cell | None
    """Cell after the response, where that was assessed."""
    score: int | None
    """Probability times impact as it stands, only to sort by."""


@dataclass(frozen=True, slots=True)
class PlacedAction:
    """An action, and where it is written."""

    holder: Holder
    action: Action
    register: str
    """Where it is written: actions, risks, issues, gates, quality, meetings, assessments."""
    address: str
    """Address of the action."""
    within: Struct | None = None
    """The risk, issue, review, meeting or dimension that it belongs to."""


def asks(portfolio: Portfolio, as_of: datetime.date) -> list[Ask]:
    """Decisions asked for by open projects, programmes and the office, the most urgent first."""
    found = (ask for holder in portfolio.holders for ask in asks_of(portfolio, holder, as_of))
    return in_order(found)


def in_order(found: Iterable[Ask]) -> list[Ask]:
    """By day, each question of a holder once: the register's where the status update repeats it word for word."""
    once: dict[tuple[str, str], Ask] = {}
    for ask in found:
        once[ask.holder.address, _question(ask.what)] = ask
    return sorted(once.values(), key=lambda ask: (ask.due or datetime.date.max, ask.address, ask.what))


def asks_of(portfolio: Portfolio, holder: Holder, as_of: datetime.date) -> Iterator[Ask]:
    """Decisions asked for in the register and in the latest status update; none of a project that is over.

    What the status update asks and the register has decided since, word for word, is answered.
    """
    if isinstance(holder, Project):
        if not holder.is_open:
            return
        status = declared(portfolio, holder, as_of).status
        for needed in status.decisions_needed if status else ():
            if status is not None and not _is_answered(holder, needed.what, status.date):
                address = f"{holder.address}/status/{status.date}"
                yield Ask(holder, needed.what, needed.by, needed.due, needed.consequence, address)
    for decision in holder.decisions:
        if decision.status == "requested":
            by = decision.body or decision.by
            address = f"{holder.address}/decisions/{decision.id}"
            yield Ask(holder, decision.title, by, decision.needed_by, decision.consequence, address)


def _is_answered(holder: Holder, question: str, asked: datetime.date) -> bool:
    return any(
        one.status == "decided"
        and _question(one.title) == _question(question)
        and (one.date is None or one.date >= asked)
        for one in holder.decisions
    )


def _question(text: str) -> str:
    """A question as one compares it."""
    return " ".join(text.casefold().split()).rstrip("?.! ")


def open_risks(portfolio: Portfolio, holders: Iterable[Holder]) -> list[WeighedRisk]:
    """Risks that may still happen, by cell and then by probability times impact."""
    rules = portfolio.risk_rules
    found = []
    for holder in holders:
        if isinstance(holder, Project) and not holder.is_open:
            continue
        for risk in holder.risks:
            if is_open(risk):
                points = score(*residual_levels(risk))
                found.append(
                    WeighedRisk(holder, risk, inherent_cell(risk, rules), current_cell(risk, rules), points)
                )
    return sorted(
        found,
        key=lambda one: weight(
            one.now, one.score, one.before, score(*inherent_levels(one.risk)), one.holder, one.risk
        ),
    )


def weight(
    now: Cell | None,
    points: int | None,
    before: Cell | None,
    points_before: int | None,
    holder: Holder,
    risk: Risk,
) -> tuple[int, int, int, int, str, str]:
    """What sorts risks, the heaviest first: their cells and probability times impact, as things stand and before."""
    return (
        _CELLS.index(now),
        -(points or 0),
        _CELLS.index(before),
        -(points_before or 0),
        holder.address,
        risk.id,
    )


def open_issues(holders: Iterable[Holder]) -> list[tuple[Holder, Issue]]:
    """Issues that are not solved, the most severe first."""
    found = [
        (holder, issue)
        for holder in holders
        for issue in holder.issues
        if issue.status not in ("resolved", "closed")
    ]
    return sorted(found, key=_severity)


def _severity(found: tuple[Holder, Issue]) -> tuple[int, datetime.date, str, str]:
    holder, issue = found
    return _SEVERITIES.index(issue.severity), issue.due or datetime.date.max, issue.id, holder.address


def doubtful_assumptions(holders: Iterable[Holder], as_of: datetime.date) -> list[tuple[Holder, Assumption]]:
    """Assumptions whose day has passed without an answer, the oldest first, then those that do not hold."""
    found = [
        (holder, one)
        for holder in holders
        for one in holder.assumptions
        if one.result == "invalid"
        or (one.result == "open" and one.validate_by is not None and one.validate_by < as_of)
    ]
    return sorted(
        found,
        key=lambda pair: (
            pair[1].result == "invalid",
            pair[1].validate_by or datetime.date.max,
            pair[0].address,
            pair[1].id,
        ),
    )


def failed_reviews(project: Project, as_of: datetime.date) -> dict[int, QualityReview]:
    """Reviews that failed and were not repeated with success: the latest of their deliverable, by place in the file."""
    latest: dict[str, tuple[datetime.date, int, QualityReview]] = {}
    for index, one in enumerate(project.quality_reviews):
        held = one.held or one.planned or datetime.date.min
        if one.result is not None and held <= as_of:
            key = one.deliverable.lower()
            if key not in latest or latest[key][0] <= held:
                latest[key] = (held, index, one)
    return {index: one for _, index, one in latest.values() if one.result == "failed"}


def troubled_reviews(
    projects: Iterable[Project], as_of: datetime.date
) -> list[tuple[Project, QualityReview]]:
    """Quality reviews that failed, then those whose day has passed, the oldest first."""
    found: list[tuple[Project, QualityReview]] = []
    for project in projects:
        found += ((project, one) for one in failed_reviews(project, as_of).values())
        found += (
            (project, one)
            for one in project.quality_reviews
            if one.held is None and one.result is None and one.planned is not None and one.planned < as_of
        )
    return sorted(
        found,
        key=lambda pair: (
            pair[1].result is None,
            pair[1].held or pair[1].planned or datetime.date.min,
            pair[0].id,
            pair[1].id,
        ),
    )


def pending_changes(holder: Holder) -> list[Change]:
    """Change requests without a final decision, the oldest first."""
    found = [change for change in holder.changes if change.status in ("submitted", "assessed", "postponed")]
    return sorted(found, key=lambda change: (change.raised, change.id))


def overdue_actions(holder: Holder, as_of: datetime.date) -> list[PlacedAction]:
    """Actions of all registers of a holder that should be done by now, the oldest first."""
    return overdue(open_actions(holder), as_of)


def overdue(actions: Iterable[PlacedAction], as_of: datetime.date) -> list[PlacedAction]:
    """Those that should be done by now, the oldest first."""
    late = (one for one in actions if one.action.due < as_of)
    return sorted(late, key=lambda one: (one.action.due, one.action.owner, one.action.text))


def unfilled(project: Project, as_of: datetime.date) -> list[Allocation]:
    """Demand that is not over and has no person yet, or no agreement of the line organisation."""
    open_ = (
        one
        for one in project.allocations
        if one.to >= as_of
        and one.status != "rejected"
        and (one.status == "requested" or (one.person is None and one.role is not None))
    )
    return sorted(open_, key=lambda one: (one.from_, one.role or one.person or one.equipment or ""))


def reviewed_since(project: Project, closed: datetime.date) -> bool:
    """Whether a review after the project is recorded: a meeting of that kind, or a gate held after closure."""
    met = any(meeting.kind == "review" and meeting.date >= closed for meeting in project.meetings)
    return met or any(review.held is not None and review.held > closed for review in project.gate_reviews)


def open_actions(holder: Holder) -> Iterator[PlacedAction]:
    """Actions that are not done, of all registers of a holder; not those of risks and issues that are over."""
    return (one for one in all_actions(holder) if one.action.done is None and not _is_over(one.within))


def _is_over(record: Struct | None) -> bool:
    match record:
        case Risk():
            return record.status == "closed"
        case Issue():
            return record.status in ("resolved", "closed")
    return False


def all_actions(holder: Holder) -> Iterator[PlacedAction]:
    """The actions of all registers of a holder, done or not."""
    for document, register, way, actions, within in _lists(holder):
        for index, action in enumerate(actions):
            address = f"{document.address}{way}/{action.id or index + 1}"
            yield PlacedAction(holder, action, register, address, within)


def assessment_actions(portfolio: Portfolio) -> Iterator[PlacedAction]:
    """Actions of maturity assessments that are not done; they are the office's."""
    for document in portfolio.assessment_documents:
        dimensions = cast(Assessment, document.record).dimensions
        for dimension in dimensions:
            base = f"{document.address}/dimensions/{dimension.id}/actions"
            for index, action in enumerate(dimension.actions):
                if action.done is None:
                    address = f"{base}/{action.id or index + 1}"
                    yield PlacedAction(portfolio.office_holder, action, "assessments", address, dimension)


_List = tuple[Document, str, str, tuple[Action, ...], Struct | None]


def _lists(holder: Holder) -> Iterator[_List]:
    """Lists of actions, with their document, its register, and the way to the list inside it."""
    documents = holder.documents
    if holder.actions:
        yield documents["actions"], "actions", "", holder.actions, None
    for risk in holder.risks:
        if risk.response and risk.response.actions:
            yield documents["risks"], "risks", f"/{risk.id}/response/actions", risk.response.actions, risk
    for issue in holder.issues:
        if issue.actions:
            yield documents["issues"], "issues", f"/{issue.id}/actions", issue.actions, issue
    for document in holder.meeting_documents:
        meeting = cast(Meeting, document.record)
        yield document, "meetings", "/actions", meeting.actions, meeting
    if isinstance(holder, Project):
        for index, gate in enumerate(holder.gate_reviews):
            way = f"/{gate.id or index + 1}/conditions"
            yield documents["gates"], "gates", way, gate.conditions, gate
        for quality in holder.quality_reviews:
            yield documents["quality"], "quality", f"/{quality.id}/findings", quality.findings, quality
