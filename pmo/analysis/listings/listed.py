"""The result of `pmo list`: the records of a kind, chosen, in order and in groups."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pmo.analysis.addresses import Item
from pmo.analysis.listings.choosing import Group, Order, groups, in_order, matching
from pmo.analysis.listings.columns import Field, columns
from pmo.analysis.listings.context import Context
from pmo.analysis.listings.kinds import Listing
from pmo.errors import UsageError


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see of a kind."""

    projects: Collection[str] | None = None
    """Ids of projects; None for all, and for what belongs to no project."""
    where: str | None = None
    """Expression that must hold."""
    sort: tuple[Order, ...] = ()
    group_by: Field | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """The records of a kind."""

    listing: Listing
    items: tuple[Item, ...]
    """Those to be shown, in order; with groups group after group."""
    groups: tuple[Group, ...]
    """The same by the value of a column; empty where nobody asked for it."""
    group_by: Field | None
    """That column."""
    matching: int
    """Number of records that were asked for; more than are shown where there is a limit."""
    existing: int
    """Number of all records of the kind."""
    open: int | None
    """How many of the matching are open; None where the kind knows no such thing."""
    overdue: int | None
    """How many of the matching are overdue; None where the kind knows no such thing."""

    @property
    def left(self) -> int:
        """Number of records that the limit keeps out."""
        return self.matching - len(self.items)


def listed(context: Context, listing: Listing, asked: Asked) -> Listed:
    """The records of a kind that somebody asked for."""
    everything = list(listing.items(context.portfolio))
    found = everything if asked.projects is None else _of_projects(listing, everything, asked.projects)
    if asked.where is not None:
        found = list(matching(context, listing, found, asked.where))
    ordered = in_order(context, found, asked.sort)
    shown = ordered if asked.limit is None else ordered[: asked.limit]
    grouped = groups(context, shown, asked.group_by, asked.sort) if asked.group_by is not None else []
    return Listed(
        listing,
        tuple(item for group in grouped for item in group.items) if grouped else tuple(shown),
        tuple(grouped),
        asked.group_by,
        len(found),
        len(everything),
        _count(context, listing, found, "open"),
        _count(context, listing, found, "overdue_days"),
    )


def _of_projects(listing: Listing, items: Sequence[Item], ids: Collection[str]) -> list[Item]:
    if listing.noun == "contract":
        return [one for one in items if (getattr(one.record, "project", None) or "").lower() in ids]
    if not listing.is_in_projects:
        raise UsageError(
            f"{listing.name} belong to no project", "leave --project out; --where chooses among them"
        )
    return [one for one in items if one.document.level == "project" and one.document.holder in ids]


def _count(context: Context, listing: Listing, items: Sequence[Item], name: str) -> int | None:
    field = columns(listing).get(name)
    if field is None or not field.is_computed:
        return None
    values = (field.value(context, item) for item in items)
    return sum(value is not None and value is not False for value in values)
