"""Working days and arithmetic with them, against counting day by day."""

import datetime
import time

from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.calendars import WorkingCalendar, calendar_of
from pmo.analysis.public_holidays import public_holidays
from pmo.model.office import Closure, WorkCalendar
from tests.oracles import oracle
from tests.portfolios import office, portfolio

FRIDAY = datetime.date(2026, 11, 6)
SATURDAY = datetime.date(2026, 11, 7)
MONDAY = datetime.date(2026, 11, 9)
DAY = datetime.timedelta(days=1)
PLAIN = WorkingCalendar(("mon", "tue", "wed", "thu", "fri"))

days = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))
calendars = st.builds(
    WorkingCalendar,
    st.sets(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), min_size=1),
    st.lists(st.tuples(days, days), max_size=4),
)


def test_a_lag_of_one_from_friday_is_monday() -> None:
    assert PLAIN.add_working_days(FRIDAY, 1) == MONDAY
    assert PLAIN.add_working_days(SATURDAY, 1) == MONDAY
    assert PLAIN.add_working_days(MONDAY, -1) == FRIDAY


def test_zero_days_roll_forward_to_a_working_day() -> None:
    assert PLAIN.add_working_days(FRIDAY, 0) == FRIDAY
    assert PLAIN.add_working_days(SATURDAY, 0) == MONDAY
    assert PLAIN.next_working_day(SATURDAY) == MONDAY


def test_the_last_working_day_may_be_the_day_itself() -> None:
    assert PLAIN.last_working_day(FRIDAY) == FRIDAY
    assert PLAIN.last_working_day(MONDAY - DAY) == FRIDAY
    assert PLAIN.last_working_day(datetime.date.max) == datetime.date.max
    assert PLAIN.last_working_day(datetime.date.min) == datetime.date.min


def test_days_between_are_signed() -> None:
    assert PLAIN.working_days_between(FRIDAY, MONDAY) == 1
    assert PLAIN.working_days_between(MONDAY, FRIDAY) == -1
    assert PLAIN.working_days_between(SATURDAY, SATURDAY) == 0


def test_days_in_a_stretch_count_both_ends() -> None:
    assert PLAIN.working_days_in(FRIDAY, MONDAY) == 2
    assert PLAIN.working_days_in(SATURDAY, SATURDAY) == 0
    assert PLAIN.working_days_in(MONDAY, FRIDAY) == 0


def test_holidays_and_closures_are_no_working_days() -> None:
    calendar = WorkingCalendar.of(
        WorkCalendar(holidays=(MONDAY,), closures=(Closure(from_=MONDAY + DAY, to=MONDAY + 2 * DAY),))
    )
    assert not calendar.is_working_day(MONDAY)
    assert calendar.add_working_days(FRIDAY, 1) == datetime.date(2026, 11, 12)
    assert calendar.working_days_between(FRIDAY, datetime.date(2026, 11, 13)) == 2


def test_a_closure_that_ends_before_it_begins_closes_nothing() -> None:
    calendar = WorkingCalendar(("mon", "tue"), [(MONDAY + DAY, MONDAY)])
    assert calendar.is_working_day(MONDAY)


def test_without_working_weekdays_every_day_counts() -> None:
    for workweek in ((), ("someday",)):
        assert WorkingCalendar(workweek).add_working_days(FRIDAY, 3) == MONDAY


def test_results_stay_within_the_calendar_of_python() -> None:
    closed = WorkingCalendar(("mon",), [(datetime.date.min, datetime.date.max)])
    assert closed.next_working_day(FRIDAY) == datetime.date.max
    assert closed.working_days_between(datetime.date.min, datetime.date.max) == 0
    assert PLAIN.add_working_days(FRIDAY, 10**12) == datetime.date.max
    assert PLAIN.add_working_days(FRIDAY, -(10**12)) == datetime.date.min
    assert PLAIN.add_working_days(datetime.date.max, 1) == datetime.date.max
    assert PLAIN.is_working_day(datetime.date.min)


def test_decades_cost_no_more_than_weeks() -> None:
    began = time.perf_counter()
    for _ in range(1000):
        later = PLAIN.add_working_days(datetime.date(1990, 1, 1), 20_000)
    assert later == datetime.date(2066, 8, 30)
    assert PLAIN.working_days_between(datetime.date(1990, 1, 1), later) == 20_000
    assert time.perf_counter() - began < 1


@given(calendars, days, st.integers(-30, 30))
def test_arithmetic_agrees_with_counting(
    calendar: WorkingCalendar, start: datetime.date, number: int
) -> None:
    expected, step, left = start, DAY if number >= 0 else -DAY, abs(number)
    if number == 0:
        while not calendar.is_working_day(expected):
            expected += DAY
    while left:
        expected += step
        left -= calendar.is_working_day(expected)
    assert calendar.add_working_days(start, number) == expected


@given(calendars, days, days)
def test_differences_agree_with_counting(
    calendar: WorkingCalendar, start: datetime.date, end: datetime.date
) -> None:
    first, last = sorted((start, end))
    counted = sum(calendar.is_working_day(first + DAY * i) for i in range(1, (last - first).days + 1))
    assert calendar.working_days_between(start, end) == (counted if start <= end else -counted)


def test_the_office_and_people_elsewhere_have_their_calendars(tmp_path) -> None:
    found = portfolio(
        tmp_path,
        {
            "pmo.yaml": office(
                calendar={"holidays": [MONDAY]},
                calendars=[{"id": "Gulf", "workweek": ["sun", "mon", "tue", "wed", "thu"]}],
            )
        },
    )
    assert not calendar_of(found).is_working_day(MONDAY)
    assert not calendar_of(found, "gulf").is_working_day(FRIDAY)
    assert calendar_of(found, "nowhere") is calendar_of(found)


def test_without_an_office_monday_to_friday_are_worked(tmp_path) -> None:
    found = portfolio(tmp_path, {"pmo.yaml": "currency: 3"})
    assert calendar_of(found).next_working_day(SATURDAY) == MONDAY


def test_working_days_of_a_month_and_a_year() -> None:
    """Documentation of numpy.busday_count."""
    example = oracle("busday-numpy")
    new_year, saturdays = datetime.date(2011, 1, 1), WorkingCalendar(("sat",))
    assert PLAIN.working_days_in(new_year, datetime.date(2011, 1, 31)) == example.expected["jan"]
    assert PLAIN.working_days_in(new_year, datetime.date(2011, 12, 31)) == example.expected["year"]
    assert saturdays.working_days_in(new_year, datetime.date(2011, 12, 31)) == example.expected["sat"]


def test_bank_holidays_in_england() -> None:
    """GOV.UK, bank holidays in England and Wales: 26 December is a Saturday, and the Monday stands for it."""
    example = oracle("holidays-gb-eng-2026")
    found = public_holidays(example.inputs["country"], example.inputs["subdiv"])
    assert found is not None
    year = example.inputs["year"]
    assert [str(day) for day in sorted(found) if day.year == year and day.weekday() < 5] == example.expected[
        "dates"
    ]
