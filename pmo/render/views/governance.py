"""The view of `pmo report governance`: who decides, what waits, what was decided, and what breaks the rules."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from statistics import median_low
from typing import Final

from pmo.analysis.calendars import calendar_of
from pmo.analysis.decisions import Question, questions, taken
from pmo.analysis.gate_calendar import PASSED, DatedReview, dated_reviews
from pmo.analysis.health import health_of
from pmo.analysis.parties import party_of
from pmo.analysis.quarters import reviewed_quarter
from pmo.findings import Finding
from pmo.governance.approvals import GivenApproval, MissingApproval, given_approvals, missing_approvals
from pmo.governance.deviations import Deviation, decider_about, deviations, escalations
from pmo.governance.policies import PolicyCheck, check_policies
from pmo.locale import Language
from pmo.model.kinds import RESERVED_ROLES
from pmo.model.office import Governance, OfficeProfile
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.render.views.conditions import condition_in_words
from pmo.render.views.health import Verdict, verdict_of
from pmo.render.views.parts import Heading, named, where
from pmo.render.views.words import in_words
from pmo.rules.registry import RULES
from pmo.rules.rule import Rule
from pmo.rules.schedule import baseline_differs_from_its_record, baseline_without_approved_change

TEMPLATE = "governance.md.jinja"
ENDING_SOON: Final = 30
"""Calendar days before its last day from which a waiver or a delegation is said to end."""
GATES_AHEAD: Final = 60
"""Working days ahead for which gates are shown as due."""

_FAMILIES: Final = {
    "PMO1": "files",
    "PMO2": "schema",
    "PMO3": "references",
    "PMO4": "schedule",
    "PMO5": "money",
    "PMO6": "registers",
    "PMO7": "resources",
    "PMO8": "governance",
    "PMO9": "hygiene",
}
"""Families of rules by the beginning of their codes."""


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body that decides."""

    name: str
    """Its name."""
    members: tuple[str, ...]
    """Names of its members."""
    meets: str | None
    """How often and when it meets."""
    decides: tuple[str, ...]
    """What it decides."""
    max_cost: Decimal | None
    """Cost of a change up to which it may decide, in the office's currency; None without a limit or without authority."""
    max_days: int | None
    """Working days up to which it may decide."""
    has_authority: bool
    """Whether `governance.authority` names it."""
    projects: int
    """Open projects that it steers."""
    last_met: datetime.date | None
    """Day of its latest recorded meeting."""
    waiting: int
    """Decisions that wait for it."""


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """Who may decide about changes of which size."""

    who: str
    """Name of the body or role; sponsor, manager or office for those of each project."""
    is_body: bool
    """Whether it is a body."""
    is_reserved: bool
    """Whether it is a role that each project has of its own."""
    max_cost: Decimal | None
    """Cost up to which they may decide, in the office's currency; None without a limit."""
    max_days: int | None
    """Working days up to which they may decide; None without a limit."""


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """Authority that somebody lends to somebody else for a time."""

    lender: str
    """Name of who lends it."""
    borrower: str
    """Name of who has it."""
    start: datetime.date
    """First day."""
    end: datetime.date
    """Last day."""
    state: str
    """in-force, to-come, ended."""
    ends_soon: bool
    """Whether it is in force and ends within 30 days."""


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
class GateRow:
    """A gate review."""

    address: str
    """`<project>/gates/<id>`."""
    project: str
    """Title of the project."""
    project_id: str
    """Its id."""
    gate: str
    """Title of the gate."""
    state: str
    """decided, held (without a decision yet), overdue, due."""
    day: datetime.date
    """Day on which it was held, else is planned."""
    decision: str | None
    """go, conditional, hold, recycle, kill."""
    late_days: int
    """Working days from the planned day to the one on which it was held, else to today."""
    conditions: int
    """Conditions of the decision."""
    open_conditions: tuple[str, ...]
    """Those that are not met, as text."""
    overdue_conditions: int
    """Of these, those that should be met by now."""


@dataclass(frozen=True, slots=True)
class GateTotals:
    """Gate reviews in figures."""

    decided: int
    """Reviews with a decision."""
    passed: int
    """Of these, those that let the project go on: go or conditional."""
    first_time: int
    """Gates that were passed at their first review."""
    pass_rate: float | None
    """Passed as a fraction of decided; None where nothing was decided."""
    in_time: int
    """Held on or before the planned day."""
    due: int
    """Planned within the next 60 working days."""
    overdue: int
    """Planned for a day that has passed, and not held."""
    open_conditions: int
    """Conditions that are not met."""


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
class WaiverRow:
    """A finding that somebody accepted."""

    code: str
    """Code of the finding."""
    where: str
    """What it covers: a path, glob or address."""
    reason: str
    """Why it is accepted."""
    owner: str | None
    """Name of who answers for that; None for a comment in a file."""
    expires: datetime.date | None
    """Last day on which it counts; None without one."""
    state: str
    """in-force, ends-soon, expired."""
    is_comment: bool
    """Whether it is a comment in a file, not an entry of waivers.yaml."""


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A house policy."""

    address: str
    """`policies/<id>`."""
    title: str
    """The rule in one line."""
    severity: str
    """error, warning, info."""
    force: str
    """in-force, to-come, ended."""
    to: datetime.date | None
    """Last day on which it applies."""
    applies: int
    """Documents or records that it applies to."""
    kept: int
    """Of these, those that keep it."""
    breaches: tuple[str, ...]
    """Addresses of those that break it."""
    unknown: int
    """Those of which it cannot be said."""
    mistake: str | None
    """What is wrong with the policy itself."""


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """A baseline that moved without an approved change."""

    path: str
    """File of the plan or budget."""
    text: str
    """What is wrong."""


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """What the rules of one family find."""

    family: str
    """files, schema, references, schedule, money, registers, resources, governance, hygiene."""
    errors: int
    """Findings that are errors."""
    warnings: int
    """Findings that are warnings."""
    notes: int
    """Findings that are notes."""
    projects: int
    """Projects in whose files they are."""
    codes: tuple[str, ...]
    """The most frequent codes."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding of a rule of governance."""

    code: str
    """Code, as `pmo explain` takes it."""
    severity: str
    """error, warning, info."""
    address: str | None
    """Of the record that it is about."""
    text: str
    """What is wrong."""
    hint: str | None
    """What to do."""


@dataclass(frozen=True, slots=True)
class Compliance:
    """What the rules find."""

    families: tuple[FamilyRow, ...]
    """By family; families without a finding are left out."""
    errors: int
    """All errors."""
    warnings: int
    """All warnings."""
    notes: int
    """All notes."""
    clean_projects: int
    """Projects without an error or a warning."""
    projects: int
    """Projects that were looked at."""
    governance: tuple[FindingRow, ...]
    """Errors and warnings of the rules of governance, the worst first."""


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
    """What the rules find; None where nobody checked."""


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
        bodies=tuple(_bodies(portfolio, rules, own, asked, as_of)),
        authority=tuple(_authority(portfolio, rules)),
        delegations=_delegations(portfolio, rules, as_of),
        waiting=waiting,
        overdue_decisions=sum(one.is_overdue for one in waiting),
        median_waiting=median_low(ages) if ages else None,
        since=since,
        taken=_taken(portfolio, holders, chosen, since, as_of),
        gates=_gates(portfolio, reviews, since, as_of),
        gate_totals=_gate_totals(portfolio, reviews, as_of),
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
        waivers=_waivers(portfolio, holders, as_of, whole=chosen is None),
        policies=tuple(_policy(one, language) for one in check_policies(portfolio, holders, as_of)),
        baselines=tuple(_baselines(portfolio, own, as_of, language)),
        compliance=_compliance(findings, own, chosen, language) if findings is not None else None,
    )


# who decides


def _bodies(
    portfolio: Portfolio,
    rules: Governance,
    projects: Sequence[Project],
    asked: Iterable[Question],
    as_of: datetime.date,
) -> Iterator[BodyRow]:
    steered = Counter(
        one.charter.body.lower()
        for one in projects
        if one.is_open and one.charter is not None and one.charter.body is not None
    )
    waiting = Counter(one.by.id.lower() for one in asked if one.by.kind == "body")
    met: dict[str, datetime.date] = {}
    for holder in portfolio.holders:
        for meeting in holder.meetings:
            if meeting.body is not None and meeting.date <= as_of:
                key = meeting.body.lower()
                met[key] = max(met.get(key, meeting.date), meeting.date)
    limits = {one.body.lower(): one for one in rules.authority if one.body is not None}
    for body in rules.bodies:
        key = body.id.lower()
        limit = limits.get(key)
        yield BodyRow(
            name=body.name,
            members=tuple(portfolio.name_of(one) for one in body.members),
            meets=body.meets,
            decides=(body.decides,) if isinstance(body.decides, str) else tuple(body.decides),
            max_cost=limit.max_cost if limit is not None else None,
            max_days=limit.max_days if limit is not None else None,
            has_authority=limit is not None,
            projects=steered[key],
            last_met=met.get(key),
            waiting=waiting[key],
        )


def _authority(portfolio: Portfolio, rules: Governance) -> Iterator[AuthorityRow]:
    for one in rules.authority:
        who = one.body or one.role or ""
        is_reserved = one.body is None and who.lower() in RESERVED_ROLES
        yield AuthorityRow(
            who=who.lower() if is_reserved else portfolio.name_of(who),
            is_body=one.body is not None,
            is_reserved=is_reserved,
            max_cost=one.max_cost,
            max_days=one.max_days,
        )


def _delegations(portfolio: Portfolio, rules: Governance, as_of: datetime.date) -> tuple[DelegationRow, ...]:
    rows = [
        DelegationRow(
            lender=portfolio.name_of(one.from_),
            borrower=portfolio.name_of(one.to),
            start=one.start,
            end=one.end,
            state="to-come" if one.start > as_of else "in-force",
            ends_soon=one.start <= as_of and (one.end - as_of).days <= ENDING_SOON,
        )
        for one in rules.delegations
        if one.end >= as_of
    ]
    return tuple(sorted(rows, key=lambda row: (row.state != "in-force", row.start, row.end, row.lender)))


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


# gates


def _gates(
    portfolio: Portfolio, reviews: Iterable[DatedReview], since: datetime.date, as_of: datetime.date
) -> tuple[GateRow, ...]:
    """Overdue ones first, then what is due, those with open conditions, and those that were held since."""
    last = calendar_of(portfolio).add_working_days(as_of, GATES_AHEAD)
    rows = [row for one in reviews if _is_shown(row := _gate(one, as_of), since, last)]
    order = ("overdue", "due", "held", "decided")
    return tuple(sorted(rows, key=lambda row: (order.index(row.state), row.day, row.address)))


def _is_shown(row: GateRow, since: datetime.date, last: datetime.date) -> bool:
    if row.state in ("held", "decided"):
        return row.day >= since or bool(row.open_conditions)
    return row.day <= last


def _gate(one: DatedReview, as_of: datetime.date) -> GateRow:
    review = one.review
    is_held = one.state in ("held", "decided")
    conditions = review.conditions if is_held and one.project.is_open else ()
    open_ = [each for each in conditions if each.done is None or each.done > as_of]
    return GateRow(
        address=one.address,
        project=one.project.title,
        project_id=one.project.id,
        gate=one.gate,
        state=one.state,
        day=one.day,
        decision=review.decision if is_held else None,
        late_days=one.late_days,
        conditions=len(conditions),
        open_conditions=tuple(each.text for each in open_),
        overdue_conditions=sum(each.due < as_of for each in open_),
    )


def _gate_totals(portfolio: Portfolio, reviews: Sequence[DatedReview], as_of: datetime.date) -> GateTotals:
    rows = [_gate(one, as_of) for one in reviews]
    decided = [row for row in rows if row.state == "decided"]
    first: dict[tuple[str, str], str | None] = {}
    for one in reviews:
        if one.state == "decided":
            first.setdefault((one.project.id, one.review.gate.lower()), one.review.decision)
    last = calendar_of(portfolio).add_working_days(as_of, GATES_AHEAD)
    passed = sum(row.decision in PASSED for row in decided)
    return GateTotals(
        decided=len(decided),
        passed=passed,
        first_time=sum(decision in PASSED for decision in first.values()),
        pass_rate=passed / len(decided) if decided else None,
        in_time=sum(row.late_days == 0 for row in decided),
        due=sum(row.state == "due" and row.day <= last for row in rows),
        overdue=sum(row.state == "overdue" for row in rows),
        open_conditions=sum(len(row.open_conditions) for row in rows),
    )


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


# what is accepted, and what is not


def _waivers(
    portfolio: Portfolio, holders: Iterable[Holder], as_of: datetime.date, *, whole: bool
) -> tuple[WaiverRow, ...]:
    rows = [
        WaiverRow(
            code=one.code,
            where=one.where,
            reason=one.reason,
            owner=party_of(portfolio, one.owner, portfolio.office_holder).name,
            expires=one.expires,
            state=_waiver_state(one.expires, as_of),
            is_comment=False,
        )
        for one in (portfolio.waivers if whole else ())
    ]
    for holder in holders:
        statuses = holder.status_documents if isinstance(holder, Project) else ()
        for document in chain(holder.documents.values(), holder.meeting_documents, statuses):
            rows += (
                WaiverRow(
                    code=", ".join(one.codes),
                    where=f"{document.path}:{one.line}",
                    reason=one.reason,
                    owner=None,
                    expires=one.until,
                    state=_waiver_state(one.until, as_of),
                    is_comment=True,
                )
                for one in document.suppressions
                if one.codes
            )
    order = ("expired", "ends-soon", "in-force")
    return tuple(
        sorted(
            rows,
            key=lambda row: (order.index(row.state), row.expires or datetime.date.max, row.where, row.code),
        )
    )


def _waiver_state(expires: datetime.date | None, as_of: datetime.date) -> str:
    if expires is None:
        return "in-force"
    if expires < as_of:
        return "expired"
    return "ends-soon" if (expires - as_of).days <= ENDING_SOON else "in-force"


def _policy(one: PolicyCheck, language: Language) -> PolicyRow:
    return PolicyRow(
        address=f"policies/{one.policy.id}",
        title=one.policy.title,
        severity=one.policy.severity,
        force=one.force,
        to=one.policy.to,
        applies=one.applies,
        kept=one.kept,
        breaches=one.breaches,
        unknown=len(one.unknown),
        mistake=in_words(one.mistake, language) if one.mistake is not None else None,
    )


def _baselines(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date, language: Language
) -> Iterator[BaselineRow]:
    paths = {document.path for project in projects for document in project.documents.values()}
    for check in (baseline_differs_from_its_record, baseline_without_approved_change):
        for found in check(portfolio, as_of):
            if found.place.path in paths:
                yield BaselineRow(found.place.path, in_words(found.message, language))


_RULES: Final[dict[str, Rule]] = {rule.code: rule for rule in RULES}
_SEVERITIES: Final = ("error", "warning", "info")
_MOST_CODES: Final = 3


def _compliance(
    findings: Iterable[Finding],
    projects: Sequence[Project],
    chosen: frozenset[str] | None,
    language: Language,
) -> Compliance:
    own = {one.id for one in projects}
    kept = [(one, project) for one in findings if (project := _project_of(one)) in own or chosen is None]
    severities = Counter(one.severity for one, _ in kept)
    troubled = {project for one, project in kept if one.severity != "info"}
    rows = sorted(
        (one for one, _ in kept if _is_of_governance(one) and one.severity != "info"),
        key=lambda one: (_SEVERITIES.index(one.severity), one.code, one.order),
    )
    return Compliance(
        families=tuple(_families(kept)),
        errors=severities["error"],
        warnings=severities["warning"],
        notes=severities["info"],
        clean_projects=len(own - troubled),
        projects=len(own),
        governance=tuple(
            FindingRow(
                code=one.code,
                severity=one.severity,
                address=one.address,
                text=in_words(one.message, language),
                hint=in_words(one.hint, language) if one.hint is not None else None,
            )
            for one in rows
        ),
    )


def _project_of(finding: Finding) -> str | None:
    """Id of the project in whose files a finding is."""
    parts = finding.where.path.split("/")
    return parts[1] if parts[0] == "projects" and len(parts) > 2 else None


def _is_of_governance(finding: Finding) -> bool:
    rule = _RULES.get(finding.code)
    return finding.code.startswith("PMO8") or (rule is not None and rule.governance)


def _families(kept: Iterable[tuple[Finding, str | None]]) -> Iterator[FamilyRow]:
    found: dict[str, list[tuple[Finding, str | None]]] = {}
    for one, project in kept:
        found.setdefault(one.code[:4], []).append((one, project))
    for prefix, family in _FAMILIES.items():
        own = found.get(prefix, [])
        severities = Counter(one.severity for one, _ in own)
        codes = Counter(one.code for one, _ in own)
        if own:
            yield FamilyRow(
                family=family,
                errors=severities["error"],
                warnings=severities["warning"],
                notes=severities["info"],
                projects=len({project for _, project in own if project is not None}),
                codes=tuple(sorted(codes, key=lambda code: (-codes[code], code))[:_MOST_CODES]),
            )
