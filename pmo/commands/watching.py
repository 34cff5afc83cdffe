"""Waiting until the files of a portfolio change."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from pmo.commands.session import Session

_SECONDS = 0.3


def after_a_change(session: Session) -> Session:
    """Wait until a file of the portfolio, or a template of its own, changes; then load again."""
    before = _stamps(session)
    while _stamps(session) == before:
        time.sleep(_SECONDS)
    return session.reloaded()


def _stamps(session: Session) -> list[tuple[str, int, int]]:
    stamps = []
    for path in _watched(session):
        with contextlib.suppress(OSError):
            status = path.stat()
            stamps.append((str(path), status.st_size, status.st_mtime_ns))
    return stamps


def _watched(session: Session) -> Iterator[Path]:
    yield from (session.root / file.path for file in session.loaded.tree.files())
    yield from sorted((session.root / "templates").rglob("*"))
