"""The view of `pmo staff`: roles to fill, and who could fill them."""

import datetime
from collections.abc import Iterable

from msgspec import Struct, field

from pmo.analysis.money import Money
from pmo.analysis.staffing import Candidate, Vacancy, vacancies
from pmo.model.portfolio import Portfolio, Project
from pmo.render.views.parts import Heading


class SkillRow(Struct, frozen=True):
    """A skill that the role needs."""

    skill: str
    """The skill."""
    needed: int
    """Level that the role needs, 1 to 5."""
    level: int
    """Level that the person has; 0 without the skill."""


class CandidateRow(Struct, frozen=True):
    """Somebody who could fill the role."""

    person: str
    """Identifier."""
    name: str
    """Full name."""
    role: str
    """Title of the person's main role."""
    has_role: bool
    """Whether that is the role to fill."""
    qualified: bool
    """Whether every skill is there at its level and every certificate valid to the end."""
    fit: float
    """Share of the work that the person is free for, times what there is of the skills; 0 to 1."""
    share: float
    """Share of the work that the person is free for."""
    free: float
    """Full-time equivalents that are free, averaged over the working days; at most what is asked for."""
    full_from: datetime.date | None
    """First day from which to the end the person is free for all of it."""
    skills: tuple[SkillRow, ...]
    """What the role needs."""
    missing_certificates: tuple[str, ...]
    """What the role needs and is not held, or ends before the work does."""
    same_unit: bool
    """Whether the person is of the project's unit."""
    cost: Money | None
    """Of what the person is free for; null without a rate."""


class VacancyRow(Struct, frozen=True):
    """A role that nobody fills yet."""

    address: str | None
    """Address of the allocation; null when it has no id."""
    project: str
    """Identifier of the project."""
    project_title: str
    """Its title."""
    role: str
    """Identifier of the role."""
    role_title: str
    """Its title."""
    fte: float
    """Full-time equivalents."""
    from_: datetime.date = field(name="from")
    """First day that is still to come."""
    to: datetime.date
    """Last day."""
    status: str
    """requested or confirmed."""
    task: str | None
    """What is to be done."""
    candidates: tuple[CandidateRow, ...]
    """The best first; nobody without any free time."""
    busy: tuple[CandidateRow, ...]
    """Those who have no time at all."""


class StaffingView(Struct, frozen=True):
    """Roles to fill, and who could fill them."""

    heading: Heading
    """Portfolio, revision and day."""
    vacancies: tuple[VacancyRow, ...]
    """The earliest first."""


def staffing_view(
    portfolio: Portfolio, projects: Iterable[Project], heading: Heading, role: str | None = None
) -> StaffingView:
    """The roles that these projects still have to fill; with ``role`` only that one."""
    found = vacancies(portfolio, projects, heading.as_of)
    rows = (_row(portfolio, one) for one in found if role is None or one.role.id.lower() == role.lower())
    return StaffingView(heading, tuple(rows))


def _row(portfolio: Portfolio, one: Vacancy) -> VacancyRow:
    allocation = one.allocation
    return VacancyRow(
        address=f"{one.project.id}/allocations/{allocation.id}" if allocation.id else None,
        project=one.project.id,
        project_title=one.project.title,
        role=one.role.id,
        role_title=one.role.title,
        fte=float(allocation.load),
        from_=one.first,
        to=allocation.to,
        status=allocation.status,
        task=allocation.task,
        candidates=tuple(_candidate(portfolio, candidate) for candidate in one.candidates),
        busy=tuple(_candidate(portfolio, candidate) for candidate in one.busy),
    )


def _candidate(portfolio: Portfolio, one: Candidate) -> CandidateRow:
    role = portfolio.roles.get(one.person.role.lower())
    currency = portfolio.office.currency if portfolio.office else None
    return CandidateRow(
        person=one.person.id,
        name=one.person.name,
        role=role.title if role else one.person.role,
        has_role=one.has_role,
        qualified=one.is_qualified,
        fit=float(one.fit),
        share=float(one.share),
        free=float(one.free),
        full_from=one.full_from,
        skills=tuple(SkillRow(*skill) for skill in one.skills),
        missing_certificates=one.missing_certificates,
        same_unit=one.same_unit,
        cost=Money(one.cost, currency) if one.cost is not None and currency else None,
    )
