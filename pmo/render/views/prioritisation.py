"""The view of the prioritisation report.

Scores and parts are out of 100, except by WSJF and RICE, whose formulas give them another size.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from pmo.analysis.appraisal import Appraisal
from pmo.analysis.money import Money
from pmo.analysis.ranking.consistency import ACCEPTABLE, Consistency, Judgement
from pmo.analysis.ranking.criteria import Weighted
from pmo.analysis.ranking.methods import METHODS
from pmo.analysis.ranking.placings import Placing, Ranking
from pmo.analysis.ranking.sensitivity import Sensitivity
from pmo.analysis.ranking.swings import Swing
from pmo.locale import Language
from pmo.render.views.parts import Heading
from pmo.render.views.words import in_words

TEMPLATE = "prioritisation.md.jinja"
_WIDE = Context(prec=200)
_SIX_DIGITS = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion, and what it may add at most."""

    id: str
    """Id, as in pmo.yaml."""
    title: str
    """What it is called."""
    weight: Decimal | None
    """As in pmo.yaml, or by its comparisons (AHP); None where criteria have no weights."""
    share: Decimal | None
    """Its weight out of 100."""
    direction: str
    """`max` where more is better, else `min`."""
    low: Decimal | None
    """Lowest score of its scale; None where scores count as they are."""
    high: Decimal | None
    """Highest score of its scale."""
    divides: bool
    """Whether the rest is divided by it: the size of a job, the effort."""


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
    """Id of the project."""
    title: str
    """Title of the project."""
    state: str
    """State of the project."""
    score: Decimal | None
    """The higher the better."""
    low: Decimal | None
    """Score if every missing criterion were at its worst."""
    high: Decimal | None
    """Score if every missing criterion were at its best."""
    parts: tuple[Decimal | None, ...]
    """What each criterion brings in, in the order of the criteria; the divisor itself where it divides. None where
    its score is missing.
    """
    scores: tuple[Decimal | None, ...]
    """Scores as given, in the order of the criteria."""
    missing: tuple[MissingRow, ...]
    """Scores that are missing, by reason."""
    incomplete: bool
    """Whether a score is missing."""
    tied: bool
    """Whether another project has the same score."""
    reason: str | None
    """Why there is no score, where it is not for want of scores."""


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """The comparison of two criteria that is furthest from what the weights say."""

    first: str
    """Title of the criterion that is compared."""
    second: str
    """Title of the one that it is compared with."""
    ratio: Decimal
    """As judged: the first is that many times as important."""
    implied: Decimal
    """What the weights say."""
    corrected: Decimal
    """Consistency ratio if it were judged so."""


@dataclass(frozen=True, slots=True)
class ConsistencyRow:
    """How well pairwise comparisons agree (AHP)."""

    ratio: Decimal
    """Consistency ratio: index over random index."""
    most: Decimal
    """Above this the judgements contradict each other too much."""
    acceptable: bool
    """Whether the ratio is not above that."""
    max_eigenvalue: Decimal
    """Principal eigenvalue of the comparisons."""
    index: Decimal
    """Consistency index."""
    random_index: Decimal
    """Mean index of random comparisons of as many criteria."""
    worst: JudgementRow | None
    """The comparison to look at first."""


@dataclass(frozen=True, slots=True)
class StabilityRow:
    """A ranked project, and how often it is among the first."""

    project: str
    """Id of the project."""
    title: str
    """Title of the project."""
    rank: int
    """Its rank."""
    share: Decimal
    """Share of the drawn sets of weights."""


@dataclass(frozen=True, slots=True)
class SwingRow:
    """Two neighbours of the ranking, and the smallest change of one weight that turns them round."""

    first: str
    """Id of the project that is before the other."""
    second: str
    """Id of the project that comes next."""
    first_title: str
    """Title of the first."""
    second_title: str
    """Title of the second."""
    tied: bool
    """Whether they are equal as it is."""
    criterion: str | None
    """Title of the criterion; None when no single weight turns them round."""
    weight: Decimal | None
    """What the criterion weighs."""
    to: Decimal | None
    """What it would have to weigh, the others as they are."""
    share: Decimal | None
    """Its weight as a fraction of all weights."""
    to_share: Decimal | None
    """What that fraction would have to be."""


@dataclass(frozen=True, slots=True)
class SensitivityRows:
    """How sure the order is when the weights vary."""

    draws: int
    """How many sets of weights were drawn."""
    seed: int
    """Seed of the draws."""
    top: int
    """How many count as the first."""
    concentration: Decimal
    """How closely the drawn weights keep to the office's."""
    projects: tuple[StabilityRow, ...]
    """Ranked projects, by rank."""
    swings: tuple[SwingRow, ...]
    """Neighbours of the ranking."""


@dataclass(frozen=True, slots=True)
class WorthRow:
    """What the business case of a project is worth."""

    project: str
    """Id of the project."""
    title: str
    """Title of the project."""
    npv: Money | None
    """Net present value."""
    irr: tuple[Decimal, ...]
    """Every internal rate of return."""
    payback: Decimal | None
    """In periods from t = 0."""
    bcr: Decimal | None
    """Present value of benefits over that of costs."""
    cost_of_delay: Money | None
    """What the net present value loses when the benefits come one period later."""
    reason: str | None
    """Why there is no net present value."""


@dataclass(frozen=True, slots=True)
class PrioritisationView:
    """Variables of `prioritisation.md.jinja`."""

    heading: Heading
    """What the report is made of."""
    method: str
    """Id of the ranking method."""
    criteria: tuple[CriterionRow, ...]
    """The criteria of the method, in order."""
    mandatory: tuple[ProjectRow, ...]
    """Projects that rank outside the score."""
    ranked: tuple[ProjectRow, ...]
    """Projects by rank."""
    unscored: tuple[ProjectRow, ...]
    """Projects without a score."""
    consistency: ConsistencyRow | None
    """Of the comparisons, by AHP."""
    out_of_100: bool
    """Whether scores are out of 100; else they have the size that the formula gives them."""
    compares: bool
    """Whether a score depends on the other projects (TOPSIS)."""
    sensitivity: SensitivityRows | None
    """How sure the order is; None where nobody asked, or criteria have no weights."""
    worth: tuple[WorthRow, ...]
    """What business cases are worth, in the order of the projects; none where nobody asked."""

    @property
    def rows(self) -> tuple[ProjectRow, ...]:
        """All projects, as they are listed."""
        return self.mandatory + self.ranked + self.unscored


def prioritisation_view(
    ranking: Ranking,
    heading: Heading,
    language: Language,
    varied: Sensitivity | None = None,
    appraisals: Sequence[Appraisal] = (),
) -> PrioritisationView:
    """What the prioritisation report shows of a ranking."""
    method = METHODS[ranking.method]
    factor = 100 if method.weighs else 1

    def rows(placings: tuple[Placing, ...]) -> tuple[ProjectRow, ...]:
        return tuple(_row(placing, ranking, factor, language) for placing in placings)

    return PrioritisationView(
        heading,
        ranking.method,
        tuple(_criterion(one, ranking.method) for one in ranking.criteria),
        rows(ranking.mandatory),
        rows(ranking.ranked),
        rows(ranking.unscored),
        _consistency(ranking.consistency, ranking.criteria),
        out_of_100=method.weighs,
        compares=method.compares,
        sensitivity=_sensitivity(varied, ranking) if varied else None,
        worth=tuple(_worth(ranking, appraisals, language)),
    )


def _criterion(one: Weighted, method: str) -> CriterionRow:
    weighs, on_scale = METHODS[method].weighs, METHODS[method].on_scale
    return CriterionRow(
        one.id,
        one.title,
        _decimal(one.weight) if weighs else None,
        _decimal(one.share * 100) if weighs else None,
        "max" if one.maximise else "min",
        _decimal(one.lowest) if on_scale else None,
        _decimal(one.highest) if on_scale else None,
        one.id == METHODS[method].divisor,
    )


def _row(placing: Placing, ranking: Ranking, factor: int, language: Language) -> ProjectRow:
    divisor = METHODS[ranking.method].divisor
    scores = tuple(placing.scores.get(one.id) for one in ranking.criteria)
    parts = tuple(
        score if one.id == divisor else _scaled(placing.parts.get(one.id), factor)
        for one, score in zip(ranking.criteria, scores, strict=True)
    )
    return ProjectRow(
        placing.rank,
        placing.project,
        placing.title,
        placing.state,
        _scaled(placing.score, factor),
        _scaled(placing.low, factor),
        _scaled(placing.high, factor),
        parts,
        scores,
        _missing(placing, {one.id: one.title for one in ranking.criteria}, language),
        placing.incomplete,
        placing.tied,
        in_words(placing.reason, language) if placing.reason else None,
    )


def _missing(placing: Placing, titles: Mapping[str, str], language: Language) -> tuple[MissingRow, ...]:
    by_reason: dict[str, list[str]] = {}
    for criterion, reason in placing.missing.items():
        by_reason.setdefault(in_words(reason, language), []).append(titles[criterion])
    return tuple(MissingRow(tuple(criteria), reason) for reason, criteria in by_reason.items())


def _consistency(found: Consistency | None, criteria: tuple[Weighted, ...]) -> ConsistencyRow | None:
    if found is None:
        return None
    titles = {one.id: one.title for one in criteria}
    return ConsistencyRow(
        _decimal(Fraction(found.ratio)),
        _decimal(Fraction(ACCEPTABLE)),
        found.acceptable,
        _decimal(Fraction(found.max_eigenvalue)),
        _decimal(Fraction(found.index)),
        _decimal(Fraction(found.random_index)),
        _judgement(found.worst, titles) if found.worst else None,
    )


def _judgement(worst: Judgement, titles: Mapping[str, str]) -> JudgementRow:
    figures = (_decimal(Fraction(one)) for one in (worst.ratio, worst.implied, worst.corrected))
    return JudgementRow(titles[worst.first], titles[worst.second], *figures)


def _worth(ranking: Ranking, appraisals: Sequence[Appraisal], language: Language) -> Iterator[WorthRow]:
    by_project = {one.project.id: one for one in appraisals}
    for placing in ranking.placings if by_project else ():
        one = by_project[placing.project]
        found, delay = one.figures, one.tornado.cost_of_delay if one.tornado else None
        reason = found.reasons.get("npv")
        yield WorthRow(
            placing.project,
            placing.title,
            _money(found.npv, one.currency),
            tuple(_short(rate) for rate in found.irr_all),
            None if found.payback is None else _short(found.payback),
            None if found.bcr is None else _short(found.bcr),
            _money(delay, one.currency),
            in_words(reason, language) if reason else None,
        )


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else Money(_short(amount), currency)


def _short(value: Decimal) -> Decimal:
    return _WIDE.quantize(value, _SIX_DIGITS)


def _sensitivity(found: Sensitivity, ranking: Ranking) -> SensitivityRows:
    titles = {one.project: one.title for one in ranking.placings}
    return SensitivityRows(
        found.draws,
        found.seed,
        found.top,
        _decimal(Fraction(found.concentration)),
        tuple(
            StabilityRow(one.project, titles[one.project], one.rank, _decimal(Fraction(one.share)))
            for one in found.projects
        ),
        tuple(_swing(one, titles) for one in found.swings),
    )


def _swing(one: Swing, titles: Mapping[str, str]) -> SwingRow:
    names = (one.first, one.second, titles[one.first], titles[one.second], one.tied)
    if not one.turns:
        return SwingRow(*names, None, None, None, None, None)
    turn = one.turns[0]
    figures = (turn.criterion.weight, turn.weight, turn.criterion.share, turn.share)
    return SwingRow(*names, turn.criterion.title, *map(_decimal, figures))


def _scaled(number: Fraction | None, factor: int) -> Decimal | None:
    return None if number is None else _decimal(number * factor)


def _decimal(number: Fraction) -> Decimal:
    """At most six digits after the point."""
    return _WIDE.quantize(_WIDE.divide(Decimal(number.numerator), Decimal(number.denominator)), _SIX_DIGITS)
