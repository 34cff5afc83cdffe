"""Files replaced whole or not at all, whatever happens meanwhile.

Each new content goes to a temporary file beside its target, is brought to the disk, and then takes the target's
place in one step. Of several files all are made ready first. A process that is killed leaves every file as it was
or as it was to be: before the first step none has changed, between two steps those that were changed earlier have.
What it leaves behind is a hidden file, which is never read and goes with the next change in that folder.
"""

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pmo.errors import Interrupted, PmoError

_PREFIX = ".pmo-"
_SUFFIX = ".tmp"
_MANY = 20
"""Files from which on several are brought to the disk at once."""
_AT_ONCE = 8
_AGAIN = "nothing was changed; run the command again"
CHANGED = "the change was made all the same; `git diff` shows it"


def replace_files(
    root: Path, changes: Mapping[str, bytes | None], before: Mapping[str, bytes | None]
) -> None:
    """Give the files below ``root`` their new content (None removes one), in this order.

    ``before`` is what they are known to hold; a file that holds something else by now is not touched. Raises
    PmoError where nothing could be written; what was written before is taken back.
    """
    places = {path: place_in(root, path) for path in changes}
    folders = list(dict.fromkeys(place.parent for place in places.values()))
    for folder in folders:
        _clean(folder)
    made = _Made()
    try:
        ready = {
            path: _prepared(places[path], content, made)
            for path, content in changes.items()
            if content is not None
        }
        _each(_sync_file, ready.values())
        for path in changes:
            if _content(places[path]) != before.get(path):
                raise PmoError(f"{path} was changed by somebody else meanwhile", _AGAIN)
    except BaseException as reason:
        made.undo()
        if isinstance(reason, OSError):
            raise _refusal(reason) from None
        raise
    done: list[str] = []
    try:
        for path in changes:
            done.append(path)  # first: a signal between the two must not leave it out of what is taken back
            _put(ready.get(path), places[path])
    except BaseException as reason:
        try:
            _take_back(places, done, before)
            made.undo()
        except KeyboardInterrupt:  # again
            raise Interrupted("interrupted", "a part may be written; `git diff` shows it") from None
        if isinstance(reason, OSError):
            raise _refusal(reason) from None
        if isinstance(reason, KeyboardInterrupt):
            raise Interrupted("interrupted", "what was written was taken back; nothing is changed") from None
        raise
    try:
        _each(_sync, folders)
    except KeyboardInterrupt:
        raise Interrupted("interrupted", CHANGED) from None


@dataclass
class _Made:
    """Temporary files and folders that go when writing fails."""

    def __post_init__(self) -> None:
        self.files: list[Path] = []
        self.folders: list[Path] = []

    def undo(self) -> None:
        for file in self.files:
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
        for folder in reversed(self.folders):
            with contextlib.suppress(OSError):
                folder.rmdir()


def place_in(root: Path, path: str) -> Path:
    """The file itself, behind links that stay inside the portfolio; refuses where nothing can be written."""
    top = root.resolve()
    target = (root / path).resolve()
    if not target.is_relative_to(top):
        raise PmoError(
            f"{path} is a link out of the portfolio; it is not followed", "put the file itself there"
        )
    if target.exists() and not target.is_file():
        raise PmoError(f"{path} is no regular file", "put a regular file there")
    if target.exists() and not target.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise PmoError(f"{path} is read-only", "allow writing (chmod u+w), then run the command again")
    return target


def _prepared(target: Path, content: bytes, made: _Made) -> Path:
    """A temporary file beside ``target`` with the new content; not yet brought to the disk."""
    missing = [folder for folder in target.parents if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir()
        made.folders.append(folder)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f"{_PREFIX}{target.name}-", suffix=_SUFFIX)
    temporary = Path(name)
    made.files.append(temporary)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    temporary.chmod(stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~umask())
    return temporary


def _put(temporary: Path | None, target: Path) -> None:
    if temporary is None:
        target.unlink()
    else:
        temporary.replace(target)


def _take_back(places: Mapping[str, Path], done: list[str], before: Mapping[str, bytes | None]) -> None:
    """Give files that were written back what they held."""
    for path in reversed(done):
        content = before.get(path)
        with contextlib.suppress(OSError):
            if _content(places[path]) == content:  # the signal came before it was written
                continue
            earlier = None if content is None else _prepared(places[path], content, _Made())
            if earlier is not None:
                _sync_file(earlier)
            _put(earlier, places[path])


def _clean(folder: Path) -> None:
    """Remove what a killed process left; the lock is held, so nobody else is using it."""
    for leftover in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            leftover.unlink()


def _content(target: Path) -> bytes | None:
    try:
        return target.read_bytes()
    except FileNotFoundError:
        return None


def _each(sync: Callable[[Path], None], paths: Iterable[Path]) -> None:
    """Bring files or folders to the disk; many at once, since each waits for the disk and not for the processor."""
    waiting = list(paths)
    if len(waiting) < _MANY:
        for path in waiting:
            sync(path)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(sync, waiting))


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync(folder: Path) -> None:
    """Bring a folder's entries to the disk, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def umask() -> int:
    """The permissions that new files do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _refusal(error: OSError) -> PmoError:
    where = f" ({error.filename})" if error.filename else ""
    return PmoError(
        f"writing failed: {error.strerror or error}{where}",
        "nothing was changed; check the disk, the folder and its permissions",
    )
