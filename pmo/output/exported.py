"""What `pmo export` has written: for people, and as JSON."""

from msgspec import Struct

from pmo.locale import Language
from pmo.output.terminal import Page


class LeftOutData(Struct, frozen=True):
    """Values that do not fit into a cell, such as lists of records."""

    field: str
    values: int


class TableData(Struct, frozen=True):
    """A table that went out."""

    kind: str
    rows: int
    columns: list[str]
    left_out: list[LeftOutData]


class ExportData(Struct, frozen=True):
    """The `data` of `pmo export`."""

    file: str
    tables: list[TableData]


def text(data: ExportData, language: Language, *, width: int, colour: bool) -> str:
    """How much of each kind went out, and what did not."""
    page = Page(width=width, colour=colour)
    page.heading(data.file)
    for one in data.tables:
        rows = language.plural("{n} row", "{n} rows", one.rows)
        page.paragraph(f"{language.label('kind', one.kind)}: {rows}", indent=2)
        if one.left_out:
            names = ", ".join(f"{each.field} ({each.values})" for each in one.left_out)
            page.paragraph(
                language.text("left out, because no cell can hold it: {names}", names=names), "dim", indent=4
            )
    return page.text()
