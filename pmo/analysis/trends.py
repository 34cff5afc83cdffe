"""Straight lines through points: where something is heading at its present pace."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

LEAST: Final = 3
"""Points without which there is no trend: two are joined by a line whatever they are."""

_BOUND: Final = 1e9
"""No delay in days and no index is as far out; what is beyond it is a mistake in the files."""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    origin: float
    """Where on the axis it is anchored: the mean of the points."""
    level: float
    """Its height there."""
    slope: float
    """How much it rises for each step on the axis."""

    @classmethod
    def through(cls, points: Sequence[tuple[float, float]]) -> Self | None:
        """The line of least squares; None with fewer points than `LEAST`, at one place, or beyond all bounds."""
        if len(points) < LEAST or any(abs(y) > _BOUND for _, y in points):
            return None
        origin = math.fsum(x for x, _ in points) / len(points)
        level = math.fsum(y for _, y in points) / len(points)
        spread = math.fsum((x - origin) ** 2 for x, _ in points)
        if not spread:
            return None
        slope = math.fsum((x - origin) * (y - level) for x, y in points) / spread
        return cls(origin, level, slope)

    def at(self, place: float) -> float:
        """Its height at a place."""
        return self.level + self.slope * (place - self.origin)

    def reaches(self, level: float) -> float | None:
        """The place at which it has a height; None where it never does, or in an age that nobody sees."""
        steps = (level - self.level) / self.slope if self.slope else math.inf
        return self.origin + steps if abs(steps) < _BOUND else None
