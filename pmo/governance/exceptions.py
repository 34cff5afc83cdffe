"""Why a project leaves its tolerances: since when it says so itself, and which budget lines drive its cost."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from pmo.analysis.money import Money, left_to_spend
from pmo.analysis.parties import Party
from pmo.governance.deviations import Measured
from pmo.model.office import Delegation
from pmo.model.portfolio import Portfolio, Project
from pmo.model.scalars import Colour


@dataclass(frozen=True, slots=True)
class Reported:
    """What the status updates of a project say about one dimension."""

    colour: Colour | None
    """In the latest update; None where it says nothing about the dimension."""
    since: datetime.date | None
    """Day of the first of the latest updates in a row in which it is not green; None where it is green now."""


@dataclass(frozen=True, slots=True)
class LineCost:
    """A budget line at completion."""

    title: str
    approved: Money
    estimate: Money
    """Actual cost and what is still forecast of the line."""
    over: Money
    """Estimate less approved; above zero."""


def reported(project: Project, measured: Measured, as_of: datetime.date) -> Reported:
    """What the project says about a dimension, and since when that is not green."""
    colour: Colour | None = None
    since = None
    known = [one for one in project.statuses if one.date <= as_of]
    for index, status in enumerate(reversed(known)):
        said = getattr(status.health, measured)
        if index == 0:
            colour = said
        if said is None or said == "green":
            break
        since = status.date
    return Reported(colour, since)


def lines_over(portfolio: Portfolio, project: Project) -> tuple[LineCost, ...]:
    """The budget lines whose estimate is above their approved amount, the furthest first; none without a forecast."""
    budget = project.budget
    if budget is None or not budget.forecast:
        return ()
    costs: dict[str, Decimal] = {}
    for one in (*budget.actuals, *left_to_spend(budget)):
        if one.line is not None:
            costs[one.line.lower()] = costs.get(one.line.lower(), Decimal(0)) + one.cost
    currency = portfolio.currency_of(project)
    found = [
        LineCost(
            line.title,
            Money(Decimal(line.amount), currency),
            Money(estimate, currency),
            Money(estimate - line.amount, currency),
        )
        for line in budget.lines
        if (estimate := costs.get(line.id.lower(), Decimal(0))) > line.amount
    ]
    return tuple(sorted(found, key=lambda one: (-one.over.amount, one.title)))


def delegations_of(portfolio: Portfolio, party: Party, as_of: datetime.date) -> tuple[Delegation, ...]:
    """Authority that the people behind a party have lent, or will lend, to others; what is over does not count."""
    lent = portfolio.office.governance.delegations if portfolio.office else ()
    people = {one.lower() for one in party.people}
    found = [one for one in lent if one.from_.lower() in people and one.end >= as_of]
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.from_, one.to)))
