"""Draws pictures as SVG and PNG: the one door to vl-convert.

It carries Vega and a font (Liberation Sans) itself: no browser, and the same bytes on every machine. Nothing is fetched:
a specification that refers to anything outside itself is refused before it is drawn.
"""

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from html import escape
from types import ModuleType
from typing import Any, Final

from pmo.errors import PmoError, UsageError
from pmo.findings import message
from pmo.loading.cache import folder
from pmo.loading.remembered import Remembered
from pmo.render.charts.picture import Picture, Specification

_VERSION: Final = "6.1"
"""Of Vega-Lite."""
_REFUSED_KEYS: Final = frozenset({"url", "href", "loader", "usermeta", "signal", "params"})
_REFUSED_MARKS: Final = frozenset({"image", "geoshape"})
_KEPT: Final = 64
"""Pictures that are kept in case they are drawn again: of some 50 kB each."""
_CANNOT_DRAW: Final = (ValueError, RuntimeError)


def svg(picture: Picture) -> str:
    """The picture as SVG, with its title and its alternative for screen readers."""
    drawn: str = _converted("vegalite_to_svg", picture)
    start = drawn.index(">")
    label = f"<title>{_written(picture.title)}</title><desc>{_written(picture.alternative)}</desc>"
    return f'{drawn[:start]} role="img" aria-label="{_written(picture.title)}">{label}{drawn[start + 1 :]}\n'


def png(picture: Picture, scale: float = 2) -> bytes:
    """The picture as PNG, ``scale`` pixels for each of its own."""
    drawn: bytes = _converted("vegalite_to_png", picture, scale=scale)
    return drawn


def compiled(picture: Picture) -> Specification:
    """The picture in the language of Vega, into which Vega-Lite translates it."""
    refuse_outside(picture.specification)
    found: Specification = _door().vegalite_to_vega(dict(picture.specification), vl_version=_VERSION)
    return found


@cache
def library() -> bytes:
    """A script that draws pictures in a page: `vegaEmbed` with Vega, Vega-Lite, and an interpreter of their expressions."""
    door = _door()
    remembered = Remembered(folder() / "pictures.library", 1)
    bundle: str | None = remembered.get(door.__version__, _VERSION)
    if bundle is None:  # putting it together takes seconds
        bundle = door.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=_VERSION)
        remembered.put(bundle, door.__version__, _VERSION)
    return bundle.encode()


def _converted(function: str, picture: Picture, **options: Any) -> Any:
    refuse_outside(picture.specification)
    try:
        return _drawn(_door(), function, json.dumps(picture.specification), **options)
    except _CANNOT_DRAW as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise PmoError(
            message("the picture {name} cannot be drawn: {reason}", name=picture.name, reason=reason),
            message("`pmo chart {name} -o FILE.json` writes what was to be drawn", name=picture.name),
        ) from None


@lru_cache(_KEPT)
def _drawn(door: ModuleType, function: str, specification: str, **options: Any) -> Any:
    """Pages, reports and their other forms show the same pictures."""
    return getattr(door, function)(specification, vl_version=_VERSION, allowed_base_urls=[], **options)


def _door() -> ModuleType:
    try:
        import vl_convert
    except ImportError:
        raise UsageError(
            message("pictures need vl-convert, which is not installed"),
            message("install it: pip install 'pmo-toolkit[charts]'"),
        ) from None
    module: ModuleType = vl_convert
    return module


def refuse_outside(specification: Specification) -> None:
    """Refuse what refers to anything outside, or runs what it was given; the rows themselves are only data."""
    for place, key, value in _walked({**specification, "datasets": {}}):
        is_mark = key == "mark" or (place == "mark" and key == "type")
        if key in _REFUSED_KEYS or (is_mark and isinstance(value, str) and value in _REFUSED_MARKS):
            raise PmoError(
                message("a picture may not have {key!r}: it could lead out of the page", key=str(key)),
                message("leave it out; pictures hold all of their data"),
            )


def _walked(value: Any, place: str = "") -> Iterator[tuple[str, str, Any]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield place, key, one
            yield from _walked(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from _walked(one, place)


def _written(text: str) -> str:
    return escape(text, quote=True)
