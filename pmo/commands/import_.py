"""Bring in what exists: projects, people, risks, actuals and more from a CSV file or an Excel workbook.

Which column fills which field goes by the columns' names and what you say; it is kept in a map (a small YAML file)
and used again. Imported again, a table updates what it made. What people edited since stays, and is told.

Examples:
    pmo import risks.xlsx --project crm-renewal --dry-run
                                          what would be made, and every value that would be left out, and why
    pmo import risks.xlsx --project crm-renewal --column "Risk owner=owner"
    pmo import ledger.csv --kind actuals --sum cost --dates dd/mm/yyyy
    pmo import portfolio-2026.csv --map imports/portfolio.map.yaml --as-of 2026-09-30
"""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from pmo.commands.import_report import data_of, report
from pmo.commands.writing import Writing, writing_command
from pmo.editing.draft import Draft
from pmo.errors import PmoError, UsageError
from pmo.interchange import importing, maps, sources
from pmo.interchange.maps import Map
from pmo.interchange.numbers import DecimalMark
from pmo.interchange.planning import Settings
from pmo.interchange.results import Report


class _Place(NamedTuple):
    """Where the map of an import is kept."""

    path: Path
    inside: str | None
    """The same, from the portfolio's folder; None where it lies outside."""

    given: Path | None
    """As the caller named it."""

    @property
    def name(self) -> str:
        return self.inside or str(self.given)


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
    options = sources.Options(
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
    place = _place(writing.root, map_, file)
    found = _existing_map(place)
    source = sources.open_source(file, found, options)
    settings = Settings(writing.as_of, file.name, overwrite)

    def edit(draft: Draft) -> Report:
        return importing.bring_in(
            draft, source, settings, importing.state_path(place.path.name), place.inside
        )

    written = writing.write(edit)
    data = data_of(source, written, place.name, writing.language(written.loaded), map_is_new=found is None)
    return report(writing, data, written.loaded)


def _mark(text: str | None) -> DecimalMark | None:
    match text:
        case None | "." | ",":
            return text
        case _:
            raise UsageError(f"{text!r} cannot stand before decimals", "give --decimal . or --decimal ,")


def _place(root: Path, named: Path | None, file: Path) -> _Place:
    path = named.absolute() if named is not None else root / importing.default_map_path(file)
    try:
        inside = path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        inside = None
    if inside is None and not path.is_file():
        raise UsageError(
            f"{path} does not exist, and lies outside of the portfolio",
            "keep the new map in it: --map imports/NAME.map.yaml",
        )
    return _Place(path, inside, named)


def _existing_map(place: _Place) -> Map | None:
    try:
        return maps.read(place.path.read_bytes(), place.name)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PmoError(
            f"{place.name} cannot be read: {error.strerror}", "check the path and its permissions"
        ) from None
