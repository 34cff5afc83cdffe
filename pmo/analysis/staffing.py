"""Who could fill the roles that nobody fills yet, in which order, and why.

**Candidates** are people who are here on some day of the work and either have the role as their main one or have at
least one of the skills that it needs. **Free** is what their contract leaves beside what they are promised, day by
day, and no more than the work asks for; the share of the work that they can do is the sum of it over all working
days of the work, by their own calendar.

**Order**: those who have the role, or all of its skills and certificates, first; then by fit; then those who hold its
certificates to the end of the work; then of the same unit as the project; then the cheaper ones; then by id. **Fit** is
the share of the work for which they are free times what they have of the skills: the mean of level over needed level,
at most 1 each.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from pmo.analysis.certificates import end_of, held_certificates
from pmo.analysis.loads import Resource, is_unfilled, stretches, supply_of
from pmo.analysis.resource_cost import day_rate
from pmo.analysis.skills import levels_of
from pmo.model.allocations import Allocation
from pmo.model.people import Person, Role
from pmo.model.portfolio import Portfolio, Project


class SkillMatch(NamedTuple):
    """A skill that a role needs, and what somebody has of it."""

    skill: str
    needed: int
    level: int
    """0 without the skill."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could fill a role."""

    person: Person
    has_role: bool
    """Whether it is their main role."""
    skills: tuple[SkillMatch, ...]
    """By skill, all that the role needs."""
    missing_certificates: tuple[str, ...]
    """Those that the role needs and that are not held, or end before the work does."""
    free: Decimal
    """Full-time equivalents, averaged over the working days of the work; at most what it asks for."""
    share: Fraction
    """Part of the work for which they are free, 0 to 1."""
    full_from: datetime.date | None
    """First day from which to the end of the work they are free for all of it; None if there is none."""
    days: int
    """Working days of the work, by their calendar."""
    rate: Decimal | None
    """Cost of a working day, in the office's currency; None where nobody recorded it."""
    cost: Decimal | None
    """Of what they are free for."""
    same_unit: bool

    @property
    def is_qualified(self) -> bool:
        return not self.missing_certificates and all(one.level >= one.needed for one in self.skills)

    @property
    def skill_score(self) -> Fraction:
        """Mean of level over needed level, at most 1 each; 1 where the role names no skills."""
        parts = [Fraction(min(one.level, one.needed), one.needed) for one in self.skills]
        return sum(parts, Fraction(0)) / len(parts) if parts else Fraction(1)

    @property
    def fit(self) -> Fraction:
        """Share of the work that they are free for, times what they have of its skills; 0 to 1."""
        return self.share * self.skill_score


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A role that nobody fills yet, from today on or later."""

    project: Project
    position: int
    """Where it stands in the project's allocations."""
    allocation: Allocation
    role: Role
    first: datetime.date
    """Its first day, today at the earliest."""
    candidates: tuple[Candidate, ...]
    """The best first; nobody without any free time."""
    busy: tuple[Candidate, ...]
    """Those who have no time at all."""


def vacancies(portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date) -> tuple[Vacancy, ...]:
    """The roles that these projects still have to fill, the earliest first."""
    found = [
        _vacancy(portfolio, project, index, one, as_of)
        for project in projects
        if project.is_open
        for index, one in enumerate(project.allocations)
        if is_unfilled(one) and one.to >= as_of and (one.role or "").lower() in portfolio.roles
    ]
    return tuple(sorted(found, key=lambda one: (one.first, one.project.id, one.position)))


def _vacancy(
    portfolio: Portfolio, project: Project, position: int, allocation: Allocation, as_of: datetime.date
) -> Vacancy:
    role = portfolio.roles[(allocation.role or "").lower()]
    first = max(allocation.from_, as_of)
    found = sorted(_candidates(portfolio, project, allocation, role, first), key=_precedence)
    return Vacancy(
        project,
        position,
        allocation,
        role,
        first,
        tuple(one for one in found if one.free),
        tuple(one for one in found if not one.free),
    )


def _candidates(
    portfolio: Portfolio, project: Project, allocation: Allocation, role: Role, first: datetime.date
) -> Iterator[Candidate]:
    needed = levels_of(role.skills)
    unit = project.charter.unit if project.charter else None
    for person in portfolio.people.values():
        is_here = (person.to is None or person.to >= first) and (
            person.from_ is None or person.from_ <= allocation.to
        )
        levels = levels_of(person.skills)
        has_role = person.role.lower() == role.id.lower()
        if not is_here or not (has_role or needed.keys() & levels.keys()):
            continue
        time = _time(portfolio, person, allocation, first)
        rate = day_rate(portfolio, person)
        held = held_certificates(person)
        yield Candidate(
            person=person,
            has_role=has_role,
            skills=tuple(
                SkillMatch(skill, level, levels.get(skill, 0)) for skill, level in sorted(needed.items())
            ),
            missing_certificates=tuple(
                name
                for name in role.certifications
                if name.lower() not in held or end_of(held[name.lower()][1]) < allocation.to
            ),
            free=time.fte_days / time.days if time.days else Decimal(0),
            share=Fraction(time.fte_days) / (Fraction(allocation.load) * time.days)
            if time.days
            else Fraction(0),
            full_from=time.full_from,
            days=time.days,
            rate=rate,
            cost=rate * time.fte_days if rate is not None else None,
            same_unit=unit is not None and (person.unit or "").casefold() == unit.casefold(),
        )


class _Time(NamedTuple):
    days: int
    """Working days of the work, those of absence and outside employment too."""
    fte_days: Decimal
    """Days of one full-time equivalent that somebody is free, day by day at most what the work asks for."""
    full_from: datetime.date | None


def _time(portfolio: Portfolio, person: Person, allocation: Allocation, first: datetime.date) -> _Time:
    resource = Resource("person", person.id.lower())
    calendar = supply_of(portfolio, resource).calendar
    load, last = Decimal(allocation.load), allocation.to
    fte_days, full_from = Decimal(0), None
    for one in stretches(portfolio, resource, first, last):
        if not one.working_days and not one.away_days:
            continue
        free = max(min(one.capacity - one.load, load), Decimal(0)) if one.working_days else Decimal(0)
        fte_days += free * one.working_days
        if free < load:
            full_from = None
        elif full_from is None:
            full_from = calendar.next_working_day(one.first)
    return _Time(calendar.working_days_in(first, last), fte_days, full_from)


def _precedence(one: Candidate) -> tuple[bool, Fraction, bool, bool, bool, Decimal, str]:
    return (
        not (one.has_role or one.is_qualified),
        -one.fit,
        bool(one.missing_certificates),
        not one.same_unit,
        one.rate is None,
        one.rate or Decimal(0),
        one.person.id,
    )
