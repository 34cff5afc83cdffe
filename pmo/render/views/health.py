"""Health of a project as readers see it: declared beside computed, with the evidence in their language."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pmo.analysis.early_warning import EarlyWarning, red_already, red_next
from pmo.analysis.health import ALL, Dimension, Evidence, ProjectHealth
from pmo.analysis.progress import Health
from pmo.locale import Language
from pmo.model.portfolio import Portfolio, Project
from pmo.render.views.words import in_words

Verdict = Literal["watermelon", "optimistic"]
"""Declared green and red by the facts; or better than the facts in another way."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A fact that a colour rests on."""

    colour: Health | None
    """The colour that it alone would give; None where it says why there is none."""
    text: str
    """The fact."""


@dataclass(frozen=True, slots=True)
class HealthRow:
    """Health of one dimension, or overall."""

    dimension: str
    """overall, schedule, cost, scope, quality, risk, resources, benefits."""
    declared: Health | None
    """As last reported; grey when never reported or not in time, blue when completed, None where nothing was."""
    computed: Health | None
    """From the facts; None where nothing is known."""
    counting: Health | None
    """The computed colour, or the declared one where an override puts it in its place."""
    verdict: Verdict | None
    """watermelon, optimistic; None where what was declared is no better than the facts."""
    evidence: tuple[EvidenceRow, ...]
    """What the colour rests on, the worst first."""


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """A reasoned departure from the computed health."""

    dimension: str
    """The dimension, or overall."""
    reason: str
    """Why the computed colour misleads."""
    by: str
    """Name of who decided so."""
    until: datetime.date
    """Last day on which it counts."""
    counts: bool
    """Whether it counts: not expired, and with a declared colour to put in place of the computed one."""


@dataclass(frozen=True, slots=True)
class WarningRow:
    """Something that is heading for red."""

    project: str
    """Id of the project."""
    title: str
    """Name of the project."""
    dimension: str
    """The dimension of health that it threatens."""
    kind: str
    """slip, progress, spi, cpi, forecast, burn, contingency."""
    on: datetime.date | None
    """Working day on which the threshold is crossed at the present pace; None where it is crossed already."""
    is_red: bool
    """Whether the dimension is red by the facts already."""
    text: str
    """The evidence."""


def warning_rows(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date, language: Language
) -> tuple[WarningRow, ...]:
    """What will be red next in some projects, by day."""
    return tuple(_warning_row(*pair, language) for pair in red_next(portfolio, projects, as_of))


def red_already_rows(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date, language: Language
) -> tuple[WarningRow, ...]:
    """When the money runs out of what is red already."""
    return tuple(_warning_row(*pair, language) for pair in red_already(portfolio, projects, as_of))


def _warning_row(project: Project, one: EarlyWarning, language: Language) -> WarningRow:
    return WarningRow(
        project=project.id,
        title=project.title,
        dimension=one.dimension,
        kind=one.kind,
        on=one.on,
        is_red=one.is_red,
        text=in_words(one.message, language),
    )


def health_rows(health: ProjectHealth, language: Language) -> tuple[HealthRow, ...]:
    """The whole, then each dimension that was declared or looked at."""
    by_dimension: dict[Dimension, list[Evidence]] = {}
    for one in health.evidence:
        by_dimension.setdefault(one.dimension, []).append(one)
    return tuple(
        HealthRow(
            dimension=name,
            declared=health.declared.get(name),
            computed=health.computed.get(name),
            counting=health.counting.get(name),
            verdict=verdict_of(health, name),
            evidence=evidence_rows(by_dimension.get(name, ()), language),
        )
        for name in ALL
        if name in by_dimension or name in health.declared
    )


def evidence_rows(evidence: Iterable[Evidence], language: Language) -> tuple[EvidenceRow, ...]:
    return tuple(EvidenceRow(one.colour, in_words(one.message, language)) for one in evidence)


def override_rows(portfolio: Portfolio, health: ProjectHealth) -> tuple[OverrideRow, ...]:
    project = portfolio.projects[health.project]
    return tuple(
        OverrideRow(one.dimension, one.reason, portfolio.name_of(one.by, project), one.until, one.counts)
        for one in health.overrides
    )


def verdict_of(health: ProjectHealth, dimension: Dimension) -> Verdict | None:
    """Whether what is declared of a dimension is better than the facts."""
    if dimension in health.watermelons:
        return "watermelon"
    return "optimistic" if dimension in health.optimistic else None
