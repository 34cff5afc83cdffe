"""What a project still needs for its gates: criteria, documents, approvers, conditions.

Criteria with a check are evaluated; the others stand as the latest gate review left them. Without GATE it
shows all gates, and the next one in full.

Examples:
    pmo checklist scada-renewal                what the next gate still needs
    pmo checklist scada-renewal closure        one gate in full
    pmo checklist scada-renewal --format markdown -o gates.md
                                               for the pack of the board
"""

from typing import Annotated

import typer

from pmo.commands.pages import heading as heading_of
from pmo.commands.session import Session, portfolio_command
from pmo.governance.checklists import checklist as checked
from pmo.output import checklist as output
from pmo.render.views.checklist import FOLDER, TEMPLATE, checklist_view

_READS = (
    *(
        "office",
        "people",
        "method",
        "charter",
        "plan",
        "budget",
        "allocations",
        "benefits",
        "gates",
        "quality",
    ),
    *("risks", "issues", "assumptions", "changes", "decisions", "actions", "lessons", "status"),
)


@portfolio_command("text", "markdown", "json", reads=_READS, about="project", chooses=False)
def checklist(
    session: Session,
    project: Annotated[str, typer.Argument(metavar="PROJECT", help="Id of the project.")],
    gate: Annotated[str | None, typer.Argument(metavar="[GATE]", help="Id of a gate of its method.")] = None,
) -> int:
    found = checked(session.portfolio, session.project(project), session.as_of, gate)
    heading = heading_of(session, whole=False, revision=session.format != "text")
    view = checklist_view(found, heading, session.language, single=gate is not None)
    if session.format == "json":
        session.write_json(view)
    elif session.format == "markdown":
        from pmo.render.environment import render

        session.write(render(TEMPLATE, view, session.language, session.root, folder=FOLDER))
    else:
        session.write(output.text(view, session.language, width=session.width, colour=session.colour))
        session.advise(output.advice(view, session.language))
    return 0
