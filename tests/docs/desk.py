"""A place to try what the documentation shows: a portfolio under git, and the commands run there in order."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pmo.commands.completing import USAGE
from tests.commands import Outcome, pmo
from tests.repositories import commit, git

TODAY = "2026-11-01"
"""The day on which the example's story is told; commands that can be told the day are told this one."""
READER = "ines.verhoef@noordermeer.example"
"""Who follows the pages: the head of the example's PMO."""
INPUTS = Path(__file__).parent / "inputs"
"""Files that documented commands read: they lie where the commands are run."""
_SHELL = frozenset("|><;&*$`(~")
_OPTIONS = {
    name: {flag for option in command["options"] for flag in option["flags"]}
    for name, command in json.loads(USAGE.read_text("utf-8"))["commands"].items()
}


class Desk:
    """A folder in which a reader follows a page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @classmethod
    def with_example(cls, folder: Path, example: Path) -> "Desk":
        """In a copy of the example portfolio, which lies in git since June."""
        shutil.copytree(example, folder)
        shutil.copytree(example.parent / "imports", folder.parent / "imports")
        if INPUTS.is_dir():
            shutil.copytree(INPUTS, folder, dirs_exist_ok=True)
        commit(folder, "Start", "2026-06-01")
        git(folder, "config", "user.email", READER)
        return cls(folder)

    def again(self) -> "Desk":
        """The same folder, for one who may leave it."""
        return Desk(self.folder)

    def above(self) -> "Desk":
        """The folder that holds this one."""
        return Desk(self.folder.parent)

    def knows(self, line: str) -> bool:
        """Whether the line calls a command that there is."""
        return bool(_OPTIONS.keys() & set(shlex.split(line)[1:3])) or "--version" in line or "--help" in line

    def run(self, line: str) -> Outcome:
        """What a command line does; `pmo` runs in this process where no shell is needed."""
        line = line.replace("-C examples/portfolio", "-C .")
        words = shlex.split(line, comments=True)
        if words[0] == "cd":
            self.folder = (self.folder / words[1]).resolve(strict=True)
            return Outcome(0, "", "")
        if words[0] != "pmo" or _needs_shell(line):
            return self._in_shell(line)
        with _inside(self.folder):
            return pmo(*_told_the_day(words[1:]))

    def write(self, path: str, text: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")

    def reset(self) -> None:
        """As it was committed."""
        if git(self.folder, "status", "--porcelain"):
            git(self.folder, "reset", "-q", "--hard")
            git(self.folder, "clean", "-fdq")

    def _in_shell(self, line: str) -> Outcome:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self.folder,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)


def _needs_shell(line: str) -> bool:
    """Whether something outside of quotes means something to a shell."""
    lexer = shlex.shlex(line, posix=False, punctuation_chars=True)
    lexer.whitespace_split = True
    return any(set(word) & _SHELL and word[0] not in "'\"" for word in lexer)


def _told_the_day(words: list[str]) -> list[str]:
    command = next((word for word in words if word in _OPTIONS), None)
    told = {"--as-of", "--at", "--help"} & set(words)
    return words if told or "--as-of" not in _OPTIONS.get(command or "", ()) else [*words, "--as-of", TODAY]


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
