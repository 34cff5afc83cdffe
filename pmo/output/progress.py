"""How far long work is: a line on a terminal that comes after a second and goes when the work is done."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO, TypeVar

from pmo.findings import Message, message
from pmo.progress import QUIET, Progress

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds of work before anything is shown."""
PAUSE = 0.1
"""Seconds between two looks of the line."""
CLEAR = "\r\x1b[K"
"""Back to the start of the line, and nothing on it."""


def for_person(translate: Callable[[str], str], *, wanted: bool = True) -> Progress:
    """Shown to a person who waits at a terminal, and to nobody else."""
    at_terminal = sys.stderr.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return ProgressLine(sys.stderr, translate) if wanted and at_terminal else QUIET


class ProgressLine(Progress):
    """`Reading files: 1200 of 6004`, written over again."""

    def __init__(
        self, stream: TextIO, translate: Callable[[str], str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream
        self._translate = translate
        self._clock = clock
        self._next = clock() + PATIENCE

    def over(self, what: Message, items: Iterable[T], total: int) -> Iterator[T]:
        shown = False
        try:
            for number, item in enumerate(items):
                if self._clock() >= self._next:
                    self._show(what, number, total)
                    shown = True
                yield item
        finally:
            if shown:
                self._stream.write(CLEAR)
                self._stream.flush()

    def _show(self, what: Message, number: int, total: int) -> None:
        done = message("{what}: {number} of {total}", what=what, number=number, total=total)
        width = shutil.get_terminal_size().columns
        self._stream.write(CLEAR + done.text(self._translate)[: width - 1])
        self._stream.flush()
        self._next = self._clock() + PAUSE
