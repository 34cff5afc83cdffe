"""Tests run alike on every machine: no user's cache, git configuration, language, terminal or clock."""

import os
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("ci", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "thorough", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files from what is rendered now"
    )


@pytest.fixture(autouse=True)
def _hermetic(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(("PMO_", "GIT_", "LC_", "XDG_")) or name in (
            "NO_COLOR",
            "FORCE_COLOR",
            "LANGUAGE",
            "COLUMNS",
        ):
            monkeypatch.delenv(name)
    for name, value in {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "SHELL": "/bin/bash",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Test",
        "GIT_AUTHOR_EMAIL": "test@example.org",
        "GIT_COMMITTER_NAME": "Test",
        "GIT_COMMITTER_EMAIL": "test@example.org",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def example() -> Path:
    """The example portfolio; its story is told as of 2026-11-01."""
    return Path(__file__).parent.parent / "examples" / "portfolio"


_COMPILED: dict[tuple[str, object, object], CodeType] = {}


@pytest.fixture
def compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates are compiled once for all commands of a module that speaks English only."""
    from pmo.render.sandbox import TemplateSandbox

    compile_ = TemplateSandbox.compile

    def remembered(self: Any, source: str, name: Any = None, filename: Any = None, *more: Any) -> Any:
        key = (source, name, filename)
        if key not in _COMPILED:
            _COMPILED[key] = compile_(self, source, name, filename, *more)  # type: ignore[call-overload]
        return _COMPILED[key]

    monkeypatch.setattr(TemplateSandbox, "compile", remembered)
