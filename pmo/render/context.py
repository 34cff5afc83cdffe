"""What a template sees: the fields of a view, and of everything that is in it, with their types in words."""

import datetime
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from importlib import import_module
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pmo.analysis.money import Money
from pmo.model.scalars import Measure, Period
from pmo.schemas.prose import field_docstrings

_WORDS: Mapping[Any, str] = {
    str: "text",
    bool: "yes or no",
    int: "whole number",
    float: "number",
    Decimal: "number",
    datetime.date: "day",
    Money: "money",
    Measure: "measured value",
    Period: "period",
}


@dataclass(frozen=True, slots=True)
class Variable:
    """A field that a template can name."""

    name: str
    """How the template names it."""
    type: str
    """What it is: text, number, day, money, list of ..., or the name of a described type."""
    words: tuple[str, ...]
    """The words that it may be, where it is one of a closed list."""
    meaning: str
    """What it means."""


@dataclass(frozen=True, slots=True)
class Described:
    """A type with fields: the view itself, or something in it."""

    name: str
    """Its name."""
    meaning: str
    """What it stands for."""
    variables: tuple[Variable, ...]
    """Its fields, in order."""


def type_named(path: str) -> type:
    """The type behind `module:name`."""
    module, _, name = path.partition(":")
    found: type = getattr(import_module(module), name)
    return found


def context_of(view: type) -> tuple[Described, ...]:
    """The view, and every type with fields in it, each once, in the order in which a reader meets them."""
    found: dict[type, Described] = {}
    waiting = [view]
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found[one] = _described(one)
            waiting += [inner for hint in _hints(one).values() for inner in _types_with_fields(hint)]
    return tuple(found.values())


def _described(kind: type) -> Described:
    texts: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if is_dataclass(base):
            texts |= field_docstrings(base)
    for name, value in _properties(kind):
        texts[name] = _first_paragraph(value.__doc__)
    variables = [
        Variable(name, _in_words(hint), _closed_list(hint), texts.get(name, ""))
        for name, hint in _hints(kind).items()
    ]
    return Described(kind.__name__, _first_paragraph(kind.__doc__), tuple(variables))


def _hints(kind: type) -> dict[str, Any]:
    """The type of each field and property."""
    known = get_type_hints(kind)
    hints = {one.name: known[one.name] for one in fields(kind)}
    for name, value in _properties(kind):
        hints[name] = get_type_hints(value.fget).get("return", Any)
    return hints


def _properties(kind: type) -> list[tuple[str, property]]:
    found = inspect.getmembers_static(kind, lambda member: isinstance(member, property))
    return [(name, value) for name, value in found if not name.startswith("_")]


def _alternatives(hint: Any) -> tuple[Any, ...]:
    """What stands on both sides of `|`, without None."""
    if get_origin(hint) in (Union, UnionType):
        return tuple(one for one in get_args(hint) if one is not type(None))
    return (hint,)


def _in_words(hint: Any) -> str:
    kinds = list(dict.fromkeys(_one_in_words(one) for one in _alternatives(hint)))
    optional = get_origin(hint) in (Union, UnionType) and type(None) in get_args(hint)
    return " or ".join([*kinds, *(["nothing"] if optional else [])])


def _one_in_words(hint: Any) -> str:
    arguments = get_args(hint)
    if get_origin(hint) is Literal:
        return "word"
    if get_origin(hint) in (tuple, list, frozenset):
        return f"list of {_in_words(arguments[0])}"
    if get_origin(hint) is not None and issubclass(get_origin(hint), Mapping):
        return f"{_in_words(arguments[1])} by {_in_words(arguments[0])}"
    return _WORDS.get(hint) or str(getattr(hint, "__name__", "anything"))


def _closed_list(hint: Any) -> tuple[str, ...]:
    return tuple(
        str(word) for one in _alternatives(hint) if get_origin(one) is Literal for word in get_args(one)
    )


def _types_with_fields(hint: Any) -> Iterator[type]:
    if is_dataclass(hint) and isinstance(hint, type) and hint not in _WORDS:
        yield hint
    for inner in get_args(hint):
        yield from _types_with_fields(inner)


def _first_paragraph(text: str | None) -> str:
    return " ".join(inspect.cleandoc(text or "").partition("\n\n")[0].split())
