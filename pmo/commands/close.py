"""Close what is over: the right words and days for each kind of item.

A risk is closed, with its `--outcome`, or has occurred (`--result occurred --issue ID`); an issue is closed or resolved,
with its `--resolution`; an action is done; a milestone is reached; a decision is decided (`--decision`, `--by`); an
approved change is implemented, another one rejected (`--by`) or withdrawn; an assumption is valid or invalid; a deliverable
is accepted, delivered or rejected; a benefit is realised or not-realised; a lesson is implemented, published or validated;
a project is completed or cancelled; gate and quality reviews are held with a `--result`; a course is completed.

The day is that of `--on`, else today (`--as-of`). `pmo reopen` undoes it.

Examples:
    pmo close second-hand-data --outcome "No leak was found"
                                             a risk
    pmo close interface-late --result occurred --issue contract-gap
                                             a risk that has become an issue
    pmo close invite-rest cost-to-complete --on 2026-10-30
                                             several at once, on an earlier day
    pmo close asset-twin --result cancelled  a project
"""

from typing import Annotated

import typer

from pmo.commands.changing import said
from pmo.commands.session import day_of
from pmo.commands.writing import Writing, writing_command
from pmo.editing.closing import close as closed
from pmo.editing.draft import Draft
from pmo.editing.endings import Closing
from pmo.errors import UsageError
from pmo.findings import message
from pmo.output.written import Change


@writing_command()
def close(
    writing: Writing,
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS", help="Addresses of the items.")],
    result: Annotated[
        str | None, typer.Option(metavar="WORD", help="How it ended, where there is a choice.")
    ] = None,
    outcome: Annotated[str | None, typer.Option(metavar="TEXT", help="What became of a risk.")] = None,
    resolution: Annotated[str | None, typer.Option(metavar="TEXT", help="How an issue was solved.")] = None,
    decision: Annotated[str | None, typer.Option(metavar="TEXT", help="What was decided.")] = None,
    by: Annotated[str | None, typer.Option(metavar="PERSON", help="Who decided, or accepted it.")] = None,
    issue: Annotated[
        str | None, typer.Option(metavar="ID", help="The issue that a risk turned into.")
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day (default: today).")] = None,
) -> int:
    texts = {"--outcome": outcome, "--resolution": resolution, "--decision": decision}
    given = [option for option, text in texts.items() if text is not None]
    if len(given) > 1:
        raise UsageError(f"only one of {', '.join(texts)} fits", "leave out the others")
    (said_with,) = given or ["--outcome"]
    closing = Closing(day_of(on, "--on") or writing.as_of, result, texts[said_with], said_with, by, issue)

    def edit(draft: Draft) -> list[Change]:
        found = (closed(draft, address, closing) for address in addresses)
        return [said(target.address, message("closed"), changes) for target, changes in found]

    written = writing.write(edit)
    return writing.report(written, written.result)
