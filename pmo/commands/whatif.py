"""What would follow from a change: dates, overloads, money, health, ranking, findings. Nothing is written.

Fields and values are those of `pmo set`. --file names a file with addresses and the fields to change below each;
--scenario compares with a git branch or revision instead, to which further changes may be made. --write keeps the change
as a new git branch of one commit; files, index and the current branch stay as they are.

Examples:
    pmo whatif --set billing-renewal/api-live.forecast=2027-03-31
                                            what a later date moves
    pmo whatif --set asset-twin.state=active --set drought-buffer.state=on-hold
                                            several changes at once
    pmo whatif --scenario HEAD              a branch or revision as the other side
    pmo whatif --at HEAD --set asset-twin.state=active --write later --dry-run
                                            keep it as a branch
"""

from pathlib import Path
from typing import Annotated

import typer

from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.commands.whatif_sides import Asked, sides
from pmo.output import whatif as output


@portfolio_command("text", "markdown", "json", "csv", for_readers=False)
def whatif(
    session: Session,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="ADDRESS.FIELD=VALUE", help="A change (repeatable), as in `pmo set`."),
    ] = None,
    file: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="A file of changes, by address (repeatable).")
    ] = None,
    scenario: Annotated[
        str | None, typer.Option(metavar="REV", help="A git branch or revision as the other side.")
    ] = None,
    write: Annotated[
        str | None, typer.Option(metavar="BRANCH", help="Keep it as a new git branch of one commit.")
    ] = None,
    message: Annotated[
        str | None, typer.Option("-m", "--message", metavar="TEXT", help="Message of that commit.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --write: check it, and make no branch.")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 when something changes.")
    ] = False,
) -> int:
    from pmo.output import whatif_page as page

    asked = Asked(tuple(set_ or ()), tuple(file or ()), scenario, write, message, dry_run)
    found = sides(session, asked)
    data = output.data(
        found.effects,
        found.new,
        found.cleared,
        session.language,
        scenario=found.scenario,
        branch=output.BranchData(write, found.commit) if write is not None and found.is_kept else None,
    )
    head = heading(session)
    match session.format:
        case "json":
            session.write_json(data)
        case "csv":
            session.write(page.as_csv(data))
        case "markdown":
            session.write(page.as_markdown_page(data, head, session.language))
        case _:
            width = session.room
            session.write(page.text(data, head, session.language, width=width, colour=session.colour))
            session.advise(page.advice(data, session.language))
    return int(exit_code and bool(data.changes))
