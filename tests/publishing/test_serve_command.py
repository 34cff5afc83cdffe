"""`pmo serve`: the site as the files are, again after each change, and what it says while they cannot be read."""

import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import pmo
from tests.portfolios import charter, write


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    return write(tmp_path, {"projects/crm/charter.yaml": charter("crm", title="Before")})


@pytest.fixture
def url(portfolio: Path) -> Iterator[str]:
    """Where the site of the portfolio is served."""
    with subprocess.Popen(
        [sys.executable, "-m", "pmo", "serve", "-C", str(portfolio), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            said = process.stdout.readline()
            found = re.fullmatch(r"The site is at (http://127\.0\.0\.1:\d+/)\. Ctrl-C ends it\.\n", said)
            assert found is not None, said
            yield found[1]
        finally:
            process.terminate()


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        text: str = answer.read().decode()
        return text


def after_a_change(url: str) -> str:
    """What a page is told once there is something to tell."""
    version = re.search(r"version=(\d+)", read(f"{url}.pmo/reload.js"))
    assert version is not None
    return f"{url}.pmo/wait.js?version={version[1]}"


def test_the_site_follows_the_files(url: str, portfolio: Path) -> None:
    assert "Before" in read(url)
    waiting = after_a_change(url)
    time.sleep(0.5)
    write(portfolio, {"projects/crm/charter.yaml": charter("crm", title="After")})
    assert read(waiting) == "location.reload();\n"
    assert "After" in read(url)
    waiting = after_a_change(url)
    (portfolio / "projects/crm/charter.yaml").write_text("id: [crm\n", "utf-8")
    told = read(waiting)
    assert "projects/crm/charter.yaml:" in told
    assert "After" in read(url)


def test_it_begins_only_with_files_that_can_be_read(portfolio: Path) -> None:
    (portfolio / "projects/crm/charter.yaml").write_text("id: [crm\n", "utf-8")
    done = pmo("serve", "-C", portfolio, "--port", "0")
    assert (done.code, done.out) == (2, "")
    assert "projects/crm/charter.yaml" in done.err
