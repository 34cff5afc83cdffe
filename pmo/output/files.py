"""How a result gets into a file: whole or not at all, and never over what it was made from."""

import os
import stat
import tempfile
from pathlib import Path

from pmo.editing.files import umask
from pmo.errors import PmoError, UsageError
from pmo.findings import message

_KEPT_FOLDERS = frozenset({"projects", "programmes", "meetings", "methods", "assessments", "templates"})
_OWN_FOLDERS = frozenset({"templates"})
_IMPORT_ENDINGS = (".map.yaml", ".state.json")


def write_result(path: Path, content: str | bytes, root: Path | None) -> None:
    """Write a result to a file, which must not be one of the portfolio's own."""
    if root is not None:
        refuse_own(path, root)
    write_file(path, content)


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; what is no regular file (a device, a pipe) is written into."""
    if isinstance(content, str):
        content = (content if content.endswith("\n") else f"{content}\n").encode()
    try:
        path = path.resolve()  # a link stays a link
        there = _status(path)
        if there is not None and not stat.S_ISREG(there.st_mode):
            with path.open("wb") as stream:
                stream.write(content)
            return
        mode = stat.S_IMODE(there.st_mode) if there is not None else 0o666 & ~umask()
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            Path(name).chmod(mode)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except (OSError, RuntimeError) as error:  # a RuntimeError where links go round
        reason = error.strerror if isinstance(error, OSError) else "its links go round in a circle"
        raise PmoError(
            f"{path} cannot be written: {reason}", "check the folder and its permissions"
        ) from None


def refuse_own(path: Path, root: Path) -> None:
    """A result replaces no file that pmo or git reads, and follows no link that leads out of the portfolio."""
    named, real, top = Path(os.path.abspath(path)), Path(os.path.realpath(path)), root.resolve()  # noqa: PTH100
    if any(part.casefold() == ".git" for part in (*named.parts, *real.parts)):
        raise UsageError(message("{path} belongs to git", path=str(path)), message("write to another file"))
    if real.is_relative_to(top):
        if _is_own(real.relative_to(top)):
            raise UsageError(
                message("{path} is a file of the portfolio itself", path=str(path)),
                message("write to another file"),
            )
    elif _is_below(named, top):
        raise UsageError(
            message("{path} is a link that leads out of the portfolio", path=str(path)),
            message("name the file itself: {real}", real=str(real)),
        )


def _is_below(path: Path, folder: Path) -> bool:
    """Whether one of the folders above a path is that folder, by whatever links."""
    wanted = _status(folder)
    found = filter(None, map(_status, path.parents))
    return wanted is not None and any(os.path.samestat(one, wanted) for one in found)


def _status(path: Path) -> os.stat_result | None:
    """None where nothing is there, or where links go round."""
    try:
        return path.stat()
    except (OSError, ValueError):
        return None


def refuse_own_folder(folder: Path, root: Path) -> None:
    """A folder of results is not the portfolio itself, nor one of the folders in which it keeps its files."""
    real, top = Path(os.path.realpath(folder)), root.resolve()  # its links may go round
    if real == top or (
        real.is_relative_to(top) and real.relative_to(top).parts[0].casefold() in _KEPT_FOLDERS
    ):
        raise UsageError(
            message("{path} is a folder of the portfolio itself", path=str(folder)),
            message("name another folder, beside them or elsewhere"),
        )


def _is_own(path: Path) -> bool:
    from pmo.model.kinds import place_of

    first, name = path.parts[0].casefold() if path.parts else "", path.name.casefold()
    return (
        place_of(path.as_posix()) is not None
        or first in _OWN_FOLDERS
        or (first == "imports" and name.endswith(_IMPORT_ENDINGS))
    )
