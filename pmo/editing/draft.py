"""The files of a portfolio as they would be after an edit; nothing is written before the door writes it."""

import difflib
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import PurePosixPath

from pmo.documents import Keys, Plain, dump, parse
from pmo.documents.source import Source
from pmo.documents.writing import Verbatim
from pmo.editing.sharing import NotInPlace, named
from pmo.editing.splices import rewritten, same, text_of_item
from pmo.errors import PmoError, UsageError
from pmo.loading import Loaded
from pmo.model.kinds import place_of
from pmo.model.shape import field_order

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


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
        self._changed: dict[str, None] = {}
        """Paths, in the order in which they were changed first."""

    def content(self, path: str) -> bytes | None:
        """Content of a file as it would be, None where there is none."""
        file = self._files.get(path)
        return self._original(path) if file is None else file.content

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
        match file.container(above, make=True), last:
            case dict() as mapping, str() as name:
                mapping[name] = deepcopy(value)
            case list() as items, int() as index if 0 <= index < len(items):
                items[index] = deepcopy(value)
            case _:
                raise UsageError(
                    f"{path} has no place for `{named(keys)}`", "name a field, or an item that is there"
                )
        self._touch(file)

    def remove(self, path: str, keys: Keys) -> None:
        """Remove a field or an item; what becomes empty by it goes as well, but the lists of the document."""
        file = self._file(path)
        remaining = keys
        while True:
            above, last = _parted(remaining)
            match container := file.container(above), last:
                case dict() as mapping, str() as name if name in mapping:
                    del mapping[name]
                case list() as items, int() as index if 0 <= index < len(items):
                    del items[index]
                case _:
                    raise UsageError(f"{path} has no `{named(keys)}`", "there is nothing to remove")
            if container or not above or (len(above) == 1 and isinstance(container, list)):
                break
            remaining = above
        self._touch(file)

    def append(self, path: str, keys: Keys, record: Plain) -> None:
        """Add an item to the list that ``keys`` lead to; list and file are made where they are missing."""
        self._append(path, keys, deepcopy(record))

    def copy(self, path: str, keys: Keys, to: str, into: Keys) -> Keys:
        """Add a record to a list of another document, with its comments where it can be; its keys there."""
        record = value_at(self._file(path).data, keys)
        if not isinstance(record, dict):
            raise UsageError(f"{path} has no record `{named(keys)}`", "name an item of a list")
        lines = text_of_item(Source(self.content(path) or b""), keys)
        written = Verbatim(record, lines) if lines is not None else None
        if written is not None and self._can_append(to, into, written):
            self._append(to, into, written)
            _ = self.content(to)  # its text is written before its data changes further
        else:
            self._append(to, into, deepcopy(record))
        items = value_at(self._file(to).data, into)
        return (*into, len(items) - 1 if isinstance(items, list) else 0)

    def create(self, path: str, content: bytes) -> None:
        """Add a file; refuses to replace one."""
        if self._exists(path):
            raise PmoError(f"{path} is there already", "choose another name, or change the file instead")
        file = self._made(path)
        file.replace(content)
        self._touch(file, data=False)

    def replace(self, path: str, content: bytes) -> None:
        """Give a file that is there another content."""
        file = self._file(path)
        file.replace(content)
        self._touch(file, data=False)

    def delete(self, path: str) -> None:
        """Remove a file."""
        before = self.content(path)
        if before is None:
            raise PmoError(f"there is no file {path}", "nothing is to be deleted")
        file = self._files.setdefault(path, _File(path, before))
        file.replace(None)
        self._touch(file, data=False)

    @property
    def changes(self) -> Mapping[str, bytes | None]:
        """Content of each file that differs, None where it is gone, in the order of the changes."""
        files = (self._files[path] for path in self._changed)
        return {file.path: file.content for file in files if file.content != file.before}

    @property
    def before(self) -> Mapping[str, bytes | None]:
        """What the changed files held."""
        return {path: self._files[path].before for path in self.changes}

    def diff(self) -> str:
        """Unified diff of all changes."""
        return "".join(
            _diff(path, self._files[path].before, content) for path, content in sorted(self.changes.items())
        )

    # files

    def _original(self, path: str) -> bytes | None:
        _refuse_outside(path)
        return self._read(path)

    def _exists(self, path: str) -> bool:
        file = self._files.get(path)
        return self._original(path) is not None if file is None else not file.is_gone

    def _file(self, path: str) -> "_File":
        if not self._exists(path):
            raise PmoError(f"there is no file {path}", "look at the path")
        if path not in self._files:
            self._files[path] = _File(path, self._original(path))
        return self._files[path]

    def _made(self, path: str) -> "_File":
        """A file that is there, or one to be made."""
        if self._exists(path):
            return self._file(path)
        return self._files.setdefault(path, _File(path, None))

    def _append(self, path: str, keys: Keys, record: Plain) -> None:
        file = self._made(path)
        file.append(keys, record)
        self._touch(file)

    def _can_append(self, path: str, keys: Keys, record: Verbatim) -> bool:
        """Whether a record can be written there as it was written elsewhere."""
        trial = _File(path, self.content(path))
        trial.append(keys, record)
        trial.touch()
        try:
            return trial.content is not None
        except PmoError:
            return False

    def _touch(self, file: "_File", *, data: bool = True) -> None:
        if data:
            file.touch()
        self._changed.setdefault(file.path)


class _File:
    """A file before, and its data as it would be; the text is made when it is asked for."""

    def __init__(self, path: str, before: bytes | None) -> None:
        self.path = path
        self.before = before
        self._content = before
        self._data: dict[str, Plain] | None = None
        self._touched = False

    @property
    def is_gone(self) -> bool:
        return self._content is None and not self._touched

    @property
    def data(self) -> dict[str, Plain]:
        if self._data is None:
            self._data = _readable(self.path, self._content or b"")
        return self._data

    @property
    def content(self) -> bytes | None:
        if self._touched:
            self._content = _proven(self.path, self._content or b"", self.data)
            self._touched = False
        return self._content

    def touch(self) -> None:
        """The data has changed."""
        self._touched = True

    def replace(self, content: bytes | None) -> None:
        self._content, self._data, self._touched = content, None, False

    def container(self, keys: Keys, *, make: bool = False) -> Plain:
        """The mapping or list that ``keys`` lead to; with ``make`` missing mappings are made."""
        value: Plain = self.data
        for depth, key in enumerate(keys):
            match value, key:
                case dict() as mapping, str() as name:
                    if mapping.get(name) is None and make:
                        mapping[name] = {}
                    value = mapping.get(name)
                case list() as items, int() as index if 0 <= index < len(items):
                    value = items[index]
                case _:
                    raise UsageError(
                        f"{self.path} has no `{named(keys[: depth + 1])}`",
                        "name what is there, or add it first",
                    )
        return value

    def append(self, keys: Keys, record: Plain) -> None:
        above, last = _parted(keys)
        container = self.container(above, make=True)
        if not isinstance(container, dict) or not isinstance(last, str):
            raise UsageError(f"{self.path} has no list `{named(keys)}`", "name a list")
        if container.get(last) is None:
            container[last] = []
        items = container[last]
        if not isinstance(items, list):
            raise UsageError(f"`{named(keys)}` in {self.path} is no list", "correct the file first")
        items.append(record)


def value_at(data: Plain, keys: Keys) -> Plain:
    """What keys lead to in plain data; None where there is nothing."""
    for key in keys:
        match data, key:
            case dict() as mapping, str() as name:
                data = mapping.get(name)
            case list() as items, int() as index if 0 <= index < len(items):
                data = items[index]
            case _:
                return None
    return data


def _readable(path: str, content: bytes) -> dict[str, Plain]:
    parsed = parse(content, path, keep_empty=True)
    if parsed.data is not None:
        return parsed.data
    first = parsed.findings[0]
    if first.code == "PMO106":  # nothing, or nothing but comments
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
    except UnicodeEncodeError:
        raise UsageError(
            "the value holds half a character, which cannot be written", "type it again"
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
    return _LINE.findall((content or b"").decode("utf-8", errors="replace"))
