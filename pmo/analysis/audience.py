"""A portfolio as an audience may see it: without what is more confidential than the audience is trusted with.

What is left out is as if it had never been written: no reference leads to it, no total holds it. A record has the
`confidentiality` that it states, else that of the record it stands in; a file that states none is internal, also in
a public project. A project has that of its charter, a programme that of its record in `strategy.yaml`, and all their
files go with them. `pmo.yaml` holds the rules by which everything is computed: of it only those records are left
out that are marked themselves, and its key figures and limits (what may be spent, who is there, who may decide how
much), which are internal like everything else. What is missing in such a portfolio (`is_partial`) need not be missing:
no rule can be judged by it.

A reference to what is left out is left out too. Where a record cannot do without it, it goes as well when it is about
nothing else (an allocation of that person, a contract for that project, a cost booked on that budget line), and else
names nobody (`…`): somebody owns that risk.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from pmo.analysis.addresses import target_address
from pmo.model.allocations import Allocation
from pmo.model.budget import PeriodCost, PlannedCost
from pmo.model.charter import BusinessCase, Charter, Stakeholder
from pmo.model.decisions import Decision
from pmo.model.gates import GateReview
from pmo.model.kinds import ITEM_KINDS, place_of
from pmo.model.method import GateCriterion, Method, MethodGate, MethodPhase, inheriting
from pmo.model.office import (
    Authority,
    Body,
    BudgetLimit,
    CapacityLimit,
    Criterion,
    Delegation,
    Minimum,
    Prioritisation,
)
from pmo.model.once import once
from pmo.model.policies import Waiver
from pmo.model.portfolio import Document, Holder, Keys, Portfolio, Project
from pmo.model.records import by_type, keys_of, required_keys, types_used, walk
from pmo.model.references import reference_fields, texts_in
from pmo.model.scalars import Confidentiality
from pmo.model.shared import Action, Kpi
from pmo.model.status import Status
from pmo.model.training import Enrolment, Mentoring
from pmo.model.vendors import Contract

Audience = Confidentiality
NOBODY: Final = "…"
"""Stands where a record names somebody who is left out, in any language."""

_RANK: Final[Mapping[str, int]] = {"public": 0, "internal": 1, "confidential": 2}
_PARTIES: Final = frozenset({"person", "role", "body", "team"})
_ABOUT: Final = frozenset(
    {
        *((Allocation, name) for name in ("person", "role", "equipment")),
        *((Minimum, name) for name in ("programme", "objective")),
        *((Authority, name) for name in ("body", "role")),
        (Contract, "project"),
        (PlannedCost, "line"),
        (PeriodCost, "line"),
        (Stakeholder, "person"),
        (Enrolment, "person"),
        (Mentoring, "mentor"),
        (Mentoring, "mentee"),
    }
)
"""Fields that say what a record is about, beside those that it must have."""


_HELD_BY_THE_OFFICE: Final = (Kpi, BudgetLimit, CapacityLimit, Minimum, Authority, Delegation)
"""Records of `pmo.yaml` that say more than how things are computed."""


def rank_of(audience: Audience | None) -> int:
    """How much an audience may see, from 0; where none is named, everything."""
    return _RANK[audience or "confidential"]


class _Edit(Enum):
    LEAVE_OUT = "leave out"


LEAVE_OUT: Final = _Edit.LEAVE_OUT
Edits = dict[str | int, "Edits | str | Literal[_Edit.LEAVE_OUT]"]
"""What is done to a record, by key: left out, replaced by a text, or done to what is inside."""


@dataclass(frozen=True)
class LeftOut:
    """How much is above an audience; nothing is named."""

    projects: int = 0
    """Projects with all that belongs to them."""
    records: int = 0
    """Files and records of what remains."""


@dataclass(frozen=True)
class Narrowed:
    """A portfolio for an audience, and what it takes to read its files the same way."""

    audience: Audience
    portfolio: Portfolio
    left_out: LeftOut
    hidden: frozenset[str] = frozenset()
    """Addresses of what is left out, in lower case: it is left out of earlier states as well."""
    edits: Mapping[str, Edits] = field(default_factory=dict)
    """What differs from the files, by path."""

    def data(self, path: str, data: Any) -> Any:
        """The plain data of a file without what is left out."""
        return _edited(data, self.edits[path]) if path in self.edits else data

    def keys_in_file(self, path: str, keys: Keys) -> Keys:
        """The keys that lead in the file to where ``keys`` lead in what remains of it."""
        found: list[str | int] = []
        edits: Any = self.edits.get(path)
        for key in keys:
            if isinstance(key, int) and isinstance(edits, dict):
                gone = sorted(one for one, edit in edits.items() if edit is LEAVE_OUT)
                for one in gone:
                    key += int(one) <= key
            found.append(key)
            edits = edits.get(key) if isinstance(edits, dict) else None
        return tuple(found)


def for_audience(portfolio: Portfolio, audience: Audience, hidden: frozenset[str] = frozenset()) -> Narrowed:
    """The portfolio without what is above ``audience``.

    ``hidden``: addresses of what is left out of a later state; it was as confidential then as it is known to be now.
    """
    if audience == "confidential":
        return Narrowed(audience, portfolio, LeftOut())
    return _Narrowing(portfolio, audience, hidden).narrowed()


class _Narrowing:
    """Finds what is left out, then all that refers to it."""

    def __init__(self, portfolio: Portfolio, audience: Audience, hidden: frozenset[str]) -> None:
        self._portfolio = portfolio
        self._most = _RANK[audience]
        self._known = hidden
        self._hidden: set[tuple[str, str]] = set()
        """Kind and address, in lower case, of what is left out."""
        self._ids: set[str] = set()
        """The last words of their addresses: most references lead to none of these."""
        self._addresses: set[str] = set()
        self._documents: set[str] = set()
        """Paths of the files that are left out."""
        self._edits: dict[str, Edits] = {}
        self._cut: set[str] = set()
        """Paths of the files that go without some of their records."""
        self._records = 0
        self._audience = audience

    def narrowed(self) -> Narrowed:
        portfolio = self._portfolio
        projects = [one for one in portfolio.projects.values() if self._is_project_above(one)]
        self._programmes()
        programmes = [one for one in portfolio.programme_holders.values() if self._is_gone("programme", one)]
        for holder in (*projects, *programmes):
            self._leave_out_holder(holder)
        for document in portfolio.documents:
            if document.path not in self._documents:
                self._narrow(document)
        self._ids = {name.rpartition("/")[2] for _, name in self._hidden}
        for document, record in self._referring():
            self._remove_references(document, record)
        self._remove_mentions()
        return Narrowed(
            self._audience,
            self._rest(),
            LeftOut(len(projects), self._records),
            frozenset(self._addresses | {one.id for one in projects}),
            self._edits,
        )

    # what is above the audience

    def _is_above(self, level: str | None) -> bool:
        return _RANK[level or "internal"] > self._most

    def _is_project_above(self, project: Project) -> bool:
        """A project whose charter cannot be read is kept from all who may not see everything."""
        charter = project.charter
        return charter is None or self._is_above(charter.confidentiality) or project.id in self._known

    def _programmes(self) -> None:
        """The programmes come before the files in their folders."""
        document = self._portfolio.office_holder.documents.get("strategy")
        if document is not None:
            self._narrow(document)

    def _is_gone(self, noun: str, holder: Holder) -> bool:
        return (noun, ITEM_KINDS[noun].address.format(holder="", id=holder.id).lower()) in self._hidden

    def _leave_out_holder(self, holder: Holder) -> None:
        self._hidden.add((holder.level, holder.address.lower()))
        self._addresses.add(holder.address.lower())
        for document in _documents(holder):
            self._leave_out_document(document)

    def _leave_out_document(self, document: Document) -> None:
        self._documents.add(document.path)
        self._addresses.add(document.address.lower())
        for keys, record in walk(document.record):
            self._hide(document, keys, record)

    def _narrow(self, document: Document) -> None:
        """Leave out the file, or the records in it that are above the audience."""
        if document.path in self._documents or document.path in self._edits:
            return
        own = _own_level(document)
        is_frame = document.kind == "office"
        if not is_frame and (self._is_above(own) or document.address.lower() in self._known):
            self._leave_out_document(document)
            self._records += 1
        elif document.path in self._marked or is_frame or self._known:
            for keys, record in _above(document, () if is_frame else (own,), self._is_hidden):
                self._leave_out_record(document, keys, record)

    def _is_hidden(self, document: Document, keys: Keys, record: Struct, level: str | None) -> bool:
        is_internal = document.kind == "office" and isinstance(record, _HELD_BY_THE_OFFICE)
        if (level is not None or is_internal) and self._is_above(level or _own_level(document)):
            return True
        return bool(self._known) and _address(document, keys, record) in self._known

    @property
    def _marked(self) -> frozenset[str]:
        return _paths_marked(self._portfolio)

    def _leave_out_record(self, document: Document, keys: Keys, record: Struct) -> None:
        """Leave out a record with all that is in it."""
        self._records += self._edit(document, keys, LEAVE_OUT)
        for below, inner in walk(record, keys):
            self._hide(document, below, inner)

    def _hide(self, document: Document, keys: Keys, record: Struct) -> None:
        """Remember by what address and name others may refer to a record."""
        address = _address(document, keys, record)
        if address is not None:
            self._addresses.add(address)
            self._hidden.add((_noun(document, keys, record), _name(document, keys, record) or address))

    # what refers to it

    def _referring(self) -> Iterator[tuple[Document, Struct]]:
        """Every record with fields for references, of the files that remain."""
        if not self._hidden:
            return
        for kind in types_used(self._portfolio):
            if reference_fields(kind):
                for document, record in by_type(self._portfolio, kind):
                    if document.path not in self._documents:
                        yield document, record

    def _remove_references(self, document: Document, record: Struct) -> None:
        for attribute, key, nouns in reference_fields(type(record)):
            value = getattr(record, attribute)
            if not value or nouns == ("expression",):
                continue
            for place, text in list(texts_in(value, (key,))):
                if self._leads_to_hidden(document, nouns, text):
                    self._remove(document, record, attribute, place, nouns)

    def _leads_to_hidden(self, document: Document, nouns: Iterable[str], text: str) -> bool:
        if text.lower().rpartition("/")[2] not in self._ids:
            return False
        return any((noun, self._name(document, noun, text)) in self._hidden for noun in nouns)

    def _name(self, document: Document, noun: str, text: str) -> str:
        """By what :meth:`_hide` knows what a reference leads to."""
        if noun in ("phase", "gate", "gate-criterion"):
            return f"{self._method_of(document)}/{text}".lower()
        return f"methods/{text}".lower() if noun == "method" else target_address(noun, text, document)

    def _method_of(self, document: Document) -> str:
        """Id of the method whose phases and gates a document names."""
        if document.kind == "method":
            return document.name
        project = self._portfolio.project_of(document)
        return (project.charter.method if project and project.charter else None) or ""

    def _remove(
        self, document: Document, record: Struct, attribute: str, place: Keys, nouns: tuple[str, ...]
    ) -> None:
        """Remove a reference; with the record where it is about nothing else."""
        keys = keys_of(document, record)
        is_only = len(place) == 1
        is_required = is_only and attribute in _required(type(record))
        if (is_only and (type(record), attribute) in _ABOUT) or (
            is_required and not _PARTIES.issuperset(nouns)
        ):
            if self._edit(document, keys, LEAVE_OUT):
                self._records += 1
        else:
            self._edit(document, (*keys, *place), NOBODY if is_required else LEAVE_OUT)

    def _remove_mentions(self) -> None:
        """Remove ids that fields name without being references."""
        for document, status in self._of(Status):
            project = self._portfolio.projects.get(document.holder)
            charter = project.documents.get("charter") if project else None
            for kpi in status.kpis:
                if charter and f"{charter.address}/kpis/{kpi}".lower() in self._addresses:
                    self._edit(document, ("kpis", kpi), LEAVE_OUT)
        for document, decision in self._of(Decision):
            figures = decision.basis.figures if decision.basis else ()
            if any(("project", one.project.lower()) in self._hidden for one in figures):
                self._edit(document, (*keys_of(document, decision), "basis"), LEAVE_OUT)
        for document, case in self._of(BusinessCase):
            keys = keys_of(document, case)
            if f"{document.address}/business_case/options/{case.recommended}".lower() in self._addresses:
                self._edit(document, (*keys, "recommended"), LEAVE_OUT)
        for document, waiver in self._of(Waiver):
            if self._is_covered(waiver.where.lower()):
                self._records += self._edit(document, keys_of(document, waiver), LEAVE_OUT)
        for document, action in self._of(Action):
            if action.source and action.source.lower() in self._addresses:
                self._edit(document, (*keys_of(document, action), "source"), LEAVE_OUT)
        self._remove_criteria()

    def _remove_criteria(self) -> None:
        """Remove scores, comparisons and results by criteria that are left out."""
        gone = {name for noun, name in self._hidden if noun == "criterion"}
        for document, charter in self._of(Charter):
            for name in charter.scores:
                if name.lower() in gone:
                    self._edit(document, ("scores", name), LEAVE_OUT)
        for document, prioritisation in self._of(Prioritisation):
            keys = keys_of(document, prioritisation)
            for index, (one, other, _) in enumerate(prioritisation.comparisons):
                if {one.lower(), other.lower()} & gone:
                    self._edit(document, (*keys, "comparisons", index), LEAVE_OUT)
        for document, review in self._of(GateReview):
            for name in review.criteria:
                if ("gate-criterion", self._name(document, "gate-criterion", name)) in self._hidden:
                    self._edit(document, (*keys_of(document, review), "criteria", name), LEAVE_OUT)

    def _of(self, kind: type[Any]) -> Iterator[tuple[Document, Any]]:
        for document, record in by_type(self._portfolio, kind):
            if document.path not in self._documents:
                yield document, record

    def _is_covered(self, where: str) -> bool:
        """Whether a waiver covers, by its path or address, what is left out."""
        place = place_of(where)
        is_path = where in self._documents or (
            place is not None and (place.level, place.holder) in self._hidden
        )
        holder = where.removeprefix("projects/").partition("/")[0]
        return is_path or where in self._addresses or ("project", holder) in self._hidden

    # what remains

    def _edit(self, document: Document, keys: Keys, edit: Any) -> bool:
        """Note an edit; whether it can be done: a record cannot do without some of its fields."""
        *above, last = keys
        edits, record = self._edits.setdefault(document.path, {}), document.record
        for key in above:
            inner = edits.setdefault(key, {})
            if not isinstance(inner, dict):
                return False  # it is left out already
            edits, record = inner, _inside(record, key)
        if edit is LEAVE_OUT and isinstance(record, Struct) and str(last) in required_keys(type(record)):
            return False
        is_new = edits.get(last) is not LEAVE_OUT
        if is_new:
            edits[last] = edit
            if edit is LEAVE_OUT and isinstance(_inside(record, last), Struct):
                self._cut.add(document.path)
        return is_new

    def _rest(self) -> Portfolio:
        portfolio = self._portfolio
        projects = {
            one.id: self._holder(one)
            for one in portfolio.projects.values()
            if ("project", one.id.lower()) not in self._hidden
        }
        programmes = {
            one.id: self._holder(one)
            for one in portfolio.programme_holders.values()
            if not self._is_gone("programme", one)
        }
        unread = frozenset(path for path in portfolio.unread_paths if not self._is_of_hidden(path))
        own = self._series(portfolio.method_documents)
        return Portfolio(
            self._holder(portfolio.office_holder),
            projects,
            programmes,
            self._methods(own),
            own,
            self._series(portfolio.assessment_documents),
            {path: ids for path, ids in portfolio.unread_ids.items() if path in unread},
            unread,
            is_partial=bool(self._hidden),
        )

    def _is_of_hidden(self, path: str) -> bool:
        place = place_of(path)
        if place is None or place.level == "office":
            return False
        address = place.holder if place.level == "project" else f"programmes/{place.holder}"
        return (place.level, address.lower()) in self._hidden

    def _holder(self, holder: Any) -> Any:
        changes: dict[str, Any] = {
            "documents": {
                kind: self._document(one)
                for kind, one in holder.documents.items()
                if one.path not in self._documents
            },
            "meeting_documents": self._series(holder.meeting_documents),
            "withheld_kinds": frozenset(one.kind for one in _documents(holder) if self._is_cut(one)),
        }
        if isinstance(holder, Project):
            changes["status_documents"] = self._series(holder.status_documents)
        return replace(holder, **changes)

    def _is_cut(self, document: Document) -> bool:
        """Whether a file is left out, or records of it; references to what is left out are no records of it."""
        return document.path in self._documents or document.path in self._cut

    def _series(self, documents: Iterable[Document]) -> tuple[Document, ...]:
        return tuple(self._document(one) for one in documents if one.path not in self._documents)

    def _document(self, document: Document) -> Document:
        edits = self._edits.get(document.path)
        if not edits:
            return document
        return replace(document, record=_edited(document.record, edits), suppressions=())

    def _methods(self, own: Iterable[Document]) -> dict[str, Method]:
        """The methods that remain, with what they extend filled in again."""
        ids = {one.name.lower() for one in self._portfolio.method_documents}
        raw: dict[str, Any] = {one.name.lower(): one.record for one in own}
        packs = {key: one for key, one in self._portfolio.methods.items() if key not in ids}
        found = {**packs, **{key: inheriting(one, {**packs, **raw}.get) for key, one in raw.items()}}
        return dict(sorted(found.items()))


def _own_level(document: Document) -> str | None:
    """What a file says at its top."""
    return getattr(document.record, "confidentiality", None)


def _documents(holder: Holder) -> Iterator[Document]:
    yield from holder.documents.values()
    yield from holder.meeting_documents
    if isinstance(holder, Project):
        yield from holder.status_documents


@once
def _paths_marked(portfolio: Portfolio) -> frozenset[str]:
    """The files in which something says how confidential it is."""
    return frozenset(
        document.path
        for kind in types_used(portfolio)
        if "confidentiality" in kind.__struct_fields__
        for document, record in by_type(portfolio, kind)
        if record.confidentiality is not None  # type: ignore[attr-defined]
    )


def _above(
    document: Document,
    levels: tuple[str | None, ...],
    is_hidden: Callable[[Document, Keys, Struct, str | None], bool],
) -> Iterator[tuple[Keys, Struct]]:
    """The outermost records that are hidden, each with the keys that lead to it."""
    known: dict[Keys, str | None] = {(): levels[0] if levels else None}
    gone: list[Keys] = []
    for keys, record in walk(document.record):
        if not keys:
            continue
        above = next((known[keys[:end]] for end in range(len(keys) - 1, -1, -1) if keys[:end] in known), None)
        level = known[keys] = getattr(record, "confidentiality", None) or above
        if any(keys[: len(one)] == one for one in gone):
            continue
        if is_hidden(document, keys, record, level):
            gone.append(keys)
            yield keys, record


def _noun(document: Document, keys: Keys, record: Struct) -> str:
    """What references call a record."""
    for kind, noun in _PARTS.items():
        if isinstance(record, kind):
            return noun
    if not keys:
        return document.kind
    return _NOUNS.get((document.kind, str(keys[0])), "part") if len(keys) == 2 else "part"


_NOUNS: Final = {(kind.document, kind.items): noun for noun, kind in ITEM_KINDS.items()}
_PARTS: Final[Mapping[type[Struct], str]] = {
    Body: "body",
    Criterion: "criterion",
    MethodPhase: "phase",
    MethodGate: "gate",
    GateCriterion: "gate-criterion",
}


def _name(document: Document, keys: Keys, record: Struct) -> str | None:
    """By what a record is referred to, in lower case, where that is not its address."""
    match record:
        case Body() | Criterion():
            return record.id.lower()
        case MethodPhase() | MethodGate() | GateCriterion():
            return f"{document.name}/{record.id}".lower()
    return None


def _address(document: Document, keys: Keys, record: Struct) -> str | None:
    """Address of a record that others may name, in lower case."""
    if not keys:
        return document.address.lower()
    id_ = getattr(record, "id", None)
    if id_ is None:
        return None
    noun = _NOUNS.get((document.kind, str(keys[0]))) if len(keys) == 2 else None
    if noun is not None:
        return ITEM_KINDS[noun].address.format(holder=document.holder_address, id=id_).lower()
    between = [str(key) for key in keys[:-1] if isinstance(key, str)]
    return "/".join([document.address, *between, str(id_)]).lower()


def _inside(value: Any, key: str | int) -> Any:
    if isinstance(value, Struct):
        names = dict(zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True))
        return getattr(value, names[str(key)])
    return value[key]


def _required(kind: type[Struct]) -> frozenset[str]:
    """The fields that a record must have, by their names in Python."""
    return frozenset(one.name for one in msgspec.structs.fields(kind) if one.required)


def _edited(value: Any, edits: Any) -> Any:
    """A record, or plain data, with edits done to it."""
    if not isinstance(edits, dict):
        return edits
    if isinstance(value, Struct):
        names = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
        kept = {
            name: _edited(getattr(value, name), edits[key]) if key in edits else getattr(value, name)
            for name, key in names
            if edits.get(key) is not LEAVE_OUT
        }
        return type(value)(**kept)
    if isinstance(value, dict):
        return {
            key: _edited(one, edits[key]) if key in edits else one
            for key, one in value.items()
            if edits.get(key) is not LEAVE_OUT
        }
    if isinstance(value, list | tuple):
        return type(value)(
            _edited(one, edits[index]) if index in edits else one
            for index, one in enumerate(value)
            if edits.get(index) is not LEAVE_OUT
        )
    return value
