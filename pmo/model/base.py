"""What all records share."""

from typing import Any

from msgspec import Struct

from pmo.model.scalars import Confidentiality, Text


class Shape(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A mapping with fixed fields inside a record."""


class Record(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A document, or an item of a list, with the four fields that every record may carry."""

    tags: tuple[Text, ...] = ()
    """Words to group and filter by."""
    note: str | None = None
    """Free remark; never evaluated."""
    custom: dict[str, Any] = {}
    """The organisation's own fields; `custom_fields` in pmo.yaml can give them a JSON Schema."""
    confidentiality: Confidentiality | None = None
    """Who may see it: outputs for an audience leave out what is above it. Default: internal."""
