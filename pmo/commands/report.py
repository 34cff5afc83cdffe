"""Render a report: `status` is one page about a project, the others are about the whole portfolio.

`pmo report status PROJECT` writes one page, `pmo report status --all -o DIR` a file for each project. A
portfolio's own `templates/reports/<kind>.md.jinja` replaces ours.

Examples:
    pmo report status scada-renewal      one page about one project
    pmo report status --all -o reports/  a page for every project, as files
    pmo report portfolio -o board.md     the whole portfolio for the board
    pmo report resources -o people.md    who is overloaded, missing, free in six months
    pmo report portfolio --at 2026-06-30 --lang id
                                         as it stood then, in Indonesian
"""

from typing import Annotated, Literal

import typer

from pmo.commands.pages import Page, heading, write_all, write_one
from pmo.commands.session import Session, portfolio_command
from pmo.commands.whole_reports import REPORTS
from pmo.errors import UsageError
from pmo.render.views import status as single


@portfolio_command("text", "markdown", "json", about="subject")
def report(
    session: Session,
    kind: Annotated[
        Literal[
            "status",
            "portfolio",
            "resources",
            "prioritisation",
            "selection",
            "finance",
            "vendors",
            "benefits",
        ],
        typer.Argument(help="Which report."),
    ],
    subject: Annotated[str | None, typer.Argument(metavar="[PROJECT]", help="Id of the project.")] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Every project: a file each in the folder of -o.")
    ] = False,
) -> int:
    if kind != "status" and (subject is not None or all_):
        raise UsageError(f"the {kind} report is about all projects", "narrow it with --project or --where")
    if kind in REPORTS:
        write_one(session, REPORTS[kind](session))
    elif subject is not None and not all_:
        origin = heading(session, whole=False)
        found = single.status_view(session.portfolio, session.project(subject), origin, session.language)
        write_one(session, Page(found.project.id, single.TEMPLATE, found))
    elif subject is None and (all_ or session.projects or session.where is not None):
        origin = heading(session, whole=False)
        views = (
            single.status_view(session.portfolio, one, origin, session.language) for one in session.selected
        )
        write_all(session, (Page(view.project.id, single.TEMPLATE, view) for view in views), session.output)
    else:
        raise UsageError("which project?", "name one project, or give --all")
    return 0
