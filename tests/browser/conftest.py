"""One headless Chromium for the browser tests of a worker; skipped where there is none, unless that must not be.

`CHROMIUM` names the program. Where `PMO_BROWSER_TESTS` is `required`, as in CI, tests fail instead of being skipped.
"""

import datetime
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pmo.loading import load
from pmo.locale import language
from pmo.output.site import SiteData
from pmo.publishing.site.building import build
from pmo.publishing.site.folder import write
from pmo.publishing.site.reports import Included, Reports
from pmo.render.reports import Scope
from pmo.render.views.parts import Heading
from pmo.trees import WorkingTree
from tests.browser.watched import Watched

AS_OF = datetime.date(2026, 11, 1)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
]
_REQUIRED = os.environ.get("PMO_BROWSER_TESTS") == "required"
"""Read before the tests' own environment forgets it."""
_NAMED = os.environ.get("CHROMIUM")


def _without(what: str) -> None:
    message = f"{what}: the site is not tried in a browser"
    if _REQUIRED:
        pytest.fail(message)
    pytest.skip(message)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All on one worker: one browser, one site."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _without("playwright is not installed")
    program = _NAMED or next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None or not Path(program).is_file():
        _without("there is no Chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=_OPTIONS)
        yield running
        running.close()


def written(root: Path, folder: Path, code: str = "en", included: Included = "none") -> SiteData:
    portfolio = load(WorkingTree(root)).portfolio
    assert portfolio.office is not None
    scope = Scope(
        portfolio,
        tuple(portfolio.projects.values()),
        tuple(portfolio.programmes.values()),
        Heading(portfolio.office.office.name, "0123456789abcdef", AS_OF),
        language(code),
    )
    return write(folder, root, build(scope, root, reports=Reports(lambda report: scope, included)))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the example portfolio."""
    folder = tmp_path_factory.mktemp("browser") / "site"
    written(Path(__file__).parents[2] / "examples" / "portfolio", folder, included="portfolio")
    return folder


@pytest.fixture
def watched(browser: object) -> Iterator[Watched]:
    with Watched(browser) as one:
        yield one
