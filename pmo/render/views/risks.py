"""The view of `pmo risks`: the matrix, exposure against contingency, what to escalate, what hangs together."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pmo.analysis.money import cents
from pmo.analysis.risk_matrix import Cell, residual_levels
from pmo.analysis.risk_register import Exposure, RegisteredRisk, RiskRegister, Share, risk_register
from pmo.model.portfolio import Holder, Portfolio
from pmo.render.views.parts import Heading, named, where


@dataclass(frozen=True, slots=True)
class ResidualLevels:
    """A risk as things stand: after the response, where that was assessed."""

    probability: int | None
    """1 to 5."""
    impact: int | None
    """1 to 5; of several impacts the highest."""
    cell: Cell | None
    """G, Y, O or R; None while it is not assessed."""
    score: int | None
    """Probability times impact; only to sort by."""


@dataclass(frozen=True, slots=True)
class RegisteredRiskRow:
    """A risk."""

    address: str
    """`<project>/risks/<id>`."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    title: str
    """The risk in one line."""
    type: str
    """threat or opportunity."""
    category: str | None
    """Category of its cause."""
    owner: str
    """Name of the owner."""
    status: str
    """identified, assessed, responding, occurred or closed."""
    probability: int | None
    """1 to 5, before the response."""
    impact: int | None
    """1 to 5, before the response; of several impacts the highest."""
    cell: Cell | None
    """G, Y, O or R before the response; None while it is not assessed."""
    score: int | None
    """Probability times impact before the response; only to sort by."""
    residual: ResidualLevels
    """As things stand."""
    emv: Decimal | None
    """Likelihood times expected cost in its currency, negative for an opportunity; None without figures."""
    currency: str | None
    """Currency of the EMV."""
    strategy: str | None
    """Strategy of the response."""
    reviewed: datetime.date | None
    """Day of the last review."""
    review_overdue_days: int
    """Working days by which the next review is late."""
    escalate: bool
    """Whether it belongs above its project."""
    escalate_for: tuple[str, ...]
    """Why: red-cell, response, beyond-contingency."""


@dataclass(frozen=True, slots=True)
class ExposureFigures:
    """EMV of open risks in the office's currency."""

    threats: Decimal
    """Sum over the threats."""
    opportunities: Decimal
    """Sum over the opportunities; zero or negative."""
    net: Decimal
    """Both together."""
    without_figures: int
    """Open risks that are not in the sums."""


@dataclass(frozen=True, slots=True)
class ShareRow:
    """The open risks of a project, category or owner."""

    key: str | None
    """Address, category or id of the owner; None where nothing is said."""
    title: str | None
    """What readers call it."""
    risks: int
    """Open risks."""
    red: int
    """Threats in a red cell."""
    exposure: ExposureFigures
    """Their EMV."""
    contingency: Decimal | None
    """Contingency of the project in the office's currency."""
    beyond_contingency: Decimal | None
    """Exposure above the contingency."""


@dataclass(frozen=True, slots=True)
class SharedRow:
    """Open risks of several projects that hang together."""

    kind: str
    """vendor, cause or milestone."""
    key: str
    """Id of the vendor, words of the cause, or the milestone."""
    risks: tuple[str, ...]
    """Addresses."""
    exposure: ExposureFigures
    """Their EMV."""


@dataclass(frozen=True, slots=True)
class RisksView:
    """The risks of the portfolio."""

    heading: Heading
    """Portfolio, revision and day."""
    currency: str
    """Currency of the sums."""
    matrix: tuple[tuple[int, ...], ...]
    """Open threats as things stand, by probability 5 to 1 (rows) and impact 1 to 5."""
    opportunity_matrix: tuple[tuple[int, ...], ...]
    """The same for opportunities."""
    cells: tuple[str, ...]
    """Letters of the office's matrix for threats, row by row."""
    opportunity_cells: tuple[str, ...]
    """The same for opportunities."""
    not_assessed: tuple[str, ...]
    """Open risks without probability or impact."""
    risks: tuple[RegisteredRiskRow, ...]
    """The heaviest first; those that are over last, where asked for."""
    exposure: ExposureFigures
    """EMV of all open risks."""
    by_project: tuple[ShareRow, ...]
    """By project, programme and office, the largest exposure first."""
    by_category: tuple[ShareRow, ...]
    """By category."""
    by_owner: tuple[ShareRow, ...]
    """By owner."""
    overdue_reviews: tuple[str, ...]
    """Addresses of the risks whose review is late, the latest first."""
    escalation: tuple[str, ...]
    """Addresses of the risks that belong above their project."""
    shared: tuple[SharedRow, ...]
    """Risks of several projects with the same vendor, cause or milestone."""


def risks_view(
    portfolio: Portfolio, holders: Iterable[Holder], heading: Heading, *, whole: bool = False
) -> RisksView:
    """The risks of these projects, programmes and the office; with ``whole`` also those that are over."""
    register: RiskRegister = risk_register(portfolio, holders, heading.as_of, whole=whole)
    rules = portfolio.risk_rules
    late = sorted(
        (one for one in register.open if one.review_overdue_days),
        key=lambda one: (-one.review_overdue_days, one.address),
    )
    titles = {one.holder.address: where(portfolio, one.holder) for one in register.risks}
    return RisksView(
        heading=heading,
        currency=portfolio.currency,
        matrix=tuple(tuple(len(cell) for cell in row) for row in register.threats),
        opportunity_matrix=tuple(tuple(len(cell) for cell in row) for row in register.opportunities),
        cells=tuple(rules.matrix),
        opportunity_cells=tuple(rules.opportunity_matrix),
        not_assessed=register.not_assessed,
        risks=tuple(_row(portfolio, one) for one in register.risks),
        exposure=exposure_figures(register.exposure),
        by_project=tuple(_share(one, titles.get(one.key or "")) for one in register.by_project),
        by_category=tuple(_share(one, one.key) for one in register.by_category),
        by_owner=tuple(_share(one, portfolio.name_of(one.key or "")) for one in register.by_owner),
        overdue_reviews=tuple(one.address for one in late),
        escalation=tuple(one.address for one in register.open if one.is_escalation_candidate),
        shared=tuple(
            SharedRow(one.kind, one.key, one.risks, exposure_figures(one.exposure)) for one in register.shared
        ),
    )


def _row(portfolio: Portfolio, one: RegisteredRisk) -> RegisteredRiskRow:
    risk = one.risk
    probability, impact = residual_levels(risk)
    return RegisteredRiskRow(
        address=one.address,
        where=where(portfolio, one.holder),
        title=risk.title,
        type=risk.type,
        category=risk.category,
        owner=named(portfolio, risk.owner, one.holder) or risk.owner,
        status=risk.status,
        probability=risk.probability,
        impact=risk.impact_level,
        cell=one.inherent,
        score=one.score,
        residual=ResidualLevels(probability, impact, one.current, one.residual_score),
        emv=cents(one.emv.amount) if one.emv is not None else None,
        currency=one.emv.currency if one.emv is not None else None,
        strategy=risk.response.strategy if risk.response else None,
        reviewed=risk.reviewed,
        review_overdue_days=one.review_overdue_days,
        escalate=one.is_escalation_candidate,
        escalate_for=one.escalate_for,
    )


def _share(one: Share, title: str | None) -> ShareRow:
    beyond = one.beyond_contingency
    return ShareRow(
        key=one.key,
        title=title,
        risks=one.risks,
        red=one.red,
        exposure=exposure_figures(one.exposure),
        contingency=cents(one.contingency) if one.contingency is not None else None,
        beyond_contingency=cents(beyond) if beyond is not None else None,
    )


def exposure_figures(exposure: Exposure) -> ExposureFigures:
    return ExposureFigures(
        cents(exposure.threats),
        cents(exposure.opportunities),
        cents(exposure.net),
        exposure.without_figures,
    )
