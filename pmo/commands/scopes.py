"""What reports, pictures and sites are made from: everything that the options leave."""

from pmo.commands.earlier import moment_before
from pmo.commands.pages import heading
from pmo.commands.session import Session
from pmo.findings import Message
from pmo.history.events import Moment
from pmo.model.portfolio import Project
from pmo.model.strategy import Programme
from pmo.render.reports import Report, Scope
from pmo.rules.engine import Selection


def scope_of(
    session: Session,
    report: Report | None = None,
    *,
    project: Project | None = None,
    programme: Programme | None = None,
    since: str | None = None,
    revision: bool = True,
) -> Scope:
    """What a report is made from; without one, what pictures and sites are made from.

    Where it is narrowed, the programmes are those of its projects. ``project`` or ``programme``: the one that it is
    about. ``since``: what it compares with. ``revision``: whether its heading names it.
    """
    portfolio = session.portfolio
    before = None
    if report is not None and report.compares_with is not None:
        before = moment_before(session, since, report.compares_with(portfolio, session.as_of))
    return Scope(
        portfolio,
        session.selected if project is None else (project,),
        _programmes(session) if programme is None else (programme,),
        heading(session, whole=report is None or report.about != "project", revision=revision),
        session.language,
        are_named=project is not None or programme is not None or bool(session.projects),
        is_narrowed=session.is_narrowed,
        before=before if isinstance(before, Moment) else None,
        why_nothing_before=before if isinstance(before, Message) else None,
        findings=None if portfolio.is_partial else lambda: session.check(Selection.of(portfolio)),
    )


def _programmes(session: Session) -> tuple[Programme, ...]:
    programmes = tuple(session.portfolio.programmes.values())
    if not session.is_narrowed:
        return programmes
    chosen = {(one.charter.programme or "").lower() for one in session.selected if one.charter is not None}
    return tuple(one for one in programmes if one.id.lower() in chosen)
