"""Reopen what was closed: the words and days of its end go, and it counts as open again.

A risk goes back to what is known of it (responding, assessed or identified), an issue to open, an implemented change to
approved, a rejected one to assessed, a project to active; of others the day or the result goes.

Examples:
    pmo reopen smart-meters-rollout/risks/vendor-delay
                                         a risk that is back
    pmo reopen scada-renewal/plan/design-frozen --dry-run
                                         only show the difference
"""

from typing import Annotated

import typer

from pmo.commands.changing import said
from pmo.commands.writing import Writing, writing_command
from pmo.editing.closing import reopen as reopened
from pmo.editing.draft import Draft
from pmo.findings import message
from pmo.output.written import Change


@writing_command()
def reopen(
    writing: Writing,
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS", help="Addresses of the items.")],
) -> int:
    def edit(draft: Draft) -> list[Change]:
        found = (reopened(draft, address) for address in addresses)
        return [said(target.address, message("reopened"), changes) for target, changes in found]

    written = writing.write(edit)
    return writing.report(written, written.result)
