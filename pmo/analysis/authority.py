"""Who may decide about changes: `governance.authority` of `pmo.yaml`."""

from decimal import Decimal

from pmo.analysis.money import Money, converted
from pmo.model.changes import Change
from pmo.model.office import Authority
from pmo.model.once import once
from pmo.model.portfolio import Holder, Portfolio, Project


def covers(authority: Authority, cost: Decimal, days: int) -> bool:
    """Whether somebody with this authority may approve that much; without a limit, anything."""
    enough_money = authority.max_cost is None or cost <= authority.max_cost
    return enough_money and (authority.max_days is None or days <= authority.max_days)


def decider_of(portfolio: Portfolio, holder: Holder, change: Change) -> str | None:
    """The body or role with the least authority that is enough for a change; None where nobody has it."""
    return decider_for(portfolio, holder, _cost(portfolio, holder, change), change.impact.days or 0)


def decider_for(portfolio: Portfolio, holder: Holder, cost: Decimal, days: int) -> str | None:
    """The same for a cost in the office's currency and working days.

    Steering groups decide for their own projects only; a body that steers no project decides for all.
    """
    office = portfolio.office
    if office is None:
        return None
    steering = _steering_groups(portfolio)
    for one in office.governance.authority:
        body = (one.body or "").lower()
        is_near = body not in steering or holder.address in steering[body]
        if is_near and covers(one, cost, days):
            return one.body or one.role
    return None


def highest_body(portfolio: Portfolio) -> str | None:
    """Id of the body that decides what is too large for all others; None where the office names none.

    The one with the largest authority over cost, else the first that steers no project.
    """
    office = portfolio.office
    if office is None:
        return None
    largest = Decimal(-1)
    found: str | None = None
    for one in office.governance.authority:
        limit = Decimal("Infinity") if one.max_cost is None else one.max_cost
        if one.body is not None and one.body.lower() in portfolio.bodies and limit > largest:
            found, largest = portfolio.bodies[one.body.lower()].id, limit
    if found is not None:
        return found
    steering = _steering_groups(portfolio)
    return next((body.id for key, body in portfolio.bodies.items() if key not in steering), None)


def _cost(portfolio: Portfolio, holder: Holder, change: Change) -> Decimal:
    cost = Decimal(change.impact.cost or 0)
    if isinstance(holder, Project):
        own = converted(portfolio, Money(cost, portfolio.currency_of(holder)))
        return own.amount if own else Decimal(0)
    return cost


@once
def _steering_groups(portfolio: Portfolio) -> dict[str, set[str]]:
    """By body the addresses of the projects that it steers, and of their programmes."""
    found: dict[str, set[str]] = {}
    for project in portfolio.projects.values():
        charter = project.charter
        if charter is not None and charter.body is not None:
            addresses = found.setdefault(charter.body.lower(), set())
            addresses.add(project.address)
            if charter.programme is not None:
                addresses.add(f"programmes/{charter.programme}")
    return found
