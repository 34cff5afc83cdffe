"""Write a web site of the portfolio into a folder: static pages that need no server and ask no other host.

Open `index.html` in any browser, or put the folder where you put web pages. Only files that changed are written; pages
that vanished are removed; a folder that holds anything else is refused. An office's own templates lie in
`templates/site/`, its own rules of style in `templates/site/office.css`.

Examples:
    pmo site public                              the whole portfolio
    pmo site public --at 2026-06-30              as it stood then
    pmo site public --lang id --project 's*'     in Indonesian, some projects
"""

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from pmo.commands.scopes import scope_of
from pmo.commands.session import Session, portfolio_command


@portfolio_command("text", "json")
def site(
    session: Session,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the site.")],
    pictures: Annotated[
        Literal["none", "portfolio", "all"] | None,
        typer.Option(help="Which to draw: of the portfolio (default, with the extra `charts`), or all."),
    ] = None,
    reports: Annotated[
        Literal["none", "portfolio", "all"],
        typer.Option(help="Which to include: of the portfolio, or those that take longer as well."),
    ] = "portfolio",
) -> int:
    from pmo.output import left_out
    from pmo.output import site as output
    from pmo.publishing.site.building import build
    from pmo.publishing.site.figures import can_draw
    from pmo.publishing.site.folder import write
    from pmo.publishing.site.reports import Reports

    drawn = pictures or ("portfolio" if can_draw() else "none")
    made = Reports(partial(scope_of, session), reports)
    files = build(scope_of(session), session.root, drawn=drawn, reports=made)
    written = write(folder, session.root, files)
    written = replace(written, left_out=tuple(left_out.data(made.left_out, session.language)))
    session.warn_of_confidential()
    if session.format == "json":
        session.write_json(written)
    else:
        session.write(output.text(written, session.language))
        session.advise(output.advice(written, session.language))
    for line in left_out.lines(written.left_out, session.language):
        sys.stderr.write(f"{line}\n")
    return 0
