"""The cell of a risk: its colour by probability and impact, as the office drew its matrix.

The colour is a cell of the matrix, not the product P x I (1 x 4 and 2 x 2 differ); the product only sorts.
Opportunities have a matrix of their own, where R marks those most worth pursuing.
"""

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Literal, cast

from pmo.model.office import RiskRules
from pmo.model.risks import Impacts, Risk
from pmo.model.scalars import Colour

Cell = Literal["G", "Y", "O", "R"]
"""G accept, Y watch, O act, R escalate."""

COLOURS: Final[dict[Cell, Colour]] = {"G": "green", "Y": "green", "O": "amber", "R": "red"}
"""What a cell counts for in the health of a project."""

OPEN: Final = frozenset({"identified", "assessed", "responding"})
"""States of a risk that may still happen."""


def is_open(risk: Risk) -> bool:
    """Whether the risk may still happen."""
    return risk.status in OPEN


def cell(rules: RiskRules, kind: str, probability: int, impact: int) -> Cell:
    """The cell of a threat or an opportunity."""
    matrix = rules.opportunity_matrix if kind == "opportunity" else rules.matrix
    return cast(Cell, matrix[5 - probability][impact - 1])


def inherent_levels(risk: Risk) -> tuple[int | None, int | None]:
    """Probability and impact before the response; of several impacts the highest."""
    return risk.probability, risk.impact_level


def residual_levels(risk: Risk) -> tuple[int | None, int | None]:
    """Probability and impact after the response; what was not assessed again is as before."""
    if risk.residual is None:
        return inherent_levels(risk)
    again = risk.residual.impact
    impact = again.highest if isinstance(again, Impacts) else again
    return risk.residual.probability or risk.probability, impact or risk.impact_level


def inherent_cell(risk: Risk, rules: RiskRules) -> Cell | None:
    """The cell before the response; None while the risk is not assessed."""
    return _cell_at(rules, risk, inherent_levels(risk))


def current_cell(risk: Risk, rules: RiskRules) -> Cell | None:
    """The cell as things stand: residual where that was assessed, else inherent."""
    return _cell_at(rules, risk, residual_levels(risk))


def score(probability: int | None, impact: int | None) -> int | None:
    """P x I, only to sort by; None while one of the two is missing."""
    return None if probability is None or impact is None else probability * impact


def band(lower_edges: Sequence[Decimal], value: Decimal) -> int:
    """The band 1 to 5 of a value; a band includes its lower edge."""
    return max(1, bisect_right(lower_edges, value))


def _cell_at(rules: RiskRules, risk: Risk, levels: tuple[int | None, int | None]) -> Cell | None:
    probability, impact = levels
    if probability is None or impact is None:
        return None
    return cell(rules, risk.type, probability, impact)
