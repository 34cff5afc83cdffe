"""How far benefits stay below what was planned of them by a day."""

import datetime
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Final

from pmo.analysis.periods import spans
from pmo.model.benefits import Benefit
from pmo.model.portfolio import Portfolio

_WIDE: Final = Context(prec=100)


@dataclass(frozen=True, slots=True)
class Drift:
    """What was planned of a benefit by a day, and what was measured."""

    planned: Decimal
    measured: Decimal | None
    """None where nothing was measured."""
    share: Decimal | None
    """(Planned - measured) / planned, the other way round for a disbenefit; below zero is better than planned."""


def drift(portfolio: Portfolio, benefit: Benefit, as_of: datetime.date) -> Drift | None:
    """The drift of a benefit; None where nothing that can be counted was planned by the day.

    With a profile the planned amounts of the periods that have ended are compared with all amounts measured.
    Without one the whole change from the baseline to the target is planned for the due day, and the latest
    value counts.
    """
    days = spans(portfolio)
    values = [
        (one.date, one.value.number)
        for one in benefit.measurements
        if one.date <= as_of and one.value.number is not None
    ]
    if benefit.profile:
        ended = [one.planned for one in benefit.profile if days[one.period.text][1] <= as_of]
        planned = sum(ended, Decimal(0))
        measured = sum((value for _, value in values), Decimal(0)) if values else None
    else:
        target = benefit.target.number
        if target is None or benefit.due is None or benefit.due > as_of:
            return None
        before = (benefit.baseline.number if benefit.baseline else None) or Decimal(0)
        planned = target - before
        measured = max(values)[1] - before if values else None
    if not planned:
        return None
    if measured is None:
        return Drift(planned, None, None)
    short = planned - measured
    share = _WIDE.divide(-short if benefit.disbenefit else short, planned)
    return Drift(planned, measured, share)
