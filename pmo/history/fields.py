"""Records that differ between two portfolios, field by field.

Records of a list are matched by their ids, and those without one by what they say: first those that are equal,
then those that begin alike (the same period, day, title). The order of a list is no difference.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from msgspec import Struct

from pmo.model.base import Record
from pmo.model.kinds import ITEM_KINDS, ItemKind
from pmo.model.portfolio import Document, Portfolio
from pmo.model.records import fields_of

_ABSENT: tuple[object, ...] = (None, (), {})
"""Values of a field that is not recorded."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs. A value that is not recorded is None."""

    field: str
    """Name in the file; those of a shape inside the record after a dot: `impact.cost`, `scores.value`."""
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that came, went, or changed."""

    address: str
    """A record without an id goes by its number in the list: as it is, or as it was where it is removed."""
    noun: str
    """`project`, `risk`, `milestone`, ...; the kind of document (`plan`); `part` for a record inside another."""
    how: Literal["added", "removed", "changed"]
    before: Struct | None
    after: Struct | None
    fields: tuple[FieldChange, ...]
    """What differs, in order of the names; none for a record that came or went."""


def record_changes(before: Portfolio, after: Portfolio) -> tuple[RecordChange, ...]:
    """Everything that differs, in order of the addresses.

    A document that came or went is one change, and so is each of the items in it that have an address of their own.
    Documents that cannot be read on one side are left out.
    """
    old, new = _by_path(before), _by_path(after)
    found: list[RecordChange] = []
    for path in (old.keys() | new.keys()) - before.unread_paths - after.unread_paths:
        if old.get(path) is not new.get(path):
            found += _documents(old.get(path), new.get(path))
    return tuple(sorted(found, key=lambda one: (one.address, one.noun, one.how)))


def _by_path(portfolio: Portfolio) -> dict[str, Document]:
    return {document.path: document for document in portfolio.documents}


def _documents(old: Document | None, new: Document | None) -> Iterator[RecordChange]:
    document = new or old
    assert document is not None
    yield from _records(
        _address(document),
        "project" if document.kind == "charter" else document.kind,
        old.record if old else None,
        new.record if new else None,
        document,
    )


def _address(document: Document) -> str:
    """Of a document; a charter stands for its project."""
    return document.holder_address if document.kind == "charter" else document.address


def _records(
    address: str, noun: str, old: Struct | None, new: Struct | None, document: Document | None = None
) -> Iterator[RecordChange]:
    """Changes of one record and of those inside it; ``document`` where the record is a whole document."""
    if old is None or new is None:
        yield RecordChange(address, noun, "added" if old is None else "removed", old, new, ())
        if document is not None:
            for kind in _items_of(document):
                yield from _lists(address, _items(old, kind), _items(new, kind), document, kind)
        return
    if old == new:
        return
    changes: list[FieldChange] = []
    yield from _inside(address, "", old, new, changes, document)
    if changes:
        fields = tuple(sorted(changes, key=lambda one: one.field))
        yield RecordChange(address, noun, "changed", old, new, fields)


def _inside(
    address: str,
    prefix: str,
    old: Struct,
    new: Struct,
    changes: list[FieldChange],
    document: Document | None = None,
) -> Iterator[RecordChange]:
    """Collect the fields that differ; changes of records in lists are given as they are found."""
    own = {kind.items: kind for kind in _items_of(document)} if document is not None else {}
    for attribute, key, _ in fields_of(type(new)):
        left, right = getattr(old, attribute), getattr(new, attribute)
        if left == right:
            continue
        name = f"{prefix}{key}"
        if _are_records(left) and _are_records(right):
            kind = own.get(key)
            base = address if kind is not None else f"{address}/{name.replace('.', '/')}"
            yield from _lists(base, left, right, document, kind)
        elif isinstance(left, Struct) and isinstance(right, Struct) and type(left) is type(right):
            yield from _inside(address, f"{name}.", left, right, changes)
        elif isinstance(left, dict) and isinstance(right, dict):
            yield from _mappings(address, name, left, right, changes)
        else:
            changes.append(FieldChange(name, _recorded(left), _recorded(right)))


def _mappings(
    address: str, name: str, old: dict[str, Any], new: dict[str, Any], changes: list[FieldChange]
) -> Iterator[RecordChange]:
    for key in sorted(old.keys() | new.keys()):
        left, right = old.get(key), new.get(key)
        if isinstance(left, Struct) and isinstance(right, Struct):
            yield from _inside(address, f"{name}.{key}.", left, right, changes)
        elif left != right or (key in old) != (key in new):
            changes.append(FieldChange(f"{name}.{key}", left, right))


def _lists(
    base: str,
    old: Sequence[Any],
    new: Sequence[Any],
    document: Document | None = None,
    kind: ItemKind | None = None,
) -> Iterator[RecordChange]:
    for left, right in _pairs(old, new):
        index, record = right if right is not None else left if left is not None else (0, None)
        name = getattr(record, "id", None) or str(index + 1)
        if kind is not None and document is not None:
            address, noun = kind.address.format(holder=document.holder_address, id=name), kind.noun
        else:
            address, noun = f"{base}/{name}", "contract" if base.endswith("/contracts") else "part"
        yield from _records(address, noun, left[1] if left else None, right[1] if right else None)


_Placed = tuple[int, Any]


def _pairs(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[_Placed | None, _Placed | None]]:
    """Records of two lists that are the same thing before and after, each with its place."""
    named: dict[str, deque[_Placed]] = defaultdict(deque)
    left: list[_Placed] = []
    right: list[_Placed] = []
    for one in enumerate(new):
        id_ = getattr(one[1], "id", None)
        if id_ is None:
            right.append(one)
        else:
            named[id_.lower()].append(one)
    for one in enumerate(old):
        id_ = getattr(one[1], "id", None)
        if id_ is None:
            left.append(one)
        else:
            match = named[id_.lower()]
            yield one, match.popleft() if match else None
    for same in (_are_equal, _begin_alike):
        for one in [*left]:
            place = next((place for place, other in enumerate(right) if same(one[1], other[1])), None)
            if place is not None:
                left = [other for other in left if other is not one]
                yield one, right.pop(place)
    yield from ((one, None) for one in left)
    yield from ((None, one) for one in right)
    yield from ((None, one) for rest in named.values() for one in rest)


def _are_equal(old: Any, new: Any) -> bool:
    return bool(old == new)


def _begin_alike(old: Any, new: Any) -> bool:
    return _lead(old) == _lead(new)


def _lead(record: Any) -> tuple[str, Any] | None:
    """The first field of its own that a record has a value in: what one would call it by."""
    shared = Record.__struct_fields__
    for attribute in type(record).__struct_fields__:
        value = getattr(record, attribute)
        if attribute not in shared and value not in _ABSENT:
            return attribute, value
    return None


def _are_records(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(item, Struct) for item in value)


def _recorded(value: Any) -> Any:
    return None if value in _ABSENT else value


def _items_of(document: Document) -> Iterator[ItemKind]:
    return (kind for kind in ITEM_KINDS.values() if kind.document == document.kind)


def _items(record: Struct | None, kind: ItemKind) -> tuple[Any, ...]:
    return getattr(record, kind.items) if record is not None else ()
