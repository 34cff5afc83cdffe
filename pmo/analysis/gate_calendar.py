"""Gate reviews by day: held and what was decided, past their day, and still to come."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pmo.analysis.calendars import calendar_of
from pmo.model.gates import GateReview
from pmo.model.portfolio import Portfolio, Project

ReviewState = Literal["decided", "held", "overdue", "due"]
"""Held: without a decision yet; overdue: its planned day has passed, and it was not held."""


@dataclass(frozen=True, slots=True)
class DatedReview:
    """A gate review that has a day."""

    address: str
    project: Project
    review: GateReview
    gate: str
    """Title of the gate."""
    state: ReviewState
    day: datetime.date
    """On which it was held, else is planned."""
    late_days: int
    """Working days from the planned day to the one on which it was held, else to today; 0 in time."""


def dated_reviews(
    portfolio: Portfolio, projects: Iterable[Project], as_of: datetime.date
) -> tuple[DatedReview, ...]:
    """The gate reviews of these projects by day; of projects that are over only those that were held.

    What is dated later than today had not happened: a review held tomorrow is due.
    """
    calendar = calendar_of(portfolio)
    found = []
    for project in projects:
        for index, review in enumerate(project.gate_reviews):
            held = review.held if review.held is not None and review.held <= as_of else None
            day = held or review.planned or review.held
            if day is None or (held is None and not project.is_open):
                continue
            state: ReviewState = "decided" if review.decision is not None else "held"
            if held is None:
                state = "overdue" if day < as_of else "due"
            until = held or as_of
            late = calendar.working_days_between(review.planned, until) if review.planned else 0
            found.append(
                DatedReview(
                    address=f"{project.address}/gates/{review.id or index + 1}",
                    project=project,
                    review=review,
                    gate=portfolio.gate_title(project, review.gate),
                    state=state,
                    day=day,
                    late_days=max(late, 0),
                )
            )
    return tuple(sorted(found, key=lambda one: (one.day, one.address)))
