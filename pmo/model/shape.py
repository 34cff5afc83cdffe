"""What may stand at a place of a document: its type, and the fields of a mapping in their order."""

import types
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec import Struct

from pmo.model.base import Record
from pmo.model.kinds import KINDS
from pmo.model.records import FieldType, fields_of

Keys = Sequence[str | int]

_COMMON = Record.__struct_fields__


@cache
def ordered_fields(record: type[Struct]) -> tuple[FieldType, ...]:
    """All fields of a record type as they are written: its own, then the four that all records share."""
    return tuple(sorted(fields_of(record), key=lambda field: field.attribute in _COMMON))


def types_at(kind: str, keys: Keys) -> tuple[Any, ...]:
    """The types that a value may have where ``keys`` lead to in a document of a kind; none where nothing is known."""
    found: tuple[Any, ...] = (KINDS[kind].record,)
    for key in keys:
        found = tuple(inner for one in found for inner in _below(one, key))
    return found


def field_order(kind: str, keys: Keys) -> tuple[str, ...]:
    """Names of the fields, in order, of the mapping that ``keys`` lead to; none where any are allowed."""
    records = [one for one in types_at(kind, keys) if isinstance(one, type) and issubclass(one, Struct)]
    return tuple(dict.fromkeys(field.key for record in records for field in ordered_fields(record)))


def alternatives(hint: Any) -> Iterator[Any]:
    """The types of which a value may be one; annotations stay with them."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        for part in get_args(hint):
            yield from alternatives(part)
    elif origin is Annotated and get_origin(get_args(hint)[0]) in (Union, types.UnionType):
        yield from alternatives(get_args(hint)[0])
    elif hint is not type(None):
        yield hint


def _below(hint: Any, key: str | int) -> Iterator[Any]:
    """The types one step down from a type."""
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if isinstance(bare, type) and issubclass(bare, Struct) and isinstance(key, str):
        for field in fields_of(bare):
            if field.key == key:
                yield from alternatives(field.hint)
    elif get_origin(bare) is dict and isinstance(key, str):
        yield from alternatives(get_args(bare)[1])
    elif get_origin(bare) is tuple and isinstance(key, int):
        items = get_args(bare)
        if items[-1] is Ellipsis:
            yield from alternatives(items[0])
        elif 0 <= key < len(items):
            yield from alternatives(items[key])
