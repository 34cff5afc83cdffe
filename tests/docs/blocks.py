"""What a page of Markdown tells its reader to do: commands to run, files to write."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_FENCE = re.compile(r"^```(?P<kind>\w+)?[^\n]*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"\{?# (?P<path>[\w./-]+\.\w+)(?: #\})?$")


class Step(NamedTuple):
    """A command and the output that the page shows; or a file and its content."""

    line: int
    command: str = ""
    output: str | None = None
    """None where the page shows none."""
    path: str = ""
    content: str = ""


def steps(page: str) -> Iterator[Step]:
    """Steps of a page in order: `sh` and `console` blocks; `yaml` and `jinja` blocks whose first line names a file."""
    for block in _FENCE.finditer(page):
        line = page.count("\n", 0, block.start()) + 2
        text = block["text"]
        match block["kind"]:
            case "sh":
                for number, command in _commands(text):
                    yield Step(line + number, command)
            case "console":
                yield from _session(text, line)
            case "yaml" | "jinja":
                named = _FILE.match(text.partition("\n")[0])
                if named is not None:
                    yield Step(line, path=named["path"], content=text)


def _commands(text: str) -> Iterator[tuple[int, str]]:
    """Lines that are commands; a backslash at the end joins two."""
    waiting = ""
    for number, line in enumerate(text.splitlines()):
        if line.endswith("\\"):
            waiting += line[:-1]
        elif (waiting + line).strip() and not line.lstrip().startswith("#"):
            yield number, (waiting + line).strip()
            waiting = ""


def _session(text: str, first: int) -> Iterator[Step]:
    """`$ command` lines, each with what it prints below it."""
    for part in re.finditer(
        r"^\$ (?P<command>.*(?:\\\n.*)*)\n(?P<output>(?:(?!\$ ).*\n)*)", text, re.MULTILINE
    ):
        line = first + text.count("\n", 0, part.start())
        command = part["command"].replace("\\\n", "").strip()
        yield Step(line, command, part["output"] if part["output"].strip() else None)


def agrees(shown: str, printed: str) -> bool:
    """Whether a command printed what the page shows; a line of three dots stands for any lines."""
    pattern = r"(?:.*\n)*?".join(
        re.escape(part) for part in re.split(r"^ *(?:\.\.\.|…) *\n", _tidy(shown), flags=re.MULTILINE)
    )
    return re.fullmatch(pattern, _tidy(printed)) is not None


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines()) + "\n"
