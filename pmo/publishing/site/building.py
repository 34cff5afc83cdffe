"""The files of a site, one after the other, so that no more than one page is in memory."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from pmo.errors import PmoError
from pmo.findings import message
from pmo.publishing.site import searching
from pmo.publishing.site.figures import Drawn, Figures
from pmo.publishing.site.pages import Site
from pmo.render.environment import Renderer
from pmo.render.reports import Scope
from pmo.trees import shipped

FOLDER: Final = "site"
"""The folder of its templates: ours, and below `templates/` that of a portfolio."""
_ASSETS: Final = ("site.css", "site.js", "theme.js", "icon.svg")
_OWN_STYLE: Final = "office.css"
"""What a portfolio may put beside its templates: rules that come after ours."""
_MOST_STYLE: Final = 256 * 1024


def build(scope: Scope, root: Path | None = None, *, drawn: Drawn = "none") -> Iterator[tuple[str, bytes]]:
    """Every file of the site by its path, always in the same order.

    ``root`` is the folder of the portfolio, whose own templates (`templates/site/`) come before ours. Drawing a picture
    takes about as long as twenty pages.
    """
    site = Site(scope)
    figures = Figures(scope, drawn)
    renderer = Renderer(scope.language, "html", root, FOLDER)
    for page in site.pages():
        top = "../" * page.path.count("/")
        links, pictures = partial(site.places.url, root=top), figures.of_page(top, page.project)
        yield page.path, renderer.render(page.template, page.view, links, pictures).encode()
        yield from figures.files()
    yield searching.PATH, searching.index(scope.portfolio, site.places, scope.language)
    for name in _ASSETS:
        content = (shipped(FOLDER) / name).read_bytes()
        yield f"assets/{name}", content + _own_style(root) if name == "site.css" else content


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
