"""The hook for pre-commit, run by pre-commit."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from pmo.model.kinds import KINDS
from tests import portfolios
from tests.ci.sandbox import BIN, BROKEN, ROOT, commit, environment, read_yaml, run, write

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
PRE_COMMIT = BIN / "pre-commit"
HOOK, LAYOUT_HOOK = read_yaml(MANIFEST)


def use_hook(repository: Path, definition: dict[str, Any] = HOOK, **changes: object) -> None:
    """Configure a hook as it is defined, but with the `pmo` that is installed here."""
    hook = definition | {"language": "system"} | changes
    config = {"repos": [{"repo": "local", "hooks": [hook]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")


def looks_at(path: str) -> bool:
    return bool(re.search(HOOK["files"], path)) and not re.search(HOOK["exclude"], path)


def test_manifest_is_valid(repository: Path, env: dict[str, str]) -> None:
    run(PRE_COMMIT, "validate-manifest", MANIFEST, cwd=repository, env=env)


@pytest.mark.parametrize("folder", ["", "portfolio/"])
def test_every_kind_of_file_starts_the_hook(folder: str) -> None:
    paths = [folder + re.sub("<.*?>", "a-1", kind.path) for kind in KINDS.values()]
    assert [path for path in paths if not looks_at(path)] == []
    assert looks_at(f"{folder}projects/crm/risks.yml")  # a finding, not a document


@pytest.mark.parametrize(
    "path", [".github/workflows/portfolio.yml", "README.md", "projects/.idea/risks.yaml"]
)
def test_other_files_do_not_start_the_hook(path: str) -> None:
    assert not looks_at(path)


def test_a_commit_with_an_error_is_refused(repository: Path, env: dict[str, str]) -> None:
    use_hook(repository)
    run(PRE_COMMIT, "install", cwd=repository, env=env)
    write(repository, BROKEN)
    run("git", "add", "--all", cwd=repository, env=env)
    refused = run("git", "commit", "-m", "Break it", cwd=repository, env=env, code=1)
    assert "pmo validate" in refused.stderr
    assert "risks.yaml:2:1 PMO105 error" in refused.stderr

    write(repository, {"risks.yaml": "risks: []\n"})
    run("git", "add", "--all", cwd=repository, env=env)
    accepted = run("git", "commit", "-m", "Mend it", cwd=repository, env=env)
    assert re.search(r"pmo validate\.+Passed", accepted.stderr)


def test_an_error_in_another_file_is_found(repository: Path, env: dict[str, str]) -> None:
    write(repository, BROKEN)
    use_hook(repository)
    commit(repository, env)
    failed = run(PRE_COMMIT, "run", "--files", "people.yaml", cwd=repository, env=env, code=1)
    assert failed.stdout.count("risks.yaml:2:1 PMO105") == 1


def test_a_commit_without_yaml_is_not_checked(repository: Path, env: dict[str, str]) -> None:
    write(repository, BROKEN | {"README.md": "A portfolio"})
    use_hook(repository)
    commit(repository, env)
    done = run(PRE_COMMIT, "run", "--files", "README.md", cwd=repository, env=env)
    assert "Skipped" in done.stdout


def test_a_deletion_alone_needs_always_run(repository: Path, env: dict[str, str]) -> None:
    """pre-commit passes deleted files to no hook; the page says what to do about it."""
    for always_run, code in ((False, 0), (True, 1)):
        write(
            repository, {"projects/erp/risks.yaml": "risks: []\n", "projects/erp/charter.yaml": "id: erp\n"}
        )
        use_hook(repository, always_run=always_run)
        commit(repository, env)
        run("git", "rm", "--quiet", "projects/erp/charter.yaml", cwd=repository, env=env)
        done = run(PRE_COMMIT, "run", cwd=repository, env=env, code=code)
        assert ("PMO118" in done.stdout) is always_run


def test_a_portfolio_below_the_root(tmp_path: Path, env: dict[str, str]) -> None:
    portfolios.write(tmp_path / "repository/portfolio", BROKEN)
    use_hook(tmp_path / "repository", args=["-C", "portfolio"])
    commit(tmp_path / "repository", env)
    failed = run(PRE_COMMIT, "run", "--all-files", cwd=tmp_path / "repository", env=env, code=1)
    assert "risks.yaml:2:1 PMO105 error" in failed.stdout


def test_a_commit_of_a_file_in_another_layout_is_refused_once(repository: Path, env: dict[str, str]) -> None:
    use_hook(repository, LAYOUT_HOOK)
    run(PRE_COMMIT, "install", cwd=repository, env=env)
    write(
        repository,
        {"risks.yaml": "risks: [ ]  # none\n", "issues.yaml": "issues:   []\n", "mkdocs.yaml": "a:   1\n"},
    )
    run("git", "add", "risks.yaml", "mkdocs.yaml", cwd=repository, env=env)
    refused = run("git", "commit", "-m", "Add registers", cwd=repository, env=env, code=1)
    assert "1 file was laid out:\n- risks.yaml" in refused.stderr
    assert (repository / "risks.yaml").read_text("utf-8") == "risks: [] # none\n"
    assert (repository / "issues.yaml").read_text("utf-8") == "issues:   []\n"

    run("git", "add", "risks.yaml", cwd=repository, env=env)
    accepted = run("git", "commit", "-m", "Add registers", cwd=repository, env=env)
    assert re.search(r"pmo fmt\.+Passed", accepted.stderr)


def test_the_layout_of_a_portfolio_below_the_root(tmp_path: Path, env: dict[str, str]) -> None:
    repository = tmp_path / "repository"
    portfolios.write(repository / "portfolio", {"risks.yaml": "risks: [ ]\n"})
    (repository / "other.yaml").write_text("a:   1\n", "utf-8")
    use_hook(repository, LAYOUT_HOOK, args=["-C", "portfolio"], files=r"^portfolio/.*\.ya?ml$")
    commit(repository, env)
    refused = run(PRE_COMMIT, "run", "--all-files", cwd=repository, env=env, code=1)
    assert "- risks.yaml\n" in refused.stdout
    run("git", "add", "--all", cwd=repository, env=env)
    run(PRE_COMMIT, "run", "--all-files", cwd=repository, env=env)


def test_pre_commit_installs_pmo_from_its_repository(repository: Path, tmp_path: Path) -> None:
    """The way of users: pre-commit clones the repository of pmo and builds an environment for it."""
    index = environment(Path.home(), PIP_NO_COMPILE="1", PRE_COMMIT_HOME=str(tmp_path / "pre-commit"))
    del index["XDG_CACHE_HOME"]  # the cache of pip
    source = tmp_path / "pmo"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", MANIFEST.name):
        shutil.copy(ROOT / name, source)
    for name in ("pmo", "templates", "examples"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    commit(source, index)
    revision = run("git", "rev-parse", "HEAD", cwd=source, env=index).stdout.strip()
    config = {"repos": [{"repo": str(source), "rev": revision, "hooks": [{"id": HOOK["id"]}]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    commit(repository, index)

    passed = run(PRE_COMMIT, "run", "--all-files", cwd=repository, env=index, code=None)
    if passed.returncode and (reason := _no_index(tmp_path, index)):
        pytest.skip(f"the package index cannot be reached: {reason}")
    assert passed.returncode == 0, passed.stdout
    assert "Passed" in passed.stdout

    write(repository, BROKEN)
    failed = run(PRE_COMMIT, "run", "--files", "risks.yaml", cwd=repository, env=index, code=1)
    assert "risks.yaml:2:1 PMO105 error" in failed.stdout


def _no_index(folder: Path, env: dict[str, str]) -> str:
    """Why a package that pmo is built with cannot be had, if it cannot."""
    wanted = ["--no-cache-dir", "--no-deps", "--dest", folder / "probe", "hatchling>=1.26"]
    probe = run(BIN / "python", "-m", "pip", "download", "--quiet", *wanted, cwd=folder, env=env, code=None)
    return probe.stderr.strip().splitlines()[-1] if probe.returncode else ""
