"""`meetings/<date>-<slug>.yaml`: a meeting of a project, a programme or the office."""

from typing import Literal

from pmo.model.base import Record
from pmo.model.scalars import ApproverRef, BodyRef, Date, Id, PersonRef, Text, Texts
from pmo.model.shared import Action


class MeetingDecision(Record, frozen=True, kw_only=True):
    """A decision taken in a meeting."""

    id: Id | None = None
    """Identifier."""
    text: Text
    """What was decided."""
    by: ApproverRef | None = None
    """Who decided."""


class Meeting(Record, frozen=True, kw_only=True):
    """Agenda, minutes, decisions and actions of a meeting.

    Example:

        date: 2026-10-15
        title: Steering group October
        kind: steering
        chair: ana
        attendees: [ana, budi]
        agenda: [Status, Change second-interface]
        minutes: The change was approved as recommended.
        actions:
          - text: Update the plan
            owner: budi
            due: 2026-10-22
    """

    date: Date
    """Day of the meeting; the file's name begins with it."""
    title: Text
    """Name of the meeting."""
    kind: Literal["kick-off", "steering", "review", "stand-up", "retrospective", "board", "other"] | None = (
        None
    )
    """Kind of meeting."""
    body: BodyRef | None = None
    """Body that met."""
    chair: PersonRef | None = None
    """Who led it."""
    attendees: tuple[Text, ...] = ()
    """Who was there: ids of people, or names of guests."""
    absent: tuple[Text, ...] = ()
    """Who was missing: ids of people, or names."""
    agenda: Texts = ()
    """Topics."""
    minutes: Texts = ()
    """What was said."""
    decisions: tuple[MeetingDecision, ...] = ()
    """What was decided."""
    actions: tuple[Action, ...] = ()
    """Who does what by when."""
    next: Date | None = None
    """Day of the next meeting."""
