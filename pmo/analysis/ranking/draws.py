"""How often a project stays among the first when the weights vary.

Weights are drawn from a Dirichlet distribution whose mean is the office's weights. The concentration says how closely
they keep to it: the variance of a share s is s * (1 - s) / (concentration + 1). The default is the number of
criteria: with equal weights every set of weights is then as likely as any other.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pmo.analysis.ranking.forms import Form
from pmo.analysis.sampling import Draws, stream

_PRODUCT = 250_000
"""Multiplications done at once: what comes out stays near the processor, and is not worth a second thread."""
_ROWS = 200
_PILOT = 256
_FEW = 64
_PART = 0.3
"""Share of the projects that are compared in full, where there are many."""
_MARGIN = 1e-5
"""Single precision is surer than this."""
_BY_RANK = 1e-13
"""What decides between equals: the order that the ranking has."""


def weights(shares: Sequence[float], draws: int, seed: int, concentration: float) -> Draws:
    """Sets of weights, a row each, that add up to 1."""
    return stream(seed, "weights").dirichlet(np.asarray(shares) * concentration, draws)


def in_top(forms: Sequence[Form], drawn: Draws, top: int) -> NDArray[np.int64]:
    """In how many of the drawn sets of weights (or of their squares) each project is among the first ``top``.

    Few projects are ever among the first. Those that come close in some of the draws are compared in full; of the
    others it is enough to see where they are above the line that these draw.
    """
    over = _table([form.over for form in forms])
    under = None if all(form.is_sum for form in forms) else _table([form.under for form in forms])
    count = len(forms)
    if top >= count:
        return np.full(count, len(drawn))
    quotients = _Quotients(over, under, drawn)
    near = quotients.contenders(top)
    lines, hits = quotients.count(np.arange(len(drawn)), near, top)
    found = np.zeros(count, np.int64)
    found[near] = hits
    more, touched = quotients.intruders(near, lines)
    if more.size:
        found[near] -= quotients.count(touched, near, top)[1]
        near = np.sort(np.concatenate([near, more]))
        found[near] += quotients.count(touched, near, top)[1]
    return found


def _table(rows: Sequence[Sequence[Fraction]]) -> Draws:
    return np.array([[one.numerator / one.denominator for one in row] for row in rows])


class _Quotients:
    """Scores of projects by drawn weights."""

    def __init__(self, over: Draws, under: Draws | None, drawn: Draws) -> None:
        """Without ``under`` the scores are plain sums."""
        self._over, self._under, self._drawn = over, under, drawn
        self._by_rank = np.arange(len(over)) * _BY_RANK

    def contenders(self, top: int) -> NDArray[np.intp]:
        """Those that come closest to being among the first in some of the draws."""
        count = len(self._over)
        everyone = np.arange(count)
        enough = max(2 * top + _FEW, int(count * _PART))
        if count <= enough:
            return everyone
        closest = np.full(count, -np.inf)
        for _, scores in self._scores(np.arange(min(_PILOT, len(self._drawn))), everyone):
            line = np.partition(scores, count - top, axis=1)[:, count - top]
            np.maximum(closest, (scores - line[:, None]).max(axis=0), out=closest)
        return np.sort(np.argpartition(-closest, enough)[:enough])

    def count(
        self, draws: NDArray[np.intp], near: NDArray[np.intp], top: int
    ) -> tuple[Draws, NDArray[np.int64]]:
        """The score that it takes in each of these draws, and how often each of these projects has it."""
        lines, hits, place = np.empty(len(draws)), np.zeros(len(near), np.int64), len(near) - top
        for part, scores in self._scores(draws, near):
            lines[part] = line = np.partition(scores, place, axis=1)[:, place]
            hits += (scores >= line[:, None]).view(np.uint8).sum(axis=0, dtype=np.uint8)
        return lines, hits

    def intruders(self, near: NDArray[np.intp], lines: Draws) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Those of the others that may be among the first after all, and the draws in which they may."""
        others = np.setdiff1d(np.arange(len(self._over)), near, assume_unique=True)
        left, right = (table.astype(np.float32) for table in self._above(others, lines))
        highest = np.full(others.size, -np.inf, np.float32)
        touched = [np.arange(0)]
        for part, above in _product(left, right):
            peak = above.max(axis=0, initial=-np.inf)
            if (peak > -_MARGIN).any():
                touched.append(part.start + np.flatnonzero((above > -_MARGIN).any(axis=1)))
            np.maximum(highest, peak, out=highest)
        return others[highest > -_MARGIN], np.concatenate(touched)

    def _above(self, projects: NDArray[np.intp], lines: Draws) -> tuple[Draws, Draws]:
        """Two tables whose product says by how much the projects are above the line, over - line * under."""
        if self._under is None:
            minus = np.full(len(projects), -1.0)
            return np.column_stack([self._drawn, lines]), np.vstack([self._over[projects].T, minus])
        left = np.hstack([self._drawn, -lines[:, None] * self._drawn])
        return left, np.vstack([self._over[projects].T, self._under[projects].T])

    def _scores(self, draws: NDArray[np.intp], projects: NDArray[np.intp]) -> Iterator[tuple[slice, Draws]]:
        """The scores of projects in some draws at a time; between equals the rank decides."""
        drawn, by_rank = self._drawn[draws], self._by_rank[projects]
        under = None if self._under is None else _product(drawn, self._under[projects].T)
        for part, scores in _product(drawn, self._over[projects].T):
            if under is not None:
                _, divisor = next(under)
                np.divide(scores, divisor, out=scores, where=divisor > 0)
                scores[divisor <= 0] = -1
            scores -= by_rank
            yield part, scores


def _product(left: NDArray[Any], right: NDArray[Any]) -> Iterator[tuple[slice, NDArray[Any]]]:
    """The product of two tables, some rows at a time; the next rows take the place of those before."""
    right = np.ascontiguousarray(right)
    step = min(max(_PRODUCT // max(right.size, 1), 1), _ROWS)
    room = np.empty((step, right.shape[1]), left.dtype)
    for start in range(0, len(left), step):
        part = slice(start, start + step)
        rows = left[part]
        yield part, np.matmul(rows, right, out=room[: len(rows)])
