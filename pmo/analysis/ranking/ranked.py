"""Projects in the order of the office's criteria, by its method or another."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from pmo.analysis.alignment import strategic_contribution
from pmo.analysis.facts import facts
from pmo.analysis.ranking.criteria import Weighted
from pmo.analysis.ranking.methods import METHODS, Method
from pmo.analysis.ranking.placings import Placing, Ranking, Score, ordered
from pmo.analysis.ranking.scores import Judge, judges
from pmo.errors import PmoError
from pmo.findings import Message, message
from pmo.model.charter import Charter
from pmo.model.office import Prioritisation
from pmo.model.portfolio import Portfolio, Project


def rank(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date, method: str | None = None
) -> Ranking:
    """Rank projects by the office's criteria; ``method`` replaces the one of `pmo.yaml`."""
    rules = portfolio.office.prioritisation if portfolio.office else Prioritisation()
    if not rules.criteria:
        raise PmoError(
            "the office has no prioritisation criteria, so nothing can be ranked",
            "add prioritisation.criteria to pmo.yaml: a list of {id, title, weight}, scored in each "
            "charter under `scores`",
        )
    name = method or rules.method
    criteria, consistency = METHODS[name].criteria(rules)
    judging = judges(criteria, rules.criteria, on_scale=METHODS[name].on_scale)
    judged = [
        (project, charter, *_judged(portfolio, project, charter, as_of, judging))
        for project, charter in ((project, project.charter) for project in projects)
        if charter is not None
    ]
    totals = _totals(METHODS[name], criteria, [(charter, scores) for _, charter, scores, _ in judged])
    placings = [
        Placing(
            project=project.id,
            title=charter.title,
            state=charter.state,
            rank=None,
            score=total.value,
            low=total.low,
            high=total.high,
            parts=total.parts,
            scores=scores,
            missing=missing,
            mandatory=charter.is_mandatory,
            reason=total.reason,
        )
        for (project, charter, scores, missing), total in zip(judged, totals, strict=True)
    ]
    contributions = {project.id: strategic_contribution(portfolio, project) for project, *_ in judged}
    return Ranking(name, criteria, ordered(criteria, placings, contributions), consistency)


def _judged(
    portfolio: Portfolio, project: Project, charter: Charter, as_of: datetime.date, judging: Sequence[Judge]
) -> tuple[dict[str, Decimal], dict[str, Message]]:
    """The scores of a project by criterion, and why some are missing."""
    given = {key.lower(): value for key, value in charter.scores.items()}
    names = facts(portfolio, project, as_of)
    found = {judge.criterion.id: judge.score(given, names) for judge in judging}
    return (
        {id_: score for id_, score in found.items() if not isinstance(score, Message)},
        {id_: score for id_, score in found.items() if isinstance(score, Message)},
    )


def _totals(
    method: Method, criteria: Sequence[Weighted], rows: Sequence[tuple[Charter, Mapping[str, Decimal]]]
) -> list[Score]:
    if not method.compares:
        return method.scores(criteria, [scores for _, scores in rows])
    apart = Score(None, reason=message("mandatory work is not compared with the rest"))
    found = iter(method.scores(criteria, [row for charter, row in rows if not charter.is_mandatory]))
    return [apart if charter.is_mandatory else next(found) for charter, _ in rows]
