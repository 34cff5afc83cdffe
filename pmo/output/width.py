"""How wide a result may be."""

import os
import shutil


def is_bounded(*, to_terminal: bool) -> bool:
    """Whether lines must fit: on a terminal, and wherever somebody says so with `COLUMNS`."""
    said = os.environ.get("COLUMNS", "")
    return to_terminal or (said.isdecimal() and int(said) > 0)


def width_of_output(*, to_terminal: bool, otherwise: int = 120) -> int:
    """Columns of the terminal or of `COLUMNS`, or ``otherwise`` where neither is there."""
    if not is_bounded(to_terminal=to_terminal):
        return otherwise
    return shutil.get_terminal_size((otherwise, 24)).columns
