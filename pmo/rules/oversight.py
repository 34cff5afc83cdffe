"""Rules about who answers for a project: sponsor, manager, RACI, bodies, tolerances and lent authority."""

import datetime
from collections.abc import Iterator, Sequence

from pmo.findings import message
from pmo.model.method import Method
from pmo.model.office import Tolerances
from pmo.model.portfolio import Document, Keys, Portfolio
from pmo.model.scalars import Parties
from pmo.model.shared import Responsibility
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import Lookup, is_employed, listed


def sponsor_is_manager(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """Sponsor and manager are the same person.

    **Why it matters.** The sponsor decides when the manager cannot, and accepts what the manager delivers. One person
    cannot do both.

    **Example.**

        sponsor: ana
        manager: ana

    **Fix.** Name somebody who answers for the benefits as sponsor.
    """
    hint = message("name somebody who answers for the benefits as sponsor")
    text = message("sponsor and manager are the same person")
    for document, keys, sponsor, manager in _leads(portfolio):
        if sponsor.lower() == manager.lower():
            also = [(document, (*keys, "sponsor"), message("the sponsor"))]
            yield problem(document, (*keys, "manager"), text, hint, related=also)


def _leads(portfolio: Portfolio) -> Iterator[tuple[Document, Keys, str, str]]:
    """Sponsor and manager of every project, and of every programme that names both."""
    for project in portfolio.projects.values():
        if project.charter is not None:
            yield project.documents["charter"], (), project.charter.sponsor, project.charter.manager
    for entry in portfolio.entries("programme"):
        if entry.record.sponsor and entry.record.manager:
            yield entry.document, entry.keys, entry.record.sponsor, entry.record.manager


def led_by_nobody(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """The sponsor or manager of an open project is not employed.

    **Why it matters.** Nobody decides, or nobody leads. Everything that goes to the role goes nowhere.

    **Example.** With `to: 2026-06-30` for `tim` in `people.yaml`, as of 2026-11-01:

        manager: tim

    **Fix.** Name the successor, or correct the employment.
    """
    people = Lookup(portfolio, "person")
    for project in portfolio.projects.values():
        charter = project.charter
        if charter is None or not project.is_open:
            continue
        for role, id_ in (("sponsor", charter.sponsor), ("manager", charter.manager)):
            person = portfolio.people.get(id_.lower())
            if person is None or is_employed(person, as_of):
                continue
            left = person.to is not None and person.to < as_of
            text = (
                message("the {role} {name} left on {day}", role=role, name=person.name, day=person.to)
                if left
                else message(
                    "the {role} {name} starts on {day}", role=role, name=person.name, day=person.from_
                )
            )
            yield problem(
                project.documents["charter"],
                (role,),
                text,
                message("name somebody who is there"),
                related=people.related(id_, ("to" if left else "from",), message("the employment")),
            )


def _raci(portfolio: Portfolio) -> Iterator[tuple[Document, Keys, Responsibility]]:
    """Every row of a RACI matrix, of charters and of the portfolio's own methods."""
    for project in portfolio.projects.values():
        if project.charter is not None and project.charter.raci:
            yield from _rows(project.documents["charter"], project.charter.raci)
    for document in portfolio.method_documents:
        if isinstance(document.record, Method):
            yield from _rows(document, document.record.raci)


def _rows(
    document: Document, rows: Sequence[Responsibility]
) -> Iterator[tuple[Document, Keys, Responsibility]]:
    for index, row in enumerate(rows):
        yield document, ("raci", index), row


def _named(parties: Parties) -> list[str]:
    """The parties without repetition."""
    words = (parties,) if isinstance(parties, str) else parties
    return list({word.lower(): word for word in words}.values())


def accountable_not_one(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A row of a RACI matrix does not have exactly one accountable.

    **Why it matters.** Where two answer for something, neither does.

    **Example.**

        raci:
          - {activity: Accept the migrated data, responsible: budi, accountable: [ana, cara]}

    **Fix.** Name the one who answers for it; the others are consulted or informed.
    """
    for document, keys, row in _raci(portfolio):
        accountable = _named(row.accountable)
        if len(accountable) == 1:
            continue
        text = (
            message(
                "{parties} are accountable for: {activity}",
                parties=listed(accountable),
                activity=row.activity,
            )
            if accountable
            else message("nobody is accountable for: {activity}", activity=row.activity)
        )
        yield problem(document, (*keys, "accountable"), text, message("name exactly one who answers for it"))


def nobody_responsible(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A row of a RACI matrix has nobody who does the work.

    **Why it matters.** Somebody answers for work that nobody does.

    **Example.**

        raci:
          - {activity: Accept the migrated data, accountable: ana}

    **Fix.** Name at least one responsible; it may be the one who is accountable.
    """
    for document, keys, row in _raci(portfolio):
        if not _named(row.responsible):
            yield problem(
                document,
                (*keys, "responsible"),
                message("nobody is responsible for: {activity}", activity=row.activity),
                message("name at least one who does it"),
            )


def large_without_body(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A large active project has no steering group.

    **Why it matters.** What is above the sponsor's authority has nobody to decide it.

    **Example.**

        state: active
        size: large

    **Fix.** Name the body in the charter; bodies are listed in `pmo.yaml`.
    """
    for project in portfolio.projects.values():
        charter = project.charter
        if charter is not None and project.is_running and charter.size == "large" and charter.body is None:
            yield problem(
                project.documents["charter"],
                ("size",),
                message("the project is large and has no steering group"),
                message("name it in the charter: body: <id>"),
            )


def tolerance_looser_than_above(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A project or programme allows itself more tolerance than the level above.

    **Why it matters.** The exception is raised later than the level above expects to hear of it.

    **Example.** With `tolerances: {cost: 0.10}` in `pmo.yaml`:

        tolerances:
          cost: 0.25

    **Fix.** Lower it, or have the level above agree and say so in a `note`.
    """
    office = portfolio.office_holder.documents.get("office")
    strategy = portfolio.office_holder.documents.get("strategy")
    at_office = portfolio.office.governance.tolerances if portfolio.office else Tolerances()
    above_projects: dict[str, tuple[Tolerances, Document | None, Keys]] = {}
    from_office = (at_office, office, ("governance", "tolerances"))
    for entry in portfolio.entries("programme"):
        own = entry.record.tolerances
        if own is not None:
            keys = (*entry.keys, "tolerances")
            above_projects[entry.record.id.lower()] = (own, strategy, keys)
            yield from _looser(entry.document, keys, own, [from_office])
    for project in portfolio.projects.values():
        charter = project.charter
        if charter is not None and charter.tolerances is not None:
            programme = above_projects.get((charter.programme or "").lower())
            levels = [programme, from_office] if programme else [from_office]
            yield from _looser(project.documents["charter"], ("tolerances",), charter.tolerances, levels)


def _looser(
    document: Document,
    keys: Keys,
    own: Tolerances,
    levels: Sequence[tuple[Tolerances, Document | None, Keys]],
) -> Iterator[Problem]:
    """Tolerances that are looser than those of the nearest level above that has one."""
    for name in ("cost", "schedule_days", "benefits"):
        value = getattr(own, name)
        above = next((level for level in levels if getattr(level[0], name) is not None), None)
        if value is None or above is None or value <= getattr(above[0], name):
            continue
        tolerances, there, where = above
        yield problem(
            document,
            (*keys, name),
            message(
                "{value} is looser than {above} on the level above",
                value=value,
                above=getattr(tolerances, name),
            ),
            message("lower it, or have the level above agree and say so in a note"),
            related=[(there, (*where, name), message("the level above"))] if there else (),
        )


def delegated_to_oneself(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """Somebody lends authority to themselves.

    **Why it matters.** During the absence nobody decides.

    **Example.**

        delegations:
          - {from: ana, to: ana, start: 2026-11-09, end: 2026-11-20}

    **Fix.** Name whoever decides in the meantime.
    """
    office = portfolio.office
    for index, one in enumerate(office.governance.delegations if office else ()):
        if one.from_.lower() == one.to.lower():
            yield problem(
                portfolio.office_holder.documents["office"],
                ("governance", "delegations", index, "to"),
                message("{name} lends authority to themselves", name=portfolio.name_of(one.to)),
                message("name whoever decides in the meantime"),
            )


def escalated_to_empty_body(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """Escalations lead to a body without members, or to a role that nobody fills.

    **Why it matters.** What is urgent enough to be escalated reaches nobody.

    **Example.** With nobody in `members` of the board:

        escalation:
          - {when: status.overall == 'red', to: board, within_days: 3}

    **Fix.** Name the members of the body, fill the role, or escalate to somebody else.
    """
    office = portfolio.office
    if office is None or "people" not in portfolio.office_holder.documents:
        return
    document = portfolio.office_holder.documents["office"]
    filled = {person.role.lower() for person in portfolio.people.values() if is_employed(person, as_of)}
    for index, step in enumerate(office.governance.escalation):
        to = step.to.lower()
        body = portfolio.bodies.get(to)
        if body is not None:
            empty = not body.members
        elif to == "office":
            empty = office.office.head is None
        else:
            empty = to in portfolio.roles and to not in filled and to not in ("sponsor", "manager")
        if empty:
            yield problem(
                document,
                ("governance", "escalation", index, "to"),
                message("{name} has no members", name=portfolio.name_of(step.to)),
                message("name the members of the body, fill the role, or escalate to somebody else"),
            )
