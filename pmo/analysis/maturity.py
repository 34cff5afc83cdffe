"""The overall level of a maturity assessment."""

from decimal import Decimal

from pmo.model.assessment import Assessment


def overall_level(assessment: Assessment) -> Decimal | None:
    """Staged: the lowest level of all perspectives; else their mean. None where no perspective has a level."""
    levels = [Decimal(one.level) for one in assessment.dimensions if one.level is not None]
    if not levels:
        return None
    return min(levels) if assessment.scoring == "staged" else sum(levels, Decimal(0)) / len(levels)
