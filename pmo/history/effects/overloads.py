"""Overloads, and roles without a person, that appear, go or change in another state of the portfolio."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pmo.analysis.calendars import calendar_of
from pmo.analysis.loads import Overload, Resource, commitments, overloads, unfilled_roles
from pmo.model.portfolio import Portfolio

How = Literal["appears", "goes", "grows", "shrinks", "moves"]
_ORDER: Sequence[How] = ("appears", "grows", "moves", "shrinks", "goes")


@dataclass(frozen=True, slots=True)
class TooMuch:
    """Days on which more is promised than there is, or on which a role is needed that nobody fills."""

    first: datetime.date
    last: datetime.date
    working_days: int
    load: Decimal
    """The highest: full-time equivalents, or units of equipment."""
    share: Decimal | None
    """That over the capacity; None where there is no capacity at all, and for a role."""


@dataclass(frozen=True, slots=True)
class OverloadEffect:
    """Somebody or something with too much to do, before or after."""

    kind: Literal["person", "equipment", "role"]
    """`role`: one without a person."""
    id: str
    name: str
    how: How
    before: TooMuch | None
    after: TooMuch | None
    projects: tuple[str, ...]
    """Ids of the projects that promise the time."""


def overload_effects(before: Portfolio, after: Portfolio, as_of: datetime.date) -> tuple[OverloadEffect, ...]:
    """What appears first, then what grows, moves, shrinks and goes; within the office's horizon."""
    found = [*_people(before, after, as_of), *_roles(before, after, as_of)]
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.how), one.kind, one.id, one.projects)))


def _people(before: Portfolio, after: Portfolio, as_of: datetime.date) -> Iterator[OverloadEffect]:
    earlier, later = overloads(before, as_of), overloads(after, as_of)
    for resource in sorted(earlier.keys() | later.keys()):
        for old, new in _paired(earlier.get(resource, ()), later.get(resource, ())):
            then, now = _too_much(old), _too_much(new)
            if then == now:
                continue
            portfolio, one = (after, new) if new is not None else (before, old)
            assert one is not None
            yield OverloadEffect(
                resource.kind,
                resource.id,
                _name(portfolio, resource),
                _how(old, new),
                then,
                now,
                _projects(portfolio, resource, one),
            )


def _paired(
    old: Sequence[Overload], new: Sequence[Overload]
) -> Iterator[tuple[Overload | None, Overload | None]]:
    """The overloads of a resource that have days in common, and those that stand alone."""
    left = list(new)
    for one in old:
        match = next((other for other in left if other.first <= one.last and other.last >= one.first), None)
        if match is not None:
            left.remove(match)
        yield one, match
    yield from ((None, one) for one in left)


def _too_much(one: Overload | None) -> TooMuch | None:
    if one is None:
        return None
    worst = max(one.stretches, key=lambda stretch: stretch.weight)
    return TooMuch(one.first, one.last, one.working_days, worst.load, worst.share)


def _how(old: Overload | None, new: Overload | None) -> How:
    if old is None or new is None:
        return "appears" if old is None else "goes"
    then, now = ((max(each.weight for each in one.stretches), one.working_days) for one in (old, new))
    return "grows" if now > then else "shrinks" if now < then else "moves"


def _name(portfolio: Portfolio, resource: Resource) -> str:
    if resource.kind == "person":
        return portfolio.people[resource.id].name
    return portfolio.equipment[resource.id].title


def _projects(portfolio: Portfolio, resource: Resource, one: Overload) -> tuple[str, ...]:
    return tuple(
        sorted(
            {
                taken.project.id
                for taken in commitments(portfolio)[resource]
                if taken.allocation.from_ <= one.last and taken.allocation.to >= one.first
            }
        )
    )


_Need = tuple[str, str, datetime.date, datetime.date, Decimal]
"""Project, role, first and last day, load."""


def _roles(before: Portfolio, after: Portfolio, as_of: datetime.date) -> Iterator[OverloadEffect]:
    earlier, later = (Counter(_needs(one, as_of)) for one in (before, after))
    for how, needs, portfolio in (
        ("appears", later - earlier, after),
        ("goes", earlier - later, before),
    ):
        calendar = calendar_of(portfolio)
        for project, role, first, last, load in needs.elements():
            need = TooMuch(first, last, calendar.working_days_in(first, last), load, None)
            known = portfolio.roles.get(role.lower())
            yield OverloadEffect(
                "role",
                role,
                known.title if known else role,
                how,  # type: ignore[arg-type]  # one of the two
                None if how == "appears" else need,
                need if how == "appears" else None,
                (project,),
            )


def _needs(portfolio: Portfolio, as_of: datetime.date) -> Iterator[_Need]:
    for project in portfolio.projects.values():
        if project.is_open:
            for _, one in unfilled_roles(portfolio, project, as_of):
                yield project.id, one.role or "", one.from_, one.to, Decimal(one.load)
