"""Rows of gate reviews, and these in figures."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pmo.analysis.calendars import calendar_of
from pmo.analysis.gate_calendar import DatedReview
from pmo.model.gates import PASSED
from pmo.model.portfolio import Portfolio

GATES_AHEAD: Final = 60
"""Working days ahead for which gates are shown as due."""


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate review."""

    address: str
    """`<project>/gates/<id>`."""
    project: str
    """Title of the project."""
    project_id: str
    """Its id."""
    gate: str
    """Title of the gate."""
    state: str
    """decided, held (without a decision yet), overdue, due."""
    day: datetime.date
    """Day on which it was held, else is planned."""
    decision: str | None
    """go, conditional, hold, recycle, kill."""
    late_days: int
    """Working days from the planned day to the one on which it was held, else to today."""
    conditions: int
    """Conditions of the decision."""
    open_conditions: tuple[str, ...]
    """Those that are not met, as text."""
    overdue_conditions: int
    """Of these, those that should be met by now."""


@dataclass(frozen=True, slots=True)
class GateTotals:
    """Gate reviews in figures."""

    decided: int
    """Reviews with a decision."""
    passed: int
    """Of these, those that let the project go on: go or conditional."""
    first_time: int
    """Gates that were passed at their first review."""
    pass_rate: float | None
    """Passed as a fraction of decided; None where nothing was decided."""
    in_time: int
    """Held on or before the planned day."""
    due: int
    """Planned within the next 60 working days."""
    overdue: int
    """Planned for a day that has passed, and not held."""
    open_conditions: int
    """Conditions that are not met."""


def gate_rows(
    portfolio: Portfolio, reviews: Iterable[DatedReview], since: datetime.date, as_of: datetime.date
) -> tuple[GateRow, ...]:
    """Overdue ones first, then what is due, those with open conditions, and those that were held since."""
    last = calendar_of(portfolio).add_working_days(as_of, GATES_AHEAD)
    rows = [row for one in reviews if _is_shown(row := _gate(one, as_of), since, last)]
    order = ("overdue", "due", "held", "decided")
    return tuple(sorted(rows, key=lambda row: (order.index(row.state), row.day, row.address)))


def _is_shown(row: GateRow, since: datetime.date, last: datetime.date) -> bool:
    if row.state in ("held", "decided"):
        return row.day >= since or bool(row.open_conditions)
    return row.day <= last


def _gate(one: DatedReview, as_of: datetime.date) -> GateRow:
    review = one.review
    is_held = one.state in ("held", "decided")
    conditions = review.conditions if is_held and one.project.is_open else ()
    open_ = [each for each in conditions if each.done is None or each.done > as_of]
    return GateRow(
        address=one.address,
        project=one.project.title,
        project_id=one.project.id,
        gate=one.gate,
        state=one.state,
        day=one.day,
        decision=review.decision if is_held else None,
        late_days=one.late_days,
        conditions=len(conditions),
        open_conditions=tuple(each.text for each in open_),
        overdue_conditions=sum(each.due < as_of for each in open_),
    )


def gate_totals(portfolio: Portfolio, reviews: Sequence[DatedReview], as_of: datetime.date) -> GateTotals:
    rows = [_gate(one, as_of) for one in reviews]
    decided = [row for row in rows if row.state == "decided"]
    first: dict[tuple[str, str], str | None] = {}
    for one in reviews:
        if one.state == "decided":
            first.setdefault((one.project.id, one.review.gate.lower()), one.review.decision)
    last = calendar_of(portfolio).add_working_days(as_of, GATES_AHEAD)
    passed = sum(row.decision in PASSED for row in decided)
    return GateTotals(
        decided=len(decided),
        passed=passed,
        first_time=sum(decision in PASSED for decision in first.values()),
        pass_rate=passed / len(decided) if decided else None,
        in_time=sum(row.late_days == 0 for row in decided),
        due=sum(row.state == "due" and row.day <= last for row in rows),
        overdue=sum(row.state == "overdue" for row in rows),
        open_conditions=sum(len(row.open_conditions) for row in rows),
    )
