"""What everybody owes, and in which order it should be asked for.

**Order.** Each obligation has points: how much it matters (1 to 5) and how late it is (0 to 5). The most points
come first, then the earliest day.

- *It matters*: the cell of a risk, the severity of an issue, otherwise what kind of thing it is
  (:data:`~pmo.analysis.obligations.obligation.MATTERS`); a critical milestone counts 5. In a project that was last
  declared red everything counts one more, up to 5.
- *It is late*: 5 more than twenty working days after its day, 4 more than five, 3 past its day (or never done);
  2 due within five working days, 1 within ten, else 0.

**Which.** Everything past its day, and what falls due within some working days: those asked for, else as many as
its kind needs in advance (:data:`~pmo.analysis.obligations.obligation.AHEAD`).
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator

from pmo.analysis.obligations.control import CONTROL, DECIDING
from pmo.analysis.obligations.means import MEANS
from pmo.analysis.obligations.obligation import Obligation
from pmo.analysis.obligations.scope import Scope
from pmo.analysis.obligations.work import WORK
from pmo.analysis.parties import Party, is_among
from pmo.model.portfolio import Portfolio

__all__ = ["Obligation", "awaiting_decision", "is_owed_by", "obligations"]


def obligations(
    portfolio: Portfolio,
    as_of: datetime.date,
    *,
    within: int | None = None,
    projects: Collection[str] | None = None,
) -> tuple[Obligation, ...]:
    """What is owed on a day, the most pressing first.

    ``within``: working days ahead. ``projects``: ids of the projects that it is about; None for the whole
    portfolio, with its programmes and the office.
    """
    return _found((*CONTROL, *WORK, *MEANS), portfolio, as_of, within, projects)


def awaiting_decision(
    portfolio: Portfolio, as_of: datetime.date, *, within: int, projects: Collection[str] | None = None
) -> tuple[Obligation, ...]:
    """Those of them that are about a change or wait for a decision or a gate review."""
    return _found(DECIDING, portfolio, as_of, within, projects)


def _found(
    finders: Iterable[Callable[[Scope], Iterator[Obligation | None]]],
    portfolio: Portfolio,
    as_of: datetime.date,
    within: int | None,
    projects: Collection[str] | None,
) -> tuple[Obligation, ...]:
    scope = Scope(portfolio, as_of, within, None if projects is None else frozenset(projects))
    found = [one for find in finders for one in find(scope) if one is not None]
    return tuple(sorted(found, key=lambda one: one.order))


def is_owed_by(one: Obligation, party: Party) -> bool:
    """Whether somebody owes it: a person also as a member of a body or one of a role, a team through its members."""
    return is_among(party, one.owner)
