"""What can be imported and exported: kinds of record, where they are kept, and what tells two of them apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Literal

from msgspec import Struct

from pmo.errors import UsageError
from pmo.interchange import fields
from pmo.interchange.fields import Field
from pmo.model.budget import PeriodCost, PlannedCost
from pmo.model.charter import Charter
from pmo.model.kinds import ITEM_KINDS, KINDS, REGISTERS, ItemKind
from pmo.model.records import fields_of, record_types_in
from pmo.model.vendors import Contract

Home = Literal["office", "project", "register", "vendor"]
"""Whose records they are: the office's, a project's, anybody's who has registers, or a vendor's."""

HOLDER = "project"
"""The field that names whose record it is, where that is not the office."""
PARTS: dict[str, type[Struct]] = {
    name: KINDS[name].record for name in ("plan", "budget", "benefits", "gates", "quality", "status")
}
"""Documents of a project whose fields may stand in the same row as its charter's."""


@dataclass(frozen=True)
class TableKind:
    """A kind of record that a row of a table stands for."""

    name: str
    """Plural, as `pmo list` takes it."""
    noun: str
    record: type[Struct]
    document: str
    """Kind of document that holds them."""
    items: str | None
    """Name of the list in the document; None where each record is a document of its own."""
    home: Home
    identities: tuple[tuple[str, ...], ...]
    """Fields that tell two records apart, the first of them that a table has."""
    parts: Mapping[str, type[Struct]] = field(default_factory=dict)
    """Other documents whose fields may stand in the same row."""

    @cached_property
    def has_id(self) -> bool:
        return "id" in self.record.__struct_fields__

    @cached_property
    def title(self) -> str:
        """The field that says in words what a record is."""
        known = self.record.__struct_fields__
        return next(
            (one for one in ("title", "name", "text", "term", "gate", "deliverable", "task") if one in known),
            "id",
        )

    @property
    def holder_field(self) -> str | None:
        """The field of a row that names whose record it is."""
        return {"office": None, "vendor": "vendor"}.get(self.home, HOLDER) if self.items else None

    def find(self, name: str) -> Field | None:
        """The field of this name."""
        if name not in self._found:
            self._found[name] = fields.find(name, self.record, self.parts)
        return self._found[name]

    @cached_property
    def _found(self) -> dict[str, Field | None]:
        """Fields by name, as they are asked for."""
        return {}

    def field(self, name: str) -> Field:
        """The same; refuses a name that is none."""
        found = self.find(name)
        if found is None:
            raise UsageError(f"{self.name} have no field {name!r}", self._hint(name))
        return found

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the fields that a column may fill, without those inside lists and mappings of the office's own."""
        own = fields.names(self.record)
        others = (f"{part}.{name}" for part, record in self.parts.items() for name in fields.names(record))
        holder = (self.holder_field,) if self.holder_field and self.holder_field not in own else ()
        return (*holder, *own, *others)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Fields that a new record must have; its id is made."""
        return tuple(name for name in fields.required(self.record) if name != "id")

    def _hint(self, name: str) -> str:
        last = name.rpartition(".")[2].lower()
        by_end: dict[str, str] = {}
        for one in self.names:
            by_end.setdefault(one.rpartition(".")[2].lower(), one)
        close = get_close_matches(name.lower(), self.names, n=1, cutoff=0.75) or [
            by_end[one] for one in get_close_matches(last, by_end, n=1, cutoff=0.75)
        ]
        if close:
            return f"did you mean {close[0]!r}?"
        shown = [one for one in self.names if "." not in one]
        return (
            f"there are: {', '.join(shown)}; fields of your own go under custom, such as custom.{last or 'x'}"
        )


def _of_items(kind: ItemKind) -> TableKind:
    record = _record_in(KINDS[kind.document].record, kind.items)
    home: Home = (
        "register" if kind.document in REGISTERS else "project" if "{holder}" in kind.address else "office"
    )
    return TableKind(
        kind.name, kind.noun, record, kind.document, kind.items, home, _IDENTITIES.get(kind.name, _USUAL)
    )


def _record_in(document: type[Struct], items: str) -> type[Struct]:
    hint = next(one.hint for one in fields_of(document) if one.key == items)
    return record_types_in(hint)[0]


_USUAL = (("id",), ("title",))
_IDENTITIES: dict[str, tuple[tuple[str, ...], ...]] = {
    "people": (("id",), ("email",), ("name",)),
    "vendors": (("id",), ("name",)),
    "terms": (("id",), ("term",)),
    "assumptions": (("id",), ("text",)),
    "actions": (("id",), ("text",)),
    "sprints": (("id",),),
    "gate-reviews": (("id",), ("gate",)),
    "quality-reviews": (("id",), ("deliverable",)),
    "allocations": (("id",), ("person", "role", "equipment", "task", "from")),
}
_PER_PERIOD = (("period", "line"),)

TABLE_KINDS: dict[str, TableKind] = {
    kind.name: kind
    for kind in (
        TableKind("projects", "project", Charter, "charter", None, "project", (("id",), ("title",)), PARTS),
        *map(_of_items, ITEM_KINDS.values()),
        TableKind("contracts", "contract", Contract, "vendors", "contracts", "vendor", _USUAL),
        TableKind("actuals", "actual cost", PeriodCost, "budget", "actuals", "project", _PER_PERIOD),
        TableKind("budget-plan", "planned cost", PlannedCost, "budget", "plan", "project", _PER_PERIOD),
        TableKind(
            "budget-forecast", "expected cost", PeriodCost, "budget", "forecast", "project", _PER_PERIOD
        ),
    )
}
"""By name, in the order in which a workbook shows them."""

_OTHER_NAMES = {
    "project": "projects", "portfolio": "projects", "proyek": "projects",
    "person": "people", "staff": "people", "employees": "people", "team members": "people", "orang": "people",
    "karyawan": "people", "pegawai": "people",
    "risk": "risks", "risk register": "risks", "risk log": "risks", "risiko": "risks", "daftar risiko": "risks",
    "issue": "issues", "issue log": "issues", "issue register": "issues", "isu": "issues", "masalah": "issues",
    "milestone": "milestones", "plan": "milestones", "tonggak": "milestones", "jadwal": "milestones",
    "allocation": "allocations", "resource plan": "allocations", "resources": "allocations", "alokasi": "allocations",
    "actual": "actuals", "actual cost": "actuals", "actual costs": "actuals", "ledger": "actuals",
    "realisasi": "actuals", "realisasi biaya": "actuals",
    "change": "changes", "change log": "changes", "change requests": "changes", "perubahan": "changes",
    "action": "actions", "action log": "actions", "actions list": "actions", "tindakan": "actions",
    "decision": "decisions", "decision log": "decisions", "keputusan": "decisions",
    "lesson": "lessons", "lessons learned": "lessons", "pelajaran": "lessons",
    "benefit": "benefits", "benefits register": "benefits", "manfaat": "benefits",
    "vendor": "vendors", "suppliers": "vendors", "pemasok": "vendors", "contract": "contracts", "kontrak": "contracts",
    "assumption": "assumptions", "asumsi": "assumptions", "role": "roles", "peran": "roles", "budget": "budget-lines",
    "glossary": "terms", "deliverable": "deliverables", "budget forecast": "budget-forecast",
}  # fmt: skip
"""What files and sheets are called that hold a kind."""


def table_kind(name: str) -> TableKind:
    """The kind of this name; refuses an unknown one."""
    kind = TABLE_KINDS.get(name.lower()) or TABLE_KINDS.get(_OTHER_NAMES.get(name.lower(), ""))
    if kind is None:
        close = get_close_matches(name.lower(), TABLE_KINDS, n=1)
        hint = f"did you mean {close[0]!r}? " if close else ""
        raise UsageError(f"there is no kind {name!r}", f"{hint}the kinds are: {', '.join(TABLE_KINDS)}")
    return kind


def kind_called(name: str) -> TableKind | None:
    """The kind that a file or sheet of this name holds, where its name says so."""
    words = " ".join("".join(one if one.isalpha() else " " for one in name).split()).casefold()
    return (
        TABLE_KINDS.get(words)
        or TABLE_KINDS.get(words.replace(" ", "-"))
        or TABLE_KINDS.get(_OTHER_NAMES.get(words, ""))
    )
