"""From a file to a table: its format told by its content, its header found, its columns named."""

from collections.abc import Callable, Sequence
from pathlib import Path

from pmo.errors import PmoError, UsageError
from pmo.findings import Message, message
from pmo.interchange import csv, xlsx
from pmo.interchange.bounds import MOST_BYTES, too_large
from pmo.interchange.cells import Cell, Row, Sheet, Table, is_blank, letters, one_line

_ROWS_LOOKED_AT = 60
"""Rows, blank ones included, among which the header is looked for."""
_FOREIGN = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "a text document",
    b"<html": "a web page",
    b"<!DOC": "a web page",
    b"<?xml": "an XML document",
}
IsKnown = Callable[[str], bool]
"""Whether a name is one that a column is expected to have."""


def read_sheet(
    path: Path,
    sheet: str | None = None,
    encoding: str | None = None,
    prefer: xlsx.Prefer = lambda _: False,
) -> Sheet:
    """The cells of a CSV file or of a sheet of an Excel workbook."""
    name = path.name
    content = _content(path)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or name.lower().endswith((".xlsx", ".xlsm")):
        return xlsx.read(content, name, sheet, prefer)
    if sheet is not None:
        raise UsageError(f"{name} has no sheets", "leave out --sheet")
    for mark, what in _FOREIGN.items():
        if content[:8].lower().startswith(mark.lower()):
            raise PmoError(
                f"{name} is {what}, not a table", "export the table as CSV or as an Excel workbook (.xlsx)"
            )
    return csv.read(content, name, encoding)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise too_large(path.name, MOST_BYTES)
        content = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"there is no file {path}", "name a CSV file or an Excel workbook (.xlsx)") from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder", "name a CSV file or an Excel workbook (.xlsx)") from None
    except OSError as error:
        raise PmoError(f"{path} cannot be read: {error.strerror}", "check its permissions") from None
    if not content.strip():
        raise PmoError(f"{path.name} is empty", "there is nothing to import")
    return content


def table_of(sheet: Sheet, name: str, is_known: IsKnown, header: int | None = None) -> Table:
    """The table in a sheet; its header is row ``header`` (from 1), else the row that looks most like one."""
    index = _header(sheet, name, is_known) if header is None else header - 1
    if not 0 <= index < len(sheet.rows) or all(map(is_blank, sheet.rows[index])):
        raise UsageError(
            f"row {index + 1} of {name} holds no names of columns", "name another row with --header"
        )
    remarks = list(sheet.remarks)
    if index and header is None:
        remarks.append(message("the names of the columns stand in row {number}", number=index + 1))
    columns, indexes, unnamed = _named(sheet, index)
    if not columns:
        raise PmoError(f"{name} holds no columns", "there is nothing to import")
    remarks.extend(unnamed)
    rows, shifted = _body(sheet, index, indexes)
    return Table(sheet.name, index + 1, columns, tuple(rows), tuple(remarks), tuple(shifted))


def _header(sheet: Sheet, name: str, is_known: IsKnown) -> int:
    best, best_fitness = None, (0, 0, False)
    widest = max((len(_texts(row)) for row in sheet.rows[:_ROWS_LOOKED_AT]), default=0)
    for index, row in enumerate(sheet.rows[:_ROWS_LOOKED_AT]):
        texts = _texts(row)
        known = sum(map(is_known, texts))
        is_title = len(texts) == 1 and index + 1 in sheet.spanning
        filled = 0 if is_title else sum(isinstance(cell, str) and not is_blank(cell) for cell in row)
        below_groups = index in sheet.spanning and len(_texts(sheet.rows[index - 1])) > 1
        fitness = (known, filled if 2 * filled >= widest else 0, below_groups)
        if fitness > best_fitness and (known or not _holds_figures(row)):
            best, best_fitness = index, fitness
    if best is None:
        raise PmoError(
            f"no row of {name} looks like the names of columns", "say which one it is with --header ROW"
        )
    return best


def _texts(row: Sequence[Cell]) -> frozenset[str]:
    """The different texts of a row, in the form in which names are compared."""
    return frozenset(one_line(cell) for cell in row if isinstance(cell, str) and not is_blank(cell))


def _holds_figures(row: Sequence[Cell]) -> bool:
    return any(
        (cell[:1].isdecimal() or cell[1:2].isdecimal()) and len(cell) < 30
        if isinstance(cell, str)
        else cell is not None
        for cell in row
    )


def _named(sheet: Sheet, header: int) -> tuple[tuple[str, ...], tuple[int, ...], list[Message]]:
    """Names of the columns and where they stand; columns without a name that hold something go by their letter."""
    rows = sheet.rows
    names = [one_line(str(cell)) if not is_blank(cell) else "" for cell in rows[header]]
    names = _with_groups(names, rows[header - 1] if header else ())
    width = len(names) if sheet.separated else max(map(len, rows[header:]))
    filled = {
        index for row in rows[header + 1 :] for index, cell in enumerate(row[:width]) if not is_blank(cell)
    }
    names += [""] * (width - len(names))
    columns: list[str] = []
    indexes: list[int] = []
    remarks: list[Message] = []
    for index, name in enumerate(names):
        if not name and index not in filled:
            continue
        unique = _unique(name or f"({letters(index)})", columns)
        if name and unique != name:
            remarks.append(
                message(
                    "two columns are called {name}; the later one is {other} here", name=name, other=unique
                )
            )
        columns.append(unique)
        indexes.append(index)
    return tuple(columns), tuple(indexes), remarks


def _with_groups(names: list[str], above: Sequence[Cell]) -> list[str]:
    """Names that stand twice are told apart by the heading above them (`Impact` over `Cost` and `Time`)."""
    groups = [one_line(str(cell)) if not is_blank(cell) else "" for cell in above]
    if len(set(filter(None, groups))) < 2:
        return names  # a title, or nothing
    for index, group in enumerate(groups[1:], 1):
        if not group and index < len(names) and names[index]:
            groups[index] = groups[index - 1]
    groups += [""] * (len(names) - len(groups))
    return [
        group
        if not name
        else f"{group} {name}"
        if group and group != name and names.count(name) > 1
        else name
        for name, group in zip(names, groups, strict=False)
    ]


def _unique(name: str, taken: Sequence[str]) -> str:
    folded = {one.casefold() for one in taken}
    number, unique = 1, name
    while unique.casefold() in folded:
        number += 1
        unique = f"{name} ({number})"
    return unique


def _body(sheet: Sheet, header: int, indexes: Sequence[int]) -> tuple[list[Row], list[tuple[int, int]]]:
    rows: list[Row] = []
    shifted: list[tuple[int, int]] = []
    width = len(sheet.rows[header])
    for number, row in enumerate(sheet.rows[header + 1 :], header + 2):
        if all(map(is_blank, row)):
            continue
        if sheet.separated and len(row) > width and not all(map(is_blank, row[width:])):
            shifted.append((number, len(row)))
            continue
        rows.append(Row(number, [row[index] if index < len(row) else None for index in indexes]))
    return rows, shifted
