"""What the computed fields of records rest on: the portfolio, the day, and results that many records share."""

import datetime
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar, cast

from msgspec import Struct

from pmo.analysis.addresses import Item
from pmo.analysis.calendars import WorkingCalendar, calendar_of
from pmo.analysis.facts import facts
from pmo.analysis.health import ProjectHealth, health_of
from pmo.analysis.money import ProjectMoney, project_money
from pmo.analysis.progress import Declared, MilestoneProgress, Progress, declared, progress_of
from pmo.analysis.schedule import Schedule, schedule_of
from pmo.model.portfolio import Document, Keys, Portfolio, Project

Result = TypeVar("Result")
Locate = Callable[[Document, Keys], tuple[int, int]]
"""Line and column, from 1, of what the keys lead to in a document."""


class Context:
    """A portfolio on a day. Results of a project are worked out once, when the first record asks for them."""

    def __init__(self, portfolio: Portfolio, as_of: datetime.date, locate: Locate | None = None) -> None:
        self.portfolio = portfolio
        self.as_of = as_of
        self.locate = locate or (lambda _document, _keys: (1, 1))
        self._known: dict[tuple[str, str], Any] = {}

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The office's working days."""
        return calendar_of(self.portfolio)

    @cached_property
    def schedule(self) -> Schedule:
        """The network of all milestones."""
        return schedule_of(self.portfolio, self.as_of)

    def project(self, item: Item) -> Project | None:
        """The project that something belongs to, or is."""
        return self.portfolio.project_of(item.document)

    def facts(self, project: Project) -> Mapping[str, object]:
        """What expressions know about a project."""
        return self._once("facts", project, lambda: facts(self.portfolio, project, self.as_of))

    def progress(self, project: Project) -> Progress:
        return self._once("progress", project, lambda: progress_of(self.portfolio, project, self.as_of))

    def milestone(self, project: Project, milestone: Struct) -> MilestoneProgress:
        """Where a milestone of a project stands."""
        known = self._once(
            "milestones",
            project,
            lambda: {id(one.milestone): one for one in self.progress(project).milestones},
        )
        return known[id(milestone)]

    def declared(self, project: Project) -> Declared:
        return self._once("declared", project, lambda: declared(self.portfolio, project, self.as_of))

    def money(self, project: Project) -> ProjectMoney:
        return self._once("money", project, lambda: project_money(self.portfolio, project, self.as_of))

    def health(self, project: Project) -> ProjectHealth:
        return self._once("health", project, lambda: health_of(self.portfolio, project, self.as_of))

    def _once(self, what: str, project: Project, compute: Callable[[], Result]) -> Result:
        key = (what, project.id)
        if key not in self._known:
            self._known[key] = compute()
        return cast(Result, self._known[key])
