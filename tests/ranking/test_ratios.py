"""WSJF and RICE: published answers, what they need, what has no score."""

from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from pmo.errors import PmoError
from tests.oracles import oracle
from tests.ranking.cases import by_project, order, plain, ranked, scored, scores_of, written

WSJF = plain("business-value", "time-criticality", "risk-reduction", "job-size")
RICE = plain("reach", "impact", "confidence", "effort")


def jobs(**rows: tuple[Any, Any, Any, Any]) -> dict[str, Any]:
    ids = [one["id"] for one in WSJF]
    return scored({name: dict(zip(ids, row, strict=True)) for name, row in rows.items()})


def features(**rows: tuple[Any, Any, Any, Any]) -> dict[str, Any]:
    ids = [one["id"] for one in RICE]
    return scored({name: dict(zip(ids, row, strict=True)) for name, row in rows.items()})


def test_wsjf_by_the_formula_of_safe(tmp_path: Path) -> None:
    example = oracle("wsjf-beginpm")
    rows = {
        name.lower(): tuple(example.inputs[name][key] for key in ("ubv", "tc", "rroe", "size"))
        for name in "AB"
    }
    result = ranked(tmp_path, jobs(**rows), WSJF, method="wsjf")
    found = scores_of(result)
    assert [found["a"], found["b"]] == [example.expect("A"), example.expect("B")]
    assert result.placings[0].project == example.expected["first"].lower()
    assert result.placings[1].parts == {"business-value": 10, "time-criticality": 5, "risk-reduction": 2}
    assert [one.id for one in result.criteria] == [one["id"] for one in WSJF]


def test_the_order_of_wsjf_costs_the_least_delay_of_reinertsen(tmp_path: Path) -> None:
    example = oracle("wsjf-reinertsen")
    work = example.inputs["jobs"]
    rows = {f"j{place}": (cost, 0, 0, duration) for place, (duration, cost) in enumerate(work)}
    result = ranked(tmp_path, jobs(**rows), WSJF, method="wsjf")
    best = [int(one.project[1:]) for one in result.placings]
    assert best == example.expected["best"]

    def delay(places: Any, *, finish: bool) -> int:
        total = now = 0
        for place in places:
            duration, cost = work[place]
            total += cost * (now + (duration if finish else 0))
            now += duration
        return total

    costs = {places: delay(places, finish=False) for places in permutations(range(3))}
    assert costs[tuple(best)] == min(costs.values()) == example.expect("wait_best")
    assert max(costs.values()) == example.expect("wait_worst")
    assert delay(best, finish=True) == example.expect("finish_best")
    assert delay(best[::-1], finish=True) == example.expect("finish_worst")


def test_rice_of_intercom(tmp_path: Path) -> None:
    example = oracle("rice-intercom")
    rows = {
        name.lower(): tuple(written(value) for value in figures.values())
        for name, figures in example.inputs.items()
    }
    result = ranked(tmp_path, features(**rows), RICE, method="rice")
    found = scores_of(result)
    assert [found[name.lower()] for name in example.inputs] == [
        example.expect(name) for name in example.inputs
    ]
    assert ">".join(one.project.upper() for one in result.placings) == example.expected["order"]
    assert by_project(result)["p2"].parts == {
        "reach": 2000,
        "impact": 1,
        "confidence": Fraction(4, 5),
        "effort": Fraction(1, 4),
    }


@pytest.mark.parametrize("size", [0, -2])
def test_without_a_size_or_an_effort_there_is_no_score(tmp_path: Path, size: int) -> None:
    result = ranked(tmp_path / "a", jobs(a=(5, 5, 5, size), b=(1, 1, 1, 1)), WSJF, method="wsjf")
    assert order(result) == [(1, "b"), (None, "a")]
    assert str(by_project(result)["a"].reason) == "the job size must be above 0"
    result = ranked(tmp_path / "b", features(a=(5, 5, 1, size), b=(1, 1, 1, 1)), RICE, method="rice")
    assert order(result) == [(1, "b"), (None, "a")]
    assert str(by_project(result)["a"].reason) == "the effort must be above 0"


def test_rice_without_a_factor_has_no_score(tmp_path: Path) -> None:
    projects = features(a=(5, 5, 1, 1))
    del projects["a"]["scores"]["confidence"]
    (found,) = ranked(tmp_path, projects, RICE, method="rice").placings
    assert (found.score, found.reason, list(found.missing)) == (None, None, ["confidence"])


def test_factors_of_rice_are_not_below_zero(tmp_path: Path) -> None:
    result = ranked(tmp_path, features(a=(-5, -5, 1, 1)), RICE, method="rice")
    assert str(result.placings[0].reason) == "reach, impact and confidence must not be below 0"


@pytest.mark.parametrize("left_out", range(4))
def test_a_missing_score_is_not_zero(tmp_path: Path, left_out: int) -> None:
    projects = jobs(a=(5, 5, 5, 1), b=(1, 1, 1, 1))
    missing = WSJF[left_out]["id"]
    del projects["a"]["scores"][missing]
    result = ranked(tmp_path, projects, WSJF, method="wsjf")
    found = by_project(result)["a"]
    assert (found.rank, found.score, found.low, found.high, found.parts) == (None, None, None, None, {})
    assert {key: str(reason) for key, reason in found.missing.items()} == {missing: "no score in the charter"}
    assert found.reason is None


def test_other_criteria_and_weights_do_not_count_and_ids_in_any_case(tmp_path: Path) -> None:
    criteria = [
        {"id": "Business-Value", "title": "Value", "weight": 0},
        {"id": "fit", "title": "Fit", "weight": 100},
        *WSJF[1:],
    ]
    projects = jobs(a=(3, 0, 0, 2))
    projects["a"]["scores"]["fit"] = 5
    result = ranked(tmp_path, projects, criteria, method="wsjf")
    assert scores_of(result) == {"a": 1.5}
    assert result.criteria[0].id == "business-value"


def test_equal_scores_are_tied(tmp_path: Path) -> None:
    result = ranked(tmp_path, jobs(b=(1, 1, 1, 1), a=(2, 2, 2, 2), c=(9, 0, 0, 1)), WSJF, method="wsjf")
    assert [(one.rank, one.project, one.tied) for one in result.placings] == [
        (1, "c", False),
        (2, "a", True),
        (3, "b", True),
    ]


def test_values_may_come_from_facts_and_be_below_zero(tmp_path: Path) -> None:
    criteria = [{**WSJF[0], "value": "npv / 1000"}, *WSJF[1:]]
    case = {
        "discount_rate": 0,
        "cash_flows": [{"period": 2026, "cost": 5000}, {"period": 2027, "benefit": 1000}],
    }
    projects = jobs(a=(99, 1, 1, 2))
    projects["a"]["business_case"] = case
    result = ranked(tmp_path, projects, criteria, method="wsjf")
    assert scores_of(result) == {"a": -1}


@pytest.mark.parametrize(
    ("method", "name", "needed"),
    [
        ("wsjf", "WSJF", "business-value, time-criticality, risk-reduction, job-size"),
        ("rice", "RICE", "reach, impact, confidence, effort"),
    ],
)
def test_a_method_says_which_criteria_it_needs(tmp_path: Path, method: str, name: str, needed: str) -> None:
    with pytest.raises(PmoError) as caught:
        ranked(
            tmp_path,
            {"a": {}},
            [*plain("fit"), (WSJF + RICE[::-1])[3 if method == "wsjf" else 4]],
            method=method,
        )
    last = needed.rpartition(", ")[2]
    assert caught.value.reason == (
        f"{name} needs the criteria {needed}; there is no {needed.rpartition(', ')[0]}"
    )
    assert "{id: " in caught.value.advice
    assert last not in caught.value.advice
