"""Capacity against load of people, roles, teams, units and equipment: overloads, roles to fill, who is free.

Load is what is promised (confirmed, in projects that are not over); what is requested, and all that proposed projects
ask for, stands apart. Both are averages over the working days of the period. A role adds up its people; demand for a
role that names nobody yet stands apart as roles to fill. --project shows whom these projects use, with all they do.

Examples:
    pmo capacity                                   six months from today on
    pmo capacity --by team --period quarter        the teams, a year ahead
    pmo capacity --role ot-engineer --period week  one role, week by week
    pmo capacity --project scada-renewal           whom one project depends on
    pmo capacity --format xlsx -o capacity.xlsx    for a spreadsheet
"""

from collections.abc import Iterable
from typing import Annotated, Literal

import typer

from pmo.analysis.capacity import Scope, window
from pmo.analysis.capacity import capacity as computed
from pmo.commands.pages import heading
from pmo.commands.session import Session, day_of, portfolio_command
from pmo.errors import UsageError, nearest
from pmo.output import capacity as output
from pmo.render.views.capacity import TEMPLATE, CapacityView, capacity_view


@portfolio_command(
    *("text", "markdown", "json", "csv", "xlsx"),
    reads=("office", "people", "equipment", "charter", "allocations"),
)
def capacity(
    session: Session,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day (default: the next working day).")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Last day (default: 6 months, 4 quarters or 13 weeks on)."),
    ] = None,
    by: Annotated[
        Literal["role", "person", "team", "unit", "equipment"] | None,
        typer.Option(metavar="WHAT", help="What the rows are (default: roles, people, equipment)."),
    ] = None,
    period: Annotated[
        Literal["week", "month", "quarter"], typer.Option(metavar="LENGTH", help="Length of the columns.")
    ] = "month",
    role: Annotated[
        list[str] | None, typer.Option(metavar="ROLE", help="Only people of these roles (repeatable).")
    ] = None,
    team: Annotated[
        list[str] | None, typer.Option(metavar="TEAM", help="Only people of these teams (repeatable).")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every row; a terminal shows the heaviest.")] = False,
) -> int:
    if session.format == "xlsx" and session.output is None:
        raise UsageError("a workbook does not go to the terminal", "name its file: -o capacity.xlsx")
    first, last = day_of(from_, "--from"), day_of(to, "--to")
    periods = window(session.portfolio, session.as_of, first, last, period)
    scope = Scope(
        _known("role", role or (), session.portfolio.roles),
        _known("team", team or (), session.portfolio.teams),
        session.chosen,
    )
    found = computed(session.portfolio, periods, by, scope)
    view = capacity_view(
        session.portfolio, found, heading(session, revision=session.format in ("json", "markdown"))
    )
    match session.format:
        case "json":
            session.write_json(view)
        case "csv":
            session.write(output.csv(view))
        case "xlsx":
            _write_workbook(session, view)
        case "markdown":
            from pmo.render.environment import render

            session.write(render(TEMPLATE, view, session.language, session.root))
        case _:
            width = session.room
            session.write(output.text(view, session.language, width=width, colour=session.colour, whole=all_))
            session.advise(output.advice(view, session.language))
    return 0


def _known(what: str, names: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """Ids in lower case; refuses one that is not in `people.yaml`, with the nearest."""
    ids = list(known)
    for name in names:
        if name.lower() not in ids:
            close = nearest(name, ids)
            advice = f"did you mean {close}?" if close else f"people.yaml has: {', '.join(ids) or 'none'}"
            raise UsageError(f"there is no {what} {name!r}", advice)
    return frozenset(name.lower() for name in names)


def _write_workbook(session: Session, view: CapacityView) -> None:
    from pmo.interchange import xlsx

    assert session.output is not None
    tables = [
        xlsx.SheetToWrite(
            name,
            [column.name for column in columns],
            list(zip(*(column.values for column in columns), strict=True)),
        )
        for name, columns in output.sheets(view)
    ]
    session.write_file(session.output, xlsx.write(tables))
