"""The report of the PMO on itself: its measures by hand, as other commands have them, as it should look."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from pmo.analysis.pmo_measures import PmoMeasure, pmo_measures
from pmo.loading import load
from pmo.locale import language
from pmo.locale.labels import LABELS
from pmo.model.portfolio import Portfolio
from pmo.render.environment import render
from pmo.render.views import office as views
from pmo.render.views.parts import Heading
from pmo.trees import WorkingTree
from tests import golden
from tests.commands import pmo
from tests.portfolios import AS_OF, charter, portfolio, write
from tests.test_report_pages import REVISION

EXAMPLE = Path(__file__).parent.parent / "examples" / "portfolio"


@pytest.fixture(scope="module")
def story() -> Portfolio:
    return load(WorkingTree(EXAMPLE)).portfolio


def measures(whole: Portfolio, as_of: datetime.date = AS_OF) -> dict[str, PmoMeasure]:
    found = pmo_measures(whole, whole.projects.values(), tuple(whole.holders), as_of)
    return {one.id: one for one in found}


@pytest.mark.parametrize("code", ["en", "id"])
def test_page(request: pytest.FixtureRequest, story: Portfolio, code: str) -> None:
    assert story.office is not None
    words, heading = language(code), Heading(story.office.office.name, REVISION, AS_OF)
    view = views.office_report(story, story.projects.values(), tuple(story.holders), heading, words)
    golden.check(request, f"reports/office.{code}.md", render(views.TEMPLATE, view, words))


def data(*arguments: str) -> Any:
    done = pmo(*arguments, "-C", EXAMPLE, "--as-of", str(AS_OF), "--format", "json")
    return json.loads(done.out)["data"]


def test_measures_are_those_of_the_other_reports(story: Portfolio) -> None:
    found = measures(story)
    totals = data("report", "governance")["gate_totals"]
    assert found["gate-pass-rate"].value == totals["pass_rate"]
    assert (found["gate-pass-rate"].counted, found["gate-pass-rate"].of) == (
        totals["passed"],
        totals["decided"],
    )
    report = data("report", "portfolio")
    projects = [
        one for group in [*report["groups"], {"projects": report["over"]}] for one in group["projects"]
    ]
    running = [one for one in projects if one["state"] == "active"]
    assert found["watermelon-rate"].counted == sum(one["watermelon"] for one in running)
    assert found["status-freshness"].counted == sum(one["freshness"] == "current" for one in running)
    assert found["change-cycle-time"].value == data("changes")["cycle_days"]
    lessons = data("report", "lessons")
    assert (found["lessons-reused"].counted, found["lessons-reused"].of) == (
        lessons["reused"],
        lessons["lessons"],
    )
    risks = data("risks")["risks"]
    assert found["risk-reviews-in-time"].counted == sum(one["review_overdue_days"] == 0 for one in risks)
    assert found["on-time"].counted == sum(
        one["slip_days"] is not None and one["slip_days"] <= 0
        for one in projects
        if one["state"] in ("active", "on-hold", "completed")
    )


def test_every_measure_has_a_title_and_says_what_is_counted(story: Portfolio) -> None:
    assert set(measures(story)) == LABELS["pmo_measure"].keys() == LABELS["pmo_measure_counts"].keys()


def test_of_nothing_there_is_no_share_and_it_says_why(tmp_path: Path) -> None:
    found = measures(portfolio(tmp_path))
    for name, one in found.items():
        assert (one.value is None) == (one.reason is not None), name
    for name in ("on-time", "on-budget", "gate-pass-rate", "watermelon-rate", "maturity", "lessons-reused"):
        assert found[name].value is None, name


def plan(baseline: str, forecast: str) -> dict[str, Any]:
    return {"milestones": [{"id": "end", "title": "End", "baseline": baseline, "forecast": forecast}]}


def budget(approved: int, forecast: int) -> dict[str, Any]:
    return {"approved": approved, "forecast": [{"period": "2027-01", "cost": forecast}]}


def test_measures_by_hand(tmp_path: Path) -> None:
    """Three active projects: one late and dear, one early and cheap, one that nobody planned; and a proposal."""
    whole = portfolio(
        tmp_path,
        {
            "projects/late/charter.yaml": charter("late", state="active"),
            "projects/late/plan.yaml": plan("2027-01-29", "2027-03-01"),
            "projects/late/budget.yaml": budget(100, 120),
            "projects/late/status/2026-10-30.yaml": {
                "date": "2026-10-30",
                "author": "budi",
                "headline": "Well",
                "overall": "green",
            },
            "projects/early/charter.yaml": charter("early", state="active"),
            "projects/early/plan.yaml": plan("2027-01-29", "2027-01-15"),
            "projects/early/budget.yaml": budget(100, 100),
            "projects/early/lessons.yaml": {
                "lessons": [
                    {
                        "id": "a",
                        "title": "A",
                        "recommendation": "A",
                        "status": "published",
                        "reused_by": ["late"],
                    },
                    {"id": "b", "title": "B", "recommendation": "B", "status": "captured"},
                    {"id": "c", "title": "C", "recommendation": "C", "status": "captured"},
                ]
            },
            "projects/early/gates.yaml": {
                "reviews": [
                    {"gate": "one", "held": "2026-09-01", "decision": "go"},
                    {"gate": "two", "held": "2026-10-01", "decision": "hold"},
                ]
            },
            "projects/bare/charter.yaml": charter("bare", state="active"),
            "projects/idea/charter.yaml": charter("idea"),
            "projects/idea/plan.yaml": plan("2027-01-29", "2027-12-31"),
        },
    )
    found = {name: (one.counted, one.of) for name, one in measures(whole).items()}
    assert found["on-time"] == (1, 2)
    assert found["on-budget"] == (1, 2)
    assert found["status-freshness"] == (1, 3)
    assert found["watermelon-rate"] == (1, 3)
    assert found["lessons-reused"] == (1, 3)
    assert found["gate-pass-rate"] == (1, 2)


def test_an_office_without_anything(tmp_path: Path) -> None:
    done = pmo("report", "office", "-C", write(tmp_path), "--as-of", str(AS_OF))
    assert done.code == 0
    assert "Nobody has assessed it" in done.out
    assert "no gate has been decided" in done.out
