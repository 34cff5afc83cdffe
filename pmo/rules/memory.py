"""Findings of an unchanged portfolio, remembered: the same files, day, rules and tool give the same findings."""

import contextlib
import datetime
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pmo.findings import Finding, Message, Related, Where
from pmo.loading import Loaded
from pmo.loading.remembered import Remembered
from pmo.progress import QUIET, Progress
from pmo.rules import engine

_KEPT = 12
"""Checks that are remembered for a portfolio: days and selections that were asked for lately."""


class _NotRemembered(Exception):
    """A value that has no form in the memory."""


class Memory:
    """Findings by what they follow from."""

    def __init__(self, remembered: Remembered) -> None:
        self._remembered = remembered

    @classmethod
    def of_portfolio(cls, root: Path) -> "Memory":
        return cls(Remembered.of_portfolio(root, "findings", _KEPT))

    def check(
        self,
        loaded: Loaded,
        as_of: datetime.date,
        selection: engine.Selection,
        progress: Progress = QUIET,
    ) -> tuple[Finding, ...]:
        """What :func:`pmo.rules.engine.check` finds, from memory where nothing has changed."""
        inputs = (loaded.digest, as_of, selection)
        known = self._remembered.get(*inputs)
        if known is not None:
            try:
                return tuple(_finding(one) for one in known)
            except (KeyError, TypeError, ValueError, ArithmeticError):
                pass
        found = engine.check(loaded, as_of, selection, progress)
        with contextlib.suppress(_NotRemembered):
            self._remembered.put([_plain_finding(one) for one in found], *inputs)
        return found


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


def _message(plain: Mapping[str, Any]) -> Message:
    return Message(plain["message"], {name: _value(value) for name, value in plain["values"].items()})


def _value(plain: Any) -> object:
    if not isinstance(plain, dict):
        return plain
    if "date" in plain:
        return datetime.date.fromisoformat(plain["date"])
    return Decimal(plain["number"]) if "number" in plain else _message(plain)
