"""What moved since an earlier day: against the files of then, or else by what the records themselves date.

Without the files of then nobody knows what was planned, estimated and computed. But much is dated: reports, milestones
that were reached, risks, issues and changes by the day on which they were raised or ended, decisions, gates. That can
be told from the files of today alone.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from pmo.history.diff import events
from pmo.history.events import Event, EventKind, Moment
from pmo.model.portfolio import Portfolio, Project

DATED: Final[frozenset[EventKind]] = frozenset(
    {
        "declared",
        "milestone-reached",
        "risk-raised",
        "risk-closed",
        "issue-opened",
        "issue-resolved",
        "change-submitted",
        "change-decided",
        "decision-taken",
        "gate-decided",
        "status-received",
        "action-done",
    }
)
"""What happened that records date themselves."""


@dataclass(frozen=True, slots=True)
class Movement:
    """What happened between two days."""

    since: datetime.date
    is_compared: bool
    """Whether with the files of then; else only what records date themselves is known."""
    events: tuple[Event, ...]
    """The most important first."""


def movement(
    now: Moment, before: Moment | None, since: datetime.date, projects: Collection[str] | None = None
) -> Movement:
    """What moved; ``since`` is the day that counts without ``before``, ``projects`` (ids) narrows it to these."""
    if before is not None:
        return Movement(before.as_of, True, events(before, now, projects))
    dated = events(Moment(now.portfolio, min(since, now.as_of)), now, projects)
    return Movement(since, False, tuple(one for one in dated if one.kind in DATED))


def earlier_projects(before: Portfolio, projects: Iterable[Project]) -> tuple[Project, ...]:
    """The same projects as they were: those that there were then."""
    return tuple(
        before.projects[one.id]
        for one in projects
        if one.id in before.projects and before.projects[one.id].charter is not None
    )
