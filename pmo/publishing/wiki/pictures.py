"""The pictures of a wiki's pages: charts that the wiki draws itself, and files beside the pages."""

from functools import cache

from pmo.publishing.wiki.flavours import Layout
from pmo.render.charts import album, in_markdown, subject_of
from pmo.render.charts.picture import Picture
from pmo.render.environment import Pictures
from pmo.render.mermaid import DRAWN, fenced
from pmo.render.reports import Page, Report, Scope


class PagePictures:
    """The pictures of a page of a report, each made once for all the pages that show it."""

    def __init__(self, report: Report, scope: Scope, page: Page) -> None:
        self._about = subject_of(report, scope, page)
        self._album = cache(album(*self._about))
        self._svg = cache(self._drawn)
        self._chart = cache(lambda name: DRAWN[name](*self._about))

    def _drawn(self, name: str) -> tuple[Picture, str] | None:
        from pmo.render.charts.drawing import svg

        picture = self._album(name)
        return None if picture is None else (picture, svg(picture))

    def shown(self, key: str, layout: Layout, files: dict[str, str] | None) -> Pictures:
        """Puts pictures into a page: as a chart where the wiki draws it, else as a file of ``files``, if that is given."""

        def place(name: str) -> str | None:
            if layout.flavour.mermaid is not None and name in DRAWN:
                chart = self._chart(name)
                return None if chart is None else fenced(chart, layout.flavour.mermaid)
            drawn = self._svg(name) if files is not None else None
            if files is None or drawn is None:
                return None
            picture, content = drawn
            files[layout.picture(key, name)] = content
            return in_markdown(picture, layout.picture_url(key, name))

        return place
