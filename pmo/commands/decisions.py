"""The queue of decisions: what is asked of whom, by when, and what happens otherwise.

From the registers of decisions, from the latest status updates, from changes that are assessed, and from gate reviews
that are due within 20 working days. `--by P` is what one person decides, alone and as a member of bodies, or one
body; P is an id, a name, an e-mail address, or `me`.

Examples:
    pmo decisions                                overdue ones first
    pmo decisions --by portfolio-board           the agenda of a body
    pmo decisions --by me                        what you have to decide
    pmo decisions --all                          with those that were taken
    pmo decisions --format markdown -o queue.md  to send round
"""

from typing import Annotated

import typer

from pmo.analysis.decisions import questions, taken
from pmo.analysis.parties import is_among
from pmo.commands.choosing import named_party
from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.output import decisions as output
from pmo.render.views.decisions import decisions_view


@portfolio_command("text", "markdown", "json", "csv")
def decisions(
    session: Session,
    by: Annotated[
        str | None,
        typer.Option(metavar="P", help="Only what this person, role or body decides; `me` is you."),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Also those that were taken.")] = False,
) -> int:
    portfolio = session.portfolio
    party = named_party(portfolio, session.root, by) if by is not None else None
    waiting = questions(portfolio, session.as_of, session.chosen)
    done = taken(portfolio, session.chosen) if all_ else ()
    if party is not None:
        waiting = tuple(one for one in waiting if is_among(party, one.by))
        done = tuple(one for one in done if is_among(party, one.by))
    origin = heading(session, revision=session.format == "json")
    view = decisions_view(
        portfolio, origin, waiting, done, party, session.chosen_holders if party is None else ()
    )
    match session.format:
        case "json":
            session.write_json(view)
        case "csv":
            session.write(output.as_csv(view))
        case "markdown":
            session.write(output.markdown(view, session.language))
        case _:
            session.write(output.text(view, session.language, width=session.width, colour=session.colour))
            session.advise(output.advice(view, session.language))
    return 0
