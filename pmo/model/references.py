"""Which fields of a record refer to other records, read once from the types."""

import types
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct

Keys = tuple[str | int, ...]


class Reference(NamedTuple):
    """A reference in a record: where it stands, what it says, and which kinds it may point to."""

    keys: Keys
    value: str
    refers_to: tuple[str, ...]


class _Field(NamedTuple):
    attribute: str
    key: str
    refers_to: tuple[str, ...]
    nested: bool


def references(record: Struct, keys: Keys = ()) -> Iterator[Reference]:
    """All references in ``record`` and in the records inside it."""
    for attribute, key, refers_to, nested in _fields(type(record)):
        value = getattr(record, attribute)
        if value:
            yield from _found(value, (*keys, key), refers_to, nested)


def expressions(record: Struct, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """All expressions in ``record`` and in the records inside it."""
    for reference in references(record, keys):
        if reference.refers_to == ("expression",):
            yield reference.keys, reference.value


def _found(value: Any, keys: Keys, refers_to: tuple[str, ...], nested: bool) -> Iterator[Reference]:
    if isinstance(value, str):
        if refers_to:
            yield Reference(keys, value, refers_to)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _found(item, (*keys, index), refers_to, nested)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _found(item, (*keys, name), refers_to, nested)
    elif nested and isinstance(value, Struct):
        yield from references(value, keys)


@cache
def _fields(record: type[Struct]) -> tuple[_Field, ...]:
    """The fields that hold references, or records with references."""
    hints = get_type_hints(record, include_extras=True)
    fields = []
    for attribute, key in zip(record.__struct_fields__, record.__struct_encode_fields__, strict=True):
        refers_to, structs = _inspect(hints[attribute])
        nested = any(_fields(struct) for struct in structs)
        if refers_to or nested:
            fields.append(_Field(attribute, key, refers_to, nested))
    return tuple(fields)


def _inspect(hint: Any) -> tuple[tuple[str, ...], tuple[type[Struct], ...]]:
    """Kinds that a type's text refers to, and the record types inside it."""
    if isinstance(hint, type) and issubclass(hint, Struct):
        return (), (hint,)
    refers_to: tuple[str, ...] = ()
    structs: tuple[type[Struct], ...] = ()
    for meta in getattr(hint, "__metadata__", ()):
        if isinstance(meta, Meta) and meta.extra:
            refers_to += tuple(meta.extra.get("refers_to", ()))
            refers_to += ("expression",) if meta.extra.get("expression") else ()
    if get_origin(hint) in (Union, types.UnionType, tuple, dict) or hasattr(hint, "__metadata__"):
        for inner in get_args(hint):
            inner_refers_to, inner_structs = _inspect(inner)
            refers_to += inner_refers_to
            structs += inner_structs
    return tuple(dict.fromkeys(refers_to)), structs
