"""Weights from pairwise judgements, and how well the judgements agree (AHP).

T. L. Saaty, The Analytic Hierarchy Process (1980): the weights are the principal eigenvector of the matrix of ratios,
normalised to 1. Consistency index CI = (lambda max - n) / (n - 1); consistency ratio CR = CI / RI, with the random
index RI of Saaty's table. Up to 0.10 judgements count as consistent; two criteria or one always are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import fsum, log

RANDOM_INDEX = (0, 0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Saaty's random index by the number of criteria, from 0."""
MOST = len(RANDOM_INDEX) - 1
"""Criteria that may be compared at most."""
ACCEPTABLE = 0.10
"""Consistency ratio above which the judgements contradict each other too much."""
_ROUNDING = 1e-9

Matrix = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A comparison, and what the weights make of it."""

    first: str
    second: str
    ratio: float
    """As judged: the first is that many times as important."""
    implied: float
    """What the weights say."""
    corrected: float
    """Consistency ratio if it were judged so."""


@dataclass(frozen=True, slots=True)
class Consistency:
    """How well the judgements agree."""

    ratio: float
    max_eigenvalue: float
    index: float
    random_index: float
    worst: Judgement | None
    """The comparison furthest from what the weights say; None where all agree."""

    @property
    def acceptable(self) -> bool:
        return self.ratio <= ACCEPTABLE


def matrix_of(ids: Sequence[str], ratios: Mapping[tuple[str, str], float]) -> list[list[float]]:
    """The matrix of ratios; each pair is judged one way round."""
    return [
        [1.0 if a == b else ratios[a, b] if (a, b) in ratios else 1 / ratios[b, a] for b in ids] for a in ids
    ]


def weights(matrix: Matrix) -> list[float]:
    """The principal eigenvector of a positive matrix, normalised to 1.

    Squaring the matrix doubles the exponent of the power method, so that a few steps do where ratios differ wildly.
    """
    power = [list(row) for row in matrix]
    for _ in range(40):
        largest = max(map(max, power))
        scaled = [[value / largest for value in row] for row in power]
        columns = list(zip(*scaled, strict=True))
        power = [[_dot(row, column) for column in columns] for row in scaled]
    sums = [fsum(row) for row in power]
    total = fsum(sums)
    return [value / total for value in sums]


def max_eigenvalue(matrix: Matrix, vector: Sequence[float]) -> float:
    """The eigenvalue of the principal eigenvector."""
    return fsum(_dot(row, vector) for row in matrix) / fsum(vector)


def consistency(ids: Sequence[str], matrix: Matrix) -> Consistency:
    """How well the judgements of a matrix agree."""
    vector = weights(matrix)
    size, eigenvalue = len(ids), max_eigenvalue(matrix, vector)
    if size <= 2:
        return Consistency(0.0, float(size), 0.0, 0.0, None)
    index = _index(eigenvalue, size)
    worst = max(
        combinations(range(size), 2),
        key=lambda pair: _deviation(matrix, vector, pair),
    )
    return Consistency(
        index / RANDOM_INDEX[size],
        eigenvalue,
        index,
        RANDOM_INDEX[size],
        _judgement(ids, matrix, vector, worst),
    )


def _deviation(matrix: Matrix, vector: Sequence[float], pair: tuple[int, int]) -> float:
    """How far a judgement is from the weights; of three criteria all are equally far, so that the first counts."""
    first, second = pair
    return round(abs(log(matrix[first][second] * vector[second] / vector[first])), 9)


def _index(eigenvalue: float, size: int) -> float:
    index = (eigenvalue - size) / (size - 1)
    return index if index > _ROUNDING else 0.0


def _judgement(
    ids: Sequence[str], matrix: Matrix, vector: Sequence[float], pair: tuple[int, int]
) -> Judgement | None:
    first, second = pair if matrix[pair[0]][pair[1]] >= 1 else (pair[1], pair[0])
    ratio, implied = matrix[first][second], vector[first] / vector[second]
    if abs(log(ratio / implied)) < _ROUNDING:
        return None
    corrected = [list(row) for row in matrix]
    corrected[first][second], corrected[second][first] = implied, 1 / implied
    size = len(ids)
    index = _index(max_eigenvalue(corrected, weights(corrected)), size)
    return Judgement(ids[first], ids[second], ratio, implied, index / RANDOM_INDEX[size])


def _dot(row: Sequence[float], column: Sequence[float]) -> float:
    return fsum(a * b for a, b in zip(row, column, strict=True))
