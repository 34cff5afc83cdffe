"""What the templates of a wiki's own pages see: the first page, the lists, the sidebar."""

from dataclasses import dataclass

from pmo.render.views.parts import Heading
from pmo.render.views.portfolio import PortfolioReport, ProjectRow

TEMPLATES = "wiki"
"""Folder of the templates, below that of the reports."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the facts of a page come from."""

    heading: Heading
    """Portfolio, revision and day."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that another one leads to."""

    title: str
    """What it is about."""
    address: str
    """What `link` takes."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Pages that belong together."""

    title: str | None
    """What they share; None for pages outside programmes."""
    entries: tuple[Entry, ...]
    """In their order."""
    address: str | None = None
    """Of the page about them all."""


@dataclass(frozen=True, slots=True)
class Colour:
    """The open projects of one health."""

    word: str | None
    """red, amber, green, grey; None where nothing is known."""
    projects: tuple[ProjectRow, ...]
    """In the order of the portfolio."""


@dataclass(frozen=True, slots=True)
class Home:
    """The first page."""

    heading: Heading
    """Portfolio, revision and day."""
    report: PortfolioReport
    """The portfolio at a glance."""
    attention: tuple[ProjectRow, ...]
    """Open projects that are red, as declared or by the facts."""
    shelves: tuple[Shelf, ...]
    """The reports."""
    period: str
    """The reporting period that goes on."""
    archive: Entry
    """The page about earlier periods."""


@dataclass(frozen=True, slots=True)
class Projects:
    """All projects."""

    heading: Heading
    """Portfolio, revision and day."""
    report: PortfolioReport
    """The portfolio at a glance: `groups` are the open projects by programme, `over` the others."""
    colours: tuple[Colour, ...]
    """Open projects by their health by the facts, the worst first."""


@dataclass(frozen=True, slots=True)
class List:
    """The pages of a report that has one for each project or programme."""

    heading: Heading
    """Portfolio, revision and day."""
    title: str
    """Name of the report."""
    entries: tuple[Entry, ...]
    """The pages."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The reporting periods."""

    portfolio: str
    """Name of the portfolio."""
    periods: tuple[Shelf, ...]
    """Each with its pages, the latest first."""


@dataclass(frozen=True, slots=True)
class Period:
    """The pages of a reporting period."""

    portfolio: str
    """Name of the portfolio."""
    period: str
    """`2026-10`."""
    whole: tuple[Entry, ...]
    """Pages about the whole portfolio."""
    projects: tuple[Entry, ...]
    """Pages about projects."""
    archive: Entry
    """The page about all periods."""


@dataclass(frozen=True, slots=True)
class Sidebar:
    """What stands beside every page."""

    portfolio: str
    """Name of the portfolio."""
    pages: tuple[Entry, ...]
    """First page, projects, reports, archive."""
    shelves: tuple[Shelf, ...]
    """Open projects by programme; empty where there are too many to show."""
    projects: Entry
    """The page about all projects."""


@dataclass(frozen=True, slots=True)
class Trailer:
    """What stands at the end of every page."""

    period: str | None
    """The period that the page is of; None for one that follows the portfolio."""
    pages: tuple[Entry, ...]
    """The way to other pages, where the wiki shows none by itself."""
