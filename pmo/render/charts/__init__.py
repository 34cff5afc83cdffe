"""The pictures: what each is about, and what makes it; the module of a picture is imported when it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from importlib import import_module
from typing import Final, Literal

from pmo.analysis.programmes import by_programme
from pmo.locale.marking import mark
from pmo.model.portfolio import Project
from pmo.render.charts.picture import Picture
from pmo.render.inert import for_markdown
from pmo.render.reports import Page, Report, Scope

Subject = Literal["project", "portfolio"]
_HERE: Final = "pmo.render.charts"


@dataclass(frozen=True, slots=True)
class Chart:
    """A kind of picture."""

    title: str
    about: Subject
    """What one picture is about: a project, or all that a scope is about."""
    module: str
    """Where its function `picture(scope)`, or `picture(scope, project)`, is."""

    def build(self, scope: Scope, project: Project | None = None) -> Picture | None:
        """The picture; None where there is nothing to draw."""
        make: Callable[..., Picture | None] = import_module(f"{_HERE}.{self.module}").picture
        if self.about == "portfolio":
            return make(scope if project is None else replace(scope, projects=(project,), is_narrowed=True))
        return make(scope, project) if project is not None else None


CHARTS: Final[dict[str, Chart]] = {
    "health-history": Chart(mark("Health over time"), "portfolio", "health_history"),
    "health-dimensions": Chart(mark("Health by dimension over time"), "project", "health_dimensions"),
    "milestones": Chart(mark("Milestones"), "project", "milestones"),
    "roadmap": Chart(mark("Roadmap"), "portfolio", "roadmap"),
    "risk-matrix": Chart(mark("Risk matrix"), "portfolio", "risk_matrix"),
    "opportunity-matrix": Chart(mark("Opportunity matrix"), "portfolio", "opportunity_matrix"),
    "s-curve": Chart(mark("Planned, earned and spent"), "project", "s_curve"),
    "burn-up": Chart(mark("Burn-up"), "project", "burn_up"),
    "spend": Chart(mark("Spend against plan"), "portfolio", "spend"),
    "capacity": Chart(mark("Load of the roles"), "portfolio", "capacity"),
    "value-cost": Chart(mark("Value against cost"), "portfolio", "value_cost"),
    "objectives": Chart(mark("Spend by objective"), "portfolio", "objectives"),
    "dependencies": Chart(mark("Dependencies between projects"), "portfolio", "dependencies"),
}
"""By name, in the order in which they are shown."""


Album = Callable[[str], Picture | None]
"""The pictures of a page by their names; None where it has none of that name."""


def album_of(report: Report, scope: Scope, page: Page) -> Album:
    """The pictures of a page of a report."""
    return album(*subject_of(report, scope, page))


def subject_of(report: Report, scope: Scope, page: Page) -> tuple[Scope, Project | None]:
    """What the pictures of a page of a report are about: its project, the projects of its programme, or all."""
    name = page.name.lower()
    if report.about == "project":
        return scope, scope.portfolio.projects.get(name)
    if report.about == "programme":
        members = by_programme(scope.portfolio, scope.projects).get(name, [])
        own = [one for one in scope.portfolio.programme_holders.values() if one.id.lower() == name]
        registers = () if scope.is_narrowed else tuple(own)
        return replace(scope, projects=tuple(members), is_narrowed=True, registers=registers), None
    return scope, None


def album(scope: Scope, project: Project | None = None) -> Album:
    """The pictures about all of the scope, or about a project, each made once."""

    @cache
    def picture(name: str) -> Picture | None:
        return CHARTS[name].build(scope, project) if name in CHARTS else None

    return picture


def in_markdown(picture: Picture, url: str) -> str:
    """The place of a picture in a page of Markdown, with its alternative."""
    return f"![{for_markdown(picture.alternative)}]({url})"


def in_html(picture: Picture, url: str) -> str:
    """The same in a page of HTML."""
    return f'<img src="{escape(url)}" alt="{escape(picture.alternative)}">'
