"""Parsing many documents on two processors: the other half in a forked process.

Only where many files are new (a first check in CI), and only where the system can fork. A process that fails
costs time, never a result: what it did not deliver is parsed here.
"""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import msgspec

Item = TypeVar("Item")

WORTH_IT = 600
"""Documents below which a second process costs more than it saves."""


def can_fork() -> bool:
    """Whether there is a second processor and forking is safe: no other thread is running."""
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1 and threading.active_count() == 1


def in_other_process(
    items: Sequence[Item], work: Callable[[Item], bytes | None]
) -> Callable[[], list[bytes | None]]:
    """Begin ``work`` on the items in a forked process; the result waits for it and gives what it made.

    None stands for what could not be made, there or because the process failed.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _deliver(reading, writing, items, work)
    os.close(writing)

    def collect() -> list[bytes | None]:
        with open(reading, "rb") as stream:  # noqa: PTH123 - a descriptor, not a path
            content = stream.read()
        os.waitpid(child, 0)
        with contextlib.suppress(msgspec.MsgspecError):
            made = msgspec.msgpack.decode(content, type=list[bytes | None])
            if len(made) == len(items):
                return made
        return [None] * len(items)

    return collect


def _deliver(reading: int, writing: int, items: Sequence[Item], work: Callable[[Item], bytes | None]) -> None:
    """The life of the other process; it never returns."""
    code = 1
    try:
        os.close(reading)
        content = msgspec.msgpack.encode(list(_made(items, work)))
        with open(writing, "wb") as stream:
            stream.write(content)
        code = 0
    finally:
        os._exit(code)


def _made(items: Sequence[Item], work: Callable[[Item], bytes | None]) -> Iterator[bytes | None]:
    return (work(item) for item in items)
