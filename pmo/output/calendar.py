"""Obligations as a calendar: the one door to icalendar, which is imported only when one is written.

Each is an all-day event, not a VTODO: Google Calendar, Outlook and most phones leave VTODO out when a calendar is
imported or subscribed to. It takes no time (TRANSPARENT) and reminds at nine on the day before. What is late
stands on the day as of which the calendar was made, where people look, not on a day long gone; its own day is in
the text. An event keeps its UID while the obligation stands, so that a later calendar replaces it.
"""

import datetime
import hashlib
from collections.abc import Iterable
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


def calendar(
    heading: Heading, rows: Iterable[ObligationRow], language: Language, person: PersonView | None = None
) -> str:
    """The calendar of everybody, or of one person."""
    from icalendar import Calendar

    name = f"{heading.portfolio}: {person.name}" if person else heading.portfolio
    made = Calendar()
    made.add("prodid", "-//pmo-toolkit//todo//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", for_terminal(name))
    for row in rows:
        made.add_component(_event(heading, row, language))
    content: bytes = made.to_ical()
    return content.decode("utf-8")


def _event(heading: Heading, row: ObligationRow, language: Language) -> "Event":
    from icalendar import Alarm, Event

    as_of = heading.as_of
    day = as_of if row.due is None or row.is_late else row.due
    summary = task(row, language)
    if row.is_late:
        summary = f"{summary} ({when(row, language)})"
    event = Event()
    event.add("uid", _uid(heading, row))
    event.add("dtstamp", datetime.datetime.combine(as_of, datetime.time(), datetime.UTC))
    event.add("sequence", as_of.toordinal())
    event.add("dtstart", day)
    if day < datetime.date.max:
        event.add("dtend", day + datetime.timedelta(days=1))
    event.add("summary", for_terminal(summary))
    event.add("description", "\n".join(for_terminal(line) for line in _lines(row, language)))
    event.add("categories", [for_terminal(row.where)])
    event.add("priority", max(1, 10 - row.points))
    event.add("transp", "TRANSPARENT")
    if row.confidential:
        event.add("class", "CONFIDENTIAL")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", for_terminal(summary))
    alarm.add("trigger", _REMINDER)
    event.add_component(alarm)
    return event


def _lines(row: ObligationRow, language: Language) -> list[str]:
    lines = [row.where]
    if row.owner.name:
        lines.append(row.owner.name)
    if row.due is not None:
        lines.append(language.text("due {date}", date=language.date(row.due)))
    if row.why:
        lines.append(row.why)
    return [*lines, row.settle]


def _uid(heading: Heading, row: ObligationRow) -> str:
    """The same for the same obligation of the same portfolio; records without an id go by what they say."""
    last = row.address.rpartition("/")[2]
    name = f"{row.address}/{row.what}" if last.isdecimal() else row.address
    identity = "\n".join((heading.portfolio, row.kind, name))
    return f"{hashlib.sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}@pmo"
