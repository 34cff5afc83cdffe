"""Where the pictures of a document come from."""

from typing import Protocol


class Drawings(Protocol):
    """Pictures by name; what is not there is None, and its words stand in its place."""

    def svg(self, name: str) -> str | None: ...

    def png(self, name: str) -> bytes | None: ...


class NoDrawings:
    """A document without pictures."""

    def svg(self, name: str) -> str | None:
        return None

    def png(self, name: str) -> bytes | None:
        return None
