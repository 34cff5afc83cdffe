"""What changed between two portfolios: events in the words of a PMO, and every field of every record.

Knows no git. Each portfolio is looked at on a day of its own: what its files date later had not happened then. So
the same portfolio on two days shows what happened, fell due or came to be known between them; on one day, nothing.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from pmo.history.events import Event, Moment, Pair, ProjectPair
from pmo.history.fields import RecordChange, record_changes
from pmo.history.projects import PROJECT_LOOKS, lifecycle
from pmo.history.registers import LOOKS
from pmo.model.portfolio import Holder, Project


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that changed."""

    events: tuple[Event, ...]
    """What happened, the most important first."""
    records: tuple[RecordChange, ...]
    """Every record that differs, by address."""


def difference(before: Moment, after: Moment) -> Difference:
    """What changed between two states of a portfolio."""
    return Difference(events(before, after), record_changes(before.portfolio, after.portfolio))


def events(before: Moment, after: Moment, projects: Collection[str] | None = None) -> tuple[Event, ...]:
    """What happened; with ``projects`` (ids) to those alone, not to programmes and the office."""
    found: list[Event] = []
    for pair in _pairs(before, after, projects):
        if isinstance(pair, ProjectPair):
            if pair.old.charter is None or pair.new.charter is None:  # its records came or went with it
                found += lifecycle(pair)
                continue
            for look_at_project in PROJECT_LOOKS:
                found += look_at_project(pair)
        for look in LOOKS:
            found += look(pair)
    return tuple(sorted(found, key=lambda one: one.order))


def _pairs(before: Moment, after: Moment, projects: Collection[str] | None) -> Iterator[Pair]:
    """Every project, programme and office of the two, what is missing on one side as if it were empty."""
    old = {holder.address: holder for holder in before.portfolio.holders}
    new = {holder.address: holder for holder in after.portfolio.holders}
    unread = before.portfolio.unread_paths | after.portfolio.unread_paths
    for address in sorted(old.keys() | new.keys()):
        holder = new.get(address) or old[address]
        if projects is not None and (holder.level != "project" or holder.id not in projects):
            continue
        empty = type(holder)(holder.id, holder.level, {})
        left, right = _readable(old.get(address, empty), new.get(address, empty), unread)
        if isinstance(left, Project) and isinstance(right, Project):
            yield ProjectPair(before, after, left, right)
        else:
            yield Pair(before, after, left, right)


def _readable(old: Holder, new: Holder, unread: frozenset[str]) -> tuple[Holder, Holder]:
    """Both without the documents that could not be read on one side: nothing is known of what is in them."""
    if not unread:
        return old, new
    folder = {"project": f"projects/{new.id}/", "programme": f"programmes/{new.id}/", "office": ""}[new.level]
    kinds = {path.removeprefix(folder).removesuffix(".yaml") for path in unread if path.startswith(folder)}

    def without(holder: Holder) -> Holder:
        left = {kind: document for kind, document in holder.documents.items() if kind not in kinds}
        return replace(holder, documents=left)

    return without(old), without(new)
