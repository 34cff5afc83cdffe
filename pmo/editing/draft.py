"""The files of a portfolio as they would be after an edit; nothing is written before the door writes it."""

import difflib
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import PurePosixPath
from typing import cast

from pmo.documents import Keys, Plain, dump, parse
from pmo.documents.source import Source
from pmo.editing.splices import NotInPlace, named, rewritten, same
from pmo.errors import PmoError, UsageError
from pmo.loading import Loaded
from pmo.model.kinds import place_of
from pmo.model.shape import field_order


class Draft:
    """The files of a portfolio as they would be after an edit.

    Keys name fields, and items of lists by their number from 0, as in findings. Changes of a file are made in its
    data first; its text follows once it is asked for, and is proven to hold that data and nothing else.
    """

    def __init__(self, loaded: Loaded, read: Callable[[str], bytes | None] | None = None) -> None:
        self.loaded = loaded
        """The portfolio before."""
        self._read = read or loaded.content
        self._files: dict[str, _File] = {}
        """By path, in the order in which they were changed first."""

    def content(self, path: str) -> bytes | None:
        """Content of a file as it would be, None where there is none."""
        file = self._files.get(path)
        return self._read(path) if file is None else file.content

    def data(self, path: str) -> dict[str, Plain]:
        """Plain data of a document as it would be, with empty keys; refuses one that cannot be read."""
        return deepcopy(self._file(path).data)

    def set(self, path: str, keys: Keys, value: Plain) -> None:
        """Give the field that ``keys`` lead to a value; it is added, with what it stands in, where it is missing."""
        if value is None:
            self.remove(path, keys)
            return
        file = self._file(path)
        above, last = _parted(keys)
        container = self._container(file, above, make=True)
        match container, last:
            case dict(), str():
                container[last] = deepcopy(value)
            case list(), int() if 0 <= last < len(container):
                container[last] = deepcopy(value)
            case _:
                raise UsageError(
                    f"{path} has no place for `{named(keys)}`", "name a field, or an item that is there"
                )
        file.touch()

    def remove(self, path: str, keys: Keys) -> None:
        """Remove a field or an item; what becomes empty by it goes as well, but the lists of the document."""
        file = self._file(path)
        remaining = keys
        while True:
            above, last = _parted(remaining)
            container = self._container(file, above, make=False)
            match container, last:
                case dict(), str() if last in container:
                    del container[last]
                case list(), int() if 0 <= last < len(container):
                    del container[last]
                case _:
                    raise UsageError(f"{path} has no `{named(keys)}`", "there is nothing to remove")
            if container or not above or (len(above) == 1 and isinstance(container, list)):
                break
            remaining = above
        file.touch()

    def append(self, path: str, keys: Keys, record: Plain) -> None:
        """Add an item to the list that ``keys`` lead to; list and file are made where they are missing."""
        if not self._exists(path):
            self.create(path, dump(_nested(keys, [record])).encode())
            return
        file = self._file(path)
        above, last = _parted(keys)
        container = self._container(file, above, make=True)
        if not isinstance(container, dict) or not isinstance(last, str):
            raise UsageError(f"{path} has no list `{named(keys)}`", "name a list")
        items = container.get(last)
        if items is None:
            items = container[last] = []
        if not isinstance(items, list):
            raise UsageError(f"`{named(keys)}` in {path} is no list", "correct the file first")
        items.append(deepcopy(record))
        file.touch()

    def create(self, path: str, content: bytes) -> None:
        """Add a file; refuses to replace one."""
        _refuse_outside(path)
        if self._exists(path):
            raise PmoError(f"{path} is there already", "choose another name, or change the file instead")
        if path in self._files:
            self._files[path].replace(content)
        else:
            self._files[path] = _File(path, None, content)

    def delete(self, path: str) -> None:
        """Remove a file."""
        before = self.content(path)
        if before is None:
            raise PmoError(f"there is no file {path}", "nothing is to be deleted")
        if path not in self._files:
            self._files[path] = _File(path, before, before)
        self._files[path].replace(None)

    @property
    def changes(self) -> Mapping[str, bytes | None]:
        """Content of each file that differs, None where it is gone, in the order of the changes."""
        return {path: file.content for path, file in self._files.items() if file.content != file.before}

    @property
    def before(self) -> Mapping[str, bytes | None]:
        """What the changed files held."""
        return {path: self._files[path].before for path in self.changes}

    def diff(self) -> str:
        """Unified diff of all changes."""
        return "".join(
            _diff(path, self._files[path].before, content) for path, content in sorted(self.changes.items())
        )

    # documents

    def _exists(self, path: str) -> bool:
        file = self._files.get(path)
        return self._read(path) is not None if file is None else not file.is_gone

    def _file(self, path: str) -> "_File":
        file = self._files.get(path)
        if file is None:
            _refuse_outside(path)
            content = self._read(path)
            if content is None:
                raise PmoError(f"there is no file {path}", "look at the path")
            file = self._files[path] = _File(path, content, content)
        if file.content is None:
            raise PmoError(f"{path} is deleted", "create it first")
        return file

    @staticmethod
    def _container(file: "_File", keys: Keys, *, make: bool) -> Plain:
        """The mapping or list that ``keys`` lead to; with ``make`` missing mappings are made."""
        value: Plain = file.data
        for depth, key in enumerate(keys):
            if isinstance(value, dict) and isinstance(key, str):
                if value.get(key) is None and make:
                    value[key] = {}
                value = value.get(key)
            elif isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
                value = value[key]
            else:
                raise UsageError(
                    f"{file.path} has no `{named(keys[: depth + 1])}`", "name what is there, or add it first"
                )
        return value


class _File:
    """A file before, and its data as it would be; the text is made when it is asked for."""

    def __init__(self, path: str, before: bytes | None, content: bytes | None) -> None:
        self.path = path
        self.before = before
        self._content = content
        self._data: dict[str, Plain] | None = None
        self._touched = False

    @property
    def is_gone(self) -> bool:
        return self._content is None

    @property
    def data(self) -> dict[str, Plain]:
        if self._data is None:
            self._data = _readable(self.path, self._content or b"")
        return self._data

    def touch(self) -> None:
        """The data has changed."""
        self._touched = True

    def replace(self, content: bytes | None) -> None:
        self._content, self._data, self._touched = content, None, False

    @property
    def content(self) -> bytes | None:
        if self._touched and self._content is not None:
            self._content = _proven(self.path, self._content, self.data)
            self._touched = False
        return self._content


def _readable(path: str, content: bytes) -> dict[str, Plain]:
    parsed = parse(content, path, keep_empty=True)
    if parsed.data is not None:
        return parsed.data
    first = parsed.findings[0]
    if first.code == "PMO106":  # nothing but comments
        return {}
    raise PmoError(
        f"{path} cannot be changed as long as it cannot be read: line {first.where.line}: {first.message}",
        str(first.hint) if first.hint else "correct it in an editor",
    )


def _proven(path: str, content: bytes, data: dict[str, Plain]) -> bytes:
    """``content`` changed in place so that it holds ``data``; refuses where that cannot be done exactly."""
    place = place_of(path)

    def order(keys: Keys) -> tuple[str, ...]:
        return field_order(place.kind, keys) if place else ()

    old = _readable(path, content)
    try:
        if old:
            source = Source(content)
            text = source.encoded(rewritten(source, old, data, order))
        else:
            text = _filled(content, data)
    except NotInPlace as reason:
        raise PmoError(f"{path}: {reason.reason}", reason.advice) from None
    except UnicodeEncodeError as error:
        raise UsageError(
            f"the value holds a character that cannot be written: {error.reason}", "remove it"
        ) from None
    after = parse(text, path, keep_empty=True)
    if after.data is None or not same(after.data, data):
        raise PmoError(
            f"{path} cannot be changed in place: its layout is unusual there",
            "run `pmo fmt` on it first, or change it in an editor",
        )
    return text


def _filled(content: bytes, data: dict[str, Plain]) -> bytes:
    """A file that holds nothing but comments, with its first data."""
    start = content if not content.strip() or content.endswith((b"\n", b"\r")) else content + b"\n"
    return start + dump(data).encode()


def _parted(keys: Keys) -> tuple[Keys, str | int]:
    if not keys:
        raise UsageError("no field is named", "name the field to change")
    return keys[:-1], keys[-1]


def _nested(keys: Keys, value: Plain) -> dict[str, Plain]:
    for key in reversed(keys):
        value = {str(key): value}
    return cast("dict[str, Plain]", value)


def _refuse_outside(path: str) -> None:
    """Refuse what is no path of a file inside the portfolio."""
    pure = PurePosixPath(path)
    forbidden = any(character in path for character in "\\\0\n\r") or any(
        part in ("..", ".", "") for part in path.split("/")
    )
    if not path or pure.is_absolute() or forbidden or (len(path) > 1 and path[1] == ":"):
        raise PmoError(f"{path!r} is no path inside the portfolio", "name a file below its folder")


def _diff(path: str, before: bytes | None, after: bytes | None) -> str:
    lines = difflib.unified_diff(
        _lines(before),
        _lines(after),
        "/dev/null" if before is None else f"a/{path}",
        "/dev/null" if after is None else f"b/{path}",
        n=3,
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _lines(content: bytes | None) -> list[str]:
    return (content or b"").decode("utf-8", errors="replace").splitlines(keepends=True)
