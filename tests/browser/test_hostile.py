"""Pages of a portfolio in which every text is an attack, opened in a browser: nothing of it becomes an element or runs."""

from pathlib import Path

import pytest

from tests.browser.conftest import written
from tests.browser.watched import Watched
from tests.commands import pmo
from tests.hostile import portfolio

FOREIGN = """() => [...document.querySelectorAll('*')].filter(one =>
    ['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'MARQUEE', 'TEXTAREA'].includes(one.tagName)
    || (one.tagName === 'SCRIPT' && !/(theme|site|search-index)\\.js$/.test(one.src))
    || (one.tagName === 'IMG' && !/^(file:.*\\.svg|data:image)/.test(one.src))
    || [...one.attributes].some(each => each.name.startsWith('on')
        || (['href', 'xlink:href', 'action'].includes(each.name) && !/^(file:|#|data:image)/.test(
            each.value.startsWith('#') ? each.value : new URL(each.value, document.baseURI).href)))
).map(one => one.outerHTML.slice(0, 200))"""
"""What no page of ours holds."""
SAMPLE = ("index", "risks", "people", "decisions", "office", "calendar", "projects/scada-renewal")


@pytest.fixture(scope="module")
def root(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return portfolio.write(example, tmp_path_factory.mktemp("hostile"))


def test_a_site_of_attacks_does_nothing(watched: Watched, root: Path, tmp_path: Path) -> None:
    written(root, tmp_path / "site")
    page = watched.open(tmp_path / "site" / "search.html", "?q=pwn")
    page.locator("#results a").first.wait_for()
    assert page.evaluate(FOREIGN) == []
    for name in SAMPLE:
        page.goto((tmp_path / "site" / f"{name}.html").as_uri())
        assert portfolio.MARK in page.locator("main").inner_text()
        assert page.evaluate(FOREIGN) == []


def test_a_report_of_attacks_does_nothing(watched: Watched, root: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    made = pmo("report", "portfolio", "-C", root, "--as-of", "2026-11-01", "-o", file)
    assert made.code == 0, made.err
    page = watched.open(file)
    assert portfolio.MARK in page.locator("body").inner_text()
    assert page.evaluate(FOREIGN) == []
