"""Records as the plain data that files hold."""

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

from pmo.documents import Plain
from pmo.model.records import fields_of
from pmo.model.scalars import Estimate, Measure, Period

_YEAR = re.compile(r"[1-9][0-9]{3}")
"""A period that needs no quotes: the number is taken for it."""
_ABSENT: tuple[object, ...] = (None, (), {})


def as_plain(value: Any) -> Plain:
    """A value of a record as a file writes it; fields that are not recorded are left out."""
    match value:
        case Period():
            return int(value.text) if _YEAR.fullmatch(value.text) else value.text
        case Measure():
            return as_plain(value.value)
        case Estimate():
            points = dict(zip(("min", "likely", "max"), value.points, strict=True))
            return as_plain(value.likely if value.is_single else points)
        case Decimal():
            return Decimal(value)
        case datetime.date():
            return value.isoformat()
        case Struct():
            fields = {key: getattr(value, name) for name, key, _ in fields_of(type(value))}
            return {key: as_plain(one) for key, one in fields.items() if one not in _ABSENT}
        case Mapping():
            return {str(key): as_plain(one) for key, one in value.items()}
        case tuple() | list():
            return [as_plain(one) for one in value]
    return value  # type: ignore[no-any-return]  # text, a whole number, a truth value, or nothing
