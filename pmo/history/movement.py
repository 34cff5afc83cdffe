"""What moved since an earlier day: against the files of then, or else by what the records themselves date.

Without the files of then nobody knows what was planned, estimated and computed. But much is dated: reports, milestones
that were reached, risks, issues and changes by the day on which they were raised or ended, decisions, gates. That can
be told from the files of today alone.
"""

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pmo.analysis.money import converted, project_money
from pmo.analysis.year_end import fiscal_year, fiscal_years
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


def outlook_moved(now: Moment, before: Moment, projects: Iterable[Project]) -> Decimal:
    """By how much the end of the fiscal year that holds today moved, in the office's currency.

    Over the projects whose outlook is known then and now; one that was not there counts with all of it.
    """
    number = fiscal_years(now.portfolio).of(now.as_of)

    def outlook(moment: Moment, project: Project) -> Decimal | None:
        found = fiscal_year(moment.portfolio, [project], moment.as_of, number).projects
        return found[0].outlook if found else Decimal(0)

    return _moved(now, before, projects, outlook)


def estimates_moved(now: Moment, before: Moment, projects: Iterable[Project]) -> Decimal:
    """By how much the estimates at completion of the open projects moved, at the exchange rates of now.

    Over those that have one then and now; one that was not there counts with all of it.
    """

    def estimate(moment: Moment, project: Project) -> Decimal | None:
        money = project_money(moment.portfolio, project, moment.as_of)
        own = converted(now.portfolio, money.estimate) if money.estimate is not None else None
        return own.amount if own is not None and money.approved is not None else None

    return _moved(now, before, (one for one in projects if one.is_open), estimate)


def _moved(
    now: Moment,
    before: Moment,
    projects: Iterable[Project],
    amount: Callable[[Moment, Project], Decimal | None],
) -> Decimal:
    moved = Decimal(0)
    for project in projects:
        earlier = before.portfolio.projects.get(project.id)
        was = amount(before, earlier) if earlier is not None and earlier.charter is not None else Decimal(0)
        is_ = amount(now, project)
        if was is not None and is_ is not None:
            moved += is_ - was
    return moved
