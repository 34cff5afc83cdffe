"""Values as people type them, read by what their field holds.

A text stays as it was typed (``title=123``, ``title=no``), numbers, dates and words are what they look like,
``[a, b]`` and ``{a: 1}`` are lists and mappings.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from msgspec import Struct

from pmo.documents import Plain, parse
from pmo.documents.reading import plain_scalar
from pmo.documents.source import Listing, Mapping, Node, Scalar, Source
from pmo.errors import UsageError
from pmo.model.records import fields_of
from pmo.model.scalars import Estimate, Measure, Number, Period
from pmo.model.shape import alternatives

_TRUTH = {
    "yes": True,
    "y": True,
    "on": True,
    "true": True,
    "no": False,
    "n": False,
    "off": False,
    "false": False,
}

_NUMBER = re.compile(r"(?!-0$)-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
"""A number as it is written, unlike codes such as 010, 0x1F, +49 or 1e5."""


def typed(text: str, hints: Sequence[Any], as_of: datetime.date, field: str = "the value") -> Plain:
    """The value that ``text`` stands for in a field that may hold ``hints``."""
    stripped = text.strip()
    collections = [one for one in hints if _is_collection(one)]
    if stripped[:1] in ("[", "{") and collections:
        return _converted(_flow_node(stripped, field), collections, as_of)
    singles = [one for one in hints if _is_single(one)]
    if not singles and any(get_origin(bare(one)) is tuple for one in hints):
        items = [inner for one in hints for inner in item_types(bare(one), 0)]
        return [typed(text, items, as_of, field)]
    if not singles:
        raise UsageError(
            f"`{field}` holds fields of its own", f"set one of them, {field}.FIELD=VALUE, or write {{...}}"
        )
    node = _quoted_node(stripped)
    return _single(text if node is None else node, node is not None, singles, as_of)


def _single(text: str, quoted: bool, hints: Sequence[Any], as_of: datetime.date) -> Plain:
    """The value of a text that was typed, with or without quotes."""
    stripped = text.strip()
    types = [bare(one) for one in hints]
    if not quoted:
        if Any in types:
            return _free(stripped)
        if any(_is_number(one) for one in types):
            value = _plain(stripped)
            if isinstance(value, int | Decimal) and not isinstance(value, bool):
                return value
        if bool in types and stripped.lower() in _TRUTH:
            return _TRUTH[stripped.lower()]
        if datetime.date in types and stripped.lower() == "today":
            return as_of.isoformat()
    choices: list[str | int] = [word for one in types if get_origin(one) is Literal for word in get_args(one)]
    for word in choices:
        if stripped.lower().replace("_", "-").replace(" ", "-") == str(word).lower():
            return word
    return text if quoted else stripped


def _converted(node: Node, hints: Sequence[Any], as_of: datetime.date) -> Plain:
    """The value of a node inside brackets or braces."""
    types = [bare(one) for one in hints]
    match node:
        case Listing():
            items = [inner for one in types if get_origin(one) is tuple for inner in item_types(one, 0)] or [
                Any
            ]
            return [_converted(item, items, as_of) for item in node.items]
        case Mapping():
            return {
                _name(pair.key): _converted(pair.value, _below(types, _name(pair.key)), as_of)
                for pair in node.pairs
                if not (isinstance(pair.value, Scalar) and _plain_node(pair.value) is None)
            }
        case Scalar():
            singles = [one for one in hints if _is_single(one)]
            if not singles:
                return _plain_node(node)
            return _single(node.value, node.style is not None, singles, as_of)
    raise UsageError("an alias cannot stand in a value", "write the value out")


def _below(hints: Iterable[Any], key: str) -> list[Any]:
    found: list[Any] = []
    for hint in hints:
        if is_record(hint):
            found += [inner for one in fields_of(hint) if one.key == key for inner in alternatives(one.hint)]
        elif get_origin(hint) is dict:
            found += alternatives(get_args(hint)[1])
    return found or [Any]


def _flow_node(text: str, field: str) -> Node:
    content = f"value: {text}".encode("utf-8", "surrogateescape")
    parsed = parse(content, field)
    if parsed.data is None:
        raise UsageError(
            f"the value of `{field}` cannot be read: {parsed.findings[0].message}",
            "write [a, b] or {a: 1, b: 2}; put quotes around text with brackets, commas or colons",
        )
    root = Source(content).root
    value = root.pairs[0].value if isinstance(root, Mapping) and len(root.pairs) == 1 else None
    if not isinstance(value, Listing | Mapping):
        raise UsageError(f"the value of `{field}` cannot be read", "write [a, b] or {a: 1, b: 2}")
    return value


def _quoted_node(text: str) -> str | None:
    """The text inside quotes, where all of it stands in quotes."""
    if len(text) < 2 or text[0] not in "'\"" or text[-1] != text[0]:
        return None
    data = parse(f"value: {text}".encode("utf-8", "surrogateescape"), "value").data
    value = data.get("value") if data is not None and len(data) == 1 else None
    return value if isinstance(value, str) else None


def _plain(text: str) -> Plain:
    """The number or truth value that a word stands for; else the word itself."""
    value = plain_scalar(text)
    return value if isinstance(value, bool | int | Decimal) else text


def _free(text: str) -> Plain:
    """What a word is in a field of the office's own: a number only where nothing of the text would be lost."""
    value = _plain(text)
    return value if isinstance(value, bool) or _NUMBER.fullmatch(text) else text


def _plain_node(node: Scalar) -> Plain:
    """What a node inside brackets holds where nothing is known of its type."""
    if node.style is not None:
        return node.value
    return None if plain_scalar(node.value) is None else _free(node.value)


def bare(hint: Any) -> Any:
    """A type without its annotations."""
    return get_args(hint)[0] if hasattr(hint, "__metadata__") else hint


def is_record(hint: Any) -> bool:
    """Whether the type is a mapping with fixed fields."""
    return isinstance(hint, type) and issubclass(hint, Struct)


def _is_number(hint: Any) -> bool:
    return hint is int or (isinstance(hint, type) and issubclass(hint, Number | Estimate | Measure | Period))


def _is_collection(hint: Any) -> bool:
    """Whether a value in brackets or braces may stand there."""
    kind = bare(hint)
    return kind is Any or get_origin(kind) in (tuple, dict) or is_record(kind) or is_estimate(kind)


def is_estimate(hint: Any) -> bool:
    """Whether the type is a number or three points."""
    return isinstance(hint, type) and issubclass(hint, Estimate)


def _is_single(hint: Any) -> bool:
    """Whether a single value may stand there."""
    kind = bare(hint)
    return get_origin(kind) not in (tuple, dict) and not is_record(kind)


def holds_fields(hint: Any) -> bool:
    """Whether a value of the type may have fields below it."""
    kind = bare(hint)
    return kind is Any or is_record(kind) or get_origin(kind) is dict


def item_types(hint: Any, index: int) -> list[Any]:
    """Types of the items of a list type."""
    items = get_args(hint)
    if not items:
        return []
    return list(alternatives(items[0] if items[-1] is Ellipsis else items[min(index, len(items) - 1)]))


def _name(key: Node) -> str:
    return key.value if isinstance(key, Scalar) else ""
