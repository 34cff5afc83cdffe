"""Findings: what is wrong with a portfolio, where, and what to do about it."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


def _as_written(template: str) -> str:
    return template


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with named places, kept apart from its values so that it can be translated.

    A value may be a message itself; it is translated with it.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = _as_written) -> str:
        values = {
            name: value.text(translate) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return translate(self.template).format_map(values)

    def __str__(self) -> str:
        return self.text()


def message(template: str, /, **values: object) -> Message:
    """A translatable sentence: ``message("no person {id!r}", id="ana")``."""
    return Message(template, values)


def joined(messages: Iterable[Message | str], between: str) -> Message:
    """Sentences one after the other, each translated by itself."""
    values = {f"part{number}": one for number, one in enumerate(messages)}
    return Message(between.join(f"{{{name}}}" for name in values), values)


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a file: path relative to the portfolio, line and column from 1, in characters."""

    path: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a finding rests on."""

    where: Where
    message: Message


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, where, and what to do about it."""

    code: str
    severity: Severity
    where: Where
    message: Message
    hint: Message | None = None
    address: str | None = None
    """Address of the record (`crm/risks/vendor-delay`), where the finding is about one."""
    related: tuple[Related, ...] = ()

    @property
    def order(self) -> tuple[Where, str, str]:
        return (self.where, self.code, str(self.message))


def at_least(severity: Severity, threshold: Severity) -> bool:
    """Whether ``severity`` is as bad as ``threshold`` or worse."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(threshold)


def fingerprints(findings: Sequence[Finding]) -> list[str]:
    """What identifies each finding as lines shift, days pass and languages change."""
    seen: Counter[str] = Counter()
    result = []
    for finding in findings:
        subject = [finding.address, finding.message.template] if finding.address else [str(finding.message)]
        identity = json.dumps([finding.code, finding.where.path, *subject])
        result.append(hashlib.sha256(f"{identity}{seen[identity]}".encode()).hexdigest())
        seen[identity] += 1
    return result
