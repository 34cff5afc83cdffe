"""The work itself: actions, issues, milestones, deliverables, quality, benefits, lessons."""

import datetime
from collections.abc import Callable
from itertools import chain

from pmo.analysis.obligations.control import Found, risk_matters
from pmo.analysis.obligations.obligation import MOST, Kind
from pmo.analysis.obligations.scope import Scope, command
from pmo.analysis.periods import spans
from pmo.analysis.registers import PlacedAction, assessment_actions, open_actions
from pmo.findings import Message, message
from pmo.model.benefits import Benefit
from pmo.model.issues import Issue
from pmo.model.risks import Risk

SEVERITY_MATTERS = {"critical": 5, "high": 4, "medium": 3, "low": 2}
"""How much an issue matters by its severity."""
_SEVERITY_WHY = {"critical": message("the issue is critical"), "high": message("the issue is severe")}
_ACTION_KINDS: dict[str, Kind] = {"gates": "condition", "quality": "finding"}


def _actions(scope: Scope) -> Found:
    found = chain.from_iterable(open_actions(holder) for holder in scope.holders)
    for one in chain(found, assessment_actions(scope.portfolio) if scope.is_whole else ()):
        kind, action = _ACTION_KINDS.get(one.register, "action"), one.action
        if scope.is_soon(kind, action.due):
            matters, why = _matters(scope, one)
            settle = command("close", one.address)
            yield scope.owed(
                kind,
                one.address,
                one.holder,
                action.text,
                action.owner,
                action.due,
                settle,
                action,
                one.within,
                matters=matters,
                why=why,
            )


def _matters(scope: Scope, one: PlacedAction) -> tuple[int | None, Message | None]:
    """An action matters as much as the risk or the issue that it is to settle."""
    match one.within:
        case Risk():
            return risk_matters(scope, one.within)
        case Issue():
            return SEVERITY_MATTERS[one.within.severity], _SEVERITY_WHY.get(one.within.severity)
    return None, None


def _issues(scope: Scope) -> Found:
    for holder in scope.holders:
        for one in holder.issues:
            if one.due is not None and one.status not in ("resolved", "closed"):
                address = f"{holder.address}/issues/{one.id}"
                yield scope.owed(
                    "issue",
                    address,
                    holder,
                    one.title,
                    one.owner,
                    one.due,
                    command("close", address, "--resolution", "TEXT"),
                    one,
                    matters=SEVERITY_MATTERS[one.severity],
                    why=_SEVERITY_WHY.get(one.severity),
                )


def _milestones(scope: Scope) -> Found:
    """Milestones to reach, and those whose expected date has passed, which need a new one."""
    for project in scope.projects:
        if not project.is_open or (project.charter is not None and project.charter.state == "proposed"):
            continue
        for one in project.milestones:
            planned = one.forecast or one.baseline
            if one.actual is not None or planned is None or not scope.is_soon("milestone", planned):
                continue
            address = f"{project.id}/plan/{one.id}"
            is_past = planned < scope.as_of
            yield scope.owed(
                "forecast" if is_past else "milestone",
                address,
                project,
                one.title,
                one.owner or "manager",
                planned,
                command("set", address, "forecast=DATE") if is_past else command("close", address),
                one,
                matters=MOST if one.critical else None,
                why=message("the milestone is critical") if one.critical else None,
            )


def _deliverables(scope: Scope) -> Found:
    for project in scope.projects:
        charter = project.charter
        if charter is None or not project.is_open or charter.state == "proposed":
            continue
        for one in charter.deliverables:
            if one.due is not None and one.status not in ("delivered", "accepted"):
                address = f"{project.id}/charter/{one.id}"
                owner, settle = one.owner or "manager", command("close", address, "--result", "delivered")
                yield scope.owed("deliverable", address, project, one.title, owner, one.due, settle, one)


def _quality_reviews(scope: Scope) -> Found:
    for project in scope.projects:
        charter = project.charter
        if charter is None or not project.is_open:
            continue
        deliverables = {one.id.lower(): one for one in charter.deliverables}
        for one in project.quality_reviews:
            if one.planned is None or one.held is not None or one.result is not None:
                continue
            about = deliverables.get(one.deliverable.lower())
            address = f"{project.id}/quality/{one.id}"
            yield scope.owed(
                "quality-review",
                address,
                project,
                about.title if about else one.deliverable,
                (about.owner if about else None) or "manager",
                one.planned,
                command("close", address, "--result", "passed"),
                one,
            )


def _benefits(scope: Scope) -> Found:
    """Benefits to measure: at the end of each period of their profile, and on their day. They outlive the project."""
    for project in scope.projects:
        if project.charter is not None and project.charter.state == "cancelled":
            continue
        for one in project.benefits:
            due = _measurement_due(scope, one)
            if due is not None:
                address = f"{project.id}/benefits/{one.id}"
                settle = command("set", address, "measurements+={date: DATE, value: NUMBER}")
                yield scope.owed("benefit", address, project, one.title, one.owner, due, settle, one)


def _measurement_due(scope: Scope, benefit: Benefit) -> datetime.date | None:
    """The first day since the last measurement on which another was wanted."""
    if benefit.status in ("realised", "not-realised"):
        return None
    days = spans(scope.portfolio)
    wanted = [days[one.period.text][1] for one in benefit.profile]
    if benefit.due is not None:
        wanted.append(benefit.due)
    last = max((one.date for one in benefit.measurements), default=datetime.date.min)
    return min((day for day in wanted if day > last), default=None)


def _lessons(scope: Scope) -> Found:
    for holder in scope.holders:
        for one in holder.lessons:
            if one.due is not None and one.status != "implemented":
                address = f"{holder.address}/lessons/{one.id}"
                what = one.follow_up or one.recommendation
                owner, settle = one.owner or "office", command("close", address)
                yield scope.owed("lesson", address, holder, what, owner, one.due, settle, one)


WORK: tuple[Callable[[Scope], Found], ...] = (
    _actions,
    _issues,
    _milestones,
    _deliverables,
    _quality_reviews,
    _benefits,
    _lessons,
)
