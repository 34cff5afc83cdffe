"""`pmo whatif`: what follows from a change, and that nothing is written; `--write` on real repositories."""

import csv
import datetime
import io
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo.errors import PmoError
from tests import portfolios
from tests.commands import Outcome, pmo
from tests.golden import check
from tests.repositories import commit, git

EXAMPLE = ("--as-of", "2026-11-01")
LATER = ("--set", "billing-renewal/api-live.forecast=2027-03-31")


def ask(root: Path, *arguments: object) -> dict:
    outcome = pmo("-C", root, "whatif", *EXAMPLE, "--format", "json", *arguments)
    assert outcome.err == ""
    return json.loads(outcome.out)["data"]


def refused(root: Path, *arguments: object) -> str:
    outcome: Outcome = pmo("-C", root, "whatif", *EXAMPLE, *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    return outcome.err


def state_of(root: Path) -> tuple[object, ...]:
    """Everything that must stay: files, index, current branch."""
    files = {
        path: path.read_bytes() for path in root.rglob("*") if path.is_file() and ".git" not in path.parts
    }
    return (
        files,
        git(root, "ls-files", "-s"),
        git(root, "symbolic-ref", "HEAD"),
        git(root, "rev-parse", "HEAD"),
    )


PLANS = {
    "projects/crm/charter.yaml": portfolios.charter(state="active"),
    "projects/crm/plan.yaml": """
        milestones:
          - {id: design, title: Design, baseline: 2026-11-20, forecast: 2026-11-20}
          - {id: built, title: Built, baseline: 2026-12-18, after: [{milestone: design, lag_days: 12}]}
          - {id: live, title: Live, baseline: 2027-02-01, forecast: 2027-02-01, after: [built]}
        """,
    "projects/shop/charter.yaml": portfolios.charter("shop", state="active"),
    "projects/shop/plan.yaml": """
        milestones:
          - {id: linked, title: Linked, baseline: 2027-01-11, after: [{milestone: crm/built, lag_days: 5}]}
          - {id: open, title: Open, baseline: 2027-01-22, forecast: 2027-01-22, after: [linked]}
        """,
    "projects/crm/budget.yaml": """
        approved: 900
        plan: [{period: 2026-12, planned: 500}, {period: 2027-01, planned: 400}]
        actuals: [{period: 2026-10, cost: 50}]
        forecast: [{period: 2026-12, cost: 450}, {period: 2027-01, cost: 420}]
        """,
    "projects/shop/allocations.yaml": """
        allocations:
          - {id: design, person: ana, load: 0.5, from: 2026-10-01, to: 2027-03-31}
          - {id: tests, role: analyst, load: 0.5, from: 2027-03-01, to: 2027-03-31}
        """,
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return portfolios.write(tmp_path / "office", PLANS)


@pytest.mark.parametrize(("language", "width"), [("en", 80), ("en", 120), ("id", 120)])
def test_the_example_on_a_terminal(example, request, monkeypatch, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    changes = [
        *LATER,
        "--set",
        "drought-buffer.state=cancelled",
        "--set",
        "billing-renewal/allocations/migration.load=1.2",
    ]
    options = ("--lang", language, "--color", "never")
    outcome = pmo("-C", example, "whatif", *EXAMPLE, *changes, *options, terminal=True)
    assert outcome.code == 0
    assert max(map(len, outcome.out.splitlines())) <= width
    check(request, f"whatif/{language}-{width}.txt", outcome.out)


def test_markdown(example, request):
    outcome = pmo("-C", example, "whatif", *EXAMPLE, *LATER, "--at", "HEAD", "--format", "markdown")
    lines = outcome.out.splitlines()
    assert lines[:3] == ["# What if: Noordermeer Water & Energy", "", lines[2]]
    assert "| customer-portal/plan/live | 31 Mar 2027 | 21 Apr 2027 | +15 d |" in outcome.out


# what follows


def early(root: Path) -> tuple[dict, dict]:
    """Dates of the milestones and finishes as `pmo schedule` prints them."""
    data = json.loads(pmo("-C", root, "schedule", *EXAMPLE, "--format", "json").out)["data"]
    return (
        {one["address"]: one["early"] for one in data["milestones"]},
        {one["project"]: one["early"] for one in data["finishes"]},
    )


@settings(max_examples=12)
@given(
    milestone=st.sampled_from(["crm/design", "crm/live", "shop/open"]),
    days=st.integers(-60, 120),
    other=st.integers(0, 40),
)
def test_effects_are_the_difference_to_a_really_edited_copy(tmp_path_factory, milestone, days, other):
    root = portfolios.write(tmp_path_factory.mktemp("office"), PLANS)
    copy = root.parent / f"{root.name}-copy"
    project, _, id_ = milestone.partition("/")
    plan = root / "projects" / project / "plan.yaml"
    line = next(one for one in plan.read_text().splitlines() if f"id: {id_}," in one)
    before = line.partition("forecast: ")[2][:10]
    day = (datetime.date.fromisoformat(before) + datetime.timedelta(days)).isoformat()
    found = ask(root, "--set", f"{milestone}.forecast={day}", "--set", f"crm/built.after.1.lag_days={other}")

    shutil.copytree(root, copy)
    edited = copy / "projects" / project / "plan.yaml"
    edited.write_text(
        edited.read_text().replace(line, line.replace(f"forecast: {before}", f"forecast: {day}"))
    )
    crm = copy / "projects/crm/plan.yaml"
    crm.write_text(crm.read_text().replace("lag_days: 12", f"lag_days: {other}"))
    then, now = early(root), early(copy)
    for kind, key, old, new in (
        ("milestone", "address", then[0], now[0]),
        ("finish", "project", then[1], now[1]),
    ):
        moved = {one: (old[one], new[one]) for one in old if old[one] != new[one]}
        assert {
            one[key]: (one["before"], one["after"]) for one in found["dates"] if one["kind"] == kind
        } == moved
    shutil.rmtree(copy)


def test_dates_say_what_moves_them(root):
    found = ask(root, "--set", "crm/design.forecast=2027-01-15")
    rows = {(one["kind"], one["project"], one["address"]): one for one in found["dates"]}
    linked = rows["milestone", "shop", "shop/plan/linked"]
    assert (linked["driven_by"], linked["origin"]) == ("crm/plan/built", "crm/plan/design")
    design = rows["milestone", "crm", "crm/plan/design"]
    assert (design["driver"], design["origin"], design["days"]) == ("forecast", None, 40)
    assert ("finish", "shop") in {(kind, project) for kind, project, _ in rows}
    back = ask(root, "--set", "crm/built.after=[]", "--set", "crm/built.forecast=2026-11-30")
    moved = next(one for one in back["dates"] if one["address"] == "shop/plan/linked")
    assert moved["origin"] == "crm/plan/built"


def test_a_milestone_may_go_or_come_to_have_no_date(root):
    found = ask(root, "--set", "shop/plan.milestones=[{id: linked, title: Linked, after: [open]}, {id: open, title: Open, after: [linked]}]")  # fmt: skip
    rows = {one["address"]: one for one in found["dates"] if one["kind"] == "milestone"}
    assert rows["shop/plan/linked"]["driver"] == "cycle"
    assert (rows["shop/plan/open"]["after"], rows["shop/plan/open"]["days"]) == (None, None)
    gone = ask(root, "--set", "shop/plan.milestones=[]")
    row = next(
        one for one in gone["dates"] if one["address"] == "shop/plan/open" and one["kind"] == "milestone"
    )
    assert (row["after"], row["driver"], row["before"]) == (None, None, "2027-01-22")
    text = pmo("-C", root, "whatif", *EXAMPLE, "--set", "shop/plan.milestones=[]").out
    assert "nothing is open" in text
    assert "removed" in text


def test_overloads_appear_grow_ease_and_go(root):
    load = "shop/allocations/design.load"
    (row,) = ask(root, "--set", f"{load}=1.5")["overloads"]
    assert (row["how"], row["before"], row["after"]["share"], row["projects"]) == (
        "appears",
        None,
        1.5,
        ["shop"],
    )
    assert pmo("-C", root, "set", "shop/allocations/design", "load=1.5").code == 0
    assert [one["how"] for one in ask(root, "--set", f"{load}=1.8")["overloads"]] == ["grows"]
    assert [one["how"] for one in ask(root, "--set", f"{load}=1.2")["overloads"]] == ["shrinks"]
    assert [one["how"] for one in ask(root, "--set", f"{load}=1.0")["overloads"]] == ["goes"]
    (later,) = ask(root, "--set", "shop/allocations/design.from=2026-11-16")["overloads"]
    assert (later["how"], later["after"]["first"]) == ("shrinks", "2026-11-16")
    assert ask(root, "--set", f"{load}=1.2", "--project", "crm")["overloads"] == []


def test_a_role_that_nobody_fills(root):
    (row,) = ask(root, "--set", "shop/allocations/tests.from=2026-11-16")["overloads"]
    assert (row["kind"], row["id"], row["how"], row["after"]["load"]) == ("role", "analyst", "appears", "0.5")
    filled = ("--set", "shop/allocations/tests.person=cara", "--set", "shop/allocations/tests.role=")
    assert ask(root, *filled)["overloads"] == []
    text = pmo("-C", root, "whatif", *EXAMPLE, "--set", "shop/allocations/tests.from=2026-11-16").out
    assert "Analyst" in text


def amounts(found: dict) -> dict:
    return {
        (one["project"], one["figure"], one["period"]): tuple(
            one[side] and one[side]["amount"] for side in ("before", "after", "change")
        )
        for one in found["money"]
    }


def test_money_by_period_and_together(root):
    found = amounts(ask(root, "--set", "crm/budget.plan.2.planned=450", "--set", "crm/budget.approved=950"))
    assert found == {
        (None, "approved", None): ("900", "950", "50"),
        (None, "planned", None): ("900", "950", "50"),
        (None, "planned", "2027"): ("400", "450", "50"),
        ("crm", "approved", None): ("900", "950", "50"),
        ("crm", "planned", None): ("900", "950", "50"),
        ("crm", "planned", "2027-01"): ("400", "450", "50"),
    }


def test_a_cancelled_project_counts_with_what_it_has_spent(root):
    found = amounts(ask(root, "--set", "crm.state=cancelled"))
    assert found[None, "expected", None] == ("920", "50", "-870")
    assert found[None, "planned", None] == ("900", None, "-900")
    assert not any(project == "crm" for project, _, _ in found)


def test_without_a_forecast_nothing_is_expected(root):
    found = ask(root, "--set", "crm/budget.forecast=[]")
    assert found["no_forecast"] == ["crm"]
    assert set(amounts(found)) == {
        ("crm", "expected", period) for period in (None, "2026-10", "2026-12", "2027-01")
    }


def test_an_approved_proposal_brings_the_cost_of_its_selection(tmp_path):
    proposal = portfolios.charter(
        selection={"cost": [{"period": "FY2026", "amount": 100}, {"period": 2027, "amount": 40}]}
    )
    fiscal = portfolios.office(calendar={"fiscal_year_start": 4})
    root = portfolios.write(tmp_path, {"projects/crm/charter.yaml": proposal, "pmo.yaml": fiscal})
    found = amounts(ask(root, "--set", "crm.state=approved"))
    assert found == {
        (None, "planned", None): (None, "140.00", "140.00"),
        (None, "planned", "FY2026"): (None, "110.00", "110.00"),
        (None, "planned", "FY2027"): (None, "30.00", "30.00"),
    }


def test_other_currencies_need_a_rate(root):
    found = ask(root, "--set", "crm/budget.currency=USD", "--set", "crm/budget.approved=1000")
    assert found["not_converted"] == ["crm"]
    approved = next(one for one in found["money"] if one["project"] == "crm" and one["figure"] == "approved")
    assert (approved["before"]["currency"], approved["after"]["currency"], approved["change"]) == (
        "EUR",
        "USD",
        None,
    )
    rated = amounts(ask(root, "--set", "crm/budget.currency=USD", "--set", "office.fx={USD: 0.5}"))
    assert rated[None, "approved", None] == ("900", "450.0", "-450.0")
    text = pmo("-C", root, "whatif", *EXAMPLE, "--set", "crm/budget.currency=USD").out
    assert "for want of an exchange rate: crm" in text


def test_health_with_the_facts_that_change_it(root):
    found = ask(root, "--set", "crm/live.forecast=2027-06-01")
    rows = {(one["project"], one["dimension"]): one for one in found["health"]}
    schedule = rows["crm", "schedule"]
    assert (schedule["before"], schedule["after"], schedule["is_better"]) == ("green", "red", False)
    assert "working days late" in schedule["evidence"][0]
    assert rows["crm", "overall"]["evidence"] == ["worst of the dimensions: Schedule"]
    over = ask(root, "--set", "crm.state=cancelled")
    assert [(one["project"], one["dimension"], one["after"]) for one in over["health"] if one["kind"] == "computed"] == [("crm", "overall", None)]  # fmt: skip


SCORED = {
    "pmo.yaml": portfolios.office(
        prioritisation={"criteria": [{"id": "value", "title": "Value", "scale": {"min": 0, "max": 10}}]}
    ),
    "projects/one/charter.yaml": portfolios.charter("one", scores={"value": 8}),
    "projects/two/charter.yaml": portfolios.charter("two", scores={"value": 5}),
    "projects/crm/charter.yaml": portfolios.charter(scores={"value": 2}),
}


def test_ranking_before_and_after(tmp_path):
    root = portfolios.write(tmp_path, SCORED)
    found = ask(root, "--set", "two.scores.value=9", "--set", "crm.state=active")
    rows = {
        one["project"]: [side and side["rank"] for side in (one["before"], one["after"])]
        for one in found["ranking"]
    }
    assert rows == {"two": [2, 1], "one": [1, 2], "crm": [3, None]}
    assert found["reasons"] == {}
    changes = ("--set", "crm.selection.mandatory=true", "--set", "one.scores.value=")
    text = pmo("-C", root, "whatif", *EXAMPLE, *changes).out
    assert "3 → mandatory" in text
    assert "1 → \N{EN DASH}" in text


def chosen(value: int, cost: int, **more: object) -> dict:
    return {"value": value, "cost": [{"period": 2027, "amount": cost}], **more}


CHOSEN = {
    "pmo.yaml": portfolios.office(
        prioritisation={
            "criteria": [{"id": "value", "title": "Value"}],
            "constraints": {"budget": [{"period": 2027, "amount": 100}]},
        }
    ),
    "projects/one/charter.yaml": portfolios.charter("one", selection=chosen(8, 60)),
    "projects/two/charter.yaml": portfolios.charter("two", selection=chosen(5, 40)),
    "projects/crm/charter.yaml": portfolios.charter(selection=chosen(7, 50)),
}


def test_projects_come_into_the_selection_and_drop_out(tmp_path):
    root = portfolios.write(tmp_path, CHOSEN)
    found = ask(root, "--set", "one.selection.value=6")["selection"]
    assert found["before"] == {"gap": 0, "selected": ["one", "two"], "status": "optimal", "value": 13}
    assert (found["after"]["selected"], found["after"]["value"]) == (["crm", "two"], 12)
    assert [one["project"] for one in found["comes_in"]] == ["crm"]
    (out,) = found["drops_out"]
    assert (out["project"], "2027" in out["reason"]) == ("one", True)
    text = pmo("-C", root, "whatif", *EXAMPLE, "--set", "one.selection.value=6").out
    assert "the selection changes" in text
    assert "drops out" in text
    rows = pmo("-C", root, "whatif", *EXAMPLE, "--set", "one.selection.value=6", "--format", "csv").out
    assert "selection,crm,comes in," in rows
    assert "selection,one,drops out,," in rows
    assert ask(root, "--set", "one.unit=x")["selection"] is None
    assert ask(root, "--set", "one.selection.cost.1.amount=61", "--set", "one.selection.cost.1.amount=60")["selection"] is None  # fmt: skip


def test_projects_that_are_no_candidates_any_more(tmp_path):
    root = portfolios.write(tmp_path, CHOSEN)
    found = ask(root, "--set", "one.state=active", "--set", "two.state=cancelled")["selection"]
    assert {one["project"]: one["reason"] for one in found["drops_out"]} == {
        "one": "it is under way",
        "two": "it is not up for selection",
    }
    impossible = ask(root, "--set", "one.selection.cost.1.amount=101", "--set", "one.selection.mandatory=true")["selection"]  # fmt: skip
    assert (impossible["after"]["status"], impossible["after"]["value"]) == ("infeasible", None)
    assert impossible["drops_out"][0]["reason"] is None
    smaller = ask(root, "--set", "two.selection.cost.1.amount=39")["selection"]
    assert smaller is None


def test_a_selection_that_cannot_be_found_is_left_out(tmp_path, monkeypatch):
    def without_solver(*_arguments: object) -> None:
        raise PmoError("the solver is not there")

    monkeypatch.setattr("pmo.history.effects.order.selected", without_solver)
    root = portfolios.write(tmp_path, CHOSEN)
    assert ask(root, "--set", "one.selection.value=6")["reasons"] == {"selection": "the solver is not there"}
    text = pmo("-C", root, "whatif", *EXAMPLE, "--set", "one.selection.value=6").out
    assert "The selection is left out: the solver is not there." in text


def test_without_criteria_there_is_no_ranking(root):
    shutil.rmtree(root / "projects/shop")
    found = ask(root, "--set", "crm.state=proposed")
    assert "no prioritisation criteria" in found["reasons"]["ranking"]
    assert (
        "The ranking is left out: " in pmo("-C", root, "whatif", *EXAMPLE, "--set", "crm.state=proposed").out
    )


def test_findings_that_come_and_go(root):
    found = ask(root, "--set", "shop/allocations/design.load=1.5", "--set", "crm.method=agile")
    codes = {(one["how"], one["code"], one["address"]) for one in found["findings"]}
    assert ("appears", "PMO704", "shop/allocations/design") in codes
    assert pmo("-C", root, "set", "shop/allocations/design", "load=1.5").code == 0
    found = ask(root, "--set", "shop/allocations/design.load=0.5")
    assert ("goes", "PMO704") in {(one["how"], one["code"]) for one in found["findings"]}


def test_effects_on_some_projects(root):
    changes = ("--set", "crm/design.forecast=2027-03-01", "--set", "shop/allocations/design.load=1.5")
    whole, shop = ask(root, *changes), ask(root, *changes, "--project", "shop")
    assert {one["project"] for one in whole["dates"]} == {"crm", "shop"}
    assert {one["project"] for one in shop["dates"]} == {"shop"}
    assert {one["project"] for one in shop["health"]} <= {"shop"}
    assert shop["changes"] == whole["changes"]
    assert all(one["path"].startswith("projects/shop/") for one in shop["findings"])
    assert len(shop["findings"]) < len(whole["findings"])


# what is asked


def test_nothing_changes(root):
    outcome = pmo("-C", root, "whatif", *EXAMPLE, "--set", "crm.state=active", "--exit-code")
    assert outcome == (
        0,
        "Test office\nWhat if, as of 1 November 2026\nNothing would change: it says so already.\n",
        "",
    )
    assert pmo("-C", root, "whatif", *EXAMPLE, "--set", "crm.unit=Sales", "--exit-code") == (
        1,
        "Test office\nWhat if, as of 1 November 2026\nNothing else follows from it.\n\nChanges\n"
        "Item  Field  Before  After\ncrm   unit   \N{EN DASH}       Sales\n",
        "",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "sets no field"),
        ("crm", "sets no field"),
        ("crm=active", "sets no field"),
        ("crm.=x", "sets no field"),
        (".state=x", "sets no field"),
        ("crm.+=x", "sets no field"),
        ("nope.state=active", "there is nothing at 'nope'"),
        ("crm.stat=active", "did you mean state?"),
        ("crm.state=actve", "this would bring 1 error"),
        ("crm/live.forecast=tomorrow", "this would bring 1 error"),
        ("crm/live.after=[nope]", "this would bring 1 error"),
        ("crm.state=", "cannot be removed"),
        ("crm.objectives.2.contribution=3", "has no item '2'"),
    ],
)
def test_what_cannot_be(root, text, words):
    assert words in refused(root, "--set", text)


def test_options_that_do_not_go_together(root):
    assert "nothing is supposed to change" in refused(root)
    assert "--message goes with --write" in refused(root, "--set", "crm.unit=x", "-m", "Why")
    assert "--dry-run goes with --write" in refused(root, "--set", "crm.unit=x", "--dry-run")
    assert "not in a git repository" in refused(root, "--scenario", "HEAD")
    assert "not in a git repository" in refused(root, "--set", "crm.unit=x", "--write", "later")


def test_a_file_of_changes(root, tmp_path):
    file = tmp_path / "march.yaml"
    file.write_text(
        "# What if it goes live in March?\n"
        "crm/live:\n  forecast: 2027-03-01\n  critical: true\n  weight: 2.5\n"
        "crm:\n  tags+: [board, 'a, b']\n  unit:\n  title: '[x]'\n  objectives: [{objective: grow, contribution: 3}]\n"
    )
    found = ask(root, "--file", file, "--set", "crm/live.weight=3")
    fields = {
        (one["address"], field["field"]): field["after"]
        for one in found["changes"]
        for field in one["fields"]
    }
    assert fields["crm/plan/live", "forecast"] == "2027-03-01"
    assert fields["crm/plan/live", "critical"] == "true"
    assert fields["crm/plan/live", "weight"] == "3"
    assert fields["crm", "title"] == "[x]"
    assert fields["crm", "tags"] == "[board, 'a, b']"
    assert fields["crm/objectives/1", "contribution"] == "3"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("- crm.state=active\n", "line 1"),
        ("crm: [", "line"),
        ("crm: active\n", "crm has no fields to change"),
        ("crm: {}\n", "crm has no fields to change"),
        ("crm: {state: x}\n", "this would bring 1 error"),
        ("", "line 1"),
        ("nope: {state: active}\n", "there is nothing at 'nope'"),
    ],
)
def test_files_that_say_nothing(root, tmp_path, content, words):
    file = tmp_path / "changes.yaml"
    file.write_text(content)
    assert words in refused(root, "--file", file)


def test_files_that_cannot_be_read(root, tmp_path):
    assert "cannot be read" in refused(root, "--file", tmp_path / "nothing.yaml")
    assert "cannot be read" in refused(root, "--file", tmp_path)
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (5 * 1024 * 1024))
    assert "too large" in refused(root, "--file", large)


def test_csv_holds_everything(root):
    changes = ("--set", "crm/live.forecast=2027-06-01", "--set", "shop/allocations/design.load=1.5",
               "--set", "crm/budget.plan.2.planned=450", "--set", "crm/plan.milestones-=design")  # fmt: skip
    changes = (*changes, "--set", "crm/built.after=[]", "--set", "crm.unit==1+1")
    out = pmo("-C", root, "whatif", *EXAMPLE, *changes, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out)))
    found = {(row["effect"], row["address"], row["what"]): row for row in rows}
    assert found["finish", "crm", "date"]["after"] == "2027-06-01"
    assert found["overload", "people/ana", "appears"]["after"] == "1.5"
    assert found["money", "", "planned 2027"]["change"] == "50"
    assert found["health", "crm", "schedule computed"]["after"] == "red"
    assert found["change", "crm/plan/design", "removed"]["before"] == ""
    assert found["change", "crm", "unit"]["after"].startswith("'")
    assert found["change", "crm/plan/built/after/1", "removed"]["after"] == ""
    assert "finding" in {row["effect"] for row in rows}


def test_an_item_that_an_earlier_change_removes(root):
    err = refused(root, "--set", "crm/plan.milestones-=built", "--set", "crm/built.weight=3")
    assert "crm/plan/built is not there any more" in err


def test_texts_of_users_are_inert(root):
    changes = ("--set", "crm.unit=\x1b[31m<b>|x", "--format")
    assert "\x1b" not in pmo("-C", root, "whatif", *EXAMPLE, *changes, "text").out
    markdown = pmo("-C", root, "whatif", *EXAMPLE, *changes, "markdown").out
    assert "<b>" not in markdown
    assert "\x1b" not in markdown


# other revisions and branches


@pytest.fixture
def repository(root: Path) -> Path:
    commit(root, "Start")
    return root


def test_another_revision_as_the_other_side(repository):
    start = git(repository, "rev-parse", "HEAD")
    git(repository, "checkout", "-qb", "slower")
    assert pmo("-C", repository, "set", "crm/design", "forecast=2026-12-18").code == 0
    slower = commit(repository, "Slower")
    git(repository, "checkout", "-q", "main")
    found = ask(repository, "--scenario", "slower")
    assert found["scenario"] == slower
    assert found["dates"] == ask(repository, "--set", "crm/design.forecast=2026-12-18")["dates"]
    assert ask(repository, "--scenario", start)["changes"] == []
    both = ask(repository, "--scenario", "slower", "--set", "crm/design.forecast=2026-11-20")
    assert (both["scenario"], both["changes"]) == (slower, [])
    assert "does not know the revision" in refused(repository, "--scenario", "nope")


def test_a_scenario_that_cannot_be_read_is_refused(repository):
    (repository / "projects/crm/plan.yaml").write_text("milestones: [")
    broken = commit(repository, "Broken")
    git(repository, "reset", "-q", "--hard", "HEAD~1")
    assert "stands in the way" in refused(repository, "--scenario", broken)
    outcome = pmo("-C", repository, "whatif", *EXAMPLE, "--scenario", broken, "--force", "--format", "json")
    assert outcome.code == 0
    assert json.loads(outcome.out)["left_out"]
    assert "left out: projects/crm/plan.yaml" in outcome.err


def test_findings_of_a_scenario(repository):
    assert pmo("-C", repository, "set", "shop/allocations/design", "load=1.5").code == 0
    heavy = commit(repository, "Heavy")
    git(repository, "reset", "-q", "--hard", "HEAD~1")
    assert ("appears", "PMO704") in {(one["how"], one["code"]) for one in ask(repository, "--scenario", heavy)["findings"]}  # fmt: skip


def test_a_branch_keeps_the_change_and_nothing_else_moves(repository):
    hook = repository / ".git/hooks/reference-transaction"
    hook.write_text("#!/bin/sh\ntouch ran\nexit 1\n")
    hook.chmod(0o755)
    before = state_of(repository)
    dry = ask(repository, "--set", "crm/live.forecast=2027-03-01", "--write", "later", "--dry-run")
    assert dry["branch"] == {"name": "later", "commit": None}
    assert git(repository, "branch", "--list", "later") == ""
    found = ask(repository, "--set", "crm/live.forecast=2027-03-01", "--write", "later")
    assert state_of(repository) == before
    assert not (repository / "ran").exists()
    assert git(repository, "rev-parse", "later") == found["branch"]["commit"]
    assert git(repository, "log", "--format=%an <%ae>%n%B", "main..later").splitlines() == [
        "Test <test@example.org>",
        "What if crm/live.forecast=2027-03-01",
        "",
        "crm/live.forecast=2027-03-01",
    ]
    assert git(repository, "diff", "--stat", "--name-only", "main", "later") == "projects/crm/plan.yaml"
    assert ask(repository, "--scenario", "later")["dates"] == found["dates"]
    assert "there is a branch later already" in refused(repository, "--set", "crm.unit=x", "--write", "later")
    assert "cannot be made" in refused(repository, "--set", "crm.unit=x", "--write", "later/more")


def test_a_branch_with_a_message_of_its_own(repository):
    changes = ("--set", "crm.unit=a long text " + "x" * 80, "--write", "long")
    assert ask(repository, *changes)["branch"]["commit"]
    assert git(repository, "log", "-1", "--format=%s", "long") == "What if crm were changed"
    several = ("--set", "crm.unit=a", "--set", "shop.unit=b")
    ask(repository, *several, "--write", "two")
    assert git(repository, "log", "-1", "--format=%s", "two") == "What if 2 fields were changed"
    text = pmo(
        "-C",
        repository,
        "whatif",
        *EXAMPLE,
        *several,
        "--write",
        "three",
        "-m",
        "Units\n\nWhy",
        terminal=True,
    )
    assert git(repository, "log", "-1", "--format=%B", "three") == "Units\n\nWhy"
    assert "Kept as the branch three (commit " in text.out
    assert "`pmo whatif --scenario three`" in text.err
    nothing = ask(repository, "--set", "crm.state=active", "--write", "four")
    assert (nothing["branch"], git(repository, "branch", "--list", "four")) == (None, "")


def test_a_branch_of_what_is_not_committed(repository):
    assert pmo("-C", repository, "set", "crm", "unit=Sales").code == 0
    changes = ("--set", "crm/live.forecast=2027-03-01", "--write", "later")
    assert "leave them out with --at HEAD" in refused(repository, *changes)
    ask(repository, "--at", "HEAD", *changes)
    assert git(repository, "diff", "--name-only", "main", "later") == "projects/crm/plan.yaml"


def test_a_branch_on_top_of_a_scenario(repository):
    start = git(repository, "rev-parse", "HEAD")
    assert pmo("-C", repository, "set", "crm", "unit=Sales").code == 0
    commit(repository, "Unit")
    assert "in git already" in refused(repository, "--scenario", "HEAD", "--write", "later")
    ask(repository, "--scenario", "HEAD~1", "--set", "shop.unit=Web", "--write", "later")
    assert git(repository, "rev-parse", "later^") == start


@pytest.mark.parametrize("name", ["a b", "-x", "HEAD", "@", "", "a..b", "x.lock", "a\0b"])
def test_names_that_no_branch_can_have(repository, name):
    assert "is no name for a branch" in refused(repository, "--set", "crm.unit=x", f"--write={name}")


def test_an_author_whom_git_does_not_know(repository, monkeypatch):
    for name in ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL"):
        monkeypatch.delenv(f"GIT_{name}")
    git(repository, "config", "user.useConfigOnly", "true")
    assert "git does not know who you are" in refused(repository, "--set", "crm.unit=x", "--write", "later")


def test_a_portfolio_below_the_root_with_a_link(tmp_path):
    root = portfolios.write(tmp_path / "all" / "the office", PLANS)
    plan = root / "projects/crm/plan.yaml"
    plan.rename(root / "projects/crm/real.txt")
    plan.symlink_to("real.txt")
    (tmp_path / "all/readme.txt").write_text("x")
    commit(tmp_path / "all", "Start")
    ask(root, "--set", "crm/live.forecast=2027-03-01", "--set", "shop.unit=Web", "--write", "later")
    assert git(tmp_path / "all", "diff", "--name-only", "main", "later").splitlines() == [
        "the office/projects/crm/real.txt",
        "the office/projects/shop/charter.yaml",
    ]
