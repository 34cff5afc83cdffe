"""What the last import brought, so that the next one knows again what it made and sees what people changed since.

Kept beside the portfolio's files, under version control, in `imports/<map>.state.json`: a line for each record, with
its key in the table, its address, and a fingerprint of each value that was imported.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import msgspec

from pmo.documents import Plain
from pmo.errors import PmoError
from pmo.model.fingerprints import canonical

FORMAT = 1
_LENGTH = 12
"""Hexadecimal digits of a fingerprint: it tells two values of one field apart, nothing more."""

Key = tuple[str, ...]


class Remembered(msgspec.Struct, frozen=True, omit_defaults=True):
    """A record that an import made or changed."""

    key: Key
    address: str
    values: dict[str, str] = {}
    """Fingerprints by the name of the field."""
    gone: bool = False
    """Whether its row was missing from the table the last time."""


class _State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    records: list[Remembered]


@dataclass(frozen=True)
class Memory:
    """What the imports with one map have brought so far."""

    records: Mapping[Key, Remembered] = field(default_factory=dict)

    @classmethod
    def read(cls, content: bytes | None, path: str) -> "Memory":
        """The memory in a file; nothing where there is none."""
        if content is None:
            return cls()
        try:
            state = msgspec.json.decode(content, type=_State)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise PmoError(
                f"{path} cannot be read: {error}",
                "take it from version control; without it every value that people changed looks like a conflict",
            ) from None
        if state.format != FORMAT:
            raise PmoError(f"{path} was written by a newer pmo", "update pmo")
        return cls({record.key: record for record in state.records})

    def written(self) -> bytes:
        """The file: sorted, a record on a line, so that version control can merge it."""
        records = sorted(self.records.values(), key=lambda one: one.key)
        lines = (msgspec.json.encode(one, order="sorted") for one in records)
        return b'{"format": %d, "records": [\n%s\n]}\n' % (FORMAT, b",\n".join(lines))


def fingerprint(value: Plain) -> str:
    """What tells a value from every other of its field."""
    return hashlib.sha256(canonical(_normal(value))).hexdigest()[:_LENGTH]


def _normal(value: Plain) -> Plain:
    """The same number always in the same digits."""
    match value:
        case Decimal():
            return (
                int(value) if value == value.to_integral_value() else Decimal(format(value, "f").rstrip("0"))
            )
        case list():
            return [_normal(one) for one in value]
        case dict():
            return {key: _normal(one) for key, one in value.items()}
        case _:
            return value
