"""Internal rates, MIRR, payback, ratios: published answers, answers by hand, what is not defined."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.appraisal.figures import NAMES, Figures, Rates, figures
from pmo.analysis.appraisal.flows import Flows, flows_of
from pmo.analysis.appraisal.payback import payback
from pmo.analysis.appraisal.present_value import net_present_value
from pmo.analysis.appraisal.rates import internal_rates
from pmo.analysis.appraisal.tornado import tornado
from pmo.model.charter import CashFlow
from pmo.model.scalars import NonNegative, Number, Period
from tests.oracles import oracle


def listed(amounts: Sequence[Any], periods: Iterable[str] | None = None) -> Flows:
    """Net amounts, a year each unless their periods are given."""
    names = periods or (str(2026 + place) for place in range(len(amounts)))
    found = flows_of(
        CashFlow(
            period=Period(name),
            cost=NonNegative(str(-amount)) if amount < 0 else None,
            benefit=Number(str(amount)) if amount > 0 else None,
        )
        for name, amount in zip(names, amounts, strict=True)
    )
    assert found is not None
    return found


def worth(
    amounts: Sequence[Any], rate: Any = "0.1", periods: Iterable[str] | None = None, **rates: Any
) -> Figures:
    discount = None if rate is None else Decimal(str(rate))
    finance, reinvest = (
        Decimal(str(rates[name])) if name in rates else discount for name in ("finance", "reinvest")
    )
    return figures(listed(amounts, periods), Rates(discount, finance, reinvest))


def rates_of(amounts: Sequence[Any], periods: Iterable[str] | None = None) -> list[float]:
    return [float(rate) for rate in worth(amounts, None, periods).irr_all]


@pytest.mark.parametrize("name", ["irr-npf-1", "irr-npf-3", "irr-npf-5", "irr-npf-gh44"])
def test_internal_rates_of_numpy_financial(name: str) -> None:
    example = oracle(name)
    found = worth(example.inputs["flows"])
    assert found.irr is not None
    assert float(found.irr) == example.expect("irr")
    assert found.irr_all == (found.irr,)
    assert "irr" not in found.reasons


def test_the_oil_pump_of_solomon_has_two_rates() -> None:
    example = oracle("irr-pump")
    found = worth(example.inputs["flows"])
    assert [float(rate) for rate in found.irr_all] == example.expect("irrs")
    assert found.irr is None
    assert str(found.reasons["irr"]) == "there are 2 rates: the flows change sign several times"


def test_flows_of_brealey_myers_allen_without_a_rate() -> None:
    example = oracle("bma-no-irr")
    found = worth(example.inputs["flows"], example.inputs["rate"])
    assert len(found.irr_all) == example.expected["n_irr"]
    assert found.irr is None
    assert str(found.reasons["irr"]) == "the net present value is above zero at every rate"
    assert found.npv is not None
    assert float(found.npv) == example.expect("npv10")


def test_exclusive_projects_rank_by_value_not_by_rate() -> None:
    example = oracle("bma-ma-exclusive")
    small, large = (worth(example.inputs[name], example.inputs["rate"]) for name in "AB")
    assert (small.irr or 0) > (large.irr or 0)
    assert (small.npv or 0) < (large.npv or 0)
    assert [float(one.npv or 0) for one in (small, large)] == [example.expect("npvA"), example.expect("npvB")]


def test_the_modified_rate_of_excel() -> None:
    example = oracle("mirr-excel")
    given_ = {"finance": example.inputs["finance_rate"], "reinvest": example.inputs["reinvest_rate"]}
    found = worth(example.inputs["flows"], None, **given_)
    assert found.mirr is not None
    assert float(found.mirr) == example.expect("mirr")


def test_the_payback_table_of_brealey_myers_allen() -> None:
    example = oracle("bma-payback")
    found = [worth(example.inputs[name], example.inputs["rate"]) for name in "ABC"]
    assert [ceil(one.payback or 0) for one in found] == example.expected["whole_years"]
    assert [float(one.payback or 0) for one in found] == pytest.approx([2.2, 1 + 1500 / 1800, 1.4])
    assert [float(one.npv or 0) for one in found] == example.expect("npv")


def test_benefits_over_costs() -> None:
    example = oracle("bcr-def")
    flows = flows_of(
        CashFlow(period=Period(str(2026 + n)), cost=NonNegative(cost), benefit=Number(benefit))
        for n, (cost, benefit) in enumerate(
            zip(example.inputs["costs"], example.inputs["benefits"], strict=True)
        )
    )
    rate = Decimal(str(example.inputs["rate"]))
    found = figures(flows, Rates(rate, rate, rate))
    assert float(found.bcr or 0) == example.expect("bcr")
    assert float(found.npv or 0) == example.expect("npv")
    assert float(found.pi or 0) == pytest.approx(example.expected["npv"] / 100)
    assert float(found.roi or 0) == pytest.approx(0.2)
    assert float((found.bcr or 0) - (found.pi or 0)) == pytest.approx(1)


def test_flows_by_day_of_excel_at_its_rate() -> None:
    """XNPV counts days over 365; the sum underneath is the same."""
    example = oracle("xnpv-xirr-excel")
    days = [datetime.date.fromisoformat(day) for day in example.inputs["dates"]]
    amounts = [Decimal(amount) for amount in example.inputs["flows"]]
    years = [Fraction((day - days[0]).days, 365) for day in days]
    value = net_present_value(zip(years, amounts, strict=True), Decimal(str(example.inputs["rate"])))
    assert float(value or 0) == example.expect("xnpv")
    # Months of 365/12 days: the step is a 365th of a year, twelve of which are 12/365 years.
    exact = internal_rates([(day - days[0]).days for day in days], amounts, 1).all
    yearly = [(1 + float(rate)) ** (365 / 12) - 1 for rate in exact]
    assert yearly == [example.expect("xirr")]


# By hand


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([-100, 110], [0.1]),
        ([-100, 100], [0]),
        ([-100, 50], [-0.5]),
        ([-100, 1], [-0.99]),
        ([-1000, 1], [-0.999]),
        ([0, -100, 110], [0.1]),
        ([0, 0, -100, 0, 121], [0.1]),
        ([100, -110], [0.1]),
        # (x - 1/1.1)(x - 1/1.2)(x - 1/1.3), times 1.1 * 1.2 * 1.3
        ([-1, Decimal("3.6"), Decimal("-4.31"), Decimal("1.716")], [0.1, 0.2, 0.3]),
        # Twice and three times the same: 1.1 squared, cubed
        ([-1, Decimal("2.2"), Decimal("-1.21")], [0.1]),
        ([-1, Decimal("3.3"), Decimal("-3.63"), Decimal("1.331")], [0.1]),
        ([-1, *[0] * 99, 2], [2 ** (1 / 100) - 1]),
        ([-10, Decimal("21.5"), Decimal("-11.55")], [0.05, 0.1]),
        ([Decimal("0.000001"), -(10**12)], [10**18 - 1]),
    ],
)
def test_rates_by_hand(amounts: list[Any], expected: list[float]) -> None:
    if expected[0] > 1e12:
        assert str(worth(amounts).reasons["irr"]) == "the rate is beyond all measure"
        return
    assert rates_of(amounts) == pytest.approx(expected, abs=1e-9)
    assert (worth(amounts).irr is None) == (len(expected) > 1)


def test_an_annuity_over_thirty_years_by_month() -> None:
    periods = [f"{2026 + n // 12}-{n % 12 + 1:02}" for n in range(361)]
    # A loan at 0.5% a month; the amount is the present value of 360 payments of 1000.
    loan = sum(Decimal(1000) / Decimal("1.005") ** n for n in range(1, 361))
    (rate,) = rates_of([-round(loan, 10), *[1000] * 360], periods)
    assert rate == pytest.approx(1.005**12 - 1, abs=1e-9)


@pytest.mark.parametrize(
    ("amounts", "reason"),
    [
        ([100, 50], "all flows are above zero"),
        ([-100, -50], "all flows are below zero"),
        ([0, 0], "all flows are zero"),
        ([-100], "all flows are below zero"),
        ([-1000, 3000, -2500], "the net present value is below zero at every rate"),
    ],
)
def test_without_a_rate_the_reason_is_said(amounts: list[Any], reason: str) -> None:
    found = worth(amounts)
    assert (found.irr, found.irr_all) == (None, ())
    assert str(found.reasons["irr"]) == reason


flows = st.lists(st.integers(-50, 50), min_size=2, max_size=9)


@given(flows)
def test_at_every_internal_rate_the_net_present_value_is_zero(amounts: list[int]) -> None:
    found = listed(amounts)
    returns = internal_rates(found.months, found.net, found.step)
    assert list(returns.all) == sorted(returns.all)
    assert (returns.reason is None) == (len(returns.all) == 1)
    for rate in returns.all:
        value = net_present_value(zip(found.years, found.net, strict=True), rate)
        size = net_present_value(zip(found.years, map(abs, found.net), strict=True), rate)
        assert abs(value or 0) <= Decimal("1e-15") * (size or 0)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=4, unique=True))
def test_rates_that_were_built_in_are_found(percent: list[int]) -> None:
    amounts = [Decimal(1)]
    for one in percent:  # times (x * (1 + rate) - 1)
        growth = 1 + Decimal(one) / 100
        longer = [Decimal(0), *(a * growth for a in amounts)]
        amounts = [a - b for a, b in zip(longer, [*amounts, Decimal(0)], strict=True)]
    assert rates_of(amounts) == pytest.approx([one / 100 for one in sorted(percent)], abs=1e-9)


@pytest.mark.parametrize(
    ("amounts", "expected", "reason"),
    [
        ([-100, 40, 80], 1.75, None),
        ([-100, 0, 0, 100], 3, None),
        ([-100, 100], 1, None),
        ([100, 50], 0, None),
        ([0, -100, 100], 2, None),
        ([1000, -3000, 2500], 1.8, None),
        ([-100, 99], None, "the flows never add up to what was paid in"),
        ([-100, 150, -100], None, "it comes out of the red, but is below zero again in the end"),
        ([100, -150], None, "it comes out of the red, but is below zero again in the end"),
        ([0, 0], None, "all flows are zero"),
    ],
)
def test_payback_by_hand(amounts: list[Any], expected: float | None, reason: str | None) -> None:
    found = payback([Decimal(amount) for amount in amounts])
    assert (None if found.periods is None else float(found.periods)) == expected
    assert (found.reason and str(found.reason)) == reason


def test_a_payback_that_is_undone_later_says_when_it_is_for_good() -> None:
    found = payback([Decimal(amount) for amount in (-100, 60, 60, -30, 60)])
    assert float(found.periods or 0) == pytest.approx(1 + 40 / 60)
    assert float(found.for_good or 0) == pytest.approx(3 + 10 / 60)
    assert str(found.reason).startswith("undone later; for good after 3.16")


def test_gaps_count_as_zero_and_quarters_are_periods() -> None:
    yearly = worth([-100, 100], periods=["2026", "2029"])
    assert yearly.payback == 3
    quarterly = worth([-100, 60, 60], "0.21", ["2026-Q4", "2027-Q2", "2027-Q3"])
    assert float(quarterly.payback or 0) == pytest.approx(2 + 40 / 60)
    assert float(quarterly.npv or 0) == pytest.approx(-100 + 60 / 1.1 + 60 / 1.21**0.75)
    assert rates_of([-100, 110], ["2026-Q1", "2026-Q3"]) == pytest.approx([0.21])


def test_periods_of_different_length_have_no_payback_but_all_the_rest() -> None:
    found = worth([-100, 50, 80], "0.1", ["2026-Q1", "2026-Q2", "2027"])
    assert (found.payback, found.discounted_payback) == (None, None)
    assert str(found.reasons["payback"]) == "the periods are not equally long"
    assert float(found.npv or 0) == pytest.approx(-100 + 50 / 1.1**0.25 + 80 / 1.1)
    assert found.irr is not None
    assert found.mirr is not None


def test_discounted_payback() -> None:
    found = worth([-100, 55, 121], "0.1")  # 50, then 100 today
    assert (float(found.payback or 0), float(found.discounted_payback or 0)) == (
        pytest.approx(1 + 45 / 121),
        pytest.approx(1.5),
    )


def test_without_a_discount_rate_the_rest_is_known() -> None:
    found = worth([-100, 121], None)
    without = "there is no discount rate"
    assert {name: str(reason) for name, reason in found.reasons.items()} == {
        "npv": without,
        "mirr": "there is no rate to finance and reinvest at",
        "discounted_payback": without,
        "bcr": without,
        "pi": without,
    }
    assert (found.irr, found.payback, found.roi) == (
        pytest.approx(Decimal("0.21")),
        pytest.approx(Decimal(100) / 121),
        Decimal("0.21"),
    )


@pytest.mark.parametrize("rate", ["-1", "-3"])
def test_a_rate_that_leaves_nothing(rate: str) -> None:
    found = worth([-100, 121], rate)
    assert (found.npv, found.mirr, found.bcr, found.pi, found.discounted_payback) == (None,) * 5
    assert str(found.reasons["npv"]) == "a rate of -100% or less leaves nothing"


def test_without_costs_there_are_no_ratios() -> None:
    found = worth([100, 50])
    assert (found.bcr, found.pi, found.roi, found.mirr) == (None,) * 4
    assert str(found.reasons["bcr"]) == str(found.reasons["roi"]) == "there are no costs to divide by"
    assert str(found.reasons["mirr"]) == "no flow is below zero"
    assert str(worth([-100, -50]).reasons["mirr"]) == "no flow is above zero"
    assert str(worth([-100]).reasons["mirr"]) == "there is only one period"


def test_benefits_below_zero_are_disbenefits() -> None:
    disbenefit = CashFlow(period=Period("2027"), benefit=Number(-50))
    cost = CashFlow(period=Period("2026"), cost=NonNegative(100))
    found = figures(flows_of([cost, disbenefit]), Rates(Decimal(0), Decimal(0), Decimal(0)))
    assert (found.bcr, found.pi, found.roi) == (Decimal("-0.5"), Decimal("-1.5"), Decimal("-1.5"))


def test_without_flows_nothing_is_known() -> None:
    found = figures(None, Rates(Decimal(0), None, None))
    assert {str(reason) for reason in found.reasons.values()} == {"there are no cash flows"}
    assert set(found.reasons) == set(NAMES)


@pytest.mark.parametrize("rate", ["-0.9999999999", "1e29"])
def test_figures_beyond_all_measure_are_none(rate: str) -> None:
    found = worth([-100, *[0] * 98, 121], rate)
    assert found.npv is None or found.npv == -100
    assert (found.reasons.get("npv") is None) == (found.npv is not None)
    extreme = worth([-100, 121], "0.1", ["2026-01", "2026-02"], reinvest="1e29", finance="0")
    assert extreme.mirr is not None
    assert str(worth([Decimal("-1e-20"), 10**25], "0", ["2026-01", "2026-02"]).reasons["mirr"]) == (
        "the figure is beyond all measure"
    )


def test_amounts_are_exact() -> None:
    amount = 123456789012345678901234567890
    assert worth([-amount, amount + 1], "0").npv == 1


def test_the_tornado_by_hand() -> None:
    found = tornado(listed([-100, 121]), Decimal("0.1"), Decimal("0.2"))
    assert found is not None
    assert [(one.driver, one.low, one.high) for one in found.swings] == [
        ("benefit", Decimal(-12), Decimal(32)),
        ("cost", Decimal(-10), Decimal(30)),
        ("delay", Decimal(0), Decimal(10)),
    ]
    assert found.cost_of_delay == 10
    assert found.months == 12
    switching = {one.driver: one.switching for one in found.swings}
    assert switching == {"cost": Decimal("0.1"), "benefit": pytest.approx(Decimal(-1) / 11), "delay": None}
    assert tornado(listed([-100, 121]), Decimal(-1), Decimal("0.2")) is None
