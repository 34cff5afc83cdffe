"""JSON Schemas (draft 2020-12) from the model.

``msgspec`` generates schemas too, but stops at defaults that are exact decimals, sorts the words of a
choice by alphabet and drops the words below each field. So the types of the records are walked here.
"""

import datetime
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import FieldInfo, fields

from pmo.model.base import Record
from pmo.model.kinds import KINDS, Kind
from pmo.model.scalars import CURRENCY_PATTERN, ID_PATTERN, PERIOD_PATTERN, PROJECT_ID_PATTERN
from pmo.schemas import file_name
from pmo.schemas.prose import Prose, prose_of

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DATE: Schema = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)"}

_PRIMITIVES: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    datetime.date: DATE,
    Any: {},
}
_CONSTRAINTS = {
    "pattern": "pattern",
    "ge": "minimum",
    "le": "maximum",
    "min_length": "minLength",
    "max_length": "maxLength",
}
_LIST_CONSTRAINTS = _CONSTRAINTS | {"min_length": "minItems", "max_length": "maxItems"}
_EXAMPLES: dict[str, list[str]] = {
    DATE["pattern"]: ["2026-11-30"],
    PERIOD_PATTERN: ["2026-11", "2026-Q4", "2026", "FY2026", "FY2026-Q1"],
    ID_PATTERN: ["vendor-delay"],
    PROJECT_ID_PATTERN: ["crm-renewal"],
    CURRENCY_PATTERN: ["EUR"],
    r"^[A-Z]{2}$(?!\n)": ["NL"],
    r"^[GYOR]{5}$(?!\n)": ["GYOOR"],
}
_POINTS = {
    "min": "Lowest value that can be expected.",
    "likely": "Most likely value.",
    "max": "Highest value that can be expected.",
}
_ACRONYMS = {"kpi": "KPI"}


def schema_of(kind: Kind) -> Schema:
    """The self-contained JSON Schema of a kind of document."""
    definitions: dict[str, Schema] = {}
    document = _Walk(definitions).record(kind.record)
    return {
        "$schema": DIALECT,
        "$id": f"urn:pmo:schema:{kind.name}:1",
        "title": kind.title,
        **document,
        "examples": [example_of(kind)],
        "$defs": definitions,
    }


def example_of(kind: Kind) -> Any:
    """The example in the docstring of a document's record, as plain data with dates as text."""
    import yaml

    class Loader(yaml.SafeLoader):
        yaml_implicit_resolvers = {  # noqa: RUF012 - as PyYAML has it
            first: [resolver for resolver in resolvers if not resolver[0].endswith(":timestamp")]
            for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    return yaml.load(prose_of(kind.record).example, Loader)


def write(folder: Path) -> list[str]:
    """Write the schemas that are missing or out of date into ``folder``; the names of those files."""
    written = stale(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS.values():
        if file_name(kind.name) in written:
            (folder / file_name(kind.name)).write_text(_text(kind), encoding="utf-8", newline="\n")
    return written


def stale(folder: Path) -> list[str]:
    """Names of the schema files in ``folder`` that are missing or differ from the model."""
    return [
        file_name(kind.name)
        for kind in KINDS.values()
        if not (path := folder / file_name(kind.name)).is_file() or path.read_bytes() != _text(kind).encode()
    ]


def _text(kind: Kind) -> str:
    return json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n"


class _Walk:
    """Turns types into schemas, and collects the records on the way as definitions."""

    def __init__(self, definitions: dict[str, Schema]) -> None:
        self._definitions = definitions

    def record(self, record: type[Struct]) -> Schema:
        prose = prose_of(record)
        common = Record.__struct_fields__
        own_first = sorted(fields(record), key=lambda field: field.name in common)
        schema: Schema = {
            "description": prose.description,
            "type": "object",
            "properties": {field.encode_name: self._field(field, prose) for field in own_first},
        }
        if required := [field.encode_name for field in own_first if field.required]:
            schema["required"] = required
        return schema | {"additionalProperties": False}

    def _field(self, field: FieldInfo, prose: Prose) -> Schema:
        schema = self._type(field.type)
        if not field.required:
            schema = _or_null(schema)
        sentences = [prose.fields.get(field.name, ""), *dict.fromkeys(_remarks(field.type))]
        schema = {"description": " ".join(filter(None, sentences)), **schema}
        if (default := _default(field)) is not None:
            schema["default"] = default
        return schema

    def _type(self, hint: Any) -> Schema:
        if hint in _PRIMITIVES:
            return _with_example(_PRIMITIVES[hint])
        if isinstance(hint, type) and issubclass(hint, Struct):
            return self._reference(hint)
        if isinstance(hint, type) and hasattr(hint, "schema"):
            return _with_example(_with_points(hint.schema()))
        return self._generic(get_origin(hint), get_args(hint))

    def _generic(self, origin: Any, arguments: tuple[Any, ...]) -> Schema:
        if origin is Annotated:
            return self._constrained(arguments[0], arguments[1:])
        if origin is Literal:
            return _choice(arguments)
        if origin in (Union, UnionType):
            return self._union([part for part in arguments if part is not NoneType])
        if origin is tuple and arguments[1:] == (...,):
            return {"type": "array", "items": self._type(arguments[0])}
        if origin is tuple:
            length = len(arguments)
            items = [self._type(item) for item in arguments]
            return {"type": "array", "prefixItems": items, "minItems": length, "maxItems": length}
        if origin is dict:
            return self._mapping(*arguments)
        raise TypeError(f"no JSON Schema for {origin}[{arguments}]")

    def _reference(self, record: type[Struct]) -> Schema:
        name = record.__name__
        if name not in self._definitions:
            self._definitions[name] = {}  # holds the place while the record is walked
            self._definitions[name] = {"title": title_of(name), **self.record(record)}
        return {"$ref": f"#/$defs/{name}"}

    def _constrained(self, hint: Any, metas: tuple[Meta, ...]) -> Schema:
        schema = self._type(hint)
        keywords = _LIST_CONSTRAINTS if schema["type"] == "array" else _CONSTRAINTS
        for meta in metas:
            for name, keyword in keywords.items():
                if (bound := getattr(meta, name)) is not None:
                    schema[keyword] = bound
        return _with_example(schema)

    def _union(self, parts: list[Any]) -> Schema:
        branches = [self._type(part) for part in parts]
        if all(branch.keys() == {"enum"} for branch in branches):
            return {"enum": [word for branch in branches for word in branch["enum"]]}
        return branches[0] if len(branches) == 1 else {"anyOf": branches}

    def _mapping(self, key: Any, value: Any) -> Schema:
        schema: Schema = {"type": "object"}
        keys = self._type(key)
        if keys.keys() != {"type"}:
            schema["propertyNames"] = keys
        if value is not Any:
            schema["additionalProperties"] = _or_null(self._type(value))
        return schema


def _choice(words: tuple[Any, ...]) -> Schema:
    """For numbers the type as well: 1.0 equals 1, but is not the version 1."""
    type_ = {} if all(isinstance(word, str) for word in words) else {"type": "integer"}
    return type_ | {"enum": list(words)}


def _or_null(schema: Schema) -> Schema:
    """A key without a value counts as absent, wherever the key may be absent."""
    if "anyOf" in schema:
        return schema | {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    if "enum" in schema:
        schema = schema | {"enum": [*schema["enum"], None]}
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        schema = schema | {"type": [*types, "null"]}
    return schema


def _with_example(schema: Schema) -> Schema:
    patterns = [branch.get("pattern") for branch in (schema, *schema.get("anyOf", ()))]
    examples = next((_EXAMPLES[pattern] for pattern in patterns if pattern in _EXAMPLES), None)
    return schema | ({"examples": examples} if examples else {})


def _with_points(schema: Schema) -> Schema:
    """An estimate says its shape itself, but not what its points mean."""
    for branch in schema.get("anyOf", ()):
        for name, point in branch.get("properties", {}).items():
            branch["properties"][name] = {"description": _POINTS[name], **point}
    return schema


def _remarks(hint: Any) -> Iterator[str]:
    """Sentences about what a text stands for: a reference or an expression."""
    for part in get_args(hint):
        if isinstance(part, Meta):
            extra = part.extra or {}
            if kinds := extra.get("refers_to"):
                yield f"Refers to: {', '.join(kind.replace('-', ' ') for kind in kinds)}."
            if extra.get("expression"):
                yield "An expression; see `pmo explain expressions`."
        else:
            yield from _remarks(part)


def _default(field: FieldInfo) -> Any:
    """The default as JSON; None where there is none that says anything."""
    if field.default_factory is not NODEFAULT:
        return field.default_factory()
    return None if field.default is NODEFAULT else _jsonable(field.default)


def _jsonable(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        return [_jsonable(item) for item in value]
    return None if isinstance(value, Struct) else value


def title_of(name: str) -> str:
    """``PlannedCost`` in words: Planned cost."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()
    return _ACRONYMS.get(words, words.capitalize())
