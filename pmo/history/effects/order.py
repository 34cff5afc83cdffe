"""The ranking of the proposals, and the best set of them, before and after."""

import datetime
from dataclasses import dataclass

from pmo.analysis.ranking.candidates import candidates
from pmo.analysis.ranking.placings import Placing, Ranking
from pmo.analysis.ranking.ranked import rank
from pmo.analysis.selection.problem import problem
from pmo.analysis.selection.result import Selection
from pmo.analysis.selection.solving import selected
from pmo.errors import PmoError
from pmo.findings import Message, message
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


@dataclass(frozen=True, slots=True)
class Turn:
    """A project that comes into the best set, or drops out of it."""

    project: str
    title: str
    reason: Message | None
    """Of one that comes in: why it was out before; of one that drops out: why it is out now."""


@dataclass(frozen=True, slots=True)
class SelectionEffects:
    """What changes in the best set of the proposals; both sides are None where nothing does."""

    before: Selection | None = None
    after: Selection | None = None
    comes_in: tuple[Turn, ...] = ()
    drops_out: tuple[Turn, ...] = ()
    why: str | None = None
    """Why there is no selection to compare."""


def selection_effects(before: Portfolio, after: Portfolio, as_of: datetime.date) -> SelectionEffects:
    """What changes in the selection from the proposed and approved projects; it is solved only if its input differs."""
    try:
        was, is_ = (problem(one, one.projects.values(), as_of) for one in (before, after))
        if was == is_:
            return SelectionEffects()
        old, new = selected(was), selected(is_)
    except PmoError as error:
        return SelectionEffects(why=error.reason)
    if (old.status, old.value, old.selected) == (new.status, new.value, new.selected):
        return SelectionEffects()
    return SelectionEffects(
        old,
        new,
        tuple(_turn(project, new, old) for project in new.selected if project not in old.selected),
        tuple(_turn(project, old, new) for project in old.selected if project not in new.selected),
    )


def _turn(project: str, inside: Selection, outside: Selection) -> Turn:
    """A project that one selection holds and the other does not."""
    reason: Message | None = next((one.reason for one in outside.left_out if one.project == project), None)
    if reason is None and outside.status != "infeasible":
        under_way, no_candidate = message("it is under way"), message("it is not up for selection")
        reason = under_way if project in outside.committed else no_candidate
    return Turn(project, inside.titles[project], reason)
