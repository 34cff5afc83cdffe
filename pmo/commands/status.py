"""The portfolio at a glance: health, money, dates, what changed, and what needs somebody's attention.

Health is shown as declared and as computed from the facts; a watermelon is green outside and red inside. What
changed is told since the last reporting date, as git remembers it; `--since` chooses another revision or day.
`pmo report portfolio` is the report for the board.

Examples:
    pmo status                             the whole portfolio on one screen
    pmo status --since 2026-06-30          what changed since then
    pmo status --at 2026-06-30             as it stood then
    pmo status --project 'smart-*'         some projects only
    pmo status --where "charter.size == 'large'" --format csv -o large.csv
                                           the large ones, for a spreadsheet
"""

from typing import Annotated

import typer

from pmo.commands.earlier import changes_since
from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.output import overview as output
from pmo.render.views.events import ChangesView, changes_view
from pmo.render.views.overview import TEMPLATE, overview
from pmo.render.views.portfolio import portfolio_view


@portfolio_command("text", "markdown", "json", "csv")
def status(
    session: Session,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="REV|DATE", help="Say what changed since then (default: the last reporting date)."
        ),
    ] = None,
) -> int:
    in_full = session.format in ("json", "markdown")
    origin = heading(session, revision=in_full)
    report = portfolio_view(session.portfolio, session.selected, origin, session.language, evidence=in_full)
    if session.format == "csv":
        session.write(output.as_csv(report))
        return 0
    view = overview(session.portfolio, report, _changes(session, since))
    if session.format == "json":
        session.write_json(view)
    elif session.format == "markdown":
        from pmo.render.environment import render

        session.write(render(TEMPLATE, view, session.language, session.root))
    else:
        session.write(output.text(view, session.language, width=session.width, colour=session.colour))
        session.advise(output.advice(view, session.language))
    return 0


def _changes(session: Session, since: str | None) -> ChangesView | None:
    found = changes_since(session, since)
    if found is None:
        return None
    brief = output.MOST_CHANGES if session.format == "text" else None
    return changes_view(
        session.portfolio,
        found.events,
        session.language,
        since=found.day,
        revision=found.revision,
        why=found.why,
        most=brief,
    )
