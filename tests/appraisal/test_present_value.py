"""Net present value: published answers, the convention, and what is not known."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.appraisal import net_present_value, npv
from pmo.analysis.appraisal.flows import flows_of
from pmo.model.charter import CashFlow
from pmo.model.scalars import NonNegative, Number, Period
from tests.oracles import oracle
from tests.portfolios import charter, office, portfolio


def yearly(flows: list[Any], rate: float) -> float:
    amounts = [(Fraction(year), Decimal(str(flow))) for year, flow in enumerate(flows)]
    value = net_present_value(amounts, Decimal(str(rate)))
    assert value is not None
    return float(value)


def test_npv_of_numpy_financial() -> None:
    example = oracle("npv-npf-1")
    assert yearly(example.inputs["flows"], example.inputs["rate"]) == example.expect("npv")


def test_npv_of_the_payback_table_of_brealey_myers_allen() -> None:
    example = oracle("bma-payback")
    found = [yearly(example.inputs[project], example.inputs["rate"]) for project in "ABC"]
    assert found == example.expect("npv")


def test_npv_of_exclusive_projects_of_brealey_myers() -> None:
    example = oracle("bma-ma-exclusive")
    assert yearly(example.inputs["A"], example.inputs["rate"]) == example.expect("npvA")
    assert yearly(example.inputs["B"], example.inputs["rate"]) == example.expect("npvB")


def test_npv_of_a_flow_without_an_irr() -> None:
    example = oracle("bma-no-irr")
    assert yearly(example.inputs["flows"], example.inputs["rate"]) == example.expect("npv10")


def test_npv_of_costs_and_benefits() -> None:
    example = oracle("bcr-def")
    pairs = zip(example.inputs["costs"], example.inputs["benefits"], strict=True)
    assert yearly([benefit - cost for cost, benefit in pairs], example.inputs["rate"]) == example.expect(
        "npv"
    )


def flow(period: str, cost: int | None = None, benefit: int | None = None) -> CashFlow:
    return CashFlow(
        period=Period(period),
        cost=None if cost is None else NonNegative(cost),
        benefit=None if benefit is None else Number(benefit),
    )


def timed(flows: list[CashFlow], fiscal_year_start: int = 1) -> list[tuple[Fraction, Decimal]]:
    found = flows_of(flows, fiscal_year_start)
    assert found is not None
    return list(zip(found.years, found.net, strict=True))


def test_the_first_period_is_t_0_whatever_the_order() -> None:
    flows = [flow("2028", benefit=30), flow("2026", cost=50), flow("2027", 10, 30)]
    assert timed(flows) == [(Fraction(0), -50), (Fraction(1), 20), (Fraction(2), 30)]
    assert flows_of([]) is None


def test_flows_of_one_period_add_up() -> None:
    assert timed([flow("2026", cost=50), flow("2026", 10, 30)]) == [(Fraction(0), -30)]


def test_quarters_and_months_are_fractions_of_years() -> None:
    flows = [
        flow("2026-Q4", cost=1),
        flow("2027-Q1", cost=2),
        flow("2027-05", cost=3),
        flow("FY2027", cost=4),
    ]
    assert timed(flows, fiscal_year_start=4) == [
        (Fraction(0), -1),
        (Fraction(1, 4), -2),
        (Fraction(1, 2), -4),
        (Fraction(7, 12), -3),
    ]


def test_a_year_in_quarters_is_discounted_by_quarters() -> None:
    value = net_present_value([(Fraction(0), Decimal(-100)), (Fraction(1, 2), Decimal(110))], Decimal("0.21"))
    assert value == 0


@given(st.lists(st.integers(-1000, 1000), max_size=8), st.integers(-1000, 1000))
def test_present_values_add_up(flows: list[int], more: int) -> None:
    timed_flows = [(Fraction(year), Decimal(amount)) for year, amount in enumerate(flows)]
    rate = Decimal("0.07")
    whole, added = (
        net_present_value(timed_flows, rate),
        net_present_value([(Fraction(0), Decimal(more))], rate),
    )
    assert net_present_value([*timed_flows, (Fraction(0), Decimal(more))], rate) == pytest.approx(
        (whole or 0) + (added or 0)
    )


@pytest.mark.parametrize("rate", ["-1", "-1.5"])
def test_no_value_at_a_rate_that_leaves_nothing(rate: str) -> None:
    assert net_present_value([(Fraction(1), Decimal(10))], Decimal(rate)) is None


def test_figures_beyond_all_measure_have_no_value() -> None:
    assert net_present_value([(Fraction(9000), Decimal("1e999990"))], Decimal("-0.999999")) is None


CASE = {"cash_flows": [{"period": 2026, "cost": 100}, {"period": 2027, "benefit": 121}]}


def value_of(tmp_path: Path, case: dict[str, Any] | None, **prioritisation: Any) -> Decimal | None:
    found = portfolio(
        tmp_path,
        {
            "pmo.yaml": office(prioritisation=prioritisation),
            "projects/crm/charter.yaml": charter(business_case=case) if case is not None else charter(),
        },
    )
    return npv(found, found.projects["crm"])


def test_the_case_has_its_own_rate_else_the_office_s(tmp_path: Path) -> None:
    assert (
        value_of(tmp_path / "a", {**CASE, "discount_rate": Decimal("0.21")}, discount_rate=Decimal("0.1"))
        == 0
    )
    assert value_of(tmp_path / "b", CASE, discount_rate=Decimal("0.1")) == 10


def test_the_recommended_option_stands_in_for_flows_of_the_case(tmp_path: Path) -> None:
    case = {
        "options": [{"id": "buy", "title": "Buy", **CASE}, {"id": "x", "title": "X"}],
        "recommended": "Buy",
    }
    assert value_of(tmp_path / "a", case, discount_rate=Decimal("0.1")) == 10
    assert value_of(tmp_path / "b", {**case, "recommended": "rent"}, discount_rate=Decimal("0.1")) is None


def test_without_a_case_flows_or_a_rate_nothing_is_known(tmp_path: Path) -> None:
    assert value_of(tmp_path / "a", None, discount_rate=Decimal("0.1")) is None
    assert value_of(tmp_path / "b", {"summary": "Good"}, discount_rate=Decimal("0.1")) is None
    assert value_of(tmp_path / "c", CASE) is None
