"""The pictures of the site's pages: drawn once, as files of their own that a page loads when it comes to them.

Beside each lies what a page needs to draw it itself, as scripts, for a page that was opened from a folder can load
nothing else: `pictures/roadmap.js`, and `pictures/roadmap.dark.js` for a dark page.
"""

import json
import re
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Final, Literal

from markupsafe import Markup

from pmo.render.charts import album
from pmo.render.charts.drawing import library, svg
from pmo.render.charts.picture import Picture, Specification, in_the_dark
from pmo.render.environment import Pictures
from pmo.render.reports import Scope

Drawn = Literal["none", "portfolio", "all"]
"""Which pictures are drawn: none, those about all projects, or those about each project as well."""
FOLDER: Final = "pictures"
LIBRARY: Final = "assets/vega.js"
_FIGURE: Final = Markup(
    '<figure class="picture" data-picture="{path}" data-title="{title}">'
    '<img src="{root}{path}.svg" alt="{alternative}" width="{width}" height="{height}" loading="lazy"></figure>'
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
            path = f"{FOLDER}/{name}" if project is None else f"{FOLDER}/{project}/{name}"
            if path not in sizes:
                sizes[path] = self._draw(path, picture)
            width, height = sizes[path]
            return _FIGURE.format(
                root=root,
                path=path,
                title=picture.title,
                alternative=picture.alternative,
                width=width,
                height=height,
            )

        return shown

    def _draw(self, path: str, picture: Picture) -> tuple[str, str]:
        """Keep the files of a picture, and say how large it is."""
        drawn = svg(picture)
        if not self._sizes:
            self._files[LIBRARY] = library()
        self._files[f"{path}.svg"] = drawn.encode()
        self._files[f"{path}.js"] = _script(path, picture.specification)
        self._files[f"{path}.dark.js"] = _script(f"{path}.dark", in_the_dark(picture))
        return _size(drawn)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """What was drawn since the last call, and once what draws it in a page."""
        drawn, self._files = self._files, {}
        yield from drawn.items()


def _script(name: str, specification: Specification) -> bytes:
    """A script that holds a specification; nothing in it can end it or be run."""
    data = json.dumps(specification, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    data = data.replace("<", "\\u003c")
    return f"(window.pmoPictures=window.pmoPictures||{{}})[{json.dumps(name)}]={data};\n".encode()


def _size(drawn: str) -> tuple[str, str]:
    """Width and height of a picture in pixels, so that the page keeps its place free."""
    found = _SIZE.search(drawn)
    return (found[1], found[2]) if found else ("", "")
