"""How much projects contribute to the strategy."""

from fractions import Fraction

from pmo.model.portfolio import Portfolio, Project


def strategic_contribution(portfolio: Portfolio, project: Project) -> Fraction | None:
    """Contributions (1 to 5) weighted with all objectives of the strategy, from 0 (serves none) to 5 (decisive for all).

    An objective without a weight weighs 1. None when the strategy has no objectives or weights, or when a
    contribution that the charter names is not judged.
    """
    charter = project.charter
    weights = {
        key: Fraction(1 if objective.weight is None else objective.weight)
        for key, objective in portfolio.objectives.items()
    }
    total = sum(weights.values())
    if charter is None or not total:
        return None
    served = Fraction(0)
    for link in charter.objectives:
        weight = weights.get(link.objective.lower())
        if weight is None:
            continue
        if link.contribution is None:
            return None
        served += weight * link.contribution
    return served / total
