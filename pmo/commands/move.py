"""Move an item to another register, or its day to another day.

To a register: a risk, issue, assumption, change, decision, action or lesson goes to another project, to a programme
(`programmes/ID`) or to the office; a benefit to another project. Its text goes with its comments. References to it, and
its own references, are rewritten so that they still lead to the same records; `sponsor` and `manager` become the people
that they are.

A day, with `--to` or `--by` working days of the office's calendar: the forecast of a milestone; the due day of an action,
issue, deliverable, benefit or lesson; the day by which a decision or an assumption must be known; the planned day of a
review. An allocation or sprint moves as a whole. The baseline stays.

Examples:
    pmo move customer-portal/risks/interface-late programmes/customer-first
                                             now a risk of the programme
    pmo move interface-late billing-renewal --id portal-interface
                                             to another project, under another id
    pmo move customer-portal/plan/live --to 2027-03-01
                                             a milestone to another day
    pmo move customer-portal/plan/live --by 10
                                             ten working days later; -5 is earlier
"""

from typing import Annotated

import typer

from pmo.commands.changing import said
from pmo.commands.session import day_of
from pmo.commands.writing import Writing, writing_command
from pmo.editing.draft import Draft
from pmo.editing.moving import Moved, relocate, reschedule
from pmo.errors import UsageError
from pmo.findings import message
from pmo.output.written import Change


@writing_command()
def move(
    writing: Writing,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Address of the item.")],
    register: Annotated[
        str | None, typer.Argument(metavar="[REGISTER]", help="A project, programmes/ID, or office.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The new day.")] = None,
    by: Annotated[int | None, typer.Option("--by", metavar="DAYS", help="Working days later.")] = None,
    id_: Annotated[str | None, typer.Option("--id", metavar="ID", help="Its id in the new register.")] = None,
) -> int:
    if sum(one is not None for one in (register, to, by)) != 1:
        raise UsageError("where to?", "name a register, or give --to DATE or --by DAYS")
    if id_ is not None and register is None:
        raise UsageError("an id is given only in another register", "name it, or leave out --id")
    day = day_of(to, "--to")

    def edit(draft: Draft) -> list[Change]:
        if register is not None:
            return [_said(one) for one in relocate(draft, address, register, id_)]
        moved = reschedule(draft, address, day, by)
        return [said(moved.address, message("moved"), moved.fields)]

    written = writing.write(edit)
    return writing.report(written, written.result)


def _said(moved: Moved) -> Change:
    if moved.was is None:
        return said(moved.address, message("its reference follows"), moved.fields)
    return said(moved.address, message("moved here from {address}", address=moved.was), moved.fields)
