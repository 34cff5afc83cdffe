"""What tests of pictures share: scopes to make them from, and what a drawn one may consist of."""

import datetime
from pathlib import Path
from xml.etree import ElementTree

from pmo.loading import load
from pmo.locale import language
from pmo.model.portfolio import Portfolio
from pmo.render.charts import CHARTS
from pmo.render.charts.picture import Picture
from pmo.render.reports import Scope
from pmo.render.views.parts import Heading
from pmo.trees import WorkingTree
from tests.portfolios import AS_OF

EXAMPLE = Path(__file__).parents[2] / "examples" / "portfolio"
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {SVG + name for name in ("svg", "g", "path", "line", "rect", "text", "tspan", "title", "desc")}
ATTRIBUTES = {
    *(
        "version",
        "class",
        "width",
        "height",
        "viewBox",
        "role",
        "aria-label",
        "aria-hidden",
        "aria-roledescription",
    ),
    *(
        "fill",
        "fill-opacity",
        "stroke",
        "stroke-width",
        "stroke-dasharray",
        "stroke-miterlimit",
        "stroke-opacity",
    ),
    *("transform", "d", "x", "y", "x1", "y1", "x2", "y2", "opacity", "display", "pointer-events"),
    *("font-family", "font-size", "font-weight", "font-style", "text-anchor"),
}


def scope_of(portfolio: Portfolio, code: str = "en", as_of: datetime.date = AS_OF) -> Scope:
    assert portfolio.office is not None
    return Scope(
        portfolio,
        tuple(portfolio.projects.values()),
        tuple(portfolio.programmes.values()),
        Heading(portfolio.office.office.name, None, as_of),
        language(code),
    )


def loaded(root: Path) -> Portfolio:
    return load(WorkingTree(root)).portfolio


def all_pictures(scope: Scope) -> list[Picture]:
    """Every picture that has something to show, of the whole and of each project."""
    found = []
    for chart in CHARTS.values():
        for project in (None,) if chart.about == "portfolio" else scope.projects:
            picture = chart.build(scope, project)
            if picture is not None:
                found.append(picture)
    return found


def assert_inert(drawn: str) -> ElementTree.Element:
    """That an SVG consists of shapes and texts alone, and refers to nothing."""
    root = ElementTree.fromstring(drawn)
    for element in root.iter():
        assert element.tag in ELEMENTS, element.tag
        assert set(element.attrib) <= ATTRIBUTES, set(element.attrib) - ATTRIBUTES
        for name, value in element.attrib.items():
            assert name in ("aria-label", "font-family") or "url(" not in value
    return root
