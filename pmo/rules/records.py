"""Rules that hold for the records of all registers: their days and their owners."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pmo.analysis.risk_matrix import is_open
from pmo.findings import message
from pmo.model.changes import Change
from pmo.model.issues import Issue
from pmo.model.kinds import RESERVED_ROLES
from pmo.model.portfolio import Document, Keys, Portfolio
from pmo.model.risks import Risk
from pmo.rules.issues import is_unsolved
from pmo.rules.outcomes import is_final
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import Lookup, Spot, actions, has_left, is_employed, is_to_come, together

_DAYS: Final = (
    ("risk", ("raised", "reviewed", "closed")),
    ("issue", ("raised", "resolved")),
    ("change", ("raised", "implemented")),
    ("quality-review", ("held",)),
)
_LAST: Final = {"risk": "closed", "issue": "resolved", "change": "implemented"}
"""What ends a record; to be raised after that is a finding of its own."""


def recorded_in_the_future(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A record says that something has happened on a day that is still to come.

    **Why it matters.** It has not happened yet. Usually the year is wrong, or a plan stands where a fact belongs.

    **Example.** As of 2026-11-01:

        risks:
          - {id: vendor-delay, title: The vendor delivers late, owner: budi, status: assessed, reviewed: 2027-10-28}

    **Fix.** Correct the day. It counts for what was raised, reviewed, resolved, decided, done, held or measured.
    """
    for document, keys, day in _to_come(portfolio, as_of):
        if is_to_come(day, as_of):
            yield problem(
                document,
                keys,
                message("{field} on {day}: that day is still to come", field=_field(keys), day=day),
                message("correct the day; only what has happened is recorded here"),
            )


def _field(keys: Keys) -> str:
    """The last name of the keys that says what happened."""
    names = [key for key in keys if isinstance(key, str)]
    return f"{names[-2]}.{names[-1]}" if names[-1] == "date" and len(names) > 1 else names[-1]


def _to_come(portfolio: Portfolio, as_of: datetime.date) -> Iterator[tuple[Document, Keys, datetime.date]]:
    """Recorded days after ``as_of``, with their places."""
    for noun, names in _DAYS:
        for entry in portfolio.entries(noun):
            for name in names:
                day = getattr(entry.record, name)
                if day is None or day <= as_of:
                    continue
                end = getattr(entry.record, _LAST[noun]) if name == "raised" else None
                if end is None or end >= day:
                    yield entry.document, (*entry.keys, name), day
    for noun, name in (("change", "decision"), ("issue", "escalation")):
        for entry in portfolio.entries(noun):
            part = getattr(entry.record, name)
            if part is not None and part.date is not None and part.date > as_of:
                yield entry.document, (*entry.keys, name, "date"), part.date
    for entry in portfolio.entries("decision"):
        day = entry.record.date
        if day is not None and day > as_of and entry.record.status != "requested":
            yield entry.document, (*entry.keys, "date"), day
    for entry in portfolio.entries("benefit"):
        for index, measured in enumerate(entry.record.measurements):
            if measured.date > as_of:
                yield entry.document, (*entry.keys, "measurements", index, "date"), measured.date
    for document, keys, action in actions(portfolio):
        for name, day in (("raised", action.raised), ("done", action.done)):
            if day is not None and day > as_of:
                yield document, (*keys, name), day


def ended_and_still_open(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A record has the day on which it ended, and its status says that it goes on.

    **Why it matters.** It counts as open in every list, though it is settled; or it was reopened and the day forgotten.

    **Example.**

        issues:
          - id: interface-broken
            title: The interface rejects half of the records
            severity: high
            owner: budi
            status: open
            raised: 2026-09-12
            resolved: 2026-10-20

    **Fix.** Correct the status, or remove the day.
    """
    for document, keys, day, status in _ends(portfolio):
        if day <= as_of:  # a day to come is a finding of its own
            name = str(keys[-1])
            yield problem(
                document,
                (*keys[:-1], "status"),
                message("the status is {status}, yet {field} is {day}", status=status, field=name, day=day),
                message("correct the status, or remove `{field}`", field=name),
                related=[(document, keys, message("the day"))],
            )


def _ends(portfolio: Portfolio) -> Iterator[tuple[Document, Keys, datetime.date, str]]:
    for entry in portfolio.entries("risk"):
        risk: Risk = entry.record
        if risk.closed is not None and is_open(risk):
            yield entry.document, (*entry.keys, "closed"), risk.closed, risk.status
    for entry in portfolio.entries("issue"):
        issue: Issue = entry.record
        if issue.resolved is not None and is_unsolved(issue):
            yield entry.document, (*entry.keys, "resolved"), issue.resolved, issue.status
    for entry in portfolio.entries("change"):
        change: Change = entry.record
        if change.implemented is not None and change.status != "implemented":
            yield entry.document, (*entry.keys, "implemented"), change.implemented, change.status


def open_records(portfolio: Portfolio) -> Iterator[tuple[Document, Keys, str]]:
    """Whatever is still to be done or watched, with the place and the name of its owner."""
    for entry in portfolio.entries("risk"):
        if is_open(entry.record):
            yield entry.document, (*entry.keys, "owner"), entry.record.owner
    for entry in portfolio.entries("issue"):
        if is_unsolved(entry.record):
            yield entry.document, (*entry.keys, "owner"), entry.record.owner
    for entry in portfolio.entries("benefit"):
        if not is_final(entry.record):
            yield entry.document, (*entry.keys, "owner"), entry.record.owner
    for entry in portfolio.entries("assumption"):
        if entry.record.result == "open" and entry.record.owner is not None:
            yield entry.document, (*entry.keys, "owner"), entry.record.owner
    for document, keys, action in actions(portfolio):
        if action.done is None:
            yield document, (*keys, "owner"), action.owner


def owned_by_nobody(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """The owner of an open record is a role that nobody fills.

    **Why it matters.** A name stands there and no person feels meant.

    **Example.** With nobody of the role `tester` in `people.yaml`:

        risks:
          - {id: vendor-delay, title: The vendor delivers late, owner: tester, status: assessed}

    **Fix.** Name a person, or fill the role.
    """
    filled = {person.role.lower() for person in portfolio.people.values() if is_employed(person, as_of)}
    empty = portfolio.roles.keys() - filled - portfolio.people.keys() - RESERVED_ROLES
    if not empty:
        return
    places: dict[str, list[Spot]] = defaultdict(list)
    for document, keys, owner in open_records(portfolio):
        if owner.lower() in empty:
            places[owner.lower()].append((document, keys))
    for role, spots in places.items():
        yield together(
            spots,
            message("the owner is the role {role}, and nobody fills it", role=role),
            message("name a person, or fill the role"),
            message("also owned by this role"),
        )


def owned_by_somebody_who_left(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """The owner of an open record has left.

    **Why it matters.** Nobody looks after it any more, and nobody notices.

    **Example.** With `to: 2026-06-30` for `tim` in `people.yaml`:

        risks:
          - {id: vendor-delay, title: The vendor delivers late, owner: tim, status: assessed}

    **Fix.** Hand it over: name the new owner.
    """
    left = {id_: person for id_, person in portfolio.people.items() if has_left(person, as_of)}
    if not left:
        return
    people = Lookup(portfolio, "person")
    for document, keys, owner in open_records(portfolio):
        person = left.get(owner.lower())
        if person is not None:
            yield problem(
                document,
                keys,
                message("the owner {name} left on {day}", name=person.name, day=person.to),
                message("hand it over to somebody who is there"),
                related=people.related(person.id, ("to",), message("the last day of employment")),
            )
