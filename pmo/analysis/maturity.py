"""The maturity assessments made by a day, and the overall level of one."""

import datetime
from decimal import Decimal

from pmo.model.assessment import Assessment
from pmo.model.portfolio import Portfolio


def assessments_until(portfolio: Portfolio, as_of: datetime.date) -> list[Assessment]:
    """The assessments made by a day, the latest last."""
    return sorted((one for one in portfolio.assessments if one.date <= as_of), key=lambda one: one.date)


def overall_level(assessment: Assessment) -> Decimal | None:
    """Staged: the lowest level of all perspectives; else their mean. None where no perspective has a level."""
    levels = [Decimal(one.level) for one in assessment.dimensions if one.level is not None]
    if not levels:
        return None
    return min(levels) if assessment.scoring == "staged" else sum(levels, Decimal(0)) / len(levels)
