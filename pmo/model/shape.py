"""What may stand at a place of a document: its type, and the fields of a mapping in their order."""

import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec import Struct

from pmo.model.base import Record
from pmo.model.kinds import KINDS
from pmo.model.records import FieldType, fields_of

Keys = Sequence[str | int]

_COMMON = Record.__struct_fields__


@cache
def ordered_fields(record: type[Struct]) -> tuple[FieldType, ...]:
    """All fields of a record type as they are written: its id, its own, those that all records share, `custom`."""

    def rank(field: FieldType) -> int:
        if field.attribute == "id":
            return 0
        return 1 + (field.attribute in _COMMON) + (field.attribute == "custom")

    return tuple(sorted(fields_of(record), key=rank))


@dataclass(frozen=True)
class Spot:
    """A place in documents of a kind: the types that a value may have there; none where nothing is known."""

    types: tuple[Any, ...]

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields, in order, of a mapping; none where any are allowed."""
        records = [one for one in self.types if isinstance(one, type) and issubclass(one, Struct)]
        return tuple(dict.fromkeys(field.key for record in records for field in ordered_fields(record)))

    @cached_property
    def positions(self) -> dict[str, int]:
        """Position of each field; `custom` follows them as it stands, like fields that are not known."""
        return {name: position for position, name in enumerate(self.fields) if name != "custom"}

    def below(self, key: str | int) -> "Spot":
        """The place that a field or an item leads to."""
        found = self._known.get(key)
        if found is None:
            found = _spot(tuple(inner for one in self.types for inner in _below(one, key)))
            self._known[key] = found
        return found

    @cached_property
    def _known(self) -> "dict[str | int, Spot]":
        return {}


def top_of(kind: str) -> Spot:
    """The place of a whole document of a kind."""
    return _spot((KINDS[kind].record,))


@cache
def _spot(types: tuple[Any, ...]) -> Spot:
    return Spot(types)


def types_at(kind: str, keys: Keys) -> tuple[Any, ...]:
    """The types that a value may have where ``keys`` lead to in a document of a kind; none where nothing is known."""
    return _spot_at(kind, keys).types


def field_order(kind: str, keys: Keys) -> tuple[str, ...]:
    """Names of the fields, in order, of the mapping that ``keys`` lead to; none where any are allowed."""
    return _spot_at(kind, keys).fields


def _spot_at(kind: str, keys: Keys) -> Spot:
    spot = top_of(kind)
    for key in keys:
        spot = spot.below(key)
    return spot


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
