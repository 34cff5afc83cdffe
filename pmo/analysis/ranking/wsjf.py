"""Weighted shortest job first: cost of delay over size.

(business value + time criticality + risk reduction or opportunity enablement) / job size, on the scores as given
(SAFe, after Reinertsen, The Principles of Product Development Flow, 2009). The parts are the three values, each over
the size; they add up to the score. Criteria have no weights here.
"""

from collections.abc import Sequence
from fractions import Fraction

from pmo.analysis.ranking.criteria import Weighted
from pmo.analysis.ranking.placings import Score
from pmo.analysis.ranking.weighted import Row
from pmo.findings import message

VALUES = ("business-value", "time-criticality", "risk-reduction")
SIZE = "job-size"
IDS = (*VALUES, SIZE)


def scores(_criteria: Sequence[Weighted], rows: Sequence[Row]) -> list[Score]:
    """The score of each project; none while one of the four is missing, or without a size."""
    return [_score(row) for row in rows]


def _score(row: Row) -> Score:
    if any(id_ not in row for id_ in IDS):
        return Score(None)
    size = Fraction(row[SIZE])
    if size <= 0:
        return Score(None, reason=message("the job size must be above 0"))
    parts = {id_: Fraction(row[id_]) / size for id_ in VALUES}
    return Score(sum(parts.values(), Fraction(0)), parts)
