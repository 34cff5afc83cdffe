"""The YAML test suite, each input in place of a charter: findings or success, nothing else."""

import datetime
import json
import time
from pathlib import Path

import pytest

from pmo.loading import load
from pmo.rules.engine import check
from pmo.trees import WorkingTree
from tests.portfolios import write

SUITE = Path(__file__).parent.parent.parent / "shared" / "data" / "yaml-test-suite.json"
pytestmark = pytest.mark.skipif(
    not SUITE.is_file(), reason="the YAML test suite is not beside the repository"
)


def test_every_input_gives_findings_or_success(tmp_path):
    folder = write(tmp_path, {})
    charter = folder / "projects" / "crm" / "charter.yaml"
    cases = json.loads(SUITE.read_text("utf-8"))
    assert len(cases) == 406
    accepted = []
    for case in cases:
        charter.write_bytes(case["yaml"].encode("utf-8", "surrogatepass"))
        before = time.perf_counter()
        found = check(load(WorkingTree(folder)), datetime.date(2026, 11, 1))
        assert time.perf_counter() - before < 2, case["id"]
        unreadable = [
            one for one in found if one.code.startswith(("PMO1", "PMO2")) and one.severity == "error"
        ]
        lines = case["yaml"].count("\n") + 2
        assert all(1 <= one.where.line <= lines and one.where.column >= 1 for one in unreadable), case["id"]
        if not unreadable:
            accepted.append(case["id"])
    refused = {case["id"] for case in cases if case["fail"]}
    assert not refused & set(accepted)
