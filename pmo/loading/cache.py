"""Parsed documents by content, so that unchanged files are not parsed again.

One file per portfolio, outside version control and safe to delete. It is keyed by the version of the
model as well, checked by its checksum and written atomically: a damaged or foreign one is ignored.
"""

import contextlib
import hashlib
import os
import tempfile
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

import msgspec

import pmo
from pmo.model.base import Record
from pmo.model.kinds import KINDS
from pmo.model.scalars import revive

_KEPT_PER_USED = 4


class _Header(msgspec.Struct):
    version: str
    checksum: int
    index: dict[str, tuple[int, int]]


class Cache:
    """Records by kind and content id. Entries are JSON of plain data, decoded straight into records."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._index: dict[str, tuple[int, int]] = {}
        self._body = memoryview(b"")
        self._new: dict[str, bytes] = {}
        self._used: set[str] = set()
        self._decoders: dict[str, msgspec.json.Decoder[Record]] = {}
        self._encoder = msgspec.json.Encoder(decimal_format="number")
        if path is not None:
            self._open(path)

    @classmethod
    def none(cls) -> Self:
        """A cache that keeps nothing."""
        return cls(None)

    @classmethod
    def for_portfolio(cls, root: Path) -> Self:
        """The cache of the portfolio in ``root``, below `XDG_CACHE_HOME` or `~/.cache`."""
        return cls(folder() / f"{name_for(root)}.documents")

    def get(self, kind: str, content_id: str) -> Record | None:
        key = f"{kind}:{content_id}"
        place = self._index.get(key)
        if place is not None:
            self._used.add(key)
            entry: bytes | memoryview = self._body[place[0] : place[1]]
        elif key in self._new:
            entry = self._new[key]
        else:
            return None
        decoder = self._decoders.get(kind)
        if decoder is None:
            decoder = msgspec.json.Decoder(KINDS[kind].record, dec_hook=revive, float_hook=Decimal)
            self._decoders[kind] = decoder
        try:
            return decoder.decode(entry)
        except msgspec.MsgspecError:
            return None

    def holds(self, kind: str, content_id: str) -> bool:
        key = f"{kind}:{content_id}"
        return key in self._index or key in self._new

    def keep(self, kind: str, content_id: str) -> None:
        """Say that an entry is still wanted, though nobody reads it now."""
        self._used.add(f"{kind}:{content_id}")

    def put(self, kind: str, content_id: str, data: Any) -> None:
        if self._path is not None:
            self.adopt(kind, content_id, self.entry(data))

    def adopt(self, kind: str, content_id: str, entry: bytes) -> None:
        """Take over an entry that was made elsewhere."""
        self._new[f"{kind}:{content_id}"] = entry

    def entry(self, data: Any) -> bytes:
        """Plain data as it is kept."""
        return self._encoder.encode(data)

    def save(self) -> None:
        """Write what is new; a cache that cannot be written is no error."""
        if self._path is None or not self._new:
            return
        keep_all = len(self._index) <= _KEPT_PER_USED * (len(self._used) + len(self._new))
        parts, index, position = [], {}, 0
        kept = {
            key: self._body[start:end]
            for key, (start, end) in self._index.items()
            if keep_all or key in self._used
        }
        for key, part in (kept | self._new).items():
            parts.append(part)
            index[key] = (position, position + len(part))
            position += len(part)
        body = b"".join(parts)
        header = msgspec.json.encode(_Header(_version(), zlib.crc32(body), index))
        write_whole(self._path, header + b"\n" + body)
        self._index, self._body = index, memoryview(body)
        self._new.clear()

    def _open(self, path: Path) -> None:
        try:
            header_bytes, _, body = path.read_bytes().partition(b"\n")
            header = msgspec.json.decode(header_bytes, type=_Header)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return
        if header.version == _version() and header.checksum == zlib.crc32(body):
            self._index, self._body = header.index, memoryview(body)


def folder() -> Path:
    """Where caches are kept."""
    home = os.environ.get("XDG_CACHE_HOME")
    if home and Path(home).is_absolute():
        return Path(home) / "pmo"
    try:
        return Path.home() / ".cache" / "pmo"
    except RuntimeError:  # a user without a home keeps nothing
        return Path(os.devnull) / "pmo"


def name_for(root: Path) -> str:
    """Name of a portfolio's files there."""
    return hashlib.sha256(str(root.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:24]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file of the cache whole or not at all; one that cannot be written is no error."""
    with contextlib.suppress(OSError):
        _write(path, content)


def _version() -> str:
    """Changes with the tool and, in a checkout, with every edit of what parses and models documents."""
    package = Path(pmo.__file__).parent
    sources = sorted([*(package / "documents").glob("*.py"), *(package / "model").glob("*.py")])
    stamps = [
        f"{source.name}:{status.st_mtime_ns}:{status.st_size}"
        for source in sources
        if (status := source.stat())
    ]
    return hashlib.sha256("|".join([pmo.__version__, *stamps]).encode()).hexdigest()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
