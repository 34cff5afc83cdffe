"""Colours that another state of the portfolio changes, and the facts that do it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from pmo.analysis.health import ALL, OVERALL, Dimension, Evidence, ProjectHealth, health_of
from pmo.analysis.progress import Health
from pmo.model.portfolio import Portfolio

_COLOURS: Final = ("red", "amber", "green")


@dataclass(frozen=True, slots=True)
class HealthEffect:
    """A dimension of a project's health that has another colour."""

    project: str
    kind: Literal["declared", "computed"]
    """As the project declares it, or by the facts (with the overrides that count)."""
    dimension: Dimension
    before: Health | None
    after: Health | None
    is_better: bool | None
    """None where the two cannot be compared."""
    evidence: tuple[Evidence, ...]
    """What the colour now rests on that was not so before; of a colour that improves, what is no longer so."""


def health_effects(before: Portfolio, after: Portfolio, as_of: datetime.date) -> tuple[HealthEffect, ...]:
    """By project, its overall health first; projects that came or went are left out.

    Of a project whose health is not judged on one side, because it is over or nothing is known, only the overall one.
    """
    found: list[HealthEffect] = []
    for id_, new in after.projects.items():
        old = before.projects.get(id_)
        if old is not None and old.charter is not None and new.charter is not None:
            found += _changes(health_of(before, old, as_of), health_of(after, new, as_of))
    return tuple(found)


def _changes(then: ProjectHealth, now: ProjectHealth) -> Iterator[HealthEffect]:
    was_known, is_known = (OVERALL in one.counting for one in (then, now))
    for name in ALL:
        old, new = then.declared.get(name), now.declared.get(name)
        if old != new:
            yield HealthEffect(now.project, "declared", name, old, new, _is_better(old, new), ())
        old, new = then.counting.get(name), now.counting.get(name)
        if old != new and (name == OVERALL or (was_known and is_known)):
            is_better = _is_better(old, new)
            evidence = _only(then, now, name) if is_better else _only(now, then, name)
            yield HealthEffect(now.project, "computed", name, old, new, is_better, evidence)


def _is_better(old: Health | None, new: Health | None) -> bool | None:
    if old not in _COLOURS or new not in _COLOURS:
        return None
    return _COLOURS.index(new) > _COLOURS.index(old)


def _only(one: ProjectHealth, other: ProjectHealth, dimension: Dimension) -> tuple[Evidence, ...]:
    """The evidence for the colour that the other state does not have; all of it where that has it too."""
    colour = one.counting.get(dimension)
    own = [each for each in one.evidence_of(dimension) if each.colour == colour]
    known = {str(each.message) for each in other.evidence_of(dimension)}
    return tuple(each for each in own if str(each.message) not in known) or tuple(own)
