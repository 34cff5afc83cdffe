"""Monte Carlo simulation of what projects cost and when they finish, over risks, lags and the milestone network.

Every open risk happens or not; where it does, its cost and days are drawn from its three points. Its days move the
milestones that it affects, else the last one of its project, and with them all that waits for those. Lags of three
points are drawn as PERT. Risks of several projects with a shared cause tend to happen together. Percentiles do
not add up over projects: the portfolio is simulated as one.
"""

import datetime
import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

import numpy as np

from pmo.analysis.exposure import likelihood
from pmo.analysis.money import exchange_rate, project_money
from pmo.analysis.risk_matrix import is_open
from pmo.analysis.risk_register import happening_together
from pmo.analysis.sampling import (
    Draws,
    Happening,
    amounts,
    happens,
    happens_together,
    is_in_order,
    percentile_of,
    percentiles,
    stream,
    whole_amounts,
    whole_percentile,
)
from pmo.analysis.schedule import Schedule, ScheduledMilestone, schedule_of
from pmo.analysis.simulated_network import FURTHEST, Days, SimulatedNetwork, key_of
from pmo.findings import Message, message
from pmo.model.portfolio import Portfolio, Project
from pmo.model.risks import Risk

SHARES: Final = (0.5, 0.8, 0.9)
CORRELATION: Final = 0.5
"""Correlation of risks that share a cause."""
DRIVERS: Final = 10
"""Drivers kept for each project and for the portfolio."""
MEMORY: Final = 400 * 2**20
"""Bytes that draws may take at once."""
_CANDIDATES: Final = 40
"""Risks with the widest spread whose effect on the portfolio is worked out exactly."""
_CAUSES: Final = 20
"""Shared causes whose draws are kept."""
_OF_RISK: Final = 20
"""Bytes of a run that a risk takes while its project is simulated."""
_OWN: Final = 400
"""Bytes of a run that everything else takes."""

NO_LIKELIHOOD: Final = message("no likelihood")
NO_FIGURES: Final = message("neither cost nor days")
OUT_OF_ORDER: Final = message("min, likely and max are not in order")
NO_COST: Final = message("it has neither an approved budget nor an estimate")
NO_DATE: Final = message("it has no open milestone with a date")
NO_COSTS: Final = message("no project has an approved budget or an estimate in a currency with a rate")
NO_DATES: Final = message("no project has an open milestone with a date")
NO_BUDGET: Final = message("it has no approved budget")
NOT_ALL_BUDGETS: Final = message("not every project has an approved budget")
NO_BASELINE: Final = message("its last milestone has no baseline")
NOT_ALL_BASELINES: Final = message("not every project's last milestone has a baseline")


class TooManyRuns(Exception):
    """The draws would not fit into :data:`MEMORY`."""

    def __init__(self, at_most: int) -> None:
        super().__init__(at_most)
        self.at_most = at_most
        """Runs that would."""


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
    reasons: Mapping[str, Message]
    """Why a figure is None, or stands at the end of time, by its name."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An open risk that is not drawn."""

    address: str
    reason: Message


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
    reasons: Mapping[str, Message]
    """Why a figure of the portfolio is None, or stands at the end of time, by its name."""
    shared: tuple[tuple[str, ...], ...]
    """Addresses of the risks that were drawn together."""
    not_converted: tuple[str, ...]
    """Projects left out of the portfolio's cost: there is no rate for their currency."""
    left_out: tuple[LeftOut, ...]
    """Open risks of the chosen projects that could not be drawn."""


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
    """Simulate open projects; risks of the others still move dates across projects.

    Raises :class:`TooManyRuns` when they would not fit into memory.
    """
    chosen = [project for project in projects if project.is_open]
    return _Runs(portfolio, chosen, as_of, seed, runs, confidence, correlation).simulation()


class _Drawn(NamedTuple):
    """What a risk does in each run, zero where it does not happen; opportunities below zero."""

    cost: Draws | None
    days: Days | None


class _Named(NamedTuple):
    """A risk that can be drawn, with its address and its project."""

    address: str
    project: Project
    risk: Risk
    chance: float


class _Wide(NamedTuple):
    """A risk with a wide spread of cost."""

    spread: float
    """In the office's currency."""
    address: str
    rate: float


@dataclass(slots=True)
class _Whole:
    """The cost of the portfolio, as far as projects were added to it."""

    total: Draws
    """Of the risks."""
    base: Decimal = Decimal(0)
    approved: Decimal = Decimal(0)
    contingency: Decimal = Decimal(0)
    projects: int = 0
    has_all_budgets: bool = True
    widest: list[_Wide] = field(default_factory=list)

    def add(self, cost: CostRange, drawn: Draws, risks: Mapping[str, _Drawn], rate: Decimal) -> None:
        factor = float(rate)
        self.total += drawn * factor
        self.base += cost.base * rate
        self.approved += (cost.approved or 0) * rate
        self.contingency += (cost.contingency or 0) * rate
        self.projects += 1
        self.has_all_budgets = self.has_all_budgets and cost.approved is not None
        for address, one in risks.items():
            if one.cost is not None:
                wide = _Wide(float(np.ptp(one.cost)) * factor, address, factor)
                if len(self.widest) < _CANDIDATES:
                    heapq.heappush(self.widest, wide)
                elif wide > self.widest[0]:
                    heapq.heapreplace(self.widest, wide)


@dataclass(slots=True)
class _Ends:
    """The finish of the last project of all, as far as projects were added to it."""

    days: Days | None = None
    planned: datetime.date = datetime.date.min
    last: str = ""
    """Address of the milestone of that day."""
    baselines: list[datetime.date | None] = field(default_factory=list)

    def add(self, last: ScheduledMilestone, days: Days) -> None:
        self.days = days if self.days is None else np.maximum(self.days, days)
        if last.early is not None and last.early > self.planned:
            self.planned, self.last = last.early, last.address
        self.baselines.append(last.node.milestone.baseline)

    @property
    def baseline(self) -> datetime.date | None:
        """The last of all baselines; None while one is missing."""
        known = [day for day in self.baselines if day is not None]
        return max(known) if known and len(known) == len(self.baselines) else None


class _Runs:
    def __init__(
        self,
        portfolio: Portfolio,
        chosen: Sequence[Project],
        as_of: datetime.date,
        seed: int,
        runs: int,
        confidence: float,
        correlation: float,
    ) -> None:
        self._portfolio = portfolio
        self._chosen = {project.id.lower(): project for project in chosen}
        self._as_of = as_of
        self._seed = seed
        self._runs = runs
        self._shares = (*SHARES, confidence)
        self._confidence = confidence
        self._correlation = correlation
        self._bands = portfolio.risk_rules.probability
        self._schedule = schedule_of(portfolio, as_of)
        self._groups: dict[str, tuple[str, ...]] = {}
        for group in happening_together(portfolio):
            for address in group:
                self._groups.setdefault(address, group)
        self._common: dict[str, Draws] = {}
        self._risks: dict[str, _Named] = {}
        self._left_out: list[LeftOut] = []
        self._movers = self._collected()
        self._own: dict[str, _Drawn] = {}
        """Draws of the project that is being simulated."""

    def simulation(self) -> Simulation:
        network = SimulatedNetwork(
            self._portfolio, self._schedule, self._as_of, list(self._chosen.values()),
            seed=self._seed, runs=self._runs, movers=self._movers, delay=self._delay,
        )  # fmt: skip
        order = list(network.order())
        self._bound(network.most_held(order))
        whole, ends = _Whole(np.zeros(self._runs)), _Ends()
        results: dict[str, ProjectSimulation] = {}
        not_converted: set[str] = set()
        for id_ in dict.fromkeys([*order, *self._chosen]):  # those without dates come last
            project = self._chosen[id_]
            self._own = {one.address: self._drawn(one) for one in self._of(project)}
            reasons: dict[str, Message] = {}
            cost, drivers = self._cost(project, whole, not_converted, reasons)
            finish, more = self._finish_of(network, project, ends, reasons)
            results[id_] = ProjectSimulation(project, cost, finish, (*drivers, *more), reasons)
            network.leave(project)
        self._own = {}
        reasons = {}
        return Simulation(
            seed=self._seed,
            runs=self._runs,
            confidence=self._confidence,
            projects=tuple(results[id_] for id_ in self._chosen),
            cost=self._whole_cost(whole, reasons),
            finish=self._last_finish(network, ends, reasons),
            drivers=self._whole_drivers(whole),
            reasons=reasons,
            shared=tuple(sorted(set(self._groups.values()))),
            not_converted=tuple(sorted(not_converted)),
            left_out=tuple(self._left_out),
        )

    def _bound(self, held: int) -> None:
        """Raises when the lists of days held at once, of four bytes a run, would not fit into memory."""
        most = max((len(project.risks) for project in self._chosen.values()), default=0)
        at_most = MEMORY // (4 * held + _OF_RISK * most + _OWN)
        if self._runs > at_most:
            raise TooManyRuns(at_most)

    def _collected(self) -> dict[str, list[str]]:
        """Keeps the risks that can be drawn; addresses of those that move a milestone, by its key."""
        movers: dict[str, list[str]] = {}
        for project in self._portfolio.projects.values():
            for risk in project.risks if project.is_open else ():
                if not is_open(risk):
                    continue
                address = f"{project.address}/risks/{risk.id}"
                chance = likelihood(risk, self._bands)
                reason = _why_not(risk, chance)
                if chance is not None and reason is None:
                    self._risks[address] = _Named(address, project, risk, float(chance))
                    if risk.days is not None:
                        for key in _moved(project, risk, self._schedule):
                            movers.setdefault(key, []).append(address)
                elif reason is not None and project.id.lower() in self._chosen:
                    self._left_out.append(LeftOut(address, reason))
        return movers

    def _of(self, project: Project) -> Iterable[_Named]:
        addresses = (f"{project.address}/risks/{risk.id}" for risk in project.risks)
        return [self._risks[address] for address in addresses if address in self._risks]

    # draws

    def _drawn(self, one: _Named) -> _Drawn:
        """The draws of a risk: the same each time, since they come from its own stream."""
        generator = stream(self._seed, one.address)
        hits, severity = self._happening(one, generator)
        signs = hits.astype(np.float32)
        if one.risk.type == "opportunity":
            signs *= -1
        cost = days = None
        if one.risk.cost is not None:
            cost = amounts(severity, one.risk.cost, one.risk.distribution)
            cost *= signs
        if one.risk.days is not None:
            days = whole_amounts(severity, one.risk.days, one.risk.distribution, FURTHEST)
            days *= signs
        return _Drawn(cost, days)

    def _delay(self, address: str) -> Days:
        """What a risk does to the milestones that it moves; that of another project is drawn again."""
        drawn = self._own.get(address) or self._drawn(self._risks[address])
        assert drawn.days is not None  # only those with days move milestones
        return drawn.days

    def _happening(self, one: _Named, generator: np.random.Generator) -> Happening:
        group = self._groups.get(one.address)
        if group is None or self._correlation <= 0:
            return happens(generator, one.chance, self._runs)
        cause = "\n".join(group)
        if cause not in self._common:
            if len(self._common) >= _CAUSES:
                self._common.pop(next(iter(self._common)))
            self._common[cause] = stream(self._seed, cause).standard_normal(self._runs)
        return happens_together(generator, one.chance, self._common[cause], self._correlation)

    # cost

    def _cost(
        self, project: Project, whole: _Whole, not_converted: set[str], reasons: dict[str, Message]
    ) -> tuple[CostRange | None, tuple[Driver, ...]]:
        """The cost of a project, which is added to that of the portfolio."""
        money = project_money(self._portfolio, project, self._as_of)
        approved = money.approved.amount if money.approved else None
        held = money.contingency.amount if money.contingency else None
        if money.estimate is not None:
            base = money.estimate.amount
        elif approved is not None:
            base = approved - (held or 0)
        else:
            reasons["cost"] = NO_COST
            return None, ()
        if approved is None:
            reasons["cost.within_budget"] = NO_BUDGET
        total: Draws = np.zeros(self._runs)
        for one in self._own.values():
            if one.cost is not None:
                total += one.cost
        found = self._range(money.currency, base, total, approved, held)
        rate = exchange_rate(self._portfolio, money.currency)
        if rate is None:
            not_converted.add(project.id)
        else:
            whole.add(found, total, self._own, rate)
        return found, _drivers(total, self._own)

    def _whole_cost(self, whole: _Whole, reasons: dict[str, Message]) -> CostRange | None:
        if not whole.projects:
            reasons["cost"] = NO_COSTS
            return None
        if not whole.has_all_budgets:
            reasons["cost.within_budget"] = NOT_ALL_BUDGETS
        currency = self._portfolio.currency
        approved = whole.approved if whole.has_all_budgets else None
        return self._range(currency, whole.base, whole.total, approved, whole.contingency)

    def _whole_drivers(self, whole: _Whole) -> tuple[Driver, ...]:
        parts = {}
        for one in whole.widest:
            drawn = self._drawn(self._risks[one.address])
            if drawn.cost is not None:
                parts[one.address] = drawn._replace(cost=drawn.cost * one.rate)
        return _drivers(whole.total, parts)

    def _range(
        self,
        currency: str,
        base: Decimal,
        total: Draws,
        approved: Decimal | None,
        contingency: Decimal | None,
    ) -> CostRange:
        """The range of a base and the ``total`` of the risks."""
        start = float(base)
        p50, p80, p90, wished = (start + value for value in percentiles(total, self._shares))
        enough = None if approved is None else float(np.mean(total <= float(approved - base)))
        return CostRange(
            currency, base, start + float(total.mean()), p50, p80, p90, wished, approved, enough, contingency
        )

    # finish

    def _finish_of(
        self, network: SimulatedNetwork, project: Project, ends: _Ends, reasons: dict[str, Message]
    ) -> tuple[FinishRange | None, tuple[Driver, ...]]:
        """The finish of a project, which is added to that of the portfolio."""
        days = network.reach(project)
        last = self._schedule.last_of(project)
        if days is None or last is None or last.early is None:
            reasons["finish"] = NO_DATE
            return None, ()
        ends.add(last, days)
        baseline = last.node.milestone.baseline
        if baseline is None:
            reasons["finish.in_time"] = NO_BASELINE
        found = self._finish(network, last.early, days, baseline, last.address, reasons)
        return found, _days_drivers(network, project, days)

    def _last_finish(
        self, network: SimulatedNetwork, ends: _Ends, reasons: dict[str, Message]
    ) -> FinishRange | None:
        if ends.days is None:
            reasons["finish"] = NO_DATES
            return None
        if ends.baseline is None:
            reasons["finish.in_time"] = NOT_ALL_BASELINES
        return self._finish(network, ends.planned, ends.days, ends.baseline, ends.last, reasons)

    def _finish(
        self,
        network: SimulatedNetwork,
        planned: datetime.date,
        days: Days,
        baseline: datetime.date | None,
        address: str,
        reasons: dict[str, Message],
    ) -> FinishRange:
        numbers = percentiles(days, self._shares)
        if max(numbers) > network.number(datetime.date.max):
            reasons["finish"] = message("{address} may come after the year 9999", address=address)
        p50, p80, p90, wished = (network.day(number) for number in numbers)
        in_time = None if baseline is None else float(np.mean(days <= network.number(baseline)))
        return FinishRange(planned, p50, p80, p90, wished, baseline, in_time)


def _why_not(risk: Risk, chance: Decimal | None) -> Message | None:
    """Why a risk cannot be drawn."""
    estimates = [one for one in (risk.cost, risk.days) if one is not None]
    if not estimates:
        return NO_FIGURES
    if chance is None:
        return NO_LIKELIHOOD
    return None if all(is_in_order(one) for one in estimates) else OUT_OF_ORDER


def _moved(project: Project, risk: Risk, schedule: Schedule) -> Iterable[str]:
    """Keys of the open milestones that a risk moves: those it affects, else the last one of its project."""
    keys = []
    for reference in risk.affects:
        key = (reference if "/" in reference else f"{project.id}/{reference}").lower()
        one = schedule.milestones.get(key)
        if one is not None and one.slack_days is not None:
            keys.append(key)
    if not risk.affects:
        last = schedule.last_of(project)
        if last is not None:
            keys.append(key_of(last))
    return dict.fromkeys(keys)


def _days_drivers(network: SimulatedNetwork, project: Project, end: Days) -> tuple[Driver, ...]:
    """What each risk adds to the P80 of the finish, in working days."""
    risks = network.risks_of(project)
    if not risks:
        return ()
    with_all = math.ceil(percentiles(end, (0.8,))[0])
    return _largest(
        Driver(address, "days", float(with_all - whole_percentile(without, 0.8, with_all)))
        for address, without in network.ends_without(project, risks)
    )


def _drivers(total: Draws, parts: Mapping[str, _Drawn]) -> tuple[Driver, ...]:
    """What the cost of each risk adds to the P80 of the total; the largest first."""
    if not parts:
        return ()
    (with_all,) = percentiles(total, (0.8,))
    found = []
    without = np.empty_like(total)
    for address, one in parts.items():
        if one.cost is not None:
            np.subtract(total, one.cost, out=without)
            found.append(Driver(address, "cost", with_all - percentile_of(without, 0.8)))
    return _largest(found)


def _largest(drivers: Iterable[Driver]) -> tuple[Driver, ...]:
    ordered = sorted(drivers, key=lambda one: (-abs(one.p80), one.address))
    return tuple(one for one in ordered[:DRIVERS] if one.p80)
