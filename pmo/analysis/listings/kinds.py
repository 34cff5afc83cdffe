"""Every kind of record that can be listed, and where its records stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from msgspec import Struct

from pmo.analysis.addresses import Item, items_of
from pmo.errors import UsageError
from pmo.model.assessment import Assessment
from pmo.model.budget import Budget
from pmo.model.charter import Charter, Communication, ProjectDocument, Stakeholder
from pmo.model.kinds import ITEM_KINDS, KINDS, PROJECT_FILES, REGISTERS
from pmo.model.meeting import Meeting
from pmo.model.method import Method
from pmo.model.office import Body
from pmo.model.people import Absence, Certification
from pmo.model.plan import Dependency, PlannedPhase
from pmo.model.policies import Waiver
from pmo.model.portfolio import Portfolio
from pmo.model.records import fields_of, record_types_in
from pmo.model.shared import Action, Approval, Kpi
from pmo.model.status import Status
from pmo.model.training import Enrolment, Mentoring
from pmo.model.vendors import Contract, ServiceLevel

Source = tuple[str, tuple[str, ...]]
"""A noun or a kind of document, and the fields that lead from it to a list; no field: itself."""


@dataclass(frozen=True)
class Listing:
    """A kind of record that can be listed."""

    name: str
    """Plural, as `pmo list` takes it."""
    noun: str
    """Singular."""
    record: type[Struct]
    sources: tuple[Source, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """Kinds of document that hold its records."""
        return tuple(dict.fromkeys(_document(noun) for noun, _ in self.sources))

    @property
    def is_in_projects(self) -> bool:
        """Whether its records belong to projects, at least some of them."""
        return any(kind in _IN_PROJECTS for kind in self.documents)

    def items(self, portfolio: Portfolio) -> Iterator[Item]:
        """Every record of this kind, in order of the files."""
        for noun, path in self.sources:
            for parent in _parents(portfolio, noun):
                yield from _below(parent, path, self) if path else (parent,)


def listing_named(text: str) -> Listing:
    """The listing of a kind by its plural or its noun; refuses an unknown one with the nearest."""
    word = "-".join(text.strip().lower().replace("_", " ").split())
    found = LISTINGS.get(word) or _BY_NOUN.get(word) or _BY_NOUN.get(_OTHER_WORDS.get(word, ""))
    if found is not None:
        return found
    words = {**{one: one for one in LISTINGS}, **{one.noun: one.name for one in LISTINGS.values()}}
    close = get_close_matches(word, [*words, *_OTHER_WORDS], n=1)
    name = words.get(close[0]) or _BY_NOUN[_OTHER_WORDS[close[0]]].name if close else None
    advice = f"did you mean `pmo list {name}`?" if name else f"there are: {', '.join(LISTINGS)}"
    raise UsageError(f"there is no kind {text!r}", advice)


def names() -> tuple[str, ...]:
    """Every kind by its plural, for the completion of command lines."""
    return tuple(LISTINGS)


def _listed(name: str, noun: str, record: type[Struct], *sources: Source) -> Listing:
    return Listing(name, noun, record, sources or ((noun, ()),))


def _entries(noun: str) -> Listing:
    kind = ITEM_KINDS[noun]
    document = KINDS[kind.document].record
    field = next(one for one in fields_of(document) if one.key == kind.items)
    (record,) = record_types_in(field.hint)
    return _listed(kind.name, noun, record)


_ACTIONS: Final[tuple[Source, ...]] = (
    ("action", ()),
    ("risk", ("response", "actions")),
    ("issue", ("actions",)),
    ("gate-review", ("conditions",)),
    ("quality-review", ("findings",)),
    ("meeting", ("actions",)),
    ("assessment", ("dimensions", "actions")),
)
_APPROVED: Final = ("charter", "gate-review", "change", "decision", "risk")

LISTINGS: Final[Mapping[str, Listing]] = {
    one.name: one
    for one in (
        _listed("projects", "project", Charter),
        _entries("programme"),
        _entries("objective"),
        _entries("milestone"),
        _listed("phases", "phase", PlannedPhase, ("plan", ("phases",))),
        _entries("sprint"),
        _listed("dependencies", "dependency", Dependency, ("milestone", ("after",))),
        _entries("deliverable"),
        _listed("statuses", "status", Status),
        _entries("risk"),
        _entries("issue"),
        _entries("assumption"),
        _entries("change"),
        _entries("decision"),
        _listed("actions", "action", Action, *_ACTIONS),
        _entries("lesson"),
        _listed("meetings", "meeting", Meeting),
        _listed("budgets", "budget", Budget),
        _entries("budget-line"),
        _entries("benefit"),
        _listed("kpis", "kpi", Kpi, ("office", ("kpis",)), ("objective", ("kpis",)), ("charter", ("kpis",))),
        _entries("gate-review"),
        _entries("quality-review"),
        _listed("approvals", "approval", Approval, *((noun, ("approvals",)) for noun in _APPROVED)),
        _listed("documents", "document", ProjectDocument, ("charter", ("documents",))),
        _listed("stakeholders", "stakeholder", Stakeholder, ("charter", ("stakeholders",))),
        _listed("communications", "communication", Communication, ("charter", ("communications",))),
        _entries("allocation"),
        _entries("person"),
        _entries("role"),
        _entries("team"),
        _listed("absences", "absence", Absence, ("person", ("absences",))),
        _listed("certificates", "certificate", Certification, ("person", ("certifications",))),
        _entries("equipment"),
        _entries("vendor"),
        _listed("contracts", "contract", Contract),
        _listed("service-levels", "service-level", ServiceLevel, ("contract", ("service_levels",))),
        _listed("bodies", "body", Body, ("office", ("governance", "bodies"))),
        _listed("methods", "method", Method),
        _entries("policy"),
        _listed("waivers", "waiver", Waiver, ("waivers", ("waivers",))),
        _entries("course"),
        _listed("enrolments", "enrolment", Enrolment, ("training", ("enrolments",))),
        _listed("mentoring", "mentoring", Mentoring, ("training", ("mentoring",))),
        _listed("assessments", "assessment", Assessment),
        _entries("term"),
    )
}
"""Every kind by its plural, in the order in which people meet them."""

_BY_NOUN: Final = {one.noun: one for one in LISTINGS.values()}
_OTHER_WORDS: Final[Mapping[str, str]] = {
    "persons": "person",
    "status-updates": "status",
    "status-reports": "status",
    "updates": "status",
    "glossary": "term",
    "training": "course",
    "quality": "quality-review",
    "gates": "gate-review",
    "reviews": "gate-review",
    "certifications": "certificate",
    "suppliers": "vendor",
    "supplier": "vendor",
    "opportunities": "risk",
    "opportunity": "risk",
    "threats": "risk",
    "charters": "project",
    "charter": "project",
    "programs": "programme",
    "program": "programme",
    "goals": "objective",
    "indicators": "kpi",
    "resources": "allocation",
    "plans": "milestone",
}
"""What people also call a kind."""


_IN_PROJECTS: Final = frozenset({*PROJECT_FILES, *REGISTERS, "status", "meeting"})


def _document(noun: str) -> str:
    """Kind of document that holds the records of a noun."""
    if noun in ITEM_KINDS:
        return ITEM_KINDS[noun].document
    return {"project": "charter", "contract": "vendors"}.get(noun, noun)


def _parents(portfolio: Portfolio, noun: str) -> Iterator[Item]:
    """Everything of a noun; of a kind of document the documents."""
    if noun in KINDS and noun not in ("status", "meeting", "assessment", "method", "equipment"):
        for document in portfolio.documents:
            if document.kind == noun:
                yield Item(document.address, noun, document, (), document.record)
    else:
        yield from items_of(portfolio, noun)


def _below(parent: Item, path: tuple[str, ...], listing: Listing) -> Iterator[Item]:
    """The records of a list inside a record, with the addresses that lead to them."""
    key, *rest = path
    field = next(one for one in fields_of(type(parent.record)) if one.key == key)
    value: Any = getattr(parent.record, field.attribute)
    inside = parent._replace(address=f"{parent.address}/{key}", keys=(*parent.keys, key), noun=listing.noun)
    if isinstance(value, Struct):
        yield from _below(inside._replace(record=value), tuple(rest), listing)
        return
    for index, record in enumerate(value or ()):
        whole = Dependency(milestone=record) if isinstance(record, str) else record
        name = getattr(whole, "id", None) or index + 1
        item = Item(f"{inside.address}/{name}", listing.noun, parent.document, (*inside.keys, index), whole)
        yield from _below(item, tuple(rest), listing) if rest else (item,)
