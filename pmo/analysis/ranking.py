"""In which order the office's criteria put projects: weighted scoring, with its working.

**Score.** Each criterion's score s is normalised on the criterion's fixed scale, (s - min) / (max - min), or
(max - s) / (max - min) where less is better. The score of a project is the sum of weight times normalised score
over the sum of weights, from 0 to 1. A criterion's part is its share of that sum; the parts add up to the score.
All of it is exact.

**Missing scores** are never zero. A score that is not recorded, that an expression cannot know, or that lies
outside the scale is missing, with the reason. The project is then ranked on the criteria that are known (the
missing ones are left out of both sums), is marked as incomplete, and shows the lowest and highest score that it
could have with them. A project of which nothing is known has no score and no rank, and comes last.

**Mandatory** projects rank outside the score: they come first, by id, without a rank. Their score is shown all
the same.

**Ties.** Ranks are 1, 2, 3. Among equal scores complete ones come before incomplete ones; then decides what
criteria of weight 0 say, then the higher strategic contribution, then the id. Such projects are marked as tied.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from pmo import expressions
from pmo.analysis.alignment import strategic_contribution
from pmo.analysis.facts import NAMES, facts
from pmo.errors import PmoError
from pmo.expressions import ExpressionError, Unknown
from pmo.findings import Message, message
from pmo.model.charter import ProjectState
from pmo.model.office import Criterion
from pmo.model.portfolio import Portfolio, Project

AVAILABLE = ("weighted",)
"""The ranking methods that work today."""

CANDIDATES: tuple[ProjectState, ...] = ("proposed", "approved")
"""States in which a project waits for its place in the portfolio."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """A criterion with what it weighs."""

    id: str
    title: str
    weight: Fraction
    share: Fraction
    """Weight over the sum of all weights."""
    lowest: Fraction
    highest: Fraction
    maximise: bool

    def normalised(self, score: Fraction) -> Fraction:
        """Score from 0 (worst) to 1 (best)."""
        distance = score - self.lowest if self.maximise else self.highest - score
        return distance / (self.highest - self.lowest)


@dataclass(frozen=True, slots=True)
class Placing:
    """A project's place in the ranking, and how it came about."""

    project: str
    title: str
    state: str
    rank: int | None
    """None for mandatory projects, and for those of which nothing is known."""
    score: Fraction | None
    """0 to 1; over the known criteria when some are missing."""
    low: Fraction | None
    """Score if every missing criterion were at its worst."""
    high: Fraction | None
    """Score if every missing criterion were at its best."""
    parts: Mapping[str, Fraction]
    """What each known criterion adds to the score."""
    scores: Mapping[str, Decimal]
    """Scores as given, of the known criteria."""
    missing: Mapping[str, Message]
    """Why a criterion is missing."""
    mandatory: bool
    tied: bool = False
    """Whether another project has the same score."""

    @property
    def incomplete(self) -> bool:
        return bool(self.missing)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Projects in order."""

    method: str
    criteria: tuple[Weighted, ...]
    placings: tuple[Placing, ...]
    """Mandatory projects, then by rank, then those without a score."""

    @property
    def mandatory(self) -> tuple[Placing, ...]:
        return tuple(placing for placing in self.placings if placing.mandatory)

    @property
    def ranked(self) -> tuple[Placing, ...]:
        return tuple(placing for placing in self.placings if placing.rank is not None)

    @property
    def unscored(self) -> tuple[Placing, ...]:
        return tuple(placing for placing in self.placings if placing.rank is None and not placing.mandatory)


def candidates(projects: Iterable[Project], states: Iterable[str] = CANDIDATES) -> tuple[Project, ...]:
    """The projects in one of these states."""
    wanted = frozenset(states)
    return tuple(project for project in projects if project.charter and project.charter.state in wanted)


def rank(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date, method: str | None = None
) -> Ranking:
    """Rank projects by the office's criteria; ``method`` replaces the one of `pmo.yaml`."""
    rules = portfolio.office.prioritisation if portfolio.office else None
    method = method or (rules.method if rules else "weighted")
    if method not in AVAILABLE:
        raise PmoError(
            f"the ranking method {method!r} is not available yet",
            "set prioritisation.method to weighted in pmo.yaml, or use --method weighted",
        )
    judges = _judges(rules.criteria if rules else ())
    criteria = tuple(judge.weighted for judge in judges)
    placings = []
    contributions = {}
    for project in projects:
        if project.charter is None:
            continue
        placings.append(_placing(portfolio, project, as_of, judges))
        contributions[project.id] = strategic_contribution(portfolio, project)
    return Ranking(method, criteria, ordered(criteria, placings, contributions))


def ordered(
    criteria: Sequence[Weighted],
    placings: Iterable[Placing],
    contributions: Mapping[str, Fraction | None] = {},
) -> tuple[Placing, ...]:
    """The placings in order, with their ranks; ``contributions`` to the strategy decide between equals."""
    by_id = sorted(placings, key=lambda placing: placing.project)
    informative = [criterion for criterion in criteria if not criterion.weight]

    def precedence(placing: Placing) -> tuple[Fraction, bool, Fraction, Fraction, str]:
        known = [one for one in informative if one.id in placing.scores]
        tie_break = sum((one.normalised(Fraction(placing.scores[one.id])) for one in known), Fraction(0))
        contribution = contributions.get(placing.project) or Fraction(0)
        return (
            -(placing.score or Fraction(0)),
            placing.incomplete,
            -tie_break,
            -contribution,
            placing.project,
        )

    scored = sorted((one for one in by_id if not one.mandatory and one.score is not None), key=precedence)
    frequency = Counter(one.score for one in scored)
    return (
        *(one for one in by_id if one.mandatory),
        *(replace(one, rank=place, tied=frequency[one.score] > 1) for place, one in enumerate(scored, 1)),
        *(one for one in by_id if not one.mandatory and one.score is None),
    )


def weighed(criteria: Sequence[Criterion]) -> tuple[Weighted, ...]:
    """Criteria with their share of the sum of weights; of two with the same id the first counts."""
    distinct = {criterion.id.lower(): criterion for criterion in reversed(criteria)}
    unique = [criterion for criterion in criteria if distinct[criterion.id.lower()] is criterion]
    weights = [Fraction(1 if one.weight is None else one.weight) for one in unique]
    total = sum(weights)
    if not total:
        raise PmoError(
            "the prioritisation criteria have no weight, so nothing can be ranked",
            "give at least one criterion in pmo.yaml a weight above 0",
        )
    return tuple(
        Weighted(
            one.id,
            one.title,
            weight,
            weight / total,
            Fraction(one.scale.min),
            Fraction(one.scale.max),
            one.direction == "max",
        )
        for one, weight in zip(unique, weights, strict=True)
    )


class Score(NamedTuple):
    """What the known criteria of a project come to."""

    value: Fraction | None
    """Score over the known criteria; None when none of them weighs anything."""
    low: Fraction | None
    """Score if every missing criterion were at its worst."""
    high: Fraction | None
    """Score if every missing criterion were at its best."""
    parts: Mapping[str, Fraction]
    """What each known criterion adds to the score."""


def score(criteria: Sequence[Weighted], scores: Mapping[str, Decimal]) -> Score:
    """The score of a project by its known scores."""
    known = [(one, one.normalised(Fraction(scores[one.id]))) for one in criteria if one.id in scores]
    weight = sum((one.weight for one, _ in known), Fraction(0))
    if not weight:
        return Score(None, None, None, {})
    parts = {one.id: one.weight * value / weight for one, value in known}
    low = sum((one.share * value for one, value in known), Fraction(0))
    high = low + sum((one.share for one in criteria if one.id not in scores), Fraction(0))
    return Score(sum(parts.values(), Fraction(0)), low, high, parts)


@dataclass(frozen=True, slots=True)
class _Judge:
    """A criterion, and where its scores come from."""

    weighted: Weighted
    expression: expressions.Expression | None
    fault: Message | None
    """Why no project can have a score."""


def _judges(criteria: Sequence[Criterion]) -> tuple[_Judge, ...]:
    if not criteria:
        raise PmoError(
            "the office has no prioritisation criteria, so nothing can be ranked",
            "add prioritisation.criteria to pmo.yaml: a list of {id, title, weight}, scored in each "
            "charter under `scores`",
        )
    written = {criterion.id.lower(): criterion.value for criterion in reversed(criteria)}
    return tuple(_judge(one, written[one.id.lower()]) for one in weighed(criteria))


def _judge(criterion: Weighted, value: str | None) -> _Judge:
    if criterion.lowest >= criterion.highest:
        return _Judge(criterion, None, message("the scale of the criterion has no width"))
    if value is None:
        return _Judge(criterion, None, None)
    try:
        return _Judge(criterion, expressions.parse(value, frozenset(NAMES)), None)
    except ExpressionError as error:
        return _Judge(criterion, None, _wrong(error))


def _placing(
    portfolio: Portfolio, project: Project, as_of: datetime.date, judges: Sequence[_Judge]
) -> Placing:
    charter = project.charter
    assert charter is not None
    given = {key.lower(): value for key, value in charter.scores.items()}
    names = facts(portfolio, project, as_of)
    scores: dict[str, Decimal] = {}
    missing: dict[str, Message] = {}
    for judge in judges:
        found = _score(judge, given, names)
        if isinstance(found, Message):
            missing[judge.weighted.id] = found
        else:
            scores[judge.weighted.id] = found
    total = score([judge.weighted for judge in judges], scores)
    mandatory = charter.selection is not None and charter.selection.mandatory
    return Placing(project.id, charter.title, charter.state, None, *total, scores, missing, mandatory)


def _score(judge: _Judge, given: Mapping[str, Decimal], names: Mapping[str, object]) -> Decimal | Message:
    """The score of a criterion, or why there is none."""
    if judge.fault is not None:
        return judge.fault
    if judge.expression is None:
        value = given.get(judge.weighted.id.lower())
        if value is None:
            return message("no score in the charter")
    else:
        try:
            found = expressions.number(judge.expression, names)
        except ExpressionError as error:
            return _wrong(error)
        if isinstance(found, Unknown):
            return message("nothing is recorded for `{expression}`", expression=judge.expression.text)
        value = found
    low, high = judge.weighted.lowest, judge.weighted.highest
    if not low <= value <= high:
        return message(
            "{score} is outside the scale {low} to {high}",
            score=_plain(value),
            low=_plain(low),
            high=_plain(high),
        )
    return value


def _wrong(error: ExpressionError) -> Message:
    return message("its expression cannot be evaluated: {error}", error=error.message)


def _plain(number: Decimal | Fraction) -> str:
    exact = Decimal(number.numerator) / number.denominator if isinstance(number, Fraction) else number
    return format(exact.normalize(), "f")
