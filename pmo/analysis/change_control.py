"""Change requests: how far, how long, who must decide, and what they add up to against the baseline."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Final

from pmo.analysis.authority import decider_of
from pmo.analysis.calendars import WorkingCalendar, calendar_of
from pmo.model.changes import Change
from pmo.model.portfolio import Holder, Portfolio, Project

STAGES: Final = (
    "draft",
    "submitted",
    "assessed",
    "postponed",
    "approved",
    "implemented",
    "rejected",
    "withdrawn",
)
"""In the order of the pipeline."""
PENDING: Final = frozenset({"submitted", "assessed", "postponed"})
AGREED: Final = frozenset({"approved", "implemented"})


@dataclass(frozen=True, slots=True)
class TrackedChange:
    """A change request on a day."""

    address: str
    holder: Holder
    change: Change
    currency: str
    age_days: int
    """Working days from the request to its decision or withdrawal, else to the day."""
    decider: str | None
    """Reference to the body or role with the least authority that is enough for it; None where nobody has it."""

    @property
    def is_pending(self) -> bool:
        """Asked for and not decided."""
        return self.change.status in PENDING


@dataclass(frozen=True, slots=True)
class ChangeTotals:
    """What the changes of a project add up to, in its currency."""

    holder: Holder
    currency: str
    original: Decimal | None
    """Budget before any change; None where it is not recorded."""
    agreed_cost: Decimal
    """Of approved and implemented changes."""
    agreed_days: int
    """Working days that they move the finish."""
    pending_cost: Decimal
    """Of the changes that wait for a decision."""
    pending_days: int
    agreed: int
    pending: int

    @property
    def growth(self) -> float | None:
        """Agreed cost as a fraction of the original budget."""
        return float(self.agreed_cost / self.original) if self.original else None


@dataclass(frozen=True, slots=True)
class ChangeControl:
    """All change requests of some projects, programmes and the office."""

    changes: tuple[TrackedChange, ...]
    """Those that wait for a decision first, the oldest first; then by stage."""
    stages: tuple[tuple[str, int], ...]
    """Number of changes by stage."""
    totals: tuple[ChangeTotals, ...]
    """By project, programme and office with changes, the largest growth first."""
    cycle_days: float | None
    """Median of the working days from request to decision; None while nothing was decided."""


def change_control(portfolio: Portfolio, holders: Iterable[Holder], as_of: datetime.date) -> ChangeControl:
    """The change requests as they stand on a day."""
    chosen = list(holders)
    calendar = calendar_of(portfolio)
    found = [
        _tracked(portfolio, calendar, holder, change, as_of) for holder in chosen for change in holder.changes
    ]
    found.sort(
        key=lambda one: (
            -1 if one.is_pending else STAGES.index(one.change.status),
            -one.age_days,
            one.address,
        )
    )
    words = [one.change.status for one in found]
    decided = [
        one.age_days
        for one in found
        if one.change.decision is not None and one.change.decision.date is not None
    ]
    totals = [
        _totals(portfolio, holder, [one for one in found if one.holder is holder])
        for holder in chosen
        if holder.changes
    ]
    return ChangeControl(
        changes=tuple(found),
        stages=tuple((stage, words.count(stage)) for stage in STAGES if stage in words),
        totals=tuple(sorted(totals, key=lambda one: (-(one.growth or 0), one.holder.address))),
        cycle_days=float(median(decided)) if decided else None,
    )


def _tracked(
    portfolio: Portfolio, calendar: WorkingCalendar, holder: Holder, change: Change, as_of: datetime.date
) -> TrackedChange:
    decided = change.decision.date if change.decision is not None else None
    end = min(decided or as_of, as_of)
    return TrackedChange(
        address=f"{holder.address}/changes/{change.id}",
        holder=holder,
        change=change,
        currency=portfolio.currency_of(holder),
        age_days=max(calendar.working_days_between(change.raised, end), 0),
        decider=decider_of(portfolio, holder, change),
    )


def _totals(portfolio: Portfolio, holder: Holder, changes: Sequence[TrackedChange]) -> ChangeTotals:
    agreed = [one.change for one in changes if one.change.status in AGREED]
    pending = [one.change for one in changes if one.is_pending]
    budget = holder.budget if isinstance(holder, Project) else None
    return ChangeTotals(
        holder=holder,
        currency=portfolio.currency_of(holder),
        original=budget.original if budget is not None else None,
        agreed_cost=_cost(agreed),
        agreed_days=_days(agreed),
        pending_cost=_cost(pending),
        pending_days=_days(pending),
        agreed=len(agreed),
        pending=len(pending),
    )


def _cost(changes: Iterable[Change]) -> Decimal:
    return sum((one.impact.cost for one in changes if one.impact.cost is not None), Decimal(0))


def _days(changes: Iterable[Change]) -> int:
    return sum(one.impact.days for one in changes if one.impact.days is not None)
