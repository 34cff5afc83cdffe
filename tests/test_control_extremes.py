"""Health and earned value on figures and days at the edges of what files can hold: never a crash, NaN or infinity."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from tests.commands import pmo
from tests.portfolios import charter, write

MOST = "9" * 29
LEAST = "0." + "0" * 25 + "1"

FILES: dict[str, Any] = {
    "projects/crm/charter.yaml": charter(state="active"),
    "projects/crm/budget.yaml": f"""
        approved: {MOST}
        plan:
          - {{period: 0001-01, planned: {MOST}}}
          - {{period: 2026-01, planned: {LEAST}}}
        actuals:
          - {{period: 2026-01, cost: {LEAST}}}
          - {{period: 9999-12, cost: -{MOST}}}
        forecast:
          - {{period: FY9999, cost: {MOST}}}
        earned_by: percent-complete
        """,
    "projects/crm/status/2026-01-31.yaml": f"""
        date: 2026-01-31
        author: budi
        headline: Going
        overall: green
        percent_complete: {LEAST}
        """,
    "projects/crm/plan.yaml": f"""
        start: 0001-01-01
        finish: 9999-12-31
        milestones:
          - {{id: a, title: A, baseline: 0001-01-01, forecast: 9999-12-31, critical: true, weight: 0}}
          - {{id: b, title: B, baseline: 9999-12-31, actual: 0001-01-01, weight: {LEAST}}}
        """,
    "projects/crm/allocations.yaml": f"""
        allocations:
          - {{person: ana, load: {MOST}, from: 0001-01-01, to: 9999-12-31}}
          - {{role: lead, load: {MOST}, from: 0001-01-01, to: 9999-12-31}}
        """,
    "projects/crm/benefits.yaml": f"""
        benefits:
          - id: a
            title: A
            owner: ana
            target: -{MOST}
            due: 0001-01-01
            baseline: {MOST}
            measurements: [{{date: 0001-01-01, value: -{LEAST}}}]
          - id: b
            title: B
            owner: ana
            target: 1
            profile: [{{period: 0001-12, planned: -5}}, {{period: 9999, planned: 5}}]
            measurements: [{{date: 0001-01-01, value: {MOST}}}]
        """,
    "projects/erp/budget.yaml": """
        approved: 1
        plan: [{period: FY9999-Q4, planned: 1}]
        actuals: [{period: FY9999, cost: 1}]
        earned_by: sprints
        """,
    "projects/erp/plan.yaml": f"""
        sprints:
          - {{id: s, start: 9999-12-31, finish: 0001-01-01, scope: {LEAST}, done: {MOST}}}
        """,
    "projects/web/budget.yaml": f"""
        approved: {LEAST}
        plan: [{{period: 0001-01, planned: 1}}, {{period: 9999-12, planned: 0}}]
        actuals: [{{period: 0001-01, cost: {LEAST}}}]
        earned_by: milestones
        """,
    "projects/web/plan.yaml": "milestones: [{id: a, title: A, actual: 0001-01-01, weight: 5}]\n",
}


@pytest.mark.parametrize("as_of", ["0001-01-01", "0001-01-31", "2026-01-31", "9999-12-31"])
@pytest.mark.parametrize("command", ["health", "evm"])
def test_extremes(tmp_path: Path, command: str, as_of: str) -> None:
    root = write(tmp_path, FILES)
    for form in ("text", "markdown", "csv", "json"):
        outcome = pmo(command, "-C", root, "--as-of", as_of, "--format", form)
        assert (outcome.code, outcome.err) == (0, "")
        if form == "json":
            _assert_finite(json.loads(outcome.out, parse_constant=pytest.fail))


def _assert_finite(value: Any) -> None:
    match value:
        case dict():
            for one in value.values():
                _assert_finite(one)
        case list():
            for one in value:
                _assert_finite(one)
        case float():
            assert math.isfinite(value)
