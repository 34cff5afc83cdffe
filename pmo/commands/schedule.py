"""The milestones of all projects as one network: what drives each date, where there is slack, what does not fit.

Dates follow the dependencies, also between projects. Lags of three points (min, likely, max) give the chance of
meeting a date; they look at one path each and so understate where paths merge.

Examples:
    pmo schedule                                what does not fit, when projects finish, their open milestones
    pmo schedule --project scada-renewal --all  one project whole, with what is reached
    pmo schedule --by 2027-03-31                who will have finished by then
    pmo schedule --format mermaid               a Gantt chart for a wiki
"""

from typing import Annotated

import typer

from pmo.commands.pages import heading
from pmo.commands.session import Session, day_of, portfolio_command
from pmo.output import schedule as output
from pmo.render import mermaid
from pmo.render.views.schedule import schedule_view


@portfolio_command("text", "markdown", "json", "csv", "mermaid", reads=("office", "charter", "plan"))
def schedule(
    session: Session,
    by: Annotated[
        str | None, typer.Option(metavar="DATE", help="How likely each project is to finish by that day.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Also milestones that are reached.")] = False,
) -> int:
    view = schedule_view(
        session.portfolio, session.selected, heading(session), session.language, day_of(by, "--by")
    )
    match session.format:
        case "json":
            session.write_json(view)
        case "csv":
            session.write(output.csv(view))
        case "markdown":
            session.write(output.as_markdown_page(view, session.language))
        case "mermaid":
            session.write(mermaid.schedule(view))
        case _:
            width = session.room
            session.write(output.text(view, session.language, width=width, colour=session.colour, whole=all_))
            session.advise(output.advice(view, session.language))
    return 0
