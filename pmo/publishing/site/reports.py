"""The reports as pages of the site, made of the same Markdown as `pmo report` writes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import Markup

from pmo.errors import PmoError
from pmo.render.document.html import Body, Section, split_lead
from pmo.render.document.reading import PICTURE, read
from pmo.render.document.tree import Picture
from pmo.render.environment import Links, Pictures, Renderer
from pmo.render.reports import REPORTS, Page, Report, Scope

Included = Literal["none", "portfolio", "all"]
"""Which reports the site has: none, those about the whole portfolio, or those that take longer as well."""
_LONG: Final = frozenset({"qbr", "selection"})
"""Reports about the whole portfolio that take as long as all others together."""
_TAKEN: Final = ("content", "search", "hits", "results")
"""Anchors that the layout of a page has."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A report that could not be made."""

    kind: str
    why: PmoError


class Reports:
    """Makes the reports one after the other; knows afterwards which it could not make.

    ``scope_of`` says what a report is made from.
    """

    def __init__(self, scope_of: Callable[[Report], Scope], included: Included) -> None:
        self.included = included
        self.left_out: list[LeftOut] = []
        self._scope_of = scope_of

    def pages(self) -> Iterator[tuple[str, Report, Page]]:
        """Every page with the kind of its report."""
        self.left_out.clear()
        for kind, report in REPORTS.items():
            if not self._has(kind, report):
                continue
            try:
                for page in report.pages(self._scope_of(report)):
                    yield kind, report, page
            except PmoError as why:
                self.left_out.append(LeftOut(kind, why))

    def _has(self, kind: str, report: Report) -> bool:
        match self.included:
            case "none":
                return False
            case "portfolio":
                return report.about == "portfolio" and kind not in _LONG
            case "all":
                return report.about != "project"


@dataclass(frozen=True, slots=True)
class Written:
    """A report as the layout of the site takes it."""

    lead: Markup
    content: Markup
    sections: tuple[Section, ...]


def written(page: Page, scope: Scope, renderer: Renderer, links: Links, pictures: Pictures | None) -> Written:
    """A page as HTML; ``pictures`` writes those that the page has, as HTML as well."""
    shown: dict[str, str] = {}

    def place(name: str) -> str | None:
        figure = pictures(name) if pictures is not None else None
        if figure is None:
            return None
        shown[name] = figure
        return f"![{name}]({PICTURE}{name})"

    def figure(block: Picture) -> str:
        return shown[block.name]

    document = read(renderer.render(page.template, page.view, links, place), scope.language)
    body = Body(figure, _TAKEN)
    lead, rest = (body.markup(blocks) for blocks in split_lead(document))
    return Written(lead, rest, tuple(body.sections))
