"""What each candidate is worth: its `selection.value`, or else the ranking's score.

Values can be compared only where all are of one kind. So where any candidate has no `selection.value`, the ranking's
score is the value of all; where the office has no criteria to rank by, those without one add nothing.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10
from typing import Literal

from pmo.analysis.ranking.placings import Ranking
from pmo.analysis.ranking.ranked import rank
from pmo.errors import PmoError
from pmo.findings import Message, message
from pmo.model.portfolio import Portfolio, Project

Measure = Literal["value", "score"]
_FIGURES = 12
"""Significant figures of a score that count."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What the candidates are worth, and the order that the office's ranking puts them in."""

    measure: Measure
    values: Mapping[str, Fraction | None]
    """By project; None where nothing is known."""
    order: tuple[str, ...]
    """Ids as a ranking puts them: mandatory work first."""
    is_ranked: bool
    """Whether that is the office's ranking; else the highest value comes first."""
    notes: tuple[Message, ...] = ()


def worth(
    portfolio: Portfolio, candidates: Sequence[Project], as_of: datetime.date, method: str | None = None
) -> Worth:
    """What these projects are worth."""
    given = {project.id: _given(project) for project in candidates}
    ranking, refusal = _ranking(portfolio, candidates, as_of, method)
    lacking = [project for project, value in given.items() if value is None]
    notes: tuple[Message, ...] = ()
    if lacking and (len(lacking) == len(given) or ranking is not None):
        if ranking is None:
            assert refusal is not None
            raise PmoError(
                f"there is nothing to value projects by: {refusal.reason}",
                "give every candidate `selection.value` in its charter, or the office criteria to rank by",
            )
        if len(lacking) < len(given):
            notes = (
                message(
                    "Not every project has a `selection.value`, so the ranking's score is the value of all. "
                    "Without one: {projects}",
                    projects=", ".join(lacking),
                ),
            )
        values = _scores(ranking)
        return Worth("score", values, _order(ranking), True, notes)
    if lacking:
        notes = (
            message(
                "Without a `selection.value`, and nothing to rank by, so they add nothing: {projects}",
                projects=", ".join(lacking),
            ),
        )
    order = _order(ranking) if ranking is not None else _by_value(candidates, given)
    return Worth("value", given, order, ranking is not None, notes)


def _given(project: Project) -> Fraction | None:
    charter = project.charter
    if charter is None or charter.selection is None or charter.selection.value is None:
        return None
    return Fraction(charter.selection.value)


def _ranking(
    portfolio: Portfolio, candidates: Sequence[Project], as_of: datetime.date, method: str | None
) -> tuple[Ranking | None, PmoError | None]:
    """The ranking, or why there is none; a method that was asked for must work."""
    try:
        ranking = rank(portfolio, candidates, as_of, method)
    except PmoError as error:
        if method is not None:
            raise
        return None, error
    if not candidates or any(one.score is not None for one in ranking.placings):
        return ranking, None
    return None, PmoError("no project has a score")


def _scores(ranking: Ranking) -> dict[str, Fraction | None]:
    """Scores to twelve figures of the highest: further ones only say how a number is written."""
    scores = {one.project: None if one.score is None else Fraction(one.score) for one in ranking.placings}
    highest = max((abs(score) for score in scores.values() if score), default=None)
    if highest is None:
        return scores
    unit = Fraction(10) ** (floor(log10(highest)) + 1 - _FIGURES)
    return {
        project: None if score is None else round(score / unit) * unit for project, score in scores.items()
    }


def _order(ranking: Ranking) -> tuple[str, ...]:
    return tuple(one.project for one in ranking.placings)


def _by_value(candidates: Sequence[Project], given: Mapping[str, Fraction | None]) -> tuple[str, ...]:
    ordered = sorted(
        candidates, key=lambda one: (not one.is_mandatory, -(given[one.id] or Fraction(0)), one.id)
    )
    return tuple(one.id for one in ordered)
