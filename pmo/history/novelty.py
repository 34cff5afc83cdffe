"""Which findings are new, compared with an earlier check, or with another state of the portfolio."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date

from pmo.findings import Finding, fingerprints
from pmo.loading import Loaded
from pmo.progress import QUIET, Progress
from pmo.rules import engine
from pmo.rules.memory import Memory


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


def found_in(
    memory: Memory, loaded: Loaded, as_of: date, progress: Progress = QUIET
) -> tuple[engine.Found, ...]:
    """What the office's rules find, and in any case what is wrong with files and their schema."""
    found = memory.find(loaded, as_of, engine.Selection.of(loaded.portfolio), progress)
    seen = {(one.finding.code, one.finding.where) for one in found}
    others = (one for one in loaded.findings if (one.code, one.where) not in seen)
    return (*found, *(engine.Found(one, None) for one in others))


def only_in(
    found: tuple[engine.Found, ...], loaded: Loaded, others: tuple[engine.Found, ...]
) -> tuple[Finding, ...]:
    """The findings that are not among the others, with their lines."""
    new = new_findings((one.finding for one in found), fingerprints([one.finding for one in others]))
    wanted = set(map(id, new))
    lines = engine.Lines(loaded)
    located = (lines.located(one) for one in found if id(one.finding) in wanted)
    return tuple(sorted(located, key=lambda finding: finding.order))
