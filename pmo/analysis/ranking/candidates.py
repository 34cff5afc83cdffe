"""Which projects wait for their place in the portfolio."""

from collections.abc import Iterable

from pmo.model.charter import ProjectState
from pmo.model.portfolio import Project

CANDIDATES: tuple[ProjectState, ...] = ("proposed", "approved")
"""States in which a project waits for its place in the portfolio."""


def candidates(projects: Iterable[Project], states: Iterable[str] = CANDIDATES) -> tuple[Project, ...]:
    """The projects in one of these states."""
    wanted = frozenset(states)
    return tuple(project for project in projects if project.charter and project.charter.state in wanted)
