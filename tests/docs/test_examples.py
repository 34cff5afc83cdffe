"""The examples that the help of every command begins with."""

import shlex

import pytest

from pmo.cli import COMMANDS
from pmo.cli import EXAMPLES as OF_ALL
from tests.commands import usage
from tests.docs.desk import Desk

ALL = [name for group in COMMANDS.values() for name in group]
WITHOUT_END = ("serve",)
"""Commands that go on until somebody ends them; they have tests of their own."""
EXAMPLES = [
    (name, example.line) for name in ALL if name not in WITHOUT_END for example in usage(name).examples
]
EXAMPLES += [("pmo", line) for line, _ in OF_ALL]


@pytest.mark.parametrize("command", ALL)
def test_every_command_shows_two_to_five_examples(command: str) -> None:
    """They stand in the docstring of its module, in a block that begins with `Examples:`."""
    examples = usage(command).examples
    assert 2 <= len(examples) <= 5
    for example in examples:
        assert shlex.split(example.line)[:2] == ["pmo", command]
        assert example.meaning, f"two blanks go before what it is for: {example.line}"
        assert len(example.line) <= 78, "it would not fit on a terminal of 80 columns"


@pytest.mark.parametrize(("command", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_examples_run(desk: Desk, command: str, line: str) -> None:
    begins = line.startswith("pmo init") and ".." not in line  # where there is no portfolio yet
    outcome = (desk.above() if begins else desk).run(line)
    assert outcome.code in (0, 1), outcome.err
    assert outcome.out or (outcome.code == 0 and (outcome.err or "-o" in shlex.split(line))), outcome.err
