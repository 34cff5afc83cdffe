"""When the portfolio reports."""

import datetime
from collections import Counter

from pmo.analysis.calendars import calendar_of
from pmo.analysis.progress import cycle_before, next_status_due
from pmo.model.office import Reporting
from pmo.model.portfolio import Portfolio


def last_reporting_date(portfolio: Portfolio, as_of: datetime.date) -> datetime.date:
    """The day of the last round of status updates that is over.

    A round is over once the office's days of grace have passed since; until then the reports that come in belong
    to the round that goes on. Its day is the one on which most projects reported. Where nobody has reported it
    is the day one cycle ago.
    """
    grace = (portfolio.office.reporting if portfolio.office else Reporting()).grace_days
    calendar = calendar_of(portfolio)
    days = Counter(status.date for project in portfolio.projects.values() for status in project.statuses)
    over = [day for day in days if day <= as_of and calendar.add_working_days(day, grace) < as_of]
    if not over:
        return cycle_before(portfolio, as_of)
    latest = max(over)
    last_round = (day for day in over if next_status_due(portfolio, day) > latest)
    return max(last_round, key=lambda day: (days[day], day))
