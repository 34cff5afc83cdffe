"""The matrix of opportunities: a sign of its own, where the first are those most worth pursuing."""

from pmo.render.charts.picture import Picture
from pmo.render.charts.risk_matrix import matrix
from pmo.render.reports import Scope


def picture(scope: Scope) -> Picture | None:
    """The matrix of opportunities; None where none is assessed."""
    return matrix(scope, "opportunity")
