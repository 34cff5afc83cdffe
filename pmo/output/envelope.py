"""The JSON that every command writes."""

import json
import math
from collections.abc import Iterable, Mapping, Set
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
) -> str:
    """What ``command`` found, as JSON; ``left_out`` names what it went on without."""
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
    return dumps(content)


def dumps(content: object) -> str:
    """``content`` as JSON with sorted keys; nothing in it can steer a terminal."""
    text = json.dumps(
        plain(content), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return msgspec.json.format(HAZARDS.sub(lambda match: _in_json(match[0]), text), indent=2) + "\n"


_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def plain(value: object) -> Any:
    """``value`` as what JSON knows: decimals as text, numbers that are not finite as nothing."""
    if type(value) in _AS_THEY_ARE:
        return value
    match value:
        case None | bool() | int() | str() if not isinstance(value, Enum):
            return value
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return format(value, "f") if value.is_finite() else None
        case date():
            return value.isoformat()
        case Enum() | Measure():
            return plain(value.value)
        case Period():
            return value.text
        case Estimate():
            return plain(value.likely if value.is_single else dict(zip(_POINTS, value.points, strict=True)))
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case Set():
            return sorted((plain(item) for item in value), key=str)
        case Struct():
            return _set_fields(
                value, zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
            )
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _set_fields(value, ((field.name, field.name) for field in fields(value)))
    raise TypeError(f"{type(value).__name__} has no JSON form")


_POINTS = ("min", "likely", "max")


def _set_fields(value: object, names: Iterable[tuple[str, str]]) -> dict[str, Any]:
    given = ((written, getattr(value, name)) for name, written in names)
    return {written: plain(item) for written, item in given if item is not UNSET}


def _in_json(character: str) -> str:
    """A character inside a text; between values there are none of these."""
    notation = json.dumps(character)[1:-1]
    half = "\ud800" <= character <= "\udfff"  # no reader could take it: shown as it is escaped
    return "\\" + notation if half else notation
