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


def _prioritisation(session: Session) -> Page:
    from pmo.analysis.appraisal import appraise
    from pmo.analysis.ranking.candidates import candidates
    from pmo.analysis.ranking.methods import METHODS
    from pmo.analysis.ranking.ranked import rank
    from pmo.analysis.ranking.sensitivity import first_places, sensitivity
    from pmo.render.views import prioritisation as views

    projects = session.selected if session.projects else candidates(session.selected)
    ranking = rank(session.portfolio, projects, session.as_of)
    varied = None
    if METHODS[ranking.method].weighs:
        varied = sensitivity(ranking, top=first_places(session.portfolio))
    worth = [appraise(session.portfolio, project) for project in projects]
    view = views.prioritisation_view(ranking, heading(session), session.language, varied, worth)
    return Page("prioritisation", views.TEMPLATE, view)


def _selection(session: Session) -> Page:
    from pmo.analysis.optimisation import require
    from pmo.analysis.selection import select
    from pmo.render.views import selection as views

    require()
    found = select(session.portfolio, session.selected, session.as_of, near=True)
    view = views.selection_view(session.portfolio, found, heading(session), session.language)
    return Page("selection", views.TEMPLATE, view)


def _finance(session: Session) -> Page:
    from pmo.render.views import finance as views

    view = views.finance_view(session.portfolio, session.selected, heading(session), session.language)
    return Page("finance", views.TEMPLATE, view)


def _vendors(session: Session) -> Page:
    from pmo.render.views import vendors as views

    view = views.vendors_view(session.portfolio, session.selected, heading(session), session.language)
    return Page("vendors", views.TEMPLATE, view)


def _benefits(session: Session) -> Page:
    from pmo.render.views import benefits as views

    view = views.benefits_view(session.portfolio, session.selected, heading(session))
    return Page("benefits", views.TEMPLATE, view)


REPORTS: Final[dict[str, Callable[[Session], Page]]] = {
    "portfolio": _portfolio,
    "resources": _resources,
    "prioritisation": _prioritisation,
    "selection": _selection,
    "finance": _finance,
    "vendors": _vendors,
    "benefits": _benefits,
}
"""By kind, in the order in which they are named."""
