"""Appraisals as data of JSON."""

from collections.abc import Sequence
from decimal import Context, Decimal
from typing import Any

from msgspec import Struct

from pmo.analysis.appraisal import Appraisal, Figures
from pmo.analysis.appraisal.flows import PRECISE, Flows
from pmo.analysis.appraisal.tornado import Tornado
from pmo.locale import Language
from pmo.render.views.words import in_words

_WIDE = Context(prec=200)
_DIGITS = Decimal("1e-8")
"""Decimals to which amounts are given: below the smallest coin of any currency."""
_RATE_DIGITS = Decimal("1e-12")


class FiguresData(Struct, frozen=True, kw_only=True):
    """Figures of a row of cash flows; `reasons` says by figure why it is null, or what is to know about it.

    `irr` is null when there are none or several; `irr_all` is every rate in rising order. Paybacks are in periods
    from t = 0. `pi` is NPV / PV(costs), `roi` (benefits - costs) / costs undiscounted.
    """

    npv: Decimal | None
    pv_costs: Decimal | None
    pv_benefits: Decimal | None
    irr: float | None
    irr_all: list[float]
    mirr: float | None
    payback: float | None
    discounted_payback: float | None
    bcr: float | None
    pi: float | None
    roi: float | None
    reasons: dict[str, str]


class OptionData(FiguresData, frozen=True, kw_only=True):
    """An option of the business case; the recommended one without flows of its own has those of the case."""

    option: str
    title: str
    recommended: bool
    best: bool


class FlowData(Struct, frozen=True):
    """A period: what goes out, comes in, and the sum of both up to then."""

    period: str
    cost: Decimal
    benefit: Decimal
    net: Decimal
    cumulative: Decimal


class SwingData(Struct, frozen=True):
    """What one driver does to the net present value: its lowest and highest; `switching` is the change of the driver (a
    share) at which it is zero.
    """

    driver: str
    low: Decimal
    high: Decimal
    switching: float | None


class SensitivityData(Struct, frozen=True):
    """How the net present value moves when costs and benefits vary by `change`, and when benefits come
    `delay_months` later; the widest swing first.
    """

    change: float
    delay_months: int
    swings: list[SwingData]


class ProjectAppraisalData(FiguresData, frozen=True, kw_only=True):
    """The appraisal of a project, in its own currency. Rates are yearly; `cost_of_delay` is what the net present value
    loses when the benefits come one period later.
    """

    project: str
    title: str
    state: str | None
    currency: str
    discount_rate: Decimal | None
    finance_rate: Decimal | None
    reinvest_rate: Decimal | None
    period_months: int | None
    cash_flows: list[FlowData]
    options: list[OptionData]
    sensitivity: SensitivityData | None
    cost_of_delay: Decimal | None


class AppraisalData(Struct, frozen=True):
    """The `data` of `pmo appraise`."""

    convention: str
    projects: list[ProjectAppraisalData]


def data(found: Sequence[Appraisal], language: Language) -> AppraisalData:
    """The `data` of `pmo appraise`."""
    return AppraisalData(convention(language), [_project(one, language) for one in found])


def convention(language: Language) -> str:
    """How cash flows are discounted."""
    return language.text(
        "The first period is t = 0 and is not discounted; later ones are discounted at the yearly rate by the years to their start"
    )


def _project(one: Appraisal, language: Language) -> ProjectAppraisalData:
    charter = one.project.charter
    return ProjectAppraisalData(
        project=one.project.id,
        title=one.project.title,
        state=charter.state if charter else None,
        currency=one.currency,
        discount_rate=one.rates.discount,
        finance_rate=one.rates.finance,
        reinvest_rate=one.rates.reinvest,
        period_months=one.flows.length if one.flows and one.flows.is_even else None,
        cash_flows=_flows(one.flows) if one.flows else [],
        options=[
            OptionData(
                option=option.id,
                title=option.title,
                recommended=option.recommended,
                best=option is one.best,
                **_figures(option.figures, language),
            )
            for option in one.options
        ],
        sensitivity=_sensitivity(one.tornado) if one.tornado else None,
        cost_of_delay=money(one.tornado.cost_of_delay) if one.tornado else None,
        **_figures(one.figures, language),
    )


def _figures(found: Figures, language: Language) -> dict[str, Any]:
    return {
        "npv": money(found.npv),
        "pv_costs": money(found.pv_costs),
        "pv_benefits": money(found.pv_benefits),
        "irr": rate(found.irr),
        "irr_all": [float(rounded(one)) for one in found.irr_all],
        **{
            name: rate(getattr(found, name))
            for name in ("mirr", "payback", "discounted_payback", "bcr", "pi", "roi")
        },
        "reasons": {name: in_words(reason, language) for name, reason in found.reasons.items()},
    }


def _flows(flows: Flows) -> list[FlowData]:
    rows, so_far = [], Decimal(0)
    for period, cost, benefit, net in zip(flows.periods, flows.costs, flows.benefits, flows.net, strict=True):
        so_far = PRECISE.add(so_far, net)
        rows.append(FlowData(period, cost, benefit, net, so_far))
    return rows


def _sensitivity(found: Tornado) -> SensitivityData:
    return SensitivityData(
        float(found.change),
        found.months,
        [
            SwingData(one.driver, amount(one.low), amount(one.high), rate(one.switching))
            for one in found.swings
        ],
    )


def amount(value: Decimal) -> Decimal:
    """An amount without the digits that only a division left."""
    short = _WIDE.quantize(value, _DIGITS)
    return short.normalize(_WIDE) + 0 if short else Decimal(0)


def money(value: Decimal | None) -> Decimal | None:
    return None if value is None else amount(value)


def rounded(value: Decimal) -> Decimal:
    """A rate or ratio without the digits that only a division left."""
    return _WIDE.quantize(value, _RATE_DIGITS) + 0


def rate(value: Decimal | None) -> float | None:
    return None if value is None else float(rounded(value))
