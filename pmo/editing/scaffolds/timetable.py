"""A first timetable: the phases of a method spread over the working days from start to finish.

Each phase takes its usual share of the days, the milestone at its end the same share of the work. It is a beginning
that keeps its promises (dates in order, weights that add up to 100), not an estimate.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from pmo.analysis.calendars import WorkingCalendar
from pmo.errors import UsageError
from pmo.model.method import Method, MethodGate, MethodPhase

SHARES: Mapping[str, Mapping[str, int]] = {
    "waterfall": {
        **{"initiation": 8, "planning": 15, "design": 17, "build": 30, "test": 15, "deploy": 10, "close": 5}
    },
    "agile": {"discovery": 15, "alpha": 20, "beta": 45, "live": 20},
    "hybrid": {"initiation": 10, "planning": 15, "delivery": 50, "transition": 15, "close": 10},
    "prince2": {"starting-up": 5, "initiation": 15, "delivery": 70, "closing": 10},
    "pm2": {"initiating": 10, "planning": 20, "executing": 60, "closing": 10},
    "stage-gate": {"scoping": 10, "business-case": 15, "development": 40, "testing": 20, "launch": 15},
}
"""Usual share of the time that each phase takes; phases of other methods take equal ones."""
STAGES: Mapping[tuple[str, str], int] = {("prince2", "delivery"): 2}
"""Stages in which a phase is delivered, each reviewed at the gate after it."""
SPRINTS: Mapping[str, Sequence[str]] = {"agile": ("alpha", "beta"), "hybrid": ("delivery",)}
"""Phases that are worked in sprints."""
SPRINT_DAYS = 10
"""Working days of a sprint."""
MOST_SPRINTS = 26
DAYS: Mapping[str | None, int] = {"small": 60, "medium": 120, "large": 240, None: 120}
"""Working days from start to finish where nobody says otherwise, by size."""
_UNKNOWN_SHARE = 10
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase with its days."""

    id: str
    title: str
    start: datetime.date
    finish: datetime.date


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The end of a phase or stage, with the gate that looks at it."""

    id: str
    phase: Phase
    stage: int | None
    """Number of the stage, where the phase has several."""
    gate: MethodGate | None
    day: datetime.date
    weight: int
    lag_days: int
    """Working days since the checkpoint before."""
    review: str | None
    """Id of the gate's review."""


@dataclass(frozen=True, slots=True)
class Iteration:
    """A sprint."""

    id: str
    start: datetime.date
    finish: datetime.date


@dataclass(frozen=True, slots=True)
class Timetable:
    """When what takes place."""

    start: datetime.date
    finish: datetime.date
    phases: tuple[Phase, ...]
    checkpoints: tuple[Checkpoint, ...]
    sprints: tuple[Iteration, ...]


def timetable(
    method: Method | None, calendar: WorkingCalendar, start: datetime.date, finish: datetime.date
) -> Timetable:
    """The phases of a method from the first working day on or after ``start`` to the last on or before ``finish``."""
    first = calendar.next_working_day(start)
    days = calendar.working_days_in(first, finish)
    phases = method.phases if method else ()
    needed = max(sum(len(_parts(method, phase)) for phase in phases), 1)
    if days < needed:
        raise UsageError(
            f"from {start} to {finish} there are {days} working days; the method needs {needed} at least",
            "give a later --finish, or an earlier --start",
        )

    def day(number: int) -> datetime.date:
        """The working day with this number, from 1."""
        return first if number == 1 else calendar.add_working_days(first, number - 1)

    parts = [part for phase in phases for part in _parts(method, phase)]
    ends = _spread(days, [part.share for part in parts])
    spans = _spans(parts, ends)
    planned = {
        phase.id: Phase(phase.id, phase.title, day(begin), day(end))
        for phase, (begin, end) in zip(phases, spans, strict=True)
    }
    checkpoints = tuple(_checkpoints(parts, planned, ends, day, calendar))
    iterated = SPRINTS.get(method.id.lower(), ()) if method else ()
    worked = [one for one in planned.values() if one.id.lower() in iterated]
    sprints = tuple(_sprints(calendar, worked[0].start, worked[-1].finish)) if worked else ()
    return Timetable(first, day(days), tuple(planned.values()), checkpoints, sprints)


@dataclass(frozen=True, slots=True)
class _Part:
    """A phase, or a stage of one."""

    phase: MethodPhase
    stage: int | None
    share: int
    gates: tuple[MethodGate, ...]


def _parts(method: Method | None, phase: MethodPhase) -> list[_Part]:
    if method is None:
        return []
    key = method.id.lower()
    share = SHARES.get(key, {}).get(phase.id.lower(), _UNKNOWN_SHARE)
    gates = tuple(gate for gate in method.gates if gate.after and gate.after.lower() == phase.id.lower())
    stages = STAGES.get((key, phase.id.lower()), 1)
    if stages == 1:
        return [_Part(phase, None, share, gates)]
    return [_Part(phase, number + 1, share // stages, gates) for number in range(stages)]


def _spread(days: int, shares: Sequence[int]) -> list[int]:
    """The number of the last day of each part; every part has at least one."""
    whole = sum(shares)
    ends: list[int] = []
    for index, sum_ in enumerate(accumulate(shares)):
        wanted = round(days * sum_ / whole)
        ends.append(min(max(wanted, (ends[-1] if ends else 0) + 1), days - (len(shares) - 1 - index)))
    return ends


def _spans(parts: Sequence[_Part], ends: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers of the first and the last day of each phase."""
    spans: list[tuple[int, int]] = []
    last: MethodPhase | None = None
    for part, (before, end) in zip(parts, pairwise([0, *ends]), strict=True):
        if part.phase is last:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((before + 1, end))
        last = part.phase
    return spans


def _checkpoints(
    parts: Sequence[_Part],
    phases: Mapping[str, Phase],
    ends: Sequence[int],
    day: Callable[[int], datetime.date],
    calendar: WorkingCalendar,
) -> Iterator[Checkpoint]:
    found = [
        (part, end, gate) for part, end in zip(parts, ends, strict=True) for gate in part.gates or (None,)
    ]
    weights = _weights([part.share / max(len(part.gates), 1) for part, _, _ in found])
    before: datetime.date | None = None
    for (part, end, gate), weight in zip(found, weights, strict=True):
        here = day(end)
        lag = 0 if before is None else calendar.working_days_between(before, here)
        before = here
        name = gate.id if gate else f"{part.phase.id}-done"
        review = gate.id if gate else None
        if part.stage is not None:
            name, review = f"stage-{part.stage}", review and f"{review}-{part.stage}"
        yield Checkpoint(name, phases[part.phase.id], part.stage, gate, here, weight, lag, review)


def _weights(shares: Sequence[float]) -> list[int]:
    """Whole numbers in the proportion of the shares that add up to 100."""
    whole = sum(shares)
    ends = [round(_WHOLE * part / whole) for part in accumulate(shares)]
    return [end - before for before, end in pairwise([0, *ends])]


def _sprints(calendar: WorkingCalendar, start: datetime.date, finish: datetime.date) -> Iterator[Iteration]:
    for number in range(1, MOST_SPRINTS + 1):
        last = calendar.add_working_days(start, SPRINT_DAYS - 1)
        if last > finish:
            return
        yield Iteration(f"sprint-{number}", start, last)
        start = calendar.add_working_days(last, 1)
