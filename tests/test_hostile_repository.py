"""A repository whose configuration names a program: reading it must not run that program."""

import os
from pathlib import Path

from tests.commands import pmo
from tests.portfolios import write
from tests.repositories import commit, git


def test_file_system_monitor_of_a_repository_is_not_run(tmp_path: Path) -> None:
    root = write(tmp_path / "portfolio")
    commit(root, "Start")
    program = tmp_path / "program.sh"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o755)
    git(root, "config", "core.fsmonitor", str(program))
    for options in (["--format", "json"], ["--at", "HEAD"], ["--changed"]):
        assert pmo("validate", "-C", root, *options).code == 0
    assert not (tmp_path / "ran").exists()
    git(root, "status")
    assert (tmp_path / "ran").exists(), "git itself would have run it"


def test_filters_of_a_repository_are_not_run(tmp_path: Path) -> None:
    root = write(tmp_path / "portfolio")
    (root / ".gitattributes").write_text("*.yaml filter=evil\n")
    commit(root, "Start")
    program = tmp_path / "program.sh"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\ncat\n")
    program.chmod(0o755)
    git(root, "config", "filter.evil.clean", str(program))
    git(root, "config", "filter.evil.required", "true")
    os.utime(root / "people.yaml", (0, 0))  # git must look into it to know that it is unchanged
    for options in (["--format", "json"], ["--at", "HEAD"], ["--changed"]):
        assert pmo("validate", "-C", root, *options).code == 0
    assert not (tmp_path / "ran").exists()
    git(root, "add", "--renormalize", ".")
    assert (tmp_path / "ran").exists(), "git itself would have run it"


def test_a_folder_laid_out_as_a_repository_is_not_one(tmp_path: Path) -> None:
    root = write(tmp_path / "portfolio")
    for name in ("objects", "refs"):
        (root / name).mkdir()
    (root / "HEAD").write_text("ref: refs/heads/main\n")
    (root / "config").write_text(
        f'[core]\n\tbare = false\n\tworktree = {root}\n\tfsmonitor = "touch {tmp_path}/ran; false"\n'
    )
    assert pmo("validate", "-C", root, "--format", "json").code == 0
    assert pmo("validate", "-C", root, "--at", "HEAD").code == 2
    assert not (tmp_path / "ran").exists()


def test_replaced_objects_are_not_read(tmp_path: Path) -> None:
    root = write(tmp_path / "portfolio")
    commit(root, "Start")
    original = git(root, "rev-parse", "HEAD:projects/crm/charter.yaml")
    (tmp_path / "other").write_text(
        (root / "projects/crm/charter.yaml").read_text().replace("Project", "POISON")
    )
    git(root, "replace", original, git(root, "hash-object", "-w", str(tmp_path / "other")))
    for options in (["--at", "HEAD"], []):
        assert "POISON" not in pmo("report", "status", "crm", "-C", root, *options).out
