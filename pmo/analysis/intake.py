"""The way from an idea to a decision: how far each proposal is, what it still needs, how long it waits.

**Stages**, one after the other:

* `idea`: somebody has written a charter;
* `proposal`: it says why (purpose), what for (an objective) and how success is recognised;
* `business-case`: two or more options are compared and one is recommended, with cash flows and a rate to discount
  them, benefits with owners, and a score for each of the office's criteria;
* `decision`: the decision is asked for: a review of the next gate is planned, or a decision is requested;
* `approved`: the answer was yes, and the project has not begun yet.

A proposal is in the last stage of which it has everything, and everything of the stages before. Being approved
is a fact: it counts whatever is missing.

**Since when.** The earliest of the charter's `proposed`, the first commit of the charter, and the first day that
the project's own records name. **Decided.** The day of the first gate's decision, else of the first approval of
the charter, else the commit with which it stopped being proposed. Waiting counts working days.
"""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from pmo.analysis.appraisal import cash_flows, discount_rate
from pmo.analysis.calendars import calendar_of
from pmo.analysis.placeholders import is_placeholder
from pmo.findings import Message, message
from pmo.model.charter import Charter
from pmo.model.gates import PASSED, GateReview
from pmo.model.portfolio import Portfolio, Project

Stage = Literal["idea", "proposal", "business-case", "decision", "approved"]
STAGES: tuple[Stage, ...] = ("idea", "proposal", "business-case", "decision", "approved")
WAITING = ("proposed", "approved")
"""States of projects that are on the way."""
LEAST_OPTIONS = 2

Outcome = Literal["approved", "rejected"]


@dataclass(frozen=True, slots=True)
class Past:
    """What version control knows of a project."""

    first_seen: datetime.date | None = None
    """Day of the first commit of its charter."""
    was_proposed: bool = False
    """Whether it was proposed then."""
    left_proposed: datetime.date | None = None
    """Day of the commit with which it stopped being proposed."""


def past_of(states: Sequence[tuple[datetime.date, str]]) -> Past:
    """What the states of a project say that version control remembers, the earliest first."""
    left = (day for day, state in states if state != "proposed")
    was_proposed = bool(states) and states[0][1] == "proposed"
    return Past(states[0][0] if states else None, was_proposed, next(left, None) if was_proposed else None)


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a stage asks for."""

    name: str
    stage: Stage
    done: bool
    missing: Message
    """What is missing, in words."""
    command: str
    """What brings it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A project on its way to a decision, or to its start."""

    project: Project
    stage: Stage
    parts: tuple[Part, ...]
    since: datetime.date | None
    """First day that anything says of it."""
    waiting_days: int | None
    """Working days since then; for an approved project since the decision."""
    decided: datetime.date | None
    """Day of the decision, where there was one."""
    gate: str | None
    """Id of the gate that comes next."""
    planned: datetime.date | None
    """Day for which the review of that gate is planned."""
    setback: GateReview | None
    """The last review of that gate, where it was held, recycled or killed."""
    next_step: Message
    command: str

    @property
    def missing(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if not part.done)

    @property
    def case(self) -> tuple[int, int]:
        """How many parts of the business case are there, and how many there should be."""
        parts = [part for part in self.parts if part.stage == "business-case"]
        return sum(part.done for part in parts), len(parts)


@dataclass(frozen=True, slots=True)
class Decided:
    """A project about which was decided."""

    project: Project
    outcome: Outcome
    since: datetime.date
    decided: datetime.date
    days: int
    """Working days from idea to decision."""


@dataclass(frozen=True, slots=True)
class Intake:
    """The pipeline."""

    proposals: tuple[Proposal, ...]
    """The furthest first, then those that wait longest."""
    decided: tuple[Decided, ...]
    """The latest first."""

    @property
    def counts(self) -> Mapping[Stage, int]:
        found = Counter(one.stage for one in self.proposals)
        return {stage: found[stage] for stage in STAGES}

    @property
    def median_days(self) -> float | None:
        """Median of the working days from idea to decision."""
        days = [one.days for one in self.decided]
        return float(median(days)) if days else None


def intake(
    portfolio: Portfolio,
    projects: tuple[Project, ...],
    as_of: datetime.date,
    past: Mapping[str, Past] | None = None,
) -> Intake:
    """The pipeline of some projects; ``past`` is what version control knows, by project id."""
    known = past or {}
    proposals, decided = [], []
    for project in projects:
        charter = project.charter
        if charter is None:
            continue
        own = known.get(project.id, Past())
        if charter.state in WAITING:
            proposals.append(_proposal(portfolio, project, charter, as_of, own))
        if charter.state != "proposed" and (one := _decided(portfolio, project, charter, as_of, own)):
            decided.append(one)
    proposals.sort(key=lambda one: (-STAGES.index(one.stage), -(one.waiting_days or 0), one.project.id))
    decided.sort(key=lambda one: (-one.decided.toordinal(), one.project.id))
    return Intake(tuple(proposals), tuple(decided))


def _proposal(
    portfolio: Portfolio, project: Project, charter: Charter, as_of: datetime.date, past: Past
) -> Proposal:
    gate = _next_gate(portfolio, project, as_of)
    reviews = [one for one in project.gate_reviews if gate is not None and one.gate.lower() == gate.lower()]
    ahead = [one.planned for one in reviews if one.held is None and one.planned is not None]
    planned = min(ahead, default=None)
    is_approved = charter.state == "approved"
    asked = () if is_approved else (_asked(project, gate, planned),)
    parts = (*_outline(project, charter), *_case(portfolio, project, charter), *asked)
    stage = "approved" if is_approved else _stage(parts)
    since = _since(project, charter, as_of, past)
    decided = _day_decided(portfolio, project, charter, as_of, past) if is_approved else None
    start = decided or since
    waited = None if start is None else calendar_of(portfolio).working_days_between(start, as_of)
    setbacks = [one for one in reviews if one.decision in ("hold", "recycle", "kill")]
    return Proposal(
        project,
        stage,
        parts,
        since,
        waited,
        decided,
        gate,
        planned,
        setbacks[-1] if setbacks else None,
        *_next_step(project, stage, parts, gate, setbacks[-1] if setbacks else None),
    )


def _stage(parts: tuple[Part, ...]) -> Stage:
    reached: Stage = "idea"
    for stage in STAGES[1:-1]:
        if any(part.stage == stage and not part.done for part in parts):
            break
        reached = stage
    return reached


def _outline(project: Project, charter: Charter) -> Iterator[Part]:
    id_ = project.id
    written = not is_placeholder(charter.purpose)
    yield Part("purpose", "proposal", written, message("the purpose"), f'pmo set {id_} purpose="..."')
    yield Part(
        "objectives",
        "proposal",
        bool(charter.objectives),
        message("an objective that it serves"),
        f"pmo set {id_} 'objectives=[{{objective: ..., contribution: 3}}]'",
    )
    yield Part(
        "success",
        "proposal",
        bool(charter.success_criteria or charter.kpis),
        message("how success is recognised"),
        f"pmo set {id_} 'success_criteria=[...]'",
    )


def _case(portfolio: Portfolio, project: Project, charter: Charter) -> Iterator[Part]:
    id_, case = project.id, charter.business_case

    def part(name: str, done: object, missing: Message, command: str) -> Part:
        return Part(name, "business-case", bool(done), missing, command)

    yield part(
        "summary",
        case and case.summary and not is_placeholder(case.summary),
        message("the case in a few sentences"),
        f'pmo set {id_} business_case.summary="..."',
    )
    yield part(
        "options",
        case and len(case.options) >= LEAST_OPTIONS,
        message("options to compare (doing nothing is one)"),
        f"pmo set {id_} 'business_case.options=[{{id: nothing, title: Do nothing}}, {{id: ..., title: ...}}]'",
    )
    yield part(
        "recommended",
        case and case.recommended,
        message("a recommended option"),
        f"pmo set {id_} business_case.recommended=...",
    )
    yield part(
        "cash-flows",
        case and cash_flows(case),
        message("cash flows"),
        f"pmo set {id_} 'business_case.cash_flows=[{{period: 2027, cost: ..., benefit: ...}}]'",
    )
    yield part(
        "discount-rate",
        case and discount_rate(portfolio, case) is not None,
        message("a rate to discount the cash flows"),
        f"pmo set {id_} business_case.discount_rate=0.05",
    )
    yield part(
        "benefits",
        project.benefits,
        message("benefits with owners"),
        f'pmo new benefit "..." --project {id_} --owner ... --target ...',
    )
    unscored = _unscored(portfolio, charter)
    first = unscored[0] if unscored else ""
    yield part(
        "scores",
        not unscored,
        message("scores: {criteria}", criteria=", ".join(unscored)),
        f"pmo set {id_} scores.{first}=3",
    )


def _unscored(portfolio: Portfolio, charter: Charter) -> list[str]:
    """Criteria that people score, and did not."""
    given = {criterion.lower() for criterion in charter.scores}
    criteria = portfolio.office.prioritisation.criteria if portfolio.office else ()
    return [one.id for one in criteria if one.value is None and one.id.lower() not in given]


def _asked(project: Project, gate: str | None, planned: datetime.date | None) -> Part:
    requested = any(decision.status == "requested" for decision in project.decisions)
    command = (
        f"pmo new gate-review {project.id} --gate {gate}"
        if gate is not None
        else f'pmo new decision "..." --project {project.id}'
    )
    return Part(
        "asked",
        "decision",
        requested or planned is not None,
        message("a date for the decision"),
        command,
    )


def _next_step(
    project: Project, stage: Stage, parts: tuple[Part, ...], gate: str | None, setback: GateReview | None
) -> tuple[Message, str]:
    if stage == "approved":
        return message("start it"), f"pmo set {project.id} state=active"
    if setback is not None and setback.decision == "kill":
        return message("close it: the gate said no"), f"pmo set {project.id} state=cancelled"
    missing = next((part for part in parts if not part.done), None)
    if missing is not None:
        return message("add {what}", what=missing.missing), missing.command
    if gate is not None:
        return message("decide at the gate {gate}", gate=gate), f"pmo checklist {project.id} {gate}"
    return message("decide"), f"pmo set {project.id} state=approved"


def _next_gate(portfolio: Portfolio, project: Project, as_of: datetime.date) -> str | None:
    """The first gate of its method that was not passed."""
    method = portfolio.method_of(project)
    passed = {
        one.gate.lower()
        for one in project.gate_reviews
        if one.decision in PASSED and (one.held is None or one.held <= as_of)
    }
    gates = method.gates if method else ()
    return next((gate.id for gate in gates if gate.id.lower() not in passed), None)


def _since(project: Project, charter: Charter, as_of: datetime.date, past: Past) -> datetime.date | None:
    days = [charter.proposed, past.first_seen, *_traces(project)]
    return min((day for day in days if day is not None and day <= as_of), default=None)


def _traces(project: Project) -> Iterator[datetime.date | None]:
    """Days on which the project's own records say that something happened."""
    charter = project.charter
    yield from (one.date for one in (charter.approvals if charter else ()))
    yield from (one.raised for one in project.risks)
    yield from (one.raised for one in project.issues)
    yield from (one.raised for one in project.changes)
    yield from (one.raised for one in project.actions)
    yield from (one.date for one in project.decisions)
    yield from (one.date for one in project.meetings)
    yield from (one.date for one in project.statuses)
    yield from (one.held for one in project.gate_reviews)


def _decided(
    portfolio: Portfolio, project: Project, charter: Charter, as_of: datetime.date, past: Past
) -> Decided | None:
    since = _since(project, charter, as_of, past)
    day = _day_decided(portfolio, project, charter, as_of, past)
    if since is None or day is None or day < since:
        return None
    if charter.proposed != since and (day == since or (past.first_seen == since and not past.was_proposed)):
        return None  # the first that is known of it is the decision, or comes after it
    days = calendar_of(portfolio).working_days_between(since, day)
    return Decided(project, _outcome(portfolio, project, charter, as_of), since, day, days)


def _day_decided(
    portfolio: Portfolio, project: Project, charter: Charter, as_of: datetime.date, past: Past
) -> datetime.date | None:
    first = _first_decision(portfolio, project)
    approvals = [one.date for one in charter.approvals]
    days = (first.held if first else None, min(approvals, default=None), past.left_proposed)
    return next((day for day in days if day is not None and day <= as_of), None)


def _first_decision(portfolio: Portfolio, project: Project) -> GateReview | None:
    """The final decision at the first gate."""
    method = portfolio.method_of(project)
    if method is None or not method.gates:
        return None
    first = method.gates[0].id.lower()
    final = (
        one
        for one in project.gate_reviews
        if one.gate.lower() == first and one.held is not None and one.decision in (*PASSED, "kill")
    )
    return next(final, None)


def _outcome(portfolio: Portfolio, project: Project, charter: Charter, as_of: datetime.date) -> Outcome:
    first = _first_decision(portfolio, project)
    if first is not None:
        return "rejected" if first.decision == "kill" else "approved"
    return "rejected" if charter.state == "cancelled" and not charter.approvals else "approved"
