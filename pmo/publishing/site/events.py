"""What the calendar of the site shows: what is to happen on a day, and what should have happened."""

import datetime
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from pmo.analysis.decisions import questions
from pmo.analysis.progress import progress_of
from pmo.locale import Language
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.output.calendar import Entry, lasting
from pmo.publishing.site.views import Event, Month
from pmo.render.views.parts import where


def events_of(
    portfolio: Portfolio,
    holders: Iterable[Holder],
    as_of: datetime.date,
    chosen: Collection[str] | None,
) -> list[Event]:
    """Open milestones, gate reviews, decisions, meetings, benefits and ends of contracts, by day."""
    found: list[Event] = []
    for holder in holders:
        title = where(portfolio, holder)
        if isinstance(holder, Project):
            found += _of_project(portfolio, holder, title, as_of)
        found += _meetings(holder, title, as_of)
    for asked in questions(portfolio, as_of, chosen):
        if asked.due is not None:
            holder = asked.holder
            title = where(portfolio, holder)
            found.append(
                Event(
                    asked.due, "decision", asked.what, asked.address, title, holder.address, asked.is_overdue
                )
            )
    if chosen is None:
        found += _contracts(portfolio, as_of)
    return sorted(found, key=lambda one: (one.day, one.where, one.address))


def months(events: Iterable[Event]) -> tuple[Month, ...]:
    """Events by month; months without one are left out."""
    found: dict[str, list[Event]] = {}
    for one in events:
        found.setdefault(f"{one.day:%Y-%m}", []).append(one)
    return tuple(Month(name, rows[0].day.replace(day=1), tuple(rows)) for name, rows in found.items())


def entries(events: Iterable[Event], as_of: datetime.date, language: Language) -> Iterator[Entry]:
    """The same for the calendars of readers; what should have been over stands on the day that counts as today."""
    for one in events:
        address = one.address if one.kind not in _SHARED else f"{one.address}/{one.title}"
        summary = f"{language.label('noun', one.kind)}: {one.title}"
        day = language.date(one.day)
        late = [language.text("should have been over on {date}", date=day)] if one.is_late else []
        yield Entry(
            (one.kind, lasting(address, one.title)),
            as_of if one.is_late else one.day,
            f"{summary} ({language.text('overdue')})" if one.is_late else summary,
            (one.where, *late),
            one.where,
        )


_SHARED: Final = frozenset({"meeting", "contract"})
"""Kinds of which several may have the address of the same page."""


def _of_project(portfolio: Portfolio, project: Project, title: str, as_of: datetime.date) -> Iterator[Event]:
    if not project.is_open:
        return
    for one in progress_of(portfolio, project, as_of).milestones:
        if one.state in ("reached", "undated") or one.expected is None:
            continue
        milestone = one.milestone
        is_late = one.state == "overdue"
        day = (milestone.baseline or one.expected) if is_late else one.expected
        address = f"{project.id}/plan/{milestone.id}"
        yield Event(day, "milestone", milestone.title, address, title, project.id, is_late)
    for number, review in enumerate(project.gate_reviews, 1):
        if review.held is None and review.planned is not None:
            yield Event(
                review.planned,
                "gate-review",
                portfolio.gate_title(project, review.gate),
                f"{project.id}/gates/{review.id or number}",
                title,
                project.id,
                review.planned < as_of,
            )
    for benefit in project.benefits:
        if (
            benefit.due is not None
            and benefit.due >= as_of
            and benefit.status not in ("realised", "not-realised")
        ):
            address = f"{project.id}/benefits/{benefit.id}"
            yield Event(benefit.due, "benefit", benefit.title, address, title, project.id, False)


def _meetings(holder: Holder, title: str, as_of: datetime.date) -> Iterator[Event]:
    """The next meeting of each kind: what the latest record of one says."""
    nexts = {
        (one.next, meeting.address): one.title
        for meeting, one in zip(holder.meeting_documents, holder.meetings, strict=True)
        if one.next is not None and one.next >= as_of
    }
    for (day, address), name in nexts.items():
        yield Event(day, "meeting", name, address, title, holder.address, False)


def _contracts(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Event]:
    for vendor in portfolio.vendors.values():
        for contract in vendor.contracts:
            if contract.end is not None and contract.end >= as_of:
                yield Event(
                    contract.end,
                    "contract",
                    contract.title,
                    f"vendors/{vendor.id}",
                    vendor.name,
                    "office",
                    False,
                )
