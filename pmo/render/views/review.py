"""Rows that the page for the board and the quarterly business review share."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeVar

from pmo.analysis.authority import highest_body
from pmo.analysis.decisions import Question, questions
from pmo.analysis.health import OVERALL, Dimension, ProjectHealth, health_of
from pmo.analysis.money import Money, cents
from pmo.analysis.parties import is_among, party_of
from pmo.analysis.progress import Health, declared
from pmo.analysis.registers import WeighedRisk
from pmo.analysis.risk_matrix import Cell
from pmo.analysis.risk_register import RegisteredRisk, risk_register
from pmo.analysis.standing import Standing, holders_of, is_whole
from pmo.analysis.year_end import fiscal_year
from pmo.findings import Message, message
from pmo.history.events import Event, EventKind, Moment
from pmo.history.movement import Movement, estimates_moved, outlook_moved
from pmo.locale import Language
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.model.scalars import Period
from pmo.render.views.events import phrase
from pmo.render.views.parts import RiskRow, risk_row, where
from pmo.render.views.words import in_words

Row = TypeVar("Row")

_MOST_EVIDENCE: Final = 2
"""Facts that a colour is explained with."""


# decisions


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A decision that somebody waits for."""

    address: str
    """Of the decision, change or gate review, or of the status update that asks for it."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    what: str
    """What must be decided."""
    by: str | None
    """Name of the person, role or body that must decide."""
    is_boards: bool
    """Whether that is the highest body, or one of its members."""
    due: datetime.date | None
    """By when."""
    is_overdue: bool
    """Whether that day has passed."""
    consequence: str | None
    """What happens otherwise."""
    options: tuple[str, ...]
    """What can be chosen."""
    recommendation: str | None
    """What is recommended."""
    cost: Money | None
    """What a change adds to the budget."""
    days: int | None
    """Working days that a change adds."""


def question_rows(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date
) -> tuple[QuestionRow, ...]:
    """What is asked: of the highest body and its members first, then of others, the most urgent first."""
    chosen = tuple(projects)
    ids = None if is_whole(portfolio, chosen) else {one.id for one in chosen}
    body = highest_body(portfolio)
    board = party_of(portfolio, body, portfolio.office_holder) if body is not None else None

    def row(one: Question) -> QuestionRow:
        return QuestionRow(
            address=one.address,
            where=where(portfolio, one.holder),
            what=one.what,
            by=one.by.name or None,
            is_boards=board is not None and is_among(one.by, board),
            due=one.due,
            is_overdue=one.is_overdue,
            consequence=one.consequence,
            options=one.options,
            recommendation=one.recommendation,
            cost=one.cost,
            days=one.days,
        )

    rows = [row(one) for one in questions(portfolio, as_of, ids)]
    return tuple(sorted(rows, key=lambda one: not one.is_boards))


# health


@dataclass(frozen=True, slots=True)
class HealthLine:
    """The health of a project, now and as it was."""

    project: str
    """Id of the project."""
    title: str
    """Name of the project."""
    state: str
    """proposed, approved, active or on-hold."""
    declared: Health | None
    """As last reported; grey when never reported or stale."""
    computed: Health | None
    """By the facts, with the overrides that count; None when nothing is known."""
    declared_before: Health | None
    """What was declared then; None where nothing was."""
    computed_before: Health | None
    """What the facts said then; None where there is nothing to compare with."""
    is_watermelon: bool
    """Whether it declares something green that is red by the facts."""
    moved: Literal["better", "worse"] | None
    """How the computed colour moved, else the declared one; None where neither did."""
    why: tuple[str, ...]
    """What the colour rests on, the worst first."""
    headline: str | None
    """Its latest status update in one line."""


_COLOURS: Final = ("red", "amber", "green")


def health_lines(
    now: Moment, before: Moment | None, since: datetime.date, projects: Iterable[Project], language: Language
) -> tuple[HealthLine, ...]:
    """The open projects, the worst first; of equals the watermelons, then those that got worse.

    Without the files of then only what was declared by ``since`` is known.
    """
    lines = [_health_line(now, before, since, one, language) for one in projects if one.is_open]
    return tuple(sorted(lines, key=_gravity))


def _health_line(
    now: Moment, before: Moment | None, since: datetime.date, project: Project, language: Language
) -> HealthLine:
    health = health_of(now.portfolio, project, now.as_of)
    charter = project.charter
    then: ProjectHealth | None = None
    if before is not None and project.id in before.portfolio.projects:
        then = health_of(before.portfolio, before.portfolio.projects[project.id], before.as_of)
    said = then.declared.get(OVERALL) if then is not None else None
    if before is None:
        said = health_of(now.portfolio, project, min(since, now.as_of)).declared.get(OVERALL)
        said = said if said in _COLOURS else None  # reports of before may not be kept
    status = declared(now.portfolio, project, now.as_of).status
    computed, was = health.counting.get(OVERALL), then.counting.get(OVERALL) if then is not None else None
    moved = _direction(was, computed) or _direction(said, health.declared.get(OVERALL))
    return HealthLine(
        project=project.id,
        title=project.title,
        state=charter.state if charter is not None else "",
        declared=health.declared.get(OVERALL),
        computed=computed,
        declared_before=said,
        computed_before=was,
        is_watermelon=health.watermelon,
        moved=moved,
        why=tuple(_why(health, language)),
        headline=status.headline if status is not None else None,
    )


def _direction(old: Health | None, new: Health | None) -> Literal["better", "worse"] | None:
    if old not in _COLOURS or new not in _COLOURS or old == new:
        return None
    return "better" if _COLOURS.index(new) > _COLOURS.index(old) else "worse"


def _gravity(one: HealthLine) -> tuple[int, bool, bool, str]:
    colour = one.computed if one.computed in _COLOURS else one.declared
    rank = _COLOURS.index(colour) if colour in _COLOURS else len(_COLOURS)
    return rank, not one.is_watermelon, one.moved != "worse", one.project


def _why(health: ProjectHealth, language: Language) -> Iterator[str]:
    """The first facts of the dimensions that give the colour, one of each; dimensions hidden as green come first."""
    if health.freshness == "stale" and health.reported is not None:
        yield language.text("no report since {date}", date=language.date(health.reported, short=True))
    elif health.freshness == "never":
        yield language.text("never reported")
    colour = health.counting.get(OVERALL)
    if colour not in ("red", "amber"):
        return
    hidden = [name for name in health.watermelons if name != OVERALL]
    others = [
        name
        for name, found in health.counting.items()
        if found == colour and name != OVERALL and name not in hidden
    ]
    for name in [*hidden, *others][:_MOST_EVIDENCE]:
        fact = next(
            (one for one in health.evidence_of(name) if one.colour == health.counting.get(name)), None
        )
        if fact is not None:
            label = language.label("dimension", name)
            yield f"{label}: {in_words(fact.message, language)}"


# what moved


@dataclass(frozen=True, slots=True)
class MovedLine:
    """Something that moved."""

    address: str
    """Of the record that it happened to."""
    holder: str
    """Address of the project or programme, or `office`."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    text: str
    """What happened."""
    why: str | None
    """What the latest status update says about it."""
    is_better: bool | None
    """Whether it is good news or bad, where it is either."""


@dataclass(frozen=True, slots=True)
class MovedGroup:
    """What moved of one kind."""

    kind: str
    """dates, money, risks, decided or portfolio."""
    lines: tuple[MovedLine, ...]
    """The most important first."""
    more: int
    """How many more there are."""


@dataclass(frozen=True, slots=True)
class MovementView:
    """What moved since an earlier day."""

    since: datetime.date
    """That day."""
    is_compared: bool
    """Whether with the files of then; else only what records date themselves is known."""
    why: str | None
    """Why there are none, and how to get them."""
    groups: tuple[MovedGroup, ...]
    """Dates, money, risks and issues, what was decided, what came and went; kinds without any are left out."""
    reports: int
    """Status updates received."""
    actions_done: int
    """Actions done."""


_NOTHING_BEFORE: Final = message("nothing is known of the files of then")
_GROUPS: Final[dict[str, tuple[EventKind, ...]]] = {
    "portfolio": ("project-added", "project-removed", "state", "phase"),
    "dates": (
        "finish",
        "milestone-moved",
        "milestone-rebaselined",
        "milestone-reopened",
        "milestone-reached",
    ),
    "money": ("approved", "estimate"),
    "risks": (
        "risk-raised",
        "risk-occurred",
        "risk-moved",
        "risk-reopened",
        "risk-closed",
        "issue-opened",
        "issue-escalated",
        "issue-severity",
        "issue-reopened",
        "issue-resolved",
        "assumption-settled",
        "benefit-status",
    ),
    "decided": ("decision-taken", "gate-decided", "change-decided"),
}
"""Kinds of events by what they are about; health has a table of its own."""
_COMMENTED: Final[dict[str, Dimension]] = {"dates": "schedule", "money": "cost"}
"""What a comment of a status update explains."""


def movement_view(
    portfolio: Portfolio, found: Movement, language: Language, most: int, why: Message | None = None
) -> MovementView:
    """What moved, of each kind at most so much; ``why`` there are no files of then, where there are none."""
    holders = {one.address: one for one in portfolio.holders}
    kinds = [one.kind for one in found.events]
    groups = []
    for name, chosen in _GROUPS.items():
        own = sorted((one for one in found.events if one.kind in chosen), key=_importance)
        if name == "dates":
            own = list(_without_repeats(own))
        if own:
            lines = tuple(_line(holders, one, name, found, portfolio, language) for one in own[:most])
            groups.append(MovedGroup(name, lines, max(len(own) - most, 0)))
    return MovementView(
        since=found.since,
        is_compared=found.is_compared,
        why=None if found.is_compared else in_words(_without_advice(why) or _NOTHING_BEFORE, language),
        groups=tuple(groups),
        reports=kinds.count("status-received"),
        actions_done=kinds.count("action-done"),
    )


def _without_advice(why: Message | None) -> Message | None:
    """The reason alone: who reads the page does not call the command."""
    reason = why.values.get("why") if why is not None else None
    return reason if isinstance(reason, Message) else why


def _importance(one: Event) -> tuple[int, bool, int, tuple[int, str, str, str, str]]:
    """What matters most; of equals the bad news, then the largest delay."""
    return -one.weight, one.is_better is not False, -(one.days or 0), one.order


def _without_repeats(events: Iterable[Event]) -> Iterator[Event]:
    """The milestone that moves the finish of its project by as much is told with the finish."""
    finishes = set()
    for one in events:
        if one.kind == "finish":
            finishes.add((one.holder, one.days))
            yield one
        elif one.kind != "milestone-moved" or (one.holder, one.days) not in finishes:
            yield one


def _line(
    holders: dict[str, Holder],
    one: Event,
    group: str,
    found: Movement,
    portfolio: Portfolio,
    language: Language,
) -> MovedLine:
    holder = holders.get(one.holder)
    return MovedLine(
        address=one.address,
        holder=one.holder,
        where=where(portfolio, holder) if holder is not None else one.title,
        text=phrase(one, language),
        why=_comment(holder, group, found) if one.is_better is False else None,
        is_better=one.is_better,
    )


def _comment(holder: Holder | None, group: str, found: Movement) -> str | None:
    """What the latest status update of the time says about it."""
    if not isinstance(holder, Project) or group not in _COMMENTED or not holder.statuses:
        return None
    latest = holder.statuses[-1]
    return latest.comments.get(_COMMENTED[group]) if latest.date > found.since else None


# money


@dataclass(frozen=True, slots=True)
class YearProjectRow:
    """What a project does to the year-end."""

    project: str
    """Id of the project."""
    title: str
    """Name of the project."""
    difference: Money
    """Outlook less planned; above zero is dearer than planned."""


@dataclass(frozen=True, slots=True)
class YearOutlook:
    """Where the fiscal year and the projects will end, in the office's currency."""

    period: Period
    """The fiscal year that holds the day."""
    last: datetime.date
    """Its last day."""
    planned: Money | None
    """Planned in the year, of the projects whose plan and outlook are known; None where none is."""
    actual: Money | None
    """Booked so far in the year."""
    outlook: Money | None
    """Actual and forecast: the year-end."""
    difference: Money | None
    """Outlook less planned; above zero is dearer than planned."""
    difference_share: float | None
    """As a fraction of planned."""
    at_run_rate: Money | None
    """Actual, and the run rates of the open projects for the rest of the year."""
    outlook_moved: Money | None
    """By how much it moved, over projects whose outlook is known then and now; None without anything to compare with."""
    over: tuple[YearProjectRow, ...]
    """Projects that end the year dearer than planned, the dearest first."""
    over_more: int
    """How many more of them there are."""
    under: tuple[YearProjectRow, ...]
    """Projects that end it below, the furthest first."""
    under_more: int
    """How many more of them there are."""
    left_out: tuple[str, ...]
    """Titles of open projects that are not in the sums: a plan or forecast is missing."""
    left_out_more: int
    """How many more of them there are."""
    approved: Money
    """Approved budgets of the open projects that have a budget and an estimate."""
    unestimated: int
    """How many other open projects have an approved budget."""
    unestimated_approved: Money
    """Their approved budgets."""
    not_converted: tuple[str, ...]
    """Titles of open projects whose money is in no sum, for want of an exchange rate."""
    estimate: Money
    """Estimates at completion of the projects behind `approved`."""
    overrun: Money
    """Estimates less these."""
    overrun_share: float | None
    """As a fraction of them."""
    estimate_moved: Money | None
    """By how much the estimates moved, over projects that have one then and now; None without anything to compare with."""


def year_outlook(
    portfolio: Portfolio,
    projects: Iterable[Project],
    as_of: datetime.date,
    before: Moment | None,
    now: Standing,
    most: int,
) -> YearOutlook:
    """The year-end of these projects, and how it moved; ``now`` is how they stand, ``most`` are named of each kind."""
    chosen = tuple(projects)
    year = fiscal_year(portfolio, chosen, as_of)
    today = Moment(portfolio, as_of)
    currency = now.estimate.currency

    def money(amount: Decimal | None) -> Money | None:
        return Money(cents(amount), currency) if amount is not None else None

    rows = sorted(
        (
            YearProjectRow(one.project.id, one.project.title, Money(cents(one.difference), currency))
            for one in year.projects
            if one.difference
        ),
        key=lambda row: (-row.difference.amount, row.project),
    )
    over, over_more = limited([row for row in rows if row.difference.amount > 0], most)
    under, under_more = limited([row for row in reversed(rows) if row.difference.amount < 0], most)
    left_out, left_out_more = limited(
        [
            one.project.title
            for one in year.projects
            if one.project.is_open and one.project.id in year.left_out
        ],
        most,
    )
    overrun = now.estimate.amount - now.estimated_approved.amount
    return YearOutlook(
        period=Period(year.name),
        last=year.last,
        planned=money(year.planned),
        actual=money(year.actual),
        outlook=money(year.outlook),
        difference=money(year.difference),
        difference_share=(
            float(year.difference / year.planned) if year.planned and year.difference is not None else None
        ),
        at_run_rate=money(year.at_run_rate),
        outlook_moved=money(outlook_moved(today, before, chosen)) if before is not None else None,
        over=over,
        over_more=over_more,
        under=under,
        under_more=under_more,
        left_out=left_out,
        left_out_more=left_out_more,
        approved=now.estimated_approved,
        unestimated=len(now.unestimated),
        unestimated_approved=Money(now.approved.amount - now.estimated_approved.amount, currency),
        not_converted=tuple(portfolio.projects[id_].title for id_ in now.not_converted),
        estimate=now.estimate,
        overrun=Money(overrun, currency),
        overrun_share=(
            float(overrun / now.estimated_approved.amount) if now.estimated_approved.amount else None
        ),
        estimate_moved=money(estimates_moved(today, before, chosen)) if before is not None else None,
    )


# risks


@dataclass(frozen=True, slots=True)
class WeightyRisk:
    """A threat that the board should know."""

    risk: RiskRow
    """The threat."""
    emv: Money | None
    """Likelihood times expected cost, in the office's currency; None without figures."""
    escalate_for: tuple[str, ...]
    """Why it belongs above its project: red-cell, response, beyond-contingency."""


_CELLS: Final[tuple[Cell | None, ...]] = ("R", "O", "Y", "G", None)


def weighty_risks(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date
) -> tuple[WeightyRisk, ...]:
    """Open threats: those to escalate, then those in a red cell, then by exposure, then by cell."""
    found = risk_register(portfolio, holders_of(portfolio, projects), as_of).open
    threats = [one for one in found if one.risk.type == "threat"]
    threats.sort(key=_weight)
    return tuple(
        WeightyRisk(
            risk=risk_row(
                portfolio,
                WeighedRisk(one.holder, one.risk, one.inherent, one.current, one.residual_score),
            ),
            emv=Money(cents(one.office_emv.amount), one.office_emv.currency) if one.office_emv else None,
            escalate_for=one.escalate_for,
        )
        for one in threats
    )


def _weight(one: RegisteredRisk) -> tuple[bool, bool, Decimal, int, str]:
    emv = one.office_emv.amount if one.office_emv is not None else Decimal(0)
    return not one.escalate_for, one.current != "R", -emv, _CELLS.index(one.current), one.address


def shortened(text: str, most: int) -> str:
    """A text on one line, with what is beyond so many characters left out at a word."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[:most].rsplit(" ", 1)[0] if " " in line[: most + 1] else line[: most - 1]
    return cut.rstrip(" ,;:.") + "\N{HORIZONTAL ELLIPSIS}"


def limited(rows: Sequence[Row], most: int) -> tuple[tuple[Row, ...], int]:
    """The first rows, and how many more there are."""
    return tuple(rows[:most]), max(len(rows) - most, 0)
