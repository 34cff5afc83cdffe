"""Progress of long work: a line for a person at a terminal, and nothing for anybody else."""

import io
import itertools
import re

import pytest

from pmo.findings import message
from pmo.locale import language
from pmo.output import progress
from pmo.output.progress import CLEAR, ProgressLine, for_person
from pmo.progress import QUIET
from tests.commands import pmo
from tests.portfolios import write
from tests.repositories import commit

WORK = message("Reading files")


def line(stream: io.StringIO, *, each: float) -> ProgressLine:
    """A line whose clock goes on by ``each`` seconds whenever it is looked at."""
    ticks = itertools.count()
    return ProgressLine(stream, lambda text: text, lambda: next(ticks) * each)


def test_short_work_shows_nothing():
    stream = io.StringIO()
    assert list(line(stream, each=0.001).over(WORK, "abcdef", 6)) == list("abcdef")
    assert stream.getvalue() == ""


def test_long_work_shows_a_line_and_takes_it_away(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    stream = io.StringIO()
    assert list(line(stream, each=0.4).over(WORK, "abcdef", 6)) == list("abcdef")
    steps = stream.getvalue().split(CLEAR)
    assert steps[1] == "Reading files: 2 of 6"
    assert steps[-1] == ""
    assert all(re.fullmatch("Reading files: [0-9] of 6", step) for step in steps[1:-1])


def test_it_is_not_written_at_every_step():
    stream = io.StringIO()
    list(line(stream, each=0.01).over(WORK, range(1000), 1000))
    assert 10 < stream.getvalue().count("Reading") < 120


def test_it_never_breaks_the_line(monkeypatch):
    monkeypatch.setenv("COLUMNS", "12")
    stream = io.StringIO()
    list(line(stream, each=1).over(WORK, range(9), 9))
    assert set(stream.getvalue().split(CLEAR)) == {"", "Reading fil"}


def test_it_goes_when_the_work_fails():
    stream = io.StringIO()
    steps = iter(line(stream, each=1).over(WORK, range(9), 9))
    for _ in range(4):
        next(steps)
    steps.close()
    assert stream.getvalue().endswith(CLEAR)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    monkeypatch.setattr(progress, "PAUSE", 0.0)


def test_a_person_at_a_terminal_sees_it(impatient, tmp_path):
    folder = write(tmp_path)
    commit(folder, "Start")
    seen = pmo("validate", "-C", folder, terminal=True)
    steps = seen.err.split(CLEAR)
    assert any(re.fullmatch("Reading files: [0-9] of [0-9]", step) for step in steps)
    assert any(re.fullmatch("Parsing files: [0-9] of [0-9]", step) for step in steps)
    assert any(re.fullmatch("Checking rules: [0-9]+ of [0-9]+", step) for step in steps)
    assert steps[-1] == ""
    assert "\r" not in seen.out
    later = pmo("validate", "-C", folder, "--at", "HEAD", "--lang", "id", "--format", "json", terminal=True)
    assert "Membaca berkas: 0 dari" in later.err
    assert later.out.startswith("{")


def test_nobody_else_sees_it(impatient, tmp_path, monkeypatch):
    folder = write(tmp_path)
    assert pmo("validate", "-C", folder).err == ""
    monkeypatch.setenv("TERM", "dumb")
    assert pmo("validate", "-C", folder, terminal=True).err == ""
    assert for_person(language("en").text) is QUIET


def test_an_error_is_written_over_it(impatient, tmp_path, monkeypatch):
    folder = write(tmp_path)

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("pmo.loading.suppressions_in", fail)
    outcome = pmo("validate", "-C", folder, terminal=True)
    assert outcome.code == 2
    said = outcome.err.rpartition("files: 0 of 4")[2].replace(CLEAR, "")
    assert said == "pmo: there is not enough memory\n  narrow the command with --project\n"
