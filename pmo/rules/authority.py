"""Rules about who may decide: limits of authority and membership of bodies."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from pmo.analysis.authority import covers
from pmo.findings import Message, message
from pmo.model.changes import Change
from pmo.model.office import Office
from pmo.model.portfolio import Document, Keys, Portfolio
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import EXACT, ZERO, approvals, is_to_come, listed


def approved_above_authority(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A change was approved by somebody whose authority does not reach that far.

    **Why it matters.** The approval does not bind: money or time was given by somebody who did not have it to give.

    **Example.** With `authority: [{role: sponsor, max_cost: 50000, max_days: 20}]` in `pmo.yaml`:

        changes:
          - id: second-interface
            title: One more interface
            raised_by: budi
            raised: 2026-09-01
            status: approved
            impact: {cost: 80000}
            decision: {outcome: approve, by: ana, date: 2026-09-15}

    **Fix.** Have it decided by the body or role that may, and record that decision; or correct `governance.authority`.
    """
    office = portfolio.office
    if office is None or not office.governance.authority:
        return
    for entry in portfolio.entries("change"):
        change: Change = entry.record
        decision = change.decision
        if (
            change.status not in ("approved", "implemented")
            or decision is None
            or decision.outcome != "approve"
        ):
            continue
        decider = decision.body or decision.by
        cost, days = _cost(portfolio, entry.document, change), change.impact.days or 0
        if decider is None or (cost <= 0 and days <= 0):
            continue
        held = _authority_of(portfolio, office, entry.document, decider, decision.date)
        if any(covers(office.governance.authority[index], cost, days) for index in held):
            continue
        yield problem(
            entry.document,
            (*entry.keys, "decision", "body" if decision.body else "by"),
            message(
                "a change of {cost} {currency} and {days} days is above the authority of {decider}",
                cost=cost,
                currency=office.currency,
                days=days,
                decider=portfolio.name_of(decider, portfolio.project_of(entry.document)),
            ),
            _hint(portfolio, office, cost, days),
            related=[
                (
                    portfolio.office_holder.documents["office"],
                    ("governance", "authority", index),
                    message("what {decider} may approve", decider=decider),
                )
                for index in held
            ],
        )


def _cost(portfolio: Portfolio, document: Document, change: Change) -> Decimal:
    """Cost of a change in the office's currency; zero where there is no exchange rate."""
    project, office = portfolio.project_of(document), portfolio.office
    cost: Decimal = change.impact.cost or ZERO
    if project is None or office is None:
        return cost
    currency = portfolio.currency_of(project)
    return cost if currency == office.currency else EXACT.multiply(cost, office.fx.get(currency, ZERO))


def _hint(portfolio: Portfolio, office: Office, cost: Decimal, days: int) -> Message:
    able = [one for one in office.governance.authority if covers(one, cost, days)]
    names = dict.fromkeys(portfolio.name_of(one.body or one.role or "") for one in able)
    if names:
        return message("have it decided by {deciders}", deciders=listed(names))
    return message("nobody has that much authority: add a body that has to governance.authority in pmo.yaml")


def _authority_of(
    portfolio: Portfolio, office: Office, document: Document, decider: str, day: datetime.date | None
) -> list[int]:
    """Entries of `governance.authority` that the decider may use: a body, a role, or a person with all their roles."""
    names = {decider.lower()}
    if decider.lower() in portfolio.people:
        for person in _acting_for(office, decider, day):
            names |= _roles_of(portfolio, document, person)
    return [
        index
        for index, one in enumerate(office.governance.authority)
        if (one.body or "").lower() in names or (one.role or "").lower() in names
    ]


def _roles_of(portfolio: Portfolio, document: Document, person: str) -> set[str]:
    """Roles of a person where the document stands: the main role, and the reserved ones."""
    roles = {portfolio.people[person].role.lower()} if person in portfolio.people else set()
    leads: dict[str, str | None] = {"office": portfolio.office.office.head if portfolio.office else None}
    project = portfolio.project_of(document)
    programme = portfolio.programmes.get(document.holder.lower()) if document.level == "programme" else None
    if project is not None and project.charter is not None:
        leads |= {"sponsor": project.charter.sponsor, "manager": project.charter.manager}
    elif programme is not None:
        leads |= {"sponsor": programme.sponsor, "manager": programme.manager}
    elif document.level == "office" and portfolio.office is not None:
        leads["sponsor"] = portfolio.office.office.sponsor
    return roles | {role for role, lead in leads.items() if lead is not None and lead.lower() == person}


def _acting_for(office: Office, person: str, day: datetime.date | None) -> set[str]:
    """The person, and those who lent them authority on that day."""
    lent = {
        one.from_.lower()
        for one in office.governance.delegations
        if one.to.lower() == person.lower() and (day is None or one.start <= day <= one.end)
    }
    return {person.lower()} | lent


class _Claim(NamedTuple):
    """Somebody who decided in the name of a body."""

    document: Document
    keys: Keys
    person: str
    body: str
    day: datetime.date | None


def decided_by_outsider(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """Somebody decided in the name of a body without being a member of it.

    **Why it matters.** The body did not decide; whoever relies on the decision relies on nothing.

    **Example.** With `members: [cara]` for the body `board` in `pmo.yaml`:

        approvals:
          - {by: budi, role: board, date: 2026-10-08}

    **Fix.** Correct the name or the body, or add the person to its members. Whom a member lent authority for that day
    counts as one.
    """
    office = portfolio.office
    if office is None:
        return
    indexes = {body.id.lower(): index for index, body in reversed([*enumerate(office.governance.bodies)])}
    for claim in _claims(portfolio):
        body = portfolio.bodies[claim.body]
        if not body.members or claim.person.lower() not in portfolio.people:
            continue
        members = {member.lower() for member in body.members}
        if members.isdisjoint(_acting_for(office, claim.person, claim.day)):
            yield problem(
                claim.document,
                claim.keys,
                message(
                    "{name} is no member of {body}", name=portfolio.name_of(claim.person), body=body.name
                ),
                message("correct the name or the body, or add the person to its members"),
                related=[
                    (
                        portfolio.office_holder.documents["office"],
                        ("governance", "bodies", indexes[body.id.lower()], "members"),
                        message("the members of the body"),
                    )
                ],
            )


def _claims(portfolio: Portfolio) -> Iterator[_Claim]:
    for document, keys, approval in approvals(portfolio):
        if approval.role is not None and approval.role.lower() in portfolio.bodies:
            yield _Claim(document, (*keys, "by"), approval.by, approval.role.lower(), approval.date)
    for entry in portfolio.entries("change"):
        decision = entry.record.decision
        if (
            decision is not None
            and decision.by is not None
            and (decision.body or "").lower() in portfolio.bodies
        ):
            keys = (*entry.keys, "decision", "by")
            yield _Claim(entry.document, keys, decision.by, decision.body.lower(), decision.date)
    for entry in portfolio.entries("decision"):
        decision = entry.record
        if (
            decision.status != "requested"
            and decision.by
            and (decision.body or "").lower() in portfolio.bodies
        ):
            yield _Claim(
                entry.document, (*entry.keys, "by"), decision.by, decision.body.lower(), decision.date
            )


def approved_in_the_future(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """An approval is dated on a day that is still to come.

    **Why it matters.** Nobody has approved yet.

    **Example.** As of 2026-11-01:

        approvals:
          - {by: ana, role: sponsor, date: 2026-12-11}

    **Fix.** Correct the day, or remove the approval until it is given.
    """
    for document, keys, approval in approvals(portfolio):
        if is_to_come(approval.date, as_of):
            yield problem(
                document,
                (*keys, "date"),
                message("approved on {day}: that day is still to come", day=approval.date),
                message("correct the day, or remove the approval until it is given"),
            )
