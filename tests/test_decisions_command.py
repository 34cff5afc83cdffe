"""`pmo decisions`: what is asked of whom, and what was decided."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests import portfolios
from tests.commands import Outcome, pmo

DECISIONS = {
    "decisions": [
        {
            "id": "vendor",
            "title": "Which vendor?",
            "status": "requested",
            "needed_by": "2026-10-23",
            "body": "board",
            "context": "Three offers",
            "options": ["Acme", "Nobody"],
            "consequence": "The offers lapse",
        },
        {"id": "colour", "title": "Which colour?", "status": "requested", "by": "sponsor"},
        {
            "id": "name",
            "title": "Which name?",
            "status": "decided",
            "date": "2026-09-01",
            "by": "budi",
            "decision": "Atlas",
            "rationale": "Short",
        },
        {"id": "old", "title": "Old name?", "status": "superseded", "date": "2026-01-05", "decision": "Zeus"},
    ]
}


def status(day, *asked):
    return {
        "date": day,
        "author": "budi",
        "headline": "Fine",
        "overall": "green",
        "decisions_needed": [{"what": what, "by": "ana", "due": "2026-11-20"} for what in asked],
    }


FILES = {
    "projects/crm/charter.yaml": portfolios.charter(state="active", programme="renewal"),
    "projects/crm/decisions.yaml": DECISIONS,
    "projects/crm/status/2026-08-28.yaml": status("2026-08-28", "More money"),
    "projects/crm/status/2026-09-30.yaml": status("2026-09-30", "Which vendor"),
    "projects/crm/status/2026-10-30.yaml": status("2026-10-30", "More money", "which VENDOR?"),
    "projects/crm/changes.yaml": {
        "changes": [
            {
                "id": "wider",
                "title": "One more team",
                "raised_by": "budi",
                "raised": "2026-10-01",
                "reason": "They asked",
                "status": "assessed",
                "impact": {"cost": 20000, "days": 10},
                "recommendation": "Approve",
                "options": "Take it or leave it",
            },
            {
                "id": "draft",
                "title": "A draft",
                "raised_by": "budi",
                "raised": "2026-10-01",
                "status": "draft",
            },
        ]
    },
    "projects/crm/gates.yaml": {
        "reviews": [{"gate": "start", "planned": "2026-11-05"}, {"gate": "end", "planned": "2027-06-01"}]
    },
    "projects/over/charter.yaml": portfolios.charter("over", state="completed"),
    "projects/over/decisions.yaml": {
        "decisions": [{"id": "late", "title": "Too late", "status": "requested", "by": "ana"}]
    },
    "decisions.yaml": {
        "decisions": [{"id": "freeze", "title": "Freeze?", "status": "requested", "needed_by": "2026-12-01"}]
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return portfolios.write(tmp_path, FILES)


def asked(folder: Path, *arguments: object, terminal: bool = False) -> Outcome:
    outcome = pmo("decisions", "-C", folder, "--as-of", "2026-11-01", *arguments, terminal=terminal)
    assert outcome.code == 0
    return outcome


def rows(folder: Path, *arguments: object) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(asked(folder, *arguments, "--format", "csv").out))]


TEXT = """\
Decisions
Test office · as of 1 November 2026
6 are waited for, 1 overdue

23 Oct 2026, overdue  Portfolio board  Project crm
  Which vendor?
  Context: Three offers
  Otherwise: The offers lapse
  Options: Acme / Nobody
  Asked since 30 Sept 2026, for 22 working days
  pmo close crm/decisions/vendor --decision TEXT --by PERSON

5 Nov 2026  Budi Santoso  Project crm
  start
  pmo close crm/gates/1 --result go
"""


def test_the_overdue_come_first_with_all_that_is_known(folder):
    text = asked(folder).out
    assert text.startswith(TEXT)
    assert re.findall(r"^  pmo (?:set|new|close) ([\w/-]+(?: '[\w ]+')?)", text, re.MULTILINE) == [
        *("crm/decisions/vendor", "crm/gates/1", "crm/changes/wider", "decision 'More money'"),
        *("office/decisions/freeze", "crm/decisions/colour"),
    ]


def test_a_question_is_asked_since_the_first_report_in_a_row_that_asks_it(folder):
    known = {row["what"]: row["asked"] for row in rows(folder)}
    assert known["Which vendor?"] == "2026-09-30"
    assert known["More money"] == "2026-10-30"
    assert known["One more team"] == "2026-10-01"
    assert known["Freeze?"] == known["Which colour?"] == ""


def test_changes_say_what_they_do(folder):
    change = next(row for row in rows(folder) if row["kind"] == "change")
    assert (change["cost"], change["days"], change["options"]) == ("20000", "10", "Take it or leave it")
    text = asked(folder).out
    assert "Effect: +EUR\N{NO-BREAK SPACE}20K, +10 d" in text
    assert "Recommended: Approve" in text


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("board", ["Which vendor?"]),
        ("cara", ["Which vendor?"]),
        ("ana", ["More money", "Which colour?"]),
        ("Ana Pereira", ["More money", "Which colour?"]),
        ("budi", ["start"]),
    ],
)
def test_what_one_party_decides(folder, by, expected):
    assert [row["what"] for row in rows(folder, "--by", by)] == expected


def test_those_that_were_taken_follow_the_latest_first(folder):
    taken = [row for row in rows(folder, "--all") if row["state"] != "waiting"]
    assert [(row["state"], row["what"], row["decision"]) for row in taken] == [
        ("decided", "Which name?", "Atlas"),
        ("superseded", "Old name?", "Zeus"),
    ]
    text = asked(folder, "--all", "--by", "budi").out
    assert (
        "1 Sept 2026 decided  Budi Santoso  Project crm\n  Which name?\n  Decided: Atlas\n  Because: Short\n"
        in text
    )
    page = asked(folder, "--all", "--format", "markdown").out
    assert "\n## Taken\n" in page
    assert "| 1 Sept 2026 | Budi Santoso | Project crm | Which name? | Atlas | Short | decided |" in page


def test_some_projects_only(folder):
    assert {row["project"] for row in rows(folder, "--project", "crm")} == {"crm"}
    assert rows(folder, "--where", "charter.state == 'completed'") == []
    assert "narrowed to: crm" in asked(folder, "--project", "crm").out


def test_json_and_nothing_to_decide(tmp_path):
    folder = portfolios.write(tmp_path)
    data = json.loads(asked(folder, "--format", "json").out)["data"]
    assert (data["waiting"], data["decisions"], data["by"]) == (0, [], None)
    outcome = asked(folder, terminal=True)
    assert "0 are waited for" in outcome.out
    assert "`pmo decisions --all` shows what was decided" in outcome.err


def test_hostile_text_is_inert(tmp_path):
    decision = {"id": "x", "title": "\x1b[31m| <b>@ana", "status": "requested", "options": ["=1+1"]}
    folder = portfolios.write(tmp_path, {"decisions.yaml": {"decisions": [decision]}})
    assert "\x1b" not in asked(folder).out
    page = asked(folder, "--format", "markdown").out
    assert "<b>" not in page
    assert rows(folder)[0]["options"] == "'=1+1"
    assert "nobody is named" in asked(folder).out


def test_every_change_that_waits_is_on_each_screen(example):
    def read(*call):
        found = pmo(*call, "-C", example, "--as-of", "2026-11-01", "--format", "json")
        return json.loads(found.out)["data"]

    queue = read("decisions")
    asked_for = {row["address"] for row in queue["decisions"] if row["kind"] == "change"}
    states = ("submitted", "assessed", "postponed")
    waiting = {row["address"] for row in read("changes")["changes"] if row["status"] in states}
    costs = {row["address"] for row in read("finance")["to_decide"] if "/changes/" in row["address"]}
    assert asked_for | set(queue["unready"]) == waiting == costs
    assert not asked_for & set(queue["unready"])
    assert (
        "3 change requests are to be assessed first, or were postponed: `pmo changes`" in asked(example).out
    )
    assert read("decisions", "--by", "portfolio-board")["unready"] == []


def test_an_unknown_party_is_refused(folder):
    outcome = pmo("decisions", "-C", folder, "--by", "bord")
    assert (outcome.code, outcome.out) == (2, "")
    assert "did you mean board?" in outcome.err


@pytest.mark.parametrize("width", [80, 120])
def test_the_example_fits_the_terminal(width, example, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    text = asked(example, "--all", "--color", "never", terminal=True).out
    assert max(len(line) for line in text.splitlines() if not line.startswith("  pmo ")) <= width
