"""A place that pages are written to, and the folder among them."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pmo.editing.files import replace_files
from pmo.errors import PmoError
from pmo.findings import message
from pmo.output.files import refuse_own, refuse_own_folder


class Place(Protocol):
    """Where pages are written to."""

    @property
    def files(self) -> frozenset[str]:
        """Paths of the regular files that are there."""

    @property
    def others(self) -> frozenset[str]:
        """Paths of what is there and no regular file."""

    def read(self, paths: Iterable[str]) -> dict[str, str]:
        """What stands in files."""

    def write(self, changes: Mapping[str, str | None], subject: str) -> bool:
        """Write files, remove those of None; False where somebody else was faster, and one must look again."""

    @property
    def commit(self) -> str | None:
        """The commit that was made; None where there is none."""


@dataclass
class Folder:
    """A folder on this machine."""

    root: Path
    portfolio: Path
    """Folder of the portfolio, whose own files are not written."""
    commit: str | None = None
    _before: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        files: list[str] = []
        others: list[str] = []
        for folder, folders, names in os.walk(self.root, onerror=_refuse):
            inside = Path(folder)
            links = [name for name in folders if (inside / name).is_symlink()]
            folders[:] = [name for name in folders if name not in links and not name.startswith(".git")]
            for name in (*names, *links):
                path = inside / name
                is_file = path.is_file() and not path.is_symlink()
                (files if is_file else others).append(path.relative_to(self.root).as_posix())
        self.files = frozenset(files)
        self.others = frozenset(others)

    def read(self, paths: Iterable[str]) -> dict[str, str]:
        for path in paths:
            self._before[path] = (self.root / path).read_bytes()
        return {path: content.decode("utf-8", "replace") for path, content in self._before.items()}

    def write(self, changes: Mapping[str, str | None], subject: str) -> bool:
        for path in changes:
            refuse_own(self.root / path, self.portfolio)
        self._make()
        contents = {path: None if text is None else text.encode() for path, text in changes.items()}
        replace_files(self.root, contents, self._before)
        for path, text in changes.items():
            if text is None:
                self._clear(Path(path).parent)
        return True

    def _make(self) -> None:
        refuse_own(self.root, self.portfolio)
        refuse_own_folder(self.root, self.portfolio)
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PmoError(
                message(
                    "the folder {folder} cannot be made: {why}", folder=str(self.root), why=error.strerror
                ),
                message("check its permissions"),
            ) from None

    def _clear(self, folder: Path) -> None:
        """Remove folders that have become empty."""
        while folder != Path():
            try:
                (self.root / folder).rmdir()
            except OSError:
                return
            folder = folder.parent


def _refuse(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise PmoError(
            message("the folder {folder} cannot be read: {why}", folder=error.filename, why=error.strerror),
            message("check its permissions"),
        )
