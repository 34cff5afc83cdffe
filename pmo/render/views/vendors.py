"""The view of `pmo vendors`: contracts, deliveries, service, money, concentration, scorecards, what hangs on whom."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pmo.analysis.supply import ContractStanding, Delivery, Scorecard, Service, Supplier, Supply, supply
from pmo.locale import Language
from pmo.model.portfolio import Portfolio, Project
from pmo.model.scalars import Period
from pmo.render.views.parts import Heading, MilestoneRow, RiskRow, milestone_row, risk_row

TEMPLATE = "vendors.md.jinja"
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class VendorRow:
    """A vendor."""

    id: str
    """Its id."""
    name: str
    """Name of the company."""
    category: str | None
    """What it supplies."""
    contact: str | None
    """Whom to talk to."""
    projects: tuple[str, ...]
    """Ids of the projects that have contracts, milestones, budget lines or risks with it."""
    contracts: int
    """Contracts."""
    running: int
    """Contracts that have not ended."""
    value: Decimal | None
    """What they are worth, in the office's currency."""
    invoiced: Decimal | None
    """Invoiced so far."""
    paid: Decimal | None
    """Paid so far."""
    unpaid: Decimal | None
    """Invoiced and not paid."""
    budgeted: Decimal | None
    """Amounts of the budget lines of open projects that it is paid from."""
    share_of_value: float | None
    """Of the value of all contracts."""
    share_of_invoiced: float | None
    """Of all that was invoiced."""
    critical_milestones: int
    """Open critical milestones with it."""
    share_of_critical: float | None
    """Of all open critical milestones of the projects."""
    overdue: int
    """Deliverables that are overdue."""
    not_accepted: int
    """Deliverables that are delivered and wait for acceptance."""
    delivered_late: int
    """Deliverables that came after their day."""
    levels_missed: int
    """Service levels that were missed."""
    levels: int
    """Service levels that were measured."""
    notices: int
    """Contracts whose day of notice is near or has passed, and those that ended while the work goes on."""
    open_milestones: int
    """Open milestones with it."""
    late_milestones: int
    """Of these overdue or late."""
    risks: int
    """Open risks that come from it."""
    score: Decimal | None
    """Mean of the scores of the last review, 1 (poor) to 5 (excellent)."""
    trend: str | None
    """better, same or worse than the review before."""
    reviewed: datetime.date | None
    """Day of the last review."""


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract."""

    address: str
    """`vendors/<vendor>/contracts/<id>`."""
    vendor: str
    """Name of the vendor."""
    title: str
    """What it is about."""
    project: str | None
    """Id of the project that it serves; None for several."""
    type: str | None
    """fixed, time-and-materials, framework or licence."""
    state: str
    """to-come, running or ended."""
    start: datetime.date | None
    """First day."""
    end: datetime.date | None
    """Last day."""
    notice_by: datetime.date | None
    """Last day on which notice can be given."""
    notice: str | None
    """passed, near (within the office's horizon) or later."""
    notice_in_days: int | None
    """Working days until then; negative once it has passed."""
    goes_on: tuple[str, ...]
    """Ids of the projects in which the work goes on although it has ended, and no later contract takes over."""
    currency: str
    """Its own currency."""
    own_value: Decimal | None
    """Its value in its own currency."""
    value: Decimal | None
    """In the office's currency; None without an exchange rate."""
    invoiced: Decimal | None
    """Invoiced so far."""
    paid: Decimal | None
    """Paid so far."""
    left: Decimal | None
    """Value less invoiced."""
    unpaid: Decimal | None
    """Invoiced less paid."""
    invoiced_share: float | None
    """Invoiced as a fraction of the value."""
    reason: str | None
    """Why its amounts are None, where it has some."""


@dataclass(frozen=True, slots=True)
class DeliverableRow:
    """Something that a vendor owes."""

    vendor: str
    """Name of the vendor."""
    contract: str
    """Id of the contract."""
    project: str | None
    """Id of the project."""
    title: str
    """What is delivered."""
    due: datetime.date | None
    """Agreed day."""
    delivered: datetime.date | None
    """Day of delivery."""
    accepted: datetime.date | None
    """Day of acceptance."""
    state: str
    """overdue, delivered (waits for acceptance), planned or accepted."""
    late_days: int
    """Working days after its day."""
    waiting_days: int
    """Working days that it waits for acceptance."""


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A promised level of service."""

    vendor: str
    """Name of the vendor."""
    contract: str
    """Id of the contract."""
    measure: str
    """What is measured."""
    target: Decimal | None
    """Promised level."""
    actual: Decimal | None
    """Measured level."""
    period: Period | None
    """Period of the measurement."""
    missed: bool | None
    """Whether it was missed; None while nothing is promised or measured."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review of a vendor; scores 1 (poor) to 5 (excellent)."""

    vendor: str
    """Name of the vendor."""
    date: datetime.date
    """Day of the review."""
    quality: Decimal | None
    """Quality of what was delivered."""
    delivery: Decimal | None
    """Punctuality and completeness."""
    cost: Decimal | None
    """Value for money."""
    mean: Decimal | None
    """Mean of the scores that were given, to one decimal."""
    trend: str | None
    """better, same or worse than the review before."""
    comment: str | None
    """Remark."""


@dataclass(frozen=True, slots=True)
class VendorMilestoneRow:
    """An open milestone that is with a vendor."""

    vendor: str
    """Name of the vendor."""
    milestone: MilestoneRow
    """The milestone."""


@dataclass(frozen=True, slots=True)
class VendorRiskRow:
    """An open risk that comes from a vendor."""

    vendor: str
    """Name of the vendor."""
    risk: RiskRow
    """The risk."""


@dataclass(frozen=True, slots=True)
class ConcentrationView:
    """How much hangs on few vendors."""

    hhi: float | None
    """Herfindahl-Hirschman index of what was invoiced: sum of squared shares, 1 for a single vendor."""
    largest: str | None
    """Name of the vendor that invoiced most."""
    largest_share: float | None
    """Its share."""
    critical_milestones: int
    """Open critical milestones of the projects."""
    with_vendors: int
    """Of these with a vendor."""


@dataclass(frozen=True, slots=True)
class VendorsView:
    """Vendors."""

    heading: Heading
    """Portfolio, revision and day."""
    currency: str
    """Currency of the sums: the office's."""
    vendor: str | None
    """Id of the vendor that it is about; None for all."""
    vendors: tuple[VendorRow, ...]
    """Those that need most attention first."""
    contracts: tuple[ContractRow, ...]
    """By the day of notice, then by the end."""
    deliverables: tuple[DeliverableRow, ...]
    """Overdue first, then those that wait for acceptance, then what is to come, then what is accepted."""
    service_levels: tuple[ServiceRow, ...]
    """The missed ones first."""
    reviews: tuple[ReviewRow, ...]
    """By vendor, the latest last."""
    milestones: tuple[VendorMilestoneRow, ...]
    """In order of their dates."""
    risks: tuple[VendorRiskRow, ...]
    """The heaviest first."""
    concentration: ConcentrationView
    """Over all vendors, also where it is about one."""
    value: Decimal | None
    """Value of the contracts."""
    invoiced: Decimal | None
    """Invoiced so far."""
    paid: Decimal | None
    """Paid so far."""
    not_converted: tuple[str, ...]
    """Addresses of contracts that are in no sum, for want of an exchange rate."""
    unknown: tuple[str, ...]
    """Ids that are named as vendors and are none."""


def vendors_view(
    portfolio: Portfolio,
    projects: Iterable[Project],
    heading: Heading,
    language: Language,
    vendor: str | None = None,
) -> VendorsView:
    """The vendors of these projects, or one of them in depth."""
    chosen = tuple(projects)
    holders = portfolio.holders if heading.narrowed is None else chosen
    found = supply(portfolio, chosen, holders, heading.as_of)
    key = vendor.lower() if vendor is not None else None
    shown = [one for one in found.suppliers if key is None or one.vendor.id.lower() == key]
    shown.sort(key=lambda one: _urgency(_vendor(found, one)))
    standings = [standing for one in shown for standing in one.contracts]
    standings.sort(key=_by_notice)
    deliveries = [(one.vendor, delivery) for one in standings for delivery in one.deliveries]
    deliveries.sort(key=lambda pair: _by_state(pair[1]))
    services = [(one.vendor, service) for one in standings for service in one.services]
    services.sort(key=lambda pair: pair[1].is_missed is not True)
    milestones = [(one.vendor, *pair) for one in shown for pair in one.milestones]
    milestones.sort(
        key=lambda each: (each[2].expected or datetime.date.max, each[1].id, each[2].milestone.id)
    )
    return VendorsView(
        heading=heading,
        currency=portfolio.currency,
        vendor=vendor,
        vendors=tuple(_vendor(found, one) for one in shown),
        contracts=tuple(_contract(portfolio, one, language) for one in standings),
        deliverables=tuple(_deliverable(who.name, one) for who, one in deliveries),
        service_levels=tuple(_service(who.name, one) for who, one in services),
        reviews=tuple(_review(one.vendor.name, each) for one in shown for each in one.scorecards),
        milestones=tuple(
            VendorMilestoneRow(who.name, milestone_row(portfolio, project, one))
            for who, project, one in milestones
        ),
        risks=tuple(
            VendorRiskRow(one.vendor.name, risk_row(portfolio, risk)) for one in shown for risk in one.risks
        ),
        concentration=_concentration(found),
        value=_sum(one.value for one in standings),
        invoiced=_sum(one.invoiced for one in standings),
        paid=_sum(one.paid for one in standings),
        not_converted=tuple(_address(one) for one in standings if not one.has_rate),
        unknown=found.unknown if vendor is None else (),
    )


def _urgency(row: VendorRow) -> tuple[int, Decimal, str]:
    troubles = row.overdue + row.not_accepted + row.levels_missed + row.notices + row.late_milestones
    return -troubles, -(row.value or Decimal(0)), row.id


def _by_notice(one: ContractStanding) -> tuple[bool, datetime.date, datetime.date, str]:
    last = datetime.date.max
    return (
        one.state == "ended" and not one.goes_on,
        one.notice_by or last,
        one.contract.end or last,
        _address(one),
    )


def _by_state(one: Delivery) -> tuple[int, datetime.date]:
    order = ("overdue", "delivered", "planned", "accepted").index(one.state)
    return order, one.deliverable.due or datetime.date.max


def _address(one: ContractStanding) -> str:
    return f"vendors/{one.vendor.id}/contracts/{one.contract.id}"


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [one for one in amounts if one is not None]
    return sum(known, Decimal(0)) if known else None


def _less(whole: Decimal | None, part: Decimal | None) -> Decimal | None:
    return whole - part if whole is not None and part is not None else None


def _vendor(found: Supply, one: Supplier) -> VendorRow:
    deliveries = [delivery for standing in one.contracts for delivery in standing.deliveries]
    measured = [
        service
        for standing in one.contracts
        for service in standing.services
        if service.is_missed is not None
    ]
    last = one.scorecards[-1] if one.scorecards else None
    invoiced, paid = one.sum_of("invoiced"), one.sum_of("paid")
    return VendorRow(
        id=one.vendor.id,
        name=one.vendor.name,
        category=one.vendor.category,
        contact=one.vendor.contact,
        projects=one.projects,
        contracts=len(one.contracts),
        running=sum(each.state != "ended" for each in one.contracts),
        value=one.sum_of("value"),
        invoiced=invoiced,
        paid=paid,
        unpaid=_sum(_less(each.invoiced, each.paid) for each in one.contracts),
        budgeted=one.budgeted,
        share_of_value=found.share(one, "value"),
        share_of_invoiced=found.share(one, "invoiced"),
        critical_milestones=one.critical,
        share_of_critical=found.critical_share(one),
        overdue=sum(each.state == "overdue" for each in deliveries),
        not_accepted=sum(each.state == "delivered" for each in deliveries),
        delivered_late=sum(
            each.state in ("accepted", "delivered") and each.late_days > 0 for each in deliveries
        ),
        levels_missed=sum(each.is_missed is True for each in measured),
        levels=len(measured),
        notices=sum(each.notice in ("passed", "near") or bool(each.goes_on) for each in one.contracts),
        open_milestones=len(one.milestones),
        late_milestones=sum(each.state in ("overdue", "late") for _, each in one.milestones),
        risks=len(one.risks),
        score=_tenth(last.mean) if last is not None else None,
        trend=last.trend if last is not None else None,
        reviewed=last.review.date if last is not None else None,
    )


def _contract(portfolio: Portfolio, one: ContractStanding, language: Language) -> ContractRow:
    contract = one.contract
    office = portfolio.currency
    return ContractRow(
        address=_address(one),
        vendor=one.vendor.name,
        title=contract.title,
        project=contract.project,
        type=contract.type,
        state=one.state,
        start=contract.start,
        end=contract.end,
        notice_by=one.notice_by,
        notice=one.notice,
        notice_in_days=one.notice_in_days,
        goes_on=one.goes_on,
        currency=contract.currency or office,
        own_value=contract.value,
        value=one.value,
        invoiced=one.invoiced,
        paid=one.paid,
        left=_less(one.value, one.invoiced),
        unpaid=_less(one.invoiced, one.paid),
        invoiced_share=float(one.invoiced / one.value) if one.invoiced is not None and one.value else None,
        reason=None if one.has_rate else language.text("there is no exchange rate for its currency"),
    )


def _deliverable(vendor: str, one: Delivery) -> DeliverableRow:
    return DeliverableRow(
        vendor=vendor,
        contract=one.contract.id,
        project=one.contract.project,
        title=one.deliverable.title,
        due=one.deliverable.due,
        delivered=one.deliverable.delivered if one.state in ("delivered", "accepted") else None,
        accepted=one.deliverable.accepted if one.state == "accepted" else None,
        state=one.state,
        late_days=one.late_days,
        waiting_days=one.waiting_days,
    )


def _service(vendor: str, one: Service) -> ServiceRow:
    level = one.level
    return ServiceRow(
        *(vendor, one.contract.id, level.measure, level.target, level.actual, level.period, one.is_missed)
    )


def _review(vendor: str, one: Scorecard) -> ReviewRow:
    review = one.review
    return ReviewRow(
        *(vendor, review.date, review.quality, review.delivery, review.cost),
        mean=_tenth(one.mean),
        trend=one.trend,
        comment=review.comment,
    )


def _tenth(mean: Decimal | None) -> Decimal | None:
    return mean.quantize(_TENTH, ROUND_HALF_UP) if mean is not None else None


def _concentration(found: Supply) -> ConcentrationView:
    shares = [(found.share(one, "invoiced") or 0.0, one.vendor.name) for one in found.suppliers]
    share, name = max(shares, default=(0.0, ""))
    hhi = found.concentration
    return ConcentrationView(
        hhi=hhi,
        largest=name if hhi is not None else None,
        largest_share=share if hhi is not None else None,
        critical_milestones=found.critical,
        with_vendors=sum(one.critical for one in found.suppliers),
    )
