"""Workbooks and tables for tests."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from pmo.interchange import tables
from pmo.interchange.cells import Table


def workbook(
    path: Path, *sheets: tuple[str, Sequence[Sequence[Any]]], change: Callable[[Any], None] = lambda _: None
) -> Path:
    """A workbook with these sheets; ``change`` may do more to it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    change(book)
    book.save(path)
    return path


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with one of its parts changed, or added."""
    before = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w") as after:
        names = before.namelist()
        for name in [*names, *([part] if part not in names else [])]:
            content = before.read(name) if name in names else b""
            after.writestr(name, change(content) if name == part else content)
    return path


def read(path: Path, header: int | None = None, known: Sequence[str] = (), **options: Any) -> Table:
    """The table in a file; ``known`` are names that its columns are expected to have."""
    sheet = tables.read_sheet(path, **options)
    return tables.table_of(sheet, path.name, lambda name: name in known, header)


def said(table: Table) -> list[str]:
    """What had to be decided to read it."""
    return [str(one) for one in table.remarks]
