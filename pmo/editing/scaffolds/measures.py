"""Success measures of a project management office that an office can choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pmo.locale.marking import mark


@dataclass(frozen=True, slots=True)
class Measure:
    """A success measure, with a target to begin with."""

    id: str
    title: str
    unit: str
    target: str
    """An exact number."""
    direction: Literal["up", "down"] = "up"


_SHARE = mark("share")
_DAYS = mark("working days")

MEASURES: Mapping[str, Measure] = {
    one.id: one
    for one in (
        Measure("on-time", mark("Projects that finish or are expected to finish on time"), _SHARE, "0.8"),
        Measure("on-budget", mark("Projects that stay within their approved budget"), _SHARE, "0.8"),
        Measure("forecast-accuracy", mark("Forecasts of cost that came true within a tenth"), _SHARE, "0.8"),
        Measure("benefits-realised", mark("Benefits realised of those that were due"), _SHARE, "0.8"),
        Measure("strategic-spend", mark("Spend on projects that serve an objective"), _SHARE, "0.9"),
        Measure("utilisation", mark("Capacity that is allocated"), _SHARE, "0.85"),
        Measure("overload-days", mark("Days on which somebody is overloaded"), _DAYS, "0", "down"),
        Measure("gate-pass-rate", mark("Gates passed at the first review"), _SHARE, "0.8"),
        Measure("status-in-time", mark("Status reports handed in within the days of grace"), _SHARE, "0.95"),
        Measure("watermelon-rate", mark("Projects reported green that are red inside"), _SHARE, "0", "down"),
        Measure("risk-reviews", mark("Open risks reviewed in time"), _SHARE, "0.95"),
        Measure("change-cycle-time", mark("Days from a change request to its decision"), _DAYS, "15", "down"),
        Measure(
            "lessons-reused", mark("Lessons reused by another project in the year"), mark("lessons"), "6"
        ),
        Measure("certificates-valid", mark("Certificates that roles need and that are valid"), _SHARE, "1"),
        Measure("idea-to-decision", mark("Days from idea to decision"), _DAYS, "40", "down"),
        Measure("maturity", mark("Maturity of the office from 1 to 5"), mark("level"), "3"),
    )
}
"""By id."""
DEFAULT: tuple[str, ...] = ("on-time", "on-budget", "benefits-realised", "status-in-time")
"""The measures of an office that chose none."""
