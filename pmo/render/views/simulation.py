"""The view of `pmo simulate`: ranges of cost and finish, the chance to keep to plan, what drives them."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pmo.analysis.money import cents
from pmo.analysis.simulation import CostRange, Driver, FinishRange, Simulation, simulate
from pmo.findings import Message
from pmo.locale import Language
from pmo.model.portfolio import Portfolio, Project
from pmo.render.views.parts import Heading
from pmo.render.views.words import in_words


@dataclass(frozen=True, slots=True)
class CostRow:
    """What something costs."""

    currency: str
    """Currency of the amounts."""
    base: Decimal
    """Without any risk: the estimate at completion, else the approved budget less its contingency."""
    mean: Decimal
    """Mean of the runs."""
    p50: Decimal
    """Not exceeded in half of the runs."""
    p80: Decimal
    """Not exceeded in 80% of the runs."""
    p90: Decimal
    """Not exceeded in 90% of the runs."""
    approved: Decimal | None
    """Approved budget."""
    within_budget: float | None
    """Probability that the approved budget is enough; None without one."""
    contingency: Decimal | None
    """Held for known risks."""
    contingency_needed: Decimal
    """Above the base, for the confidence asked for."""


@dataclass(frozen=True, slots=True)
class FinishRangeRow:
    """When something is finished."""

    planned: datetime.date
    """First day possible without any risk."""
    p50: datetime.date
    """Not later in half of the runs."""
    p80: datetime.date
    """Not later in 80% of the runs."""
    p90: datetime.date
    """Not later in 90% of the runs."""
    wished: datetime.date
    """Not later with the confidence asked for."""
    baseline: datetime.date | None
    """Approved date."""
    in_time: float | None
    """Probability of meeting it; None without one."""


@dataclass(frozen=True, slots=True)
class DriverRow:
    """How much a risk moves the P80."""

    address: str
    """Of the risk."""
    kind: str
    """cost or days."""
    p80: Decimal
    """The P80 less what it would be without the risk: an amount, or working days."""


@dataclass(frozen=True, slots=True)
class SimulatedProject:
    """A project."""

    project: str
    """Id of the project."""
    title: str
    """Name of the project."""
    cost: CostRow | None
    """None without a budget."""
    finish: FinishRangeRow | None
    """None without a dated open milestone."""
    drivers: tuple[DriverRow, ...]
    """Cost before days, the largest first."""
    reasons: dict[str, str]
    """Why a figure is null, or stands at the end of time, by its name."""


@dataclass(frozen=True, slots=True)
class SimulatedPortfolio:
    """All chosen projects together."""

    cost: CostRow | None
    """In the office's currency."""
    finish: FinishRangeRow | None
    """Of the last project to finish."""
    drivers: tuple[DriverRow, ...]
    """Risks that move the cost of the portfolio most."""
    not_converted: tuple[str, ...]
    """Projects left out of its cost: there is no rate for their currency."""
    reasons: dict[str, str]
    """Why a figure is null, or stands at the end of time, by its name."""


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """An open risk that is not drawn."""

    address: str
    """Of the risk."""
    reason: str
    """What it lacks."""


@dataclass(frozen=True, slots=True)
class SimulationView:
    """A simulation."""

    heading: Heading
    """Portfolio, revision and day."""
    seed: int
    """The same seed gives the same figures."""
    runs: int
    """How often everything was drawn."""
    confidence: float
    """Confidence that was asked for."""
    projects: tuple[SimulatedProject, ...]
    """Open projects."""
    portfolio: SimulatedPortfolio
    """All of them together."""
    shared: tuple[tuple[str, ...], ...]
    """Risks that were drawn together because they share a cause or vendor."""
    left_out: tuple[LeftOutRow, ...]
    """Open risks that are not drawn."""


def simulation_view(
    portfolio: Portfolio,
    projects: Iterable[Project],
    heading: Heading,
    language: Language,
    *,
    seed: int,
    runs: int,
    confidence: float,
    correlation: float,
) -> SimulationView:
    """Simulate these projects."""
    found: Simulation = simulate(
        portfolio,
        projects,
        heading.as_of,
        seed=seed,
        runs=runs,
        confidence=confidence,
        correlation=correlation,
    )
    return SimulationView(
        heading=heading,
        seed=found.seed,
        runs=found.runs,
        confidence=found.confidence,
        projects=tuple(
            SimulatedProject(
                one.project.id,
                one.project.title,
                _cost(one.cost),
                _finish(one.finish),
                tuple(_driver(driver) for driver in one.drivers),
                _reasons(one.reasons, language),
            )
            for one in found.projects
        ),
        portfolio=SimulatedPortfolio(
            _cost(found.cost),
            _finish(found.finish),
            tuple(_driver(driver) for driver in found.drivers),
            found.not_converted,
            _reasons(found.reasons, language),
        ),
        shared=found.shared,
        left_out=tuple(LeftOutRow(one.address, in_words(one.reason, language)) for one in found.left_out),
    )


def _cost(found: CostRange | None) -> CostRow | None:
    if found is None:
        return None
    return CostRow(
        currency=found.currency,
        base=cents(found.base),
        mean=cents(found.mean),
        p50=cents(found.p50),
        p80=cents(found.p80),
        p90=cents(found.p90),
        approved=cents(found.approved) if found.approved is not None else None,
        within_budget=found.within_budget,
        contingency=cents(found.contingency) if found.contingency is not None else None,
        contingency_needed=cents(found.contingency_needed),
    )


def _finish(found: FinishRange | None) -> FinishRangeRow | None:
    if found is None:
        return None
    return FinishRangeRow(
        found.planned, found.p50, found.p80, found.p90, found.wished, found.baseline, found.in_time
    )


def _driver(driver: Driver) -> DriverRow:
    return DriverRow(driver.address, driver.kind, cents(driver.p80))


def _reasons(reasons: Mapping[str, Message], language: Language) -> dict[str, str]:
    return {name: in_words(reason, language) for name, reason in reasons.items()}
