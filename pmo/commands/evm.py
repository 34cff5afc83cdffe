"""Earned value and earned schedule of the projects, of their programmes, and of all together.

Sums over sums, never means. What is not defined says why. One project alone shows all figures, period by period.

Examples:
    pmo evm                             a line for each project, and the sums
    pmo evm --project scada-renewal     all figures of one, period by period
    pmo evm --series --format csv -o evm.csv
                                        every period, for a spreadsheet
"""

from typing import Annotated

import typer

from pmo.analysis.portfolio_performance import portfolio_performance
from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command


@portfolio_command(
    "text", "markdown", "csv", "json", reads=("office", "strategy", "charter", "plan", "budget", "status")
)
def evm(
    session: Session,
    series: Annotated[bool, typer.Option("--series", help="Every period of every project.")] = False,
) -> int:
    portfolio, language, as_of = session.portfolio, session.language, session.as_of
    found = portfolio_performance(portfolio, session.selected, as_of)
    if session.format == "json":
        from pmo.output import evm as output

        session.write_json(output.data(portfolio, found, as_of, language, with_series=series))
        return 0
    from pmo.output import evm_page as page

    if session.format == "csv":
        session.write(page.as_csv(portfolio, found, as_of, with_series=series))
    elif session.format == "markdown":
        session.write(page.as_markdown(portfolio, found, heading(session), language, with_series=series))
    else:
        origin, width = heading(session), session.width
        session.write(
            page.text(
                *(portfolio, found, origin, language), width=width, colour=session.colour, with_series=series
            )
        )
        session.advise(page.advice(found, language))
    return 0
