"""A picture of the site that a reader can point at: drawn in the page itself, from its folder, and only when asked."""

import shutil
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from pmo.publishing.site.building import build
from pmo.publishing.site.folder import write
from pmo.trees import shipped
from tests.browser.watched import Watched
from tests.publishing.test_site import FIRST_VIEW, scope
from tests.test_report_pages import ATTACKS, hostile

ATTACK = ATTACKS[0]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first page of a site with pictures, whose texts are hostile."""
    root = tmp_path_factory.mktemp("drawn")
    files = build(scope(hostile(root / "office", ATTACK)), drawn="portfolio")
    of_index = takewhile(lambda one: "projects/" not in one[0] and "programmes/" not in one[0], files)
    assets = (
        (path, (shipped("site") / path.removeprefix("assets/")).read_bytes()) for path in FIRST_VIEW[1:]
    )
    write(root / "site", root / "office", (*of_index, *assets))
    return root / "site"


def roadmap(page: Any) -> Any:
    return page.locator("figure[data-picture='pictures/roadmap']")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_picture_answers_the_pointer_when_asked(
    watched: Watched, drawn: Path, width: int, scheme: str
) -> None:
    page = watched.open(drawn / "index.html", width=width, color_scheme=scheme)
    figure = roadmap(page)
    button, image = figure.get_by_role("button"), figure.locator("img")
    words = image.get_attribute("alt")
    assert not any("vega" in url or "roadmap.js" in url for url in watched.requests)
    assert button.get_attribute("aria-pressed") == "false"
    button.focus()
    page.keyboard.press("Enter")
    figure.locator(".drawn svg").wait_for()
    assert button.get_attribute("aria-pressed") == "true"
    assert image.is_hidden()
    assert figure.get_by_role("img").get_attribute("aria-label") == words
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wanted = "roadmap.dark.js" if scheme == "dark" else "roadmap.js"
    asked = [url for url in watched.requests if "/pictures/" in url and url.endswith(".js")]
    assert [url.rpartition("/")[2] for url in asked] == [wanted]
    mark, tip = figure.locator(".drawn svg .mark-symbol path").first, page.locator(".tip")
    for _ in range(50):  # what is drawn answers a moment after it is there
        mark.hover(force=True)
        if ATTACK in tip.inner_text():
            break
        page.mouse.move(0, 0)
        page.wait_for_timeout(100)
    assert ATTACK in tip.inner_text()
    page.keyboard.press("Escape")
    assert tip.is_hidden()
    button.click()
    assert image.is_visible()
    assert figure.locator(".drawn").is_hidden()


def test_a_picture_follows_the_appearance_of_the_page_and_is_an_image_on_paper(
    watched: Watched, drawn: Path
) -> None:
    page = watched.open(drawn / "index.html", color_scheme="light")
    figure = roadmap(page)
    figure.get_by_role("button").click()
    figure.locator(".drawn svg").wait_for()
    ink = "document.querySelector('.drawn svg .role-axis-label text').getAttribute('fill')"
    light = page.evaluate(ink)
    page.get_by_role("button", name="Dark").click()
    page.wait_for_function(f"{ink} !== {light!r}")
    assert page.evaluate("Object.keys(window.pmoPictures)") == ["pictures/roadmap", "pictures/roadmap.dark"]
    page.emulate_media(media="print")
    assert figure.locator("img").is_visible()
    assert figure.locator(".drawn").is_hidden()
    assert figure.locator("button").is_hidden()


def test_without_scripts_there_is_the_image_alone(watched: Watched, drawn: Path) -> None:
    page = watched.open(drawn / "index.html", java_script_enabled=False)
    assert roadmap(page).locator("img").is_visible()
    assert roadmap(page).locator("button").count() == 0


def test_a_picture_that_cannot_be_loaded_stays_an_image(
    watched: Watched, drawn: Path, tmp_path: Path
) -> None:
    copied = shutil.copytree(drawn, tmp_path / "site")
    (copied / "pictures" / "roadmap.js").unlink()
    page = watched.open(copied / "index.html")
    figure = roadmap(page)
    figure.get_by_role("button").click()
    figure.get_by_text("The picture cannot be drawn here").wait_for()
    assert figure.locator("img").is_visible()
    assert figure.get_by_role("button").get_attribute("aria-pressed") == "false"
    assert [said for said in watched.trouble if "ERR_FILE_NOT_FOUND" not in said] == []
    watched.trouble.clear()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_what_a_picture_says_is_a_table_for_the_keyboard(
    watched: Watched, drawn: Path, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = watched.open(drawn / "index.html", width=width, color_scheme=scheme)
    assert not any("/pictures/" in url and url.endswith(".js") for url in watched.requests)
    for figure in page.locator("figure[data-picture]").all():
        summary = figure.locator("summary")
        summary.focus()
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        page.keyboard.press("Enter")
        figure.locator("details[open] table").first.wait_for()
    assert not any("vega" in url for url in watched.requests)  # the table needs no drawing
    figure = roadmap(page)
    specification = page.evaluate("window.pmoPictures['pictures/roadmap']")
    tips = [
        one["encoding"]["tooltip"] for one in specification["layer"] if "tooltip" in one.get("encoding", {})
    ]
    tables = figure.locator("table").all()
    assert [[tip["title"] for tip in one] for one in tips] == [
        table.locator("thead th").all_text_contents() for table in tables
    ]
    rows = specification["datasets"]["projects"]
    said = [[row[tip["field"]] or "" for tip in tips[0]] for row in rows]
    assert said == [row.locator("th, td").all_text_contents() for row in tables[0].locator("tbody tr").all()]
    assert any(ATTACK in one for row in said for one in row)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
    found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"], "runOnly": tags})
    assert found.response["violations"] == [], found.generate_report()
    page.emulate_media(media="print")
    assert figure.locator("table").first.is_visible()
    assert figure.locator("summary").is_hidden()


def test_a_table_that_cannot_be_loaded_is_said(watched: Watched, drawn: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(drawn, tmp_path / "site")
    (copied / "pictures" / "roadmap.js").unlink()
    page = watched.open(copied / "index.html")
    figure = roadmap(page)
    figure.locator("summary").click()
    figure.get_by_role("status").get_by_text("The figures of the picture cannot be loaded here.").wait_for()
    assert figure.locator("details[open]").count() == 0
    watched.trouble.clear()
