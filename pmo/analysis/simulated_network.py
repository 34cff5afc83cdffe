"""The milestone network in every run of a simulation at once, in numbers of working days."""

import datetime
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pmo.analysis.calendars import WorkingCalendar, calendar_of
from pmo.analysis.dependencies import Wait, dependencies
from pmo.analysis.sampling import Draws, amounts, stream
from pmo.analysis.schedule import Schedule, ScheduledMilestone, is_waited_for
from pmo.model.portfolio import Portfolio, Project

Days: TypeAlias = NDArray[np.int16]
"""Working days in each run; small, since there may be thousands of such lists."""
_FURTHEST: Final = 30_000


class SimulatedNetwork:
    """Early dates of all milestones, as :func:`pmo.analysis.schedule.schedule_of` has them, with delays and drawn lags.

    A day is the number of working days since the first working day on or after the day of the simulation; a day off
    counts as the next working day.
    """

    def __init__(
        self,
        portfolio: Portfolio,
        schedule: Schedule,
        as_of: datetime.date,
        seed: int,
        runs: int,
        delays: Mapping[str, Mapping[str, Days]],
    ) -> None:
        """``delays`` are working days by milestone (`<project>/<id>` in lower case) and address of the risk."""
        self._calendar: WorkingCalendar = calendar_of(portfolio)
        self._schedule = schedule
        self._as_of = as_of
        self._origin = self._calendar.next_working_day(as_of)
        self._seed = seed
        self._runs = runs
        self._delays = delays
        self._waits = dependencies(portfolio).waits
        self._lags: dict[tuple[str, int], int | Days] = {}
        self._early: dict[str, int | Days] = {}
        for key in schedule.order:
            early = self._forward(key, self._early, "")
            if early is not None:
                self._early[key] = early

    def number(self, day: datetime.date) -> int:
        """Number of a day."""
        return self._calendar.working_days_between(self._origin, self._calendar.next_working_day(day))

    def day(self, number: float) -> datetime.date:
        """The working day with this number."""
        return self._calendar.add_working_days(self._origin, round(number))

    def ends(self, projects: Iterable[Project]) -> dict[str, tuple[ScheduledMilestone, Draws]]:
        """For each project with a dated open milestone: the last one, and the finish in every run."""
        found = {}
        for project in projects:
            last = self._schedule.last_of(project)
            if last is not None:
                found[project.id] = (last, self._end(project, self._early))
        return found

    def risks_of(self, project: Project) -> list[str]:
        """Addresses of the project's own risks that move its milestones."""
        own, prefix = f"{project.id}/risks/", f"{project.id}/".lower()
        found = {
            address
            for key, delays in self._delays.items()
            if key.startswith(prefix)
            for address in delays
            if address.startswith(own)
        }
        return sorted(found)

    def end_without(self, project: Project, risk: str) -> Draws:
        """The finish in every run, were it not for one risk of the project; other projects stay as they are."""
        early = dict(self._early)
        for key in self._own_orders.get(project.id.lower(), ()):
            again = self._forward(key, early, risk)
            if again is not None:
                early[key] = again
        return self._end(project, early)

    @cached_property
    def _own_orders(self) -> dict[str, list[str]]:
        """Keys of each project's milestones, each after those it waits for."""
        found: dict[str, list[str]] = {}
        for key in self._schedule.order:
            found.setdefault(key.partition("/")[0], []).append(key)
        return found

    def _end(self, project: Project, early: Mapping[str, int | Days]) -> Draws:
        open_ = [
            early[key]
            for one in self._schedule.of(project)
            if one.slack_days is not None and (key := _key(one)) in early
        ]
        latest: int | NDArray[np.int32] = max(
            (day for day in open_ if isinstance(day, int)), default=-_FURTHEST
        )
        for day in open_:
            if not isinstance(day, int):
                latest = np.maximum(latest, day)
        return np.broadcast_to(np.asarray(latest, np.float64), (self._runs,))

    def _forward(self, key: str, known: Mapping[str, int | Days], without: str) -> int | Days | None:
        """Early day of a milestone from those of its predecessors."""
        one = self._schedule.milestones[key]
        if one.early is None:
            return None
        if one.slack_days is None:  # reached, or of a project that is over
            return self.number(one.early)
        milestone, waits = one.node.milestone, self._waits.get(key, ())
        own = milestone.forecast or (None if waits else milestone.baseline)
        day: int | NDArray[np.int32] = self.number(self._as_of)
        if own is not None:
            day = max(day, self.number(own))
        for place, wait in enumerate(waits):
            if wait.key in known and is_waited_for(self._schedule.milestones[wait.key].node, self._as_of):
                day = np.maximum(day, self._allowed(key, place, wait, known[wait.key]))
        for address, days in self._delays.get(key, {}).items():
            if address != without:
                day = np.add(day, days, dtype=np.int32)
        return _small(day)

    def _allowed(self, key: str, place: int, wait: Wait, before: int | Days) -> int | NDArray[np.int32]:
        lag = self._lag(key, place, wait)
        if isinstance(before, int) and isinstance(lag, int):
            return before + lag - (1 if lag and self._is_day_off(wait.key) else 0)
        return np.add(before, lag, dtype=np.int32)

    def _is_day_off(self, key: str) -> bool:
        """Whether a date is a day off: then the first working day after it is one working day later, not two."""
        day = self._schedule.milestones[key].early
        return day is not None and not self._calendar.is_working_day(day)

    def _lag(self, key: str, place: int, wait: Wait) -> int | Days:
        """The working days between two milestones; drawn once for each pair where they are uncertain."""
        estimate = wait.dependency.lag_days if wait.dependency is not None else None
        if estimate is None:
            return 0
        if estimate.min == estimate.max:
            return int(estimate.likely)
        if (key, place) not in self._lags:
            generator = stream(self._seed, f"{wait.key} -> {key}")
            drawn = amounts(generator, estimate, self._runs, "pert")
            self._lags[key, place] = np.clip(np.rint(drawn), 0, _FURTHEST).astype(np.int16)
        return self._lags[key, place]


def _key(one: ScheduledMilestone) -> str:
    return f"{one.node.project.id}/{one.node.milestone.id}".lower()


def _small(day: int | NDArray[np.int32]) -> int | Days:
    if isinstance(day, int):
        return day
    array = np.asarray(day)
    if array.ndim == 0:
        return int(array)
    return np.clip(array, -_FURTHEST, _FURTHEST).astype(np.int16)
