"""Fingerprints change with what was approved, and with nothing else."""

import hashlib
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmo.model.fingerprints import canonical, record_fingerprint
from tests.portfolios import charter, portfolio

RISK = {"id": "late", "title": "Späte Lieferung", "owner": "ana", "status": "identified"}


def of_charter(tmp_path: Path, name: str, **changes: Any) -> str:
    found = (
        portfolio(tmp_path / name, {"projects/crm/charter.yaml": charter(**changes)}).projects["crm"].charter
    )
    assert found is not None
    return record_fingerprint(found)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "active", "phase": "delivery", "tags": ["a"], "note": "n", "scores": {"value": 3}},
        {"approvals": [{"by": "ana", "date": "2026-10-01"}]},
        {"objectives": [{"objective": "grow", "note": "n"}], "kpis": [], "custom": {}},
        {"scope": {}},
    ],
)
def test_what_moves_by_itself_does_not_count(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert of_charter(tmp_path, "one", **changes) == of_charter(tmp_path, "other")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Other"},
        {"objectives": [{"objective": "grow", "contribution": 3}]},
        {"custom": {"note": "n"}},
        {"scope": {"in": "Billing"}},
        {"business_case": {"cash_flows": [{"period": "2026", "cost": 1}]}},
    ],
)
def test_what_was_approved_counts(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert of_charter(tmp_path, "one", **changes) != of_charter(tmp_path, "other")


def of_risk(tmp_path: Path, name: str, **changes: Any) -> str:
    files = {"risks.yaml": {"risks": [RISK | changes]}}
    (risk,) = portfolio(tmp_path / name, files).office_holder.risks
    return record_fingerprint(risk)


def test_numbers_count_by_their_value(tmp_path: Path) -> None:
    one = of_risk(
        tmp_path, "one", cost=100, days={"min": 3, "likely": 3, "max": 3}, likelihood=Decimal("0.5")
    )
    assert one == of_risk(tmp_path, "two", cost=Decimal("100.00"), days=3, likelihood=Decimal("0.50"))
    assert one != of_risk(tmp_path, "three", cost=Decimal("100.01"), days=3, likelihood=Decimal("0.5"))
    assert one != of_risk(
        tmp_path, "four", cost=100, days={"min": 2, "likely": 3, "max": 3}, likelihood=Decimal("0.5")
    )
    assert re.fullmatch("[0-9a-f]{64}", one)


def test_measures_and_periods(tmp_path: Path) -> None:
    benefit = {
        "id": "b",
        "title": "B",
        "owner": "ana",
        "target": "Happier",
        "profile": [{"period": "2026-11", "planned": -0.5}],
    }
    files = {"projects/crm/benefits.yaml": {"benefits": [benefit]}}
    (found,) = portfolio(tmp_path, files).projects["crm"].benefits
    content = '{"id":"b","owner":"ana","profile":[{"period":"2026-11","planned":-0.5}],"target":"Happier","title":"B"}'
    assert record_fingerprint(found) == hashlib.sha256(content.encode()).hexdigest()


def test_canonical_json_is_sorted_and_exact() -> None:
    data = {"b": Decimal("1.10"), "a": ["ä", None, True, 10**30]}
    assert canonical(data).decode() == '{"a":["ä",null,true,1000000000000000000000000000000],"b":1.10}'
