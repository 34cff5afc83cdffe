"""Shapes that several kinds of document use."""

from typing import Literal

from pmo.model.base import Record
from pmo.model.scalars import ApproverRef, ChangeRef, Date, Id, Number, OwnerRef, Parties, PersonRef, Text


class Approval(Record, frozen=True, kw_only=True):
    """An approval that somebody gave, and what it rests on."""

    by: PersonRef
    """The person who approved."""
    role: ApproverRef | None = None
    """Role or body in whose name the person approved."""
    date: Date
    """Day of the approval."""
    what: Text | None = None
    """What was approved, in words."""
    fingerprint: Text | None = None
    """SHA-256 of the record's canonical JSON at the time; a later change makes the approval stale."""
    recorded_by: PersonRef | None = None
    """The person who wrote it down, where that is somebody else."""
    evidence: Text | None = None
    """Minutes, message or document that proves it."""


class Action(Record, frozen=True, kw_only=True):
    """Something that somebody has to do by a day."""

    id: Id | None = None
    """Identifier, unique in its list."""
    text: Text
    """What is to be done."""
    owner: OwnerRef
    """Person (or role) who does it."""
    due: Date
    """Day by which it is done."""
    raised: Date | None = None
    """Day on which it was agreed."""
    done: Date | None = None
    """Day on which it was finished; open until then."""
    source: Text | None = None
    """Where it comes from: a meeting, a review, a risk."""


class Measurement(Record, frozen=True, kw_only=True):
    """One measured value."""

    date: Date
    """Day of the measurement."""
    value: Number
    """The value, in the indicator's unit."""


class Kpi(Record, frozen=True, kw_only=True):
    """A key performance indicator with its target and measurements."""

    id: Id
    """Identifier, unique in its list."""
    title: Text
    """What is measured."""
    unit: Text | None = None
    """Unit of all its values."""
    baseline: Number | None = None
    """Value at the start."""
    target: Number | None = None
    """Value to be reached."""
    direction: Literal["up", "down"] | None = None
    """Whether more or less is better. Default: up."""
    measurements: tuple[Measurement, ...] = ()
    """Measured values."""


class Baseline(Record, frozen=True, kw_only=True):
    """One setting of the baseline: the first is the original, later ones name the approved change."""

    id: Id
    """Identifier, unique in its list."""
    date: Date
    """Day on which the baseline was set."""
    change: ChangeRef | None = None
    """The approved change that moved the baseline; none for the original."""
    fingerprint: Text | None = None
    """SHA-256 of the baseline values as they were set."""


class Responsibility(Record, frozen=True, kw_only=True):
    """One row of a RACI matrix: exactly one accountable, at least one responsible."""

    activity: Text
    """The activity or deliverable."""
    responsible: Parties = ()
    """Who does the work."""
    accountable: Parties = ()
    """Who answers for it; exactly one."""
    consulted: Parties = ()
    """Who is asked before."""
    informed: Parties = ()
    """Who is told after."""
