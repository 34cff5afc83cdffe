"""Training: what people lack for their roles, courses, certificates that end, and mentoring.

Examples:
    pmo training                             gaps and what is done about them
    pmo training --lang id                   the same in Indonesian
    pmo training --format csv -o gaps.csv    the gaps for a spreadsheet
"""

from pmo.commands.pages import heading, write_view
from pmo.commands.session import Session, portfolio_command
from pmo.output import training as output
from pmo.render.views.training import training_view


@portfolio_command(
    "text", "markdown", "json", "csv", reads=("office", "people", "training", "charter", "allocations")
)
def training(session: Session) -> int:
    view = training_view(session.portfolio, heading(session))
    write_view(session, view, output)
    return 0
