"""What an address leads to in the files: also in documents that have errors, as long as their YAML can be read."""

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import Struct

from pmo.analysis.addresses import holds_in_order, resolve
from pmo.documents import Keys, Plain, parse
from pmo.errors import UsageError
from pmo.loading import Loaded
from pmo.model.base import Record
from pmo.model.kinds import ITEM_KINDS, KINDS, Place, place_of
from pmo.model.portfolio import Document
from pmo.model.shape import types_at


@dataclass(frozen=True)
class Target:
    """A record, or a whole document, to be changed."""

    address: str
    path: str
    kind: str
    """Kind of its document."""
    keys: Keys
    """The way to it in the document; empty for the document itself."""
    noun: str
    """`risk`, `milestone`, `project`, ...; `part` for a record inside another."""
    record: type[Struct]
    document: Document | None
    """None where the document has errors."""


def target_of(loaded: Loaded, text: str) -> Target:
    """What ``text`` leads to; refuses an unknown or ambiguous address."""
    try:
        item = resolve(loaded.portfolio, text)
    except UsageError as reason:
        hidden = list(_in_unread(loaded, text))
        if len(hidden) == 1:
            return hidden[0]
        if hidden:
            raise _ambiguous(text, [one.address for one in hidden]) from None
        raise UsageError(reason.reason, _advice(loaded, reason.advice)) from None
    if loaded.portfolio.unread_paths and item.address.lower() != text.strip().lower():
        hidden = list(_in_unread(loaded, text))
        if hidden:
            raise _ambiguous(text, [item.address, *(one.address for one in hidden)])
    document = item.document
    return Target(
        item.address, document.path, document.kind, item.keys, item.noun, type(item.record), document
    )


def _ambiguous(text: str, addresses: list[str]) -> UsageError:
    return UsageError(f"{text!r} may be any of: {', '.join(addresses)}", "give more of the address")


def _advice(loaded: Loaded, advice: str) -> str:
    unread = sorted(loaded.portfolio.unread_paths)
    if not unread:
        return advice
    shown = ", ".join(unread[:3]) + (" ..." if len(unread) > 3 else "")
    return f"{advice}\n  it may stand in a file that cannot be read: {shown}; `pmo validate` says why"


def _in_unread(loaded: Loaded, text: str) -> Iterator[Target]:
    """What may be meant in documents with errors."""
    words = [word for word in text.strip().lower().split("/") if word]
    if not words:
        return
    for path in sorted(loaded.portfolio.unread_paths):
        place = place_of(path)
        content = loaded.content(path) if place is not None else None
        data = parse(content, path, keep_empty=True).data if content is not None else None
        if place is None or data is None:
            continue
        for target in _targets(path, place, data):
            full = target.address.lower().split("/")
            if full == words or (
                target.keys and full[-1] == words[-1] and holds_in_order(full[:-1], words[:-1])
            ):
                yield target


def _targets(path: str, place: Place, data: dict[str, Plain]) -> Iterator[Target]:
    """The document, and the records of its lists that have an id."""
    stand_in = Document(path, place.kind, place.level, place.holder, place.name, Record())
    noun = "project" if place.kind == "charter" else place.kind
    yield Target(stand_in.address, path, place.kind, (), noun, KINDS[place.kind].record, None)
    if place.kind == "charter":
        yield Target(place.holder, path, place.kind, (), noun, KINDS[place.kind].record, None)
    for kind in ITEM_KINDS.values():
        records = data.get(kind.items) if kind.document == place.kind else None
        for index, record in enumerate(records if isinstance(records, list) else ()):
            if not isinstance(record, dict):
                continue
            id_ = record.get("id") or str(index + 1)
            address = kind.address.format(holder=stand_in.holder_address, id=id_)
            keys = (kind.items, index)
            (type_,) = types_at(place.kind, keys)
            yield Target(address, path, place.kind, keys, kind.noun, type_, None)
