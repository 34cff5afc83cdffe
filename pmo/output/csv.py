"""Tables as CSV that no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from pmo.render.inert import for_csv_cell

Cell = str | int | Decimal | bool | date | None


def table(header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> str:
    """A header and rows; what is not recorded is an empty cell."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(map(for_csv_cell, header))
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return stream.getvalue()


@lru_cache(maxsize=65_536, typed=True)
def _written(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    text = (
        str(value).replace("\r\n", "\n").replace("\r", "\n")
    )  # a bare one would not be quoted, and end the row
    return for_csv_cell(text)
