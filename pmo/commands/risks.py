"""The risks of all projects, programmes and the office: matrix, exposure against contingency, what to escalate.

The colour of a risk is its cell in the office's matrix. Exposure is the expected monetary value (EMV) of the open
risks: what they cost on average, not what is needed to be safe.

Examples:
    pmo risks                          the matrix and the heaviest risks
    pmo risks --project 'smart-*'      of some projects only
    pmo risks --all --format csv       every risk, for a spreadsheet
    pmo risks --at 2026-06-30          as they stood then
"""

from typing import Annotated

import typer

from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.output import risks as output
from pmo.render.views.risks import risks_view


@portfolio_command(
    "text",
    "markdown",
    "json",
    "csv",
    reads=("office", "strategy", "people", "charter", "plan", "budget", "risks"),
)
def risks(
    session: Session,
    all_: Annotated[bool, typer.Option("--all", help="Every risk, also those that are over.")] = False,
) -> int:
    view = risks_view(session.portfolio, session.chosen_holders, heading(session), whole=all_)
    match session.format:
        case "json":
            session.write_json(view)
        case "csv":
            session.write(output.csv(view))
        case "markdown":
            session.write(output.as_markdown_page(view, session.language))
        case _:
            width = session.room
            session.write(output.text(view, session.language, width=width, colour=session.colour, whole=all_))
            session.advise(output.advice(view, session.language))
    return 0
