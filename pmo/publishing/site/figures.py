"""The pictures of the site's pages: drawn once, as files of their own that a page loads when it comes to them."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Final, Literal

from markupsafe import Markup

from pmo.render.charts import album
from pmo.render.charts.drawing import svg
from pmo.render.environment import Pictures
from pmo.render.reports import Scope

Drawn = Literal["none", "portfolio", "all"]
"""Which pictures are drawn: none, those about all projects, or those about each project as well."""
FOLDER: Final = "pictures"
_FIGURE: Final = Markup(
    '<figure class="picture"><img src="{}{}" alt="{}" width="{}" height="{}" loading="lazy"></figure>'
)
_SIZE: Final = re.compile(r'<svg[^>]*? width="([0-9]+)[^"]*" height="([0-9]+)')


def can_draw() -> bool:
    """Whether what draws pictures is installed (extra `charts`)."""
    return find_spec("vl_convert") is not None


class Figures:
    """Draws the pictures that pages ask for; each is drawn once."""

    def __init__(self, scope: Scope, drawn: Drawn) -> None:
        self._scope = scope
        self._drawn = drawn
        self._whole = album(scope)
        self._files: dict[str, bytes] = {}
        self._sizes: dict[str, tuple[str, str]] = {}

    def of_page(self, root: str, project: str | None) -> Pictures | None:
        """What shows a picture on a page that reaches the top of the site by ``root``, about a project or about all."""
        if self._drawn == "none" or (project is not None and self._drawn != "all"):
            return None
        own = self._whole if project is None else album(self._scope, self._scope.portfolio.projects[project])

        sizes = self._sizes

        def shown(name: str) -> str | None:
            picture = own(name)
            if picture is None:
                return None
            path = f"{FOLDER}/{name}.svg" if project is None else f"{FOLDER}/{project}/{name}.svg"
            if path not in sizes:
                drawn = svg(picture)
                self._files[path], sizes[path] = drawn.encode(), _size(drawn)
            return str(_FIGURE.format(root, path, picture.alternative, *sizes[path]))

        return shown

    def files(self) -> Iterator[tuple[str, bytes]]:
        """What was drawn since the last call."""
        drawn, self._files = self._files, {}
        yield from drawn.items()


def _size(drawn: str) -> tuple[str, str]:
    """Width and height of a picture in pixels, so that the page keeps its place free."""
    found = _SIZE.search(drawn)
    return (found[1], found[2]) if found else ("", "")
