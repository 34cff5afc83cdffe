"""Weights by pairwise comparison: published answers, consistency, what is wrong with comparisons."""

import math
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.ranking.consistency import (
    RANDOM_INDEX,
    Consistency,
    consistency,
    matrix_of,
    max_eigenvalue,
    weights,
)
from pmo.errors import PmoError
from tests.oracles import oracle
from tests.ranking.cases import by_project, plain, ranked, scored, written

IDS = [f"c{n}" for n in range(1, 16)]


def comparisons_of(ids: list[str], matrix: list[list[float]]) -> list[list[Any]]:
    """The comparisons that a matrix holds, whole numbers the way that reads best."""
    return [
        [a, b, written(matrix[i][j])] if matrix[i][j] >= 1 else [b, a, written(matrix[j][i])]
        for (i, a), (j, b) in combinations(enumerate(ids), 2)
    ]


def test_the_drinks_of_saaty(tmp_path: Path) -> None:
    example = oracle("ahp-saaty-drinks")
    drinks, matrix = example.inputs["order"], example.inputs["matrix"]
    assert weights(matrix) == example.expect("weights")
    # The same from the files of a portfolio
    result = ranked(
        tmp_path,
        scored({"a": dict.fromkeys(drinks, 5)}),
        plain(*drinks),
        method="ahp",
        comparisons=comparisons_of(drinks, matrix),
    )
    assert [float(one.weight) for one in result.criteria] == example.expect("weights")
    assert result.consistency is not None
    assert result.consistency.ratio == example.expect("cr")
    assert result.consistency.acceptable


def test_choosing_a_city_by_saaty(tmp_path: Path) -> None:
    """Cities are rated by the eigenvectors of their own comparisons, criteria weigh by theirs."""
    example = oracle("ahp-cities")
    cities, criteria = example.inputs["alternatives"], example.inputs["criteria"]

    def pairs(written: dict[str, float]) -> dict[tuple[str, str], float]:
        return {tuple(pair.split(" / ")): ratio for pair, ratio in written.items()}  # type: ignore[misc]

    ratings = [weights(matrix_of(cities, pairs(one))) for one in example.inputs["alternative_pairs"]]
    projects = {
        city.lower().replace(" ", "-"): {
            criterion: Decimal(str(rating[place]))
            for criterion, rating in zip(criteria, ratings, strict=True)
        }
        for place, city in enumerate(cities)
    }
    result = ranked(
        tmp_path,
        scored(projects),
        [{"id": one, "title": one, "scale": {"min": 0, "max": 1}} for one in criteria],
        method="ahp",
        comparisons=[
            [a, b, written(ratio)] for (a, b), ratio in pairs(example.inputs["criteria_pairs"]).items()
        ],
    )
    found = {city: float(by_project(result)[city.lower().replace(" ", "-")].score or 0) for city in cities}
    assert found == {city: example.expect(city) for city in cities}
    assert [one.project for one in result.placings] == ["pittsburgh", "boston", "bethesda", "santa-fe"]


def test_two_criteria_are_always_consistent(tmp_path: Path) -> None:
    example = oracle("ahp-n2")
    assert weights(example.inputs["matrix"]) == example.expect("weights")
    result = ranked(
        tmp_path, scored({"a": {"x": 5, "y": 1}}), plain("x", "y"), method="ahp", comparisons=[["x", "y", 5]]
    )
    assert [float(one.share) for one in result.criteria] == example.expect("weights")
    assert result.consistency == Consistency(0.0, 2.0, 0.0, 0.0, None)
    assert result.consistency.ratio == example.expect("cr")
    assert float(result.placings[0].score or 0) == pytest.approx(5 / 6, abs=1e-12)


def test_one_criterion_needs_no_comparison(tmp_path: Path) -> None:
    result = ranked(tmp_path, scored({"a": {"x": 5}}), plain("x"), method="ahp")
    assert result.consistency == Consistency(0.0, 1.0, 0.0, 0.0, None)
    assert result.placings[0].score == 1


@pytest.mark.parametrize("size", range(2, 16))
def test_judgements_that_agree_give_back_their_weights(size: int) -> None:
    true = [1 / (n + 1) for n in range(size)]
    matrix = [[a / b for b in true] for a in true]
    assert weights(matrix) == pytest.approx([one / sum(true) for one in true], rel=1e-12)
    found = consistency(IDS[:size], matrix)
    assert (found.ratio, found.index, found.worst) == (0, 0, None)
    assert found.max_eigenvalue == pytest.approx(size)
    assert found.random_index == (0 if size == 2 else RANDOM_INDEX[size])


def test_the_worst_judgement_is_named_with_what_it_would_have_to_be() -> None:
    # a = 2b, b = 2c, but c is judged 2 times a: by hand, lambda max of this circle is 1 + 2 * 2 + 1/4.
    ratios = {("a", "b"): 2.0, ("b", "c"): 2.0, ("c", "a"): 4.0}
    found = consistency(["a", "b", "c"], matrix_of(["a", "b", "c"], ratios))
    # For three criteria lambda max is 1 + t + 1/t with t the cube root of ab * bc * ca.
    root = (2 * 2 * 4) ** (1 / 3)
    assert found.max_eigenvalue == pytest.approx(1 + root + 1 / root)
    assert found.index == pytest.approx((found.max_eigenvalue - 3) / 2)
    assert found.ratio == pytest.approx(found.index / 0.58)
    assert not found.acceptable
    assert found.worst is not None
    assert (found.worst.first, found.worst.second, found.worst.ratio) == ("a", "b", 2)
    assert found.worst.corrected < found.ratio


def test_the_worst_judgement_of_four() -> None:
    """Three criteria agree that d counts little; one judgement is turned round."""
    true = {"a": 8.0, "b": 4.0, "c": 2.0, "d": 1.0}
    ratios = {(x, y): true[x] / true[y] for x, y in combinations(true, 2)} | {("a", "d"): 1 / 8}
    found = consistency(list(true), matrix_of(list(true), ratios))
    assert found.worst is not None
    assert (found.worst.first, found.worst.second, found.worst.ratio) == ("d", "a", 8)
    assert found.worst.corrected < found.ratio / 3


judgements = st.lists(
    st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1 / 2, 1.0, 2.0, 3.0, 5.0, 9.0]), min_size=105, max_size=105
)


@given(st.integers(2, 15), judgements)
def test_any_judgements_give_weights_that_are_an_eigenvector(size: int, given_: list[float]) -> None:
    ids = IDS[:size]
    ratios = dict(zip(combinations(ids, 2), given_, strict=False))
    matrix = matrix_of(ids, ratios)
    vector = weights(matrix)
    eigenvalue = max_eigenvalue(matrix, vector)
    assert math.fsum(vector) == pytest.approx(1)
    assert all(weight > 0 for weight in vector)
    assert eigenvalue >= size - 1e-9
    for row, weight in zip(matrix, vector, strict=True):
        assert sum(a * w for a, w in zip(row, vector, strict=True)) == pytest.approx(eigenvalue * weight)


def test_wild_ratios_still_give_numbers() -> None:
    ids = IDS[:5]
    wild = {pair: 1e9 if n % 2 else 1e-9 for n, pair in enumerate(combinations(ids, 2))}
    found = consistency(ids, matrix_of(ids, wild))
    assert math.isfinite(found.ratio)
    assert found.ratio > 1
    assert found.worst is not None
    assert found.worst.corrected < found.ratio


# What is wrong with comparisons


def refusal(tmp_path: Path, comparisons: list[Any], *ids: str) -> tuple[str, str]:
    with pytest.raises(PmoError) as caught:
        ranked(tmp_path, {"a": {}}, plain(*(ids or ("x", "y", "z"))), method="ahp", comparisons=comparisons)
    return caught.value.reason, caught.value.advice


def test_pairs_that_nobody_compared_are_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a", [["x", "y", 2]]) == (
        "the criteria cannot be weighed by AHP: 2 of 3 pairs of criteria are not compared: x / z, y / z",
        "add them to prioritisation.comparisons in pmo.yaml: [x, z, 2] says that x is twice as important as z",
    )
    reason, _ = refusal(tmp_path / "b", [], *IDS[:6])
    assert reason.endswith(
        "15 of 15 pairs of criteria are not compared: "
        "c1 / c2, c1 / c3, c1 / c4, c1 / c5, c1 / c6, c2 / c3, ..."
    )


def test_comparisons_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    reason, advice = refusal(tmp_path, [["x", "y", 2], ["y", "x", 2], ["x", "z", 1], ["y", "z", 1]])
    assert reason.endswith("y and x are compared twice, as 2 and as 0.5")
    assert advice == "keep one of the two, in prioritisation.comparisons of pmo.yaml"


@pytest.mark.parametrize("ratio", [0, 10**10])
def test_a_ratio_that_is_none_is_refused(tmp_path: Path, ratio: Any) -> None:
    reason, advice = refusal(tmp_path, [["x", "y", ratio]])
    assert "is not how many times as important one can be" in reason
    assert advice.startswith("give a ratio from 1/9 to 9")


def test_a_criterion_compared_with_itself(tmp_path: Path) -> None:
    reason, _ = refusal(tmp_path / "a", [["x", "X", 3]])
    assert reason.endswith("x is compared with itself")
    result = ranked(
        tmp_path / "b",
        scored({"a": {"x": 5}}),
        plain("x"),
        method="ahp",
        comparisons=[["x", "x", 1]],
    )
    assert result.placings[0].score == 1


def test_the_same_comparison_twice_is_one(tmp_path: Path) -> None:
    result = ranked(
        tmp_path,
        scored({"a": {"x": 5, "y": 1}}),
        plain("x", "y"),
        method="ahp",
        comparisons=[["x", "y", 4], ["Y", "X", Decimal("0.25")]],
    )
    assert [float(one.weight) for one in result.criteria] == pytest.approx([0.8, 0.2])


def test_more_than_fifteen_criteria_are_refused(tmp_path: Path) -> None:
    reason, _ = refusal(tmp_path, [], *(f"c{n}" for n in range(16)))
    assert reason == "AHP compares at most 15 criteria, there are 16"


def test_the_weights_of_the_file_do_not_count_and_missing_scores_are_left_out(tmp_path: Path) -> None:
    criteria = [{"id": "x", "title": "X", "weight": 0}, {"id": "y", "title": "Y", "weight": 9}]
    result = ranked(
        tmp_path,
        scored({"a": {"x": 5}, "b": {"x": 3, "y": 3}}),
        criteria,
        method="ahp",
        comparisons=[["x", "y", 3]],
    )
    first, second = result.placings
    assert (first.project, float(first.score or 0), list(first.missing)) == ("a", 1.0, ["y"])
    assert (float(first.low or 0), float(first.high or 0)) == (pytest.approx(0.75), pytest.approx(1))
    assert float(second.score or 0) == pytest.approx(0.5)
