"""Three-point estimates (PERT): expected value and variance, and the chance to meet a date.

The classical approximation of the beta distribution (Malcolm, Roseboom, Clark and Fazar 1959): mean
(min + 4 likely + max) / 6, variance ((max - min) / 6) squared; sums of estimates as normal. It looks at one path
only and so understates where paths merge; `pmo simulate` does not.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

from pmo.model.scalars import Estimate


class Moments(NamedTuple):
    """Expected value and variance, in working days and their square."""

    mean: float
    variance: float

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        return math.sqrt(self.variance)


def pert(estimate: Estimate) -> Moments:
    """Expected value and variance of a three-point estimate."""
    low, likely, high = (float(point) for point in estimate.points)
    return Moments((low + 4 * likely + high) / 6, ((high - low) / 6) ** 2)


def total(estimates: Iterable[Estimate]) -> Moments:
    """Of independent estimates one after the other."""
    parts = [pert(estimate) for estimate in estimates]
    return Moments(math.fsum(part.mean for part in parts), math.fsum(part.variance for part in parts))


def chance_by(moments: Moments, days: float) -> float:
    """Probability that it takes ``days`` at most; a certainty where nothing varies."""
    if moments.variance == 0:
        return 1.0 if moments.mean <= days else 0.0
    return 0.5 * (1 + math.erf((days - moments.mean) / (moments.deviation * math.sqrt(2))))
