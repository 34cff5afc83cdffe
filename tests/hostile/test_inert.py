"""A portfolio in which every text is an attack, shown by every command in every format: nothing of it acts."""

import shutil
from pathlib import Path

import pytest

from tests.commands import pmo
from tests.hostile import inertness, portfolio
from tests.hostile.registry import ARGUMENTS, Call, calls

DAY = ("--as-of", "2026-11-01")


def test_every_text_is_an_attack_and_every_command_can_still_read_them(root: Path) -> None:
    shown = pmo("validate", "-C", root, *DAY, "--select", "PMO1,PMO2,PMO3")
    assert shown.code == 0, shown.out
    written = "".join(path.read_text() for path in root.rglob("*.yaml"))
    assert written.count(portfolio.MARK) > 5000
    assert len(set(portfolio.free_texts())) > 400


@pytest.mark.parametrize("call", list(calls()), ids=lambda call: call.name)
def test_nothing_acts(root: Path, call: Call) -> None:
    plain = ["--no-pictures"] if call.format == "html" else []  # what is drawn: test_pages.py
    shown = pmo(call.command, *call.arguments, "-C", root, *DAY, "--format", call.format, *plain)
    if call.command not in ARGUMENTS and shown.code == 2:
        pytest.skip(f"pmo {call.command} needs arguments of its own")
    assert shown.code in (0, 1), shown.err
    inertness.READERS[call.format](shown.out)
    inertness.text(shown.err)


@pytest.mark.parametrize("command", ["status", "show scada-renewal", "report status scada-renewal", "todo"])
def test_nothing_acts_on_a_terminal(root: Path, command: str) -> None:
    shown = pmo(*command.split(), "-C", root, *DAY, "--color", "always", terminal=True)
    assert shown.code == 0
    inertness.text(shown.out)


@pytest.mark.parametrize("command", ["export", "capacity"])
def test_no_cell_of_a_workbook_is_a_formula(root: Path, tmp_path: Path, command: str) -> None:
    file = tmp_path / "all.xlsx"
    asked = [str(file)] if command == "export" else ["--format", "xlsx", "-o", str(file)]
    assert pmo(command, *asked, "-C", root, *DAY).code == 0
    inertness.workbook(file.read_bytes())


def test_templates_of_texts_are_not_run(root: Path) -> None:
    page = pmo("report", "portfolio", "-C", root, *DAY, "--format", "markdown").out
    assert "49pwn" not in page
    assert "7\\*7" in page.replace("&#42;", "\\*")


def test_only_files_that_are_asked_for_are_written(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert pmo("report", "status", "--all", "-C", root, *DAY, "-o", folder).code == 0
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    assert all(name.endswith(".md") and "/" not in name and portfolio.MARK not in name for name in names)
    shutil.rmtree(folder)
