"""Where the pictures of a page come from."""

from typing import Protocol


class Pictures(Protocol):
    """The pictures of a page by name; what is not there is None, and its words stand in its place."""

    def svg(self, name: str) -> str | None: ...

    def png(self, name: str) -> bytes | None: ...


class NoPictures:
    """A page without pictures."""

    def svg(self, name: str) -> str | None:
        return None

    def png(self, name: str) -> bytes | None:
        return None
