"""The portfolio at a glance: health, dates, money, and what needs somebody's attention.

Health is as the project managers declared it. `pmo report portfolio` is the same in full.

Examples:
    pmo status                             the whole portfolio on one screen
    pmo status --at 2026-06-30             as it stood then
    pmo status --project 'smart-*'         some projects only
    pmo status --where "charter.size == 'large'" --format csv -o large.csv
                                           the large ones, for a spreadsheet
"""

from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.output import overview
from pmo.render.views.portfolio import TEMPLATE, portfolio_view


@portfolio_command("text", "markdown", "json", "csv")
def status(session: Session) -> int:
    view = portfolio_view(session.portfolio, session.selected, heading(session), session.language)
    if session.format == "json":
        session.write_json(view)
    elif session.format == "csv":
        session.write(overview.as_csv(view))
    elif session.format == "markdown":
        from pmo.render.environment import render

        session.write(render(TEMPLATE, view, session.language, session.root))
    else:
        session.write(overview.text(view, session.language, width=session.width, colour=session.colour))
        session.advise(overview.advice(view, session.language))
    return 0
