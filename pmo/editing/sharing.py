"""What anchors share: a change must never reach a place that nobody looked at."""

from collections.abc import Iterator
from functools import cached_property

from pmo.documents import Keys
from pmo.documents.source import Alias, Listing, Mapping, Node, Source
from pmo.errors import PmoError


class NotInPlace(PmoError):
    """A change that cannot be made without changing something else as well."""


class Sharing:
    """The anchors of a document, and where they are used again."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @cached_property
    def _aliases(self) -> dict[str, list[Alias]]:
        found: dict[str, list[Alias]] = {}
        if "*" in self._source.text:
            for node in self._source.nodes():
                if isinstance(node, Alias):
                    found.setdefault(node.name, []).append(node)
        return found

    def refuse(self, node: Node, keys: Keys) -> None:
        """Refuse to change an alias, or something that is used again elsewhere."""
        if isinstance(node, Alias):
            raise NotInPlace(
                f"`{named(keys)}` is the alias `*{node.name}` (line {self._line(node)})",
                f"write its value out there instead of `*{node.name}`, then change it",
            )
        if node.anchor is not None and node.anchor in self._aliases:
            self._refuse_anchor(node.anchor, keys)

    def refuse_inside(self, node: Node, keys: Keys) -> None:
        """Refuse to remove something that is used again outside of what is removed."""
        if not self._aliases:
            return
        for inner in _inside(node):
            if inner.anchor is not None and any(
                not node.begin <= alias.begin < node.end for alias in self._aliases.get(inner.anchor, ())
            ):
                self._refuse_anchor(inner.anchor, keys)

    def _refuse_anchor(self, anchor: str, keys: Keys) -> None:
        lines = ", ".join(str(self._line(alias)) for alias in self._aliases[anchor])
        raise NotInPlace(
            f"`{named(keys)}` holds the anchor `&{anchor}`, which is used again in line {lines}",
            f"write the value out there instead of `*{anchor}`, then change it",
        )

    def _line(self, node: Node) -> int:
        return self._source.line(node.begin) + 1


def named(keys: Keys) -> str:
    """`risks[2].response.plan`, items counted from 1."""
    parts = [f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in keys]
    return "".join(parts).removeprefix(".") or "the document"


def _inside(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Mapping):
        for pair in node.pairs:
            yield from _inside(pair.key)
            yield from _inside(pair.value)
    elif isinstance(node, Listing):
        for item in node.items:
            yield from _inside(item)
