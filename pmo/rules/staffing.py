"""Rules about allocations: of people to their employment, absences and capacity; of equipment to its units."""

import datetime
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pmo.analysis.loads import Overload, Resource, commitments, overloads, unfilled_roles
from pmo.findings import message
from pmo.model.allocations import Allocation
from pmo.model.once import once
from pmo.model.people import Person
from pmo.model.plan import Plan
from pmo.model.portfolio import Document, Keys, Portfolio, Project
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import Lookup, is_contradictory, listed


class Work(NamedTuple):
    """An allocation that was not rejected."""

    document: Document
    keys: Keys
    allocation: Allocation
    project: Project | None


@once
def work(portfolio: Portfolio) -> tuple[Work, ...]:
    """Every allocation that counts: not rejected, and not ending before it begins."""
    return tuple(
        Work(entry.document, entry.keys, entry.record, portfolio.projects.get(entry.document.holder))
        for entry in portfolio.entries("allocation")
        if entry.record.status != "rejected" and entry.record.from_ <= entry.record.to
    )


@once
def _staffed(portfolio: Portfolio) -> tuple[tuple[Work, Person], ...]:
    """Allocations of people, with the person."""
    named = [(one, portfolio.person(one.allocation.person, one.project)) for one in work(portfolio)]
    return tuple((one, person) for one, person in named if person is not None)


def allocation_of_nothing(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """An allocation names nobody and nothing, or a person and equipment at once.

    **Why it matters.** Its load belongs to nobody; capacity leaves it out.

    **Example.**

        allocations:
          - {load: 0.5, from: 2026-11-02, to: 2027-01-29, task: Analysis}

    **Fix.** Name a `person`, a `role` that is still to be filled, or `equipment`.
    """
    for one in work(portfolio):
        people = one.allocation.person or one.allocation.role
        if bool(people) == bool(one.allocation.equipment):
            text = (
                message("the allocation names people and equipment at once")
                if people
                else message("the allocation names no person, role or equipment")
            )
            hint = message("name a person, a role that is still to be filled, or equipment")
            yield problem(one.document, one.keys, text, hint)


def allocated_outside_employment(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A person is allocated before the first or after the last day of employment.

    **Why it matters.** Nobody will do this work.

    **Example.** With `to: 2026-12-31` for `ana` in `people.yaml`:

        allocations:
          - {person: ana, load: 0.5, from: 2026-11-02, to: 2027-03-31}

    **Fix.** End the allocation with the employment and find somebody for the rest, or correct the employment.
    """
    people = Lookup(portfolio, "person")
    for one, person in _staffed(portfolio):
        allocation = one.allocation
        if is_contradictory(person):
            continue
        if person.to is not None and allocation.to > person.to:
            key, end = "to", "to"
            text = message(
                "{name} is allocated until {day} and leaves on {last}",
                name=person.name,
                day=allocation.to,
                last=person.to,
            )
        elif person.from_ is not None and allocation.from_ < person.from_:
            key, end = "from", "from"
            text = message(
                "{name} is allocated from {day} and starts on {first}",
                name=person.name,
                day=allocation.from_,
                first=person.from_,
            )
        else:
            continue
        yield problem(
            one.document,
            (*one.keys, key),
            text,
            message("find somebody for the days outside the employment, or correct the employment"),
            related=people.related(person.id, (end,), message("the employment")),
        )


def allocated_during_absence(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A person is allocated on days of absence.

    **Why it matters.** The plan counts on work that will not be done. Absences that are over are left alone.

    **Example.** With an absence from 2026-12-07 to 2026-12-11 for `ana` in `people.yaml`:

        allocations:
          - {person: ana, load: 0.5, from: 2026-11-02, to: 2027-01-29}

    **Fix.** Split the allocation around the absence, or find somebody for these days.
    """
    people = Lookup(portfolio, "person")
    for one, person in _staffed(portfolio):
        for index, absence in enumerate(person.absences):
            if absence.to < as_of or absence.to < one.allocation.from_ or absence.from_ > one.allocation.to:
                continue
            yield problem(
                one.document,
                (*one.keys, "person"),
                message(
                    "{name} is absent from {first} to {last}",
                    name=person.name,
                    first=absence.from_,
                    last=absence.to,
                ),
                message("split the allocation around the absence, or find somebody for these days"),
                related=people.related(person.id, ("absences", index), message("the absence")),
            )


def load_above_capacity(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A single allocation asks for more than the person's capacity.

    **Why it matters.** Even without any other work this cannot be done in the time planned.

    **Example.** With `capacity: 0.8` for `ana` in `people.yaml`:

        allocations:
          - {person: ana, load: 1.0, from: 2026-11-02, to: 2027-01-29}

    **Fix.** Lower the load and give it more time, or share the work.
    """
    people = Lookup(portfolio, "person")
    for one, person in _staffed(portfolio):
        if one.allocation.to >= as_of and one.allocation.load > person.capacity:
            yield problem(
                one.document,
                (*one.keys, "load"),
                message(
                    "a load of {load} is more than the capacity of {name}, {capacity}",
                    load=one.allocation.load,
                    name=person.name,
                    capacity=person.capacity,
                ),
                message("lower the load and give it more time, or share the work"),
                related=people.related(person.id, ("capacity",), message("the capacity")),
            )


def allocation_outside_plan(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """An allocation begins before the project's plan or ends after it.

    **Why it matters.** People are held for days on which the project has nothing for them, or the plan is too short.
    The plan reaches from its earliest to its latest date, baseline or forecast.

    **Example.** With `finish: 2027-03-31` in `plan.yaml` and no later forecast:

        allocations:
          - {person: ana, load: 0.5, from: 2026-11-02, to: 2027-09-30}

    **Fix.** Correct the allocation, or the forecast of the plan.
    """
    for project in portfolio.projects.values():
        plan = project.plan
        if plan is None or not project.is_open or _is_within(project.allocations, plan):
            continue
        extent = _extent(plan)
        if extent is None:
            continue
        first, last = extent
        for index, allocation in enumerate(project.allocations):
            if allocation.status == "rejected" or allocation.to < max(as_of, allocation.from_):
                continue
            if allocation.to > last:
                key = "to"
                text = message(
                    "the allocation ends on {day}, the plan on {last}", day=allocation.to, last=last
                )
            elif allocation.from_ < first:
                key = "from"
                text = message(
                    "the allocation begins on {day}, the plan on {first}", day=allocation.from_, first=first
                )
            else:
                continue
            yield problem(
                project.documents["allocations"],
                ("allocations", index, key),
                text,
                message("correct the allocation, or the forecast of the plan"),
                related=[
                    (project.documents["plan"], ("finish" if key == "to" else "start",), message("the plan"))
                ],
            )


def _is_within(allocations: Iterable[Allocation], plan: Plan) -> bool:
    """Whether the baseline alone covers the allocations."""
    if plan.start is None or plan.finish is None:
        return False
    return all(plan.start <= one.from_ and one.to <= plan.finish for one in allocations)


def _extent(plan: Plan) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of a plan, baseline or forecast; without a start it begins at any time."""
    spans = [span for phase in plan.phases for span in (phase.baseline, phase.forecast, phase.actual)]
    reached = [day for one in plan.milestones for day in (one.baseline, one.forecast, one.actual) if day]
    starts = [day for day in (plan.start, *(span.start for span in spans)) if day]
    ends = [day for day in (plan.finish, *(span.finish for span in spans)) if day] + reached
    if not ends:
        return None
    return min([*starts, *reached]) if starts else datetime.date.min, max(ends)


def allocation_of_ended_project(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A project is over and still holds people or equipment.

    **Why it matters.** They look busy to every other project.

    **Example.** As of 2026-11-01, with `state: completed` in the charter:

        allocations:
          - {person: ana, load: 0.5, from: 2026-05-04, to: 2027-01-29}

    **Fix.** End the allocation.
    """
    for one in work(portfolio):
        project = one.project
        if project is None or project.charter is None or project.is_open or one.allocation.to <= as_of:
            continue
        yield problem(
            one.document,
            (*one.keys, "to"),
            message(
                "the project is {state}, the allocation goes on until {day}",
                state=project.charter.state,
                day=one.allocation.to,
            ),
            message("end the allocation"),
            related=[(project.documents["charter"], ("state",), message("the state of the project"))],
        )


def request_begins_unanswered(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """An allocation has begun and was only requested.

    **Why it matters.** The project counts on people whom nobody promised.

    **Example.** As of 2026-11-01:

        allocations:
          - {person: ana, load: 0.5, from: 2026-10-01, to: 2027-01-29, status: requested}

    **Fix.** Have the line organisation confirm or reject it.
    """
    for one in work(portfolio):
        allocation = one.allocation
        if allocation.status != "requested" or not allocation.from_ <= as_of <= allocation.to:
            continue
        if one.project is not None and one.project.is_open:
            yield problem(
                one.document,
                (*one.keys, "status"),
                message("the allocation began on {day} and is still only requested", day=allocation.from_),
                message("have it confirmed or rejected"),
            )


def more_than_there_are(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A single allocation takes more units of equipment than there are.

    **Why it matters.** Even without any other project it cannot be provided.

    **Example.** With `units: 2` for `test-lab` in `equipment.yaml`:

        allocations:
          - {equipment: test-lab, load: 3, from: 2026-11-02, to: 2027-01-29}

    **Fix.** Lower the load, or provide more.
    """
    equipment = Lookup(portfolio, "equipment")
    for one in work(portfolio):
        item = portfolio.equipment.get(one.allocation.equipment.lower()) if one.allocation.equipment else None
        if item is not None and one.allocation.load > item.units and one.allocation.to >= as_of:
            yield problem(
                one.document,
                (*one.keys, "load"),
                message(
                    "{load} units of {title} are taken, there are {units}",
                    load=one.allocation.load,
                    title=item.title,
                    units=item.units,
                ),
                message("lower the load, or provide more"),
                related=equipment.related(item.id, ("units",), message("the units")),
            )


def equipment_not_there(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """Equipment is allocated before the first or after the last day it is there.

    **Why it matters.** The work that needs it cannot be done on these days.

    **Example.** With `to: 2026-12-31` for `test-lab` in `equipment.yaml`:

        allocations:
          - {equipment: test-lab, load: 1, from: 2026-11-02, to: 2027-01-29}

    **Fix.** Correct the allocation, or how long the equipment is there.
    """
    equipment = Lookup(portfolio, "equipment")
    for one in work(portfolio):
        item = portfolio.equipment.get(one.allocation.equipment.lower()) if one.allocation.equipment else None
        if item is None:
            continue
        if item.to is not None and one.allocation.to > item.to:
            key, there = "to", item.to
        elif item.from_ is not None and one.allocation.from_ < item.from_:
            key, there = "from", item.from_
        else:
            continue
        text = (
            message("{title} is there until {day}", title=item.title, day=there)
            if key == "to"
            else message("{title} is there from {day}", title=item.title, day=there)
        )
        yield problem(
            one.document,
            (*one.keys, key),
            text,
            message("correct the allocation, or how long the equipment is there"),
            related=equipment.related(item.id, (key,), message("the equipment")),
        )


def promised_to_several(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """Projects together are promised more of a person or of equipment than there is.

    **Why it matters.** Each project counts on time that another one has too; one of them will be late. It counts what is
    confirmed, within the office's horizon, once it lasts as many days as `health.overload_days` in `pmo.yaml` says.

    **Example.** As of 2026-11-01:

        # projects/crm/allocations.yaml
        allocations:
          - {person: ana, load: 0.6, from: 2026-11-02, to: 2027-01-29}
        # projects/erp/allocations.yaml
        allocations:
          - {person: ana, load: 0.6, from: 2026-11-02, to: 2027-01-29}

    **Fix.** Move or lower one of the allocations, or find somebody else; `pmo capacity` shows where there is room.
    """
    people, equipment = Lookup(portfolio, "person"), Lookup(portfolio, "equipment")
    for resource, runs in overloads(portfolio, as_of).items():
        for run in runs:
            (document, keys), *others = list(_sharing(portfolio, resource, run))
            if not others:
                continue  # a single allocation is a finding of its own
            peak = max(run.stretches, key=lambda one: one.weight)
            if resource.kind == "person":
                name, of_it = (
                    portfolio.people[resource.id].name,
                    people.related(resource.id, ("capacity",), message("the capacity")),
                )
            else:
                name, of_it = (
                    portfolio.equipment[resource.id].title,
                    equipment.related(resource.id, ("units",), message("the units")),
                )
            yield problem(
                document,
                (*keys, "load"),
                message(
                    "{name} is promised up to {load} of {capacity} from {first} to {last}, together with {projects}",
                    name=name,
                    load=peak.load,
                    capacity=peak.capacity,
                    first=run.first,
                    last=run.last,
                    projects=listed(dict.fromkeys(other.holder for other, _ in others)),
                ),
                message("move or lower one of the allocations, or find somebody else"),
                related=[
                    *((other, (*there, "load"), message("the other allocation")) for other, there in others),
                    *of_it,
                ],
            )


def _sharing(portfolio: Portfolio, resource: Resource, run: Overload) -> Iterator[tuple[Document, Keys]]:
    """Where the allocations that share an overload stand."""
    for one in commitments(portfolio)[resource]:
        allocation = one.allocation
        if allocation.load and any(allocation.from_ <= day.first <= allocation.to for day in run.stretches):
            yield one.project.documents["allocations"], ("allocations", one.position)


def role_unfilled(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A role is needed soon, or already, and nobody fills it.

    **Why it matters.** The work that waits for it begins late. Soon is what `health.unfilled_days` in `pmo.yaml` says.

    **Example.** As of 2026-11-01:

        allocations:
          - {role: analyst, load: 1, from: 2026-11-16, to: 2027-03-31}

    **Fix.** Name a `person` who fills it, move the work, or take the allocation out.
    """
    roles = Lookup(portfolio, "role")
    for project in portfolio.projects.values():
        if not project.is_open:
            continue
        for index, one in unfilled_roles(portfolio, project, as_of):
            role = roles.find(one.role or "")
            if role is None or (one.status == "requested" and one.from_ <= as_of):
                continue  # an unknown role, and a request that nobody answered, are findings of their own
            yield problem(
                project.documents["allocations"],
                ("allocations", index, "role"),
                message(
                    "nobody fills {role} ({load}), needed from {day}",
                    role=portfolio.name_of(one.role or "", project),
                    load=one.load,
                    day=one.from_,
                ),
                message("name a person, move the work, or take the allocation out"),
                related=[(role.document, (*role.keys, "title"), message("the role"))],
            )
