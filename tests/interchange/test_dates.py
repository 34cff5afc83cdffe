"""Days and periods as people write them; what may be two days is never taken for one."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.errors import UsageError
from pmo.interchange.dates import Ambiguous, check_forms, day_of, from_serial, is_serial, period_of
from pmo.model.scalars import Period


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-04-03", "2026-04-03"),
        ("2026/4/3", "2026-04-03"),
        ("2026.04.03", "2026-04-03"),
        ("2026-04-03T00:00:00Z", "2026-04-03"),
        ("2026-04-03 10:30", "2026-04-03"),
        ("25/04/2026", "2026-04-25"),
        ("04/25/2026", "2026-04-25"),
        ("5/5/2026", "2026-05-05"),
        ("25.4.2026 08:00", "2026-04-25"),
        ("3 April 2026", "2026-04-03"),
        ("03-Apr-2026", "2026-04-03"),
        ("03-Apr-26", "2026-04-03"),
        ("3rd Apr 2026", "2026-04-03"),
        ("April 3, 2026", "2026-04-03"),
        ("Apr 3 2026", "2026-04-03"),
        ("Mon, 3 April 2026", "2026-04-03"),
        ("Tuesday 3 March 2026", "2026-03-03"),
        ("Tuesday, March 3, 2026", "2026-03-03"),
        ("17 Agustus 2026", "2026-08-17"),
        ("3 Mei 2026", "2026-05-03"),
    ],
)
def test_days(text, day):
    assert day_of(text) == datetime.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("03/04/2026", {"dd/mm/yyyy", "mm/dd/yyyy"}),
        ("3.4.2026", {"dd.mm.yyyy", "mm.dd.yyyy"}),
        ("3-4-2026 10:00", {"dd-mm-yyyy", "mm-dd-yyyy"}),
        ("03/04/05", {"dd/mm/yy", "mm/dd/yy", "yy/mm/dd"}),
        ("25/04/26", {"dd/mm/yy", "yy/mm/dd"}),
    ],
)
def test_what_may_be_two_days(text, forms):
    with pytest.raises(Ambiguous) as doubt:
        day_of(text)
    assert set(doubt.value.forms) >= forms


@pytest.mark.parametrize(
    ("text", "forms", "day"),
    [
        ("03/04/2026", ["dd/mm/yyyy"], "2026-04-03"),
        ("03/04/2026", ["mm/dd/yyyy"], "2026-03-04"),
        ("03/04/26", ["dd/mm/yy"], "2026-04-03"),
        ("26.04.03", ["yy.mm.dd"], "2026-04-03"),
        ("3-Apr-26", ["d-mmm-yy"], "2026-04-03"),
        ("2026-04-03", ["dd/mm/yyyy"], "2026-04-03"),
        ("03/04/2026", ["dd.mm.yyyy", "dd/mm/yyyy"], "2026-04-03"),
    ],
)
def test_declared_forms(text, forms, day):
    assert day_of(text, forms) == datetime.date.fromisoformat(day)


def test_with_declared_forms_other_figures_are_no_days():
    assert day_of("25/04/2026", ["mm/dd/yyyy"]) is None
    assert day_of("25.04.2026", ["dd/mm/yyyy"]) is None


def test_two_declared_forms_may_leave_it_ambiguous():
    with pytest.raises(Ambiguous):
        day_of("03/04/2026", ["dd/mm/yyyy", "mm/dd/yyyy"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/02/2026",
        "2026-02-30",
        "32 April 2026",
        "3 Foo 2026",
        "45000",
        "March 2026",
        "soon",
        "1/2",
        "2026-13-01",
    ],
)
def test_what_is_no_day(text):
    assert day_of(text) is None


@pytest.mark.parametrize("form", ["dd/mm", "yyyy", "day/month/year", "dd/mm/mm", "", "dd/mm/yyyy hh", "dddd"])
def test_forms_that_no_day_has_are_refused(form):
    with pytest.raises(UsageError, match="is no form of a date"):
        check_forms([form])


def test_forms_that_days_have():
    check_forms(["dd/mm/yyyy", "d.m.yy", "MM-DD-YYYY", "dd mmmm yyyy", "yyyymmdd", "serial"])


def test_serials():
    assert from_serial(46115) == datetime.date(2026, 4, 3)
    assert is_serial(46115)
    assert not is_serial(12)
    assert not is_serial("46115")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026-11", "2026-11"), ("2026-Q4", "2026-Q4"), ("2026", "2026"), ("FY2026", "FY2026"), ("fy 2026", "FY2026"),
        ("FY2026-Q1", "FY2026-Q1"), ("Q4 2026", "2026-Q4"), ("2026 Q4", "2026-Q4"), ("2026/Q4", "2026-Q4"),
        ("K4 2026", "2026-Q4"), ("FY2026 Q1", "FY2026-Q1"), ("2025/26", "FY2025"), ("FY2025/26", "FY2025"),
        ("2025/2026", "FY2025"), ("Nov 2026", "2026-11"), ("November 2026", "2026-11"), ("2026 Nov", "2026-11"),
        ("11/2026", "2026-11"), ("2026/11", "2026-11"), ("3 Nov 2026", "2026-11"), ("2026-11-03", "2026-11"),
        ("Nopember 2026", "2026-11"),
    ],
)  # fmt: skip
def test_periods(text, period):
    assert period_of(text) == period
    assert Period.decode(period)


@pytest.mark.parametrize(
    "text", ["", "2026-13", "13/2026", "2025/27", "Foo 2026", "Nov-26", "99", "Q5 2026", "next month"]
)
def test_what_is_no_period(text):
    assert period_of(text) is None


@given(st.dates(min_value=datetime.date(1950, 1, 1)), st.sampled_from(["/", ".", "-"]), st.booleans())
def test_a_day_in_figures_is_that_day_or_ambiguous(day, separator, day_first):
    order = "%d{0}%m{0}%Y" if day_first else "%m{0}%d{0}%Y"
    text = day.strftime(order.format(separator))
    form = ("dd{0}mm{0}yyyy" if day_first else "mm{0}dd{0}yyyy").format(separator)
    assert day_of(text, [form]) == day
    if day.day > 12 or day.day == day.month:
        assert day_of(text) == day
    else:
        with pytest.raises(Ambiguous) as doubt:
            day_of(text)
        assert form in doubt.value.forms


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_none_or_ambiguous(text):
    for forms in ((), ("dd/mm/yyyy",)):
        try:
            assert day_of(text, forms) is None or isinstance(day_of(text, forms), datetime.date)
            period = period_of(text, forms)
        except Ambiguous:
            continue
        assert period is None or Period.decode(period)
