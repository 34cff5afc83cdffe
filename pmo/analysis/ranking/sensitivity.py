"""How sure a ranking is: how often projects stay among the first, and what turns neighbours round."""

from dataclasses import dataclass
from importlib.util import find_spec

from pmo.analysis.ranking.forms import forms, squares, weighing
from pmo.analysis.ranking.placings import Ranking
from pmo.analysis.ranking.swings import Swing, swings
from pmo.model.portfolio import Portfolio

DRAWS = 10_000
TOP = 3
"""How many count as the first, where the office does not say how many projects it takes at most."""


@dataclass(frozen=True, slots=True)
class Stability:
    """A ranked project, and how often it is among the first."""

    project: str
    rank: int
    share: float
    """Share of the draws in which it is among the first."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How sure a ranking is."""

    draws: int
    seed: int
    top: int
    """How many count as the first."""
    concentration: float
    """How closely the drawn weights keep to the office's."""
    projects: tuple[Stability, ...]
    """By rank; none where numpy is missing, which draws the weights."""
    swings: tuple[Swing, ...]
    """For each pair of neighbours, by rank."""


def is_possible() -> bool:
    """Whether numpy is there, which draws the weights."""
    return find_spec("numpy") is not None


def first_places(portfolio: Portfolio) -> int:
    """How many count as the first: as many as the office takes at most."""
    rules = portfolio.office.prioritisation if portfolio.office else None
    return (rules.constraints.max_projects if rules else None) or TOP


def sensitivity(
    ranking: Ranking, *, draws: int = DRAWS, seed: int = 1, top: int = TOP, concentration: float | None = None
) -> Sensitivity:
    """How sure a ranking by weights is."""
    criteria, ranked = weighing(ranking), ranking.ranked
    closeness = float(len(criteria)) if concentration is None else concentration
    top = min(top, len(ranked))
    shares: list[float] = []
    if ranked and is_possible():
        from pmo.analysis.ranking.draws import in_top, weights

        drawn = weights([float(one.share) for one in criteria], draws, seed, closeness)
        shares = (in_top(forms(ranking), drawn**2 if squares(ranking) else drawn, top) / draws).tolist()
    return Sensitivity(
        draws,
        seed,
        top,
        closeness,
        tuple(
            Stability(one.project, one.rank or 0, share) for one, share in zip(ranked, shares, strict=False)
        ),
        swings(ranking),
    )
