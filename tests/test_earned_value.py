"""Earned value and earned schedule: published answers, edges, and what holds for any figures."""

import math
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.earned_value import (
    NO_COST,
    NO_FORECAST,
    NO_PLAN,
    NOTHING_EARNED,
    NOTHING_PLANNED,
    NOTHING_SPENT,
    EarnedSchedule,
    EarnedValue,
    Figure,
    earned_schedule,
    earned_value,
    in_time,
)
from tests.oracles import Oracle, oracle


def of(
    bac: Figure | int, pv: Figure | int, ev: Figure | int, ac: Figure | int, estimate: Figure = NO_FORECAST
) -> EarnedValue:
    figures = (Decimal(one) if isinstance(one, int) else one for one in (bac, pv, ev, ac))
    return earned_value(*figures, estimate)


def cumulative(*amounts: int) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


# Published answers

FIGURES = {
    "pv": "pv", "ev": "ev", "sv": "sv", "cv": "cv", "spi": "spi", "cpi": "cpi", "etc_cpi": "etc", "vac_cpi": "vac",
    "eac_cpi": "eac.cpi", "eac_budget": "eac.budget", "eac_cpi_spi": "eac.cpi_spi",
    "tcpi_bac": "tcpi.bac", "tcpi_eac": "tcpi.eac",
}  # fmt: skip
IN_TIME = ("es", "sv_t", "spi_t", "ieac_t")


def figure(found: object, name: str) -> float | None:
    for word in name.split("."):
        found = getattr(found, word)
    return None if found is None else float(found)  # type: ignore[arg-type]


def assert_as_published(example: Oracle, value: EarnedValue, time: EarnedSchedule | None = None) -> None:
    tried = set()
    for name, expected in example.expected.items():
        if name in FIGURES:
            assert figure(value, FIGURES[name]) == example.approx(expected), (example.source, name)
            tried.add(name)
        elif time is not None and name in IN_TIME:
            assert getattr(time, name) == example.approx(expected), (example.source, name)
            tried.add(name)
    assert tried == set(example.expected), example.source


@pytest.mark.parametrize("name", ["evm-hand-001", "evm-ahead-003", "evm-complete-005"])
def test_a_project_period_by_period(name: str) -> None:
    """Source: pmcontrols reference cases (PMBOK, EIA-748, Lipke 2003)."""
    example = oracle(name)
    given_ = example.inputs
    plan = cumulative(*given_["pv_cum"][1:])
    ev = Decimal(given_["ev"])
    value = of(given_["bac"], given_["pv_cum"][given_["at"]], given_["ev"], given_["ac"])
    assert_as_published(example, value, in_time(plan, ev, given_["at"]))


@pytest.mark.parametrize("name", ["evm-pmp-eac-spicpi", "evm-pmp-houses", "evm-identity", "evm-edge-overrun"])
def test_four_figures(name: str) -> None:
    """Sources: PMP question banks; identities of the DAU Gold Card; the edge of a spent budget."""
    example = oracle(name)
    values = {key: Decimal(str(value)) for key, value in example.inputs.items()}
    assert_as_published(example, earned_value(values["bac"], values["pv"], values["ev"], values["ac"]))


def test_percentages_of_a_budget() -> None:
    """Source: R package PRA (Govan), after Damnjanovic and Reinschmidt."""
    example = oracle("evm-pra-001")
    bac = Decimal(example.inputs["bac"])
    pv, ev = (bac * Decimal(str(example.inputs[name])) for name in ("planned_pct", "actual_pct"))
    assert_as_published(example, earned_value(bac, pv, ev, Decimal(example.inputs["ac"])))


@pytest.mark.parametrize("name", ["es-interp-001", "es-interp-004", "es-before-first-period"])
def test_earned_schedule_interpolates(name: str) -> None:
    """Sources: pmcontrols reference suite; before the end of the first period it starts at PV_0 = 0."""
    example = oracle(name)
    plan = example.inputs.get("pv_cum_from_t0", [0])[1:] or example.inputs["pv_months_1_4"]
    assert float(earned_schedule(cumulative(*plan), Decimal(example.inputs["ev"]))) == example.expect("es")


def test_the_check_of_the_conventions() -> None:
    plan = cumulative(10, 25, 45, 70, 90, 100)
    value, time = of(100, 45, 30, 40), in_time(plan, Decimal(30), 3)
    assert (value.cpi, value.spi) == (0.75, pytest.approx(2 / 3))
    assert [round(float(one), 2) for one in (value.eac.cpi, value.eac.budget, value.eac.cpi_spi) if one] == [133.33, 110, 180]  # fmt: skip
    assert value.tcpi.bac == pytest.approx(7 / 6)
    assert (time.es, time.spi_t, time.ieac_t) == (2.25, 0.75, 8.0)


# Edges


def test_the_budget_is_spent_and_work_is_left() -> None:
    value = of(100, 100, 80, 100)
    assert value.tcpi.bac is None
    assert str(value.reasons["tcpi.bac"]) == "not achievable"
    assert value.tcpi.eac == pytest.approx(0.8)


def test_no_work_is_left() -> None:
    for ac in (90, 100, 110):
        value = of(100, 100, 100, ac)
        assert (value.tcpi.bac, value.tcpi.eac) == (None, None)
        assert {str(value.reasons[name]) for name in ("tcpi.bac", "tcpi.eac")} == {"complete"}
        assert value.eac.cpi == ac


def test_money_spent_with_nothing_earned_is_a_cpi_of_zero() -> None:
    value = of(100, 10, 0, 5)
    assert (value.cpi, value.spi) == (0, 0)
    assert value.eac.cpi is None
    assert value.reasons["eac.cpi"] == value.reasons["etc"] == value.reasons["vac"] == NOTHING_EARNED
    assert value.reasons["eac.cpi_spi"] == value.reasons["tcpi.eac"] == NOTHING_EARNED
    assert value.eac.budget == 105


@pytest.mark.parametrize("ac", [0, -5])
def test_no_index_over_nothing(ac: int) -> None:
    """A credit larger than the cost leaves no cost to compare with either."""
    value = of(100, 0, 10, ac)
    assert (value.spi, value.cpi, value.eac.cpi, value.eac.cpi_spi) == (None, None, None, None)
    assert (value.reasons["spi"], value.reasons["cpi"]) == (NOTHING_PLANNED, NOTHING_SPENT)
    assert value.reasons["eac.cpi"] == NOTHING_SPENT


def test_what_is_missing_says_so_wherever_it_is_needed() -> None:
    value = of(100, NO_PLAN, 30, NO_COST, Decimal(120))
    assert {name for name, why in value.reasons.items() if why == NO_PLAN} == {"pv", "sv", "spi"}
    assert {name for name, why in value.reasons.items() if why == NO_COST} == {
        "ac", "cv", "cpi", "eac.cpi", "eac.budget", "eac.cpi_spi", "etc", "vac", "tcpi.bac", "tcpi.eac",
    }  # fmt: skip
    assert value.eac.bottom_up == 120
    assert (value.sv, value.ev) == (None, 30)


def test_a_budget_of_nothing_is_complete_at_once() -> None:
    value = of(0, 0, 0, 5)
    assert (value.cpi, value.eac.cpi, value.eac.budget) == (0, None, 5)
    assert str(value.reasons["tcpi.bac"]) == "complete"


@pytest.mark.parametrize(
    ("plan", "ev", "es"),
    [
        ((10, 10, 10, 20), 10, 3),  # over a flat stretch it is its end
        ((0, 0, 10), 0, 2),
        ((10, 20), 20, 2),
        ((10, 20), 25, 2),  # no more than there is
        ((10, 20), 0, 0),
        ((10, 30), 15, Decimal("1.25")),
    ],
)
def test_earned_schedule_at_the_edges(plan: Sequence[int], ev: int, es: Decimal | int) -> None:
    assert earned_schedule(cumulative(*plan), Decimal(ev)) == es


def test_time_before_the_first_period_has_ended() -> None:
    time = in_time(cumulative(10, 20), Decimal(0), 0)
    assert (time.es, time.at, time.sv_t, time.spi_t, time.ieac_t) == (0, 0, 0, None, None)
    assert str(time.reasons["spi_t"]) == "no period of the plan has ended"


def test_time_in_which_nothing_was_earned() -> None:
    time = in_time(cumulative(10, 20), Decimal(0), 1)
    assert (time.spi_t, time.ieac_t, time.reasons["ieac_t"]) == (0, None, NOTHING_EARNED)


def test_time_without_a_plan() -> None:
    time = in_time(NO_PLAN, Decimal(10), NO_PLAN)
    assert (time.es, time.at, time.spi_t) == (None, None, None)
    assert set(time.reasons) == {"es", "at", "sv_t", "spi_t", "ieac_t"}


# What holds for any figures

AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=2)


@st.composite
def figures(draw: st.DrawFn) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """BAC, PV, EV and AC as files can give them: no more is planned or earned than the budget."""
    bac = draw(AMOUNTS)
    pv, ev = (draw(st.decimals(min_value=0, max_value=bac, places=2)) for _ in range(2))
    ac = draw(st.one_of(st.just(Decimal(0)), st.decimals(min_value=-(10**6), max_value=10**12, places=2)))
    return bac, pv, ev, ac


@given(figures(), st.one_of(st.none(), AMOUNTS))
def test_no_figure_is_infinite_and_each_missing_one_has_a_reason(
    four: tuple[Decimal, Decimal, Decimal, Decimal], estimate: Decimal | None
) -> None:
    value = earned_value(*four, NO_FORECAST if estimate is None else estimate)
    names = [*FIGURES.values(), "eac.bottom_up", "bac", "ac"]
    for name in names:
        found = figure(value, name)
        assert (found is None) == (name in value.reasons)
        assert found is None or math.isfinite(found)


@given(figures())
def test_the_estimate_is_never_below_what_is_spent(four: tuple[Decimal, Decimal, Decimal, Decimal]) -> None:
    value = earned_value(*four)
    for estimate in (value.eac.cpi, value.eac.budget, value.eac.cpi_spi):
        assert estimate is None or estimate >= four[3]


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30), st.integers(0, 40_000), st.integers(0, 60))
def test_earned_schedule_is_where_the_plan_earns_as_much(planned: list[int], earned: int, at: int) -> None:
    plan = list(accumulate(map(Decimal, planned)))
    ev = Decimal(min(earned, sum(planned)))
    time = in_time(plan, ev, at)
    assert time.es is not None
    assert 0 <= time.es <= len(plan)
    whole = int(time.es)
    before, after = ([Decimal(0), *plan, plan[-1]][index] for index in (whole, whole + 1))
    there = before + (after - before) * (Decimal(time.es) - whole)
    assert float(there) == pytest.approx(float(ev), rel=1e-6, abs=1e-6)
    assert all(one is None or math.isfinite(one) for one in (time.sv_t, time.spi_t, time.ieac_t))
    later = [float(earned_schedule(plan, Decimal(amount))) for amount in range(0, sum(planned) + 1, 97)]
    assert all(one <= other for one, other in pairwise(later))
