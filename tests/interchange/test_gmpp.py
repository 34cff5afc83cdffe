"""Two years of the UK Government Major Projects Portfolio with one map, as two commits of one repository.

Real data, from `../shared/data/gmpp` beside the repository; without it the test is skipped, with the reason.
"""

import json
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from tests.commands import pmo
from tests.oracles import SHARED
from tests.repositories import commit, git

DATA = SHARED / "data" / "gmpp"
MAP = Path(__file__).parents[2] / "examples" / "imports" / "major-projects.map.yaml"
OFFICE = """\
format: 1
office:
  name: Government major projects
  model: supportive
currency: GBP
"""
YEARS = {
    2022: {"rows": 235, "ratings": {"green": 24, "amber": 170, "red": 27}, "cost": 494_181_000_000},
    2023: {"rows": 244, "ratings": {"green": 26, "amber": 183, "red": 23}, "cost": 471_818_000_000},
}


@pytest.fixture
def root(tmp_path, monkeypatch):
    if not (DATA / "gmpp-2022.csv").is_file():
        pytest.skip(f"needs {DATA}, which is not there")
    monkeypatch.setattr(os, "fsync", lambda _: None)  # a thousand new files wait for the disk
    (tmp_path / "pmo.yaml").write_text(OFFICE)
    return tmp_path


def run(root, *arguments, day):
    outcome = pmo("-C", root, *arguments, "--as-of", day, "--format", "json")
    assert (outcome.code, outcome.err) == (0, "")
    return json.loads(outcome.out)["data"]


def bring(root, year):
    return run(root, "import", DATA / f"gmpp-{year}.csv", "--map", MAP, day=f"{year}-03-31")


def check(root, year):
    """The published figures come out of the lists again, and nothing is an error."""
    day, expected = f"{year}-03-31", YEARS[year]
    where = ("--where", "charter.state == 'active'")
    projects = run(root, "list", "projects", *where, "--columns", "id,approved", day=day)["items"]
    assert len(projects) == expected["rows"]
    assert sum(_amounts(projects)) == expected["cost"]
    statuses = run(root, "list", "statuses", "--where", f"date == '{day}'", "--columns", "overall", day=day)[
        "items"
    ]
    assert Counter(one["overall"] for one in statuses) == expected["ratings"]
    assert run(root, "validate", day=day)["summary"]["error"] == 0


def test_two_years_with_one_map(root):
    first = bring(root, 2022)
    assert (first["rows"], len(first["refused"]), len(first["changed"]), len(first["kept"])) == (235, 0, 0, 0)
    assert sum("/" not in one["address"] for one in first["made"]) == 235
    text = [one for one in first["dropped"] if one["field"] == "budget.approved"]
    assert len(text) == 42
    assert all(one["noted"] and one["value"] for one in text)
    check(root, 2022)
    before = commit(root, "Government major projects, March 2022", "2022-03-31")

    again = bring(root, 2022)
    assert (again["made"], again["changed"], again["unchanged"], again["written"]) == ([], [], 235, [])

    second = bring(root, 2023)
    assert (second["rows"], second["refused"]) == (244, [])
    made = [one["address"] for one in second["made"]]
    assert len(made) == 244 - 206
    assert len(second["vanished"]) == 235 - 206
    renamed = {one["address"]: one["after"] for one in second["changed"] if one["field"] == "title"}
    assert renamed["digital-identity"] == "GOV.UK One Login"
    assert len(renamed) == 18
    check(root, 2023)
    commit(root, "Government major projects, March 2023", "2023-03-31")
    assert git(root, "rev-list", "--count", "HEAD") == "2"

    then = pmo("-C", root, "list", "projects", "--at", before, "--columns", "approved", "--format", "json")
    assert sum(_amounts(json.loads(then.out)["data"]["items"])) == YEARS[2022]["cost"]


def _amounts(projects):
    return [Decimal(one["approved"]["amount"]) for one in projects if one["approved"] is not None]
