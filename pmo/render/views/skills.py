"""The view of `pmo skills`: demand for each skill against supply, and what hangs on one person."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from pmo.analysis.skills import Holder, SkillBalance, skill_balances
from pmo.model.portfolio import Portfolio, Project
from pmo.render.views.parts import Heading


@dataclass(frozen=True, slots=True)
class HolderRow:
    """Somebody who has a skill."""

    person: str
    """Identifier."""
    name: str
    """Full name."""
    level: int
    """1 to 5."""


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill at a level that some role needs."""

    skill: str
    """The skill."""
    level: int
    """1 to 5."""
    roles: tuple[str, ...]
    """Titles of the roles that need it at just this level."""
    demand: float
    """Full-time equivalents of work that needs this level or above, averaged over the working days."""
    confirmed: float
    """The part of it that is confirmed."""
    requested: float
    """The part of it that is requested, or of proposed projects."""
    unfilled: float
    """The part of it for which no person is named."""
    supply: float
    """Full-time equivalents by contract of those who have this level or above."""
    short: float
    """Demand above supply; 0 where there is enough."""
    single_point_of_failure: bool
    """Whether work needs it and one person alone has this level."""
    holders: tuple[HolderRow, ...]
    """Those who have this level or above, the best first."""
    learners: tuple[HolderRow, ...]
    """Those who have it at a lower level, the best first."""
    projects: tuple[str, ...]
    """Identifiers of the projects whose work needs it."""

    @property
    def nobody(self) -> bool:
        """Whether work needs it and nobody has this level."""
        return self.demand > 0 and not self.holders


@dataclass(frozen=True, slots=True)
class SkillsView:
    """Skills: demand against supply."""

    heading: Heading
    """Portfolio, revision and day."""
    first: datetime.date
    """First day that counts."""
    last: datetime.date
    """Last day that counts."""
    skills: tuple[SkillRow, ...]
    """Skills that nobody has first, then the shortest, then those that hang on one person."""


def skills_view(
    portfolio: Portfolio,
    projects: Iterable[Project],
    heading: Heading,
    days: tuple[datetime.date, datetime.date],
    skill: str | None = None,
) -> SkillsView:
    """The skills that roles need, or one of them, in these days."""
    balances = skill_balances(portfolio, projects, *days)
    rows = tuple(_row(portfolio, one) for one in balances if skill is None or one.skill == skill.lower())
    return SkillsView(heading, *days, rows)


def _row(portfolio: Portfolio, one: SkillBalance) -> SkillRow:
    return SkillRow(
        skill=one.skill,
        level=one.level,
        roles=tuple(portfolio.roles[role.lower()].title for role in one.roles),
        demand=float(one.demand),
        confirmed=float(one.confirmed),
        requested=float(one.requested),
        unfilled=float(one.unfilled),
        supply=float(one.supply),
        short=float(one.short),
        single_point_of_failure=one.is_single_point_of_failure,
        holders=_holders(portfolio, one.holders),
        learners=_holders(portfolio, one.learners),
        projects=one.projects,
    )


def _holders(portfolio: Portfolio, holders: Iterable[Holder]) -> tuple[HolderRow, ...]:
    return tuple(HolderRow(one.person, portfolio.name_of(one.person), one.level) for one in holders)
