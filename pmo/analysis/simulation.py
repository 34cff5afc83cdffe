"""Monte Carlo simulation of what projects cost and when they finish, over risks, lags and the milestone network.

Every open risk happens or not; where it does, its cost and days are drawn from its three points. Its days move the
milestones that it affects, else the last one of its project, and with them all that waits for those. Lags of three
points are drawn as PERT. Risks of several projects with a shared cause tend to happen together. Percentiles do
not add up over projects: the portfolio is simulated as one.
"""

import datetime
import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

import numpy as np

from pmo.analysis.exposure import likelihood
from pmo.analysis.money import Money, converted, project_money
from pmo.analysis.risk_matrix import is_open
from pmo.analysis.risk_register import risk_register
from pmo.analysis.sampling import Draws, Hits, amounts, happens, happens_together, percentiles, stream
from pmo.analysis.schedule import Schedule, ScheduledMilestone, schedule_of
from pmo.analysis.simulated_network import Days, SimulatedNetwork
from pmo.model.office import RiskRules
from pmo.model.portfolio import Portfolio, Project
from pmo.model.risks import Risk

SHARES: Final = (0.5, 0.8, 0.9)
CORRELATION: Final = 0.5
"""Correlation of risks that share a cause."""
DRIVERS: Final = 10
"""Drivers kept for each project and for the portfolio."""
_CANDIDATES: Final = 40
"""Risks with the widest spread whose effect on the portfolio is worked out exactly."""


@dataclass(frozen=True, slots=True)
class Driver:
    """How much one risk or lag moves a result."""

    address: str
    kind: str
    """cost (in the project's currency, for the portfolio in the office's) or days."""
    p80: float
    """The P80 less what it would be without."""


@dataclass(frozen=True, slots=True)
class CostRange:
    """What something costs, in one currency."""

    currency: str
    base: Decimal
    """Without any risk: the estimate at completion, else the approved budget less its contingency."""
    mean: float
    p50: float
    p80: float
    p90: float
    wished: float
    """At the confidence asked for."""
    approved: Decimal | None
    within_budget: float | None
    """Probability that the approved budget is enough; None without one."""
    contingency: Decimal | None
    """Held for known risks."""

    @property
    def contingency_needed(self) -> float:
        """Above the base, for the confidence asked for."""
        return max(self.wished - float(self.base), 0.0)


@dataclass(frozen=True, slots=True)
class FinishRange:
    """When something is finished."""

    planned: datetime.date
    """First day possible without any risk."""
    p50: datetime.date
    p80: datetime.date
    p90: datetime.date
    wished: datetime.date
    """At the confidence asked for."""
    baseline: datetime.date | None
    in_time: float | None
    """Probability of meeting the baseline; None without one."""


@dataclass(frozen=True, slots=True)
class ProjectSimulation:
    """The ranges of a project."""

    project: Project
    cost: CostRange | None
    """None without a budget."""
    finish: FinishRange | None
    """None without a dated open milestone."""
    drivers: tuple[Driver, ...]
    """The largest first, cost before days."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """The ranges of all chosen projects, and of them together."""

    seed: int
    runs: int
    confidence: float
    projects: tuple[ProjectSimulation, ...]
    cost: CostRange | None
    """Of the portfolio, in the office's currency."""
    finish: FinishRange | None
    """Of the last project to finish."""
    drivers: tuple[Driver, ...]
    shared: tuple[tuple[str, ...], ...]
    """Addresses of the risks that were drawn together."""
    not_converted: tuple[str, ...]
    """Projects left out of the portfolio's cost: there is no rate for their currency."""
    without_figures: int
    """Open risks that have neither cost nor days, or no likelihood."""


def simulate(
    portfolio: Portfolio,
    projects: Iterable[Project],
    as_of: datetime.date,
    *,
    seed: int = 1,
    runs: int = 10_000,
    confidence: float = 0.8,
    correlation: float = CORRELATION,
) -> Simulation:
    """Simulate open projects; risks of the others still move dates across projects."""
    chosen = [project for project in projects if project.is_open]
    return _Runs(portfolio, as_of, seed, runs, confidence, correlation).simulation(chosen)


class _Named(NamedTuple):
    """A risk with its address and its project."""

    address: str
    project: Project
    risk: Risk


@dataclass(slots=True)
class _Costs:
    """Cost of one project in each run."""

    total: Draws
    by_risk: dict[str, Draws] = field(default_factory=dict)


class _Runs:
    def __init__(
        self,
        portfolio: Portfolio,
        as_of: datetime.date,
        seed: int,
        runs: int,
        confidence: float,
        correlation: float,
    ) -> None:
        self._portfolio = portfolio
        self._as_of = as_of
        self._seed = seed
        self._runs = runs
        self._shares = (*SHARES, confidence)
        self._confidence = confidence
        self._correlation = correlation
        self._bands = (portfolio.office.risk if portfolio.office else RiskRules()).probability
        self._delays: dict[str, dict[str, Days]] = {}
        """Working days by milestone and risk."""
        self._common: dict[str, Draws] = {}
        self._groups = self._shared_causes()
        self._without_figures = 0

    def simulation(self, chosen: Sequence[Project]) -> Simulation:
        total: Draws = np.zeros(self._runs)
        base, approved, contingency = Decimal(0), Decimal(0), Decimal(0)
        any_cost = all_approved = False
        widest: list[tuple[float, str, Draws]] = []
        costs: dict[str, tuple[CostRange, list[Driver]]] = {}
        not_converted = []
        schedule = schedule_of(self._portfolio, self._as_of)
        ids = {project.id for project in chosen}
        for project in self._portfolio.projects.values():
            drawn = self._draw(project, schedule)
            if project.id not in ids:
                continue
            found = self._cost(project, drawn)
            if found is None:
                continue
            costs[project.id] = found
            rate = self._rate(found[0].currency)
            if rate is None:
                not_converted.append(project.id)
                continue
            any_cost, all_approved = True, (all_approved or not any_cost) and found[0].approved is not None
            total += (drawn.total + float(found[0].base)) * float(rate)
            base += found[0].base * rate
            approved += (found[0].approved or 0) * rate
            contingency += (found[0].contingency or 0) * rate
            for address, values in drawn.by_risk.items():
                entry = (float(np.ptp(values)) * float(rate), address, values * float(rate))
                if len(widest) < _CANDIDATES:
                    heapq.heappush(widest, entry)
                elif entry[:2] > widest[0][:2]:
                    heapq.heapreplace(widest, entry)
        network = SimulatedNetwork(
            self._portfolio, schedule, self._as_of, self._seed, self._runs, self._delays
        )
        ends = network.ends(chosen)
        results = []
        for project in chosen:
            cost, drivers = costs.get(project.id, (None, []))
            end = ends.get(project.id)
            finish = self._finish(network, *end) if end is not None else None
            if end is not None:
                drivers = [*drivers, *_days_drivers(network, project, end[1])]
            results.append(ProjectSimulation(project, cost, finish, tuple(drivers)))
        currency = self._portfolio.office.currency if self._portfolio.office else "EUR"
        whole = (
            self._range(currency, base, total, approved if all_approved else None, contingency)
            if any_cost
            else None
        )
        return Simulation(
            seed=self._seed,
            runs=self._runs,
            confidence=self._confidence,
            projects=tuple(results),
            cost=whole,
            finish=self._last_finish(network, ends),
            drivers=_drivers(total, {address: values for _, address, values in widest}, "cost"),
            shared=tuple(sorted(set(self._groups.values()))),
            not_converted=tuple(not_converted),
            without_figures=self._without_figures,
        )

    def _shared_causes(self) -> dict[str, tuple[str, ...]]:
        """For each risk that shares a cause with risks of other projects: all of them."""
        register = risk_register(self._portfolio, self._portfolio.projects.values(), self._as_of)
        groups: dict[str, tuple[str, ...]] = {}
        for shared in register.shared:
            if shared.kind != "milestone":  # that they move the same date does not make them happen together
                for address in shared.risks:
                    groups.setdefault(address, tuple(sorted(shared.risks)))
        return groups

    def _draw(self, project: Project, schedule: Schedule) -> _Costs:
        """Cost of the risks of a project in each run; their delays are kept for the network."""
        costs = _Costs(np.zeros(self._runs))
        if not project.is_open:
            return costs
        for risk in project.risks:
            if not is_open(risk):
                continue
            chance = likelihood(risk, self._bands)
            if chance is None or (risk.cost is None and risk.days is None):
                self._without_figures += 1
                continue
            named = _Named(f"{project.address}/risks/{risk.id}", project, risk)
            generator = stream(self._seed, named.address)
            hits = self._hits(named, float(chance), generator)
            count = int(np.count_nonzero(hits))
            sign = -1 if risk.type == "opportunity" else 1
            if risk.cost is not None:
                values: Draws = np.zeros(self._runs)
                values[hits] = sign * amounts(generator, risk.cost, count, risk.distribution)
                costs.total += values
                costs.by_risk[named.address] = values
            if risk.days is not None:
                days = np.zeros(self._runs, np.int16)
                drawn = np.rint(amounts(generator, risk.days, count, risk.distribution))
                days[hits] = sign * np.minimum(drawn, 10_000)
                for key in _moved(named, schedule):
                    self._delays.setdefault(key, {})[named.address] = days
        return costs

    def _hits(self, named: _Named, chance: float, generator: np.random.Generator) -> Hits:
        group = self._groups.get(named.address)
        if group is None or self._correlation <= 0:
            return happens(generator, chance, self._runs)
        cause = "\n".join(group)
        if cause not in self._common:
            self._common[cause] = stream(self._seed, cause).standard_normal(self._runs)
        return happens_together(generator, chance, self._common[cause], self._correlation)

    def _cost(self, project: Project, drawn: _Costs) -> tuple[CostRange, list[Driver]] | None:
        money = project_money(self._portfolio, project, self._as_of)
        approved = money.approved.amount if money.approved else None
        held = money.contingency.amount if money.contingency else None
        if money.estimate is not None:
            base = money.estimate.amount
        elif approved is not None:
            base = approved - (held or 0)
        else:
            return None
        found = self._range(money.currency, base, drawn.total + float(base), approved, held)
        return found, list(_drivers(drawn.total, drawn.by_risk, "cost"))

    def _range(
        self,
        currency: str,
        base: Decimal,
        total: Draws,
        approved: Decimal | None,
        contingency: Decimal | None,
    ) -> CostRange:
        p50, p80, p90, wished = percentiles(total, self._shares)
        enough = None if approved is None else float(np.mean(total <= float(approved)))
        return CostRange(
            currency, base, float(total.mean()), p50, p80, p90, wished, approved, enough, contingency
        )

    def _rate(self, currency: str) -> Decimal | None:
        own = converted(self._portfolio, Money(Decimal(1), currency))
        return own.amount if own is not None else None

    def _finish(self, network: SimulatedNetwork, last: ScheduledMilestone, days: Draws) -> FinishRange | None:
        if last.early is None:
            return None
        baseline = last.node.milestone.baseline
        p50, p80, p90, wished = (network.day(value) for value in percentiles(days, self._shares))
        in_time = None if baseline is None else float(np.mean(days <= network.number(baseline)))
        return FinishRange(last.early, p50, p80, p90, wished, baseline, in_time)

    def _last_finish(
        self, network: SimulatedNetwork, ends: Mapping[str, tuple[ScheduledMilestone, Draws]]
    ) -> FinishRange | None:
        if not ends:
            return None
        latest = max((last for last, _ in ends.values()), key=lambda one: one.early or datetime.date.min)
        days: Draws = np.maximum.reduce([days for _, days in ends.values()])
        baselines = [last.node.milestone.baseline for last, _ in ends.values()]
        found = self._finish(network, latest, days)
        known = [day for day in baselines if day is not None]
        if found is None or len(known) < len(baselines):
            return found
        baseline = max(known)
        return FinishRange(
            found.planned, found.p50, found.p80, found.p90, found.wished, baseline,
            float(np.mean(days <= network.number(baseline))),
        )  # fmt: skip


def _moved(named: _Named, schedule: Schedule) -> Iterable[str]:
    """Keys of the open milestones that a risk moves: those it affects, else the last one of its project."""
    keys = []
    for reference in named.risk.affects:
        key = reference if "/" in reference else f"{named.project.id}/{reference}"
        one = schedule.milestones.get(key.lower())
        if one is not None and one.slack_days is not None:
            keys.append(key.lower())
    if not named.risk.affects:
        last = schedule.last_of(named.project)
        if last is not None:
            keys.append(f"{last.node.project.id}/{last.node.milestone.id}".lower())
    return keys


def _days_drivers(network: SimulatedNetwork, project: Project, end: Draws) -> tuple[Driver, ...]:
    """What each risk adds to the P80 of the finish, in working days."""
    (with_all,) = percentiles(end, (0.8,))
    found = [
        Driver(address, "days", with_all - percentiles(network.end_without(project, address), (0.8,))[0])
        for address in network.risks_of(project)
    ]
    return _largest(found)


def _drivers(total: Draws, parts: Mapping[str, Draws], kind: str) -> tuple[Driver, ...]:
    """What each part adds to the P80 of the total; the largest first."""
    if not parts:
        return ()
    (with_all,) = percentiles(total, (0.8,))
    found = [
        Driver(address, kind, with_all - percentiles(total - values, (0.8,))[0])
        for address, values in parts.items()
    ]
    return _largest(found)


def _largest(drivers: Iterable[Driver]) -> tuple[Driver, ...]:
    ordered = sorted(drivers, key=lambda one: (-abs(one.p80), one.address))
    return tuple(one for one in ordered[:DRIVERS] if one.p80)
