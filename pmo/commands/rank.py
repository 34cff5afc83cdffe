"""Rank proposed and approved projects by the office's criteria, with what each criterion adds.

Projects named with --project are ranked whatever their state. With --sensitivity it shows how sure the order is: in how
many of the drawn sets of weights a project is among the first, and what one criterion would have to weigh so that
neighbours change places.

Examples:
    pmo rank                              the proposals, with the working
    pmo rank --all                        against what is under way already
    pmo rank --method topsis              by another method
    pmo rank --sensitivity --top 2        how sure the first two places are
    pmo rank --format csv -o ranking.csv  for a spreadsheet
"""

from typing import Annotated, Literal

import typer

from pmo.analysis.ranking.candidates import candidates
from pmo.analysis.ranking.methods import METHODS
from pmo.analysis.ranking.placings import Ranking
from pmo.analysis.ranking.ranked import rank as ranked
from pmo.analysis.ranking.sensitivity import DRAWS, Sensitivity, first_places
from pmo.commands.checking import check_decision
from pmo.commands.pages import heading as heading_of
from pmo.commands.session import Session, portfolio_command
from pmo.errors import UsageError
from pmo.model.portfolio import Portfolio
from pmo.output import ranking as output
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
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="How sure the order is when the weights vary.")
    ] = False,
    top: Annotated[
        int | None,
        typer.Option(min=1, help="How many count as the first (default: the office's max_projects, else 3)."),
    ] = None,
    draws: Annotated[int, typer.Option(min=100, max=1_000_000, help="Sets of weights drawn.")] = DRAWS,
    seed: Annotated[int, typer.Option(min=0, max=2**63 - 1, help="Repeats the same draws.")] = 1,
    concentration: Annotated[
        float | None,
        typer.Option(
            min=0.1,
            max=100_000,
            help="How closely they keep to the office's (default: the number of criteria).",
        ),
    ] = None,
    check: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Compute again what a decision rests on; 1 when it differs."),
    ] = None,
) -> int:
    if check is not None:
        return check_decision(session, check)
    projects = session.selected if all_ or session.projects else candidates(session.selected)
    ranking = ranked(session.portfolio, projects, session.as_of, method)
    varied = None
    if sensitivity:
        places = top or first_places(session.portfolio)
        varied = _varied(ranking, draws=draws, seed=seed, top=places, concentration=concentration)
    if session.format == "json":
        session.write_json(output.data(ranking, session.language, varied))
        return 0
    heading = heading_of(session, whole=False, revision=session.format != "text")
    view = prioritisation_view(ranking, heading, session.language, varied)
    if session.format == "csv":
        session.write(output.as_csv(view))
    elif session.format == "markdown":
        from pmo.render.environment import render

        session.write(render(TEMPLATE, view, session.language, session.root))
    else:
        session.write(output.text(view, session.language, width=session.width, colour=session.colour))
        session.advise(output.advice(view, session.language))
    return 0


def _varied(ranking: Ranking, *, draws: int, seed: int, top: int, concentration: float | None) -> Sensitivity:
    if not METHODS[ranking.method].weighs:
        raise UsageError(
            f"--sensitivity varies the weights of criteria, and {ranking.method.upper()} has none",
            "rank with --method weighted, ahp or topsis; to vary a score, change it in the charter and rank again",
        )
    from pmo.analysis.ranking.sensitivity import is_possible, sensitivity

    if not is_possible():
        raise UsageError(
            "--sensitivity needs numpy, which is not installed",
            "install it: pip install 'pmo-toolkit[simulation]'",
        )
    return sensitivity(ranking, draws=draws, seed=seed, top=top, concentration=concentration)
