"""The analytic hierarchy process: criteria weighed by comparing them in pairs, projects rated by their scores.

What a criterion weighs in `pmo.yaml` does not count; its comparisons do. Projects are then scored as in weighted
scoring.
"""

from fractions import Fraction

from pmo.analysis.ranking.comparisons import incomplete, judged, too_many
from pmo.analysis.ranking.consistency import Consistency, consistency, matrix_of, weights
from pmo.analysis.ranking.criteria import Weighted, unique, with_weights
from pmo.errors import PmoError
from pmo.model.office import Prioritisation


def criteria(rules: Prioritisation) -> tuple[tuple[Weighted, ...], Consistency]:
    """The criteria with their weights, and how well the judgements agree."""
    distinct = unique(rules.criteria)
    ids = [one.id for one in distinct]
    if many := too_many(ids):
        raise PmoError(str(many), "rank with fewer criteria, or with --method weighted")
    found = judged(ids, rules.comparisons)
    for fault in found.faults:
        if fault.fatal:
            raise PmoError(
                f"the criteria cannot be weighed by AHP: {fault.message}",
                f"{fault.hint}, in prioritisation.comparisons of pmo.yaml",
            )
    if found.missing:
        first, second = found.missing[0]
        raise PmoError(
            f"the criteria cannot be weighed by AHP: {incomplete(found, ids)}",
            f"add them to prioritisation.comparisons in pmo.yaml: [{first}, {second}, 2] says that {first} is "
            f"twice as important as {second}",
        )
    matrix = matrix_of(ids, found.ratios)
    return with_weights(distinct, [Fraction(one) for one in weights(matrix)]), consistency(ids, matrix)
