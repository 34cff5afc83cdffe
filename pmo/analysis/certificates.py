"""Which certificates people hold, and which their roles need."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pmo.model.people import Certification, Person
from pmo.model.portfolio import Portfolio

SOON: Final = 60
"""Days before the end of a certificate from which it is time to renew it."""

Needs = dict[str, dict[str, str]]
"""By person: each certificate that is needed, in lower case, and the id of the role that needs it."""


def needed_certificates(portfolio: Portfolio, as_of: datetime.date) -> Needs:
    """Certificates needed by the main role of everybody who has not left, and by the roles of their work."""
    needs: Needs = defaultdict(dict)
    demanding = {id_: role for id_, role in portfolio.roles.items() if role.certifications}
    if not demanding:
        return needs
    for id_, role_id in (*_main_roles(portfolio), *_roles_of_work(portfolio, as_of)):
        role = demanding.get(role_id.lower())
        person = portfolio.people.get(id_)
        if role is not None and person is not None and is_here(person, as_of):
            for name in role.certifications:
                needs[id_].setdefault(name.lower(), role.id)
    return needs


def held_certificates(person: Person) -> dict[str, tuple[int, Certification]]:
    """By name in lower case the certificate that is valid longest, and its index."""
    held: dict[str, tuple[int, Certification]] = {}
    for index, certificate in enumerate(person.certifications):
        known = held.get(certificate.name.lower())
        if known is None or end_of(certificate) >= end_of(known[1]):
            held[certificate.name.lower()] = (index, certificate)
    return held


def end_of(certificate: Certification) -> datetime.date:
    """Last day of validity; the end of time where there is none."""
    return certificate.expires or datetime.date.max


def is_here(person: Person, as_of: datetime.date) -> bool:
    """Whether the person's employment has not ended."""
    return person.to is None or person.to >= as_of


def _main_roles(portfolio: Portfolio) -> Iterator[tuple[str, str]]:
    return ((id_, person.role) for id_, person in portfolio.people.items())


def _roles_of_work(portfolio: Portfolio, as_of: datetime.date) -> Iterator[tuple[str, str]]:
    for entry in portfolio.entries("allocation"):
        one = entry.record
        if one.person and one.role and one.status != "rejected" and one.from_ <= one.to and one.to >= as_of:
            yield one.person.lower(), one.role
