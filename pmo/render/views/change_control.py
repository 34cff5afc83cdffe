"""The view of `pmo changes`: the pipeline of change requests, and what they add up to."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pmo.analysis.change_control import ChangeTotals, TrackedChange, change_control
from pmo.model.portfolio import Holder, Portfolio
from pmo.render.views.parts import Heading, named, where


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change request."""

    address: str
    """`<project>/changes/<id>`."""
    where: str
    """Title of the project or programme, or name of the portfolio."""
    title: str
    """The change in one line."""
    type: str | None
    """scope, schedule, cost, quality or other."""
    status: str
    """draft, submitted, assessed, postponed, approved, implemented, rejected or withdrawn."""
    raised: datetime.date
    """Day of the request."""
    raised_by: str
    """Name of who asks for it."""
    age_days: int
    """Working days from the request to its decision, else to today."""
    cost: Decimal | None
    """Change of the approved budget, in the currency of the project."""
    currency: str
    """That currency."""
    days: int | None
    """Working days by which it moves the finish."""
    decider: str | None
    """Name of the body or role whose authority is enough; None where nobody's is."""
    decided: datetime.date | None
    """Day of the decision."""
    decided_by: str | None
    """Name of the body or person that decided."""


@dataclass(frozen=True, slots=True)
class StageRow:
    """How many changes stand at a stage."""

    stage: str
    """draft, submitted, assessed, postponed, approved, implemented, rejected or withdrawn."""
    changes: int
    """Number of changes."""


@dataclass(frozen=True, slots=True)
class ChangeTotalsRow:
    """What the changes of a project add up to."""

    address: str
    """Of the project or programme, or `office`."""
    where: str
    """Its title."""
    currency: str
    """Currency of the amounts."""
    original: Decimal | None
    """Budget before any change."""
    agreed: int
    """Approved and implemented changes."""
    agreed_cost: Decimal
    """What they add to the budget."""
    agreed_days: int
    """Working days that they move the finish."""
    growth: float | None
    """Their cost as a fraction of the original budget."""
    pending: int
    """Changes that wait for a decision."""
    pending_cost: Decimal
    """What they would add."""
    pending_days: int
    """Working days that they would move the finish."""


@dataclass(frozen=True, slots=True)
class ChangesView:
    """Change control."""

    heading: Heading
    """Portfolio, revision and day."""
    stages: tuple[StageRow, ...]
    """The pipeline; stages without a change are left out."""
    cycle_days: float | None
    """Median of the working days from request to decision."""
    changes: tuple[ChangeRow, ...]
    """Those that wait for a decision first, the oldest first."""
    totals: tuple[ChangeTotalsRow, ...]
    """By project, the largest growth first."""


def changes_view(portfolio: Portfolio, holders: Iterable[Holder], heading: Heading) -> ChangesView:
    """The change requests of these projects, programmes and the office."""
    found = change_control(portfolio, holders, heading.as_of)
    return ChangesView(
        heading=heading,
        stages=tuple(StageRow(stage, count) for stage, count in found.stages),
        cycle_days=found.cycle_days,
        changes=tuple(change_row(portfolio, one) for one in found.changes),
        totals=tuple(_totals(portfolio, one) for one in found.totals),
    )


def change_row(portfolio: Portfolio, one: TrackedChange) -> ChangeRow:
    change, decision = one.change, one.change.decision
    return ChangeRow(
        address=one.address,
        where=where(portfolio, one.holder),
        title=change.title,
        type=change.type,
        status=change.status,
        raised=change.raised,
        raised_by=named(portfolio, change.raised_by, one.holder) or change.raised_by,
        age_days=one.age_days,
        cost=change.impact.cost,
        currency=one.currency,
        days=change.impact.days,
        decider=named(portfolio, one.decider, one.holder),
        decided=decision.date if decision else None,
        decided_by=named(portfolio, (decision.body or decision.by) if decision else None, one.holder),
    )


def _totals(portfolio: Portfolio, one: ChangeTotals) -> ChangeTotalsRow:
    return ChangeTotalsRow(
        address=one.holder.address,
        where=where(portfolio, one.holder),
        currency=one.currency,
        original=one.original,
        agreed=one.agreed,
        agreed_cost=one.agreed_cost,
        agreed_days=one.agreed_days,
        growth=one.growth,
        pending=one.pending,
        pending_cost=one.pending_cost,
        pending_days=one.pending_days,
    )
