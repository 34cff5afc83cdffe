"""The reports: what each is about, and how its pages are made; a view is imported when its report is asked for."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pmo.findings import Finding, Message
from pmo.locale import Language
from pmo.locale.marking import mark
from pmo.model.portfolio import Holder, Portfolio, Project
from pmo.model.strategy import Programme
from pmo.render.views.parts import Heading

if TYPE_CHECKING:
    from pmo.history.events import Moment

Subject = Literal["project", "programme", "portfolio"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What reports are made from."""

    portfolio: Portfolio
    projects: tuple[Project, ...]
    """The projects that they are about, in the order of their ids."""
    programmes: tuple[Programme, ...]
    """The programmes that they are about, in the order of the strategy."""
    heading: Heading
    language: Language
    are_named: bool = False
    """Whether the projects were named one by one."""
    is_narrowed: bool = False
    """Whether some projects are left out."""
    before: "Moment | None" = None
    """The portfolio that it is compared with; None where there is none."""
    why_nothing_before: Message | None = None
    """Why there is nothing to compare with, where something is looked for."""
    findings: Callable[[], tuple[Finding, ...]] | None = None
    """Finds what is wrong by the rules, where a page shows it; None where nobody checks."""
    registers: tuple[Holder, ...] = ()
    """Registers beside those of the projects, where it is narrowed to one programme."""

    @property
    def as_of(self) -> datetime.date:
        """Day that counts as today."""
        return self.heading.as_of

    @property
    def holders(self) -> tuple[Holder, ...]:
        """The projects, with the programmes and the office where all projects are meant."""
        return (*self.projects, *self.registers) if self.is_narrowed else tuple(self.portfolio.holders)

    @property
    def chosen(self) -> frozenset[str] | None:
        """Ids of the projects; None where it is about all."""
        return frozenset(project.id for project in self.projects) if self.is_narrowed else None


@dataclass(frozen=True, slots=True)
class Page:
    """A view and the template that shows it."""

    name: str
    """Name of its file, without the ending."""
    template: str
    view: object
    is_one_sheet: bool = False
    """Whether it is meant to fit on one sheet of paper, in small type."""


@dataclass(frozen=True, slots=True)
class Report:
    """A kind of report."""

    title: str
    about: Subject
    """What one page is about."""
    view: str
    """Type of the view, as `module:name`: what its template sees."""
    pages: Callable[[Scope], Iterable[Page]]
    chooses: bool = False
    """Whether it goes by itself over those that have something to say, where none is named."""
    nothing: str | None = None
    """What is said where it chooses and none has something to say."""
    compares_with: Callable[[Portfolio, datetime.date], datetime.date] | None = None
    """The day, of a portfolio and today, on which it stood as it is compared with; None where nothing is compared."""


def _status(scope: Scope) -> Iterator[Page]:
    from pmo.render.views import status as views

    for project in scope.projects:
        view = views.status_view(scope.portfolio, project, scope.heading, scope.language)
        yield Page(project.id, views.TEMPLATE, view)


def _exception(scope: Scope) -> Iterator[Page]:
    from pmo.render.views import exception as views

    for project in scope.projects:
        if scope.are_named or views.is_exception(scope.portfolio, project, scope.as_of):
            view = views.exception_view(scope.portfolio, project, scope.heading, scope.language)
            yield Page(project.id, views.TEMPLATE, view)


def _closure(scope: Scope) -> Iterator[Page]:
    from pmo.render.views import closure as views

    for project in scope.projects:
        is_over = project.charter is not None and not project.is_open
        if scope.are_named or is_over:
            yield Page(
                project.id, views.TEMPLATE, views.closure_view(scope.portfolio, project, scope.heading)
            )


def _portfolio(scope: Scope) -> Iterator[Page]:
    from pmo.render.views import portfolio as views

    view = views.portfolio_view(scope.portfolio, scope.projects, scope.heading, scope.language)
    yield Page("portfolio", views.TEMPLATE, view)


def _board(scope: Scope) -> Iterator[Page]:
    from pmo.render.views import board as views

    view = views.board_view(
        *(scope.portfolio, scope.projects, scope.heading, scope.language, scope.before),
        why_nothing=scope.why_nothing_before,
    )
    yield Page("board", views.TEMPLATE, view, is_one_sheet=True)


def _qbr(scope: Scope) -> Iterator[Page]:
    from pmo.render.views import qbr as views

    view = views.qbr_view(
        *(scope.portfolio, scope.projects, scope.heading, scope.language, scope.before),
        why_nothing=scope.why_nothing_before,
    )
    yield Page("qbr", views.TEMPLATE, view)


def _risks(scope: Scope) -> Iterator[Page]:
    from pmo.render.views import risk_report as views

    view = views.risk_report(
        *(scope.portfolio, scope.holders, scope.heading, scope.language),
        before=scope.before,
        projects=scope.chosen,
    )
    yield Page("risks", views.TEMPLATE, view)


def _lessons(scope: Scope) -> Iterator[Page]:
    from pmo.render.views import lessons as views

    yield Page("lessons", views.TEMPLATE, views.lessons_view(scope.portfolio, scope.holders, scope.heading))


def _governance(scope: Scope) -> Iterator[Page]:
    from pmo.render.views import governance as views

    findings = scope.findings() if scope.findings is not None else None
    view = views.governance_view(
        scope.portfolio, scope.projects, scope.heading, scope.language, findings, scope.chosen
    )
    yield Page("governance", views.TEMPLATE, view)


def _programmes(scope: Scope) -> Iterator[Page]:
    from pmo.analysis.decisions import questions
    from pmo.analysis.programmes import by_programme
    from pmo.render.views import programme as views

    members = by_programme(scope.portfolio, scope.projects)
    asked = questions(scope.portfolio, scope.as_of, scope.chosen)
    for programme in scope.programmes:
        own = members.get(programme.id.lower(), [])
        if own or not scope.is_narrowed:
            view = views.programme_view(
                *(scope.portfolio, programme, own, scope.heading, scope.language, asked),
                is_whole=not scope.is_narrowed,
            )
            yield Page(programme.id, views.TEMPLATE, view)


def _last_pack(portfolio: Portfolio, as_of: datetime.date) -> datetime.date:
    from pmo.analysis.reporting import last_reporting_date

    return last_reporting_date(portfolio, as_of)


def _quarter_before(portfolio: Portfolio, as_of: datetime.date) -> datetime.date:
    from pmo.analysis.quarters import end_of_quarter_before

    return end_of_quarter_before(portfolio, as_of)


def _resources(scope: Scope) -> Iterator[Page]:
    from pmo.analysis.capacity import Scope as LoadScope
    from pmo.analysis.capacity import capacity, window
    from pmo.render.views import capacity as views

    periods = window(scope.portfolio, scope.as_of)
    load = capacity(scope.portfolio, periods, scope=LoadScope(projects=scope.chosen))
    yield Page("resources", views.TEMPLATE, views.capacity_view(scope.portfolio, load, scope.heading))


def _prioritisation(scope: Scope) -> Iterator[Page]:
    from pmo.analysis.appraisal import appraise
    from pmo.analysis.ranking.candidates import candidates
    from pmo.analysis.ranking.methods import METHODS
    from pmo.analysis.ranking.ranked import rank
    from pmo.analysis.ranking.sensitivity import first_places, sensitivity
    from pmo.render.views import prioritisation as views

    projects = scope.projects if scope.are_named else candidates(scope.projects)
    ranking = rank(scope.portfolio, projects, scope.as_of)
    varied = None
    if METHODS[ranking.method].weighs:
        varied = sensitivity(ranking, top=first_places(scope.portfolio))
    worth = [appraise(scope.portfolio, project) for project in projects]
    view = views.prioritisation_view(ranking, scope.heading, scope.language, varied, worth)
    yield Page("prioritisation", views.TEMPLATE, view)


def _selection(scope: Scope) -> Iterator[Page]:
    from pmo.analysis.optimisation import require
    from pmo.analysis.selection import select
    from pmo.render.views import selection as views

    require()
    found = select(scope.portfolio, scope.projects, scope.as_of, near=True)
    view = views.selection_view(scope.portfolio, found, scope.heading, scope.language)
    yield Page("selection", views.TEMPLATE, view)


def _finance(scope: Scope) -> Iterator[Page]:
    from pmo.render.views import finance as views

    view = views.finance_view(scope.portfolio, scope.projects, scope.heading, scope.language)
    yield Page("finance", views.TEMPLATE, view)


def _office(scope: Scope) -> Iterator[Page]:
    from pmo.render.views import office as views

    view = views.office_report(scope.portfolio, scope.projects, scope.holders, scope.heading, scope.language)
    yield Page("office", views.TEMPLATE, view)


def _vendors(scope: Scope) -> Iterator[Page]:
    from pmo.render.views import vendors as views

    view = views.vendors_view(scope.portfolio, scope.projects, scope.heading, scope.language)
    yield Page("vendors", views.TEMPLATE, view)


def _benefits(scope: Scope) -> Iterator[Page]:
    from pmo.render.views import benefits as views

    view = views.benefits_view(scope.portfolio, scope.projects, scope.heading)
    yield Page("benefits", views.TEMPLATE, view)


_VIEWS = "pmo.render.views"
REPORTS: Final[dict[str, Report]] = {
    "status": Report(mark("Project status"), "project", f"{_VIEWS}.status:StatusReport", _status),
    "exception": Report(
        mark("Exception report"),
        "project",
        f"{_VIEWS}.exception:ExceptionReport",
        _exception,
        chooses=True,
        nothing=mark("no forecast leaves tolerance: there is no exception to report"),
    ),
    "closure": Report(
        mark("Closure report"),
        "project",
        f"{_VIEWS}.closure:ClosureReport",
        _closure,
        chooses=True,
        nothing=mark(
            "no project is completed or cancelled: name one to see what stands in the way of its end"
        ),
    ),
    "portfolio": Report(
        mark("Portfolio report"), "portfolio", f"{_VIEWS}.portfolio:PortfolioReport", _portfolio
    ),
    "board": Report(
        mark("Board report"),
        "portfolio",
        f"{_VIEWS}.board:BoardReport",
        _board,
        compares_with=_last_pack,
    ),
    "qbr": Report(
        mark("Quarterly business review"),
        "portfolio",
        f"{_VIEWS}.qbr:QuarterlyReview",
        _qbr,
        compares_with=_quarter_before,
    ),
    "programme": Report(
        mark("Programme report"), "programme", f"{_VIEWS}.programme:ProgrammeReport", _programmes
    ),
    "risks": Report(
        mark("Risk report"),
        "portfolio",
        f"{_VIEWS}.risk_report:RiskReport",
        _risks,
        compares_with=_last_pack,
    ),
    "governance": Report(
        mark("Governance report"), "portfolio", f"{_VIEWS}.governance:GovernanceReport", _governance
    ),
    "lessons": Report(mark("Lessons learned"), "portfolio", f"{_VIEWS}.lessons:LessonsReport", _lessons),
    "resources": Report(mark("Resource report"), "portfolio", f"{_VIEWS}.capacity:CapacityView", _resources),
    "prioritisation": Report(
        mark("Prioritisation report"),
        "portfolio",
        f"{_VIEWS}.prioritisation:PrioritisationView",
        _prioritisation,
    ),
    "selection": Report(
        mark("Selection report"), "portfolio", f"{_VIEWS}.selection:SelectionView", _selection
    ),
    "finance": Report(mark("Financial report"), "portfolio", f"{_VIEWS}.finance:FinanceView", _finance),
    "vendors": Report(mark("Vendor report"), "portfolio", f"{_VIEWS}.vendors:VendorsView", _vendors),
    "benefits": Report(mark("Benefits report"), "portfolio", f"{_VIEWS}.benefits:BenefitsView", _benefits),
    "office": Report(mark("The PMO on itself"), "portfolio", f"{_VIEWS}.office:OfficeReport", _office),
}
"""By kind, in the order in which they are named."""
