"""The view of `pmo report office`: the PMO on itself, by its measures, key figures and maturity."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pmo.analysis.kpi_progress import KpiProgress, kpi_progress
from pmo.analysis.maturity import assessments_until, overall_level
from pmo.analysis.obligations import obligations
from pmo.analysis.pmo_measures import OFFICE_WIDE, pmo_measures
from pmo.analysis.registers import assessment_actions
from pmo.locale import Language
from pmo.model.office import Governance
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.render.views.parts import Heading, named
from pmo.render.views.todo import ObligationRow, todo_view
from pmo.render.views.training import CertificateRow, Coverage, training_view
from pmo.render.views.words import in_words

TEMPLATE: Final = "office.md.jinja"


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure of the PMO."""

    id: str
    """Its id; the catalogue has its title and what it says."""
    unit: str
    """share, working-days or level."""
    value: float | None
    """A share as a fraction, working days, or a level; None where it cannot be worked out."""
    counted: Decimal | None
    """What is counted, where it is a share."""
    of: Decimal | None
    """Of how much."""
    reason: str | None
    """Why there is no value."""
    detail: str | None
    """What else belongs to it."""
    is_office_wide: bool
    """Whether it is about the office as a whole, whatever projects are meant."""


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A key figure."""

    id: str
    """Its id."""
    title: str
    """What is measured."""
    unit: str | None
    """Unit of the values; of a `share` they are fractions."""
    baseline: Decimal | None
    """Value at the start."""
    previous: Decimal | None
    """The value before the latest."""
    latest: Decimal | None
    """Latest value measured."""
    measured_on: datetime.date | None
    """Day of it."""
    target: Decimal | None
    """Value to be reached."""
    covered: float | None
    """Share of the way from baseline to target that is covered."""
    state: str
    """reached, on-the-way, off-the-way or unknown."""


@dataclass(frozen=True, slots=True)
class MaturityRow:
    """A perspective of the maturity assessment."""

    title: str
    """Name of the perspective."""
    level: int | None
    """Level reached, 1 to 5."""
    target: int | None
    """Level aimed at."""
    gaps: tuple[str, ...]
    """What is missing for the target."""


@dataclass(frozen=True, slots=True)
class MaturityView:
    """The latest maturity assessment of the PMO."""

    date: datetime.date
    """Its day."""
    model: str
    """p3m3, cmmi or custom."""
    assessor: str | None
    """Who assessed."""
    scoring: str
    """staged (the lowest level) or mean."""
    level: Decimal | None
    """Overall level; None where no perspective has one."""
    level_before: Decimal | None
    """That of the assessment before, with the same model and scoring."""
    dimensions: tuple[MaturityRow, ...]
    """The perspectives."""


@dataclass(frozen=True, slots=True)
class OfficeBody:
    """A body that decides."""

    name: str
    """Its name."""
    meets: str | None
    """How often and when it meets."""
    members: tuple[str, ...]
    """Names of its members."""


@dataclass(frozen=True, slots=True)
class OfficeAction:
    """An action that the maturity assessment asks for."""

    address: str
    """Its address."""
    text: str
    """What is to be done."""
    owner: str
    """Name of who does it."""
    due: datetime.date
    """Its day."""
    is_overdue: bool
    """Whether that day has passed."""


@dataclass(frozen=True, slots=True)
class OfficeReport:
    """The PMO on itself."""

    heading: Heading
    """Portfolio, revision and day."""
    model: str
    """supportive, controlling or directive."""
    role: str | None
    """repository, coach or enterprise."""
    purpose: str | None
    """Why the office exists."""
    sponsor: str | None
    """Name of the executive who answers for it."""
    head: str | None
    """Name of its head."""
    bodies: tuple[OfficeBody, ...]
    """The bodies that decide."""
    measures: tuple[MeasureRow, ...]
    """The measures of the PMO."""
    kpis: tuple[KpiRow, ...]
    """The office's own key figures."""
    maturity: MaturityView | None
    """The latest maturity assessment."""
    actions: tuple[OfficeAction, ...]
    """Open actions of the assessments, by day."""
    certificates: tuple[CertificateRow, ...]
    """Certificates that are missing or end."""
    training: Coverage
    """What people lack for their roles, and whether something is planned."""
    owed: tuple[ObligationRow, ...]
    """What the office itself owes, the most pressing first."""


def office_report(
    portfolio: Portfolio,
    projects: Iterable[Project],
    holders: Iterable[Holder],
    heading: Heading,
    language: Language,
) -> OfficeReport:
    """The office as it is; its measures over these projects, and the registers of these holders."""
    office, as_of = portfolio.office, heading.as_of
    profile = office.office if office else None
    holder = portfolio.office_holder
    governance = office.governance if office else Governance()
    own = [one for one in obligations(portfolio, as_of) if one.holder.level == "office"]
    training = training_view(portfolio, heading)
    return OfficeReport(
        heading=heading,
        model=profile.model if profile else "controlling",
        role=profile.role if profile else None,
        purpose=profile.purpose if profile else None,
        sponsor=named(portfolio, profile.sponsor if profile else None, holder),
        head=named(portfolio, profile.head if profile else None, holder),
        bodies=tuple(
            OfficeBody(
                one.name,
                one.meets,
                tuple(named(portfolio, member, holder) or member for member in one.members),
            )
            for one in governance.bodies
        ),
        measures=measure_rows(portfolio, projects, holders, as_of, language),
        kpis=tuple(kpi_row(kpi_progress(one, as_of)) for one in (office.kpis if office else ())),
        maturity=maturity_view(portfolio, as_of),
        actions=tuple(
            OfficeAction(
                one.address,
                one.action.text,
                named(portfolio, one.action.owner, holder) or one.action.owner,
                one.action.due,
                one.action.due < as_of,
            )
            for one in sorted(assessment_actions(portfolio), key=lambda one: (one.action.due, one.address))
        ),
        certificates=training.certificates,
        training=training.coverage,
        owed=todo_view(portfolio, own, heading, language, within=None, owner=None).obligations,
    )


def measure_rows(
    portfolio: Portfolio,
    projects: Iterable[Project],
    holders: Iterable[Holder],
    as_of: datetime.date,
    language: Language,
) -> tuple[MeasureRow, ...]:
    """The measures of the PMO, the reasons in the reader's language."""
    return tuple(
        MeasureRow(
            one.id,
            one.unit,
            one.value,
            one.counted,
            one.of,
            in_words(one.reason, language) if one.reason else None,
            in_words(one.detail, language) if one.detail else None,
            one.id in OFFICE_WIDE,
        )
        for one in pmo_measures(portfolio, projects, holders, as_of)
    )


def kpi_row(one: KpiProgress) -> KpiRow:
    """A key figure, and how far it is."""
    return KpiRow(
        id=one.kpi.id,
        title=one.kpi.title,
        unit=one.kpi.unit,
        baseline=one.kpi.baseline,
        previous=one.previous,
        latest=one.latest,
        measured_on=one.measured_on,
        target=one.kpi.target,
        covered=one.covered,
        state=one.state,
    )


def maturity_view(portfolio: Portfolio, as_of: datetime.date) -> MaturityView | None:
    """The latest assessment on a day; None where there is none."""
    known = assessments_until(portfolio, as_of)
    if not known:
        return None
    latest = known[-1]
    like = [one for one in known[:-1] if (one.model, one.scoring) == (latest.model, latest.scoring)]
    return MaturityView(
        date=latest.date,
        model=latest.model,
        assessor=latest.assessor,
        scoring=latest.scoring,
        level=overall_level(latest),
        level_before=overall_level(like[-1]) if like else None,
        dimensions=tuple(
            MaturityRow(
                one.title,
                int(one.level) if one.level is not None else None,
                int(one.target) if one.target is not None else None,
                (one.gaps,) if isinstance(one.gaps, str) else tuple(one.gaps),
            )
            for one in latest.dimensions
        ),
    )
