"""`-o`: files are replaced whole, and nothing else is replaced."""

import os
import stat
from pathlib import Path

import pytest

from pmo.errors import PmoError
from pmo.output.files import write_file
from tests import portfolios
from tests.commands import pmo


def test_a_link_stays_a_link_and_a_mode_stays(tmp_path: Path) -> None:
    target = tmp_path / "target.md"
    target.write_text("old")
    target.chmod(0o640)
    (tmp_path / "link.md").symlink_to(target)
    write_file(tmp_path / "link.md", "new")
    assert (tmp_path / "link.md").is_symlink()
    assert target.read_text() == "new\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_pipe_is_written_into_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(pipe, "text")
    assert os.read(reader, 100) == b"text\n"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PmoError, match="cannot be written"):
        write_file(tmp_path, "text")


@pytest.mark.parametrize(
    "name",
    [
        "pmo.yaml",
        "projects/crm/charter.yaml",
        "projects/crm/risks.yaml",
        "templates/reports/status.md.j2",
        "Templates/new.md",
        "imports/risk-log.map.yaml",
        "imports/risk-log.state.json",
        ".git/config",
        ".git",
        ".GIT/hooks/pre-commit",
    ],
)
@pytest.mark.parametrize("written", [("status", "-o"), ("todo", "--format", "ics", "-o"), ("doctor", "-o")])
def test_a_file_that_pmo_or_git_reads_is_refused(tmp_path: Path, name: str, written: tuple[str, ...]) -> None:
    root = portfolios.write(tmp_path)
    target = root / name
    target.parent.mkdir(parents=True, exist_ok=True)
    before = target.read_bytes() if target.is_file() else None
    outcome = pmo(*written, target, "-C", root)
    assert outcome.code == 2
    assert "is a file of the portfolio itself" in outcome.err or "belongs to git" in outcome.err
    assert (target.read_bytes() if target.is_file() else None) == before


def test_what_is_only_for_reading_may_be_written_over(tmp_path: Path) -> None:
    root = portfolios.write(tmp_path / "office")
    (root / "imports").mkdir()
    for target in (root / "README.md", root / "imports/notes.md", root / "../status.md", tmp_path / "x.md"):
        assert pmo("status", "-C", root, "-o", target).code == 0
        assert target.read_text()


def test_a_link_out_of_the_portfolio_or_onto_a_document_is_refused(tmp_path: Path) -> None:
    root, outside = portfolios.write(tmp_path / "office"), tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.md").write_text("kept")
    (outside / "kept.csv").write_text("kept")
    (root / "out.md").symlink_to(outside / "kept.md")
    (root / "people.csv").symlink_to(outside / "kept.csv")
    (root / "folder").symlink_to(outside)
    (root / "charter.md").symlink_to(root / "projects/crm/charter.yaml")
    for arguments in (
        ("status", "-o", root / "out.md"),
        ("status", "-o", root / "folder/kept.md"),
        ("export", root / "people.csv"),
    ):
        outcome = pmo(*arguments, "-C", root)
        assert (outcome.code, "a link that leads out of the portfolio" in outcome.err) == (2, True)
    assert pmo("status", "-C", root, "-o", root / "charter.md").code == 2
    assert {one.read_text() for one in outside.iterdir()} == {"kept"}


def test_a_portfolio_behind_a_link_takes_results(tmp_path: Path) -> None:
    root = portfolios.write(tmp_path / "office")
    (tmp_path / "desk").symlink_to(root)
    assert pmo("status", "-C", tmp_path / "desk", "-o", tmp_path / "desk/status.md").code == 0
    assert (root / "status.md").is_file()


def test_links_that_go_round_are_refused(tmp_path: Path) -> None:
    root = portfolios.write(tmp_path / "office")
    (root / "a.md").symlink_to(root / "b.md")
    (root / "b.md").symlink_to(root / "a.md")
    outcome = pmo("status", "-C", root, "-o", root / "a.md")
    assert outcome.code == 2
    assert "cannot be written" in outcome.err
