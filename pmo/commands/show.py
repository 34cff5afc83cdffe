"""Everything about one record: its fields, what it refers to, what refers to it, and what comes next.

A project with its health, money, milestones, risks, team and reports; a person with projects, load and actions; a
vendor with its contracts; an objective with its projects and what they spend; any risk, milestone, decision or other
record. An address may be as short as it is clear: `vendor-delay`, `crm/vendor-delay`, `ana`.

Examples:
    pmo show scada-renewal                    a project
    pmo show scada-renewal --all              with everything around it
    pmo show scada-renewal/engineers-away     a risk
    pmo show bram-oosting --format markdown   a person, to paste somewhere
"""

from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

from pmo.analysis.addresses import Item
from pmo.analysis.details import details, find
from pmo.analysis.listings.choosing import in_order
from pmo.analysis.listings.context import Context
from pmo.analysis.listings.kinds import Listing
from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.output import item as output
from pmo.output.listing import default_sort


@portfolio_command("text", "markdown", "json", chooses=False)
def show(
    session: Session,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Of the record, full or short.")],
    all_: Annotated[bool, typer.Option("--all", help="All that is around it, however much.")] = False,
) -> int:
    context = Context(session.portfolio, session.as_of, session.locate)

    def ordered(listing: Listing, items: Iterable[Item]) -> Sequence[Item]:
        return in_order(context, items, default_sort(listing))

    found = details(context, find(session.portfolio, address), ordered)
    origin = heading(session, revision=False)
    match session.format:
        case "json":
            session.write_json(output.data(found, context, session.language))
        case "markdown":
            session.write(output.markdown(found, context, origin, session.language, whole=all_))
        case _:
            session.write(
                output.text(
                    found,
                    context,
                    origin,
                    session.language,
                    width=session.width,
                    colour=session.colour,
                    whole=all_,
                )
            )
            session.advise(output.advice(found, session.language))
    return 0
