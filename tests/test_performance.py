"""Earned value of projects as their files give it: periods, how value is earned, currencies, sums."""

import datetime
import itertools
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmo.analysis.performance import Performance, performance, series
from pmo.analysis.periods import Row, Spans, later
from pmo.analysis.portfolio_performance import portfolio_performance
from pmo.model.portfolio import Portfolio
from pmo.model.scalars import Period
from tests.oracles import oracle
from tests.portfolios import charter, office, portfolio

BUDGET = "projects/crm/budget.yaml"
PLAN = "projects/crm/plan.yaml"
CHARTER = "projects/crm/charter.yaml"
MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06")
PLANNED = (10, 15, 20, 25, 20, 10)
"""Cumulative 10, 25, 45, 70, 90, 100: the check of the conventions."""


def budget(actuals: Mapping[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    usual = {
        "approved": 100,
        "plan": [{"period": month, "planned": amount} for month, amount in zip(MONTHS, PLANNED, strict=True)],
        "actuals": [{"period": period, "cost": cost} for period, cost in (actuals or {}).items()],
        "earned_by": "percent-complete",
    }
    return usual | changes


def status(day: str, percent: float | None, **more: Any) -> dict[str, Any]:
    usual = {"date": day, "author": "budi", "headline": "Going", "overall": "green"}
    return usual | ({} if percent is None else {"percent_complete": percent}) | more


def statuses(project: str = "crm", **by_day: float | None) -> dict[str, Any]:
    """Status updates by their day: ``d0331=30`` is 30% on 2026-03-31."""
    days = {f"2026-{name[1:3]}-{name[3:]}": percent for name, percent in by_day.items()}
    return {f"projects/{project}/status/{day}.yaml": status(day, percent) for day, percent in days.items()}


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def of(tmp_path: Path, files: Mapping[str, Any], as_of: str = "2026-03-31") -> Performance:
    found = portfolio(tmp_path, files)
    return performance(found, found.projects["crm"], day(as_of))


ON_PLAN = {BUDGET: budget({"2026-01": 12, "2026-02": 13, "2026-03": 15}), **statuses(d0331=30)}


def test_the_check_of_the_conventions(tmp_path: Path) -> None:
    found = of(tmp_path, ON_PLAN)
    value, time = found.value, found.time
    assert (str(found.period), found.through, found.currency) == ("2026-03", day("2026-03-31"), "EUR")
    assert (value.pv, value.ev, value.ac, value.bac) == (45, 30, 40, 100)
    assert (value.cpi, value.tcpi.bac) == (0.75, pytest.approx(7 / 6))
    assert (time.es, time.at, time.spi_t, time.ieac_t) == (2.25, 3, 0.75, 8.0)


@pytest.mark.parametrize("name", ["evm-hand-001", "evm-ahead-003", "evm-complete-005"])
def test_published_answers_come_out_of_files(tmp_path: Path, name: str) -> None:
    """Source: pmcontrols reference cases, written as monthly periods from January 2026 on."""
    example = oracle(name)
    curve, at, bac = (example.inputs[key] for key in ("pv_cum", "at", "bac"))
    plan = [
        {"period": str(later(Period("2026-01"), index)), "planned": after - before}
        for index, (before, after) in enumerate(itertools.pairwise(curve))
    ]
    last = later(Period("2026-01"), at - 1).last_day()
    files = {
        BUDGET: budget({"2026-01": example.inputs["ac"]}, approved=bac, plan=plan),
        f"projects/crm/status/{last}.yaml": status(str(last), 100 * example.inputs["ev"] / bac),
    }
    found = of(tmp_path, files, str(last))
    assert (found.value.pv, found.time.at) == (curve[at], at)
    assert (found.value.cpi, found.value.spi) == (example.expect("cpi"), example.expect("spi"))
    assert (found.time.es, found.time.spi_t) == (example.expect("es"), example.expect("spi_t"))
    assert found.time.ieac_t == example.expect("ieac_t")
    assert found.value.eac.cpi is not None
    assert float(found.value.eac.cpi) == example.expect("eac_cpi")


# Periods


@pytest.mark.parametrize(
    ("as_of", "period", "pv", "at"),
    [
        ("2026-01-30", None, 0, 0),
        ("2026-01-31", "2026-01", 10, 1),  # its last day counts
        ("2026-02-01", "2026-01", 10, 1),
        ("2026-06-30", "2026-06", 100, 6),
        ("2026-08-15", "2026-06", 100, 7),  # time goes on after the plan
    ],
)
def test_the_reporting_period(tmp_path: Path, as_of: str, period: str | None, pv: int, at: int) -> None:
    found = of(tmp_path, {BUDGET: budget({}), **statuses(d0131=5)}, as_of)
    assert (str(found.period) if found.period else None, found.value.pv, found.time.at) == (period, pv, at)


def test_cost_counts_to_the_end_of_the_period_and_on_after_the_plan(tmp_path: Path) -> None:
    months = [str(later(Period("2026-01"), index)) for index in range(9)]
    files = {BUDGET: budget(dict.fromkeys(months, 10)), **statuses(d0131=5)}
    assert of(tmp_path / "a", files, "2026-03-30").value.ac == 20
    assert of(tmp_path / "b", files, "2026-08-15").value.ac == 70
    assert of(tmp_path / "c", files, "2026-08-15").through == day("2026-07-31")


def test_a_plan_by_quarters_and_a_fiscal_one(tmp_path: Path) -> None:
    quarters = [{"period": f"2026-Q{number}", "planned": 25} for number in range(1, 5)]
    found = of(tmp_path / "a", {BUDGET: budget(plan=quarters), **statuses(d0331=30)}, "2026-08-31")
    assert (found.value.pv, found.time.es, found.time.at) == (50, 1.2, 2)
    fiscal = [{"period": "FY2026", "planned": 60}, {"period": "FY2027", "planned": 40}]
    files = {
        "pmo.yaml": office(calendar={"fiscal_year_start": 4}),
        BUDGET: budget(plan=fiscal),
        **statuses(d0401=30),
    }
    before, after = (of(tmp_path / end, files, end) for end in ("2027-03-30", "2027-03-31"))
    assert (before.value.pv, before.time.at, str(before.period)) == (0, 0, "None")
    assert (after.value.pv, after.time.at, after.time.es) == (60, 1, 0.5)


def test_a_month_that_the_plan_passes_over_plans_nothing(tmp_path: Path) -> None:
    plan = [{"period": "2026-01", "planned": 40}, {"period": "2026-04", "planned": 60}]
    found = of(tmp_path, {BUDGET: budget(plan=plan), **statuses(d0131=40)}, "2026-03-31")
    assert (found.time.es, found.time.at, found.time.ieac_t) == (3, 3, 4)


def test_periods_of_different_length_leave_time_undefined(tmp_path: Path) -> None:
    plan = [{"period": "2026-01", "planned": 40}, {"period": "2026-Q2", "planned": 60}]
    found = of(tmp_path, {BUDGET: budget({"2026-01": 30}, plan=plan), **statuses(d0131=40)}, "2026-06-30")
    assert (found.value.pv, found.value.spi, found.time.spi_t, found.time.at) == (100, 0.4, None, None)
    assert (
        str(found.reasons["spi_t"]) == str(found.reasons["at"]) == "the periods of the plan differ in length"
    )
    loaded = portfolio(tmp_path / "again", {BUDGET: budget(plan=plan), **statuses(d0131=40)})
    points = series(loaded, loaded.projects["crm"], day("2026-06-30"))
    assert [(str(one.period), one.pv, one.ev, one.spi_t) for one in points] == [
        ("2026-01", 40, 40, None), ("2026-Q2", 100, 40, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "count", "expected"),
    [
        ("2026-11", 3, "2027-02"), ("2026-Q4", 1, "2027-Q1"), ("2026", 2, "2028"), ("FY2026", 1, "FY2027"),
        ("FY2026-Q3", 2, "FY2027-Q1"), ("2026-11", 0, "2026-11"), ("9999-12", 1, "9999-01"),
    ],
)  # fmt: skip
def test_later_periods(text: str, count: int, expected: str) -> None:
    assert later(Period(text), count).text == expected


def test_time_ends_with_the_year_9999() -> None:
    row = Row.of([Period("9999-11"), Period("9999-12")], Spans(1))
    assert row is not None
    assert row.ended(datetime.date.max) == 2
    assert (row.last_day(2), row.last_day(40)) == (datetime.date.max, datetime.date.max)


# How value is earned


def test_percent_complete_is_that_of_the_latest_status_that_says_it(tmp_path: Path) -> None:
    files = {BUDGET: budget({}), **statuses(d0131=10, d0228=22.5, d0331=None, d0430=60)}
    assert of(tmp_path / "a", files, "2026-03-31").value.ev == Decimal("22.5")
    assert of(tmp_path / "b", files, "2026-04-30").value.ev == 60
    none = of(tmp_path / "c", {BUDGET: budget({"2026-01": 5})})
    assert (none.value.ev, none.value.cpi) == (None, None)
    assert str(none.reasons["cpi"]) == "no status update says how much is complete"


def milestones(*each: Mapping[str, Any]) -> dict[str, Any]:
    return {"milestones": [{"title": one["id"].title()} | dict(one) for one in each]}


def test_milestones_earn_their_weight_once_they_are_reached(tmp_path: Path) -> None:
    plan = milestones(
        {"id": "a", "actual": "2026-02-10", "weight": 20},
        {"id": "b", "actual": "2026-04-01", "weight": 10},
        {"id": "c", "forecast": "2026-06-01", "weight": 30},
        {"id": "d", "actual": "2026-01-05"},
    )
    files = {BUDGET: budget({}, earned_by="milestones", approved=90), PLAN: plan}
    assert of(tmp_path / "a", files, "2026-03-31").value.ev == 30
    assert of(tmp_path / "b", files, "2026-04-01").value.ev == 45
    thirds = {**files, BUDGET: budget({}, earned_by="milestones", approved=100)}
    assert of(tmp_path / "c", thirds, "2026-03-31").value.ev == Decimal("33.33333333")
    bare = {**files, PLAN: milestones({"id": "a", "actual": "2026-02-10"})}
    assert str(of(tmp_path / "d", bare).reasons["ev"]) == "no milestone has a weight"


def test_sprints_earn_their_points(tmp_path: Path) -> None:
    sprints = [
        {"id": "s1", "start": "2026-01-05", "finish": "2026-01-30", "scope": 100, "done": 20},
        {"id": "s2", "start": "2026-02-02", "finish": "2026-02-27", "scope": 120, "done": 40},
        {"id": "s3", "start": "2026-03-02", "finish": "2026-03-27", "done": 30},
        {"id": "s4", "start": "2026-04-01", "finish": "2026-04-30", "scope": 90, "done": 30},
    ]
    files = {BUDGET: budget({}, earned_by="sprints"), PLAN: {"sprints": sprints}}
    assert of(tmp_path / "a", files, "2026-01-15").value.ev == 0
    assert of(tmp_path / "b", files, "2026-03-31").value.ev == 75
    done = of(tmp_path / "c", files, "2026-05-31")
    assert (done.value.ev, done.time.at) == (100, 4), "more points than scope are all of it; time has stopped"
    bare = {**files, PLAN: {"sprints": [{**sprints[0], "scope": 0}]}}
    assert str(of(tmp_path / "d", bare).reasons["ev"]) == "no sprint says the scope of the backlog"
    assert str(of(tmp_path / "e", {**files, PLAN: {}}).reasons["ev"]) == "there are no sprints"


def test_how_value_is_earned_where_the_budget_does_not_say(tmp_path: Path) -> None:
    unsaid = {key: value for key, value in budget({}).items() if key != "earned_by"}
    weighted = milestones({"id": "a", "actual": "2026-02-10", "weight": 1}, {"id": "b", "weight": 3})
    assert of(tmp_path / "a", {BUDGET: unsaid, PLAN: weighted, **statuses(d0131=30)}).value.ev == 25
    assert of(tmp_path / "b", {BUDGET: unsaid, **statuses(d0131=30)}).value.ev == 30
    assert of(tmp_path / "c", {BUDGET: unsaid}).earned_by == "milestones"


@pytest.mark.parametrize("measure", ["milestones", "percent-complete"])
def test_time_stops_at_completion(tmp_path: Path, measure: str) -> None:
    plan = milestones({"id": "a", "actual": "2026-08-14", "weight": 100}, {"id": "b", "actual": "2026-12-01"})
    files = {
        BUDGET: budget({"2026-01": 90}, earned_by=measure),
        PLAN: plan,
        **statuses(d0630=90, d0814=100, d0930=100, d1031=None),
    }
    found = of(tmp_path, files, "2026-12-31")
    assert (found.value.ev, found.time.at, found.time.es) == (100, 8, 6)
    assert (found.time.spi_t, found.time.ieac_t, found.value.spi) == (0.75, 8, 1), "SPI(t) does not tend to 1"
    assert str(found.value.reasons["tcpi.bac"]) == "complete"


def test_a_report_that_takes_back_completion_is_believed(tmp_path: Path) -> None:
    files = {BUDGET: budget({}), **statuses(d0331=100, d0430=80, d0630=100)}
    assert of(tmp_path / "a", files, "2026-05-31").time.at == 5
    assert of(tmp_path / "b", files, "2026-12-31").time.at == 6


def test_time_of_a_project_that_was_stopped(tmp_path: Path) -> None:
    closed = charter(state="cancelled", closure={"date": "2026-04-10"})
    found = of(tmp_path / "a", {BUDGET: budget({}), CHARTER: closed, **statuses(d0331=30)}, "2026-12-31")
    assert found.time.at == 4
    reached = milestones({"id": "a", "actual": "2026-02-10", "weight": 1}, {"id": "b", "weight": 1})
    files = {BUDGET: budget({}, earned_by="milestones"), PLAN: reached, CHARTER: charter(state="completed")}
    assert of(tmp_path / "b", files, "2026-12-31").time.at == 2
    nowhere = {BUDGET: budget({}), CHARTER: charter(state="completed"), **statuses(d0331=30)}
    assert of(tmp_path / "c", nowhere, "2026-12-31").time.at == 12


# What is missing


def test_projects_without_a_budget_plan_or_cost(tmp_path: Path) -> None:
    nothing = of(tmp_path / "a", {CHARTER: charter()})
    assert {str(why) for why in nothing.reasons.values()} == {"there is no approved budget"}
    assert nothing.earned_by is None
    bare = of(
        tmp_path / "b", {BUDGET: {"approved": 100, "earned_by": "percent-complete"}, **statuses(d0131=30)}
    )
    assert (bare.value.ev, bare.value.pv, bare.time.es, bare.period) == (30, None, None, None)
    assert str(bare.reasons["spi_t"]) == "no planned value is recorded"
    unapproved = of(tmp_path / "c", {BUDGET: budget({"2026-01": 5}, approved=None), **statuses(d0131=30)})
    assert (unapproved.value.ev, unapproved.value.pv, unapproved.value.ac) == (None, 45, 5)
    assert str(unapproved.reasons["ev"]) == "there is no approved budget"


def test_the_bottom_up_estimate_is_that_of_the_reports(tmp_path: Path) -> None:
    forecast = [{"period": "2026-03", "cost": 99}, {"period": "2026-04", "cost": 70}]
    files = {BUDGET: budget({"2026-01": 20, "2026-03": 20}, forecast=forecast), **statuses(d0331=30)}
    assert of(tmp_path, files).value.eac.bottom_up == 110, "a forecast of a booked period does not count"


# Period by period


def test_series(tmp_path: Path) -> None:
    files = {BUDGET: budget({"2026-01": 12, "2026-02": 13}), **statuses(d0131=10, d0305=20)}
    found = portfolio(tmp_path, files)
    points = series(found, found.projects["crm"], day("2026-03-10"))
    assert [(str(one.period), one.pv, one.ev, one.ac) for one in points] == [
        ("2026-01", 10, 10, 12),
        ("2026-02", 25, 20, 25),  # what was reported since counts, as in the figures of the project
        ("2026-03", 45, None, None),
        ("2026-04", 70, None, None),
        ("2026-05", 90, None, None),
        ("2026-06", 100, None, None),
    ]
    assert (points[0].spi_t, points[1].spi_t) == (1, pytest.approx((1 + 10 / 15) / 2))
    now = performance(found, found.projects["crm"], day("2026-03-10"))
    assert (points[1].ev, points[1].cpi, points[1].spi_t) == (now.value.ev, now.value.cpi, now.time.spi_t)
    after = series(found, found.projects["crm"], day("2026-08-31"))
    assert [str(one.period) for one in after[-2:]] == ["2026-07", "2026-08"]
    assert [(one.pv, one.ac) for one in after[-2:]] == [(100, 25), (100, 25)]


def test_no_series_without_a_plan(tmp_path: Path) -> None:
    found = portfolio(tmp_path, {BUDGET: {"approved": 100}, "projects/erp/charter.yaml": charter("erp")})
    assert [series(found, one, day("2026-03-31")) for one in found.projects.values()] == [(), ()]


# Many projects


def two(**changes: Any) -> dict[str, Any]:
    """`crm` as in the check, and `erp` with twice the money, on plan and cheap."""
    files = {
        "pmo.yaml": office(fx={"USD": 0.5}),
        **ON_PLAN,
        CHARTER: charter(programme="renewal"),
        "projects/erp/charter.yaml": charter("erp", programme="renewal"),
        "projects/erp/budget.yaml": budget(
            {"2026-02": 72},
            approved=200,
            plan=[
                {"period": month, "planned": 2 * amount}
                for month, amount in zip(MONTHS, PLANNED, strict=True)
            ],
        ),
        "projects/erp/status/2026-03-31.yaml": status("2026-03-31", 45),
    }
    return files | changes


def together(found: Portfolio, as_of: str = "2026-03-31") -> Any:
    return portfolio_performance(found, found.projects.values(), day(as_of))


def test_sums_over_sums_never_means(tmp_path: Path) -> None:
    found = together(portfolio(tmp_path, two()))
    whole = found.whole
    assert (whole.value.pv, whole.value.ev, whole.value.ac, whole.value.bac) == (135, 120, 112, 300)
    assert (whole.value.cpi, whole.value.spi) == (pytest.approx(120 / 112), pytest.approx(120 / 135))
    assert whole.value.eac.cpi == Decimal(280)
    assert (whole.time.at, whole.months) == (3, 1)
    assert whole.time.es == pytest.approx(2 + 45 / 60), "on the sum of the plans 30, 75, 135"
    assert (whole.counted, whole.left_out) == (("crm", "erp"), {})
    (programme,) = found.programmes
    assert (programme.programme, programme.value, programme.time) == ("renewal", whole.value, whole.time)


def test_other_currencies_come_in_through_fx(tmp_path: Path) -> None:
    dollars = two()["projects/erp/budget.yaml"] | {"currency": "USD"}
    found = together(portfolio(tmp_path / "a", two(**{"projects/erp/budget.yaml": dollars})))
    assert (found.whole.value.pv, found.whole.value.ev, found.whole.currency) == (90, 75, "EUR")
    assert [one.currency for one in found.projects] == ["EUR", "USD"]
    unknown = two(**{"projects/erp/budget.yaml": dollars | {"currency": "IDR"}})
    whole = together(portfolio(tmp_path / "b", unknown)).whole
    assert (whole.counted, whole.value.pv) == (("crm",), 45)
    assert {key: str(why) for key, why in whole.left_out.items()} == {
        "erp": "there is no exchange rate for its currency"
    }


def test_what_lacks_a_figure_is_left_out_of_all_sums(tmp_path: Path) -> None:
    without = {key: value for key, value in two()["projects/erp/budget.yaml"].items() if key != "actuals"}
    whole = together(portfolio(tmp_path, two(**{"projects/erp/budget.yaml": without}))).whole
    assert (whole.value.ev, whole.value.bac) == (30, 100)
    assert str(whole.left_out["erp"]) == "no actual cost is recorded"


def test_cancelled_projects_do_not_count(tmp_path: Path) -> None:
    files = two(**{"projects/erp/charter.yaml": charter("erp", state="cancelled")})
    found = together(portfolio(tmp_path, files))
    assert (found.whole.counted, str(found.whole.left_out["erp"])) == (("crm",), "the project is cancelled")
    assert [one.programme for one in found.programmes] == ["renewal", ""]
    outside = found.programmes[1]
    assert (outside.value.cpi, str(outside.reasons["cpi"])) == (None, "no project has all the figures")


def test_one_forecast_missing_leaves_the_bottom_up_sum_undefined(tmp_path: Path) -> None:
    forecast = {**two()[BUDGET], "forecast": [{"period": "2026-04", "cost": 60}]}
    whole = together(portfolio(tmp_path / "a", two(**{BUDGET: forecast}))).whole
    assert whole.value.eac.bottom_up is None
    assert str(whole.reasons["eac.bottom_up"]) == "not every project has a forecast of the cost to complete"
    other = {**two()["projects/erp/budget.yaml"], "forecast": [{"period": "2026-04", "cost": 100}]}
    files = two(**{BUDGET: forecast, "projects/erp/budget.yaml": other})
    assert together(portfolio(tmp_path / "b", files)).whole.value.eac.bottom_up == 272


def test_plans_by_months_and_by_quarters_meet_by_the_month(tmp_path: Path) -> None:
    quarters = {
        **two()["projects/erp/budget.yaml"],
        "plan": [{"period": "2026-Q1", "planned": 100}, {"period": "2026-Q2", "planned": 100}],
    }
    whole = together(portfolio(tmp_path, two(**{"projects/erp/budget.yaml": quarters}))).whole
    assert (whole.months, whole.time.at, whole.value.pv) == (1, 3, 145)
    assert whole.time.es == pytest.approx(2 + (120 - 25 - 200 / 3) / (20 + 100 / 3))


def test_time_of_many_stops_when_all_are_complete(tmp_path: Path) -> None:
    files = two(**statuses(d0430=100), **statuses("erp", d0531=100))
    assert together(portfolio(tmp_path / "a", files), "2026-12-31").whole.time.at == 5
    files = two(**statuses(d0430=100))
    assert together(portfolio(tmp_path / "b", files), "2026-12-31").whole.time.at == 12


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    percents=st.lists(st.integers(0, 100), min_size=2, max_size=2),
    costs=st.lists(st.integers(0, 500), min_size=2, max_size=2),
)
def test_sums_hold_for_any_figures(
    tmp_path_factory: pytest.TempPathFactory, percents: list[int], costs: list[int]
) -> None:
    files = two(
        **{
            BUDGET: budget({"2026-01": costs[0]}),
            "projects/erp/budget.yaml": two()["projects/erp/budget.yaml"]
            | {"actuals": [{"period": "2026-02", "cost": costs[1]}]},
        },
        **statuses(d0331=percents[0]),
        **statuses("erp", d0331=percents[1]),
    )
    found = together(portfolio(tmp_path_factory.mktemp("two"), files))
    for name in ("pv", "ev", "ac", "bac", "sv", "cv"):
        parts = [getattr(one.value, name) for one in found.projects]
        assert getattr(found.whole.value, name) == sum(parts)
    if sum(costs):
        assert found.whole.value.cpi == pytest.approx((percents[0] + 2 * percents[1]) / sum(costs))
