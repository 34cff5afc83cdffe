"""The wikis that are known: how each names the file of a page, and how its pages lead to each other.

A page has a key that is the same in all of them: `home`, `status`, `status/crm`, `status/2026-10/crm`.
"""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pmo.render.mermaid import FENCE

Name = Literal["github", "gitlab", "azure", "mkdocs", "folder"]
HOME = "home"
SIDEBAR = "sidebar"
_ENDING = ".md"
_PICTURES = "pictures"
"""Folder of the pictures, beside the pages."""


@dataclass(frozen=True, slots=True)
class Flavour:
    """A kind of wiki."""

    name: Name
    home: str
    """File of the first page."""
    sidebar: str | None = None
    """File of what stands beside every page, where there is such a thing."""
    links: Literal["names", "root", "files"] = "files"
    """How pages lead to each other: by the name of the page wherever it lies, by its path from the root, by the
    relative path of the file."""
    has_order: bool = False
    """Whether a file `.order` in each folder gives the order of its pages."""
    has_menu: bool = False
    """Whether the reader sees all pages beside each of them."""
    mermaid: tuple[str, str] | None = None
    """The lines around a chart of Mermaid that it draws itself; None where it draws none."""


FLAVOURS: Final[Mapping[Name, Flavour]] = {
    one.name: one
    for one in (
        Flavour("github", "Home.md", "_Sidebar.md", links="names", has_menu=True, mermaid=FENCE),
        Flavour("gitlab", "home.md", "_sidebar.md", links="root", has_menu=True, mermaid=FENCE),
        Flavour(
            "azure", "Home.md", links="root", has_order=True, has_menu=True, mermaid=("::: mermaid", ":::")
        ),
        Flavour("mkdocs", "index.md", has_menu=True),
        Flavour("folder", "README.md"),
    )
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the pages of a wiki lie."""

    flavour: Flavour
    prefix: str = ""
    """Folder of the pages inside the place that is written to, with ``/`` at its end; empty where it is the same."""

    def file(self, key: str) -> str:
        """Path of the page's file."""
        return self.prefix + self._file(key)

    def _file(self, key: str) -> str:
        if key == HOME:
            return self.flavour.home
        if key == SIDEBAR:
            return self.flavour.sidebar or ""
        if self.flavour.links != "names":
            return key + _ENDING
        # A page is known by its name alone, which must be the only one; ids hold no two hyphens in a row.
        return posixpath.join(posixpath.dirname(key), key.replace("/", "--") + _ENDING)

    def url(self, here: str, there: str) -> str:
        """How the page ``here`` leads to the page ``there``."""
        file = self._file(there)
        match self.flavour.links:
            case "names":
                return posixpath.basename(file).removesuffix(_ENDING)
            case "root":
                return "/" + file.removesuffix(_ENDING)
            case _:
                return posixpath.relpath(file, posixpath.dirname(self._file(here)) or ".")

    def picture(self, key: str, name: str) -> str:
        """Path of the file of a picture that a page shows."""
        return f"{self.prefix}{_PICTURES}/{key}/{name}.svg"

    def picture_url(self, key: str, name: str) -> str:
        """How the page shows the picture."""
        file = self.picture(key, name).removeprefix(self.prefix)
        match self.flavour.links:
            case "names":
                return file
            case "root":
                return f"/{file}"
            case _:
                return posixpath.relpath(file, posixpath.dirname(self._file(key)) or ".")

    def identity(self, path: str) -> str:
        """What two files share that the wiki, or a file system, would take for the same page."""
        name = posixpath.basename(path) if self.flavour.links == "names" and is_page(path) else path
        return name.casefold()


def is_page(path: str) -> bool:
    """Whether a file is a page, and no picture."""
    return path.endswith(_ENDING)
