"""Which projects a command goes over: `--project` globs and the `--where` expression; and whom it is about."""

import datetime
from fnmatch import fnmatchcase
from pathlib import Path

from pmo.analysis.parties import Party, party_of
from pmo.errors import PmoError, UsageError, nearest
from pmo.findings import Message, message
from pmo.model.portfolio import Portfolio, Project
from pmo.trees import GitRepository


def choose(
    portfolio: Portfolio, as_of: datetime.date, globs: tuple[str, ...], where: str | None
) -> tuple[Project, ...]:
    """Projects with a readable charter that match; a glob that matches nothing is refused."""
    chosen = [project for project in portfolio.projects.values() if project.charter is not None]
    if globs:
        for glob in globs:
            if not any(fnmatchcase(project.id, glob.lower()) for project in chosen):
                raise UsageError(message("no project matches {name!r}", name=glob), _nearest(portfolio, glob))
        chosen = [
            project for project in chosen if any(fnmatchcase(project.id, glob.lower()) for glob in globs)
        ]
    if where is not None:
        chosen = [project for project in chosen if _holds(portfolio, project, as_of, where)]
    return tuple(chosen)


def named_project(portfolio: Portfolio, name: str) -> Project:
    """The project with this id, compared without case."""
    project = portfolio.projects.get(name.lower())
    if project is None:
        raise UsageError(message("there is no project {name!r}", name=name), _nearest(portfolio, name))
    return project


def named_party(portfolio: Portfolio, root: Path, name: str) -> Party:
    """The person, role, body or team that a user names by id, name or address; `me` is whom git knows."""
    if name.lower() == "me" and "me" not in portfolio.people:
        name = _own_address(portfolio, root)
    party = party_of(portfolio, name, portfolio.office_holder)
    if party.kind != "nobody":
        return party
    wanted = " ".join(name.casefold().split())
    found = [
        person
        for person in portfolio.people.values()
        if wanted in (person.name.casefold(), (person.email or "").casefold())
    ]
    if len(found) == 1:
        return party_of(portfolio, found[0].id, portfolio.office_holder)
    if found:
        raise UsageError(
            message("{text!r} may be any of: {which}", text=name, which=", ".join(one.id for one in found)),
            message("give the id of the person"),
        )
    ids = (*portfolio.people, *portfolio.bodies, *portfolio.roles, *portfolio.teams)
    close = nearest(name, ids)
    raise UsageError(
        message("there is no person, role or body {name!r}", name=name),
        message("did you mean {name}?", name=close)
        if close
        else message("give an id of people.yaml, or of a body in pmo.yaml"),
    )


def _own_address(portfolio: Portfolio, root: Path) -> str:
    try:
        address = GitRepository(root).run("config", "user.email")
    except PmoError:
        raise UsageError(
            message("git does not say who you are"),
            message("set `git config user.email`, or give your id instead"),
        ) from None
    if not any((person.email or "").casefold() == address.casefold() for person in portfolio.people.values()):
        raise UsageError(
            message(
                "git knows you as {address}, and nobody in people.yaml has that address", address=address
            ),
            message("add it to people.yaml, or give your id instead"),
        )
    return address


def _holds(portfolio: Portfolio, project: Project, as_of: datetime.date, where: str) -> bool:
    from pmo import expressions
    from pmo.analysis.facts import NAMES, facts

    try:
        expression = expressions.parse(where, names=frozenset(NAMES))
        return expressions.holds(expression, facts(portfolio, project, as_of)) is True
    except expressions.ExpressionError as error:
        raise UsageError(
            message("--where cannot be used: {why}", why=str(error)), message("see `pmo explain expressions`")
        ) from None


def _nearest(portfolio: Portfolio, name: str) -> Message:
    close = nearest(name.strip("*?"), portfolio.projects)
    return (
        message("did you mean {name}?", name=close) if close else message("`pmo status` lists the projects")
    )
