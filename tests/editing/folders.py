"""Portfolios for tests that change files, and what differs afterwards."""

import datetime
import shutil
from collections.abc import Mapping
from pathlib import Path

from pmo.documents import Plain
from pmo.editing.door import Written, write
from tests.portfolios import AS_OF


def copied(portfolio: Path, to: Path) -> Path:
    """A copy of a portfolio that may be changed."""
    root = to / "portfolio"
    shutil.copytree(portfolio, root)
    return root


def files(root: Path) -> dict[str, bytes]:
    """Content of every file below a folder, hidden ones too."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git/" not in path.as_posix()
    }


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    """Paths of the files that differ."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def put(
    root: Path, path: str, keys: tuple[str | int, ...], value: Plain, as_of: datetime.date = AS_OF
) -> Written[None]:
    """Set one field through the door."""
    return write(root, lambda draft: draft.set(path, keys, value), as_of=as_of)
