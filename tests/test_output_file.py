"""`-o`: files are replaced whole, and nothing else is replaced."""

import os
import stat
from pathlib import Path

import pytest

from pmo.commands.session import write_file
from pmo.errors import PmoError
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


@pytest.mark.parametrize("name", ["pmo.yaml", "projects/crm/charter.yaml", "projects/crm/risks.yaml"])
def test_a_file_of_the_portfolio_is_refused(tmp_path: Path, name: str) -> None:
    root = portfolios.write(tmp_path)
    before = (root / "pmo.yaml").read_bytes()
    outcome = pmo("-C", root, "status", "-o", root / name)
    assert (outcome.code, "is a file of the portfolio itself" in outcome.err) == (2, True)
    assert (root / "pmo.yaml").read_bytes() == before
