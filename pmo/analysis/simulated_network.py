"""The milestone network in every run of a simulation at once, in numbers of working days."""

import datetime
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pmo.analysis.calendars import WorkingCalendar, calendar_of
from pmo.analysis.dependencies import Wait, dependencies
from pmo.analysis.sampling import Severity, is_in_order, stream, whole_amounts
from pmo.analysis.schedule import Schedule, ScheduledMilestone, is_waited_for
from pmo.model.portfolio import Portfolio, Project
from pmo.model.scalars import Estimate

Days: TypeAlias = NDArray[np.float32]
"""Working days in each run: whole and half numbers are exact up to eight million, twice what time holds."""
FURTHEST: Final = 4_000_000
"""Working days that a lag or delay has at most: more than there are."""

_Day: TypeAlias = float | Days


class _Delays(NamedTuple):
    """What the risks that move a milestone do to it together."""

    days: Days
    by_risk: Mapping[str, Days]
    has_gains: bool

    @classmethod
    def of(cls, delays: Iterable[Days], runs: int, risks: Iterable[str]) -> Self:
        by_risk = dict(zip(risks, delays, strict=True))
        days = np.zeros(runs, np.float32)
        for one in by_risk.values():
            days += one
        return cls(days, by_risk, any(one.min() < 0 for one in by_risk.values()))


class SimulatedNetwork:
    """Early dates of milestones, as :func:`pmo.analysis.schedule.schedule_of` has them, with delays and drawn lags.

    A day is the number of working days since the first working day on or after the day of the simulation; a day off
    stands half a day before the next working day. Milestones are worked out when their project is asked for, and
    forgotten once neither it nor those that wait for them need them: thousands of them don't fit into memory.
    """

    def __init__(
        self,
        portfolio: Portfolio,
        schedule: Schedule,
        as_of: datetime.date,
        projects: Sequence[Project],
        *,
        seed: int,
        runs: int,
        movers: Mapping[str, Sequence[str]],
        delay: Callable[[str], Days],
    ) -> None:
        """``movers`` are the addresses of the risks that move a milestone, ``delay`` the days by which each does."""
        self._calendar: WorkingCalendar = calendar_of(portfolio)
        self._schedule = schedule
        self._as_of = as_of
        self._origin = self._calendar.next_working_day(as_of)
        self._seed = seed
        self._runs = runs
        self._movers = movers
        self._delay = delay
        self._numbers: dict[datetime.date, float] = {}
        self._today = self.number(as_of)
        self._all_waits = dependencies(portfolio).waits
        self._chosen = {project.id.lower() for project in projects}
        self._early: dict[str, _Day] = {}
        self._lags: dict[str, Days] = {}
        self._allowed_days: dict[str, _Day] = {}
        self._delays: dict[str, _Delays | None] = {}
        self._uses = self._counted_uses()

    def number(self, day: datetime.date) -> float:
        """Number of a day."""
        if day not in self._numbers:
            number = float(self._calendar.working_days_between(self._origin, day))
            self._numbers[day] = number if self._calendar.is_working_day(day) else number + 0.5
        return self._numbers[day]

    def day(self, number: float) -> datetime.date:
        """The working day with this number; time ends with the year 9999."""
        return self._calendar.add_working_days(self._origin, math.ceil(number))

    def order(self) -> Iterator[str]:
        """Ids, in lower case, of the chosen projects: those that others wait for first, where that is possible."""
        suppliers: dict[str, dict[str, None]] = {}
        for key in self._uses:
            own = _project(key)
            for wait in self._waits(key):
                suppliers.setdefault(own, {})[_project(wait.key)] = None
        seen: set[str] = set()
        for project in self._orders:
            path = [] if project in seen else [(project, iter(suppliers.get(project, ())))]
            seen.add(project)
            while path:
                last, others = path[-1]
                following = next((one for one in others if one not in seen), None)
                if following is not None:
                    seen.add(following)
                    path.append((following, iter(suppliers.get(following, ()))))
                    continue
                path.pop()
                if last in self._chosen:
                    yield last

    def most_held(self, order: Iterable[str]) -> int:
        """How many lists of days are held at once while the projects are gone through in this order."""
        uses = dict(self._uses)
        drawn: set[str] = set()
        done: set[str] = set()
        most = 0
        for project in order:
            keys = self._orders.get(project, ())
            for key in keys:
                for one in self._before(key, done):
                    done.add(one)
                    if self._movers.get(one) or any(
                        wait.key in drawn or _is_drawn(wait) for wait in self._waits(one)
                    ):
                        drawn.add(one)
                    if _project(one) not in self._chosen:
                        self._use(one, uses, drawn.discard)
            most = max(most, len(drawn))
            for key in keys:
                self._use(key, uses, drawn.discard)
                self._use_up(key, uses, drawn.discard)
        return most

    def reach(self, project: Project) -> Days | None:
        """The finish of a project in every run; None without a dated open milestone."""
        for key in self._orders.get(project.id.lower(), ()):
            for one in self._before(key, self._early):
                self._early[one] = self._delayed(self._allowed_day(one), self._delays_of(one))
                if _project(one) not in self._chosen:
                    self._use(one, self._uses, self._forget)
        open_ = self._open(project)
        return self._spread(self._latest(open_, self._early)) if open_ else None

    def leave(self, project: Project) -> None:
        """Forget what only this project needed."""
        self._lags.clear()
        self._allowed_days.clear()
        self._delays.clear()
        for key in self._orders.get(project.id.lower(), ()):
            self._use(key, self._uses, self._forget)
            self._use_up(key, self._uses, self._forget)

    def risks_of(self, project: Project) -> list[str]:
        """Addresses of the project's own risks that move its milestones."""
        own = f"{project.id}/risks/"
        found = {
            address
            for key in self._orders.get(project.id.lower(), ())
            for address in self._movers.get(key, ())
            if address.startswith(own)
        }
        return sorted(found)

    def ends_without(self, project: Project, risks: Iterable[str]) -> Iterator[tuple[str, Days]]:
        """The finish in every run were it not for one of the project's risks; other projects stay as they are."""
        keys, open_ = self._orders.get(project.id.lower(), ()), self._open(project)
        rests: dict[frozenset[str], _Day] = {}
        for risk in risks:
            again: dict[str, _Day] = {}
            for key in keys:
                if any(wait.key in again for wait in self._waits(key)):
                    again[key] = self._delayed(self._allowed(key, again), self._delays_of(key), risk)
                elif risk in self._movers.get(key, ()):
                    again[key] = self._delayed(self._allowed_day(key), self._delays_of(key), risk)
            moved = frozenset(again)
            if moved not in rests:
                rests[moved] = self._latest([key for key in open_ if key not in moved], self._early)
            latest = self._latest([key for key in open_ if key in moved], again)
            end = _later(latest, rests[moved])
            yield risk, self._spread(end) if isinstance(end, float) else end

    def _open(self, project: Project) -> list[str]:
        """Keys of the open milestones of a project that have a date."""
        keys = self._orders.get(project.id.lower(), ())
        return [key for key in keys if self._schedule.milestones[key].slack_days is not None]

    def _latest(self, keys: Iterable[str], days: Mapping[str, _Day]) -> _Day:
        latest: _Day = -math.inf
        for key in keys:
            latest = _later(latest, days[key])
        return latest

    def _spread(self, day: _Day) -> Days:
        return np.broadcast_to(np.asarray(day, np.float32), (self._runs,))

    # what is worked out when, and for how long it is kept

    @cached_property
    def _orders(self) -> dict[str, list[str]]:
        """Keys of the dated milestones of each project, each after those it waits for."""
        found: dict[str, list[str]] = {}
        for key in self._schedule.order:
            if self._schedule.milestones[key].early is not None:
                found.setdefault(_project(key), []).append(key)
        return found

    def _waits(self, key: str) -> Sequence[Wait]:
        """What decides a milestone's date; for one that is reached, or of a project that is over, nothing does."""
        return self._open_waits.get(key, ())

    @cached_property
    def _open_waits(self) -> dict[str, list[Wait]]:
        milestones = self._schedule.milestones
        return {
            key: [
                wait
                for wait in waits
                if milestones[wait.key].early is not None
                and is_waited_for(milestones[wait.key].node, self._as_of)
            ]
            for key, waits in self._all_waits.items()
            if milestones[key].slack_days is not None
        }

    def _counted_uses(self) -> dict[str, int]:
        """How often each milestone that the chosen projects need is used: by those that wait for it, and by its project.

        Within a chosen project it is kept until the project is left.
        """
        uses: dict[str, int] = {}
        left = [key for project in self._orders if project in self._chosen for key in self._orders[project]]
        for key in left:
            uses[key] = 1
        while left:
            key = left.pop()
            for wait in self._waits(key):
                if wait.key not in uses:
                    uses[wait.key] = 0
                    left.append(wait.key)
                if not (_project(key) == _project(wait.key) and _project(key) in self._chosen):
                    uses[wait.key] += 1
        return uses

    def _before(self, key: str, done: Iterable[str]) -> Iterator[str]:
        """What a milestone waits for that is not ``done``, however far, and then the milestone itself."""
        stack = [key]
        while stack:
            top = stack[-1]
            missing = [wait.key for wait in self._waits(top) if wait.key not in done]
            if missing and top not in done:
                stack += missing
                continue
            stack.pop()
            if top not in done:
                yield top

    def _use(self, key: str, uses: dict[str, int], forget: Callable[[str], None]) -> None:
        """That a milestone has been worked out, and that what it waits for is used."""
        own = _project(key)
        for wait in self._waits(key):
            if not (own == _project(wait.key) and own in self._chosen):
                self._use_up(wait.key, uses, forget)

    @staticmethod
    def _use_up(key: str, uses: dict[str, int], forget: Callable[[str], None]) -> None:
        uses[key] -= 1
        if uses[key] == 0:
            forget(key)

    def _forget(self, key: str) -> None:
        self._early.pop(key, None)

    # one milestone

    def _allowed_day(self, key: str) -> _Day:
        """First day of a milestone but for the risks that move it; kept while its project is simulated."""
        if key not in self._allowed_days:
            self._allowed_days[key] = self._allowed(key, {})
        return self._allowed_days[key]

    def _allowed(self, key: str, again: Mapping[str, _Day]) -> _Day:
        """The same, where some predecessors are reached on another day."""
        one = self._schedule.milestones[key]
        assert one.early is not None  # only dated ones are in the orders
        if one.slack_days is None:
            return self.number(one.early)
        milestone = one.node.milestone
        own = milestone.forecast or (None if self._all_waits.get(key) else milestone.baseline)
        day: _Day = self._today if own is None else max(self._today, self.number(own))
        for wait in self._waits(key):
            before = again[wait.key] if wait.key in again else self._early[wait.key]
            day = _later(day, self._after(key, wait, before))
        return day

    def _after(self, key: str, wait: Wait, before: _Day) -> _Day:
        """The day that a lag after another leads to."""
        lag = self._lag(key, wait)
        if isinstance(lag, float):
            return _floor(before) + lag if lag else _ceil(before)
        whole = _floor(before)
        if _is_off(before, whole):
            return np.where(lag > 0, whole + lag, _ceil(before))
        return whole + lag

    def _delays_of(self, key: str) -> _Delays | None:
        """What all risks do to a milestone; kept while its project is simulated."""
        if key not in self._delays:
            risks = self._movers.get(key)
            self._delays[key] = _Delays.of(map(self._delay, risks), self._runs, risks) if risks else None
        return self._delays[key]

    def _delayed(self, day: _Day, delays: _Delays | None, without: str = "") -> _Day:
        """A day moved by risks; by opportunities not before the day of the simulation."""
        if delays is None:
            return day
        days = delays.days
        if without in delays.by_risk:
            days = days - delays.by_risk[without]
        whole = _floor(day)
        moved: Days = whole + days
        if _is_off(day, whole):
            moved = np.where(days > 0, moved, np.where(days < 0, _ceil(day) + days, day))
        return np.maximum(moved, self._today, out=moved) if delays.has_gains else moved

    def _lag(self, key: str, wait: Wait) -> float | Days:
        """The working days between two milestones; drawn where they are uncertain."""
        estimate = _estimate(wait)
        if estimate is None:
            return 0.0
        if not _is_drawn(wait):
            return min(float(estimate.likely), float(FURTHEST))
        name = f"{wait.key} -> {key}"
        if name not in self._lags:
            severity = Severity.drawn(stream(self._seed, name), self._runs)
            lag = whole_amounts(severity, estimate, "pert", FURTHEST)
            self._lags[name] = np.maximum(lag, 0, out=lag)
        return self._lags[name]


def key_of(one: ScheduledMilestone) -> str:
    """The key of a milestone: `<project>/<id>` in lower case."""
    return f"{one.node.project.id}/{one.node.milestone.id}".lower()


def _later(one: _Day, other: _Day) -> _Day:
    if isinstance(one, float) and isinstance(other, float):
        return max(one, other)
    latest: Days = np.maximum(one, other)
    return latest


def _is_off(day: _Day, whole: _Day) -> bool:
    """Whether it is a day off in any run; ``whole`` is its floor."""
    return day != whole if isinstance(day, float) else not np.array_equal(day, whole)


def _floor(day: _Day) -> _Day:
    return float(math.floor(day)) if isinstance(day, float) else np.floor(day)


def _ceil(day: _Day) -> _Day:
    return float(math.ceil(day)) if isinstance(day, float) else np.ceil(day)


def _project(key: str) -> str:
    return key.partition("/")[0]


def _estimate(wait: Wait) -> Estimate | None:
    return wait.dependency.lag_days if wait.dependency is not None else None


def _is_drawn(wait: Wait) -> bool:
    """Whether a lag varies; the likely value stands for three points that are not in order."""
    estimate = _estimate(wait)
    return estimate is not None and estimate.min < estimate.max and is_in_order(estimate)
