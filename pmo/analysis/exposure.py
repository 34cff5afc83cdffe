"""What the open risks of a register may be expected to cost."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from pmo.analysis.risk_matrix import is_open
from pmo.model.office import RiskRules
from pmo.model.risks import Risk


def expected_cost(risk: Risk) -> Decimal | None:
    """Mean cost if the risk happens: of the triangular distribution, or of the PERT one where the risk says so."""
    if risk.cost is None:
        return None
    low, likely, high = risk.cost.points
    if risk.distribution == "pert":
        return (low + 4 * likely + high) / 6
    return (low + likely + high) / 3


def likelihood(risk: Risk, bands: Sequence[Decimal] = RiskRules().probability) -> Decimal | None:
    """The risk's own likelihood, else the middle of its probability band; ``bands`` are the lower edges."""
    if risk.likelihood is not None:
        return risk.likelihood
    if risk.probability is None:
        return None
    edges = [*bands, Decimal(1)]
    return (edges[risk.probability - 1] + edges[risk.probability]) / 2


def expected_value(risk: Risk, bands: Sequence[Decimal] = RiskRules().probability) -> Decimal | None:
    """Likelihood times expected cost, negative for an opportunity; None where either is not recorded."""
    cost, chance = expected_cost(risk), likelihood(risk, bands)
    if cost is None or chance is None:
        return None
    return -chance * cost if risk.type == "opportunity" else chance * cost


def exposure(risks: Iterable[Risk], bands: Sequence[Decimal] = RiskRules().probability) -> Decimal | None:
    """Expected cost of the open threats less the expected gain of the open opportunities.

    Risks without a cost or a likelihood are left out; when none of the open ones has both, the exposure is
    not known. Without an open risk it is zero.
    """
    values = [expected_value(risk, bands) for risk in risks if is_open(risk)]
    known = [value for value in values if value is not None]
    return None if values and not known else sum(known, Decimal(0))
