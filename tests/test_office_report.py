"""The report of the PMO on itself: its measures by hand, as other commands have them, as it should look."""

import datetime
import json
from decimal import Decimal
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
from tests.portfolios import AS_OF, charter, office, people, portfolio, write
from tests.test_report_pages import ATTACKS, REVISION, hostile, shape

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
    assert found["on-budget"].counted == sum(
        one["money"]["overrun"] is not None and float(one["money"]["overrun"]["amount"]) <= 0
        for one in projects
        if one["state"] in ("active", "on-hold", "completed")
    )
    fit = data("align")
    assert found["spend-linked"].of == Decimal(fit["spend"])
    assert found["spend-linked"].counted == found["spend-linked"].of
    assert not fit["serving_none"]
    load = data("report", "resources")
    assert found["overload-days"].value == pytest.approx(sum(one["over_days"] for one in load["conflicts"]))
    assert float(found["utilisation"].counted or 0) == pytest.approx(
        sum(one["load"] for one in load["total"])
    )
    colours = [one["colour"] for one in data("benefits")["benefits"] if one["colour"]]
    assert (found["benefits-on-plan"].counted, found["benefits-on-plan"].of) == (
        colours.count("green"),
        len(colours),
    )
    certificates = found["certificates-valid"]
    assert (certificates.of or 0) - (certificates.counted or 0) == sum(
        one["state"] in ("missing", "expired") for one in data("training")["certificates"]
    )
    review = data("report", "qbr")
    assert found["idea-to-decision"].value == review["idea_to_decision"]
    assert found["maturity"].value == float(review["maturity"]["level"])
    assert review["measures"] == data("report", "office")["measures"]


def test_figures_of_the_example(story: Portfolio) -> None:
    found = {name: (one.counted, one.of) for name, one in measures(story).items()}
    assert found["gate-pass-rate"] == (22, 23)
    assert found["lessons-reused"] == (8, 14)
    assert found["watermelon-rate"] == (2, 8)


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


def register(**lists: Any) -> dict[str, Any]:
    return {f"projects/crm/{name}.yaml": {name: records} for name, records in lists.items()}


def test_changes_risks_and_benefits_by_hand(tmp_path: Path) -> None:
    """Decided after 5, 10 and 20 working days; one risk of two looked at, one without a date; of three benefits two measured."""
    change = {"title": "C", "raised_by": "budi", "raised": "2026-08-03", "status": "rejected"}
    risk = {"title": "R", "owner": "budi", "status": "assessed", "raised": "2026-01-05"}
    benefit = {"title": "B", "owner": "ana", "unit": "EUR", "target": 100, "due": "2026-10-01"}
    whole = portfolio(
        tmp_path,
        {"projects/crm/charter.yaml": charter(state="active")}
        | register(
            changes=[
                change | {"id": id_, "decision": {"outcome": "reject", "by": "ana", "date": day}}
                for id_, day in (("a", "2026-08-10"), ("b", "2026-08-17"), ("c", "2026-08-31"))
            ],
            risks=[
                risk | {"id": "a", "reviewed": "2026-10-30"},
                risk | {"id": "b"},
                {key: one for key, one in risk.items() if key != "raised"} | {"id": "c"},
            ],
            benefits=[
                benefit | {"id": "a", "measurements": [{"date": "2026-10-01", "value": 100}]},
                benefit | {"id": "b", "measurements": [{"date": "2026-10-01", "value": 10}]},
                benefit | {"id": "c"},
            ],
        ),
    )
    found = measures(whole)
    assert found["change-cycle-time"].value == 10
    assert (found["risk-reviews-in-time"].counted, found["risk-reviews-in-time"].of) == (1, 2)
    assert (found["benefits-on-plan"].counted, found["benefits-on-plan"].of) == (1, 2)


def test_spend_counts_what_the_alignment_counts(tmp_path: Path) -> None:
    """Of 300 for work that is approved 100 serves no objective; what was cancelled or is proposed does not count."""
    states = {
        "linked": "active",
        "alone": "approved",
        "gone": "cancelled",
        "done": "completed",
        "crm": "proposed",
    }
    files: dict[str, Any] = {}
    for id_, state in states.items():
        served = {"objectives": []} if id_ == "alone" else {}
        files[f"projects/{id_}/charter.yaml"] = charter(id_, state=state, **served)
        files[f"projects/{id_}/budget.yaml"] = {"approved": 200 if id_ == "linked" else 100}
    found = measures(portfolio(tmp_path, files))["spend-linked"]
    assert (found.counted, found.of) == (200, 300)


def test_certificates_by_hand(tmp_path: Path) -> None:
    """Leads need one: Ana's is valid on its last day, Cara's has expired; Budi is an analyst and needs none."""
    staff = people(
        roles=[{"id": "lead", "title": "Lead", "certifications": ["PMP"]}, {"id": "analyst", "title": "A"}]
    )
    for person, last in zip(staff["people"], ("2026-11-01", "2026-10-31", "2026-10-31"), strict=True):
        person["certifications"] = [{"name": "pmp", "expires": last}]
    found = measures(portfolio(tmp_path, {"people.yaml": staff}))["certificates-valid"]
    assert (found.counted, found.of) == (1, 2)


def test_idea_to_decision_by_hand(tmp_path: Path) -> None:
    """Proposed on a Monday and approved two weeks later; where only the approval is dated nothing can be said."""
    approved = {"state": "active", "approvals": [{"by": "ana", "date": "2026-06-15"}]}
    only_approved = portfolio(tmp_path / "a", {"projects/crm/charter.yaml": charter(**approved)})
    assert measures(only_approved)["idea-to-decision"].reason is not None
    dated = charter(proposed="2026-06-01", **approved)
    assert (
        measures(portfolio(tmp_path / "b", {"projects/crm/charter.yaml": dated}))["idea-to-decision"].value
        == 10
    )


@pytest.mark.parametrize(("scoring", "level"), [("staged", 2), ("mean", 3)])
def test_maturity_is_that_of_the_latest_assessment(tmp_path: Path, scoring: str, level: int) -> None:
    def assessment(day: str, *levels: int) -> dict[str, Any]:
        perspectives = [{"id": f"p{n}", "title": "P", "level": one} for n, one in enumerate(levels)]
        return {"date": day, "model": "custom", "scoring": scoring, "dimensions": perspectives}

    days = {"2025-06-30": (1, 1), "2026-06-30": (2, 4), "2026-12-31": (5, 5)}
    files = {f"assessments/{day}.yaml": assessment(day, *levels) for day, levels in days.items()}
    whole = portfolio(tmp_path, files)
    assert measures(whole)["maturity"].value == level
    view = views.maturity_view(whole, AS_OF)
    assert view is not None
    assert (view.level, view.level_before) == (level, 1)


def test_a_lesson_used_by_nobody_known_is_not_used(tmp_path: Path) -> None:
    lesson = {"id": "a", "title": "A", "recommendation": "A", "status": "published", "reused_by": ["nowhere"]}
    found = measures(portfolio(tmp_path, register(lessons=[lesson])))["lessons-reused"]
    assert (found.counted, found.of) == (0, 1)


# What the files say stays text


def hostile_page(root: Path, attack: str, code: str) -> str:
    hostile(root, attack)
    text = attack.replace("\x1b", "\u009b")
    action = {"text": text, "owner": "ana", "due": "2026-10-01"}
    files: dict[str, Any] = {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.yaml")
    }
    files |= {
        "pmo.yaml": office(
            office={"name": text, "purpose": text, "sponsor": "ana", "head": "cara"},
            governance={"bodies": [{"id": "board", "name": text, "meets": text, "members": ["cara"]}]},
            kpis=[
                {"id": "a", "title": text, "unit": text, "target": 5}
                | {"measurements": [{"date": "2026-10-01", "value": 4}]}
            ],
        ),
        "assessments/2026-06-30.yaml": {
            "date": "2026-06-30",
            "model": "custom",
            "assessor": text,
            "dimensions": [
                {"id": "a", "title": text, "level": 1, "target": 2, "gaps": text, "actions": [action]}
            ],
        },
        "actions.yaml": {"actions": [action]},
    }
    whole, words = portfolio(root, files), language(code)
    heading = Heading(text, REVISION, AS_OF)
    view = views.office_report(whole, whole.projects.values(), tuple(whole.holders), heading, words)
    return render(views.TEMPLATE, view, words)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_changes_nothing_but_texts(tmp_path: Path, attack: str) -> None:
    page = hostile_page(tmp_path / "a", attack, "en")
    assert shape(page) == shape(hostile_page(tmp_path / "b", "harmless", "en"))
    assert not {"html_inline", "html_block", "link_open", "image"} & set(shape(page))
    assert not {"\u009b", "\u202e"} & set(page)


def test_an_office_without_anything(tmp_path: Path) -> None:
    done = pmo("report", "office", "-C", write(tmp_path), "--as-of", str(AS_OF))
    assert done.code == 0
    assert "Nobody has assessed it" in done.out
    assert "no gate has been decided" in done.out


def test_what_the_overload_is_made_of_agrees_with_levelling(story: Portfolio) -> None:
    found = measures(story)["overload-days"]
    before = data("level", "--time-limit", "1")["before"]
    assert found.detail is not None
    assert found.detail.values["overload"] == before["overload_days"]
    # Levelling moves work; what is promised to somebody who is away has no place in its sum.
    away = found.value - before["fte_days"] if found.value is not None else None
    assert (away, found.detail.values["away"]) == (pytest.approx(4.0), 5)


def test_narrowed_to_a_project_it_says_what_is_of_the_whole_office() -> None:
    call = ("report", "office", "-C", EXAMPLE, "--as-of", str(AS_OF))
    page = pmo(*call, "--project", "scada-renewal").out
    assert "Everything else on this page is of the whole office." in page
    for title in ("Key figures of the office", "Maturity", "Skills and certificates"):
        assert f"## {title} (whole office)\n" in page
    assert "| Certificates valid (whole office) |" in page
    assert "| Projects on time |" in page
    assert "whole office" not in pmo(*call).out
