"""The views of `pmo todo`: what everybody owes, and the message to one person."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from pmo.analysis.obligations import Obligation
from pmo.analysis.obligations.obligation import Kind
from pmo.analysis.parties import Party, PartyKind
from pmo.locale import Language
from pmo.model.portfolio import Portfolio
from pmo.render.views.parts import Heading, where
from pmo.render.views.words import in_words

TEMPLATE = "message.md.jinja"


@dataclass(frozen=True, slots=True)
class OwnerView:
    """Who owes something."""

    kind: PartyKind
    """person, role, body, team or nobody."""
    id: str
    """Id; empty where nobody is named."""
    name: str
    """What readers call it."""
    people: tuple[str, ...]
    """Ids of the people behind it; none for a role that nobody fills."""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others; who stands in differs from one obligation to the other."""
        return self.kind, self.id


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person, and how to reach them."""

    id: str
    """Id in people.yaml."""
    name: str
    """Full name."""
    email: str | None
    """E-mail address."""


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """Something that somebody owes."""

    kind: Kind
    """What kind of thing it is."""
    address: str
    """Of the record that it is about."""
    holder: str
    """Address of the project or programme, or `office`."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    what: str
    """The record in a line."""
    owner: OwnerView
    """Who owes it."""
    due: datetime.date | None
    """Its day; None for what has none and should have been done long ago."""
    is_late: bool
    """Whether its day has passed, with what grace there is."""
    days_late: int
    """Working days since its day; negative until then."""
    matters: int
    """How much it matters, 1 to 5."""
    lateness: int
    """How late it is, 0 to 5."""
    points: int
    """The sum of the two; the most points come first."""
    why: str | None
    """What makes it matter, where that is more than its kind."""
    settle: str
    """The command that settles it."""
    confidential: bool
    """Whether the record, or what it belongs to, is confidential."""


@dataclass(frozen=True, slots=True)
class OwnerCount:
    """How much somebody owes."""

    owner: OwnerView
    """Who."""
    obligations: int
    """Number of obligations."""
    late: int
    """How many of them are late."""


@dataclass(frozen=True, slots=True)
class TodoView:
    """What everybody owes, the most pressing first."""

    heading: Heading
    """Portfolio, revision and day."""
    within: int | None
    """Working days ahead that were asked for; None where each kind has its own."""
    owner: OwnerView | None
    """Whose obligations were asked for; None for everybody's."""
    late: int
    """How many are late."""
    owners: tuple[OwnerCount, ...]
    """Who owes how much, in the order of their most pressing obligations."""
    obligations: tuple[ObligationRow, ...]
    """The obligations."""

    def of(self, owner: OwnerView) -> tuple[ObligationRow, ...]:
        """The obligations of an owner."""
        return tuple(row for row in self.obligations if row.owner.key == owner.key)


@dataclass(frozen=True, slots=True)
class MessageView:
    """What one person owes, alone and as a member of bodies and roles; a message that can be sent."""

    heading: Heading
    """Portfolio, revision and day."""
    person: PersonView | None
    """Whom it is for; None for what nobody answers for."""
    late: tuple[ObligationRow, ...]
    """What is late, the most pressing first."""
    soon: tuple[ObligationRow, ...]
    """What falls due next, the earliest first."""

    @property
    def name(self) -> str:
        """Name of its file, without the ending."""
        return self.person.id if self.person else "_nobody"


def todo_view(
    portfolio: Portfolio,
    found: Iterable[Obligation],
    heading: Heading,
    language: Language,
    *,
    within: int | None = None,
    owner: Party | None = None,
) -> TodoView:
    """What is shown of obligations; ``owner``: whom it is about."""
    rows = tuple(_row(portfolio, one, language) for one in found)
    by_owner: dict[tuple[str, str], list[ObligationRow]] = {}
    for row in rows:
        by_owner.setdefault(row.owner.key, []).append(row)
    return TodoView(
        heading=heading,
        within=within,
        owner=owner_view(owner) if owner is not None else None,
        late=sum(row.is_late for row in rows),
        owners=tuple(
            OwnerCount(own[0].owner, len(own), sum(row.is_late for row in own)) for own in by_owner.values()
        ),
        obligations=rows,
    )


def messages(portfolio: Portfolio, view: TodoView, party: Party | None = None) -> tuple[MessageView, ...]:
    """A message to each person who owes something, in the order of their names; or to one person alone.

    What nobody answers for comes last.
    """
    by_person: dict[str | None, list[ObligationRow]] = {}
    for row in view.obligations:
        for one in row.owner.people or (None,):
            by_person.setdefault(one, []).append(row)
    if party is not None and party.kind == "person":
        by_person = {party.id: by_person.get(party.id, [])}
    found = [_message(portfolio, view.heading, id_, rows) for id_, rows in by_person.items()]
    return tuple(sorted(found, key=lambda one: (one.person is None, one.person.name if one.person else "")))


def _message(
    portfolio: Portfolio, heading: Heading, id_: str | None, rows: list[ObligationRow]
) -> MessageView:
    person = portfolio.people.get(id_.lower()) if id_ is not None else None
    soon = [row for row in rows if not row.is_late]
    return MessageView(
        heading=heading,
        person=PersonView(person.id, person.name, person.email) if person else None,
        late=tuple(row for row in rows if row.is_late),
        soon=tuple(sorted(soon, key=lambda row: (row.due or datetime.date.min, -row.points, row.address))),
    )


def _row(portfolio: Portfolio, one: Obligation, language: Language) -> ObligationRow:
    return ObligationRow(
        kind=one.kind,
        address=one.address,
        holder=one.holder.address,
        where=where(portfolio, one.holder),
        what=one.what,
        owner=owner_view(one.owner),
        due=one.due,
        is_late=one.is_late,
        days_late=one.days_late,
        matters=one.matters,
        lateness=one.lateness,
        points=one.points,
        why=in_words(one.why, language) if one.why else None,
        settle=one.settle,
        confidential=one.is_confidential,
    )


def owner_view(party: Party) -> OwnerView:
    return OwnerView(party.kind, party.id, party.name, party.people)
