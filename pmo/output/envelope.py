"""The JSON that every command writes."""

import json
import math
from collections.abc import Callable, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import msgspec
from msgspec import UNSET, Struct

from pmo.model.scalars import Estimate, Measure, Period
from pmo.render.inert import HAZARDS

FORMAT = 1
"""Version of the envelope; additions don't change it."""


def envelope(
    command: str,
    portfolio: str | None,
    revision: str | None,
    as_of: date,
    data: object,
    left_out: object | None = None,
    *,
    audience: str | None = None,
    left_out_for_audience: object | None = None,
) -> str:
    """What ``command`` found, as JSON; ``left_out`` names what it went on without.

    For an ``audience`` it is said how much of what is above it is left out.
    """
    content = {
        "format": FORMAT,
        "command": command,
        "portfolio": portfolio,
        "revision": revision,
        "as_of": as_of,
        "data": data,
    }
    if left_out is not None:
        content["left_out"] = left_out
    if audience is not None:
        content["audience"] = audience
        content["left_out_for_audience"] = left_out_for_audience
    return dumps(content)


def dumps(content: object) -> str:
    """``content`` as JSON with sorted keys; nothing in it can steer a terminal."""
    text = json.dumps(
        plain(content), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return msgspec.json.format(HAZARDS.sub(lambda match: _in_json(match[0]), text), indent=2) + "\n"


def plain(value: object) -> Any:
    """``value`` as what JSON knows: decimals as text, numbers that are not finite as nothing."""
    write = _WRITERS.get(type(value))
    if write is None:
        write = _WRITERS[type(value)] = _writer(type(value))
    return write(value)


def _writer(kind: type) -> Callable[[Any], Any]:
    """How values of a kind are written."""
    if issubclass(kind, Struct):
        return _fields_writer(dict(zip(kind.__struct_encode_fields__, kind.__struct_fields__, strict=True)))
    if issubclass(kind, Enum | Measure):
        return lambda value: plain(value.value)
    if issubclass(kind, Period):
        return lambda value: value.text
    if issubclass(kind, Estimate):
        return lambda value: plain(
            value.likely if value.is_single else dict(zip(_POINTS, value.points, strict=True))
        )
    for base, write in _BASES.items():
        if issubclass(kind, base):
            return write
    if is_dataclass(kind):
        return _fields_writer({field.name: field.name for field in fields(kind)})
    raise TypeError(f"{kind.__name__} has no JSON form")


def _fields_writer(names: Mapping[str, str]) -> Callable[[Any], Any]:
    """Writes the fields that are set; ``names`` leads from what is written to the name in Python."""

    pairs = tuple(names.items())

    def write(value: object) -> Any:
        found = {}
        for written, name in pairs:
            item = getattr(value, name)
            if type(item) in _AS_IT_IS:
                found[written] = item
            elif item is not UNSET:
                found[written] = plain(item)
        return found

    return write


_POINTS = ("min", "likely", "max")
_AS_IT_IS = frozenset({str, int, bool, type(None)})
"""Kinds that JSON knows, nearly all values that there are."""
_BASES: dict[type, Callable[[Any], Any]] = {
    **dict.fromkeys((str, int, type(None)), lambda value: value),
    float: lambda value: value if math.isfinite(value) else None,
    Decimal: lambda value: format(value, "f") if value.is_finite() else None,
    date: lambda value: value.isoformat(),
    Mapping: lambda value: {str(plain(key)): plain(item) for key, item in value.items()},
    **dict.fromkeys((list, tuple), lambda value: [plain(item) for item in value]),
    Set: lambda value: sorted((plain(item) for item in value), key=str),
}
_WRITERS: dict[type, Callable[[Any], Any]] = {}
"""By the exact kind, filled as kinds are met."""


def _in_json(character: str) -> str:
    """A character inside a text; between values there are none of these."""
    notation = json.dumps(character)[1:-1]
    half = "\ud800" <= character <= "\udfff"  # no reader could take it: shown as it is escaped
    return "\\" + notation if half else notation
