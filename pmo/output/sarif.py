"""Findings as SARIF 2.1.0, which code scanning services and editors read."""

from typing import Any
from urllib.parse import quote

from pmo.findings import Finding, Severity, Where, fingerprints
from pmo.output.envelope import dumps
from pmo.output.findings import FindingsContext, FindingsReport

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_ROOT = "%SRCROOT%"
_FINGERPRINT = "pmoFinding/v1"
"""A name of our own: GitHub works out its own fingerprint from the source and warns of another's."""


def render(report: FindingsReport, context: FindingsContext) -> str:
    """A log of one run, with the rules that found something."""
    rules = _rules(report, context)
    positions = {rule["id"]: index for index, rule in enumerate(rules)}
    found = zip(report.findings, fingerprints(report.findings), strict=True)
    run = {
        "tool": {"driver": {"name": "pmo", "semanticVersion": context.version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the git repository."}}},
        "properties": {
            "portfolio": context.portfolio,
            "revision": context.revision,
            "as_of": context.as_of,
        },
        "results": [
            _result(finding, positions[finding.code], fingerprint, context) for finding, fingerprint in found
        ],
    }
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rules(report: FindingsReport, context: FindingsContext) -> list[dict[str, Any]]:
    found = {finding.code: finding.severity for finding in report.findings}
    severities = {code: context.severities.get(code, severity) for code, severity in sorted(found.items())}
    return [_rule(code, severity, context) for code, severity in severities.items()]


def _rule(code: str, severity: Severity, context: FindingsContext) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": code, "defaultConfiguration": {"level": _LEVELS[severity]}}
    if title := context.titles.get(code):
        rule["name"] = _name(title)
        rule["shortDescription"] = {"text": title}
    if page := context.help.get(code):
        rule["help"] = {"text": page, "markdown": page}
    return rule


def _name(title: str) -> str:
    """A title as one word: ``UnknownPerson``."""
    words = "".join(character if character.isalnum() else " " for character in title).split()
    return "".join(word[0].upper() + word[1:] for word in words)


def _result(finding: Finding, rule: int, fingerprint: str, context: FindingsContext) -> dict[str, Any]:
    location = _location(finding.where, context)
    if finding.address:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.address}]
    result = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": _without_links(context.sentences(finding))},
        "locations": [location],
        "partialFingerprints": {_FINGERPRINT: fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                **_location(related.where, context),
                "message": {"text": _without_links(context.text(related.message))},
            }
            for number, related in enumerate(finding.related, start=1)
        ]
    return result


def _location(where: Where, context: FindingsContext) -> dict[str, Any]:
    path = quote(context.path_in_repository(where.path), errors="backslashreplace")
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": path, "uriBaseId": _ROOT},
            "region": {"startLine": where.line, "startColumn": where.column},
        }
    }


def _without_links(text: str) -> str:
    """Text in which no reader finds a link: SARIF knows ``[words](target)`` even in plain messages."""
    return text.replace("](", "] (")
