"""Records as the rows of a table: of a register all that its files hold, ready to be imported again.

A register goes out as it is written, defaults left empty, under the names of the fields; lists of records inside a
record do not fit into a row and are counted as left out. Where columns are asked for, the table is that of a list.
"""

import datetime
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pmo.analysis.addresses import Item
from pmo.analysis.listings.columns import column, columns
from pmo.analysis.listings.context import Context
from pmo.analysis.listings.kinds import LISTINGS, Listing
from pmo.analysis.listings.listed import Asked, listed
from pmo.analysis.money import Money
from pmo.documents import Plain
from pmo.errors import UsageError
from pmo.interchange.cells import Cell
from pmo.interchange.fields import Field
from pmo.interchange.kinds import TABLE_KINDS, TableKind
from pmo.interchange.plain import value_at
from pmo.interchange.stock import Files
from pmo.interchange.values import in_cell
from pmo.model.portfolio import Document, Portfolio
from pmo.model.scalars import Estimate, Measure, Period

_FIRST_PARTS = ("plan.start", "plan.finish", "budget.original", "budget.approved")
"""Fields of a project's other documents that its table always has."""


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """A table that goes out."""

    kind: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_out: Mapping[str, int]
    """Values that do not fit into a cell, by field."""


@dataclass(frozen=True)
class Chosen:
    """Which records go out, and of a list which columns."""

    projects: Collection[str] | None = None
    where: str | None = None
    columns: tuple[str, ...] = ()


def kinds_held(portfolio: Portfolio) -> list[str]:
    """The kinds of register that hold something, in the order in which a workbook shows them."""
    return [kind.name for kind in TABLE_KINDS.values() if any(_documents(portfolio, kind))]


def table(context: Context, kind: str, files: Files, chosen: Chosen) -> ExportedTable:
    """The records of a kind as a table."""
    found = TABLE_KINDS.get(kind)
    if chosen.columns or found is None:
        return _listed(context, LISTINGS[kind], chosen)
    return _register(context, found, files, chosen)


# a list, as `pmo list` has it


def _listed(context: Context, listing: Listing, chosen: Chosen) -> ExportedTable:
    wanted = [column(listing, name) for name in chosen.columns] or list(columns(listing).values())
    items = _items(context, listing, chosen)
    rows = [tuple(_in_cell(one.value(context, item)) for one in wanted) for item in items]
    kept = [
        index
        for index, _ in enumerate(wanted)
        if chosen.columns or any(row[index] is not None for row in rows)
    ]
    return ExportedTable(
        listing.name,
        tuple(wanted[index].name for index in kept),
        tuple(tuple(row[index] for index in kept) for row in rows),
        {},
    )


def _items(context: Context, listing: Listing, chosen: Chosen) -> tuple[Item, ...]:
    return listed(context, listing, Asked(chosen.projects, chosen.where)).items


def _in_cell(value: Any) -> Cell:
    match value:
        case None | str() | bool() | int() | Decimal() | datetime.date():
            return value
        case float():
            return Decimal(repr(value))
        case Money():
            return value.amount
        case Measure():
            return _in_cell(value.value)
        case Estimate():
            return value.likely
        case Period():
            return value.text
        case tuple() | list():
            return "\n".join(str(_in_cell(one)) for one in value) or None
        case _:
            return str(value)


# a register, as its files have it


@dataclass(frozen=True, slots=True)
class _Source:
    """A record, and whose it is."""

    holder: str
    parts: Mapping[str, Plain]
    """Its data; of a project also that of its other documents, by their names."""


def _register(context: Context, kind: TableKind, files: Files, chosen: Chosen) -> ExportedTable:
    sources = list(_sources(context, kind, files, chosen))
    left_out: Counter[str] = Counter()
    names = dict.fromkeys(kind.names)
    for source in sources:
        for part, data in source.parts.items():
            prefix = f"{part}." if part else ""
            names |= dict.fromkeys(f"{prefix}{name}" for name in _names_in(data, kind, part))
    taken: list[str] = []
    cells: list[list[Cell]] = []
    for name in names:
        if name == kind.holder_field:
            taken.append(name)
            cells.append([source.holder for source in sources])
            continue
        found = kind.find(name)
        if found is None:
            left_out[name] += sum(_has(source, kind, name) for source in sources)
            continue
        if found.name in taken:
            continue
        values = [value_at(source.parts.get(found.part), found.steps) for source in sources]
        column_cells = [_cell(value, found) for value in values]
        left_out[found.name] += sum(
            value is not None and cell is None and not isinstance(value, dict)
            for value, cell in zip(values, column_cells, strict=True)
        )
        if any(cell is not None for cell in column_cells) or _is_always_there(found):
            taken.append(found.name)
            cells.append(column_cells)
    rows = tuple(zip(*cells, strict=True)) if sources else ()
    shown = {name: n for name, n in left_out.items() if n and name not in _lists_of_their_own(kind)}
    return ExportedTable(kind.name, tuple(taken), rows, shown)


def _lists_of_their_own(kind: TableKind) -> frozenset[str]:
    """Lists inside a record that are kinds of their own: a project's milestones, a vendor's contracts."""
    others = (one for one in TABLE_KINDS.values() if one.items is not None)
    inside = {f"{one.document}.{one.items}" for one in others if one.document in (*kind.parts, kind.document)}
    own = f"{kind.document}."
    return frozenset(name.removeprefix(own) for name in inside)


def _is_always_there(field: Field) -> bool:
    """Whether a field has a column also where nothing is recorded, for people to fill in."""
    return (not field.part and len(field.steps) == 1) or field.name in _FIRST_PARTS


def _cell(value: Plain, field: Field) -> Cell:
    cell = in_cell(value)
    if field.shape.sort == "day" and isinstance(cell, str):
        try:
            return datetime.date.fromisoformat(cell)
        except ValueError:
            return cell
    return str(cell) if field.shape.sort == "period" and cell is not None else cell


def _names_in(data: Plain, kind: TableKind, part: str, prefix: str = "") -> Iterator[str]:
    """Names of everything in a record, down to the fields of mappings; of lists of records the list itself."""
    for key, value in data.items() if isinstance(data, dict) else ():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and not _holds_records(name, value):
            yield from _names_in(value, kind, part, f"{name}.")
        elif value is not None:
            yield name


def _holds_records(name: str, value: dict[str, Plain]) -> bool:
    """Whether a mapping holds records by their names, as the criteria of a gate do."""
    return (
        not name.startswith("custom") and bool(value) and all(isinstance(one, dict) for one in value.values())
    )


def _has(source: _Source, kind: TableKind, name: str) -> bool:
    part, _, rest = name.partition(".")
    if part not in kind.parts:
        part, rest = "", name
    return value_at(source.parts.get(part), tuple(rest.split("."))) is not None


def _sources(context: Context, kind: TableKind, files: Files, chosen: Chosen) -> Iterator[_Source]:
    if kind.name not in LISTINGS:
        if chosen.where is not None:
            raise UsageError(f"{kind.name} take no --where", "choose projects with --project")
        yield from _of_periods(context.portfolio, kind, files, chosen.projects)
        return
    for item in _items(context, LISTINGS[kind.name], chosen):
        data: Plain = files.data(item.document.path)
        if kind.items is None:
            yield _Source(item.id, dict(_parts(context, item, data, files)))
            continue
        if item.document.kind != kind.document or (kind.home != "vendor" and item.keys[:-1] != (kind.items,)):
            continue  # stands inside another record, and goes out with that
        for key in item.keys:
            data = data[key]  # type: ignore[index]
        holder = item.address.split("/")[1] if kind.home == "vendor" else item.document.holder_address
        yield _Source(holder, {"": data})


def _parts(context: Context, item: Item, charter: Plain, files: Files) -> Iterator[tuple[str, Plain]]:
    """A project's charter, plan and budget, and the latest status update."""
    yield "", charter
    project = context.portfolio.projects[item.id]
    for name in ("plan", "budget"):
        if name in project.documents:
            yield name, files.data(project.documents[name].path)
    updates = [one for one in project.status_documents if one.record.date <= context.as_of]  # type: ignore[attr-defined]
    if updates:
        yield "status", files.data(updates[-1].path)


def _of_periods(
    portfolio: Portfolio, kind: TableKind, files: Files, projects: Collection[str] | None
) -> Iterator[_Source]:
    for document in _documents(portfolio, kind):
        if projects is None or document.holder in projects:
            items = (files.data(document.path) or {}).get(str(kind.items))
            for one in items if isinstance(items, list) else ():
                yield _Source(document.holder_address, {"": one})


def _documents(portfolio: Portfolio, kind: TableKind) -> Iterator[Document]:
    """The documents that hold records of a kind."""
    for document in portfolio.documents:
        if document.kind != kind.document:
            continue
        if kind.home == "vendor":
            if any(vendor.contracts for vendor in document.record.vendors):  # type: ignore[attr-defined]
                yield document
        elif kind.items is None or getattr(document.record, kind.items):
            yield document
