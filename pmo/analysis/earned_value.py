"""Earned value and earned schedule: the formulas, with the edges where an index is not defined.

An index that cannot be computed is None, with the reason beside it under its name (`tcpi.bac`): never
infinity, 0 or 1. Money spent with nothing earned is a CPI of 0. Money is exact but for the quotients, which
are rounded to `PLACES`.
"""

import operator
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from functools import partial
from typing import Final

from pmo.findings import Message, message

PLACES: Final = 8
"""Decimals of an amount that does not come out even."""
_STEP: Final = Decimal(1).scaleb(-PLACES)
_WIDE: Final = Context(prec=100, rounding=ROUND_HALF_EVEN)
"""Room for what comes of figures as long as files can hold."""

Figure = Decimal | Message
"""An amount or index, or why there is none."""

NO_BUDGET: Final = message("there is no approved budget")
NO_PLAN: Final = message("no planned value is recorded")
NO_COST: Final = message("no actual cost is recorded")
NOTHING_PLANNED: Final = message("nothing was planned by then")
NOTHING_SPENT: Final = message("nothing was spent by then")
NOTHING_EARNED: Final = message("nothing is earned")
NOT_ACHIEVABLE: Final = message("not achievable")
COMPLETE: Final = message("complete")
NO_FORECAST: Final = message("there is no forecast of the cost to complete")
NO_TIME: Final = message("no period of the plan has ended")


@dataclass(frozen=True, slots=True)
class Estimates:
    """Estimates at completion, by what they take the rest of the work to cost."""

    cpi: Decimal | None
    """Budget at completion over CPI: as dear as the work so far."""
    budget: Decimal | None
    """Actual cost and the work left at its budget."""
    cpi_spi: Decimal | None
    """Actual cost and the work left over CPI times SPI."""
    bottom_up: Decimal | None
    """Actual cost and the forecast of the cost to complete."""


@dataclass(frozen=True, slots=True)
class ToComplete:
    """To-complete performance indices: how much each unit of money left must earn."""

    bac: float | None
    """To end within the budget at completion."""
    eac: float | None
    """To end at the estimate at completion by CPI."""


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """Planned value, earned value, actual cost, and what follows from them."""

    bac: Decimal | None
    """Budget at completion."""
    pv: Decimal | None
    """Planned value."""
    ev: Decimal | None
    """Earned value."""
    ac: Decimal | None
    """Actual cost."""
    sv: Decimal | None
    """Schedule variance: EV - PV."""
    cv: Decimal | None
    """Cost variance: EV - AC."""
    spi: float | None
    """Schedule performance index: EV / PV; tends to 1 for a late project as it ends."""
    cpi: float | None
    """Cost performance index: EV / AC."""
    eac: Estimates
    etc: Decimal | None
    """Estimate to complete: EAC by CPI - AC."""
    vac: Decimal | None
    """Variance at completion: BAC - EAC by CPI."""
    tcpi: ToComplete
    reasons: Mapping[str, Message] = field(default_factory=dict)
    """Why a figure is None, by its name."""


@dataclass(frozen=True, slots=True)
class EarnedSchedule:
    """Time that was earned, in periods."""

    es: float | None
    """Periods in which the plan would have earned what is earned."""
    at: int | None
    """Periods that have passed."""
    sv_t: float | None
    """Schedule variance in periods: ES - AT."""
    spi_t: float | None
    """Schedule performance index in time: ES / AT."""
    ieac_t: float | None
    """Periods that the whole will take: planned duration / SPI(t)."""
    reasons: Mapping[str, Message] = field(default_factory=dict)
    """Why a figure is None, by its name."""


def earned_value(
    bac: Figure, pv: Figure, ev: Figure, ac: Figure, estimate: Figure = NO_FORECAST
) -> EarnedValue:
    """All figures that follow from four; ``estimate`` is the bottom-up one.

    A figure that is not known is given as the reason.
    """
    with localcontext(_WIDE):
        figures = _figures(bac, pv, ev, ac, estimate)

    def amount(name: str) -> Decimal | None:
        figure = figures[name]
        return None if isinstance(figure, Message) else rounded(figure)

    def index(name: str) -> float | None:
        figure = figures[name]
        return None if isinstance(figure, Message) else float(figure)

    return EarnedValue(
        bac=known(bac),
        pv=known(pv),
        ev=known(ev),
        ac=known(ac),
        sv=known(figures["sv"]),
        cv=known(figures["cv"]),
        spi=index("spi"),
        cpi=index("cpi"),
        eac=Estimates(
            amount("eac.cpi"), known(figures["eac.budget"]), amount("eac.cpi_spi"), known(estimate)
        ),
        etc=amount("etc"),
        vac=amount("vac"),
        tcpi=ToComplete(index("tcpi.bac"), index("tcpi.eac")),
        reasons={name: one for name, one in figures.items() if isinstance(one, Message)},
    )


def known(figure: Figure) -> Decimal | None:
    """The figure, where there is one."""
    return None if isinstance(figure, Message) else figure


def _figures(bac: Figure, pv: Figure, ev: Figure, ac: Figure, estimate: Figure) -> dict[str, Figure]:
    """Each figure, or why there is none, by its name."""
    spi, cpi = _index(ev, pv, NOTHING_PLANNED), _index(ev, ac, NOTHING_SPENT)
    by_cpi = _of(lambda bac, cpi, ev, ac: _divided(bac * ac, ev) if ev else NOTHING_EARNED, bac, cpi, ev, ac)
    by_both = _of(
        lambda bac, cpi, spi, ev, ac, pv: (
            ac + _divided((bac - ev) * ac * pv, ev * ev) if ev else NOTHING_EARNED
        ),
        *(bac, cpi, spi, ev, ac, pv),
    )
    left = _of(operator.sub, bac, ev)
    return {
        "bac": bac,
        "pv": pv,
        "ev": ev,
        "ac": ac,
        "sv": _of(operator.sub, ev, pv),
        "cv": _of(operator.sub, ev, ac),
        "spi": spi,
        "cpi": cpi,
        "eac.cpi": by_cpi,
        "eac.budget": _of(operator.add, ac, left),
        "eac.cpi_spi": by_both,
        "eac.bottom_up": estimate,
        "etc": _of(operator.sub, by_cpi, ac),
        "vac": _of(operator.sub, bac, by_cpi),
        "tcpi.bac": _of(_to_complete, left, bac, ac),
        "tcpi.eac": COMPLETE
        if isinstance(left, Decimal) and left <= 0
        else _of(_to_complete, left, by_cpi, ac),
    }


def index(ev: Figure, over: Figure) -> float | None:
    """SPI over planned value, CPI over actual cost; None where it is not defined."""
    figure = _index(ev, over, NOTHING_PLANNED)
    return None if isinstance(figure, Message) else float(figure)


def _index(ev: Figure, over: Figure, nothing: Message) -> Figure:
    return _of(lambda ev, over: _divided(ev, over) if over > 0 else nothing, ev, over)


def _to_complete(left: Decimal, end: Decimal, ac: Decimal) -> Figure:
    """The work left over the money left."""
    if left <= 0:
        return COMPLETE
    return _divided(left, end - ac) if end > ac else NOT_ACHIEVABLE


def earned_schedule(cumulative: Sequence[Decimal], ev: Decimal) -> Decimal:
    """Periods in which the plan would have earned ``ev``.

    ``cumulative`` is the planned value at the end of the periods 1, 2, ...; before them stands PV_0 = 0. Over
    a stretch in which nothing is planned it is the end of the stretch. The plan's end is the most there is.
    """
    reached = bisect_right(cumulative, ev)
    if reached == len(cumulative):
        return Decimal(reached)
    before = cumulative[reached - 1] if reached else Decimal(0)
    return reached + _divided(ev - before, cumulative[reached] - before)


def in_time(cumulative: Sequence[Decimal] | Message, ev: Figure, at: int | Message) -> EarnedSchedule:
    """Earned schedule after ``at`` periods; the planned duration is the length of ``cumulative``.

    What is not known is given as the reason.
    """
    with localcontext(_WIDE):
        figures = _in_time(cumulative, ev, at)
    floats = {name: None if isinstance(one, Message) else float(one) for name, one in figures.items()}
    return EarnedSchedule(
        es=floats["es"],
        at=at if isinstance(at, int) else None,
        sv_t=floats["sv_t"],
        spi_t=floats["spi_t"],
        ieac_t=floats["ieac_t"],
        reasons={name: one for name, one in figures.items() if isinstance(one, Message)},
    )


def _in_time(cumulative: Sequence[Decimal] | Message, ev: Figure, at: int | Message) -> dict[str, Figure]:
    """Each figure, or why there is none, by its name."""
    es = cumulative if isinstance(cumulative, Message) else _of(partial(earned_schedule, cumulative), ev)
    passed = Decimal(at) if isinstance(at, int) else at
    duration = 0 if isinstance(cumulative, Message) else len(cumulative)
    spi_t = _of(lambda es, at: _divided(es, at) if at else NO_TIME, es, passed)
    return {
        "es": es,
        "at": passed,
        "sv_t": _of(operator.sub, es, passed),
        "spi_t": spi_t,
        "ieac_t": _of(
            lambda spi_t, es, at: _divided(duration * at, es) if es else NOTHING_EARNED, spi_t, es, passed
        ),
    }


def rounded(amount: Decimal) -> Decimal:
    """An amount with at most `PLACES` decimals."""
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -PLACES:
        return amount
    return amount.quantize(_STEP, context=_WIDE)


def _of(compute: Callable[..., Figure], *parts: Figure) -> Figure:
    """What ``compute`` makes of the parts; the reason of the first that is missing."""
    for part in parts:
        if isinstance(part, Message):
            return part
    return compute(*parts)


def _divided(part: Decimal, whole: Decimal) -> Decimal:
    return _WIDE.divide(part, whole)
