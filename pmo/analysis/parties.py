"""Who is behind a reference: a person, the people of a role, the members of a body."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pmo.analysis.certificates import is_here
from pmo.model.once import once
from pmo.model.portfolio import Holder, Portfolio, Project

PartyKind = Literal["person", "role", "body", "team", "nobody"]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who is responsible for something."""

    kind: PartyKind
    id: str
    """Id of the person, role, body or team; what was written where it leads nowhere, empty where nothing was."""
    name: str
    """What readers call it."""
    people: tuple[str, ...]
    """Ids of the people behind it; none for a role that nobody fills, or an id that leads nowhere."""


NOBODY = Party("nobody", "", "", ())


def party_of(
    portfolio: Portfolio, reference: str | None, holder: Holder, as_of: datetime.date | None = None
) -> Party:
    """Who a reference of a project, a programme or the office stands for.

    `sponsor`, `manager` and `office` are those of the holder. A role stands for the people of that role who
    work on the project, where there are any, else for all people of that role.
    """
    if reference is None:
        return NOBODY
    key = reference.lower()
    lead = leads_of(portfolio, holder).get(key)
    person = portfolio.people.get((lead or reference).lower())
    if person is not None:
        return Party("person", person.id, person.name, (person.id,))
    if key in portfolio.bodies:
        body = portfolio.bodies[key]
        return Party("body", body.id, body.name, _known(portfolio, body.members))
    if key in portfolio.teams:
        team = portfolio.teams[key]
        return Party("team", team.id, team.title, _known(portfolio, team.members))
    if key in portfolio.roles:
        role = portfolio.roles[key]
        return Party("role", role.id, role.title, _of_role(portfolio, key, holder, as_of))
    return Party("nobody", reference, reference, ())


def is_among(party: Party, other: Party) -> bool:
    """Whether a party is meant by another one: a person also as a member of a body or one of a role."""
    match party.kind:
        case "person":
            return party.id in other.people
        case "team":
            return any(person in other.people for person in party.people)
    return (other.kind, other.id) == (party.kind, party.id)


def leads_of(portfolio: Portfolio, holder: Holder) -> dict[str, str]:
    """The people behind the reserved roles, where the holder has them."""
    office = portfolio.office.office if portfolio.office else None
    head = office.head if office else None
    leads: dict[str, str | None] = {"office": head}
    if isinstance(holder, Project):
        if holder.charter is not None:
            leads |= {"sponsor": holder.charter.sponsor, "manager": holder.charter.manager}
    elif holder.level == "programme":
        programme = portfolio.programmes.get(holder.id.lower())
        if programme is not None:
            leads |= {"sponsor": programme.sponsor, "manager": programme.manager}
    else:
        leads |= {"sponsor": office.sponsor if office else None, "manager": head}
    return {role: person for role, person in leads.items() if person is not None}


def stand_ins(portfolio: Portfolio, person: str, day: datetime.date) -> tuple[str, ...]:
    """Ids of the people to whom a person lent authority on a day."""
    office = portfolio.office
    lent = office.governance.delegations if office else ()
    return _known(
        portfolio,
        (one.to for one in lent if one.from_.lower() == person.lower() and one.start <= day <= one.end),
    )


def _known(portfolio: Portfolio, references: Iterable[str]) -> tuple[str, ...]:
    found = (portfolio.people.get(one.lower()) for one in references)
    return tuple(dict.fromkeys(person.id for person in found if person is not None))


def _of_role(portfolio: Portfolio, role: str, holder: Holder, as_of: datetime.date | None) -> tuple[str, ...]:
    everybody = [
        person
        for person in _by_role(portfolio).get(role, ())
        if as_of is None or is_here(portfolio.people[person.lower()], as_of)
    ]
    if isinstance(holder, Project):
        working = {
            one.person.lower()
            for one in holder.allocations
            if one.person is not None and one.status != "rejected" and (as_of is None or one.to >= as_of)
        }
        own = [person for person in everybody if person.lower() in working]
        return tuple(own or everybody)
    return tuple(everybody)


@once
def _by_role(portfolio: Portfolio) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for person in portfolio.people.values():
        found.setdefault(person.role.lower(), []).append(person.id)
    return found
