"""Ways through the records inside documents, read once from the types.

:func:`by_type` goes once over everything and keeps no keys: rules look at thousands of records and report a
few, and only for those :func:`keys_of` finds the way.
"""

import types
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from msgspec import Struct

from pmo.model.once import once
from pmo.model.portfolio import Document, Keys, Portfolio

SomeStruct = TypeVar("SomeStruct", bound=Struct)


class FieldType(NamedTuple):
    """A field of a record: its name in Python and in the file, and its type."""

    attribute: str
    key: str
    hint: Any


@cache
def fields_of(record: type[Struct]) -> tuple[FieldType, ...]:
    """All fields of a record type, with annotations."""
    hints = get_type_hints(record, include_extras=True)
    names = zip(record.__struct_fields__, record.__struct_encode_fields__, strict=True)
    return tuple(FieldType(attribute, key, hints[attribute]) for attribute, key in names)


def parts_of(hint: Any) -> Iterator[Any]:
    """A type and all types inside it."""
    yield hint
    if get_origin(hint) in (Union, types.UnionType, tuple, dict) or hasattr(hint, "__metadata__"):
        for inner in get_args(hint):
            yield from parts_of(inner)


def record_types_in(hint: Any) -> tuple[type[Struct], ...]:
    """The record types inside a type."""
    return tuple(part for part in parts_of(hint) if isinstance(part, type) and issubclass(part, Struct))


@cache
def nested_fields(record: type[Struct]) -> tuple[FieldType, ...]:
    """The fields that may hold records."""
    return tuple(field for field in fields_of(record) if record_types_in(field.hint))


@once
def _by_type(portfolio: Portfolio) -> Mapping[type[Struct], list[tuple[Document, Struct]]]:
    found: dict[type[Struct], list[tuple[Document, Struct]]] = defaultdict(list)
    nested: dict[type[Struct], list[str]] = {}
    for document in portfolio.documents:
        left: list[Any] = [document.record]
        while left:
            record = left.pop()
            kind = type(record)
            attributes = nested.get(kind)
            if attributes is None:
                if not issubclass(kind, Struct):
                    continue  # the other side of a union: text
                attributes = nested[kind] = [field.attribute for field in nested_fields(kind)]
            found[kind].append((document, record))
            for attribute in attributes:
                value = getattr(record, attribute)
                if type(value) is tuple:
                    left.extend(value)
                elif type(value) is dict:
                    left.extend(value.values())
                elif value is not None:
                    left.append(value)
    return found


def by_type(portfolio: Portfolio, kind: type[SomeStruct]) -> list[tuple[Document, SomeStruct]]:
    """Every record of one type, wherever it stands, with its document."""
    return cast("list[tuple[Document, SomeStruct]]", _by_type(portfolio).get(kind, []))


def types_used(portfolio: Portfolio) -> list[type[Struct]]:
    """The types of which there are records."""
    return list(_by_type(portfolio))


def walk(record: Struct, keys: Keys = ()) -> Iterator[tuple[Keys, Struct]]:
    """``record`` and all records inside it, each with the keys that lead to it."""
    yield keys, record
    for attribute, key, _ in nested_fields(type(record)):
        value = getattr(record, attribute)
        if isinstance(value, Struct):
            yield from walk(value, (*keys, key))
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Struct):
                    yield from walk(item, (*keys, key, index))
        elif isinstance(value, dict):
            for name, item in value.items():
                if isinstance(item, Struct):
                    yield from walk(item, (*keys, key, name))


def keys_of(document: Document, record: Struct) -> Keys:
    """The keys that lead to ``record``, one of the records inside the document."""
    return next((keys for keys, one in walk(document.record) if one is record), ())
