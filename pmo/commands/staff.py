"""Who could fill the roles that nobody fills yet: skills, certificates, free time, unit and cost, with the reasons.

Free is what somebody's contract leaves beside what is promised, day by day. The fit is the share of the work that they
are free for, times what they have of its skills.

Examples:
    pmo staff                                all roles to fill, the earliest first
    pmo staff ot-engineer                    one role, whatever the project
    pmo staff scada-renewal --all            one project, with everybody who could
    pmo staff --format csv -o staff.csv      for a spreadsheet
"""

from typing import Annotated

import typer

from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.errors import UsageError, nearest
from pmo.output import staffing as output
from pmo.render.views.staffing import staffing_view


@portfolio_command("text", "markdown", "json", "csv", reads=("office", "people", "charter", "allocations"))
def staff(
    session: Session,
    whom: Annotated[
        str | None,
        typer.Argument(
            metavar="ROLE|PROJECT", help="Only this role, or only this project.", show_default=False
        ),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Everybody who could, not only the best.")] = False,
) -> int:
    portfolio, projects, role = session.portfolio, session.selected, None
    if whom is not None and whom.lower() in portfolio.projects:
        projects = tuple(one for one in projects if one.id.lower() == whom.lower())
    elif whom is not None:
        role = whom.lower()
        if role not in portfolio.roles:
            close = nearest(role, [*portfolio.roles, *portfolio.projects])
            hint = (
                f"did you mean {close!r}?" if close else "`pmo list roles` and `pmo list projects` show them"
            )
            raise UsageError(f"there is no role or project {whom!r}", hint)
    view = staffing_view(portfolio, projects, heading(session), role)
    match session.format:
        case "json":
            session.write_json(view)
        case "csv":
            session.write(output.csv(view))
        case "markdown":
            session.write(output.as_markdown_page(view, session.language))
        case _:
            session.write(
                output.text(view, session.language, width=session.room, colour=session.colour, every=all_)
            )
            session.advise(output.advice(view, session.language))
    return 0
