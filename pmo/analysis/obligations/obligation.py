"""One obligation, and how pressing it is."""

import datetime
from dataclasses import dataclass
from typing import Final, Literal

from pmo.analysis.parties import Party
from pmo.findings import Message
from pmo.model.portfolio import Holder

Kind = Literal[
    "status",
    "decision",
    "decision-review",
    "change-assessment",
    "change-decision",
    "risk-review",
    "assumption",
    "gate-review",
    "condition",
    "quality-review",
    "finding",
    "closure-review",
    "action",
    "issue",
    "milestone",
    "forecast",
    "deliverable",
    "benefit",
    "lesson",
    "supply",
    "contract-notice",
    "staffing",
    "certificate",
    "training",
    "mentoring",
    "waiver",
]

MATTERS: Final[dict[Kind, int]] = {
    "status": 3,
    "decision": 4,
    "decision-review": 2,
    "change-assessment": 3,
    "change-decision": 4,
    "risk-review": 3,
    "assumption": 3,
    "gate-review": 4,
    "condition": 4,
    "quality-review": 3,
    "finding": 3,
    "closure-review": 3,
    "action": 2,
    "issue": 3,
    "milestone": 3,
    "forecast": 3,
    "deliverable": 3,
    "benefit": 3,
    "lesson": 2,
    "supply": 3,
    "contract-notice": 4,
    "staffing": 3,
    "certificate": 3,
    "training": 2,
    "mentoring": 1,
    "waiver": 2,
}
"""How much an obligation matters by its kind, where nothing else is known."""

AHEAD: Final[dict[Kind, int]] = {
    "decision": 20,
    "contract-notice": 40,
    "certificate": 40,
    "gate-review": 20,
    "closure-review": 20,
    "benefit": 20,
    "staffing": 20,
}
"""Working days before its day from which a kind is shown, where it takes longer than :data:`SOON`."""
SOON: Final = 10
"""Working days before its day from which an obligation is shown otherwise."""

MOST: Final = 5
"""Most points for each of the two."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something that somebody owes."""

    kind: Kind
    address: str
    """Of the record that it is about."""
    holder: Holder
    """The project, programme or office that it belongs to."""
    what: str
    """The record in a line, as users wrote it."""
    owner: Party
    """Who owes it."""
    due: datetime.date | None
    """Its day; None for what should have been done long ago, and has no day."""
    is_late: bool
    """Whether the day, and what grace there is, has passed."""
    days_late: int
    """Working days since the day; negative until then."""
    matters: int
    """How much it matters, 1 to 5."""
    why: Message | None
    """What makes it matter, where that is more than its kind."""
    settle: str
    """The command that settles it."""
    is_confidential: bool
    """Whether the record, or what it belongs to, is confidential."""

    @property
    def lateness(self) -> int:
        """How late it is, 0 to 5."""
        if self.is_late:
            return 3 + (self.days_late > 5) + (self.days_late > 20)
        return (self.days_late >= -5) + (self.days_late >= -10)

    @property
    def points(self) -> int:
        """How pressing it is, 1 to 10."""
        return self.matters + self.lateness

    @property
    def order(self) -> tuple[int, datetime.date, str, str, str]:
        return (-self.points, self.due or datetime.date.min, self.address, self.kind, self.what)
