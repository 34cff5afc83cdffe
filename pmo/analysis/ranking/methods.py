"""The ranking methods by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pmo.analysis.ranking import ahp, rice, topsis, weighted, wsjf
from pmo.analysis.ranking.consistency import Consistency
from pmo.analysis.ranking.criteria import Weighted, unique, weighed, with_weights
from pmo.analysis.ranking.placings import Score
from pmo.analysis.ranking.weighted import Row
from pmo.errors import PmoError
from pmo.model.office import Prioritisation


@dataclass(frozen=True, slots=True)
class Method:
    """How projects are ranked."""

    criteria: Callable[[Prioritisation], tuple[tuple[Weighted, ...], Consistency | None]]
    """The criteria that count, and how well the judgements behind their weights agree."""
    scores: Callable[[Sequence[Weighted], Sequence[Row]], list[Score]]
    on_scale: bool = False
    """Whether scores are put on the scales of the criteria, so that none may lie outside."""
    weighs: bool = True
    """Whether criteria have weights."""
    compares: bool = False
    """Whether a score depends on the other projects."""
    multiplies: bool = False
    """Whether the parts multiply to the score; else they add up to it."""
    needs: Sequence[str] = ()
    """Criteria without which there is no score."""
    divisor: str | None = None
    """Criterion by which the others are divided."""


def _weighed(rules: Prioritisation) -> tuple[tuple[Weighted, ...], None]:
    return weighed(rules.criteria), None


def _fixed(
    name: str, ids: Sequence[str]
) -> Callable[[Prioritisation], tuple[tuple[Weighted, ...], Consistency | None]]:
    """The criteria of a formula, each of which must be there."""

    def criteria(rules: Prioritisation) -> tuple[tuple[Weighted, ...], None]:
        missing = lacking(rules, ids)
        if missing:
            raise PmoError(
                f"{name} needs the criteria {', '.join(ids)}; there is no {', '.join(missing)}",
                "add to prioritisation.criteria in pmo.yaml: "
                + ", ".join(f"{{id: {id_}, title: {id_.replace('-', ' ').capitalize()}}}" for id_ in missing)
                + "; then score it in each charter under `scores`",
            )
        found = {one.id.lower(): one for one in unique(rules.criteria)}
        alike = with_weights([found[id_] for id_ in ids], [Fraction(1)] * len(ids))
        return tuple(replace(one, id=one.id.lower()) for one in alike), None

    return criteria


def lacking(rules: Prioritisation, ids: Sequence[str]) -> list[str]:
    """Which of the criteria of a formula the office does not have."""
    own = {one.id.lower() for one in rules.criteria}
    return [id_ for id_ in ids if id_ not in own]


METHODS: dict[str, Method] = {
    "weighted": Method(_weighed, weighted.scores, on_scale=True),
    "wsjf": Method(_fixed("WSJF", wsjf.IDS), wsjf.scores, weighs=False, needs=wsjf.IDS, divisor=wsjf.SIZE),
    "rice": Method(
        _fixed("RICE", rice.IDS),
        rice.scores,
        weighs=False,
        multiplies=True,
        needs=rice.IDS,
        divisor=rice.EFFORT,
    ),
    "ahp": Method(ahp.criteria, weighted.scores, on_scale=True),
    "topsis": Method(_weighed, topsis.scores, compares=True),
}
