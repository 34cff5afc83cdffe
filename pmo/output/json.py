"""Findings as JSON."""

from collections.abc import Callable

from msgspec import Struct

from pmo.findings import Finding, Message, Severity, Where
from pmo.output.envelope import envelope
from pmo.output.findings import FindingsContext, FindingsReport


class Summary(Struct, frozen=True):
    """How many findings of each severity, and how much was looked at."""

    error: int
    warning: int
    info: int
    projects: int
    files: int


class PlaceData(Struct, frozen=True):
    """A second place that a finding rests on; line and column from 1, in characters."""

    path: str
    line: int
    column: int
    message: str


class FindingData(Struct, frozen=True):
    """One finding; path relative to the portfolio, line and column from 1, in characters."""

    code: str
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    hint: str | None
    address: str | None
    related: list[PlaceData]


class ValidationData(Struct, frozen=True):
    """The `data` of `pmo validate`."""

    summary: Summary
    findings: list[FindingData]


def render(report: FindingsReport, context: FindingsContext) -> str:
    """The envelope of `pmo validate`."""
    counts = report.counts
    summary = Summary(counts["error"], counts["warning"], counts["info"], report.projects, report.files)
    data = ValidationData(summary, [item(finding, context.text) for finding in report.findings])
    return envelope("validate", context.portfolio, context.revision, context.as_of, data)


def item(finding: Finding, text: Callable[[Message], str]) -> FindingData:
    """A finding as JSON, its messages in the reader's language."""
    return FindingData(
        finding.code,
        finding.severity,
        *_place(finding.where),
        text(finding.message),
        text(finding.hint) if finding.hint else None,
        finding.address,
        [PlaceData(*_place(one.where), text(one.message)) for one in finding.related],
    )


def _place(where: Where) -> tuple[str, int, int]:
    return where.path, where.line, where.column
