"""A whole portfolio in memory: documents by kind and holder, with indexes made once when first used.

Records refer to each other by id; an id that leads nowhere is representable. Ids compare without case.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar, cast

from pmo.model.allocations import Allocation, Allocations
from pmo.model.assessment import Assessment
from pmo.model.assumptions import Assumption
from pmo.model.base import Record
from pmo.model.benefits import Benefit, Benefits
from pmo.model.budget import Budget
from pmo.model.changes import Change
from pmo.model.charter import Charter
from pmo.model.decisions import Decision
from pmo.model.equipment import Equipment, EquipmentItem
from pmo.model.gates import GateReview, Gates
from pmo.model.glossary import Glossary
from pmo.model.issues import Issue
from pmo.model.kinds import ITEM_KINDS, ItemKind, Level
from pmo.model.lessons import Lesson
from pmo.model.meeting import Meeting
from pmo.model.method import Method, MethodGate
from pmo.model.office import Body, HealthRules, Office, RiskRules
from pmo.model.people import People, Person, Role, Team
from pmo.model.plan import Milestone, Plan
from pmo.model.policies import Policies, Waiver, Waivers
from pmo.model.quality import Quality, QualityReview
from pmo.model.risks import Risk
from pmo.model.shared import Action
from pmo.model.status import Status
from pmo.model.strategy import Objective, Programme, Strategy
from pmo.model.training import Training
from pmo.model.vendors import Vendor, Vendors

Keys = tuple[str | int, ...]
AnyRecord = TypeVar("AnyRecord", bound=Record)


class Suppression(NamedTuple):
    """A comment `# pmo: ignore[PMO602] until 2026-12-31 reason` in a document."""

    line: int
    """Line of the comment."""
    first: int
    last: int
    """Lines that it covers."""
    codes: tuple[str, ...]
    """Codes or prefixes; empty when the comment cannot be read."""
    until: datetime.date | None
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A file that was read without errors; equal to itself alone."""

    path: str
    kind: str
    level: Level
    holder: str
    """Id of its project or programme; empty at office level."""
    name: str
    record: Record
    suppressions: tuple[Suppression, ...] = ()

    @property
    def holder_address(self) -> str:
        """Address of the project, the programme or the office that it belongs to."""
        return _holder_address(self.level, self.holder)

    @property
    def address(self) -> str:
        """`<project>/<file>`, `programmes/<id>/<file>` or the file's name at office level."""
        name = self.kind if self.kind not in ("status", "meeting", "method", "assessment") else self.name
        prefix = {"project": f"{self.holder}/", "programme": f"programmes/{self.holder}/", "office": ""}[
            self.level
        ]
        folder = {
            "status": "status/",
            "meeting": "meetings/",
            "method": "methods/",
            "assessment": "assessments/",
        }
        if self.level == "office" and self.kind in _REGISTER_KINDS:
            prefix = "office/"
        return f"{prefix}{folder.get(self.kind, '')}{name}"


_REGISTER_KINDS = frozenset(
    {"risks", "issues", "assumptions", "changes", "decisions", "actions", "lessons", "meeting"}
)


class Entry(NamedTuple):
    """A record of a list, with the place it comes from."""

    kind: ItemKind
    document: Document
    keys: Keys
    record: Any

    @property
    def address(self) -> str:
        """`crm/risks/vendor-delay`; a record without an id goes by its number in the list."""
        name = self.record.id or str(int(self.keys[1]) + 1)
        return self.kind.address.format(holder=self.document.holder_address, id=name)


@dataclass(frozen=True)
class Holder:
    """What has registers and meetings: a project, a programme or the office."""

    id: str
    level: Level
    documents: Mapping[str, Document]
    """By kind, for the kinds with one file."""
    meeting_documents: tuple[Document, ...] = ()
    """In order of their dates."""
    withheld_kinds: frozenset[str] = frozenset()
    """Kinds of its files of which an audience may not see something."""

    def record(self, kind: str, type_: type[AnyRecord]) -> AnyRecord | None:
        document = self.documents.get(kind)
        return cast(AnyRecord, document.record) if document else None

    def _items(self, kind: str) -> Any:
        document = self.documents.get(kind)
        return getattr(document.record, kind) if document else ()

    @property
    def address(self) -> str:
        return _holder_address(self.level, self.id)

    @property
    def risks(self) -> tuple[Risk, ...]:
        return cast(tuple[Risk, ...], self._items("risks"))

    @property
    def issues(self) -> tuple[Issue, ...]:
        return cast(tuple[Issue, ...], self._items("issues"))

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        return cast(tuple[Assumption, ...], self._items("assumptions"))

    @property
    def changes(self) -> tuple[Change, ...]:
        return cast(tuple[Change, ...], self._items("changes"))

    @property
    def decisions(self) -> tuple[Decision, ...]:
        return cast(tuple[Decision, ...], self._items("decisions"))

    @property
    def actions(self) -> tuple[Action, ...]:
        return cast(tuple[Action, ...], self._items("actions"))

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        return cast(tuple[Lesson, ...], self._items("lessons"))

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        return tuple(cast(Meeting, document.record) for document in self.meeting_documents)


@dataclass(frozen=True)
class Project(Holder):
    """A project: whatever is readable of its documents."""

    status_documents: tuple[Document, ...] = ()
    """In order of their dates."""

    @cached_property
    def charter(self) -> Charter | None:
        return self.record("charter", Charter)

    @cached_property
    def plan(self) -> Plan | None:
        return self.record("plan", Plan)

    @cached_property
    def budget(self) -> Budget | None:
        return self.record("budget", Budget)

    @cached_property
    def gates(self) -> Gates | None:
        return self.record("gates", Gates)

    @cached_property
    def quality(self) -> Quality | None:
        return self.record("quality", Quality)

    @property
    def title(self) -> str:
        return self.charter.title if self.charter else self.id

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        return self.plan.milestones if self.plan else ()

    @property
    def allocations(self) -> tuple[Allocation, ...]:
        record = self.record("allocations", Allocations)
        return record.allocations if record else ()

    @property
    def benefits(self) -> tuple[Benefit, ...]:
        record = self.record("benefits", Benefits)
        return record.benefits if record else ()

    @property
    def gate_reviews(self) -> tuple[GateReview, ...]:
        return self.gates.reviews if self.gates else ()

    @property
    def quality_reviews(self) -> tuple[QualityReview, ...]:
        return self.quality.reviews if self.quality else ()

    @cached_property
    def statuses(self) -> tuple[Status, ...]:
        """Status updates, the latest last."""
        return tuple(cast(Status, document.record) for document in self.status_documents)

    @property
    def is_open(self) -> bool:
        """Neither completed nor cancelled."""
        return self.charter is not None and self.charter.state not in ("completed", "cancelled")

    @property
    def is_running(self) -> bool:
        """Active: reports, plans and actuals are expected."""
        return self.charter is not None and self.charter.state == "active"


@dataclass(frozen=True)
class Portfolio:
    """All readable documents of a portfolio."""

    office_holder: Holder
    projects: Mapping[str, Project]
    """By id, in order of the ids."""
    programme_holders: Mapping[str, Holder]
    """Programmes that have a folder, by id."""
    methods: Mapping[str, Method]
    """By lower-case id, the portfolio's own and the shipped packs, `extends` resolved."""
    method_documents: tuple[Document, ...] = ()
    assessment_documents: tuple[Document, ...] = ()
    unread_ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By path of a document with errors: the lower-case ids seen in it; no entry when it does not even parse."""
    unread_paths: frozenset[str] = frozenset()
    """Documents with errors; they are left out."""
    is_partial: bool = False
    """Whether records are left out that an audience may not see: what is missing here need not be missing."""

    @cached_property
    def office(self) -> Office | None:
        return self.office_holder.record("office", Office)

    @property
    def currency(self) -> str:
        """The office's currency."""
        return self.office.currency if self.office else "EUR"

    @cached_property
    def risk_rules(self) -> RiskRules:
        """The office's scales and matrix for risks, or the shipped ones."""
        return self.office.risk if self.office else RiskRules()

    @cached_property
    def health_rules(self) -> HealthRules:
        """The office's thresholds for health, or the shipped ones."""
        return self.office.health if self.office else HealthRules()

    @cached_property
    def strategy(self) -> Strategy:
        return self.office_holder.record("strategy", Strategy) or Strategy()

    @cached_property
    def _people(self) -> People:
        return self.office_holder.record("people", People) or People()

    @cached_property
    def training(self) -> Training:
        return self.office_holder.record("training", Training) or Training()

    @cached_property
    def glossary(self) -> Glossary:
        return self.office_holder.record("glossary", Glossary) or Glossary()

    @cached_property
    def policies(self) -> Policies:
        return self.office_holder.record("policies", Policies) or Policies()

    @cached_property
    def waivers(self) -> tuple[Waiver, ...]:
        record = self.office_holder.record("waivers", Waivers)
        return record.waivers if record else ()

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        return tuple(cast(Assessment, document.record) for document in self.assessment_documents)

    @cached_property
    def objectives(self) -> Mapping[str, Objective]:
        return _by_id(self.strategy.objectives)

    @cached_property
    def programmes(self) -> Mapping[str, Programme]:
        return _by_id(self.strategy.programmes)

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        return _by_id(self._people.roles)

    @cached_property
    def people(self) -> Mapping[str, Person]:
        return _by_id(self._people.people)

    @cached_property
    def teams(self) -> Mapping[str, Team]:
        return _by_id(self._people.teams)

    @cached_property
    def vendors(self) -> Mapping[str, Vendor]:
        record = self.office_holder.record("vendors", Vendors)
        return _by_id(record.vendors if record else ())

    @cached_property
    def equipment(self) -> Mapping[str, EquipmentItem]:
        record = self.office_holder.record("equipment", Equipment)
        return _by_id(record.equipment if record else ())

    @cached_property
    def bodies(self) -> Mapping[str, Body]:
        return _by_id(self.office.governance.bodies if self.office else ())

    @cached_property
    def milestones(self) -> Mapping[str, tuple[Project, Milestone]]:
        """By `<project>/<id>` in lower case."""
        return {
            f"{project.id}/{milestone.id}".lower(): (project, milestone)
            for project in self.projects.values()
            for milestone in project.milestones
        }

    @property
    def holders(self) -> Iterator[Holder]:
        """The office, the programmes and the projects."""
        yield self.office_holder
        yield from self.programme_holders.values()
        yield from self.projects.values()

    @property
    def documents(self) -> Iterator[Document]:
        """Every readable document."""
        for holder in self.holders:
            yield from holder.documents.values()
            yield from holder.meeting_documents
            if isinstance(holder, Project):
                yield from holder.status_documents
        yield from self.method_documents
        yield from self.assessment_documents

    def entries(self, noun: str) -> tuple[Entry, ...]:
        """All records of one kind of item (`risk`, `milestone`, ...), in order of their files."""
        if noun not in self._entries:
            self._entries[noun] = tuple(self._entries_of(ITEM_KINDS[noun]))
        return self._entries[noun]

    @cached_property
    def _entries(self) -> dict[str, tuple[Entry, ...]]:
        """By noun, filled as they are asked for."""
        return {}

    def _entries_of(self, kind: ItemKind) -> Iterator[Entry]:
        for holder in self.holders:
            document = holder.documents.get(kind.document)
            if document is not None:
                for index, record in enumerate(getattr(document.record, kind.items)):
                    yield Entry(kind, document, (kind.items, index), record)

    def person(self, reference: str | None, project: Project | None = None) -> Person | None:
        """The person behind a reference: a person's id, or a reserved role of ``project``."""
        if reference is None:
            return None
        key = reference.lower()
        charter = project.charter if project else None
        if charter and key in ("sponsor", "manager"):
            key = (charter.sponsor if key == "sponsor" else charter.manager).lower()
        elif key == "office" and self.office and self.office.office.head:
            key = self.office.office.head.lower()
        return self.people.get(key)

    def name_of(self, reference: str, project: Project | None = None) -> str:
        """What readers call a person, role, body or team; the reference itself when it leads nowhere."""
        person = self.person(reference, project)
        if person:
            return person.name
        key = reference.lower()
        if key in self.bodies:
            return self.bodies[key].name
        titled = self.roles.get(key) or self.teams.get(key)
        return titled.title if titled else reference

    def method_of(self, project: Project) -> Method | None:
        method = project.charter.method if project.charter else None
        return self.methods.get(method.lower()) if method else None

    def gate_of(self, project: Project, gate: str) -> MethodGate | None:
        method = self.method_of(project)
        gates = method.gates if method else ()
        return next((one for one in gates if one.id.lower() == gate.lower()), None)

    def gate_title(self, project: Project, gate: str) -> str:
        """What readers call a gate: its title, or the reference where it leads nowhere."""
        found = self.gate_of(project, gate)
        return found.title if found is not None else gate

    def currency_of(self, holder: Holder) -> str:
        """Currency of the money of a project: the budget's, else the charter's, else the office's; that of others."""
        if not isinstance(holder, Project):
            return self.currency
        budget, charter = holder.budget, holder.charter
        return (
            (budget.currency if budget else None) or (charter.currency if charter else None) or self.currency
        )

    def project_of(self, document: Document) -> Project | None:
        """The project that a document belongs to."""
        return self.projects.get(document.holder) if document.level == "project" else None


def _holder_address(level: Level, holder: str) -> str:
    match level:
        case "project":
            return holder
        case "programme":
            return f"programmes/{holder}"
        case "office":
            return "office"


def _by_id(records: Iterable[Any]) -> dict[str, Any]:
    """Records by lower-case id; of duplicates the first counts."""
    index: dict[str, Any] = {}
    for record in records:
        index.setdefault(record.id.lower(), record)
    return index
