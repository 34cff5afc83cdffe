"""The view of `pmo level`: proposals, overloads before and after, and what is left."""

import datetime
from collections.abc import Iterator

from msgspec import Struct, field

from pmo.analysis.levelling import Kind, Levelling, Move, Overloads, Status, Unsolved, Why
from pmo.model.portfolio import Portfolio
from pmo.render.views.parts import Heading


class MoveRow(Struct, frozen=True):
    """A project or a phase that begins later."""

    project: str
    """Identifier."""
    title: str
    """Title of the project."""
    what: str
    """`project`, or the identifier of the phase."""
    from_: datetime.date = field(name="from")
    """First day as planned."""
    to: datetime.date
    """First day as proposed."""
    days: int
    """Working days between the two."""


class AssignmentRow(Struct, frozen=True):
    """Work that somebody else takes over."""

    project: str
    """Identifier."""
    allocation: str | None
    """Address of the allocation; null when it has no id."""
    task: str | None
    """What is to be done."""
    giver: str
    """Identifier of the person who gives it."""
    giver_name: str
    """Full name."""
    taker: str
    """Identifier of the person who takes it over."""
    taker_name: str
    """Full name."""
    load: float
    """Full-time equivalents."""
    from_: datetime.date = field(name="from")
    """First day."""
    to: datetime.date
    """Last day."""
    split: bool
    """Whether work of the giver goes on afterwards."""


class OverloadRow(Struct, frozen=True):
    """Overloads of all people, roles and equipment together."""

    overload_days: int
    """Working days with an overload, of each of them."""
    fte_days: float
    """What is too much, in days of one full-time equivalent or unit."""


class UnsolvedRow(Struct, frozen=True):
    """An overload that is left."""

    resource: str
    """Identifier."""
    name: str
    """What readers call it."""
    kind: Kind
    """person, role or equipment."""
    period: str
    """First and last day: `2026-11-02/2026-12-04`."""
    from_: datetime.date = field(name="from")
    """First day."""
    to: datetime.date
    """Last day."""
    over: float
    """Most that is too much on a day."""
    why: Why
    """nothing-can-move, no-better-place, time-was-over."""


class LevellingView(Struct, frozen=True):
    """Proposals that remove overloads."""

    heading: Heading
    """Portfolio, revision and day."""
    status: Status
    """optimal (proven), feasible (the time was over), nothing-to-do."""
    gap: float
    """How much more overload might go, as a share of that as planned; 0 where the least is proven."""
    harm: float
    """Working days of moves and handovers, weighted by project."""
    moves: tuple[MoveRow, ...]
    """By project."""
    assignments: tuple[AssignmentRow, ...]
    """By project."""
    before: OverloadRow
    """As planned."""
    after: OverloadRow
    """As proposed."""
    unsolved: tuple[UnsolvedRow, ...]
    """In order of their first days."""


def levelling_view(portfolio: Portfolio, found: Levelling, heading: Heading) -> LevellingView:
    """What is proposed, with names."""
    return LevellingView(
        heading=heading,
        status=found.status,
        gap=found.gap,
        harm=float(found.harm),
        moves=tuple(map(_move, found.moves)),
        assignments=tuple(_assignments(found)),
        before=_overloads(found.before),
        after=_overloads(found.after),
        unsolved=tuple(_unsolved(portfolio, one) for one in found.unsolved),
    )


def _move(one: Move) -> MoveRow:
    unit = one.unit
    return MoveRow(
        unit.project.id, unit.project.title, unit.phase or "project", unit.start, one.start, one.days
    )


def _assignments(found: Levelling) -> Iterator[AssignmentRow]:
    for one in found.handovers:
        allocation = one.allocation
        yield AssignmentRow(
            project=one.project.id,
            allocation=f"{one.project.address}/allocations/{allocation.id}" if allocation.id else None,
            task=allocation.task,
            giver=one.giver.id,
            giver_name=one.giver.name,
            taker=one.taker.id,
            taker_name=one.taker.name,
            load=float(allocation.load),
            from_=one.first,
            to=one.last,
            split=one.is_split,
        )


def _overloads(one: Overloads) -> OverloadRow:
    return OverloadRow(one.days, float(one.fte_days))


def _unsolved(portfolio: Portfolio, one: Unsolved) -> UnsolvedRow:
    id_, name = one.resource, one.resource
    if one.kind == "person":
        person = portfolio.people[one.resource]
        id_, name = person.id, person.name
    elif one.kind == "equipment":
        item = portfolio.equipment[one.resource]
        id_, name = item.id, item.title
    elif one.resource in portfolio.roles:
        role = portfolio.roles[one.resource]
        id_, name = role.id, role.title
    period = f"{one.first}/{one.last}"
    return UnsolvedRow(id_, name, one.kind, period, one.first, one.last, float(one.over), one.why)
