"""A folder that holds a site: what changed is written, what vanished is removed, what others put there is left alone."""

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pmo.errors import PmoError, UsageError
from pmo.findings import message
from pmo.output.files import refuse_own, refuse_own_folder, write_file
from pmo.output.site import SiteData

MANIFEST: Final = ".pmo-site.json"
"""Names the files that are ours, with what we wrote into them."""
_FORMAT: Final = 1
_PATH: Final = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,199}/){0,8}[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")
"""A path that we write; a list that names others was not written by us."""


def check(folder: Path, root: Path) -> None:
    """Refuse a folder that is not ours to write into."""
    refuse_own(folder / "index.html", root)
    refuse_own_folder(folder, root)
    if folder.exists() and not folder.is_dir():
        raise UsageError(message("{path} is a file", path=str(folder)), message("name a folder"))
    if folder.is_dir() and not (folder / MANIFEST).is_file() and any(folder.iterdir()):
        raise UsageError(
            message("{path} holds files that are no site of pmo", path=str(folder)),
            message("name an empty folder, or one that does not exist yet"),
        )


def write(folder: Path, root: Path, files: Iterable[tuple[str, bytes]]) -> SiteData:
    """Make the folder hold these files; ``root`` is the folder of the portfolio."""
    check(folder, root)
    _refuse_link(folder / MANIFEST, folder)
    known = _known(folder)
    now: dict[str, str] = {}
    written: list[str] = []
    try:
        for path, content in files:
            target = folder / path
            if path not in known and target.exists():
                raise UsageError(
                    message("{path} is not part of the site that pmo wrote there", path=str(target)),
                    message("move it away, or name another folder"),
                )
            if not _holds(target, content):
                _make(target.parent)
                _refuse_link(target, folder)
                write_file(target, content)
                written.append(path)
            now[path] = _digest(content)
    except BaseException:
        if now:  # what was written so far is ours
            _remember(folder, known | now)
        raise
    removed, kept = _remove(folder, {path: digest for path, digest in known.items() if path not in now})
    _remember(folder, now)
    return SiteData(
        folder=str(folder),
        pages=sum(path.endswith(".html") for path in now),
        written=tuple(written),
        unchanged=len(now) - len(written),
        removed=tuple(removed),
        kept=tuple(kept),
    )


def _known(folder: Path) -> dict[str, str]:
    """What the manifest says; nothing where there is none."""
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_bytes())
        files = data["files"] if data["format"] == _FORMAT else None
        if not isinstance(files, dict) or not all(isinstance(one, str) for one in files.values()):
            raise TypeError
        if not all(_PATH.fullmatch(one) for one in files):
            raise ValueError
    except (ValueError, KeyError, TypeError, OSError, RecursionError):
        raise PmoError(
            message("{path} cannot be read", path=str(path)),
            message("name another folder, or remove this one"),
        ) from None
    return files


def _remember(folder: Path, files: dict[str, str]) -> None:
    data = {"format": _FORMAT, "files": dict(sorted(files.items()))}
    content = (json.dumps(data, indent=1) + "\n").encode()
    if not _holds(folder / MANIFEST, content):
        write_file(folder / MANIFEST, content)


def _remove(folder: Path, gone: dict[str, str]) -> tuple[list[str], list[str]]:
    """Remove what we wrote and nobody touched since, and folders that become empty by that."""
    removed, kept = [], []
    for path, digest in sorted(gone.items()):
        target = folder / path
        if not _is_inside(target, folder) or not target.is_file():
            continue
        if _digest(target.read_bytes()) != digest:
            kept.append(path)
            continue
        try:
            target.unlink()
        except OSError as error:
            raise _failure(target, error) from None
        removed.append(path)
        if target.parent != folder:
            with contextlib.suppress(OSError):
                target.parent.rmdir()
    return removed, kept


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _failure(folder, error) from None


def _failure(path: Path, error: OSError) -> PmoError:
    return PmoError(
        message("{path} cannot be written: {reason}", path=str(path), reason=error.strerror or str(error)),
        message("check the folder and its permissions"),
    )


def _refuse_link(target: Path, folder: Path) -> None:
    """Nothing is written through a link that leads out of the folder."""
    if not _is_inside(target, folder):
        raise UsageError(
            message("{path} is a link that leads out of the folder", path=str(target)),
            message("name another folder"),
        )


def _is_inside(target: Path, folder: Path) -> bool:
    return Path(os.path.realpath(target)).is_relative_to(os.path.realpath(folder))  # links may go round


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
