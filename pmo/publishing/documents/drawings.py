"""The pictures of reports in documents: which stand where, each drawn once when it is written."""

import base64
from functools import cache
from typing import TYPE_CHECKING

from pmo.render.charts import Album, in_html, in_markdown
from pmo.render.charts.drawing import png, svg
from pmo.render.document.reading import PICTURE

if TYPE_CHECKING:
    from pmo.render.charts.picture import Picture
    from pmo.render.environment import Pictures


class Drawn:
    """The pictures that the pages of a document name."""

    def __init__(self) -> None:
        self._pictures: dict[str, Picture] = {}
        self.svg = cache(self._svg)
        self.png = cache(self._png)

    def places(self, page: str, album: Album) -> "Pictures":
        """What a template of Markdown writes in the places of a page's pictures."""

        def place(name: str) -> str | None:
            picture = album(name)
            if picture is None:
                return None
            key = f"{page}-{name}"
            self._pictures[key] = picture
            return in_markdown(picture, PICTURE + key)

        return place

    def _svg(self, name: str) -> str | None:
        return svg(self._pictures[name]) if name in self._pictures else None

    def _png(self, name: str) -> bytes | None:
        return png(self._pictures[name]) if name in self._pictures else None


def inside_html(album: Album) -> "Pictures":
    """What a template of HTML writes in the places of a page's pictures: the pictures themselves."""

    def place(name: str) -> str | None:
        picture = album(name)
        if picture is None:
            return None
        data = base64.b64encode(svg(picture).encode()).decode("ascii")
        return in_html(picture, f"data:image/svg+xml;base64,{data}")

    return place
