"""`pmo site`: what the pages hold, where they lead, and what becomes of the folder they are written into."""

import datetime
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import icalendar
import pytest

import pmo as package
from benchmarks import synthetic
from pmo.errors import PmoError
from pmo.loading import load
from pmo.locale import language
from pmo.model.portfolio import Portfolio
from pmo.publishing.site.building import build
from pmo.publishing.site.pages import Site
from pmo.publishing.site.places import Places, place_of
from pmo.publishing.site.reports import Reports
from pmo.render.charts.drawing import library
from pmo.render.reports import REPORTS, Scope
from pmo.render.views.parts import Heading
from pmo.trees import WorkingTree
from tests import golden
from tests.commands import Outcome, pmo
from tests.portfolios import AS_OF, charter, write
from tests.test_report_pages import ATTACKS, hostile

EXAMPLE = Path(__file__).parents[2] / "examples" / "portfolio"
REVISION = "0123456789abcdef0123456789abcdef01234567"
FIRST_VIEW = ("index.html", "assets/site.css", "assets/site.js", "assets/theme.js", "assets/icon.svg")
_VOID = {"meta", "link", "br", "input", "img", "hr"}


class Page(HTMLParser):
    """What a page consists of."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.attributes: set[str] = set()
        self.texts: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.references.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert tag not in _VOID
        self.tags.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def scope(portfolio: Portfolio, code: str = "en") -> Scope:
    name = portfolio.office.office.name if portfolio.office else "Office"
    return Scope(
        portfolio,
        tuple(portfolio.projects.values()),
        tuple(portfolio.programmes.values()),
        Heading(name, REVISION, AS_OF),
        language(code),
    )


def pages_of(files: dict[str, bytes]) -> Iterator[tuple[str, Page]]:
    return ((path, Page(content)) for path, content in files.items() if path.endswith(".html"))


@pytest.fixture(scope="module")
def story() -> Portfolio:
    return load(WorkingTree(Path(__file__).parents[2] / "examples" / "portfolio")).portfolio


@pytest.fixture(scope="module")
def site(story: Portfolio) -> dict[str, bytes]:
    return dict(build(scope(story)))


IN_FULL = ("projects/scada-renewal.html", "programmes/smart-networks.html")
"""Beside the pages that there is one of."""


@pytest.mark.parametrize("code", ["en", "id"])
def test_pages_as_they_should_look(
    request: pytest.FixtureRequest, story: Portfolio, site: dict[str, bytes], code: str
) -> None:
    """One of each kind in full; of the others what their text comes to, so that no change goes unseen."""
    found = site if code == "en" else dict(build(scope(story, code)))
    digests = []
    for path in sorted(one for one in found if one.endswith(".html")):
        page = found[path].decode().replace(f"pmo {package.__version__}", "pmo VERSION")
        if path in IN_FULL or "/" not in path:
            golden.check(request, f"site/{path.rpartition('/')[2].removesuffix('.html')}.{code}.html", page)
        else:
            digests.append(f"{sha256(page.encode()).hexdigest()[:16]}  {path}\n")
    assert len(digests) > 15
    golden.check(request, f"site/others.{code}.txt", "".join(digests))


def test_the_same_bytes_in_another_time_zone_and_locale(
    story: Portfolio, site: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    time.tzset()
    again = load(WorkingTree(Path(__file__).parents[2] / "examples" / "portfolio")).portfolio
    try:
        assert list(build(scope(again))) == list(site.items())
    finally:
        monkeypatch.undo()
        time.tzset()


def test_every_link_leads_to_a_place_of_the_site(site: dict[str, bytes]) -> None:
    pages = dict(pages_of(site))
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path
        for reference in page.references:
            target = urlsplit(reference)
            assert not target.scheme, reference
            assert not target.netloc, reference
            to = os.path.normpath(PurePosixPath(path).parent / unquote(target.path)) if target.path else path
            assert to in site, (path, reference)
            if target.fragment:
                assert unquote(target.fragment) in pages[to].ids, (path, reference)


def test_what_the_search_finds_is_there(site: dict[str, bytes]) -> None:
    script = site["assets/search-index.js"].decode()
    data = json.loads(script.removeprefix("window.pmoSearch=").removesuffix(";\n"))
    pages = {path: set(page.ids) for path, page in pages_of(site)}
    found = {title: data["kinds"][kind] for title, kind, _, _, _ in data["records"]}
    assert found["Renewal of the control system of the pumping stations"] == "Project"
    assert found["Bram Oosting"] == "Person"
    for title, _, _, page, place in data["records"]:
        assert not place or unquote(place) in pages[unquote(data["pages"][page])], title


def test_every_page_says_what_it_is_made_of(site: dict[str, bytes]) -> None:
    for path, page in pages_of(site):
        assert "as of 1 November 2026" in page.text, path
        assert "revision 0123456789ab" in page.text, path
        assert page.tags.count("h1") == 1, path
        assert {"main", "header", "footer", "nav"} <= set(page.tags)
        assert not [name for name in page.attributes if name.startswith("on") or name == "style"]


def test_the_first_view_of_three_hundred_projects_is_small(tmp_path: Path) -> None:
    synthetic.write(tmp_path, 300)
    portfolio = load(WorkingTree(tmp_path)).portfolio
    path, index = next(build(scope(portfolio)))
    assert path == "index.html"
    assets = Path(__file__).parents[2] / "templates" / "site"
    others = sum((assets / name.removeprefix("assets/")).stat().st_size for name in FIRST_VIEW[1:])
    assert index.count(b'<th scope="row"><a href="projects/') >= 300
    assert len(index) + others < 1_000_000


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return dict(build(scope(hostile(tmp_path_factory.mktemp("harmless"), "harmless"), "id")))


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_changes_nothing_but_texts(tmp_path: Path, attack: str, harmless: dict[str, bytes]) -> None:
    files = dict(build(scope(hostile(tmp_path, attack), "id")))
    assert list(files) == list(harmless)
    for (path, page), (_, other) in zip(pages_of(files), pages_of(harmless), strict=True):
        assert page.tags == other.tags, path
        assert page.references == other.references, path
        assert page.ids == other.ids, path
        assert page.attributes == other.attributes, path
    assert b"</script" not in files["assets/search-index.js"].lower()
    for content in files.values():
        assert "\u202e" not in content.decode()
        assert "\u009b" not in content.decode()


def test_an_attack_can_be_read(tmp_path: Path) -> None:
    files = dict(build(scope(hostile(tmp_path, ATTACKS[0]))))
    assert ATTACKS[0] in Page(files["projects/crm.html"]).text


def test_where_addresses_lead() -> None:
    places = Places({"crm"}, {"renewal"})
    assert places.path("crm") == "projects/crm.html"
    assert places.path("crm/risks/Delay") == "projects/crm.html#risks-delay"
    assert places.path("crm/risks/delay/response/actions/1") == "projects/crm.html#risks-delay"
    assert places.path("programmes/Renewal") == "programmes/renewal.html"
    assert places.path("programmes/renewal/risks/a") == "programmes/renewal.html#risks-a"
    assert places.path("people/ana") == "people.html#people-ana"
    assert places.path("strategy/grow") == "objectives.html#grow"
    assert places.path("office/decisions/freeze") == "office.html#decisions-freeze"
    assert places.path("vendors/acme") == "office.html#vendors-acme"
    for nowhere in ("erp", "programmes/other", "programmes", "people", "office", "nothing/at/all"):
        assert places.path(nowhere) is None
    assert places.url("crm/risks/a", "../") == "../projects/crm.html#risks-a"
    assert place_of("crm") is None
    assert place_of("crm/risks/delay/response/actions/1") is None


def test_an_empty_portfolio_has_a_site_too(tmp_path: Path) -> None:
    files = dict(build(scope(load(WorkingTree(write(tmp_path))).portfolio)))
    assert "Nobody waits for a decision." in Page(files["decisions.html"]).text
    assert "projects/crm.html" in files


# The folder


def run(folder: Path, root: Path, *options: object) -> Outcome:
    return pmo("site", folder, "-C", root, "--as-of", AS_OF, "--pictures", "none", *options)


def data(outcome: Outcome) -> dict[str, object]:
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)["data"]  # type: ignore[no-any-return]


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    root, folder = (
        write(tmp_path / "office", {"projects/erp/charter.yaml": charter("erp")}),
        tmp_path / "site",
    )
    first = run(folder, root)
    assert first.code == 0
    pages, files = (
        len([*folder.rglob("*.html")]),
        len([one for one in folder.rglob("*") if one.is_file()]) - 1,
    )
    assert first.out == f"{pages} pages in {folder}: {files} files written, 0 unchanged\n"
    before = {one: one.stat().st_mtime_ns for one in folder.rglob("*")}
    again = data(run(folder, root, "--format", "json"))
    assert (again["written"], again["removed"], again["kept"]) == ([], [], [])
    assert before == {one: one.stat().st_mtime_ns for one in folder.rglob("*")}
    (root / "projects/erp/charter.yaml").write_text(
        (root / "projects/erp/charter.yaml").read_text().replace("title: ", "title: New ")
    )
    changed = data(run(folder, root, "--format", "json"))
    assert "projects/erp.html" in changed["written"]
    assert "projects/crm.html" not in changed["written"]


def test_pages_that_vanish_are_removed_unless_somebody_changed_them(tmp_path: Path) -> None:
    extra = {"projects/erp/charter.yaml": charter("erp"), "projects/old/charter.yaml": charter("old")}
    root, folder = write(tmp_path / "office", extra), tmp_path / "site"
    run(folder, root)
    (folder / "projects/old.html").write_text("mine now")
    (folder / "notes.txt").write_text("hand-written")
    outcome = run(folder, root, "--project", "crm")
    assert "removed: programmes/renewal.html, projects/erp.html\n" in outcome.out
    assert "changed by hand and left alone: projects/old.html" in outcome.out
    assert (folder / "projects/old.html").read_text() == "mine now"
    assert (folder / "notes.txt").read_text() == "hand-written"
    assert not (folder / "projects/erp.html").exists()
    back = run(folder, root)
    assert back.code == 2
    assert "old.html is not part of the site that pmo wrote there" in back.err
    (folder / "projects/old.html").unlink()
    assert run(folder, root).code == 0


def test_folders_that_are_not_ours_are_refused(tmp_path: Path) -> None:
    root = write(tmp_path / "office")
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("mine")
    (tmp_path / "file").write_text("")
    for folder, why in (
        (other, "holds files that are no site of pmo"),
        (root, "is a folder of the portfolio itself"),
        (root / "projects", "is a folder of the portfolio itself"),
        (root / "projects" / "new", "is a folder of the portfolio itself"),
        (root / ".git" / "site", "belongs to git"),
        (tmp_path / "file", "is a file"),
    ):
        outcome = run(folder, root)
        assert outcome.code == 2, folder
        assert why in outcome.err
    assert [one.name for one in other.iterdir()] == ["thesis.txt"]
    assert run(root / "public", root).code == 0
    assert pmo("validate", "-C", root, "--as-of", AS_OF).code == 0


def test_a_manifest_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    root, folder = write(tmp_path / "office"), tmp_path / "site"
    paths = (r"a\u0000b", r"\ud800", "a" * 5000, "../index.html", "/index.html", "")
    lists = [f'{{"format": 1, "files": {{"{path}": ""}}}}' for path in paths]
    for content in ("{", "[]", '{"format": 2, "files": {}}', '{"format": 1, "files": {"a": 1}}', *lists):
        folder.mkdir(exist_ok=True)
        (folder / ".pmo-site.json").write_text(content)
        outcome = run(folder, root)
        assert (outcome.code, "cannot be read" in outcome.err) == (2, True)


def test_nothing_is_written_or_removed_through_a_link(tmp_path: Path) -> None:
    root, folder, outside = write(tmp_path / "office"), tmp_path / "site", tmp_path / "outside"
    run(folder, root)
    outside.mkdir()
    for one in (folder / "projects").iterdir():
        one.rename(outside / one.name)
    (folder / "projects").rmdir()
    (folder / "projects").symlink_to(outside)
    (outside / "crm.html").write_text("other")
    outcome = run(folder, root)
    assert (outcome.code, "a link that leads out of the folder" in outcome.err) == (2, True)
    assert (outside / "crm.html").read_text() == "other"


def test_links_that_go_round_or_lead_the_list_away_are_said(tmp_path: Path) -> None:
    root, folder = write(tmp_path / "office"), tmp_path / "site"
    folder.symlink_to(folder)
    outcome = run(folder, root)
    assert (outcome.code, "cannot be written" in outcome.err) == (2, True)
    folder.unlink()
    run(folder, root)
    outside = (folder / ".pmo-site.json").rename(tmp_path / "outside.json")
    before = outside.read_bytes()
    (folder / ".pmo-site.json").symlink_to(outside)
    (folder / "index.html").write_text("changed")
    outcome = run(folder, root)
    assert (outcome.code, "leads out of the folder" in outcome.err, outside.read_bytes()) == (2, True, before)


def test_a_build_that_fails_half_way_can_be_done_again(tmp_path: Path) -> None:
    root, folder = write(tmp_path / "office"), tmp_path / "site"
    own = root / "templates/site/people.html.jinja"
    own.parent.mkdir(parents=True)
    own.write_text("{{ nothing }}")
    outcome = run(folder, root)
    assert outcome.code == 2
    assert "templates/site/people.html.jinja, line 1" in outcome.err
    own.unlink()
    assert run(folder, root).code == 0


def test_an_office_has_templates_and_rules_of_its_own(tmp_path: Path) -> None:
    root = write(tmp_path / "office")
    own = root / "templates/site"
    own.mkdir(parents=True)
    (own / "index.html.jinja").write_text(
        '{% extends "pmo/index.html.jinja" %}{% block summary %}<p>Our own words</p>{% endblock %}'
    )
    (own / "office.css").write_text(":root { --brand: purple; }")
    folder = tmp_path / "site"
    assert run(folder, root).code == 0
    assert "<p>Our own words</p>" in (folder / "index.html").read_text()
    assert (folder / "assets/site.css").read_text().endswith(":root { --brand: purple; }")
    (own / "office.css").write_bytes(b"x" * 300_000)
    assert "office.css is larger than 256 kB" in run(folder, root).err
    (own / "office.css").unlink()
    (own / "office.css").symlink_to(tmp_path / "site" / "index.html")
    with pytest.raises(PmoError, match="link out of the portfolio"):
        dict(build(scope(load(WorkingTree(root)).portfolio), root))


def test_a_narrowed_site_leads_nowhere_else(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "examples" / "portfolio"
    outcome = run(tmp_path / "site", example, "--project", "scada*", "--lang", "id")
    assert outcome.code == 0
    files = {
        one.relative_to(tmp_path / "site").as_posix(): one.read_bytes()
        for one in (tmp_path / "site").rglob("*")
        if one.is_file()
    }
    assert [path for path in files if path.startswith("projects/")] == ["projects/scada-renewal.html"]
    assert "dibatasi pada: scada*" in Page(files["index.html"]).text
    test_every_link_leads_to_a_place_of_the_site(files)


def test_pictures_lie_beside_the_pages_that_show_them(story: Portfolio) -> None:
    whole = scope(story)
    one = replace(whole, projects=(story.projects["scada-renewal"],), is_narrowed=True)
    files = dict(build(one, drawn="all"))
    drawn = [path for path in files if path.startswith("pictures/") and path.endswith(".svg")]
    assert "pictures/roadmap.svg" in drawn
    assert "pictures/scada-renewal/s-curve.svg" in drawn
    project = files["projects/scada-renewal.html"].decode()
    found = re.search(
        r'<img src="\.\./pictures/scada-renewal/s-curve\.svg" alt="([^"]+)" width="\d+" height="\d+"', project
    )
    assert found is not None
    assert len(found[1]) > 40
    shown = {reference.removeprefix("../") for _, page in pages_of(files) for reference in page.references}
    assert set(drawn) <= shown
    for path in drawn:
        for ending in ("", ".dark"):
            name = path.removesuffix(".svg") + ending
            script = files[f"{name}.js"].decode()
            data = script.removeprefix(f'(window.pmoPictures=window.pmoPictures||{{}})["{name}"]=')
            assert json.loads(data.removesuffix(";\n"))["datasets"]
    assert len([path for path in files if path == "assets/vega.js"]) == 1
    assert files["assets/vega.js"] == library()
    test_every_link_leads_to_a_place_of_the_site(files)


def test_a_person_is_told_what_became_of_the_folder(tmp_path: Path) -> None:
    extra = {f"projects/p{number}/charter.yaml": charter(f"p{number}") for number in range(12)}
    root, folder = write(tmp_path / "office", extra), tmp_path / "site"
    options = ("site", folder, "-C", root, "--as-of", AS_OF, "--pictures", "none")
    assert "index.html in a browser." in pmo(*options, terminal=True).err
    gone = pmo(*options, "--project", "crm")
    assert "and 3 more" in gone.out


# Reports


@pytest.fixture(scope="module")
def with_reports(story: Portfolio) -> dict[str, bytes]:
    return dict(build(scope(story), reports=Reports(lambda report: scope(story), "all")))


def test_the_reports_are_pages_that_lead_to_the_others(with_reports: dict[str, bytes]) -> None:
    made = [path for path in with_reports if path.startswith("reports/")]
    assert {f"reports/{kind}.html" for kind, one in REPORTS.items() if one.about == "portfolio"} <= set(made)
    assert "reports/programme/smart-networks.html" in made
    listed = Page(with_reports["reports.html"])
    assert set(made) <= set(listed.references)
    assert "Quarterly business review" in listed.text
    assert "reports.html" in Page(with_reports["index.html"]).references
    assert (
        "../reports/programme/smart-networks.html"
        in Page(with_reports["programmes/smart-networks.html"]).references
    )
    report = Page(with_reports["reports/governance.html"])
    assert "../projects/smart-meters-rollout.html" in report.references
    test_every_link_leads_to_a_place_of_the_site(with_reports)
    test_every_page_says_what_it_is_made_of(with_reports)


def test_a_report_shows_its_pictures_as_the_site_does(story: Portfolio) -> None:
    one = replace(scope(story), projects=(story.projects["scada-renewal"],), is_narrowed=True)
    files = dict(build(one, drawn="portfolio", reports=Reports(lambda report: one, "portfolio")))
    assert 'data-picture="pictures/roadmap"' in files["reports/portfolio.html"].decode()
    assert "../pictures/roadmap.svg" in Page(files["reports/portfolio.html"]).references
    assert "reports/qbr.html" not in files
    assert not [path for path in files if path.startswith("reports/programme/")]


def test_a_report_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "highspy", None)
    root = write(tmp_path / "office")
    outcome = run(tmp_path / "site", root, "--reports", "all", "--format", "json")
    found = data(outcome)["left_out"]
    assert isinstance(found, list)
    assert "selection" in [one["report"] for one in found]
    assert "left out: the report selection: " in outcome.err
    page = Page((tmp_path / "site" / "reports.html").read_bytes())
    assert "Not made" in page.text
    assert found[0]["why"] in page.text
    assert not (tmp_path / "site" / "reports" / "selection.html").exists()
    none = run(tmp_path / "site", root, "--reports", "none")
    assert none.code == 0
    assert not (tmp_path / "site" / "reports.html").exists()
    assert "reports.html" not in Page((tmp_path / "site" / "index.html").read_bytes()).references


def reports_of(portfolio: Portfolio) -> dict[str, Page]:
    one = scope(portfolio)
    pages = build(one, reports=Reports(lambda report: one, "all"))
    return {path: Page(content) for path, content in pages if path.startswith("reports")}


@pytest.fixture(scope="module")
def harmless_reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    return reports_of(hostile(tmp_path_factory.mktemp("harmless-reports"), "harmless"))


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_changes_nothing_but_texts_of_reports(
    tmp_path: Path, attack: str, harmless_reports: dict[str, Page]
) -> None:
    tried = reports_of(hostile(tmp_path, attack))
    assert list(tried) == list(harmless_reports)
    for path, page in tried.items():
        assert page.references == harmless_reports[path].references, path
        assert page.attributes == harmless_reports[path].attributes, path
        assert not {"script", "iframe", "object"} & set(page.tags[page.tags.index("main") :]), path


def test_projects_stand_by_the_worse_of_what_is_declared_and_what_the_facts_say(
    story: Portfolio, site: dict[str, bytes]
) -> None:
    table = site["index.html"].decode().partition('id="projects"')[2].partition("</table>")[0]
    order = re.findall(r'<th scope="row"><a href="projects/([a-z0-9-]+)\.html', table)
    assert order[:2] == ["smart-meters-rollout", "billing-renewal"]  # both declare green and are red
    assert order.index("nis2-compliance") < order.index("customer-portal")  # grey and red before amber
    assert order.index("district-metering") < order.index("solar-pumping")
    page = pmo("list", "projects", "-C", EXAMPLE, "--as-of", AS_OF, "--columns", "id,judged_health").out
    assert page.index("smart-meters-rollout") < page.index("scada-renewal")


# The calendar for other programs


def events_in(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content.decode()).walk("VEVENT"))


def test_the_calendar_is_a_file_for_the_calendars_of_readers(
    story: Portfolio, site: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    page, content = site["calendar.html"].decode(), site["calendar.ics"]
    assert '<a href="calendar.ics" download>For your own calendar (.ics)</a>' in page
    found = events_in(content)
    assert len(found) == page.count("<time ")
    assert len({str(one["uid"]) for one in found}) == len(found)
    shown = {(str(one["summary"]), one["dtstart"].dt) for one in found}
    assert ("Milestone: Stations 1 to 20 moved", datetime.date(2027, 1, 22)) in shown
    assert ("Decision: One set of test data for portal and billing (overdue)", AS_OF) in shown
    (late,) = [one for one in found if "One set of test data" in str(one["summary"])]
    assert "should have been over on 26 October 2026" in str(late["description"])
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    assert Site(scope(story)).calendar_file().encode() == content
    assert "Tonggak: Stations 1 to 20 moved" in Site(scope(story, "id")).calendar_file()


def test_the_calendar_file_is_for_the_audience(tmp_path: Path) -> None:
    plan = {
        "milestones": [
            {"id": "open", "title": "Doors open", "forecast": "2026-12-01"},
            {"id": "secret", "title": "Merger", "forecast": "2026-12-02", "confidentiality": "confidential"},
        ]
    }
    root = write(tmp_path / "office", {"projects/crm/plan.yaml": plan})
    for audience, titles in (("internal", ["Doors open"]), ("confidential", ["Doors open", "Merger"])):
        folder = tmp_path / audience
        done = pmo("site", folder, "-C", root, "--as-of", AS_OF, "--audience", audience, "--pictures", "none")
        assert done.code == 0, done.err
        found = events_in((folder / "calendar.ics").read_bytes())
        assert [str(one["summary"]).partition(": ")[2] for one in found] == titles


def test_a_later_calendar_replaces_what_it_says(story: Portfolio, site: dict[str, bytes]) -> None:
    later = replace(scope(story), heading=replace(scope(story).heading, as_of=datetime.date(2026, 11, 2)))
    before = {str(one["uid"]): one["sequence"] for one in events_in(site["calendar.ics"])}
    after = {str(one["uid"]): one["sequence"] for one in events_in(Site(later).calendar_file().encode())}
    same = before.keys() & after.keys()
    assert len(same) > 0.9 * len(before)
    assert all(after[one] > before[one] for one in same)
