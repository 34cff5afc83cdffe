"""What an import changes in the files, as frozen data: documents made, items added, fields set and removed."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, cast

from pmo.documents import Plain
from pmo.interchange.plain import keys_to, value_at
from pmo.interchange.records import Part
from pmo.interchange.stock import Files
from pmo.model.kinds import place_of
from pmo.model.shape import field_order

Keys = tuple[str | int, ...]


class Create(NamedTuple):
    """A document that is made."""

    path: str
    data: Mapping[str, Plain]


class Append(NamedTuple):
    """An item that is added to a list of a document that is there."""

    path: str
    keys: Keys
    data: Plain


class Set(NamedTuple):
    """A field that gets a value."""

    path: str
    keys: Keys
    value: Plain


class Remove(NamedTuple):
    """A field that goes."""

    path: str
    keys: Keys


Operation = Create | Append | Set | Remove


class Changes:
    """Collects the changes of files that the parts of records need."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._documents: dict[str, dict[str, Plain]] = {}
        """New documents by path."""
        self._others: list[Operation] = []

    def put(self, part: Part) -> None:
        """What a part brings."""
        if not part.is_new:
            self._others.extend(_operations(part))
        elif not part.name and part.keys:
            self.add(part.path, part.keys, part.after)
        elif part.changed or not part.name:
            self._documents[part.path] = part.after

    def add(self, path: str, keys: Keys, record: dict[str, Plain]) -> None:
        """A record at the end of a list; the document is made where it is missing."""
        if self._files.data(path) is not None:
            self._others.append(Append(path, keys, _ordered(path, (*keys, 0), record)))
            return
        listed = self._documents.setdefault(path, {}).setdefault(str(keys[0]), [])
        assert isinstance(listed, list)
        listed.append(record)

    def operations(self) -> tuple[Operation, ...]:
        """All of them, new documents first."""
        creates = (
            Create(path, cast("dict[str, Plain]", _ordered(path, (), data)))
            for path, data in sorted(self._documents.items())
        )
        return (*creates, *self._others)


def _operations(part: Part) -> Iterator[Operation]:
    """The changes of a document that is there; an item that is new to a list goes in as a whole, once."""
    done: set[Keys] = set()
    for one in part.changed.values():
        keys, missing = keys_to(part.before, one.steps)
        if value_at(part.after, one.steps) is None:
            left, _ = keys_to(part.after, one.steps)
            gone = (*part.keys, *keys[: len(left) + 1])
            if gone not in done:
                done.add(gone)
                yield Remove(part.path, gone)
            continue
        position = next((index for index, step in enumerate(missing) if not isinstance(step, str)), None)
        if position is None:
            yield Set(part.path, (*part.keys, *keys, *map(str, missing)), value_at(part.after, one.steps))
            continue
        list_keys = (*part.keys, *keys, *map(str, missing[:position]))
        way = one.steps[: len(one.steps) - len(missing) + position + 1]
        whole = (*list_keys, str(way[-1]))
        if whole not in done:
            done.add(whole)
            item = value_at(part.after, way)
            yield Append(part.path, list_keys, _ordered(part.path, (*list_keys, 0), item))


def _ordered(path: str, keys: Keys, data: Plain) -> Plain:
    """Data with its fields in the model's order, as ``keys`` lead to it in the document at ``path``."""
    place = place_of(path)
    assert place is not None
    return _in_order(place.kind, keys, data)


def _in_order(kind: str, keys: Keys, data: Plain) -> Plain:
    if isinstance(data, list):
        return [_in_order(kind, (*keys, 0), one) for one in data]
    if not isinstance(data, dict):
        return data
    order = _order(kind, keys)
    names = sorted(data, key=lambda name: order.get(name, len(order)))
    return {name: _in_order(kind, (*keys, name), data[name]) for name in names}


@lru_cache(maxsize=256)
def _order(kind: str, keys: Keys) -> dict[str, int]:
    return {name: index for index, name in enumerate(field_order(kind, keys))}
