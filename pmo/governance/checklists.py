"""What a project still needs for its gates: criteria, documents, approvers, conditions.

**Criteria.** A criterion with a `check` is evaluated on the day asked for and never ticked; what a review ticked
for it is shown beside the evaluation. A check that rests on something not recorded is *unknown*, a check that is
written wrongly is *not evaluable*; neither passes. Other criteria stand as the latest review of the gate left
them, and are *open* without one. *Not applicable* passes.

**Tailoring.** The method's adjustments are applied in their order; the later one wins. One whose condition is
unknown or wrong is not applied, and that is noted.

**Documents.** A required document is a file of the project (`plan`, `risks`, ...), which must be there, or one of
the charter's `documents`, found by id, title or kind, which must be approved (or archived).

**Ready** is a gate with every mandatory criterion met or not applicable, its required evidence recorded, every
document there, and no condition of an earlier review of the same gate left open. A gate is passed by a decision
`go` or `conditional`; of several reviews the latest decision counts. What was decided after the day asked for
does not count yet. The next gate is the first one that is not passed. A project that is completed, cancelled or
killed at a gate has no next gate: gates that it did not pass are *not held*, or *stopped*.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from pmo import expressions
from pmo.analysis.facts import NAMES, facts
from pmo.errors import PmoError
from pmo.expressions import ExpressionError, Truth
from pmo.findings import Message, message
from pmo.locale.marking import mark
from pmo.model.charter import ProjectDocument
from pmo.model.gates import PASSED, CriterionResult, GateReview
from pmo.model.kinds import PROJECT_FILES, REGISTERS
from pmo.model.method import Checklist, GateCriterion, Method, MethodGate
from pmo.model.portfolio import Portfolio, Project
from pmo.model.shared import Action

CriterionState = Literal["met", "not-met", "na", "open", "unknown", "not-evaluable"]
GateState = Literal["passed", "conditional", "next", "later", "stopped", "not-held"]
DocumentState = Literal["present", "approved", "archived", "not-approved", "missing", "unreadable"]

PASSING: frozenset[CriterionState] = frozenset({"met", "na"})


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion of a gate, and how it stands."""

    id: str
    text: str
    mandatory: bool
    """After tailoring."""
    state: CriterionState
    check: str | None
    """The expression, where it is evaluated."""
    reason: Message | None
    """Why it is unknown or not evaluable."""
    recorded: str | None
    """What the latest review says."""
    evidence: str | None
    evidence_required: bool
    comment: str | None

    @property
    def evidence_missing(self) -> bool:
        return self.evidence_required and self.evidence is None and self.state != "na"

    @property
    def passes(self) -> bool:
        return self.state in PASSING and not self.evidence_missing


@dataclass(frozen=True, slots=True)
class SkippedCriterion:
    """A criterion that tailoring leaves out."""

    id: str
    text: str
    when: str
    """The condition that leaves it out."""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A required document, and whether it is there."""

    name: str
    """As the method calls it."""
    state: DocumentState
    title: str | None = None
    """Title in the charter."""
    location: str | None = None
    """Path in the portfolio, or where the charter says that it is kept."""


@dataclass(frozen=True, slots=True)
class ApproverLine:
    """Who must approve, and whether they have."""

    reference: str
    """Role, body or person as the method says."""
    name: str
    """The person, body or role in words."""
    approved: datetime.date | None
    """Day of their approval in the latest review."""


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """An open condition of the latest decision."""

    text: str
    owner: str
    """Name of the owner."""
    due: datetime.date
    overdue: bool


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate of the method, as it stands for the project."""

    id: str
    title: str
    question: str | None
    after: str | None
    """Title of the phase that it closes."""
    state: GateState
    planned: datetime.date | None
    """Day of the next or latest review."""
    decision: str | None
    decided: datetime.date | None
    criteria: tuple[CriterionLine, ...]
    skipped: tuple[SkippedCriterion, ...]
    documents: tuple[DocumentLine, ...]
    approvers: tuple[ApproverLine, ...]
    conditions: tuple[ConditionLine, ...]
    notes: tuple[Message, ...]
    """What could not be applied."""
    blockers: tuple[Message, ...]
    """What stands in the way of passing it."""

    @property
    def is_passed(self) -> bool:
        return self.state in ("passed", "conditional")

    @property
    def ready(self) -> bool:
        """Whether it was passed, or nothing stands in the way."""
        return self.is_passed or (self.state in ("next", "later") and not self.blockers)

    @property
    def met(self) -> int:
        """Number of criteria that pass."""
        return sum(line.passes for line in self.criteria)


@dataclass(frozen=True, slots=True)
class PlainChecklist:
    """A checklist of the method that is not tied to a gate."""

    id: str
    title: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProjectChecklist:
    """What a project still needs."""

    project: str
    title: str
    method: str
    """Title of the method."""
    as_of: datetime.date
    next_gate: str | None
    """The first gate that is not passed; None after the last one, or once the project is over."""
    next_gate_title: str | None
    gates: tuple[GateLine, ...]
    checklists: tuple[PlainChecklist, ...]


def checklist(
    portfolio: Portfolio, project: Project, as_of: datetime.date, gate: str | None = None
) -> ProjectChecklist:
    """The gates of a project (or the one asked for), and the plain checklists of its method."""
    method = _method(portfolio, project)
    chosen = _chosen(method, gate)
    viewer = _Viewer(portfolio, project, method, as_of)
    return ProjectChecklist(
        project.id,
        project.title,
        method.title,
        as_of,
        viewer.next_gate.id if viewer.next_gate else None,
        viewer.next_gate.title if viewer.next_gate else None,
        tuple(viewer.gate(one) for one in chosen),
        tuple(map(_plain, method.checklists)) if gate is None else (),
    )


def _method(portfolio: Portfolio, project: Project) -> Method:
    charter = project.charter
    if charter is None:
        raise PmoError(
            f"the charter of {project.id} cannot be read", "`pmo validate` says what is wrong with it"
        )
    if charter.method is None:
        raise PmoError(
            f"{project.id} names no method, so it has no gates",
            f"add `method: waterfall` (or agile, hybrid, ...) to projects/{project.id}/charter.yaml",
        )
    method = portfolio.method_of(project)
    if method is None:
        raise PmoError(
            f"there is no method {charter.method!r}, which {project.id} names",
            "correct the charter, or add methods/<id>.yaml",
        )
    return method


def _chosen(method: Method, gate: str | None) -> tuple[MethodGate, ...]:
    if gate is None:
        return method.gates
    found = [one for one in method.gates if one.id.lower() == gate.lower()]
    if not found:
        ids = [one.id for one in method.gates]
        near = get_close_matches(gate.lower(), ids, n=1)
        advice = f"did you mean {near[0]}?" if near else f"its gates are: {', '.join(ids) or 'none'}"
        raise PmoError(f"the method {method.id!r} has no gate {gate!r}", advice)
    return tuple(found[:1])


def _plain(one: Checklist) -> PlainChecklist:
    items = tuple(item if isinstance(item, str) else item.text for item in one.items)
    return PlainChecklist(one.id, one.title, items)


class _Tailored:
    """The criteria of a gate after the method's adjustments."""

    def __init__(self, gate: MethodGate, names: Mapping[str, object]) -> None:
        self.skipped: dict[str, str] = {}
        self.required: set[str] = set()
        self.notes: list[Message] = []
        for adjustment in gate.tailoring:
            holds = self._holds(adjustment.when, names)
            if holds is not True:
                continue
            skip, require = _lower(adjustment.skip), _lower(adjustment.require)
            self.required = (self.required - skip) | require
            self.skipped = {key: when for key, when in self.skipped.items() if key not in require}
            self.skipped |= dict.fromkeys(skip - require, adjustment.when)

    def _holds(self, when: str, names: Mapping[str, object]) -> Truth:
        try:
            holds = expressions.holds(expressions.parse(when, frozenset(NAMES)), names)
        except ExpressionError as error:
            self.notes.append(
                message(
                    "the adjustment `{when}` cannot be evaluated and is not applied: {error}",
                    when=when,
                    error=error.message,
                )
            )
            return False
        if holds is expressions.UNKNOWN:
            self.notes.append(
                message(
                    "the adjustment `{when}` rests on something not recorded and is not applied", when=when
                )
            )
        return holds

    def is_mandatory(self, criterion: GateCriterion) -> bool:
        return criterion.mandatory or criterion.id.lower() in self.required


class _Viewer:
    """Looks at the gates of one project on one day."""

    def __init__(self, portfolio: Portfolio, project: Project, method: Method, as_of: datetime.date) -> None:
        self._portfolio = portfolio
        self._project = project
        self._as_of = as_of
        self._names = facts(portfolio, project, as_of)
        self._phases = {phase.id.lower(): phase.title for phase in method.phases}
        self._reviews: dict[str, list[GateReview]] = {}
        for review in _in_time(project.gate_reviews):
            self._reviews.setdefault(review.gate.lower(), []).append(review)
        state = project.charter.state if project.charter else None
        killed = any(self._decision(gate) == "kill" for gate in method.gates)
        self._stopped = state == "cancelled" or killed
        self._over = state == "completed"
        ahead = [gate for gate in method.gates if self._decision(gate) not in PASSED]
        self.next_gate = ahead[0] if ahead and not (self._stopped or self._over) else None

    def _decided(self, gate: MethodGate) -> GateReview | None:
        """The latest review with a decision that was taken by the day asked for."""
        reviews = [
            one for one in self._of(gate) if one.decision and (one.held is None or one.held <= self._as_of)
        ]
        return reviews[-1] if reviews else None

    def _decision(self, gate: MethodGate) -> str | None:
        decided = self._decided(gate)
        return decided.decision if decided else None

    def _of(self, gate: MethodGate) -> Sequence[GateReview]:
        return self._reviews.get(gate.id.lower(), ())

    def gate(self, gate: MethodGate) -> GateLine:
        """Everything about one gate."""
        decided = self._decided(gate)
        known = [one for one in self._of(gate) if one.held is None or one.held <= self._as_of]
        latest = known[-1] if known else None
        tailored = _Tailored(gate, self._names)
        recorded = {key.lower(): result for key, result in (latest.criteria if latest else {}).items()}
        criteria = tuple(
            self._criterion(one, recorded.get(one.id.lower()), tailored)
            for one in gate.criteria
            if one.id.lower() not in tailored.skipped
        )
        documents = tuple(map(self._document, gate.documents))
        conditions = self._conditions(decided.conditions if decided else ())
        planned = self._of(gate)[-1].planned if self._of(gate) else None
        return GateLine(
            gate.id,
            gate.title,
            gate.question,
            self._phases.get(gate.after.lower(), gate.after) if gate.after else None,
            self._state(gate),
            planned,
            decided.decision if decided else None,
            decided.held if decided else None,
            criteria,
            tuple(
                SkippedCriterion(one.id, one.text, tailored.skipped[one.id.lower()])
                for one in gate.criteria
                if one.id.lower() in tailored.skipped
            ),
            documents,
            tuple(self._approver(reference, latest) for reference in gate.approvers),
            conditions,
            tuple(tailored.notes),
            tuple(_blockers(criteria, documents, conditions)),
        )

    def _state(self, gate: MethodGate) -> GateState:
        decision = self._decision(gate)
        if decision in PASSED:
            return "passed" if decision == "go" else "conditional"
        if self._stopped or self._over:
            return "stopped" if self._stopped else "not-held"
        return "next" if gate is self.next_gate else "later"

    def _criterion(
        self, criterion: GateCriterion, recorded: CriterionResult | None, tailored: _Tailored
    ) -> CriterionLine:
        reason = None
        if criterion.check is None:
            state: CriterionState = recorded.result if recorded else "open"
        else:
            state, reason = self._evaluated(criterion.check)
        return CriterionLine(
            criterion.id,
            criterion.text,
            tailored.is_mandatory(criterion),
            state,
            criterion.check,
            reason,
            recorded.result if recorded else None,
            recorded.evidence if recorded else None,
            criterion.evidence == "required",
            recorded.comment if recorded else None,
        )

    def _evaluated(self, check: str) -> tuple[CriterionState, Message | None]:
        try:
            expression = expressions.parse(check, frozenset(NAMES))
            holds = expressions.holds(expression, self._names)
        except ExpressionError as error:
            return "not-evaluable", error.message
        if holds is expressions.UNKNOWN:
            return "unknown", self._not_recorded(expression)
        return ("met" if holds else "not-met"), None

    def _not_recorded(self, expression: expressions.Expression) -> Message:
        """What a check misses: the files that are not there, else something inside them."""
        used = sorted(expressions.names_used(expression))
        missing = [name for name in used if self._names[name] is expressions.UNKNOWN]
        files = [f"{name}.yaml" for name in missing if name in _FILES]
        unread = [
            file for file in files if f"projects/{self._project.id}/{file}" in self._portfolio.unread_paths
        ]
        if unread:
            return message("{files} cannot be read", files=", ".join(unread))
        if files and len(files) == len(missing):
            return message("there is no {files}", files=", ".join(files))
        if missing:
            return message("nothing is recorded for {names}", names=", ".join(missing))
        return message("something that it asks for in {names} is not recorded", names=", ".join(used))

    def _document(self, name: str) -> DocumentLine:
        key = name.lower()
        if path := self._path(key):
            return DocumentLine(name, "present", location=path)
        charter = self._project.charter
        listed = [one for one in (charter.documents if charter else ()) if _is_called(one, key)]
        if listed:
            found = min(listed, key=lambda one: _BEST_FIRST.index(one.status))
            state: DocumentState = (
                found.status if found.status in ("approved", "archived") else "not-approved"
            )
            return DocumentLine(name, state, found.title, found.location)
        unread = f"projects/{self._project.id}/{key}.yaml"
        if unread in self._portfolio.unread_paths:
            return DocumentLine(name, "unreadable", location=unread)
        return DocumentLine(name, "missing")

    def _path(self, kind: str) -> str | None:
        """Where the project's own file of a kind is; of a series the latest."""
        if kind in self._project.documents:
            return self._project.documents[kind].path
        series = {"status": self._project.status_documents, "meeting": self._project.meeting_documents}
        documents = series.get(kind, ())
        return documents[-1].path if documents else None

    def _approver(self, reference: str, review: GateReview | None) -> ApproverLine:
        given = [one for one in (review.approvals if review else ()) if one.date <= self._as_of]
        person = self._portfolio.person(reference, self._project)
        days = [
            approval.date
            for approval in given
            if (approval.role or "").lower() == reference.lower()
            or (person is not None and approval.by.lower() == person.id.lower())
        ]
        return ApproverLine(
            reference, self._portfolio.name_of(reference, self._project), max(days) if days else None
        )

    def _conditions(self, conditions: Iterable[Action]) -> tuple[ConditionLine, ...]:
        return tuple(
            ConditionLine(
                one.text, self._portfolio.name_of(one.owner, self._project), one.due, one.due < self._as_of
            )
            for one in conditions
            if one.done is None or one.done > self._as_of
        )


_FILES = frozenset(PROJECT_FILES + REGISTERS)
"""Facts that are files of a project."""
_BEST_FIRST = ("approved", "archived", "draft", None)


def _is_called(document: ProjectDocument, name: str) -> bool:
    return name in (document.id.lower(), document.title.lower(), (document.kind or "").lower())


def _in_time(reviews: Iterable[GateReview]) -> list[GateReview]:
    """Reviews by the day they were or will be held; without any day last, in order of the file."""
    return sorted(reviews, key=lambda review: review.held or review.planned or datetime.date.max)


def _lower(ids: Iterable[str]) -> set[str]:
    return {one.lower() for one in ids}


_STANDING: dict[CriterionState, str] = {
    "not-met": mark("criterion {id} is not met"),
    "open": mark("criterion {id} is still open"),
    "unknown": mark("criterion {id} is unknown: {reason}"),
    "not-evaluable": mark("criterion {id} is not evaluable: {reason}"),
}
_LACKING: dict[DocumentState, str] = {
    "not-approved": mark("document {name} is not approved"),
    "missing": mark("document {name} is missing"),
    "unreadable": mark("document {name} cannot be read"),
}


def _blockers(
    criteria: Iterable[CriterionLine], documents: Iterable[DocumentLine], conditions: Iterable[ConditionLine]
) -> Iterable[Message]:
    for line in criteria:
        if not line.mandatory:
            continue
        if line.state in _STANDING:
            yield message(_STANDING[line.state], id=line.id, reason=line.reason)
        elif line.evidence_missing:
            yield message("criterion {id} lacks its evidence", id=line.id)
    for document in documents:
        if document.state in _LACKING:
            yield message(_LACKING[document.state], name=document.name)
    for condition in conditions:
        yield message(
            "condition still open: {text} ({owner}, {due})",
            text=condition.text,
            owner=condition.owner,
            due=condition.due,
        )
