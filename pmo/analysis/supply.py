"""Vendors: what they owe, what they get, how well they do, and what hangs on them.

Amounts are in the office's currency; those of a currency without a rate are None and named. Days after the day count
as not yet come, so that an old report stays true.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pmo.analysis.calendars import WorkingCalendar, calendar_of
from pmo.analysis.loads import horizon
from pmo.analysis.money import Money, converted
from pmo.analysis.periods import spans
from pmo.analysis.progress import MilestoneProgress, progress_of
from pmo.analysis.registers import WeighedRisk, open_risks
from pmo.model.once import once
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.model.vendors import Contract, ContractDeliverable, ServiceLevel, Vendor, VendorReview

ContractState = Literal["to-come", "running", "ended"]
DeliveryState = Literal["overdue", "delivered", "planned", "accepted"]
"""Overdue: not delivered by its day; delivered: waits for acceptance."""
NoticeState = Literal["passed", "near", "later"]
"""Passed: the contract runs and it is too late to give notice; near: within the office's horizon."""
Trend = Literal["better", "same", "worse"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something that is owed under a contract."""

    contract: Contract
    deliverable: ContractDeliverable
    state: DeliveryState
    late_days: int
    """Working days from its day to its delivery, else to the day; 0 in time."""
    waiting_days: int
    """Working days that it waits for acceptance."""


@dataclass(frozen=True, slots=True)
class Service:
    """A promised level of service."""

    contract: Contract
    level: ServiceLevel
    is_missed: bool | None
    """None while nothing is promised or measured."""


@dataclass(frozen=True, slots=True)
class ContractStanding:
    """A contract on a day."""

    vendor: Vendor
    contract: Contract
    state: ContractState
    value: Decimal | None
    invoiced: Decimal | None
    paid: Decimal | None
    has_rate: bool
    """Whether its amounts can be converted."""
    notice_by: datetime.date | None
    """Last day on which notice can be given: the end less the days of notice."""
    notice: NoticeState | None
    """None without such a day, and where the contract has ended."""
    notice_in_days: int | None
    """Working days until then; negative once it has passed."""
    goes_on: tuple[str, ...]
    """Ids of the projects in which the work goes on although the contract has ended, and no later one takes over."""
    deliveries: tuple[Delivery, ...]
    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A review of a vendor, with what follows."""

    review: VendorReview
    mean: Decimal | None
    """Mean of the scores that were given."""
    trend: Trend | None
    """Against the review before."""


@dataclass(frozen=True, slots=True)
class Supplier:
    """A vendor on a day."""

    vendor: Vendor
    contracts: tuple[ContractStanding, ...]
    projects: tuple[str, ...]
    """Ids of the projects that have contracts, milestones, budget lines or risks with it."""
    milestones: tuple[tuple[Project, MilestoneProgress], ...]
    """Open milestones of open projects that are with it."""
    risks: tuple[WeighedRisk, ...]
    """Open risks that come from it, the heaviest first."""
    scorecards: tuple[Scorecard, ...]
    """The latest last."""
    budgeted: Decimal | None
    """Amounts of the budget lines of open projects that it is paid from; None where there is no such line."""

    def sum_of(self, name: Literal["value", "invoiced", "paid"]) -> Decimal | None:
        """Over its contracts; None where none has such an amount that can be converted."""
        amounts = [amount for one in self.contracts if (amount := getattr(one, name)) is not None]
        return sum(amounts, Decimal(0)) if amounts else None

    @property
    def critical(self) -> int:
        """Its open milestones that are critical."""
        return sum(one.milestone.critical for _, one in self.milestones)


@dataclass(frozen=True, slots=True)
class Supply:
    """The vendors of some projects."""

    suppliers: tuple[Supplier, ...]
    critical: int
    """Open critical milestones of all open projects, whoever they are with."""
    unknown: tuple[str, ...]
    """Ids that milestones, budget lines or risks name and that are no vendor."""

    def share(self, supplier: Supplier, name: Literal["value", "invoiced", "paid"]) -> float | None:
        """Of the sum over all vendors."""
        total, own = self._total(name), supplier.sum_of(name)
        return float(own / total) if own is not None and total else None

    def critical_share(self, supplier: Supplier) -> float | None:
        """Of the open critical milestones."""
        return supplier.critical / self.critical if self.critical else None

    @property
    def concentration(self) -> float | None:
        """Herfindahl-Hirschman index of what was invoiced: the sum of squared shares, 1 for a single vendor."""
        shares = [share for one in self.suppliers if (share := self.share(one, "invoiced")) is not None]
        return sum(share * share for share in shares) if shares else None

    def _total(self, name: Literal["value", "invoiced", "paid"]) -> Decimal:
        return sum((own for one in self.suppliers if (own := one.sum_of(name)) is not None), Decimal(0))


def supply(
    portfolio: Portfolio, projects: Iterable[Project], holders: Iterable[Holder], as_of: datetime.date
) -> Supply:
    """The vendors of these projects; ``holders`` are those whose risks count.

    A contract counts where it is for one of the projects, or for none. Vendors without anything for these projects are
    left out, where they have something for others.
    """
    chosen = tuple(projects)
    risks = [one for one in open_risks(portfolio, holders) if one.risk.vendor]
    open_ = [one for one in chosen if one.is_open]
    progress = {one.id: progress_of(portfolio, one, as_of).milestones for one in open_}
    pending = [(project, one) for project in open_ for one in progress[project.id] if one.state != "reached"]
    suppliers = []
    ids = frozenset(one.id for one in chosen)
    for vendor in portfolio.vendors.values():
        of_these = [one for one in vendor.contracts if one.project is None or one.project.lower() in ids]
        found = _supplier(portfolio, vendor, of_these, chosen, pending, risks, as_of)
        if of_these or found.projects or not vendor.contracts:
            suppliers.append(found)
    named = {(one.milestone.vendor or "").lower() for _, one in pending}
    named |= {(one.risk.vendor or "").lower() for one in risks}
    named |= {(line.vendor or "").lower() for one in open_ if one.budget for line in one.budget.lines}
    return Supply(
        suppliers=tuple(suppliers),
        critical=sum(one.milestone.critical for _, one in pending),
        unknown=tuple(sorted(named - portfolio.vendors.keys() - {""})),
    )


def _supplier(
    portfolio: Portfolio,
    vendor: Vendor,
    contracts: Sequence[Contract],
    projects: Sequence[Project],
    pending: Sequence[tuple[Project, MilestoneProgress]],
    risks: Sequence[WeighedRisk],
    as_of: datetime.date,
) -> Supplier:
    id_ = vendor.id.lower()
    milestones = [pair for pair in pending if (pair[1].milestone.vendor or "").lower() == id_]
    own_risks = [one for one in risks if (one.risk.vendor or "").lower() == id_]
    budgeted: Decimal | None = None
    with_lines = []
    for project in projects:
        lines = (
            [line for line in project.budget.lines if (line.vendor or "").lower() == id_]
            if project.budget
            else []
        )
        if not lines or not project.is_open:
            continue
        with_lines.append(project.id)
        amount = sum((line.amount for line in lines), Decimal(0))
        own = converted(portfolio, Money(amount, portfolio.currency_of(project)))
        if own is not None:
            budgeted = (budgeted or Decimal(0)) + own.amount
    known = {one.id for one in projects}
    touched = [
        *(one.project.lower() for one in contracts if one.project is not None),
        *(project.id for project, _ in milestones),
        *with_lines,
        *(one.holder.id for one in own_risks if isinstance(one.holder, Project)),
    ]
    return Supplier(
        vendor=vendor,
        contracts=tuple(_standing(portfolio, vendor, one, as_of) for one in contracts),
        projects=tuple(sorted({one for one in touched if one in known})),
        milestones=tuple(milestones),
        risks=tuple(own_risks),
        scorecards=_scorecards(vendor, as_of),
        budgeted=budgeted,
    )


def _standing(
    portfolio: Portfolio, vendor: Vendor, contract: Contract, as_of: datetime.date
) -> ContractStanding:
    calendar = calendar_of(portfolio)
    office = portfolio.currency

    def amount(value: Decimal | None) -> Decimal | None:
        own = (
            converted(portfolio, Money(Decimal(value), contract.currency or office))
            if value is not None
            else None
        )
        return own.amount if own is not None else None

    state: ContractState = "running"
    if contract.end is not None and contract.end < as_of:
        state = "ended"
    elif contract.start is not None and contract.start > as_of:
        state = "to-come"
    notice_by = notice_day(calendar, contract)
    notice: NoticeState | None = None
    if notice_by is not None and state != "ended":
        notice = (
            "passed" if notice_by < as_of else "near" if notice_by <= horizon(portfolio, as_of) else "later"
        )
    return ContractStanding(
        vendor=vendor,
        contract=contract,
        state=state,
        value=amount(contract.value),
        invoiced=amount(contract.invoiced),
        paid=amount(contract.paid),
        has_rate=converted(portfolio, Money(Decimal(0), contract.currency or office)) is not None,
        notice_by=notice_by,
        notice=notice,
        notice_in_days=calendar.working_days_between(as_of, notice_by) if notice and notice_by else None,
        goes_on=_goes_on(portfolio, vendor, contract, as_of) if state == "ended" else (),
        deliveries=tuple(_delivery(calendar, contract, one, as_of) for one in contract.deliverables),
        services=tuple(
            Service(contract, one, is_missed(one))
            for one in contract.service_levels
            if one.period is None or spans(portfolio)[one.period.text][0] <= as_of
        ),
    )


def _goes_on(
    portfolio: Portfolio, vendor: Vendor, contract: Contract, as_of: datetime.date
) -> tuple[str, ...]:
    if contract.end is None or (contract.start is not None and contract.end < contract.start):
        return ()
    found = []
    for project in served(portfolio, vendor, contract):
        ends = [one.end or datetime.date.max for one in vendor.contracts if _serves(one, project)]
        if max(ends) <= contract.end and work_after(project, vendor.id, contract.end, as_of) is not None:
            found.append(project.id)
    return tuple(found)


def _serves(contract: Contract, project: Project) -> bool:
    return contract.project is None or contract.project.lower() == project.id


def served(portfolio: Portfolio, vendor: Vendor, contract: Contract) -> Iterator[Project]:
    """The open projects that a contract is about; one for several counts where the vendor has work."""
    if contract.project is None:
        yield from _projects_of_vendors(portfolio).get(vendor.id.lower(), {}).values()
    else:
        project = portfolio.projects.get(contract.project.lower())
        if project is not None and project.is_open:
            yield project


@once
def _projects_of_vendors(portfolio: Portfolio) -> Mapping[str, Mapping[str, Project]]:
    """By vendor the open projects, by their ids, that have milestones with it."""
    found: dict[str, dict[str, Project]] = defaultdict(dict)
    for project in portfolio.projects.values():
        for milestone in project.milestones if project.is_open else ():
            if milestone.vendor is not None:
                found[milestone.vendor.lower()][project.id] = project
    return found


def work_after(project: Project, vendor: str, end: datetime.date, as_of: datetime.date) -> int | None:
    """What shows that a vendor's work goes on after the end of its contract.

    The position of a milestone that is still open; -1 where the project is active and no milestone says so; None where
    nothing shows it.
    """
    for index, milestone in enumerate(project.milestones):
        if (milestone.vendor or "").lower() != vendor.lower() or milestone.actual is not None:
            continue
        expected = milestone.forecast or milestone.baseline
        if end < as_of or (expected is not None and expected > end):
            return index
    return -1 if end < as_of and project.is_running else None


def notice_day(calendar: WorkingCalendar, contract: Contract) -> datetime.date | None:
    """The day by which notice must be given; without days of notice there is none."""
    if contract.end is None or contract.notice_days is None:
        return None
    if not contract.notice_days:
        return contract.end
    return calendar.add_working_days(contract.end, -contract.notice_days)


def _delivery(
    calendar: WorkingCalendar, contract: Contract, one: ContractDeliverable, as_of: datetime.date
) -> Delivery:
    accepted = one.accepted if one.accepted is not None and one.accepted <= as_of else None
    delivered = one.delivered if one.delivered is not None and one.delivered <= as_of else accepted
    state: DeliveryState = "planned"
    if accepted is not None:
        state = "accepted"
    elif delivered is not None:
        state = "delivered"
    elif one.due is not None and one.due < as_of:
        state = "overdue"
    late = calendar.working_days_between(one.due, delivered or as_of) if one.due is not None else 0
    waiting = calendar.working_days_between(delivered, as_of) if state == "delivered" and delivered else 0
    return Delivery(contract, one, state, max(late, 0), waiting)


def is_missed(level: ServiceLevel) -> bool | None:
    """Whether a promised level was not reached; None while nothing is promised or measured."""
    if level.target is None or level.actual is None:
        return None
    return level.actual > level.target if level.direction == "down" else level.actual < level.target


def _scorecards(vendor: Vendor, as_of: datetime.date) -> tuple[Scorecard, ...]:
    found: list[Scorecard] = []
    before: Decimal | None = None
    for review in sorted((one for one in vendor.reviews if one.date <= as_of), key=lambda one: one.date):
        scores = [one for one in (review.quality, review.delivery, review.cost) if one is not None]
        mean = sum(scores, Decimal(0)) / len(scores) if scores else None
        trend: Trend | None = None
        if mean is not None and before is not None:
            trend = "better" if mean > before else "worse" if mean < before else "same"
        found.append(Scorecard(review, mean, trend))
        before = mean if mean is not None else before
    return tuple(found)
