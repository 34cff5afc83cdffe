"""Random draws: whether a risk happens, and how much it then costs or delays.

Each risk and each lag has a stream of its own, made of the seed and its address, so that a figure depends neither on
the order of files nor on what else is drawn.

One uniform draw decides whether a risk happens in a run and, where it does, how bad it gets; its cost and its days are
both read there. A risk that becomes more probable so never costs less in any run.
"""

import hashlib
from functools import cached_property, lru_cache
from statistics import NormalDist
from typing import Any, Final, NamedTuple, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pmo.model.scalars import Estimate

Draws: TypeAlias = NDArray[np.float64]
Shares: TypeAlias = NDArray[np.float32]
"""Between 0 and 1: fine enough for what is drawn, in half of the time."""
Hits: TypeAlias = NDArray[np.bool_]

_CELLS: Final = 4096
"""Equally probable parts into which a beta distribution is cut; it is even within each."""


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


class Severity:
    """How bad it gets in each run, as shares of all that can be; cost and days are quantiles there."""

    def __init__(self, mildness: Shares) -> None:
        """``mildness`` is 0 where it gets as bad as it can, 1 where it doesn't."""
        self.mildness = mildness

    @classmethod
    def drawn(cls, generator: np.random.Generator, runs: int) -> Self:
        return cls(generator.random(runs).astype(np.float32))

    @cached_property
    def rising(self) -> Shares:
        """Quantiles of a distribution that only rises."""
        shares: Shares = np.float32(1) - self.mildness
        return np.sqrt(shares, out=shares)

    @cached_property
    def falling(self) -> Shares:
        """From the other end, those of one that only falls."""
        return np.sqrt(self.mildness)


class Happening(NamedTuple):
    """In which runs something happens, and how bad it gets there."""

    hits: Hits
    severity: Severity


def happens(generator: np.random.Generator, likelihood: float, runs: int) -> Happening:
    """Whether it happens in each run (Bernoulli)."""
    drawn = generator.random(runs)
    hits = drawn < likelihood
    mildness = drawn.astype(np.float32)
    mildness *= 1 / max(likelihood, 1e-9)
    return Happening(hits, Severity(np.minimum(mildness, 1, out=mildness)))


def happens_together(
    generator: np.random.Generator, likelihood: float, common: Draws, correlation: float
) -> Happening:
    """The same for a risk that shares a cause with others: a Gaussian copula with one common factor.

    ``common`` are standard normal draws of the cause; ``correlation`` is that of the factors of two such risks.
    """
    runs = len(common)
    if likelihood <= 0 or likelihood >= 1:
        return Happening(np.full(runs, likelihood >= 1), Severity.drawn(generator, runs))
    factor = correlated(common, generator.standard_normal(runs), correlation)
    return Happening(factor < NormalDist().inv_cdf(likelihood), Severity.drawn(generator, runs))


def correlated(common: Draws, own: Draws, correlation: float) -> Draws:
    """Standard normal draws of which any two with the same ``common`` part have this correlation."""
    mixed: Draws = np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own
    return mixed


def amounts(severity: Severity, estimate: Estimate, distribution: str | None = None) -> Draws:
    """Draws from a three-point estimate in order: triangular, or PERT (a beta distribution with lambda 4)."""
    low, likely, high = (float(point) for point in estimate.points)
    if high <= low:
        return np.full(len(severity.mildness), likely)
    found = _quantiles(severity, low, likely, high, distribution).astype(np.float64)
    found *= high - low
    found += low
    return found


def whole_amounts(
    severity: Severity, estimate: Estimate, distribution: str | None, at_most: float
) -> NDArray[np.float32]:
    """The same rounded to whole numbers, and cut off at ``at_most``, which is below 2**24."""
    low, likely, high = (float(point) for point in estimate.points)
    if high > at_most:
        wide = amounts(severity, estimate, distribution)
        return np.rint(np.minimum(wide, at_most, out=wide)).astype(np.float32)
    if high <= low:
        return np.full(len(severity.mildness), np.rint(likely), np.float32)
    found = _quantiles(severity, low, likely, high, distribution)
    found *= high - low
    found += low
    return np.rint(found, out=found)


def _quantiles(
    severity: Severity, low: float, likely: float, high: float, distribution: str | None
) -> Shares:
    """Quantiles between the lowest (0) and the highest (1) point."""
    mode = (likely - low) / (high - low)
    return _beta(severity.mildness, mode) if distribution == "pert" else _triangular(severity, mode)


def _triangular(severity: Severity, mode: float) -> Shares:
    """The rise up to the mode, plus what the fall is short of its end; each stands still where the other goes on."""
    rise, fall = np.float32(mode**0.5), np.float32((1 - mode) ** 0.5)
    found = np.minimum(severity.rising, rise)
    found *= rise
    rest = np.minimum(severity.falling, fall)
    rest *= fall
    found -= rest
    found += fall * fall
    np.maximum(found, 0, out=found)
    return np.minimum(found, 1, out=found)


def _beta(mildness: Shares, mode: float) -> Shares:
    starts, steps = _beta_cells(mode)
    found = mildness * np.float32(_CELLS)
    cells = found.astype(np.intp)
    found -= cells
    found *= steps.take(cells)
    found += starts.take(cells)
    return found


@lru_cache(maxsize=64)
def _beta_cells(mode: float) -> tuple[Shares, Shares]:
    """Where each cell begins, from the worst on, and how far it goes; the last one for shares of exactly 1."""
    angles = np.linspace(
        0, np.pi / 2, _CELLS + 1
    )  # x = sin(angle) ** 2 makes the density smooth at both ends
    density = np.sin(angles) ** (8 * mode + 1) * np.cos(angles) ** (8 * (1 - mode) + 1)
    below = np.concatenate(([0.0], np.cumsum(density[1:] + density[:-1])))
    ends = np.interp(np.linspace(1, 0, _CELLS + 1), below / below[-1], np.sin(angles) ** 2)
    return ends.astype(np.float32), np.append(np.diff(ends), 0).astype(np.float32)


def is_in_order(estimate: Estimate) -> bool:
    """Whether a distribution fits the three points."""
    return estimate.min <= estimate.likely <= estimate.max


def percentiles(values: Draws | NDArray[np.float32], shares: tuple[float, ...]) -> tuple[float, ...]:
    """The smallest drawn values that are not exceeded in these shares of the runs."""
    places = [_place(share, len(values)) for share in shares]
    found: dict[int, float] = {}
    rest: NDArray[Any] = values
    first = 0
    for place in sorted(set(places)):  # one after the other: numpy is slow with several at once
        rest = np.partition(rest, place - first)[place - first :]  # of a copy: the runs keep their order
        first = place
        found[place] = float(rest[0])
    return tuple(found[place] for place in places)


def percentile_of(scratch: Draws, share: float) -> float:
    """The same of draws whose order is not needed any more."""
    place = _place(share, len(scratch))
    scratch.partition(place)
    return float(scratch[place])


def whole_percentile(values: NDArray[np.float32], share: float, near: int) -> int:
    """The smallest whole number that is not exceeded in this share of the runs; fast if not far from ``near``."""
    needed = _place(share, len(values)) + 1

    def is_enough(number: int) -> bool:
        return int(np.count_nonzero(values <= np.float32(number))) >= needed

    step = 1
    if is_enough(near):
        high = near
        while is_enough(high - step):
            high, step = high - step, 2 * step
        low = high - step
    else:
        low = near
        while not is_enough(low + step):
            low, step = low + step, 2 * step
        high = low + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _place(share: float, count: int) -> int:
    return max(int(np.ceil(share * count)) - 1, 0)
