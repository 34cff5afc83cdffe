"""Worked examples with published answers, from `../shared/data/oracles.yaml` beside the repository.

    def test_npv():
        example = oracle("npv-npf-1")
        assert float(found) == example.expect("npv")

Without that folder such a test is skipped, with the reason.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Data that is kept beside the repository."""


@dataclass(frozen=True)
class Oracle:
    """One worked example."""

    id: str
    source: str
    inputs: dict[str, Any]
    expected: dict[str, Any]
    tolerance: dict[str, float]

    def approx(self, value: Any) -> Any:
        """``value`` as what a result must equal within the example's tolerance."""
        return pytest.approx(value, rel=self.tolerance.get("rel", 0), abs=self.tolerance.get("abs", 0))

    def expect(self, name: str) -> Any:
        """The expected figure of this name, within tolerance."""
        return self.approx(self.expected[name])


def oracle(name: str) -> Oracle:
    """The example of this id; skips the test when the data is not there."""
    if not (SHARED / "data" / "oracles.yaml").is_file():
        pytest.skip(f"needs {SHARED}/data/oracles.yaml, which is not there")
    example = _examples()[name]
    return Oracle(name, example["source"], example["inputs"], example["expected"], example["tolerance"])


@cache
def _examples() -> dict[str, Any]:
    content = yaml.safe_load((SHARED / "data" / "oracles.yaml").read_bytes())
    return {example["id"]: example for example in content["oracles"]}
