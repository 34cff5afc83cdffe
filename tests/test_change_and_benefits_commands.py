"""`pmo changes` and `pmo benefits` as their readers see them."""

import csv
import io
import json
import re

import pytest
from markdown_it import MarkdownIt

from tests import portfolios
from tests.commands import pmo
from tests.golden import check

EXAMPLE = ("--as-of", "2026-11-01")


@pytest.mark.parametrize("command", ["changes", "benefits"])
@pytest.mark.parametrize(("language", "width"), [("en", 120), ("en", 80), ("id", 80)])
def test_the_example_on_a_terminal(example, request, monkeypatch, command, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    outcome = pmo("-C", example, command, *EXAMPLE, "--lang", language, "--color", "never", terminal=True)
    assert outcome.code == 0
    assert max(len(line) for line in outcome.out.splitlines()) <= width
    check(request, f"control/{command}-{language}-{width}.txt", outcome.out)


@pytest.mark.parametrize("command", [("changes", "--all"), ("benefits",)])
def test_markdown_csv_and_json_agree(example, command):
    call = ("-C", example, *command, *EXAMPLE)
    rows = list(csv.DictReader(io.StringIO(pmo(*call, "--format", "csv").out)))
    data = json.loads(pmo(*call, "--format", "json").out)["data"]
    page = pmo(*call, "--format", "markdown").out
    assert [row["address"] for row in rows] == [one["address"] for one in data[command[0]]]
    assert all(f"| {row['address']} |" in page for row in rows)


def change(id_, status, raised, cost=None, days=None, decided=None):
    one = {"id": id_, "title": id_, "raised_by": "budi", "raised": raised, "status": status}
    one["impact"] = {key: value for key, value in (("cost", cost), ("days", days)) if value is not None}
    if decided:
        one["decision"] = {"outcome": "approve", "by": "ana", "date": decided}
    return one


CHANGES = {
    "pmo.yaml": portfolios.office(
        governance={
            "bodies": [{"id": "board", "name": "Portfolio board", "members": ["cara"]}],
            "authority": [{"role": "manager", "max_cost": 10, "max_days": 5}, {"body": "board", "max_cost": 500}],
        }
    ),
    "projects/crm/budget.yaml": {"original": 1000, "approved": 1100},
    "projects/crm/changes.yaml": {
        "changes": [
            change("idea", "draft", "2026-10-01"),
            change("small", "submitted", "2026-10-19", 5, 2),
            change("large", "assessed", "2026-10-05", 300, 2),
            change("huge", "postponed", "2026-10-26", 9000),
            change("done", "implemented", "2026-09-07", 150, 10, "2026-09-14"),
            change("saved", "approved", "2026-09-07", -50, -3, "2026-09-10"),
        ]
    },
}  # fmt: skip


def test_pipeline_authority_and_totals(tmp_path):
    root = portfolios.write(tmp_path, CHANGES)
    data = json.loads(pmo("-C", root, "changes", *EXAMPLE, "--format", "json").out)["data"]
    assert [(row["address"], row["age_days"], row["decider"]) for row in data["changes"]][:3] == [
        ("crm/changes/large", 19, "Portfolio board"),
        ("crm/changes/small", 9, "Budi Santoso"),
        ("crm/changes/huge", 4, None),
    ]
    (total,) = data["totals"]
    assert (total["agreed_cost"], total["agreed_days"], total["growth"]) == ("100", 7, 0.1)
    assert (total["pending"], total["pending_cost"], total["pending_days"]) == (3, "9305", 4)
    assert data["cycle_days"] == 4.0
    assert data["stages"][0] == {"stage": "draft", "changes": 1}
    text = pmo("-C", root, "changes", *EXAMPLE, terminal=True)
    assert "nobody has the authority" in text.out
    assert "pmo show crm/changes/large" in text.err


def test_no_changes_and_no_benefits(tmp_path):
    root = portfolios.write(tmp_path)
    for command, advice in (("changes", "pmo new change"), ("benefits", "pmo new benefit")):
        outcome = pmo("-C", root, command, *EXAMPLE, terminal=True)
        assert (outcome.code, advice in outcome.err) == (0, True)


BENEFITS = {
    "projects/crm/charter.yaml": portfolios.charter(state="completed"),
    "projects/crm/benefits.yaml": {
        "benefits": [
            {"id": "calls", "title": "Calls", "owner": "ana", "target": 50, "baseline": 100, "due": "2026-06-30",
             "measurements": [{"date": "2026-06-30", "value": 80}]},
            {"id": "money", "title": "Money", "owner": "ana", "target": 1000,
             "profile": [{"period": "2026-Q1", "planned": 100}, {"period": "2026-Q4", "planned": 500}],
             "measurements": [{"date": "2026-03-31", "value": 110}]},
            {"id": "noise", "title": "Noise", "owner": "ana", "target": 10, "baseline": 0, "due": "2026-06-30",
             "disbenefit": True, "measurements": [{"date": "2026-06-30", "value": 12}]},
            {"id": "late", "title": "Late", "owner": "ana", "target": 10, "due": "2026-01-31"},
            {"id": "later", "title": "Later", "owner": "ana", "target": "Happier", "due": "2027-01-31"},
        ]
    },
    "projects/gone/charter.yaml": portfolios.charter("gone", state="cancelled"),
    "projects/gone/benefits.yaml": {"benefits": [{"id": "x", "title": "X", "owner": "ana", "target": 1}]},
}  # fmt: skip


def test_drift_after_closure(tmp_path):
    root = portfolios.write(tmp_path, BENEFITS)
    data = json.loads(pmo("-C", root, "benefits", *EXAMPLE, "--format", "json").out)["data"]
    assert [(row["address"].rpartition("/")[2], row["drift"], row["colour"]) for row in data["benefits"]] == [
        ("calls", 0.6, "red"),
        ("noise", 0.2, "amber"),
        ("late", None, None),
        ("money", -0.1, "green"),
        ("later", None, None),
    ]
    assert [row["unmeasured"] for row in data["benefits"]] == [False, False, True, False, False]
    outcome = pmo("-C", root, "benefits", *EXAMPLE, terminal=True)
    assert "After closure" in outcome.out
    assert "`pmo set crm/benefits/late 'measurements+={date: 2026-11-01, value: N}'`" in outcome.err


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_benefits_report_is_the_page_of_the_command(example, request, language):
    options = ("-C", example, *EXAMPLE, "--lang", language)
    page = pmo("report", "benefits", *options).out
    assert pmo("benefits", *options, "--format", "markdown").out == page
    check(request, f"reports/benefits.{language}.md", _without_revision(page))


def _without_revision(page):
    return re.sub(r"^(.+ · .+ · ).+$", r"\1REVISION", page, count=1, flags=re.MULTILINE)


@pytest.mark.parametrize(
    "attack", ["<script>alert(1)</script>", "a | b", "[x](javascript:alert(1))", "`a` **b**"]
)
def test_texts_of_benefits_are_inert_on_the_page(tmp_path, attack):
    benefit = {
        "id": "b",
        "title": attack,
        "owner": "budi",
        "unit": attack,
        "target": attack,
        "status": "planned",
    }
    root = portfolios.write(tmp_path, {"projects/crm/benefits.yaml": {"benefits": [benefit]}})
    done = pmo("report", "benefits", "-C", root, *EXAMPLE)
    assert done.code == 0, done.err
    tokens = MarkdownIt("commonmark").enable("table").parse(done.out)
    inline = [child for token in tokens for child in token.children or ()]
    assert sum(token.type == "td_open" for token in tokens) == 9
    assert {child.type for child in inline} <= {"text", "text_special", "softbreak"}
