"""Blocks that people wrote into pages of ours, kept where they stand.

    <!-- pmo:keep NAME -->
    Our own words, a table, a picture.
    <!-- /pmo:keep -->

A block belongs to the section that it stands in: it comes directly below its heading, or at its end.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

TRAILER = "<!-- Made by pmo publish."
"""How the line begins below which a page says where it comes from."""
_OPEN = re.compile(r"\s*<!--\s*pmo:keep(?:\s[^<>]*)?-->")
_CLOSE = re.compile(r"<!--\s*/pmo:keep\s*-->")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_FENCE = re.compile(r"\s*(```|~~~)")


class UnclosedBlock(ValueError):
    """A block begins and does not end, or another one begins in it."""


@dataclass(frozen=True, slots=True)
class Block:
    """What somebody wrote into a page."""

    text: str
    section: tuple[str, int] | None
    """Text of the heading above and which of those with this text it is; None before the first heading."""
    is_first: bool
    """Whether nothing of ours stands between the heading and the block."""


def parted(text: str) -> tuple[str, tuple[Block, ...]]:
    """A page without the blocks in it, its line ends of Unix and its empty lines single, and the blocks."""
    ours: list[str] = []
    found: list[tuple[list[str], int]] = []
    block: list[str] | None = None
    for line in _lines(text):
        begins = _OPEN.match(line)
        if block is None and begins is None:
            ours.append(line)
            continue
        if block is None:
            block = []
            found.append((block, len(ours)))
        elif begins:
            raise UnclosedBlock
        block.append(line)
        if _CLOSE.search(line):
            block = None
    if block is not None:
        raise UnclosedBlock
    sections = _sections(ours)
    return _tidy(ours), tuple(_block(lines, ours[:at], sections[:at]) for lines, at in found)


def _block(lines: list[str], above: list[str], sections: list[tuple[str, int] | None]) -> Block:
    section = sections[-1] if sections else None
    inside = [line for line, of in zip(above, sections, strict=True) if of == section and line]
    heading = 0 if section is None else 1
    return Block("\n".join(lines), section, len(inside) <= heading)


def joined(text: str, blocks: Iterable[Block]) -> str:
    """A page with blocks put back into their sections; those whose section has gone come before the trailer."""
    lines = _lines(text)
    sections = _sections(lines)
    after: dict[int, list[str]] = {}
    for block in blocks:
        after.setdefault(_place(block, lines, sections), []).append(block.text)
    if not after:
        return text
    pieces: list[str] = []
    for at in range(len(lines) + 1):
        for kept in after.get(at, ()):
            pieces += ["", *kept.split("\n"), ""]
        if at < len(lines):
            pieces.append(lines[at])
    return _tidy(pieces)


def _place(block: Block, lines: list[str], sections: list[tuple[str, int] | None]) -> int:
    """The line before which a block stands."""
    here = [at for at, section in enumerate(sections) if section == block.section]
    if block.section is not None and block.section[0] == _TITLE and not here:
        here = [0] if lines else []
    if block.section is None and not here:
        return 0
    if not here:
        trailer = [at for at, line in enumerate(lines) if line.startswith(TRAILER)]
        return trailer[-1] if trailer else len(lines)
    if block.is_first:
        return here[0] + (block.section is not None)
    return here[-1] + 1


_TITLE = "\0title"
"""Stands for the text of the first heading of the highest level: a page that is renamed stays the same page."""


def _sections(lines: list[str]) -> list[tuple[str, int] | None]:
    """The section of each line."""
    seen: dict[str, int] = {}
    section: tuple[str, int] | None = None
    found: list[tuple[str, int] | None] = []
    fence: str | None = None
    for line in lines:
        if mark := _FENCE.match(line):
            fence = mark[1] if fence is None else None if fence == mark[1] else fence
        name = None if fence is not None else _heading(line, is_first=not seen)
        if name is not None:
            seen[name] = seen.get(name, 0) + 1
            section = name, seen[name]
        found.append(section)
    return found


def _heading(line: str, *, is_first: bool) -> str | None:
    if line.startswith(TRAILER):
        return TRAILER
    heading = _HEADING.fullmatch(line)
    if heading is None:
        return None
    return _TITLE if is_first and heading[1] == "#" else heading[2]


def digest(text: str) -> str:
    """What a page is known by: its lines that are not empty, for a block may have come between any two."""
    lines = "\n".join(line for line in _lines(text) if line)
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff"))]


def _tidy(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"
