"""Benefits: what was planned of them to date, what was measured, how far they fall short; after closure too.

A benefit with a profile is compared period by period; one without when it is due.

Examples:
    pmo benefits                                the furthest behind first
    pmo benefits --where "charter.state == 'completed'"
                                                what closed projects have brought
    pmo benefits --format csv -o benefits.csv   for a spreadsheet
"""

from pmo.commands.pages import heading, write_one
from pmo.commands.session import Session, portfolio_command
from pmo.output import benefits as output
from pmo.render.reports import Page
from pmo.render.views.benefits import TEMPLATE, benefits_view


@portfolio_command(
    "text", "markdown", "json", "csv", reads=("office", "strategy", "people", "charter", "benefits")
)
def benefits(session: Session) -> int:
    view = benefits_view(session.portfolio, session.selected, heading(session))
    match session.format:
        case "json":
            session.write_json(view)
        case "csv":
            session.write(output.csv(view))
        case "markdown":
            write_one(session, Page("benefits", TEMPLATE, view))
        case _:
            width = session.room
            session.write(output.text(view, session.language, width=width, colour=session.colour))
            session.advise(output.advice(view, session.language))
    return 0
