"""What the templates of the site's pages see."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from pmo.analysis.money import Money
from pmo.publishing.site.tables import Table
from pmo.render.document.html import Section
from pmo.render.views.capacity import BottleneckRow, CapacityRow, ConflictRow, UnfilledRow
from pmo.render.views.decisions import QueueRow
from pmo.render.views.parts import Heading, MilestoneRow
from pmo.render.views.portfolio import Group, PortfolioReport
from pmo.render.views.risks import ExposureFigures, SharedRow, ShareRow
from pmo.render.views.status import StatusReport


@dataclass(frozen=True, slots=True)
class Crumb:
    """A page above this one."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the navigation."""

    title: str
    path: str
    is_current: bool
    """Whether it is this page, or the one above it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page."""

    language: str
    """Code of the language, as HTML takes it."""
    title: str
    """What the page is about."""
    path: str
    """Its file."""
    root: str
    """How it reaches the top of the site: nothing, or `../`."""
    crumbs: tuple[Crumb, ...]
    """The pages above it."""
    navigation: tuple[Entry, ...]
    tool: str
    """Name and version of what made it."""


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The dashboard."""

    heading: Heading
    frame: Frame
    report: PortfolioReport
    projects: Table
    programmes: Mapping[str, str]
    """Addresses of the programmes that have a page, by their titles."""
    decisions_overdue: int
    """How many of the decisions that are waited for are past their day."""


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """Everything about a project."""

    heading: Heading
    frame: Frame
    report: StatusReport
    programme: str | None
    """Address of its programme."""
    sponsor: str | None
    """Address of its sponsor."""
    manager: str | None
    """Address of its manager."""
    registers: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """A programme, its projects and its registers."""

    heading: Heading
    frame: Frame
    title: str
    manager: str | None
    """Name of the manager."""
    sponsor: str | None
    """Name of the sponsor."""
    objectives: tuple[tuple[str, str], ...]
    """Address and title of each objective that it serves."""
    group: Group | None
    """Its open projects together; None without one."""
    projects: Table
    milestones: tuple[MilestoneRow, ...]
    """Open milestones of its projects, by expected date."""
    registers: tuple[Table, ...]
    report: str | None
    """File of its report; None where the site has none."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person, and how much is asked of them period by period."""

    place: str
    """Its place on the page."""
    name: str
    role: str | None
    """Title of the main role."""
    unit: str | None
    """Organisational unit."""
    loads: tuple[CapacityRow, ...]
    """A row for each period; none where there is neither capacity nor load."""
    projects: tuple[tuple[str, str], ...]
    """Address and title of each project that takes their time."""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Who there is, what they do, what is missing."""

    heading: Heading
    frame: Frame
    periods: tuple[str, ...]
    """Names of the periods."""
    allowed: float
    """Load over capacity that the office allows."""
    people: tuple[PersonRow, ...]
    conflicts: tuple[ConflictRow, ...]
    """Days on which more is promised than there is."""
    unfilled: tuple[UnfilledRow, ...]
    """Roles that nobody fills yet."""
    bottlenecks: tuple[BottleneckRow, ...]
    """Roles of which more is asked for than there is."""
    tables: tuple[Table, ...]
    """Allocations, absences, roles, teams, equipment."""


@dataclass(frozen=True, slots=True)
class ServingRow:
    """A project, and what it does for each objective."""

    address: str
    title: str
    spend: Money | None
    contributions: tuple[int | None, ...]
    """By objective, 1 (little) to 5 (decisive), 0 where it is not judged; None where it does nothing for it."""


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """An objective."""

    address: str
    place: str
    """Its place on the page."""
    title: str
    depth: int
    """0 for one that is part of no other."""
    owner: str | None
    """Name of the owner."""
    weight: float | None
    """Share of all weights."""
    projects: int
    """Projects that serve it directly."""
    is_served: bool
    """Whether a project serves it, or one of its parts."""
    spend: Money
    share: float | None
    """Of the spend on all objectives and none."""
    kpis: tuple[tuple[str, Decimal | None, Decimal | None, str | None, str], ...]
    """Title, latest value, target, unit and state of each key figure."""


@dataclass(frozen=True, slots=True)
class ObjectivesPage:
    """Objectives, and what is done for them."""

    heading: Heading
    frame: Frame
    objectives: tuple[ObjectiveRow, ...]
    projects: tuple[ServingRow, ...]
    spend: Money
    """Of all projects that count."""
    serving_none: tuple[tuple[str, str], ...]
    """Address and title of each project that serves no objective."""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A field of the matrix."""

    impact: int
    tone: str
    """Colour of the field."""
    risks: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A line of the matrix."""

    probability: int
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class RisksPage:
    """The risks of all."""

    heading: Heading
    frame: Frame
    currency: str
    threats: tuple[MatrixRow, ...]
    opportunities: tuple[MatrixRow, ...]
    """Empty where there is no open opportunity."""
    not_assessed: int
    """Open risks without probability or impact."""
    escalation: int
    """Risks that belong above their project."""
    overdue: int
    """Risks whose review is late."""
    exposure: ExposureFigures
    by_project: tuple[ShareRow, ...]
    shared: tuple[SharedRow, ...]
    """Risks of several projects that hang together."""
    risks: Table


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """The queue, and what was decided."""

    heading: Heading
    frame: Frame
    waiting: tuple[QueueRow, ...]
    overdue: int
    taken: tuple[QueueRow, ...]
    """The latest first."""


@dataclass(frozen=True, slots=True)
class GatesPage:
    """Gate reviews that come, and those that were held."""

    heading: Heading
    frame: Frame
    due: Table
    held: Table
    overdue: int
    """Reviews past their planned day."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day."""

    day: datetime.date
    kind: str
    """milestone, gate-review, decision, meeting, benefit or contract."""
    title: str
    address: str
    where: str
    """Title of the project or programme, or name of the portfolio."""
    holder: str
    """Address of it."""
    is_late: bool
    """Whether it should have been over."""

    @property
    def iso(self) -> str:
        """The day as programs read it."""
        return self.day.isoformat()


@dataclass(frozen=True, slots=True)
class Month:
    """The events of a month."""

    period: str
    """`2026-11`."""
    first: datetime.date
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """What comes, month by month."""

    heading: Heading
    frame: Frame
    overdue: tuple[Event, ...]
    months: tuple[Month, ...]
    until: datetime.date
    """Last day that is shown."""
    file: str
    """The same for the calendars of readers."""


@dataclass(frozen=True, slots=True)
class OfficePage:
    """What the office keeps itself."""

    heading: Heading
    frame: Frame
    registers: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Where everything is found by its words."""

    heading: Heading
    frame: Frame
    programmes: tuple[tuple[str, str], ...]
    """Address and title of each programme."""
    projects: tuple[tuple[str, str], ...]
    """Address and title of each project."""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report."""

    heading: Heading
    frame: Frame
    lead: Markup
    """Its title, and the paragraph below that says what it is made of."""
    content: Markup
    """Everything else."""
    sections: tuple[Section, ...]
    """Its sections."""


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A report that the site has."""

    title: str
    path: str
    """Its file."""


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """Where the reports are."""

    heading: Heading
    frame: Frame
    reports: tuple[ReportEntry, ...]
    """Those about the whole portfolio."""
    programmes: tuple[ReportEntry, ...]
    """Those about programmes."""
    left_out: tuple[tuple[str, str], ...]
    """Title of each report that could not be made, and why."""
