"""The portfolio as it stood before, to say what changed since."""

import datetime
from dataclasses import dataclass

from pmo.analysis.reporting import last_reporting_date
from pmo.commands.session import Session
from pmo.errors import PmoError, PortfolioNotFound, RevisionError, UsageError
from pmo.findings import Message, message
from pmo.history.events import Moment
from pmo.loading import load
from pmo.trees import RevisionTree, is_under_git


@dataclass(frozen=True, slots=True)
class Earlier:
    """What there is to compare with."""

    day: datetime.date
    """The day that was asked for, or that of the revision."""
    revision: str | None
    moment: Moment | None
    """The portfolio as it stood then; None where it cannot be had."""
    why: Message | None
    """Why it cannot be had."""


def earlier(session: Session, since: str | None) -> Earlier | None:
    """The portfolio at ``since`` (a revision or day), else at the last reporting date; None outside git.

    What was asked for and cannot be had is an error; the last reporting date may lie before all history.
    """
    if since is not None:
        return _at(session, since)
    if not is_under_git(session.root):
        return None
    day = last_reporting_date(session.portfolio, session.as_of)
    try:
        return _at(session, day.isoformat())
    except PortfolioNotFound:
        why = message("the portfolio was not under git yet on {day}", day=day)
    except RevisionError:
        why = message("git has no commit on or before {day}", day=day)
    except PmoError:
        why = message("git cannot be asked")
    return Earlier(day, None, None, why)


def _at(session: Session, since: str) -> Earlier:
    start = session.loaded.tree.revision if isinstance(session.loaded.tree, RevisionTree) else None
    tree = RevisionTree(session.root, since, start or "HEAD")
    if tree.day > session.as_of and since == tree.day.isoformat():
        raise UsageError(f"{since} comes after {session.as_of}", "compare with an earlier day")
    day = min(tree.day, session.as_of)
    then = load(tree, session.loaded.cache, like=session.loaded)
    return Earlier(day, tree.revision, Moment(then.portfolio, day), None)
