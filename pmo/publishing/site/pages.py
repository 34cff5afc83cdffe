"""The pages of a site: which there are, and what each shows."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

import pmo
from pmo.analysis.addresses import Item, items_of
from pmo.analysis.capacity import Scope as LoadScope
from pmo.analysis.capacity import capacity, window
from pmo.analysis.decisions import questions, taken
from pmo.analysis.listings.context import Context
from pmo.analysis.listings.kinds import LISTINGS
from pmo.analysis.money import Money
from pmo.analysis.progress import days_later
from pmo.analysis.strategic_fit import StrategicFit, counted, strategic_fit
from pmo.locale.marking import mark
from pmo.model.portfolio import Holder
from pmo.model.strategy import Programme
from pmo.output.calendar import written
from pmo.publishing.site import places, registers, views
from pmo.publishing.site.events import entries, events_of, months
from pmo.publishing.site.places import Places
from pmo.publishing.site.reports import Included
from pmo.publishing.site.tables import Table, Tables, Wanted
from pmo.render.reports import Scope
from pmo.render.views.capacity import CapacityRow, capacity_view
from pmo.render.views.decisions import decisions_view
from pmo.render.views.parts import Heading
from pmo.render.views.portfolio import PortfolioReport, portfolio_view
from pmo.render.views.risks import risks_view
from pmo.render.views.status import status_view

_NAVIGATION: Final = (
    (places.OVERVIEW, mark("Overview")),
    (places.OBJECTIVES, mark("Objectives")),
    (places.PEOPLE, mark("People")),
    (places.RISKS, mark("Risks")),
    (places.DECISIONS, mark("Decisions")),
    (places.GATES, mark("Gates")),
    (places.CALENDAR, mark("Calendar")),
    (places.OFFICE, mark("Office")),
    (places.REPORTS, mark("Reports")),
)
_THREAT_TONES: Final = {"G": "green", "Y": "yellow", "O": "orange", "R": "red"}
_GAIN_TONES: Final = {"G": "gain-1", "Y": "gain-2", "O": "gain-3", "R": "gain-4"}
_DAYS_AHEAD: Final = 366
"""How far the calendar looks."""


class SitePage(NamedTuple):
    """A page: its file, its template, and what the template sees."""

    path: str
    template: str
    view: object
    project: str | None = None
    """Id of the project that it is about."""


class Site:
    """The pages about a scope. What several pages need is worked out once.

    ``included``: which reports it leads to.
    """

    def __init__(self, scope: Scope, included: Included = "none") -> None:
        self._scope = scope
        self._included = included
        self._portfolio = scope.portfolio
        self._language = scope.language
        context = Context(scope.portfolio, scope.as_of)
        self._tables = Tables(context, scope.language)
        self._projects = {one.id: one for one in scope.projects}
        self.places = Places(
            self._projects, {one.id.lower() for one in scope.programmes}, not scope.is_narrowed
        )
        holders = scope.projects if scope.is_narrowed else tuple(scope.portfolio.holders)
        self._holders: tuple[Holder, ...] = tuple(holders)
        self._addresses = [one.address for one in self._holders]

    def pages(self) -> Iterator[SitePage]:
        """Every page, the overview first."""
        report = portfolio_view(
            self._portfolio, self._scope.projects, self._scope.heading, self._language, evidence=False
        )
        yield self._overview(report)
        yield from (self._programme(one, report) for one in self._scope.programmes)
        yield from self._of_projects()
        yield self._objectives()
        yield self._people()
        yield self._risks()
        yield self._decisions()
        yield self._gates()
        yield self._calendar()
        yield self._office()
        yield self._search()

    # What stands around each page

    def frame(self, path: str, title: str, *above: views.Crumb) -> views.Frame:
        say = self._language.text
        current = above[-1].path if above else path
        overview = views.Crumb(say("Overview"), places.OVERVIEW)
        return views.Frame(
            language=self._language.code,
            title=title,
            path=path,
            root="../" * path.count("/"),
            crumbs=() if path == places.OVERVIEW else (overview, *above),
            navigation=tuple(
                views.Entry(say(name), page, page in (path, current))
                for page, name in _NAVIGATION
                if page != places.REPORTS or self._included != "none"
            ),
            tool=f"pmo {pmo.__version__}",
        )

    @property
    def _heading(self) -> Heading:
        return self._scope.heading

    # The pages

    def _overview(self, report: PortfolioReport) -> SitePage:
        projects = self._tables.of(
            registers.PROJECTS, self._charters(self._projects), is_home=False, tools=True
        )
        view = views.OverviewPage(
            self._heading,
            self.frame(places.OVERVIEW, self._language.text("Portfolio overview")),
            report,
            projects,
            {one.title: f"programmes/{one.id}" for one in self._scope.programmes},
            sum(row.is_overdue for row in report.decisions),
        )
        return SitePage(places.OVERVIEW, "index.html.jinja", view)

    def _charters(self, ids: Iterable[str]) -> list[Item]:
        wanted = frozenset(ids)
        return [
            item for item in LISTINGS["projects"].items(self._portfolio) if item.document.holder in wanted
        ]

    def _of_projects(self) -> Iterator[SitePage]:
        portfolio = self._portfolio
        for project in self._scope.projects:
            report = status_view(portfolio, project, self._heading, self._language)
            charter = project.charter
            programme = portfolio.programmes.get((charter.programme or "").lower()) if charter else None
            above: tuple[views.Crumb, ...] = ()
            if programme is not None and programme.id.lower() in self.places.programmes:
                above = (views.Crumb(programme.title, places.programme_page(programme.id)),)
            view = views.ProjectPage(
                self._heading,
                self.frame(places.project_page(project.id), project.title, *above),
                report,
                f"programmes/{programme.id}" if programme else None,
                self._person(charter.sponsor) if charter else None,
                self._person(charter.manager) if charter else None,
                self._registers(registers.OF_PROJECTS, project.address),
            )
            yield SitePage(view.frame.path, "project.html.jinja", view, project.id)

    def _person(self, reference: str) -> str | None:
        person = self._portfolio.person(reference)
        return f"people/{person.id}" if person else None

    def _registers(self, wanted: Iterable[Wanted], holder: str) -> tuple[Table, ...]:
        found = (self._tables.of_holder(one, holder) for one in wanted)
        return tuple(table for table in found if table is not None)

    def _programme(self, programme: Programme, report: PortfolioReport) -> SitePage:
        portfolio = self._portfolio
        members = [
            one.id
            for one in self._scope.projects
            if one.charter is not None and (one.charter.programme or "").lower() == programme.id.lower()
        ]
        titles = {portfolio.projects[id_].title for id_ in members}
        objectives = (portfolio.objectives.get(one.lower()) for one in programme.objectives)
        view = views.ProgrammePage(
            self._heading,
            self.frame(places.programme_page(programme.id), programme.title),
            programme.title,
            portfolio.name_of(programme.manager) if programme.manager else None,
            portfolio.name_of(programme.sponsor) if programme.sponsor else None,
            tuple((f"strategy/{one.id}", one.title) for one in objectives if one is not None),
            next((one for one in report.groups if one.programme == programme.title), None),
            self._tables.of(registers.PROJECTS, self._charters(members), is_home=False),
            tuple(row for row in report.next_milestones if row.project in titles),
            self._registers(registers.OF_ALL, f"programmes/{programme.id}"),
            places.report_page("programme", programme.id) if self._included == "all" else None,
        )
        return SitePage(view.frame.path, "programme.html.jinja", view)

    def _people(self) -> SitePage:
        portfolio = self._portfolio
        scope = LoadScope(projects=self._scope.chosen)
        found = capacity(portfolio, window(portfolio, self._scope.as_of), scope=scope)
        load = capacity_view(portfolio, found, self._heading)
        loads: dict[str, list[CapacityRow]] = {}
        for row in load.rows:
            if row.kind == "person":
                loads.setdefault(row.resource.lower(), []).append(row)
        people = tuple(
            views.PersonRow(
                places.place_of(f"people/{person.id}") or "",
                person.name,
                portfolio.name_of(person.role),
                person.unit,
                tuple(rows) if any(one.capacity or one.is_wanted for one in rows) else (),
                self._taking(rows),
            )
            for person in sorted(portfolio.people.values(), key=lambda one: (one.name, one.id))
            for rows in (loads.get(person.id.lower(), []),)
        )
        view = views.PeoplePage(
            self._heading,
            self.frame(places.PEOPLE, self._language.text("People and capacity")),
            tuple(self._language.period(one.period, short=True) for one in load.periods),
            load.allowed,
            people,
            load.conflicts,
            load.unfilled,
            tuple(one for one in load.bottlenecks if one.first_over is not None),
            tuple(self._of_people()),
        )
        return SitePage(places.PEOPLE, "people.html.jinja", view)

    def _taking(self, rows: Iterable[CapacityRow]) -> tuple[tuple[str, str], ...]:
        """The projects that take somebody's time."""
        ids = dict.fromkeys(share.project for row in rows for share in row.projects)
        return tuple((id_, self._portfolio.projects[id_].title) for id_ in ids if id_ in self._projects)

    def _of_people(self) -> Iterator[Table]:
        for wanted in registers.OF_PEOPLE:
            items = LISTINGS[wanted.kind].items(self._portfolio)
            shown = [
                one
                for one in items
                if one.document.level != "project" or one.document.holder in self._projects
            ]
            if shown:
                has_tools = wanted in (registers.ALLOCATIONS, registers.ABSENCES)
                is_home = wanted.kind in ("roles", "teams", "equipment")
                yield self._tables.of(wanted, shown, is_home=is_home, tools=has_tools)

    def _objectives(self) -> SitePage:
        fit = strategic_fit(self._portfolio, counted(self._scope.projects), self._scope.as_of)
        keys = [one.objective.id.lower() for one in fit.objectives]
        projects = tuple(
            views.ServingRow(
                one.project.id,
                one.project.title,
                None if one.spend is None else Money(one.spend, fit.currency),
                tuple((one.contributions[key] or 0) if key in one.contributions else None for key in keys),
            )
            for one in fit.projects
            if one.contributions
        )
        view = views.ObjectivesPage(
            self._heading,
            self.frame(places.OBJECTIVES, self._language.text("Strategic objectives")),
            tuple(self._objective_rows(fit)),
            projects,
            Money(fit.spend, fit.currency),
            tuple((one.project.id, one.project.title) for one in fit.serving_none),
        )
        return SitePage(places.OBJECTIVES, "objectives.html.jinja", view)

    def _objective_rows(self, fit: StrategicFit) -> Iterator[views.ObjectiveRow]:
        for one in fit.objectives:
            objective = one.objective
            address = f"strategy/{objective.id}"
            yield views.ObjectiveRow(
                address,
                places.place_of(address) or "",
                objective.title,
                one.depth,
                self._portfolio.name_of(objective.owner) if objective.owner else None,
                None if one.weight is None else float(one.weight),
                len(one.parts),
                one.is_served,
                Money(one.spend, fit.currency),
                float(one.spend / fit.spend) if fit.spend else None,
                tuple(
                    (kpi.kpi.title, kpi.latest, kpi.kpi.target, kpi.kpi.unit, kpi.state) for kpi in one.kpis
                ),
            )

    def _risks(self) -> SitePage:
        found = risks_view(self._portfolio, self._holders, self._heading)
        opportunities = _matrix(found.opportunity_matrix, found.opportunity_cells, _GAIN_TONES)
        table = self._tables.of_holders(registers.ALL_RISKS, self._addresses)
        view = views.RisksPage(
            self._heading,
            self.frame(places.RISKS, self._language.text("Risks")),
            found.currency,
            _matrix(found.matrix, found.cells, _THREAT_TONES),
            opportunities if any(cell.risks for row in opportunities for cell in row.cells) else (),
            len(found.not_assessed),
            len(found.escalation),
            len(found.overdue_reviews),
            found.exposure,
            found.by_project,
            found.shared,
            table,
        )
        return SitePage(places.RISKS, "risks.html.jinja", view)

    def _decisions(self) -> SitePage:
        asked = questions(self._portfolio, self._scope.as_of, self._scope.chosen)
        done = taken(self._portfolio, self._scope.chosen)
        found = decisions_view(self._portfolio, self._heading, asked, done, None)
        view = views.DecisionsPage(
            self._heading,
            self.frame(places.DECISIONS, self._language.text("Decisions")),
            tuple(row for row in found.decisions if row.state == "waiting"),
            found.overdue,
            tuple(
                sorted(
                    (row for row in found.decisions if row.state != "waiting"),
                    key=lambda row: (row.decided or datetime.date.min, row.address),
                    reverse=True,
                )
            ),
        )
        return SitePage(places.DECISIONS, "decisions.html.jinja", view)

    def _gates(self) -> SitePage:
        say = self._language.text
        reviews = [
            one for one in items_of(self._portfolio, "gate-review") if one.document.holder in self._projects
        ]
        due = [
            one
            for one in reviews
            if one.record.held is None and self._projects[one.document.holder].is_open  # type: ignore[attr-defined]
        ]
        held = [one for one in reviews if one.record.held is not None]  # type: ignore[attr-defined]
        table = self._tables.of(
            registers.DUE_GATES, due, is_home=False, tools=True, id_="due", title=say("Reviews to come")
        )
        view = views.GatesPage(
            self._heading,
            self.frame(places.GATES, say("Gates")),
            table,
            self._tables.of(
                registers.HELD_GATES,
                held,
                is_home=False,
                tools=True,
                id_="held",
                title=say("Reviews held"),
                sort="-held,address",
            ),
            sum(cell.tone == "late" for row in table.rows for cell in row.cells),
        )
        return SitePage(places.GATES, "gates.html.jinja", view)

    @cached_property
    def _events(self) -> tuple[views.Event, ...]:
        """What the calendar shows: what should have been over, and what comes within a year."""
        as_of, until = self._scope.as_of, days_later(self._scope.as_of, _DAYS_AHEAD)
        found = events_of(self._portfolio, self._holders, as_of, self._scope.chosen)
        return tuple(one for one in found if one.is_late or as_of <= one.day <= until)

    def _calendar(self) -> SitePage:
        view = views.CalendarPage(
            self._heading,
            self.frame(places.CALENDAR, self._language.text("Calendar")),
            tuple(one for one in self._events if one.is_late),
            months([one for one in self._events if not one.is_late]),
            days_later(self._scope.as_of, _DAYS_AHEAD),
            places.CALENDAR_FILE,
        )
        return SitePage(places.CALENDAR, "calendar.html.jinja", view)

    def calendar_file(self) -> str:
        """The events of the calendar for the calendars of readers."""
        heading = self._heading
        found = entries(self._events, self._scope.as_of, self._language)
        return written(heading, heading.portfolio, "site", found)

    def _office(self) -> SitePage:
        tables = () if self._scope.is_narrowed else self._registers(registers.OF_OFFICE, "office")
        view = views.OfficePage(
            self._heading, self.frame(places.OFFICE, self._language.text("The office")), tables
        )
        return SitePage(places.OFFICE, "office.html.jinja", view)

    def _search(self) -> SitePage:
        view = views.SearchPage(
            self._heading,
            self.frame(places.SEARCH, self._language.text("Search")),
            tuple((f"programmes/{one.id}", one.title) for one in self._scope.programmes),
            tuple((one.id, one.title) for one in self._scope.projects),
        )
        return SitePage(places.SEARCH, "search.html.jinja", view)


def _matrix(
    counts: tuple[tuple[int, ...], ...], letters: tuple[str, ...], tones: Mapping[str, str]
) -> tuple[views.MatrixRow, ...]:
    """Lines by probability 5 to 1, fields by impact 1 to 5."""
    return tuple(
        views.MatrixRow(
            5 - line,
            tuple(
                views.MatrixCell(impact, tones[letters[line][impact - 1]], count)
                for impact, count in enumerate(row, 1)
            ),
        )
        for line, row in enumerate(counts)
    )
