"""How the portfolio is spread: by category, by the horizon of what it serves, by the time to its finish, by risk."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from pmo.analysis.health import health_of
from pmo.analysis.progress import finish_of
from pmo.analysis.strategic_fit import FittedProject, StrategicFit
from pmo.model.portfolio import Portfolio

Dimension = Literal["category", "horizon", "finish", "risk"]
FINISHES: Final = ("within-a-year", "within-two-years", "later")
_ORDERS: Final[dict[Dimension, Sequence[str]]] = {
    "category": ("regulatory", "strategic", "operational", "innovation"),
    "horizon": (),
    "finish": FINISHES,
    "risk": ("red", "amber", "green"),
}


@dataclass(frozen=True, slots=True)
class Slice:
    """The projects that have something in common."""

    dimension: Dimension
    """`horizon`: of the objective that a project contributes most to; `finish`: the time until it is expected to
    finish; `risk`: the colour of its risk by the register."""
    key: str | None
    """None for projects of which it is not known."""
    projects: tuple[str, ...]
    share: float
    """Of the number of projects."""
    spend: Decimal
    spend_share: float | None
    """Of the spend of all; None where nothing is spent."""


def balance(portfolio: Portfolio, fit: StrategicFit, as_of: datetime.date) -> tuple[Slice, ...]:
    """The projects by each dimension; every project is in one slice of each."""
    keys: dict[Dimension, Callable[[FittedProject], str | None]] = {
        "category": lambda one: one.project.charter.category if one.project.charter else None,
        "horizon": lambda one: portfolio.objectives[one.strongest].horizon if one.strongest else None,
        "finish": lambda one: _finish(portfolio, one, as_of),
        "risk": lambda one: health_of(portfolio, one.project, as_of).counting.get("risk"),
    }
    return tuple(part for dimension, key in keys.items() for part in _slices(dimension, fit, key))


def _slices(
    dimension: Dimension, fit: StrategicFit, key: Callable[[FittedProject], str | None]
) -> Iterable[Slice]:
    found: dict[str | None, list[FittedProject]] = {}
    for one in fit.projects:
        found.setdefault(key(one), []).append(one)
    order = _ORDERS[dimension]

    def place(name: str | None) -> tuple[bool, int, str]:
        return name is None, order.index(name) if name in order else len(order), name or ""

    for name in sorted(found, key=place):
        members = found[name]
        spend = sum((one.spend for one in members if one.spend is not None), Decimal(0))
        yield Slice(
            dimension,
            name,
            tuple(one.project.id for one in members),
            len(members) / len(fit.projects),
            spend,
            float(spend / fit.spend) if fit.spend else None,
        )


def _finish(portfolio: Portfolio, one: FittedProject, as_of: datetime.date) -> str | None:
    day = finish_of(portfolio, one.project, as_of).expected
    if day is None:
        return None
    days = (day - as_of).days
    return FINISHES[0] if days <= 365 else FINISHES[1] if days <= 730 else FINISHES[2]
