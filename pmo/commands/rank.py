"""Rank proposed and approved projects by the office's criteria, with what each criterion adds.

Projects named with --project are ranked whatever their state.

Examples:
    pmo rank                              the proposals, with the working
    pmo rank --all                        against what is under way already
    pmo rank --at 2026-06-30              as it stood then
    pmo rank --format csv -o ranking.csv  for a spreadsheet
"""

from typing import Annotated, Literal

import typer

from pmo.analysis.ranking import candidates
from pmo.analysis.ranking import rank as ranked
from pmo.commands.checking import check_decision
from pmo.commands.session import Session, portfolio_command
from pmo.model.portfolio import Portfolio
from pmo.output import ranking as output
from pmo.render.views.parts import Heading
from pmo.render.views.prioritisation import TEMPLATE, prioritisation_view


def _reads(portfolio: Portfolio, **_asked: object) -> tuple[str, ...] | None:
    """Criteria with an expression may look at any document."""
    criteria = portfolio.office.prioritisation.criteria if portfolio.office else ()
    return None if any(one.value for one in criteria) else ("office", "strategy", "charter")


@portfolio_command("text", "markdown", "json", "csv", reads=_reads)
def rank(
    session: Session,
    method: Annotated[
        Literal["weighted", "wsjf", "rice", "ahp", "topsis"] | None,
        typer.Option(help="Ranking method (default: the office's)."),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Projects in every state.")] = False,
    check: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Compute again what a decision rests on; 1 when it differs."),
    ] = None,
) -> int:
    if check is not None:
        return check_decision(session, check)
    projects = session.selected if all_ or session.projects else candidates(session.selected)
    ranking = ranked(session.portfolio, projects, session.as_of, method)
    if session.format == "json":
        session.write_json(output.data(ranking, session.language))
        return 0
    heading = Heading(session.name, session.revision if session.format != "text" else None, session.as_of)
    view = prioritisation_view(ranking, heading, session.language)
    if session.format == "csv":
        session.write(output.as_csv(view))
    elif session.format == "markdown":
        from pmo.render.environment import render

        session.write(render(TEMPLATE, view, session.language, session.root))
    else:
        session.write(output.text(view, session.language, width=session.width, colour=session.colour))
        session.advise(output.advice(view, session.language))
    return 0
