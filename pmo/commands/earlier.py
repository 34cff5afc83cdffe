"""What changed since the portfolio stood as it did before."""

import datetime
from dataclasses import dataclass
from typing import Final

from pmo.analysis.reporting import last_reporting_date
from pmo.commands.session import Session
from pmo.errors import PmoError, PortfolioNotFound, RevisionError, UsageError
from pmo.findings import Message, message
from pmo.history.diff import events
from pmo.history.events import Event, Moment
from pmo.history.memory import events_from, plain_events
from pmo.loading.remembered import Remembered
from pmo.locale.marking import mark
from pmo.model.portfolio import Portfolio
from pmo.trees import GitRepository, RevisionTree, is_under_git

_KEPT = 2
"""Comparisons that are remembered for a portfolio."""


@dataclass(frozen=True, slots=True)
class Since:
    """What happened since an earlier day."""

    day: datetime.date
    """The day that was asked for, or that of the revision."""
    revision: str | None
    """The commit that is compared with; None where there is none."""
    events: tuple[Event, ...] = ()
    why: Message | None = None
    """Why there is nothing to compare with."""


def changes_since(session: Session, since: str | None) -> Since | None:
    """What happened since a revision or day, else since the last reporting date; None outside git.

    What was asked for and cannot be had is an error; the last reporting date may lie before all history.
    """
    if since is not None:
        return _compared(session, since)
    if not is_under_git(session.root):
        return None
    day = last_reporting_date(session.portfolio, session.as_of)
    try:
        return _compared(session, day.isoformat())
    except PmoError as error:
        return Since(day, None, why=_why_nothing(session, error))


def moment_before(session: Session, since: str | None, day: datetime.date) -> Moment | Message:
    """The portfolio as it stood at the revision or on the day that was asked for, else on ``day``.

    What was asked for and cannot be had is an error; where nothing was asked for, it is said why there is nothing.
    """
    if since is not None:
        return Moment(*earlier(session, since))
    if not is_under_git(session.root):
        return message("the portfolio is not in git; once it is, this shows what changes")
    try:
        return Moment(*earlier(session, day.isoformat()))
    except PmoError as error:
        return _why_nothing(session, error)


_ADVICE: Final = mark("{why}; --since DATE compares with a later day")


def _why_nothing(session: Session, error: PmoError) -> Message:
    """Why the day of the last report cannot be compared with: it may lie before all history.

    A message with advice has the reason alone as its value `why`, for readers who do not use the command.
    """
    if isinstance(error, PortfolioNotFound):
        return message(_ADVICE, why=message("the portfolio was not in git yet"))
    if not isinstance(error, RevisionError):
        return message("git cannot be asked")
    if GitRepository(session.root).has_commits:
        return message(_ADVICE, why=message("its history in git begins later"))
    return message("nothing is committed yet; once it is, this shows what changes")


def earlier(session: Session, since: str) -> tuple[Portfolio, datetime.date]:
    """The portfolio as it stood at a revision or on a day, and its day."""
    tree = _tree(session, since)
    return session.at(tree).portfolio, min(tree.day, session.as_of)


def _tree(session: Session, since: str) -> RevisionTree:
    start = session.loaded.tree.revision if isinstance(session.loaded.tree, RevisionTree) else None
    tree = RevisionTree(session.root, since, start or "HEAD")
    if tree.day > session.as_of and since == tree.day.isoformat():
        raise UsageError(f"{since} comes after {session.as_of}", "compare with an earlier day")
    return tree


def _compared(session: Session, since: str) -> Since:
    tree = _tree(session, since)
    day, chosen = min(tree.day, session.as_of), session.chosen
    remembered = Remembered.of_portfolio(session.root, "changes", _KEPT)
    which = sorted(chosen) if chosen is not None else None
    inputs = (session.loaded.digest, session.as_of, tree.revision, day, which)
    found = events_from(remembered.get(*inputs))
    if found is None:
        found = events(
            Moment(session.at(tree).portfolio, day), Moment(session.portfolio, session.as_of), chosen
        )
        remembered.put(plain_events(found), *inputs)
    return Since(day, tree.revision, found)
