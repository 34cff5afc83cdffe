"""The view of `pmo report risks`: the register of the whole portfolio, and what somebody must do about it."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pmo.analysis.authority import highest_body
from pmo.analysis.evidence import is_answered
from pmo.analysis.money import cents
from pmo.analysis.parties import party_of
from pmo.analysis.registers import PlacedAction, open_actions, overdue
from pmo.analysis.reporting import last_reporting_date
from pmo.analysis.risk_matrix import Cell
from pmo.analysis.risk_register import Matrix, RegisteredRisk, RiskRegister, Share, risk_register
from pmo.analysis.year_end import ContingencyUse, contingency_use
from pmo.history.events import Moment
from pmo.history.movement import Movement, movement
from pmo.locale import Language
from pmo.model.issues import Issue
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.render.views.events import phrase
from pmo.render.views.parts import Heading, named, where
from pmo.render.views.risks import ExposureFigures, exposure_figures

TEMPLATE = "risks.md.jinja"
MOST_THREATS = 12
"""Threats shown with their story; the heaviest come first."""
MOST_IN_A_CELL = 5
"""Numbers shown in a cell of the matrix; more are counted."""


@dataclass(frozen=True, slots=True)
class RiskLine:
    """An open risk."""

    number: int
    """Its number in this report: 1 is the heaviest."""
    address: str
    """`<project>/risks/<id>`."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    where_address: str
    """Address of the project or programme, or `office`."""
    title: str
    """The risk in one line."""
    type: str
    """threat or opportunity."""
    story: str | None
    """Cause, event and effect in a row; None where none of them is written."""
    category: str | None
    """Category of its cause."""
    owner: str
    """Name of the owner."""
    status: str
    """identified, assessed or responding."""
    proximity: str | None
    """How soon it may happen: immediate, phase, project, beyond."""
    before: Cell | None
    """Cell before the response: G, Y, O, R; None while it is not assessed."""
    now: Cell | None
    """Cell as things stand: after the response, where that was assessed."""
    emv: Decimal | None
    """Likelihood times expected cost in the office's currency, negative for an opportunity; None without figures."""
    response: str | None
    """Strategy of the response."""
    plan: str | None
    """How the response works."""
    trigger: str | None
    """What shows that it is about to happen."""
    reviewed: datetime.date | None
    """Day of the last review."""
    review_overdue_days: int
    """Working days by which the next review is late."""
    escalate_for: tuple[str, ...]
    """Why it belongs above its project: red-cell, response, beyond-contingency."""
    goes_to: str | None
    """Name of the sponsor of its project or programme; of the body above, where the sponsor owns it; None without."""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A cell of the matrix."""

    cell: Cell
    """Its colour: G, Y, O, R."""
    risks: int
    """Open risks in it."""
    numbers: tuple[int, ...]
    """Numbers of the heaviest of them in this report."""

    @property
    def more(self) -> int:
        """How many are in it beside those numbers."""
        return self.risks - len(self.numbers)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """The cells of one probability."""

    probability: int
    """5 (very high) to 1 (very low)."""
    cells: tuple[MatrixCell, ...]
    """By impact 1 to 5."""


@dataclass(frozen=True, slots=True)
class UnansweredRow:
    """A threat in a red cell that nobody answers."""

    risk: RiskLine
    """The threat."""
    without_owner: bool
    """Whether its owner is nobody who is here."""
    without_response: bool
    """Whether neither strategy, plan nor action is written down."""


@dataclass(frozen=True, slots=True)
class ProjectRisks:
    """The open risks of a project, programme or the office."""

    address: str
    """Of the project or programme, or `office`."""
    where: str
    """Its title."""
    risks: int
    """Open risks."""
    red: int
    """Threats in a red cell."""
    exposure: ExposureFigures
    """Their EMV in the office's currency."""
    held: Decimal | None
    """Contingency as approved, in the office's currency; None without one or without a rate."""
    left: Decimal | None
    """Contingency neither used nor committed to what has happened; None where that is not known."""
    short: Decimal | None
    """Exposure above what is left (above what is held, where what is left is not known); None where it is covered."""


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """The open risks of one category."""

    category: str | None
    """Category of the cause; None where nothing is said."""
    risks: int
    """Open risks."""
    red: int
    """Threats in a red cell."""
    exposure: ExposureFigures
    """Their EMV in the office's currency."""


@dataclass(frozen=True, slots=True)
class SharedLine:
    """Open risks of several projects that hang together."""

    kind: str
    """vendor, cause or milestone."""
    what: str
    """Name of the vendor, words of the cause, or the milestone."""
    risks: tuple[RiskLine, ...]
    """The risks."""
    exposure: ExposureFigures
    """Their EMV together."""


@dataclass(frozen=True, slots=True)
class OccurredRow:
    """A risk that has happened, and the issue that it became."""

    address: str
    """Of the risk."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    where_address: str
    """Its address."""
    title: str
    """The risk in one line."""
    outcome: str | None
    """What became of it."""
    issue: str | None
    """Title of the issue; None where none is named."""
    issue_address: str | None
    """Address of the issue."""
    severity: str | None
    """low, medium, high, critical."""
    issue_status: str | None
    """open, in-progress, escalated, resolved, closed."""
    owner: str
    """Name of who solves the issue, else of the owner of the risk."""
    due: datetime.date | None
    """Day by which the issue is to be solved."""
    is_overdue: bool
    """Whether that day has passed and it is not solved."""


@dataclass(frozen=True, slots=True)
class MovementRow:
    """What happened to a risk."""

    kind: str
    """risk-raised, risk-moved, risk-occurred, risk-closed, risk-reopened."""
    address: str
    """Of the risk."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    where_address: str
    """Its address."""
    text: str
    """What happened, in words."""
    better: bool | None
    """Whether it is good news or bad, where it is either."""


@dataclass(frozen=True, slots=True)
class LateAction:
    """An action against a risk that is overdue."""

    address: str
    """Of the action."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    risk: str
    """Title of the risk."""
    risk_address: str
    """Its address."""
    text: str
    """What is to be done."""
    owner: str
    """Name of who does it."""
    due: datetime.date
    """Day by which it should have been done."""


@dataclass(frozen=True, slots=True)
class RiskReport:
    """The risks of the portfolio, and what somebody must do about them."""

    heading: Heading
    """Portfolio, revision and day."""
    currency: str
    """Currency of all amounts."""
    open: int
    """Open risks."""
    threats: tuple[RiskLine, ...]
    """Heaviest open threats."""
    threats_open: int
    """All open threats."""
    opportunities: tuple[RiskLine, ...]
    """Open opportunities, the best first."""
    red: int
    """Open threats in a red cell."""
    not_assessed: tuple[RiskLine, ...]
    """Open risks without probability or impact."""
    exposure: ExposureFigures
    """EMV of all open risks."""
    escalation: tuple[RiskLine, ...]
    """Threats that belong above their project, with the reasons."""
    unanswered: tuple[UnansweredRow, ...]
    """Threats in a red cell, before or after the response, without an owner or a response."""
    matrix: tuple[MatrixRow, ...]
    """Open threats as things stand."""
    opportunity_matrix: tuple[MatrixRow, ...]
    """Open opportunities as things stand; empty where there are none."""
    since: datetime.date
    """Day that movement is counted from."""
    is_compared: bool
    """Whether with the files of then; else only what records date themselves is known."""
    movement: tuple[MovementRow, ...]
    """What happened to risks since, the most important first."""
    projects: tuple[ProjectRisks, ...]
    """By project, programme and office, the largest exposure first."""
    categories: tuple[CategoryRow, ...]
    """By category, the largest exposure first."""
    shared: tuple[SharedLine, ...]
    """Risks of several projects with the same vendor, cause or milestone."""
    occurred: tuple[OccurredRow, ...]
    """Risks of open projects that have happened, those whose issue is not solved first."""
    overdue_reviews: tuple[RiskLine, ...]
    """Risks whose review is late, the latest first."""
    late_actions: tuple[LateAction, ...]
    """Overdue actions against risks, the oldest first."""


def risk_report(
    portfolio: Portfolio,
    holders: Iterable[Holder],
    heading: Heading,
    language: Language,
    before: Moment | None = None,
    projects: frozenset[str] | None = None,
) -> RiskReport:
    """The risks of these projects, programmes and the office; ``projects``: their ids where not all are meant.

    ``before`` is the portfolio as it stood; without it movement is what the records date since the last report.
    """
    chosen = tuple(holders)
    moved = movement(
        *(Moment(portfolio, heading.as_of), before),
        *(last_reporting_date(portfolio, heading.as_of), projects),
    )
    register: RiskRegister = risk_register(portfolio, chosen, heading.as_of)
    lines = {one.address: _line(portfolio, number, one) for number, one in enumerate(register.open, start=1)}
    threats = [line for line in lines.values() if line.type == "threat"]
    opportunities = tuple(line for line in lines.values() if line.type == "opportunity")
    rules = portfolio.risk_rules
    late = sorted((line for line in lines.values() if line.review_overdue_days), key=_lateness)
    return RiskReport(
        heading=heading,
        currency=portfolio.currency,
        open=len(lines),
        threats=tuple(threats[:MOST_THREATS]),
        threats_open=len(threats),
        opportunities=opportunities,
        red=sum(line.now == "R" for line in threats),
        not_assessed=tuple(line for line in lines.values() if line.now is None),
        exposure=exposure_figures(register.exposure),
        escalation=tuple(line for line in threats if line.escalate_for),
        unanswered=tuple(_unanswered(portfolio, register.open, lines, heading.as_of)),
        matrix=_matrix(register.threats, rules.matrix, lines),
        opportunity_matrix=(
            _matrix(register.opportunities, rules.opportunity_matrix, lines) if opportunities else ()
        ),
        since=moved.since,
        is_compared=moved.is_compared,
        movement=_movement(portfolio, chosen, moved, language),
        projects=_by_project(portfolio, chosen, register, heading.as_of),
        categories=tuple(
            CategoryRow(one.key, one.risks, one.red, exposure_figures(one.exposure))
            for one in register.by_category
        ),
        shared=tuple(
            SharedLine(
                one.kind,
                _shared_name(portfolio, one.kind, one.key),
                tuple(lines[address] for address in one.risks),
                exposure_figures(one.exposure),
            )
            for one in register.shared
        ),
        occurred=_occurred(portfolio, chosen, heading.as_of),
        overdue_reviews=tuple(late),
        late_actions=_late_actions(portfolio, chosen, heading.as_of),
    )


def _line(portfolio: Portfolio, number: int, one: RegisteredRisk) -> RiskLine:
    risk, response = one.risk, one.risk.response
    parts = [part for part in (risk.cause, risk.event, risk.effect) if part]
    return RiskLine(
        number=number,
        address=one.address,
        where=where(portfolio, one.holder),
        where_address=one.holder.address,
        title=risk.title,
        type=risk.type,
        story=" ".join(parts) or None,
        category=risk.category,
        owner=named(portfolio, risk.owner, one.holder) or risk.owner,
        status=risk.status,
        proximity=risk.proximity,
        before=one.inherent,
        now=one.current,
        emv=cents(one.office_emv.amount) if one.office_emv is not None else None,
        response=response.strategy if response else None,
        plan=response.plan if response else None,
        trigger=response.trigger if response else None,
        reviewed=risk.reviewed,
        review_overdue_days=one.review_overdue_days,
        escalate_for=one.escalate_for,
        goes_to=_above(portfolio, one),
    )


def _above(portfolio: Portfolio, one: RegisteredRisk) -> str | None:
    """Who hears of a risk first that is above its project."""
    sponsor = party_of(portfolio, "sponsor", one.holder)
    owner = party_of(portfolio, one.risk.owner, one.holder)
    if sponsor.people and sponsor.people != owner.people:
        return sponsor.name
    charter = one.holder.charter if isinstance(one.holder, Project) else None
    body = (charter.body if charter else None) or highest_body(portfolio)
    return portfolio.name_of(body) if body is not None else None


def _lateness(line: RiskLine) -> tuple[int, str]:
    return -line.review_overdue_days, line.address


def _unanswered(
    portfolio: Portfolio,
    risks: Iterable[RegisteredRisk],
    lines: dict[str, RiskLine],
    as_of: datetime.date,
) -> Iterator[UnansweredRow]:
    for one in risks:
        if one.risk.type == "threat" and "R" in (one.inherent, one.current):
            without_owner = not party_of(portfolio, one.risk.owner, one.holder, as_of).people
            without_response = not is_answered(one.risk)
            if without_owner or without_response:
                yield UnansweredRow(lines[one.address], without_owner, without_response)


def _matrix(addresses: Matrix, colours: Sequence[str], lines: dict[str, RiskLine]) -> tuple[MatrixRow, ...]:
    return tuple(
        MatrixRow(
            5 - row, tuple(_cell(found, colours[row][column], lines) for column, found in enumerate(cells))
        )
        for row, cells in enumerate(addresses)
    )


def _cell(addresses: Sequence[str], colour: str, lines: dict[str, RiskLine]) -> MatrixCell:
    numbers = sorted(lines[address].number for address in addresses)
    return MatrixCell(_LETTERS[colour], len(numbers), tuple(numbers[:MOST_IN_A_CELL]))


_LETTERS: dict[str, Cell] = {"G": "G", "Y": "Y", "O": "O", "R": "R"}


def _movement(
    portfolio: Portfolio, holders: Iterable[Holder], moved: Movement, language: Language
) -> tuple[MovementRow, ...]:
    titles = {holder.address: where(portfolio, holder) for holder in holders}
    return tuple(
        MovementRow(
            one.kind,
            one.address,
            titles.get(one.holder, one.holder),
            one.holder,
            phrase(one, language),
            one.is_better,
        )
        for one in moved.events
        if one.kind.startswith("risk-") or (one.kind == "removed" and one.part == "risk")
    )


def _by_project(
    portfolio: Portfolio, holders: Sequence[Holder], register: RiskRegister, as_of: datetime.date
) -> tuple[ProjectRisks, ...]:
    titles = {holder.address: where(portfolio, holder) for holder in holders}
    projects = [holder for holder in holders if isinstance(holder, Project)]
    uses = {one.project.address: one for one in contingency_use(portfolio, projects, as_of)}
    return tuple(_project(one, titles, uses.get(one.key or "")) for one in register.by_project)


def _project(one: Share, titles: dict[str, str], use: ContingencyUse | None) -> ProjectRisks:
    address = one.key or ""
    held = use.held if use is not None else one.contingency
    left = use.left if use is not None else None
    cover = left if left is not None else held
    short = one.exposure.net - max(cover, Decimal(0)) if cover is not None else None
    return ProjectRisks(
        address=address,
        where=titles.get(address, address),
        risks=one.risks,
        red=one.red,
        exposure=exposure_figures(one.exposure),
        held=_cents(held),
        left=_cents(left),
        short=cents(short) if short is not None and short > 0 else None,
    )


def _cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else cents(amount)


def _shared_name(portfolio: Portfolio, kind: str, key: str) -> str:
    if kind == "vendor" and key in portfolio.vendors:
        return portfolio.vendors[key].name
    if kind == "milestone" and key in portfolio.milestones:
        project, milestone = portfolio.milestones[key]
        return f"{project.title}: {milestone.title}"
    return key


def _occurred(
    portfolio: Portfolio, holders: Iterable[Holder], as_of: datetime.date
) -> tuple[OccurredRow, ...]:
    rows = []
    for holder in holders:
        if isinstance(holder, Project) and not holder.is_open:
            continue
        issues = {issue.id.lower(): issue for issue in holder.issues}
        for risk in holder.risks:
            issue = issues.get((risk.issue or "").lower())
            if risk.status != "occurred" and issue is None:
                continue
            owner = issue.owner if issue is not None else risk.owner
            rows.append(
                OccurredRow(
                    address=f"{holder.address}/risks/{risk.id}",
                    where=where(portfolio, holder),
                    where_address=holder.address,
                    title=risk.title,
                    outcome=risk.outcome,
                    issue=issue.title if issue is not None else None,
                    issue_address=f"{holder.address}/issues/{issue.id}" if issue is not None else None,
                    severity=issue.severity if issue is not None else None,
                    issue_status=issue.status if issue is not None else None,
                    owner=named(portfolio, owner, holder) or owner,
                    due=issue.due if issue is not None else None,
                    is_overdue=_is_unsolved(issue)
                    and issue is not None
                    and issue.due is not None
                    and issue.due < as_of,
                )
            )
    rows.sort(key=lambda row: (row.issue_status in _SOLVED, row.due or datetime.date.max, row.address))
    return tuple(rows)


_SOLVED = ("resolved", "closed")


def _is_unsolved(issue: Issue | None) -> bool:
    return issue is None or issue.status not in _SOLVED


def _late_actions(
    portfolio: Portfolio, holders: Iterable[Holder], as_of: datetime.date
) -> tuple[LateAction, ...]:
    found: list[PlacedAction] = [
        one
        for holder in holders
        if not isinstance(holder, Project) or holder.is_open
        for one in open_actions(holder)
        if one.register == "risks"
    ]
    return tuple(_late_action(portfolio, one) for one in overdue(found, as_of))


def _late_action(portfolio: Portfolio, one: PlacedAction) -> LateAction:
    return LateAction(
        address=one.address,
        where=where(portfolio, one.holder),
        risk=getattr(one.within, "title", ""),
        risk_address=one.address.partition("/response/")[0],
        text=one.action.text,
        owner=named(portfolio, one.action.owner, one.holder) or one.action.owner,
        due=one.action.due,
    )
