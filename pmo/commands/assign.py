"""Make somebody answer for an item: its owner, or whatever that is called for its kind.

The owner of a risk, issue, action, milestone, deliverable, benefit or lesson; the manager of a project or programme; who
has to decide a decision; the author of a status update; the chair of a meeting; the person of an allocation. `--as` names
another of its fields, such as the sponsor of a project. PERSON is an id or a whole name; where the field allows it, also a
role or a body.

Examples:
    pmo assign interface-late "Putri Handayani"  the name will do
    pmo assign customer-portal/risks/interface-late putri-handayani
                                                 by the full address, and the id
    pmo assign customer-portal joost-hemelrijk --as sponsor
                                                 a role of the project
"""

from typing import Annotated

import typer

from pmo.commands.changing import said
from pmo.commands.writing import Writing, writing_command
from pmo.editing.assigning import assign as assigned
from pmo.editing.draft import Draft
from pmo.findings import message
from pmo.output.written import Change


@writing_command()
def assign(
    writing: Writing,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Address of the item.")],
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Id or name.")],
    as_: Annotated[
        str | None, typer.Option("--as", metavar="FIELD", help="Another field than the usual one.")
    ] = None,
) -> int:
    def edit(draft: Draft) -> Change:
        target, changes = assigned(draft, address, person, as_)
        return said(target.address, message("assigned"), changes)

    written = writing.write(edit)
    return writing.report(written, [written.result])
