"""What pictures over time share: states of milestones with their signs, and the line of today."""

import datetime
from collections.abc import Collection
from typing import Final

from pmo.analysis.progress import MilestoneState
from pmo.locale import Language
from pmo.render.charts.picture import Row, moment, style

STATES: Final[dict[MilestoneState, str]] = {
    "reached": "circle",
    "planned": "diamond",
    "late": "triangle-right",
    "overdue": "triangle-up",
}
"""The sign of a milestone by its state, in the order of the legend."""


def state_scales(found: Collection[MilestoneState], language: Language) -> dict[str, Row]:
    """Words, signs and colours of the states in a picture."""
    known = [one for one in STATES if one in found]
    words = [language.label("milestone", one) for one in known]
    colours = style()["colours"]["state"]
    return {
        "shapes": {"domain": words, "range": [STATES[one] for one in known]},
        "colours": {"domain": words, "range": [colours[one] for one in known]},
    }


def today(as_of: datetime.date, language: Language) -> list[Row]:
    """The line that says which day it is."""
    said = language.text("today, {day}", day=language.date(as_of, short=True))
    return [{"day": moment(as_of), "said": said}]


def slip(days: int | None, language: Language) -> str:
    """``+5 working days`` where it is later than approved."""
    return f"{_sign(days)}{language.working_days(abs(days))}" if days else ""


def short_slip(days: int | None, language: Language) -> str:
    """``+5 d``: working days."""
    return _sign(days) + language.text("{days} d", days=language.number(abs(days))) if days else ""


def _sign(days: int) -> str:
    return "+" if days > 0 else "\N{MINUS SIGN}"
