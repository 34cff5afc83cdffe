"""Findings as a Code Quality report of GitLab, which shows them in a merge request."""

from typing import Any

from pmo.findings import Finding, Severity, fingerprints
from pmo.output.envelope import dumps
from pmo.output.findings import FindingsContext, FindingsReport

_SEVERITIES: dict[Severity, str] = {"error": "critical", "warning": "minor", "info": "info"}


def render(report: FindingsReport, context: FindingsContext) -> str:
    """The list of issues; GitLab tells old from new by their fingerprints."""
    found = zip(report.findings, fingerprints(report.findings), strict=True)
    return dumps([_issue(finding, fingerprint, context) for finding, fingerprint in found])


def _issue(finding: Finding, fingerprint: str, context: FindingsContext) -> dict[str, Any]:
    return {
        "description": f"{finding.code}: {context.sentences(finding)}",
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": context.path_in_repository(finding.where.path),
            "lines": {"begin": finding.where.line},
        },
    }
