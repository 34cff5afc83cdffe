"""`projects/<project>/charter.yaml`: why, who, what."""

from typing import Literal

from msgspec import field

from pmo.model.base import Record, Shape
from pmo.model.office import CapacityLimit, Tolerances
from pmo.model.scalars import (
    BodyRef,
    Currency,
    Date,
    Id,
    Level,
    MethodRef,
    NonNegative,
    Number,
    ObjectiveRef,
    OwnerRef,
    PartyRef,
    Period,
    PersonRef,
    PhaseRef,
    ProgrammeRef,
    ProjectId,
    ProjectRef,
    Scale,
    Text,
    Texts,
)
from pmo.model.shared import Approval, Kpi, Responsibility

ProjectState = Literal["proposed", "approved", "active", "on-hold", "completed", "cancelled"]


class Contribution(Record, frozen=True, kw_only=True):
    """How much the project contributes to an objective."""

    objective: ObjectiveRef
    """The objective."""
    contribution: Scale | None = None
    """1 (little) to 5 (decisive)."""


class Scope(Shape, frozen=True, kw_only=True):
    """What the project covers and what it leaves out."""

    in_: Texts = field(name="in", default=())
    """In scope."""
    out: Texts = ()
    """Out of scope."""


class Deliverable(Record, frozen=True, kw_only=True):
    """Something the project hands over."""

    id: Id
    """Identifier."""
    title: Text
    """What it is."""
    acceptance: Texts = ()
    """Criteria of acceptance."""
    due: Date | None = None
    """Day on which it is due."""
    owner: OwnerRef | None = None
    """Who delivers it."""
    status: Literal["planned", "in-progress", "delivered", "accepted", "rejected"] = "planned"
    """Where it stands."""


class ProjectDocument(Record, frozen=True, kw_only=True):
    """A document of the project, kept here or elsewhere."""

    id: Id
    """Identifier."""
    title: Text
    """Name of the document."""
    kind: Text | None = None
    """What kind of document it is."""
    location: Text | None = None
    """Where it is kept."""
    status: Literal["draft", "approved", "archived"] | None = None
    """Where it stands."""
    owner: OwnerRef | None = None
    """Who keeps it."""


class Stakeholder(Record, frozen=True, kw_only=True):
    """Somebody who is affected, or has influence."""

    name: Text | None = None
    """Name, for people and groups outside `people.yaml`."""
    person: PersonRef | None = None
    """The person, where they are in `people.yaml`."""
    role: Text | None = None
    """Their part in it."""
    interest: Level | None = None
    """How much they care."""
    influence: Level | None = None
    """How much they can move."""
    engagement: Text | None = None
    """How they are kept on board."""


class Communication(Record, frozen=True, kw_only=True):
    """A line of the communication plan."""

    audience: Text
    """Who is told."""
    what: Text
    """What they are told."""
    how: Text | None = None
    """Channel."""
    frequency: Text | None = None
    """How often."""
    owner: OwnerRef | None = None
    """Who tells them."""


class CashFlow(Record, frozen=True, kw_only=True):
    """Cost and benefit of one period; the first period is t = 0."""

    period: Period
    """The period."""
    cost: NonNegative | None = None
    """Money going out."""
    benefit: Number | None = None
    """Money coming in."""


class BusinessOption(Record, frozen=True, kw_only=True):
    """A way to reach the goal."""

    id: Id
    """Identifier."""
    title: Text
    """The option."""
    cash_flows: tuple[CashFlow, ...] = ()
    """Its cash flows."""
    pros: Texts = ()
    """What speaks for it."""
    cons: Texts = ()
    """What speaks against it."""


class BusinessCase(Shape, frozen=True, kw_only=True):
    """Why the project is worth its money."""

    summary: Text | None = None
    """The case in a few sentences."""
    discount_rate: Number | None = None
    """Yearly rate of discounting, a fraction. Default: the office's."""
    cash_flows: tuple[CashFlow, ...] = ()
    """Cash flows of the recommended way."""
    options: tuple[BusinessOption, ...] = ()
    """Options that were considered."""
    recommended: Text | None = None
    """Id of the recommended option."""


class PeriodAmount(Record, frozen=True, kw_only=True):
    """Money in a period."""

    period: Period
    """The period."""
    amount: NonNegative
    """The amount."""


class Selection(Shape, frozen=True, kw_only=True):
    """Input to the choice of the portfolio."""

    value: Number | None = None
    """Value of the project; without one the ranking's score counts."""
    cost: tuple[PeriodAmount, ...] = ()
    """Money needed per period."""
    demand: tuple[CapacityLimit, ...] = ()
    """People needed per role and period."""
    mandatory: bool = False
    """Whether it must be done whatever its score."""
    requires: tuple[ProjectRef, ...] = ()
    """Projects without which it makes no sense."""
    excludes: tuple[ProjectRef, ...] = ()
    """Projects that it rules out."""


class ProjectClosure(Shape, frozen=True, kw_only=True):
    """How the project ended."""

    date: Date | None = None
    """Day of closure."""
    accepted_by: PartyRef | None = None
    """Who accepted the result."""
    handover: Texts = ()
    """What was handed over to whom."""
    review_due: Date | None = None
    """Day of the post-project review."""


class Charter(Record, frozen=True, kw_only=True):
    """The project's identity: why, who, what.

    Example:

        id: crm-renewal
        title: Renew the customer system
        state: active
        method: hybrid
        phase: delivery
        sponsor: ana
        manager: budi
        purpose: The old system goes out of support in 2027.
        objectives:
          - objective: grow-retention
            contribution: 4
    """

    id: ProjectId
    """Identifier; equal to the folder."""
    title: Text
    """Name of the project."""
    state: ProjectState
    """Where the project stands."""
    proposed: Date | None = None
    """Day on which it was proposed; the time from idea to decision counts from it."""
    category: Literal["regulatory", "strategic", "operational", "innovation"] | None = None
    """Kind of investment."""
    size: Literal["small", "medium", "large"] | None = None
    """Size class; methods are tailored by it."""
    method: MethodRef | None = None
    """Methodology."""
    phase: PhaseRef | None = None
    """Current phase of the method."""
    programme: ProgrammeRef | None = None
    """Programme it belongs to."""
    sponsor: PersonRef
    """Who answers for the benefits and takes the project's decisions."""
    manager: PersonRef
    """Who runs the project."""
    body: BodyRef | None = None
    """Its steering group."""
    unit: Text | None = None
    """Organisational unit."""
    currency: Currency | None = None
    """Currency of its amounts. Default: the office's."""
    purpose: Text
    """Why it is done."""
    objectives: tuple[Contribution, ...] = ()
    """Strategic objectives it contributes to."""
    success_criteria: Texts = ()
    """How success is recognised."""
    kpis: tuple[Kpi, ...] = ()
    """Indicators of the project."""
    scope: Scope = Scope()
    """What is in and what is out."""
    deliverables: tuple[Deliverable, ...] = ()
    """What it hands over."""
    documents: tuple[ProjectDocument, ...] = ()
    """Its documents."""
    stakeholders: tuple[Stakeholder, ...] = ()
    """Who is affected or has influence."""
    communications: tuple[Communication, ...] = ()
    """The communication plan."""
    raci: tuple[Responsibility, ...] = ()
    """Who does what."""
    business_case: BusinessCase | None = None
    """Why it is worth its money."""
    scores: dict[str, Number] = {}  # noqa: RUF012 - msgspec copies the default
    """Scores by prioritisation criterion."""
    selection: Selection | None = None
    """Input to the choice of the portfolio."""
    tolerances: Tolerances | None = None
    """Override the programme's, which override the office's."""
    closure: ProjectClosure | None = None
    """How it ended."""
    approvals: tuple[Approval, ...] = ()
    """Approvals of the charter."""

    @property
    def is_mandatory(self) -> bool:
        """Whether the project must be done whatever its value."""
        return self.selection is not None and self.selection.mandatory
