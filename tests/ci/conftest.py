"""A small portfolio in a git repository."""

from pathlib import Path

import pytest

from tests import portfolios
from tests.ci import sandbox


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "home").mkdir()
    return sandbox.environment(tmp_path / "home")


@pytest.fixture
def repository(tmp_path: Path, env: dict[str, str]) -> Path:
    """A repository whose root is a portfolio without findings."""
    (tmp_path / "repository").mkdir()
    portfolios.write(tmp_path / "repository")
    sandbox.commit(tmp_path / "repository", env)
    return tmp_path / "repository"
