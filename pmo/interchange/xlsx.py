"""The one door to openpyxl: the cells of a workbook's sheet, and workbooks of tables."""

import datetime
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from pmo.errors import PmoError, UsageError
from pmo.findings import Message, message
from pmo.interchange.bounds import (
    MOST_CELL_BYTES,
    MOST_COLUMNS,
    MOST_PART_BYTES,
    MOST_ROWS,
    MOST_UNPACKED_BYTES,
    too_large,
    too_many_rows,
)
from pmo.interchange.cells import Cell, Fault, Percentage, Sheet, written
from pmo.render.inert import for_terminal, is_formula

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ERRORS = {
    "#N/A": message("the cell shows the error #N/A: its formula found nothing"),
    "#REF!": message("the cell shows the error #REF!: its formula refers to a cell that is gone"),
    "#DIV/0!": message("the cell shows the error #DIV/0!: its formula divides by nothing"),
}
_UNSTORED = message(
    "the result of the formula is not stored; open the file in a spreadsheet and save it there"
)
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s(?=[^>]*\shidden=\"(?:1|true)\")(?=[^>]*\br=\"([0-9]+)\")[^>]*>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*ref=\"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)\"")
_UNSTORED_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]+)([0-9]+)\"[^>]*>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)</(?:\w+:)?v>", re.DOTALL
)
_CELL_NAME = re.compile(rb"\br=\"([A-Z]{1,3}[0-9]{1,7})\"")
_CELL_TYPE = re.compile(rb"\bt=\"(\w+)\"")
_READABLE = {
    b"n": re.compile(rb"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"),
    b"s": re.compile(rb"[0-9]+"),
    b"b": re.compile(rb"[01]"),
    b"d": re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+Z?)?|[0-9:.]+"),
}
"""How the value of a cell is written, by the type that the cell says."""
_SAVE_AGAIN = "open it in a spreadsheet and save it again as .xlsx"
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


Prefer = Callable[[str], bool]
"""Whether a sheet of this name is more likely to be wanted than the first one."""


def read(content: bytes, name: str, sheet: str | None = None, prefer: Prefer = lambda _: False) -> Sheet:
    """The cells of a sheet: the one called ``sheet`` (or of that number), else one of those that are not hidden."""
    _refuse_other(content, name)
    archive = _archive(content, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that are not needed here
        try:
            return _read(content, archive, name, sheet, prefer)
        except (PmoError, MemoryError):
            raise
        except Exception:  # openpyxl raises whatever it trips over
            raise PmoError(
                f"{name} cannot be read as an Excel workbook: its parts do not fit together", _SAVE_AGAIN
            ) from None


def _read(content: bytes, archive: zipfile.ZipFile, name: str, wanted: str | None, prefer: Prefer) -> Sheet:
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        chosen = _chosen(workbook, name, wanted, prefer)
        part = archive.read(chosen._worksheet_path)
        marks = _Marks.of(part)
        chosen.reset_dimensions()  # what a file says about its size may be anything
        rows = [_filled(row, number, marks) for number, row in _rows(chosen, name, part)]
        if not any(cell is not None for row in rows for cell in row):
            others = [one.title for one in workbook.worksheets if one.title != chosen.title]
            advice = (
                f"take another one with --sheet: {', '.join(others)}"
                if others
                else "there is nothing to import"
            )
            raise PmoError(f"the sheet {chosen.title!r} of {name} is empty", advice)
        spanning = frozenset(
            top for cells in marks.merged.values() for first, last, top in cells if first < last
        )
        remarks = tuple(_remarks(workbook, chosen, wanted, name, marks))
        return Sheet(chosen.title, rows, remarks, spanning)
    finally:
        workbook.close()


def _refuse_other(content: bytes, name: str) -> None:
    if content.startswith(_OLD_FORMAT):
        if _ENCRYPTED in content:
            raise PmoError(
                f"{name} is protected by a password",
                "open it, remove the password (File, Info, Protect Workbook), and save it as .xlsx",
            )
        raise PmoError(f"{name} is in the old Excel format (.xls)", "open it and save it as .xlsx")
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise PmoError(
            f"{name} is no Excel workbook, or it is damaged", "open it in a spreadsheet and save it as .xlsx"
        )


def _archive(content: bytes, name: str) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(content))
    parts = set(archive.namelist())
    if "xl/workbook.bin" in parts:
        raise PmoError(f"{name} is a binary workbook (.xlsb)", "open it and save it as .xlsx")
    if "xl/workbook.xml" not in parts:
        office = " (LibreOffice)" if "content.xml" in parts else ""
        raise PmoError(
            f"{name} is no Excel workbook{office}", "open it in a spreadsheet and save it as .xlsx"
        )
    if sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED_BYTES:
        raise too_large(name, MOST_UNPACKED_BYTES)
    try:
        for one in archive.infolist():
            if one.filename.endswith((".xml", ".rels")):
                with archive.open(one) as stream:
                    if _DECLARATION.search(stream.read(1000)):
                        raise PmoError(
                            f"{name} holds XML declarations that no spreadsheet writes", "it is not read"
                        )
                _refuse_huge(archive, one, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        raise PmoError(f"{name} is damaged: a part of it cannot be unpacked", _SAVE_AGAIN) from None
    return archive


def _refuse_huge(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    """Refuse a part, or one text in it, that is packed small and would fill the memory."""
    if part.file_size > MOST_PART_BYTES:
        raise PmoError(
            f"a part of {name} is larger than {MOST_PART_BYTES // 1024 // 1024} MiB when unpacked: {part.filename}",
            "split it, or leave out what is not needed",
        )
    if part.file_size <= MOST_CELL_BYTES:
        return
    with archive.open(part) as stream:
        cell = ""
        while chunk := stream.read(MOST_CELL_BYTES):
            if b"<" not in chunk and len(chunk) == MOST_CELL_BYTES:
                where = f"cell {cell}" if cell else "a text"
                raise PmoError(
                    f"{where} of {name} is longer than a cell of a spreadsheet can be ({part.filename})",
                    "shorten it, or leave it out",
                )
            named = _CELL_NAME.findall(chunk)
            cell = named[-1].decode() if named else cell


def _chosen(workbook: "Workbook", name: str, wanted: str | None, prefer: Prefer) -> Any:
    sheets = workbook.worksheets
    if not sheets:
        raise PmoError(f"{name} has no sheet with cells", "there is nothing to import")
    if wanted is None:
        shown = [one for one in sheets if one.sheet_state == "visible"] or sheets
        return next((one for one in shown if prefer(one.title)), shown[0])
    named = {one.title.casefold().strip(): one for one in sheets}
    found = named.get(wanted.casefold().strip())
    if found is None and wanted.isdecimal() and 0 < int(wanted) <= len(sheets):
        found = sheets[int(wanted) - 1]
    if found is None:
        close = get_close_matches(wanted.casefold(), named, n=1)
        hint = f"did you mean {named[close[0]].title!r}? " if close else ""
        raise UsageError(
            f"{name} has no sheet {wanted!r}", f"{hint}it has: {', '.join(one.title for one in sheets)}"
        )
    return found


def _rows(sheet: Any, name: str, part: bytes) -> Iterator[tuple[int, list[Cell]]]:
    number = 0
    try:
        for number, row in _numbered(sheet, name):
            yield number, [_value(cell) for cell in row[:MOST_COLUMNS]]
    except (PmoError, MemoryError):
        raise
    except Exception:  # openpyxl raises whatever it trips over
        cell = _unreadable_cell(part)
        where = f"cell {cell}" if cell else f"what stands below row {number}" if number else "its first row"
        raise PmoError(
            f"{where} in the sheet {sheet.title!r} of {name} cannot be read", _SAVE_AGAIN
        ) from None


def _unreadable_cell(part: bytes) -> str | None:
    """The first cell whose value is not of the type that it says."""
    for match in _CELL.finditer(part):
        attributes, value = match[1], match[2].strip()
        named, typed = _CELL_NAME.search(attributes), _CELL_TYPE.search(attributes)
        readable = _READABLE.get(typed[1] if typed else b"n")
        if value and readable is not None and not readable.fullmatch(value):
            return named[1].decode() if named else None
    return None


def _numbered(sheet: Any, name: str) -> Iterator[tuple[int, Any]]:
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number > MOST_ROWS:
            if any(cell.value is not None for cell in row):
                raise too_many_rows(name)
            continue
        if len(row) > MOST_COLUMNS and any(cell.value is not None for cell in row[MOST_COLUMNS:]):
            raise PmoError(
                f"row {number} of {name} has more than {MOST_COLUMNS:,} columns",
                "leave out what is not needed",
            )
        yield number, row


def _value(cell: Any) -> Cell:
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "e":
        text = str(value)
        return Fault(text, _ERRORS.get(text, message("the cell shows the error {error}", error=text)))
    match value:
        case str() | bool():
            return value
        case int() | float():
            return _number(value, cell.number_format or "")
        case datetime.datetime():
            return value.date()
        case datetime.date():
            return value
        case _:
            return str(value)


def _number(value: int | float, number_format: str) -> Cell:
    if isinstance(value, float):
        number = Decimal(repr(value))
        if not number.is_finite():
            return Fault(str(value), message("the cell shows the error {error}", error=str(value)))
    else:
        number = Decimal(value)
    if "%" in re.sub(r'"[^"]*"|\\.', "", number_format):
        return Percentage(number)
    return int(number) if number == number.to_integral_value() and abs(number) < 10**15 else number


@dataclass(frozen=True)
class _Marks:
    """What openpyxl does not say about a sheet that it reads row by row."""

    hidden: tuple[int, ...]
    """Numbers of hidden rows."""
    merged: dict[int, list[tuple[int, int, int]]]
    """By each row that they touch: first column and last column, from 0, and first row."""
    unstored: frozenset[tuple[int, int]]
    """Row and column (from 0) of formulas whose result is not stored."""
    values: dict[tuple[int, int], Cell]
    """What the merged cells show, by the place where it stands; filled as rows are read."""

    @classmethod
    def of(cls, part: bytes) -> "_Marks":
        merged: dict[int, list[tuple[int, int, int]]] = {}
        room = MOST_ROWS
        for match in _MERGED.finditer(part):
            first, top, last, bottom = (_index(match[1]), int(match[2]), _index(match[3]), int(match[4]))
            if 0 <= bottom - top < room and 0 <= last - first < MOST_COLUMNS:
                room -= bottom - top + 1
                for row in range(top, bottom + 1):
                    merged.setdefault(row, []).append((first, last, top))
        hidden = tuple(int(match[1]) for match in _HIDDEN_ROW.finditer(part))
        has_formulas = b"<f" in part or b":f>" in part or b":f " in part
        found = _UNSTORED_FORMULA.finditer(part) if has_formulas else ()
        return cls(hidden, merged, frozenset((int(one[2]), _index(one[1])) for one in found), {})


def _filled(row: list[Cell], number: int, marks: _Marks) -> Sequence[Cell]:
    """A row with what merged cells show in all of their cells, and with formulas that have no result."""
    for first, last, top in marks.merged.get(number, ()):
        if number == top and first < len(row):
            marks.values[top, first] = row[first]
        shown = marks.values.get((top, first))
        if shown is not None:
            row.extend([None] * (last + 1 - len(row)))
            row[first : last + 1] = [shown] * (last + 1 - first)
    if marks.unstored:
        for index, value in enumerate(row):
            if value is None and (number, index) in marks.unstored:
                row[index] = Fault("", _UNSTORED)
    return row


def _index(name: bytes) -> int:
    index = 0
    for letter in name:
        index = index * 26 + letter - 64
    return index - 1


def _remarks(
    workbook: "Workbook", chosen: Any, wanted: str | None, name: str, marks: _Marks
) -> Iterator[Message]:
    others = [one.title for one in workbook.worksheets if one.title != chosen.title]
    if others and wanted is None:
        yield message(
            "of several sheets {sheet} was taken (--sheet takes another: {others})",
            sheet=chosen.title,
            others=", ".join(others),
        )
    if name.lower().endswith((".xlsm", ".xltm")):
        yield message("the file holds macros; they were not looked at")
    if marks.hidden:
        numbers = ", ".join(str(one) for one in marks.hidden[:10]) + (" …" if len(marks.hidden) > 10 else "")
        yield message("rows hidden in the sheet come in like the others: {numbers}", numbers=numbers)


# writing


class SheetToWrite(NamedTuple):
    """A table for a sheet of its own."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


_LONGEST_TEXT = 32_767
"""Characters that a cell of Excel holds."""
_LONGEST_NAME = 31
_MOST_SHEET_ROWS = 1_048_576
_WIDEST = 60


def write(sheets: Sequence[SheetToWrite]) -> bytes:
    """A workbook with a sheet for each table: header frozen, real types, nothing that could run."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook(write_only=True)
    bold = Font(bold=True)
    for sheet in sheets:
        if len(sheet.rows) >= _MOST_SHEET_ROWS:
            raise PmoError(
                f"{sheet.name} has more rows than a sheet holds", "narrow it with --project or --where"
            )
        page = workbook.create_sheet(sheet.name[:_LONGEST_NAME])
        page.freeze_panes = "A2"
        for number, width in enumerate(_widths(sheet), 1):
            page.column_dimensions[get_column_letter(number)].width = width
        page.append([_written_cell(page, name, bold) for name in sheet.columns])
        for row in sheet.rows:
            page.append([_written_cell(page, value) for value in row])
    stream = io.BytesIO()
    workbook.save(stream)
    return _reproducible(stream.getvalue())


def _written_cell(page: Any, value: Cell, font: Any = None) -> Any:
    """A cell, or the mere value where a workbook needs no more to show it as it is."""
    if isinstance(value, str):
        value = for_terminal(value, keep="\n\t")
        value = value if len(value) <= _LONGEST_TEXT else value[: _LONGEST_TEXT - 1] + "…"
    is_plain = not isinstance(value, Decimal) and not (isinstance(value, str) and _LIKE_CODE.match(value))
    if is_plain and font is None:
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, value)  # type: ignore[arg-type]
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = is_formula(value)
    elif isinstance(value, Decimal):
        cell.number_format = "#,##0.00" if value == value.quantize(_CENT) else "General"
    if font is not None:
        cell.font = font
    return cell


_LIKE_CODE = re.compile(r"['\s]*[=+\-@#\uff1d\uff0b\uff0d\uff20]|\s")
"""Texts that openpyxl, or a spreadsheet, might take for a formula or an error."""
_CENT = Decimal("0.01")


def _widths(sheet: SheetToWrite) -> Iterator[int]:
    for index, name in enumerate(sheet.columns):
        texts = (written(row[index]) for row in sheet.rows)
        longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
        yield min(max(longest, len(name)) + 2, _WIDEST)


def _reproducible(workbook: bytes) -> bytes:
    """The same workbook without the time of its making."""
    before, stream = zipfile.ZipFile(io.BytesIO(workbook)), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for name in sorted(before.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            content = before.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+Z", b"2000-01-01T00:00:00Z", content)
            part = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(part, content)
    return stream.getvalue()
