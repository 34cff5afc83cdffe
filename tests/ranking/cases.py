"""Small portfolios to rank."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pmo.analysis.ranking.candidates import candidates
from pmo.analysis.ranking.placings import Placing, Ranking
from pmo.analysis.ranking.ranked import rank
from tests.portfolios import AS_OF, charter, office, portfolio

FIT = {"id": "fit", "title": "Fit", "weight": 3}
COST = {"id": "cost", "title": "Cost", "weight": 1, "direction": "min", "scale": {"min": 0, "max": 10}}


def files(projects: Mapping[str, Mapping[str, Any]], **prioritisation: Any) -> dict[str, Any]:
    """A portfolio of these projects alone, by fields of their charters."""
    charters = {f"projects/{name}/charter.yaml": charter(name, **fields) for name, fields in projects.items()}
    return {
        "pmo.yaml": office(prioritisation=prioritisation),
        "projects/crm/charter.yaml": None,
        **charters,
    }


def ranked(
    tmp_path: Path,
    projects: Mapping[str, Mapping[str, Any]],
    criteria: list[Any] | None = None,
    *,
    method: str | None = None,
    **prioritisation: Any,
) -> Ranking:
    rules = {"criteria": [FIT, COST] if criteria is None else criteria, **prioritisation}
    found = portfolio(tmp_path, files(projects, **rules))
    return rank(found, candidates(found.projects.values()), AS_OF, method)


def scored(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Projects with these scores."""
    return {project: {"scores": dict(scores)} for project, scores in rows.items()}


def written(value: float) -> int | Decimal:
    """A number as a file holds it."""
    return int(value) if value == int(value) else Decimal(str(value))


def plain(*ids: str) -> list[dict[str, Any]]:
    """Criteria without anything said about them."""
    return [{"id": id_, "title": id_.capitalize()} for id_ in ids]


def order(result: Ranking) -> list[tuple[int | None, str]]:
    return [(placing.rank, placing.project) for placing in result.placings]


def by_project(result: Ranking) -> dict[str, Placing]:
    return {placing.project: placing for placing in result.placings}


def scores_of(result: Ranking) -> dict[str, float | None]:
    return {one.project: None if one.score is None else float(one.score) for one in result.placings}
