"""From the rows of a table to changes of files. Nothing is written here."""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from msgspec import structs

from pmo.documents import Plain
from pmo.errors import PmoError, UsageError
from pmo.findings import Message, message
from pmo.interchange.cells import shortened
from pmo.interchange.directory import Directory
from pmo.interchange.fields import Field
from pmo.interchange.identifying import Identifier, Target
from pmo.interchange.kinds import TableKind
from pmo.interchange.maps import Map
from pmo.interchange.memory import Key, Memory, Remembered
from pmo.interchange.operations import Changes, Operation
from pmo.interchange.plain import value_at
from pmo.interchange.records import Part, RowRecord, RowRefused
from pmo.interchange.results import Made, Refused, Report, Vanished
from pmo.interchange.rows import Given, Incoming, ReadRows, RowReader, default_value
from pmo.interchange.stock import Existing, Files, Stock, address_of
from pmo.interchange.unclear import Unclear
from pmo.model.portfolio import Portfolio

Keys = tuple[str | int, ...]

NOTE = "note"
FALLBACKS: dict[str, dict[str, Plain]] = {
    "projects": {"purpose": "To be written"},
    "risks": {"status": "identified"},
    "issues": {"status": "open"},
    "assumptions": {"kind": "assumption"},
    "decisions": {"status": "requested"},
}
"""What a new record gets where neither the table nor the map says anything."""


_NOT_LOOKED = message(
    "rows that are gone from the table were not looked for, because some rows do not say what they are about"
)


@dataclass(frozen=True)
class Plan:
    """All changes of files, what they mean, and what is remembered of them."""

    operations: tuple[Operation, ...]
    report: Report
    memory: Memory


@dataclass(frozen=True)
class Settings:
    """How an import is made."""

    as_of: datetime.date
    source: str
    """Name of the file."""
    overwrite: bool = False
    """Whether the table counts more than what people wrote."""


@dataclass(frozen=True)
class Basis:
    """What an import starts from."""

    kind: TableKind
    map: Map
    portfolio: Portfolio
    files: Files
    memory: Memory
    settings: Settings


class Planner:
    """Plans one import."""

    def __init__(self, basis: Basis, reader: RowReader, directory: Directory) -> None:
        self._basis = basis
        self._kind = basis.kind
        self._directory = directory
        self._reader = reader
        key = tuple(self._kind.field(name) for name in reader.key)
        self._stock = Stock(self._kind, key, basis.portfolio, basis.files)
        self._identifier = Identifier(self._kind, reader.key, self._stock, basis.memory, directory)
        self._managed: dict[str, Field] = {
            one.name: one
            for one in map(self._kind.field, (*reader.fields, *reader.defaults))
            if one.name not in (NOTE, "id")
        }
        self._has_usual_role = False
        self._records: list[RowRecord] = []
        self._made: list[Made] = []
        self._refused: list[Refused] = []
        self._remembered: dict[Key, Remembered] = dict(basis.memory.records)
        self._changes = Changes(basis.files)

    def plan(self, rows: ReadRows) -> Plan:
        """The changes that the rows bring."""
        overwrite = self._basis.settings.overwrite
        sums = frozenset(self._kind.field(name).name for name in self._basis.map.sum)
        by_key = self._identifier.combined(rows.incoming, sums)
        found = [self._identifier.identified(one, overwrite=overwrite) for one in by_key.values()]
        for target in found:
            if target is not None:
                self._bring_in(target)
        vanished, gone = self._without(by_key.keys()) if not rows.refused else ((), 0)
        self._make_named()
        records = self._records
        refused = (*rows.refused, *self._identifier.refused, *self._refused)
        report = Report(
            rows=len(rows.incoming) + len(rows.refused),
            made=tuple(self._made),
            changed=tuple(change for one in records if one.address for change in one.changes),
            kept=(*self._identifier.kept, *(kept for one in records for kept in one.kept)),
            dropped=tuple(
                sorted((each for one in records for each in one.incoming.dropped), key=lambda one: one.row)
            ),
            refused=tuple(sorted(refused, key=lambda one: one.row)),
            vanished=vanished,
            gone=gone,
            unchanged=sum(1 for one in records if one.address and not one.changes),
            remarks=tuple(self._remarks(rows)),
        )
        return Plan(self._changes.operations(), report, Memory(self._remembered))

    def _remarks(self, rows: ReadRows) -> Iterator[Message]:
        if rows.refused and self._basis.memory.records:
            yield _NOT_LOOKED
        if self._has_usual_role or any(one.noun == "person" for one in self._directory.created):
            yield message(
                "people without a role got the first one of the office, {role}; `pmo set` changes that",
                role=self._directory.usual_role,
            )

    # one row

    def _bring_in(self, target: Target) -> None:
        one = target.incoming
        holder = one.holder if self._kind.items is not None else target.id or ""
        self._resolve(one, holder, target.existing.data if target.existing is not None else {})
        remembered = self._basis.memory.records.get(one.key)
        record = RowRecord(
            one,
            target.existing.address if target.existing is not None else "",
            self._parts(target, holder),
            dict(remembered.values) if remembered is not None else {},
            self._basis.settings.overwrite,
            FALLBACKS.get(self._kind.name, {}),
        )
        try:
            record.merge(self._managed)
            self._complete(record, target)
            record.settle()
            record.merge_note(self._kind.field(NOTE))
        except RowRefused as refusal:
            self._refused.append(Refused(one.row, refusal.reason))
            return
        self._keep(record, target)

    def _keep(self, record: RowRecord, target: Target) -> None:
        one = record.incoming
        self._records.append(record)
        for part in record.parts:
            self._changes.put(part)
        address = record.address or address_of(self._kind, one.holder, record.main.after)
        self._remembered[one.key] = Remembered(
            key=one.key, address=address, values=dict(sorted(record.remembered.items()))
        )
        if target.existing is None:
            self._made.append(Made(one.row, address, shortened(self._identifier.title(one))))

    def _resolve(self, one: Incoming, holder: str, here: dict[str, Plain]) -> None:
        """Words of references become ids; those that lead nowhere are left out. Nothing is made for a default that
        a record does not need, because it has a value."""
        if "method" in one.values:
            self._directory.use_method(holder, str(one.values["method"].value))
        for name, given in list(one.values.items()):
            field = self._kind.field(name)
            shape = field.shape
            if shape.sort != "reference":
                continue
            words = given.value if isinstance(given.value, list) else [given.value]
            present = value_at(here, field.steps) if given.is_default and not field.part else None
            ids: list[Plain] = []
            for word in words:
                found = self._directory.find(shape.refers_to, str(word), holder, make=present is None)
                if isinstance(found, str):
                    ids.append(found)
                elif present is not None:
                    ids = present if isinstance(present, list) else [present]
                    break
                elif given.is_default:
                    raise UsageError(
                        f"{name}: {found.reason}", "name one that is there, or let it be made: --create"
                    )
                else:
                    one.drop(name, given.column, str(word), found.reason)
            if ids:
                value = ids if shape.many and not (shape.or_one and len(ids) == 1) else ids[0]
                one.values[name] = replace(given, value=value)
            else:
                del one.values[name]

    def _parts(self, target: Target, holder: str) -> list[Part]:
        kind, existing = self._kind, target.existing
        if existing is not None:
            main = Part("", kind.document, kind.record, existing.path, existing.keys, existing.data)
        elif kind.items is None:
            main = Part("", kind.document, kind.record, f"projects/{holder}/{kind.document}.yaml", (), None)
        else:
            main = Part("", kind.document, kind.record, target.shelf.path, target.shelf.list_keys, None)
        parts = [main]
        for name in dict.fromkeys(one.part for one in self._managed.values() if one.part):
            path = f"projects/{holder}/{name}.yaml"
            if name == "status":
                given = target.incoming.values.get("status.date")
                day = given.value if given is not None else self._basis.settings.as_of
                path = f"projects/{holder}/status/{day}.yaml"
            parts.append(Part(name, name, kind.parts[name], path, (), self._basis.files.data(path)))
        return parts

    def _complete(self, record: RowRecord, target: Target) -> None:
        """What a new record or status update must have, as far as nobody needs to be asked."""
        main = record.main
        if main.is_new:
            if target.id is not None:
                main.after["id"] = target.id
            record.fall_back()
            if (
                self._kind.name == "people"
                and "role" not in record.incoming.faults
                and "role" not in main.after
            ):
                main.after["role"] = self._directory.usual_role
                self._has_usual_role = True
            missing = [
                name for name in self._kind.required if name not in main.after and name not in self._managed
            ]
            if missing:
                raise Unclear(
                    f"row {record.incoming.row} is a new {self._kind.noun}, which must have: {', '.join(missing)}",
                    f"name a column (--column COLUMN={missing[0]}) or one value for all (--default {missing[0]}=VALUE)",
                    "default",
                    about=missing[0],
                    choices=self._kind.field(missing[0]).shape.choices,
                )
        for part in record.parts:
            if part.name == "status" and part.is_new and part.changed:
                part.after.setdefault("date", str(self._basis.settings.as_of))
                part.after.setdefault("author", main.after.get("manager"))
                part.after.setdefault("headline", f"Imported from {self._basis.settings.source}")

    # rows that are no longer there, records that rows name

    def _without(self, seen: Collection[Key]) -> tuple[tuple[Vanished, ...], int]:
        """Records whose rows are no longer in the table, and the number of those that were away before."""
        vanished: list[Vanished] = []
        gone = 0
        for key, remembered in self._basis.memory.records.items():
            if key in seen or not self._reader.covers(key):
                continue
            existing = self._still_there(key, remembered)
            if existing is None:
                continue
            if remembered.gone:
                gone += 1
                continue
            vanished.append(Vanished(remembered.address, key))
            self._remembered[key] = self._vanish(existing, key, remembered)
        return tuple(vanished), gone

    def _still_there(self, key: Key, remembered: Remembered) -> Existing | None:
        """The record of a row that has vanished; None where it is gone as well, or cannot be read."""
        try:
            shelf = self._stock.of(key[0] if self._kind.holder_field else "")
        except PmoError:
            return None
        return shelf.by_address.get(remembered.address.casefold())

    def _vanish(self, existing: Existing, key: Key, remembered: Remembered) -> Remembered:
        """Give a record what the map has for those whose row has vanished."""
        fields = {name: self._kind.field(name) for name in self._basis.map.vanished}
        values = {
            one.name: Given(default_value(one, self._basis.map.vanished[name], self._basis.map), "", "")
            for name, one in fields.items()
        }
        incoming = Incoming(0, key[0] if self._kind.holder_field else "", key, values)
        part = Part("", self._kind.document, self._kind.record, existing.path, existing.keys, existing.data)
        record = RowRecord(
            incoming, existing.address, [part], dict(remembered.values), self._basis.settings.overwrite
        )
        record.merge({one.name: one for one in fields.values()})
        record.settle()
        self._changes.put(part)
        self._records.append(record)
        return structs.replace(remembered, values=dict(sorted(record.remembered.items())), gone=True)

    def _make_named(self) -> None:
        for one in self._directory.created:
            self._changes.add(one.path, (one.items,), dict(one.data))
            self._made.append(Made(0, one.address, str(one.data.get("name") or one.data.get("title"))))
