"""Runs the command line in this process and keeps everything it writes."""

import io
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from typing import NamedTuple

from pmo import cli
from pmo.cli import run

usage = cache(cli.usage)
"""How a command is used, described once."""


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


class _Stream(io.TextIOWrapper):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def text(self) -> str:
        self.flush()
        raw = self.buffer
        assert isinstance(raw, io.BytesIO)
        return raw.getvalue().decode("utf-8")


def pmo(*arguments: object, terminal: bool = False) -> Outcome:
    """Exit code, standard output and standard error of `pmo ARGUMENTS`; with ``terminal`` as a person sees it."""
    out, err = _Stream(terminal=terminal), _Stream(terminal=terminal)
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = run([str(argument) for argument in arguments])
        except SystemExit as end:  # help of a command
            code = end.code if isinstance(end.code, int) else 0
    return Outcome(code, out.text(), err.text())
