"""The reports about the whole portfolio, and how the page of each is made; imported when it is asked for."""

from collections.abc import Callable
from typing import Final

from pmo.commands.pages import Page, heading
from pmo.commands.session import Session


def _portfolio(session: Session) -> Page:
    from pmo.render.views import portfolio as views

    view = views.portfolio_view(session.portfolio, session.selected, heading(session), session.language)
    return Page("portfolio", views.TEMPLATE, view)


def _resources(session: Session) -> Page:
    from pmo.analysis.capacity import Scope, capacity, window
    from pmo.render.views import capacity as views

    periods = window(session.portfolio, session.as_of)
    load = capacity(session.portfolio, periods, scope=Scope(projects=session.chosen))
    return Page("resources", views.TEMPLATE, views.capacity_view(session.portfolio, load, heading(session)))


def _selection(session: Session) -> Page:
    from pmo.analysis.optimisation import require
    from pmo.analysis.selection import select
    from pmo.render.views import selection as views

    require()
    found = select(session.portfolio, session.selected, session.as_of, near=True)
    view = views.selection_view(session.portfolio, found, heading(session), session.language)
    return Page("selection", views.TEMPLATE, view)


REPORTS: Final[dict[str, Callable[[Session], Page]]] = {
    "portfolio": _portfolio,
    "resources": _resources,
    "selection": _selection,
}
"""By kind, in the order in which they are named."""
