"""The pages of a wiki, in their order, made of the reports: they depend on no wiki that is there."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from pmo.analysis.progress import HEALTHS, declared
from pmo.analysis.quarters import reviewed_quarter
from pmo.errors import PmoError
from pmo.findings import message
from pmo.model.portfolio import Portfolio, Project
from pmo.progress import QUIET, Progress
from pmo.publishing.wiki import keeping
from pmo.publishing.wiki.flavours import HOME, SIDEBAR, Layout
from pmo.publishing.wiki.manifest import Entry as Published
from pmo.publishing.wiki.periods import is_later, is_like_period, period_of
from pmo.publishing.wiki.pictures import PagePictures
from pmo.publishing.wiki.views import (
    TEMPLATES,
    Archive,
    Colour,
    Entry,
    Home,
    List,
    Origin,
    Period,
    Projects,
    Shelf,
    Sidebar,
    Trailer,
)
from pmo.render.environment import Links, Renderer
from pmo.render.mermaid import without_today
from pmo.render.reports import REPORTS, Report, Scope
from pmo.render.views.parts import Heading
from pmo.render.views.portfolio import PortfolioReport

STATUS: Final = "status"
ARCHIVE: Final = "archive"
INDEX: Final = "index"
"""Kind of the pages that lead to others."""
MOST_IN_SIDEBAR: Final = 40
"""Projects up to which the sidebar names each."""
KEPT: Final = (STATUS, "portfolio", "board", "qbr")
"""Reports of which each period keeps a page: the reporting period that goes on, of the review the quarter it is about."""
_NAME = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class WikiPage:
    """A finished page."""

    key: str
    """The page, in every flavour: `status/crm`."""
    path: str
    """Its file."""
    kind: str
    """The report that it shows, or `index`."""
    title: str
    text: str
    facts: str
    """Digest of what it says, apart from the day and the revision that it is of."""
    period: str | None = None
    """The reporting period that it is of; None for a page that follows the portfolio."""

    @property
    def published(self) -> Published:
        """What is remembered of it once it is written."""
        return Published(
            self.key,
            self.kind,
            self.title,
            keeping.digest(self.text),
            self.facts,
            self.period,
        )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A report that could not be made."""

    kind: str
    why: PmoError


@dataclass(frozen=True, slots=True)
class Pages:
    """Everything that is to be published."""

    pages: tuple[WikiPage, ...]
    """In the order in which a reader goes through them."""
    left_out: tuple[LeftOut, ...]
    period: str
    """The reporting period that goes on."""
    pictures: tuple[WikiPage, ...] = ()
    """Files of pictures that the pages show."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A page before it is written."""

    key: str
    kind: str
    title: str
    template: str
    view: object
    heading: Heading
    pictures: PagePictures | None = None
    period: str | None = None


def pages(
    scope_of: Callable[[Report], Scope],
    layout: Layout,
    renderer: Renderer,
    archived: Sequence[Published] = (),
    *,
    draws: bool = False,
    progress: Progress = QUIET,
) -> Pages:
    """The pages of everything that the reports have to say.

    ``archived`` are the pages of reporting periods that were published before: those of a period that is over stay
    as they are. ``draws``: whether there are files of the pictures that the wiki does not draw itself.
    """
    return _Making(scope_of, layout, renderer, archived, draws).done(progress)


class _Making:
    """One run: what was drafted so far, and how it is rendered."""

    def __init__(
        self,
        scope_of: Callable[[Report], Scope],
        layout: Layout,
        renderer: Renderer,
        archived: Sequence[Published],
        draws: bool,
    ) -> None:
        self._draws = draws
        self._pictures: list[WikiPage] = []
        self._scope_of = scope_of
        self._layout = layout
        self._archived = archived
        self._renderer = renderer
        self._whole = scope_of(REPORTS["portfolio"])
        self._say = self._whole.language.text
        self._period = period_of(self._whole.portfolio, self._whole.as_of)
        self._left_out: list[LeftOut] = []
        self._origin = cache(self._origin_line)

    def done(self, progress: Progress) -> Pages:
        made = {kind: self._drafts(kind, report) for kind, report in REPORTS.items()}
        reports = [draft for kind in REPORTS for draft in made[kind]]
        view = next(draft.view for draft in made["portfolio"])
        assert isinstance(view, PortfolioReport)
        kept = [one for kind in KEPT for draft in made.get(kind, ()) for one in self._kept(draft)]
        archive = self._archive(kept)
        drafts = [
            self._home(view, made),
            self._projects(view),
            *self._lists(made),
            *reports,
            *archive,
            *kept,
        ]
        if self._layout.flavour.sidebar is not None:
            drafts.append(self._sidebar(view, made))
        self._keys = {draft.key for draft in drafts} | {one.key for one in self._archived}
        what = message("Rendering pages")
        written = progress.over(what, drafts, len(drafts))
        made_pages = tuple(self._page(draft) for draft in written)
        return Pages(made_pages, tuple(self._left_out), self._period, tuple(self._pictures))

    # drafts

    def _drafts(self, kind: str, report: Report) -> list[_Draft]:
        """The pages of a report; none where it cannot be made, which is noted."""
        try:
            scope = self._scope_of(report)
            return list(self._of_report(kind, report, scope))
        except PmoError as why:
            if kind == "portfolio":
                raise
            self._left_out.append(LeftOut(kind, why))
            return []

    def _of_report(self, kind: str, report: Report, scope: Scope) -> Iterator[_Draft]:
        for page in report.pages(scope):
            key, title = kind, self._say(report.title)
            if report.about != "portfolio":
                if not _NAME.fullmatch(page.name):
                    continue
                key, title = f"{kind}/{_last(page.name)}", _title(scope, report, page.name)
            shown = PagePictures(report, scope, page)
            yield _Draft(key, kind, title, page.template, page.view, scope.heading, shown)

    def _kept(self, draft: _Draft) -> Iterator[_Draft]:
        """The page of the reporting period; none where that is over, or has nothing to tell about a project."""
        period = self._period
        if draft.kind == "qbr":
            period = reviewed_quarter(self._whole.portfolio, self._whole.as_of).name
        _, _, project = draft.key.partition("/")
        if project and not self._reports(project):
            return
        key = f"{draft.kind}/{period}" + (f"/{project}" if project else "")
        later = any(
            one.period is not None
            and is_later(one.period, period)
            and (one.kind == "qbr") == (draft.kind == "qbr")
            for one in self._archived
        )
        if not (later and any(one.key == key for one in self._archived)):
            yield replace(draft, key=key, period=period)

    def _reports(self, name: str) -> bool:
        """Whether a project is expected to report, or has reported in the period."""
        portfolio, as_of = self._whole.portfolio, self._whole.as_of
        project = portfolio.projects.get(name.rstrip("_"))
        if project is None:
            return False
        said = declared(portfolio, project, as_of)
        reported = said.status is not None and period_of(portfolio, said.status.date) == self._period
        return said.freshness != "not-expected" or reported

    def _home(self, report: PortfolioReport, made: dict[str, list[_Draft]]) -> _Draft:
        rows = [row for group in report.groups for row in group.projects]
        attention = tuple(row for row in rows if "red" in (row.health, row.computed))
        shelves = (Shelf(None, tuple(self._entries(made))),)
        view = Home(report.heading, report, attention, shelves, self._period, self._archive_entry)
        return self._index(HOME, self._whole.heading.portfolio, "home", view)

    def _entries(self, made: dict[str, list[_Draft]]) -> Iterator[Entry]:
        """The reports other than those about single projects: a page, or the list of their pages."""
        for kind, report in REPORTS.items():
            if kind != STATUS and (made[kind] or report.about != "portfolio"):
                yield Entry(self._say(report.title), f"page:{kind}")

    @property
    def _archive_entry(self) -> Entry:
        return Entry(self._say("Earlier reports"), f"page:{ARCHIVE}")

    def _projects(self, report: PortfolioReport) -> _Draft:
        rows = [row for group in report.groups for row in group.projects]
        colours = (
            Colour(word, tuple(row for row in rows if row.computed == word)) for word in (*HEALTHS, None)
        )
        view = Projects(
            report.heading,
            report,
            tuple(colour for colour in colours if colour.projects),
        )
        return self._index(STATUS, self._say("All projects"), "projects", view)

    def _lists(self, made: dict[str, list[_Draft]]) -> Iterator[_Draft]:
        """The list of the pages of every report that has several."""
        for kind, report in REPORTS.items():
            if kind != STATUS and report.about != "portfolio":
                title = self._say(report.title)
                entries = tuple(Entry(draft.title, f"page:{draft.key}") for draft in made[kind])
                yield self._index(kind, title, "list", List(self._whole.heading, title, entries))

    def _archive(self, kept: list[_Draft]) -> Iterator[_Draft]:
        """The page about all periods, and one for each."""
        of_periods: dict[str, dict[str, Entry]] = {}
        known = [(one.period, one.key, one.title) for one in self._archived]
        for period, key, title in (*known, *((one.period, one.key, one.title) for one in kept)):
            if period is not None:
                of_periods.setdefault(period, {})[key] = Entry(title, f"page:{key}")
        shelves = []
        for period, found in sorted(of_periods.items(), reverse=True):
            whole = tuple(entry for key, entry in sorted(found.items()) if key.count("/") == 1)
            projects = tuple(entry for key, entry in sorted(found.items()) if key.count("/") > 1)
            title = self._say("Reports of {period}", period=self._whole.language.period(period))
            key = f"{STATUS}/{period}"
            shelves.append(Shelf(period, whole, f"page:{key}"))
            view = Period(self._whole.heading.portfolio, period, whole, projects, self._archive_entry)
            yield self._index(key, title, "period", view)
        view_of_all = Archive(self._whole.heading.portfolio, tuple(shelves))
        yield self._index(ARCHIVE, self._say("Earlier reports"), "archive", view_of_all)

    def _sidebar(self, report: PortfolioReport, made: dict[str, list[_Draft]]) -> _Draft:
        projects = Entry(self._say("All projects"), f"page:{STATUS}")
        pages = (
            Entry(self._say("Home"), f"page:{HOME}"),
            projects,
            *self._entries(made),
            self._archive_entry,
        )
        shelves = tuple(
            Shelf(group.programme, tuple(Entry(row.title, row.id) for row in group.projects))
            for group in report.groups
        )
        if sum(len(shelf.entries) for shelf in shelves) > MOST_IN_SIDEBAR:
            shelves = ()
        view = Sidebar(self._whole.heading.portfolio, pages, shelves, projects)
        return self._index(SIDEBAR, "", "sidebar", view)

    def _index(self, key: str, title: str, template: str, view: object) -> _Draft:
        return _Draft(key, INDEX, title, f"{TEMPLATES}/{template}.md.jinja", view, self._whole.heading)

    # rendering

    def _page(self, draft: _Draft) -> WikiPage:
        links = self._links(draft)
        files: dict[str, str] = {}
        place = None
        if draft.pictures is not None:
            place = draft.pictures.shown(draft.key, self._layout, files if self._draws else None)
        text = self._renderer.render(draft.template, draft.view, links, place)
        self._pictures += (_picture(draft, path, content) for path, content in files.items())
        text = f"{text}\n{self._trailer(draft, links)}"
        return WikiPage(
            draft.key,
            self._layout.file(draft.key),
            draft.kind,
            draft.title,
            text,
            self._facts(text, draft.heading),
            draft.period,
        )

    def _trailer(self, draft: _Draft, links: Links) -> str:
        """Where a page says that it is ours, and leads on."""
        mark = (
            f"{keeping.TRAILER} What is changed here is not taken over; your own text goes between "
            '"pmo:keep NAME" and "/pmo:keep", each in a comment of its own. -->\n'
        )
        if draft.key == SIDEBAR:
            return mark
        ways = (
            Entry(self._say("Home"), f"page:{HOME}"),
            Entry(self._say("All projects"), f"page:{STATUS}"),
            self._archive_entry,
        )
        shown = () if self._layout.flavour.has_menu else ways
        view = Trailer(draft.period, shown)
        line = self._renderer.render(f"{TEMPLATES}/trailer.md.jinja", view, links)
        return f"{mark}\n{line}" if line.strip() else mark

    def _links(self, draft: _Draft) -> Links:
        def url(address: str) -> str | None:
            if address.startswith("page:"):
                key: str | None = address.removeprefix("page:")
            else:
                key = self._key_of(address, draft)
            if key is None or key not in self._keys or key == draft.key:
                return None
            return self._layout.url(draft.key, key)

        return url

    def _key_of(self, address: str, draft: _Draft) -> str | None:
        """The page about an address: a page of a period leads to those of the same, which stay."""
        first, _, rest = address.partition("/")
        if first == "programmes":
            return None if draft.period else f"programme/{_last(rest.partition('/')[0])}"
        if first == "vendors":
            return None if draft.period else "vendors"
        if first not in self._whole.portfolio.projects:
            return None
        name = _last(first)
        return f"{STATUS}/{draft.period}/{name}" if draft.period else f"{STATUS}/{name}"

    def _facts(self, text: str, heading: Heading) -> str:
        """Digest of a page without what every commit and every day would change."""
        text = text.replace(self._origin(heading), "")
        if heading.short_revision:
            text = text.replace(heading.short_revision, "")
        return keeping.digest(without_today(text))

    def _origin_line(self, heading: Heading) -> str:
        view = Origin(replace(heading, left_out=()))
        return self._renderer.render(f"{TEMPLATES}/origin.md.jinja", view).strip("\n")


def _picture(draft: _Draft, path: str, content: str) -> WikiPage:
    """The file of a picture: of the report and the period of the page that shows it."""
    return WikiPage(draft.key, path, draft.kind, draft.title, content, keeping.digest(content), draft.period)


def _last(name: str) -> str:
    """The last part of a key; that of a project called like a period is told apart from the period's."""
    return f"{name}_" if is_like_period(name) else name


def _title(scope: Scope, report: Report, name: str) -> str:
    if report.about == "project":
        return _titled(scope.portfolio, scope.portfolio.projects.get(name), name)
    programme = scope.portfolio.programmes.get(name.lower())
    return programme.title if programme is not None else name


def _titled(portfolio: Portfolio, project: Project | None, name: str) -> str:
    return project.title if project is not None else name
