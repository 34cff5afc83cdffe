"""The fields that a column may fill, by their names: `title`, `impact.cost`, `budget.approved`, `custom.source-id`.

A name is the way to a field: the words of the fields on it with points between them. In a list of records an item
goes by its id (`milestones.go-live.baseline`), in a list of periods by its period (`actuals.2026-10.cost`).
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from msgspec import Meta, Struct, structs

from pmo.interchange.plain import ItemKey, Step
from pmo.model.kinds import KINDS
from pmo.model.records import fields_of, record_types_in
from pmo.model.scalars import (
    CURRENCY_PATTERN,
    ID_PATTERN,
    PROJECT_ID_PATTERN,
    Estimate,
    Measure,
    NonNegative,
    Number,
    Period,
)
from pmo.model.shape import alternatives, ordered_fields

Sort = Literal[
    "text", "number", "whole", "estimate", "measure", "day", "period", "truth", "choice", "reference", "id", "currency", "any"
]  # fmt: skip
_POINTS = ("min", "likely", "max")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a field takes."""

    sort: Sort
    hint: Any
    """Its type in the model."""
    many: bool = False
    """Whether it takes a list."""
    or_one: bool = False
    """Whether it takes a single value as well as a list."""
    choices: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    """Kinds of record that a reference may lead to."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field, and the way to it."""

    name: str
    part: str
    """Document of the project that it belongs to (`budget`); empty for the record itself."""
    steps: tuple[Step, ...]
    """The way to it inside the record or document."""
    shape: Shape

    @property
    def key(self) -> str:
        """The name of the field itself."""
        last = self.steps[-1]
        return last if isinstance(last, str) else last.value


def find(name: str, record: type[Struct], parts: Mapping[str, type[Struct]]) -> Field | None:
    """The field of this name; ``parts`` are the other documents that belong to the record, by their names.

    The main list of a document may be left out: `benefits.less-paper.target`, `plan.go-live.baseline`.
    """
    words = [word for word in name.strip().split(".") if word]
    part = words[0].lower() if words and words[0].lower() in parts else ""
    if part:
        words, record = words[1:], parts[part]
    found = _walk(record, words) if words else None
    items = KINDS[part].items if part else None
    if found is None and words and items is not None:
        found = _walk(record, [items, *words])
    if found is None:
        return None
    steps, shape = found
    way = [one if isinstance(one, str) else one.value for one in steps]
    if part and way[0] != part:
        way.insert(0, part)
    return Field(".".join(way), part, steps, shape)


@cache
def names(record: type[Struct]) -> tuple[str, ...]:
    """Names of the fields of a record that hold single values, down to the fields of mappings inside it."""
    return tuple(_names(record))


def _names(record: type[Struct]) -> Iterator[str]:
    for field in ordered_fields(record):
        if shape_of(field.hint) is not None and field.key != "custom":
            yield field.key
        if any(isinstance(one, type) and issubclass(one, Estimate) for one in _bare(field.hint)):
            yield from (f"{field.key}.{point}" for point in _POINTS)
        for one in _bare(field.hint):
            if isinstance(one, type) and issubclass(one, Struct):
                yield from (f"{field.key}.{inner}" for inner in _names(one))


def container_of(record: type[Struct], field: Field, depth: int | None = None) -> type[Struct]:
    """The type of the record that holds a field, or of the one on the way to it after ``depth`` steps."""
    steps = field.steps[: len(field.steps) - 1 if depth is None else depth]
    for step in steps:
        if isinstance(step, ItemKey):
            continue  # the step before led to the type of the items
        hint = next((one.hint for one in fields_of(record) if one.key == step), None)
        inner = record_types_in(hint)
        if not inner:
            return _Anything
        record = inner[0]
    return record


class _Anything(Struct):
    """A mapping of the office's own, which must have nothing."""


@cache
def required(record: type[Struct]) -> tuple[str, ...]:
    """Names of the fields that a record must have."""
    return tuple(field.encode_name for field in structs.fields(record) if field.required)


def _walk(record: type[Struct], words: list[str]) -> tuple[tuple[Step, ...], Shape] | None:
    word, *rest = words
    field = next((one for one in fields_of(record) if _folded(one.key) == _folded(word)), None)
    if field is None:
        return None
    if not rest:
        shape = shape_of(field.hint)
        return ((field.key,), shape) if shape is not None else None
    below = next(filter(None, (_below(one, rest) for one in alternatives(field.hint))), None)
    return ((field.key, *below[0]), below[1]) if below is not None else None


def _below(hint: Any, words: list[str]) -> tuple[tuple[Step, ...], Shape] | None:
    """The way on, and the shape at its end, inside a value of this type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if isinstance(hint, type) and issubclass(hint, Struct):
        return _walk(hint, words)
    if (
        isinstance(hint, type)
        and issubclass(hint, Estimate)
        and words[0].lower() in _POINTS
        and len(words) == 1
    ):
        return (words[0].lower(),), Shape("number", NonNegative)
    if origin is dict:
        return _in_mapping(arguments[1], words)
    if origin is tuple and len(words) > 1:
        for item in record_types_in(hint):
            keys = {one.key for one in fields_of(item)}
            attribute = next((key for key in ("id", "period") if key in keys), None)
            inner = _walk(item, words[1:]) if attribute else None
            if attribute and inner is not None:
                return (ItemKey(attribute, words[0]), *inner[0]), inner[1]
    return None


def _in_mapping(hint: Any, words: list[str]) -> tuple[tuple[Step, ...], Shape] | None:
    if hint is Any:
        return tuple(words), Shape("any", Any)
    if len(words) > 1:
        records = (_walk(record, words[1:]) for record in record_types_in(hint))
        inner = next(filter(None, records), None)
        return ((words[0], *inner[0]), inner[1]) if inner is not None else None
    shape = shape_of(hint)
    return ((words[0],), shape) if shape is not None else None


def shape_of(hint: Any) -> Shape | None:
    """What a field of this type takes in one cell; None where it takes more than a cell can hold."""
    shapes = [one for one in map(_single, alternatives(hint)) if one is not None]
    lists = [one for one in shapes if one.many]
    singles = [one for one in shapes if not one.many]
    if lists and singles:
        return replace(lists[0], or_one=True)
    return next(iter(singles or lists), None)


def _single(hint: Any) -> Shape | None:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated(hint, arguments[0], arguments[1:])
    if origin is tuple and arguments[1:] == (...,):
        inner = shape_of(arguments[0])
        return replace(inner, many=True) if inner else None
    if origin is Literal:
        return Shape("choice", hint, choices=tuple(map(str, arguments)))
    return _SIMPLE[hint] if hint in _SIMPLE else _of_class(hint)


_SIMPLE: dict[Any, Shape] = {
    str: Shape("text", str),
    bool: Shape("truth", bool),
    int: Shape("whole", int),
    datetime.date: Shape("day", datetime.date),
    Any: Shape("any", Any),
    Period: Shape("period", Period),
    Measure: Shape("measure", Measure),
}


def _of_class(hint: Any) -> Shape | None:
    if isinstance(hint, type) and issubclass(hint, Number):
        return Shape("number", hint)
    if isinstance(hint, type) and issubclass(hint, Estimate):
        return Shape("estimate", hint)
    return None


_BY_PATTERN: dict[str, Sort] = {ID_PATTERN: "id", PROJECT_ID_PATTERN: "id", CURRENCY_PATTERN: "currency"}


def _annotated(hint: Any, bare: Any, metas: tuple[Any, ...]) -> Shape | None:
    for meta in metas:
        if isinstance(meta, Meta) and meta.extra and "refers_to" in meta.extra:
            return Shape("reference", hint, refers_to=tuple(meta.extra["refers_to"]))
        if isinstance(meta, Meta) and meta.pattern in _BY_PATTERN:
            return Shape(_BY_PATTERN[meta.pattern], hint)
    inner = _single(bare)
    return replace(inner, hint=hint) if inner else None


def _bare(hint: Any) -> tuple[Any, ...]:
    return tuple(get_args(one)[0] if get_origin(one) is Annotated else one for one in alternatives(hint))


def _folded(word: str) -> str:
    return word.replace("-", "_").replace(" ", "_").casefold()
