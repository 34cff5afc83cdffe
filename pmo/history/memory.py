"""Events between two states of a portfolio, remembered for as long as neither changes."""

import datetime
from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

from pmo.analysis.money import Money
from pmo.history.events import Event

_NAMES = tuple(field.name for field in fields(Event))


def plain_events(events: Sequence[Event]) -> list[Any]:
    """Events as JSON can keep them."""
    return [[_plain(getattr(one, name)) for name in _NAMES] for one in events]


def events_from(plain: Any) -> tuple[Event, ...] | None:
    """The events again; None where that is not what was kept."""
    try:
        return tuple(Event(*map(_value, one)) for one in plain)
    except (TypeError, KeyError, ValueError, ArithmeticError):
        return None


def _plain(value: object) -> Any:
    match value:
        case datetime.date():
            return {"date": value.isoformat()}
        case Money():
            return {"amount": str(value.amount), "currency": value.currency}
    return value


def _value(plain: Any) -> Any:
    if not isinstance(plain, dict):
        return plain
    if "date" in plain:
        return datetime.date.fromisoformat(plain["date"])
    return Money(Decimal(plain["amount"]), plain["currency"])
