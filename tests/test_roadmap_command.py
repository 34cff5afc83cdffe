"""`pmo roadmap`: projects and milestones over quarters."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.render.inert import for_mermaid
from tests import portfolios
from tests.commands import Outcome, pmo

FILES = {
    "strategy.yaml": portfolios.strategy(
        objectives=[
            {"id": "grow", "title": "Grow", "owner": "ana"},
            {"id": "calm", "title": "Stay calm", "owner": "ana"},
        ]
    ),
    "projects/crm/charter.yaml": portfolios.charter(
        state="active", programme="renewal", objectives=[{"objective": "grow"}, {"objective": "calm"}]
    ),
    "projects/crm/plan.yaml": {
        "start": "2026-07-06",
        "finish": "2027-03-12",
        "milestones": [
            {"id": "a", "title": "Begun", "baseline": "2026-08-14", "actual": "2026-08-14"},
            {"id": "b", "title": "Should be there", "baseline": "2026-10-16", "forecast": "2026-11-20"},
            {"id": "c", "title": "Comes late", "baseline": "2027-02-12", "forecast": "2027-04-16"},
            {"id": "d", "title": "On plan", "baseline": "2026-12-11"},
        ],
    },
    "projects/erp/charter.yaml": portfolios.charter("erp", title="section of | pipes", objectives=[]),
    "projects/erp/plan.yaml": {"milestones": [{"id": "go", "title": "title: Go", "baseline": "2027-01-29"}]},
    "projects/past/charter.yaml": portfolios.charter("past", state="completed"),
    "projects/past/plan.yaml": {
        "milestones": [{"id": "x", "title": "X", "baseline": "2026-02-27", "actual": "2026-02-27"}]
    },
    "projects/never/charter.yaml": portfolios.charter("never", state="cancelled"),
    "projects/never/plan.yaml": {"milestones": [{"id": "x", "title": "X", "baseline": "2026-12-11"}]},
    "projects/idea/charter.yaml": portfolios.charter("idea"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return portfolios.write(tmp_path, FILES)


def shown(folder: Path, *arguments: object, terminal: bool = False) -> Outcome:
    outcome = pmo("roadmap", "-C", folder, "--as-of", "2026-11-01", *arguments, terminal=terminal)
    assert outcome.code == 0, outcome.err
    return outcome


TEXT = """\
Roadmap
Test office · as of 1 November 2026
Q3 2026 to Q2 2027: 2 projects, 5 milestones, 2 slipped

     2026                      2027
     Q3           Q4           Q1           Q2

Renewal
crm  ━━━━━━●━━━━━━━━━━│─!───◆────────────◇╌╌╌╌▲╌╌╌╌
  ! 20 Nov 2026  +25 d  overdue  Should be there
  ◆ 11 Dec 2026         on plan  On plan
  ▲ 16 Apr 2027  +45 d  late     Comes late

Outside programmes
erp                   │           ◆
  ◆ 29 Jan 2027    on plan  title: Go

Without dates: idea
● reached   ◆ on plan   ▲ late   ! overdue   │ today   ◇ approved finish   ╌ beyond it
"""


def test_bars_signs_and_words(folder):
    assert shown(folder).out == TEXT
    brief = shown(folder, "--brief").out
    assert [line for line in TEXT.splitlines() if not re.match(r"  [!◆▲] ", line)] == brief.splitlines()


def test_a_project_stands_with_each_objective_that_it_serves(folder):
    text = shown(folder, "--by", "objective", "--brief").out
    lanes = re.findall(r"^(Grow|Stay calm|Without an objective)\n(\w+)", text, re.MULTILINE)
    assert lanes == [("Grow", "crm"), ("Stay calm", "crm"), ("Without an objective", "erp")]
    assert ": 2 projects, 5 milestones" in text


def test_a_window_is_made_of_whole_quarters_and_reaches_what_is_over(folder):
    view = json.loads(shown(folder, "--from", "2026-02-14", "--to", "2026-08-02", "--format", "json").out)[
        "data"
    ]
    assert (view["first_day"], view["last_day"]) == ("2026-01-01", "2026-09-30")
    assert view["quarters"] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    projects = {one["id"]: one for lane in view["lanes"] for one in lane["projects"]}
    assert {id_: [one["title"] for one in found["milestones"]] for id_, found in projects.items()} == {
        "crm": ["Begun"],
        "past": ["X"],
    }
    assert projects["crm"]["slip_days"] == 45
    assert projects["past"]["health"] == "blue"


def test_markdown_has_a_column_for_each_quarter_in_which_something_is_due(folder):
    page = shown(folder, "--format", "markdown").out
    assert "| Project | Finish | Q3 2026 | Q4 2026 (today) | Q2 2027 |" in page
    assert "! 20 Nov 2026 Should be there (overdue +25 d)<br>◆ 11 Dec 2026 On plan |" in page
    assert "**section of \\| pipes**" in page
    assert "Without dates: idea" in page


def test_mermaid_cannot_be_steered_by_names(folder):
    chart = shown(folder, "--format", "mermaid").out.splitlines()
    assert chart[:5] == [
        *("gantt", "    dateFormat YYYY-MM-DD", "    axisFormat %Y-%m", "    todayMarker off"),
        "    title Test office",
    ]
    assert "    1 November 2026 :milestone, today, 2026-11-01, 0d" in chart
    assert "    Comes late late +45 d :crit, milestone, p1m3, 2027-04-16, 0d" in chart
    assert "    - title Go :milestone, p2m0, 2027-01-29, 0d" in chart
    assert "    Project crm :active, p1, 2026-07-06, 2027-05-14" in chart
    assert [line.strip() for line in chart if line.strip().startswith("section")] == [
        *("section today", "section Renewal", "section Outside programmes"),
    ]


@given(st.text())
def test_a_name_of_a_chart_is_one_line_without_notation_or_keywords(text):
    name = for_mermaid(text)
    assert name
    assert not re.search(r"[:;#,%\n\r]", name)
    assert not re.match(r"(section|title|click|gantt)\b", name, re.IGNORECASE)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "2027-01-01", "--to", "2026-01-01"), "give --from before --to"),
        (("--from", "soon"), "write --from YYYY-MM-DD"),
        (("--to", "2026-13-01"), "write --to YYYY-MM-DD"),
        (("--to", "2099-01-01"), "is too long"),
        (("--by", "vendor"), "--by"),
    ],
)
def test_what_is_refused(folder, arguments, said):
    outcome = pmo("roadmap", *arguments, "-C", folder)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err


def test_nothing_to_draw(tmp_path):
    outcome = shown(portfolios.write(tmp_path), terminal=True)
    assert "No project has dates in these quarters" in outcome.out
    assert "`pmo list milestones`" in outcome.err
    assert "Without dates" in shown(tmp_path, "--format", "markdown").out
    assert "gantt" in shown(tmp_path, "--format", "mermaid").out


def test_the_last_days_of_time(tmp_path):
    plan = {"milestones": [{"id": "a", "title": "A", "baseline": "9999-12-31"}]}
    folder = portfolios.write(tmp_path, {"projects/crm/plan.yaml": plan})
    assert pmo("roadmap", "-C", folder, "--as-of", "2026-11-01").code in (0, 2)
    assert "Q4 9999" in shown(folder, "--from", "9999-10-01", "--to", "9999-12-31").out


def test_hostile_text_is_inert(tmp_path):
    plan = {"milestones": [{"id": "a", "title": "\x1b[31m<b>\u202e| x", "baseline": "2026-12-11"}]}
    folder = portfolios.write(tmp_path, {"projects/crm/plan.yaml": plan})
    for format_ in ("text", "mermaid", "markdown"):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", shown(folder, "--format", format_).out)
    assert "<b>" not in shown(folder, "--format", "markdown").out


@pytest.mark.parametrize(
    ("by", "language", "width"),
    [("programme", "en", 40), ("objective", "en", 80), ("programme", "en", 120), ("programme", "id", 80)],
)
def test_the_example_fits_the_terminal(by, width, language, example, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    options = ("--by", by, "--lang", language, "--color", "never")
    text = shown(example, *options, terminal=True).out
    assert max(map(len, text.splitlines())) <= width
    assert ("--from" in text) == (width == 40)
