"""The view of `pmo status`: the portfolio report, and who has too much to do and what changed."""

import datetime
from dataclasses import dataclass, fields
from typing import Literal

from pmo.analysis.loads import Overload, Resource, overloads, sharing
from pmo.model.portfolio import Portfolio
from pmo.render.views.events import ChangesView
from pmo.render.views.portfolio import PortfolioReport

TEMPLATE = "overview.md.jinja"


@dataclass(frozen=True, slots=True)
class OverloadRow:
    """A person or a piece of equipment that is promised more than there is."""

    kind: Literal["person", "equipment"]
    """What it is."""
    id: str
    """Its id."""
    name: str
    """What readers call it."""
    first: datetime.date
    """First day of the overload."""
    last: datetime.date
    """Last day of it within the office's horizon."""
    working_days: int
    """Working days of it."""
    load: float
    """Highest load: full-time equivalents, or units."""
    capacity: float
    """What there is then."""
    share: float | None
    """Load over capacity; None where there is none at all."""
    projects: tuple[str, ...]
    """Ids of the projects that share it."""


@dataclass(frozen=True, slots=True)
class Overview(PortfolioReport):
    """The portfolio at a glance."""

    overloads: tuple[OverloadRow, ...]
    """Overloads within the office's horizon that last long enough to count, the heaviest first."""
    changes: ChangesView | None
    """What changed since the last reporting date; None outside git."""


def overview(portfolio: Portfolio, report: PortfolioReport, changes: ChangesView | None) -> Overview:
    """The report with what the screen shows beside it."""
    chosen = {row.id for group in report.groups for row in group.projects}
    given = {field.name: getattr(report, field.name) for field in fields(PortfolioReport)}
    return Overview(
        **given, overloads=tuple(_overloads(portfolio, report.heading.as_of, chosen)), changes=changes
    )


def _overloads(portfolio: Portfolio, as_of: datetime.date, chosen: set[str]) -> list[OverloadRow]:
    rows = [
        _row(portfolio, resource, one)
        for resource, found in overloads(portfolio, as_of).items()
        for one in found
    ]
    rows = [row for row in rows if not chosen.isdisjoint(row.projects)]
    return sorted(rows, key=lambda row: (row.share is not None, -(row.share or 0), row.first, row.id))


def _row(portfolio: Portfolio, resource: Resource, one: Overload) -> OverloadRow:
    peak = max(one.stretches, key=lambda stretch: stretch.weight)
    if resource.kind == "person":
        who = portfolio.people[resource.id]
        id_, name = who.id, who.name
    else:
        what = portfolio.equipment[resource.id]
        id_, name = what.id, what.title
    return OverloadRow(
        kind=resource.kind,
        id=id_,
        name=name,
        first=one.first,
        last=one.last,
        working_days=one.working_days,
        load=float(peak.load),
        capacity=float(peak.capacity),
        share=None if peak.share is None else float(peak.share),
        projects=sharing(portfolio, resource, one),
    )
