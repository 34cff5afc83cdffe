"""What expressions may ask about the health and the earned value of a project: records of plain values."""

import datetime
from decimal import Decimal

from msgspec import Struct

from pmo.analysis.health import health_of
from pmo.analysis.performance import performance
from pmo.model.portfolio import Portfolio, Project


class HealthFacts(Struct, frozen=True):
    """Colours by the facts, with the overrides that count; None where nothing is known."""

    overall: str | None = None
    schedule: str | None = None
    cost: str | None = None
    scope: str | None = None
    quality: str | None = None
    risk: str | None = None
    resources: str | None = None
    benefits: str | None = None


class EstimateFacts(Struct, frozen=True):
    """Estimates at completion."""

    cpi: Decimal | None
    budget: Decimal | None
    cpi_spi: Decimal | None
    bottom_up: Decimal | None


class ToCompleteFacts(Struct, frozen=True):
    """To-complete performance indices."""

    bac: float | None
    eac: float | None


class EarnedValueFacts(Struct, frozen=True):
    """Earned value and earned schedule; None where a figure is not defined."""

    pv: Decimal | None
    ev: Decimal | None
    ac: Decimal | None
    bac: Decimal | None
    sv: Decimal | None
    cv: Decimal | None
    spi: float | None
    cpi: float | None
    eac: EstimateFacts
    etc: Decimal | None
    vac: Decimal | None
    tcpi: ToCompleteFacts
    es: float | None
    at: int | None
    sv_t: float | None
    spi_t: float | None
    ieac_t: float | None


def health_facts(portfolio: Portfolio, project: Project, as_of: datetime.date) -> HealthFacts:
    """Computed health; completed projects are blue."""
    counting = health_of(portfolio, project, as_of).counting
    return HealthFacts(**{str(name): colour for name, colour in counting.items()})


def is_watermelon(portfolio: Portfolio, project: Project, as_of: datetime.date) -> bool | None:
    """Whether something is declared green that is red; None where no status update is in time."""
    health = health_of(portfolio, project, as_of)
    return health.watermelon if health.declared.get("overall") in ("green", "amber", "red") else None


def evm_facts(portfolio: Portfolio, project: Project, as_of: datetime.date) -> EarnedValueFacts | None:
    """Earned value; None without a budget."""
    if project.budget is None:
        return None
    found = performance(portfolio, project, as_of)
    value, time = found.value, found.time
    return EarnedValueFacts(
        *(value.pv, value.ev, value.ac, value.bac, value.sv, value.cv, value.spi, value.cpi),
        EstimateFacts(value.eac.cpi, value.eac.budget, value.eac.cpi_spi, value.eac.bottom_up),
        *(value.etc, value.vac),
        ToCompleteFacts(value.tcpi.bac, value.tcpi.eac),
        time.es,
        time.at,
        time.sv_t,
        time.spi_t,
        time.ieac_t,
    )
