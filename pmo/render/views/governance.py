"""The view of `pmo report governance`: who decides, what waits, what was decided, and what breaks the rules."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from statistics import median_low

from pmo.analysis.calendars import calendar_of
from pmo.analysis.decisions import Question, questions, taken
from pmo.analysis.gate_calendar import dated_reviews
from pmo.analysis.health import health_of
from pmo.analysis.quarters import reviewed_quarter
from pmo.findings import Finding
from pmo.governance.approvals import GivenApproval, MissingApproval, given_approvals, missing_approvals
from pmo.governance.deviations import Deviation, decider_about, deviations, escalations
from pmo.governance.policies import check_policies
from pmo.locale import Language
from pmo.model.office import Governance, OfficeProfile
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.render.views.bodies import (
    AuthorityRow,
    BodyRow,
    DelegationRow,
    authority_rows,
    body_rows,
    delegation_rows,
)
from pmo.render.views.compliance import (
    BaselineRow,
    Compliance,
    PolicyRow,
    WaiverRow,
    baseline_rows,
    compliance,
    policy_row,
    waiver_rows,
)
from pmo.render.views.conditions import condition_in_words
from pmo.render.views.gates import GateRow, GateTotals, gate_rows, gate_totals
from pmo.render.views.health import Verdict, verdict_of
from pmo.render.views.parts import Heading, named, where

TEMPLATE = "governance.md.jinja"


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A decision that somebody waits for."""

    address: str
    """Of the decision, change or gate review, or of the status update that asks for it."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    where_address: str
    """Its address."""
    what: str
    """What must be decided."""
    by: str | None
    """Name of the person, role or body that must decide."""
    due: datetime.date | None
    """By when."""
    is_overdue: bool
    """Whether that day has passed."""
    days_late: int
    """Working days since that day; negative until then."""
    waiting_days: int | None
    """Working days since it is known to be asked."""
    consequence: str | None
    """What happens otherwise."""


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A decision that was taken."""

    address: str
    """Of the decision or change."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    where_address: str
    """Its address."""
    kind: str
    """decision or change."""
    what: str
    """The question, or the change."""
    decision: str | None
    """What was decided; of a change its outcome: approve, reject, postpone."""
    by: str | None
    """Name of the body or person that decided."""
    date: datetime.date
    """Day of the decision."""


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """An approval that does not hold any more, or was never given."""

    state: str
    """stale, missing."""
    subject: str
    """charter, gate, change, decision, risk."""
    address: str
    """Of the record."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    where_address: str
    """Its address."""
    what: str
    """The record in a line."""
    by: str
    """Name of who approved, or must."""
    date: datetime.date | None
    """Day of the approval, or from which it was needed."""


@dataclass(frozen=True, slots=True)
class ApprovalTotals:
    """Approvals in figures."""

    given: int
    """All approvals."""
    current: int
    """With a fingerprint that still fits."""
    stale: int
    """With one that does not: what was approved was changed since."""
    unbound: int
    """Without a fingerprint: nobody can tell."""
    missing: int
    """Approvals that nobody gave."""


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """A forecast beyond tolerance."""

    project: str
    """Title of the project."""
    project_id: str
    """Its id."""
    measured: str
    """cost, schedule, benefits."""
    forecast: Decimal
    """Fraction for cost and benefits, working days for the schedule."""
    tolerance: Decimal
    """The same for what is allowed."""
    level: str
    """Where it is set: project, programme, office."""
    decides: str | None
    """Name of who may accept it."""
    is_asked: bool
    """Whether the project asks for a decision of anybody."""
    verdict: Verdict | None
    """watermelon or optimistic, where the project declares it better than the facts."""


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """A step of the office's escalation path that applies now."""

    project: str
    """Title of the project."""
    project_id: str
    """Its id."""
    when: str
    """The condition, as the office wrote it."""
    because: str | None
    """The same in words; None where it is made of parts that nothing is said of."""
    to: str
    """Name of who is to be told."""
    within_days: int | None
    """Working days in which they are to be told."""
    by: datetime.date | None
    """Day by which that is, counted from the status update that the condition rests on."""
    is_overdue: bool
    """Whether that day has passed."""


@dataclass(frozen=True, slots=True)
class GovernanceReport:
    """Who decides, what waits, what was decided, and what breaks the rules."""

    heading: Heading
    """Portfolio, revision and day."""
    currency: str
    """Currency of the limits."""
    model: str
    """The office's model: supportive, controlling, directive."""
    office_sponsor: str | None
    """Name of the sponsor of the office."""
    office_head: str | None
    """Name of the head of the office."""
    bodies: tuple[BodyRow, ...]
    """The bodies, in the order of `pmo.yaml`."""
    authority: tuple[AuthorityRow, ...]
    """Who may decide about changes of which size, the smallest first."""
    delegations: tuple[DelegationRow, ...]
    """Authority lent, those in force first; what ended is left out."""
    waiting: tuple[WaitingRow, ...]
    """Decisions that somebody waits for, the most urgent first."""
    overdue_decisions: int
    """Of these, those whose day has passed."""
    median_waiting: int | None
    """Median of the working days that they wait, of those known to be asked; of two in the middle the lower."""
    since: datetime.date
    """First day of the quarter that ended last."""
    taken: tuple[TakenRow, ...]
    """Decisions and changes decided since, the latest first."""
    gates: tuple[GateRow, ...]
    """Gates held since, due within 60 working days, overdue, and with open conditions."""
    gate_totals: GateTotals
    """All gate reviews in figures."""
    approvals: tuple[ApprovalRow, ...]
    """Approvals that are stale or missing."""
    approval_totals: ApprovalTotals
    """Approvals in figures."""
    exceptions: tuple[ExceptionRow, ...]
    """Forecasts beyond tolerance, the furthest first."""
    escalations: tuple[EscalationRow, ...]
    """Steps of the escalation path that apply now, by day."""
    waivers: tuple[WaiverRow, ...]
    """Accepted findings: expired ones first, then by their end."""
    policies: tuple[PolicyRow, ...]
    """House policies and what they find."""
    baselines: tuple[BaselineRow, ...]
    """Baselines that moved without an approved change."""
    compliance: Compliance | None
    """What the rules find; None where nobody checked, or where something is left out for the audience."""


def governance_view(
    portfolio: Portfolio,
    projects: Iterable[Project],
    heading: Heading,
    language: Language,
    findings: Iterable[Finding] | None = None,
    chosen: frozenset[str] | None = None,
) -> GovernanceReport:
    """Governance of these projects, and of programmes and the office where not only ``chosen`` ones are meant.

    ``findings`` is what the rules find in the whole portfolio; None where nobody checked.
    """
    as_of = heading.as_of
    own = tuple(one for one in projects if one.charter is not None)
    holders: tuple[Holder, ...] = own if chosen is not None else tuple(portfolio.holders)
    asked = questions(portfolio, as_of, chosen)
    office = portfolio.office
    rules = office.governance if office is not None else Governance()
    profile = office.office if office is not None else OfficeProfile(name="")
    since = reviewed_quarter(portfolio, as_of).first
    reviews = dated_reviews(portfolio, own, as_of)
    given, missing = given_approvals(holders, portfolio), missing_approvals(holders, portfolio, as_of)
    waiting = tuple(_waiting(portfolio, one, as_of) for one in asked)
    ages = [one.waiting_days for one in waiting if one.waiting_days is not None]
    return GovernanceReport(
        heading=heading,
        currency=office.currency if office is not None else "EUR",
        model=profile.model,
        office_sponsor=portfolio.name_of(profile.sponsor) if profile.sponsor else None,
        office_head=portfolio.name_of(profile.head) if profile.head else None,
        bodies=tuple(body_rows(portfolio, rules, own, asked, as_of)),
        authority=tuple(authority_rows(portfolio, rules)),
        delegations=delegation_rows(portfolio, rules, as_of),
        waiting=waiting,
        overdue_decisions=sum(one.is_overdue for one in waiting),
        median_waiting=median_low(ages) if ages else None,
        since=since,
        taken=_taken(portfolio, holders, chosen, since, as_of),
        gates=gate_rows(portfolio, reviews, since, as_of),
        gate_totals=gate_totals(portfolio, reviews, as_of),
        approvals=tuple(_approvals(portfolio, given, missing)),
        approval_totals=ApprovalTotals(
            given=len(given),
            current=sum(one.state == "current" for one in given),
            stale=sum(one.state == "stale" for one in given),
            unbound=sum(one.state == "unbound" for one in given),
            missing=len(missing),
        ),
        exceptions=_exceptions(portfolio, own, asked, as_of),
        escalations=_escalations(portfolio, own, as_of, language),
        waivers=waiver_rows(portfolio, holders, as_of, whole=chosen is None),
        policies=()
        if portfolio.is_partial
        else tuple(policy_row(one, language) for one in check_policies(portfolio, holders, as_of)),
        baselines=() if portfolio.is_partial else tuple(baseline_rows(portfolio, own, as_of, language)),
        compliance=compliance(findings, own, chosen, language) if findings is not None else None,
    )


# decisions


def _waiting(portfolio: Portfolio, one: Question, as_of: datetime.date) -> WaitingRow:
    working = calendar_of(portfolio)
    return WaitingRow(
        address=one.address,
        where=where(portfolio, one.holder),
        where_address=one.holder.address,
        what=one.what,
        by=one.by.name or None,
        due=one.due,
        is_overdue=one.is_overdue,
        days_late=one.days_late,
        waiting_days=working.working_days_between(one.asked, as_of) if one.asked is not None else None,
        consequence=one.consequence,
    )


def _taken(
    portfolio: Portfolio,
    holders: Iterable[Holder],
    chosen: frozenset[str] | None,
    since: datetime.date,
    as_of: datetime.date,
) -> tuple[TakenRow, ...]:
    rows = [
        TakenRow(
            address=one.address,
            where=where(portfolio, one.holder),
            where_address=one.holder.address,
            kind="decision",
            what=one.decision.title,
            decision=one.decision.decision,
            by=one.by.name or None,
            date=one.decision.date,
        )
        for one in taken(portfolio, chosen)
        if one.decision.date is not None and since <= one.decision.date <= as_of
    ]
    for holder in holders:
        for change in holder.changes:
            decided = change.decision
            if decided is not None and decided.date is not None and since <= decided.date <= as_of:
                rows.append(
                    TakenRow(
                        address=f"{holder.address}/changes/{change.id}",
                        where=where(portfolio, holder),
                        where_address=holder.address,
                        kind="change",
                        what=change.title,
                        decision=decided.outcome,
                        by=named(portfolio, decided.body or decided.by, holder),
                        date=decided.date,
                    )
                )
    rows.sort(key=lambda row: row.address)
    return tuple(sorted(rows, key=lambda row: row.date, reverse=True))


# approvals


def _approvals(
    portfolio: Portfolio, given: Iterable[GivenApproval], missing: Iterable[MissingApproval]
) -> Iterator[ApprovalRow]:
    for one in given:
        if one.state == "stale":
            yield ApprovalRow(
                state="stale",
                subject=one.subject,
                address=one.address,
                where=where(portfolio, one.holder),
                where_address=one.holder.address,
                what=one.what,
                by=portfolio.name_of(one.approval.by),
                date=one.approval.date,
            )
    for lack in missing:
        yield ApprovalRow(
            state="missing",
            subject=lack.subject,
            address=lack.address,
            where=where(portfolio, lack.holder),
            where_address=lack.holder.address,
            what=lack.what,
            by=named(portfolio, lack.by, lack.holder) or lack.by,
            date=lack.since,
        )


# exceptions


def _exceptions(
    portfolio: Portfolio, projects: Iterable[Project], asked: Iterable[Question], as_of: datetime.date
) -> tuple[ExceptionRow, ...]:
    asking = {one.holder.address for one in asked if one.kind in ("decision", "status")}
    return tuple(
        _exception(portfolio, one, one.forecast, one.project.address in asking, as_of)
        for one in deviations(portfolio, projects, as_of)
        if one.is_beyond and one.forecast is not None
    )


def _exception(
    portfolio: Portfolio, one: Deviation, forecast: Decimal, is_asked: bool, as_of: datetime.date
) -> ExceptionRow:
    return ExceptionRow(
        project=one.project.title,
        project_id=one.project.id,
        measured=one.measured,
        forecast=forecast,
        tolerance=one.tolerance,
        level=one.level,
        decides=decider_about(portfolio, one.project, as_of).name or None,
        is_asked=is_asked,
        verdict=verdict_of(health_of(portfolio, one.project, as_of), one.measured),
    )


def _escalations(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date, language: Language
) -> tuple[EscalationRow, ...]:
    return tuple(
        EscalationRow(
            project=one.project.title,
            project_id=one.project.id,
            when=str(one.step.when),
            because=condition_in_words(str(one.step.when), language),
            to=one.to.name,
            within_days=one.step.within_days,
            by=one.by,
            is_overdue=one.by is not None and one.by < as_of,
        )
        for one in escalations(portfolio, projects, as_of)
    )
