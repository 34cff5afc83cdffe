"""What happened to projects themselves: their state, health, plan, money, gates, benefits and reports."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any, Final

from pmo.analysis.health import ALL, OVERALL, Dimension, health_of
from pmo.analysis.money import project_money
from pmo.analysis.progress import Health, finish_of, is_reached
from pmo.history.events import Event, EventKind, Moment, ProjectPair, by_id
from pmo.model.gates import PASSED
from pmo.model.portfolio import Project

_COLOURS: Final = ("red", "amber", "green", "blue")


def lifecycle(pair: ProjectPair) -> Iterator[Event]:
    """Whether the project came or went, and where it stands."""
    old, new = pair.old.charter, pair.new.charter
    if old is None and new is not None:
        yield pair.event("project-added", pair.address, new.title, after=new.state, weight=4)
    elif new is None and old is not None:
        yield pair.event("project-removed", pair.address, old.title, before=old.state, weight=5)
    elif old is not None and new is not None:
        if old.state != new.state:
            yield pair.event("state", pair.address, new.title, before=old.state, after=new.state, weight=5)
        if (old.phase or "").lower() != (new.phase or "").lower():
            yield pair.event("phase", pair.address, new.title, before=old.phase, after=new.phase, weight=3)


def _health(pair: ProjectPair) -> Iterator[Event]:
    then = health_of(pair.before.portfolio, pair.old, pair.before.as_of)
    now = health_of(pair.after.portfolio, pair.new, pair.after.as_of)
    for name in ALL:
        if then.declared.get(name) != now.declared.get(name):
            yield _moved(pair, "declared", name, then.declared.get(name), now.declared.get(name))
        if then.computed.get(name) != now.computed.get(name):
            yield _moved(pair, "computed", name, then.computed.get(name), now.computed.get(name))
    if now.watermelon and not then.watermelon:
        yield pair.event("watermelon", pair.address, pair.new.title, is_better=False, weight=5)


def _moved(
    pair: ProjectPair, kind: EventKind, name: Dimension, old: Health | None, new: Health | None
) -> Event:
    is_better = None
    if old in _COLOURS and new in _COLOURS:
        is_better = _COLOURS.index(new) > _COLOURS.index(old)
    elif "grey" in (old, new):
        is_better = old == "grey"
    weight = 2 if name != OVERALL else 5 if old and new else 3
    return pair.event(
        kind,
        pair.address,
        pair.new.title,
        before=old,
        after=new,
        part=name,
        is_better=is_better,
        weight=weight,
    )


def _finish(pair: ProjectPair) -> Iterator[Event]:
    then = finish_of(pair.before.portfolio, pair.old, pair.before.as_of).expected
    now = finish_of(pair.after.portfolio, pair.new, pair.after.as_of).expected
    if then is not None and now is not None and then != now:
        yield _shifted(pair, "finish", f"{pair.address}/plan", pair.new.title, then, now, 4)


def _milestones(pair: ProjectPair) -> Iterator[Event]:
    known = by_id(pair.old.milestones)
    for one in by_id(pair.new.milestones).values():
        earlier = known.pop(one.id.lower(), None)
        address, weight = f"{pair.address}/plan/{one.id}", 4 if one.critical else 3
        was_reached = earlier is not None and is_reached(earlier, pair.before.as_of)
        if is_reached(one, pair.after.as_of):
            if not was_reached:
                yield pair.event(
                    "milestone-reached", address, one.title, after=one.actual, is_better=True, weight=weight
                )
            continue
        planned = one.forecast or one.baseline
        if earlier is None:
            yield pair.event("milestone-added", address, one.title, after=planned)
            continue
        if was_reached:
            yield pair.event(
                "milestone-reopened", address, one.title, after=planned, is_better=False, weight=weight
            )
            continue
        if earlier.baseline != one.baseline:
            yield _shifted(
                pair, "milestone-rebaselined", address, one.title, earlier.baseline, one.baseline, weight
            )
        expected = earlier.forecast or earlier.baseline
        if expected != planned and (expected, planned) != (earlier.baseline, one.baseline):
            yield _shifted(pair, "milestone-moved", address, one.title, expected, planned, weight)
    yield from pair.gone("milestone", known)


def _shifted(
    pair: ProjectPair,
    kind: EventKind,
    address: str,
    title: str,
    old: datetime.date | None,
    new: datetime.date | None,
    weight: int,
) -> Event:
    """A day that moved; one that moves by less than a working day did not really."""
    days = None if old is None or new is None else pair.days(old, new)
    is_better = None if not days else days < 0
    return pair.event(
        kind,
        address,
        title,
        before=old,
        after=new,
        days=days,
        is_better=is_better,
        weight=weight if days != 0 else 1,
    )


def _money(pair: ProjectPair) -> Iterator[Event]:
    old, new = pair.old, pair.new
    if old.budget is new.budget and old.charter is new.charter:
        return
    then = project_money(pair.before.portfolio, old, pair.before.as_of)
    now = project_money(pair.after.portfolio, new, pair.after.as_of)
    kinds: tuple[tuple[EventKind, Any, Any, int], ...] = (
        ("approved", then.approved, now.approved, 4),
        ("estimate", then.estimate, now.estimate, 3),
    )
    for kind, left, right, weight in kinds:
        if left != right:
            is_better = None
            if kind == "estimate" and left and right and left.currency == right.currency:
                is_better = right.amount < left.amount
            address = f"{pair.address}/budget"
            yield pair.event(
                kind, address, new.title, before=left, after=right, is_better=is_better, weight=weight
            )


def _gates(pair: ProjectPair) -> Iterator[Event]:
    def decided(project: Project, moment: Moment) -> dict[tuple[str, Any], Any]:
        return {
            (review.gate.lower(), review.held): (index, review)
            for index, review in enumerate(project.gate_reviews)
            if review.decision is not None and (review.held is None or review.held <= moment.as_of)
        }

    earlier = decided(pair.old, pair.before)
    for key, (index, review) in decided(pair.new, pair.after).items():
        before = earlier[key][1].decision if key in earlier else None
        if before != review.decision:
            yield pair.event(
                "gate-decided",
                f"{pair.address}/gates/{review.id or index + 1}",
                pair.after.portfolio.gate_title(pair.new, review.gate),
                before=before,
                after=review.decision,
                is_better=review.decision in PASSED,
                weight=4,
            )


def _benefits(pair: ProjectPair) -> Iterator[Event]:
    good = {"realised": True, "on-track": True, "at-risk": False, "not-realised": False}
    known = by_id(pair.old.benefits)
    for one in by_id(pair.new.benefits).values():
        earlier = known.pop(one.id.lower(), None)
        if earlier is not None and earlier.status != one.status:
            yield pair.event(
                "benefit-status",
                f"{pair.address}/benefits/{one.id}",
                one.title,
                before=earlier.status,
                after=one.status,
                is_better=good.get(one.status),
                weight=3,
            )
    yield from pair.gone("benefit", known)


def _reports(pair: ProjectPair) -> Iterator[Event]:
    known = {one.date for one in pair.old.statuses if one.date <= pair.before.as_of}
    for one in pair.new.statuses:
        if one.date not in known and one.date <= pair.after.as_of:
            address = f"{pair.address}/status/{one.date}"
            yield pair.event("status-received", address, one.headline, after=one.overall)


PROJECT_LOOKS: tuple[Callable[[ProjectPair], Iterator[Event]], ...] = (
    lifecycle,
    _health,
    _finish,
    _milestones,
    _money,
    _gates,
    _benefits,
    _reports,
)
