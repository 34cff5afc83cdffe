"""The reference page: every kind of document and every field, in Markdown, from the schemas."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from pmo.model.base import Record
from pmo.model.kinds import KINDS, REGISTERS, Kind
from pmo.model.scalars import CURRENCY_PATTERN, ID_PATTERN, PERIOD_PATTERN, PROJECT_ID_PATTERN
from pmo.schemas.generate import DATE, schema_of, title_of
from pmo.schemas.prose import prose_of

Schema: TypeAlias = dict[str, Any]

_INTRODUCTION = """\
# Files and fields

<!-- Generated from the model by tools/generate.py; changes belong there. -->

A portfolio is a folder of YAML files; the path of a file says what kind of document it is. A field marked
with * is required, any other may be left out or left empty. Unknown fields are refused; fields of your own
go under `custom`.
"""
_COMMON = """\
## Fields of every record

Where a table below ends with a link to here, these may be written as well.
"""
_AND_COMMON = "Also the [fields of every record](#fields-of-every-record).\n"
_SHARED = """\
## Shared records

Records that several kinds of document use.
"""
_PATTERNS = {
    DATE["pattern"]: "date",
    PERIOD_PATTERN: "period",
    ID_PATTERN: "id",
    PROJECT_ID_PATTERN: "id in lower case",
    CURRENCY_PATTERN: "currency",
}
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "object": "mapping",
}


def reference() -> str:
    """The whole page."""
    schemas = {kind.name: schema_of(kind) for kind in KINDS.values()}
    uses = Counter(name for schema in schemas.values() for name in schema["$defs"])
    shared = {
        name: schema["$defs"][name]
        for schema in schemas.values()
        for name in schema["$defs"]
        if uses[name] > 1
    }
    common = next(iter(schemas.values()))
    parts = [_INTRODUCTION, _contents(), _COMMON, _table(common, Record.__struct_fields__)]
    for kind in KINDS.values():
        parts += _section(kind, schemas[kind.name], shared)
    parts.append(_SHARED)
    for name, definition in sorted(shared.items()):
        parts += _record(name, definition)
    return "\n".join(parts)


def _contents() -> str:
    rows = (f"| [{kind.title}](#{_anchor(kind.title)}) | {_paths(kind)} |" for kind in KINDS.values())
    return "\n".join(["| kind | path |", "| --- | --- |", *rows, ""])


def _section(kind: Kind, schema: Schema, shared: Schema) -> Iterator[str]:
    yield f"## {kind.title}\n"
    yield f"{_paths(kind)}\n"
    yield f"{schema['description']}\n"
    yield f"```yaml\n{prose_of(kind.record).example}\n```\n"
    yield _table(schema)
    for name, definition in schema["$defs"].items():
        if name not in shared:
            yield from _record(name, definition)


def _record(name: str, schema: Schema) -> Iterator[str]:
    yield f'### <a id="{name}"></a>{schema["title"]}\n'
    yield f"{schema['description']}\n"
    yield _table(schema)


def _table(schema: Schema, only: tuple[str, ...] = ()) -> str:
    common = Record.__struct_fields__
    required = schema.get("required", ())
    rows = [
        f"| `{name}`{' *' if name in required else ''} | {_escaped(_words(field))} "
        f"| {_default(field)} | {_escaped(field['description'])} |"
        for name, field in schema["properties"].items()
        if (name in only if only else name not in common)
    ]
    if not only and "custom" in schema["properties"]:
        rows += ["", _AND_COMMON]
    else:
        rows.append("")
    return "\n".join(["| field | type | default | description |", "| --- | --- | --- | --- |", *rows])


def _words(schema: Schema) -> str:
    """What a field holds, in words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{title_of(name)}](#{name})"
    if "anyOf" in schema:
        branches = [_words(branch) for branch in schema["anyOf"] if branch.get("type") != "null"]
        return branches[0] if _PATTERNS[PERIOD_PATTERN] in branches else " or ".join(branches)
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"] if word is not None)
    if "pattern" in schema:
        return _PATTERNS.get(schema["pattern"]) or f"text such as `{schema['examples'][0]}`"
    types = schema.get("type", [])
    names = [types] if isinstance(types, str) else [name for name in types if name != "null"]
    return " or ".join(_of_type(name, schema) for name in names) or "anything"


def _of_type(name: str, schema: Schema) -> str:
    if name == "array" and "prefixItems" in schema:
        return f"list: {', '.join(_words(item) for item in schema['prefixItems'])}"
    if name == "array":
        number = f"{schema['minItems']} times " if "minItems" in schema else ""
        return f"list of {number}{_words(schema['items'])}"
    if name == "object" and isinstance(schema.get("additionalProperties"), dict):
        keys = _words(schema["propertyNames"]) if "propertyNames" in schema else "text"
        return f"mapping of {keys} to {_words(schema['additionalProperties'])}"
    if name == "object" and "properties" in schema:
        return f"mapping of {', '.join(f'`{field}`' for field in schema['properties'])}"
    if "minimum" in schema and name in ("integer", "number"):
        least, most = schema["minimum"], schema.get("maximum")
        return f"{_TYPES[name]} ({f'{least} to {most}' if most is not None else f'{least} or more'})"
    return _TYPES[name]


def _default(schema: Schema) -> str:
    """Empty lists and mappings say no more than that the field may be left out."""
    match schema.get("default"):
        case None | [] | {}:
            return ""
        case bool(value):
            return f"`{str(value).lower()}`"
        case list(values):
            return f"`[{', '.join(str(value) for value in values)}]`"
        case value:
            return f"`{value}`"


def _paths(kind: Kind) -> str:
    everywhere = kind.name in (*REGISTERS, "meeting")
    folders = ("projects/<project>/", "programmes/<programme>/", "") if everywhere else ("",)
    return ", ".join(f"`{folder}{kind.path}`" for folder in folders)


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
