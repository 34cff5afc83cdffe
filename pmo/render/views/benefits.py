"""The view of `pmo benefits`: planned, measured and drift, also of projects that are closed."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pmo.analysis.benefits_realisation import TrackedBenefit, benefits_realisation
from pmo.model.portfolio import Portfolio, Project
from pmo.model.scalars import Colour, Measure
from pmo.render.views.parts import Heading, named

TEMPLATE: Final = "benefits.md.jinja"


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """A benefit."""

    address: str
    """`<project>/benefits/<id>`."""
    project: str
    """Title of the project."""
    state: str
    """State of the project; benefits live on after closure."""
    title: str
    """The benefit."""
    type: str | None
    """cashable, non-cashable or qualitative."""
    disbenefit: bool
    """Whether it is a drawback that is accepted."""
    objective: str | None
    """Title of the objective that it serves."""
    owner: str
    """Name of the owner."""
    unit: str | None
    """Unit of the values."""
    target: Measure
    """Value to be reached, or words."""
    due: datetime.date | None
    """Day by which it is to be reached."""
    status: str
    """planned, on-track, at-risk, realised or not-realised, as its owner says."""
    planned: Decimal | None
    """Planned by today; None where nothing that can be counted is."""
    measured: Decimal | None
    """Measured by today."""
    drift: float | None
    """(Planned - measured) / planned, the other way round for a disbenefit; below zero is better than planned."""
    colour: Colour | None
    """By the drift and the office's thresholds."""
    measured_on: datetime.date | None
    """Day of the latest measurement."""
    unmeasured: bool
    """Whether something was planned or due by today and nothing was ever measured."""


@dataclass(frozen=True, slots=True)
class BenefitsView:
    """Benefits realisation."""

    heading: Heading
    """Portfolio, revision and day."""
    benefits: tuple[BenefitRow, ...]
    """The furthest behind first."""


def benefits_view(portfolio: Portfolio, projects: Iterable[Project], heading: Heading) -> BenefitsView:
    """The benefits of these projects; of cancelled ones none."""
    found = benefits_realisation(portfolio, projects, heading.as_of)
    return BenefitsView(heading, tuple(_row(portfolio, one) for one in found))


def _row(portfolio: Portfolio, one: TrackedBenefit) -> BenefitRow:
    benefit, drift = one.benefit, one.drift
    charter = one.project.charter
    objective = portfolio.objectives.get((benefit.objective or "").lower())
    return BenefitRow(
        address=one.address,
        project=one.project.title,
        state=charter.state if charter else "",
        title=benefit.title,
        type=benefit.type,
        disbenefit=benefit.disbenefit,
        objective=objective.title if objective else benefit.objective,
        owner=named(portfolio, benefit.owner, one.project) or benefit.owner,
        unit=benefit.unit,
        target=benefit.target,
        due=benefit.due,
        status=benefit.status,
        planned=drift.planned if drift else None,
        measured=drift.measured if drift else None,
        drift=float(drift.share) if drift and drift.share is not None else None,
        colour=one.colour,
        measured_on=one.measured_on,
        unmeasured=one.is_unmeasured,
    )
