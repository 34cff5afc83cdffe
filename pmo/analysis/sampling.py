"""Random draws: whether a risk happens, and how much it then costs or delays.

Each risk and each lag has a stream of its own, made of the seed and its address, so that a figure depends neither on
the order of files nor on what else is drawn.
"""

import hashlib
from statistics import NormalDist
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pmo.model.scalars import Estimate

Draws: TypeAlias = NDArray[np.float64]
Hits: TypeAlias = NDArray[np.bool_]


class _Digest(np.random.bit_generator.ISeedSequence):
    """The state of a generator from a seed and a name, in a third of the time of numpy's own mixing."""

    def __init__(self, seed: int, name: str) -> None:
        self._text = f"{seed}\n{name}".encode("utf-8", "surrogatepass")

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> Any:
        kind = np.dtype(dtype).newbyteorder("<")
        digest = hashlib.blake2b(self._text, digest_size=n_words * kind.itemsize).digest()
        return np.frombuffer(digest, kind).astype(dtype)


def stream(seed: int, name: str) -> np.random.Generator:
    """The generator of one risk or lag."""
    words: Any = _Digest(seed, name)  # numpy takes any ISeedSequence, its types only its own
    return np.random.Generator(np.random.SFC64(words))


def happens(generator: np.random.Generator, likelihood: float, runs: int) -> Hits:
    """In which runs it happens (Bernoulli)."""
    return generator.random(runs) < likelihood


def happens_together(
    generator: np.random.Generator, likelihood: float, common: Draws, correlation: float
) -> Hits:
    """The same for a risk that shares a cause with others: a Gaussian copula with one common factor.

    ``common`` are standard normal draws of the cause; ``correlation`` is that of the factors of two such risks.
    """
    if likelihood <= 0 or likelihood >= 1:
        return np.full(len(common), likelihood >= 1)
    factor = correlated(common, generator.standard_normal(len(common)), correlation)
    hits: Hits = factor < NormalDist().inv_cdf(likelihood)
    return hits


def correlated(common: Draws, own: Draws, correlation: float) -> Draws:
    """Standard normal draws of which any two with the same ``common`` part have this correlation."""
    mixed: Draws = np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own
    return mixed


def amounts(
    generator: np.random.Generator, estimate: Estimate, count: int, distribution: str | None = None
) -> Draws:
    """Draws from a three-point estimate in order: triangular, or PERT (a beta distribution with lambda 4)."""
    low, likely, high = (float(point) for point in estimate.points)
    if high <= low:
        return np.full(count, likely)
    if distribution == "pert":
        width = high - low
        alpha, beta = 1 + 4 * (likely - low) / width, 1 + 4 * (high - likely) / width
        drawn: Draws = low + width * generator.beta(alpha, beta, count)
        return drawn
    return _triangular(generator.random(count), low, likely, high)


def _triangular(shares: Draws, low: float, likely: float, high: float) -> Draws:
    """Quantiles of the triangular distribution; several times as fast as numpy's own draws."""
    width = high - low
    rising = low + np.sqrt(shares * (width * (likely - low)))
    falling = high - np.sqrt((1 - shares) * (width * (high - likely)))
    found: Draws = np.where(shares * width < likely - low, rising, falling)
    return found


def is_in_order(estimate: Estimate) -> bool:
    """Whether a distribution fits the three points."""
    return estimate.min <= estimate.likely <= estimate.max


def percentiles(values: Draws | NDArray[np.float32], shares: tuple[float, ...]) -> tuple[float, ...]:
    """The smallest drawn values that are not exceeded in these shares of the runs."""
    places = [max(int(np.ceil(share * len(values))) - 1, 0) for share in shares]
    ordered = np.partition(values, places)  # of a copy: the runs keep their order
    return tuple(float(ordered[place]) for place in places)
