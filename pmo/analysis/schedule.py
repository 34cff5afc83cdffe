"""The milestone network of a whole portfolio: forward and backward pass, slack, critical path.

``early`` is the day on which a milestone was reached; else the latest of what its predecessors and their lags allow,
its own forecast (its baseline only where it has neither forecast nor predecessors), and, while it is open, the day of
the calculation. ``late`` is the last day that moves no project's last milestone. Lags count working days of the
office's calendar: the n-th working day after, 0 the same day rolled forward to a working day.
(Critical path method: Kelley and Walker 1959.)
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from pmo.analysis.calendars import WorkingCalendar, calendar_of
from pmo.analysis.dependencies import Dependencies, Node, Wait, dependencies
from pmo.analysis.progress import is_reached
from pmo.model.portfolio import Portfolio, Project

Driver = Literal["actual", "predecessor", "forecast", "baseline", "as-of", "cycle", "undated"]
"""What decides a milestone's date; `cycle`: it is on or behind a cycle and has none."""


@dataclass(frozen=True, slots=True)
class ScheduledMilestone:
    """A milestone in the network."""

    address: str
    node: Node
    early: datetime.date | None
    """First day possible, or the day on which it was reached."""
    late: datetime.date | None
    """Last day that moves no project's end; None once it is reached, or without a date."""
    slack_days: int | None
    """Working days between the two."""
    driver: Driver
    driven_by: str | None
    """Address of the predecessor that decides its date."""

    @property
    def is_critical(self) -> bool:
        """Without slack: a day later here is a day later at the end of a project."""
        return self.slack_days == 0


@dataclass(frozen=True, slots=True)
class Conflict:
    """An open milestone whose forecast is earlier than its predecessors allow."""

    address: str
    forecast: datetime.date
    earliest: datetime.date
    """First day that its predecessors allow."""
    predecessor: str
    """Address of the one that decides that."""
    short_days: int
    """Working days between the two."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A dependency on another project's milestone that is not reached."""

    address: str
    """The milestone that waits."""
    predecessor: str
    """The milestone of the other project."""
    agreed: bool | None
    """Whether the other project has agreed; None where nothing is said."""


@dataclass(frozen=True)
class Schedule:
    """All milestones of a portfolio in their network."""

    milestones: Mapping[str, ScheduledMilestone]
    """By `<project>/<id>` in lower case, in order of projects and plans."""
    conflicts: tuple[Conflict, ...]
    agreements: tuple[Agreement, ...]
    cycles: tuple[tuple[str, ...], ...]
    """Addresses of milestones that wait for each other, in order."""
    order: tuple[str, ...]
    """Keys of the milestones, each after those it waits for; without those on or behind a cycle."""

    def at(self, address: str) -> ScheduledMilestone:
        """The milestone with this full address."""
        return self.milestones[_key(address)]

    def of(self, project: Project) -> tuple[ScheduledMilestone, ...]:
        """The milestones of one project, in the order of its plan."""
        return tuple(self._by_project.get(project.id, ()))

    def last_of(self, project: Project) -> ScheduledMilestone | None:
        """The last open milestone of a project that has a date."""
        open_ = [one for one in self.of(project) if one.slack_days is not None]
        return max(open_, key=lambda one: (one.early or datetime.date.min, one.is_critical), default=None)

    @cached_property
    def _by_project(self) -> dict[str, list[ScheduledMilestone]]:
        found: dict[str, list[ScheduledMilestone]] = {}
        for one in self.milestones.values():
            found.setdefault(one.node.project.id, []).append(one)
        return found

    def path_to(self, one: ScheduledMilestone) -> tuple[ScheduledMilestone, ...]:
        """The chain of milestones that decides when this one is reached, the first one first."""
        path = [one]
        while path[-1].driven_by is not None:
            path.append(self.at(path[-1].driven_by))
        return tuple(reversed(path))

    def critical_path(self, projects: Iterable[str] | None = None) -> tuple[ScheduledMilestone, ...]:
        """The chain to the last open milestone of all, or of these projects; reached ones left out."""
        wanted = None if projects is None else frozenset(projects)
        ends = [
            one
            for one in self.milestones.values()
            if one.slack_days is not None and (wanted is None or one.node.project.id in wanted)
        ]
        if not ends:
            return ()
        last = max(ends, key=lambda one: (one.early or datetime.date.min, one.is_critical))
        return tuple(one for one in self.path_to(last) if one.driver != "actual")


def schedule_of(portfolio: Portfolio, as_of: datetime.date) -> Schedule:
    """The network of all milestones on a day; those of cancelled projects stand alone and drive nothing."""
    return _Passes(portfolio, as_of).schedule()


class _Early(NamedTuple):
    day: datetime.date | None
    driver: Driver
    by: str | None


class _Passes:
    """The forward and the backward pass; keys are `<project>/<id>` in lower case."""

    def __init__(self, portfolio: Portfolio, as_of: datetime.date) -> None:
        self._portfolio = portfolio
        self._as_of = as_of
        self._calendar: WorkingCalendar = calendar_of(portfolio)
        self._network: Dependencies = dependencies(portfolio)
        self._early: dict[str, _Early] = {}
        self._conflicts: list[Conflict] = []

    def schedule(self) -> Schedule:
        order = self._order()
        for key in order:
            self._early[key] = self._forward(key)
        late = self._backward(order)
        placed = {key: self._placed(key, late.get(key)) for key in self._network.nodes}
        positions = {key: number for number, key in enumerate(self._network.nodes)}
        self._conflicts.sort(key=lambda one: positions[_key(one.address)])
        cycles = tuple(tuple(self._address(key) for key in cycle) for cycle in self._network.cycles)
        return Schedule(placed, tuple(self._conflicts), tuple(self._agreements()), cycles, tuple(order))

    def _order(self) -> list[str]:
        """Every milestone after those it waits for; those on or behind a cycle are left out."""
        waiting = {key: len(self._network.waits.get(key, ())) for key in self._network.nodes}
        ready = [key for key, count in waiting.items() if count == 0]
        for key in ready:  # grows while it is gone through
            for follower, _ in self._followers.get(key, ()):
                waiting[follower] -= 1
                if waiting[follower] == 0:
                    ready.append(follower)
        return ready

    @cached_property
    def _followers(self) -> dict[str, list[tuple[str, Wait]]]:
        found: dict[str, list[tuple[str, Wait]]] = {}
        for key, waits in self._network.waits.items():
            for wait in waits:
                found.setdefault(wait.key, []).append((key, wait))
        return found

    def _forward(self, key: str) -> _Early:
        node = self._network.nodes[key]
        milestone = node.milestone
        if is_reached(milestone, self._as_of):
            return _Early(milestone.actual, "actual", None)
        allowed, by = self._allowed(key)
        if not node.project.is_open:
            day = milestone.forecast or milestone.baseline
            return _Early(day, "forecast" if milestone.forecast else "baseline" if day else "undated", None)
        own = milestone.forecast
        driver: Driver = "forecast"
        if own is None and not self._network.waits.get(key):
            own, driver = milestone.baseline, "baseline"
        if own is None and allowed is None:
            return _Early(None, "undated", None)
        if allowed is not None and by is not None:
            self._compare(key, allowed, by)
            if own is None or allowed >= own:
                own, driver = allowed, "predecessor"
        if own is not None and own < self._as_of:
            return _Early(self._as_of, "as-of", None)
        return _Early(own, driver, self._address(by) if driver == "predecessor" and by else None)

    def _allowed(self, key: str) -> tuple[datetime.date | None, str | None]:
        """First day that the predecessors allow, and the one that decides it."""
        latest: datetime.date | None = None
        by: str | None = None
        for wait in self._network.waits.get(key, ()):
            early = self._early[wait.key]
            if early.day is None or not self._counts(wait.key):
                continue
            day = self._calendar.add_working_days(early.day, lag_of(wait))
            if latest is None or day > latest:
                latest, by = day, wait.key
        return latest, by

    def _counts(self, key: str) -> bool:
        return is_waited_for(self._network.nodes[key], self._as_of)

    def _compare(self, key: str, allowed: datetime.date, by: str) -> None:
        forecast = self._network.nodes[key].milestone.forecast
        if forecast is not None and forecast < allowed:
            short = self._calendar.working_days_between(forecast, allowed)
            if short > 0:
                self._conflicts.append(
                    Conflict(self._address(key), forecast, allowed, self._address(by), short)
                )

    def _backward(self, order: list[str]) -> dict[str, datetime.date]:
        """Latest days of the open milestones that have a date."""
        ends: dict[str, datetime.date] = {}
        for key in order:
            day = self._early[key].day
            project = self._network.nodes[key].project.id
            if day is not None and self._is_waiting(key):
                ends[project] = max(day, ends.get(project, day))
        late: dict[str, datetime.date] = {}
        for key in reversed(order):
            early = self._early[key].day
            if early is None or not self._is_waiting(key):
                continue
            latest = ends[self._network.nodes[key].project.id]
            for follower, wait in self._followers.get(key, ()):
                if follower in late and self._counts(key):
                    latest = min(latest, self._before(late[follower], lag_of(wait)))
            late[key] = max(latest, early)  # both may lie in the same stretch of days off
        return late

    def _is_waiting(self, key: str) -> bool:
        node = self._network.nodes[key]
        return node.project.is_open and not is_reached(node.milestone, self._as_of)

    def _before(self, day: datetime.date, lag: int) -> datetime.date:
        """The last working day from which ``lag`` working days lead to ``day`` at the latest."""
        if not self._calendar.is_working_day(day):
            day = self._calendar.add_working_days(day, -1)
        return self._calendar.add_working_days(day, -lag) if lag else day

    def _placed(self, key: str, late: datetime.date | None) -> ScheduledMilestone:
        early = self._early.get(key, _Early(None, "cycle", None))
        slack = None
        if early.day is not None and late is not None:
            slack = self._calendar.working_days_between(early.day, late)
        return ScheduledMilestone(
            self._address(key), self._network.nodes[key], early.day, late, slack, early.driver, early.by
        )

    def _agreements(self) -> Iterator[Agreement]:
        for key, waits in self._network.waits.items():
            node = self._network.nodes[key]
            if not self._is_waiting(key):
                continue
            for wait in waits:
                needed = self._network.nodes[wait.key]
                if needed.project is not node.project and not is_reached(needed.milestone, self._as_of):
                    agreed = wait.dependency.agreed if wait.dependency is not None else None
                    yield Agreement(self._address(key), self._address(wait.key), agreed)

    def _address(self, key: str) -> str:
        node = self._network.nodes[key]
        return f"{node.project.id}/plan/{node.milestone.id}"


def is_waited_for(node: Node, as_of: datetime.date) -> bool:
    """Whether those that name it as predecessor really wait: not when its project was cancelled without it."""
    cancelled = node.project.charter is not None and node.project.charter.state == "cancelled"
    return not cancelled or is_reached(node.milestone, as_of)


def lag_of(wait: Wait) -> int:
    """Working days that must pass after a milestone that is waited for."""
    dependency = wait.dependency
    return (
        int(dependency.lag_days.likely) if dependency is not None and dependency.lag_days is not None else 0
    )


def _key(address: str) -> str:
    project, _, milestone = address.partition("/plan/")
    return f"{project}/{milestone}".lower()
