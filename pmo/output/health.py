"""Health as data of JSON: declared beside computed, with the evidence."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct

from pmo.analysis.accuracy import accuracy_of
from pmo.analysis.early_warning import early_warnings
from pmo.analysis.health import Evidence, GroupHealth, PortfolioHealth, ProjectHealth
from pmo.locale import Language
from pmo.model.portfolio import Portfolio
from pmo.render.views.words import in_words

Value = TypeVar("Value")


class EvidenceData(Struct, frozen=True):
    """A fact, and the colour that it alone would give; null where it says why there is none."""

    dimension: str
    colour: str | None
    text: str


class OverrideData(Struct, frozen=True):
    """A departure from the computed colour; `counts` says whether it has not expired."""

    dimension: str
    colour: str | None
    reason: str
    by: str
    until: datetime.date
    counts: bool


class WarningData(Struct, frozen=True):
    """What is heading for red.

    `on` is the working day on which the threshold is crossed at the present pace, null where it is crossed already.

    `is_red` says whether the dimension is red by the facts already.
    """

    dimension: str
    kind: str
    on: datetime.date | None
    is_red: bool
    text: str


class AccuracyData(Struct, frozen=True):
    """Earlier forecasts against what happened: slips in working days, costs and growth as fractions."""

    milestones: int
    in_time: int
    mean_slip_days: float | None
    mean_error_days: float | None
    periods: int
    cost_bias: float | None
    cost_error: float | None
    budget_growth: float | None


class ProjectHealthData(Struct, frozen=True):
    """Health of a project; what nothing was said or is known of is left out of the mappings.

    `computed` follows from the facts alone, `counting` puts the overrides that count in their place.
    """

    project: str
    title: str
    state: str | None
    reported: datetime.date | None
    freshness: str
    declared: dict[str, str]
    computed: dict[str, str]
    counting: dict[str, str]
    watermelon: bool
    watermelons: list[str]
    optimistic: list[str]
    overrides: list[OverrideData]
    evidence: list[EvidenceData]
    warnings: list[WarningData]
    accuracy: AccuracyData


class GroupHealthData(Struct, frozen=True):
    """Health of several projects: the worst by dimension, projects by overall colour, and who gives it its colour.

    `warnings` are the projects with something that is heading for red.
    """

    declared: dict[str, str]
    computed: dict[str, str]
    declared_counts: dict[str, int]
    computed_counts: dict[str, int]
    drivers: dict[str, list[str]]
    watermelon: bool
    watermelons: list[str]
    optimistic: list[str]
    projects: list[str]
    evidence: list[EvidenceData]
    warnings: list[str]


class ProgrammeHealthData(GroupHealthData, frozen=True, kw_only=True):
    """Health of the projects of a programme; `programme` is null for those of none."""

    programme: str | None


class HealthData(Struct, frozen=True):
    """The `data` of `pmo health`."""

    projects: list[ProjectHealthData]
    programmes: list[ProgrammeHealthData]
    portfolio: GroupHealthData


def data(
    portfolio: Portfolio, found: PortfolioHealth, as_of: datetime.date, language: Language
) -> HealthData:
    """The `data` of `pmo health`."""
    projects = [_project_data(portfolio, one, as_of, language) for one in found.projects]
    warned = {one.project for one in projects if any(not each.is_red for each in one.warnings)}
    return HealthData(
        projects,
        [
            ProgrammeHealthData(*_group_data(one, warned, language), programme=one.programme or None)
            for one in found.programmes
        ],
        GroupHealthData(*_group_data(found.whole, warned, language)),
    )


def _project_data(
    portfolio: Portfolio, one: ProjectHealth, as_of: datetime.date, language: Language
) -> ProjectHealthData:
    project = portfolio.projects[one.project]
    accuracy = accuracy_of(portfolio, project, as_of)
    return ProjectHealthData(
        project=one.project,
        title=project.title,
        state=one.state,
        reported=one.reported,
        freshness=one.freshness,
        declared=_words(one.declared),
        computed=_words(one.computed),
        counting=_words(one.counting),
        watermelon=one.watermelon,
        watermelons=list(one.watermelons),
        optimistic=list(one.optimistic),
        overrides=[
            OverrideData(over.dimension, over.colour, over.reason, over.by, over.until, over.counts)
            for over in one.overrides
        ],
        evidence=_evidence_data(one.evidence, language),
        warnings=[
            WarningData(each.dimension, each.kind, each.on, each.is_red, in_words(each.message, language))
            for each in early_warnings(portfolio, project, as_of)
        ],
        accuracy=AccuracyData(
            accuracy.milestones,
            accuracy.in_time,
            accuracy.mean_slip_days,
            accuracy.mean_error_days,
            accuracy.periods,
            accuracy.cost_bias,
            accuracy.cost_error,
            accuracy.budget_growth,
        ),
    )


def _group_data(group: GroupHealth, warned: set[str], language: Language) -> tuple[Any, ...]:
    """The fields of a group, in their order."""
    return (
        _words(group.declared),
        _words(group.computed),
        _words(group.declared_counts),
        _words(group.computed_counts),
        {name: list(projects) for name, projects in group.drivers.items()},
        bool(group.watermelons),
        list(group.watermelons),
        list(group.optimistic),
        list(group.projects),
        _evidence_data(group.evidence, language),
        [project for project in group.projects if project in warned],
    )


def _words(mapping: Mapping[Any, Value]) -> dict[str, Value]:
    return {str(key): value for key, value in mapping.items()}


def _evidence_data(evidence: Sequence[Evidence], language: Language) -> list[EvidenceData]:
    return [EvidenceData(one.dimension, one.colour, in_words(one.message, language)) for one in evidence]
