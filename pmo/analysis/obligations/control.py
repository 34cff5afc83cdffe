"""What keeps projects under control: reports, decisions, changes, risks, assumptions, gates."""

import datetime
from collections.abc import Callable, Iterator

from pmo.analysis.authority import decider_of
from pmo.analysis.obligations.obligation import Obligation
from pmo.analysis.obligations.scope import Scope, command
from pmo.analysis.progress import next_status_due
from pmo.analysis.registers import Ask, asks_of, in_order, reviewed_since
from pmo.analysis.risk_matrix import Cell, current_cell, is_open
from pmo.findings import Message, message
from pmo.model.changes import Change
from pmo.model.portfolio import Project
from pmo.model.risks import Risk

Found = Iterator[Obligation | None]

CELL_MATTERS: dict[Cell | None, int] = {"R": 5, "O": 4, "Y": 3, "G": 2, None: 3}
"""How much a threat matters by its cell; one that was never assessed may be anything."""
_CELL_WHY: dict[Cell, Message] = {
    "R": message("the risk is to be escalated"),
    "O": message("the risk is to be acted on"),
}


def risk_matters(scope: Scope, risk: Risk) -> tuple[int, Message | None]:
    """How much a risk matters, and why."""
    if risk.type == "opportunity":
        return 2, None
    cell = current_cell(risk, scope.portfolio.risk_rules)
    return CELL_MATTERS[cell], _CELL_WHY.get(cell) if cell else message("the risk was never assessed")


def _status_updates(scope: Scope) -> Found:
    for project in scope.projects:
        if not project.is_running:
            continue
        said = scope.declared(project)
        last = said.status.date if said.status else None
        yield scope.owed(
            "status",
            project.id,
            project,
            project.title,
            "manager",
            next_status_due(scope.portfolio, last) if last else None,
            command("new", "status", project.id),
            is_late=said.freshness in ("stale", "never"),
            matters=None if last else 4,
            why=None if last else message("the project has never reported"),
        )


def _decisions(scope: Scope) -> Found:
    found = (ask for holder in scope.holders for ask in asks_of(scope.portfolio, holder, scope.as_of))
    for ask in in_order(found):
        yield _decision(scope, ask)


def _decision(scope: Scope, ask: Ask) -> Obligation | None:
    register = f"{ask.holder.address}/decisions/"
    otherwise = ask.consequence.rstrip(". ") if ask.consequence else None
    why = message("otherwise: {consequence}", consequence=otherwise) if otherwise else None
    if ask.address.startswith(register):
        decision = next(one for one in ask.holder.decisions if ask.address == register + one.id)
        settle = command("close", ask.address, "--decision", "TEXT", "--by", "PERSON")
        return scope.owed(
            "decision", ask.address, ask.holder, ask.what, ask.by, ask.due, settle, decision, why=why
        )
    assert isinstance(ask.holder, Project)
    status = scope.declared(ask.holder).status
    wanted = status.decisions_needed if status else ()
    number = next(number for number, one in enumerate(wanted, 1) if one.what == ask.what)
    return scope.owed(
        "decision",
        f"{ask.address}/decisions_needed/{number}",
        ask.holder,
        ask.what,
        ask.by,
        ask.due,
        command(
            *("new", "decision", _as_a_word(ask.what), "--project", ask.holder.id),
            *(
                "--status",
                "decided",
                "--decision",
                "TEXT",
                "--by",
                "PERSON",
                "--date",
                scope.as_of.isoformat(),
            ),
        ),
        status,
        why=why,
    )


def _as_a_word(question: str) -> str:
    """A question as a word of a command that may stand in a code span of Markdown."""
    return question if "`" not in question else "TEXT"


def _decision_reviews(scope: Scope) -> Found:
    for holder in scope.open_holders:
        for one in holder.decisions:
            if one.status == "decided" and one.review_on is not None:
                address = f"{holder.address}/decisions/{one.id}"
                owner, settle = one.body or one.by, command("set", address, "review_on=DATE")
                yield scope.owed(
                    "decision-review", address, holder, one.title, owner, one.review_on, settle, one
                )


def _changes(scope: Scope) -> Found:
    days = scope.portfolio.health_rules.pending_change_days
    for holder in scope.open_holders:
        for one in holder.changes:
            if one.status not in ("submitted", "assessed") or one.decision is not None:
                continue
            address = f"{holder.address}/changes/{one.id}"
            due = scope.calendar.add_working_days(one.raised, days)
            if one.status == "submitted":
                owner, settle = (
                    scope.lead(holder),
                    command("set", address, "status=assessed", *_missing(one)),
                )
                yield scope.owed("change-assessment", address, holder, one.title, owner, due, settle, one)
            elif scope.is_soon("change-decision", due):
                decider = decider_of(scope.portfolio, holder, one)
                settle = command(
                    "set",
                    address,
                    "status=approved",
                    "decision.outcome=approve",
                    f"decision.date={scope.as_of}",
                )
                yield scope.owed("change-decision", address, holder, one.title, decider, due, settle, one)


def _missing(change: Change) -> tuple[str, ...]:
    return () if change.recommendation else ("recommendation=TEXT",)


def _risk_reviews(scope: Scope) -> Found:
    days = scope.portfolio.risk_rules.review_days
    due_after: dict[datetime.date, datetime.date] = {}
    for holder in scope.open_holders:
        for risk in holder.risks:
            last = risk.reviewed or risk.raised
            if not is_open(risk):
                continue
            if last is not None and last not in due_after:
                due_after[last] = scope.calendar.add_working_days(last, days)
            due = due_after[last] if last is not None else None
            if scope.is_soon("risk-review", due):
                address = f"{holder.address}/risks/{risk.id}"
                matters, why = risk_matters(scope, risk)
                yield scope.owed(
                    "risk-review",
                    address,
                    holder,
                    risk.title,
                    risk.owner,
                    due,
                    command("set", address, "reviewed=today"),
                    risk,
                    matters=matters,
                    why=why,
                )


def _assumptions(scope: Scope) -> Found:
    for holder in scope.open_holders:
        for one in holder.assumptions:
            if one.result == "open" and one.validate_by is not None:
                address = f"{holder.address}/assumptions/{one.id}"
                owner, settle = (
                    one.owner or scope.lead(holder),
                    command("close", address, "--result", "valid"),
                )
                yield scope.owed("assumption", address, holder, one.text, owner, one.validate_by, settle, one)


def _gate_reviews(scope: Scope) -> Found:
    for project in scope.projects:
        for index, one in enumerate(project.gate_reviews):
            if one.planned is None or one.held is not None or one.decision is not None or not project.is_open:
                continue
            address = f"{project.id}/gates/{one.id or index + 1}"
            yield scope.owed(
                "gate-review",
                address,
                project,
                scope.portfolio.gate_title(project, one.gate),
                "manager",
                one.planned,
                command("close", address, "--result", "go"),
                one,
            )


def _closure_reviews(scope: Scope) -> Found:
    for project in scope.projects:
        closure = project.charter.closure if project.charter else None
        if closure is None or closure.review_due is None:
            continue
        if not reviewed_since(project, closure.date or datetime.date.min):
            settle = command("new", "meeting", "Review", "--project", project.id, "--kind", "review")
            yield scope.owed(
                "closure-review", project.id, project, project.title, "sponsor", closure.review_due, settle
            )


DECIDING: tuple[Callable[[Scope], Found], ...] = (_decisions, _changes, _gate_reviews)
"""What waits for somebody's decision."""
CONTROL: tuple[Callable[[Scope], Found], ...] = (
    *DECIDING,
    _status_updates,
    _decision_reviews,
    _risk_reviews,
    _assumptions,
    _closure_reviews,
)
