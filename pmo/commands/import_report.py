"""How `import` shows what it did, or would do."""

import sys
from typing import Any

from pmo.commands.writing import Writing
from pmo.documents import Plain
from pmo.documents.writing import flow
from pmo.editing.door import Written
from pmo.findings import Message
from pmo.interchange.results import Report
from pmo.interchange.sources import Source, remarks
from pmo.loading import Loaded
from pmo.locale import Language
from pmo.output import imported
from pmo.output.json import item
from pmo.output.width import width_of_output
from pmo.render.inert import for_terminal


def data_of(
    source: Source, written: Written[Report], map_name: str, language: Language, *, map_is_new: bool
) -> imported.ImportData:
    """Everything about an import, in the reader's language."""

    def text(message: Message) -> str:
        return message.text(language.text)

    found = written.result
    return imported.ImportData(
        source=source.name,
        sheet=source.table.sheet,
        header_row=source.table.header,
        kind=source.kind.name,
        map=map_name,
        map_is_new=map_is_new,
        dry_run=written.dry_run,
        rows=found.rows,
        columns=[imported.ColumnData(column, field) for column, field in source.matched],
        unsettled=[
            imported.UnsettledData(one.column, list(one.samples), one.likely) for one in source.unsettled
        ],
        remarks=[text(one) for one in (*remarks(source), *found.remarks)],
        made=[imported.MadeData(one.row or None, one.address, one.title) for one in found.made],
        changed=[
            imported.ChangedData(
                one.row or None, one.address, one.field, _value(one.before), _value(one.after), one.overwrites
            )
            for one in found.changed
        ],
        kept=[
            imported.KeptData(
                one.row,
                one.address,
                one.field or None,
                _value(one.here),
                _value(one.source),
                text(one.reason),
                one.is_conflict,
            )
            for one in found.kept
        ],
        dropped=[
            imported.DroppedData(
                one.row, one.column, one.field, one.value, text(one.reason), one.is_noted, one.is_word
            )
            for one in found.dropped
        ],
        refused=[imported.RefusedData(one.row, text(one.reason)) for one in found.refused],
        vanished=[imported.VanishedData(one.address, list(one.key)) for one in found.vanished],
        gone=found.gone,
        unchanged=found.unchanged,
        written=sorted(written.changes),
        findings=[item(finding, text) for finding in written.findings],
    )


def report(writing: Writing, data: imported.ImportData, loaded: Loaded) -> int:
    """Write it in the format asked for; refused rows are exit code 1."""
    office = loaded.portfolio.office
    if writing.format == "json":
        from pmo.output.envelope import envelope

        name = office.office.name if office else writing.root.name
        sys.stdout.write(envelope(writing.command, name, None, writing.as_of, data))
    else:
        width = width_of_output(to_terminal=sys.stdout.isatty())
        language = writing.language(loaded)
        sys.stdout.write(imported.text(data, language, width=width, colour=writing.colour))
        advice = imported.advice(data, language)
        if advice is not None and sys.stderr.isatty() and sys.stdout.isatty():
            sys.stderr.write(f"\n{for_terminal(advice)}\n")
    return 1 if data.refused else 0


def _value(value: Plain) -> Any:
    return None if value is None else value if isinstance(value, str) else flow(value)
