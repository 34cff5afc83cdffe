"""Objectives and projects: who serves what, with what money; what nobody serves, and how the portfolio is balanced.

Projects that are approved, active or on hold count; --all counts all, whatever their state, and --project those that it
names. Spend is the estimate at completion, else the approved budget, the cost for the selection, or that of the business
case; a project that serves several objectives shares it by its contributions, so that the sums add up.

Examples:
    pmo align                             objectives, matrix, key figures, balance
    pmo align --all                       with the proposals and what is over
    pmo align --format markdown -o alignment.md
                                          the page for the board
    pmo align --format csv -o align.csv   each project and objective, for a pivot table
"""

from typing import Annotated

import typer

from pmo.analysis.balance import balance
from pmo.analysis.strategic_fit import COUNTED, counted, strategic_fit
from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.output import align as output


@portfolio_command("text", "markdown", "json", "csv")
def align(
    session: Session,
    all_: Annotated[bool, typer.Option("--all", help="Projects in every state.")] = False,
) -> int:
    from pmo.output import align_page as page

    is_whole = all_ or bool(session.projects)
    projects = session.selected if is_whole else counted(session.selected)
    fit = strategic_fit(session.portfolio, projects, session.as_of)
    slices = balance(session.portfolio, fit, session.as_of)
    data = output.data(fit, slices, None if is_whole else COUNTED)
    match session.format:
        case "json":
            session.write_json(data)
        case "csv":
            session.write(page.as_csv(data))
        case "markdown":
            session.write(page.as_markdown_page(data, heading(session), session.language))
        case _:
            head = heading(session, revision=False)
            width = session.room
            session.write(page.text(data, head, session.language, width=width, colour=session.colour))
            session.advise(page.advice(data, session.language))
    return 0
