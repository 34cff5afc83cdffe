"""`pmo select`: what is chosen, what it uses, what was left out and why; in every format."""

import csv
import io
import json
import sys

import pytest

from tests.commands import pmo
from tests.portfolios import write
from tests.repositories import commit
from tests.selections import files, project

DAY = ("--as-of", "2026-11-01")


def select(folder, *arguments, **options):
    return pmo("select", *arguments, "-C", folder, *DAY, **options)


def data(folder, *arguments):
    outcome = select(folder, *arguments, "--format", "json")
    assert (outcome.code, outcome.err) == (0, "")
    return json.loads(outcome.out)["data"]


@pytest.fixture
def office(tmp_path):
    """Four candidates and one project under way, under two budgets and one capacity."""
    return write(
        tmp_path,
        files(
            project("north", 60, cost={"2027": 60}, demand={("analyst", "2027-Q1"): 1}),
            project("east", 45, cost={"2027": 40}, requires=["south"]),
            project("south", 30, cost={"2027": 30}, excludes=["west"]),
            project("west", 20, cost={"2028-Q2": 50}),
            project("running", state="active", cost={"2027": 30}, demand={("analyst", "2027"): 0.5}),
            budget={2027: 100, 2028: 50},
            capacity={("analyst", "2027-Q1"): 2},
        ),
    )


def test_the_screen(office):
    outcome = select(office)
    assert (outcome.code, outcome.err) == (0, "")
    assert (
        outcome.out
        == """\
2 of 4 candidates selected, value 80: optimal
Test office · As of 1 November 2026

Selected
Project  Title          State     Value  In the ranking cut  Within 1%
north    Project north  Proposed     60  yes                 always in
west     Project west   Proposed     20  yes                 always in

Under way, so committed first
  running

Money and people
Limit             Under way    Used       Of  Share
Budget 2027          EUR 30  EUR 90  EUR 100    90%  ▒▒▒▒▒█████████··
Budget 2028           EUR 0  EUR 50   EUR 50   100%  ████████████████
Analyst, Q1 2027        0.5     1.5        2    75%  ▒▒▒▒████████····
▒ under way  █ selected  · free

Left out, and why
Project  Value  Why
east        45  with south, EUR 60 too much for 2027, south and west exclude each other; it would have to replace north, west, which loses 5
south       30  EUR 20 too much for 2027, south and west exclude each other; it would have to replace north, west, which loses 5

Going down the ranking instead
- takes north, west: value 80
- the same projects

Selections that lose at most 1% of the value
- in all of them: north, west
- in none: east, south

Notes
- The value of a project is the one of its charter (selection.value), not its score.
""".replace("EUR ", "EUR\N{NO-BREAK SPACE}")
    )


def test_the_data(office):
    found = data(office)
    assert {name: found[name] for name in ("status", "gap", "value", "measure", "selected", "committed")} == {
        "status": "optimal",
        "gap": 0.0,
        "value": 80.0,
        "measure": "value",
        "selected": ["north", "west"],
        "committed": ["running"],
    }
    assert found["usage"] == [
        {"kind": "budget", "role": None, "period": "2027", "committed": "30", "used": "90", "limit": "100"},
        {"kind": "budget", "role": None, "period": "2028", "committed": "0", "used": "50", "limit": "50"},
        {
            "kind": "capacity",
            "role": "analyst",
            "period": "2027-Q1",
            "committed": 0.5,
            "used": 1.5,
            "limit": 2.0,
        },
    ]
    assert found["ranking_cut"] == {
        "value": 80.0,
        "selected": ["north", "west"],
        "order": "value",
        "missed": [],
    }
    (east, south) = found["left_out"]
    assert (east["project"], east["loses"], east["exact"], east["possible"]) == ("east", 5.0, True, True)
    assert (east["instead_of"], east["along_with"]) == (["north", "west"], ["south"])
    assert east["binding"][0] == {
        "kind": "budget",
        "constraint": "the budget of 2027, EUR\N{NO-BREAK SPACE}100",
        "role": None,
        "period": "2027",
        "over": "60",
    }
    assert south["reason"].startswith("EUR\N{NO-BREAK SPACE}20 too much for 2027")
    assert found["near_optima"] == {
        "within": 0.01,
        "all": ["north", "west"],
        "some": [],
        "none": ["east", "south"],
        "unsettled": [],
    }
    assert (found["frontier"], found["explanation"], found["conflict"]) == (None, None, [])


def test_one_project_that_is_left_out(office):
    outcome = select(office, "--explain", "EAST")
    assert "it would have to replace north, west, which loses 5" in outcome.out
    assert "- value 45, place 2 of 4 in the ranking\n" in outcome.out
    assert "- east requires south\n" in outcome.out
    assert "it is in no selection that loses at most 1%" in outcome.out
    found = data(office, "--explain", "east")["explanation"]
    assert (found["verdict"], found["loses"], found["comes"]) == ("left-out", 5.0, ["south"])
    assert found["needs"] == [
        {"kind": "budget", "role": None, "period": "2027", "takes": "40", "others": "90", "limit": "100", "short": "30"}
    ]  # fmt: skip


def test_one_project_that_is_selected(office):
    outcome = select(office, "--explain", "north")
    assert "without it the best selection is worth 5 less" in outcome.out
    assert "then these would come: east, south" in outcome.out
    assert "then these would go too: west" in outcome.out
    assert data(office, "--explain", "north")["explanation"]["verdict"] == "selected"


def test_one_project_that_is_no_candidate(office):
    assert "it is under way, so it is committed" in select(office, "--explain", "running").out
    write(office, {"projects/old/charter.yaml": project("old", state="cancelled").popitem()[1]})
    assert "it is no candidate: Cancelled" in select(office, "--explain", "old").out


def test_value_over_budget(office):
    outcome = select(office, "--frontier", "--format", "csv")
    rows = {row["share"]: row for row in csv.DictReader(io.StringIO(outcome.out))}
    assert [rows[share]["value"] for share in ("0.5", "1", "1.1", "1.5")] == ["0", "80", "80", "90"]
    assert (rows["1.5"]["budget"], rows["1.5"]["status"]) == ("225", "optimal")
    assert float(rows["1"]["needs"]) == 1
    found = data(office, "--frontier")["frontier"]
    assert [step["share"] for step in found] == [share / 100 for share in range(50, 151, 10)]
    values = [step["value"] for step in found]
    assert values == sorted(values)
    assert "Value over budget" in select(office, "--frontier").out


def test_value_over_budget_needs_a_budget(tmp_path):
    outcome = select(write(tmp_path, files(project("north", 1))), "--frontier")
    assert (outcome.code, outcome.out) == (2, "")
    assert "there is no budget to vary" in outcome.err


def test_another_budget_is_tried_and_nothing_is_written(office):
    before = (office / "pmo.yaml").read_bytes()
    assert data(office, "--budget", "2027=160")["value"] == 135.0
    assert data(office, "--budget", "2029=0")["usage"][2]["period"] == "2029"
    assert (office / "pmo.yaml").read_bytes() == before


@pytest.mark.parametrize("wrong", ["2027", "2027=", "2027=lots", "2027=-1", "2027=NaN", "27=1", "=5"])
def test_a_budget_that_is_none_is_refused(office, wrong):
    outcome = select(office, "--budget", wrong)
    assert (outcome.code, outcome.out) == (2, "")
    assert "is not a budget" in outcome.err


def test_projects_can_be_decided_beforehand(office):
    assert data(office, "--with", "south")["selected"] == ["east", "south"]
    assert data(office, "--without", "north")["selected"] == ["east", "south"]
    found = data(office, "--with", "south", "--with", "west")
    assert (found["status"], found["gap"], found["value"]) == ("infeasible", None, None)
    assert found["conflict"] == [
        "south was asked for",
        "west was asked for",
        "south and west exclude each other",
    ]
    outcome = select(office, "--with", "running")
    assert (outcome.code, outcome.out) == (2, "")
    assert "'running' is no candidate" in outcome.err


def test_what_cannot_hold_is_named(office):
    outcome = select(office, "--with", "north", "--budget", "2027=50")
    assert outcome.code == 0
    assert outcome.out.startswith("No selection satisfies all constraints\n")
    assert "- north was asked for\n- the budget of 2027, EUR\N{NO-BREAK SPACE}50\n" in outcome.out
    page = select(office, "--with", "north", "--budget", "2027=50", "--format", "markdown").out
    assert "**No selection satisfies all constraints**" in page
    assert "## Left out" not in page


def test_what_is_under_way_can_be_reconsidered(office):
    outcome = select(office, "--reconsider")
    assert outcome.code == 0
    assert "so they add nothing: running" in outcome.out
    assert data(office, "--reconsider")["committed"] == []


def test_candidates_can_be_narrowed_and_what_is_under_way_counts_all_the_same(office):
    found = data(office, "--project", "e*")
    assert (found["selected"], found["committed"]) == ([], ["running"])
    assert found["left_out"][0]["reason"] == "east requires south, which is not looked at here"
    assert "only projects: e*" in select(office, "--project", "e*").out


def test_a_table(office):
    rows = list(csv.DictReader(io.StringIO(select(office, "--format", "csv").out)))
    assert [(row["project"], row["decision"], row["value"]) for row in rows] == [
        ("north", "selected", "60"),
        ("west", "selected", "20"),
        ("east", "left-out", "45"),
        ("south", "left-out", "30"),
        ("running", "committed", ""),
    ]
    needs = list(csv.DictReader(io.StringIO(select(office, "--explain", "north", "--format", "csv").out)))
    assert [row["takes"] for row in needs] == ["60", "1"]


def test_nothing_to_choose(tmp_path):
    folder = write(tmp_path, {"projects/crm/charter.yaml": project("crm", state="active").popitem()[1]})
    outcome = select(folder)
    assert outcome.out.startswith("No project is up for selection\n")
    assert data(folder)["status"] == "optimal"
    assert "No project is up for selection" in select(folder, "--format", "markdown").out


def test_nothing_to_value_by_is_refused(tmp_path):
    outcome = select(write(tmp_path))
    assert (outcome.code, outcome.out) == (2, "")
    assert "there is nothing to value projects by" in outcome.err
    assert "selection.value" in outcome.err


def test_the_solver_says_nothing(office, capfd):
    select(office)
    assert capfd.readouterr() == ("", "")


def test_without_the_solver_the_extra_is_named(office, monkeypatch):
    monkeypatch.setitem(sys.modules, "highspy", None)
    for command in (["select"], ["report", "selection"]):
        outcome = pmo(*command, "-C", office)
        assert (outcome.code, outcome.out) == (2, "")
        assert "pip install 'pmo-toolkit[selection]'" in outcome.err


def test_texts_of_users_are_inert(tmp_path):
    folder = write(tmp_path, files(project("north", 1, title="\x1b[31m<b>|*bold*|</b>"), budget={2027: 1}))
    assert "\x1b" not in select(folder).out
    page = select(folder, "--format", "markdown").out
    assert "<b>" not in page
    assert "|*bold*|" not in page


def test_the_report_names_the_revision_and_the_same_input_gives_the_same_bytes(office):
    sha = commit(office, "Candidates")
    page = pmo("report", "selection", "-C", office, *DAY)
    assert (page.code, page.err) == (0, "")
    assert f"revision {sha[:12]}" in page.out
    for part in ("## Selected", "## Money and people", "## Left out, and why", "## How firm it is"):
        assert part in page.out
    assert "| Selection | 80 | north, west |\n| Ranking cut | 80 | north, west |" in page.out
    assert pmo("report", "selection", "-C", office, *DAY).out == page.out
    assert select(office, "--format", "markdown").out == page.out


def test_the_report_is_about_all_projects(office):
    outcome = pmo("report", "selection", "north", "-C", office)
    assert (outcome.code, outcome.out) == (2, "")
    assert "the selection report is about all projects" in outcome.err


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(example, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    for options in ((), ("--frontier",), ("--explain", "asset-twin")):
        for language in ("en", "id"):
            outcome = select(example, *options, "--lang", language, "--color", "never", terminal=True)
            assert max(map(len, outcome.out.splitlines())) <= width
            assert outcome.code == 0


def test_advice_is_given_at_a_terminal(office):
    assert "--explain east" in select(office, terminal=True).err
    assert "pmo report selection" in select(office, "--frontier", terminal=True).err
    assert "Relax one of these" in select(office, "--with", "south", "--with", "west", terminal=True).err
    everything = select(
        office,
        "--budget",
        "2027=500",
        "--without",
        "west",
        "--project",
        "north",
        "--project",
        "w*",
        terminal=True,
    )
    assert "--explain west" in everything.err
