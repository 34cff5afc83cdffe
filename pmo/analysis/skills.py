"""Skills: what the work ahead asks for, against what the people can do.

**Demand** for a skill at a level is the load of the work whose role needs it at that level or above: full-time
equivalents averaged over the working days of the office in the days that are asked for. Work counts as confirmed or
as requested like loads do: what is requested, and all work of proposed projects, is requested. A role that nobody
fills asks for its skills all the same. **Supply** is the contract of everybody who works here in these days and has
the skill at that level or above; whoever has it at a higher level can do the work of a lower one. Absences are left
out of it.

A **single point of failure** is a skill that work needs and one person alone has at that level.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from pmo.analysis.calendars import calendar_of
from pmo.analysis.certificates import is_here
from pmo.model.allocations import Allocation
from pmo.model.people import Person, Role
from pmo.model.portfolio import Portfolio, Project


class Holder(NamedTuple):
    """Somebody who has a skill."""

    person: str
    """Identifier."""
    level: int
    """1 to 5."""


@dataclass(frozen=True, slots=True)
class Need:
    """Work that asks for skills."""

    project: str
    """Identifier."""
    role: str
    """Identifier."""
    fte: Fraction
    """Averaged over the working days that are asked for."""
    is_confirmed: bool
    is_filled: bool
    """Whether a person is named."""


@dataclass(frozen=True, slots=True)
class SkillBalance:
    """A skill at a level that some role needs."""

    skill: str
    level: int
    roles: tuple[str, ...]
    """Identifiers of the roles that need it at just this level."""
    confirmed: Fraction
    """Full-time equivalents of confirmed work that needs this level or above."""
    requested: Fraction
    """The same of work that is not confirmed."""
    unfilled: Fraction
    """The part of both for which no person is named."""
    projects: tuple[str, ...]
    """Identifiers of the projects with such work."""
    supply: Fraction
    """Full-time equivalents, by contract, of those who have it at this level or above."""
    holders: tuple[Holder, ...]
    """Those people, the best first."""
    learners: tuple[Holder, ...]
    """Those who have it at a lower level, the best first."""

    @property
    def demand(self) -> Fraction:
        """Confirmed and requested."""
        return self.confirmed + self.requested

    @property
    def short(self) -> Fraction:
        """Demand above supply; 0 where there is enough."""
        return max(Fraction(0), self.demand - self.supply)

    @property
    def is_single_point_of_failure(self) -> bool:
        return self.demand > 0 and len(self.holders) == 1


def skill_balances(
    portfolio: Portfolio, projects: Iterable[Project], first: datetime.date, last: datetime.date
) -> tuple[SkillBalance, ...]:
    """Every skill at every level that a role needs: the shortest first, then those that hang on one person."""
    roles = [role for role in portfolio.roles.values() if role.skills]
    needs = list(needs_of(portfolio, projects, first, last))
    staff = [one for one in portfolio.people.values() if _works_within(one, first, last)]
    found = [
        _balance(skill, level, roles, needs, staff)
        for skill, level in sorted({pair for role in roles for pair in levels_of(role.skills).items()})
    ]
    return tuple(sorted(found, key=_urgency))


def needs_of(
    portfolio: Portfolio, projects: Iterable[Project], first: datetime.date, last: datetime.date
) -> Iterator[Need]:
    """The work of open projects in these days, by role; that of people without another role by their main one."""
    calendar = calendar_of(portfolio)
    days = calendar.working_days_in(first, last)
    for project in projects:
        if not project.is_open or project.charter is None or not days:
            continue
        is_decided = project.charter.state != "proposed"
        for one in project.allocations:
            role = role_of_work(portfolio, project, one)
            worked = calendar.working_days_in(max(one.from_, first), min(one.to, last))
            if role is None or one.status == "rejected" or not one.load or not worked:
                continue
            yield Need(
                project.id,
                role.id,
                Fraction(one.load) * worked / days,
                is_decided and one.status == "confirmed",
                one.person is not None,
            )


def role_of_work(portfolio: Portfolio, project: Project, allocation: Allocation) -> Role | None:
    """The role in which somebody works: the allocation's, else the person's main one."""
    if allocation.role is not None:
        return portfolio.roles.get(allocation.role.lower())
    person = portfolio.person(allocation.person, project)
    return portfolio.roles.get(person.role.lower()) if person else None


def levels_of(skills: Mapping[str, int]) -> dict[str, int]:
    """Levels by skill in lower case; of two ways of writing one skill the higher level counts."""
    found: dict[str, int] = {}
    for skill, level in skills.items():
        found[skill.lower()] = max(level, found.get(skill.lower(), 0))
    return found


def _works_within(person: Person, first: datetime.date, last: datetime.date) -> bool:
    return is_here(person, first) and (person.from_ is None or person.from_ <= last)


def _balance(
    skill: str, level: int, roles: Iterable[Role], needs: Iterable[Need], staff: Iterable[Person]
) -> SkillBalance:
    levels = {role.id: levels_of(role.skills).get(skill, 0) for role in roles}
    asking = [need for need in needs if levels.get(need.role, 0) >= level]
    able = sorted(
        (
            (Holder(person.id, levels_of(person.skills)[skill]), person.capacity)
            for person in staff
            if skill in levels_of(person.skills)
        ),
        key=lambda pair: (-pair[0].level, pair[0].person),
    )
    return SkillBalance(
        skill=skill,
        level=level,
        roles=tuple(sorted(role for role, needed in levels.items() if needed == level)),
        confirmed=_sum(need.fte for need in asking if need.is_confirmed),
        requested=_sum(need.fte for need in asking if not need.is_confirmed),
        unfilled=_sum(need.fte for need in asking if not need.is_filled),
        projects=tuple(sorted({need.project for need in asking})),
        supply=_sum(Fraction(capacity) for holder, capacity in able if holder.level >= level),
        holders=tuple(holder for holder, _ in able if holder.level >= level),
        learners=tuple(holder for holder, _ in able if holder.level < level),
    )


def _sum(parts: Iterable[Fraction]) -> Fraction:
    return sum(parts, Fraction(0))


def _urgency(one: SkillBalance) -> tuple[bool, Fraction, bool, Fraction, str, int]:
    nobody = bool(one.demand) and not one.holders
    return (not nobody, -one.short, not one.is_single_point_of_failure, -one.demand, one.skill, one.level)
