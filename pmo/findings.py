"""Findings: what is wrong with a portfolio, where, and what to do about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


def _as_written(template: str) -> str:
    return template


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with named places, kept apart from its values so that it can be translated."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = _as_written) -> str:
        return translate(self.template).format_map(self.values)

    def __str__(self) -> str:
        return self.text()


def message(template: str, /, **values: object) -> Message:
    """A translatable sentence: ``message("no person {id!r}", id="ana")``."""
    return Message(template, values)


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
