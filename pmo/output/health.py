"""Health as data of JSON: declared beside computed, with the evidence."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct

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


class GroupHealthData(Struct, frozen=True):
    """Health of several projects: the worst by dimension, projects by overall colour, and who gives it its colour."""

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


class ProgrammeHealthData(GroupHealthData, frozen=True, kw_only=True):
    """Health of the projects of a programme; `programme` is null for those of none."""

    programme: str | None


class HealthData(Struct, frozen=True):
    """The `data` of `pmo health`."""

    projects: list[ProjectHealthData]
    programmes: list[ProgrammeHealthData]
    portfolio: GroupHealthData


def data(portfolio: Portfolio, found: PortfolioHealth, language: Language) -> HealthData:
    """The `data` of `pmo health`."""
    return HealthData(
        [_project_data(portfolio, one, language) for one in found.projects],
        [
            ProgrammeHealthData(*_group_data(one, language), programme=one.programme or None)
            for one in found.programmes
        ],
        GroupHealthData(*_group_data(found.whole, language)),
    )


def _project_data(portfolio: Portfolio, one: ProjectHealth, language: Language) -> ProjectHealthData:
    return ProjectHealthData(
        project=one.project,
        title=portfolio.projects[one.project].title,
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
    )


def _group_data(group: GroupHealth, language: Language) -> tuple[Any, ...]:
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
    )


def _words(mapping: Mapping[Any, Value]) -> dict[str, Value]:
    return {str(key): value for key, value in mapping.items()}


def _evidence_data(evidence: Sequence[Evidence], language: Language) -> list[EvidenceData]:
    return [EvidenceData(one.dimension, one.colour, in_words(one.message, language)) for one in evidence]
