"""RICE: reach * impact * confidence / effort, on the scores as given.

After S. McBride, "RICE: simple prioritization for product managers" (Intercom, 2016). Confidence is a fraction. The
parts are the factors, effort as 1 / effort; they multiply to the score. Criteria have no weights here.
"""

import math
from collections.abc import Sequence
from fractions import Fraction

from pmo.analysis.ranking.criteria import Weighted
from pmo.analysis.ranking.placings import Score
from pmo.analysis.ranking.weighted import Row
from pmo.findings import message

FACTORS = ("reach", "impact", "confidence")
EFFORT = "effort"
IDS = (*FACTORS, EFFORT)


def scores(_criteria: Sequence[Weighted], rows: Sequence[Row]) -> list[Score]:
    """The score of each project; none while one of the four is missing, or without an effort."""
    return [_score(row) for row in rows]


def _score(row: Row) -> Score:
    if any(id_ not in row for id_ in IDS):
        return Score(None)
    effort = Fraction(row[EFFORT])
    if effort <= 0:
        return Score(None, reason=message("the effort must be above 0"))
    if any(row[id_] < 0 for id_ in FACTORS):
        return Score(None, reason=message("reach, impact and confidence must not be below 0"))
    parts = {id_: Fraction(row[id_]) for id_ in FACTORS} | {EFFORT: 1 / effort}
    return Score(math.prod(parts.values(), start=Fraction(1)), parts)
