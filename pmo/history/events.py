"""What happened between two states of a portfolio, in the words of a PMO."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pmo.analysis.calendars import calendar_of
from pmo.model.portfolio import Holder, Portfolio, Project

EventKind = Literal[
    "project-added",
    "project-removed",
    "state",
    "phase",
    "declared",
    "computed",
    "watermelon",
    "finish",
    "milestone-reached",
    "milestone-reopened",
    "milestone-moved",
    "milestone-rebaselined",
    "milestone-added",
    "approved",
    "estimate",
    "risk-raised",
    "risk-occurred",
    "risk-closed",
    "risk-reopened",
    "risk-moved",
    "issue-opened",
    "issue-escalated",
    "issue-resolved",
    "issue-reopened",
    "issue-severity",
    "change-submitted",
    "change-decided",
    "decision-requested",
    "decision-taken",
    "gate-decided",
    "assumption-settled",
    "benefit-status",
    "status-received",
    "action-done",
    "removed",
]


@dataclass(frozen=True, slots=True)
class Moment:
    """A portfolio, and the day that counts as today: what is dated later had not happened then."""

    portfolio: Portfolio
    as_of: datetime.date


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened."""

    kind: EventKind
    address: str
    """Of the record that it happened to."""
    holder: str
    """Address of the project or programme, or `office`."""
    title: str
    """The record in a line."""
    before: Any = None
    """A word, day, amount or cell; None where there was none."""
    after: Any = None
    part: str | None = None
    """The dimension of a health; the kind of record that was removed."""
    days: int | None = None
    """Working days by which a day moved; above zero is later."""
    is_better: bool | None = None
    """Whether it is good news or bad, where it is either."""
    weight: int = 1
    """How much it matters, 1 to 5."""

    @property
    def order(self) -> tuple[int, str, str, str, str]:
        return (-self.weight, self.holder, self.address, self.kind, self.part or "")


@dataclass(frozen=True, slots=True)
class Pair:
    """A project, programme or office before and after."""

    before: Moment
    after: Moment
    old: Holder
    new: Holder

    @property
    def address(self) -> str:
        return self.new.address

    def event(self, kind: EventKind, address: str, title: str, **details: Any) -> Event:
        """Something that happened to it, or to a record of it."""
        return Event(kind, address, self.address, title, **details)

    def gone(self, noun: str, left: Mapping[str, Any]) -> Iterator[Event]:
        """Records that are not there any more; ``left``: by id those that were not found again."""
        for record in left.values():
            title = getattr(record, "title", None) or record.text
            yield self.event("removed", f"{self.address}/{PLACES[noun]}/{record.id}", title, part=noun)


@dataclass(frozen=True, slots=True)
class ProjectPair(Pair):
    """A project before and after."""

    old: Project
    new: Project

    def days(self, earlier: datetime.date, later: datetime.date) -> int:
        """Working days between two days."""
        return calendar_of(self.after.portfolio).working_days_between(earlier, later)


PLACES = {
    "milestone": "plan",
    "risk": "risks",
    "issue": "issues",
    "change": "changes",
    "decision": "decisions",
    "assumption": "assumptions",
    "benefit": "benefits",
}
"""Documents in which the records of a kind stand."""
