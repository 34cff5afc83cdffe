"""Calendars for other programs: the one door to icalendar, which is imported only when one is written.

Each entry is an all-day event, not a VTODO: Google Calendar, Outlook and most phones leave VTODO out when a calendar is
imported or subscribed to. It takes no time (TRANSPARENT). What is late stands on the day as of which the calendar was
made, where people look, not on a day long gone; its own day is in the text. An event keeps its UID while what it is
about stands, so that a later calendar replaces it. What somebody owes reminds at nine on the day before.
"""

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmo.locale import Language
from pmo.output.todo import task, when
from pmo.render.inert import for_terminal
from pmo.render.views.parts import Heading
from pmo.render.views.todo import ObligationRow, PersonView

if TYPE_CHECKING:
    from icalendar import Event

_REMINDER = datetime.timedelta(hours=-15)
"""From midnight at the beginning of the day: nine in the morning of the day before."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on a day."""

    identity: tuple[str, ...]
    """What makes it the same in a later calendar of the portfolio."""
    day: datetime.date
    summary: str
    lines: tuple[str, ...]
    """What else there is to say."""
    category: str
    priority: int | None = None
    """1 to 9, the most important first."""
    is_confidential: bool = False
    reminds: bool = False


def calendar(
    heading: Heading, rows: Iterable[ObligationRow], language: Language, person: PersonView | None = None
) -> str:
    """What everybody owes, or one person."""
    name = f"{heading.portfolio}: {person.name}" if person else heading.portfolio
    return written(heading, name, "todo", (_entry(heading, row, language) for row in rows))


def written(heading: Heading, name: str, kind: str, entries: Iterable[Entry]) -> str:
    """A calendar of that name; ``kind`` says in a word what made it."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", f"-//pmo-toolkit//{kind}//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", for_terminal(name))
    for one in entries:
        made.add_component(_event(heading, one))
    content: bytes = made.to_ical()
    return content.decode("utf-8")


def _event(heading: Heading, entry: Entry) -> "Event":
    from icalendar import Alarm, Event

    as_of = heading.as_of
    event = Event()
    event.add("uid", _uid(heading, entry))
    event.add("dtstamp", datetime.datetime.combine(as_of, datetime.time(), datetime.UTC))
    event.add("sequence", as_of.toordinal())
    event.add("dtstart", entry.day)
    if entry.day < datetime.date.max:
        event.add("dtend", entry.day + datetime.timedelta(days=1))
    event.add("summary", for_terminal(entry.summary))
    event.add("description", "\n".join(map(for_terminal, entry.lines)))
    event.add("categories", [for_terminal(entry.category)])
    if entry.priority is not None:
        event.add("priority", entry.priority)
    event.add("transp", "TRANSPARENT")
    if entry.is_confidential:
        event.add("class", "CONFIDENTIAL")
    if entry.reminds:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", for_terminal(entry.summary))
        alarm.add("trigger", _REMINDER)
        event.add_component(alarm)
    return event


def _uid(heading: Heading, entry: Entry) -> str:
    identity = "\n".join((heading.portfolio, *entry.identity))
    return f"{hashlib.sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}@pmo"


def lasting(address: str, what: str) -> str:
    """What stays the same about a record; one without an id goes by what it says."""
    return f"{address}/{what}" if address.rpartition("/")[2].isdecimal() else address


def _entry(heading: Heading, row: ObligationRow, language: Language) -> Entry:
    summary = task(row, language)
    return Entry(
        (row.kind, lasting(row.address, row.what)),
        heading.as_of if row.due is None or row.is_late else row.due,
        f"{summary} ({when(row, language)})" if row.is_late else summary,
        tuple(_lines(row, language)),
        row.where,
        max(1, 10 - row.points),
        row.confidential,
        reminds=True,
    )


def _lines(row: ObligationRow, language: Language) -> list[str]:
    lines = [row.where]
    if row.owner.name:
        lines.append(row.owner.name)
    if row.due is not None:
        lines.append(language.text("due {date}", date=language.date(row.due)))
    if row.why:
        lines.append(row.why)
    return [*lines, row.settle]
