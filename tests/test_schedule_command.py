"""`pmo schedule` as its readers see it."""

import csv
import io
import json

import pytest

from tests import portfolios
from tests.commands import pmo
from tests.golden import check

EXAMPLE = ("--as-of", "2026-11-01")


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("width", [80, 120])
def test_the_example_on_a_terminal(example, request, monkeypatch, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    outcome = pmo("-C", example, "schedule", *EXAMPLE, "--lang", language, "--color", "never", terminal=True)
    assert outcome.code == 0
    assert max(len(line) for line in outcome.out.splitlines()) <= width
    check(request, f"schedule/{language}-{width}.txt", outcome.out)


def test_markdown_with_a_gantt_chart(example, request):
    outcome = pmo("-C", example, "schedule", *EXAMPLE, "--format", "markdown", "--project", "customer-portal")
    check(request, "schedule/customer-portal.md", outcome.out)


def test_csv_and_json_agree(example):
    rows = list(csv.DictReader(io.StringIO(pmo("-C", example, "schedule", *EXAMPLE, "--format", "csv").out)))
    data = json.loads(pmo("-C", example, "schedule", *EXAMPLE, "--format", "json").out)["data"]
    assert [row["address"] for row in rows] == [one["address"] for one in data["milestones"]]
    assert {
        "address",
        "baseline",
        "forecast",
        "actual",
        "early",
        "late",
        "slack_days",
        "critical",
        "driven_by",
    } <= set(data["milestones"][0])
    assert data["conflicts"][0]["short_days"] == 40


UNCERTAIN = {
    "projects/crm/plan.yaml": """
        milestones:
          - {id: start, title: Start, actual: 2026-10-01}
          - id: built
            title: "Built: \\"it\\" ; <b>x</b>"
            baseline: 2026-12-01
            after: [{milestone: start, lag_days: {min: 20, likely: 40, max: 90}}]
          - {id: live, title: Live, baseline: 2027-01-15, after: [{milestone: built, lag_days: 10}]}
          - {id: a, title: A, after: [b]}
          - {id: b, title: B, after: [a]}
        """
}


def test_how_likely_dates_are(tmp_path):
    root = portfolios.write(tmp_path, UNCERTAIN)
    outcome = pmo("-C", root, "schedule", *EXAMPLE, "--by", "2026-12-31", "--format", "json")
    (finish,) = json.loads(outcome.out)["data"]["finishes"]
    assert finish["path"] == ["crm/plan/start", "crm/plan/built", "crm/plan/live"]
    assert (finish["early"], finish["expected"], finish["deviation_days"]) == (
        "2026-12-10",
        "2026-12-17",
        11.67,
    )
    assert 0.8 < finish["chance"] < 0.9
    assert finish["chance"] < finish["baseline_chance"] < 1
    text = pmo("-C", root, "schedule", *EXAMPLE, "--by", "2026-12-31", "--all").out
    assert "crm/plan/a → crm/plan/b → crm/plan/a" in text
    assert "By 31 Dec 2026" in text
    assert "Chance of baseline" in text


def test_mermaid_holds_no_notation_of_users(tmp_path):
    root = portfolios.write(tmp_path, UNCERTAIN)
    lines = pmo("-C", root, "schedule", *EXAMPLE, "--format", "mermaid").out.splitlines()
    assert "    Built it b x /b :crit, milestone, m1, 2026-11-26, 0d" in lines
    assert len(lines) == 7


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "20261231"])
def test_by_must_be_a_day(example, day):
    outcome = pmo("-C", example, "schedule", "--by", day)
    assert (outcome.code, "write --by YYYY-MM-DD" in outcome.err) == (2, True)


def test_a_portfolio_without_plans(tmp_path):
    outcome = pmo("-C", portfolios.write(tmp_path), "schedule", *EXAMPLE)
    assert (outcome.code, outcome.out.splitlines()[2]) == (0, "0 open milestones, 0 without slack")
