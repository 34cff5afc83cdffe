"""What everybody owes: reports, decisions, actions, reviews, and whatever else has a day.

The most pressing comes first: how much it matters, and how late it is, up to 5 points each. `--owner` shows what one
owes, alone and as a member of bodies, with the command that settles each: an id, a name, an e-mail address, a role, a
body, or `me`, whom git knows by `user.email`.

`--format markdown` writes a message to each person, `--format ics` a calendar: all in one file where -o names one with
an ending (messages.md), a file for each person where it names a folder, or has no ending (messages).

Examples:
    pmo todo                                what everybody owes, by person
    pmo todo --owner me                     what you owe, and what settles each
    pmo todo --owner portfolio-board --within 20
                                            the next twenty working days of a body
    pmo todo --format markdown -o messages  a message to each person, to be sent
    pmo todo --owner me --format ics -o todo.ics
                                            your calendar
"""

from typing import Annotated

import typer

from pmo.analysis.obligations import is_owed_by, obligations
from pmo.commands.choosing import named_party
from pmo.commands.pages import folder_of, heading, make_folder, write_all
from pmo.commands.session import Session, portfolio_command
from pmo.output import todo as output
from pmo.render.reports import Page
from pmo.render.views.todo import TEMPLATE, MessageView, TodoView, messages, todo_view


@portfolio_command("text", "markdown", "json", "csv", "ics")
def todo(
    session: Session,
    owner: Annotated[
        str | None,
        typer.Option(metavar="PERSON", help="Only what this person, role or body owes; `me` is you."),
    ] = None,
    within: Annotated[
        int | None,
        typer.Option(
            min=0, max=1000, metavar="DAYS", help="Working days ahead (default: by kind, 10 to 40)."
        ),
    ] = None,
) -> int:
    portfolio = session.portfolio
    party = named_party(portfolio, session.root, owner) if owner is not None else None
    found = obligations(portfolio, session.as_of, within=within, projects=session.chosen)
    if party is not None:
        found = tuple(one for one in found if is_owed_by(one, party))
    origin = heading(session, revision=session.format in ("json", "markdown"))
    view = todo_view(portfolio, found, origin, session.language, within=within, owner=party)
    if session.format == "json":
        session.write_json(view)
    elif session.format == "csv":
        session.write(output.as_csv(view))
    elif session.format == "markdown":
        letters = messages(portfolio, view, party)
        write_all(session, (Page(one.name, TEMPLATE, one) for one in letters), folder_of(session))
    elif session.format == "ics":
        _write_calendars(session, view, messages(portfolio, view, party))
    else:
        names = {person.id: person.name for person in portfolio.people.values()}
        session.write(output.text(view, names, session.language, width=session.width, colour=session.colour))
        session.advise(output.advice(view, session.language))
    return 0


def _write_calendars(session: Session, view: TodoView, people: tuple[MessageView, ...]) -> None:
    """One calendar of everything, or one for each person in the folder of `-o`."""
    from pmo.output.calendar import calendar

    folder = folder_of(session)
    if folder is None:
        session.write(calendar(view.heading, view.obligations, session.language))
        return
    make_folder(session, folder)
    for one in people:
        content = calendar(view.heading, (*one.late, *one.soon), session.language, one.person)
        session.write_file(folder / f"{one.name}.ics", content)
    session.tell_written(len(people), folder)
