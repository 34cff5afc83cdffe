"""The view of the prioritisation report. Scores, weights and parts are out of 100."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pmo.analysis.ranking import Placing, Ranking, Weighted
from pmo.locale import Language
from pmo.render.views.parts import Heading
from pmo.render.views.words import in_words

TEMPLATE = "prioritisation.md.jinja"


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion, and what it may add at most."""

    id: str
    title: str
    weight: Decimal
    """As in pmo.yaml."""
    share: Decimal
    """Most that it can add to a score, out of 100."""
    direction: str
    """`max` where more is better, else `min`."""
    low: Decimal
    """Lowest score of its scale."""
    high: Decimal
    """Highest score of its scale."""


@dataclass(frozen=True, slots=True)
class MissingRow:
    """Scores of a project that are missing for the same reason."""

    criteria: tuple[str, ...]
    """Titles of the criteria."""
    reason: str
    """Why they are missing."""


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in the ranking."""

    rank: int | None
    """None for mandatory projects, and where nothing is scored."""
    project: str
    title: str
    state: str
    score: Decimal | None
    """Out of 100, over the criteria that are known."""
    low: Decimal | None
    """Score if every missing criterion were at its worst."""
    high: Decimal | None
    """Score if every missing criterion were at its best."""
    parts: tuple[Decimal | None, ...]
    """What each criterion adds, in the order of the criteria; None where its score is missing."""
    scores: tuple[Decimal | None, ...]
    """Scores as given, in the order of the criteria."""
    missing: tuple[MissingRow, ...]
    incomplete: bool
    tied: bool
    """Whether another project has the same score."""


@dataclass(frozen=True, slots=True)
class PrioritisationView:
    """Variables of `prioritisation.md.jinja`."""

    heading: Heading
    """What the report is made of."""
    method: str
    """Id of the ranking method."""
    criteria: tuple[CriterionRow, ...]
    mandatory: tuple[ProjectRow, ...]
    """Projects that rank outside the score."""
    ranked: tuple[ProjectRow, ...]
    """Projects by rank."""
    unscored: tuple[ProjectRow, ...]
    """Projects of which no score is known."""

    @property
    def rows(self) -> tuple[ProjectRow, ...]:
        """All projects, as they are listed."""
        return self.mandatory + self.ranked + self.unscored


def prioritisation_view(ranking: Ranking, heading: Heading, language: Language) -> PrioritisationView:
    """What the prioritisation report shows of a ranking."""

    def rows(placings: tuple[Placing, ...]) -> tuple[ProjectRow, ...]:
        return tuple(_row(placing, ranking.criteria, language) for placing in placings)

    return PrioritisationView(
        heading,
        ranking.method,
        tuple(map(_criterion, ranking.criteria)),
        rows(ranking.mandatory),
        rows(ranking.ranked),
        rows(ranking.unscored),
    )


def _criterion(one: Weighted) -> CriterionRow:
    return CriterionRow(
        one.id,
        one.title,
        _decimal(one.weight),
        _decimal(one.share * 100),
        "max" if one.maximise else "min",
        _decimal(one.lowest),
        _decimal(one.highest),
    )


def _row(placing: Placing, criteria: tuple[Weighted, ...], language: Language) -> ProjectRow:
    parts = tuple(placing.parts.get(one.id) for one in criteria)
    return ProjectRow(
        placing.rank,
        placing.project,
        placing.title,
        placing.state,
        _points(placing.score),
        _points(placing.low),
        _points(placing.high),
        tuple(map(_points, parts)),
        tuple(placing.scores.get(one.id) for one in criteria),
        _missing(placing, {one.id: one.title for one in criteria}, language),
        placing.incomplete,
        placing.tied,
    )


def _missing(placing: Placing, titles: Mapping[str, str], language: Language) -> tuple[MissingRow, ...]:
    by_reason: dict[str, list[str]] = {}
    for criterion, reason in placing.missing.items():
        by_reason.setdefault(in_words(reason, language), []).append(titles[criterion])
    return tuple(MissingRow(tuple(criteria), reason) for reason, criteria in by_reason.items())


def _points(share: Fraction | None) -> Decimal | None:
    return None if share is None else _decimal(share * 100)


def _decimal(number: Fraction) -> Decimal:
    """At most six digits after the point."""
    return round(Decimal(number.numerator) / number.denominator, 6)
