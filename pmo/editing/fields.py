"""`FIELD=VALUE` as people type it: which field that is, and the change that it asks for."""

import datetime
from typing import Any, Literal, NamedTuple, get_args, get_origin

from msgspec import Struct

from pmo.documents import Keys, Plain
from pmo.editing.draft import Draft, value_at
from pmo.editing.sharing import named
from pmo.editing.splices import same
from pmo.editing.targets import Target
from pmo.editing.values import bare, holds_fields, is_estimate, is_record, item_types, typed
from pmo.errors import UsageError, nearest
from pmo.findings import Message, joined, message
from pmo.model.records import fields_of, required_keys
from pmo.model.scalars import Number
from pmo.model.shape import alternatives, ordered_fields

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
            message("{text!r} sets no field", text=text),
            message("write FIELD=VALUE, such as status=closed or due=2026-11-30"),
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

    @classmethod
    def of(cls, target: Target, data: dict[str, Plain], path: str) -> "_Place":
        hints: tuple[Any, ...] = (target.record,)
        keys: list[str | int] = list(target.keys)
        required = False
        words = path.split(".")
        while words:
            word = words.pop(0).strip()
            record = next((one for one in map(bare, hints) if is_record(one)), None)
            listed = [one for one in map(bare, hints) if get_origin(one) is tuple]
            value = value_at(data, keys)
            if listed and (isinstance(value, list) or record is None):
                index = _index(value, word, keys)
                keys.append(index)
                hints = tuple(inner for one in listed for inner in item_types(one, index))
                required = False
            elif record is not None:
                field = next((one for one in fields_of(record) if one.key == word), None)
                if field is None:
                    raise _unknown_field(word, record, keys[len(target.keys) :], target)
                keys.append(word)
                hints = tuple(alternatives(field.hint))
                required = word in required_keys(record)
            elif mappings := [one for one in map(bare, hints) if get_origin(one) is dict]:
                values = tuple(inner for one in mappings for inner in alternatives(get_args(one)[1]))
                if not any(holds_fields(one) for one in values):
                    word, words = ".".join([word, *words]), []  # names of these may hold points
                keys.append(word)
                hints, required = values, False
            elif word in _POINTS and any(is_estimate(one) for one in hints):
                keys.append(word)
                hints, required = (Number,), True
            elif Any in hints:
                keys.append(word)
            else:
                field_name = named(keys[len(target.keys) :])
                raise UsageError(
                    f"`{field_name}` has no fields below it", f"set it itself: {field_name}=VALUE"
                )
        return cls(tuple(keys), hints, required)


def _unknown_field(word: str, record: type[Struct], inside: Keys, target: Target) -> UsageError:
    known = [field.key for field in ordered_fields(record)]
    close = nearest(word.replace("-", "_"), known)
    where: Message | str = target.address
    if inside:
        where = message("`{field}` of {address}", field=named(inside), address=target.address)
    advice = message("The fields are {fields}", fields=", ".join(known))
    if close:
        advice = joined([message("did you mean {name}?", name=close), advice], " ")
    return UsageError(message("{where} has no field {word!r}", where=where, word=word), advice)


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
    lists = [one for one in place.hints if get_origin(bare(one)) is tuple]
    items = [inner for one in lists for inner in item_types(bare(one), 0)]
    if text.strip()[:1] == "[":
        value = typed(text, lists, as_of, wanted.field)
        return value if isinstance(value, list) else [value]
    if wanted.operation == "-=" and any(is_record(bare(one)) for one in items) and text.strip()[:1] != "{":
        return [text.strip()]
    return [typed(text, items, as_of, wanted.field)]


def _list(place: _Place, before: Plain, wanted: Assignment) -> list[Plain]:
    if not any(get_origin(bare(one)) is tuple for one in place.hints):
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


def _holds(data: Plain, keys: Keys) -> bool:
    above = value_at(data, keys[:-1])
    return isinstance(above, dict) and keys[-1] in above
