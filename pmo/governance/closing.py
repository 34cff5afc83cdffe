"""What stands in the way of closing a project, and what it leaves behind: evaluated from its records, never ticked."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from pmo.analysis.registers import asks_of, in_order, open_actions, open_issues, pending_changes
from pmo.analysis.risk_matrix import is_open
from pmo.governance.approvals import given_approvals
from pmo.governance.checklists import checklist
from pmo.model.portfolio import Portfolio, Project
from pmo.model.vendors import Contract, Vendor

Register = Literal["risks", "issues", "actions", "changes", "decisions", "contracts", "resources"]
Subject = Literal[
    "milestones",
    "deliverables",
    "documents",
    "gates",
    "risks",
    "issues",
    "actions",
    "changes",
    "decisions",
    "contracts",
    "resources",
    "benefits",
    "approvals",
    "lessons",
    "accepted",
    "handover",
    "review",
]
CheckState = Literal["met", "open", "nothing"]
"""Nothing: no record of the kind is kept, so that nobody can tell."""


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A record that is still open."""

    register: Register
    address: str
    what: str
    owner: str | None
    """Reference to who answers for it."""
    due: datetime.date | None
    """Day by which it should be done; the last day of a contract or an allocation."""


@dataclass(frozen=True, slots=True)
class ClosingCheck:
    """One thing that must be so before a project can be closed."""

    subject: Subject
    state: CheckState
    total: int
    """Records that were looked at."""
    open: tuple[str, ...]
    """Those that are not as they should be, in words; empty for what is either recorded or not."""


def left_overs(portfolio: Portfolio, project: Project, as_of: datetime.date) -> tuple[LeftOver, ...]:
    """What of a project is open on a day, whether it goes on or not, register by register."""
    return tuple(_left_overs(portfolio, project, as_of))


def closing_checks(portfolio: Portfolio, project: Project, as_of: datetime.date) -> tuple[ClosingCheck, ...]:
    """What must be so before a project can be closed, and what of it is not."""
    charter = project.charter
    deliverables = charter.deliverables if charter else ()
    documents = charter.documents if charter else ()
    closure = charter.closure if charter else None
    gates = checklist(portfolio, project, as_of).gates if portfolio.method_of(project) is not None else ()
    approvals = given_approvals((project,), portfolio)
    left: dict[str, list[str]] = {}
    in_reports = 0
    for one in left_overs(portfolio, project, as_of):
        left.setdefault(one.register, []).append(one.what)
        in_reports += one.register == "decisions" and "/decisions/" not in one.address
    kept = {
        "risks": len(project.risks),
        "issues": len(project.issues),
        "actions": len(project.actions),
        "changes": len(project.changes),
        "decisions": len(project.decisions) + in_reports,
        "contracts": len(list(_contracts(portfolio, project))),
        "resources": len(project.allocations),
    }

    def records(subject: Subject, total: int, open_: Iterable[str]) -> ClosingCheck:
        found = tuple(open_)
        return ClosingCheck(subject, "open" if found else "met" if total else "nothing", total, found)

    def recorded(subject: Subject, is_there: bool) -> ClosingCheck:
        return ClosingCheck(subject, "met" if is_there else "open", int(is_there), ())

    return (
        records(
            "milestones",
            len(project.milestones),
            (one.title for one in project.milestones if one.actual is None or one.actual > as_of),
        ),
        records(
            "deliverables",
            len(deliverables),
            (one.title for one in deliverables if one.status != "accepted"),
        ),
        records("gates", len(gates), (one.title for one in gates if not one.is_passed)),
        *(records(name, max(kept[name], len(left.get(name, ()))), left.get(name, ())) for name in _REGISTERS),
        records(
            "benefits",
            len(project.benefits),
            (one.title for one in project.benefits if one.handover is None and one.status in _GOING_ON),
        ),
        records("documents", len(documents), (one.title for one in documents if one.status != "archived")),
        records("approvals", len(approvals), (one.what for one in approvals if one.state == "stale")),
        recorded("lessons", bool(project.lessons)),
        recorded("handover", bool(closure and closure.handover)),
        recorded("accepted", bool(closure and closure.accepted_by)),
        recorded("review", bool(closure and closure.review_due)),
    )


_REGISTERS: tuple[Register, ...] = (
    "risks",
    "issues",
    "actions",
    "changes",
    "decisions",
    "contracts",
    "resources",
)
_GOING_ON = ("planned", "on-track", "at-risk")


def _left_overs(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[LeftOver]:
    base = project.address
    for risk in project.risks:
        if is_open(risk):
            yield LeftOver("risks", f"{base}/risks/{risk.id}", risk.title, risk.owner, None)
    for _, issue in open_issues([project]):
        yield LeftOver("issues", f"{base}/issues/{issue.id}", issue.title, issue.owner, issue.due)
    for action in sorted(open_actions(project), key=lambda one: (one.action.due, one.address)):
        yield LeftOver("actions", action.address, action.action.text, action.action.owner, action.action.due)
    for change in pending_changes(project):
        yield LeftOver("changes", f"{base}/changes/{change.id}", change.title, change.raised_by, None)
    for change in project.changes:
        if change.status == "approved":
            yield LeftOver("changes", f"{base}/changes/{change.id}", change.title, change.raised_by, None)
    yield from _undecided(portfolio, project, as_of)
    for vendor, contract in _contracts(portfolio, project):
        if contract.end is None or contract.end >= as_of:
            address = f"vendors/{vendor.id}/contracts/{contract.id}"
            yield LeftOver("contracts", address, f"{vendor.name}: {contract.title}", None, contract.end)
    for index, allocation in enumerate(project.allocations):
        if allocation.to >= as_of and allocation.status != "rejected":
            who = allocation.person or allocation.role or allocation.equipment or ""
            yield LeftOver(
                "resources",
                f"{base}/allocations/{allocation.id or index + 1}",
                allocation.task or _name(portfolio, who),
                allocation.person or allocation.role,
                allocation.to,
            )


def _undecided(portfolio: Portfolio, project: Project, as_of: datetime.date) -> Iterator[LeftOver]:
    """Decisions that are waited for: in the register, and of an open project in its latest status update as well."""
    for ask in in_order(asks_of(portfolio, project, as_of)):
        yield LeftOver("decisions", ask.address, ask.what, ask.by, ask.due)
    for one in project.decisions if not project.is_open else ():
        if one.status == "requested":
            address = f"{project.address}/decisions/{one.id}"
            yield LeftOver("decisions", address, one.title, one.body or one.by, one.needed_by)


def _contracts(portfolio: Portfolio, project: Project) -> Iterator[tuple[Vendor, Contract]]:
    """Contracts that serve this project alone."""
    for vendor in portfolio.vendors.values():
        for contract in vendor.contracts:
            if contract.project is not None and contract.project.lower() == project.id.lower():
                yield vendor, contract


def _name(portfolio: Portfolio, reference: str) -> str:
    equipment = portfolio.equipment.get(reference.lower())
    return equipment.title if equipment is not None else portfolio.name_of(reference)
