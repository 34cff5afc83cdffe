"""The exception report and the closure report: as they should look, by hand-worked cases, and by attack."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from pmo.analysis.parties import party_of
from pmo.governance.exceptions import delegations_of, lines_over, reported
from pmo.loading import load
from pmo.locale import language
from pmo.model.portfolio import Portfolio
from pmo.render.environment import Renderer
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


def exception_page(whole: Portfolio, project: str, code: str = "en") -> str:
    view = exception_view(whole, whole.projects[project], heading(whole))
    return Renderer(language(code)).render("exception.md.jinja", view)


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
    return exception_view(whole, whole.projects["crm"], heading(whole))


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
    assert "No step of the office's escalation path applies." in page
    check_tables(page)


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


# What the files say stays text


def attacked(root: Path, attack: str) -> Portfolio:
    """The hostile portfolio with tolerances that every project leaves, an escalation path, and options."""
    hostile(root, attack)
    text = attack.replace("\x1b", "\u009b")
    files: dict[str, Any] = {
        path.relative_to(root).as_posix(): yaml.safe_load(path.read_text("utf-8"))
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
    asked = files["projects/crm/decisions.yaml"]["decisions"][0]
    asked |= {"context": text, "options": [text, text]}
    files["projects/crm/changes.yaml"]["changes"][0] |= {"recommendation": text, "reason": text}
    return portfolio(root, {path: yaml.safe_dump(data, allow_unicode=True) for path, data in files.items()})


def all_pages(whole: Portfolio, code: str) -> list[str]:
    return [exception_page(whole, project, code) for project in ("crm", "erp", "old")]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("code", ["en", "id"])
def test_an_attack_changes_nothing_but_texts(tmp_path: Path, attack: str, code: str) -> None:
    harmless = all_pages(attacked(tmp_path / "a", "harmless"), code)
    assert "harmless · 2. harmless" in harmless[0]
    for one, other in zip(harmless, all_pages(attacked(tmp_path / "b", attack), code), strict=True):
        assert shape(other) == shape(one)
        assert not {"html_inline", "html_block", "link_open", "image", "code_inline"} & set(shape(other))
        assert not {"\u009b", "\u202e"} & set(other)
