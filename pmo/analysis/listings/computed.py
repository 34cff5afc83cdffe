"""Fields that are worked out for records: where they stand on the day, how late they are, what they are worth.

`open` and `overdue_days` mean the same in every kind: somebody still has to do something; and by how many working
days the day for it has passed, None while it has not.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple, get_args

from msgspec import Struct

from pmo.analysis.addresses import Item
from pmo.analysis.certificates import SOON
from pmo.analysis.exposure import expected_value
from pmo.analysis.listings.context import Context
from pmo.analysis.listings.fields import Kind
from pmo.analysis.loads import Resource, commitments
from pmo.analysis.money import Money
from pmo.analysis.progress import Freshness, MilestoneState, Trend, is_reached
from pmo.analysis.registers import open_issues, overdue_actions, pending_changes
from pmo.analysis.risk_matrix import current_cell, inherent_cell, is_open, residual_levels, score
from pmo.analysis.supply import notice_day
from pmo.expressions.values import UNKNOWN
from pmo.model.allocations import Allocation
from pmo.model.portfolio import Project
from pmo.model.shared import Action

Read = Callable[[Context, Item], Any]


class Computed(NamedTuple):
    """A field that is worked out."""

    name: str
    kind: Kind
    meaning: str
    """One line, for whoever looks for a column."""
    read: Read
    words: tuple[str, ...] = ()
    """The words it may be, in their order."""
    refers_to: tuple[str, ...] = ()
    """Kinds of record that its text refers to."""


CELLS: Final = ("G", "Y", "O", "R")
HEALTHS: Final = ("blue", "green", "grey", "amber", "red")
"""The better first."""


def _days_after(context: Context, day: datetime.date | None) -> int | None:
    """Working days by which a day has passed; None while it has not."""
    if day is None or day >= context.as_of:
        return None
    return context.calendar.working_days_between(day, context.as_of)


def _fields(item: Item) -> Any:
    """The record, whose type the kind decides."""
    return item.record


def _record(read: Callable[[Any], Any]) -> Read:
    return lambda _context, item: read(item.record)


def _age(context: Context, item: Item) -> int | None:
    raised = getattr(item.record, "raised", None)
    return (context.as_of - raised).days if raised else None


def above(item: Item) -> Struct | None:
    """The record of a list that holds this one, where it is a part of one: the risk of an action."""
    if len(item.keys) <= 2 or not isinstance(item.keys[1], int):
        return None
    held: tuple[Struct, ...] = getattr(item.document.record, str(item.keys[0]))
    return held[item.keys[1]]


# Whatever has an address


def _project_id(context: Context, item: Item) -> str | None:
    return item.document.holder if item.document.level == "project" else None


def _programme_id(context: Context, item: Item) -> str | None:
    if item.document.level == "programme":
        return item.document.holder
    project = context.project(item)
    return project.charter.programme if project is not None and project.charter is not None else None


COMMON: Final = (
    Computed("project", "text", "id of its project", _project_id),
    Computed("programme", "text", "id of its programme, or its project's", _programme_id),
    Computed("path", "text", "file that holds it", lambda _, item: item.document.path),
    Computed(
        "line",
        "integer",
        "line of the file at which it begins",
        lambda context, item: context.locate(item.document, item.keys)[0],
    ),
)
"""What everything has, unless it has a field of that name itself."""


# Projects


def _of_project(read: Callable[[Context, Project], Any]) -> Read:
    def value(context: Context, item: Item) -> Any:
        project = context.project(item)
        return read(context, project) if project is not None else None

    return value


def _fact(name: str) -> Read:
    def value(context: Context, project: Project) -> Any:
        found = context.facts(project)[name]
        return None if found is UNKNOWN else found

    return _of_project(value)


def _money_fact(name: str) -> Read:
    def value(context: Context, project: Project) -> Money | None:
        found = context.facts(project)[name]
        if not isinstance(found, Decimal):
            return None
        return Money(found, context.portfolio.currency_of(project))

    return _of_project(value)


def _next_milestone(context: Context, project: Project) -> str | None:
    following = context.progress(project).next
    return following.milestone.title if following else None


def _next_date(context: Context, project: Project) -> datetime.date | None:
    following = context.progress(project).next
    return following.expected if following else None


def _overdue_milestones(context: Context, project: Project) -> int:
    return sum(one.state == "overdue" for one in context.progress(project).milestones)


def _percent(context: Context, project: Project) -> Decimal | None:
    status = context.declared(project).status
    return status.percent_complete if status else None


def _headline(context: Context, project: Project) -> str | None:
    status = context.declared(project).status
    return status.headline if status else None


def _reported(context: Context, project: Project) -> datetime.date | None:
    status = context.declared(project).status
    return status.date if status else None


def _judged_health(context: Context, project: Project) -> str | None:
    both = (context.declared(project).health, context.health(project).counting.get("overall"))
    return max((one for one in both if one is not None), key=HEALTHS.index, default=None)


_PROJECT: Final = (
    Computed(
        "open", "truth", "neither completed nor cancelled", _of_project(lambda _, project: project.is_open)
    ),
    Computed(
        "health",
        "text",
        "overall health as declared; grey when stale or never reported",
        _of_project(lambda context, project: context.declared(project).health),
        HEALTHS,
    ),
    Computed(
        "computed_health",
        "text",
        "overall health by the facts, with the overrides that count",
        _of_project(lambda context, project: context.health(project).counting.get("overall")),
        HEALTHS,
    ),
    Computed(
        "judged_health",
        "text",
        "the worse of the two: of what is declared and what the facts say",
        _of_project(_judged_health),
        HEALTHS,
    ),
    Computed(
        "watermelon",
        "truth",
        "whether something declared green is red by the facts",
        _of_project(lambda context, project: bool(context.health(project).watermelons)),
    ),
    Computed(
        "trend",
        "text",
        "against the status update before",
        _of_project(lambda context, project: context.declared(project).trend),
        get_args(Trend),
    ),
    Computed(
        "freshness",
        "text",
        "whether its status update is in time",
        _of_project(lambda context, project: context.declared(project).freshness),
        get_args(Freshness),
    ),
    Computed("reported", "date", "day of the latest status update", _of_project(_reported)),
    Computed("headline", "text", "headline of the latest status update", _of_project(_headline)),
    Computed("percent_complete", "number", "work completed as declared, 0 to 100", _of_project(_percent)),
    Computed("planned_finish", "date", "finish of the plan as approved", _fact("planned_finish")),
    Computed("forecast_finish", "date", "finish as expected now", _fact("forecast_finish")),
    Computed("slip_days", "integer", "working days from planned to forecast finish", _fact("days_late")),
    Computed(
        "reached",
        "integer",
        "milestones reached",
        _of_project(lambda context, project: context.progress(project).reached),
    ),
    Computed(
        "milestones",
        "integer",
        "number of milestones",
        _of_project(lambda _, project: len(project.milestones)),
    ),
    Computed("next_milestone", "text", "milestone that is expected next", _of_project(_next_milestone)),
    Computed("next_date", "date", "day on which it is expected", _of_project(_next_date)),
    Computed(
        "overdue_milestones",
        "integer",
        "milestones whose date has passed",
        _of_project(_overdue_milestones),
    ),
    Computed("approved", "money", "approved budget", _money_fact("approved")),
    Computed("planned_cost", "money", "planned cost up to now", _money_fact("planned_cost")),
    Computed("actual_cost", "money", "actual cost up to now", _money_fact("actual_cost")),
    Computed("estimate", "money", "estimate at completion", _money_fact("estimate")),
    Computed(
        "overrun",
        "money",
        "estimate less approved budget",
        _of_project(lambda context, project: context.money(project).overrun),
    ),
    Computed(
        "overrun_share",
        "share",
        "overrun as a fraction of the approved budget",
        _of_project(lambda context, project: context.money(project).overrun_share),
    ),
    Computed("npv", "money", "net present value of the business case", _money_fact("npv")),
    Computed("exposure", "money", "expected cost of the open risks", _money_fact("exposure")),
    Computed(
        "strategic_contribution",
        "number",
        "weighted contribution to the objectives, 0 to 5",
        _fact("strategic_contribution"),
    ),
    Computed(
        "open_risks",
        "integer",
        "risks that may still happen",
        _of_project(lambda _, project: sum(map(is_open, project.risks))),
    ),
    Computed(
        "open_issues",
        "integer",
        "issues that are not solved",
        _of_project(lambda _, project: len(open_issues([project]))),
    ),
    Computed(
        "pending_changes",
        "integer",
        "changes without a decision",
        _of_project(lambda _, project: len(pending_changes(project))),
    ),
    Computed(
        "overdue_actions",
        "integer",
        "actions that should be done by now",
        _of_project(lambda context, project: len(overdue_actions(project, context.as_of))),
    ),
    Computed(
        "status_age_days", "integer", "calendar days since the latest status update", _fact("status_age_days")
    ),
)


# The plan


def _is_over(context: Context, item: Item) -> bool:
    project = context.project(item)
    return project is not None and not project.is_open


def _of_milestone(name: str) -> Read:
    def value(context: Context, item: Item) -> Any:
        project = context.project(item)
        return getattr(context.milestone(project, item.record), name) if project is not None else None

    return value


def _milestone_open(context: Context, item: Item) -> bool:
    return not _is_over(context, item) and _of_milestone("state")(context, item) != "reached"


def _milestone_overdue(context: Context, item: Item) -> int | None:
    is_late = _milestone_open(context, item) and _of_milestone("state")(context, item) == "overdue"
    return _of_milestone("overdue_days")(context, item) if is_late else None


def _early(context: Context, item: Item) -> datetime.date | None:
    return context.schedule.at(item.address).early


def _sprint_state(context: Context, item: Item) -> str:
    sprint = _fields(item)
    if sprint.start > context.as_of:
        return "coming"
    return "running" if sprint.finish >= context.as_of else "over"


def _phase_state(context: Context, item: Item) -> str:
    phase = _fields(item)
    if phase.actual.finish is not None and phase.actual.finish <= context.as_of:
        return "over"
    return "running" if phase.actual.start is not None and phase.actual.start <= context.as_of else "coming"


_SPANS: Final = ("running", "coming", "over")


def _needed(context: Context, item: Item) -> tuple[Project, Any] | None:
    """The milestone that a dependency waits for."""
    project, reference = context.project(item), _fields(item).milestone
    if project is None:
        return None
    name = reference if "/" in reference else f"{project.id}/{reference}"
    return context.portfolio.milestones.get(name.lower())


def _needed_address(context: Context, item: Item) -> str | None:
    found = _needed(context, item)
    return f"{found[0].id}/plan/{found[1].id}" if found else None


def _needed_expected(context: Context, item: Item) -> datetime.date | None:
    found = _needed(context, item)
    return context.milestone(*found).expected if found else None


def _needed_state(context: Context, item: Item) -> str | None:
    found = _needed(context, item)
    return context.milestone(*found).state if found else None


def _waiting(context: Context, item: Item) -> str:
    milestone: Any = above(item)
    return f"{item.document.holder}/plan/{milestone.id}"


def _dependency_open(context: Context, item: Item) -> bool:
    milestone: Any = above(item)
    return not _is_over(context, item) and not is_reached(milestone, context.as_of)


# Registers


def _risk_overdue(context: Context, item: Item) -> int | None:
    """Working days by which its review is late."""
    risk = _fields(item)
    last = risk.reviewed or risk.raised
    if not is_open(risk) or last is None:
        return None
    late = (
        context.calendar.working_days_between(last, context.as_of) - context.portfolio.risk_rules.review_days
    )
    return late if late > 0 else None


def _expected_value(context: Context, item: Item) -> Money | None:
    risk = _fields(item)
    value, project = expected_value(risk, context.portfolio.risk_rules.probability), context.project(item)
    if value is None:
        return None
    return Money(value, context.portfolio.currency_of(project) if project else context.portfolio.currency)


def _by_day(day: Callable[[Any], datetime.date | None], open_: Read) -> Read:
    """Working days by which the day of something open has passed."""
    return lambda context, item: _days_after(context, day(item.record)) if open_(context, item) else None


def _action_open(_context: Context, item: Item) -> bool:
    holder: Any = above(item)
    is_moot = item.document.kind in ("risks", "issues") and holder is not None and not _is_alive(holder)
    return _fields(item).done is None and not is_moot


def _is_alive(record: Any) -> bool:
    """Whether the actions of a risk or an issue still matter."""
    return record.status not in ("resolved", "closed")


def origin(item: Item) -> str:
    """Address of what a record is a part of: the risk of an action, the meeting, the register."""
    words, keys = item.address.split("/"), list(item.keys)
    while keys and isinstance(keys[-1], int):
        keys.pop()
    while keys and not isinstance(keys[-1], int):
        keys.pop()
    if keys:
        return "/".join(words[: len(words) - (len(item.keys) - len(keys))])
    return item.document.holder_address if item.document.kind == "charter" else item.document.address


def _origin(_context: Context, item: Item) -> str:
    return origin(item)


_FINAL_CHANGES: Final = ("rejected", "implemented", "withdrawn")
_issue_open = _record(lambda issue: issue.status not in ("resolved", "closed"))
_change_open = _record(lambda change: change.status not in _FINAL_CHANGES)
_assumption_open = _record(lambda assumption: assumption.result == "open")
_decision_open = _record(lambda decision: decision.status == "requested")
_lesson_open = _record(lambda lesson: lesson.status != "implemented")
_benefit_open = _record(lambda benefit: benefit.status not in ("realised", "not-realised"))


def _change_overdue(context: Context, item: Item) -> int | None:
    """Working days by which its decision is late."""
    change = _fields(item)
    if change.status not in ("submitted", "assessed"):
        return None
    waited = context.calendar.working_days_between(change.raised, context.as_of)
    late = waited - context.portfolio.health_rules.pending_change_days
    return late if late > 0 else None


def _review_open(context: Context, item: Item) -> bool:
    held = _fields(item).held
    return not _is_over(context, item) and (held is None or held > context.as_of)


def _deliverable_open(context: Context, item: Item) -> bool:
    return not _is_over(context, item) and _fields(item).status != "accepted"


def _deliverable_overdue(context: Context, item: Item) -> int | None:
    deliverable = _fields(item)
    if deliverable.status == "delivered" or not _deliverable_open(context, item):
        return None
    return _days_after(context, deliverable.due)


def _not_over(last: Callable[[Any], datetime.date | None]) -> Read:
    """Whether the last day of something is still to come, or there is none."""

    def value(context: Context, item: Item) -> bool:
        day = last(item.record)
        return day is None or day >= context.as_of

    return value


def _allocation_open(context: Context, item: Item) -> bool:
    allocation = _fields(item)
    is_rejected = allocation.status == "rejected"
    return not is_rejected and not _is_over(context, item) and allocation.to >= context.as_of


def _latest(context: Context, item: Item) -> Any:
    """Latest measurement up to the day."""
    known = [one for one in _fields(item).measurements if one.date <= context.as_of]
    return max(known, key=lambda one: one.date, default=None)


def _measured(context: Context, item: Item) -> Any:
    latest = _latest(context, item)
    return latest.value if latest is not None else None


def _measured_on(context: Context, item: Item) -> datetime.date | None:
    latest = _latest(context, item)
    return latest.date if latest is not None else None


def _gate_title(context: Context, item: Item) -> str:
    project, review = context.project(item), _fields(item)
    return context.portfolio.gate_title(project, review.gate) if project else str(review.gate)


def _not_done(actions: Iterable[Action]) -> int:
    return sum(action.done is None for action in actions)


# People, vendors, the office


def _load(context: Context, item: Item) -> Decimal:
    taken = _commitments(context, item)
    day = context.as_of
    return sum((one.load for one in taken if one.from_ <= day <= one.to), Decimal(0))


def _commitments(context: Context, item: Item) -> list[Allocation]:
    """What a person or a piece of equipment is promised for."""
    kind: Literal["person", "equipment"] = "person" if item.noun == "person" else "equipment"
    found = commitments(context.portfolio).get(Resource(kind, item.id.lower()), ())
    return [one.allocation for one in found]


def _person_projects(context: Context, item: Item) -> tuple[str, ...] | None:
    found = commitments(context.portfolio).get(Resource("person", item.id.lower()), ())
    ids = (one.project.id for one in found if one.allocation.to >= context.as_of)
    return tuple(dict.fromkeys(ids)) or None


def _certificate_state(context: Context, item: Item) -> str:
    expires = _fields(item).expires
    if expires is None or (expires - context.as_of).days > SOON:
        return "valid"
    return "expiring" if expires >= context.as_of else "expired"


def _holder_of_part(_context: Context, item: Item) -> str | None:
    """Id of the person or vendor that a certificate, an absence or a contract stands with."""
    holder: Any = above(item)
    return holder.id if holder is not None else None


def _notice_by(context: Context, item: Item) -> datetime.date | None:
    return notice_day(context.calendar, _fields(item))


def _contract_money(name: str) -> Read:
    """A sum that a contract leaves open."""

    def value(context: Context, item: Item) -> Money | None:
        contract = _fields(item)
        total, part = contract.value, getattr(contract, name)
        if total is None or part is None:
            return None
        return Money(total - part, contract.currency or context.portfolio.currency)

    return value


def _late_deliveries(context: Context, item: Item) -> int:
    contract = _fields(item)
    return sum(
        one.delivered is None and one.due is not None and one.due < context.as_of
        for one in contract.deliverables
    )


def _contracts_running(context: Context, item: Item) -> int:
    vendor = _fields(item)
    return sum(one.end is None or one.end >= context.as_of for one in vendor.contracts)


def _last_review(name: str) -> Read:
    def value(_context: Context, item: Item) -> Any:
        reviews = _fields(item).reviews
        latest = max(reviews, key=lambda one: one.date, default=None)
        return getattr(latest, name) if latest is not None else None

    return value


def _projects_with(matches: Callable[[Any, str], bool]) -> Read:
    """Number of open projects whose charter matches an id."""

    def value(context: Context, item: Item) -> int:
        id_ = item.id.lower()
        return sum(
            project.is_open and matches(project.charter, id_)
            for project in context.portfolio.projects.values()
        )

    return value


def _serves(charter: Any, objective: str) -> bool:
    return any(one.objective.lower() == objective for one in charter.objectives)


def _role_people(context: Context, item: Item) -> int:
    return sum(one.role.lower() == item.id.lower() for one in context.portfolio.people.values())


def _level(_context: Context, item: Item) -> Any:
    """Overall level of an assessment: the lowest, or the mean of its perspectives."""
    assessment = _fields(item)
    levels = [one.level for one in assessment.dimensions if one.level is not None]
    if not levels:
        return None
    return min(levels) if assessment.scoring == "staged" else Decimal(sum(levels)) / len(levels)


def _of_budget(name: str) -> Read:
    return _of_project(lambda context, project: getattr(context.money(project), name))


def _line_actual(context: Context, item: Item) -> Money | None:
    """Actual cost booked on a budget line, of the periods that have ended."""
    project = context.project(item)
    if project is None or project.budget is None:
        return None
    start = context.portfolio.office.calendar.fiscal_year_start if context.portfolio.office else 1
    booked = [
        one.cost
        for one in project.budget.actuals
        if one.line is not None
        and one.line.lower() == item.id.lower()
        and one.period.last_day(start) <= context.as_of
    ]
    return Money(sum(booked, Decimal(0)), context.portfolio.currency_of(project)) if booked else None


_OPEN: Final = "whether somebody still has to do something"


def _open(read: Read) -> Computed:
    return Computed("open", "truth", _OPEN, read)


def _overdue(read: Read, meaning: str = "working days by which its day has passed") -> Computed:
    return Computed("overdue_days", "integer", meaning, read)


_AGE: Final = Computed("age_days", "integer", "calendar days since it was raised", _age)
_PERSON: Final = Computed("person", "text", "id of the person", _holder_of_part, refers_to=("person",))

COMPUTED: Final[Mapping[str, tuple[Computed, ...]]] = {
    "project": _PROJECT,
    "milestone": (
        _open(_milestone_open),
        Computed("state", "text", "where it stands", _of_milestone("state"), get_args(MilestoneState)),
        Computed(
            "expected", "date", "day on which it was reached, else is expected", _of_milestone("expected")
        ),
        Computed("early", "date", "first day that its predecessors allow", _early),
        Computed(
            "slip_days", "integer", "working days from baseline to expected", _of_milestone("slip_days")
        ),
        _overdue(_milestone_overdue),
    ),
    "phase": (Computed("state", "text", "where it stands", _phase_state, _SPANS),),
    "sprint": (Computed("state", "text", "where it stands", _sprint_state, _SPANS),),
    "dependency": (
        _open(_dependency_open),
        Computed("waiting", "text", "address of the milestone that waits", _waiting),
        Computed("needed", "text", "address of the milestone it waits for", _needed_address),
        Computed("needed_expected", "date", "when that is expected", _needed_expected),
        Computed("needed_state", "text", "where that stands", _needed_state, get_args(MilestoneState)),
    ),
    "budget": (
        Computed("planned_to_date", "money", "planned cost up to now", _of_budget("planned_to_date")),
        Computed("actual_to_date", "money", "actual cost up to now", _of_budget("actual_to_date")),
        Computed("estimate", "money", "estimate at completion", _of_budget("estimate")),
        Computed("overrun", "money", "estimate less approved budget", _of_budget("overrun")),
        Computed(
            "overrun_share",
            "share",
            "overrun as a fraction of the approved budget",
            _of_budget("overrun_share"),
        ),
    ),
    "budget-line": (Computed("actual", "money", "actual cost booked on it", _line_actual),),
    "allocation": (
        _open(_allocation_open),
        Computed(
            "who",
            "text",
            "the person, else the role or the equipment",
            _record(lambda one: one.person or one.role or one.equipment),
            refers_to=("person", "role"),
        ),
    ),
    "stakeholder": (
        Computed(
            "who",
            "text",
            "the person's id, else the name",
            _record(lambda one: one.person or one.name),
            refers_to=("person",),
        ),
    ),
    "risk": (
        _open(lambda context, item: is_open(_fields(item))),
        Computed(
            "cell",
            "text",
            "cell of the risk matrix as things stand: G accept, Y watch, O act, R escalate",
            lambda context, item: current_cell(_fields(item), context.portfolio.risk_rules),
            CELLS,
        ),
        Computed(
            "cell_before",
            "text",
            "cell of the risk matrix before the response",
            lambda context, item: inherent_cell(_fields(item), context.portfolio.risk_rules),
            CELLS,
        ),
        Computed(
            "score",
            "integer",
            "probability times impact as things stand, only to sort by",
            _record(lambda risk: score(*residual_levels(risk))),
        ),
        Computed("emv", "money", "expected monetary value: likelihood times expected cost", _expected_value),
        _AGE,
        _overdue(_risk_overdue, "working days by which its review is late"),
    ),
    "issue": (_open(_issue_open), _AGE, _overdue(_by_day(lambda one: one.due, _issue_open))),
    "assumption": (
        _open(_assumption_open),
        _overdue(_by_day(lambda one: one.validate_by, _assumption_open)),
    ),
    "change": (
        _open(_change_open),
        _AGE,
        _overdue(_change_overdue, "working days by which its decision is late"),
    ),
    "decision": (
        _open(_decision_open),
        Computed(
            "asked_of",
            "text",
            "who decides: the body, else the person or role",
            _record(lambda one: one.body or one.by),
            refers_to=("body", "person", "role"),
        ),
        _overdue(_by_day(lambda one: one.needed_by, _decision_open)),
    ),
    "action": (
        _open(_action_open),
        _AGE,
        _overdue(_by_day(lambda one: one.due, _action_open)),
        Computed("origin", "text", "address of what it was agreed in", _origin),
        Computed(
            "register",
            "text",
            "where it is written",
            lambda _, item: _REGISTERS.get(item.document.kind, item.document.kind),
        ),
    ),
    "lesson": (_open(_lesson_open), _overdue(_by_day(lambda one: one.due, _lesson_open))),
    "deliverable": (_open(_deliverable_open), _overdue(_deliverable_overdue)),
    "benefit": (
        _open(_benefit_open),
        _overdue(_by_day(lambda one: one.due, _benefit_open)),
        Computed("measured", "text", "latest measured value", _measured),
        Computed("measured_on", "date", "day of that measurement", _measured_on),
    ),
    "kpi": (
        Computed("measured", "number", "latest measured value", _measured),
        Computed("measured_on", "date", "day of that measurement", _measured_on),
    ),
    "gate-review": (
        _open(_review_open),
        _overdue(_by_day(lambda one: one.planned, _review_open)),
        Computed("title", "text", "name of the gate", _gate_title),
        Computed(
            "open_conditions",
            "integer",
            "conditions that are not fulfilled",
            _record(lambda one: _not_done(one.conditions)),
        ),
    ),
    "quality-review": (
        _open(_review_open),
        _overdue(_by_day(lambda one: one.planned, _review_open)),
        Computed(
            "open_findings",
            "integer",
            "findings that are not corrected",
            _record(lambda one: _not_done(one.findings)),
        ),
    ),
    "person": (
        _open(_not_over(lambda person: person.to)),
        Computed("load", "number", "full-time equivalents promised on the day", _load),
        Computed("projects", "texts", "projects allocated to now or later", _person_projects),
    ),
    "equipment": (Computed("load", "number", "units promised on the day", _load),),
    "role": (Computed("people", "integer", "people with this main role", _role_people),),
    "certificate": (
        _PERSON,
        Computed(
            "state",
            "text",
            f"valid, expiring (within {SOON} days) or expired",
            _certificate_state,
            ("valid", "expiring", "expired"),
        ),
    ),
    "absence": (_open(_not_over(lambda absence: absence.to)), _PERSON),
    "enrolment": (
        _open(_record(lambda one: one.completed is None)),
        _overdue(_by_day(lambda one: one.planned, _record(lambda one: one.completed is None))),
    ),
    "mentoring": (_open(_not_over(lambda pair: pair.to)),),
    "objective": (Computed("projects", "integer", "open projects that serve it", _projects_with(_serves)),),
    "programme": (
        Computed(
            "projects",
            "integer",
            "open projects in it",
            _projects_with(lambda charter, id_: (charter.programme or "").lower() == id_),
        ),
    ),
    "method": (
        Computed(
            "projects",
            "integer",
            "open projects that follow it",
            _projects_with(lambda charter, id_: (charter.method or "").lower() == id_),
        ),
    ),
    "vendor": (
        Computed("running", "integer", "contracts that have not ended", _contracts_running),
        Computed("reviewed", "date", "day of the latest review", _last_review("date")),
        Computed("quality", "number", "quality at the latest review, 1 to 5", _last_review("quality")),
        Computed("delivery", "number", "delivery at the latest review, 1 to 5", _last_review("delivery")),
        Computed("cost", "number", "value for money at the latest review, 1 to 5", _last_review("cost")),
    ),
    "contract": (
        _open(_not_over(lambda contract: contract.end)),
        Computed("vendor", "text", "id of the vendor", _holder_of_part),
        Computed("notice_by", "date", "last day to give notice", _notice_by),
        Computed("unpaid", "money", "value less what was paid", _contract_money("paid")),
        Computed("late_deliveries", "integer", "deliverables that are overdue", _late_deliveries),
    ),
    "service-level": (Computed("contract", "text", "address of the contract", _origin),),
    "assessment": (Computed("level", "number", "overall level, 1 to 5", _level),),
    "waiver": (_open(_not_over(lambda waiver: waiver.expires)),),
    "approval": (Computed("subject", "text", "address of what was approved", _origin),),
    "policy": (),
}
"""Fields worked out by kind."""

_REGISTERS: Final[Mapping[str, str]] = {"meeting": "meetings", "assessment": "assessments"}
