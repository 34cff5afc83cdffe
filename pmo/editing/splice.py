"""A piece of text that another replaces."""

from collections.abc import Iterable
from typing import NamedTuple

from pmo.editing.sharing import NotInPlace


class Splice(NamedTuple):
    """A piece of text, from start to end, and what takes its place."""

    start: int
    end: int
    text: str


def applied(text: str, splices: Iterable[Splice]) -> str:
    """``text`` with all splices made."""
    parts, position = [], 0
    for splice in sorted(splices, key=lambda one: (one.start, one.end)):
        if splice.start < position:
            raise NotInPlace("the changes overlap", "make them one after the other")
        parts += [text[position : splice.start], splice.text]
        position = splice.end
    return "".join([*parts, text[position:]])
