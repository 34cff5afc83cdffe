"""The texts of a portfolio, by the record that each belongs to.

A record is what has an address of its own: a project, a risk, an action wherever it was agreed. Its parts (a
response, a stakeholder) belong to it. Words of closed lists and currencies are no texts; references are, weakly.
"""

from functools import cache
from typing import Any, Final, Literal, NamedTuple, get_origin

from msgspec import Struct

from pmo.model.kinds import ITEM_KINDS
from pmo.model.portfolio import Document, Keys, Portfolio
from pmo.model.records import fields_of, parts_of, record_types_in
from pmo.model.references import refers_to
from pmo.model.shared import Action
from pmo.model.vendors import Contract

TITLE, ID, TAG, REFERENCE, OTHER = 4.0, 4.0, 2.0, 0.15, 1.0
"""How much a word counts by where it stands."""
_TITLES: Final = frozenset({"title", "name", "term", "headline", "text"})
_NO_TEXTS: Final = frozenset({"currency", "country", "fingerprint", "format", "locale"})


class Unit(NamedTuple):
    """A record that can be found."""

    address: str
    noun: str
    document: Document
    keys: Keys
    record: Struct


class Line(NamedTuple):
    """A text of a record."""

    unit: int
    """Number of the record."""
    keys: Keys
    """The way to the text in the document."""
    text: str
    weight: float


class _TextField(NamedTuple):
    attribute: str
    key: str
    weight: float


class _Fields(NamedTuple):
    """The fields of a type of record that may hold texts, and those that hold records."""

    texts: tuple[_TextField, ...]
    records: tuple[tuple[str, str], ...]


class Texts:
    """All texts, and the records that they belong to."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.units: list[Unit] = []
        self.lines: list[Line] = []
        for document in portfolio.documents:
            self._add_document(document)

    def _add_document(self, document: Document) -> None:
        noun = "project" if document.kind == "charter" else document.kind
        address = document.holder_address if document.kind == "charter" else document.address
        number = self._unit(Unit(address, noun, document, (), document.record))
        self._collect(number, document.address, document.record, ())

    def _unit(self, unit: Unit) -> int:
        self.units.append(unit)
        return len(self.units) - 1

    def _collect(self, unit: int, address: str, record: Struct, keys: Keys) -> None:
        """The texts of a record and its parts; records inside it that have addresses become units."""
        fields = _fields(type(record))
        for attribute, key, weight in fields.texts:
            value = getattr(record, attribute)
            if value:
                self._collect_value(unit, value, (*keys, key), weight)
        for attribute, key in fields.records:
            value = getattr(record, attribute)
            if isinstance(value, Struct):
                self._collect(unit, f"{address}/{key}", value, (*keys, key))
            elif isinstance(value, dict):
                for name, item in value.items():
                    if isinstance(item, Struct):
                        self._collect(unit, f"{address}/{key}/{name}", item, (*keys, key, name))
            elif value and not isinstance(value, int | str):
                self._collect_list(unit, address, value, (*keys, key))

    def _collect_list(self, unit: int, address: str, records: tuple[Any, ...], keys: Keys) -> None:
        document = self.units[unit].document
        pattern = _ITEMS.get((document.kind, str(keys[0]))) if len(keys) == 1 else None
        for index, record in enumerate(records):
            if not isinstance(record, Struct):
                if isinstance(record, str):
                    self.lines.append(Line(unit, (*keys, index), record, REFERENCE))
                continue
            name = getattr(record, "id", None) or str(index + 1)
            if pattern is not None:
                own = pattern[1].format(holder=document.holder_address, id=name)
                number = self._unit(Unit(own, pattern[0], document, (*keys, index), record))
                self._collect(number, own, record, (*keys, index))
                continue
            own = f"{address}/{keys[-1]}/{name}"
            noun = _INNER.get(type(record))
            number = self._unit(Unit(own, noun, document, (*keys, index), record)) if noun else unit
            self._collect(number, own, record, (*keys, index))

    def _collect_value(self, unit: int, value: Any, keys: Keys, weight: float) -> None:
        if type(value) is str:
            self.lines.append(Line(unit, keys, value, weight))
        elif isinstance(value, tuple | list):
            for index, item in enumerate(value):
                self._collect_value(unit, item, (*keys, index), weight)
        elif isinstance(value, dict):
            for name, item in value.items():
                if not isinstance(item, Struct):
                    self.lines.append(Line(unit, (*keys, name), str(name), weight))
                    self._collect_value(unit, item, (*keys, name), weight)
        else:
            words = getattr(value, "value", None)  # a measure in words
            if type(words) is str:
                self.lines.append(Line(unit, keys, words, weight))


_ITEMS: Final = {(kind.document, kind.items): (kind.noun, kind.address) for kind in ITEM_KINDS.values()}
"""Noun and address of the records of a list of a document."""
_INNER: Final[dict[type, str]] = {Action: "action", Contract: "contract"}
"""Nouns of records that are units wherever they stand."""


@cache
def _fields(record: type[Struct]) -> _Fields:
    texts, records = [], []
    for attribute, key, hint in fields_of(record):
        if record_types_in(hint):
            records.append((attribute, key))
        elif key not in _NO_TEXTS and _may_hold_text(hint):
            texts.append(_TextField(attribute, key, _weight(key, hint)))
    return _Fields(tuple(texts), tuple(records))


def _may_hold_text(hint: Any) -> bool:
    parts = [*parts_of(hint)]
    if any(get_origin(part) is Literal for part in parts):
        return False
    return any(part is str or part is Any or getattr(part, "__name__", "") == "Measure" for part in parts)


def _weight(key: str, hint: Any) -> float:
    if key == "id":
        return ID
    if key == "tags":
        return TAG
    if refers_to(hint) and refers_to(hint) != ("expression",):
        return REFERENCE
    return TITLE if key in _TITLES else OTHER
