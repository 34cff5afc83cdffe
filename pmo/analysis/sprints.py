"""Sprints: velocity, burn-up, and when the backlog will be done, as a range."""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from pmo.analysis.progress import days_later
from pmo.findings import Message, message
from pmo.model.plan import Sprint
from pmo.model.portfolio import Project

RECENT: Final = 6
"""Finished sprints whose velocities count."""
NO_SPRINTS: Final = message("there are no sprints")
NONE_FINISHED: Final = message("no sprint with its points done has ended")
NO_SCOPE: Final = message("no sprint says the scope of the backlog")
NOTHING_DONE: Final = message("no points were done in the last sprints")


@dataclass(frozen=True, slots=True)
class BurnUp:
    """Where the work stood at the end of a sprint."""

    sprint: str
    finish: datetime.date
    scope: Decimal | None
    """Points of the whole backlog."""
    planned: Decimal | None
    """Points planned for the sprint."""
    done: Decimal | None
    """Points done in the sprint; None while it runs or is to come."""
    total: Decimal
    """Points done up to its end."""


@dataclass(frozen=True, slots=True)
class Velocity:
    """Points done in a sprint, over the last finished ones."""

    mean: float
    lowest: Decimal
    highest: Decimal
    sprints: int
    """Number of sprints that count."""


@dataclass(frozen=True, slots=True)
class SprintForecast:
    """How fast a project works off its backlog, and when it will be done."""

    project: str
    burn_up: tuple[BurnUp, ...]
    """In order of the sprints."""
    velocity: Velocity | None
    scope: Decimal | None
    """Points of the backlog as last known."""
    remaining: Decimal | None
    earliest: datetime.date | None
    """Finish at the highest recent velocity."""
    likely: datetime.date | None
    """Finish at the mean velocity."""
    latest: datetime.date | None
    """Finish at the lowest velocity; None where a sprint without any points done sets no end."""
    reason: Message | None
    """Why there is no forecast."""


def sprint_forecast(project: Project, as_of: datetime.date) -> SprintForecast | None:
    """The forecast of a project with sprints, from those that ended by the day; None for one without."""
    sprints = sorted(project.plan.sprints, key=lambda one: (one.finish, one.id)) if project.plan else []
    if not sprints:
        return None
    finished = [one for one in sprints if one.finish <= as_of and one.done is not None]
    burn_up = _burn_up(sprints, as_of)
    scope = next((one.scope for one in reversed(finished) if one.scope is not None), None)
    if scope is None:
        scope = next((one.scope for one in sprints if one.scope is not None), None)
    done = sum((one.done for one in finished if one.done), Decimal(0))
    remaining = max(scope - done, Decimal(0)) if scope is not None else None
    velocity = _velocity(finished)
    earliest = likely = latest = None
    reason = _why_not(velocity, remaining)
    if reason is None and velocity is not None and remaining is not None:
        paces = (float(velocity.highest), velocity.mean, float(velocity.lowest))
        earliest, likely, latest = (_finish(finished, remaining, pace) for pace in paces)
    return SprintForecast(project.id, burn_up, velocity, scope, remaining, earliest, likely, latest, reason)


def _burn_up(sprints: Sequence[Sprint], as_of: datetime.date) -> tuple[BurnUp, ...]:
    total = Decimal(0)
    found = []
    for one in sprints:
        done = one.done if one.finish <= as_of else None
        total += done or 0
        found.append(BurnUp(one.id, one.finish, one.scope, one.planned, done, total))
    return tuple(found)


def _velocity(finished: Sequence[Sprint]) -> Velocity | None:
    points = [one.done for one in finished[-RECENT:] if one.done is not None]
    if not points:
        return None
    return Velocity(float(sum(points)) / len(points), min(points), max(points), len(points))


def _why_not(velocity: Velocity | None, remaining: Decimal | None) -> Message | None:
    if velocity is None:
        return NONE_FINISHED
    if remaining is None:
        return NO_SCOPE
    return NOTHING_DONE if remaining and not velocity.highest else None


def _finish(finished: Sequence[Sprint], remaining: Decimal, pace: float) -> datetime.date | None:
    """End of the sprint in which the rest is done, sprint following sprint as so far."""
    last = finished[-1]
    if not remaining:
        return last.finish
    if pace <= 0:
        return None
    return days_later(last.finish, math.ceil(float(remaining) / pace) * _cadence(finished))


def _cadence(finished: Sequence[Sprint]) -> int:
    """Days from one sprint to the next: the usual distance of their ends, else the length of one."""
    distances = sorted(
        (after.finish - before.finish).days
        for before, after in pairwise(finished)
        if after.finish > before.finish
    )
    length = (finished[-1].finish - finished[-1].start).days + 1
    return distances[len(distances) // 2] if distances else max(length, 1)
