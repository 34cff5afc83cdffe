"""One hostile portfolio for a session, parsed once, its templates compiled once."""

from pathlib import Path

import pytest

from tests.hostile import portfolio


@pytest.fixture(scope="session")
def root(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return portfolio.write(example, tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _one_cache(cache: Path, monkeypatch: pytest.MonkeyPatch, compiled_once: None) -> None:
    """What was parsed once is enough for all."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
