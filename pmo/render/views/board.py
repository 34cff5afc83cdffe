"""The view of `pmo report board`: one printed page for executives.

Every list has a strict limit and says how much more there is; long texts are cut at a word.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pmo.analysis.authority import highest_body
from pmo.analysis.reporting import last_reporting_date
from pmo.analysis.standing import is_whole, standing
from pmo.findings import Message
from pmo.history.events import Moment
from pmo.history.movement import movement
from pmo.locale import Language
from pmo.model.portfolio import Portfolio, Project
from pmo.render.views.health import WarningRow, warning_rows
from pmo.render.views.parts import Heading
from pmo.render.views.review import (
    HealthLine,
    MovedGroup,
    MovementView,
    QuestionRow,
    WeightyRisk,
    YearOutlook,
    health_lines,
    limited,
    movement_view,
    question_rows,
    shortened,
    weighty_risks,
    year_outlook,
)

TEMPLATE = "board.md.jinja"
MOST_DECISIONS = 5
MOST_OVERDUE = 2
"""Overdue decisions that are named beside the others."""
MOST_PROJECTS = 5
MOST_NAMED = 3
"""Projects that are only named."""
MOST_MOVED = 2
"""Of each kind of thing that moved."""
MOST_OVER = 2
"""Projects that are named with the year-end."""
MOST_RISKS = 3
MOST_WARNINGS = 2
LONGEST = 85
"""Characters of a text of the files."""
LONGEST_TITLE = 55


@dataclass(frozen=True, slots=True)
class StandingCount:
    """How many projects there are of a kind."""

    word: str
    """red, amber or green."""
    projects: int
    """Number of projects."""


@dataclass(frozen=True, slots=True)
class BoardReport:
    """The page for the board."""

    heading: Heading
    """Portfolio, revision and day."""
    body: str | None
    """Name of the highest body, whose decisions come first; None where the office names none."""
    open: int
    """Projects that are neither completed nor cancelled."""
    active: int
    """Of these, active ones."""
    healths: tuple[StandingCount, ...]
    """Open projects by health by the facts, the worst first."""
    watermelons: tuple[str, ...]
    """Titles of projects that declare something green that is red by the facts."""
    watermelons_more: int
    """How many more of them there are."""
    decisions: tuple[QuestionRow, ...]
    """What must be decided: by the highest body and its members first, the most urgent first."""
    decisions_more: int
    """How many more decisions are waited for."""
    decisions_overdue: int
    """How many of these are overdue."""
    overdue: tuple[QuestionRow, ...]
    """The first of these that are overdue."""
    projects: tuple[HealthLine, ...]
    """Projects that are not green by the facts, or whose health moved; the worst first."""
    projects_more: int
    """How many more such projects there are."""
    green: tuple[str, ...]
    """Titles of projects that are green by the facts and did not move."""
    green_more: int
    """How many more of them there are."""
    movement: MovementView
    """What moved since the last pack."""
    year: YearOutlook
    """Where the fiscal year and the projects will end."""
    risks: tuple[WeightyRisk, ...]
    """The few threats that matter: to escalate, in a red cell, of the largest exposure."""
    risks_more: int
    """How many more open threats there are."""
    warnings: tuple[WarningRow, ...]
    """What will be red next: not red yet, by day."""
    warnings_more: int
    """How many more warnings there are."""


def board_view(
    portfolio: Portfolio,
    projects: Iterable[Project],
    heading: Heading,
    language: Language,
    before: Moment | None = None,
    why_nothing: Message | None = None,
) -> BoardReport:
    """The page about these projects; ``before`` is the portfolio as it stood at the last pack, ``why_nothing`` why there is none."""
    chosen = tuple(one for one in projects if one.charter is not None)
    as_of = heading.as_of
    now = Moment(portfolio, as_of)
    since = last_reporting_date(portfolio, as_of) if before is None else before.as_of
    ids = None if is_whole(portfolio, chosen) else {one.id for one in chosen}
    stands = standing(portfolio, chosen, as_of)
    asked = question_rows(portfolio, chosen, as_of)
    decisions, decisions_more = limited(asked, MOST_DECISIONS)
    late = [one for one in asked[MOST_DECISIONS:] if one.is_overdue]
    lines = health_lines(now, before, since, chosen, language)
    shown, projects_more = limited([one for one in lines if _matters(one)], MOST_PROJECTS)
    risks, risks_more = limited(weighty_risks(portfolio, chosen, as_of), MOST_RISKS)
    ahead, warnings_more = limited(warning_rows(portfolio, chosen, as_of, language), MOST_WARNINGS)
    watermelons, watermelons_more = limited(
        [_title(one.title) for one in lines if one.is_watermelon], MOST_NAMED
    )
    green, green_more = limited(
        [_title(one.title) for one in lines if one.computed == "green" and not _matters(one)], MOST_NAMED
    )
    body = highest_body(portfolio)
    moved = movement_view(portfolio, movement(now, before, since, ids), language, MOST_MOVED, why_nothing)
    year = year_outlook(portfolio, chosen, as_of, before, stands, MOST_OVER)
    return BoardReport(
        heading=heading,
        body=portfolio.name_of(body) if body is not None else None,
        open=stands.open,
        active=stands.active,
        healths=tuple(
            StandingCount(word, count)
            for word, count in (("red", stands.red), ("amber", stands.amber), ("green", stands.green))
            if count
        ),
        watermelons=watermelons,
        watermelons_more=watermelons_more,
        decisions=tuple(_short_question(one) for one in decisions),
        decisions_more=decisions_more,
        decisions_overdue=len(late),
        overdue=tuple(_short_question(one) for one in late[:MOST_OVERDUE]),
        projects=tuple(_short_line(one) for one in shown),
        projects_more=projects_more,
        green=green,
        green_more=green_more,
        movement=replace(moved, groups=tuple(_short_group(one) for one in moved.groups)),
        year=replace(
            year,
            over=tuple(replace(one, title=_title(one.title)) for one in year.over),
            under=tuple(replace(one, title=_title(one.title)) for one in year.under),
            left_out=tuple(_title(one) for one in year.left_out),
        ),
        risks=tuple(_short_risk(one) for one in risks),
        risks_more=risks_more,
        warnings=tuple(
            replace(one, title=_title(one.title), text=shortened(one.text, LONGEST)) for one in ahead
        ),
        warnings_more=warnings_more,
    )


def _matters(one: HealthLine) -> bool:
    """Whether a project is not green, or its health moved."""
    return one.computed in ("red", "amber") or one.declared in ("red", "amber") or one.moved is not None


def _title(title: str) -> str:
    return shortened(title, LONGEST_TITLE)


def _short(text: str | None) -> str | None:
    return None if text is None else shortened(text, LONGEST)


def _short_question(one: QuestionRow) -> QuestionRow:
    return replace(
        one,
        where=_title(one.where),
        what=shortened(one.what, LONGEST),
        by=_title(one.by) if one.by else None,
        consequence=_short(one.consequence),
        recommendation=_short(one.recommendation),
    )


def _short_line(one: HealthLine) -> HealthLine:
    return replace(
        one,
        title=_title(one.title),
        why=tuple(shortened(fact, LONGEST) for fact in one.why[:1]),
        headline=_short(one.headline),
    )


def _short_group(one: MovedGroup) -> MovedGroup:
    lines = (
        replace(line, where=_title(line.where), text=shortened(line.text, LONGEST), why=_short(line.why))
        for line in one.lines
    )
    return replace(one, lines=tuple(lines))


def _short_risk(one: WeightyRisk) -> WeightyRisk:
    risk = replace(
        one.risk,
        title=shortened(one.risk.title, LONGEST),
        where=_title(one.risk.where),
        owner=_title(one.risk.owner),
        plan=_short(one.risk.plan),
    )
    return replace(one, risk=risk)
