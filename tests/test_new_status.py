"""`pmo new status`, `gate-review` and `meeting`: filled in from the facts."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import portfolios
from tests.commands import Outcome, pmo
from tests.repositories import commit

DAY = "2026-11-30"
PLAN = {
    "start": date(2026, 9, 1),
    "finish": date(2027, 1, 29),
    "milestones": [
        {
            "id": "a",
            "title": "Design: approved",
            "baseline": date(2026, 10, 30),
            "actual": date(2026, 11, 6),
            "weight": 40,
        },
        {
            "id": "b",
            "title": "Built",
            "baseline": date(2026, 11, 20),
            "forecast": date(2026, 12, 11),
            "critical": True,
            "weight": 35,
        },
        {"id": "c", "title": "Go-live", "baseline": date(2027, 1, 29), "weight": 25},
        {"id": "d", "title": "Some day"},
    ],
}
LAST = {"date": date(2026, 10, 30), "author": "budi", "headline": "On plan", "overall": "green"}
ISSUE = {"id": "broken", "title": "Interface broken", "owner": "budi", "raised": date(2026, 11, 2)}
DECISIONS = [
    {
        "id": "more",
        "title": "More money?",
        "status": "requested",
        "body": "board",
        "needed_by": date(2026, 12, 10),
    },
    {"id": "which", "title": "Which vendor?", "status": "requested", "consequence": "Delay"},
    {
        "id": "old",
        "title": "Start?",
        "status": "decided",
        "date": date(2026, 9, 1),
        "by": "ana",
        "decision": "Yes",
    },
]
KPI = {"id": "calls", "title": "Calls", "measurements": [
    {"date": date(2026, 10, 1), "value": 5}, {"date": date(2026, 11, 10), "value": 4.5}, {"date": date(2026, 12, 24), "value": 1}]}  # fmt: skip


def portfolio(tmp_path: Path, **changes: Any) -> Path:
    files: dict[str, Any] = {
        "projects/crm/charter.yaml": portfolios.charter(state="active", method="waterfall", kpis=[KPI]),
        "projects/crm/plan.yaml": PLAN,
        "projects/crm/status/2026-10-30.yaml": LAST,
        "projects/crm/issues.yaml": {"issues": [ISSUE | {"severity": "high", "status": "open"}]},
        "projects/crm/decisions.yaml": {"decisions": DECISIONS},
    }
    return portfolios.write(
        tmp_path, files | {f"projects/crm/{name}.yaml": data for name, data in changes.items()}
    )


def new(folder: Path, *arguments: object, **options: Any) -> Outcome:
    return pmo("new", *arguments, "-C", folder, "--as-of", DAY, **options)


def status(folder: Path, *arguments: object) -> Any:
    outcome = new(folder, "status", "crm", *arguments)
    assert (outcome.code, outcome.err) == (0, ""), outcome
    return yaml.load(text(folder), yaml.BaseLoader)


def text(folder: Path) -> str:
    return (folder / f"projects/crm/status/{DAY}.yaml").read_text("utf-8")


def test_everything_but_the_story_is_there(tmp_path: Path) -> None:
    found = status(portfolio(tmp_path))
    assert (found["date"], found["author"], found["headline"]) == (DAY, "budi", "To be written")
    assert found["overall"] == "red"
    assert (found["health"]["schedule"], found["health"]["quality"]) == ("red", "amber")
    assert found["comments"]["quality"] == "The issue crm/issues/broken is open: high"
    assert found["percent_complete"] == "40"
    assert found["done"] == ["Design: approved"]
    assert found["next"] == [
        "Built (11 Dec 2026, was due on 20 Nov 2026)",
        "Go-live (29 Jan 2027)",
    ]
    assert found["decisions_needed"] == [
        {"what": "More money?", "by": "board", "due": "2026-12-10"},
        {"what": "Which vendor?", "by": "sponsor", "due": "2026-12-07", "consequence": "Delay"},
    ]
    assert found["kpis"] == {"calls": "4.5"}
    assert "# What moved since 30 October 2026:\n" in text(tmp_path)
    assert "# - reached: Design: approved\n" in text(tmp_path)
    assert "# - new issue (high): Interface broken\n" in text(tmp_path)


def test_what_moved_is_compared_with_the_portfolio_of_that_day(tmp_path: Path) -> None:
    before = [one | {"forecast": None} for one in PLAN["milestones"][1:]]
    folder = portfolio(
        tmp_path, plan=PLAN | {"milestones": [PLAN["milestones"][0] | {"actual": None}, *before]}
    )
    commit(folder, "Then", "2026-10-30")
    portfolio(tmp_path)
    status(folder)
    assert "# - Built: 15 working days later\n" in text(folder)
    assert "# - finish " not in text(folder)


def test_a_red_report_asks_for_a_decision_in_any_case(tmp_path: Path) -> None:
    found = status(portfolio(tmp_path, decisions={"decisions": []}))
    assert found["decisions_needed"] == [{"what": "To be written", "by": "sponsor", "due": "2026-12-07"}]


def test_what_is_given_comes_before_the_facts(tmp_path: Path) -> None:
    found = status(
        portfolio(tmp_path),
        *(
            "--headline",
            "no: [x]",
            "--overall",
            "amber",
            "--author",
            "Ana Pereira",
            "--health",
            "{schedule: amber}",
        ),
        *("--done", "[One, Two]", "--percent-complete", "42.5"),
    )
    assert (found["headline"], found["overall"], found["author"]) == ("no: [x]", "amber", "ana")
    assert (found["health"], found["done"], found["percent_complete"]) == (
        {"schedule": "amber"},
        ["One", "Two"],
        "42.5",
    )


def test_a_first_report_of_a_project_of_which_little_is_known(tmp_path: Path) -> None:
    folder = portfolios.write(tmp_path, {"projects/crm/charter.yaml": portfolios.charter(state="active")})
    found = status(folder)
    assert found == {
        "date": DAY,
        "author": "budi",
        "headline": "To be written",
        "overall": "green",
        "health": {},
    }
    assert "What moved" not in text(folder)


def test_the_last_colour_stays_where_nothing_can_be_computed(tmp_path: Path) -> None:
    files = {
        "projects/crm/charter.yaml": portfolios.charter(state="on-hold"),
        "projects/crm/status/2026-10-30.yaml": LAST | {"overall": "amber"},
    }
    assert status(portfolios.write(tmp_path, files))["overall"] == "amber"


def test_it_speaks_the_language_of_the_office(tmp_path: Path) -> None:
    folder = portfolio(tmp_path)
    assert new(folder, "status", "crm", "--lang", "id").code == 0
    assert "Isu crm/issues/broken masih terbuka: tinggi" in text(folder)


def test_an_existing_report_is_never_replaced(tmp_path: Path) -> None:
    folder = portfolio(tmp_path)
    status(folder)
    before = text(folder)
    outcome = new(folder, "status", "--project", "crm")
    assert outcome.code == 2
    assert outcome.err == (
        f"pmo: projects/crm/status/{DAY}.yaml is there already\n"
        "  change it, or report as of another day: --as-of YYYY-MM-DD\n"
    )
    assert text(folder) == before


def test_a_project_without_a_readable_charter_cannot_report(tmp_path: Path) -> None:
    folder = portfolio(tmp_path)
    (folder / "projects/crm/charter.yaml").write_text("id: crm\n", "utf-8")
    outcome = new(folder, "status", "crm")
    assert outcome.code == 2
    assert "the charter of crm cannot be read" in outcome.err


# gate reviews


def gates(folder: Path) -> Any:
    return yaml.load((folder / "projects/crm/gates.yaml").read_text("utf-8"), yaml.BaseLoader)["reviews"]


def test_a_gate_review_lists_the_criteria_as_open(tmp_path: Path) -> None:
    folder = portfolio(tmp_path)
    outcome = new(folder, "gate-review", "crm")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(
        "crm/gates/business-case: added\n  gate      business-case\n  criteria  [case-recommends,"
    )
    (review,) = gates(folder)
    assert list(review["criteria"]) == [
        *("case-recommends", "serves-strategy", "success-measurable", "scope-bounded", "sponsor-committed")
    ]
    assert {result["result"] for result in review["criteria"].values()} == {"open"}


def test_a_planned_review_is_completed_and_a_held_one_followed(tmp_path: Path) -> None:
    planned = {
        "gate": "business-case",
        "planned": date(2026, 12, 4),
        "criteria": {"serves-strategy": {"result": "met"}},
    }
    folder = portfolio(tmp_path, gates={"reviews": [planned]})
    assert new(folder, "gate-review", "crm", "--gate", "Business-case", "--planned", "2026-12-11").code == 0
    (review,) = gates(folder)
    assert (review["planned"], review["criteria"]["serves-strategy"]["result"]) == ("2026-12-11", "met")
    assert review["criteria"]["case-recommends"] == {"result": "open"}
    again = new(folder, "gate-review", "crm", "--gate", "business-case")
    assert (again.code, again.out) == (0, "Nothing to change: it says so already.\n")
    assert new(folder, "gate-review", "crm", "--gate", "business-case", "--id", "second").code == 0
    assert new(folder, "gate-review", "crm", "--gate", "business-case", "--id", "second").code == 2
    assert [one.get("id") for one in gates(folder)] == [None, "second"]


def test_the_day_of_a_review_is_that_of_its_milestone(tmp_path: Path) -> None:
    milestone = {"id": "business-case", "title": "Case", "baseline": date(2026, 12, 18)}
    folder = portfolio(tmp_path, plan={"milestones": [milestone]})
    assert new(folder, "gate-review", "crm").code == 0
    assert gates(folder)[0]["planned"] == "2026-12-18"


@pytest.mark.parametrize(
    ("charter", "arguments", "reason"),
    [
        ({"method": "waterfall"}, ("--gate", "bussiness-case"), "the method 'waterfall' has no gate"),
        ({}, (), "crm names no method, so it has no gates"),
        ({"method": "waterfall", "state": "completed"}, (), "crm has passed all of its gates"),
    ],
)
def test_a_gate_that_is_not_there_is_refused(
    tmp_path: Path, charter: Any, arguments: Any, reason: str
) -> None:
    folder = portfolios.write(tmp_path, {"projects/crm/charter.yaml": portfolios.charter(**charter)})
    outcome = new(folder, "gate-review", "crm", *arguments)
    assert outcome.code == 2
    assert outcome.err.startswith(f"pmo: {reason}")


# meetings


def test_the_agenda_is_what_is_open(tmp_path: Path) -> None:
    actions = [
        {"id": "late", "text": "Write it", "owner": "manager", "due": date(2026, 11, 13)},
        {"id": "far", "text": "Far", "owner": "ana", "due": date(2027, 6, 1)},
        {"id": "done", "text": "Done", "owner": "ana", "due": date(2026, 11, 1), "done": date(2026, 11, 1)},
    ]
    change = {
        "id": "x",
        "title": "Second interface",
        "raised_by": "ana",
        "raised": date(2026, 11, 1),
        "status": "assessed",
    }
    folder = portfolio(
        tmp_path,
        actions={"actions": actions},
        changes={"changes": [change]},
        issues={
            "issues": [ISSUE | {"severity": "high", "status": "escalated", "escalation": {"to": "board"}}]
        },
        gates={
            "reviews": [
                {"gate": "business-case", "planned": date(2026, 12, 4)},
                {"gate": "nothing", "planned": date(2028, 1, 1)},
            ]
        },
    )
    outcome = new(
        folder, "meeting", "Steering: group", "--project", "crm", "--kind", "steering", "--date", "2026-12-02"
    )
    assert outcome.code == 0
    path = folder / "projects/crm/meetings/2026-12-02-steering-group.yaml"
    found = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    assert found["agenda"] == [
        "Decision: More money? (by 10 Dec 2026)",
        "Decision: Which vendor?",
        "Change: Second interface",
        "Gate: Business case (4 Dec 2026)",
        "Escalated: Interface broken",
        "Action: Write it (Budi Santoso, 13 Nov 2026)",
    ]
    assert (found["title"], found["date"]) == ("Steering: group", "2026-12-02")
    again = new(folder, "meeting", "Steering: group", "--project", "crm", "--date", "2026-12-02")
    assert again.code == 2
    assert "is there already" in again.err


def test_a_board_sees_what_is_asked_of_it_anywhere(tmp_path: Path) -> None:
    folder = portfolio(tmp_path)
    assert new(folder, "meeting", "Board", "--body", "Board", "--chair", "cara").code == 0
    found = yaml.load((folder / f"meetings/{DAY}-board.yaml").read_text("utf-8"), yaml.BaseLoader)
    assert (found["body"], found["chair"], found["attendees"]) == ("board", "cara", ["cara"])
    assert found["agenda"] == ["Decision: More money? (by 10 Dec 2026)"]


def test_a_meeting_of_a_programme_with_an_agenda_of_its_own(tmp_path: Path) -> None:
    folder = portfolio(tmp_path)
    outcome = new(
        folder,
        "meeting",
        "Kick-off",
        "--programme",
        "renewal",
        "--agenda",
        "[Cake]",
        "--attendees",
        "ana,Guest",
    )
    assert outcome.code == 0
    path = folder / f"programmes/renewal/meetings/{DAY}-kick-off.yaml"
    found = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    assert (found["agenda"], found["attendees"]) == (["Cake"], ["ana", "Guest"])


def test_methods_and_assessments_are_not_replaced(tmp_path: Path) -> None:
    folder = portfolio(tmp_path)
    assert new(folder, "method", "House", "--id", "house").code == 0
    assert "phases: []" not in (folder / "methods/house.yaml").read_text("utf-8")
    assert new(folder, "method", "House", "--id", "house").code == 2
    assert new(folder, "assessment", "--model", "cmmi", "--assessor", "Ana: B").code == 0
    assert new(folder, "assessment", "--model", "custom").code == 2
    found = yaml.load((folder / f"assessments/{DAY}.yaml").read_text("utf-8"), yaml.BaseLoader)
    assert (found["assessor"], len(found["dimensions"])) == ("Ana: B", 7)
