"""Money over time: planned, spent and still to come, by period and by project, programme, vendor or kind of money.

Where the fiscal year will end, the run rate, contingency used, and what people and equipment cost by their loads and
rates. All in the office's currency; what cannot be known says why.

Examples:
    pmo finance                             by quarter and project
    pmo finance --by vendor                 who gets the money
    pmo finance --period month --from 2026-07 --to 2026-12 --spread
                                            a half-year month by month
    pmo finance --since 2026-09-30          what moved since then
    pmo finance --format csv -o money.csv   for a spreadsheet
"""

import datetime
from typing import Annotated

import typer

from pmo.analysis.finance import By
from pmo.analysis.grids import Unit
from pmo.analysis.periods import spans
from pmo.commands.earlier import earlier
from pmo.commands.pages import heading, write_view
from pmo.commands.session import Session, day_of, portfolio_command
from pmo.errors import UsageError
from pmo.model.scalars import Period
from pmo.output import finance as output
from pmo.render.views.finance import LOOK_BACK, Asked, finance_view

READS = ("office", "strategy", "people", "equipment", "vendors", "charter", "plan", "budget", "allocations",
         "changes", "status")  # fmt: skip


@portfolio_command("text", "markdown", "json", "csv", reads=READS)
def finance(
    session: Session,
    by: Annotated[By, typer.Option(metavar="WHAT", help="What it is asked by.")] = "project",
    period: Annotated[Unit, typer.Option(metavar="UNIT", help="Length of the periods.")] = "quarter",
    spread: Annotated[
        bool, typer.Option("--spread", help="Spread longer periods evenly over their months.")
    ] = False,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DAY|PERIOD", help="First period shown.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="DAY|PERIOD", help="Last period shown.")] = None,
    last: Annotated[
        int,
        typer.Option(
            "--last", min=1, max=120, metavar="N", help="Periods that the run rate looks back over."
        ),
    ] = LOOK_BACK,
    since: Annotated[
        str | None, typer.Option("--since", metavar="REV|DATE", help="What moved since then.")
    ] = None,
) -> int:
    first_day, last_day = _day(session, from_, "--from"), _day(session, to, "--to")
    if first_day is not None and last_day is not None and first_day > last_day:
        raise UsageError(f"--from {from_} comes after --to {to}", "give the earlier one first")
    then = earlier(session, since) if since is not None else None
    asked = Asked(by, period, spread, first_day, last_day, last)
    view = finance_view(session.portfolio, session.selected, heading(session), session.language, asked, then)
    write_view(session, view, output)
    return 0


def _day(session: Session, text: str | None, option: str) -> datetime.date | None:
    """The day that an option names, or the first or last day of the period."""
    if text is None:
        return None
    try:
        period = Period(text)
    except ValueError:
        try:
            return day_of(text, option)
        except UsageError:
            raise UsageError(
                f"{text!r} is neither a day nor a period",
                f"write {option} 2026-11-01, 2026-11, 2026-Q4, 2026 or FY2026",
            ) from None
    return spans(session.portfolio)[period.text][0 if option == "--from" else 1]
