"""Milestones and finishes that another state of the portfolio moves, and what moves them."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pmo.analysis.calendars import calendar_of
from pmo.analysis.schedule import Driver, Schedule, ScheduledMilestone, schedule_of
from pmo.model.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class DateEffect:
    """A milestone that is reached on another day, or a project that finishes on one."""

    kind: Literal["finish", "milestone"]
    address: str
    """Of the milestone; of a finish, the last open milestone of the project."""
    project: str
    title: str
    """The milestone, or the project that finishes."""
    before: datetime.date | None
    """First day possible; None where it has none, or there is no such milestone."""
    after: datetime.date | None
    days: int | None
    """Working days from before to after; negative when it comes earlier."""
    driver: Driver | None
    """What decides the day after; None where the milestone is gone."""
    driven_by: str | None
    """Address of the predecessor that decides it."""
    origin: str | None
    """Address of the first milestone on the chain before it that moves; None where it moves by itself."""


def date_effects(before: Portfolio, after: Portfolio, as_of: datetime.date) -> tuple[DateEffect, ...]:
    """Finishes by project, then milestones by project and plan; days are those that `pmo schedule` computes."""
    pair = _Pair(before, after, as_of)
    return (*pair.finishes(), *pair.milestones())


class _Pair:
    """The milestone network before and after."""

    def __init__(self, before: Portfolio, after: Portfolio, as_of: datetime.date) -> None:
        self._before, self._after = before, after
        self._old: Schedule = schedule_of(before, as_of)
        self._new: Schedule = schedule_of(after, as_of)
        self._calendar = calendar_of(after)

    def finishes(self) -> Iterator[DateEffect]:
        for id_ in sorted(self._before.projects.keys() | self._after.projects.keys()):
            old, new = self._before.projects.get(id_), self._after.projects.get(id_)
            then = self._old.last_of(old) if old is not None else None
            now = self._new.last_of(new) if new is not None else None
            if _day(then) != _day(now):
                project = new or old
                assert project is not None
                yield self._effect("finish", id_, project.title, then, now)

    def milestones(self) -> Iterator[DateEffect]:
        gone = (key for key in self._old.milestones if key not in self._new.milestones)
        for key in (*self._new.milestones, *gone):
            then, now = self._old.milestones.get(key), self._new.milestones.get(key)
            if _day(then) != _day(now):
                node = (now or then).node  # type: ignore[union-attr]  # one of them is there
                yield self._effect("milestone", node.project.id, node.milestone.title, then, now)

    def _effect(
        self,
        kind: Literal["finish", "milestone"],
        project: str,
        title: str,
        then: ScheduledMilestone | None,
        now: ScheduledMilestone | None,
    ) -> DateEffect:
        old, new = _day(then), _day(now)
        one = now or then
        assert one is not None
        days = self._calendar.working_days_between(old, new) if old is not None and new is not None else None
        return DateEffect(
            kind=kind,
            address=one.address,
            project=project,
            title=title,
            before=old,
            after=new,
            days=days,
            driver=now.driver if now is not None else None,
            driven_by=now.driven_by if now is not None else None,
            origin=self._origin(one.address, then, now),
        )

    def _origin(
        self, address: str, then: ScheduledMilestone | None, now: ScheduledMilestone | None
    ) -> str | None:
        """The first milestone that moves on the chain that decides the day now; else on the one that did."""
        for schedule, end in ((self._new, now), (self._old, then)):
            chain = schedule.path_to(end) if end is not None else ()
            for one in chain[:-1]:
                if self._moves(one.address):
                    return one.address if one.address != address else None
        return None

    def _moves(self, address: str) -> bool:
        project, _, id_ = address.partition("/plan/")
        key = f"{project}/{id_}".lower()
        return _day(self._old.milestones.get(key)) != _day(self._new.milestones.get(key))


def _day(one: ScheduledMilestone | None) -> datetime.date | None:
    return one.early if one is not None else None
