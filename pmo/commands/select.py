"""Choose the best set of projects under budgets, capacities and dependencies: exact, with what was left out and why.

Projects under way use up money and people first. The value of a project is its `selection.value`, else its score
in the ranking. Beside it stands what going down the ranking gives.

Examples:
    pmo select                            what to do, what it uses, what was left out
    pmo select --explain asset-twin       one project: what holds it back
    pmo select --frontier                 value over budget, from half to half as much again
    pmo select --budget 2027=5200000      with another budget; nothing is written
    pmo select --reconsider --format csv  what is under way is up for choice as well
"""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.errors import UsageError
from pmo.findings import message
from pmo.model.portfolio import Portfolio
from pmo.model.scalars import Period

if TYPE_CHECKING:
    from pmo.analysis.selection.problem import Problem

MOST_SECONDS = 86_400.0


def _reads(portfolio: Portfolio, **_asked: object) -> tuple[str, ...] | None:
    """Criteria with an expression may look at any document."""
    criteria = portfolio.office.prioritisation.criteria if portfolio.office else ()
    if any(one.value for one in criteria):
        return None
    return ("office", "strategy", "people", "charter", "budget", "allocations")


@portfolio_command("text", "markdown", "json", "csv", reads=_reads)
def select(
    session: Session,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="PROJECT", help="All about one project.")
    ] = None,
    frontier: Annotated[bool, typer.Option("--frontier", help="Value over budget, in steps.")] = False,
    reconsider: Annotated[
        bool, typer.Option("--reconsider", help="Projects under way are candidates too.")
    ] = False,
    budget: Annotated[
        list[str] | None,
        typer.Option("--budget", metavar="PERIOD=AMOUNT", help="Another budget (repeatable)."),
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="PROJECT", help="Choose it in any case (repeatable)."),
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="PROJECT", help="Leave it out (repeatable).")
    ] = None,
    method: Annotated[
        Literal["weighted", "wsjf", "rice", "ahp", "topsis"] | None,
        typer.Option(help="Ranking method (default: the office's)."),
    ] = None,
    time_limit: Annotated[
        float,
        typer.Option("--time-limit", min=0.1, max=MOST_SECONDS, metavar="SECONDS", help="For the search."),
    ] = 6.0,
) -> int:
    from pmo.analysis.optimisation import require
    from pmo.analysis.selection.explaining import explain as explained
    from pmo.analysis.selection.frontier import SHARES, steps
    from pmo.analysis.selection.problem import problem
    from pmo.analysis.selection.solving import selected
    from pmo.output import selection as output
    from pmo.output.selection_data import data
    from pmo.render.views.selection import TEMPLATE, selection_view

    require()
    subject = session.project(explain) if explain is not None else None
    asked = problem(
        session.portfolio,
        session.selected,
        session.as_of,
        reconsider=reconsider,
        budgets=_budgets(budget or ()),
        include=_ids(session, with_ or ()),
        leave_out=_ids(session, without or ()),
        method=method,
    )
    _refuse_others(asked, (*(with_ or ()), *(without or ())))
    found = selected(asked, time_limit=time_limit, near=True)
    over_budget = (
        tuple(
            session.progress.over(
                message("Solving for budgets"), steps(asked, SHARES, time_limit), len(SHARES)
            )
        )
        if frontier
        else ()
    )
    about = explained(asked, found.selected, subject, time_limit) if subject is not None else None
    if session.format == "json":
        session.write_json(
            data(found, session.language, frontier=over_budget if frontier else None, explanation=about)
        )
        return 0
    view = selection_view(
        session.portfolio,
        found,
        heading(session, revision=session.format != "text"),
        session.language,
        frontier=over_budget,
        explanation=about,
    )
    if session.format == "csv":
        session.write(output.csv(view))
    elif session.format == "markdown":
        from pmo.render.environment import render

        session.write(render(TEMPLATE, view, session.language, session.root))
    else:
        width = session.room
        session.write(output.text(view, session.language, width=width, colour=session.colour))
        session.advise(output.advice(view, session.language))
    return 0


def _budgets(given: Sequence[str]) -> dict[str, Fraction]:
    """Budgets by period, as `--budget 2027=5200000` gives them."""
    found = {}
    for one in given:
        period, _, amount = one.partition("=")
        try:
            number = Decimal(amount)
            if not number.is_finite() or number < 0:
                raise ValueError(one)
            found[Period(period.strip()).text] = Fraction(number)
        except (ValueError, InvalidOperation):
            raise UsageError(
                f"{one!r} is not a budget", "write --budget PERIOD=AMOUNT, as in 2027=5200000"
            ) from None
    return found


def _refuse_others(asked: "Problem", names: Sequence[str]) -> None:
    """Only candidates can be chosen or left out."""
    candidates = {one.id for one in asked.candidates}
    for name in names:
        if name.lower() not in candidates:
            raise UsageError(
                f"{name!r} is no candidate, so it can be neither chosen nor left out",
                "candidates are proposed or approved; --reconsider adds what is under way",
            )


def _ids(session: Session, names: Sequence[str]) -> frozenset[str]:
    return frozenset(session.project(name).id for name in names)
