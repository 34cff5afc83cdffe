"""Family 8xx: how projects are ranked."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmo.rules.governance import GOVERNANCE_RULES
from tests.portfolios import charter, codes, only
from tests.rules.cases import Case, assert_case

CHARTER = "projects/crm/charter.yaml"
HEAD = """\
format: 1
office: {name: Test office, head: cara}
currency: EUR
prioritisation:
"""
THREE = """\
  criteria:
    - {id: value, title: Value}
    - {id: cost, title: Cost}
    - {id: risk, title: Risk}
"""
WSJF = "\n".join(
    ["  method: wsjf", "  criteria:"]
    + [
        f"    - {{id: {id_}, title: T}}"
        for id_ in ("business-value", "time-criticality", "risk-reduction", "job-size")
    ]
)
RICE = "\n".join(
    ["  method: rice", "  criteria:"]
    + [f"    - {{id: {id_}, title: T}}" for id_ in ("reach", "impact", "confidence", "effort")]
)


def ranked_by(text: str, **scores: Any) -> dict[str, Any]:
    given = {name.replace("_", "-"): score for name, score in scores.items()}
    return {"pmo.yaml": HEAD + text, CHARTER: charter(scores=given) if given else charter()}


def comparing(*comparisons: str, method: str = "ahp") -> dict[str, Any]:
    return ranked_by(
        f"  method: {method}\n{THREE}  comparisons:\n" + "".join(f"    - {one}\n" for one in comparisons)
    )


CASES = {
    "PMO861": Case(
        ranked_by("  method: wsjf\n  criteria:\n    - {id: business-value, title: Value}\n"),
        ranked_by(WSJF),
        "wsjf lacks the criteria time-criticality, risk-reduction, job-size",
        "pmo.yaml:5:11",
    ),
    "PMO862": Case(
        comparing("[value, cost, 3]", "[cost, value, 3]", "[value, risk, 3]", "[cost, risk, 1]"),
        comparing("[value, cost, 3]", "[value, risk, 3]", "[cost, risk, 1]"),
        "cost and value are compared twice, as 3 and as 0.3333",
        "pmo.yaml:12:7",
        ("pmo.yaml:11:7",),
    ),
    "PMO863": Case(
        comparing("[value, cost, 3]"),
        comparing("[value, cost, 3]", method="topsis"),
        "2 of 3 pairs of criteria are not compared: value / risk, cost / risk",
        "pmo.yaml:10:3",
    ),
    "PMO864": Case(
        comparing("[value, cost, 9]", "[cost, risk, 9]", "[value, risk, 1]", method="weighted"),
        comparing("[value, cost, 2]", "[cost, risk, 2]", "[value, risk, 4]", method="weighted"),
        "the consistency ratio of the comparisons is 2.21, above 0.10",
        "pmo.yaml:11:7",
    ),
    "PMO865": Case(
        ranked_by(WSJF, job_size=0),
        ranked_by(WSJF, job_size=Decimal("0.5")),
        "`job-size` is 0, and the score is divided by it",
        f"{CHARTER}:10:13",
    ),
    "PMO866": Case(
        ranked_by(RICE, confidence=80),
        ranked_by(RICE, confidence=1),
        "the confidence is 80, more than certain",
        f"{CHARTER}:10:15",
    ),
}


def test_every_rule_has_a_case() -> None:
    assert list(CASES) == [rule.code for rule in GOVERNANCE_RULES if rule.code.startswith("PMO86")]


@pytest.mark.parametrize("code", CASES)
def test_one_mistake_gives_one_finding(tmp_path: Path, code: str) -> None:
    assert_case(tmp_path, code, CASES[code])


def test_the_hint_names_what_the_worst_judgement_would_have_to_be(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO864", CASES["PMO864"].wrong)
    assert found.severity == "warning"
    assert str(found.hint) == ("think again about value over cost: judged 9, the weights make it 2.1")


def test_criteria_without_any_weight(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO861", ranked_by("  criteria:\n    - {id: x, title: X, weight: 0}\n"))
    assert str(found.message) == "no criterion has a weight above 0"


@pytest.mark.parametrize(
    "comparison", ["[value, cost, 0]", "[value, value, 2]", "[value, cost, 10000000000]"]
)
def test_a_comparison_that_says_nothing(tmp_path: Path, comparison: str) -> None:
    only(tmp_path, "PMO862", comparing(comparison, method="weighted"))


def test_more_criteria_than_the_table_of_random_indices_knows(tmp_path: Path) -> None:
    criteria = "".join(f"    - {{id: c{n}, title: C}}\n" for n in range(16))
    found = only(tmp_path, "PMO863", ranked_by(f"  method: ahp\n  criteria:\n{criteria}"))
    assert str(found.message) == "AHP compares at most 15 criteria, there are 16"


def test_methods_that_take_scores_as_they_are_have_a_scale_only_where_one_is_given(tmp_path: Path) -> None:
    topsis = "  method: topsis\n  criteria:\n    - {id: x, title: X%s}\n"
    assert "PMO851" not in codes(tmp_path / "a", ranked_by(topsis % "", x=900))
    assert "PMO851" in codes(tmp_path / "b", ranked_by(topsis % ", scale: {min: 0, max: 9}", x=900))
    assert "PMO851" in codes(tmp_path / "c", ranked_by("  criteria:\n    - {id: x, title: X}\n", x=900))
