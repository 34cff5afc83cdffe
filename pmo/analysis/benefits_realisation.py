"""Benefits: what was planned of them to date, what was measured, and how far that falls short; after closure too."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pmo.analysis.drift import Drift, drift
from pmo.model.benefits import Benefit
from pmo.model.office import Thresholds
from pmo.model.portfolio import Portfolio, Project
from pmo.model.scalars import Colour


@dataclass(frozen=True, slots=True)
class TrackedBenefit:
    """A benefit on a day."""

    address: str
    project: Project
    benefit: Benefit
    drift: Drift | None
    """None where nothing that can be counted was planned by the day."""
    colour: Colour | None
    """By the drift; None where nothing is measured, or nothing that can be counted was planned by the day."""
    measured_on: datetime.date | None
    """Day of the latest measurement."""
    is_unmeasured: bool
    """Whether something was planned, or it was due, by the day and nothing was ever measured."""


def benefits_realisation(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date
) -> tuple[TrackedBenefit, ...]:
    """The benefits of these projects, the furthest behind first; those of cancelled projects are none."""
    bands = portfolio.health_rules.benefits_drift
    found = [
        _tracked(portfolio, project, benefit, bands, as_of)
        for project in projects
        if project.charter is not None and project.charter.state != "cancelled"
        for benefit in project.benefits
    ]
    return tuple(sorted(found, key=_urgency))


def _tracked(
    portfolio: Portfolio, project: Project, benefit: Benefit, bands: Thresholds, as_of: datetime.date
) -> TrackedBenefit:
    found = drift(portfolio, benefit, as_of)
    days = [one.date for one in benefit.measurements if one.date <= as_of]
    return TrackedBenefit(
        address=f"{project.address}/benefits/{benefit.id}",
        project=project,
        benefit=benefit,
        drift=found,
        colour=_colour(found, bands),
        measured_on=max(days, default=None),
        is_unmeasured=not days and (found is not None or (benefit.due is not None and benefit.due <= as_of)),
    )


def _colour(found: Drift | None, bands: Thresholds) -> Colour | None:
    if found is None or found.share is None:
        return None
    if found.share > bands.red:
        return "red"
    return "amber" if found.share >= bands.amber else "green"


def _urgency(one: TrackedBenefit) -> tuple[int, Decimal, datetime.date, str]:
    share = one.drift.share if one.drift is not None else None
    behind = {"red": 0, "amber": 1, "green": 3}.get(one.colour or "", 2 if one.is_unmeasured else 4)
    return (behind, -(share or Decimal(0)), one.benefit.due or datetime.date.max, one.address)
