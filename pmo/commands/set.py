"""Change fields of one item in place; everything else in the file stays as it is.

A value is read by what its field holds: text needs no quotes of its own, `[a, b]` is a list, `{a: 1}` a mapping, `today`
a date. `FIELD=` removes a field; `FIELD+=X` adds to a list, `FIELD-=X` takes from it. Items of a list inside the item go
by their id or their number.

What would bring a new error in a file, its schema or a reference is refused, and nothing is written. Comments, order and
layout stay; a field that is new comes where the reference page has it.

Examples:
    pmo set customer-portal state=on-hold         a project is its charter
    pmo set interface-late impact.cost=4 tags+=board
                                                  a short address is enough; a field in a field, a list
    pmo set interface-late response.actions.one-page.due=2026-11-20
                                                  an item of a list inside it
    pmo set people/ratna-dewanti skills.python=4  people, vendors, objectives, ... the same way
    pmo set office reporting.cycle=weekly --dry-run
                                                  the office (`pmo.yaml`); only show the difference
"""

from typing import Annotated

import typer

from pmo.commands.changing import said
from pmo.commands.writing import Writing, writing_command
from pmo.editing.draft import Draft
from pmo.editing.fields import assignment, change
from pmo.editing.targets import target_of
from pmo.findings import message
from pmo.output.written import Change


@writing_command()
def set(  # noqa: A001 - the command's name
    writing: Writing,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Address of the item.")],
    fields: Annotated[
        list[str], typer.Argument(metavar="FIELD=VALUE...", help="What to change; also FIELD+=X, FIELD-=X.")
    ],
) -> int:
    wanted = [assignment(text) for text in fields]

    def edit(draft: Draft) -> Change:
        target = target_of(draft.loaded, address)
        changes = [change(draft, target, one, writing.as_of) for one in wanted]
        return said(target.address, message("changed"), changes)

    written = writing.write(edit)
    return writing.report(written, [written.result])
