"""Blocks of templates: which there are, and which of an extending template nothing would show."""

from dataclasses import dataclass
from typing import Final

from jinja2 import Environment, nodes

from pmo.errors import nearest
from pmo.trees import shipped

MOST_EXTENDED: Final = 20
"""Templates that extend one another; more do so in a circle, which Jinja refuses."""


@dataclass(frozen=True)
class Outline:
    """What a template extends, and its blocks."""

    path: str
    is_ours: bool
    """Whether it comes with pmo; where it extends one of an office, that one says which blocks there are."""
    extends: str | None
    """The name that it extends; None where it extends none, or one that only the rendering knows."""
    blocks: tuple[str, ...]
    outer: tuple[tuple[str, int], ...]
    """Those that stand in no other block, with their lines."""


def outlined(tree: nodes.Template, path: str, is_ours: bool) -> Outline:
    above = tree.find(nodes.Extends)
    named = above.template.value if above is not None and isinstance(above.template, nodes.Const) else None
    blocks = list(tree.find_all(nodes.Block))
    inner = {id(one) for block in blocks for one in block.find_all(nodes.Block)}
    return Outline(
        path,
        is_ours,
        named if isinstance(named, str) else None,
        tuple(one.name for one in blocks),
        tuple((one.name, one.lineno) for one in blocks if id(one) not in inner),
    )


def blocks_of(name: str) -> tuple[str, ...]:
    """The blocks of one of our templates of reports, in their order: what a template that extends it may replace."""
    source = (shipped("reports") / name).read_text("utf-8")
    return tuple(one.name for one in Environment(autoescape=True).parse(source).find_all(nodes.Block))


def unknown_block(name: str, extended: str, known: list[str]) -> str:
    close = nearest(name, known)
    meant = f"; did you mean {close!r}?" if close else ""
    blocks = ", ".join(known) or "none"
    return f"nothing shows the block {name!r}, for {extended} has none of that name{meant} (it has: {blocks})"
