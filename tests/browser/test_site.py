"""The site in a browser, opened from its folder: it works, it is legible to everybody, and it asks nobody else."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import written
from tests.browser.watched import Watched
from tests.test_report_pages import ATTACKS, hostile

DESK, PHONE = (1280, "light"), (390, "dark")
PAGES = (
    *(("index.html", *DESK), ("people.html", *PHONE), ("risks.html", *DESK), ("gates.html", *PHONE)),
    *(("projects/nis2-compliance.html", *DESK), ("projects/customer-portal.html", *PHONE)),
    *(("programmes/smart-networks.html", *DESK), ("objectives.html", *PHONE), ("decisions.html", *PHONE)),
    *(("calendar.html", *PHONE), ("office.html", *DESK), ("search.html", *PHONE)),
    *(("reports.html", *PHONE), ("reports/portfolio.html", *DESK), ("reports/finance.html", *PHONE)),
)


def shown(page: Any, table: str = "#projects") -> list[str]:
    """Titles of the rows that can be seen."""
    return page.locator(f"{table} tbody tr:visible th").all_inner_texts()  # type: ignore[no-any-return]


@pytest.mark.parametrize(("name", "width", "scheme"), PAGES)
def test_pages_are_accessible_and_fit_the_window(
    watched: Watched, site: Path, name: str, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = watched.open(site / name, width=width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
    found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"], "runOnly": tags})
    assert found.response["violations"] == [], found.generate_report()


def test_a_table_is_filtered_and_the_choice_stands_in_the_address(watched: Watched, site: Path) -> None:
    page = watched.open(site / "index.html")
    everything = shown(page)
    assert len(everything) == 16
    page.get_by_label("Filter", exact=True).first.fill("metérs SMART")
    assert shown(page) == ["Smart water meters, the first 60,000"]
    assert page.locator("#projects output").inner_text() == "1 of 16 shown"
    page.get_by_role("button", name="Reset").first.click()
    page.get_by_label("By the facts", exact=True).select_option("Red")
    red = shown(page)
    assert 0 < len(red) < 16
    address = page.url
    assert "?" in address
    again = watched.open(site / "index.html", "?" + address.partition("?")[2])
    assert shown(again) == red


def test_a_table_is_sorted_by_what_its_cells_mean(watched: Watched, site: Path) -> None:
    page = watched.open(site / "index.html")
    head = page.locator("#projects th", has_text="Slip")
    button = head.get_by_role("button")
    button.click()
    assert head.get_attribute("aria-sort") == "ascending"
    button.click()
    assert head.get_attribute("aria-sort") == "descending"
    assert shown(page)[0] == "Smart water meters, the first 60,000"
    slips = page.locator("#projects tbody td[data-label=Slip]").all_inner_texts()
    days = [int(one.removesuffix(" d").replace("+", "")) for one in slips if one]
    assert days == sorted(days, reverse=True)
    assert slips[-1] == ""  # what is not recorded comes last


def test_search_by_keyboard_leads_to_a_record(watched: Watched, site: Path) -> None:
    page = watched.open(site / "projects" / "scada-renewal.html")
    assert not any("search-index" in url for url in watched.requests)
    page.keyboard.press("/")
    page.keyboard.type("asbes")
    option = page.get_by_role("option").first
    option.wait_for()
    assert any("search-index" in url for url in watched.requests)
    assert "asbestos" in option.inner_text().lower()
    page.keyboard.press("ArrowDown")
    assert option.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/scada-renewal.html#risks-station-asbestos")
    assert page.locator(":target").count() == 1
    page.keyboard.press("/")
    page.get_by_role("combobox").fill("vendor")
    page.keyboard.press("Escape")
    assert page.locator(".hits").is_hidden()
    page.get_by_role("combobox").fill("vendor")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=vendor")
    page.locator("#results a").first.wait_for()
    page.get_by_role("combobox").fill("zzz")
    page.get_by_text("Nothing is found.").wait_for()


def test_the_keyboard_reaches_everything_in_order(watched: Watched, site: Path) -> None:
    page = watched.open(site / "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_the_appearance_is_chosen_and_kept(watched: Watched, site: Path) -> None:
    page = watched.open(site / "index.html", color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.goto((site / "risks.html").as_uri())
    assert page.evaluate(paper) == dark
    page.get_by_role("button", name="Light").click()
    assert page.evaluate(paper) == light


def test_on_paper_there_is_what_counts_and_nothing_to_click(watched: Watched, site: Path) -> None:
    page = watched.open(site / "projects" / "scada-renewal.html", color_scheme="dark")
    page.emulate_media(media="print")
    for hidden in (".top", ".here", ".crumbs"):
        assert page.locator(hidden).is_hidden()
    assert page.locator("footer").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf().startswith(b"%PDF")


def test_without_scripts_everything_is_there(watched: Watched, site: Path) -> None:
    page = watched.open(site / "index.html", java_script_enabled=False)
    assert len(shown(page)) == 16
    page.get_by_role("link", name="Search").click()
    page.get_by_role("link", name="Listening for leaks").click()
    assert page.locator("h1").inner_text() == "Listening for leaks"


def test_on_a_phone_rows_are_cards_that_can_be_sorted(watched: Watched, site: Path) -> None:
    page = watched.open(site / "index.html", width=390)
    page.get_by_label("Sort by").first.select_option(label="Slip ↓")
    assert shown(page)[0] == "Smart water meters, the first 60,000"


@pytest.mark.parametrize("attack", ATTACKS[:3])
def test_hostile_texts_do_nothing(watched: Watched, tmp_path: Path, attack: str) -> None:
    root = tmp_path / "office"
    hostile(root, attack)
    written(root, tmp_path / "site", "id")
    for name in ("index.html", "projects/crm.html", "people.html", "decisions.html"):
        watched.open(tmp_path / "site" / name)
    page = watched.open(tmp_path / "site" / "search.html")
    page.keyboard.press("/")
    page.keyboard.type("a")
    page.get_by_role("option").first.wait_for()
    assert watched.trouble == []
