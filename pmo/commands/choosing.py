"""Which projects a command goes over: `--project` globs and the `--where` expression."""

import datetime
from fnmatch import fnmatchcase

from pmo.errors import UsageError, nearest
from pmo.model.portfolio import Portfolio, Project


def choose(
    portfolio: Portfolio, as_of: datetime.date, globs: tuple[str, ...], where: str | None
) -> tuple[Project, ...]:
    """Projects with a readable charter that match; a glob that matches nothing is refused."""
    chosen = [project for project in portfolio.projects.values() if project.charter is not None]
    if globs:
        for glob in globs:
            if not any(fnmatchcase(project.id, glob.lower()) for project in chosen):
                raise UsageError(f"no project matches {glob!r}", _nearest(portfolio, glob))
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
        raise UsageError(f"there is no project {name!r}", _nearest(portfolio, name))
    return project


def _holds(portfolio: Portfolio, project: Project, as_of: datetime.date, where: str) -> bool:
    from pmo import expressions
    from pmo.analysis.facts import NAMES, facts

    try:
        expression = expressions.parse(where, names=frozenset(NAMES))
        return expressions.holds(expression, facts(portfolio, project, as_of)) is True
    except expressions.ExpressionError as error:
        raise UsageError(f"--where cannot be used: {error}", "see `pmo explain expressions`") from None


def _nearest(portfolio: Portfolio, name: str) -> str:
    close = nearest(name.strip("*?"), portfolio.projects)
    return f"did you mean {close}?" if close else "`pmo status` lists the projects"
