"""Which findings are new, compared with an earlier check."""

from collections import Counter
from collections.abc import Collection, Iterable

from pmo.findings import Finding, fingerprints


def new_findings(findings: Iterable[Finding], known: Iterable[str]) -> tuple[Finding, ...]:
    """The findings whose fingerprint is not among the ``known`` ones; shifted lines don't make one new."""
    findings = tuple(findings)
    remaining = Counter(known)
    new = []
    for finding, fingerprint in zip(findings, fingerprints(findings), strict=True):
        if remaining[fingerprint] > 0:
            remaining[fingerprint] -= 1
        else:
            new.append(finding)
    return tuple(new)


def findings_of_change(
    findings: Iterable[Finding], before: Iterable[Finding], changed: Collection[str]
) -> tuple[Finding, ...]:
    """Findings in changed files, and those elsewhere that were not there before the change."""
    findings = tuple(findings)
    new = set(map(id, new_findings(findings, fingerprints(tuple(before)))))
    return tuple(
        finding
        for finding in findings
        if id(finding) in new
        or finding.where.path in changed
        or any(related.where.path in changed for related in finding.related)
    )
