"""The view of `pmo decisions`: what is asked of whom, and what was decided."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pmo.analysis.calendars import calendar_of
from pmo.analysis.decisions import Question, Taken
from pmo.analysis.money import Money
from pmo.analysis.parties import Party
from pmo.analysis.registers import pending_changes
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.render.views.parts import Heading, where
from pmo.render.views.todo import OwnerView, owner_view

DecisionState = Literal["waiting", "decided", "superseded"]


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A decision that is waited for, or was taken."""

    state: DecisionState
    """waiting, decided or superseded."""
    kind: str
    """Where it is asked: decision, status, change, gate."""
    address: str
    """Of the decision, the question in the status update, the change or the gate review."""
    project: str | None
    """Id of the project; None at office and programme level."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    what: str
    """What must be decided."""
    by: OwnerView
    """Who decides."""
    due: datetime.date | None
    """Day by which it is needed."""
    is_overdue: bool
    """Whether that day has passed."""
    days_late: int | None
    """Working days since that day; negative until then, None for what was decided."""
    asked: datetime.date | None
    """Day since which it is known to be asked."""
    age_days: int | None
    """Calendar days since then."""
    waiting_days: int | None
    """Working days since then, which is what readers see."""
    consequence: str | None
    """What happens otherwise, or what follows."""
    context: str | None
    """What one must know."""
    options: tuple[str, ...]
    """Options."""
    recommendation: str | None
    """What is recommended."""
    cost: Money | None
    """What a change adds to the budget."""
    days: int | None
    """Working days that a change adds."""
    decided: datetime.date | None
    """Day of the decision."""
    decision: str | None
    """What was decided."""
    rationale: str | None
    """Why."""
    settle: str | None
    """The command that records the decision; None once it is taken."""
    confidential: bool
    """Whether it is confidential."""


@dataclass(frozen=True, slots=True)
class DecisionsView:
    """The queue of decisions, the most urgent first."""

    heading: Heading
    """Portfolio, revision and day."""
    by: OwnerView | None
    """Whose decisions were asked for; None for everybody's."""
    waiting: int
    """How many are waited for."""
    overdue: int
    """How many of them are late."""
    unready: tuple[str, ...]
    """Addresses of change requests that are to be assessed before anybody can decide, or were postponed."""
    decisions: tuple[QueueRow, ...]
    """Those that are waited for, then those that were taken, where they were asked for."""


def decisions_view(
    portfolio: Portfolio,
    heading: Heading,
    questions: tuple[Question, ...],
    decided: tuple[Taken, ...],
    by: Party | None,
    holders: Iterable[Holder] = (),
) -> DecisionsView:
    """The view of a queue; ``holders`` are those whose change requests may not be ready yet."""
    waiting = [_waiting(portfolio, one, heading.as_of) for one in questions]
    return DecisionsView(
        heading,
        owner_view(by) if by else None,
        len(waiting),
        sum(row.is_overdue for row in waiting),
        tuple(
            f"{holder.address}/changes/{change.id}"
            for holder in holders
            for change in pending_changes(holder)
            if change.status != "assessed"
        ),
        (*waiting, *(_decided(portfolio, one) for one in decided)),
    )


def _waiting(portfolio: Portfolio, one: Question, as_of: datetime.date) -> QueueRow:
    return QueueRow(
        state="waiting",
        kind=one.kind,
        address=one.address,
        project=one.holder.id if isinstance(one.holder, Project) else None,
        where=where(portfolio, one.holder),
        what=one.what,
        by=owner_view(one.by),
        due=one.due,
        is_overdue=one.is_overdue,
        days_late=one.days_late if one.due else None,
        asked=one.asked,
        age_days=(as_of - one.asked).days if one.asked else None,
        waiting_days=(calendar_of(portfolio).working_days_between(one.asked, as_of) if one.asked else None),
        consequence=one.consequence,
        context=one.context,
        options=one.options,
        recommendation=one.recommendation,
        cost=one.cost,
        days=one.days,
        decided=None,
        decision=None,
        rationale=None,
        settle=one.settle,
        confidential=one.is_confidential,
    )


def _decided(portfolio: Portfolio, one: Taken) -> QueueRow:
    record = one.decision
    return QueueRow(
        state="superseded" if record.status == "superseded" else "decided",
        kind="decision",
        address=one.address,
        project=one.holder.id if isinstance(one.holder, Project) else None,
        where=where(portfolio, one.holder),
        what=record.title,
        by=owner_view(one.by),
        due=record.needed_by,
        is_overdue=False,
        days_late=None,
        asked=None,
        age_days=None,
        waiting_days=None,
        consequence=record.consequence,
        context=record.context,
        options=record.options,
        recommendation=None,
        cost=None,
        days=None,
        decided=record.date,
        decision=record.decision,
        rationale=record.rationale,
        settle=None,
        confidential=record.confidentiality == "confidential",
    )
