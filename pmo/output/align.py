"""What the projects do for the strategy, as the data of JSON; the page for readers is made of it."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from pmo.analysis.balance import Slice
from pmo.analysis.kpi_progress import KpiProgress
from pmo.analysis.strategic_fit import FittedProject, Part, ServedObjective, StrategicFit


class PartData(Struct, frozen=True):
    """What a project does for an objective."""

    project: str
    contribution: int | None
    """1 (little) to 5 (decisive); null where it is not judged, which counts 1."""
    share: float
    """Of the project's money: its contribution over all of its contributions."""
    spend: Decimal | None
    benefit: Decimal | None


class KpiData(Struct, frozen=True):
    """A key figure of an objective."""

    id: str
    title: str
    unit: str | None
    direction: Literal["up", "down"]
    baseline: Decimal | None
    latest: Decimal | None
    measured_on: datetime.date | None
    target: Decimal | None
    covered: float | None
    """Share of the way from baseline to target; below zero where it went the other way."""
    state: Literal["reached", "on-the-way", "off-the-way", "unknown"]
    """`on-the-way`: better than the baseline, and no worse than at the measurement before."""


class ObjectiveData(Struct, frozen=True):
    """An objective; money in the office's currency."""

    id: str
    title: str
    parent: str | None
    depth: int
    """0 for an objective that is part of no other."""
    owner: str | None
    horizon: str | None
    weight_share: float | None
    """Of the weights of all objectives."""
    projects: list[PartData]
    spend: Decimal
    spend_share: float | None
    """Of the spend of all projects."""
    benefit: Decimal
    spend_with_parts: Decimal
    """Also that of the objectives that are part of it."""
    benefit_with_parts: Decimal
    is_served: bool
    """Whether a project serves it, or one of its parts."""
    kpis: list[KpiData]


class ProjectData(Struct, frozen=True):
    """A project and what it serves."""

    id: str
    title: str
    state: str
    category: str | None
    spend: Decimal | None
    basis: Literal["estimate", "approved", "selection", "business-case"] | None
    """Where the spend is taken from."""
    benefit: Decimal | None
    contributions: dict[str, int | None]
    """By objective."""


class SliceData(Struct, frozen=True):
    """Projects that have something in common."""

    dimension: Literal["category", "horizon", "finish", "risk"]
    key: str | None
    """Null for projects of which it is not known."""
    projects: list[str]
    share: float
    """Of the number of projects."""
    spend: Decimal
    spend_share: float | None


class AlignData(Struct, frozen=True):
    """The `data` of `pmo align`."""

    states: list[str] | None
    """States of the projects that count; null for all, and for those that were asked for by name."""
    currency: str
    objectives: list[ObjectiveData]
    projects: list[ProjectData]
    unserved: list[str]
    """Objectives that no project serves."""
    serving_none: list[str]
    """Projects that serve no objective."""
    spend: Decimal
    """Of all projects: that of all objectives and of the projects that serve none."""
    benefit: Decimal
    balance: list[SliceData]
    no_money: list[str]
    """Projects of which no spend is known."""
    not_converted: list[str]
    """Projects whose money is left out: there is no exchange rate for their currency."""


def data(fit: StrategicFit, slices: Iterable[Slice], states: Sequence[str] | None) -> AlignData:
    """Objectives, projects and balance."""
    return AlignData(
        states=list(states) if states is not None else None,
        currency=fit.currency,
        objectives=[_objective(one, fit) for one in fit.objectives],
        projects=[_project(one, fit) for one in fit.projects],
        unserved=[one.objective.id for one in fit.unserved],
        serving_none=[one.project.id for one in fit.serving_none],
        spend=fit.spend,
        benefit=fit.benefit,
        balance=[
            SliceData(one.dimension, one.key, list(one.projects), one.share, one.spend, one.spend_share)
            for one in slices
        ],
        no_money=[one.project.id for one in fit.projects if one.spend is None and not one.no_rate],
        not_converted=[one.project.id for one in fit.projects if one.no_rate],
    )


def _objective(one: ServedObjective, fit: StrategicFit) -> ObjectiveData:
    objective = one.objective
    return ObjectiveData(
        id=objective.id,
        title=objective.title,
        parent=one.parent,
        depth=one.depth,
        owner=objective.owner,
        horizon=objective.horizon,
        weight_share=None if one.weight is None else float(one.weight),
        projects=list(map(_part, one.parts)),
        spend=one.spend,
        spend_share=float(one.spend / fit.spend) if fit.spend else None,
        benefit=one.benefit,
        spend_with_parts=one.spend_with_parts,
        benefit_with_parts=one.benefit_with_parts,
        is_served=one.is_served,
        kpis=list(map(_kpi, one.kpis)),
    )


def _part(one: Part) -> PartData:
    return PartData(one.project, one.contribution, float(one.share), one.spend, one.benefit)


def _kpi(one: KpiProgress) -> KpiData:
    kpi = one.kpi
    return KpiData(
        *(kpi.id, kpi.title, kpi.unit, kpi.direction or "up", kpi.baseline),
        *(one.latest, one.measured_on, kpi.target, one.covered, one.state),
    )


def _project(one: FittedProject, fit: StrategicFit) -> ProjectData:
    charter = one.project.charter
    ids = {served.objective.id.lower(): served.objective.id for served in fit.objectives}
    return ProjectData(
        id=one.project.id,
        title=one.project.title,
        state=charter.state if charter else "",
        category=charter.category if charter else None,
        spend=one.spend,
        basis=one.basis,
        benefit=one.benefit,
        contributions={ids[key]: value for key, value in one.contributions.items()},
    )
