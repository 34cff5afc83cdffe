"""Rules about what becomes of risks: closed, occurred, turned into issues."""

import datetime
from collections.abc import Iterator

from pmo.analysis.risk_matrix import is_open
from pmo.findings import message
from pmo.model.issues import Issue
from pmo.model.portfolio import Entry, Portfolio
from pmo.model.risks import Risk
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import Lookup, is_unread_beside


def closed_risk_without_outcome(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A closed risk has no outcome or no day of closing.

    **Why it matters.** What became of past risks is what the next project estimates from.

    **Example.**

        risks:
          - {id: vendor-delay, title: The vendor delivers late, owner: budi, status: closed}

    **Fix.** Say in `outcome` what became of it, and in `closed` when: `pmo set ADDRESS outcome=TEXT` adds it to a
    risk that is closed already.
    """
    for entry in portfolio.entries("risk"):
        risk: Risk = entry.record
        if risk.status != "closed" or (risk.outcome is not None and risk.closed is not None):
            continue
        text = (
            message("the closed risk {id} has no outcome", id=risk.id)
            if risk.outcome is None
            else message("the closed risk {id} has no day of closing", id=risk.id)
        )
        hint = (
            message("say what became of it: `pmo set {address} outcome=TEXT`", address=entry.address)
            if risk.outcome is None
            else message("say when: `pmo set {address} closed=DATE`", address=entry.address)
        )
        yield problem(entry.document, (*entry.keys, "status"), text, hint)


def occurred_risk_without_issue(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A threat has occurred, and no issue deals with it.

    **Why it matters.** What has happened is no longer a matter of probability: somebody must deal with it, by a day.

    **Example.**

        risks:
          - {id: vendor-delay, title: The vendor delivers late, owner: budi, status: occurred}

    **Fix.** Record the issue and name it in `issue`, or name the risk in the issue's `from_risk`.
    """
    occurred: dict[str, Entry] = {}
    for entry in portfolio.entries("risk"):
        risk: Risk = entry.record
        unanswered = risk.status == "occurred" and risk.type == "threat" and risk.issue is None
        if unanswered and not is_unread_beside(portfolio, entry.document, "issues"):
            occurred[entry.address.lower()] = entry
    if not occurred:
        return
    for _, origin in _issues_from_risks(portfolio):
        occurred.pop(origin.address.lower(), None)
    for entry in occurred.values():
        yield problem(
            entry.document,
            (*entry.keys, "status"),
            message("the risk {id} has occurred and names no issue", id=entry.record.id),
            message("record the issue and name it here: issue: <id>"),
        )


def open_risk_with_issue(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """An issue came from a risk that still counts as open.

    **Why it matters.** It counts twice: as something that happened, and in the exposure as something that may happen.

    **Example.**

        risks:
          - {id: vendor-delay, title: The vendor delivers late, owner: budi, status: assessed, issue: vendor-late}

    **Fix.** Set the risk to `occurred`. If it may happen again, that is another risk.
    """
    hint = message("set the risk to `occurred`; if it may happen again, that is another risk")
    told: set[str] = set()
    for issue_entry, origin in _issues_from_risks(portfolio):
        risk: Risk = origin.record
        if is_open(risk) and origin.address not in told:
            told.add(origin.address)
            issue: Issue = issue_entry.record
            yield problem(
                origin.document,
                (*origin.keys, "status"),
                message(
                    "the risk {id} is {status}, and the issue {issue} came from it",
                    id=risk.id,
                    status=risk.status,
                    issue=issue.id,
                ),
                hint,
                related=[(issue_entry.document, (*issue_entry.keys, "from_risk"), message("the issue"))],
            )
    for entry in portfolio.entries("risk"):
        risk = entry.record
        if risk.issue is not None and is_open(risk) and entry.address not in told:
            yield problem(
                entry.document,
                (*entry.keys, "status"),
                message(
                    "the risk {id} is {status}, and the issue {issue} came from it",
                    id=risk.id,
                    status=risk.status,
                    issue=risk.issue,
                ),
                hint,
                related=[(entry.document, (*entry.keys, "issue"), message("the issue"))],
            )


def _issues_from_risks(portfolio: Portfolio) -> Iterator[tuple[Entry, Entry]]:
    """Issues that name the risk they came from, with that risk."""
    risks = Lookup(portfolio, "risk")
    for entry in portfolio.entries("issue"):
        if entry.record.from_risk is not None:
            origin = risks.find(entry.record.from_risk, entry.document)
            if origin is not None:
                yield entry, origin
