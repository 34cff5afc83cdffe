"""What a command has changed, or would change: for people, and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from pmo.documents import Plain
from pmo.documents.writing import flow
from pmo.editing.door import Written
from pmo.findings import Finding, Message
from pmo.locale import Language
from pmo.output.findings import place
from pmo.output.json import FindingData, item
from pmo.output.terminal import NOTHING, Page
from pmo.render.inert import for_terminal

_DIFF = {"+": "32", "-": "31", "@": "36"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field before and after; None where there was or is no value."""

    name: str
    before: Plain
    after: Plain


@dataclass(frozen=True, slots=True)
class Change:
    """Something with an address, what was done to it, and the fields that differ."""

    address: str
    done: Message
    """In a word: `changed`, `closed`, `added`."""
    fields: tuple[Field, ...] = ()


class FieldData(Struct, frozen=True):
    """A field that differs; values as the files write them, null where there was or is none."""

    field: str
    before: str | None
    after: str | None


class ChangeData(Struct, frozen=True):
    """Something that was changed."""

    address: str
    done: str
    fields: list[FieldData]


class WrittenData(Struct, frozen=True):
    """The `data` of a command that changes files."""

    written: list[str]
    """Paths of the files that differ; with --dry-run, that would differ."""
    dry_run: bool
    diff: str
    """Unified diff of all files."""
    changed: list[ChangeData]
    findings: list[FindingData]
    """Findings that the change brings."""
    cleared: list[FindingData]
    """Findings that the change clears."""


def data(written: Written[Any], changes: Sequence[Change], language: Language) -> WrittenData:
    """What was written, in the form of JSON."""

    def text(message: Message) -> str:
        return message.text(language.text)

    return WrittenData(
        sorted(written.changes),
        written.dry_run,
        written.diff,
        [
            ChangeData(
                one.address,
                text(one.done),
                [FieldData(field.name, _value(field.before), _value(field.after)) for field in one.fields],
            )
            for one in changes
        ],
        [item(finding, text) for finding in written.findings],
        [item(finding, text) for finding in written.cleared],
    )


def text(
    written: Written[Any], changes: Sequence[Change], language: Language, *, width: int, colour: bool
) -> str:
    """What was changed field by field, with --dry-run the diff, and what that means for the findings."""
    parts = [_changes(changes, language, width=width, colour=colour)]
    if written.dry_run and written.diff:
        parts.append(shown_diff(written.diff, colour=colour))
    parts.append(_consequences(written, language, width=width, colour=colour))
    return "\n".join(part for part in parts if part.strip())


def shown_diff(diff: str, *, colour: bool) -> str:
    """A unified diff, its lines inert; in colour where that is wanted."""
    lines = (for_terminal(line.removesuffix("\r")) for line in diff.removesuffix("\n").split("\n"))
    return "".join(f"{_painted(line) if colour else line}\n" for line in lines)


def _painted(line: str) -> str:
    if line.startswith(("+++", "---")):
        return f"\x1b[1m{line}\x1b[0m"
    style = _DIFF.get(line[:1])
    return f"\x1b[{style}m{line}\x1b[0m" if style else line


def _changes(changes: Sequence[Change], language: Language, *, width: int, colour: bool) -> str:
    page = Page(width=width, colour=colour)
    for change in changes:
        page.paragraph(f"{change.address}: {change.done.text(language.text)}", "bold")
        if change.fields:
            is_new = all(field.before is None for field in change.fields)
            table = page.table()
            for style in ("", "") if is_new else ("", "dim", "", ""):
                table.add_column(style=style)
            table.show_header = False
            for field in change.fields:
                before = [] if is_new else [_shown(field.before), "→"]
                table.add_row(f"  {for_terminal(field.name)}", *before, _shown(field.after))
            page.show(table)
    return page.text()


def _consequences(written: Written[Any], language: Language, *, width: int, colour: bool) -> str:
    page = Page(width=width, colour=colour)
    if written.dry_run:
        page.paragraph(
            language.text("Nothing was written.")
            if written.changes
            else language.text("Nothing would change.")
        )
    elif not written.changes:
        page.paragraph(language.text("Nothing to change: it says so already."))
    for title, findings in (
        (language.text("Findings that this brings:"), written.findings),
        (language.text("Findings that this clears:"), written.cleared),
    ):
        if findings:
            page.paragraph(title)
            page.items(_findings(findings, language))
    return page.text()


def _findings(findings: Sequence[Finding], language: Language) -> Iterator[str]:
    for one in findings:
        yield f"{place(one.where)} {one.code} {one.severity} {one.message.text(language.text)}"


def _value(value: Plain) -> str | None:
    return None if value is None else value if isinstance(value, str) else flow(value)


def _shown(value: Plain) -> str:
    written = _value(value)
    return NOTHING if written is None else for_terminal(written)
