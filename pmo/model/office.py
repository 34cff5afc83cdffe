"""`pmo.yaml`: the office itself and the house rules."""

from typing import Annotated, Any, Literal

from msgspec import Meta, field

from pmo.model.base import Record, Shape
from pmo.model.scalars import (
    ApproverRef,
    BodyRef,
    Count,
    Currency,
    Date,
    Days,
    Expression,
    Id,
    Measure,
    NonNegative,
    Number,
    ObjectiveRef,
    Period,
    PersonRef,
    ProgrammeRef,
    RoleRef,
    Share,
    Text,
    Texts,
    Weekday,
)
from pmo.model.shared import Kpi

GovernanceModel = Literal["supportive", "controlling", "directive"]
RankingMethod = Literal["weighted", "wsjf", "rice", "ahp", "topsis"]
MatrixRow = Annotated[str, Meta(pattern=r"^[GYOR]{5}$(?!\n)")]


class OfficeProfile(Shape, frozen=True, kw_only=True):
    """Who the office is and how strictly it governs."""

    name: Text
    """Name of the office or of the organisation's portfolio."""
    model: GovernanceModel = "controlling"
    """Supportive warns; controlling makes governance findings errors; directive also demands the office's approval of gates and changes."""
    role: Literal["repository", "coach", "enterprise"] | None = None
    """What the office is for the organisation."""
    sourcing: Literal["internal", "external"] | None = None
    """Whether the office is staffed from inside or bought."""
    purpose: Text | None = None
    """Why the office exists."""
    sponsor: PersonRef | None = None
    """Executive who answers for the office."""
    head: PersonRef | None = None
    """Head of the office; stands for the reserved role `office`."""


class Closure(Record, frozen=True, kw_only=True):
    """Days on which the office is closed."""

    from_: Date = field(name="from")
    """First day."""
    to: Date
    """Last day."""
    why: Text | None = None
    """Reason."""


class WorkCalendar(Shape, frozen=True, kw_only=True):
    """Working days and hours."""

    country: Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)")] | None = None
    """ISO 3166 country whose public holidays apply; none means no public holidays."""
    subdivision: Text | None = None
    """State or province with holidays of its own."""
    workweek: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
    """Days of the week that are worked."""
    hours_per_day: NonNegative = NonNegative(8)
    """Hours of a working day."""
    fiscal_year_start: Annotated[int, Meta(ge=1, le=12)] = 1
    """Month in which the fiscal year begins."""
    holidays: tuple[Date, ...] = ()
    """Further days off."""
    closures: tuple[Closure, ...] = ()
    """Stretches of days off."""


class NamedCalendar(WorkCalendar, frozen=True, kw_only=True):
    """A calendar for people elsewhere."""

    id: Id
    """Identifier that a person's `calendar` names."""


class Reporting(Shape, frozen=True, kw_only=True):
    """How often projects report."""

    cycle: Literal["weekly", "fortnightly", "monthly", "quarterly"] = "monthly"
    """Time between two status updates of a project."""
    grace_days: Days = 5
    """Working days after the cycle's end before a status update counts as late."""


class Thresholds(Shape, frozen=True, kw_only=True):
    """Where green ends and where red begins."""

    amber: Number
    """Green up to here, or from here where more is better."""
    red: Number
    """Red beyond here."""


class HealthRules(Shape, frozen=True, kw_only=True):
    """Thresholds of the computed health (RAG)."""

    schedule_slip: Thresholds = Thresholds(amber=Number("0.05"), red=Number("0.10"))
    """Forecast finish slip over baseline duration."""
    spi: Thresholds = Thresholds(amber=Number("0.95"), red=Number("0.90"))
    """Schedule performance index, by time where it can be computed."""
    cost_overrun: Thresholds = Thresholds(amber=Number("0.05"), red=Number("0.10"))
    """Estimate at completion over budget, less 1."""
    cpi: Thresholds = Thresholds(amber=Number("0.95"), red=Number("0.90"))
    """Cost performance index."""
    load: Thresholds = Thresholds(amber=Number("1.00"), red=Number("1.20"))
    """Peak load over capacity."""
    scope: Thresholds = Thresholds(amber=Number("0.10"), red=Number("0.25"))
    """Share of deliverables overdue or rejected."""
    benefits_drift: Thresholds = Thresholds(amber=Number("0.15"), red=Number("0.30"))
    """(Planned to date - measured) / planned to date."""
    horizon_days: Days = 60
    """Working days ahead in which loads count."""
    overload_days: Days = 5
    """Working days an overload must last to count."""
    unfilled_days: Days = 20
    """Working days before the need at which an unfilled role counts."""
    pending_change_days: Days = 30
    """Working days after which a change still waiting for its decision is amber."""
    overall: Literal["worst", "declared"] = "worst"
    """How the overall colour follows from the dimensions."""
    trend_points: Annotated[int, Meta(ge=3)] = 4
    """Latest periods, reports or milestones that the trend of an early warning is drawn through."""
    trend_days: Days = 120
    """Working days ahead within which a falling index must reach red to be warned of."""


class RiskRules(Shape, frozen=True, kw_only=True):
    """Scales and matrix of risks."""

    probability: Annotated[tuple[Share, ...], Meta(min_length=5, max_length=5)] = (
        Share("0"),
        Share("0.20"),
        Share("0.40"),
        Share("0.60"),
        Share("0.80"),
    )
    """Lower edges of the five probability bands; a band includes its lower edge."""
    impact: Annotated[tuple[NonNegative, ...], Meta(min_length=5, max_length=5)] = (
        NonNegative("0"),
        NonNegative("0.01"),
        NonNegative("0.05"),
        NonNegative("0.10"),
        NonNegative("0.20"),
    )
    """Lower edges of the five impact bands, as fractions of cost or time."""
    matrix: Annotated[tuple[MatrixRow, ...], Meta(min_length=5, max_length=5)] = (
        "OORRR",
        "YOORR",
        "GYOOR",
        "GGYOO",
        "GGGYO",
    )
    """Cells for threats: first row probability 5, columns impact 1 to 5; G accept, Y watch, O act, R escalate."""
    opportunity_matrix: Annotated[tuple[MatrixRow, ...], Meta(min_length=5, max_length=5)] = (
        "OORRR",
        "YOORR",
        "GYOOR",
        "GGYOO",
        "GGGYO",
    )
    """Cells for opportunities: R the ones most worth pursuing."""
    review_days: Days = 30
    """Working days after which an open risk must have been reviewed again."""


class CriterionScale(Shape, frozen=True, kw_only=True):
    """Fixed range on which a criterion is scored."""

    min: Number = Number(1)
    """Lowest score."""
    max: Number = Number(5)
    """Highest score."""
    anchors: dict[str, Text] = {}  # noqa: RUF012 - msgspec copies the default
    """What a score means, in words."""


class Criterion(Record, frozen=True, kw_only=True):
    """A prioritisation criterion."""

    id: Id
    """Identifier that a charter's `scores` names."""
    title: Text
    """What is judged."""
    weight: NonNegative | None = None
    """Weight against the other criteria. Default: 1."""
    direction: Literal["max", "min"] = "max"
    """Whether more or less is better."""
    scale: CriterionScale = CriterionScale()
    """Range of the scores."""
    value: Expression | None = None
    """Expression over the project's facts that gives the score; otherwise people give it in the charter."""


class BudgetLimit(Record, frozen=True, kw_only=True):
    """Money available in a period."""

    period: Period
    """The period."""
    amount: NonNegative
    """Amount in the office's currency."""


class CapacityLimit(Record, frozen=True, kw_only=True):
    """People of a role available in a period."""

    role: RoleRef
    """The role."""
    period: Period
    """The period."""
    fte: NonNegative
    """Full-time equivalents."""


class Minimum(Record, frozen=True, kw_only=True):
    """Least that the selection must give a programme or an objective."""

    programme: ProgrammeRef | None = None
    """The programme."""
    objective: ObjectiveRef | None = None
    """The objective."""
    projects: Count | None = None
    """Least number of selected projects."""
    value: NonNegative | None = None
    """Least value of the selected projects."""


class SelectionConstraints(Shape, frozen=True, kw_only=True):
    """Limits within which projects are selected."""

    budget: tuple[BudgetLimit, ...] = ()
    """Money per period; what is left does not carry over."""
    capacity: tuple[CapacityLimit, ...] = ()
    """People per role and period."""
    max_projects: Count | None = None
    """Most projects that may be selected."""
    minimums: tuple[Minimum, ...] = ()
    """Least share of programmes and objectives."""


class Prioritisation(Shape, frozen=True, kw_only=True):
    """How projects are ranked and selected."""

    method: RankingMethod = "weighted"
    """Ranking method."""
    criteria: tuple[Criterion, ...] = ()
    """Criteria with weights and scales."""
    comparisons: tuple[tuple[Id, Id, NonNegative], ...] = ()
    """Pairwise judgements for AHP: the first criterion is that many times as important as the second."""
    constraints: SelectionConstraints = SelectionConstraints()
    """Limits of the selection."""
    discount_rate: Number | None = None
    """Yearly rate of discounting, a fraction."""
    finance_rate: Number | None = None
    """Rate paid for borrowed money (MIRR), a fraction."""
    reinvest_rate: Number | None = None
    """Rate earned on returns (MIRR), a fraction."""


class Body(Record, frozen=True, kw_only=True):
    """A governance body: steering group, portfolio board, change board."""

    id: Id
    """Identifier."""
    name: Text
    """Name."""
    members: tuple[PersonRef, ...] = ()
    """People in it."""
    meets: Text | None = None
    """How often it meets."""
    decides: Texts = ()
    """What it has the right to decide."""


class Tolerances(Shape, frozen=True, kw_only=True):
    """How far a forecast may leave the baseline before it is an exception."""

    cost: NonNegative | None = None
    """Overrun as a fraction of the approved budget."""
    schedule_days: Days | None = None
    """Delay of the finish in working days."""
    scope: Measure | None = None
    """Permitted deviation of scope, as a number or in words."""
    quality: Measure | None = None
    """Permitted deviation of quality, as a number or in words."""
    risk: Measure | None = None
    """Permitted exposure, as a number or in words."""
    benefits: NonNegative | None = None
    """Shortfall as a fraction of the target."""


class Authority(Record, frozen=True, kw_only=True):
    """What a body or role may approve alone; without a limit, anything."""

    body: BodyRef | None = None
    """The body."""
    role: RoleRef | None = None
    """The role; `manager`, `sponsor` and `office` are the project's own and the head of the office."""
    max_cost: NonNegative | None = None
    """Largest change of cost, in the office's currency."""
    max_days: Days | None = None
    """Largest change of the finish in working days."""


class Delegation(Record, frozen=True, kw_only=True):
    """Authority that one person lends another for a time."""

    from_: PersonRef = field(name="from")
    """Who lends it."""
    to: PersonRef
    """Who receives it."""
    start: Date
    """First day."""
    end: Date
    """Last day."""


class EscalationStep(Record, frozen=True, kw_only=True):
    """When to escalate, to whom and how fast."""

    when: Expression
    """Condition over the project's facts."""
    to: ApproverRef
    """Body, role or person."""
    within_days: Days | None = None
    """Working days until it must be there."""


class Governance(Shape, frozen=True, kw_only=True):
    """Who decides what."""

    bodies: tuple[Body, ...] = ()
    """Governance bodies."""
    tolerances: Tolerances = Tolerances()
    """Default tolerances; programmes and charters override them."""
    authority: tuple[Authority, ...] = ()
    """Limits of approval, lowest first."""
    delegations: tuple[Delegation, ...] = ()
    """Lent authority."""
    escalation: tuple[EscalationStep, ...] = ()
    """The escalation path."""


class ValidationRules(Shape, frozen=True, kw_only=True):
    """Which rules run, and how severe they are."""

    select: tuple[Text, ...] = ()
    """Codes or prefixes to run; empty runs all."""
    ignore: tuple[Text, ...] = ()
    """Codes or prefixes to leave out."""
    severity: dict[str, Literal["error", "warning", "info", "off"]] = {}  # noqa: RUF012 - msgspec copies the default
    """Severity by code or prefix."""


class Office(Record, frozen=True, kw_only=True):
    """The PMO itself and the house rules.

    Example:

        format: 1
        office:
          name: Portfolio Office
          model: controlling
          head: ana
        currency: EUR
        locale: en
        reporting:
          cycle: monthly
          grace_days: 5
    """

    format: Literal[1]
    """Version of this file format."""
    office: OfficeProfile
    """Who the office is."""
    currency: Currency
    """ISO 4217 code of the office's currency."""
    fx: dict[Currency, NonNegative] = {}  # noqa: RUF012 - msgspec copies the default
    """Exchange rates: office currency per unit of the other."""
    locale: Text = "en"
    """Language of what readers see."""
    calendar: WorkCalendar = WorkCalendar()
    """The office's working calendar."""
    calendars: tuple[NamedCalendar, ...] = ()
    """Calendars for people elsewhere."""
    reporting: Reporting = Reporting()
    """Reporting cycle."""
    health: HealthRules = HealthRules()
    """Thresholds of the computed health."""
    risk: RiskRules = RiskRules()
    """Scales and matrix of risks."""
    prioritisation: Prioritisation = Prioritisation()
    """Ranking and selection of projects."""
    governance: Governance = Governance()
    """Who decides what."""
    validate: ValidationRules = ValidationRules()
    """Which rules run."""
    custom_fields: dict[str, dict[str, Any]] = {}  # noqa: RUF012 - msgspec copies the default
    """A JSON Schema for `custom` per kind of document."""
    kpis: tuple[Kpi, ...] = ()
    """The office's own success measures."""
