"""Family 8xx: the office's calendar and language."""

from pathlib import Path

import pytest

from tests.commands import pmo
from tests.portfolios import codes, office, only, write


@pytest.mark.parametrize("locale", ["fr", "../../x", "e", "en-ZZ9"])
def test_a_language_that_is_not_installed(tmp_path: Path, locale: str) -> None:
    found = only(tmp_path, "PMO854", {"pmo.yaml": office(locale=locale)})
    assert (found.severity, found.where.path) == ("warning", "pmo.yaml")
    assert pmo("status", "-C", write(tmp_path, {"pmo.yaml": office(locale=locale)})).code == 0


@pytest.mark.parametrize("calendar", [{"country": "ZZ"}, {"country": "NL", "subdivision": "XX"}])
def test_a_country_that_is_not_known(tmp_path: Path, calendar: dict[str, str]) -> None:
    found = only(tmp_path, "PMO853", {"pmo.yaml": office(calendar=calendar)})
    assert found.hint is not None


def test_known_ones(tmp_path: Path) -> None:
    calendar = {"country": "GB", "subdivision": "ENG"}
    assert codes(tmp_path, {"pmo.yaml": office(locale="id", calendar=calendar)}) == []
