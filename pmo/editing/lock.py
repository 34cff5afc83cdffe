"""One writer at a time for a portfolio, on one machine.

The lock is one of the operating system on the portfolio's folder itself, so there is no file to see or to clean
up, everybody meets the same one, and it goes with its process, however that ends. Where folders cannot be
locked (Windows, some network drives) a file in the cache takes its place.
"""

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from pmo.errors import PmoError
from pmo.loading.cache import folder, name_for

WAIT = 60.0
"""Seconds after which waiting for other writers ends."""


@contextlib.contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the portfolio in ``root`` for writing; waits a while for others, in turn, then refuses."""
    descriptor = _opened(root)
    try:
        if not _taken(descriptor) and not _taken_in_turn(descriptor):
            raise PmoError(
                f"other writers have been changing this portfolio for {WAIT:.0f} seconds",
                "wait for them to end, or end them; then run the command again",
            )
        yield
    finally:
        os.close(descriptor)  # gives the lock back


if os.name == "nt":  # pragma: no cover
    import msvcrt

    _PAUSE = 0.05

    def _opened(root: Path) -> int:
        return _file(root)

    def _taken(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

    def _taken_in_turn(descriptor: int) -> bool:
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            time.sleep(_PAUSE)
            if _taken(descriptor):
                return True
        return False

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

    def _taken_in_turn(descriptor: int) -> bool:
        """Wait where the system wakes those that wait one after the other; asking again and again is not fair."""
        own = os.dup(descriptor)  # the same lock, for a thread that may wait longer than we do
        waiting = threading.Thread(target=_wait, args=(own,), daemon=True)
        waiting.start()
        waiting.join(WAIT)
        return not waiting.is_alive()

    def _wait(own: int) -> None:
        try:
            fcntl.flock(own, fcntl.LOCK_EX)
        finally:
            os.close(own)


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
