"""How far a project may go before somebody above it must decide."""

from decimal import Decimal

from pmo.model.office import Tolerances
from pmo.model.portfolio import Portfolio, Project


def cost_tolerance(portfolio: Portfolio, project: Project) -> Decimal | None:
    """Overrun, as a fraction of the approved budget, that is still the project's own business.

    The charter's, else the programme's, else the office's; None where nobody set one.
    """
    return next((one.cost for one in _levels(portfolio, project) if one.cost is not None), None)


def schedule_tolerance(portfolio: Portfolio, project: Project) -> int | None:
    """Delay of the finish in working days that is still the project's own business; by the same levels."""
    days = (one.schedule_days for one in _levels(portfolio, project) if one.schedule_days is not None)
    return next(days, None)


def _levels(portfolio: Portfolio, project: Project) -> tuple[Tolerances, ...]:
    """Tolerances that count for a project, the nearest first."""
    charter = project.charter
    programme = portfolio.programmes.get((charter.programme or "").lower()) if charter else None
    levels = (
        charter.tolerances if charter else None,
        programme.tolerances if programme else None,
        portfolio.office.governance.tolerances if portfolio.office else None,
    )
    return tuple(one for one in levels if one is not None)
