"""The view of `pmo capacity` and of the report `resources`."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from msgspec import Struct, field

from pmo.analysis.capacity import (
    Bench,
    Bottleneck,
    Capacity,
    Conflict,
    Figures,
    Kind,
    ProjectLoad,
    Row,
    Unfilled,
    Why,
)
from pmo.analysis.loads import Resource, allowed_share
from pmo.model.portfolio import Portfolio
from pmo.render.views.parts import Heading

TEMPLATE = "resources.md.jinja"


class PeriodRow(Struct, frozen=True):
    """A period, clipped to the window."""

    period: str
    """`2026-W45` (ISO 8601), `2026-11` or `2026-Q4`."""
    from_: datetime.date = field(name="from")
    """First day."""
    to: datetime.date
    """Last day."""


class ProjectShare(Struct, frozen=True):
    """What a project takes of a resource in a period."""

    project: str
    """Id of the project."""
    load: float
    """What is promised to it."""
    requested: float
    """What it asks for beside that."""


class CapacityRow(Struct, frozen=True):
    """A resource in a period; figures are averages over its working days, in full-time equivalents or units."""

    resource: str
    """Id; of a unit its name."""
    name: str
    """What readers call it."""
    kind: Kind
    """role, person, team, unit or equipment."""
    period: str
    """One of the periods."""
    capacity: float
    """What there is, by contract, calendar and absences; of a role, team or unit that of its people."""
    load: float
    """What is promised."""
    requested: float
    """What is asked for beside it, also by proposed projects."""
    unfilled: float
    """Of a role: what is asked for and names nobody yet; it is neither in the load nor in what is requested."""
    utilisation: float | None
    """Load over capacity; null without any capacity."""
    over: bool
    """Whether the load is above what the office allows (`health.load.amber`)."""
    days_over: int
    """Of a person or equipment: working days on which the load is above it, whatever the average; 0 of others."""
    asked_over: bool
    """Whether it would be with all that is asked for."""
    projects: tuple[ProjectShare, ...]
    """Who takes it, or asks for it."""

    @property
    def is_wanted(self) -> bool:
        """Whether anything is promised or asked for."""
        return bool(self.load or self.requested or self.unfilled)


class TotalRow(Struct, frozen=True):
    """All people together in a period."""

    period: str
    """One of the periods."""
    capacity: float
    """Full-time equivalents by contract, calendar and absences."""
    load: float
    """What is promised."""
    requested: float
    """What is asked for of people by name."""
    unfilled: float
    """What is asked for of roles, and nobody fills."""
    utilisation: float | None
    """Load over capacity."""


class ConflictRow(Struct, frozen=True):
    """Working days in a row on which more is promised than there is; weekends and holidays don't break them."""

    resource: str
    """Id of the person or equipment."""
    name: str
    """What readers call it."""
    kind: str
    """person or equipment."""
    why: Why
    """overload, or away: promised on days of absence or outside employment."""
    from_: datetime.date = field(name="from")
    """First working day, within the window."""
    to: datetime.date
    """Last working day, within the window."""
    days: int
    """Working days of it."""
    over: float
    """Most that is missing on a day, in full-time equivalents or units."""
    over_days: float
    """What is missing on all of its days together."""
    load: float
    """Highest load."""
    capacity: float
    """What there is on these days; 0 on days away."""
    projects: tuple[str, ...]
    """Ids of the projects that share it."""


class UnfilledRow(Struct, frozen=True):
    """A role that nobody fills yet."""

    role: str
    """Id of the role."""
    name: str
    """What readers call it."""
    project: str
    """Id of the project."""
    title: str
    """Name of the project."""
    address: str
    """Of the allocation."""
    from_: datetime.date = field(name="from")
    """First day."""
    to: datetime.date
    """Last day."""
    fte: float
    """Full-time equivalents."""
    status: str
    """confirmed, or requested: also all that a proposed project asks for."""
    task: str | None
    """What is done."""


class BottleneckRow(Struct, frozen=True):
    """A role by what is promised and asked for against what there is, in the period in which that is most."""

    role: str
    """Id of the role."""
    name: str
    """What readers call it."""
    first_over: str | None
    """First period in which it is more than there is."""
    period: str
    """The period in which it is most."""
    share: float | None
    """Load, requests and unfilled roles over capacity in that period; null where there is nobody."""
    capacity: float
    """What there is then."""
    load: float
    """What is promised then."""
    requested: float
    """What is asked for of people by name."""
    unfilled: float
    """What is asked for and names nobody yet."""


class FreeRow(Struct, frozen=True):
    """Days on which so much of a person is not promised."""

    from_: datetime.date = field(name="from")
    """First working day."""
    to: datetime.date
    """Last working day, within the window."""
    fte: float
    """Full-time equivalents."""


class BenchRow(Struct, frozen=True):
    """When how much of a person is free."""

    resource: str
    """Id of the person."""
    name: str
    """Full name."""
    role: str
    """Name of the main role."""
    allocated: bool
    """Whether anything is promised or asked for in the window."""
    from_: datetime.date = field(name="from")
    """First day of the stretch in which most is free."""
    fte: float
    """What is free then."""
    free: tuple[FreeRow, ...]
    """Every stretch, in order; less what is promised, not what is requested."""


@dataclass(frozen=True, slots=True)
class CapacityView:
    """Capacity against load in a window."""

    heading: Heading
    """Portfolio, revision and day."""
    first: datetime.date
    """First day of the window."""
    last: datetime.date
    """Last day of the window."""
    allowed: float
    """Load over capacity that the office allows (`health.load.amber`)."""
    periods: tuple[PeriodRow, ...]
    """The periods of the window."""
    rows: tuple[CapacityRow, ...]
    """By kind, the heaviest first, then by period."""
    total: tuple[TotalRow, ...]
    """All people that it is about."""
    conflicts: tuple[ConflictRow, ...]
    """In order of their first days."""
    unfilled: tuple[UnfilledRow, ...]
    """In order of their first days."""
    bottlenecks: tuple[BottleneckRow, ...]
    """The tightest first."""
    bench: tuple[BenchRow, ...]
    """Who has work and is at least half free at some time, the earliest first; then who is less, then who has none."""

    def kinds(self) -> Iterator[tuple[Kind, list[tuple[CapacityRow, ...]]]]:
        """The rows of each kind, the periods of a resource together; without what is not there in the window."""
        count = len(self.periods)
        found: dict[Kind, list[tuple[CapacityRow, ...]]] = {}
        for start in range(0, len(self.rows), count):
            line = self.rows[start : start + count]
            if any(one.capacity or one.is_wanted for one in line):
                found.setdefault(line[0].kind, []).append(line)
        yield from found.items()


def capacity_view(portfolio: Portfolio, found: Capacity, heading: Heading) -> CapacityView:
    """The view of what was found."""
    allowed = allowed_share(portfolio)
    names = [one.name for one in found.slices]
    return CapacityView(
        heading=heading,
        first=found.first,
        last=found.last,
        allowed=float(allowed),
        periods=tuple(PeriodRow(one.name, one.first, one.last) for one in found.slices),
        rows=tuple(_rows(found.rows, names, allowed)),
        total=tuple(
            TotalRow(
                name,
                float(one.capacity),
                float(one.load),
                float(one.requested),
                float(one.unfilled),
                _number(one.utilisation),
            )
            for name, one in zip(names, found.total, strict=True)
        ),
        conflicts=tuple(_conflict(portfolio, one) for one in found.conflicts),
        unfilled=tuple(_unfilled(portfolio, one) for one in found.unfilled),
        bottlenecks=tuple(_bottleneck(one) for one in found.bottlenecks),
        bench=tuple(_bench(portfolio, one) for one in found.bench),
    )


def _rows(rows: Sequence[Row], periods: Sequence[str], allowed: Decimal) -> Iterator[CapacityRow]:
    for row in rows:
        for index, (period, one) in enumerate(zip(periods, row.figures, strict=True)):
            yield _row(row, period, one, row.days_over[index] if row.days_over else 0, allowed)


def _row(row: Row, period: str, one: Figures, days_over: int, allowed: Decimal) -> CapacityRow:
    return CapacityRow(
        row.id,
        row.name,
        row.kind,
        period,
        float(one.capacity),
        float(one.load),
        float(one.requested),
        float(one.unfilled),
        _number(one.utilisation),
        one.is_over(one.load, allowed),
        days_over,
        one.is_over(one.demand, allowed),
        tuple(map(_share, one.projects)),
    )


def _share(one: ProjectLoad) -> ProjectShare:
    return ProjectShare(one.project, float(one.load), float(one.requested))


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _conflict(portfolio: Portfolio, one: Conflict) -> ConflictRow:
    id_, name = _named(portfolio, one.resource)
    return ConflictRow(
        resource=id_,
        name=name,
        kind=one.resource.kind,
        why=one.why,
        from_=one.run.first,
        to=one.run.last,
        days=one.run.working_days,
        over=float(one.over),
        over_days=float(one.over_days),
        load=float(max(each.load for each in one.run.stretches)),
        capacity=0.0 if one.why == "away" else float(one.run.stretches[0].capacity),
        projects=one.projects,
    )


def _named(portfolio: Portfolio, resource: Resource) -> tuple[str, str]:
    if resource.kind == "person":
        person = portfolio.people[resource.id]
        return person.id, person.name
    item = portfolio.equipment[resource.id]
    return item.id, item.title


def _unfilled(portfolio: Portfolio, one: Unfilled) -> UnfilledRow:
    allocation = one.allocation
    role = allocation.role or ""
    return UnfilledRow(
        role=role,
        name=portfolio.name_of(role, one.project),
        project=one.project.id,
        title=one.project.title,
        address=f"{one.project.id}/allocations/{allocation.id or one.position + 1}",
        from_=allocation.from_,
        to=allocation.to,
        fte=float(allocation.load),
        status="confirmed" if one.is_promised else "requested",
        task=allocation.task,
    )


def _bottleneck(one: Bottleneck) -> BottleneckRow:
    figures = one.figures
    return BottleneckRow(
        one.role,
        one.name,
        one.first_over.name if one.first_over else None,
        one.peak.name,
        _number(one.share),
        float(figures.capacity),
        float(figures.load),
        float(figures.requested),
        float(figures.unfilled),
    )


def _bench(portfolio: Portfolio, one: Bench) -> BenchRow:
    person, most = one.person, one.most
    return BenchRow(
        resource=person.id,
        name=person.name,
        role=portfolio.name_of(person.role),
        allocated=one.is_allocated,
        from_=most.first,
        fte=float(most.fte),
        free=tuple(FreeRow(each.first, each.last, float(each.fte)) for each in one.free),
    )
