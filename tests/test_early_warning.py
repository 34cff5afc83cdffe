"""Early warnings: what is heading for red, when, and what says nothing; contingency and how forecasts came true."""

import datetime
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmo.analysis.accuracy import accuracy_of
from pmo.analysis.contingency import contingency_of
from pmo.analysis.early_warning import EarlyWarning, early_warnings
from pmo.analysis.trends import Line
from tests.commands import pmo
from tests.portfolios import AS_OF, charter, office, portfolio

CHARTER = "projects/crm/charter.yaml"
PLAN = "projects/crm/plan.yaml"
BUDGET = "projects/crm/budget.yaml"
RISKS = "projects/crm/risks.yaml"
ISSUES = "projects/crm/issues.yaml"
ACTIVE = {CHARTER: charter(state="active")}
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]


def warnings(
    tmp_path: Path, files: Mapping[str, Any], as_of: datetime.date = AS_OF
) -> dict[str, EarlyWarning]:
    found = portfolio(tmp_path, {**ACTIVE, **files})
    return {one.kind: one for one in early_warnings(found, found.projects["crm"], as_of)}


def milestone(name: str, baseline: str, actual: str | None = None, **more: Any) -> dict[str, Any]:
    given = {"id": name, "title": name.title(), "baseline": baseline} | more
    return given | {"actual": actual} if actual else given


def slipping(*actuals: str | None, finish: str = "2027-03-26") -> dict[str, Any]:
    """Milestones of 2 March, 4 May, 6 July and 7 September that were reached on these days."""
    baselines = ["2026-03-02", "2026-05-04", "2026-07-06", "2026-09-07"]
    reached = [
        milestone(f"m{n}", day, actual)
        for n, (day, actual) in enumerate(zip(baselines, actuals, strict=False), 1)
        if actual
    ]
    return {PLAN: {"start": "2026-01-05", "milestones": [*reached, milestone("end", finish)]}}


# dates


def test_milestones_that_come_later_and_later(tmp_path: Path) -> None:
    """5, 10, 15 and 20 working days: in 45 working days a milestone more 5, by the finish on 26 March 2027 36."""
    plan = slipping("2026-03-09", "2026-05-18", "2026-07-27", "2026-10-05")
    found = warnings(tmp_path, plan)["slip"]
    assert str(found.message) == (
        "the last 4 milestones came later and later, the latest 20 working days: "
        "at that pace the finish comes 36 working days late, 11% of baseline"
    )
    assert (found.dimension, found.document, found.is_red) == ("schedule", "plan", False)
    assert found.on == datetime.date(2027, 3, 24), "32 days late is what was planned for 5 February"


@pytest.mark.parametrize(
    "actuals",
    [
        ("2026-03-09", "2026-05-18"),  # two points
        ("2026-03-30", "2026-06-01", "2026-08-03", "2026-10-05"),  # as late as before
        ("2026-03-30", "2026-05-18", "2026-07-13", "2026-09-07"),  # better and better
        ("2026-03-02", "2026-05-05", "2026-07-08", "2026-09-10"),  # hardly later
        ("2026-02-02", "2026-04-13", "2026-06-29", "2026-09-07"),  # less and less early
    ],
)
def test_no_trend_of_slip(tmp_path: Path, actuals: tuple[str, ...]) -> None:
    assert "slip" not in warnings(tmp_path, slipping(*actuals))


def test_only_what_was_reached_by_the_day(tmp_path: Path) -> None:
    plan = slipping("2026-03-09", "2026-05-18", "2026-07-27", "2026-10-05")
    assert "slip" not in warnings(tmp_path, plan, datetime.date(2026, 6, 1))


def test_a_plan_that_is_red_needs_no_warning(tmp_path: Path) -> None:
    plan = slipping("2026-03-09", "2026-05-18", "2026-07-27", "2026-10-05")
    plan[PLAN]["milestones"][-1]["forecast"] = "2027-09-30"
    assert "slip" not in warnings(tmp_path, plan)


def test_a_plan_without_a_length(tmp_path: Path) -> None:
    plan = slipping("2026-03-09", "2026-05-18", "2026-07-27", "2026-10-05", finish="2026-03-02")
    plan[PLAN]["start"], plan[PLAN]["finish"] = "2026-10-05", "2026-10-05"
    assert "slip" not in warnings(tmp_path, plan)


def reports(*percents: float, **dates: Any) -> dict[str, Any]:
    """Reports at the end of the months before November 2026."""
    days = ["2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-30"][-len(percents) :]
    return {
        f"projects/crm/status/{day}.yaml": {
            "date": day, "author": "budi", "headline": "Going", "overall": "green", "percent_complete": percent,
        }
        for day, percent in zip(days, percents, strict=True)
    } | {PLAN: {"start": "2026-01-05", "milestones": [milestone("end", "2027-03-26")]}}  # fmt: skip


def test_progress_that_leads_past_the_finish(tmp_path: Path) -> None:
    found = warnings(tmp_path, reports(35, 40, 45, 50))["progress"]
    assert str(found.message).startswith(
        "50% complete at 5 points a month over 4 reports: at that pace done on 2027-"
    )
    assert (found.document, found.keys) == ("status/2026-10-30", ("date",))
    assert found.on is not None
    assert found.on > datetime.date(2027, 3, 26)


def test_progress_that_stands_still(tmp_path: Path) -> None:
    found = warnings(tmp_path, reports(60, 60, 60))["progress"]
    assert str(found.message) == "60% complete, and no progress over 3 reports since 2026-08-31"


@pytest.mark.parametrize("percents", [(40, 45), (40, 60, 80), (100, 100, 100)])
def test_no_trend_of_progress(tmp_path: Path, percents: tuple[float, ...]) -> None:
    assert "progress" not in warnings(tmp_path, reports(*percents))


def test_spi_says_that_progress_goes_as_planned(tmp_path: Path) -> None:
    plan = [{"period": "2026-10", "planned": 40}, {"period": "2027-01", "planned": 60}]
    files = reports(40, 40, 40) | {BUDGET: {"approved": 100, "plan": plan, "earned_by": "percent-complete"}}
    assert "progress" not in warnings(tmp_path, files)


# indices and money


def earning(percents: list[float], costs: list[float], **budget: Any) -> dict[str, Any]:
    """Twelve months of 100 planned; reports at the end of the first months, and their cost."""
    statuses = {
        f"projects/crm/status/{month}-28.yaml": {
            "date": f"{month}-28", "author": "budi", "headline": "Going", "overall": "green", "percent_complete": p,
        }
        for month, p in zip(MONTHS, percents, strict=False)
    }  # fmt: skip
    usual = {
        "approved": 1200,
        "plan": [{"period": month, "planned": 100} for month in MONTHS],
        "actuals": [{"period": month, "cost": cost} for month, cost in zip(MONTHS, costs, strict=False)],
        "earned_by": "percent-complete",
    }
    plan = {PLAN: {"start": "2026-01-01", "milestones": [milestone("end", "2026-12-31")]}}
    return statuses | plan | {BUDGET: usual | budget}


MAY = datetime.date(2026, 5, 31)
TWELFTHS = [100 * n / 12 for n in range(1, 13)]


def test_a_falling_cpi(tmp_path: Path) -> None:
    """Earned as planned at 100 a month; cost 100, 104, 108, 113, 118: CPI 1, .98, .96, .94, .92; .901 after June."""
    found = warnings(tmp_path, earning([round(p, 4) for p in TWELFTHS[:5]], [100, 104, 108, 113, 118]), MAY)[
        "cpi"
    ]
    assert (
        str(found.message)
        == "CPI fell from 0.98 to 0.92 over 4 periods: at that pace below 0.90 by 2026-07-31"
    )
    assert (found.dimension, found.on) == ("cost", datetime.date(2026, 7, 31))


def test_a_falling_spi(tmp_path: Path) -> None:
    """Earned 1.0, 1.95, 2.85, 3.75, 4.6 periods in 1 to 5: SPI(t) 1, .975, .95, .9375, .92."""
    percents = [round(100 * p / 12, 4) for p in (1, 1.95, 2.85, 3.75, 4.6)]
    found = warnings(tmp_path, earning(percents, [90] * 5), MAY)["spi"]
    assert (
        str(found.message)
        == "SPI(t) fell from 0.98 to 0.92 over 4 periods: at that pace below 0.90 by 2026-07-31"
    )


def test_an_index_far_from_red_says_nothing(tmp_path: Path) -> None:
    files = earning([round(p, 4) for p in TWELFTHS[:5]], [100, 100, 100.2, 100.4, 100.6])
    assert "cpi" not in warnings(tmp_path, files, MAY)
    near = earning([round(p, 4) for p in TWELFTHS[:5]], [100, 104, 108, 113, 118])
    short = near | {"pmo.yaml": office(health={"trend_days": 10})}
    assert "cpi" not in warnings(tmp_path / "short", short, MAY)


def test_two_periods_are_no_trend(tmp_path: Path) -> None:
    files = earning([8, 15], [100, 118])
    assert warnings(tmp_path, files, datetime.date(2026, 2, 28)) == {}
    assert warnings(tmp_path / "none", files, datetime.date(2025, 12, 1)) == {}


def test_money_that_is_used_up_before_the_finish(tmp_path: Path) -> None:
    """150 a month with 1200 in all and half of that done for 750: the rest lasts three months more."""
    found = warnings(tmp_path, earning([10, 20, 25, 30, 40], [150] * 5), MAY)["burn"]
    assert str(found.message) == (
        "62% of the budget spent for 40% of the work: at 150 EUR a period it is used up by 2026-08-31, "
        "88 working days before the finish"
    ).replace("62%", "63%")
    assert (found.on, found.is_red) == (datetime.date(2026, 8, 31), True)


def test_money_that_is_gone(tmp_path: Path) -> None:
    found = warnings(tmp_path, earning([10, 20, 25, 30, 40], [250] * 5), MAY)["burn"]
    assert str(found.message) == "104% of the budget is spent, for 40% of the work"
    assert found.on is None


def test_money_that_lasts_for_the_work(tmp_path: Path) -> None:
    assert "burn" not in warnings(tmp_path, earning([12, 25, 37, 50, 65], [150] * 5), MAY)
    assert "burn" not in warnings(tmp_path / "paid-back", earning([1, 2, 3, 4, 5], [90, 0, 0, 0, -1]), MAY)


def test_work_that_nobody_measures(tmp_path: Path) -> None:
    files = earning([], [190] * 5, earned_by="milestones")
    found = warnings(tmp_path, files, MAY)["burn"]
    assert "79% of the budget spent for an unknown part of the work" in str(found.message)


def test_periods_dearer_than_their_forecast(tmp_path: Path) -> None:
    forecast = [{"period": month, "cost": 100} for month in MONTHS]
    files = earning([round(p, 4) for p in TWELFTHS[:5]], [108] * 5, forecast=forecast)
    assert "forecast" not in warnings(tmp_path, files, MAY)
    files = earning([round(p, 4) for p in TWELFTHS[:5]], [118] * 5, forecast=forecast, approved=1230)
    red = warnings(
        tmp_path / "dear", files | {"pmo.yaml": office(health={"cpi": {"amber": 0.9, "red": 0.7}})}, MAY
    )
    assert str(red["forecast"].message) == (
        "5 periods cost 18% more than forecast: as dear to the end, the estimate is above 1353 EUR by 2026-12-31"
    )
    assert red["forecast"].on == datetime.date(2026, 12, 31)


# contingency


def test_contingency_worked_out_from_the_work(tmp_path: Path) -> None:
    """Half of 1000 without contingency is 500; 560 were spent; 60 of 200 are drawn, 20 in each of the last months."""
    files = earning([10, 20, 30, 40, 50], [112] * 5, contingency=200)
    found = portfolio(tmp_path, {**ACTIVE, **files})
    held = contingency_of(found, found.projects["crm"], MAY)
    assert held is not None
    assert (held.used, held.is_booked, held.left, held.pace) == (60, False, 140, 12)
    assert held.used_up == datetime.date(2027, 5, 31)


def test_contingency_that_runs_out_before_the_finish(tmp_path: Path) -> None:
    found = warnings(tmp_path, earning([10, 20, 30, 40, 50], [140] * 5, contingency=250), MAY)["contingency"]
    assert str(found.message).startswith(
        "25 EUR left of the contingency of 250: at 45 a period it is used up by 2026-06-30"
    )
    assert found.on == datetime.date(2026, 6, 30)


RISK = {"id": "late", "title": "Late", "owner": "ana", "status": "assessed", "likelihood": 0.5, "cost": 300}


def test_contingency_on_lines_and_what_it_must_cover(tmp_path: Path) -> None:
    lines = [
        {"id": "work", "title": "Work", "amount": 1100},
        {"id": "held", "title": "Held", "amount": 100, "category": "contingency"},
    ]
    actuals = [
        {"period": "2026-01", "cost": 100, "line": "work"},
        {"period": "2026-02", "cost": 30, "line": "HELD"},
    ]
    files = earning([10, 20], [], contingency=100, lines=lines, actuals=actuals)
    occurred = RISK | {"id": "bad", "status": "occurred", "likelihood": 1, "cost": 20, "issue": "sick"}
    sick = {
        "id": "sick",
        "title": "Sick",
        "severity": "low",
        "owner": "ana",
        "status": "open",
        "raised": "2026-02-02",
    }
    files |= {RISKS: {"risks": [RISK, occurred]}, ISSUES: {"issues": [sick]}}
    found = warnings(tmp_path, files, datetime.date(2026, 2, 28))["contingency"]
    assert str(found.message) == (
        "50 EUR left of the contingency of 100, less than what is at stake: open risks may cost 150"
    )
    assert found.on is None
    files[ISSUES] = {"issues": [sick | {"status": "closed", "resolution": "Well"}]}
    read = portfolio(tmp_path / "solved", {**ACTIVE, **files})
    held = contingency_of(read, read.projects["crm"], MAY)
    assert held is not None
    assert (held.used, held.committed, held.is_booked, held.left) == (30, 0, True, 70)


def test_contingency_that_is_used_up(tmp_path: Path) -> None:
    files = earning([10, 20], [200, 200], contingency=100)
    found = warnings(tmp_path, files, datetime.date(2026, 2, 28))["contingency"]
    assert str(found.message) == (
        "the contingency of 100 EUR is used up: the work done cost 180 more than its share of the budget, "
        "0 committed; open risks cost nothing on balance"
    )
    blind = files | {RISKS: {"risks": [{k: v for k, v in RISK.items() if k != "cost"}]}}
    found = warnings(tmp_path / "blind", blind, datetime.date(2026, 2, 28))["contingency"]
    assert str(found.message).endswith("open risks have no figures")


def test_contingency_that_nobody_can_measure(tmp_path: Path) -> None:
    found = portfolio(tmp_path, {**ACTIVE, BUDGET: {"approved": 100, "contingency": 10}})
    held = contingency_of(found, found.projects["crm"], AS_OF)
    assert held is not None
    assert (held.used, held.left, held.pace, held.used_up, held.is_short) == (None, 10, None, None, False)
    none = portfolio(tmp_path / "none", {**ACTIVE, BUDGET: {"approved": 100}})
    assert contingency_of(none, none.projects["crm"], AS_OF) is None


# whom it is about


@pytest.mark.parametrize("state", ["proposed", "approved", "on-hold", "completed", "cancelled"])
def test_only_active_projects_are_warned_of(tmp_path: Path, state: str) -> None:
    files = earning([10, 20, 25, 30, 40], [250] * 5) | {CHARTER: charter(state=state)}
    assert warnings(tmp_path, files, MAY) == {}


def test_what_is_not_red_yet_comes_first(tmp_path: Path) -> None:
    percents = [round(100 * p / 12, 4) for p in (1, 1.95, 2.85, 3.75, 4.6)]
    found = portfolio(tmp_path, {**ACTIVE, **earning(percents, [250] * 5)})
    order = [(one.kind, one.is_red) for one in early_warnings(found, found.projects["crm"], MAY)]
    assert order == [("spi", False), ("burn", True)]


# how forecasts came true


def test_accuracy(tmp_path: Path) -> None:
    plan = slipping("2026-03-09", "2026-05-01", "2026-07-06")
    files = earning([], [110, 90, 130], original=1000, forecast=[{"period": "2026-03", "cost": 120}]) | plan
    read = portfolio(tmp_path, {**ACTIVE, **files})
    found = accuracy_of(read, read.projects["crm"], AS_OF)
    assert (found.milestones, found.in_time) == (3, 2)
    assert (found.mean_slip_days, found.mean_error_days) == (pytest.approx(4 / 3), pytest.approx(2))
    assert (found.periods, found.budget_growth) == (3, pytest.approx(0.2))
    assert (found.cost_bias, found.cost_error) == (pytest.approx(10 / 320), pytest.approx(30 / 320))


def test_accuracy_of_nothing(tmp_path: Path) -> None:
    read = portfolio(tmp_path, {**ACTIVE, BUDGET: {"approved": 0, "original": 0}})
    found = accuracy_of(read, read.projects["crm"], AS_OF)
    assert (found.milestones, found.mean_slip_days, found.cost_bias, found.budget_growth) == (
        0,
        None,
        None,
        None,
    )
    bare = portfolio(tmp_path / "bare", ACTIVE)
    assert accuracy_of(bare, bare.projects["crm"], AS_OF).periods == 0


# trends


def test_the_line_of_least_squares() -> None:
    """1, 2, 2 at 0, 1, 2: mean 5/3, slope 1/2."""
    line = Line.through([(0, 1), (1, 2), (2, 2)])
    assert line is not None
    assert (line.slope, line.at(1), line.at(3)) == pytest.approx((0.5, 5 / 3, 8 / 3))
    assert line.reaches(8 / 3) == pytest.approx(3)


def test_no_line() -> None:
    assert Line.through([(0, 1), (1, 2)]) is None
    assert Line.through([(1, 1), (1, 2), (1, 3)]) is None
    assert Line.through([(0, 1), (1, 1e300), (2, 3)]) is None
    flat = Line.through([(0, 1), (1, 1), (2, 1)])
    assert flat is not None
    assert flat.reaches(2) is None


@settings(max_examples=60, deadline=None)
@given(
    points=st.lists(
        st.tuples(st.integers(-1000, 1000), st.floats(-1e6, 1e6, allow_nan=False)), min_size=3, max_size=8
    ),
    level=st.floats(-1e6, 1e6, allow_nan=False),
)
def test_a_line_stays_finite(points: list[tuple[float, float]], level: float) -> None:
    line = Line.through(points)
    if line is not None:
        assert math.isfinite(line.slope)
        place = line.reaches(level)
        assert place is None or math.isfinite(line.at(place))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    percents=st.lists(st.integers(0, 100), max_size=6),
    costs=st.lists(st.sampled_from([0, 1, -50, 100, 10**30]), max_size=6),
    approved=st.sampled_from([0, 1, 1200, 10**40]),
    contingency=st.sampled_from([0, 1, 600, 10**40]),
    as_of=st.dates(datetime.date(2025, 12, 1), datetime.date(2027, 6, 30)),
)
def test_whatever_the_figures(
    tmp_path_factory: pytest.TempPathFactory,
    percents: list[int],
    costs: list[int],
    approved: int,
    contingency: int,
    as_of: datetime.date,
) -> None:
    """Nothing fails, every day is a working day to come, and no figure is infinite or not a number."""
    files = earning([*percents], [*costs], approved=approved, contingency=contingency)
    found = portfolio(tmp_path_factory.mktemp("any"), {**ACTIVE, **files, RISKS: {"risks": [RISK]}})
    for one in early_warnings(found, found.projects["crm"], as_of):
        assert one.on is None or (one.on >= as_of and one.on.weekday() < 5)
        assert not {"nan", "inf", "Infinity", "NaN"} & set(str(one.message).replace(":", " ").split())


# as commands show it


def test_health_and_the_report_say_it(example: Path) -> None:
    how = ("-C", example, "--as-of", AS_OF)
    content = json.loads(pmo("health", *how, "--format", "json").out)["data"]
    projects = {one["project"]: one for one in content["projects"]}
    heat = projects["wastewater-heat"]["warnings"]
    assert [(one["dimension"], one["kind"], one["on"], one["is_red"]) for one in heat] == [
        ("cost", "cpi", "2026-11-30", False),
        ("schedule", "spi", "2026-11-30", False),
        ("cost", "contingency", "2027-03-01", False),
    ]
    assert projects["contact-centre"]["warnings"] == []
    assert projects["wastewater-heat"]["accuracy"]["milestones"] == 3
    assert "wastewater-heat" in content["portfolio"]["warnings"]
    shown = pmo("report", "status", "solar-pumping", *how).out
    assert "Nothing is heading for red at the present pace." in shown
    assert "3 of 3 milestones reached came in time" in shown


def test_risks_say_why_they_are_escalated(example: Path) -> None:
    shown = json.loads(pmo("risks", "-C", example, "--as-of", AS_OF, "--format", "json").out)["data"]
    assert {one["address"]: one["escalate_for"] for one in shown["risks"] if one["escalate"]} == {
        "billing-renewal/risks/change-orders": ["red-cell"],
        "customer-portal/risks/interface-late": ["response"],
        "nis2-compliance/risks/legal-date-missed": ["response"],
    }


def test_status_counts_decisions_as_decisions_does(example: Path) -> None:
    how = ("-C", example, "--as-of", AS_OF)
    status = json.loads(pmo("status", *how, "--format", "json").out)["data"]
    assert len(status["decisions"]) == 9
    assert [one["result"] for one in status["assumptions"]] == ["invalid", "invalid"]
    assert len(status["issues"]) == 13
