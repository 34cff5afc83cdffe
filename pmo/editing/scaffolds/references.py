"""What a reference that somebody typed means: an id in any case, or the name of what it leads to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pmo.errors import UsageError, nearest
from pmo.model.kinds import RESERVED_ROLES
from pmo.model.portfolio import Holder, Portfolio, Project

CANDIDATES_SHOWN = 8
_MADE_BY: Mapping[str, str] = {
    **dict.fromkeys(
        ("person", "role", "team", "body", "objective", "programme", "project", "vendor"), "TITLE"
    ),
    **dict.fromkeys(
        ("equipment", "course", "milestone", "deliverable", "risk", "issue", "change", "decision"), "TITLE"
    ),
}


class Candidate(NamedTuple):
    """Something that a reference may lead to."""

    id: str
    name: str


def candidates(portfolio: Portfolio, kinds: Sequence[str], holder: Holder | None) -> list[Candidate]:
    """Everything of these kinds that a record of ``holder`` may refer to, in order of the files."""
    return [one for kind in kinds for one in _of_kind(portfolio, kind, holder)]


def canonical(
    portfolio: Portfolio, kinds: Sequence[str], text: str, holder: Holder | None, option: str
) -> str:
    """The id that ``text`` means; refuses what leads nowhere, or to several, naming what is nearest."""
    wanted = text.strip().lower()
    known = candidates(portfolio, kinds, holder)
    reserved = RESERVED_ROLES if {"role", "person"} & set(kinds) and "role" in kinds else frozenset()
    if wanted in reserved:
        return wanted
    for one in known:
        if one.id.lower() == wanted:
            return one.id
    named = [one for one in known if one.name.casefold() == text.strip().casefold()]
    if len(named) == 1:
        return named[0].id
    if len(named) > 1:
        ids = ", ".join(one.id for one in named[:CANDIDATES_SHOWN])
        raise UsageError(f"{option} {text!r} may be any of: {ids}", "give the id")
    if (
        "/" in text
    ):  # an address, or a milestone of another project: the door looks whether it leads somewhere
        return text.strip()
    noun = " or ".join(kinds)
    raise UsageError(f"{option}: there is no {noun} {text!r}", _nearest(kinds, known, wanted))


def _nearest(kinds: Sequence[str], known: Sequence[Candidate], wanted: str) -> str:
    names = {one.name.casefold(): one.id for one in known} | {one.id.lower(): one.id for one in known}
    close = nearest(wanted, names)
    if close is not None:
        return f"did you mean {names[close]}?"
    makeable = next((kind for kind in kinds if kind in _MADE_BY), None)
    make = f"; `pmo new {makeable} {_MADE_BY[makeable]}` makes one" if makeable else ""
    if not known:
        return f"there is none yet{make}"
    shown = ", ".join(one.id for one in known[:CANDIDATES_SHOWN])
    more = f" and {len(known) - CANDIDATES_SHOWN} more" if len(known) > CANDIDATES_SHOWN else ""
    return f"there are: {shown}{more}{make}"


def _of_kind(portfolio: Portfolio, kind: str, holder: Holder | None) -> Iterator[Candidate]:
    office = portfolio.office
    everywhere: Mapping[str, Any] = {
        "person": portfolio.people.values(),
        "role": portfolio.roles.values(),
        "team": portfolio.teams.values(),
        "body": portfolio.bodies.values(),
        "objective": portfolio.objectives.values(),
        "programme": portfolio.programmes.values(),
        "project": portfolio.projects.values(),
        "vendor": portfolio.vendors.values(),
        "equipment": portfolio.equipment.values(),
        "course": portfolio.training.courses,
        "method": portfolio.methods.values(),
        "calendar": office.calendars if office else (),
    }
    for record in everywhere.get(kind, ()):
        yield _candidate(record)
    if holder is None:
        return
    registers = {"risk": "risks", "issue": "issues", "change": "changes", "decision": "decisions"}
    if kind in registers:
        yield from map(_candidate, getattr(holder, registers[kind]))
    if isinstance(holder, Project):
        yield from map(_candidate, _of_project(portfolio, kind, holder))


def _of_project(portfolio: Portfolio, kind: str, project: Project) -> Sequence[Any]:
    method = portfolio.method_of(project)
    match kind:
        case "phase":
            return method.phases if method else ()
        case "gate":
            return method.gates if method else ()
        case "milestone":
            return project.milestones
        case "deliverable":
            return project.charter.deliverables if project.charter else ()
        case "budget-line":
            return project.budget.lines if project.budget else ()
    return ()


def _candidate(record: Any) -> Candidate:
    name = next(
        (value for field in ("name", "title") if isinstance(value := getattr(record, field, None), str)),
        record.id,
    )
    return Candidate(record.id, name)
