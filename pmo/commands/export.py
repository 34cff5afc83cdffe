"""Write registers, or the list of a kind, as a CSV file or an Excel workbook.

A register goes out as its files have it, under the names of the fields, so that `pmo import` takes it in again. With
--columns it is the table that `pmo list` shows. Formulas in texts are made inert.

Examples:
    pmo export portfolio.xlsx                     every register, a sheet for each kind
    pmo export risks.csv                          the risks of all projects
    pmo export risks.xlsx risks issues --project scada-renewal
                                                  two registers of one project
    pmo export late.csv milestones --where "slip_days > 10"
                                                  what slips, for a spreadsheet
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, cast

import typer

from pmo.analysis.listings.context import Context
from pmo.analysis.listings.kinds import LISTINGS, listing_named
from pmo.commands.choosing import choose
from pmo.commands.session import Session, portfolio_command
from pmo.errors import UsageError
from pmo.interchange import exporting, xlsx
from pmo.interchange.exporting import Chosen, ExportedTable
from pmo.interchange.kinds import TABLE_KINDS, kind_called
from pmo.interchange.stock import Files
from pmo.output import csv, exported

_ENDINGS = (".csv", ".xlsx")


@portfolio_command("text", "json", chooses="items")
def export(
    session: Session,
    file: Annotated[Path, typer.Argument(help="FILE.csv or FILE.xlsx.", show_default=False)],
    kind: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KIND]...",
            help="risks, people, actuals, ... (default: what FILE is called, or all).",
            show_default=False,
        ),
    ] = None,
    columns: Annotated[
        str | None, typer.Option(metavar="FIELDS", help="These columns, as `pmo list` has them.")
    ] = None,
) -> int:
    ending = file.suffix.lower()
    if ending not in _ENDINGS:
        raise UsageError(f"{file.name} is neither CSV nor Excel", "end the name with .csv or .xlsx")
    names = [_kind(one) for one in kind or ()] or _usual(session, file)
    if ending == ".csv" and len(names) != 1:
        raise UsageError(
            "a CSV file holds one kind", f"name one, such as {', '.join(names[:3])}, or write FILE.xlsx"
        )
    context = Context(session.portfolio, session.as_of, session.locate)
    files = Files(session.portfolio, session.loaded.content, session.data)
    chosen = Chosen(
        _projects(session),
        session.where,
        tuple(one.strip() for one in (columns or "").split(",") if one.strip()),
    )
    tables = [exporting.table(context, name, files, chosen) for name in names]
    session.write_file(file, _content(ending, tables))
    _report(session, file, tables)
    return 0


def _kind(name: str) -> str:
    found = TABLE_KINDS.get(name.lower())
    return found.name if found is not None else listing_named(name).name


def _usual(session: Session, file: Path) -> list[str]:
    """What the file is called, else every register that holds something."""
    called = kind_called(file.stem)
    if called is not None:
        return [called.name]
    if file.stem.lower() in LISTINGS:
        return [file.stem.lower()]
    return exporting.kinds_held(session.portfolio)


def _projects(session: Session) -> frozenset[str] | None:
    if not session.projects:
        return None
    return frozenset(one.id for one in choose(session.portfolio, session.as_of, session.projects, None))


def _content(ending: str, tables: list[ExportedTable]) -> bytes:
    if ending == ".xlsx":
        return xlsx.write([xlsx.SheetToWrite(one.kind, one.columns, one.rows) for one in tables])
    (one,) = tables
    return csv.table(one.columns, cast("Iterable[Iterable[csv.Cell]]", one.rows)).encode()


def _report(session: Session, file: Path, tables: list[ExportedTable]) -> None:
    data = exported.ExportData(
        str(file),
        [
            exported.TableData(
                one.kind,
                len(one.rows),
                list(one.columns),
                [exported.LeftOutData(field, number) for field, number in one.left_out.items()],
            )
            for one in tables
        ],
    )
    if session.format == "json":
        session.write_json(data)
    else:
        session.write(exported.text(data, session.language, width=session.width, colour=session.colour))
