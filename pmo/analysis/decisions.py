"""The decisions that projects, programmes and the office wait for, and those that were taken.

Waiting are: decisions that are requested, those that the latest status update of a project asks for, changes that are
assessed and not decided, and gate reviews that are due soon. What is over does not wait any more.
"""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from pmo.analysis.addresses import Item, resolve
from pmo.analysis.calendars import calendar_of
from pmo.analysis.money import Money
from pmo.analysis.obligations import Obligation, awaiting_decision
from pmo.analysis.obligations.obligation import AHEAD
from pmo.analysis.parties import Party, party_of
from pmo.model.changes import Change
from pmo.model.decisions import Decision
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.model.status import Status

QuestionKind = Literal["decision", "status", "change", "gate"]
"""Where it is asked: the register of decisions, a status update, a change, a gate review."""
_KINDS: Final[dict[str, QuestionKind]] = {
    "decision": "decision",
    "change-decision": "change",
    "gate-review": "gate",
}
_WHOLE_FUTURE: Final = 1_000_000
"""Working days ahead of which every day lies."""


@dataclass(frozen=True, slots=True)
class Question:
    """A decision that somebody waits for."""

    kind: QuestionKind
    address: str
    holder: Holder
    what: str
    by: Party
    """Who must decide."""
    due: datetime.date | None
    is_overdue: bool
    days_late: int
    """Working days since its day; negative until then."""
    asked: datetime.date | None
    """Day since which it is known to be asked; None where nothing says so."""
    consequence: str | None
    """What happens otherwise."""
    context: str | None
    """What one must know."""
    options: tuple[str, ...]
    recommendation: str | None
    cost: Money | None
    """What a change adds to the budget."""
    days: int | None
    """Working days that a change adds."""
    settle: str
    """The command that records the decision."""
    is_confidential: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision that was taken."""

    address: str
    holder: Holder
    decision: Decision
    by: Party


def questions(
    portfolio: Portfolio, as_of: datetime.date, projects: Collection[str] | None = None
) -> tuple[Question, ...]:
    """What is asked of somebody on a day, the most urgent first; ``projects`` narrows it to these."""
    last_gate = calendar_of(portfolio).add_working_days(as_of, AHEAD["gate-review"])
    found = [
        _question(portfolio, one, as_of)
        for one in awaiting_decision(portfolio, as_of, within=_WHOLE_FUTURE, projects=projects)
        if one.kind in _KINDS and not (one.kind == "gate-review" and one.due and one.due > last_gate)
    ]
    return tuple(sorted(found, key=lambda one: (one.due or datetime.date.max, one.address, one.what)))


def taken(portfolio: Portfolio, projects: Collection[str] | None = None) -> tuple[Taken, ...]:
    """Decisions that were taken or superseded, the latest first."""
    found = [
        Taken(
            f"{holder.address}/decisions/{one.id}",
            holder,
            one,
            party_of(portfolio, one.body or one.by, holder),
        )
        for holder in portfolio.holders
        if projects is None or (holder.level == "project" and holder.id in projects)
        for one in holder.decisions
        if one.status != "requested"
    ]
    found.sort(key=lambda one: one.address)
    return tuple(sorted(found, key=lambda one: one.decision.date or datetime.date.min, reverse=True))


def _question(portfolio: Portfolio, one: Obligation, as_of: datetime.date) -> Question:
    item = _record(portfolio, one)
    record: Any = item.record
    kind = _KINDS[one.kind]
    is_change = isinstance(record, Change)
    cost = record.impact.cost if is_change else None
    options = getattr(record, "options", ())
    return Question(
        kind="status" if kind == "decision" and not isinstance(record, Decision) else kind,
        address=item.address,
        holder=one.holder,
        what=one.what,
        by=one.owner,
        due=one.due,
        is_overdue=one.due is not None and one.due < as_of,
        days_late=one.days_late,
        asked=record.raised if is_change else _asked_since(one, as_of),
        consequence=getattr(record, "consequence", None),
        context=record.reason if is_change else getattr(record, "context", None),
        options=(options,) if isinstance(options, str) else tuple(options),
        recommendation=getattr(record, "recommendation", None),
        cost=None if cost is None else Money(cost, portfolio.currency_of(one.holder)),
        days=record.impact.days if is_change else None,
        settle=one.settle,
        is_confidential=one.is_confidential,
    )


def _record(portfolio: Portfolio, one: Obligation) -> Item:
    """The record behind an obligation, without looking through the whole portfolio where its holder tells it."""
    words = one.address.removeprefix(f"{one.holder.address}/").split("/")
    document = one.holder.documents.get(words[0])
    if document is not None and len(words) == 2:
        key = "reviews" if words[0] == "gates" else words[0]
        for index, record in enumerate(getattr(document.record, key)):
            if (record.id or str(index + 1)).lower() == words[1].lower():
                return Item(one.address, words[0], document, (key, index), record)
    return resolve(portfolio, one.address)


def _asked_since(one: Obligation, as_of: datetime.date) -> datetime.date | None:
    """Day of the first of the latest status updates in a row that ask the question."""
    if not isinstance(one.holder, Project):
        return None
    since = None
    for status in reversed([status for status in one.holder.statuses if status.date <= as_of]):
        if not any(_same(needed, one.what) for needed in _asked_in(status)):
            break
        since = status.date
    return since


def _asked_in(status: Status) -> Iterator[str]:
    return (needed.what for needed in status.decisions_needed)


def _same(one: str, other: str) -> bool:
    return _words(one) == _words(other)


def _words(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip("?.! ")
