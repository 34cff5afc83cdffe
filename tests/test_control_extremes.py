"""The commands of control on figures and days at the edges of what files can hold: never a crash, NaN or infinity."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from tests.commands import pmo
from tests.portfolios import charter, office, write

MOST = "9" * 29
LEAST = "0." + "0" * 25 + "1"

FILES: dict[str, Any] = {
    "projects/crm/charter.yaml": charter(state="active"),
    "projects/crm/budget.yaml": f"""
        approved: {MOST}
        plan:
          - {{period: 0001-01, planned: {MOST}}}
          - {{period: 2026-01, planned: {LEAST}}}
        actuals:
          - {{period: 2026-01, cost: {LEAST}}}
          - {{period: 9999-12, cost: -{MOST}}}
        forecast:
          - {{period: FY9999, cost: {MOST}}}
        earned_by: percent-complete
        """,
    "projects/crm/status/2026-01-31.yaml": f"""
        date: 2026-01-31
        author: budi
        headline: Going
        overall: green
        percent_complete: {LEAST}
        """,
    "projects/crm/plan.yaml": f"""
        start: 0001-01-01
        finish: 9999-12-31
        milestones:
          - {{id: a, title: A, baseline: 0001-01-01, forecast: 9999-12-31, critical: true, weight: 0}}
          - {{id: b, title: B, baseline: 9999-12-31, actual: 0001-01-01, weight: {LEAST}}}
        """,
    "projects/crm/allocations.yaml": f"""
        allocations:
          - {{person: ana, load: {MOST}, from: 0001-01-01, to: 9999-12-31}}
          - {{role: lead, load: {MOST}, from: 0001-01-01, to: 9999-12-31}}
        """,
    "projects/crm/benefits.yaml": f"""
        benefits:
          - id: a
            title: A
            owner: ana
            target: -{MOST}
            due: 0001-01-01
            baseline: {MOST}
            measurements: [{{date: 0001-01-01, value: -{LEAST}}}]
          - id: b
            title: B
            owner: ana
            target: 1
            profile: [{{period: 0001-12, planned: -5}}, {{period: 9999, planned: 5}}]
            measurements: [{{date: 0001-01-01, value: {MOST}}}]
        """,
    "projects/erp/budget.yaml": """
        approved: 1
        plan: [{period: FY9999-Q4, planned: 1}]
        actuals: [{period: FY9999, cost: 1}]
        earned_by: sprints
        """,
    "projects/erp/plan.yaml": f"""
        sprints:
          - {{id: s, start: 9999-12-31, finish: 0001-01-01, scope: {LEAST}, done: {MOST}}}
        """,
    "projects/web/budget.yaml": f"""
        approved: {LEAST}
        plan: [{{period: 0001-01, planned: 1}}, {{period: 9999-12, planned: 0}}]
        actuals: [{{period: 0001-01, cost: {LEAST}}}]
        earned_by: milestones
        """,
    "projects/web/plan.yaml": "milestones: [{id: a, title: A, actual: 0001-01-01, weight: 5}]\n",
}


@pytest.mark.parametrize("as_of", ["0001-01-01", "0001-01-31", "2026-01-31", "9999-12-31"])
@pytest.mark.parametrize("command", ["health", "evm"])
def test_extremes(tmp_path: Path, command: str, as_of: str) -> None:
    root = write(tmp_path, FILES)
    for form in ("text", "markdown", "csv", "json"):
        outcome = pmo(command, "-C", root, "--as-of", as_of, "--format", form)
        assert (outcome.code, outcome.err) == (0, "")
        if form == "json":
            _assert_finite(json.loads(outcome.out, parse_constant=pytest.fail))


def _network(
    *milestones: dict[str, Any], risks: tuple[dict[str, Any], ...] = (), **more: Any
) -> dict[str, Any]:
    return {
        "projects/crm/charter.yaml": charter(state="active"),
        "projects/crm/budget.yaml": {"approved": 1100, "contingency": 100},
        "projects/crm/plan.yaml": {"milestones": [{"title": one["id"], **one} for one in milestones]},
        "projects/crm/risks.yaml": {
            "risks": [
                {"id": f"r{number}", "title": "R", "owner": "budi", "status": "assessed", **one}
                for number, one in enumerate(risks)
            ]
        },
        **more,
    }


def _after(milestone: str, lag: Any) -> list[dict[str, Any]]:
    return [{"milestone": milestone, "lag_days": lag}]


HUGE = 10**28
NETWORKS: dict[str, dict[str, Any]] = {
    "first and last day": _network(
        {"id": "a", "baseline": "0001-01-01", "forecast": "9999-12-31"},
        {"id": "b", "baseline": "9999-12-31", "after": _after("a", {"min": 1, "likely": 5, "max": 9})},
        {"id": "c", "baseline": "0001-01-01", "actual": "0001-01-01"},
        risks=({"likelihood": 0.5, "days": {"min": 1, "likely": 5, "max": 9}},),
    ),
    "huge lags": _network(
        {"id": "a", "baseline": "2027-01-01"},
        {"id": "b", "after": _after("a", HUGE)},
        {"id": "c", "after": _after("a", {"min": 1, "likely": 10**12, "max": HUGE})},
        {"id": "d", "after": _after("a", {"min": 9, "likely": 1, "max": 5})},
    ),
    "huge days and cost": _network(
        {"id": "a", "baseline": "2027-01-01"},
        risks=(
            {"likelihood": 1, "days": 10**20, "cost": HUGE},
            {"likelihood": 0.5, "days": {"min": 0, "likely": 1, "max": HUGE}},
            {"likelihood": 0.5, "cost": {"min": 0, "likely": 1, "max": HUGE}},
            {"likelihood": 1, "type": "opportunity", "cost": HUGE, "days": HUGE},
        ),
    ),
    "certain, impossible, out of order": _network(
        {"id": "a", "baseline": "2027-01-01"},
        risks=(
            {"likelihood": 0, "cost": 5, "days": 3},
            {"likelihood": 1, "cost": 5, "days": 3},
            {"likelihood": 1e-26, "cost": 0, "days": 0},
            {"likelihood": 1, "distribution": "pert", "cost": {"min": 10, "likely": 50, "max": 20}},
            {"likelihood": 1, "days": {"min": 9, "likely": 5, "max": 1}},
        ),
    ),
    "a worthless and a huge currency": _network(
        risks=({"likelihood": 1, "cost": HUGE},),
        **{
            "pmo.yaml": office(fx={"USD": HUGE, "CHF": 0}),
            "projects/crm/budget.yaml": {"approved": 5, "currency": "USD"},
            "projects/erp/budget.yaml": {"approved": 5, "currency": "CHF"},
        },
    ),
    "no working day at all": _network(
        {"id": "a", "baseline": "2027-01-01"},
        {"id": "b", "after": _after("a", 3)},
        risks=({"likelihood": 1, "days": 3},),
        **{"pmo.yaml": office(calendar={"closures": [{"from": "0001-01-01", "to": "9999-12-31"}]})},
    ),
    "nothing": {"projects/crm/charter.yaml": None},
}


@pytest.mark.parametrize("name", NETWORKS)
def test_networks(tmp_path: Path, name: str) -> None:
    root = write(tmp_path, NETWORKS[name])
    commands = (
        ("simulate", "--runs", "100"),
        ("schedule", "--by", "9999-12-31"),
        ("risks",),
        ("changes",),
        ("benefits",),
        ("evm",),
    )
    for command in commands:
        for as_of in ("0001-01-01", "2026-11-01", "9999-12-31"):
            for form in ("text", "json"):
                outcome = pmo(*command, "-C", root, "--as-of", as_of, "--format", form)
                assert (outcome.code, outcome.err) == (0, ""), (command, as_of, form)
                if form == "json":
                    _assert_finite(json.loads(outcome.out, parse_constant=pytest.fail))


def test_what_leads_out_of_time_is_named(tmp_path: Path) -> None:
    root = write(tmp_path, NETWORKS["huge days and cost"])
    options = ("-C", root, "--as-of", "2026-11-01", "--runs", "100")
    data = json.loads(pmo("simulate", *options, "--format", "json").out)["data"]
    (crm,) = data["projects"]
    reason = "crm/plan/a may come after the year 9999"
    assert (crm["finish"]["p90"], crm["reasons"]["finish"]) == ("9999-12-31", reason)
    assert reason in pmo("simulate", *options).out


def test_what_is_left_out_is_named(tmp_path: Path) -> None:
    root = write(tmp_path, NETWORKS["certain, impossible, out of order"])
    text = pmo("simulate", "-C", root, "--as-of", "2026-11-01").out
    assert (
        "2 open risks are left out (min, likely and max are not in order): crm/risks/r3, crm/risks/r4"
        in " ".join(text.split())
    )


def test_one_run_and_more_than_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numpy")
    root = write(tmp_path, NETWORKS["first and last day"])
    outcome = pmo("simulate", "-C", root, "--runs", "1", "--format", "json")
    assert (outcome.code, json.loads(outcome.out)["data"]["runs"]) == (0, 1)
    assert pmo("simulate", "-C", root, "--runs", "0").code == 2
    assert "1000000" in pmo("simulate", "-C", root, "--runs", "5000000").err
    monkeypatch.setattr("pmo.analysis.simulation.MEMORY", 2**20)
    outcome = pmo("simulate", "-C", root, "--runs", "1000000")
    assert outcome.code == 2
    assert "1000000 runs of these projects need more than 1 MiB" in outcome.err
    fits = outcome.err.partition("--runs ")[2].split()[0]
    assert pmo("simulate", "-C", root, "--runs", fits).code == 0


def _assert_finite(value: Any) -> None:
    match value:
        case dict():
            for one in value.values():
                _assert_finite(one)
        case list():
            for one in value:
                _assert_finite(one)
        case float():
            assert math.isfinite(value)
