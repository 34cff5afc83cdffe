"""Awkward cases of the conventions, worked out by hand beside each test, through the JSON of the commands."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import pmo
from tests.portfolios import charter, office, write


def data(root: Path, *command: object, as_of: str) -> Any:
    outcome = pmo(*command, "-C", root, "--as-of", as_of, "--format", "json")
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)["data"]


# earned value


def months(*planned: float) -> list[dict[str, Any]]:
    return [{"period": f"2026-{number:02}", "planned": value} for number, value in enumerate(planned, 1)]


def earned(
    tmp_path: Path, plan: list[dict[str, Any]], done: float, as_of: str, *, ac: float = 10, **more: Any
) -> Any:
    """`evm` of a project with a budget of 100 that says on 2026-01-20 that ``done`` percent are complete."""
    budget = {
        "approved": 100,
        "earned_by": "percent-complete",
        "plan": plan,
        "actuals": [{"period": "2026-01", "cost": ac}],
    }
    root = write(
        tmp_path,
        {
            "projects/crm/charter.yaml": charter(state="active"),
            "projects/crm/budget.yaml": budget | more.pop("budget", {}),
            "projects/crm/status/2026-01-20.yaml": status("2026-01-20", done),
            **more,
        },
    )
    return data(root, "evm", as_of=as_of)["projects"][0]


def status(day: str, done: float) -> dict[str, Any]:
    return {"date": day, "author": "budi", "headline": "On", "overall": "green", "percent_complete": done}


TIMES: dict[str, tuple[list[dict[str, Any]], float, str, tuple[float, int, float | None, float | None]]] = {
    # plan, percent, day -> ES, AT, SPI(t), IEAC(t)
    "flat at the start, nothing earned: C = 2, ES = 2, 5 / 1": (
        months(0, 0, 30, 40, 30), 0, "2026-02-28", (2, 2, 1, 5),
    ),
    "flat at the start: ES = 2 + 6/30 = 2.2; 2.2/4 = .55; 5/.55": (
        months(0, 0, 30, 40, 30), 6, "2026-04-30", (2.2, 4, 0.55, 9.090909),
    ),
    "flat in the middle, at its height: C = 3, ES = 3": (
        months(20, 0, 0, 80), 20, "2026-03-31", (3, 3, 1, 4),
    ),
    "flat in the middle, above: ES = 3 + 5/80": (
        months(20, 0, 0, 80), 25, "2026-03-31", (3.0625, 3, 1.0208333, 3.9183673),
    ),
    "flat in the middle, below: ES = 15/20 = .75; .75/3; 4/.25": (
        months(20, 0, 0, 80), 15, "2026-03-31", (0.75, 3, 0.25, 16),
    ),
    "flat at the end, complete in January: C = 3, ES = 3, AT = 1": (
        months(50, 50, 0), 100, "2026-06-30", (3, 1, 3, 1),
    ),
    "between periods: PV 10, 30, 60: ES = 2 + 15/30; 2.5/3; 4/.8333": (
        months(10, 20, 30, 40), 45, "2026-03-31", (2.5, 3, 0.8333333, 4.8),
    ),
    "before the first period: PV_0 = 0: ES = 5/10": (
        months(10, 20, 30, 40), 5, "2026-02-28", (0.5, 2, 0.25, 16),
    ),
    "after the plan: AT goes on: ES = 1 + 25/50; 1.5/5; 2/.3": (
        months(50, 50), 75, "2026-05-31", (1.5, 5, 0.3, 6.6666667),
    ),
    "nothing earned: ES = 0, no IEAC(t)": (months(50, 50), 0, "2026-01-31", (0, 1, 0, None)),
    "before the first period has ended: AT = 0, no SPI(t)": (
        months(50, 50), 10, "2026-01-30", (0.2, 0, None, None),
    ),
    "a month left out plans nothing: PV 50, 50, 100: ES = 2 at EV 50": (
        [{"period": "2026-01", "planned": 50}, {"period": "2026-03", "planned": 50}],
        50, "2026-02-28", (2, 2, 1, 3),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TIMES)
def test_earned_schedule(tmp_path: Path, name: str) -> None:
    plan, done, as_of, expected = TIMES[name]
    found = earned(tmp_path, plan, done, as_of)
    assert (found["es"], found["at"], found["spi_t"], found["ieac_t"]) == pytest.approx(expected, abs=1e-6)
    if found["ieac_t"] is None:
        assert found["reasons"]["ieac_t"]
    assert found["sv_t"] == pytest.approx(found["es"] - found["at"])


def figures(found: Any) -> list[float | None]:
    """CPI, SPI, the three EAC, ETC, VAC and both TCPI."""
    eac, tcpi = found["eac"], found["tcpi"]
    names = [
        found["cpi"],
        found["spi"],
        eac["cpi"],
        eac["budget"],
        eac["cpi_spi"],
        found["etc"],
        found["vac"],
    ]
    return [None if one is None else float(one) for one in (*names, tcpi["bac"], tcpi["eac"])]


def test_spent_to_the_last_cent_with_half_the_work_left(tmp_path: Path) -> None:
    # EV 50, PV 100, AC 100: 100/.5 = 200; 100 + 50; 100 + 50/.25; TCPI(EAC) = 50/(200 - 100)
    found = earned(tmp_path, months(60, 40), 50, "2026-02-28", ac=100)
    assert figures(found) == [0.5, 0.5, 200, 150, 300, 100, -100, None, 0.5]
    assert found["reasons"]["tcpi.bac"] == "not achievable"


def test_complete_but_dearer(tmp_path: Path) -> None:
    # EV = BAC = 100, AC 120: CPI 100/120, EAC 120, ETC 0, VAC -20; nothing is left to do
    found = earned(tmp_path, months(60, 40), 100, "2026-02-28", ac=120)
    assert figures(found) == pytest.approx([0.8333333, 1, 120, 120, 120, 0, -20, None, None], abs=1e-6)
    assert found["reasons"]["tcpi.bac"] == found["reasons"]["tcpi.eac"] == "complete"


def test_nothing_spent_is_no_index(tmp_path: Path) -> None:
    # AC 0: no CPI; EAC by budget 0 + 70; TCPI(BAC) = 70/100
    found = earned(tmp_path, months(60, 40), 30, "2026-01-31", ac=0)
    assert figures(found) == [None, 0.5, None, 70, None, None, None, 0.7, None]
    assert found["reasons"]["cpi"] == "nothing was spent by then"


def test_nothing_planned_yet_is_no_index(tmp_path: Path) -> None:
    # PV 0 in January: no SPI, so no EAC by both; EAC by CPI = 100/(20/10) = 50
    found = earned(tmp_path, months(0, 100), 20, "2026-01-31")
    assert figures(found) == [2, None, 50, 90, None, 40, 50, pytest.approx(80 / 90), 2]
    assert found["reasons"]["spi"] == "nothing was planned by then"


@pytest.mark.parametrize(
    ("as_of", "period", "pv", "at"),
    [
        ("2026-01-30", None, 0, 0),
        ("2026-01-31", "2026-01", 60, 1),  # its last day counts
        ("2026-02-27", "2026-01", 60, 1),
        ("2026-02-28", "2026-02", 100, 2),
    ],
)
def test_the_last_day_of_a_period(tmp_path: Path, as_of: str, period: str | None, pv: float, at: int) -> None:
    found = earned(tmp_path, months(60, 40), 30, as_of)
    assert (found["period"], float(found["pv"]), found["at"]) == (period, pv, at)


@pytest.mark.parametrize(("as_of", "ev"), [("2026-03-30", 30), ("2026-03-31", 60), ("2026-04-01", 60)])
def test_a_status_counts_on_its_own_day(tmp_path: Path, as_of: str, ev: float) -> None:
    later = {"projects/crm/status/2026-03-31.yaml": status("2026-03-31", 60)}
    assert float(earned(tmp_path, months(60, 40), 30, as_of, **later)["ev"]) == ev


@pytest.mark.parametrize(
    ("as_of", "period", "es", "at"),
    [("2026-09-30", "FY2026-Q1", 1.1666667, 1), ("2026-12-30", "FY2026-Q1", 1.1666667, 1),
     ("2026-12-31", "FY2026-Q2", 1.1666667, 2)],
)  # fmt: skip
def test_fiscal_quarters_from_july(tmp_path: Path, as_of: str, period: str, es: float, at: int) -> None:
    # FY2026-Q1 is July to September: ES = 1 + 10/60
    plan = [{"period": "FY2026-Q1", "planned": 40}, {"period": "FY2026-Q2", "planned": 60}]
    fiscal = {"pmo.yaml": office(calendar={"fiscal_year_start": 7})}
    found = earned(tmp_path, plan, 50, as_of, **fiscal)
    assert (found["period"], found["at"]) == (period, at)
    assert found["es"] == pytest.approx(es)


def test_periods_of_several_lengths(tmp_path: Path) -> None:
    # January 40 and the second quarter 60: money adds up, time has no unit
    plan = [{"period": "2026-01", "planned": 40}, {"period": "2026-Q2", "planned": 60}]
    found = earned(tmp_path, plan, 50, "2026-06-30")
    assert (float(found["pv"]), found["spi"], found["es"], found["spi_t"]) == (100, 0.5, None, None)
    assert found["reasons"]["es"] == "the periods of the plan differ in length"
    assert "PMO508" in pmo("validate", "-C", tmp_path, "--as-of", "2026-06-30").out


def test_milestones_without_weight_earn_nothing_known(tmp_path: Path) -> None:
    plan = {"milestones": [{"id": "a", "title": "A", "actual": "2026-01-05"}]}
    more = {"projects/crm/plan.yaml": plan, "budget": {"earned_by": "milestones"}}
    found = earned(tmp_path, months(60, 40), 30, "2026-01-31", **more)
    assert (found["ev"], found["reasons"]["ev"]) == (None, "no milestone has a weight")


def test_a_milestone_reached_after_the_day_is_not_earned(tmp_path: Path) -> None:
    # 30 of 30 + 45 + 0: EV = 100 x 30/75 = 40
    plan = {
        "milestones": [
            {"id": "a", "title": "A", "actual": "2026-01-31", "weight": 30},
            {"id": "b", "title": "B", "actual": "2026-02-01", "weight": 45},
            {"id": "c", "title": "C", "actual": "2026-01-05", "weight": 0},
        ]
    }
    more = {"projects/crm/plan.yaml": plan, "budget": {"earned_by": "milestones"}}
    assert float(earned(tmp_path, months(60, 40), 99, "2026-01-31", **more)["ev"]) == 40


def test_a_portfolio_is_sums_over_sums_in_one_currency(tmp_path: Path) -> None:
    # EUR: EV 50, AC 40; USD at .5: EV 20 -> 10, AC 100 -> 50: CPI 60/90, not (1.25 + .2)/2; CHF has no rate
    def budget(currency: str, approved: int, cost: int) -> dict[str, Any]:
        return {
            "currency": currency, "approved": approved, "earned_by": "percent-complete",
            "plan": months(approved), "actuals": [{"period": "2026-01", "cost": cost}],
        }  # fmt: skip

    files: dict[str, Any] = {"pmo.yaml": office(fx={"USD": 0.5})}
    for project, money, done in (
        ("crm", budget("EUR", 100, 40), 50),
        ("erp", budget("USD", 200, 100), 10),
        ("web", budget("CHF", 900, 1), 90),
    ):
        files[f"projects/{project}/charter.yaml"] = charter(project, state="active")
        files[f"projects/{project}/budget.yaml"] = money
        files[f"projects/{project}/status/2026-01-31.yaml"] = status("2026-01-31", done)
    whole = data(write(tmp_path, files), "evm", as_of="2026-01-31")["portfolio"]
    assert (float(whole["ev"]), float(whole["ac"]), whole["cpi"]) == (60, 90, pytest.approx(2 / 3))
    assert whole["left_out"] == {"web": "there is no exchange rate for its currency"}


# risks


def risk(id_: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "title": id_, "owner": "budi", "status": "assessed"} | more


POINTS = {"min": 10, "likely": 20, "max": 60}
VALUES: dict[str, tuple[dict[str, Any], float | None]] = {
    "triangular: .5 x (10 + 20 + 60)/3": ({"likelihood": 0.5, "cost": POINTS}, 15),
    "PERT: .5 x (10 + 80 + 60)/6": ({"likelihood": 0.5, "cost": POINTS, "distribution": "pert"}, 12.5),
    "an opportunity: -.5 x 30": ({"likelihood": 0.5, "cost": POINTS, "type": "opportunity"}, -15),
    "the middle of band 4: .7 x 100": ({"probability": 4, "cost": 100}, 70),
    "the middle of the open bands: .1 x 100": ({"probability": 1, "cost": 100}, 10),
    "and .9 x 100": ({"probability": 5, "cost": 100}, 90),
    "likelihood before band": ({"probability": 1, "likelihood": 0.15, "cost": 100}, 15),
    "impossible": ({"likelihood": 0, "cost": 100}, 0),
    "no cost": ({"likelihood": 0.5}, None),
    "no likelihood": ({"cost": 100}, None),
}


@pytest.mark.parametrize("name", VALUES)
def test_expected_value(tmp_path: Path, name: str) -> None:
    fields, expected = VALUES[name]
    root = write(tmp_path, {"projects/crm/risks.yaml": {"risks": [risk("a", **fields)]}})
    found = data(root, "risks", as_of="2026-01-31")
    emv = found["risks"][0]["emv"]
    assert (None if emv is None else float(emv)) == expected
    assert float(found["exposure"]["net"]) == (expected or 0)


@pytest.mark.parametrize(
    ("fields", "cell"),
    [
        ({"probability": 1, "impact": 4}, "Y"),  # the product is 4 as in 2 x 2
        ({"probability": 2, "impact": 2}, "G"),
        ({"probability": 4, "impact": 1}, "Y"),
        ({"probability": 5, "impact": 1}, "O"),
        ({"probability": 3, "impact": {"cost": 2, "schedule": 5, "quality": 1}}, "R"),
        ({"probability": 2, "impact": {"reputation": 3}}, "Y"),
        ({"probability": 3}, None),
    ],
)
def test_cells(tmp_path: Path, fields: dict[str, Any], cell: str | None) -> None:
    root = write(tmp_path, {"projects/crm/risks.yaml": {"risks": [risk("a", **fields)]}})
    assert data(root, "risks", as_of="2026-01-31")["risks"][0]["cell"] == cell


def test_exposure_in_several_currencies(tmp_path: Path) -> None:
    # .5 x 100 EUR + .5 x 100 USD at .8 = 90; the opportunity -20; CHF has no rate; what is over does not count
    def of(currency: str, *risks: dict[str, Any]) -> dict[str, Any]:
        return {"budget": {"approved": 1, "currency": currency}, "risks": {"risks": list(risks)}}

    files: dict[str, Any] = {"pmo.yaml": office(fx={"USD": 0.8})}
    for project, kinds in {
        "crm": of("EUR", risk("a", likelihood=0.5, cost=100),
                  risk("b", likelihood=0.2, cost=100, type="opportunity"),
                  risk("c", likelihood=1, cost=999, status="occurred"),
                  risk("d", likelihood=1, cost=999, status="closed")),
        "erp": of("USD", risk("a", likelihood=0.5, cost=100)),
        "web": of("CHF", risk("a", likelihood=0.5, cost=100)),
    }.items():  # fmt: skip
        for kind, content in kinds.items():
            files[f"projects/{project}/{kind}.yaml"] = content
    found = data(write(tmp_path, files), "risks", as_of="2026-01-31")
    exposure = {name: float(value) for name, value in found["exposure"].items()}
    assert exposure == {"threats": 90, "opportunities": -20, "net": 70, "without_figures": 1}
    emv = {row["address"]: float(row["emv"]) for row in found["risks"]}
    assert emv["erp/risks/a"] == 50  # in its own currency


# the network


def network(tmp_path: Path, *milestones: dict[str, Any], as_of: str, by: str = "", **calendar: Any) -> Any:
    plan = {"milestones": [{"title": one["id"], **one} for one in milestones]}
    files: dict[str, Any] = {"projects/crm/plan.yaml": plan}
    if calendar:
        files["pmo.yaml"] = office(calendar=calendar)
    return data(write(tmp_path, files), "schedule", *(("--by", by) if by else ()), as_of=as_of)


def after(milestone: str, lag: Any = 0) -> list[dict[str, Any]]:
    return [{"milestone": milestone, "lag_days": lag}]


@pytest.mark.parametrize(
    ("start", "lag", "early"),
    [
        ("2026-01-09", 0, "2026-01-09"),  # a Friday
        ("2026-01-09", 1, "2026-01-13"),  # the 12th is a holiday
        ("2026-01-09", 5, "2026-01-21"),  # and 15 and 16 are closed: 13, 14, 19, 20, 21
        ("2026-01-10", 0, "2026-01-13"),  # a Saturday rolls over the holiday
        ("2026-01-10", 1, "2026-01-13"),
        ("2026-01-12", 1, "2026-01-13"),  # from the holiday itself
        ("2026-01-14", 1, "2026-01-19"),
    ],
)
def test_lags_over_days_off(tmp_path: Path, start: str, lag: int, early: str) -> None:
    found = network(
        tmp_path, {"id": "a", "forecast": start}, {"id": "b", "after": after("a", lag)}, as_of="2026-01-05",
        holidays=["2026-01-12"], closures=[{"from": "2026-01-15", "to": "2026-01-16", "why": "Fair"}],
    )  # fmt: skip
    assert [row["early"] for row in found["milestones"]] == [start, early]


def test_pert_over_a_path(tmp_path: Path) -> None:
    # means 6 and 6, variances 4 and 1: 12 days, deviation 2.236; 14 days: Phi(2/2.236) = .8144
    milestones = (
        {"id": "a", "forecast": "2026-01-05"},
        {"id": "b", "after": after("a", {"min": 2, "likely": 5, "max": 14})},
        {"id": "c", "after": after("b", {"min": 3, "likely": 6, "max": 9}), "baseline": "2026-01-21"},
    )
    (found,) = network(tmp_path, *milestones, as_of="2026-01-05", by="2026-01-23")["finishes"]
    assert (found["early"], found["expected"]) == ("2026-01-20", "2026-01-21")  # 11 and 12 working days on
    assert (found["baseline_chance"], found["chance"]) == pytest.approx((0.5, 0.8144), abs=1e-4)
    assert found["deviation_days"] == pytest.approx(2.24)


def test_pert_where_all_three_points_agree_is_certain(tmp_path: Path) -> None:
    points = {"min": 5, "likely": 5, "max": 5}
    milestones = ({"id": "a", "forecast": "2026-01-05"}, {"id": "b", "after": after("a", points)})
    (found,) = network(tmp_path, *milestones, as_of="2026-01-05", by="2026-01-12")["finishes"]
    assert (found["early"], found["deviation_days"], found["chance"]) == ("2026-01-12", 0, None)


def test_slack_with_several_last_milestones(tmp_path: Path) -> None:
    # the end is 1 June; 2 March lies 13 weeks of five days before it; what leads to it has that less its lag
    found = network(
        tmp_path,
        {"id": "start", "forecast": "2026-02-02"},
        {"id": "papers", "forecast": "2026-03-02", "after": after("start", 5)},
        {"id": "live", "forecast": "2026-06-01", "after": after("start", 80)},
        {"id": "party", "after": after("live")},
        as_of="2026-01-05",
    )
    assert {row["title"]: row["slack_days"] for row in found["milestones"]} == {
        "start": 5, "papers": 65, "live": 0, "party": 0,  # 80 days from 2 February are 25 May
    }  # fmt: skip


def test_a_milestone_reached_after_its_successors(tmp_path: Path) -> None:
    found = network(
        tmp_path,
        {"id": "a", "actual": "2026-03-10"},
        {"id": "b", "actual": "2026-03-02", "after": after("a")},
        {"id": "c", "forecast": "2026-03-05", "after": after("a")},
        {"id": "d", "after": after("c", 2)},
        as_of="2026-03-11",
    )
    assert [row["early"] for row in found["milestones"]] == [
        "2026-03-10", "2026-03-02", "2026-03-11", "2026-03-13",
    ]  # fmt: skip
    (conflict,) = found["conflicts"]
    assert (conflict["earliest"], conflict["short_days"]) == ("2026-03-10", 3)


# simulation


def simulated(tmp_path: Path, files: dict[str, Any], *options: object) -> Any:
    pytest.importorskip("numpy", reason="simulate needs the extra `simulation`")
    return data(write(tmp_path, files), "simulate", *options, as_of="2026-01-05")


def test_percentiles_do_not_add_up(tmp_path: Path) -> None:
    # each: 0 in 70%, 100 else: P80 1100; both: 0 in 49%, 100 in 42%, 200 in 9%: P80 and P90 2100, not 2200
    files = {}
    for project in ("crm", "erp"):
        files[f"projects/{project}/budget.yaml"] = {"approved": 1000}
        files[f"projects/{project}/risks.yaml"] = {"risks": [risk("a", likelihood=0.3, cost=100)]}
    found = simulated(tmp_path, files, "--confidence", "0.95")
    assert [float(one["cost"]["p80"]) for one in found["projects"]] == [1100, 1100]
    whole = found["portfolio"]["cost"]
    assert [float(whole[name]) for name in ("p50", "p80", "p90")] == [2100, 2100, 2100]
    assert float(whole["contingency_needed"]) == 200
    assert whole["within_budget"] == pytest.approx(0.49, abs=0.015)
    assert float(whole["mean"]) == pytest.approx(2060, abs=3)


def test_quantiles_of_a_certain_risk(tmp_path: Path) -> None:
    # triangular 0, 50, 100: P50 50; P80 100 - sqrt(.2 x 5000) = 68.38; P90 100 - sqrt(.1 x 5000) = 77.64
    files = {
        "projects/crm/budget.yaml": {"approved": 1000},
        "projects/crm/risks.yaml": {
            "risks": [risk("a", likelihood=1, cost={"min": 0, "likely": 50, "max": 100})]
        },
    }
    (crm,) = simulated(tmp_path, files, "--runs", "200000")["projects"]
    found = [float(crm["cost"][name]) - 1000 for name in ("p50", "p80", "p90")]
    assert found == pytest.approx([50, 68.377, 77.639], abs=0.3)


def test_a_delay_from_a_day_off_counts_as_a_lag_does(tmp_path: Path) -> None:
    # Saturday 10 January; three days more: 12, 13, 14. The lag of one after it: 15, in half of the runs 12
    plan = {
        "milestones": [
            {"id": "a", "title": "A", "forecast": "2026-01-10"},
            {"id": "b", "title": "B", "baseline": "2026-01-12", "after": after("a", 1)},
        ]
    }
    files = {
        "projects/crm/plan.yaml": plan,
        "projects/crm/risks.yaml": {"risks": [risk("r", likelihood=0.55, days=3, affects=["a"])]},
    }
    (crm,) = simulated(tmp_path, files)["projects"]
    assert (crm["finish"]["planned"], crm["finish"]["p50"]) == ("2026-01-12", "2026-01-15")
    assert crm["finish"]["in_time"] == pytest.approx(0.45, abs=0.02)


def test_an_opportunity_does_not_bring_a_date_before_the_day(tmp_path: Path) -> None:
    files = {
        "projects/crm/plan.yaml": {"milestones": [{"id": "a", "title": "A", "forecast": "2026-01-07"}]},
        "projects/crm/risks.yaml": {"risks": [risk("r", type="opportunity", likelihood=1, days=9)]},
    }
    (crm,) = simulated(tmp_path, files)["projects"]
    assert crm["finish"]["p50"] == "2026-01-05"
