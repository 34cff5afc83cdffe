"""The cell of a risk."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec
import pytest

from pmo.analysis.exposure import exposure
from pmo.analysis.risk_matrix import (
    COLOURS,
    band,
    current_cell,
    inherent_cell,
    is_open,
    residual_levels,
    score,
)
from pmo.model.office import RiskRules
from pmo.model.risks import Risk
from pmo.model.scalars import decode
from tests.oracles import oracle

RULES = RiskRules()


def risk(**changes: Any) -> Risk:
    usual = {"id": "r", "title": "R", "owner": "ana", "status": "assessed"}
    return msgspec.convert(usual | changes, Risk, dec_hook=decode)


def test_the_shipped_matrix_is_that_of_the_domain() -> None:
    rows = {5: "OORRR", 4: "YOORR", 3: "GYOOR", 2: "GGYOO", 1: "GGGYO"}
    for probability, row in rows.items():
        for impact in range(1, 6):
            assert inherent_cell(risk(probability=probability, impact=impact), RULES) == row[impact - 1]


def test_the_colour_is_a_cell_and_not_the_product() -> None:
    high_impact, middling = risk(probability=1, impact=4), risk(probability=2, impact=2)
    assert score(1, 4) == score(2, 2) == 4
    assert inherent_cell(high_impact, RULES) == "Y"
    assert inherent_cell(middling, RULES) == "G"


def test_opportunities_have_a_matrix_of_their_own() -> None:
    rules = msgspec.structs.replace(RULES, opportunity_matrix=("GGGGG",) * 5)
    assert inherent_cell(risk(type="opportunity", probability=5, impact=5), rules) == "G"
    assert inherent_cell(risk(probability=5, impact=5), rules) == "R"


def test_of_several_impacts_the_highest_counts() -> None:
    assert inherent_cell(risk(probability=5, impact={"cost": 1, "schedule": 3}), RULES) == "R"


@pytest.mark.parametrize("missing", [{}, {"probability": 3}, {"impact": 3}, {"probability": 3, "impact": {}}])
def test_without_both_levels_there_is_no_cell(missing: dict[str, Any]) -> None:
    assert inherent_cell(risk(**missing), RULES) is None
    assert current_cell(risk(**missing), RULES) is None
    assert score(missing.get("probability"), None) is None


def test_the_residual_counts_where_it_was_assessed() -> None:
    treated = risk(probability=5, impact=5, residual={"probability": 1})
    assert residual_levels(treated) == (1, 5)
    assert (inherent_cell(treated, RULES), current_cell(treated, RULES)) == ("R", "O")
    assert residual_levels(risk(probability=5, impact=5, residual={"impact": {"cost": 2}})) == (5, 2)
    assert residual_levels(risk(probability=5, impact=5)) == (5, 5)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", 1),
        ("0.1999", 1),
        ("0.20", 2),
        ("0.4", 3),
        ("0.6", 4),
        ("0.7999", 4),
        ("0.8", 5),
        ("1", 5),
        ("-1", 1),
    ],
)
def test_a_band_includes_its_lower_edge(value: str, expected: int) -> None:
    assert band(RULES.probability, Decimal(value)) == expected


def test_green_and_yellow_count_as_green() -> None:
    assert COLOURS == {"G": "green", "Y": "green", "O": "amber", "R": "red"}


@pytest.mark.parametrize(
    ("status", "expected"),
    [("identified", True), ("responding", True), ("occurred", False), ("closed", False)],
)
def test_what_may_still_happen_is_open(status: str, expected: bool) -> None:
    assert is_open(risk(status=status)) is expected


def test_a_probability_impact_matrix_in_decimals() -> None:
    """PMBOK Guide, Figure 11-10: products of decimals, rounded half up; binary fractions would break cells."""
    example = oracle("pi-matrix-pmbok")
    matrix = [
        [
            float(score(Decimal(chance), Decimal(impact)).quantize(Decimal("0.01"), ROUND_HALF_UP))
            for impact in example.inputs["impact"]
        ]
        for chance in example.inputs["probability"]
    ]
    assert matrix == example.expected["matrix"]


def test_expected_values_of_a_decision_tree() -> None:
    """PMBOK Guide, Figure 11-16: what comes in is an opportunity, what it takes is spent for certain."""
    example = oracle("emv-pmbok-tree")

    def worth(branch: str) -> float:
        given = example.inputs[branch]
        outcomes = [
            risk(type="opportunity", likelihood=Decimal(str(chance)), cost=Decimal(reward))
            for chance, reward in zip(given["p"], given["reward"], strict=True)
        ]
        found = exposure(outcomes)
        assert found is not None
        return float(-found) - given["cost"]

    found = {branch: worth(branch) for branch in ("build", "upgrade")}
    assert found == {branch: example.expect(branch) for branch in found}
    assert max(found, key=lambda branch: found[branch]) == example.expected["choice"]
