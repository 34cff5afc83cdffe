"""Vendors: contracts, what is late or not accepted, service levels missed, money, notice, and what hangs on whom.

`pmo vendors VENDOR` is all about one, with its scorecards over time. The last day on which notice can be given is
counted back from the end of the contract in working days.

Examples:
    pmo vendors                              who needs attention first
    pmo vendors metervast                    all about one
    pmo vendors --project smart-meters-rollout
                                             the vendors of a project
    pmo vendors --format csv -o vendors.csv  a row for each contract
"""

from typing import Annotated

import typer

from pmo.commands.pages import heading, write_view
from pmo.commands.session import Session, portfolio_command
from pmo.errors import UsageError, nearest
from pmo.model.portfolio import Portfolio
from pmo.output import vendors as output
from pmo.render.views.vendors import vendors_view


@portfolio_command(
    "text",
    "markdown",
    "json",
    "csv",
    reads=("office", "strategy", "people", "vendors", "charter", "plan", "budget", "risks"),
)
def vendors(
    session: Session,
    vendor: Annotated[str | None, typer.Argument(metavar="[VENDOR]", help="Id of one vendor.")] = None,
) -> int:
    known = _known(session.portfolio, vendor) if vendor is not None else None
    view = vendors_view(session.portfolio, session.selected, heading(session), session.language, known)
    write_view(session, view, output)
    return 0


def _known(portfolio: Portfolio, name: str) -> str:
    """The id of the vendor that a user names by id, address or name."""
    key = name.lower().removeprefix("vendors/")
    if key in portfolio.vendors:
        return portfolio.vendors[key].id
    wanted = " ".join(name.casefold().split())
    found = [one.id for one in portfolio.vendors.values() if one.name.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    close = nearest(key, portfolio.vendors)
    raise UsageError(
        f"there is no vendor {name!r}",
        f"did you mean {close}?" if close else "`pmo list vendors` lists them",
    )
