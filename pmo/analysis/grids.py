"""Even periods that money is shown in, whatever the periods that the files give it in.

Everything is a whole number of months: a period of a file lies within a period of the grid and adds to it, or
reaches over several and can be spread over its months, evenly and to the cent. Nothing is lost on the way.
"""

import calendar
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final, Literal, get_args

Unit = Literal["month", "quarter", "year", "fiscal-quarter", "fiscal-year"]
UNITS: Final[tuple[Unit, ...]] = get_args(Unit)
_MONTHS: Final[dict[Unit, int]] = {
    "month": 1,
    "quarter": 3,
    "year": 12,
    "fiscal-quarter": 3,
    "fiscal-year": 12,
}
_CENT: Final = Decimal("0.01")


def month_of(day: datetime.date) -> int:
    """The month of a day, counted from the year 0."""
    return day.year * 12 + day.month - 1


@dataclass(frozen=True, slots=True)
class Grid:
    """Periods of one length, numbered from the year 0 on."""

    unit: Unit
    fiscal_year_start: int = 1
    """Month in which the fiscal year begins."""

    @property
    def months(self) -> int:
        """Length of a period."""
        return _MONTHS[self.unit]

    @property
    def _offset(self) -> int:
        return self.fiscal_year_start - 1 if self.unit.startswith("fiscal") else 0

    def at(self, month: int) -> int:
        """Number of the period that holds a month."""
        return (month - self._offset) // self.months

    def of(self, day: datetime.date) -> int:
        """Number of the period that holds a day."""
        return self.at(month_of(day))

    def name(self, number: int) -> str:
        """As files write it: `2026-11`, `2026-Q4`, `2026`, `FY2026-Q1`, `FY2026`."""
        year, part = divmod(number, 12 // self.months)
        year = max(year, datetime.MINYEAR)
        prefix = "FY" if self.unit.startswith("fiscal") else ""
        match self.months:
            case 1:
                return f"{year:04}-{part + 1:02}"
            case 3:
                return f"{prefix}{year:04}-Q{part + 1}"
        return f"{prefix}{year:04}"

    def first_day(self, number: int) -> datetime.date:
        """Its first day; time begins with the year 1."""
        year, month = divmod(number * self.months + self._offset, 12)
        return datetime.date(year, month + 1, 1) if year >= datetime.MINYEAR else datetime.date.min

    def last_day(self, number: int) -> datetime.date:
        """Its last day; time ends with the year 9999."""
        year, month = divmod((number + 1) * self.months + self._offset - 1, 12)
        if year > datetime.MAXYEAR:
            return datetime.date.max
        return datetime.date(year, month + 1, calendar.monthrange(year, month + 1)[1])

    def split(self, amount: Decimal, first: int, last: int) -> Iterator[tuple[int, Decimal]]:
        """An amount of the months ``first`` to ``last``, spread evenly over them, by the period that each is in.

        The parts are rounded to the cent (to the last decimal of the amount, where it has more) so that each sum
        from the start is as close as it can be; together they are the amount.
        """
        exponent = amount.as_tuple().exponent
        step = min(_CENT, Decimal(1).scaleb(exponent)) if isinstance(exponent, int) else _CENT
        count, given = last - first + 1, Decimal(0)
        number, month = self.at(first), first
        while month <= last:
            after = min((number + 1) * self.months + self._offset, last + 1)
            share = after - first
            so_far = (
                amount
                if share == count
                else (amount * share / count).quantize(step, rounding=ROUND_HALF_EVEN)
            )
            yield number, so_far - given
            number, month, given = number + 1, after, so_far
