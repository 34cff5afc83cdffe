"""The examples in the help of the commands that change records work on the example portfolio."""

import shlex

from pmo.cli import usage
from tests.commands import pmo
from tests.editing.folders import files

COMMANDS = ("set", "close", "reopen", "assign", "move")


def test_examples_in_help_work_and_a_dry_run_writes_nothing(example):
    before = files(example)
    lines = [line.line for command in COMMANDS for line in usage(command).examples[::2]]
    for line in lines:
        outcome = pmo(*shlex.split(line)[1:], "-C", example, "--as-of", "2026-11-01", "--dry-run")
        assert (outcome.code, outcome.err) == (0, ""), line
        assert "\n--- a/" in outcome.out, line
        assert "Nothing was written." in outcome.out, line
    assert len(lines) > 8
    assert files(example) == before
