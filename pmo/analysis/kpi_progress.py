"""How far a key figure has come from its baseline to its target."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pmo.model.shared import Kpi

KpiState = Literal["reached", "on-the-way", "off-the-way", "unknown"]


@dataclass(frozen=True, slots=True)
class KpiProgress:
    """A key figure on a day."""

    kpi: Kpi
    latest: Decimal | None
    """Latest value measured up to the day."""
    measured_on: datetime.date | None
    previous: Decimal | None
    """The value before that."""
    covered: float | None
    """Share of the way from baseline to target that is covered; below zero where it went the other way."""
    state: KpiState
    """`on-the-way`: better than the baseline, and no worse than at the measurement before."""


def kpi_progress(kpi: Kpi, as_of: datetime.date) -> KpiProgress:
    """Where a key figure stands; unknown without a measurement or a target."""
    known = sorted((one for one in kpi.measurements if one.date <= as_of), key=lambda one: one.date)
    latest = known[-1] if known else None
    previous = known[-2].value if len(known) > 1 else None
    value = latest.value if latest is not None else None
    return KpiProgress(
        kpi,
        value,
        latest.date if latest is not None else None,
        previous,
        _covered(kpi, value),
        _state(kpi, value, previous),
    )


def _covered(kpi: Kpi, value: Decimal | None) -> float | None:
    if value is None or kpi.target is None or kpi.baseline is None or kpi.target == kpi.baseline:
        return None
    return float((value - kpi.baseline) / (kpi.target - kpi.baseline))


def _state(kpi: Kpi, value: Decimal | None, previous: Decimal | None) -> KpiState:
    if value is None or kpi.target is None:
        return "unknown"
    sign = -1 if kpi.direction == "down" else 1
    if sign * value >= sign * kpi.target:
        return "reached"
    if kpi.baseline is None and previous is None:
        return "unknown"
    is_better = kpi.baseline is None or sign * value > sign * kpi.baseline
    is_worse = previous is not None and sign * value < sign * previous
    return "on-the-way" if is_better and not is_worse else "off-the-way"
