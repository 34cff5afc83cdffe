"""The view of a project's checklist."""

import datetime
from dataclasses import dataclass

from pmo.governance.checklists import (
    ApproverLine,
    ConditionLine,
    CriterionLine,
    CriterionState,
    DocumentLine,
    DocumentState,
    GateLine,
    PlainChecklist,
    ProjectChecklist,
    SkippedCriterion,
)
from pmo.locale import Language
from pmo.render.views.parts import Heading
from pmo.render.views.words import in_words

TEMPLATE = "checklist.md.jinja"
FOLDER = "checklists"
"""Folder of the template."""

CRITERION_SIGNS: dict[CriterionState, str] = {
    "met": "✓",
    "not-met": "✗",
    "na": "\N{EN DASH}",
    "open": "○",
    "unknown": "?",
    "not-evaluable": "!",
}
"""A sign beside the word of a criterion's state; never instead of it."""
DOCUMENT_SIGNS: dict[DocumentState, str] = {
    "present": "✓",
    "approved": "✓",
    "archived": "✓",
    "not-approved": "✗",
    "missing": "✗",
    "unreadable": "!",
}
"""A sign beside the word of a document's state."""


@dataclass(frozen=True, slots=True)
class CriterionView:
    """A criterion of a gate."""

    id: str
    text: str
    mandatory: bool
    state: str
    """`met`, `not-met`, `na`, `open`, `unknown` or `not-evaluable`."""
    sign: str
    evaluated: bool
    """Whether its `check` was evaluated; otherwise the latest review says how it stands."""
    check: str | None
    reason: str | None
    """Why it is unknown or not evaluable."""
    recorded: str | None
    """What the latest review says, where that differs from the evaluation."""
    evidence: str | None
    evidence_missing: bool
    comment: str | None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A required document."""

    name: str
    state: str
    """`present`, `approved`, `archived`, `not-approved`, `missing` or `unreadable`."""
    sign: str
    title: str | None
    location: str | None


@dataclass(frozen=True, slots=True)
class GateView:
    """A gate of the method as it stands for the project."""

    id: str
    title: str
    question: str | None
    after: str | None
    """Phase that it closes."""
    state: str
    """`passed`, `conditional`, `next`, `later`, `stopped` or `not-held`."""
    passed: bool
    ready: bool
    planned: datetime.date | None
    decision: str | None
    """`go`, `conditional`, `hold`, `recycle` or `kill`."""
    decided: datetime.date | None
    met: int
    """Number of criteria that are in order."""
    criteria: tuple[CriterionView, ...]
    skipped: tuple[SkippedCriterion, ...]
    """Criteria that tailoring leaves out: `id`, `text`, `when`."""
    documents: tuple[DocumentView, ...]
    approvers: tuple[ApproverLine, ...]
    """Who must approve: `reference`, `name`, `approved` (day or nothing)."""
    conditions: tuple[ConditionLine, ...]
    """Open conditions of the latest decision: `text`, `owner`, `due`, `overdue`."""
    notes: tuple[str, ...]
    """Adjustments that could not be applied."""
    blockers: tuple[str, ...]
    """What stands in the way."""


@dataclass(frozen=True, slots=True)
class ChecklistView:
    """Variables of `checklist.md.jinja`."""

    heading: Heading
    """What the checklist is made of."""
    project: str
    """Id of the project."""
    title: str
    """Name of the project."""
    method: str
    """Title of the method."""
    next_gate: str | None
    """Id of the next gate; None after the last one, or once the project is over."""
    next_gate_title: str | None
    single: bool
    """Whether one gate was asked for."""
    gates: tuple[GateView, ...]
    checklists: tuple[PlainChecklist, ...]
    """Checklists of the method that belong to no gate: `id`, `title`, `items`."""


def checklist_view(
    found: ProjectChecklist, heading: Heading, language: Language, *, single: bool = False
) -> ChecklistView:
    """What the checklist shows of a project's gates."""
    gates = tuple(_gate(gate, language) for gate in found.gates)
    return ChecklistView(
        heading,
        found.project,
        found.title,
        found.method,
        found.next_gate,
        found.next_gate_title,
        single,
        gates,
        found.checklists,
    )


def _gate(gate: GateLine, language: Language) -> GateView:
    question = language.pack_text(gate.question) if gate.question else None
    return GateView(
        gate.id,
        language.pack_text(gate.title) if question != gate.question else gate.title,  # else it is an own gate
        question,
        gate.after,
        gate.state,
        gate.is_passed,
        gate.ready,
        gate.planned,
        gate.decision,
        gate.decided,
        gate.met,
        tuple(_criterion(line, language) for line in gate.criteria),
        gate.skipped,
        tuple(map(_document, gate.documents)),
        gate.approvers,
        gate.conditions,
        tuple(in_words(note, language) for note in gate.notes),
        tuple(in_words(blocker, language) for blocker in gate.blockers),
    )


def _criterion(line: CriterionLine, language: Language) -> CriterionView:
    differs = line.check is not None and line.recorded != line.state
    return CriterionView(
        line.id,
        language.pack_text(line.text),
        line.mandatory,
        line.state,
        CRITERION_SIGNS[line.state],
        line.check is not None,
        line.check,
        in_words(line.reason, language) if line.reason else None,
        line.recorded if differs else None,
        line.evidence,
        line.evidence_missing,
        line.comment,
    )


def _document(line: DocumentLine) -> DocumentView:
    return DocumentView(line.name, line.state, DOCUMENT_SIGNS[line.state], line.title, line.location)
