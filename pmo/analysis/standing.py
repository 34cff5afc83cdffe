"""The portfolio in a few figures, so that two days can be set side by side."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from pmo.analysis.decisions import questions
from pmo.analysis.health import OVERALL, health_of
from pmo.analysis.money import Money, budget_totals, cents
from pmo.analysis.progress import Health, progress_of
from pmo.analysis.registers import open_actions, overdue
from pmo.analysis.risk_register import risk_register
from pmo.model.portfolio import Holder, Portfolio, Project


@dataclass(frozen=True, slots=True)
class Standing:
    """Open projects, and what is recorded of them, on a day. Money in the office's currency."""

    open: int
    """Projects that are neither completed nor cancelled."""
    active: int
    """Of these, active ones."""
    red: int
    """Open projects that are red by the facts, overrides that count included."""
    amber: int
    """Open projects that are amber by the facts."""
    green: int
    """Open projects that are green by the facts."""
    watermelons: int
    """Open projects that declare something green that is red by the facts."""
    approved: Money
    """Approved budgets of the open projects."""
    estimate: Money
    """Estimates at completion of those that have one and a budget."""
    estimated_approved: Money
    """Approved budgets of the same projects."""
    unestimated: tuple[str, ...]
    """Ids of the open projects that have an approved budget and no estimate."""
    not_converted: tuple[str, ...]
    """Ids of open projects whose money is in no sum, for want of an exchange rate."""
    late_milestones: int
    """Open milestones that are overdue, or expected after their baseline."""
    exposure: Money
    """EMV of the open threats."""
    red_risks: int
    """Open threats in a red cell as things stand."""
    decisions: int
    """Decisions that somebody waits for."""
    overdue_actions: int
    """Actions of all registers that should be done by now."""


def is_whole(portfolio: Portfolio, projects: Iterable[Project]) -> bool:
    """Whether these are all projects: only then do the registers of programmes and the office count."""
    return {one.id for one in projects} >= {
        one.id for one in portfolio.projects.values() if one.charter is not None
    }


def holders_of(portfolio: Portfolio, projects: Iterable[Project]) -> tuple[Holder, ...]:
    """The projects that are not over, with the programmes and the office where these are all projects."""
    chosen = tuple(projects)
    others = (
        [one for one in portfolio.holders if one.level != "project"] if is_whole(portfolio, chosen) else []
    )
    return (*others, *(one for one in chosen if one.is_open))


def standing(portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date) -> Standing:
    """How these projects stand on a day."""
    chosen = tuple(projects)
    open_ = [one for one in chosen if one.is_open]
    holders = holders_of(portfolio, chosen)
    ids = None if is_whole(portfolio, chosen) else {one.id for one in chosen}
    colours: list[Health | None] = []
    watermelons = 0
    for project in open_:
        health = health_of(portfolio, project, as_of)
        colours.append(health.counting.get(OVERALL))
        watermelons += health.watermelon
    money = budget_totals(portfolio, open_, as_of)
    register = risk_register(portfolio, holders, as_of)
    currency = portfolio.currency
    return Standing(
        open=len(open_),
        active=sum(one.is_running for one in open_),
        red=colours.count("red"),
        amber=colours.count("amber"),
        green=colours.count("green"),
        watermelons=watermelons,
        approved=money.approved,
        estimate=money.estimate,
        estimated_approved=money.estimated_approved,
        unestimated=money.unestimated,
        not_converted=money.not_converted,
        late_milestones=sum(len(progress_of(portfolio, one, as_of).behind) for one in open_),
        exposure=Money(cents(register.exposure.threats), currency),
        red_risks=sum(one.risk.type == "threat" and one.current == "R" for one in register.open),
        decisions=len(questions(portfolio, as_of, ids)),
        overdue_actions=sum(len(overdue(open_actions(one), as_of)) for one in holders),
    )
