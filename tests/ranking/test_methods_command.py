"""`pmo rank` by every method, with --sensitivity, and `pmo report prioritisation`, as people and programs see them."""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Outcome, pmo
from tests.portfolios import write
from tests.ranking.cases import files, plain, scored

WSJF = plain("business-value", "time-criticality", "risk-reduction", "job-size")
RICE = plain("reach", "impact", "confidence", "effort")
XY = plain("x", "y")


def run(folder: Path, *arguments: str, command: str = "rank") -> Outcome:
    return pmo(*command.split(), "-C", folder, "--as-of", "2026-11-01", *arguments)


def written(folder: Path, *arguments: str, command: str = "rank") -> str:
    outcome = run(folder, *arguments, command=command)
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out


def office_of(tmp_path: Path, rows: dict[str, Any], criteria: list[Any], **rules: Any) -> Path:
    return write(tmp_path, files(scored(rows), criteria=criteria, **rules))


@pytest.fixture
def jobs(tmp_path: Path) -> Path:
    ids = [one["id"] for one in WSJF]
    rows: dict[str, Any] = {
        "a": dict(zip(ids, (100, 50, 20, 10), strict=True)),
        "b": dict(zip(ids, (80, 30, 10, 5), strict=True)),
        "c": dict(zip(ids, (80, 30, 10, 0), strict=True)),
        "d": {"job-size": 3},
    }
    return office_of(tmp_path, rows, WSJF, method="wsjf")


def test_wsjf_as_text(jobs: Path) -> None:
    assert (
        written(jobs)
        == """\
2 projects ranked by WSJF
Test office · As of 1 November 2026

Ranking
Rank  Project  Title      Score                 A  B  C     D
   1  b        Project b     24  ████████████  16  6  2   ÷ 5
   2  a        Project a     17  ████████▌     10  5  2  ÷ 10

Not scored, so without a rank
Rank  Project  Title
      c        Project c
      d        Project d

What each criterion adds, and what divides them
A  Business-value
B  Time-criticality
C  Risk-reduction
D  Job-size

Missing scores are not zero; without them there is no score
- d: Business-value, Time-criticality, Risk-reduction (no score in the charter)

Why there is no score
- c: the job size must be above 0
"""
    )


def test_wsjf_as_data(jobs: Path) -> None:
    data = json.loads(written(jobs, "--format", "json"))["data"]
    assert data["criteria"][0] == {
        "id": "business-value",
        "title": "Business-value",
        "weight": None,
        "share": None,
    }
    assert [(one["project"], one["rank"], one["score"], one["parts"]) for one in data["ranking"]] == [
        ("b", 1, 24, {"business-value": 16, "time-criticality": 6, "risk-reduction": 2}),
        ("a", 2, 17, {"business-value": 10, "time-criticality": 5, "risk-reduction": 2}),
        ("c", None, None, {}),
        ("d", None, None, {}),
    ]
    assert data["ranking"][2]["reasons"] == {"score": "the job size must be above 0"}
    assert data["ranking"][3]["missing"] == ["business-value", "time-criticality", "risk-reduction"]
    assert written(jobs, "--format", "csv").splitlines()[1] == "1,b,Project b,proposed,false,24,,,16,6,2,5,"
    markdown = written(jobs, "--format", "markdown")
    assert "| 1 | Project b | Proposed | 24 | 16 | 6 | 2 | ÷ 5 |" in markdown
    assert "\n- Project c (Proposed): the job size must be above 0\n- Project d (Proposed)\n" in markdown
    assert "## Criteria" not in markdown


def test_rice_shows_its_factors(tmp_path: Path) -> None:
    ids = [one["id"] for one in RICE]
    rows = {"a": dict(zip(ids, (2000, 1, Decimal("0.8"), 4), strict=True))}
    folder = office_of(tmp_path, rows, RICE, method="rice")
    assert "The factors of the score, and what divides them" in written(folder)
    placing = json.loads(written(folder, "--format", "json"))["data"]["ranking"][0]
    assert (placing["score"], placing["parts"]) == (
        400,
        {"reach": 2000, "impact": 1, "confidence": 0.8, "effort": 0.25},
    )
    assert "| 1 | Project a | Proposed | 400 | 2,000 | 1 | 0.8 | ÷ 4 |" in written(
        folder, "--format", "markdown"
    )


def test_ahp_says_how_well_the_comparisons_agree(tmp_path: Path) -> None:
    criteria = plain("x", "y", "z")
    comparisons = [["x", "y", 2], ["y", "z", 2], ["z", "x", 4]]
    folder = office_of(
        tmp_path, {"a": {"x": 5, "y": 1, "z": 3}}, criteria, method="ahp", comparisons=comparisons
    )
    found = json.loads(written(folder, "--format", "json"))["data"]["consistency"]
    assert found["ratio"] == pytest.approx(found["index"] / 0.58)
    assert (found["acceptable"], found["random_index"]) == (False, 0.58)
    assert (found["worst"]["first"], found["worst"]["second"], found["worst"]["ratio"]) == ("x", "y", 2)
    text = " ".join(written(folder).split())
    assert "How well the comparisons agree Consistency ratio 0.79" in text
    assert "Furthest off: X over Y is judged 2, the weights make it 0.794" in text
    assert "## How well the comparisons agree" in written(folder, "--format", "markdown")


def test_topsis_of_one_project_says_why_it_has_no_score(tmp_path: Path) -> None:
    folder = office_of(tmp_path, {"a": {"x": 5, "y": 1}}, XY, method="topsis")
    placing = json.loads(written(folder, "--format", "json"))["data"]["ranking"][0]
    assert (placing["score"], placing["rank"]) == (None, None)
    assert placing["reasons"]["score"].startswith("no other project differs from it")
    assert "- a: no other project differs from it" in written(folder)


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    rows = {"a": {"x": 5, "y": 1}, "b": {"x": 2, "y": 3}}
    return office_of(tmp_path, rows, [{**XY[0], "weight": 3}, XY[1]])


def test_sensitivity_as_text_and_data(pair: Path) -> None:
    text = written(pair, "--sensitivity", "--top", "1", "--draws", "1000")
    assert "\nHow sure the order is\nRank  Project  Among the first 1\n" in text
    assert (
        "1,000 sets of weights from a Dirichlet distribution around the office's (concentration 2), seed 1"
        in text
    )
    assert "- a before b: until X weighs 0.667 instead of 3 (40% of all instead of 75%)" in text
    found = json.loads(written(pair, "--sensitivity", "--format", "json"))["data"]["sensitivity"]
    assert {key: found[key] for key in ("draws", "seed", "top", "concentration")} == {
        "draws": 10_000,
        "seed": 1,
        "top": 2,
        "concentration": 2.0,
    }
    assert found["projects"] == [
        {"project": "a", "rank": 1, "top_share": 1.0},
        {"project": "b", "rank": 2, "top_share": 1.0},
    ]
    assert [turn["criterion"] for turn in found["swings"][0]["turns"]] == ["x", "y"]
    assert found["swings"][0]["turns"][0]["to_share"] == pytest.approx(0.4)
    header, first, _ = written(pair, "--sensitivity", "--format", "csv").splitlines()
    assert (header.rpartition(",")[2], first.rpartition(",")[2]) == ("top_share", "1")
    assert json.loads(written(pair, "--format", "json"))["data"]["sensitivity"] is None


def test_the_first_are_as_many_as_the_office_takes(tmp_path: Path) -> None:
    rows = {"a": {"x": 5, "y": 1}, "b": {"x": 2, "y": 3}}
    folder = office_of(tmp_path, rows, XY, constraints={"max_projects": 1})
    assert "Among the first 1" in written(folder, "--sensitivity")


def test_methods_without_weights_have_no_sensitivity(jobs: Path) -> None:
    outcome = run(jobs, "--sensitivity")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("pmo: --sensitivity varies the weights of criteria, and WSJF has none\n")


def test_without_numpy(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    outcome = run(pair, "--sensitivity")
    assert (outcome.code, outcome.out) == (2, "")
    assert "pip install 'pmo-toolkit[simulation]'" in outcome.err
    report = written(pair, command="report prioritisation")
    assert "No weights were drawn: that needs the extra `simulation` of pmo." in report
    assert "| Project a | Project b | X | 3 (75%) | 0.667 (40%) |" in report


def test_the_report(pair: Path) -> None:
    report = written(pair, command="report prioritisation")
    assert report.startswith("# Prioritisation: Test office\n")
    for title in ("Ranking", "Criteria", "How sure the order is", "What the business cases are worth"):
        assert f"\n## {title}\n" in report
    assert "- Project a: there are no cash flows" in report
    content = json.loads(written(pair, "--format", "json", command="report prioritisation"))
    assert [one["project"] for one in content["data"]["worth"]] == ["a", "b"]


def test_the_report_by_a_method_without_weights(jobs: Path) -> None:
    report = written(jobs, command="report prioritisation")
    assert "How sure the order is" not in report
    assert run(jobs, "a", command="report prioritisation").code == 2


def test_in_indonesian(pair: Path) -> None:
    report = written(pair, "--lang", "id", command="report prioritisation")
    for words in ("How sure", "What the", "Among the first", "weights"):
        assert words not in report
