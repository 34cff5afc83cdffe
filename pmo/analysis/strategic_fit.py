"""What the projects do for the strategy: which objective they serve, with what money, and for what benefit.

**Spend** of a project is its estimate at completion, else its approved budget, else the cost that its charter gives for
the selection, else the costs of its business case; its **benefit** is what the business case brings in, undiscounted.
Both in the office's currency. A project that serves several objectives shares them by its contributions (1 to 5; one that
is not judged counts 1), to the cent: the objectives, and the projects that serve none, add up to the whole.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal

from pmo.analysis.appraisal import cash_flows
from pmo.analysis.kpi_progress import KpiProgress, kpi_progress
from pmo.analysis.money import Money, converted, project_money
from pmo.analysis.shares import shared, to_the_cent
from pmo.model.charter import ProjectState
from pmo.model.portfolio import Portfolio, Project
from pmo.model.strategy import Objective

COUNTED: Final[tuple[ProjectState, ...]] = ("approved", "active", "on-hold")
"""States of the projects that make up the portfolio, unless all are asked for."""
Basis = Literal["estimate", "approved", "selection", "business-case"]
"""Where the spend of a project is taken from."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a project does for an objective."""

    project: str
    contribution: int | None
    """1 (little) to 5 (decisive); None where it is not judged."""
    share: Fraction
    """Of the project's money."""
    spend: Decimal | None
    benefit: Decimal | None


@dataclass(frozen=True, slots=True)
class ServedObjective:
    """An objective, and what is done for it."""

    objective: Objective
    parent: str | None
    """Id of the objective that it is part of."""
    depth: int
    """0 for one that is part of no other."""
    weight: Fraction | None
    """Share of the weights of all objectives; None where they add up to nothing."""
    parts: tuple[Part, ...]
    spend: Decimal
    benefit: Decimal
    spend_with_parts: Decimal
    """Also that of the objectives that are part of it."""
    benefit_with_parts: Decimal
    is_served: bool
    """Whether a project serves it, or one of its parts."""
    kpis: tuple[KpiProgress, ...]


@dataclass(frozen=True, slots=True)
class FittedProject:
    """A project, and what it serves."""

    project: Project
    spend: Decimal | None
    """None where nothing is known, or `fx` has no rate."""
    basis: Basis | None
    benefit: Decimal | None
    contributions: Mapping[str, int | None]
    """By lower-case id of the objectives of the strategy that it serves."""
    no_rate: bool
    """Whether its money is left out because `fx` has no rate for its currency."""

    @property
    def strongest(self) -> str | None:
        """The objective that it contributes most to; of equals the first in its charter."""
        if not self.contributions:
            return None
        return max(self.contributions, key=lambda key: self.contributions[key] or 1)


@dataclass(frozen=True)
class StrategicFit:
    """Objectives and projects."""

    currency: str
    objectives: tuple[ServedObjective, ...]
    """In the order of the strategy, the parts of an objective below it."""
    projects: tuple[FittedProject, ...]
    """In order of their ids."""

    @cached_property
    def unserved(self) -> tuple[ServedObjective, ...]:
        """Objectives for which no project does anything."""
        return tuple(one for one in self.objectives if not one.is_served)

    @cached_property
    def serving_none(self) -> tuple[FittedProject, ...]:
        """Projects that serve no objective of the strategy."""
        return tuple(one for one in self.projects if not one.contributions)

    @cached_property
    def spend(self) -> Decimal:
        """Of all projects: that of the objectives, and of those that serve none."""
        return _sum(one.spend for one in self.projects)

    @cached_property
    def benefit(self) -> Decimal:
        """Of all projects."""
        return _sum(one.benefit for one in self.projects)


def counted(projects: Iterable[Project], states: Iterable[str] = COUNTED) -> tuple[Project, ...]:
    """The projects in one of these states."""
    wanted = frozenset(states)
    return tuple(one for one in projects if one.charter is not None and one.charter.state in wanted)


def strategic_fit(portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date) -> StrategicFit:
    """What these projects do for the strategy."""
    fitted = tuple(_fitted(portfolio, one, as_of) for one in projects)
    parts: dict[str, list[Part]] = {key: [] for key in portfolio.objectives}
    for one in fitted:
        for key, part in _parts(one):
            parts[key].append(part)
    currency = portfolio.currency
    return StrategicFit(currency, tuple(_objectives(portfolio, parts, as_of)), fitted)


def _fitted(portfolio: Portfolio, project: Project, as_of: datetime.date) -> FittedProject:
    charter = project.charter
    contributions: dict[str, int | None] = {}
    for link in charter.objectives if charter else ():
        key = link.objective.lower()
        if key in portfolio.objectives:
            contributions.setdefault(key, None if link.contribution is None else int(link.contribution))
    spend, basis = _spend(portfolio, project, as_of)
    case = charter.business_case if charter else None
    gains = [flow.benefit for flow in cash_flows(case) if flow.benefit is not None] if case else []
    benefit = _sum(gains) if gains else None
    own = portfolio.currency_of(project)

    def office(amount: Decimal | None) -> Decimal | None:
        money = converted(portfolio, Money(amount, own)) if amount is not None else None
        return to_the_cent(money.amount) if money is not None else None

    no_rate = (spend is not None or benefit is not None) and converted(
        portfolio, Money(Decimal(1), own)
    ) is None
    return FittedProject(
        project, office(spend), None if no_rate else basis, office(benefit), contributions, no_rate
    )


def _spend(
    portfolio: Portfolio, project: Project, as_of: datetime.date
) -> tuple[Decimal | None, Basis | None]:
    """What a project costs, in its own currency, and where that is taken from."""
    money, charter = project_money(portfolio, project, as_of), project.charter
    if money.estimate is not None:
        return money.estimate.amount, "estimate"
    if money.approved is not None:
        return money.approved.amount, "approved"
    if charter is not None and charter.selection is not None and charter.selection.cost:
        return _sum(one.amount for one in charter.selection.cost), "selection"
    case = charter.business_case if charter is not None else None
    costs = [flow.cost for flow in cash_flows(case) if flow.cost is not None] if case else []
    return (_sum(costs), "business-case") if costs else (None, None)


def _parts(one: FittedProject) -> Iterable[tuple[str, Part]]:
    weights = [contribution or 1 for contribution in one.contributions.values()]
    spend, benefit = (_shared(amount, weights) for amount in (one.spend, one.benefit))
    for number, (key, contribution) in enumerate(one.contributions.items()):
        share = Fraction(weights[number], sum(weights))
        yield key, Part(one.project.id, contribution, share, spend[number], benefit[number])


def _shared(amount: Decimal | None, weights: Sequence[int]) -> Sequence[Decimal | None]:
    return [None] * len(weights) if amount is None else shared(amount, weights)


def _objectives(
    portfolio: Portfolio, parts: Mapping[str, Sequence[Part]], as_of: datetime.date
) -> Iterable[ServedObjective]:
    tree = _Tree(portfolio.objectives)
    weights = {key: _weight(one) for key, one in portfolio.objectives.items()}
    total = sum(weights.values(), Fraction(0))
    for key, depth in tree.order:
        objective = portfolio.objectives[key]
        own, below = parts[key], [part for one in tree.below(key) for part in parts[one]]
        spend, benefit = _sum(one.spend for one in own), _sum(one.benefit for one in own)
        yield ServedObjective(
            objective=objective,
            parent=tree.parents.get(key),
            depth=depth,
            weight=weights[key] / total if total else None,
            parts=tuple(own),
            spend=spend,
            benefit=benefit,
            spend_with_parts=spend + _sum(one.spend for one in below),
            benefit_with_parts=benefit + _sum(one.benefit for one in below),
            is_served=bool(own or below),
            kpis=tuple(kpi_progress(one, as_of) for one in objective.kpis),
        )


class _Tree:
    """Objectives and their parts; where they are parts of each other in a circle, that is left out."""

    def __init__(self, objectives: Mapping[str, Objective]) -> None:
        given = {key: (one.parent or "").lower() for key, one in objectives.items()}
        self.parents = {
            key: parent for key, parent in given.items() if parent in objectives and not _circles(key, given)
        }
        self._children: dict[str, list[str]] = {}
        for key, parent in self.parents.items():
            self._children.setdefault(parent, []).append(key)
        roots = [key for key in objectives if key not in self.parents]
        self.order = [pair for key in roots for pair in self._walk(key, 0)]
        """Each objective with its depth, the parts after the whole."""

    def below(self, key: str) -> list[str]:
        """All parts of an objective, and their parts."""
        return [one for one, _ in self._walk(key, 0)][1:]

    def _walk(self, key: str, depth: int) -> list[tuple[str, int]]:
        children = self._children.get(key, ())
        return [(key, depth), *(pair for child in children for pair in self._walk(child, depth + 1))]


def _circles(key: str, parents: Mapping[str, str]) -> bool:
    """Whether the way up from an objective leads back to it."""
    seen, above = {key}, parents.get(key)
    while above and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return above == key


def _weight(objective: Objective) -> Fraction:
    return Fraction(1 if objective.weight is None else objective.weight)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((one for one in amounts if one is not None), Decimal(0))
