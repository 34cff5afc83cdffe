"""How much of a foreign file is read at most: a file that goes beyond is refused before it fills the memory."""

from pmo.errors import PmoError

MOST_BYTES = 100 * 1024 * 1024
"""Of the file itself."""
MOST_UNPACKED_BYTES = 500 * 1024 * 1024
"""Of everything that is packed in a workbook."""
MOST_PART_BYTES = 150 * 1024 * 1024
"""Of a sheet, or of the texts that sheets share, unpacked."""
MOST_CELL_BYTES = 1024 * 1024
"""Of one text in a workbook: more than any cell holds (32,767 characters), however they are written."""
MOST_ROWS = 200_000
MOST_COLUMNS = 2_000


def too_many_rows(name: str) -> PmoError:
    return PmoError(f"{name} has more than {MOST_ROWS:,} rows", "split it, and import the parts one by one")


def too_large(name: str, limit: int) -> PmoError:
    return PmoError(
        f"{name} is larger than {limit // 1024 // 1024} MiB", "split it, or leave out what is not needed"
    )
