"""Fields of records by their dotted names, as a person asks for them: `response.strategy`, `custom.region`.

Every field knows how it is read, what kind of value it gives, and which words it may hold. A list of records
gives how many there are; `actions.owner` gives the owners of all of them.
"""

import datetime
import json
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any, Final, Literal, Union, get_args, get_origin

from msgspec import Struct

from pmo.model.records import FieldType, fields_of, parts_of, record_types_in
from pmo.model.references import refers_to
from pmo.model.scalars import Estimate, Measure, Period

Kind = Literal["text", "date", "integer", "number", "money", "share", "truth", "texts", "data"]
"""Kind of a value. A share is a fraction of 1; `data` is a mapping, or the organisation's own."""

MONEY: Final[Mapping[str, frozenset[str]]] = {
    "Budget": frozenset({"original", "approved", "contingency", "management_reserve"}),
    "BudgetLine": frozenset({"amount"}),
    "CashFlow": frozenset({"cost", "benefit"}),
    "ChangeImpact": frozenset({"cost"}),
    "Contract": frozenset({"value", "invoiced", "paid"}),
    "EquipmentItem": frozenset({"cost_rate"}),
    "PeriodAmount": frozenset({"amount"}),
    "PeriodCost": frozenset({"cost"}),
    "Person": frozenset({"cost_rate"}),
    "PlannedCost": frozenset({"planned"}),
    "Risk": frozenset({"cost"}),
    "Role": frozenset({"cost_rate"}),
}
"""Fields that hold money, by record: the model knows only numbers."""
_SHARES: Final[Mapping[str, frozenset[str]]] = {
    "Risk": frozenset({"likelihood"}),
    "BusinessCase": frozenset({"discount_rate"}),
}
_POINTS: Final = ("min", "likely", "max")
_DEEPEST: Final = 6
"""Parts inside parts; no record of the model goes deeper."""
_KINDS: Final[Mapping[Kind, tuple[type, ...]]] = {
    "data": (dict,),
    "text": (str, Period, Measure),
    "truth": (bool,),
    "integer": (int,),
    "date": (datetime.date,),
    "number": (Decimal, Estimate, float),
}
"""Kinds by the classes of values; the first that fits counts."""


@dataclass(frozen=True)
class RecordField:
    """A field of a kind of record."""

    name: str
    """Dotted name."""
    kind: Kind
    read: Callable[[Any], Any]
    """The value in a record, as the record has it; :func:`shown` gives what a cell shows."""
    words: tuple[str, ...] = ()
    """The words of a closed list, in their order."""
    word_list: str = ""
    """Which closed list: record and field, `Risk.status`."""
    refers_to: tuple[str, ...] = ()
    """Kinds of record that its text refers to."""
    is_key: bool = False
    """Whether it is a key that a record may have or not: `custom.region`, `skills.python`."""


@cache
def field_at(record: type[Struct], name: str) -> RecordField | None:
    """The field with this dotted name; None where there is none, or where it is a part with fields of its own."""
    key, _, rest = name.partition(".")
    field = next((one for one in fields_of(record) if one.key == key), None)
    if field is None:
        return None
    return _inside(field, key, rest) if rest else _own(record, field)


@cache
def flat_fields(record: type[Struct]) -> tuple[RecordField, ...]:
    """All fields, those of parts spelled out (`response.strategy`); of lists of records only the list itself."""
    found = (field_at(record, name) for name in _flat_names(record, "", ()))
    return tuple(field for field in found if field is not None)


@cache
def parts_with_fields(record: type[Struct]) -> frozenset[str]:
    """Names that are parts with fields of their own: `response`, `impact`."""
    return frozenset(field.key for field in fields_of(record) if _part(field.hint))


def shown(value: Any) -> Any:
    """A value of a record as a cell shows it: three points become the likely one, records are counted."""
    match value:
        case Estimate():
            return value.likely
        case Measure():
            return value.value
        case Struct():
            return getattr(value, "highest", None)
        case tuple() | list() | dict() if not value:
            return None
        case tuple() | list():
            if all(isinstance(one, Struct) for one in value):
                return len(value)
            return tuple(_text(one) for one in value)
        case dict():
            if all(isinstance(one, Struct) for one in value.values()):
                return len(value)
            return tuple(f"{key}: {_text(one)}" for key, one in value.items())
        case _:
            return value


def _text(value: object) -> str:
    match value:
        case str():
            return value
        case Struct():
            return next((text for text in map(value.__getattribute__, value.__struct_fields__) if text), "")
        case datetime.date() | Period() | Measure() | Decimal():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)


def _flat_names(record: type[Struct], before: str, above: tuple[type[Struct], ...]) -> Iterator[str]:
    for field in fields_of(record):
        name = f"{before}{field.key}"
        part = _part(field.hint)
        if part is None:
            yield name
            yield from (f"{name}.{point}" for point in _POINTS if _is_estimate(field.hint))
        elif part not in above and len(above) < _DEEPEST:
            if len(_classes(field.hint)) > 1:
                yield name
            yield from _flat_names(part, f"{name}.", (*above, record))


def _own(record: type[Struct], field: FieldType) -> RecordField | None:
    if _part(field.hint) is not None and len(_classes(field.hint)) == 1:
        return None
    words = tuple(
        str(one) for part in parts_of(field.hint) if get_origin(part) is Literal for one in get_args(part)
    )
    kind, get = _kind(record, field), _attribute(field.attribute)
    return RecordField(
        field.key,
        kind,
        _texts(get) if kind == "texts" and record_types_in(field.hint) else get,
        words,
        f"{record.__name__}.{field.key}" if words else "",
        refers_to(field.hint),
    )


def _inside(field: FieldType, key: str, rest: str) -> RecordField | None:
    get, classes = _attribute(field.attribute), _classes(field.hint)
    name = f"{key}.{rest}"
    if dict in classes or Any in classes:
        return RecordField(
            name, _kind_of_values(field.hint), _under(get, tuple(rest.split("."))), is_key=True
        )
    if rest in _POINTS and _is_estimate(field.hint):
        return RecordField(name, "number", _point(get, rest))
    for kind in record_types_in(field.hint):
        inner = field_at(kind, rest)
        if inner is not None:
            is_list = tuple in classes
            read = _of_all(get, kind, inner.read) if is_list else _of_one(get, kind, inner.read)
            return replace(inner, name=name, read=read, kind="texts" if is_list else inner.kind)
    return None


def _attribute(name: str) -> Callable[[Any], Any]:
    return lambda record: getattr(record, name)


def _texts(get: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The words of a list that may hold records instead: `after` names milestones, some with details."""
    return lambda record: tuple(_text(one) for one in get(record))


def _of_one(
    get: Callable[[Any], Any], kind: type[Struct], read: Callable[[Any], Any]
) -> Callable[[Any], Any]:
    def value(record: Any) -> Any:
        part = get(record)
        return read(part) if isinstance(part, kind) else None

    return value


def _of_all(
    get: Callable[[Any], Any], kind: type[Struct], read: Callable[[Any], Any]
) -> Callable[[Any], Any]:
    def values(record: Any) -> tuple[Any, ...]:
        return tuple(_flattened(read(part) for part in get(record) or () if isinstance(part, kind)))

    return values


def _flattened(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, tuple):
            yield from value
        elif value is not None:
            yield value


def _point(get: Callable[[Any], Any], point: str) -> Callable[[Any], Any]:
    def value(record: Any) -> Any:
        estimate = get(record)
        return None if estimate is None else getattr(estimate, point)

    return value


def _under(get: Callable[[Any], Any], keys: tuple[str, ...]) -> Callable[[Any], Any]:
    def value(record: Any) -> Any:
        found = get(record)
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else getattr(found, key, None)
        return found

    return value


def _part(hint: Any) -> type[Struct] | None:
    """The record type of a field that holds one record, perhaps beside something simpler."""
    classes = _classes(hint)
    if tuple in classes or dict in classes:
        return None
    return next((one for one in classes if isinstance(one, type) and issubclass(one, Struct)), None)


def _is_estimate(hint: Any) -> bool:
    return any(isinstance(one, type) and issubclass(one, Estimate) for one in _classes(hint))


@cache
def _classes(hint: Any) -> frozenset[Any]:
    """The classes that a value may be of, None aside."""
    origin = get_origin(hint)
    if hasattr(hint, "__metadata__"):
        return _classes(get_args(hint)[0])
    if origin in (Union, types.UnionType):
        return frozenset().union(*(_classes(one) for one in get_args(hint) if one is not type(None)))
    if origin is Literal:
        return frozenset(type(one) for one in get_args(hint))
    return frozenset({origin or hint})


def _kind(record: type[Struct], field: FieldType) -> Kind:
    if field.key in MONEY.get(record.__name__, ()):
        return "money"
    if field.key in _SHARES.get(record.__name__, ()):
        return "share"
    classes = _classes(field.hint)
    if tuple in classes:
        only_records = record_types_in(field.hint) and str not in parts_of(field.hint)
        return "integer" if only_records else "texts"
    return _kind_of(classes)


def _kind_of_values(hint: Any) -> Kind:
    """Kind of the values of a mapping."""
    for part in parts_of(hint):
        if get_origin(part) is dict:
            classes = _classes(get_args(part)[1])
            return "data" if Any in classes else _kind_of(classes)
    return "data"


def _kind_of(classes: frozenset[Any]) -> Kind:
    for kind, known in _KINDS.items():
        if any(isinstance(one, type) and issubclass(one, known) for one in classes):
            return kind
    return "data"
