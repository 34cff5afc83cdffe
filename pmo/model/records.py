"""Ways through the records inside documents, read once from the types.

:func:`by_type` goes once over everything and keeps no keys: rules look at thousands of records and report a
few, and only for those :func:`keys_of` finds the way.
"""

import types
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import repeat
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from pmo.model.once import once
from pmo.model.portfolio import Document, Keys, Portfolio

SomeStruct = TypeVar("SomeStruct", bound=Struct)


@cache
def attributes(kind: type[Struct]) -> dict[str, str]:
    """Python's name of each field by its name in files."""
    return dict(zip(kind.__struct_encode_fields__, kind.__struct_fields__, strict=True))


@cache
def required_keys(kind: type[Struct]) -> frozenset[str]:
    """The fields that a record must have, by their names in files."""
    return frozenset(one.encode_name for one in msgspec.structs.fields(kind) if one.required)


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


class Found(Generic[SomeStruct]):
    """Every record of one type, each with its document; also column by column, which is much faster."""

    __slots__ = ("documents", "records")

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.records: list[SomeStruct] = []

    def __iter__(self) -> Iterator[tuple[Document, SomeStruct]]:
        return zip(self.documents, self.records, strict=True)

    def values(self, attribute: str) -> "map[Any]":
        """The values of one field, in the order of the records."""
        return map(attrgetter(attribute), self.records)

    def add(self, documents: Iterable[Document], records: Iterable[SomeStruct]) -> None:
        self.documents.extend(documents)
        self.records.extend(records)


@once
def _by_type(portfolio: Portfolio) -> Mapping[type[Struct], Found[Any]]:
    """Goes through the records type by type: one pass over thousands of records for each nested field."""
    found: dict[type[Struct], Found[Any]] = defaultdict(Found)
    batches: dict[type[Struct], Found[Any]] = defaultdict(Found)
    for document in portfolio.documents:
        batches[type(document.record)].add((document,), (document.record,))
    while batches:
        kind, batch = batches.popitem()
        found[kind].add(batch.documents, batch.records)
        for attribute, _, hint in nested_fields(kind):
            (inner, *others) = record_types_in(hint)
            if others or str in parts_of(hint) or int in parts_of(hint):
                _add_some(batches, zip(batch.documents, batch.values(attribute), strict=True))
            else:
                _add_all(batches[inner], zip(batch.documents, batch.values(attribute), strict=True))
                if not batches[inner].records:
                    del batches[inner]
    return found


def _add_all(batch: Found[Any], values: Iterable[tuple[Document, Any]]) -> None:
    """Records from fields that hold one type of record, alone or in a list."""
    for document, value in values:
        if value:
            if type(value) is tuple:
                batch.add(repeat(document, len(value)), value)
            else:
                batch.add((document,), (value,))


def _add_some(batches: dict[type[Struct], Found[Any]], values: Iterable[tuple[Document, Any]]) -> None:
    """Records from fields that may hold something else as well."""
    for document, value in values:
        if value:
            items = value if type(value) is tuple else value.values() if type(value) is dict else (value,)
            for item in items:
                if isinstance(item, Struct):
                    batches[type(item)].add((document,), (item,))


def by_type(portfolio: Portfolio, kind: type[SomeStruct]) -> Found[SomeStruct]:
    """Every record of one type, wherever it stands."""
    return _by_type(portfolio).get(kind) or Found()


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
    return _ways(document).get(id(record), ())


@lru_cache(maxsize=16)
def _ways(document: Document) -> dict[int, Keys]:
    """Keys by record; a rule looks at one document after the other, and at thousands of records in one."""
    return {id(record): keys for keys, record in walk(document.record)}
