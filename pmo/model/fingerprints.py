"""Fingerprints: whether a record is still what was approved, or a baseline still what was set.

A fingerprint is the SHA-256 of canonical JSON: sorted keys, no white space, numbers without trailing zeros,
dates in ISO form. Fields that have their default are left out, so that neither formatting nor an explicit
default changes it. Record fingerprints leave out what moves by itself.
"""

import datetime
import hashlib
from decimal import Decimal
from typing import Any, Final

import msgspec
from msgspec import NODEFAULT, Struct

from pmo.model.budget import Budget
from pmo.model.plan import Plan
from pmo.model.scalars import Estimate, Measure, Period

MOVING: Final = frozenset(
    {"approvals", "state", "phase", "scores", "tags", "note", "forecast", "actual", "actuals"}
)
"""Fields that change without a new approval, in a record and in the records inside it."""


_ENCODER: Final = msgspec.json.Encoder(order="sorted", decimal_format="number")


def record_fingerprint(record: Struct) -> str:
    """Fingerprint of a record without the fields that move by themselves."""
    return _digest(_plain(record, MOVING))


def plan_baseline_fingerprint(plan: Plan) -> str:
    """Fingerprint of a plan's baseline: its dates, and the baseline and weight of phases and milestones."""
    return _digest(
        {
            "start": _plain(plan.start),
            "finish": _plain(plan.finish),
            "phases": _in_any_order(
                {"id": phase.id.lower(), "baseline": _plain(phase.baseline)} for phase in plan.phases
            ),
            "milestones": _in_any_order(
                {"id": one.id.lower(), "baseline": _plain(one.baseline), "weight": _plain(one.weight)}
                for one in plan.milestones
            ),
        }
    )


def budget_baseline_fingerprint(budget: Budget) -> str:
    """Fingerprint of a budget's baseline: original, approved, contingency, lines and planned value."""
    return _digest(
        {
            "original": _plain(budget.original),
            "approved": _plain(budget.approved),
            "contingency": _plain(budget.contingency),
            "lines": _in_any_order(_plain(line, MOVING) for line in budget.lines),
            "plan": _in_any_order(_plain(planned, MOVING) for planned in budget.plan),
        }
    )


def canonical(value: Any) -> bytes:
    """Canonical JSON of plain data."""
    return _ENCODER.encode(value)


def _digest(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def _in_any_order(items: Any) -> list[Any]:
    return sorted(items, key=canonical)


def _plain(value: Any, without: frozenset[str] = frozenset()) -> Any:
    if isinstance(value, Struct):
        return _fields(value, without)
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, Estimate):
        points = zip(("min", "likely", "max"), value.points, strict=True)
        return _number(value.likely) if value.is_single else {name: _number(point) for name, point in points}
    if isinstance(value, Measure):
        return _plain(value.value)
    if isinstance(value, Period):
        return value.text
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item, without) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item, without) for item in value]
    return value


def _fields(record: Struct, without: frozenset[str]) -> dict[str, Any]:
    return {
        field.encode_name: _plain(value, without)
        for field in msgspec.structs.fields(record)
        if field.encode_name not in without and (value := getattr(record, field.name)) != _default(field)
    }


def _default(field: Any) -> Any:
    if field.default is not NODEFAULT:
        return field.default
    return field.default_factory() if field.default_factory is not NODEFAULT else NODEFAULT


def _number(value: Decimal) -> int | Decimal:
    """The same number always in the same digits."""
    if value == value.to_integral_value():
        return int(value)
    return Decimal(format(value, "f").rstrip("0"))
