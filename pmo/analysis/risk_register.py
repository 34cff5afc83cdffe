"""All open risks of a portfolio: their cells, what they may cost against contingency, what hangs together.

Expected monetary value (EMV) is likelihood times expected cost, negative for opportunities. It is the mean of what may
come, not what is needed to be safe: that takes a simulation.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from pmo.analysis.calendars import calendar_of
from pmo.analysis.dependencies import Wait, dependencies
from pmo.analysis.exposure import expected_value
from pmo.analysis.money import Money, converted, project_money
from pmo.analysis.registers import weight
from pmo.analysis.risk_matrix import Cell, current_cell, inherent_cell, is_open, residual_levels, score
from pmo.model.office import RiskRules
from pmo.model.once import once_a_day
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.model.risks import Risk

EscalationReason = Literal["red-cell", "response", "beyond-contingency"]
"""Why a threat is escalated: its cell is red as things stand, its own response says so, or its EMV alone is more than
the whole contingency of the project."""


@dataclass(frozen=True, slots=True)
class RegisteredRisk:
    """A risk with what follows from its assessment."""

    address: str
    holder: Holder
    risk: Risk
    inherent: Cell | None
    """Cell before the response; None while it is not assessed."""
    current: Cell | None
    """Cell as things stand: after the response, where that was assessed."""
    score: int | None
    """Probability times impact before the response; only to sort by."""
    residual_score: int | None
    """The same as things stand."""
    emv: Money | None
    """Likelihood times expected cost in the project's currency, negative for an opportunity; None without figures."""
    office_emv: Money | None
    """The same in the office's currency; None without a rate as well."""
    review_overdue_days: int
    """Working days by which its review is late; 0 when it is in time or over."""
    escalate_for: tuple[EscalationReason, ...]
    """Why an open threat belongs above its project; empty where it does not."""

    @property
    def is_escalation_candidate(self) -> bool:
        """Whether it belongs above its project."""
        return bool(self.escalate_for)


@dataclass(frozen=True, slots=True)
class Exposure:
    """EMV of open risks, in the office's currency."""

    threats: Decimal
    opportunities: Decimal
    """Zero or negative."""
    without_figures: int
    """Open risks that are not in the sums: no likelihood, no cost, or no rate for the currency."""

    @property
    def net(self) -> Decimal:
        return self.threats + self.opportunities


@dataclass(frozen=True, slots=True)
class Share:
    """The open risks of one category, owner, project or other heading."""

    key: str | None
    """None where nothing is said."""
    risks: int
    red: int
    """Threats in a red cell."""
    exposure: Exposure
    contingency: Decimal | None
    """Contingency of the project in the office's currency; None for other headings, or without one."""

    @property
    def beyond_contingency(self) -> Decimal | None:
        """Exposure above the contingency; None without one."""
        return None if self.contingency is None else max(self.exposure.net - self.contingency, Decimal(0))


@dataclass(frozen=True, slots=True)
class SharedCause:
    """Open risks of several projects that hang together."""

    kind: str
    """vendor, cause or milestone (the one they would move, or wait for)."""
    key: str
    risks: tuple[str, ...]
    """Addresses."""
    exposure: Exposure


Matrix = tuple[tuple[tuple[str, ...], ...], ...]
"""Addresses by probability 5 to 1 and impact 1 to 5."""


@dataclass(frozen=True)
class RiskRegister:
    """The risks of a portfolio, programmes and the office included; its sums are worked out when asked for."""

    portfolio: Portfolio
    holders: tuple[Holder, ...]
    as_of: datetime.date
    counted: tuple[RegisteredRisk, ...]
    """Those that may still happen, of what is not over, the heaviest first: the sums are over them."""
    others: tuple[RegisteredRisk, ...]

    @property
    def risks(self) -> tuple[RegisteredRisk, ...]:
        """Open ones, the heaviest first; then, where asked for, the others."""
        return (*self.counted, *self.others)

    @property
    def open(self) -> tuple[RegisteredRisk, ...]:
        return tuple(one for one in self.risks if is_open(one.risk))

    @cached_property
    def threats(self) -> Matrix:
        """Open threats as things stand."""
        return _matrix(one for one in self.counted if one.risk.type == "threat")

    @cached_property
    def opportunities(self) -> Matrix:
        return _matrix(one for one in self.counted if one.risk.type == "opportunity")

    @property
    def not_assessed(self) -> tuple[str, ...]:
        """Open risks without probability or impact."""
        return tuple(one.address for one in self.counted if one.current is None)

    @cached_property
    def exposure(self) -> Exposure:
        return _exposure(self.counted)

    @cached_property
    def by_project(self) -> tuple[Share, ...]:
        contingencies = {one.address: _contingency(self.portfolio, one, self.as_of) for one in self.holders}
        return _shares(self.counted, lambda one: one.holder.address, contingencies)

    @cached_property
    def by_category(self) -> tuple[Share, ...]:
        return _shares(self.counted, lambda one: one.risk.category)

    @cached_property
    def by_owner(self) -> tuple[Share, ...]:
        return _shares(self.counted, lambda one: _owner(self.portfolio, one))

    @cached_property
    def shared(self) -> tuple[SharedCause, ...]:
        return tuple(_shared(self.portfolio, self.counted))


def risk_register(
    portfolio: Portfolio, holders: Iterable[Holder], as_of: datetime.date, *, whole: bool = False
) -> RiskRegister:
    """Risks of these projects, programmes and the office on a day; with ``whole`` also those that are over."""
    chosen = tuple(holders)
    counted = _counted(portfolio, chosen, as_of)
    known = {one.address for one in counted}
    others = (one for holder in chosen for one in _risks_of(portfolio, holder, as_of))
    return RiskRegister(
        *(portfolio, chosen, as_of, counted),
        others=tuple(one for one in others if one.address not in known) if whole else (),
    )


def _counted(
    portfolio: Portfolio, holders: Iterable[Holder], as_of: datetime.date
) -> tuple[RegisteredRisk, ...]:
    """The risks of these that may still happen, the heaviest first, as :func:`open_risks` has them."""
    found = [
        one
        for holder in holders
        if not isinstance(holder, Project) or holder.is_open
        for one in _risks_of(portfolio, holder, as_of)
        if is_open(one.risk)
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: weight(
                *(one.current, one.residual_score, one.inherent, one.score, one.holder, one.risk)
            ),
        )
    )


def _risks_of(portfolio: Portfolio, holder: Holder, as_of: datetime.date) -> tuple[RegisteredRisk, ...]:
    known = _known_risks(portfolio, as_of)
    if holder.address not in known:
        rules = portfolio.risk_rules
        known[holder.address] = tuple(
            _registered(portfolio, holder, risk, rules, as_of) for risk in holder.risks
        )
    return known[holder.address]


@once_a_day
def _known_risks(_portfolio: Portfolio, _as_of: datetime.date) -> dict[str, tuple[RegisteredRisk, ...]]:
    """By the address of their holder, filled as they are asked for."""
    return {}


def _registered(
    portfolio: Portfolio, holder: Holder, risk: Risk, rules: RiskRules, as_of: datetime.date
) -> RegisteredRisk:
    current = current_cell(risk, rules)
    value = expected_value(risk, rules.probability)
    emv = Money(value, portfolio.currency_of(holder)) if value is not None else None
    return RegisteredRisk(
        address=f"{holder.address}/risks/{risk.id}",
        holder=holder,
        risk=risk,
        inherent=inherent_cell(risk, rules),
        current=current,
        score=score(risk.probability, risk.impact_level),
        residual_score=score(*residual_levels(risk)),
        emv=emv,
        office_emv=converted(portfolio, emv) if emv is not None else None,
        review_overdue_days=_overdue(portfolio, risk, rules, as_of) if is_open(risk) else 0,
        escalate_for=tuple(_escalate_for(holder, risk, current, value)),
    )


def _escalate_for(
    holder: Holder, risk: Risk, current: Cell | None, value: Decimal | None
) -> Iterator[EscalationReason]:
    if not isinstance(holder, Project) or risk.type != "threat" or not is_open(risk):
        return
    if current == "R":
        yield "red-cell"
    if risk.response is not None and risk.response.strategy == "escalate":
        yield "response"
    held = holder.budget.contingency if holder.budget else None
    if value is not None and held is not None and value > held:
        yield "beyond-contingency"


def _overdue(portfolio: Portfolio, risk: Risk, rules: RiskRules, as_of: datetime.date) -> int:
    last = risk.reviewed or risk.raised
    if last is None:
        return 0
    return max(calendar_of(portfolio).working_days_between(last, as_of) - rules.review_days, 0)


def _matrix(risks: Iterable[RegisteredRisk]) -> Matrix:
    cells: dict[tuple[int, int], list[str]] = {}
    for one in risks:
        probability, impact = residual_levels(one.risk)
        if probability is not None and impact is not None:
            cells.setdefault((probability, impact), []).append(one.address)
    return tuple(
        tuple(tuple(cells.get((probability, impact), ())) for impact in range(1, 6))
        for probability in range(5, 0, -1)
    )


def _exposure(risks: Iterable[RegisteredRisk]) -> Exposure:
    threats = opportunities = Decimal(0)
    without = 0
    for one in risks:
        if one.office_emv is None:
            without += 1
        elif one.risk.type == "opportunity":
            opportunities += one.office_emv.amount
        else:
            threats += one.office_emv.amount
    return Exposure(threats, opportunities, without)


def _shares(
    risks: Iterable[RegisteredRisk],
    key: Callable[[RegisteredRisk], str | None],
    contingencies: Mapping[str, Decimal | None] = {},
) -> tuple[Share, ...]:
    """By heading, the largest exposure first."""
    groups: dict[str | None, list[RegisteredRisk]] = {}
    for one in risks:
        groups.setdefault(key(one), []).append(one)
    shares = [
        Share(
            name,
            len(found),
            sum(one.risk.type == "threat" and one.current == "R" for one in found),
            _exposure(found),
            contingencies.get(name or ""),
        )
        for name, found in groups.items()
    ]
    return tuple(
        sorted(shares, key=lambda one: (-one.exposure.net, -one.red, one.key is None, one.key or ""))
    )


def _contingency(portfolio: Portfolio, holder: Holder, as_of: datetime.date) -> Decimal | None:
    if not isinstance(holder, Project):
        return None
    held = project_money(portfolio, holder, as_of).contingency
    own = converted(portfolio, held) if held is not None else None
    return own.amount if own is not None else None


def _owner(portfolio: Portfolio, one: RegisteredRisk) -> str:
    project = one.holder if isinstance(one.holder, Project) else None
    person = portfolio.person(one.risk.owner, project)
    return person.id if person else one.risk.owner


def _shared(portfolio: Portfolio, risks: Iterable[RegisteredRisk]) -> Iterable[SharedCause]:
    """Risks of several projects with the same vendor, the same words as cause, or the same milestone behind them."""
    waits = dependencies(portfolio).waits
    groups: dict[tuple[str, str], list[RegisteredRisk]] = {}
    for one in risks:
        for kind, key in dict.fromkeys(_causes(one.holder, one.risk, waits)):
            groups.setdefault((kind, key), []).append(one)
    for (kind, key), found in sorted(groups.items()):
        if len({one.holder.address for one in found}) > 1:
            yield SharedCause(kind, key, tuple(one.address for one in found), _exposure(found))


def happening_together(portfolio: Portfolio) -> Iterator[tuple[str, ...]]:
    """Addresses of open risks of several projects with the same cause, then of those with the same vendor.

    That they move the same milestone does not make risks happen together.
    """
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for project in portfolio.projects.values():
        for risk in project.risks if project.is_open else ():
            if is_open(risk):
                for kind, key in _causes(project, risk, {}):
                    if kind != "milestone":
                        member = project.id, f"{project.address}/risks/{risk.id}"
                        groups.setdefault((kind, key), []).append(member)
    for _, members in sorted(groups.items()):
        if len({project for project, _ in members}) > 1:
            yield tuple(sorted(address for _, address in members))


def _causes(holder: Holder, risk: Risk, waits: Mapping[str, tuple[Wait, ...]]) -> Iterable[tuple[str, str]]:
    if risk.vendor:
        yield "vendor", risk.vendor.lower()
    if risk.cause:
        yield "cause", " ".join(risk.cause.casefold().split()).rstrip(".")
    for milestone in risk.affects:
        key = milestone.lower() if "/" in milestone else f"{holder.id}/{milestone}".lower()
        yield "milestone", key
        own = key.partition("/")[0]
        yield from (
            ("milestone", wait.key) for wait in waits.get(key, ()) if wait.key.partition("/")[0] != own
        )
