"""How sure a ranking is: drawn weights, swing weights of neighbours."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.ranking.criteria import weighed
from pmo.analysis.ranking.draws import in_top, weights
from pmo.analysis.ranking.forms import Form
from pmo.analysis.ranking.methods import METHODS
from pmo.analysis.ranking.placings import Placing, Ranking, ordered
from pmo.analysis.ranking.sensitivity import sensitivity
from pmo.analysis.ranking.swings import swings
from pmo.model.office import Criterion, CriterionScale
from pmo.model.scalars import NonNegative, Number
from tests.oracles import oracle
from tests.ranking.cases import by_project, plain, ranked, scored, written


def shares(result: Ranking, **options: Any) -> dict[str, float]:
    return {one.project: one.share for one in sensitivity(result, **options).projects}


def test_how_often_a_project_is_the_first(tmp_path: Path) -> None:
    example = oracle("rank-accept-2")
    criteria = [{"id": id_, "title": id_, "scale": {"min": 0, "max": 1}} for id_ in ("x", "y")]
    rows = {name.lower(): dict(zip("xy", map(written, example.inputs[name]), strict=True)) for name in "AB"}
    found = shares(ranked(tmp_path, scored(rows), criteria), top=1)
    assert found["a"] == example.expect("p_A_first")
    assert found["a"] + found["b"] == pytest.approx(1)
    # Weights that keep to the office's, one half each, give it the first place.
    closer = shares(ranked(tmp_path, scored(rows), criteria), top=1, concentration=1000)
    assert closer["a"] > 0.99


def test_the_same_seed_gives_the_same_draws(tmp_path: Path) -> None:
    rows = {"a": {"fit": 4, "cost": 6}, "b": {"fit": 3, "cost": 3}, "c": {"fit": 2, "cost": 1}}
    result = ranked(tmp_path, scored(rows))
    one, same, other = (shares(result, seed=seed, top=1, draws=1000) for seed in (1, 1, 2))
    assert one == same != other
    assert sum(shares(result, top=2).values()) == pytest.approx(2)
    assert set(shares(result, top=9).values()) == {1}
    assert shares(ranked(tmp_path / "none", {})) == {}


def test_equal_projects_keep_the_order_of_the_ranking(tmp_path: Path) -> None:
    same = {"fit": 3, "cost": 5}
    found = shares(ranked(tmp_path, scored({"b": same, "a": same, "c": same})), top=2)
    assert found == {"a": 1, "b": 1, "c": 0}


def test_a_project_that_lacks_a_score_is_compared_on_the_others(tmp_path: Path) -> None:
    found = shares(ranked(tmp_path, scored({"a": {"fit": 4}, "b": {"fit": 4, "cost": 0}})), top=1)
    # b has more than a in every draw: its cost is the best there is.
    assert found == {"b": 1, "a": 0}


def test_topsis_by_squared_weights(tmp_path: Path) -> None:
    rows = {"a": {"x": 1, "y": 0}, "b": {"x": 0, "y": 1}}
    found = shares(ranked(tmp_path, scored(rows), plain("x", "y"), method="topsis"), top=1)
    assert found["a"] == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("is_complete", [True, False])
def test_the_fast_way_counts_as_the_plain_one_does(is_complete: bool) -> None:
    random = np.random.default_rng(5)
    over = random.integers(0, 5, (400, 5))
    under = np.ones_like(over) if is_complete else random.integers(1, 3, (400, 5))
    forms = [
        Form(str(n), tuple(map(Fraction, map(int, a))), tuple(map(Fraction, map(int, b))))
        for n, (a, b) in enumerate(zip(over, under, strict=True))
    ]
    drawn = weights([0.3, 0.3, 0.2, 0.1, 0.1], 3000, 1, 5)
    quotients = (drawn @ over.T) / (drawn @ under.T) - np.arange(400) * 1e-13
    plain_ = np.zeros(400, int)
    for place in np.argsort(-quotients, axis=1)[:, :7]:
        plain_[place] += 1
    found = in_top(forms, drawn, 7)
    assert found.tolist() == plain_.tolist()
    assert found.sum() == 7 * 3000


# Swing weights


def turn_of(result: Ranking, place: int = 0) -> dict[str, float]:
    return {turn.criterion.id: float(turn.weight) for turn in swings(result)[place].turns}


def test_swing_weights_by_hand(tmp_path: Path) -> None:
    """a: fit 1, cost 0; b: fit 1/2, cost 1. With weights 3 and 1 a has 3/4, b 5/8: a leads by 3/2 to 1 in halves."""
    result = ranked(tmp_path, scored({"a": {"fit": 5, "cost": 10}, "b": {"fit": 3, "cost": 0}}))
    (swing,) = swings(result)
    assert (swing.first, swing.second, swing.tied) == ("a", "b", False)
    # 3 - (3/2 + c) = 0 at c = 3/2; f - (f/2 + 1) = 0 at f = 2
    assert [(turn.criterion.id, turn.weight, turn.share) for turn in swing.turns] == [
        ("fit", 2, Fraction(2, 3)),
        ("cost", Fraction(3, 2), Fraction(1, 3)),
    ]
    assert swing.turns[0].change == Fraction(2, 3) - Fraction(3, 4)


def test_who_is_ahead_everywhere_is_turned_round_by_no_weight(tmp_path: Path) -> None:
    result = ranked(tmp_path, scored({"a": {"fit": 5, "cost": 0}, "b": {"fit": 3, "cost": 5}}))
    (swing,) = swings(result)
    assert (swing.tied, swing.turns) == (False, ())


def test_equals_are_tied(tmp_path: Path) -> None:
    result = ranked(tmp_path, scored({"a": {"fit": 3, "cost": 5}, "b": {"fit": 3, "cost": 5}}))
    (swing,) = swings(result)
    assert (swing.tied, swing.turns) == (True, ())


IDS = ("x", "y", "z")
methods = st.sampled_from(["weighted", "topsis"])
row = st.fixed_dictionaries({id_: st.integers(1, 5).map(Decimal) for id_ in IDS})
sparse = st.tuples(row, st.sampled_from([None, *IDS])).map(
    lambda pair: {key: value for key, value in pair[0].items() if key != pair[1]}
)


def ranking_of(method: str, sizes: list[Any], rows: list[dict[str, Decimal]]) -> Ranking:
    scale = CriterionScale(min=Number(0), max=Number(5))
    criteria = weighed(
        [
            Criterion(id=id_, title=id_, weight=NonNegative(size), scale=scale)
            for id_, size in zip(IDS, sizes, strict=True)
        ]
    )
    totals = METHODS[method].scores(criteria, rows)
    placings = [
        Placing(f"p{n}", "", "proposed", None, one.value, None, None, one.parts, given_, {}, False)
        for n, (one, given_) in enumerate(zip(totals, rows, strict=True))
    ]
    return Ranking(method, criteria, ordered(criteria, placings))


def gap(method: str, sizes: list[Any], rows: list[dict[str, Decimal]], first: str, second: str) -> Fraction:
    """By how much one project leads another with these weights."""
    found = by_project(ranking_of(method, sizes, rows))
    return (found[first].score or Fraction(0)) - (found[second].score or Fraction(0))


@given(methods, st.lists(st.integers(1, 9), min_size=3, max_size=3), st.lists(row, min_size=2, max_size=4))
def test_at_a_swing_weight_two_neighbours_are_equal_and_beyond_it_they_turn(
    method: str, sizes: list[int], rows: list[dict[str, Decimal]]
) -> None:
    result = ranking_of(method, sizes, rows)
    found = swings(result)
    assert [(one.first, one.second) for one in found] == [
        (one.project, other.project) for one, other in pairwise(result.ranked)
    ]
    for swing in found:
        assert swing.tied == (gap(method, sizes, rows, swing.first, swing.second) == 0)
        for turn in swing.turns:
            place, here = (
                IDS.index(turn.criterion.id),
                Decimal(turn.weight.numerator) / turn.weight.denominator,
            )
            changed: list[Any] = list(sizes)
            changed[place] = here
            assert gap(method, changed, rows, swing.first, swing.second) == pytest.approx(0, abs=1e-20)
            away = Decimal("0.001") * (1 if here > sizes[place] else -1)
            if here + away > 0:
                changed[place] = here + away
                assert gap(method, changed, rows, swing.first, swing.second) < 0


@given(st.lists(st.integers(1, 9), min_size=3, max_size=3), st.lists(sparse, min_size=2, max_size=3))
def test_with_missing_scores_a_swing_weight_makes_equal_too(
    sizes: list[int], rows: list[dict[str, Decimal]]
) -> None:
    for swing in swings(ranking_of("weighted", sizes, rows)):
        for turn in swing.turns:
            changed: list[Any] = list(sizes)
            changed[IDS.index(turn.criterion.id)] = Decimal(turn.weight.numerator) / turn.weight.denominator
            assert gap("weighted", changed, rows, swing.first, swing.second) == pytest.approx(0, abs=1e-20)


@given(
    st.lists(st.integers(1, 9), min_size=3, max_size=3),
    st.lists(row, min_size=2, max_size=3),
    st.integers(2, 50),
)
def test_scaling_all_weights_scales_swing_weights(
    sizes: list[int], rows: list[dict[str, Decimal]], factor: int
) -> None:
    one = swings(ranking_of("weighted", sizes, rows))
    scaled = swings(ranking_of("weighted", [size * factor for size in sizes], rows))
    assert [[turn.weight * factor for turn in swing.turns] for swing in one] == [
        [turn.weight for turn in swing.turns] for swing in scaled
    ]
    assert [[turn.share for turn in swing.turns] for swing in one] == [
        [turn.share for turn in swing.turns] for swing in scaled
    ]
