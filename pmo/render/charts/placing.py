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
    lead: float | None = None
    """Height at which a line from the sign to the name ends; None for a name beside its sign."""


_Box = tuple[float, float, float, float]
_Line = tuple[float, float, float, float]
_FARTHEST = 132
"""Pixels that a name stands from its sign at most."""
_STEPS = 24


def placed(spots: Iterable[Spot], width: float, height: float) -> list[Place]:
    """Places for the names, the first ones first, beside their signs; then farther away for those that had no room there.

    There is none for a name that would cover another or a sign anywhere.
    """
    known = list(spots)
    taken: list[_Box] = [
        (one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius) for one in known
    ]
    lines: list[_Line] = []
    found = {}
    shorts = Counter(shortened(one.name, _SHORT) for one in known)
    for is_far in (False, True):
        for spot in known:
            if spot.key in found:
                continue
            own = (spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius)
            short = spot._replace(name=shortened(spot.name, _SHORT))
            names = (spot, short) if shorts[short.name] == 1 else (spot,)
            for place in (one for name in names for one in (_farther(name) if is_far else _tried(name))):
                box = _box(place)
                is_inside = box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= height
                others = [one for one in taken if one != own]
                line = (spot.x, spot.y, place.x, place.y if place.lead is None else place.lead)
                if (
                    is_inside
                    and not any(_overlap(box, other) for other in others)
                    and not any(_crosses(one, box) for one in lines)
                    and not (is_far and any(_crosses(line, other) for other in others))
                ):
                    taken.append(box)
                    found[spot.key] = place
                    lines += [line] if is_far else []
                    break
    return [found[one.key] for one in known if one.key in found]


def _box(place: Place) -> _Box:
    wide = columns(place.name) * PIXELS * 0.92
    left = place.x if place.side == "right" else place.x - wide
    return (left, place.y - _HIGH / 2, left + wide, place.y + _HIGH / 2)


def _farther(spot: Spot) -> Iterable[Place]:
    """Places around a sign, the nearer ones first, that a line leads to."""
    for distance in range(24, _FARTHEST + 1, 12):
        for x, y in ((1, 1), (1, -1), (-1, 1), (-1, -1), (0.3, 1), (0.3, -1), (-0.3, 1), (-0.3, -1)):
            sides: tuple[Side, Side] = ("right", "left") if x > 0 else ("left", "right")
            for side in sides:
                at_x, at_y = spot.x + x * distance, spot.y + y * distance
                yield Place(spot.key, at_x, at_y, side, spot.name, at_y - y * _HIGH / 2)


def _crosses(line: _Line, box: _Box) -> bool:
    """Whether a line leads through a box, as far as some points of it tell; not where it begins in it."""
    x, y, to_x, to_y = line
    if _is_in(x, y, box):
        return False
    for step in range(_STEPS + 1):
        at_x, at_y = x + (to_x - x) * step / _STEPS, y + (to_y - y) * step / _STEPS
        if _is_in(at_x, at_y, box):
            return True
    return False


def _is_in(x: float, y: float, box: _Box) -> bool:
    return box[0] < x < box[2] and box[1] < y < box[3]


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
