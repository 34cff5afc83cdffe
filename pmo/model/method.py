"""`methods/<id>.yaml`: a methodology with its phases, gates and checklists."""

from collections.abc import Callable
from typing import Final, Literal

import msgspec

from pmo.model.base import Record
from pmo.model.scalars import ApproverRef, Expression, Id, MethodRef, PhaseRef, Text
from pmo.model.shared import Responsibility


class MethodPhase(Record, frozen=True, kw_only=True):
    """A phase of the method."""

    id: Id
    """Identifier."""
    title: Text
    """Name of the phase."""
    documents: tuple[Text, ...] = ()
    """Documents that the phase produces."""


class GateCriterion(Record, frozen=True, kw_only=True):
    """What must be true to pass a gate."""

    id: Id
    """Identifier."""
    text: Text
    """The criterion in words."""
    mandatory: bool = True
    """Whether the gate fails without it."""
    check: Expression | None = None
    """Expression over the project's facts; evaluated instead of ticked."""
    evidence: Literal["required", "optional"] = "optional"
    """Whether a reference to evidence must be recorded."""


class Tailoring(Record, frozen=True, kw_only=True):
    """An adjustment of a gate to the project."""

    when: Expression
    """Condition over the project's facts."""
    skip: tuple[Text, ...] = ()
    """Criteria that are left out."""
    require: tuple[Text, ...] = ()
    """Criteria that become mandatory."""


class MethodGate(Record, frozen=True, kw_only=True):
    """A decision point between phases."""

    id: Id
    """Identifier."""
    title: Text
    """Name of the gate."""
    after: PhaseRef | None = None
    """Phase that it closes."""
    question: Text | None = None
    """The question that the gate answers."""
    criteria: tuple[GateCriterion, ...] = ()
    """Criteria."""
    documents: tuple[Text, ...] = ()
    """Documents that must be there."""
    approvers: tuple[ApproverRef, ...] = ()
    """Roles or bodies that decide."""
    tailoring: tuple[Tailoring, ...] = ()
    """Adjustments to the project."""


class ChecklistItem(Record, frozen=True, kw_only=True):
    """A line of a checklist."""

    id: Id | None = None
    """Identifier."""
    text: Text
    """What to check."""


class Checklist(Record, frozen=True, kw_only=True):
    """A checklist that the method offers."""

    id: Id
    """Identifier."""
    title: Text
    """Name of the checklist."""
    items: tuple[ChecklistItem | Text, ...] = ()
    """What to check."""


class Method(Record, frozen=True, kw_only=True):
    """A methodology: phases, gates, checklists, required documents, tailoring.

    Example:

        id: simple
        title: Simple projects
        phases:
          - id: plan
            title: Plan
          - id: do
            title: Do
        gates:
          - id: start
            title: Start
            after: plan
            criteria:
              - id: charter-approved
                text: The charter is approved
    """

    id: Id
    """Identifier; equal to the file's name."""
    title: Text
    """Name of the method."""
    extends: MethodRef | None = None
    """Method whose phases, gates, checklists and RACI it takes over where it has none of its own."""
    phases: tuple[MethodPhase, ...] = ()
    """Phases in order."""
    gates: tuple[MethodGate, ...] = ()
    """Gates in order."""
    checklists: tuple[Checklist, ...] = ()
    """Checklists."""
    raci: tuple[Responsibility, ...] = ()
    """Who does what in every project of this method."""


_INHERITED: Final = ("phases", "gates", "checklists", "raci")


def inheriting(method: Method, find: Callable[[str], Method | None]) -> Method:
    """The method with what it lacks taken from those that it extends; ``find`` gives one by its lower-case id."""
    seen = {method.id.lower()}
    parent = find(method.extends.lower()) if method.extends else None
    while parent is not None and parent.id.lower() not in seen:
        missing = [name for name in _INHERITED if not getattr(method, name) and getattr(parent, name)]
        if missing:
            method = msgspec.structs.replace(method, **{name: getattr(parent, name) for name in missing})
        seen.add(parent.id.lower())
        parent = find(parent.extends.lower()) if parent.extends else None
    return method
