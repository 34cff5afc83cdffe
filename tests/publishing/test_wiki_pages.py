"""The pages of the example portfolio, as each wiki gets them: every link leads to a page, in both languages."""

import dataclasses
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pmo.errors import PmoError
from pmo.loading import load
from pmo.locale import language
from pmo.model.portfolio import Portfolio
from pmo.publishing.wiki import keeping, periods
from pmo.publishing.wiki import pages as rooms
from pmo.publishing.wiki.flavours import FLAVOURS, Layout, Name
from pmo.publishing.wiki.manifest import Entry
from pmo.publishing.wiki.pages import Pages, WikiPage, pages
from pmo.render.environment import Renderer
from pmo.render.reports import REPORTS, Report, Scope
from pmo.render.views.parts import Heading
from pmo.trees import WorkingTree
from tests import golden
from tests.portfolios import AS_OF, charter, office, people, portfolio, strategy

EXAMPLE = Path(__file__).parents[2] / "examples" / "portfolio"
REVISION = "0123456789abcdef0123456789abcdef01234567"
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


def scope(found: Portfolio, code: str = "en", revision: str = REVISION, **changes: object) -> Scope:
    assert found.office is not None
    heading = Heading(found.office.office.name, revision, AS_OF)
    whole = Scope(
        found, tuple(found.projects.values()), tuple(found.programmes.values()), heading, language(code)
    )
    return dataclasses.replace(whole, **changes)  # type: ignore[arg-type]


@cache
def remembered() -> Mapping[str, Report]:
    """The reports, with the views of the example made once for all wikis: only their links differ."""

    def once(report: Report) -> Report:
        made = cache(lambda code: tuple(report.pages(scope(story(), code))))
        return dataclasses.replace(report, pages=lambda one: made(one.language.code))

    return {kind: once(report) for kind, report in REPORTS.items()}


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "REPORTS", remembered())


@cache
def story() -> Portfolio:
    return load(WorkingTree(EXAMPLE)).portfolio


@cache
def renderer(code: str) -> Renderer:
    return Renderer(language(code))


def example(flavour: Name = "folder", code: str = "en", prefix: str = "", **how: object) -> Pages:
    layout = Layout(FLAVOURS[flavour], prefix)
    return pages(lambda _: scope(story(), code), layout, renderer(code), **how)  # type: ignore[arg-type]


def links(text: str) -> list[str]:
    return [str(one.attrs["href"]) for one in _tokens(MARKDOWN.parse(text)) if one.type == "link_open"]


def _tokens(found: list[Token]) -> Iterator[Token]:
    for token in found:
        yield token
        yield from _tokens(token.children or [])


def led_to(page: WikiPage, url: str, files: Mapping[str, str], flavour: Name) -> str | None:
    """The file that a browser shows when one follows a link of a page, as that wiki has it."""
    url = unquote(url.partition("#")[0])
    match flavour:
        case "github":  # a page is called by its name, whatever folder it is in
            found = [path for path in files if posixpath.basename(path) == f"{url}.md"]
            return found[0] if len(found) == 1 else None
        case "gitlab" | "azure":
            return f"{url[1:]}.md" if url.startswith("/") else None
    return posixpath.normpath(posixpath.join(posixpath.dirname(page.path), url))


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_every_link_leads_to_a_page(flavour: Name) -> None:
    found = example(flavour)
    files = {page.path: page.text for page in found.pages}
    layout = Layout(FLAVOURS[flavour])
    assert len({layout.identity(path) for path in files}) == len(found.pages)
    reached = set()
    for page in found.pages:
        for url in links(page.text):
            there = led_to(page, url, files, flavour)
            assert there in files, f"{page.path}: {url}"
            assert there != page.path
            reached.add(there)
    unreached = files.keys() - reached - {layout.file("home"), layout.flavour.sidebar}
    assert not unreached, "a reader gets to every page"


@pytest.mark.usefixtures("once")
def test_every_report_leads_to_the_projects_that_it_names() -> None:
    pages_of = {page.key: set(links(page.text)) for page in example().pages}
    for kind in ("portfolio", "finance", "vendors", "prioritisation", "selection", "resources", "benefits"):
        assert len([url for url in pages_of[kind] if url.startswith("status/")]) >= 3, kind
    assert "programme/smart-networks.md" in pages_of["portfolio"] & pages_of["status"]
    assert "../programme/smart-networks.md" in pages_of["status/scada-renewal"]
    waits = {url for key, found in pages_of.items() if key.count("/") == 1 for url in found}
    assert "scada-renewal.md" in waits, "a project leads to those that it depends on"


def two(tmp_path: Path) -> Portfolio:
    """Two projects of a programme, of which one waits for the other."""
    milestone = {"id": "done", "title": "``` Done :::", "baseline": "2026-12-01"}
    risk = {"id": "late", "title": "Late", "owner": "budi", "type": "threat", "status": "assessed"}
    matrix = {"probability": 4, "impact": {"schedule": 4}}
    waits = {"after": [{"milestone": "crm/done", "agreed": False}]}
    return portfolio(
        tmp_path,
        {
            "strategy.yaml": strategy(programmes=[{"id": "renewal", "title": "Renewal"}]),
            **{
                f"projects/{name}/charter.yaml": charter(name, state="active", programme="renewal")
                for name in ("crm", "erp")
            },
            "projects/crm/plan.yaml": {"milestones": [milestone]},
            "projects/crm/risks.yaml": {"risks": [{**risk, **matrix}]},
            "projects/erp/plan.yaml": {"milestones": [{**milestone, **waits}]},
        },
    )


@pytest.mark.parametrize(
    ("flavour", "fence"), [("github", "```mermaid"), ("gitlab", "```mermaid"), ("azure", "::: mermaid")]
)
def test_charts_that_a_wiki_draws_itself(tmp_path: Path, flavour: Name, fence: str) -> None:
    texts = {page.key: page.text for page in of(two(tmp_path), flavour).pages}
    closing = fence.partition(" ")[0].removesuffix("mermaid")
    assert f"\n\n{fence}\ngantt\n" in texts["status/crm"]
    assert f"\n{closing}\n\n" in texts["status/crm"].partition(fence)[2]
    for key, kind in (("portfolio", "gantt"), ("portfolio", "graph LR"), ("programme/renewal", "gantt")):
        assert f"{fence}\n{kind}\n" in texts[key]
    for text in texts.values():
        assert len(re.findall(f"^{fence}$", text, re.MULTILINE)) == len(
            re.findall(f"^{closing}$", text, re.MULTILINE)
        )


def test_elsewhere_there_are_no_charts(tmp_path: Path) -> None:
    for flavour in ("folder", "mkdocs"):
        found = of(two(tmp_path), flavour)  # type: ignore[arg-type]
        assert not any("gantt" in page.text or "![" in page.text for page in found.pages)
        assert found.pictures == ()


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_pictures_lie_beside_the_pages(
    tmp_path: Path, flavour: Name, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("vl_convert")
    monkeypatch.setattr(rooms, "REPORTS", {"portfolio": REPORTS["portfolio"]})
    layout = Layout(FLAVOURS[flavour], "docs/")
    made = pages(lambda _: scope(two(tmp_path)), layout, renderer("en"), draws=True)
    files = {one.path: one for one in made.pictures}
    assert len(files) == len(made.pictures) > 0
    assert all(one.text.startswith("<svg") and one.kind == "portfolio" for one in made.pictures)
    shown = set()
    for page in made.pages:
        for token in _tokens(MARKDOWN.parse(page.text)):
            if token.type == "image":
                url = str(token.attrs["src"])
                below = {"names": "docs", "root": "docs", "files": posixpath.dirname(page.path)}
                shown.add(posixpath.normpath(f"{below[layout.flavour.links]}/{url.removeprefix('/')}"))
                assert url.startswith("/") == (layout.flavour.links == "root")
    assert shown == files.keys()
    assert {one.period for one in made.pictures} == {None, "2026-10"}, "the period keeps its own"
    names = {posixpath.basename(path) for path in files}
    assert ("roadmap.svg" in names) == (layout.flavour.mermaid is None)


def test_another_day_is_no_news_in_a_chart(tmp_path: Path) -> None:
    found, layout = two(tmp_path), Layout(FLAVOURS["github"])
    heading = scope(found).heading
    later = dataclasses.replace(heading, as_of=AS_OF.replace(day=AS_OF.day + 1))
    days = [
        pages(lambda _, heading=heading: scope(found, heading=heading), layout, renderer("en")).pages
        for heading in (heading, later)
    ]
    facts = [{page.key: page.facts for page in day} for day in days]
    for key in ("status/crm", "portfolio", "programme/renewal"):
        assert facts[0][key] == facts[1][key], key


@pytest.mark.usefixtures("once")
def test_pages_of_a_period_lead_to_nothing_that_may_go() -> None:
    found = example("mkdocs", prefix="docs/pmo/")
    old = [page for page in found.pages if page.period is not None]
    assert len(old) > 10
    for page in old:
        for url in links(page.text):
            there = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), url))
            assert there.startswith(("docs/pmo/status/2026-10/", "docs/pmo/index", "docs/pmo/archive")), url


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("code", ["en", "id"])
def test_golden(request: pytest.FixtureRequest, code: str) -> None:
    """Indexes in full; of the others, which the reports show, what their text comes to."""
    found = example("github", code)
    listing = "".join(
        f"{page.path}  {page.title}  {sha256(page.text.encode()).hexdigest()[:16]}\n" for page in found.pages
    )
    golden.check(request, f"wiki/{code}/listing.txt", listing)
    for page in found.pages:
        if page.kind == "index":
            golden.check(request, f"wiki/{code}/{page.path.replace('/', '--')}", page.text)
    assert found.left_out == ()


@pytest.mark.usefixtures("once")
def test_a_period_that_is_over_is_not_made_again() -> None:
    now = example()
    known = [page.published for page in now.pages if page.period is not None]
    later = [dataclasses.replace(now.pages[0], key="status/2026-11/crm", period="2026-11").published]
    again = example(archived=known)
    assert [page.path for page in again.pages] == [page.path for page in now.pages]
    after = example(archived=[*known, *later])
    assert not any(page.period == "2026-10" for page in after.pages)
    assert any(page.key == "qbr/2026-Q3" for page in after.pages), (
        "the quarter is reviewed until the next one ends"
    )
    of_period = next(page for page in after.pages if page.key == "status/2026-10")
    assert of_period.text == next(page.text for page in now.pages if page.key == "status/2026-10")


def of(found: Portfolio, flavour: Name = "folder", **how: object) -> Pages:
    return pages(lambda _: scope(found), Layout(FLAVOURS[flavour]), renderer("en"), **how)  # type: ignore[arg-type]


def test_only_projects_that_report_have_a_page_of_the_period(tmp_path: Path) -> None:
    status = {"author": "budi", "headline": "Done", "overall": "green"}
    found = portfolio(
        tmp_path,
        {
            "projects/running/charter.yaml": charter("running", state="active"),
            "projects/ended/charter.yaml": charter("ended", state="completed"),
            "projects/ended/status/2026-10-25.yaml": {**status, "date": "2026-10-25"},
            "projects/over/charter.yaml": charter("over", state="completed"),
            "projects/over/status/2026-05-25.yaml": {**status, "date": "2026-05-25"},
        },
    )
    of_period = [page.key for page in of(found).pages if page.period and page.kind == "status"]
    assert of_period == ["status/2026-10/ended", "status/2026-10/running"]


def test_projects_called_like_periods_and_pages_keep_pages_of_their_own(tmp_path: Path) -> None:
    names = ("2026-10", "archive", "home", "sidebar", "status", "project", "portfolio")
    found = portfolio(
        tmp_path, {f"projects/{name}/charter.yaml": charter(name, state="active") for name in names}
    )
    for flavour in FLAVOURS:
        layout = Layout(FLAVOURS[flavour])
        made = of(found, flavour).pages
        assert len({layout.identity(page.path) for page in made}) == len(made)
    index = next(page for page in made if page.key == "status")
    assert "[Project 2026-10](status/2026-10_.md)" in index.text


def test_a_report_that_cannot_be_made_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Scope) -> Iterator[rooms.LeftOut]:
        raise PmoError("no solver", "install it")
        yield

    broken = dataclasses.replace(REPORTS["selection"], pages=refuse)
    monkeypatch.setattr(rooms, "REPORTS", {**REPORTS, "selection": broken})
    made = of(portfolio(tmp_path))
    assert [one.kind for one in made.left_out] == ["prioritisation", "selection"], (
        "nor can an office without criteria rank"
    )
    assert not any("selection" in page.text for page in made.pages)
    monkeypatch.setattr(rooms, "REPORTS", {"portfolio": dataclasses.replace(broken)})
    with pytest.raises(PmoError, match="no solver"):
        of(portfolio(tmp_path))


def test_the_revision_and_the_day_are_no_news(tmp_path: Path) -> None:
    found = portfolio(tmp_path, {"projects/crm/charter.yaml": charter("crm", state="active")})
    layout = Layout(FLAVOURS["folder"])
    one = pages(lambda _: scope(found), layout, renderer("en"))
    two = pages(lambda _: scope(found, revision="f" * 40), layout, renderer("en"))
    assert [page.facts for page in one.pages] == [page.facts for page in two.pages]
    assert REVISION[:12] in one.pages[0].text != two.pages[0].text
    assert pages(lambda _: scope(found), layout, Renderer(language("en"))).pages == one.pages


def test_a_long_portfolio_has_a_short_sidebar(tmp_path: Path) -> None:
    found = portfolio(
        tmp_path,
        {f"projects/p{n}/charter.yaml": charter(f"p{n}") for n in range(rooms.MOST_IN_SIDEBAR + 1)},
    )
    sidebar = of(found, "github").pages[-1]
    assert sidebar.path == "_Sidebar.md"
    assert "p1" not in sidebar.text


ATTACK = "](javascript:alert(1)) <script>alert(2)</script> | `x` **b** <!-- pmo:keep a --> [a]: b\n# H\n---\n![x](http://e.example/p.png)"


def test_a_hostile_portfolio_is_inert(tmp_path: Path) -> None:
    found = portfolio(
        tmp_path,
        {
            "pmo.yaml": office(office={"name": ATTACK, "head": "cara"}),
            "strategy.yaml": strategy(programmes=[{"id": "renewal", "title": ATTACK}]),
            "people.yaml": people({"id": "eve", "name": ATTACK, "role": "lead"}),
            "projects/crm/charter.yaml": charter(
                "crm", title=ATTACK, state="active", manager="eve", programme="renewal"
            ),
        },
    )
    for flavour in FLAVOURS:
        made = of(found, flavour).pages
        files = {page.path: page.text for page in made}
        for page in made:
            tokens = list(_tokens(MARKDOWN.parse(page.text)))
            raw = [one.content for one in tokens if one.type in ("html_block", "html_inline")]
            assert all(one.startswith(keeping.TRAILER) for one in raw), page.path
            assert not any(one.type == "image" for one in tokens)
            for url in links(page.text):
                assert led_to(page, url, files, flavour) in files, f"{page.path}: {url}"
            assert keeping.parted(page.text)[1] == ()
            titles = [one for one in tokens if one.type == "heading_open" and one.tag == "h1"]
            assert len(titles) == (page.key != "sidebar")


@pytest.mark.parametrize(
    ("cycle", "day", "name"),
    [
        ("monthly", "2026-11-01", "2026-10"),
        ("monthly", "2026-11-06", "2026-10"),
        ("monthly", "2026-11-09", "2026-11"),
        ("quarterly", "2026-10-02", "2026-Q3"),
        ("weekly", "2026-11-01", "2026-W44"),
        ("fortnightly", "2026-11-14", "2026-W45"),
        ("fortnightly", "2026-11-19", "2026-W45"),
    ],
)
def test_a_period_ends_with_its_days_of_grace(tmp_path: Path, cycle: str, day: str, name: str) -> None:
    found = portfolio(tmp_path, {"pmo.yaml": office(reporting={"cycle": cycle, "grace_days": 5})})
    assert periods.period_of(found, AS_OF.fromisoformat(day)) == name


def test_without_days_of_grace_a_period_ends_with_its_last_day(tmp_path: Path) -> None:
    found = portfolio(tmp_path, {"pmo.yaml": office(reporting={"cycle": "weekly", "grace_days": 0})})
    assert periods.period_of(found, AS_OF) == "2026-W44"
    assert re.fullmatch(r"0001-W0\d", periods.period_of(found, AS_OF.min))


@pytest.mark.parametrize(
    ("one", "other", "later"),
    [
        ("2026-10", "2026-09", True),
        ("2026-09", "2026-10", False),
        ("2026-Q4", "2026-Q3", True),
        ("FY2026-Q4", "FY2026-Q3", True),
        ("FY2026-Q4", "2026-Q3", False),  # another cycle
        ("2026-W44", "2026-10", False),
        ("2026-Q4", "2026-Q4", False),
    ],
)
def test_periods_of_one_cycle_follow_each_other(one: str, other: str, later: bool) -> None:
    assert periods.is_later(one, other) is later


@pytest.mark.parametrize(("start", "quarter"), [(1, "2026-Q3"), (4, "FY2026-Q2")])
def test_a_quarterly_review_is_kept_as_the_quarter_that_it_is_about(
    tmp_path: Path, start: int, quarter: str
) -> None:
    found = portfolio(tmp_path, {"pmo.yaml": office(calendar={"fiscal_year_start": start})})
    made = of(found)
    (page,) = [one for one in made.pages if one.kind == "qbr" and one.period is not None]
    assert (page.key, page.period) == (f"qbr/{quarter}", quarter)
    assert language("en").period(quarter) in page.text.splitlines()[0]
    assert f"status/{quarter}" in {one.key for one in made.pages}, "the archive leads to it"
    status = dataclasses.replace(page, key="status/x/crm", kind="status", period=quarter[:-1] + "4").published
    again = of(found, archived=[page.published, status])
    assert page.key in {one.key for one in again.pages}, "a later period of another report is no later review"


def test_what_is_remembered_of_a_page() -> None:
    page = WikiPage("a", "a.md", "index", "A", "# A\n", "facts")
    assert page.published == Entry("a", "index", "A", keeping.digest("# A"), "facts")
