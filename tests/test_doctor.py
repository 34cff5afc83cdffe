"""`pmo doctor`: what it looks at, what it finds, and what it says to do."""

import json
import locale
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata, util
from pathlib import Path

import jsonschema
import pytest

from pmo import __version__
from pmo.commands import setup
from pmo.output.schemas import output_schema
from pmo.schemas import FOLDER
from tests.commands import Outcome, pmo
from tests.portfolios import office, write
from tests.repositories import commit, git

ROOT = Path(__file__).parent.parent
WORKFLOW = "jobs: {check: {steps: [{run: pmo validate}]}}\n"


def checks(*arguments: object) -> dict[str, tuple[str, str, str | None]]:
    """State, finding and advice by the name of the check."""
    outcome = pmo("doctor", "--format", "json", *arguments)
    assert outcome.code == 0, outcome.err
    content = json.loads(outcome.out)
    jsonschema.validate(content, output_schema("doctor"))
    return {one["name"]: (one["state"], one["found"], one["advice"]) for one in content["data"]["checks"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A portfolio in which everything is in order."""
    root = write(tmp_path / "portfolio")
    (root / "schemas").mkdir()
    for path in FOLDER.glob("*.schema.json"):
        shutil.copy(path, root / "schemas")
    (root / ".github/workflows").mkdir(parents=True)
    (root / ".github/workflows/check.yml").write_text(WORKFLOW)
    commit(root, "Start")
    return root


def test_everything_in_order_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "_extras", lambda: iter(()))
    outcome = pmo("doctor", "-C", folder, "--check")
    python = ".".join(map(str, sys.version_info[:3]))
    git_version = git(folder, "--version").removeprefix("git version ")
    cache = Path(os.environ["XDG_CACHE_HOME"]) / "pmo"
    assert (outcome.code, outcome.err) == (0, "")
    unwrapped = re.sub(r"\n {20,}", " ", outcome.out)  # a long path takes a line of its own
    assert (
        unwrapped
        == f"""\
This machine
ok       pmo                     {__version__}
ok       Python                  {python}
ok       git                     {git_version}
ok       YAML                    PyYAML {metadata.version("pyyaml")} with libyaml
ok       Terminal                UTF-8, 80 columns
ok       Languages               en, id
ok       Cache                   0.0 MiB in {cache}, safe to delete

The portfolio
ok       Portfolio               Test office, in {folder}
ok       Schemas for editors     fresh, in schemas

Its repository
ok       Repository              {folder}
ok       History                 commits that touch the portfolio: 1
ok       Merges                  no conflicts
ok       Changes                 everything is committed
ok       Line ends               as they are in the files
ok       Default branch          main
ok       Continuous integration  .github/workflows/check.yml
ok       pre-commit              not used

Everything is in order.
"""
    )


def test_without_a_portfolio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = checks()
    assert found["portfolio"] == (
        "warning",
        f"there is no pmo.yaml in {tmp_path} or above it",
        "change to the folder of a portfolio, name one with -C DIR, or make one with `pmo init`",
    )
    assert "under-git" not in found
    assert json.loads(pmo("doctor", "--format", "json").out)["portfolio"] is None
    assert pmo("doctor", "--check").code == 0


def test_a_named_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    for outcome in (pmo("doctor", "-C", missing, "--check"), pmo("-C", missing, "doctor", "--check")):
        assert outcome.code == 1
        assert f"problem Portfolio there is no folder {missing} " in " ".join(outcome.out.split())
        assert outcome.out.endswith("\n1 problem\n")
    assert pmo("doctor", "-C", missing).code == 0


def test_a_portfolio_that_cannot_be_read(folder: Path) -> None:
    for content in ("office: [", "format: 1\n", ""):
        (folder / "pmo.yaml").write_text(content)
        assert checks("-C", folder)["portfolio"] == (
            "problem", f"{folder / 'pmo.yaml'} cannot be read", "`pmo validate` says why",
        )  # fmt: skip
    (folder / "pmo.yaml").unlink()
    assert checks("-C", folder)["portfolio"][0] == "problem"


def test_not_under_git(tmp_path: Path) -> None:
    found = checks("-C", write(tmp_path))
    assert found["under-git"] == (
        "warning",
        f"{tmp_path} is not in a git repository",
        "without history there is no --at and nothing to compare with: git init",
    )
    assert "uncommitted" not in found


def test_no_commit_yet(folder: Path, tmp_path: Path) -> None:
    root = write(tmp_path / "new")
    git(root, "init", "-q", "-b", "trunk")
    found = checks("-C", root)
    assert found["shallow-clone"][:2] == ("warning", "there is no commit yet")
    assert found["uncommitted"][1] == (
        "not committed: people.yaml, pmo.yaml, projects/crm/charter.yaml, … (4)"
    )
    assert found["default-branch"][0] == "warning"


def test_shallow_clone(folder: Path, tmp_path: Path) -> None:
    commit(folder, "More")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{folder}", "shallow")
    found = checks("-C", tmp_path / "shallow")
    assert found["shallow-clone"] == (
        "warning",
        "cut off: this is a shallow clone",
        "--at and --changed need it: git fetch --unshallow",
    )
    assert found["default-branch"] == ("ok", "origin/HEAD", None)


def test_uncommitted_changes_of_the_portfolio_only(tmp_path: Path) -> None:
    root = write(tmp_path / "portfolio")
    commit(tmp_path, "Start")
    (tmp_path / "elsewhere.txt").write_text("x")
    assert checks("-C", root)["uncommitted"][0] == "ok"
    (root / "risks.yaml").write_text("risks: []\n")
    (root / "pmo.yaml").write_bytes((root / "pmo.yaml").read_bytes() + b"\n")
    assert checks("-C", root)["uncommitted"][:2] == (
        "warning", "not committed: portfolio/pmo.yaml, portfolio/risks.yaml",
    )  # fmt: skip


def test_conflicts(folder: Path) -> None:
    risks = folder / "risks.yaml"
    git(folder, "checkout", "-q", "-b", "other")
    risks.write_text("risks: [{id: a, title: A}]\n")
    commit(folder, "Theirs")
    git(folder, "checkout", "-q", "main")
    risks.write_text("risks: [{id: b, title: B}]\n")
    commit(folder, "Ours")
    subprocess.run(["git", "-C", folder, "merge", "-q", "other"], capture_output=True, check=False)
    outcome = pmo("doctor", "-C", folder, "--check")
    assert outcome.code == 1
    assert "problem  Merges                  conflicts in risks.yaml\n" in outcome.out
    assert outcome.out.endswith("\n1 problem, 1 warning\n")


@pytest.mark.parametrize(
    ("setting", "attributes", "state"),
    [
        ("false", None, "ok"),
        ("input", None, "ok"),
        ("true", None, "warning"),
        ("true", "*.yaml text eol=lf\n", "ok"),
        ("true", "*.yaml -text\n", "ok"),
        ("true", "*.md text\n", "warning"),
    ],
)
def test_line_ends(folder: Path, setting: str, attributes: str | None, state: str) -> None:
    git(folder, "config", "core.autocrlf", setting)
    if attributes is not None:
        (folder / ".gitattributes").write_text(attributes)
    assert checks("-C", folder)["line-ends"][0] == state


def test_stale_schemas(folder: Path) -> None:
    (folder / "schemas" / "charter.schema.json").write_text("{}")
    (folder / "schemas" / "risks.schema.json").unlink()
    assert checks("-C", folder)["schemas"] == (
        "warning", "2 of those in schemas are not of this pmo", "pmo schema --write schemas",
    )  # fmt: skip


def test_nothing_for_editors_and_ci(tmp_path: Path) -> None:
    root = write(tmp_path / "portfolio")
    (tmp_path / ".gitlab-ci.yml").write_text("test: {script: make}\n")
    (tmp_path / "Jenkinsfile").mkdir()
    commit(tmp_path, "Start")
    found = checks("-C", root)
    assert found["schemas"][0] == found["ci"][0] == "warning"
    (tmp_path / ".gitlab-ci.yml").write_text("test: {script: pmo validate -C portfolio}\n")
    assert checks("-C", root)["ci"] == ("ok", ".gitlab-ci.yml", None)


def test_pre_commit(folder: Path) -> None:
    configuration = folder / ".pre-commit-config.yaml"
    configuration.write_text("repos: [{repo: https://example.org/tidy}]\n")
    assert checks("-C", folder)["pre-commit"] == ("ok", "not used", None)
    configuration.write_text("repos: [{repo: https://example.org/pmo, hooks: [{id: pmo-validate}]}]\n")
    assert checks("-C", folder)["pre-commit"] == (
        "warning", "set up, but its hook is not installed", "pre-commit install",
    )  # fmt: skip
    (folder / ".git/hooks").mkdir(exist_ok=True)
    (folder / ".git/hooks/pre-commit").write_text("#!/bin/sh\n")
    assert checks("-C", folder)["pre-commit"] == ("ok", "checks every commit", None)


def test_public_holidays_and_the_offices_language(folder: Path) -> None:
    calendars = {
        "calendar": {"country": "NL"},
        "calendars": [{"id": "x", "country": "XX"}, {"id": "us", "country": "US", "subdivision": "CA"}],
        "locale": "nl",
    }
    write(folder, {"pmo.yaml": office(**calendars)})
    outcome = pmo("doctor", "-C", folder)
    assert "ok       Public holidays         known for NL\n" in outcome.out
    assert "ok       Public holidays         known for US-CA\n" in outcome.out
    assert "warning  Public holidays         none are known for XX\n" in outcome.out
    assert "warning  Languages               en, id; not the office's: nl\n" in outcome.out


def test_the_machine(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(locale, "getencoding", lambda: "ISO-8859-1")
    monkeypatch.setattr(util, "find_spec", lambda name: None)
    found = checks("-C", folder)
    assert found["encoding"][:2] == ("warning", "its encoding is ISO-8859-1; pmo writes UTF-8")
    assert found["yaml"][0] == "problem"
    monkeypatch.setattr(metadata, "requires", missing)
    assert "extra-query" not in checks("-C", folder)


def test_extras_by_what_the_package_says(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    wanted = ["typer>=0.16", 'no-such-package>=1 ; extra == "query"', "pyyaml ; extra == 'query'"]
    monkeypatch.setattr(metadata, "requires", lambda _: wanted)
    assert checks("-C", folder)["extra-query"] == (
        "warning", "missing: no-such-package, for `pmo query`", "pip install 'pmo-toolkit[query]'",
    )  # fmt: skip
    monkeypatch.setattr(metadata, "requires", lambda _: wanted[::2])
    assert checks("-C", folder)["extra-query"] == ("ok", "installed, for `pmo query`", None)
    monkeypatch.setattr(metadata, "requires", lambda _: wanted[:1])
    assert "extra-query" not in checks("-C", folder)


def test_every_extra_for_users_is_looked_at() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert setup._USES.keys() == extras.keys() - {"dev", "all"}


def test_without_git_on_the_machine(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = checks("-C", folder)
    assert found["git"][:2] == ("problem", "the command git is not there")
    assert "under-git" not in found
    broken = tmp_path / "git"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    assert checks("-C", folder)["git"][0] == "problem"


def test_the_cache(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pmo("validate", "-C", folder)
    place = Path(os.environ["XDG_CACHE_HOME"]) / "pmo"
    assert checks("-C", folder)["cache"][0] == "ok"
    monkeypatch.setattr(setup, "_LARGE", 10)
    assert checks("-C", folder)["cache"] == (
        "warning", f"{place} holds 0.0 MiB", "it is safe to delete",
    )  # fmt: skip
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert checks("-C", folder)["cache"][1] == f"{tmp_path / 'file' / 'pmo'} cannot be written"


def test_a_repository_that_git_does_not_trust(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    found = checks("-C", folder)
    state, reason, _ = found["repository"]
    assert state == "problem"
    assert "dubious ownership" in reason


def test_names_from_outside_are_inert(folder: Path) -> None:
    (folder / "a\x1b[2Jb.yaml").write_text("x: 1\n")
    outcome = pmo("doctor", "-C", folder)
    assert "\x1b" not in outcome.out
    assert "a\\x1b[2Jb.yaml" in outcome.out


def test_written_to_a_file_in_colour_and_in_indonesian(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    target = tmp_path / "doctor.txt"
    assert pmo("doctor", "-C", folder, "-o", target, "--color", "always") == Outcome(0, "", "")
    assert "\x1b[32mok" in target.read_text("utf-8")
    assert "Semuanya beres." in pmo("doctor", "-C", folder, "--lang", "id").out
    narrow = pmo("doctor", "-C", folder, terminal=True)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", narrow.out).splitlines()
    assert max(len(line) for line in lines) <= 80
