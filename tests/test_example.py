"""The example portfolio: its story, and the findings that its README promises."""

import json
import re
from pathlib import Path

from pmo.loading import load
from pmo.model.kinds import KINDS
from pmo.trees import WorkingTree
from tests.commands import pmo

AS_OF = ("--as-of", "2026-11-01")
ROW = re.compile(r"^\| (PMO[0-9]{3}) \| `([^`]+)` \|", re.MULTILINE)


def test_findings_are_those_of_the_readme(example: Path) -> None:
    promised = ROW.findall((example / "README.md").read_text("utf-8"))
    outcome = pmo("validate", "-C", example, *AS_OF, "--format", "json")
    found = json.loads(outcome.out)["data"]
    assert outcome.code == 0
    assert found["summary"]["error"] == 0
    assert sorted(promised) == sorted((one["code"], one["path"]) for one in found["findings"])


def test_every_kind_of_document_state_and_category_is_there(example: Path) -> None:
    portfolio = load(WorkingTree(example)).portfolio
    assert {document.kind for document in portfolio.documents} == set(KINDS)
    charters = [project.charter for project in portfolio.projects.values() if project.charter]
    assert len(charters) >= 14
    assert {charter.state for charter in charters} == {
        "proposed", "approved", "active", "on-hold", "completed", "cancelled",
    }  # fmt: skip
    assert {charter.method for charter in charters} >= {
        "waterfall", "agile", "hybrid", "prince2", "pm2", "stage-gate", "asset-works",
    }  # fmt: skip
    assert len(portfolio.programmes) == 3
    assert len(portfolio.people) >= 25


def test_every_file_names_its_schema(example: Path) -> None:
    for path in example.rglob("*.yaml"):
        first = path.read_text("utf-8").splitlines()[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match, path
        assert (path.parent / match[1]).resolve().is_file(), path
