"""Approvals: those that no longer fit what was approved, and those that are missing.

An approval with a fingerprint holds as long as its record still has that fingerprint: what moves by itself (forecasts,
actuals, states) does not count. One without a fingerprint cannot be checked. Missing are: the approval of a charter
under which work goes on, where no gate released it either; those of the approvers that the method names for a gate
that was passed; somebody who decided about a change that counts as approved; and under a directive office that of the
role `office` for each of these gates and changes.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pmo.model.fingerprints import record_fingerprint
from pmo.model.gates import PASSED, GateReview
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.model.shared import Approval

ApprovalState = Literal["current", "stale", "unbound"]
"""Unbound: without a fingerprint, so that nobody can tell."""
Subject = Literal["charter", "gate", "change", "decision", "risk"]
_AGREED = ("approved", "implemented")


@dataclass(frozen=True, slots=True)
class GivenApproval:
    """An approval, and whether it still fits."""

    subject: Subject
    address: str
    """Of the record that was approved."""
    holder: Holder
    what: str
    """The record in a line."""
    approval: Approval
    state: ApprovalState


@dataclass(frozen=True, slots=True)
class MissingApproval:
    """An approval that nobody gave."""

    subject: Subject
    address: str
    """Of the record that lacks it."""
    holder: Holder
    what: str
    """The record in a line."""
    by: str
    """Reference to the role, body or person that must give it."""
    since: datetime.date | None
    """Day from which it was needed."""


def given_approvals(holders: Iterable[Holder], portfolio: Portfolio) -> tuple[GivenApproval, ...]:
    """The approvals of these projects, programmes and the office: stale ones first, then the latest.

    Of a partial portfolio nobody can tell whether they fit: what was approved may have been more.
    """
    found = [one for holder in holders for one in _given(portfolio, holder)]
    order = ("stale", "unbound", "current")
    found.sort(key=lambda one: one.address)
    found.sort(key=lambda one: one.approval.date, reverse=True)
    return tuple(sorted(found, key=lambda one: order.index(one.state)))


def missing_approvals(
    holders: Iterable[Holder], portfolio: Portfolio, as_of: datetime.date
) -> tuple[MissingApproval, ...]:
    """What nobody approved, the longest missing first; gates held after the day do not count yet.

    None of a partial portfolio: what is missing there need not be missing.
    """
    if portfolio.is_partial:
        return ()
    found = [one for holder in holders for one in _missing(portfolio, holder, as_of)]
    return tuple(sorted(found, key=lambda one: (one.since or datetime.date.min, one.address, one.by)))


def _given(portfolio: Portfolio, holder: Holder) -> Iterator[GivenApproval]:
    for subject, address, what, record in _approved(portfolio, holder):
        for approval in record.approvals:
            yield GivenApproval(subject, address, holder, what, approval, _state(portfolio, record, approval))


def _state(portfolio: Portfolio, record: Any, approval: Approval) -> ApprovalState:
    if approval.fingerprint is None or portfolio.is_partial:
        return "unbound"
    is_same = approval.fingerprint.strip().lower() == record_fingerprint(record)
    return "current" if is_same else "stale"


def _approved(portfolio: Portfolio, holder: Holder) -> Iterator[tuple[Subject, str, str, Any]]:
    """Every record that can be approved, with its address and what readers call it."""
    if isinstance(holder, Project):
        if holder.charter is not None:
            yield "charter", f"{holder.address}/charter", holder.charter.title, holder.charter
        for index, review in enumerate(holder.gate_reviews):
            yield (
                "gate",
                _gate_address(holder, index, review),
                portfolio.gate_title(holder, review.gate),
                review,
            )
    for change in holder.changes:
        yield "change", f"{holder.address}/changes/{change.id}", change.title, change
    for decision in holder.decisions:
        yield "decision", f"{holder.address}/decisions/{decision.id}", decision.title, decision
    for risk in holder.risks:
        yield "risk", f"{holder.address}/risks/{risk.id}", risk.title, risk


def _gate_address(project: Project, index: int, review: GateReview) -> str:
    return f"{project.address}/gates/{review.id or index + 1}"


def _missing(portfolio: Portfolio, holder: Holder, as_of: datetime.date) -> Iterator[MissingApproval]:
    is_directive = portfolio.office is not None and portfolio.office.office.model == "directive"
    if isinstance(holder, Project):
        if not holder.is_open:
            return
        yield from _missing_charter(holder)
        for index, review in enumerate(holder.gate_reviews):
            if review.decision in PASSED and (review.held is None or review.held <= as_of):
                gate = portfolio.gate_of(holder, review.gate)
                wanted = [
                    *(gate.approvers if gate is not None else ()),
                    *(["office"] if is_directive else []),
                ]
                for reference in dict.fromkeys(wanted):
                    if not _is_given(portfolio, holder, reference, review.approvals, as_of):
                        address, what = (
                            _gate_address(holder, index, review),
                            portfolio.gate_title(holder, review.gate),
                        )
                        yield MissingApproval("gate", address, holder, what, reference, review.held)
    for change in holder.changes:
        if change.status in _AGREED:
            address, decision = f"{holder.address}/changes/{change.id}", change.decision
            day = decision.date if decision is not None else None
            decided = decision is not None and (decision.by or decision.body)
            if not decided and not change.approvals:
                yield MissingApproval("change", address, holder, change.title, "sponsor", day)
            elif is_directive and not _is_given(portfolio, holder, "office", change.approvals, as_of):
                yield MissingApproval("change", address, holder, change.title, "office", day)


def _missing_charter(project: Project) -> Iterator[MissingApproval]:
    charter = project.charter
    if charter is None or charter.state == "proposed" or charter.approvals:
        return
    if not any(review.decision in PASSED for review in project.gate_reviews):
        yield MissingApproval(
            "charter", f"{project.address}/charter", project, charter.title, "sponsor", None
        )


def _is_given(
    portfolio: Portfolio, holder: Holder, reference: str, given: Iterable[Approval], as_of: datetime.date
) -> bool:
    """Whether somebody approved in that role, or the person behind it did."""
    person = portfolio.person(reference, holder if isinstance(holder, Project) else None)
    return any(
        one.date <= as_of
        and (
            (one.role or "").lower() == reference.lower()
            or (person is not None and one.by.lower() == person.id.lower())
        )
        for one in given
    )
