"""Public holidays of a country: the one door to the library `holidays`, imported once a country is set."""

import datetime
from functools import lru_cache

FIRST_YEAR = 2000
LAST_YEAR = 2060
"""Years whose holidays are known; days outside count as working days unless the office says otherwise."""


@lru_cache(maxsize=16)
def public_holidays(country: str, subdivision: str | None = None) -> tuple[datetime.date, ...] | None:
    """Public holidays in order, observed days included; None for a country or subdivision that is not known."""
    import holidays

    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=range(FIRST_YEAR, LAST_YEAR + 1))
    except NotImplementedError:
        return None
    return tuple(sorted(found))
