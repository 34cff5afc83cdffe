"""Findings as Markdown, for the comment on a pull request or a page of a wiki."""

from collections.abc import Iterator

from pmo.findings import Finding, Severity
from pmo.output.findings import FindingsContext, FindingsReport, place
from pmo.render.inert import for_markdown, for_markdown_cell

ROWS = 50
"""Findings shown; the worst come first. A comment on GitHub holds 65,536 characters."""

_LONGEST_CELL = 300


def render(report: FindingsReport, context: FindingsContext) -> str:
    """The counts, then a table for each severity."""
    return "\n\n".join(_sections(report, context)) + "\n"


def _sections(report: FindingsReport, context: FindingsContext) -> Iterator[str]:
    yield f"### pmo validate: {for_markdown_cell(context.portfolio)}"
    revision = f" ({for_markdown_cell(context.revision[:12])})" if context.revision else ""
    as_of = context.translate("As of {date}").format(date=context.as_of.isoformat())
    yield f"**{for_markdown_cell(context.summary(report))}** · {for_markdown_cell(as_of)}{revision}"
    room = ROWS
    for severity, count in report.counts.items():
        found = [finding for finding in report.findings if finding.severity == severity]
        shown = found[:room]
        room -= len(shown)
        if shown:
            yield f"#### {for_markdown_cell(context.counted(severity, count))}"
            yield "\n".join(_table(shown, context))
        if left := count - len(shown):
            yield for_markdown(_more(severity, left, context))


def _more(severity: Severity, count: int, context: FindingsContext) -> str:
    return context.translate("… and {findings} more").format(findings=context.counted(severity, count))


def _table(findings: list[Finding], context: FindingsContext) -> Iterator[str]:
    yield _row(*map(context.translate, ("Where", "Code", "What is wrong", "What to do")))
    yield "| --- | --- | --- | --- |"
    for finding in findings:
        yield _row(place(finding.where), finding.code, context.text(finding.message), context.hint(finding))


def _row(*cells: str) -> str:
    return f"| {' | '.join(for_markdown_cell(_shortened(cell)) for cell in cells)} |"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
