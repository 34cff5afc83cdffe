"""Change requests: what waits for a decision and for how long, who may decide, what they add up to.

Authority follows `governance.authority` in `pmo.yaml`, by cost and working days. The approved budget is the original
one and the agreed changes.

Examples:
    pmo changes                          what waits for a decision
    pmo changes --all                    also those that are decided
    pmo changes --project 'smart-*'      of some projects only
    pmo changes --format csv -o changes.csv
                                         every change, for a spreadsheet
"""

from typing import Annotated

import typer

from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.output import change_control as output
from pmo.render.views.change_control import changes_view


@portfolio_command(
    "text", "markdown", "json", "csv", reads=("office", "strategy", "people", "charter", "budget", "changes")
)
def changes(
    session: Session,
    all_: Annotated[
        bool, typer.Option("--all", help="Also those that are decided or not asked for yet.")
    ] = False,
) -> int:
    view = changes_view(session.portfolio, session.chosen_holders, heading(session))
    match session.format:
        case "json":
            session.write_json(view)
        case "csv":
            session.write(output.csv(view))
        case "markdown":
            session.write(output.as_markdown_page(view, session.language, whole=all_))
        case _:
            width = session.room
            session.write(output.text(view, session.language, width=width, colour=session.colour, whole=all_))
            session.advise(output.advice(view, session.language))
    return 0
