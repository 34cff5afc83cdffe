"""Findings as JSON."""

from typing import Any

from pmo.findings import Finding, Where
from pmo.output.envelope import envelope
from pmo.output.findings import FindingsContext, FindingsReport


def render(report: FindingsReport, context: FindingsContext) -> str:
    """The envelope of `pmo validate`."""
    counts = {str(severity): count for severity, count in report.counts.items()}
    data = {
        "summary": {**counts, "projects": report.projects, "files": report.files},
        "findings": [_item(finding, context) for finding in report.findings],
    }
    return envelope("validate", context.portfolio, context.revision, context.as_of, data)


def _item(finding: Finding, context: FindingsContext) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        **_place(finding.where),
        "message": context.text(finding.message),
        "hint": context.hint(finding) or None,
        "address": finding.address,
        "related": [
            {**_place(related.where), "message": context.text(related.message)} for related in finding.related
        ],
    }


def _place(where: Where) -> dict[str, Any]:
    return {"path": where.path, "line": where.line, "column": where.column}
