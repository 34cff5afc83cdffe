"""Findings of an unchanged portfolio, remembered: the same files, day, rules and tool give the same findings."""

import contextlib
import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pmo.findings import Finding, Message, Related, Where
from pmo.loading import Loaded
from pmo.loading.remembered import Remembered
from pmo.progress import QUIET, Progress
from pmo.rules import engine
from pmo.rules.rule import Place

T = TypeVar("T")

_KEPT = 12
"""Checks that are remembered for a portfolio: days and selections that were asked for lately."""
_KEPT_UNLOCATED = 2
"""The same without lines: the portfolio before and after its last change."""


class _NotRemembered(Exception):
    """A value that has no form in the memory."""


class Memory:
    """Findings by what they follow from."""

    def __init__(self, located: Remembered, unlocated: Remembered) -> None:
        self._located = located
        self._unlocated = unlocated

    @classmethod
    def of_portfolio(cls, root: Path) -> "Memory":
        return cls(
            Remembered.of_portfolio(root, "findings", _KEPT),
            Remembered.of_portfolio(root, "unlocated", _KEPT_UNLOCATED),
        )

    def check(
        self,
        loaded: Loaded,
        as_of: datetime.date,
        selection: engine.Selection,
        progress: Progress = QUIET,
    ) -> tuple[Finding, ...]:
        """What :func:`pmo.rules.engine.check` finds, from memory where nothing has changed."""
        inputs = (loaded.digest, as_of, selection)
        known = _revived(self._located, _finding, inputs)
        if known is not None:
            return known
        found = engine.check(loaded, as_of, selection, progress)
        with contextlib.suppress(_NotRemembered):
            self._located.put([_plain_finding(one) for one in found], *inputs)
        return found

    def find(
        self,
        loaded: Loaded,
        as_of: datetime.date,
        selection: engine.Selection,
        progress: Progress = QUIET,
    ) -> tuple[engine.Found, ...]:
        """What :func:`pmo.rules.engine.find` finds, from memory where nothing has changed."""
        inputs = (loaded.digest, as_of, selection)
        known = _revived(self._unlocated, _found, inputs)
        if known is not None:
            return known
        located = _revived(self._located, _finding, inputs)
        if located is not None:
            return tuple(engine.Found(finding, None) for finding in located)
        found = engine.find(loaded, as_of, selection, progress)
        with contextlib.suppress(_NotRemembered):
            self._unlocated.put([_plain_found(one) for one in found], *inputs)
        return found


def _revived(
    remembered: Remembered, revive: Callable[[list[Any]], T], inputs: tuple[object, ...]
) -> tuple[T, ...] | None:
    known = remembered.get(*inputs)
    try:
        return None if known is None else tuple(revive(one) for one in known)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None


def _plain_finding(finding: Finding) -> list[Any]:
    return [
        finding.code,
        finding.severity,
        _plain_where(finding.where),
        _plain(finding.message),
        None if finding.hint is None else _plain(finding.hint),
        finding.address,
        [[_plain_where(one.where), _plain(one.message)] for one in finding.related],
    ]


def _plain_found(found: engine.Found) -> list[Any]:
    related = [[_plain_place(place), _plain(text)] for place, text in found.related]
    place = None if found.place is None else _plain_place(found.place)
    return [_plain_finding(found.finding), place, related]


def _plain_place(place: Place) -> list[Any]:
    return [place.path, list(place.keys), place.at_key, place.line]


def _plain_where(where: Where) -> list[Any]:
    return [where.path, where.line, where.column]


def _plain(value: object) -> Any:
    match value:
        case Message():
            return {
                "message": value.template,
                "values": {name: _plain(one) for name, one in value.values.items()},
            }
        case datetime.date():
            return {"date": value.isoformat()}
        case Decimal():
            return {"number": str(value)}
        case str() | int() | None:
            return value
    raise _NotRemembered


def _finding(plain: list[Any]) -> Finding:
    code, severity, where, message, hint, address, related = plain
    return Finding(
        code,
        severity,
        Where(*where),
        _message(message),
        None if hint is None else _message(hint),
        address,
        tuple(Related(Where(*there), _message(text)) for there, text in related),
    )


def _found(plain: list[Any]) -> engine.Found:
    finding, place, related = plain
    return engine.Found(
        _finding(finding),
        None if place is None else _place(place),
        tuple((_place(there), _message(text)) for there, text in related),
    )


def _place(plain: list[Any]) -> Place:
    path, keys, at_key, line = plain
    return Place(path, tuple(keys), at_key, line)


def _message(plain: Mapping[str, Any]) -> Message:
    return Message(plain["message"], {name: _value(value) for name, value in plain["values"].items()})


def _value(plain: Any) -> object:
    if not isinstance(plain, dict):
        return plain
    if "date" in plain:
        return datetime.date.fromisoformat(plain["date"])
    return Decimal(plain["number"]) if "number" in plain else _message(plain)
