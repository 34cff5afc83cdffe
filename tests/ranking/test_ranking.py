"""Weighted ranking: published answer, working, missing scores, mandatory work, ties, properties."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.ranking.candidates import candidates
from pmo.analysis.ranking.criteria import Weighted, weighed
from pmo.analysis.ranking.placings import Placing, ordered
from pmo.analysis.ranking.ranked import rank
from pmo.analysis.ranking.weighted import score
from pmo.errors import PmoError
from pmo.model.office import Criterion, CriterionScale
from pmo.model.scalars import NonNegative, Number
from tests.oracles import oracle
from tests.portfolios import AS_OF, office, portfolio
from tests.ranking.cases import COST, FIT, order, ranked


def criterion(id_: str, weight: Any = None, direction: Any = "max", low: Any = 1, high: Any = 5) -> Criterion:
    return Criterion(
        id=id_,
        title=f"Title of {id_}",
        weight=None if weight is None else NonNegative(str(weight)),
        direction=direction,
        scale=CriterionScale(min=Number(low), max=Number(high)),
    )


def test_the_weighted_sum_of_wikipedia() -> None:
    example = oracle("wsm-wikipedia")
    # On a scale from 0 to 100 the normalised score is the raw one, divided by 100.
    criteria = weighed(
        [criterion(f"c{n}", w, low=0, high=100) for n, w in enumerate(example.inputs["weights"])]
    )
    scores = [
        score(criteria, {f"c{n}": Decimal(value) for n, value in enumerate(row)})
        for row in example.inputs["matrix"]
    ]
    assert [float(one.value or 0) * 100 for one in scores] == example.expect("scores")
    assert scores[1].value == scores[2].value, "a tie, exactly"


# Over a portfolio


def test_scores_parts_and_ranks(tmp_path: Path) -> None:
    result = ranked(
        tmp_path,
        {
            "a": {"scores": {"fit": 3, "cost": 10}},
            "b": {"scores": {"Fit": 4, "COST": Decimal("2.5")}, "state": "approved"},
            "running": {"scores": {"fit": 5, "cost": 0}, "state": "active"},
        },
    )
    assert result.method == "weighted"
    assert [(one.id, one.weight, one.share) for one in result.criteria] == [
        ("fit", 3, Fraction(3, 4)),
        ("cost", 1, Fraction(1, 4)),
    ]
    assert order(result) == [(1, "b"), (2, "a")]
    first, second = result.placings
    assert first.parts == {"fit": Fraction(9, 16), "cost": Fraction(3, 16)}
    assert first.score == first.low == first.high == Fraction(3, 4)
    assert first.scores == {"fit": 4, "cost": Decimal("2.5")}
    assert (first.title, first.state, first.mandatory, first.incomplete) == (
        "Project b",
        "approved",
        False,
        False,
    )
    assert second.score == Fraction(3, 8)


def test_weights_default_to_one(tmp_path: Path) -> None:
    criteria = [{"id": "x", "title": "X"}, {"id": "y", "title": "Y", "weight": Decimal("0.5")}]
    result = ranked(tmp_path, {"a": {"scores": {"x": 5, "y": 1}}}, criteria)
    assert result.placings[0].score == Fraction(2, 3)


def test_a_missing_score_is_left_out_of_both_sums_and_bounded(tmp_path: Path) -> None:
    result = ranked(tmp_path, {"a": {"scores": {"fit": 4}}, "b": {"scores": {"fit": 4, "cost": 5}}})
    assert order(result) == [(1, "a"), (2, "b")]
    placing = result.placings[0]
    assert placing.incomplete
    assert {key: str(reason) for key, reason in placing.missing.items()} == {
        "cost": "no score in the charter"
    }
    assert placing.parts == {"fit": Fraction(3, 4)}
    assert (placing.low, placing.score, placing.high) == (Fraction(9, 16), Fraction(3, 4), Fraction(13, 16))


def test_a_project_of_which_nothing_is_known_has_no_rank_and_comes_last(tmp_path: Path) -> None:
    result = ranked(tmp_path, {"a": {}, "b": {"scores": {"fit": 1, "cost": 10}}})
    assert order(result) == [(1, "b"), (None, "a")]
    assert result.unscored == (result.placings[1],)
    assert (result.unscored[0].score, result.unscored[0].low, result.unscored[0].parts) == (None, None, {})
    assert result.placings[0].score == 0


def reason(tmp_path: Path, criteria: list[Any], **fields: Any) -> str:
    placing = ranked(tmp_path, {"a": fields}, criteria).placings[0]
    return str(placing.missing["x"])


@pytest.mark.parametrize("given", [0, 6, Decimal("5.5")])
def test_a_score_outside_the_scale_is_missing_not_clamped(tmp_path: Path, given: Any) -> None:
    found = reason(tmp_path, [{"id": "x", "title": "X"}], scores={"x": given})
    assert found == f"{given} is outside the scale 1 to 5"


def test_a_scale_without_width_is_a_reason(tmp_path: Path) -> None:
    flat = [{"id": "x", "title": "X", "scale": {"min": 5, "max": 5}}]
    assert reason(tmp_path, flat, scores={"x": 5}) == "the scale of the criterion has no width"


def test_expressions_give_scores(tmp_path: Path) -> None:
    criteria = [
        {"id": "x", "title": "X", "value": "charter.objectives | map(attribute='contribution') | max"},
        {"id": "y", "title": "Y", "value": "strategic_contribution", "scale": {"min": 0, "max": 5}},
    ]
    links = [{"objective": "grow", "contribution": 5}]
    result = ranked(tmp_path, {"a": {"objectives": links, "scores": {"x": 1}}}, criteria)
    assert result.placings[0].scores == {"x": 5, "y": 5}
    assert result.placings[0].score == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("npv", "nothing is recorded for `npv`"),
        ("charter.title", "its expression cannot be evaluated: expected a number, got text 'Project a'"),
        ("npv +", "its expression cannot be evaluated: "),
        ("nvp", "its expression cannot be evaluated: unknown name 'nvp'; did you mean 'npv'?"),
        ("100", "100 is outside the scale 1 to 5"),
    ],
)
def test_an_expression_that_gives_no_score_is_a_reason(tmp_path: Path, value: str, expected: str) -> None:
    found = reason(tmp_path, [{"id": "x", "title": "X", "value": value}], scores={"x": 3})
    assert found.startswith(expected)


def test_mandatory_projects_come_first_without_a_rank(tmp_path: Path) -> None:
    result = ranked(
        tmp_path,
        {
            "a": {"scores": {"fit": 5, "cost": 0}},
            "law": {"scores": {"fit": 1, "cost": 10}, "selection": {"mandatory": True}},
            "audit": {"selection": {"mandatory": True}},
            "free": {"scores": {"fit": 2, "cost": 3}, "selection": {"mandatory": False}},
        },
    )
    assert order(result) == [(None, "audit"), (None, "law"), (1, "a"), (2, "free")]
    assert [one.project for one in result.mandatory] == ["audit", "law"]
    assert [one.project for one in result.ranked] == ["a", "free"]
    assert result.unscored == ()
    assert result.mandatory[1].score == 0


def test_between_equals_the_higher_strategic_contribution_decides_then_the_id(tmp_path: Path) -> None:
    same = {"scores": {"fit": 3, "cost": 5}}
    links = [{"objective": "grow", "contribution": 4}]
    result = ranked(
        tmp_path,
        {"a": same, "b": same, "c": {**same, "objectives": links}, "d": {"scores": {"fit": 1, "cost": 10}}},
    )
    assert order(result) == [(1, "c"), (2, "a"), (3, "b"), (4, "d")]
    assert [placing.tied for placing in result.placings] == [True, True, True, False]


def test_criteria_without_weight_only_decide_between_equals(tmp_path: Path) -> None:
    criteria = [FIT, {**COST, "weight": 0}]
    result = ranked(
        tmp_path,
        {
            "a": {"scores": {"fit": 3, "cost": 9}},
            "b": {"scores": {"fit": 3, "cost": 1}},
            "c": {"scores": {"cost": 1}},
        },
        criteria,
    )
    assert order(result) == [(1, "b"), (2, "a"), (None, "c")]


def test_of_two_criteria_with_the_same_id_the_first_counts(tmp_path: Path) -> None:
    criteria = [{"id": "x", "title": "X"}, {"id": "X", "title": "Again", "value": "5"}]
    result = ranked(tmp_path, {"a": {"scores": {"x": 1}}}, criteria)
    assert [(one.id, one.title) for one in result.criteria] == [("x", "X")]
    assert result.placings[0].score == 0


def test_a_project_without_a_readable_charter_is_no_candidate(tmp_path: Path) -> None:
    files = {"pmo.yaml": office(prioritisation={"criteria": [FIT]}), "projects/b/charter.yaml": "id: 5\n"}
    found = portfolio(tmp_path, files)
    assert sorted(found.projects) == ["b", "crm"]
    assert [one.id for one in candidates(found.projects.values())] == ["crm"]
    assert [one.project for one in rank(found, found.projects.values(), AS_OF).placings] == ["crm"]


# What cannot be ranked


def refusal(tmp_path: Path, *arguments: Any, **options: Any) -> tuple[str, str]:
    with pytest.raises(PmoError) as caught:
        ranked(tmp_path, {"a": {}}, *arguments, **options)
    return caught.value.reason, caught.value.advice


def test_without_criteria_it_says_what_to_add(tmp_path: Path) -> None:
    reason, advice = refusal(tmp_path, [])
    assert reason == "the office has no prioritisation criteria, so nothing can be ranked"
    assert "prioritisation.criteria" in advice
    with pytest.raises(PmoError, match="no prioritisation criteria"):
        rank(portfolio(tmp_path, {"pmo.yaml": "format: 2\n"}), (), AS_OF)


def test_without_weights_it_says_what_to_add(tmp_path: Path) -> None:
    reason, _ = refusal(tmp_path, [{"id": "x", "title": "X", "weight": 0}])
    assert reason == "the prioritisation criteria have no weight, so nothing can be ranked"


# Properties

IDS = ("a", "b", "c", "d")
weights = st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(any)
directions = st.lists(st.sampled_from(["max", "min"]), min_size=4, max_size=4)
complete = st.fixed_dictionaries({id_: st.integers(1, 5).map(Decimal) for id_ in IDS})
partial = complete.flatmap(
    lambda scores: st.sets(st.sampled_from(IDS)).map(
        lambda left_out: {key: value for key, value in scores.items() if key not in left_out}
    )
)


def built(weights: list[Any], directions: list[str]) -> tuple[Weighted, ...]:
    rows = zip(IDS, weights, directions, strict=True)
    return weighed([criterion(id_, weight, direction) for id_, weight, direction in rows])


def placing(project: str, criteria: tuple[Weighted, ...], scores: dict[str, Decimal]) -> Placing:
    found = score(criteria, scores)
    return Placing(
        *(project, project, "proposed", None, found.value, found.low, found.high, found.parts, scores, {}),
        mandatory=False,
    )


def places(criteria: tuple[Weighted, ...], rows: Mapping[str, dict[str, Decimal]]) -> list[tuple[Any, ...]]:
    found = ordered(criteria, [placing(project, criteria, scores) for project, scores in rows.items()])
    return [(one.project, one.rank, one.score, dict(one.parts), one.low, one.high) for one in found]


tables = st.lists(partial, min_size=1, max_size=6).map(
    lambda rows: {f"p{n}": row for n, row in enumerate(rows)}
)


@given(weights, directions, tables, st.integers(1, 1000))
def test_scaling_all_weights_changes_nothing(
    weights: list[int], directions: list[str], rows: dict[str, Any], factor: int
) -> None:
    scaled = [Decimal(weight) * factor / 10 for weight in weights]
    assert places(built(weights, directions), rows) == places(built(scaled, directions), rows)


@given(weights, directions, tables, st.randoms())
def test_the_order_of_projects_does_not_matter(
    weights: list[int], directions: list[str], rows: dict[str, Any], random: Any
) -> None:
    shuffled = list(rows.items())
    random.shuffle(shuffled)
    assert places(built(weights, directions), rows) == places(built(weights, directions), dict(shuffled))


@given(weights, directions, partial)
def test_parts_add_up_to_the_score_which_lies_between_its_bounds(
    weights: list[int], directions: list[str], scores: dict[str, Decimal]
) -> None:
    found = score(built(weights, directions), scores)
    if found.value is None or found.low is None or found.high is None:
        assert not any(weight for id_, weight in zip(IDS, weights, strict=True) if id_ in scores)
        return
    assert sum(found.parts.values()) == found.value
    assert 0 <= found.low <= found.value <= found.high <= 1


@given(weights, directions, complete, complete, st.fractions(0, 5), st.fractions(0, 5))
def test_a_dominated_project_never_outranks_the_one_dominating_it(
    weights: list[int],
    directions: list[str],
    first: dict[str, Decimal],
    second: dict[str, Decimal],
    contribution: Fraction,
    other: Fraction,
) -> None:
    criteria = built(weights, directions)
    best = {"max": max, "min": min}
    worst = {"max": min, "min": max}
    rows = list(zip(IDS, directions, strict=True))
    better = {id_: best[direction](first[id_], second[id_]) for id_, direction in rows}
    poorer = {id_: worst[direction](first[id_], second[id_]) for id_, direction in rows}
    if better == poorer:
        return
    found = ordered(
        criteria,
        [placing("a-poorer", criteria, poorer), placing("better", criteria, better)],
        {"a-poorer": contribution, "better": other},
    )
    assert [one.project for one in found] == ["better", "a-poorer"]


@given(weights, directions, partial)
def test_the_bounds_are_reached_by_filling_in_what_is_missing(
    weights: list[int], directions: list[str], scores: dict[str, Decimal]
) -> None:
    criteria = built(weights, directions)
    found = score(criteria, scores)
    if found.value is None:
        return
    for bound, extremes in ((found.low, {"max": 1, "min": 5}), (found.high, {"max": 5, "min": 1})):
        rows = zip(IDS, directions, strict=True)
        filled = {id_: scores.get(id_, Decimal(extremes[direction])) for id_, direction in rows}
        assert score(criteria, filled).value == bound


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    projects = {name: {"scores": {"fit": 3, "cost": 5}} for name in ("b", "a", "c")}
    one = ranked(tmp_path / "one", projects)
    other = ranked(tmp_path / "other", dict(reversed(projects.items())))
    assert one == other
