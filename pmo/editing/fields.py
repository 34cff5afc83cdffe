"""`FIELD=VALUE` as people type it: which field that is, and the value in the field's type.

A value is read by what its field holds: a text stays as it was typed (``title=123``, ``title=no``), numbers, dates
and words are what they look like, ``[a, b]`` and ``{a: 1}`` are lists and mappings.
"""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

import msgspec
from msgspec import Struct

from pmo.documents import Keys, Plain, parse
from pmo.documents.reading import plain_scalar
from pmo.documents.source import Listing, Mapping, Node, Scalar, Source
from pmo.editing.draft import Draft, value_at
from pmo.editing.splices import named, same
from pmo.editing.targets import Target
from pmo.errors import UsageError, nearest
from pmo.model.records import fields_of
from pmo.model.scalars import Estimate, Measure, Number, Period
from pmo.model.shape import alternatives, ordered_fields

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
_POINTS = ("min", "likely", "max")
_ITEMS_NAMED = 12


class Assignment(NamedTuple):
    """`FIELD=VALUE`, `FIELD+=VALUE` or `FIELD-=VALUE`."""

    field: str
    operation: Literal["=", "+=", "-="]
    value: str


class FieldChange(NamedTuple):
    """A field before and after; None where there was or is no value."""

    field: str
    before: Plain
    after: Plain


def assignment(text: str) -> Assignment:
    """Parts of what was typed."""
    field, sign, value = text.partition("=")
    operation: Literal["=", "+=", "-="] = "="
    if field[-1:] == "+":
        field, operation = field[:-1], "+="
    elif field[-1:] == "-":
        field, operation = field[:-1], "-="
    if not sign or not field.strip():
        raise UsageError(
            f"{text!r} sets no field", "write FIELD=VALUE, such as status=closed or due=2026-11-30"
        )
    return Assignment(field.strip(), operation, value)


def change(draft: Draft, target: Target, wanted: Assignment, as_of: datetime.date) -> FieldChange:
    """Make the change in the draft."""
    data = draft.data(target.path)
    place = _Place.of(target, data, wanted.field)
    _refuse_single(data, target, place, wanted)
    before = value_at(data, place.keys)
    match wanted.operation:
        case "=" if wanted.value.strip() == "":
            _refuse_removal(place)
            if before is not None or _holds(data, place.keys):
                draft.remove(target.path, place.keys)
        case "=":
            draft.set(target.path, place.keys, typed(wanted.value, place.hints, as_of, wanted.field))
        case "+=":
            _add(draft, target, place, before, wanted, as_of)
        case "-=":
            _take_away(draft, target, place, before, wanted, as_of)
    after = value_at(draft.data(target.path), place.keys)
    return FieldChange(wanted.field, before, after)


# which field


class _Place(NamedTuple):
    """Where a field is, and what it may hold."""

    keys: Keys
    hints: tuple[Any, ...]
    """Types of its value."""
    required: bool
    owner: str
    """What the field belongs to."""

    @classmethod
    def of(cls, target: Target, data: dict[str, Plain], path: str) -> "_Place":
        hints: tuple[Any, ...] = (target.record,)
        keys: list[str | int] = list(target.keys)
        required = False
        owner = target.noun
        words = path.split(".")
        while words:
            word = words.pop(0).strip()
            record = next((one for one in map(_bare, hints) if _is_record(one)), None)
            listed = [one for one in map(_bare, hints) if get_origin(one) is tuple]
            value = value_at(data, keys)
            if listed and (isinstance(value, list) or record is None):
                index = _index(value, word, keys)
                keys.append(index)
                hints = tuple(inner for one in listed for inner in _items(one, index))
                required = False
            elif record is not None:
                field = next((one for one in fields_of(record) if one.key == word), None)
                if field is None:
                    raise _unknown_field(word, record, keys[len(target.keys) :], target)
                keys.append(word)
                hints = tuple(alternatives(field.hint))
                required = word in _required(record)
            elif mappings := [one for one in map(_bare, hints) if get_origin(one) is dict]:
                values = tuple(inner for one in mappings for inner in alternatives(get_args(one)[1]))
                if not any(_holds_fields(one) for one in values):
                    word, words = ".".join([word, *words]), []  # names of these may hold points
                keys.append(word)
                hints, required = values, False
            elif word in _POINTS and any(_is_estimate(one) for one in hints):
                keys.append(word)
                hints, required = (Number,), True
            elif Any in hints:
                keys.append(word)
            else:
                field_name = named(keys[len(target.keys) :])
                raise UsageError(
                    f"`{field_name}` has no fields below it", f"set it itself: {field_name}=VALUE"
                )
        return cls(tuple(keys), hints, required, owner)


def _unknown_field(word: str, record: type[Struct], inside: Keys, target: Target) -> UsageError:
    known = [field.key for field in ordered_fields(record)]
    close = nearest(word.replace("-", "_"), known)
    where = f"`{named(inside)}` of {target.address}" if inside else target.address
    advice = f"did you mean {close}? " if close else ""
    return UsageError(f"{where} has no field {word!r}", f"{advice}The fields are {', '.join(known)}")


def _index(value: Plain, word: str, keys: Keys) -> int:
    """Number of the item that a word names: by its id, or by its place from 1."""
    items = value if isinstance(value, list) else []
    ids = [str(item.get("id") or "") if isinstance(item, dict) else "" for item in items]
    for index, id_ in enumerate(ids):
        if id_ and id_.lower() == word.lower():
            return index
    if word.isdecimal() and len(word) < 9 and 1 <= int(word) <= len(items):
        return int(word) - 1
    close = nearest(word, filter(None, ids))
    there = ", ".join(id_ or str(number) for number, id_ in enumerate(ids[:_ITEMS_NAMED], 1))
    advice = f"did you mean {close}? " if close else ""
    raise UsageError(
        f"`{named(keys)}` has no item {word!r}",
        f"{advice}There are: {there}" if there else f"it is empty; add an item with {named(keys)}+=VALUE",
    )


@cache
def _required(record: type[Struct]) -> frozenset[str]:
    return frozenset(field.encode_name for field in msgspec.structs.fields(record) if field.required)


def _refuse_removal(place: _Place) -> None:
    if place.required:
        raise UsageError(
            f"`{place.keys[-1]}` cannot be removed: it is required", "give it another value instead"
        )


def _refuse_single(data: dict[str, Plain], target: Target, place: _Place, wanted: Assignment) -> None:
    """Refuse a field below one that holds a single value now."""
    for length in range(len(target.keys) + 1, len(place.keys)):
        value = value_at(data, place.keys[:length])
        if value is not None and not isinstance(value, dict | list):
            above, below = (
                ".".join(map(str, part))
                for part in (place.keys[len(target.keys) : length], place.keys[length:])
            )
            raise UsageError(
                f"`{above}` of {target.address} is {value}, which has no fields",
                f"replace it as a whole: {above}={{{below}: {wanted.value.strip()}}}",
            )


# which value


def typed(text: str, hints: Sequence[Any], as_of: datetime.date, field: str = "the value") -> Plain:
    """The value that ``text`` stands for in a field that may hold ``hints``."""
    stripped = text.strip()
    collections = [one for one in hints if _is_collection(one)]
    if stripped[:1] in ("[", "{") and collections:
        return _converted(_flow_node(stripped, field), collections, as_of)
    singles = [one for one in hints if _is_single(one)]
    if not singles and any(get_origin(_bare(one)) is tuple for one in hints):
        items = [inner for one in hints for inner in _items(_bare(one), 0)]
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
    bare = [_bare(one) for one in hints]
    if not quoted:
        if Any in bare:
            return _plain(stripped)
        if any(_is_number(one) for one in bare):
            value = _plain(stripped)
            if isinstance(value, int | Decimal) and not isinstance(value, bool):
                return value
        if bool in bare and stripped.lower() in _TRUTH:
            return _TRUTH[stripped.lower()]
        if datetime.date in bare and stripped.lower() == "today":
            return as_of.isoformat()
    choices: list[str | int] = [word for one in bare if get_origin(one) is Literal for word in get_args(one)]
    for word in choices:
        if stripped.lower().replace("_", "-").replace(" ", "-") == str(word).lower():
            return word
    return text if quoted else stripped


def _converted(node: Node, hints: Sequence[Any], as_of: datetime.date) -> Plain:
    """The value of a node inside brackets or braces."""
    bare = [_bare(one) for one in hints]
    match node:
        case Listing():
            items = [inner for one in bare if get_origin(one) is tuple for inner in _items(one, 0)] or [Any]
            return [_converted(item, items, as_of) for item in node.items]
        case Mapping():
            return {
                _name(pair.key): _converted(pair.value, _below(bare, _name(pair.key)), as_of)
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
        if _is_record(hint):
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


def _plain_node(node: Scalar) -> Plain:
    """What a node inside brackets holds where nothing is known of its type."""
    if node.style is not None:
        return node.value
    return None if plain_scalar(node.value) is None else _plain(node.value)


# lists


def _add(
    draft: Draft, target: Target, place: _Place, before: Plain, wanted: Assignment, as_of: datetime.date
) -> None:
    current = _list(place, before, wanted)
    for value in _given(place, wanted, as_of):
        if not any(same(value, one) for one in current):
            current.append(value)
    if not same(current, before):
        draft.set(target.path, place.keys, current)


def _take_away(
    draft: Draft, target: Target, place: _Place, before: Plain, wanted: Assignment, as_of: datetime.date
) -> None:
    current = _list(place, before, wanted)
    for value in _given(place, wanted, as_of):
        index = next((number for number, one in enumerate(current) if _means(value, one)), None)
        if index is None:
            there = ", ".join(_shown(one) for one in current[:_ITEMS_NAMED]) or "nothing"
            raise UsageError(f"`{wanted.field}` does not hold {wanted.value.strip()!r}", f"it holds {there}")
        del current[index]
    if current:
        draft.set(target.path, place.keys, current)
    else:
        _refuse_removal(place)
        draft.remove(target.path, place.keys)


def _given(place: _Place, wanted: Assignment, as_of: datetime.date) -> list[Plain]:
    """The items that were typed: several in brackets, or one."""
    text = wanted.value
    lists = [one for one in place.hints if get_origin(_bare(one)) is tuple]
    items = [inner for one in lists for inner in _items(_bare(one), 0)]
    if text.strip()[:1] == "[":
        value = typed(text, lists, as_of, wanted.field)
        return value if isinstance(value, list) else [value]
    if wanted.operation == "-=" and any(_is_record(_bare(one)) for one in items) and text.strip()[:1] != "{":
        return [text.strip()]
    return [typed(text, items, as_of, wanted.field)]


def _list(place: _Place, before: Plain, wanted: Assignment) -> list[Plain]:
    if not any(get_origin(_bare(one)) is tuple for one in place.hints):
        raise UsageError(f"`{wanted.field}` is no list", f"set it: {wanted.field}=VALUE")
    if before is None:
        return []
    return list(before) if isinstance(before, list) else [before]


def _means(value: Plain, item: Plain) -> bool:
    """Whether what was typed is this item, or its id."""
    if isinstance(item, dict) and isinstance(value, str):
        return str(item.get("id") or "").lower() == value.lower()
    return same(value, item)


def _shown(item: Plain) -> str:
    return str(item.get("id") or item) if isinstance(item, dict) else str(item)


# types


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if hasattr(hint, "__metadata__") else hint


def _is_record(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Struct)


def _is_number(hint: Any) -> bool:
    return hint is int or (isinstance(hint, type) and issubclass(hint, Number | Estimate | Measure | Period))


def _is_collection(hint: Any) -> bool:
    bare = _bare(hint)
    return bare is Any or get_origin(bare) in (tuple, dict) or _is_record(bare) or _is_estimate(bare)


def _is_estimate(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Estimate)


def _is_single(hint: Any) -> bool:
    """Whether a single value may stand there."""
    bare = _bare(hint)
    return get_origin(bare) not in (tuple, dict) and not _is_record(bare)


def _holds_fields(hint: Any) -> bool:
    bare = _bare(hint)
    return bare is Any or _is_record(bare) or get_origin(bare) is dict


def _items(hint: Any, index: int) -> list[Any]:
    """Types of the items of a list type."""
    items = get_args(hint)
    if not items:
        return []
    return list(alternatives(items[0] if items[-1] is Ellipsis else items[min(index, len(items) - 1)]))


def _name(key: Node) -> str:
    return key.value if isinstance(key, Scalar) else ""


# data


def _holds(data: Plain, keys: Keys) -> bool:
    above = value_at(data, keys[:-1])
    return isinstance(above, dict) and keys[-1] in above
