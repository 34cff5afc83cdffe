"""Findings of an unchanged portfolio, remembered: the same files, day, rules and tool give the same findings.

A file beside the cache of documents, safe to delete, checked before it is trusted and written atomically.
"""

import datetime
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pmo
from pmo.findings import Finding, Message, Related, Where
from pmo.loading import Loaded
from pmo.loading.cache import folder, name_for, write_whole
from pmo.rules import engine
from pmo.trees import shipped

_KEPT = 12
"""Checks that are remembered for a portfolio: days and selections that were asked for lately."""


class _NotRemembered(Exception):
    """A value that has no form in the memory."""


class Memory:
    """Findings by what they follow from."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def of_portfolio(cls, root: Path) -> "Memory":
        return cls(folder() / f"{name_for(root)}.findings")

    def check(self, loaded: Loaded, as_of: datetime.date, selection: engine.Selection) -> tuple[Finding, ...]:
        """What :func:`pmo.rules.engine.check` finds, from memory where nothing has changed."""
        key = hashlib.sha256(f"{_tool()}|{loaded.digest}|{as_of}|{selection}".encode()).hexdigest()
        remembered = self._read()
        if key in remembered:
            try:
                return tuple(_finding(one) for one in remembered[key])
            except (KeyError, TypeError, ValueError, ArithmeticError):
                remembered.clear()
        found = engine.check(loaded, as_of, selection)
        try:
            latest = [*remembered.items(), (key, [_plain_finding(one) for one in found])][-_KEPT:]
        except _NotRemembered:
            return found
        write_whole(self._path, _sealed(json.dumps(dict(latest), ensure_ascii=True).encode()))
        return found

    def _read(self) -> dict[str, Any]:
        try:
            content = _unsealed(self._path.read_bytes())
            remembered = json.loads(content) if content is not None else {}
        except (OSError, ValueError):
            return {}
        return remembered if isinstance(remembered, dict) else {}


def _sealed(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def _unsealed(content: bytes) -> bytes | None:
    seal, _, rest = content.partition(b"\n")
    return rest if hashlib.sha256(rest).hexdigest().encode() == seal else None


def _tool() -> str:
    """Changes with the tool and, in a checkout, with every edit of it."""
    sources = [*Path(pmo.__file__).parent.rglob("*.py"), *shipped("methods").glob("*.yaml")]
    stamps = [f"{path}:{path.stat().st_mtime_ns}" for path in sorted(sources)]
    return "|".join([pmo.__version__, *stamps])


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
