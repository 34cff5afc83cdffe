"""The exception report and the closure report: as they should look, by hand-worked cases, and by attack."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pmo.analysis.parties import party_of
from pmo.governance.exceptions import delegations_of, lines_over, reported
from pmo.loading import load
from pmo.locale import language
from pmo.model.portfolio import Portfolio
from pmo.render.document.reading import read
from pmo.render.document.tree import Table, plain
from pmo.render.environment import Renderer
from pmo.render.views.closure import ClosureReport, closure_view
from pmo.render.views.exception import ExceptionReport, exception_view
from pmo.render.views.parts import Heading
from pmo.trees import WorkingTree
from tests import golden
from tests.commands import pmo
from tests.portfolios import AS_OF, charter, office, portfolio, write
from tests.test_report_pages import ATTACKS, REVISION, hostile, shape


@pytest.fixture(scope="module")
def story() -> Portfolio:
    return load(WorkingTree(Path(__file__).parent.parent / "examples" / "portfolio")).portfolio


def heading(portfolio: Portfolio) -> Heading:
    assert portfolio.office is not None
    return Heading(portfolio.office.office.name, REVISION, AS_OF)


@cache
def renderer(code: str) -> Renderer:
    return Renderer(language(code))


def exception_page(whole: Portfolio, project: str, code: str = "en") -> str:
    view = exception_view(whole, whole.projects[project], heading(whole), language(code))
    return renderer(code).render("exception.md.jinja", view)


def check_tables(page: str) -> None:
    for lines in (block.split("\n") for block in page.rstrip("\n").split("\n\n")):
        rows = [line for line in lines if line.startswith("|")]
        assert len({line.replace(r"\|", "").count("|") for line in rows}) <= 1, rows
        assert not rows or len(rows) == len(lines), lines


# The exception report


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("project", ["scada-renewal", "billing-renewal", "solar-pumping"])
def test_exception_pages(request: pytest.FixtureRequest, story: Portfolio, project: str, code: str) -> None:
    page = exception_page(story, project, code)
    golden.check(request, f"reports/exception-{project}.{code}.md", page)
    check_tables(page)


PLAN = {"milestones": [{"id": "end", "title": "End", "baseline": "2026-12-01", "forecast": "2026-12-15"}]}
BUDGET = {
    "approved": 1000,
    "lines": [
        {"id": "team", "title": "Team", "amount": 600},
        {"id": "tools", "title": "Tools", "amount": 400},
    ],
    "actuals": [{"period": "2026-10", "cost": 500, "line": "team"}],
    "forecast": [
        {"period": "2026-10", "cost": 999, "line": "team"},
        {"period": "2026-12", "cost": 300, "line": "TEAM"},
        {"period": "2026-12", "cost": 400, "line": "tools"},
    ],
}


def governed(tmp_path: Path, files: Mapping[str, Any], **rules: Any) -> Portfolio:
    bodies = [{"id": "board", "name": "Portfolio board", "members": ["cara"]}]
    content = {
        "pmo.yaml": office(governance={"bodies": bodies} | rules),
        "projects/crm/charter.yaml": charter(state="active"),
        "projects/crm/plan.yaml": PLAN,
        "projects/crm/budget.yaml": BUDGET,
    }
    return portfolio(tmp_path, content | dict(files))


def view_of(whole: Portfolio) -> ExceptionReport:
    return exception_view(whole, whole.projects["crm"], heading(whole), language("en"))


TOLERANCES = {"cost": Decimal("0.1"), "schedule_days": 12, "scope": "nothing is dropped"}


def test_by_how_much_it_leaves_tolerance_and_what_margin_is_left(tmp_path: Path) -> None:
    report = view_of(governed(tmp_path, {}, tolerances=TOLERANCES))
    (cost,) = report.beyond
    # 500 + 300 + 400 = 1200 of 1000: 20% over, 10% allowed.
    assert (cost.measured, cost.forecast, cost.tolerance, cost.beyond) == (
        "cost",
        Decimal("0.2"),
        Decimal("0.1"),
        Decimal("0.1"),
    )
    assert cost.amount is not None
    assert (cost.amount.amount, cost.amount.currency, cost.left) == (Decimal(100), "EUR", None)
    (schedule,) = report.within
    # From Tuesday 1 December to Tuesday 15 December: 10 working days of 12.
    assert (schedule.forecast, schedule.left, schedule.beyond, schedule.amount) == (
        Decimal(10),
        Decimal(2),
        None,
        None,
    )
    assert schedule.used == pytest.approx(10 / 12)
    assert report.without_tolerance == ("benefits",)
    assert [(one.dimension, str(one.allowed), one.level) for one in report.worded] == [
        ("scope", "nothing is dropped", "office")
    ]
    assert [(one.title, one.estimate.amount, one.over.amount) for one in report.lines] == [
        ("Team", Decimal(800), Decimal(200))
    ]
    assert [one.slip_days for one in report.milestones] == [10]


def test_lines_tell_nothing_without_a_forecast(tmp_path: Path) -> None:
    whole = governed(tmp_path, {"projects/crm/budget.yaml": {**BUDGET, "forecast": []}})
    assert lines_over(whole, whole.projects["crm"]) == ()
    bare = portfolio(tmp_path / "bare")
    assert lines_over(bare, bare.projects["crm"]) == ()


def status(day: str, **health: str) -> dict[str, Any]:
    return {"date": day, "author": "budi", "headline": "So it is", "overall": "red", "health": health}


def test_since_when_the_project_says_so(tmp_path: Path) -> None:
    days = {
        "2026-07-31": {"cost": "red"},
        "2026-08-31": {"cost": "green", "schedule": "red"},
        "2026-09-30": {"cost": "amber"},
        "2026-10-30": {"cost": "red", "schedule": "amber"},
        "2026-11-30": {"schedule": "red"},
    }
    whole = governed(
        tmp_path, {f"projects/crm/status/{day}.yaml": status(day, **said) for day, said in days.items()}
    )
    project = whole.projects["crm"]
    cost, schedule = reported(project, "cost", AS_OF), reported(project, "schedule", AS_OF)
    assert (cost.colour, cost.since) == ("red", date(2026, 9, 30))
    assert (schedule.colour, schedule.since) == ("amber", date(2026, 10, 30))
    assert reported(project, "benefits", AS_OF).since is None
    assert reported(project, "cost", date(2026, 8, 31)).since is None


def test_ways_out_that_are_recorded(tmp_path: Path) -> None:
    change = {"id": "a", "title": "Less", "raised_by": "budi", "raised": "2026-10-01", "status": "assessed"}
    report = view_of(
        governed(
            tmp_path,
            {
                "projects/crm/changes.yaml": {
                    "changes": [
                        change | {"impact": {"cost": -100, "days": 5}, "recommendation": "Do it"},
                        change | {"id": "b", "status": "submitted", "options": "Wait", "reason": "So"},
                        change | {"id": "c", "status": "rejected"},
                    ]
                },
                "projects/crm/decisions.yaml": {
                    "decisions": [
                        {"id": "on", "title": "Go on?", "status": "requested", "body": "board"}
                        | {"needed_by": "2026-10-20", "options": ["Stop", "Go on"], "consequence": "Idle"}
                    ]
                },
            },
            tolerances=TOLERANCES,
        )
    )
    assert [(one.address, one.kind, one.state, one.by, one.is_overdue) for one in report.proposals] == [
        ("crm/decisions/on", "decision", None, "Portfolio board", True),
        ("crm/changes/a", "change", "assessed", report.proposals[1].by, False),
        ("crm/changes/b", "change", "submitted", None, False),
    ]
    assert report.proposals[0].options == ("Stop", "Go on")
    assert (report.proposals[1].cost.amount if report.proposals[1].cost else None) == -100
    assert (report.proposals[2].options, report.proposals[2].context) == (("Wait",), "So")


def test_who_stands_in_for_those_who_decide(tmp_path: Path) -> None:
    lent = {"from": "cara", "to": "budi", "start": "2026-10-01", "end": "2026-11-01"}
    whole = governed(
        tmp_path,
        {"projects/crm/status/2026-10-30.yaml": status("2026-10-30")},
        tolerances=TOLERANCES,
        delegations=[
            lent,
            lent | {"start": "2026-12-01", "end": "2026-12-02", "to": "ana"},
            lent | {"end": "2026-10-31"},
            lent | {"from": "ana"},
        ],
        escalation=[
            {"when": "status.overall == 'red'", "to": "board", "within_days": 1},
            {"when": "status.overall == 'red'", "to": "sponsor"},
        ],
    )
    report = view_of(whole)
    assert report.decider == "Portfolio board"
    assert [(one.lender, one.borrower, one.in_force) for one in report.stand_ins] == [
        ("Cara Lind", "Budi Santoso", True),
        ("Cara Lind", "Ana Pereira", False),
        ("Ana Pereira", "Budi Santoso", True),
    ]
    # Told on Friday 30 October, within one working day.
    assert [(one.to, one.since, one.by, one.is_overdue) for one in report.steps] == [
        ("Portfolio board", date(2026, 10, 30), date(2026, 11, 2), False),
        ("Ana Pereira", date(2026, 10, 30), None, False),
    ]
    page = exception_page(whole, "crm")
    assert "Budi Santoso stands in for Cara Lind until 1 Nov 2026." in page
    assert "Ana Pereira will stand in for Cara Lind from 1 Dec 2026 to 2 Dec 2026." in page
    board = party_of(whole, "board", whole.projects["crm"])
    assert len(delegations_of(whole, board, date(2026, 12, 2))) == 1


def test_an_exception_that_nothing_explains(tmp_path: Path) -> None:
    budget = {"approved": 100, "forecast": [{"period": "2026-12", "cost": 200}]}
    page = exception_page(
        governed(
            tmp_path,
            {"projects/crm/budget.yaml": budget, "projects/crm/plan.yaml": None},
            tolerances={"cost": 0},
        ),
        "crm",
    )
    assert "| Cost | **+100%** | 0% | **100%** (EUR\xa0100) | the office |" in page
    assert "No late milestone, budget line, issue or risk explains it." in page
    assert "No decision is asked for, and no change is open" in page
    assert "The office has no escalation path." in page
    assert "So no rule says by when: Budi Santoso has to bring it to Portfolio board." in page
    check_tables(page)


ESCALATION = [
    {"when": "status.overall == 'red'", "to": "board", "within_days": 1},
    {"when": "risks | selectattr('owner', 'equalto', 'a|b`c') | list | length > 0", "to": "sponsor"},
    {"when": "status.overall > 3", "to": "board"},
]


def hidden(tmp_path: Path, **changes: Any) -> Portfolio:
    """A project that reports green while its forecast of cost is a fifth above the budget."""
    said = status("2026-10-30", cost="green", schedule="amber") | {"overall": "green"}
    files = {"projects/crm/status/2026-10-30.yaml": said, "projects/crm/charter.yaml": charter(**changes)}
    return governed(tmp_path, files, tolerances=TOLERANCES, escalation=ESCALATION)


def test_where_no_step_of_the_path_applies_it_is_said_why_and_who_decides(tmp_path: Path) -> None:
    whole = hidden(tmp_path, state="active")
    report = view_of(whole)
    (cost,) = report.beyond
    assert (cost.declared, cost.verdict, report.overall) == ("green", "watermelon", "green")
    assert report.steps == ()
    assert [(one.to, one.because, one.state, one.rests_on_report) for one in report.unmet_steps] == [
        ("Portfolio board", "The health as reported is Red", "does-not-apply", True),
        ("Ana Pereira", "Risks (Owner: a|b`c): at least one", "unknown", False),
        ("Portfolio board", "The health as reported is above 3", "mistake", True),
    ]
    page = exception_page(whole, "crm")
    assert "| Declared better than the facts | **Cost** |" in page
    assert "| 🟢 Green (**watermelon**) | not reported |" in page
    assert (
        "No step of the office's escalation path applies.\nSo no rule says by when: Budi Santoso has" in page
    )
    assert (
        "| Portfolio board | The health as reported is Red (`status.overall == 'red'`) | is not met |" in page
    )
    assert r"(``risks \| selectattr('owner', 'equalto', 'a\|b`c') \| list \| length > 0``)" in page
    assert "The project reports 🟢 Green: what the path makes of the report does not apply" in page
    check_tables(page)
    table = next(one for one in read(page, language("en")).blocks[::-1] if isinstance(one, Table))
    assert [plain(row[1]) for row in table.rows] == [
        f"{one.because} ({one.when})" for one in report.unmet_steps
    ]
    assert [span.code for span in table.rows[1][1]] == [False, True, False]


def test_the_escalation_path_is_for_active_projects(tmp_path: Path) -> None:
    page = exception_page(hidden(tmp_path, state="on-hold"), "crm")
    assert "The office's escalation path is for active projects; this one is not active." in page
    assert "| Would go to |" not in page


def test_what_nothing_is_forecast_of_is_not_within_tolerance(tmp_path: Path) -> None:
    nothing = {"projects/crm/plan.yaml": None, "projects/crm/budget.yaml": None}
    whole = governed(tmp_path / "a", nothing, tolerances=TOLERANCES)
    report = view_of(whole)
    assert (report.within, [one.measured for one in report.not_forecast]) == ((), ["cost", "schedule"])
    page = exception_page(whole, "crm")
    assert "Nothing is forecast of the project, so nobody can tell whether it stays within tolerance." in page
    assert "What stays within tolerance" not in page
    assert "- Cost: 10% (set by the office)" in page
    page = exception_page(
        governed(tmp_path / "b", {"projects/crm/budget.yaml": None}, tolerances=TOLERANCES), "crm"
    )
    assert "it is no exception. Of Cost nothing is forecast." in page


def test_a_project_of_which_nothing_is_known(tmp_path: Path) -> None:
    page = exception_page(portfolio(tmp_path), "crm")
    assert "Nobody set a tolerance that counts for this project" in page
    assert "Without a tolerance: Cost, Schedule, Benefits." in page
    assert "## " not in page


def test_by_itself_it_goes_over_the_exceptions(example: Path, tmp_path: Path) -> None:
    call = ("report", "exception", "-C", example, "--as-of", AS_OF)
    data = json.loads(pmo(*call, "--format", "json").out)["data"]
    assert [one["project"]["id"] for one in data] == [
        "billing-renewal",
        "customer-portal",
        "fleet-electrification",
        "scada-renewal",
        "smart-meters-rollout",
    ]
    named = json.loads(pmo(*call, "--project", "solar*", "--format", "json").out)["data"]
    assert [(one["project"]["id"], one["beyond"]) for one in named] == [("solar-pumping", [])]
    done = pmo(*call, "-o", tmp_path / "pages")
    assert (done.code, len(list((tmp_path / "pages").glob("*.md")))) == (0, 5)


def test_without_any_exception_it_says_so(tmp_path: Path) -> None:
    root = write(tmp_path / "portfolio")
    call = ("report", "exception", "-C", root, "--as-of", AS_OF)
    done = pmo(*call)
    said = "no forecast leaves tolerance: there is no exception to report\n"
    assert (done.code, done.out, done.err) == (0, "", said)
    done = pmo(*call, "--format", "json")
    assert (done.code, json.loads(done.out)["data"], done.err) == (0, [], said)
    done = pmo(*call, "-o", tmp_path / "pages")
    assert (done.code, done.out, done.err) == (0, "", said)
    assert not (tmp_path / "pages").exists()


# The closure report


def closure_page(whole: Portfolio, project: str, code: str = "en") -> str:
    view = closure_view(whole, whole.projects[project], heading(whole))
    return renderer(code).render("closure.md.jinja", view)


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("project", ["contact-centre", "field-tablets", "scada-renewal"])
def test_closure_pages(request: pytest.FixtureRequest, story: Portfolio, project: str, code: str) -> None:
    page = closure_page(story, project, code)
    golden.check(request, f"reports/closure-{project}.{code}.md", page)
    check_tables(page)


ENDED = {"date": "2026-03-31", "accepted_by": "ana", "handover": "All of it", "review_due": "2026-10-30"}


def closed(tmp_path: Path, files: Mapping[str, Any] = {}, **changes: Any) -> ClosureReport:
    whole = portfolio(
        tmp_path,
        {"projects/crm/charter.yaml": charter(state="completed", closure=ENDED, **changes)} | dict(files),
    )
    return closure_view(whole, whole.projects["crm"], heading(whole))


def test_planned_against_actual(tmp_path: Path) -> None:
    report = closed(
        tmp_path,
        {
            "projects/crm/plan.yaml": {
                "finish": "2026-03-24",
                "milestones": [
                    {"id": "a", "title": "A", "baseline": "2026-03-17", "actual": "2026-03-24"},
                    {"id": "b", "title": "B", "baseline": "2026-03-10"},
                ],
            },
            "projects/crm/budget.yaml": {
                "original": 900,
                "approved": 1000,
                "actuals": [{"period": "2026-03", "cost": 1100}],
            },
        },
        deliverables=[
            {"id": "a", "title": "A", "status": "accepted"},
            {"id": "b", "title": "B", "status": "rejected", "acceptance": "Works"},
            {"id": "c", "title": "C"},
        ],
        documents=[
            {"id": "a", "title": "A", "status": "archived"},
            {"id": "b", "title": "B", "owner": "manager", "location": "shelf"},
        ],
    )
    # Closed on Tuesday 31 March, a week after the approved Tuesday 24 March.
    assert (report.closed_after_days, report.finish_baseline) == (5, date(2026, 3, 24))
    assert report.money.overrun is not None
    assert (report.money.overrun.amount, report.original and report.original.amount) == (
        Decimal(100),
        Decimal(900),
    )
    assert [one.state for one in report.milestones] == ["overdue", "reached"]
    assert [(one.title, one.owner) for one in report.documents] == [("B", "Budi Santoso"), ("A", None)]
    page = renderer("en").render("closure.md.jinja", report)
    assert "| Deliverables | 3 | 1 accepted | **1 rejected**, **1 open** |" in page
    assert "| B | **not archived** | shelf | Budi Santoso |" in page
    assert "| B | 10 Mar 2026 | 10 Mar 2026 | 0 | **not reached** |" in page
    check_tables(page)
    assert report.checks == ()


def test_the_review_after_the_project(tmp_path: Path) -> None:
    benefit = {"id": "calls", "title": "Fewer calls", "owner": "sponsor", "target": 10, "baseline": 50}
    measured = [
        {"date": "2026-12-01", "value": 1},
        {"date": "2026-06-30", "value": 30},
        {"date": "2026-03-31", "value": 40},
    ]
    benefits = {"projects/crm/benefits.yaml": {"benefits": [benefit | {"measurements": measured}]}}
    report = closed(tmp_path / "a", benefits)
    (row,) = report.benefits
    assert (str(row.at_closure), str(row.measured), row.since_closure) == ("40", "30", 1)
    assert (row.owner, row.handover, row.measured_on) == ("Ana Pereira", None, date(2026, 6, 30))
    assert (report.is_reviewed, report.end.review_is_overdue, report.reviews) == (True, True, ())
    review = {"date": "2026-10-28", "title": "Was it worth it?", "kind": "review"}
    held = closed(
        tmp_path / "b",
        {
            "projects/crm/meetings/2026-10-28-review.yaml": review,
            "projects/crm/gates.yaml": {
                "reviews": [
                    {"gate": "benefits", "held": "2026-09-01", "decision": "go"},
                    {"gate": "end", "held": "2026-03-31", "decision": "go"},
                ]
            },
        },
    )
    assert [(one.title, one.date) for one in held.reviews] == [
        ("Was it worth it?", date(2026, 10, 28)),
        ("benefits", date(2026, 9, 1)),
    ]
    assert (held.is_reviewed, held.end.review_is_overdue) == (True, False)
    assert [(one.title, one.state, one.decision) for one in held.gates] == [
        ("benefits", None, "go"),
        ("end", None, "go"),
    ]
    page = renderer("en").render("closure.md.jinja", held)
    assert "No benefit was measured since the project was closed." in page


def test_what_a_project_leaves_open(tmp_path: Path) -> None:
    action = {"owner": "manager", "due": "2026-10-01"}
    change = {"raised_by": "budi", "raised": "2026-01-01"}
    files = {
        "projects/crm/risks.yaml": {
            "risks": [
                {"id": "a", "title": "Risk", "owner": "ana", "status": "assessed"},
                {"id": "b", "title": "Gone", "owner": "ana", "status": "closed"},
            ]
        },
        "projects/crm/actions.yaml": {
            "actions": [{"text": "Do", **action}, {"text": "Done", "done": "2026-09-01", **action}]
        },
        "projects/crm/changes.yaml": {
            "changes": [
                {"id": "a", "title": "To do", "status": "approved", **change},
                {"id": "b", "title": "Asked", "status": "submitted", **change},
                {"id": "c", "title": "Carried out", "status": "implemented", **change},
            ]
        },
        "projects/crm/decisions.yaml": {
            "decisions": [{"id": "a", "title": "Which?", "status": "requested", "by": "sponsor"}]
        },
        "projects/crm/allocations.yaml": {
            "allocations": [
                {"person": "budi", "load": 1, "from": "2026-01-01", "to": "2026-11-01"},
                {"person": "budi", "load": 1, "from": "2026-01-01", "to": "2026-10-31"},
                {"equipment": "van", "load": 1, "from": "2026-01-01", "to": "2026-12-01"},
                {"role": "lead", "load": 1, "from": "2026-01-01", "to": "2026-12-01", "status": "rejected"},
            ]
        },
        "equipment.yaml": {"equipment": [{"id": "van", "title": "Blue van", "units": 1}]},
        "vendors.yaml": {
            "vendors": [
                {
                    "id": "acme",
                    "name": "Acme",
                    "contracts": [
                        {"id": "a", "title": "Support", "project": "crm"},
                        {"id": "b", "title": "Work", "project": "crm", "end": "2026-10-31"},
                        {"id": "c", "title": "Frame"},
                    ],
                }
            ]
        },
    }
    report = closed(tmp_path, files)
    assert [(one.register, one.what, one.owner, one.is_overdue) for one in report.left_overs] == [
        ("risks", "Risk", "Ana Pereira", False),
        ("actions", "Do", "Budi Santoso", True),
        ("changes", "Asked", "Budi Santoso", False),
        ("changes", "To do", "Budi Santoso", False),
        ("decisions", "Which?", "Ana Pereira", False),
        ("contracts", "Acme: Support", None, False),
        ("resources", "Budi Santoso", "Budi Santoso", False),
        ("resources", "Blue van", None, False),
    ]


def test_decisions_that_are_awaited_are_those_of_the_queue(example: Path) -> None:
    call = ("-C", example, "--as-of", AS_OF, "--format", "json")
    queue = json.loads(pmo("decisions", "--project", "scada-renewal", *call).out)["data"]["decisions"]
    waiting = [
        one["what"] for one in queue if one["state"] == "waiting" and "/changes/" not in one["address"]
    ]
    report = json.loads(pmo("report", "closure", "scada-renewal", *call).out)["data"]
    awaited = [one["what"] for one in report["left_overs"] if one["register"] == "decisions"]
    assert awaited == waiting
    assert len(waiting) == 2
    (check,) = [one for one in report["checks"] if one["subject"] == "decisions"]
    assert (check["count"], check["total"]) == (2, 3)  # of two in the register, and one asked in the report


def test_a_benefit_in_parts_says_what_its_shortfall_is_of(tmp_path: Path) -> None:
    benefit = {
        "id": "saved",
        "title": "Saved",
        "owner": "ana",
        "unit": "EUR",
        "target": 300,
        "profile": [{"period": "2026-Q2", "planned": 50}, {"period": "2026-Q3", "planned": 60}],
        "measurements": [{"date": "2026-06-30", "value": 41}, {"date": "2026-09-30", "value": 44}],
    }
    report = closed(tmp_path, {"projects/crm/benefits.yaml": {"benefits": [benefit]}})
    (row,) = report.benefits
    assert (str(row.measured), row.gained, row.planned) == ("44", Decimal(85), Decimal(110))
    assert row.short == pytest.approx(25 / 110)
    page = renderer("en").render("closure.md.jinja", report)
    assert "| 44 EUR (30 Sept 2026) | +22.7% (85 of 110 EUR planned by now) |" in page


def test_why_it_ended(tmp_path: Path) -> None:
    decision = {"status": "decided", "by": "ana", "decision": "Stop"}
    whole = portfolio(
        tmp_path,
        {
            "projects/crm/charter.yaml": charter(state="cancelled", closure={"date": "2026-05-20"}),
            "projects/crm/gates.yaml": {
                "reviews": [
                    {"gate": "start", "held": "2026-05-19", "decision": "kill"},
                    {"gate": "next", "held": "2026-11-19", "decision": "kill"},
                ]
            },
            "projects/crm/decisions.yaml": {
                "decisions": [
                    {"id": "a", "title": "Go on?", "date": "2026-05-20", "context": "No use", **decision},
                    {"id": "b", "title": "Which?", "date": "2026-04-20", **decision},
                ]
            },
        },
    )
    report = closure_view(whole, whole.projects["crm"], heading(whole))
    assert [(one.address, one.what, one.decision, one.why) for one in report.end.decisions] == [
        ("crm/gates/1", "start", None, None),
        ("crm/decisions/a", "Go on?", "Stop", "No use"),
    ]
    page = closure_page(whole, "crm")
    assert "| 19 May 2026 | start | kill | – | – |" in page  # noqa: RUF001
    assert "| Accepted by | **nobody has accepted the result** |" in page
    assert "| Handed over | **nothing is recorded** |" in page
    assert "## Post-project review" not in page


def test_stale_approvals_are_told(tmp_path: Path) -> None:
    approval = {"by": "ana", "date": "2026-01-05", "fingerprint": "0" * 64}
    report = closed(tmp_path, approvals=[approval])
    assert [(one.subject, one.by, one.state) for one in report.approvals] == [
        ("charter", "Ana Pereira", "stale")
    ]


def test_a_project_that_is_ready_to_close(tmp_path: Path) -> None:
    benefit = {"id": "a", "title": "A", "owner": "ana", "target": 1}
    whole = portfolio(
        tmp_path,
        {
            "projects/crm/charter.yaml": charter(
                state="active", closure=ENDED, deliverables=[{"id": "a", "title": "A", "status": "accepted"}]
            ),
            "projects/crm/plan.yaml": {"milestones": [{"id": "a", "title": "A", "actual": "2026-10-01"}]},
            "projects/crm/benefits.yaml": {"benefits": [benefit | {"status": "realised"}]},
            "projects/crm/lessons.yaml": {
                "lessons": [{"id": "a", "title": "A", "recommendation": "Do it again"}]
            },
        },
    )
    report = closure_view(whole, whole.projects["crm"], heading(whole))
    states = {one.subject: one.state for one in report.checks}
    assert {name for name, state in states.items() if state == "met"} == {
        *("milestones", "deliverables", "benefits", "lessons", "handover", "accepted", "review")
    }
    assert set(states.values()) == {"met", "nothing"}
    page = closure_page(whole, "crm")
    assert "**Nothing that is recorded stands in the way of closing the project.**" in page
    check_tables(page)


def test_what_stands_in_the_way_is_counted_and_shortened(tmp_path: Path) -> None:
    milestones = [{"id": f"m{n}", "title": f"M{n}", "baseline": "2026-12-01"} for n in range(7)]
    milestones[0]["actual"] = "2026-10-01"
    milestones[1]["actual"] = "2026-11-02"
    whole = portfolio(tmp_path, {"projects/crm/plan.yaml": {"milestones": milestones}})
    page = closure_page(whole, "crm")
    assert "| All milestones are reached | **open** | 6 of 7: M1; M2; M3; M4; M5 and 1 more |" in page
    assert "**The project is not at its end: 5 points stand in the way of closing it.**" in page


def test_by_itself_it_goes_over_what_is_over(example: Path, tmp_path: Path) -> None:
    call = ("report", "closure", "--as-of", AS_OF)
    data = json.loads(pmo(*call, "-C", example, "--format", "json").out)["data"]
    assert [(one["project"]["id"], one["is_open"]) for one in data] == [
        ("contact-centre", False),
        ("field-tablets", False),
        ("pipe-data-cleanup", False),
    ]
    done = pmo(*call, "-C", write(tmp_path))
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("no project is completed or cancelled: name one")


def test_an_office_replaces_a_block_of_ours(tmp_path: Path) -> None:
    root = write(tmp_path)
    folder = root / "templates" / "reports"
    folder.mkdir(parents=True)
    for kind in ("exception", "closure"):
        (folder / f"{kind}.md.jinja").write_text(
            f'{{% extends "pmo/{kind}.md.jinja" %}}{{% block title %}}# Our {{{{ project.title }}}}\n{{% endblock %}}'
        )
        done = pmo("report", kind, "crm", "-C", root, "--as-of", AS_OF)
        assert done.out.startswith("# Our Project crm\n")
        assert "| Sponsor, manager | Ana Pereira, Budi Santoso |" in done.out


# What the files say stays text


def attacked(root: Path, attack: str) -> Portfolio:
    """The hostile portfolio with tolerances that every project leaves, an escalation path, and options."""
    hostile(root, attack)
    text = attack.replace("\x1b", "\u009b")
    files: dict[str, Any] = {
        path.relative_to(root).as_posix(): yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        for path in root.rglob("*.yaml")
    }
    files["pmo.yaml"]["governance"] |= {
        "tolerances": {"cost": 0, "schedule_days": 0, "quality": text},
        "escalation": [{"when": "status.overall == 'red'", "to": "sponsor", "within_days": 1}],
        "delegations": [{"from": "ana", "to": "budi", "start": "2026-10-01", "end": "2026-12-01"}],
    }
    files["projects/crm/budget.yaml"] = {
        "approved": 100,
        "lines": [{"id": "a", "title": text, "amount": 100}],
        "forecast": [{"period": "2026-12", "cost": 200, "line": "a"}],
    }
    old = files["projects/old/charter.yaml"]
    old |= {"success_criteria": [text], "scope": {"in": text, "out": text}}
    old |= {"closure": {"date": "2026-09-30", "accepted_by": "ana", "handover": [text, text]}}
    old |= {"deliverables": [{"id": "a", "title": text, "acceptance": [text], "owner": "ana"}]}
    old |= {"documents": [{"id": "a", "title": text, "location": text, "kind": text}]}
    old |= {"kpis": [{"id": "a", "title": text, "unit": text, "target": 5}]}
    old |= {"approvals": [{"by": "ana", "date": "2026-01-05", "fingerprint": text}]}
    measured = [{"date": "2026-10-01", "value": text}]
    benefit = {"id": "a", "title": text, "owner": "ana", "unit": text, "target": text, "handover": text}
    files |= {
        "projects/old/benefits.yaml": {"benefits": [benefit | {"measurements": measured}]},
        "projects/old/lessons.yaml": {
            "lessons": [
                {"id": "a", "title": text, "situation": text, "root_cause": text, "recommendation": text}
            ]
        },
        "projects/old/decisions.yaml": {
            "decisions": [
                {"id": "a", "title": text, "status": "decided", "date": "2026-09-30", "by": "ana"}
                | {"decision": text, "rationale": text}
            ]
        },
        "projects/old/actions.yaml": files["projects/crm/actions.yaml"],
        "projects/old/meetings/2026-10-01-review.yaml": {
            "date": "2026-10-01",
            "title": text,
            "kind": "review",
        },
    }
    asked = files["projects/crm/decisions.yaml"]["decisions"][0]
    asked |= {"context": text, "options": [text, text]}
    files["projects/crm/changes.yaml"]["changes"][0] |= {"recommendation": text, "reason": text}
    return portfolio(root, files)


def all_pages(whole: Portfolio) -> list[str]:
    pages = (exception_page, closure_page)
    return [page(whole, project) for page in pages for project in ("crm", "erp", "old")]


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """The shapes of the pages."""
    pages = all_pages(attacked(tmp_path_factory.mktemp("harmless"), "harmless"))
    assert "harmless · 2. harmless" in pages[0]
    assert "harmless harmless | harmless" in pages[-1]
    return [shape(page) for page in pages]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_changes_nothing_but_texts(tmp_path: Path, harmless: list[list[str]], attack: str) -> None:
    for page, before in zip(all_pages(attacked(tmp_path, attack)), harmless, strict=True):
        assert shape(page) == before
        assert not {"html_inline", "html_block", "link_open", "image"} & set(shape(page))
        conditions = page.count("(`status.overall == 'red'`)")  # of the office, the only code there is
        assert shape(page).count("code_inline") == conditions <= 2
        assert not {"\u009b", "\u202e"} & set(page)
