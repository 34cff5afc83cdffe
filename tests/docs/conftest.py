"""One copy of the example portfolio for all that is tried on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.desk import Desk


@pytest.fixture(scope="session")
def _copy(tmp_path_factory: pytest.TempPathFactory, example: Path) -> Desk:
    return Desk.with_example(tmp_path_factory.mktemp("docs") / "portfolio", example)


@pytest.fixture
def desk(_copy: Desk, _hermetic: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A copy of the example portfolio under git; every test finds it as it was committed."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(_copy.folder.parent / "cache"))
    yield _copy
    _copy.reset()
