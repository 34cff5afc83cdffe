"""The ranking of the proposals, before and after."""

import datetime
from dataclasses import dataclass

from pmo.analysis.ranking import Placing, Ranking, candidates, rank
from pmo.errors import PmoError
from pmo.model.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class RankEffect:
    """A project that has another place or score; None on the side where it is not up for ranking."""

    project: str
    title: str
    before: Placing | None
    after: Placing | None


@dataclass(frozen=True, slots=True)
class RankEffects:
    """The projects that move, or why that cannot be said."""

    rows: tuple[RankEffect, ...] = ()
    """By their new place; those that leave come last."""
    why: str | None = None
    """Why there is no ranking to compare."""


def rank_effects(before: Portfolio, after: Portfolio, as_of: datetime.date) -> RankEffects:
    """What changes in the ranking of the proposed and approved projects."""
    try:
        old, new = (_places(one, as_of) for one in (before, after))
    except PmoError as error:
        return RankEffects(why=error.reason)
    rows = [
        RankEffect(project, (new.get(project) or old[project]).title, old.get(project), new.get(project))
        for project in (*new, *(one for one in old if one not in new))
        if _what_counts(old.get(project)) != _what_counts(new.get(project))
    ]
    return RankEffects(tuple(rows))


def _places(portfolio: Portfolio, as_of: datetime.date) -> dict[str, Placing]:
    """Placings by project, in their order; none where nothing is up for ranking."""
    up = candidates(portfolio.projects.values())
    ranking: Ranking | None = rank(portfolio, up, as_of) if up else None
    return {placing.project: placing for placing in (ranking.placings if ranking else ())}


def _what_counts(placing: Placing | None) -> object:
    return placing and (placing.rank, placing.score, placing.mandatory, frozenset(placing.missing))
