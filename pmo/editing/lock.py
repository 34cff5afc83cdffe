"""One writer at a time for a portfolio, on one machine.

The lock is one of the operating system on the portfolio's folder itself, so there is no file to see or to clean
up, everybody meets the same one, and it goes with its process, however that ends. Where folders cannot be
locked (Windows, some network drives) a file in the cache takes its place.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from pmo.errors import PmoError
from pmo.loading.cache import folder, name_for

WAIT = 30.0
"""Seconds after which waiting for another writer ends."""
_PAUSE = 0.02


@contextlib.contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the portfolio in ``root`` for writing; waits a while for others, then refuses."""
    descriptor = _opened(root)
    try:
        deadline = time.monotonic() + WAIT
        while not _taken(descriptor):
            if time.monotonic() > deadline:
                raise PmoError(
                    f"another pmo has been changing this portfolio for {WAIT:.0f} seconds",
                    "wait for it to end, or end it; then run the command again",
                )
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)  # gives the lock back


if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _opened(root: Path) -> int:
        return _file(root)

    def _taken(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _opened(root: Path) -> int:
        descriptor = os.open(root, os.O_RDONLY)
        try:
            _taken(descriptor)
        except OSError:
            os.close(descriptor)
            return _file(root)
        return descriptor

    def _taken(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _file(root: Path) -> int:
    """A file of this portfolio that stands for its folder."""
    path = folder() / f"{name_for(root)}.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise PmoError(
            f"the portfolio cannot be locked for writing: {error}", "set XDG_CACHE_HOME to a folder of yours"
        ) from None
