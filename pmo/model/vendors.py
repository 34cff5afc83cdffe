"""`vendors.yaml`: vendors, contracts, service levels and performance."""

from typing import Literal

from pmo.model.base import Record
from pmo.model.scalars import Currency, Date, Days, Id, NonNegative, Number, Period, ProjectRef, Rating, Text


class ContractDeliverable(Record, frozen=True, kw_only=True):
    """Something the vendor owes under a contract."""

    title: Text
    """What is delivered."""
    due: Date | None = None
    """Agreed day of delivery."""
    delivered: Date | None = None
    """Day of delivery."""
    accepted: Date | None = None
    """Day of acceptance."""


class ServiceLevel(Record, frozen=True, kw_only=True):
    """A promised level of service and what was measured."""

    measure: Text
    """What is measured."""
    target: Number | None = None
    """Promised level."""
    actual: Number | None = None
    """Measured level."""
    period: Period | None = None
    """Period of the measurement."""
    direction: Literal["up", "down"] | None = None
    """Whether more or less is better. Default: up."""


class Contract(Record, frozen=True, kw_only=True):
    """A contract with a vendor."""

    id: Id
    """Identifier."""
    title: Text
    """What it is about."""
    project: ProjectRef | None = None
    """Project it serves; none for several."""
    type: Literal["fixed", "time-and-materials", "framework", "licence"] | None = None
    """How it is priced."""
    value: NonNegative | None = None
    """Total value."""
    currency: Currency | None = None
    """Currency of its amounts. Default: the office's."""
    start: Date | None = None
    """First day."""
    end: Date | None = None
    """Last day."""
    notice_days: Days | None = None
    """Working days before the end by which notice must be given."""
    invoiced: NonNegative | None = None
    """Invoiced so far."""
    paid: NonNegative | None = None
    """Paid so far."""
    deliverables: tuple[ContractDeliverable, ...] = ()
    """What the vendor owes."""
    service_levels: tuple[ServiceLevel, ...] = ()
    """Promised service and measurements."""


class VendorReview(Record, frozen=True, kw_only=True):
    """A review of the vendor's performance; scores 1 (poor) to 5 (excellent)."""

    date: Date
    """Day of the review."""
    quality: Rating | None = None
    """Quality of what was delivered."""
    delivery: Rating | None = None
    """Punctuality and completeness."""
    cost: Rating | None = None
    """Value for money."""
    comment: Text | None = None
    """Remark."""


class Vendor(Record, frozen=True, kw_only=True):
    """An outside supplier."""

    id: Id
    """Identifier."""
    name: Text
    """Name of the company."""
    contact: Text | None = None
    """Whom to talk to."""
    category: Text | None = None
    """What it supplies."""
    contracts: tuple[Contract, ...] = ()
    """Contracts."""
    reviews: tuple[VendorReview, ...] = ()
    """Performance reviews."""


class Vendors(Record, frozen=True, kw_only=True):
    """Outside suppliers.

    Example:

        vendors:
          - id: acme
            name: Acme Systems
            contracts:
              - id: acme-crm
                title: CRM implementation
                type: fixed
                value: 420000
                end: 2027-03-31
    """

    vendors: tuple[Vendor, ...] = ()
    """The vendors."""
