"""Which fields of a record refer to other records, read once from the types."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from msgspec import Meta, Struct

from pmo.model.portfolio import Keys
from pmo.model.records import fields_of, parts_of, walk


class Reference(NamedTuple):
    """A reference in a record: where it stands, what it says, and which kinds it may point to."""

    keys: Keys
    value: str
    refers_to: tuple[str, ...]


class ReferenceField(NamedTuple):
    """A field that holds a reference, or several."""

    attribute: str
    key: str
    refers_to: tuple[str, ...]


def references(record: Struct, keys: Keys = ()) -> Iterator[Reference]:
    """All references in ``record`` and in the records inside it."""
    for place, one in walk(record, keys):
        for field in reference_fields(type(one)):
            for there, value in texts_in(getattr(one, field.attribute), (*place, field.key)):
                yield Reference(there, value, field.refers_to)


def expressions(record: Struct, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """All expressions in ``record`` and in the records inside it."""
    for reference in references(record, keys):
        if reference.refers_to == ("expression",):
            yield reference.keys, reference.value


@cache
def reference_fields(record: type[Struct]) -> tuple[ReferenceField, ...]:
    """The record's own fields that hold references or, as `("expression",)`, expressions."""
    found = ((field, refers_to(field.hint)) for field in fields_of(record))
    return tuple(ReferenceField(field.attribute, field.key, kinds) for field, kinds in found if kinds)


def texts_in(value: Any, keys: Keys) -> Iterator[tuple[Keys, str]]:
    """The texts in the value of a field, not those of records inside it."""
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from texts_in(item, (*keys, index))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from texts_in(item, (*keys, name))


def refers_to(hint: Any) -> tuple[str, ...]:
    """Kinds that the texts in a type refer to."""
    found: list[str] = []
    for part in parts_of(hint):
        for meta in getattr(part, "__metadata__", ()):
            if isinstance(meta, Meta) and meta.extra:
                found.extend(meta.extra.get("refers_to", ()))
                found.extend(("expression",) if meta.extra.get("expression") else ())
    return tuple(dict.fromkeys(found))
