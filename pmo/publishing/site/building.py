"""The files of a site, one after the other, so that no more than one page is in memory."""

from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

from pmo.errors import PmoError
from pmo.findings import message
from pmo.publishing.site import places, searching, views
from pmo.publishing.site.figures import Drawn, Figures
from pmo.publishing.site.pages import Site, SitePage
from pmo.publishing.site.reports import Reports, written
from pmo.render.environment import Renderer
from pmo.render.reports import REPORTS, Scope
from pmo.trees import shipped

FOLDER: Final = "site"
"""The folder of its templates: ours, and below `templates/` that of a portfolio."""
_ASSETS: Final = ("site.css", "site.js", "theme.js", "icon.svg")
_OWN_STYLE: Final = "office.css"
"""What a portfolio may put beside its templates: rules that come after ours."""
_MOST_STYLE: Final = 256 * 1024


def build(
    scope: Scope, root: Path | None = None, *, drawn: Drawn = "none", reports: Reports | None = None
) -> Iterator[tuple[str, bytes]]:
    """Every file of the site by its path, always in the same order.

    ``root`` is the folder of the portfolio, whose own templates (`templates/site/`) come before ours. Drawing a picture
    takes about as long as twenty pages.
    """
    site = Site(scope, reports.included if reports is not None else "none")
    figures = Figures(scope, drawn)
    renderer = Renderer(scope.language, "html", root, FOLDER)
    own = _reports(site, scope, root, reports, figures) if reports is not None else iter(())
    for page in chain(site.pages(), own):
        top = "../" * page.path.count("/")
        links, pictures = partial(site.places.url, root=top), figures.of_page(top, page.project)
        yield page.path, renderer.render(page.template, page.view, links, pictures).encode()
        yield from figures.files()
    yield places.CALENDAR_FILE, site.calendar_file().encode()
    yield searching.PATH, searching.index(scope.portfolio, site.places, scope.language)
    for name in _ASSETS:
        content = (shipped(FOLDER) / name).read_bytes()
        yield f"assets/{name}", content + _own_style(root) if name == "site.css" else content


def _reports(
    site: Site, scope: Scope, root: Path | None, reports: Reports, figures: Figures
) -> Iterator[SitePage]:
    """The pages of the reports, and at last the one that leads to them."""
    if reports.included == "none":
        return
    say = scope.language.text
    renderer = Renderer(scope.language, portfolio=root)
    above = views.Crumb(say("Reports"), places.REPORTS)
    entries: dict[str, list[views.ReportEntry]] = {"portfolio": [], "programme": []}
    for kind, report, page in reports.pages():
        title, path = say(report.title), places.report_page(kind)
        pictures = None
        if report.about == "programme":
            title = scope.portfolio.programmes[page.name.lower()].title
            path = places.report_page(kind, page.name)
        top = "../" * path.count("/")
        if report.about == "portfolio":
            pictures = figures.of_page(top, None)
        made = written(page, scope, renderer, partial(site.places.url, root=top), pictures)
        entries[report.about].append(views.ReportEntry(title, path))
        view = views.ReportPage(
            *(scope.heading, site.frame(path, title, above), made.lead, made.content, made.sections)
        )
        yield SitePage(path, "report.html.jinja", view)
    left_out = (
        (say(REPORTS[one.kind].title), ". ".join(filter(None, one.why.said(say)))) for one in reports.left_out
    )
    frame = site.frame(places.REPORTS, say("Reports"))
    of_portfolio, of_programmes = (tuple(found) for found in entries.values())
    view_of_all = views.ReportsPage(scope.heading, frame, of_portfolio, of_programmes, tuple(left_out))
    yield SitePage(places.REPORTS, "reports.html.jinja", view_of_all)


def _own_style(root: Path | None) -> bytes:
    """The portfolio's own rules of style, if they lie inside the portfolio."""
    if root is None:
        return b""
    path = root / "templates" / FOLDER / _OWN_STYLE
    if not path.is_file():
        return b""
    if not path.resolve().is_relative_to(root.resolve()):
        raise PmoError(
            message("templates/site/office.css is a link out of the portfolio; it is not followed"),
            message("put the file itself there"),
        )
    content = path.read_bytes()
    if len(content) > _MOST_STYLE:
        raise PmoError(
            message("templates/site/office.css is larger than {size} kB", size=_MOST_STYLE // 1024),
            message("keep to rules of style; put pictures elsewhere"),
        )
    return b"\n" + content
