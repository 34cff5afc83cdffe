"""Bring in what exists: projects, people, risks, actuals and more from a CSV file or an Excel workbook.

Which column fills which field goes by the columns' names and what you say; it is kept in a map (a small YAML file)
and used again. Imported again, a table updates what it made. What people edited since stays, and is told.

Examples:
    pmo import ../imports/risk-log.csv --project scada-renewal --dates dd/mm/yyyy
                                          what is made, and every value that is left out, and why
    pmo import ../imports/ledger.csv --kind actuals --sum cost --dates dd/mm/yyyy
                                          the actual cost of periods, added up from bookings
"""

from pathlib import Path
from typing import Annotated

import typer

from pmo.commands.import_run import run_import
from pmo.commands.writing import Writing, writing_command
from pmo.errors import UsageError
from pmo.interchange.numbers import DecimalMark
from pmo.interchange.sources import Options


@writing_command()
def import_(
    writing: Writing,
    file: Annotated[Path, typer.Argument(help="CSV file or Excel workbook (.xlsx).", show_default=False)],
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="What a row stands for: projects, people, risks, actuals, ..."),
    ] = None,
    project: Annotated[
        str | None, typer.Option(metavar="P", help="Project of all rows (or `office`, or a programme).")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Sheet of the workbook, by name or number.")
    ] = None,
    header: Annotated[
        int | None, typer.Option(metavar="ROW", min=1, help="Row with the names of the columns.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(metavar="NAME", help="Encoding of a CSV file.")] = None,
    map_: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="The map; made where it does not exist.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN=FIELD", help="The field that a column fills (repeatable)."),
    ] = None,
    ignore_column: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="Leave out a column (repeatable).")
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD", help="Fields by which a row is known again (default: id, title)."),
    ] = None,
    default: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=VALUE", help="What records get where a row has nothing."),
    ] = None,
    value: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD:WORD=VALUE", help="What a word of the table means (repeatable)."),
    ] = None,
    dates: Annotated[
        list[str] | None, typer.Option(metavar="FORM", help="How dates are written: dd/mm/yyyy, serial, ...")
    ] = None,
    decimal: Annotated[
        str | None, typer.Option(metavar="MARK", help="What stands before decimals, `.` or `,`.")
    ] = None,
    sum_: Annotated[
        list[str] | None,
        typer.Option("--sum", metavar="FIELD", help="Add this up over the rows of one record."),
    ] = None,
    create: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="Make people, roles, programmes, vendors that rows name and that are not there.",
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Take what the table says, also over what people edited.")
    ] = False,
) -> int:
    options = Options(
        kind=kind,
        project=project,
        sheet=sheet,
        header=header,
        encoding=encoding,
        columns=tuple(column or ()),
        ignore=tuple(ignore_column or ()),
        key=tuple(key or ()),
        defaults=tuple(default or ()),
        values=tuple(value or ()),
        dates=tuple(dates or ()),
        decimal=_mark(decimal),
        sum=tuple(sum_ or ()),
        create=tuple(create or ()),
    )
    return run_import(writing, file, map_, options, overwrite=overwrite)


def _mark(text: str | None) -> DecimalMark | None:
    match text:
        case None | "." | ",":
            return text
        case _:
            raise UsageError(f"{text!r} cannot stand before decimals", "give --decimal . or --decimal ,")
