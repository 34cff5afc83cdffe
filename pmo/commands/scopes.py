"""What reports are made from, as the options of a command say."""

from pmo.commands.earlier import moment_before
from pmo.commands.pages import heading
from pmo.commands.session import Session
from pmo.findings import Message
from pmo.history.events import Moment
from pmo.model.portfolio import Project
from pmo.model.strategy import Programme
from pmo.render.reports import Report, Scope
from pmo.rules.engine import Selection


def report_scope(
    session: Session,
    report: Report,
    *,
    since: str | None = None,
    project: Project | None = None,
    programme: Programme | None = None,
) -> Scope:
    """Everything that the options leave, or the one project or programme that is named."""
    portfolio = session.portfolio
    before = None
    if report.compares_with is not None:
        before = moment_before(session, since, report.compares_with(portfolio, session.as_of))
    return Scope(
        portfolio,
        session.selected if project is None else (project,),
        tuple(portfolio.programmes.values()) if programme is None else (programme,),
        heading(session, whole=report.about != "project"),
        session.language,
        are_named=project is not None or programme is not None or bool(session.projects),
        is_narrowed=session.is_narrowed,
        before=before if isinstance(before, Moment) else None,
        why_nothing_before=before if isinstance(before, Message) else None,
        findings=lambda: session.check(Selection.of(portfolio)),
    )
