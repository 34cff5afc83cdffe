"""What `pmo fmt` did, or would do: for people, and as JSON."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from pmo.editing.canonical import Obstacle
from pmo.findings import Message
from pmo.locale import Language
from pmo.output.colour import bold
from pmo.output.findings import place
from pmo.output.written import shown_diff
from pmo.render.inert import for_terminal

Mode = Literal["write", "dry-run", "check"]
"""Whether files were written, the difference is shown, or files are only named."""


@dataclass(frozen=True)
class Layouts:
    """How files were laid out, and what was done about it."""

    files: int
    """Number of files that were looked at."""
    changed: tuple[str, ...]
    """Paths of those that were laid out anew, or would be."""
    left: tuple[Obstacle, ...]
    """Why files are left as they are."""
    mode: Mode
    diff: str = ""


class LeftData(Struct, frozen=True):
    """Why a file is left as it is."""

    path: str
    line: int
    column: int
    code: str | None
    """Of the finding that keeps it from being read; null where it can be read, but not laid out safely."""
    message: str
    hint: str


class LayoutsData(Struct, frozen=True):
    """The `data` of `pmo fmt`."""

    files: int
    """Number of files that were looked at."""
    changed: list[str]
    """Paths of the files that were laid out anew; with --check and --dry-run, that would be."""
    written: bool
    """False with --check and --dry-run."""
    diff: str
    """Unified diff of all files; empty with --check alone."""
    left: list[LeftData]
    """Files that are left as they are, and why."""


def data(layouts: Layouts, language: Language) -> LayoutsData:
    """What was done, in the form of JSON."""
    return LayoutsData(
        layouts.files,
        list(layouts.changed),
        layouts.mode == "write",
        layouts.diff,
        [
            LeftData(
                one.where.path,
                one.where.line,
                one.where.column,
                one.code,
                one.message.text(language.text),
                one.hint.text(language.text),
            )
            for one in layouts.left
        ],
    )


def text(layouts: Layouts, language: Language, *, colour: bool) -> str:
    """In a dry run the difference, the files that were changed, and those that are left as they are, each on a line."""
    heading = bold if colour else str
    lines: list[str] = []
    if layouts.changed:
        lines += [heading(_heading(layouts, language)), *_items(layouts.changed)]
    elif not layouts.left:
        lines.append(_nothing_to_do(layouts, language))
    if layouts.left:
        lines += [heading(language.text("Left as they are:")), *_items(_reasons(layouts, language))]
    written = "".join(f"{line}\n" for line in lines)
    return (
        f"{shown_diff(layouts.diff, colour=colour)}\n{written}"
        if layouts.mode == "dry-run" and layouts.diff
        else written
    )


def _items(texts: Iterable[str]) -> Iterator[str]:
    return (f"- {for_terminal(text)}" for text in texts)


def _heading(layouts: Layouts, language: Language) -> str:
    count = len(layouts.changed)
    if layouts.mode == "write":
        return language.plural("{n} file was laid out:", "{n} files were laid out:", count)
    return language.plural("{n} file would change:", "{n} files would change:", count)


def _nothing_to_do(layouts: Layouts, language: Language) -> str:
    if not layouts.files:
        return language.text("No file of the portfolio is there.")
    return language.plural(
        "{n} file is laid out as it should be.", "{n} files are laid out as they should be.", layouts.files
    )


def _reasons(layouts: Layouts, language: Language) -> Iterator[str]:
    def words(message: Message) -> str:
        return message.text(language.text)

    for one in layouts.left:
        code = f" {one.code}" if one.code else ""
        yield f"{place(one.where)}{code} {words(one.message)} ({words(one.hint)})"
