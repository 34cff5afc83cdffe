"""Payback: after how many periods what was paid in has come back.

In periods from t = 0; the flow of a period comes evenly from the period before to its own: -100, 40, 80 is paid back
after 1.75. 0 where the sum is never below zero.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from pmo.analysis.appraisal.flows import PRECISE
from pmo.findings import Message, message


class Payback(NamedTuple):
    """When the sum of the flows comes out of the red."""

    periods: Decimal | None
    """The first time."""
    for_good: Decimal | None
    """The last time: later where flows below zero undo the first."""
    reason: Message | None
    """Why there is none, or what is to know about it."""


def payback(amounts: Sequence[Decimal]) -> Payback:
    """The payback of one flow for each period."""
    if not any(amounts):
        return Payback(None, None, message("all flows are zero"))
    sums = list(accumulate(amounts, PRECISE.add))
    crossings = [
        PRECISE.add(place - 1, PRECISE.divide(-sums[place - 1], amounts[place]))
        for place in range(1, len(sums))
        if sums[place - 1] < 0 <= sums[place]
    ]
    if sums[-1] < 0:
        if crossings or sums[0] >= 0:
            return Payback(None, None, message("it comes out of the red, but is below zero again in the end"))
        return Payback(None, None, message("the flows never add up to what was paid in"))
    if not crossings:
        return Payback(Decimal(0), Decimal(0), None)
    undone = len(crossings) > 1
    reason = message("undone later; for good after {periods}", periods=crossings[-1]) if undone else None
    return Payback(crossings[0], crossings[-1], reason)
