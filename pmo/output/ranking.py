"""A ranking as text, as data of JSON, and as CSV."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from pmo.analysis.ranking.candidates import CANDIDATES
from pmo.analysis.ranking.consistency import Consistency
from pmo.analysis.ranking.methods import METHODS
from pmo.analysis.ranking.placings import Placing, Ranking
from pmo.analysis.ranking.sensitivity import Sensitivity
from pmo.locale import Language
from pmo.output import csv, table
from pmo.output.table import Column
from pmo.output.terminal import GAP, NOTHING, Page, cell
from pmo.render.views.prioritisation import (
    ConsistencyRow,
    CriterionRow,
    PrioritisationView,
    ProjectRow,
    SensitivityRows,
    SwingRow,
)
from pmo.render.views.words import in_words

_BAR = 12
"""Columns of a bar."""
_LEAST_TITLE = 16
"""Columns below which a title says too little."""
_SCORE = "score"
"""Under which name the reason stands why there is no score."""


class CriterionData(Struct, frozen=True):
    """A criterion with its weight as given (AHP: by its comparisons), and its share of all weights.

    Both are null for WSJF and RICE, whose criteria have no weights.
    """

    id: str
    title: str
    weight: float | None
    share: float | None


class JudgementData(Struct, frozen=True):
    """The comparison furthest from what the weights say: `first` was judged `ratio` times as important as `second`,
    by the weights it is `implied` times; judged so, the consistency ratio would be `corrected`.
    """

    first: str
    second: str
    ratio: float
    implied: float
    corrected: float


class ConsistencyData(Struct, frozen=True):
    """How well pairwise comparisons agree: `ratio` is `index` over `random_index` (Saaty's table); up to 0.10 is
    acceptable.
    """

    ratio: float
    max_eigenvalue: float
    index: float
    random_index: float
    acceptable: bool
    worst: JudgementData | None


class PlacingData(Struct, frozen=True):
    """One project. Scores are from 0 to 1, by WSJF and RICE ratios. `parts` add up to the score, by RICE they are its
    factors. `rank` is null for mandatory work and without a score; `reasons` says by criterion why a score is missing,
    and under `score` why there is none for another reason.
    """

    rank: int | None
    project: str
    title: str
    state: str
    score: float | None
    low: float | None
    high: float | None
    parts: dict[str, float]
    scores: dict[str, float]
    missing: list[str]
    reasons: dict[str, str]
    mandatory: bool
    tied: bool


class StabilityData(Struct, frozen=True):
    """In which share of the drawn sets of weights a ranked project is among the first `top`."""

    project: str
    rank: int
    top_share: float


class TurnData(Struct, frozen=True):
    """A weight at which two neighbours are equal; beyond it they change places. Shares are of all weights."""

    criterion: str
    weight: float
    to: float
    share: float
    to_share: float


class SwingData(Struct, frozen=True):
    """Two neighbours of the ranking. `turns` has a weight for each criterion that can turn them round when all other
    weights stay, the smallest change of share first; none when nothing does, or they are equal as it is (`tied`).
    """

    first: str
    second: str
    tied: bool
    turns: list[TurnData]


class SensitivityData(Struct, frozen=True):
    """How sure the order is: weights drawn from a Dirichlet distribution around the office's, and swing weights."""

    draws: int
    seed: int
    top: int
    concentration: float
    projects: list[StabilityData]
    swings: list[SwingData]


class RankingData(Struct, frozen=True):
    """The `data` of `pmo rank`."""

    method: str
    criteria: list[CriterionData]
    consistency: ConsistencyData | None
    ranking: list[PlacingData]
    sensitivity: SensitivityData | None


def data(ranking: Ranking, language: Language, varied: Sensitivity | None = None) -> RankingData:
    """The `data` of `pmo rank`."""
    weighs = METHODS[ranking.method].weighs
    return RankingData(
        method=ranking.method,
        criteria=[
            CriterionData(
                one.id,
                one.title,
                float(one.weight) if weighs else None,
                float(one.share) if weighs else None,
            )
            for one in ranking.criteria
        ],
        consistency=_consistency(ranking.consistency) if ranking.consistency else None,
        ranking=[_placing(one, language) for one in ranking.placings],
        sensitivity=_sensitivity(varied) if varied else None,
    )


def _sensitivity(found: Sensitivity) -> SensitivityData:
    return SensitivityData(
        found.draws,
        found.seed,
        found.top,
        found.concentration,
        [StabilityData(one.project, one.rank, one.share) for one in found.projects],
        [
            SwingData(
                swing.first,
                swing.second,
                swing.tied,
                [
                    TurnData(
                        turn.criterion.id,
                        float(turn.criterion.weight),
                        float(turn.weight),
                        float(turn.criterion.share),
                        float(turn.share),
                    )
                    for turn in swing.turns
                ],
            )
            for swing in found.swings
        ],
    )


def _consistency(found: Consistency) -> ConsistencyData:
    worst = found.worst
    return ConsistencyData(
        found.ratio,
        found.max_eigenvalue,
        found.index,
        found.random_index,
        found.acceptable,
        JudgementData(worst.first, worst.second, worst.ratio, worst.implied, worst.corrected)
        if worst
        else None,
    )


def _placing(placing: Placing, language: Language) -> PlacingData:
    reasons = {id_: in_words(reason, language) for id_, reason in placing.missing.items()}
    if placing.reason is not None:
        reasons[_SCORE] = in_words(placing.reason, language)
    return PlacingData(
        rank=placing.rank,
        project=placing.project,
        title=placing.title,
        state=placing.state,
        score=_number(placing.score),
        low=_number(placing.low),
        high=_number(placing.high),
        parts={id_: float(part) for id_, part in placing.parts.items()},
        scores={id_: float(score) for id_, score in placing.scores.items()},
        missing=list(placing.missing),
        reasons=reasons,
        mandatory=placing.mandatory,
        tied=placing.tied,
    )


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def as_csv(view: PrioritisationView) -> str:
    """A row for each project; scores, and what each criterion brings in, as in JSON."""
    header = ["rank", "project", "title", "state", "mandatory", "score", "low", "high"]
    header += [one.id for one in view.criteria]
    header += ["missing"]
    stable = {row.project: row.share for row in view.sensitivity.projects} if view.sensitivity else {}
    header += ["top_share"] if view.sensitivity else []
    mandatory = {row.project for row in view.mandatory}
    factor = 100 if view.out_of_100 else 1
    return csv.table(
        header,
        (
            [
                row.rank,
                row.project,
                row.title,
                row.state,
                row.project in mandatory,
                *(
                    None if one is None else one / factor
                    for one in (row.score, row.low, row.high, *row.parts)
                ),
                "; ".join(
                    one.id for one, given in zip(view.criteria, row.scores, strict=True) if given is None
                ),
                *([stable.get(row.project)] if view.sensitivity else []),
            ]
            for row in view.rows
        ),
    )


def text(view: PrioritisationView, language: Language, *, width: int, colour: bool) -> str:
    """Tables with a column for each criterion, then what they mean and what is missing."""
    page = Page(width=width, colour=colour)
    method = language.label("ranking_method", view.method)
    page.heading(
        language.plural(
            "{n} project ranked by {method}",
            "{n} projects ranked by {method}",
            len(view.ranked),
            method=method,
        ),
        f"{view.heading.portfolio} · {language.text('As of {date}', date=language.date(view.heading.as_of))}",
    )
    if not view.rows:
        page.blank()
        page.paragraph(language.text("No project is up for ranking."))
        return page.text()
    for title, rows in (
        (language.text("Mandatory, whatever the score"), view.mandatory),
        (_ranking_title(view, language), view.ranked),
        (language.text("Not scored, so without a rank"), view.unscored),
    ):
        if rows:
            page.blank()
            page.paragraph(title, "bold")
            _tables(page, view, rows, language, width)
    _legend(page, view, language)
    _notes(page, view, language, width)
    return page.text()


def advice(view: PrioritisationView, language: Language) -> str:
    """What to do next."""
    incomplete = [row.project for row in view.rows if row.incomplete and row.state in CANDIDATES]
    if not view.rows:
        return language.text("`pmo rank --all` ranks projects in every state.")
    if incomplete:
        return language.text(
            "Add what is missing under `scores` in projects/{project}/charter.yaml, then rank again.",
            project=incomplete[0],
        )
    first = (view.ranked or view.rows)[0].project
    return language.text(
        "`pmo checklist {project}` shows what it still needs; `pmo rank --format markdown` is the report for the board.",
        project=first,
    )


def _tables(
    page: Page, view: PrioritisationView, rows: Sequence[ProjectRow], language: Language, width: int
) -> None:
    """A table with as many criteria as fit, the others below it; bars and titles where there is room."""
    rank = Column("rank", language.text("Rank"), [_rank(row) for row in rows], right=True)
    project = Column("project", language.text("Project"), [row.project for row in rows], style="bold")
    first = [rank, project]
    parts = []
    if any(row.score is not None for row in rows):
        scores = [_score(row, language) for row in rows]
        first.append(Column("score", language.text("Score"), scores, right=True))
        parts = [
            Column(
                _letter(index),
                _letter(index),
                [_part(view.criteria[index], row.parts[index], language) for row in rows],
                right=True,
            )
            for index in range(len(view.criteria))
        ]

    def wide(columns: Sequence[Column]) -> int:
        return sum(table.width_of(one, language) + GAP for one in columns)

    def fitting(columns: list[Column], room: int) -> tuple[list[Column], list[Column]]:
        """The columns that fit, at least one of them, and the rest."""
        count = sum(wide(columns[: number + 1]) <= room for number in range(len(columns)))
        return columns[: max(count, 1)], columns[max(count, 1) :]

    shown, parts = fitting(parts, width - wide(first))
    room = width - wide([*first, *shown])
    most = Decimal(100) if view.out_of_100 else max(row.score or Decimal(0) for row in view.rows)
    bars = [Column("bar", "", [_bar(row.score, most) for row in rows], style="cyan", at_least=_BAR)]
    if parts or len(first) < 3 or room < _BAR + GAP:
        bars = []
    if room - len(bars) * (_BAR + GAP) >= _LEAST_TITLE + GAP:
        titles = Column("title", language.text("Title"), [row.title for row in rows], flexible=True)
        first.insert(2, titles)
    table.show(page, [*first, *bars, *shown], language, width=width)
    while parts:
        shown, parts = fitting(parts, width - wide([rank, project]))
        page.blank()
        table.show(page, [rank, project, *shown], language, width=width)


def _rank(row: ProjectRow) -> str:
    if row.rank is None:
        return ""
    return f"{row.rank} =" if row.tied else str(row.rank)


def _legend(page: Page, view: PrioritisationView, language: Language) -> None:
    page.blank()
    page.paragraph(_legend_title(view, language), "bold")
    grid = page.table()
    grid.show_header = False
    grid.add_column(no_wrap=True)
    if view.out_of_100:
        grid.add_column(justify="right", no_wrap=True)
    grid.add_column()
    reversed_ = language.text("less is better")
    for index, one in enumerate(view.criteria):
        title = one.title if one.direction == "max" or one.divides else f"{one.title} ({reversed_})"
        shares = [cell(_points(one.share, language))] if view.out_of_100 else []
        grid.add_row(cell(_letter(index), "bold"), *shares, cell(title))
    page.show(grid)


def _ranking_title(view: PrioritisationView, language: Language) -> str:
    if view.out_of_100:
        return language.text("Ranking, scores out of 100")
    return language.text("Ranking")


def _legend_title(view: PrioritisationView, language: Language) -> str:
    if view.compares:
        return language.text("What each criterion adds, and what it weighs out of 100")
    if view.out_of_100:
        return language.text("What each criterion adds, and can add at most")
    if METHODS[view.method].multiplies:
        return language.text("The factors of the score, and what divides them")
    return language.text("What each criterion adds, and what divides them")


def _part(criterion: CriterionRow, part: Decimal | None, language: Language) -> str:
    points = _points(part, language)
    return f"÷ {points}" if criterion.divides and part is not None else points


def _notes(page: Page, view: PrioritisationView, language: Language, width: int) -> None:
    if any(row.tied for row in view.ranked):
        page.blank()
        page.paragraph(
            language.text(
                "Equal scores (=): complete ones come first, then the higher strategic contribution, then the id decides."
            )
        )
    missing = list(_missing(view.rows))
    if missing:
        page.blank()
        page.paragraph(_missing_title(view, language), "bold")
        page.items(missing)
    without = [f"{row.project}: {row.reason}" for row in view.rows if row.reason is not None]
    if without:
        page.blank()
        page.paragraph(language.text("Why there is no score"), "bold")
        page.items(without)
    if view.sensitivity is not None and view.ranked:
        _sureness(page, view.sensitivity, language, width)
    if view.consistency is not None:
        page.blank()
        page.paragraph(language.text("How well the comparisons agree"), "bold")
        for line in consistency_lines(view.consistency, language):
            page.paragraph(line)


def _sureness(page: Page, found: SensitivityRows, language: Language, width: int) -> None:
    """How often projects stay among the first, and what turns neighbours round."""
    say = language.text
    page.blank()
    page.paragraph(say("How sure the order is"), "bold")
    rows = found.projects
    shares = [
        Column("rank", say("Rank"), [row.rank for row in rows], right=True),
        Column("project", say("Project"), [row.project for row in rows], style="bold"),
        Column("share", say("Among the first {n}", n=found.top), [row.share for row in rows],
               written=lambda share: language.percent(share, 1), right=True),
        Column("bar", "", [_bar(row.share, Decimal(1)) for row in rows], style="cyan", at_least=_BAR),
    ]  # fmt: skip
    table.show(page, shares, language, width=width)
    page.paragraph(draws_line(found, language))
    if found.swings:
        page.blank()
        page.paragraph(say("What turns neighbours round, the other weights as they are"), "bold")
        page.items(swing_line(row, language) for row in found.swings)


def draws_line(found: SensitivityRows, language: Language) -> str:
    """How the weights were drawn."""
    return language.text(
        "{draws} sets of weights from a Dirichlet distribution around the office's (concentration {concentration}), seed {seed}",
        draws=language.number(found.draws),
        concentration=language.number(found.concentration, 2),
        seed=found.seed,
    )


def swing_line(row: SwingRow, language: Language) -> str:
    """What turns two neighbours round."""
    if row.tied:
        return language.text("{first} and {second} are equal", first=row.first, second=row.second)
    if row.criterion is None:
        return language.text(
            "{first} before {second}: no single weight turns them round", first=row.first, second=row.second
        )
    return language.text(
        "{first} before {second}: until {criterion} weighs {to} instead of {weight} ({to_share} of all instead of {share})",
        first=row.first,
        second=row.second,
        criterion=row.criterion,
        to=language.number(row.to or 0, 3),
        weight=language.number(row.weight or 0, 3),
        to_share=language.percent(row.to_share or 0, 1),
        share=language.percent(row.share or 0, 1),
    )


def consistency_lines(found: ConsistencyRow, language: Language) -> Iterator[str]:
    """How well the comparisons agree, and which is furthest off."""

    def figure(value: Decimal) -> str:
        return language.number(value, 3)

    yield language.text(
        "Consistency ratio {ratio}, up to {most} is acceptable (largest eigenvalue {eigenvalue}, random index {random_index} by Saaty)",
        ratio=figure(found.ratio),
        most=figure(found.most),
        eigenvalue=figure(found.max_eigenvalue),
        random_index=figure(found.random_index),
    )
    if found.worst is not None:
        yield language.text(
            "Furthest off: {first} over {second} is judged {ratio}, the weights make it {implied}; judged so, the consistency ratio would be {corrected}",
            first=found.worst.first,
            second=found.worst.second,
            ratio=figure(found.worst.ratio),
            implied=figure(found.worst.implied),
            corrected=figure(found.worst.corrected),
        )


def _missing_title(view: PrioritisationView, language: Language) -> str:
    if view.out_of_100 and not view.compares:
        return language.text(
            "Missing scores are not zero; the range shows the worst and the best they could do"
        )
    return language.text("Missing scores are not zero; without them there is no score")


def _missing(rows: Sequence[ProjectRow]) -> Iterator[str]:
    for row in rows:
        for one in row.missing:
            yield f"{row.project}: {', '.join(one.criteria)} ({one.reason})"


def _score(row: ProjectRow, language: Language) -> str:
    score = _points(row.score, language)
    if not row.incomplete or row.score is None:
        return score
    return f"{score} ({_points(row.low, language)}{NOTHING}{_points(row.high, language)})"


def _points(value: Decimal | None, language: Language) -> str:
    return NOTHING if value is None else language.number(value, 1)


_EIGHTHS = " ▏▎▍▌▋▊▉"


def _bar(score: Decimal | None, most: Decimal) -> str:
    """A bar as long as the score, against the highest that there can be, or is."""
    eighths = int(max(score or Decimal(0), Decimal(0)) * _BAR * 8 / most) if most > 0 else 0
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()


def _letter(index: int) -> str:
    """A, B, ... Z, AA, BB, ..."""
    return chr(ord("A") + index % 26) * (1 + index // 26)
