"""The kinds of record that `pmo new` adds to a document, and what each is given where nobody says otherwise."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from pmo.documents import Plain
from pmo.model.allocations import Allocation
from pmo.model.assumptions import Assumption
from pmo.model.benefits import Benefit
from pmo.model.budget import BudgetLine
from pmo.model.changes import Change
from pmo.model.charter import Communication, Deliverable, ProjectDocument, Stakeholder
from pmo.model.decisions import Decision
from pmo.model.equipment import EquipmentItem
from pmo.model.glossary import Term
from pmo.model.issues import Issue
from pmo.model.kinds import REGISTERS, Level
from pmo.model.lessons import Lesson
from pmo.model.office import Body, Criterion, Delegation
from pmo.model.people import Person, Role, Team
from pmo.model.plan import Milestone, Sprint
from pmo.model.policies import Policy, Waiver
from pmo.model.portfolio import Portfolio
from pmo.model.quality import QualityReview
from pmo.model.risks import Risk
from pmo.model.shared import Action, Kpi, Responsibility
from pmo.model.strategy import Objective, Programme
from pmo.model.training import Course, Enrolment, Mentoring
from pmo.model.vendors import Contract, Vendor, VendorReview

Default = Callable[[Portfolio, datetime.date], Plain]
"""What a field is where nobody says otherwise; None where that cannot be known."""


def _word(word: str) -> Default:
    return lambda _portfolio, _as_of: word


def _today(_portfolio: Portfolio, as_of: datetime.date) -> Plain:
    return as_of.isoformat()


def _first_role(portfolio: Portfolio, _as_of: datetime.date) -> Plain:
    return next((role.id for role in portfolio.roles.values()), None)


@dataclass(frozen=True, slots=True)
class Place:
    """The list that a record is added to."""

    document: str
    """Kind of the document."""
    keys: tuple[str, ...]
    """The way to the list in it."""


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record that is added to a list."""

    noun: str
    record: type[Struct]
    places: Mapping[Level, Place]
    """Where it goes, at each level that it can be of."""
    example: str
    named_by: str | None = "title"
    """The field that the argument gives; None where there is no argument."""
    id_from: Sequence[str] = ()
    """Fields that an id is made from where the argument gives none, the first that is there."""
    fixed: Mapping[str, Plain] = field(default_factory=dict)
    """Fields that make it what it is."""
    defaults: Mapping[str, Default] = field(default_factory=dict)
    """What fields are where nobody says otherwise."""
    worth_saying: Sequence[str] = ()
    """Fields that are not asked for, and without which it says little."""
    parent: tuple[str, str] | None = None
    """Noun of the record that holds its list, and the name of that list: a vendor's `contracts`."""

    @property
    def levels(self) -> tuple[Level, ...]:
        return tuple(self.places)

    @property
    def has_id(self) -> bool:
        return "id" in self.record.__struct_fields__


def _office(document: str, *keys: str) -> Mapping[Level, Place]:
    return {"office": Place(document, keys)}


def _project(document: str, *keys: str) -> Mapping[Level, Place]:
    return {"project": Place(document, keys)}


def _register(name: str) -> Mapping[Level, Place]:
    assert name in REGISTERS
    place = Place(name, (name,))
    return {"project": place, "programme": place, "office": place}


_RISK: dict[str, Any] = {
    "record": Risk,
    "places": _register("risks"),
    "defaults": {"status": _word("identified"), "raised": _today},
    "worth_saying": ("cause", "event", "effect", "probability", "impact", "response"),
}

RECORD_KINDS: Mapping[str, RecordKind] = {
    kind.noun: kind
    for kind in (
        RecordKind(
            noun="objective",
            record=Objective,
            places=_office("strategy", "objectives"),
            example='pmo new objective "Keep more of our customers" --owner ewa-kaminska --weight 40',
            worth_saying=("owner", "weight", "kpis"),
        ),
        RecordKind(
            noun="programme",
            record=Programme,
            places=_office("strategy", "programmes"),
            example='pmo new programme "Customer first" --manager bram-oosting --objectives safe-water',
            worth_saying=("manager", "sponsor", "objectives"),
        ),
        RecordKind(
            noun="person",
            record=Person,
            places=_office("people", "people"),
            example='pmo new person "Ana Pereira" --role business-analyst --capacity 0.8',
            named_by="name",
            defaults={"role": _first_role},
            worth_saying=("email", "unit"),
        ),
        RecordKind(
            noun="role",
            record=Role,
            places=_office("people", "roles"),
            example='pmo new role "Business analyst" --cost-rate 480',
        ),
        RecordKind(
            noun="team",
            record=Team,
            places=_office("people", "teams"),
            example='pmo new team "Data team" --members ewa-kaminska,bram-oosting',
            worth_saying=("members",),
        ),
        RecordKind(
            noun="body",
            record=Body,
            places=_office("office", "governance", "bodies"),
            example='pmo new body "Portfolio board" --members ewa-kaminska,bram-oosting --meets monthly',
            named_by="name",
            worth_saying=("members", "meets", "decides"),
        ),
        RecordKind(
            noun="delegation",
            record=Delegation,
            places=_office("office", "governance", "delegations"),
            example="pmo new delegation --from ruben-osei --to jeroen-baas --start 2026-12-21 --end 2027-01-08",
            named_by=None,
            defaults={"start": _today},
        ),
        RecordKind(
            noun="criterion",
            record=Criterion,
            places=_office("office", "prioritisation", "criteria"),
            example='pmo new criterion "Effect on customers" --weight 20',
            worth_saying=("weight",),
        ),
        RecordKind(
            noun="equipment",
            record=EquipmentItem,
            places=_office("equipment", "equipment"),
            example='pmo new equipment "Integration test lab" --units 2',
        ),
        RecordKind(
            noun="vendor",
            record=Vendor,
            places=_office("vendors", "vendors"),
            example='pmo new vendor "Acme Systems" --category software',
            named_by="name",
            worth_saying=("contact", "category"),
        ),
        RecordKind(
            noun="contract",
            record=Contract,
            places=_office("vendors", "vendors"),
            example='pmo new contract "CRM implementation" --vendor metervast --type fixed --value 420000',
            parent=("vendor", "contracts"),
            worth_saying=("type", "value", "start", "end", "notice_days"),
        ),
        RecordKind(
            noun="vendor-review",
            record=VendorReview,
            places=_office("vendors", "vendors"),
            example="pmo new vendor-review --vendor metervast --quality 4 --delivery 3",
            named_by=None,
            parent=("vendor", "reviews"),
            defaults={"date": _today},
            worth_saying=("quality", "delivery", "cost"),
        ),
        RecordKind(
            noun="course",
            record=Course,
            places=_office("training", "courses"),
            example='pmo new course "Risk management basics" --hours 6',
        ),
        RecordKind(
            noun="enrolment",
            record=Enrolment,
            places=_office("training", "enrolments"),
            example="pmo new enrolment --person ewa-kaminska --course earned-value --planned 2026-12-01",
            named_by=None,
            worth_saying=("planned",),
        ),
        RecordKind(
            noun="mentoring",
            record=Mentoring,
            places=_office("training", "mentoring"),
            example="pmo new mentoring --mentor ewa-kaminska --mentee bram-oosting --goal 'Run a steering group'",
            named_by=None,
            worth_saying=("goal",),
        ),
        RecordKind(
            noun="term",
            record=Term,
            places=_office("glossary", "terms"),
            example='pmo new term Baseline --definition "The approved plan that progress is measured against"',
            named_by="term",
        ),
        RecordKind(
            noun="policy",
            record=Policy,
            places=_office("policies", "policies"),
            example='pmo new policy "Large projects have a case" --applies-to charter --require true',
        ),
        RecordKind(
            noun="waiver",
            record=Waiver,
            places=_office("waivers", "waivers"),
            example="pmo new waiver PMO503 --where projects/scada-renewal/budget.yaml --reason Legal --owner ewa-kaminska --expires 2026-12-31",
            named_by="code",
        ),
        RecordKind(
            noun="risk",
            example='pmo new risk "The vendor delivers late" --project scada-renewal --owner bram-oosting --probability 3',
            **_RISK,
        ),
        RecordKind(
            noun="opportunity",
            example='pmo new opportunity "The grant is renewed" --project scada-renewal --owner bram-oosting',
            fixed={"type": "opportunity"},
            **_RISK,
        ),
        RecordKind(
            noun="issue",
            record=Issue,
            places=_register("issues"),
            example='pmo new issue "Interface rejects records" --project scada-renewal --owner bram-oosting --severity high',
            defaults={"status": _word("open"), "raised": _today},
            worth_saying=("kind", "due"),
        ),
        RecordKind(
            noun="assumption",
            record=Assumption,
            places=_register("assumptions"),
            example='pmo new assumption "Data can be migrated without cleaning" --project scada-renewal --owner ewa-kaminska',
            named_by="text",
            worth_saying=("owner", "validate_by", "if_false"),
        ),
        RecordKind(
            noun="change",
            record=Change,
            places=_register("changes"),
            example='pmo new change "Connect the field system" --project scada-renewal --raised-by bram-oosting',
            defaults={"status": _word("draft"), "raised": _today},
            worth_saying=("type", "reason", "impact"),
        ),
        RecordKind(
            noun="decision",
            record=Decision,
            places=_register("decisions"),
            example='pmo new decision "Which vendor?" --project scada-renewal --body portfolio-board --needed-by 2026-12-01',
            defaults={"status": _word("requested")},
            worth_saying=("needed_by", "by", "context", "options", "consequence"),
        ),
        RecordKind(
            noun="action",
            record=Action,
            places=_register("actions"),
            example='pmo new action "Book the test lab" --project scada-renewal --owner bram-oosting --due 2026-11-13',
            named_by="text",
            defaults={"raised": _today},
        ),
        RecordKind(
            noun="lesson",
            record=Lesson,
            places=_register("lessons"),
            example='pmo new lesson "Test interfaces early" --project scada-renewal --recommendation "Agree on test data first"',
            worth_saying=("kind", "category", "root_cause", "owner"),
        ),
        RecordKind(
            noun="milestone",
            record=Milestone,
            places=_project("plan", "milestones"),
            example='pmo new milestone "Go-live" --project scada-renewal --baseline 2027-03-01 --after central-live',
            worth_saying=("baseline", "owner", "phase", "after"),
        ),
        RecordKind(
            noun="sprint",
            record=Sprint,
            places=_project("plan", "sprints"),
            example="pmo new sprint --project scada-renewal --start 2026-11-09 --finish 2026-11-20 --planned 30",
            named_by=None,
            id_from=("start",),
            defaults={"start": _today},
            worth_saying=("planned", "scope"),
        ),
        RecordKind(
            noun="allocation",
            record=Allocation,
            places=_project("allocations", "allocations"),
            example="pmo new allocation --project scada-renewal --person ewa-kaminska --load 0.5 --to 2027-01-29",
            named_by=None,
            id_from=("person", "role", "equipment", "task"),
            defaults={"from": _today},
            worth_saying=("task",),
        ),
        RecordKind(
            noun="benefit",
            record=Benefit,
            places=_project("benefits", "benefits"),
            example='pmo new benefit "Fewer repeat calls" --project scada-renewal --owner ewa-kaminska --target 150000',
            worth_saying=("type", "objective", "unit", "baseline", "due"),
        ),
        RecordKind(
            noun="budget-line",
            record=BudgetLine,
            places=_project("budget", "lines"),
            example="pmo new budget-line Licences --project scada-renewal --category opex --amount 42000",
            worth_saying=("category",),
        ),
        RecordKind(
            noun="deliverable",
            record=Deliverable,
            places=_project("charter", "deliverables"),
            example="pmo new deliverable Handbook --project scada-renewal --due 2027-02-26 --owner bram-oosting",
            worth_saying=("acceptance", "due", "owner"),
        ),
        RecordKind(
            noun="document",
            record=ProjectDocument,
            places=_project("charter", "documents"),
            example='pmo new document "Test report" --project scada-renewal --location tests.pdf',
            defaults={"status": _word("draft")},
            worth_saying=("location", "owner"),
        ),
        RecordKind(
            noun="stakeholder",
            record=Stakeholder,
            places=_project("charter", "stakeholders"),
            example='pmo new stakeholder "Works council" --project scada-renewal --interest high --influence medium',
            named_by="name",
            worth_saying=("interest", "influence", "engagement"),
        ),
        RecordKind(
            noun="communication",
            record=Communication,
            places=_project("charter", "communications"),
            example='pmo new communication "Works council" --project scada-renewal --what Status --frequency monthly',
            named_by="audience",
            worth_saying=("how", "frequency", "owner"),
        ),
        RecordKind(
            noun="responsibility",
            record=Responsibility,
            places=_project("charter", "raci"),
            example='pmo new responsibility "Accept the design" --project scada-renewal --responsible bram-oosting --accountable sponsor',
            named_by="activity",
            worth_saying=("responsible", "accountable"),
        ),
        RecordKind(
            noun="kpi",
            record=Kpi,
            places={"project": Place("charter", ("kpis",)), "office": Place("office", ("kpis",))},
            example='pmo new kpi "Calls solved at once" --project scada-renewal --unit share --target 0.8',
            worth_saying=("unit", "baseline", "target"),
        ),
        RecordKind(
            noun="quality-review",
            record=QualityReview,
            places=_project("quality", "reviews"),
            example="pmo new quality-review central-system --project scada-renewal --planned 2026-12-10",
            named_by="deliverable",
            worth_saying=("method", "planned"),
        ),
    )
}
"""By noun, in the order in which they are listed."""
