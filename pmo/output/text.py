"""Findings for people at a terminal, or in a log."""

import unicodedata
from collections.abc import Iterator
from itertools import accumulate

from pmo.findings import SEVERITIES, Finding, Severity
from pmo.output.findings import FindingsContext, FindingsReport, place
from pmo.render.inert import for_terminal

_BOLD, _FAINT = "1", "2"
_COLORS: dict[Severity, str] = {"error": "1;31", "warning": "1;33", "info": "1;36"}
_TAB = "    "
_CUT = "…"
_LEAST_ROOM = 20


def render(report: FindingsReport, context: FindingsContext) -> str:
    """A block for each finding (a line without excerpts), the summary, and what to do next."""
    blocks = ["\n".join(_block(finding, context)) for finding in report.findings]
    closing = [for_terminal(context.summary(report))]
    if report.findings:
        worst = min(report.findings, key=lambda finding: SEVERITIES.index(finding.severity))
        advice = context.translate("Run `pmo explain {code}` to read why it matters and how to fix it.")
        closing.append(for_terminal(advice.format(code=worst.code)))
    if context.excerpts:
        return "\n\n".join([*blocks, "\n".join(closing)]) + "\n"
    return "\n".join([*blocks, *closing]) + "\n"


def _block(finding: Finding, context: FindingsContext) -> Iterator[str]:
    where = _painted(for_terminal(place(finding.where)), _BOLD, context)
    severity = _painted(finding.severity, _COLORS[finding.severity], context)
    words = for_terminal(context.text(finding.message))
    yield f"{where} {for_terminal(finding.code)} {severity} {words}"
    if not context.excerpts:
        return
    yield from _excerpt(finding, context)
    if finding.hint:
        yield f"  {context.translate('help')}: {for_terminal(context.hint(finding))}"
    for related in finding.related:
        words = f"{place(related.where)} {context.text(related.message)}"
        yield f"  {context.translate('see')} {for_terminal(words)}"


def _excerpt(finding: Finding, context: FindingsContext) -> Iterator[str]:
    """The line of the finding, with a caret under its column."""
    lines = context.excerpt(finding.where.path)
    if lines is None or not 1 <= finding.where.line <= len(lines):
        return
    number = str(finding.where.line)
    room = max(context.width - len(f"  {number} | "), _LEAST_ROOM)
    before, after = _window(lines[finding.where.line - 1], finding.where.column - 1, room)
    margin = _painted(f"  {number} |", _FAINT, context)
    yield f"{margin} {before}{after}".rstrip()
    margin = _painted(f"  {' ' * len(number)} |", _FAINT, context)
    caret = _painted("^", _COLORS[finding.severity], context)
    yield f"{margin} {' ' * _width(before)}{caret}"


def _window(line: str, position: int, room: int) -> tuple[str, str]:
    """What is shown of a line before and from a position, in at most ``room`` columns."""
    position = min(position, len(line))
    room -= 2 * len(_CUT)
    backwards = line[max(position - room, 0) : position][::-1]
    forwards = line[position : position + room]
    left = _fitting(backwards, room // 2)
    right = _fitting(forwards, room - _width(_shown(left)))
    left = _fitting(backwards, room - _width(_shown(right)))
    return (
        (_CUT if len(left) < position else "") + _shown(left[::-1]),
        _shown(right) + (_CUT if position + len(right) < len(line) else ""),
    )


def _fitting(text: str, room: int) -> str:
    """As much of the beginning as fits."""
    if text.isascii() and text.isprintable():
        return text[: max(room, 0)]
    widths = accumulate(_width(_shown(character)) for character in text)
    return text[: sum(width <= room for width in widths)]


def _shown(text: str) -> str:
    return for_terminal(text.replace("\t", _TAB))


def _width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"} or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _painted(text: str, style: str, context: FindingsContext) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if context.color else text
