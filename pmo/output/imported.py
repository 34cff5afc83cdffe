"""What an import did, or would do: for people, and as JSON."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from pmo.locale import Language
from pmo.output.json import FindingData
from pmo.output.terminal import NOTHING, Page
from pmo.render.inert import for_terminal

MOST = 20
"""Records that a list shows after the import; before it, with --dry-run, it shows all."""
_ROWS_SHOWN = 8
_WORDS_SHOWN = 5
_ERRORS_SHOWN = 5
_LONGEST = 60


class ColumnData(Struct, frozen=True):
    """A column of the table, and the field that it fills."""

    column: str
    field: str


class UnsettledData(Struct, frozen=True):
    """A column that was left out because nobody has said what it means."""

    column: str
    samples: list[str]
    likely: str | None
    """The field whose name is nearly the same."""


class MadeData(Struct, frozen=True):
    """A record that is made."""

    row: int | None
    """Row of the table, from 1; null where rows only name it."""
    address: str
    title: str


class ChangedData(Struct, frozen=True):
    """A field that gets the value of the table; values as the files write them."""

    row: int | None
    """Row of the table, from 1; null where it has vanished from it."""
    address: str
    field: str
    before: str | None
    after: str | None
    overwrites: bool
    """Whether it replaces what people wrote."""


class KeptData(Struct, frozen=True):
    """A field that keeps what people wrote."""

    row: int
    address: str
    field: str | None
    """Null for a record that was removed here."""
    here: str | None
    source: str | None
    """What the table says."""
    reason: str
    conflict: bool
    """Whether somebody has to decide: the table has changed as well."""


class DroppedData(Struct, frozen=True):
    """A value that does not come in."""

    row: int
    column: str
    field: str
    value: str
    reason: str
    noted: bool
    """Whether its text stays as a note on the record."""
    word: bool
    """Whether it is a word that `--value FIELD:WORD=VALUE` could give a meaning."""


class RefusedData(Struct, frozen=True):
    """A row that does not come in."""

    row: int
    reason: str


class VanishedData(Struct, frozen=True):
    """A record whose row was in the table the last time, and is not any more."""

    address: str
    key: list[str]


class ImportData(Struct, frozen=True):
    """The `data` of `pmo import`."""

    source: str
    """Name of the file."""
    sheet: str | None
    header_row: int
    kind: str
    map: str
    """Path of the map."""
    map_is_new: bool
    dry_run: bool
    rows: int
    columns: list[ColumnData]
    unsettled: list[UnsettledData]
    remarks: list[str]
    """What had to be decided to read the table."""
    made: list[MadeData]
    changed: list[ChangedData]
    kept: list[KeptData]
    dropped: list[DroppedData]
    refused: list[RefusedData]
    vanished: list[VanishedData]
    gone: int
    """Records that had vanished before and are still away."""
    unchanged: int
    written: list[str]
    """Paths of the files that differ; with --dry-run, that would differ."""
    findings: list[FindingData]
    """Findings of `pmo validate` that the import brings."""


def text(data: ImportData, language: Language, *, width: int, colour: bool) -> str:
    """What comes in, what does not, and why."""
    page = Page(width=width, colour=colour)
    page.heading(
        language.plural(
            "{source}: {kind}, {n} row",
            "{source}: {kind}, {n} rows",
            data.rows,
            source=data.source,
            kind=language.label("kind", data.kind),
        ),
        *_remarks(data, language),
    )
    _made(page, data, language)
    _changed(page, data, language)
    _kept(page, data, language)
    _dropped(page, data, language)
    _refused(page, data, language)
    _vanished(page, data, language)
    _unsettled(page, data, language)
    page.blank()
    page.paragraph(_summary(data, language), "bold")
    for line in _consequences(data, language):
        page.paragraph(line)
    errors = [one for one in data.findings if one.severity == "error"]
    page.items(f"{one.path}:{one.line} {one.code} {one.message}" for one in errors[:_ERRORS_SHOWN])
    return page.text()


def advice(data: ImportData, language: Language) -> str | None:
    """What to do next."""
    if data.dry_run:
        return language.text("Without --dry-run it comes in.") if data.made or data.changed else None
    if data.map_is_new and data.written:
        return language.text(
            "{map} says how the table is read; change it there, it is used again.", map=data.map
        )
    return None


def _remarks(data: ImportData, language: Language) -> Iterator[str]:
    yield from data.remarks
    if data.map_is_new:
        yield (
            language.text("columns by their names; see {map}", map=data.map)
            if not data.dry_run
            else language.text("columns by their names; the map will be {map}", map=data.map)
        )
    else:
        yield language.text("columns by the map {map}", map=data.map)


def _made(page: Page, data: ImportData, language: Language) -> None:
    if not data.made:
        return
    title = language.text("Would be made:") if data.dry_run else language.text("Made:")
    _heading(page, title, len(data.made))
    table = page.table()
    table.show_header = False
    table.add_column(no_wrap=True)
    table.add_column(style="dim", overflow="ellipsis", no_wrap=True)
    shown = data.made if data.dry_run else data.made[:MOST]
    for one in shown:
        table.add_row(f"  {for_terminal(one.address)}", for_terminal(one.title))
    page.show(table)
    _more(page, len(data.made) - len(shown), language)


def _changed(page: Page, data: ImportData, language: Language) -> None:
    if not data.changed:
        return
    records = list(dict.fromkeys(one.address for one in data.changed))
    title = language.text("Would change:") if data.dry_run else language.text("Changed:")
    _heading(page, title, len(records))
    shown = frozenset(records if data.dry_run else records[:MOST])
    address = None
    for one in data.changed:
        if one.address not in shown:
            continue
        if one.address != address:
            address = one.address
            page.paragraph(address, indent=2)
        before, after = _short(one.before), _short(one.after)
        note = f" ({language.text('overwrites what was edited here')})" if one.overwrites else ""
        page.paragraph(f"{one.field}: {before} → {after}{note}", indent=4)
    _more(page, len(records) - len(shown), language)


def _kept(page: Page, data: ImportData, language: Language) -> None:
    if not data.kept:
        return
    _heading(page, language.text("Kept as it is here:"), len(data.kept), "yellow")
    for one in sorted(data.kept, key=lambda kept: not kept.conflict):
        field = f" {one.field}" if one.field else ""
        page.paragraph(f"{one.address}{field}: {one.reason}", indent=2)
        if one.field and (one.conflict or data.dry_run):
            line = language.text(
                "here {here}; table {source}", here=_short(one.here), source=_short(one.source)
            )
            page.paragraph(line, "dim", indent=4)


def _dropped(page: Page, data: ImportData, language: Language) -> None:
    """Values by column; those that say the same stand once, with their rows."""
    if not data.dropped:
        return
    title = (
        language.text("Values that would be left out:") if data.dry_run else language.text("Values left out:")
    )
    _heading(page, title, len(data.dropped), "yellow")
    groups: dict[tuple[str, str, str], list[int]] = {}
    for one in data.dropped:
        groups.setdefault(
            (one.column, one.reason, one.value if one.value not in one.reason else ""), []
        ).append(one.row)
    column = None
    for (name, reason, value), rows in sorted(groups.items(), key=lambda item: (item[0][0], item[1])):
        if name != column:
            column = name
            page.paragraph(_short(name), indent=2)
        said = reason if not value or _short(value) in reason else f"{_short(value)}: {reason}"
        page.paragraph(f"{_rows(rows, language)}: {said}", indent=4)
    words = list(dict.fromkeys(f"{one.field}:{_short(one.value)}" for one in data.dropped if one.word))
    for word in words[:_WORDS_SHOWN]:
        page.command(f'  --value "{word}=..."')
    if any(one.noted for one in data.dropped):
        page.paragraph(language.text("What is text stays as a note on its record."), "dim", indent=2)


def _refused(page: Page, data: ImportData, language: Language) -> None:
    if not data.refused:
        return
    title = language.text("Rows that would be refused:") if data.dry_run else language.text("Rows refused:")
    _heading(page, title, len(data.refused), "bold red")
    groups: dict[str, list[int]] = {}
    for one in data.refused:
        groups.setdefault(one.reason, []).append(one.row)
    for reason, rows in groups.items():
        page.paragraph(f"{_rows(rows, language)}: {reason}", indent=2)


def _vanished(page: Page, data: ImportData, language: Language) -> None:
    if data.vanished:
        _heading(page, language.text("No longer in the table:"), len(data.vanished), "yellow")
        page.paragraph(", ".join(one.address for one in data.vanished), indent=2)
    if data.gone:
        page.blank()
        page.paragraph(
            language.plural(
                "{n} record of earlier imports is still away from the table.",
                "{n} records of earlier imports are still away from the table.",
                data.gone,
            ),
            "dim",
        )


def _unsettled(page: Page, data: ImportData, language: Language) -> None:
    if not data.unsettled:
        return
    _heading(page, language.text("Columns left out:"), len(data.unsettled), "yellow")
    for one in data.unsettled:
        samples = ", ".join(map(_short, one.samples))
        page.paragraph(f"{_short(one.column)} ({samples})", indent=2)
        if one.likely:
            page.command(f"  --column {_quoted(one.column, one.likely)}")


def _summary(data: ImportData, language: Language) -> str:
    changed = len({one.address for one in data.changed})
    parts = [
        language.plural("{n} record made", "{n} records made", len(data.made)),
        language.plural("{n} changed", "{n} changed", changed),
        language.plural("{n} unchanged", "{n} unchanged", data.unchanged),
    ]
    conflicts = sum(one.conflict for one in data.kept)
    if conflicts:
        parts.append(language.plural("{n} conflict", "{n} conflicts", conflicts))
    if data.refused:
        parts.append(language.plural("{n} row refused", "{n} rows refused", len(data.refused)))
    return ", ".join(parts)


def _consequences(data: ImportData, language: Language) -> Iterator[str]:
    if data.dry_run:
        yield language.text("Nothing was written.")
    elif data.written:
        yield language.plural("{n} file written.", "{n} files written.", len(data.written))
    if any(one.conflict for one in data.kept):
        yield language.text("--overwrite takes what the table says.")
    errors = sum(one.severity == "error" for one in data.findings)
    if data.findings:
        yield language.plural(
            "`pmo validate` has {n} finding more, {errors} of them errors.",
            "`pmo validate` has {n} findings more, {errors} of them errors.",
            len(data.findings),
            errors=errors,
        )


def _heading(page: Page, title: str, number: int, style: str = "bold") -> None:
    page.blank()
    page.paragraph(f"{title} {number}", style)


def _more(page: Page, number: int, language: Language) -> None:
    if number > 0:
        page.paragraph(language.text("... and {n} more (--format json lists all)", n=number), "dim", indent=2)


def _rows(rows: Iterable[int], language: Language) -> str:
    numbers: Sequence[int] = sorted(set(rows))
    shown = ", ".join(map(str, numbers[:_ROWS_SHOWN]))
    if len(numbers) > _ROWS_SHOWN:
        return language.text("rows {rows} and {n} more", rows=shown, n=len(numbers) - _ROWS_SHOWN)
    return language.plural("row {rows}", "rows {rows}", len(numbers), rows=shown)


def _short(value: str | None) -> str:
    if value is None:
        return NOTHING
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def _quoted(column: str, field: str) -> str:
    pair = f"{' '.join(column.split())}={field}"
    return (
        pair
        if pair.replace("=", "").replace("-", "").replace("_", "").replace(".", "").isalnum()
        else f'"{pair}"'
    )
