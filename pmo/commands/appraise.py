"""What business cases are worth: NPV, IRR, MIRR, payback, BCR, PI and ROI, side by side.

One project alone is shown with its options, with what moves its net present value (cost, benefit, delay), and with its
cash flows. What is not defined says why; where there are several internal rates, all are shown.

Examples:
    pmo appraise                             every business case, the most valuable first
    pmo appraise demand-response             its options, what moves it, its cash flows
    pmo appraise demand-response --change 0.3
                                             when cost and benefit may be off by 30%
    pmo appraise --format csv -o cases.csv   for a spreadsheet
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated

import typer

from pmo.analysis.appraisal import Appraisal
from pmo.analysis.appraisal import appraise as appraised
from pmo.analysis.money import exchange_rate
from pmo.analysis.ranking.candidates import CANDIDATES
from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.errors import UsageError
from pmo.model.portfolio import Project


@portfolio_command("text", "markdown", "json", "csv", reads=("office", "charter"), about="subject")
def appraise(
    session: Session,
    subject: Annotated[str | None, typer.Argument(metavar="[PROJECT]", help="Id of the project.")] = None,
    change: Annotated[
        float, typer.Option(min=0.01, max=10, help="Share by which cost and benefit vary.")
    ] = 0.2,
) -> int:
    if subject is not None and (session.projects or session.where is not None):
        raise UsageError("one project is named already", "leave out --project and --where")
    chosen = [session.project(subject)] if subject else [one for one in session.selected if _has_case(one)]
    share = Decimal(str(change))
    found = sorted((appraised(session.portfolio, one, share) for one in chosen), key=_by_value(session))
    origin = heading(session, revision=session.format != "text")
    if session.format == "json":
        from pmo.output import appraisal as output

        session.write_json(output.data(found, session.language))
        return 0
    from pmo.output import appraisal_page as page

    match session.format:
        case "csv":
            session.write(page.as_csv(found, session.language))
        case "markdown":
            session.write(page.as_markdown(found, origin, session.language))
        case _:
            session.write(
                page.text(found, origin, session.language, width=session.width, colour=session.colour)
            )
            session.advise(page.advice(found, session.language))
    return 0


def _has_case(project: Project) -> bool:
    """Whether there is a business case, or should be: for what waits for its decision."""
    charter = project.charter
    return charter is not None and (charter.business_case is not None or charter.state in CANDIDATES)


def _by_value(session: Session) -> Callable[[Appraisal], tuple[bool, Decimal, str]]:
    """The most valuable first, in the office's currency; without a value last, by id."""

    def key(one: Appraisal) -> tuple[bool, Decimal, str]:
        rate = exchange_rate(session.portfolio, one.currency)
        if one.figures.npv is None or rate is None:
            return True, Decimal(0), one.project.id
        return False, -one.figures.npv * rate, one.project.id

    return key
