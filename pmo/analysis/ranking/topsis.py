"""TOPSIS: how close a project comes to the ideal, and how far it is from the worst.

Hwang and Yoon, Multiple Attribute Decision Making (1981): raw scores over the root of the sum of their squares
(vector normalisation), times the weight. The ideal takes the best of each criterion among the projects compared, the
anti-ideal the worst. Score: distance to the anti-ideal over the sum of both distances, from 0 to 1. A criterion's
part is the score times its share of the squared distance to the anti-ideal; the parts add up to the score.

All squared distances are exact fractions; only the roots at the end are rounded, to 40 digits. The more dominating
project never comes second for a rounding error.

A project that lacks the score of a criterion that weighs has no place among the distances: it is not compared.
"""

import decimal
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from pmo.analysis.ranking.criteria import Weighted
from pmo.analysis.ranking.placings import Score
from pmo.analysis.ranking.weighted import Row
from pmo.findings import message

_PRECISE = decimal.Context(prec=40, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)


class Distances(NamedTuple):
    """Squared distances by criterion, before their weights."""

    to_ideal: dict[str, Fraction]
    to_worst: dict[str, Fraction]


def scores(criteria: Sequence[Weighted], rows: Sequence[Row]) -> list[Score]:
    """The closeness of each project; none while a score is missing, or where all are alike."""
    weighing = [one for one in criteria if one.weight]
    return [
        Score(None) if found is None else _closeness(weighing, found) for found in distances(criteria, rows)
    ]


def distances(criteria: Sequence[Weighted], rows: Sequence[Row]) -> list[Distances | None]:
    """Where each project stands between ideal and worst; None for those that are not compared."""
    weighing = [one for one in criteria if one.weight]
    compared = [row for row in rows if all(one.id in row for one in weighing)]
    found: dict[int, Distances] = {id(row): Distances({}, {}) for row in compared}
    for one in weighing if compared else ():
        column = [Fraction(row[one.id]) for row in compared]
        best, worst = (max(column), min(column)) if one.maximise else (min(column), max(column))
        norm = sum((value * value for value in column), Fraction(0)) or Fraction(1)
        for row, value in zip(compared, column, strict=True):
            found[id(row)].to_ideal[one.id] = (value - best) ** 2 / norm
            found[id(row)].to_worst[one.id] = (value - worst) ** 2 / norm
    return [found.get(id(row)) for row in rows]


def _closeness(weighing: Sequence[Weighted], found: Distances) -> Score:
    square = {one.id: one.share * one.share for one in weighing}
    near = sum((square[id_] * value for id_, value in found.to_ideal.items()), Fraction(0))
    far = {id_: square[id_] * value for id_, value in found.to_worst.items()}
    total = sum(far.values(), Fraction(0))
    if not near and not total:
        return Score(
            None, reason=message("no other project differs from it, so there is no best and no worst")
        )
    if not total:
        return Score(Fraction(0), dict.fromkeys(far, Fraction(0)))
    value = 1 / (1 + _root(near / total))
    return Score(value, {id_: value * part / total for id_, part in far.items()})


def _root(square: Fraction) -> Fraction:
    with decimal.localcontext(_PRECISE):
        return Fraction((Decimal(square.numerator) / square.denominator).sqrt())
