"""Whether what is written may be coloured."""

import os
import sys


def is_wanted(*, to_terminal: bool | None = None) -> bool:
    """Colour for a person at a terminal, unless NO_COLOR or FORCE_COLOR say otherwise."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (
        sys.stdout.isatty() if to_terminal is None else to_terminal
    )


def bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m"
