"""Rules about change requests and decisions."""

import datetime
from collections.abc import Iterator
from typing import Final

from pmo.analysis.calendars import calendar_of
from pmo.findings import message
from pmo.model.changes import Change
from pmo.model.decisions import Decision
from pmo.model.portfolio import Portfolio
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import Lookup, is_gone, listed

_OUTCOME_OF: Final = {"approved": "approve", "rejected": "reject", "postponed": "postpone"}
_PENDING: Final = frozenset({"submitted", "assessed"})


def change_status_without_decision(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The status of a change and its decision do not agree.

    **Why it matters.** Approved changes move the budget and the baseline. Each rests on a decision: its outcome, who
    took it, and when.

    **Example.**

        changes:
          - {id: second-interface, title: One more interface, raised_by: budi, raised: 2026-09-01, status: approved}

    **Fix.** Record the decision with `outcome`, `by` or `body`, and `date`; or correct the status.
    """
    for entry in portfolio.entries("change"):
        change: Change = entry.record
        if change.status in ("implemented", "withdrawn"):
            continue
        expected, decision = _OUTCOME_OF.get(change.status), change.decision
        if decision is None and expected is None:
            continue
        if decision is None:
            text = message(
                "the change {id} is {status} and has no decision", id=change.id, status=change.status
            )
        elif decision.outcome != expected:
            text = message(
                "the change {id} is {status}, its decision is {outcome}",
                id=change.id,
                status=change.status,
                outcome=decision.outcome,
            )
        elif missing := _undecided(change):
            text = message(
                "the change {id} is {status}, its decision has no {missing}",
                id=change.id,
                status=change.status,
                missing=listed(missing),
            )
        else:
            continue
        yield problem(
            entry.document,
            (*entry.keys, "status"),
            text,
            message("record the decision with its outcome, by or body, and date; or correct the status"),
            related=[(entry.document, (*entry.keys, "decision"), message("the decision"))]
            if decision
            else (),
        )


def _undecided(change: Change) -> list[str]:
    """What the decision of a change lacks; an approval says who and when as well."""
    decision = change.decision
    if decision is None or change.approvals:
        return []
    who = decision.by or decision.body
    return [name for name, value in (("by", who), ("date", decision.date)) if value is None]


def implemented_without_approval(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A change was carried out that nobody approved.

    **Why it matters.** Scope, money or dates have moved without the right of anybody to move them.

    **Example.**

        changes:
          - {id: second-interface, title: One more interface, raised_by: budi, raised: 2026-09-01, status: implemented}

    **Fix.** Record the decision that approved it, or ask for it now.
    """
    for entry in portfolio.entries("change"):
        change: Change = entry.record
        decision = change.decision
        if change.status == "implemented" and (
            decision is None or decision.outcome != "approve" or _undecided(change)
        ):
            yield problem(
                entry.document,
                (*entry.keys, "status"),
                message("the change {id} is implemented without an approval", id=change.id),
                message("record the decision that approved it: outcome, by or body, and date"),
                related=[(entry.document, (*entry.keys, "decision"), message("the decision"))]
                if decision
                else (),
            )


def change_pending_too_long(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A change waits for its decision for too long.

    **Why it matters.** The project goes on with a plan that may not hold, or waits.

    **Example.** With `health.pending_change_days: 30`, as of 2026-11-01:

        changes:
          - {id: second-interface, title: One more interface, raised_by: budi, raised: 2026-09-14, status: assessed}

    **Fix.** Have it decided, postponed or withdrawn. `health.pending_change_days` in `pmo.yaml` says how long a change
    may wait, in working days.
    """
    days = portfolio.health_rules.pending_change_days
    calendar = calendar_of(portfolio)
    for entry in portfolio.entries("change"):
        change: Change = entry.record
        waited = calendar.working_days_between(change.raised, as_of)
        if change.status in _PENDING and change.decision is None and waited > days:
            yield problem(
                entry.document,
                (*entry.keys, "raised"),
                message(
                    "the change {id} has waited for a decision since {day}", id=change.id, day=change.raised
                ),
                message(
                    "have it decided, postponed or withdrawn; the office allows {days} working days",
                    days=days,
                ),
            )


def decided_without_decision(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A decision counts as decided and does not say what, by whom or when.

    **Why it matters.** A decision that cannot be quoted will be taken again.

    **Example.**

        decisions:
          - {id: pick-vendor, title: Which vendor delivers?, status: decided, by: ana}

    **Fix.** Record `decision`, `date`, and `by` (or the `body` that decided).
    """
    for entry in portfolio.entries("decision"):
        decision: Decision = entry.record
        if decision.status != "decided":
            continue
        facts = {"decision": decision.decision, "date": decision.date, "by": decision.by or decision.body}
        missing = [name for name, value in facts.items() if value is None]
        if missing:
            yield problem(
                entry.document,
                (*entry.keys, "status"),
                message("{id} is decided and has no {missing}", id=decision.id, missing=listed(missing)),
                message("record the decision, its date, and by (or the body that decided)"),
            )


def decision_overdue(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A decision was needed by a day that has passed.

    **Why it matters.** Somebody waits for it, and the consequence of not deciding sets in.

    **Example.** As of 2026-11-01:

        decisions:
          - {id: pick-vendor, title: Which vendor delivers?, status: requested, needed_by: 2026-10-15}

    **Fix.** Decide, or agree on a later day with whoever asked.
    """
    for entry in portfolio.entries("decision"):
        decision: Decision = entry.record
        if (
            decision.status == "requested"
            and decision.needed_by is not None
            and is_gone(decision.needed_by, as_of)
        ):
            yield problem(
                entry.document,
                (*entry.keys, "needed_by"),
                message(
                    "{id} was needed by {day} and is not decided", id=decision.id, day=decision.needed_by
                ),
                message("decide, or agree on a later day with whoever asked"),
            )


def superseded_by_nothing(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A decision is superseded, and no decision supersedes it.

    **Why it matters.** The old decision no longer counts and nothing counts in its place.

    **Example.**

        decisions:
          - {id: monthly-fx, title: Rates of the month, status: superseded}

    **Fix.** Name it in `supersedes` of the decision that replaces it, or set it back to `decided`.
    """
    superseded = {
        entry.address: entry for entry in portfolio.entries("decision") if entry.record.status == "superseded"
    }
    if not superseded:
        return
    decisions = Lookup(portfolio, "decision")
    for entry in portfolio.entries("decision"):
        if entry.record.supersedes is not None:
            replaced = decisions.find(entry.record.supersedes, entry.document)
            superseded.pop(replaced.address if replaced else "", None)
    for entry in superseded.values():
        yield problem(
            entry.document,
            (*entry.keys, "status"),
            message("{id} is superseded, and no decision supersedes it", id=entry.record.id),
            message("name it in `supersedes` of the decision that replaces it"),
        )


def superseded_and_in_force(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A decision was replaced by another and still counts as in force.

    **Why it matters.** Two decisions about the same question, and readers follow whichever they find first.

    **Example.**

        decisions:
          - {id: monthly-fx, title: Rates of the month, status: decided, date: 2024-01-11, by: ana, decision: Monthly}
          - {id: one-fx, title: One rate, status: decided, date: 2026-01-15, by: ana, decision: Yearly, supersedes: monthly-fx}

    **Fix.** Set the replaced decision to `superseded`.
    """
    decisions = Lookup(portfolio, "decision")
    told: set[str] = set()
    for entry in portfolio.entries("decision"):
        decision: Decision = entry.record
        if decision.supersedes is None or decision.status == "requested":
            continue
        replaced = decisions.find(decision.supersedes, entry.document)
        if replaced is None or replaced.record.status == "superseded" or replaced.address in told:
            continue
        told.add(replaced.address)
        yield problem(
            replaced.document,
            (*replaced.keys, "status"),
            message(
                "{id} is {status}, but {other} supersedes it",
                id=replaced.record.id,
                status=replaced.record.status,
                other=decision.id,
            ),
            message("set it to `superseded`"),
            related=[
                (entry.document, (*entry.keys, "supersedes"), message("the decision that supersedes it"))
            ],
        )
