"""The one door to `csv`, for files of others: encoding, separator and quotes are found and said."""

import codecs
import contextlib
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Sequence

from pmo.errors import PmoError, UsageError
from pmo.findings import Message, message
from pmo.interchange.bounds import MOST_ROWS, too_many_rows
from pmo.interchange.cells import Sheet
from pmo.render.inert import from_csv_cell

SEPARATORS = {",": message("commas"), ";": message("semicolons"), "\t": message("tabs"), "|": message("bars")}
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200
"""Rows by which the separator is found."""
_STATED = re.compile(r"\A\ufeff?\"?sep=(.)\"?\r?\n", re.IGNORECASE)
"""The first line with which a spreadsheet is told the separator."""


def read(content: bytes, name: str, encoding: str | None = None) -> Sheet:
    """The cells of a file with separators, all of them text; ``name`` stands in refusals."""
    text, said = _decoded(content, name, encoding)
    if "\0" in text:
        raise PmoError(
            f"{name} is no text: it holds zero bytes",
            "save it as CSV (UTF-8) or as an Excel workbook (.xlsx)",
        )
    stated = _STATED.match(text)
    separator = stated[1] if stated else _separator(text)
    rows = _rows(text[stated.end() :] if stated else text, separator, name)
    remarks = list(said)
    if separator != ",":
        written = SEPARATORS.get(separator, message("{word}", word=repr(separator)))
        remarks.append(message("the columns are separated by {separator}", separator=written))
    return Sheet(None, rows, tuple(remarks), separated=True)


def _decoded(content: bytes, name: str, encoding: str | None) -> tuple[str, list[Message]]:
    if encoding is not None:
        try:
            return content.decode(encoding), []
        except LookupError:
            raise UsageError(
                f"there is no encoding {encoding!r}", "give --encoding utf-8, cp1252, utf-16 or another name"
            ) from None
        except UnicodeDecodeError as error:
            raise PmoError(
                f"{name} is not in the encoding {encoding}: byte {error.start + 1} does not fit",
                "leave out --encoding, or name another one",
            ) from None
    for mark, marked in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                said = [] if marked == "utf-8-sig" else [_read_as(marked.upper())]
                return content.decode(marked), said
            except UnicodeDecodeError:
                raise PmoError(
                    f"{name} begins like {marked.removesuffix('-sig').upper()} and does not go on like it",
                    "the file may be cut off; save it again as CSV (UTF-8)",
                ) from None
    if unmarked := _utf_16(content):
        return content.decode(unmarked, "replace"), [_read_as(unmarked.upper())]
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        guess = "latin-1" if re.search(rb"[\x81\x8d\x8f\x90\x9d]", content) else "cp1252"
        label = {"cp1252": "Windows-1252", "latin-1": "Latin-1"}[guess]
        remark = message(
            "the file is not UTF-8; it was read as {encoding}, look at its accents (--encoding names another)",
            encoding=label,
        )
        return content.decode(guess), [remark]


def _read_as(encoding: str) -> Message:
    return message("the file was read as {encoding}", encoding=encoding)


def _utf_16(content: bytes) -> str | None:
    """The name of UTF-16 without a mark, by where its zero bytes stand."""
    sample = content[:1000]
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    half = max(len(sample) // 2, 1)
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _separator(text: str) -> str:
    """The separator with which most rows have the same number of columns, at least two; else a comma."""

    def fitness(separator: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in _sample(text, separator) if row)
        several = {width: rows for width, rows in widths.items() if width > 1}
        if not several:
            return (0.0, 0)
        width, rows = max(several.items(), key=lambda one: (one[1], one[0]))
        return (rows / widths.total(), width)

    return max(SEPARATORS, key=fitness)


def _sample(text: str, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):  # judged by the rows before it
        rows.extend(itertools.islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), _SAMPLE))
    return rows


def _rows(text: str, separator: str, name: str) -> list[Sequence[str | None]]:
    """Rows as a spreadsheet counts them. Quotes inside a cell are taken as they stand; an open one is refused."""
    try:
        return _parsed(text, separator, name, strict=True)
    except csv.Error:
        pass
    try:
        return _parsed(text, separator, name, strict=False)
    except csv.Error as error:
        raise PmoError(
            f"{name} cannot be read: {error}",
            "a quote may be open over many rows; save the file again as CSV (UTF-8) or .xlsx",
        ) from None


def _parsed(text: str, separator: str, name: str, *, strict: bool) -> list[Sequence[str | None]]:
    rows: list[Sequence[str | None]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict):
            if len(rows) == MOST_ROWS:
                raise too_many_rows(name)
            rows.append([from_csv_cell(cell) if cell else None for cell in row])
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise PmoError(
                f"{name}: a quote that opens in row {len(rows) + 1} is never closed",
                'close it; a quote inside a cell is written twice ("")',
            ) from None
        raise
    return rows
