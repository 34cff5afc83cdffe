"""What levelling proposes, as changes of allocations, phases and forecasts."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count
from typing import NamedTuple

from pmo.analysis.calendars import calendar_of
from pmo.analysis.dependencies import dependencies
from pmo.analysis.levelling import Handover, Levelling, Move, moved, moved_span, phases_of
from pmo.analysis.schedule import Schedule, schedule_of
from pmo.documents import Keys, Plain
from pmo.editing.draft import Draft, value_at
from pmo.editing.fields import FieldChange
from pmo.model.allocations import Allocation
from pmo.model.people import Person
from pmo.model.portfolio import Portfolio, Project

Changed = tuple[str, tuple[FieldChange, ...]]
"""The address of what is changed, and its fields."""

_DAY = datetime.timedelta(days=1)


def apply_levelling(draft: Draft, found: Levelling, as_of: datetime.date) -> list[Changed]:
    """Move what is to be moved, and give work to whoever takes it over."""
    portfolio = draft.loaded.portfolio
    schedule = schedule_of(portfolio, as_of)
    moves = (_moved(draft, portfolio, schedule, move) for move in found.moves)
    work: dict[tuple[str, int], list[Handover]] = {}
    for one in found.handovers:
        work.setdefault((one.project.id, one.position), []).append(one)
    return [*chain.from_iterable(moves), *(_handed_over(draft, many) for many in work.values())]


def _moved(draft: Draft, portfolio: Portfolio, schedule: Schedule, move: Move) -> Iterator[Changed]:
    calendar, project = calendar_of(portfolio), move.unit.project
    for index in move.unit.allocations:
        one = project.allocations[index]
        first, last = moved_span(calendar, one.from_, one.to, move.days)
        yield _set(draft, project, "allocations", ("allocations", index), one.id, {"from": first, "to": last})
    for index, phase in phases_of(move.unit).items():
        start = phase.forecast.start or phase.baseline.start
        finish = phase.forecast.finish or phase.baseline.finish
        days = {}
        if start is not None and finish is not None and start <= finish:
            days["forecast.start"], days["forecast.finish"] = moved_span(calendar, start, finish, move.days)
        elif start is not None:
            days["forecast.start"] = moved(calendar, start, move.days)
        yield _set(draft, project, "plan", ("phases", index), phase.id, days)
    network = dependencies(portfolio)
    for key in sorted(move.unit.milestones, key=lambda one: network.nodes[one].position):
        node, early = network.nodes[key], schedule.milestones[key].early
        if early is not None:
            forecast = {"forecast": moved(calendar, early, move.days)}
            yield _set(draft, project, "plan", ("milestones", node.position), node.milestone.id, forecast)


def _handed_over(draft: Draft, handovers: Sequence[Handover]) -> Changed:
    """The work of one allocation, divided among the giver and those who take parts of it over."""
    project, allocation = handovers[0].project, handovers[0].allocation
    keys = ("allocations", handovers[0].position)
    record = value_at(draft.data(project.documents["allocations"].path), keys)
    copied = dict(record) if isinstance(record, dict) else {}
    kept, taken = _divided(allocation, handovers)
    stays, *others = [*kept, *taken]
    fields: dict[str, datetime.date | str] = {} if stays.taker is None else {"person": stays.taker.id}
    if stays.first != allocation.from_:
        fields["from"] = stays.first
    if stays.last != allocation.to:
        fields["to"] = stays.last
    changes = _set(draft, project, "allocations", keys, allocation.id, fields)
    for one in sorted(others, key=lambda part: part.first):
        part = copied | {"from": str(one.first), "to": str(one.last)}
        if one.taker is not None:
            part |= {"person": one.taker.id}
        _append(draft, project, part, one.taker.id if one.taker is not None else "later")
    return changes


class _Part(NamedTuple):
    """Days of an allocation, and who takes them over; None for the giver."""

    first: datetime.date
    last: datetime.date
    taker: Person | None


def _divided(allocation: Allocation, handovers: Sequence[Handover]) -> tuple[list[_Part], list[_Part]]:
    """What the giver keeps, and what others take; each in order of time."""
    kept, taken, free = [], [], allocation.from_
    for one in sorted(handovers, key=lambda each: each.first):
        if free < one.first:
            kept.append(_Part(free, one.first - _DAY, None))
        taken.append(_Part(one.first, one.last, one.taker))
        if one.last >= allocation.to:
            return kept, taken
        free = one.last + _DAY
    return [*kept, _Part(free, allocation.to, None)], taken


def _append(draft: Draft, project: Project, record: dict[str, Plain], ending: str) -> None:
    """Add an allocation; of one with an id it gets one like it."""
    path = project.documents["allocations"].path
    if record.get("id") is not None:
        every = value_at(draft.data(path), ("allocations",))
        taken = (
            {str(one.get("id")).lower() for one in every if isinstance(one, dict)}
            if isinstance(every, list)
            else set()
        )
        ids = chain(
            [f"{record['id']}-{ending}"], (f"{record['id']}-{ending}-{number}" for number in count(2))
        )
        record = record | {"id": next(id_ for id_ in ids if id_.lower() not in taken)}
    draft.append(path, ("allocations",), record)


def _set(
    draft: Draft,
    project: Project,
    kind: str,
    keys: Keys,
    id_: str | None,
    fields: Mapping[str, datetime.date | str],
) -> Changed:
    path = project.documents[kind].path
    changes = []
    for name, value in fields.items():
        place = (*keys, *name.split("."))
        before = value_at(draft.data(path), place)
        draft.set(path, place, str(value))
        changes.append(FieldChange(name, before, str(value)))
    number = keys[-1]
    return f"{project.address}/{kind}/{id_ or (number + 1 if isinstance(number, int) else number)}", tuple(
        changes
    )
