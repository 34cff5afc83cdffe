"""Findings as workflow commands of GitHub Actions, which shows them beside the lines of a pull request."""

from pmo.findings import Finding, Severity
from pmo.output.findings import FindingsContext, FindingsReport, place
from pmo.render.inert import for_terminal

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}

SHOWN = 10
"""So many annotations of each severity GitHub shows for a step; it drops the rest silently."""


def render(report: FindingsReport, context: FindingsContext) -> str:
    """A command for each finding and the summary; where GitHub shows only some, a notice says so first."""
    lines = [_annotation(finding, context) for finding in report.findings]
    summary = context.summary(report)
    if max(report.counts.values()) > SHOWN:
        limit = context.translate("GitHub shows {count} of each kind; the log has all of them.")
        lines.insert(0, _command("notice", {"title": "pmo"}, f"{summary}. {limit.format(count=SHOWN)}"))
    return "\n".join([*lines, summary]) + "\n"


def _annotation(finding: Finding, context: FindingsContext) -> str:
    title = context.titles.get(finding.code, "")
    properties = {
        "file": context.path_in_repository(finding.where.path),
        "line": str(finding.where.line),
        "col": str(finding.where.column),
        "title": f"{finding.code} {title}".rstrip(),
    }
    related = [f"{place(other.where)} {context.text(other.message)}" for other in finding.related]
    parts = [context.text(finding.message), context.hint(finding), *related]
    return _command(_COMMANDS[finding.severity], properties, "\n".join(part for part in parts if part))


def _command(name: str, properties: dict[str, str], text: str) -> str:
    pairs = ",".join(f"{key}={_escaped_property(value)}" for key, value in properties.items())
    return f"::{name} {pairs}::{_escaped(text)}"


def _escaped(text: str) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return for_terminal(text)


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
