"""Periods that money is shown in: names, days, and spreading that loses nothing."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.grids import UNITS, Grid, month_of
from pmo.model.scalars import Period

GRIDS = st.builds(Grid, st.sampled_from(UNITS), st.integers(1, 12))
MONTHS = st.integers(2000 * 12, 2050 * 12)
AMOUNTS = st.decimals(-(10**9), 10**9, places=4, allow_nan=False) | st.decimals(0, 10**6, places=2)


@given(GRIDS, MONTHS)
def test_a_period_is_named_and_ends_as_files_would_have_it(grid, month):
    number = grid.at(month)
    period = Period(grid.name(number))
    assert period.first_day(grid.fiscal_year_start) == grid.first_day(number)
    assert period.last_day(grid.fiscal_year_start) == grid.last_day(number)
    assert month_of(grid.first_day(number)) <= month <= month_of(grid.last_day(number))
    assert grid.of(grid.first_day(number)) == grid.of(grid.last_day(number)) == number


@given(GRIDS, AMOUNTS, MONTHS, st.integers(0, 40))
def test_spreading_conserves_money_exactly(grid, amount, first, more):
    parts = list(grid.split(amount, first, first + more))
    assert sum(part for _, part in parts) == amount
    assert [number for number, _ in parts] == list(range(grid.at(first), grid.at(first + more) + 1))
    for number, part in parts:
        start = max(first, month_of(grid.first_day(number)))
        end = min(first + more, month_of(grid.last_day(number)))
        even = amount * (end - start + 1) / (more + 1)
        assert abs(part - even) <= Decimal("0.01")
    if amount >= 0:
        assert all(part >= 0 for _, part in parts)


@pytest.mark.parametrize(
    ("amount", "months", "parts"),
    [
        ("100", 3, ["33.33", "33.34", "33.33"]),
        ("0.07", 12, ["0.01", "0.00", "0.01", "0.00", "0.01", "0.01", "0.00", "0.01", "0.00", "0.01", "0.00", "0.01"]),
        ("90000", 3, ["30000.00", "30000.00", "30000.00"]),
        ("0.001", 2, ["0.000", "0.001"]),
    ],
)  # fmt: skip
def test_parts_are_as_even_as_cents_allow(amount, months, parts):
    found = [part for _, part in Grid("month").split(Decimal(amount), 24000, 24000 + months - 1)]
    assert sum(found) == Decimal(amount)
    assert [str(part) for part in found] == parts


def test_the_first_and_the_last_years_have_names_and_days():
    fiscal = Grid("fiscal-year", 4)
    first, last = fiscal.of(datetime.date.min), fiscal.of(datetime.date.max)
    assert (fiscal.name(first), fiscal.first_day(first)) == ("FY0001", datetime.date.min)
    assert (fiscal.name(last), fiscal.last_day(last)) == ("FY9999", datetime.date.max)
    assert Grid("month").last_day(Grid("month").of(datetime.date(2028, 2, 3))) == datetime.date(2028, 2, 29)
