"""Rows of who decides: the bodies, what each may decide, and authority that was lent."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pmo.analysis.decisions import Question
from pmo.model.kinds import RESERVED_ROLES
from pmo.model.office import Governance
from pmo.model.portfolio import Portfolio, Project
from pmo.render.views.parts import ENDING_SOON


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body that decides."""

    name: str
    """Its name."""
    members: tuple[str, ...]
    """Names of its members."""
    meets: str | None
    """How often and when it meets."""
    decides: tuple[str, ...]
    """What it decides."""
    max_cost: Decimal | None
    """Cost of a change up to which it may decide, in the office's currency; None without a limit or without authority."""
    max_days: int | None
    """Working days up to which it may decide."""
    has_authority: bool
    """Whether `governance.authority` names it."""
    projects: int
    """Open projects that it steers."""
    last_met: datetime.date | None
    """Day of its latest recorded meeting."""
    waiting: int
    """Decisions that wait for it."""


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """Who may decide about changes of which size."""

    who: str
    """Name of the body or role; sponsor, manager or office for those of each project."""
    is_body: bool
    """Whether it is a body."""
    is_reserved: bool
    """Whether it is a role that each project has of its own."""
    max_cost: Decimal | None
    """Cost up to which they may decide, in the office's currency; None without a limit."""
    max_days: int | None
    """Working days up to which they may decide; None without a limit."""


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """Authority that somebody lends to somebody else for a time."""

    lender: str
    """Name of who lends it."""
    borrower: str
    """Name of who has it."""
    start: datetime.date
    """First day."""
    end: datetime.date
    """Last day."""
    state: str
    """in-force, to-come, ended."""
    ends_soon: bool
    """Whether it is in force and ends within 30 days."""


def body_rows(
    portfolio: Portfolio,
    rules: Governance,
    projects: Sequence[Project],
    asked: Iterable[Question],
    as_of: datetime.date,
) -> Iterator[BodyRow]:
    steered = Counter(
        one.charter.body.lower()
        for one in projects
        if one.is_open and one.charter is not None and one.charter.body is not None
    )
    waiting = Counter(one.by.id.lower() for one in asked if one.by.kind == "body")
    met: dict[str, datetime.date] = {}
    for holder in portfolio.holders:
        for meeting in holder.meetings:
            if meeting.body is not None and meeting.date <= as_of:
                key = meeting.body.lower()
                met[key] = max(met.get(key, meeting.date), meeting.date)
    limits = {one.body.lower(): one for one in rules.authority if one.body is not None}
    for body in rules.bodies:
        key = body.id.lower()
        limit = limits.get(key)
        yield BodyRow(
            name=body.name,
            members=tuple(portfolio.name_of(one) for one in body.members),
            meets=body.meets,
            decides=(body.decides,) if isinstance(body.decides, str) else tuple(body.decides),
            max_cost=limit.max_cost if limit is not None else None,
            max_days=limit.max_days if limit is not None else None,
            has_authority=limit is not None,
            projects=steered[key],
            last_met=met.get(key),
            waiting=waiting[key],
        )


def authority_rows(portfolio: Portfolio, rules: Governance) -> Iterator[AuthorityRow]:
    for one in rules.authority:
        who = one.body or one.role or ""
        is_reserved = one.body is None and who.lower() in RESERVED_ROLES
        yield AuthorityRow(
            who=who.lower() if is_reserved else portfolio.name_of(who),
            is_body=one.body is not None,
            is_reserved=is_reserved,
            max_cost=one.max_cost,
            max_days=one.max_days,
        )


def delegation_rows(
    portfolio: Portfolio, rules: Governance, as_of: datetime.date
) -> tuple[DelegationRow, ...]:
    rows = [
        DelegationRow(
            lender=portfolio.name_of(one.from_),
            borrower=portfolio.name_of(one.to),
            start=one.start,
            end=one.end,
            state="to-come" if one.start > as_of else "in-force",
            ends_soon=one.start <= as_of and (one.end - as_of).days <= ENDING_SOON,
        )
        for one in rules.delegations
        if one.end >= as_of
    ]
    return tuple(sorted(rows, key=lambda row: (row.state != "in-force", row.start, row.end, row.lender)))
