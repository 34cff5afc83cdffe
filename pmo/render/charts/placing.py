"""Puts names beside points where they cover nothing."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple

from pmo.render.charts.picture import PIXELS, columns, shortened

Side = Literal["right", "left"]
_HIGH = 14.0
_SHORT = 16
"""Columns of a name that would cover something as a whole."""


class Spot(NamedTuple):
    """A point in pixels, with its name and the radius of its sign."""

    key: str
    x: float
    y: float
    radius: float
    name: str


class Place(NamedTuple):
    """Where a name stands: its anchor, and to which side it goes on from there."""

    key: str
    x: float
    y: float
    side: Side
    name: str


_Box = tuple[float, float, float, float]


def placed(spots: Iterable[Spot], width: float, height: float) -> list[Place]:
    """Places for the names, the first ones first; none for a name that would cover another or a sign."""
    known = list(spots)
    taken: list[_Box] = [
        (one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius) for one in known
    ]
    found = []
    shorts = Counter(shortened(one.name, _SHORT) for one in known)
    for spot in known:
        own = (spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius)
        short = spot._replace(name=shortened(spot.name, _SHORT))
        for place in (*_tried(spot), *(_tried(short) if shorts[short.name] == 1 else ())):
            wide = columns(place.name) * PIXELS * 0.92
            left = place.x if place.side == "right" else place.x - wide
            box = (left, place.y - _HIGH / 2, left + wide, place.y + _HIGH / 2)
            is_inside = box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= height
            if is_inside and not any(_overlap(box, other) for other in taken if other != own):
                taken.append(box)
                found.append(place)
                break
    return found


def _tried(spot: Spot) -> Iterable[Place]:
    near = spot.radius + 4
    up = spot.radius + _HIGH / 2 + 1
    sides: tuple[tuple[Side, float], ...] = (("right", near), ("left", -near))
    for side, beside in sides:
        yield Place(spot.key, spot.x + beside, spot.y, side, spot.name)
    for above in (-up, up):
        for side, beside in sides:
            yield Place(spot.key, spot.x - beside / 2, spot.y + above, side, spot.name)


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
