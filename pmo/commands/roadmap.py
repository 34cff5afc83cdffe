"""Projects and their milestones over quarters, by programme or by objective.

Bars go from the start of the plan to the expected finish; what lies beyond the approved finish is drawn otherwise, and
milestones that slipped have a sign and a word. Without --from and --to it reaches from the first day to the last of
the projects that are open.

Examples:
    pmo roadmap                                      by programme
    pmo roadmap --by objective                       by what it is for
    pmo roadmap --from 2027-01-01 --to 2027-12-31    one year, with what is over by then
    pmo roadmap --format mermaid                     a Gantt chart for a wiki
"""

from typing import Annotated, Literal

import typer

from pmo.analysis.roadmap import roadmap as drawn
from pmo.commands.pages import heading
from pmo.commands.session import Session, day_of, portfolio_command
from pmo.output import roadmap as output
from pmo.render import mermaid
from pmo.render.views.roadmap import roadmap_view


@portfolio_command("text", "markdown", "mermaid", "json")
def roadmap(
    session: Session,
    by: Annotated[
        Literal["programme", "objective"], typer.Option(metavar="WHAT", help="What the projects stand under.")
    ] = "programme",
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day (its quarter).")
    ] = None,
    to: Annotated[str | None, typer.Option(metavar="DATE", help="Last day (its quarter).")] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="Only the lines, without the milestones below.")
    ] = False,
) -> int:
    first, last = day_of(from_, "--from"), day_of(to, "--to")
    found = drawn(session.portfolio, session.selected, session.as_of, by, first, last)
    view = roadmap_view(session.portfolio, found, heading(session, revision=session.format == "json"))
    match session.format:
        case "json":
            session.write_json(view)
        case "markdown":
            session.write(output.markdown(view, session.language))
        case "mermaid":
            session.write(mermaid.roadmap(view, session.language))
        case _:
            width, colour = session.width, session.colour
            session.write(output.text(view, session.language, width=width, colour=colour, listing=not brief))
            session.advise(output.advice(view, session.language))
    return 0
