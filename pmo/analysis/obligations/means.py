"""What projects need: people and what they can, vendors and their contracts; and what was accepted for a time."""

from collections.abc import Callable

from pmo.analysis.certificates import held_certificates, is_here, needed_certificates
from pmo.analysis.obligations.control import Found
from pmo.analysis.obligations.scope import Scope, command
from pmo.analysis.registers import unfilled
from pmo.analysis.supply import notice_day
from pmo.findings import message
from pmo.model.allocations import Allocation
from pmo.model.portfolio import Holder, Project
from pmo.model.vendors import Contract, Vendor


def _contracts(scope: Scope) -> Found:
    """Notice to give before contracts go on by themselves, and deliveries to demand."""
    for vendor in scope.portfolio.vendors.values():
        for contract in vendor.contracts:
            project = scope.project(contract.project)
            if scope.includes(project):
                yield from _of_contract(scope, vendor, contract, project)


def _of_contract(scope: Scope, vendor: Vendor, contract: Contract, project: Project | None) -> Found:
    """The manager of its project answers for a contract, the office for those of several projects or none."""
    is_in_use = project is not None and project.is_open
    holder: Holder = project if project is not None and is_in_use else scope.portfolio.office_holder
    owner = scope.lead(holder)
    address = f"vendors/{vendor.id}/contracts/{contract.id}"
    due = notice_day(scope.calendar, contract)
    if due is not None and contract.end is not None and contract.end >= scope.as_of:
        settle = command("set", address, "end=DATE")
        what = f"{vendor.name}: {contract.title}"
        why = message("the contract ends on {day}", day=contract.end)
        yield scope.owed(
            "contract-notice", address, holder, what, owner, due, settle, contract, vendor, why=why
        )
    for number, one in enumerate(contract.deliverables, 1):
        if one.due is not None and one.delivered is None and one.accepted is None:
            own = f"{address}/deliverables/{number}"
            what, settle = f"{vendor.name}: {one.title}", command("set", own, "delivered=DATE")
            yield scope.owed("supply", own, holder, what, owner, one.due, settle, one, contract, vendor)


def _staffing(scope: Scope) -> Found:
    """Requests to answer, and roles to fill: by the line manager of whom is asked for, else by the office."""
    for project in scope.projects:
        if not project.is_open:
            continue
        for one in unfilled(project, scope.as_of):
            if scope.is_soon("staffing", one.from_):
                index = next(index for index, other in enumerate(project.allocations) if other is one)
                person = scope.portfolio.person(one.person, project)
                address = f"{project.id}/allocations/{one.id or index + 1}"
                wanted = [] if person else ["person=PERSON"]
                wanted += ["status=confirmed"] if one.status == "requested" else []
                settle = command("set", address, *wanted)
                yield scope.owed(
                    "staffing",
                    address,
                    project,
                    _request(scope, one, project),
                    (person.manager if person else None) or "office",
                    one.from_,
                    settle,
                    one,
                    is_late=one.from_ < scope.as_of,
                )


def _request(scope: Scope, one: Allocation, project: Project) -> str:
    named = scope.portfolio.name_of(one.person or one.role or one.equipment or "", project)
    return f"{named}: {one.task}" if one.task else named


def _certificates(scope: Scope) -> Found:
    """Certificates to renew: those that expire, and expired ones that the person's roles need."""
    if not scope.is_whole:
        return
    needs = needed_certificates(scope.portfolio, scope.as_of)
    for id_, person in scope.portfolio.people.items():
        if not person.certifications or not is_here(person, scope.as_of):
            continue
        for name, (index, one) in held_certificates(person).items():
            is_needed = name in needs.get(id_, ())
            if one.expires is not None and (is_needed or one.expires >= scope.as_of):
                address = f"people/{person.id}/certifications/{index + 1}"
                yield scope.owed(
                    "certificate",
                    address,
                    scope.portfolio.office_holder,
                    one.name,
                    person.id,
                    one.expires,
                    command("set", address, "expires=DATE"),
                    person,
                    matters=4 if is_needed else None,
                    why=message("a role of the person needs it") if is_needed else None,
                )


def _training(scope: Scope) -> Found:
    if not scope.is_whole:
        return
    holder, training = scope.portfolio.office_holder, scope.portfolio.training
    courses = {course.id.lower(): course.title for course in training.courses}
    for number, one in enumerate(training.enrolments, 1):
        if one.planned is not None and one.completed is None:
            address = f"training/enrolments/{number}"
            what, settle = (
                courses.get(one.course.lower(), one.course),
                command("close", address),
            )
            yield scope.owed("training", address, holder, what, one.person, one.planned, settle, one)
    for number, pair in enumerate(training.mentoring, 1):
        if pair.to is not None and pair.to >= scope.as_of:
            address = f"training/mentoring/{number}"
            name = scope.portfolio.name_of(pair.mentee)
            what = f"{name}: {pair.goal}" if pair.goal else name
            yield scope.owed(
                "mentoring",
                address,
                holder,
                what,
                pair.mentor,
                pair.to,
                command("set", address, "to=DATE"),
                pair,
            )


def _waivers(scope: Scope) -> Found:
    if not scope.is_whole:
        return
    holder = scope.portfolio.office_holder
    for number, one in enumerate(scope.portfolio.waivers, 1):
        address = f"waivers/waivers/{number}"
        what, settle = f"{one.code} {one.where}: {one.reason}", command("set", address, "expires=DATE")
        yield scope.owed("waiver", address, holder, what, one.owner, one.expires, settle, one)


MEANS: tuple[Callable[[Scope], Found], ...] = (
    _contracts,
    _staffing,
    _certificates,
    _training,
    _waivers,
)
