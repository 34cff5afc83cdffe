"""TOPSIS: published answer, edges, dominance."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.ranking.criteria import weighed
from pmo.analysis.ranking.topsis import scores
from pmo.model.office import Criterion
from pmo.model.scalars import NonNegative
from tests.oracles import oracle
from tests.ranking.cases import by_project, order, plain, ranked, scored, scores_of, written


def test_the_fighter_aircraft_of_hwang_and_yoon(tmp_path: Path) -> None:
    example = oracle("topsis-fighter")
    criteria = [
        {
            "id": f"c{n}",
            "title": f"C{n}",
            "weight": Decimal(str(weight)),
            "direction": "max" if sign > 0 else "min",
        }
        for n, (weight, sign) in enumerate(
            zip(example.inputs["weights"], example.inputs["benefit"], strict=True)
        )
    ]
    rows = {
        f"a{n}": {f"c{m}": written(value) for m, value in enumerate(row)}
        for n, row in enumerate(example.inputs["matrix"])
    }
    result = ranked(tmp_path, scored(rows), criteria, method="topsis")
    found = by_project(result)
    assert [float(found[name].score or 0) for name in rows] == example.expect("closeness")
    assert [found[name].rank for name in rows] == example.expected["rank"]
    assert [sum(found[name].parts.values()) for name in rows] == [found[name].score for name in rows]


def test_raw_scores_count_outside_of_any_scale_and_below_zero(tmp_path: Path) -> None:
    # By hand: column x is -30, 10; norm sqrt(1000). The better one is the ideal, the other the worst.
    result = ranked(tmp_path, scored({"a": {"x": -30}, "b": {"x": 10}}), plain("x"), method="topsis")
    assert scores_of(result) == {"b": 1, "a": 0}
    assert [one.parts for one in result.placings] == [{"x": 1}, {"x": 0}]


def test_columns_that_are_equal_or_zero_say_nothing(tmp_path: Path) -> None:
    rows = {
        "a": {"x": 1, "same": 7, "zero": 0},
        "b": {"x": 3, "same": 7, "zero": 0},
        "c": {"x": 2, "same": 7, "zero": 0},
    }
    result = ranked(tmp_path, scored(rows), plain("x", "same", "zero"), method="topsis")
    assert scores_of(result) == {"b": 1, "c": 0.5, "a": 0}


NO_BEST = "no other project differs from it, so there is no best and no worst"


@pytest.mark.parametrize(
    "rows",
    [{"a": {"x": 3, "y": 4}}, {"a": {"x": 3, "y": 4}, "b": {"x": 3, "y": 4}}, {"a": {"x": 0, "y": 0}}],
    ids=["alone", "alike", "nothing"],
)
def test_without_a_difference_there_is_no_closeness(tmp_path: Path, rows: dict[str, Any]) -> None:
    result = ranked(tmp_path, scored(rows), plain("x", "y"), method="topsis")
    assert [(one.rank, one.score, str(one.reason)) for one in result.placings] == [
        (None, None, NO_BEST)
    ] * len(rows)


def test_a_project_that_lacks_a_score_is_not_compared(tmp_path: Path) -> None:
    rows = {"a": {"x": 1, "y": 5}, "b": {"x": 5, "y": 1}, "c": {"x": 100}}
    result = ranked(tmp_path, scored(rows), plain("x", "y"), method="topsis")
    assert order(result) == [(1, "a"), (2, "b"), (None, "c")]
    found = by_project(result)["c"]
    assert (found.score, found.low, found.high, list(found.missing)) == (None, None, None, ["y"])
    assert [one.tied for one in result.placings] == [True, True, False]


def test_a_score_that_weighs_nothing_may_be_missing_and_decides_between_equals(tmp_path: Path) -> None:
    criteria = [*plain("x"), {"id": "info", "title": "Info", "weight": 0, "direction": "min"}]
    rows = {"a": {"x": 5}, "b": {"x": 5, "info": 900}, "c": {"x": 5, "info": 30}, "d": {"x": 1, "info": 1}}
    result = ranked(tmp_path, scored(rows), criteria, method="topsis")
    assert order(result) == [(1, "c"), (2, "b"), (3, "a"), (4, "d")]


def test_mandatory_work_does_not_move_the_ideal(tmp_path: Path) -> None:
    rows = scored({"a": {"x": 1, "y": 5}, "b": {"x": 5, "y": 2}, "law": {"x": 900, "y": 900}})
    with_law = {**rows, "law": {**rows["law"], "selection": {"mandatory": True}}}
    del rows["law"]
    one = ranked(tmp_path / "one", rows, plain("x", "y"), method="topsis")
    other = ranked(tmp_path / "other", with_law, plain("x", "y"), method="topsis")
    assert one.ranked == other.ranked
    assert (other.mandatory[0].score, str(other.mandatory[0].reason)) == (
        None,
        "mandatory work is not compared with the rest",
    )


def test_a_score_beyond_all_measure_is_missing(tmp_path: Path) -> None:
    criteria = [{"id": "x", "title": "X", "value": "10 ** 40"}]
    result = ranked(tmp_path, {"a": {}}, criteria, method="topsis")
    assert "x" in result.placings[0].missing


# Properties

IDS = ("a", "b", "c", "d")
weights = st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(any)
directions = st.lists(st.sampled_from(["max", "min"]), min_size=4, max_size=4)
row = st.fixed_dictionaries({id_: st.integers(-5, 5).map(Decimal) for id_ in IDS})
tables = st.lists(row, min_size=1, max_size=6)


def criteria_of(weights: list[Any], directions: list[Any]) -> Any:
    return weighed(
        [
            Criterion(id=id_, title=id_, weight=NonNegative(str(weight)), direction=direction)
            for id_, weight, direction in zip(IDS, weights, directions, strict=True)
        ]
    )


@given(weights, directions, tables, st.integers(1, 1000))
def test_scaling_all_weights_changes_nothing(
    weights: list[int], directions: list[str], rows: list[Any], factor: int
) -> None:
    scaled = [Decimal(weight) * factor / 10 for weight in weights]
    assert scores(criteria_of(weights, directions), rows) == scores(criteria_of(scaled, directions), rows)


@given(weights, directions, tables)
def test_closeness_lies_between_0_and_1_and_is_the_sum_of_its_parts(
    weights: list[int], directions: list[str], rows: list[Any]
) -> None:
    for found in scores(criteria_of(weights, directions), rows):
        if found.value is not None:
            assert 0 <= found.value <= 1
            assert sum(found.parts.values()) == found.value


@given(weights, directions, tables, row, row)
def test_a_dominated_project_never_outranks_the_one_dominating_it(
    weights: list[int], directions: list[str], rows: list[Any], first: Any, second: Any
) -> None:
    criteria = criteria_of(weights, directions)
    pairs = {one.id: sorted((first[one.id], second[one.id]), key=one.gain) for one in criteria}
    poorer, better = ({id_: pair[place] for id_, pair in pairs.items()} for place in (0, 1))
    low, high, *_ = scores(criteria, [poorer, better, *rows])
    if low.value is None or high.value is None:
        return
    assert low.value <= high.value
    if any(one.weight and poorer[one.id] != better[one.id] for one in criteria):
        assert low.value < high.value


@given(weights, directions, tables, st.randoms())
def test_the_order_of_projects_does_not_matter(
    weights: list[int], directions: list[str], rows: list[Any], random: Any
) -> None:
    criteria = criteria_of(weights, directions)
    places = list(range(len(rows)))
    random.shuffle(places)
    found, shuffled = scores(criteria, rows), scores(criteria, [rows[place] for place in places])
    assert [found[place] for place in places] == shuffled


def test_scores_are_exact_where_they_can_be() -> None:
    criteria = criteria_of([1, 1, 0, 0], ["max"] * 4)
    rows = [dict.fromkeys(IDS, Decimal(n)) for n in (1, 2, 4)]
    assert scores(criteria, rows)[1].value == Fraction(1, 3)
