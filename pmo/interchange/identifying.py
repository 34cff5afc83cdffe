"""Which record a row is about: one that an import made before, one that says the same, or a new one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from pmo.editing.ids import free_id
from pmo.findings import Message, message
from pmo.interchange.directory import Directory
from pmo.interchange.kinds import TableKind
from pmo.interchange.memory import Key, Memory
from pmo.interchange.results import Kept, Refused
from pmo.interchange.rows import Incoming
from pmo.interchange.stock import Existing, Shelf, Stock


@dataclass(frozen=True, slots=True)
class Target:
    """A row, and where its record is or will be."""

    incoming: Incoming
    shelf: Shelf
    existing: Existing | None
    id: str | None
    """Id of the record; None where its kind has none."""


class Identifier:
    """Finds the record of each row."""

    def __init__(
        self, kind: TableKind, key: tuple[str, ...], stock: Stock, memory: Memory, directory: Directory
    ) -> None:
        self._kind = kind
        self._key = key
        self._stock = stock
        self._memory = memory
        self._directory = directory
        self.refused: list[Refused] = []
        self.kept: list[Kept] = []

    def combined(self, rows: Iterable[Incoming], sums: frozenset[str]) -> dict[Key, Incoming]:
        """One row for each key; the ``sums`` of further rows are added, without them they are refused."""
        found: dict[Key, Incoming] = {}
        for one in rows:
            first = found.setdefault(one.key, one)
            if first is one:
                continue
            if sums:
                _add(first, one, sums)
            else:
                reason = message(
                    "it has the same {fields} as row {row}", fields=", ".join(self._key), row=first.row
                )
                self.refused.append(Refused(one.row, reason))
        return found

    def identified(self, one: Incoming, *, overwrite: bool) -> Target | None:
        """The target of a row; None where it is refused, or stays away because people removed its record."""
        shelf = self._stock.of(one.holder if self._kind.items is not None else "")
        existing = self._existing(one, shelf)
        if isinstance(existing, Message):
            self.refused.append(Refused(one.row, existing))
            return None
        number = one.values.get("id")
        if existing is not None:
            id_ = str(existing.data.get("id") or "") or None
            if id_ is not None and number is not None:
                self._directory.add(self._kind.noun, one.holder, id_, [str(number.value)])
            return Target(one, shelf, existing, id_)
        remembered = self._memory.records.get(one.key)
        if remembered is not None and not overwrite:
            reason = message("it was removed here since the last import")
            self.kept.append(Kept(one.row, remembered.address, "", None, self.title(one), reason))
            return None
        if not self._kind.has_id:
            return Target(one, shelf, None, None)
        id_ = self._new_id(one, shelf)
        if id_ is None:
            self.refused.append(
                Refused(one.row, message("the id {id} is taken by another record", id=one.values["id"].value))
            )
            return None
        names = [str(one.values[name].value) for name in ("title", "name", "email") if name in one.values]
        if number is not None:
            names.append(str(number.value))
        self._directory.add(self._kind.noun, one.holder, id_, names)
        return Target(one, shelf, None, id_)

    def title(self, one: Incoming) -> str:
        """What the record of a row is called."""
        names = (self._kind.title, *self._key, "person", "role", "equipment")
        return next((str(one.values[name].value) for name in names if name in one.values), self._kind.noun)

    def _existing(self, one: Incoming, shelf: Shelf) -> Existing | Message | None:
        remembered = self._memory.records.get(one.key)
        if remembered is not None and remembered.address.casefold() in shelf.by_address:
            return shelf.by_address[remembered.address.casefold()]
        key = one.key[-len(self._key) :]
        candidates = shelf.by_key.get(key) or shelf.by_key.get(tuple(map(self._with_noun, key)), [])
        if len(candidates) > 1:
            return message(
                "it may be any of {addresses}", addresses=", ".join(each.address for each in candidates)
            )
        return candidates[0] if candidates else None

    def _with_noun(self, text: str) -> str:
        """An id of a mere number says what it numbers: `risk-1`, not `1`."""
        return f"{self._kind.noun}-{text}" if text.isascii() and text.isdigit() else text

    def _new_id(self, one: Incoming, shelf: Shelf) -> str | None:
        given = one.values.get("id")
        if given is None:
            id_ = free_id(self.title(one), self._kind.noun, shelf.ids)
        else:
            text = self._with_noun(str(given.value))
            one.values["id"] = replace(given, value=text)
            id_ = text.lower() if self._kind.items is None else text
            if id_.casefold() in shelf.ids:
                return None
        shelf.ids.add(id_.casefold())
        return id_


def _add(first: Incoming, other: Incoming, sums: frozenset[str]) -> None:
    for name in sums:
        one, more = first.values.get(name), other.values.get(name)
        if more is None:
            continue
        if one is None:
            first.values[name] = more
        elif isinstance(one.value, int | Decimal) and isinstance(more.value, int | Decimal):
            first.values[name] = replace(one, value=one.value + more.value, text="")
    first.dropped.extend(other.dropped)
    first.notes.update(other.notes)
