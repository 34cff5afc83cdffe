"""`policies.yaml` and `waivers.yaml`: house policies, and findings that were accepted."""

from typing import Any, Literal

from msgspec import field

from pmo.model.base import Record, Shape
from pmo.model.scalars import Date, Expression, Id, OwnerRef, Text


class PolicyCases(Shape, frozen=True, kw_only=True):
    """Examples that prove a policy."""

    pass_: tuple[dict[str, Any], ...] = field(name="pass", default=())
    """Data that the policy accepts."""
    fail: tuple[dict[str, Any], ...] = ()
    """Data that the policy refuses."""


class Policy(Record, frozen=True, kw_only=True):
    """A house rule as an expression."""

    id: Id
    """Identifier."""
    title: Text
    """The rule in one line."""
    applies_to: Text
    """Kind of document or record it is about."""
    when: Expression | None = None
    """Condition under which it applies. Default: always."""
    require: Expression
    """What must be true."""
    message: Text | None = None
    """What the finding says."""
    severity: Literal["error", "warning", "info"] = "error"
    """Severity of the finding."""
    from_: Date | None = field(name="from", default=None)
    """First day on which it applies."""
    to: Date | None = None
    """Last day on which it applies."""
    cases: PolicyCases = PolicyCases()
    """Examples that prove it."""


class Policies(Record, frozen=True, kw_only=True):
    """House policies.

    Example:

        policies:
          - id: large-needs-case
            title: Large projects have a business case
            applies_to: charter
            when: charter.size == 'large'
            require: charter.business_case is not none
    """

    policies: tuple[Policy, ...] = ()
    """The policies."""


class Waiver(Record, frozen=True, kw_only=True):
    """A finding that somebody accepted for a time."""

    code: Text
    """Code of the finding."""
    where: Text
    """Path, glob or address that it covers."""
    reason: Text
    """Why it is accepted."""
    owner: OwnerRef
    """Who answers for that."""
    expires: Date
    """Last day on which it counts."""


class Waivers(Record, frozen=True, kw_only=True):
    """Accepted findings.

    Example:

        waivers:
          - code: PMO503
            where: projects/crm/budget.yaml
            reason: Lines follow with the new price list
            owner: ana
            expires: 2026-12-31
    """

    waivers: tuple[Waiver, ...] = ()
    """The waivers."""
