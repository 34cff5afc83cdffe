"""How far a project may go before somebody above it must decide."""

from decimal import Decimal

from pmo.model.portfolio import Portfolio, Project


def cost_tolerance(portfolio: Portfolio, project: Project) -> Decimal | None:
    """Overrun, as a fraction of the approved budget, that is still the project's own business.

    The charter's, else the programme's, else the office's; None where nobody set one.
    """
    charter = project.charter
    programme = portfolio.programmes.get((charter.programme or "").lower()) if charter else None
    levels = (
        charter.tolerances if charter else None,
        programme.tolerances if programme else None,
        portfolio.office.governance.tolerances if portfolio.office else None,
    )
    return next((one.cost for one in levels if one is not None and one.cost is not None), None)
