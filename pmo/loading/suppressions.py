"""Comments that accept a finding in place: `# pmo: ignore[PMO602] until 2026-12-31 reason`."""

import datetime
import re
from bisect import bisect_right
from operator import itemgetter

from pmo.model.portfolio import Suppression

_COMMENT = re.compile(r"(?:^|\s)#\s*pmo:\s*ignore\b(?:\[([A-Za-z0-9, ]*)\])?(?:\s+until\s+(\S+))?\s*(.*)$")
_CODE = re.compile(r"PMO[0-9]{0,3}$(?!\n)")
_LAST = 10**9


def suppressions_in(content: bytes) -> tuple[Suppression, ...]:
    """Suppressions of a document. One on a line of its own covers the block that follows, one before
    the first key the whole document, one behind content its line and what is indented below it."""
    if b"pmo:" not in content:
        return ()
    lines = content.decode("utf-8-sig", errors="replace").splitlines()
    if not any(_COMMENT.search(line) for line in lines):
        return ()
    from pmo.documents import texts_in

    texts = sorted(texts_in(content))
    first_content = next((i for i, line in enumerate(lines) if _is_content(line)), len(lines))
    found = []
    for index, line in enumerate(lines):
        match = _COMMENT.search(line) if "pmo:" in line else None
        if match is None:
            continue
        place = (index, line.index("#", match.start()))
        before = bisect_right(texts, place, key=itemgetter(0))
        if before and place < texts[before - 1][1]:
            continue
        if index < first_content:
            first, last = 0, _LAST
        else:
            first, last = _covered(lines, index, own_line=line.lstrip().startswith("#"))
        codes, until = _codes(match[1]), _day(match[2])
        readable = bool(codes) and (match[2] is None or until is not None)
        found.append(
            Suppression(index + 1, first + 1, last + 1, codes if readable else (), until, match[3].strip())
        )
    return tuple(found)


def _codes(text: str | None) -> tuple[str, ...]:
    codes = tuple(code.strip().upper() for code in (text or "").split(",") if code.strip())
    return codes if all(_CODE.match(code) for code in codes) else ()


def _day(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None


def _covered(lines: list[str], index: int, *, own_line: bool) -> tuple[int, int]:
    """First and last line, from 0, that a comment at ``index`` covers."""
    if not own_line:
        return index, _end_of_block(lines, index)
    following = next((i for i in range(index + 1, len(lines)) if _is_content(lines[i])), None)
    return (index, index) if following is None else (following, _end_of_block(lines, following))


def _end_of_block(lines: list[str], start: int) -> int:
    """Last line of the item or key that begins at ``start``."""
    indent = _indent(lines[start])
    is_key = not lines[start].lstrip().startswith("-")
    end = start
    for index in range(start + 1, len(lines)):
        line = lines[index]
        if not _is_content(line):
            continue
        belongs = _indent(line) > indent or (
            is_key and _indent(line) == indent and line.lstrip().startswith("- ")
        )
        if not belongs:
            break
        end = index
    return end


def _is_content(line: str) -> bool:
    stripped = line.strip()
    return bool(stripped) and not stripped.startswith("#") and stripped != "---"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
