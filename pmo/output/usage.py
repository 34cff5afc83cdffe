"""How a command is used: its help on a terminal, examples first."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pmo.output.colour import bold

WIDEST = 110
"""Columns beyond which lines are tiring to read."""
_INDENT = "  "
_OPTION_COLUMN = 25
_EXAMPLE_COLUMN = 44
"""Columns that options and examples take at most before what they mean."""


@dataclass(frozen=True, slots=True)
class Example:
    """A command line that works on a portfolio, and what it is for."""

    line: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument (without flags) or an option of a command."""

    name: str
    flags: tuple[str, ...]
    metavar: str
    """What stands for its value; empty for a switch."""
    help: str
    choices: tuple[str, ...] = ()
    """The only words that it takes."""
    default: str = ""
    required: bool = False
    repeatable: bool = False
    group: str = ""
    """Title of the group that it shares with other commands; empty for the command's own."""
    values: str | tuple[str, ...] = ""
    """What completes its value: words, or the name of what a portfolio holds (`project`, `address`, ...)."""

    @property
    def is_argument(self) -> bool:
        return not self.flags

    @property
    def sentence(self) -> str:
        """What it is, with its choices and its default."""
        text = self.help if self.help.endswith("...") else self.help.removesuffix(".")
        if self.choices:
            words = (f"{one} (default)" if one == self.default else one for one in self.choices)
            text += f": {', '.join(words)}"
        elif self.default:
            text += f" (default: {self.default})"
        if self.repeatable and self.flags and "repeatable" not in text:
            text += " (repeatable)"
        return text if text.endswith("...") else f"{text}."

    @property
    def written(self) -> str:
        """The way it is written on the command line."""
        if self.is_argument:
            shown = self.metavar if self.required else f"[{self.metavar}]"
            return f"{shown}..." if self.repeatable else shown
        return " ".join(word for word in (self.flags[-1], self.metavar) if word)

    @property
    def label(self) -> str:
        """The way it is listed, with all its flags."""
        if self.is_argument:
            return self.written
        flags = ", ".join(sorted(self.flags, key=lambda flag: flag.startswith("--")))
        return f"{flags} {self.metavar}".rstrip()


@dataclass(frozen=True, slots=True)
class Usage:
    """How one command is used."""

    command: str
    summary: str
    paragraphs: tuple[str, ...]
    """What else there is to know."""
    examples: tuple[Example, ...]
    parameters: tuple[Parameter, ...]
    kinds: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    """By title, the kinds that it is about, each with its one-line help; they come first on its line."""

    @property
    def line(self) -> str:
        """`pmo checklist PROJECT [GATE] [OPTIONS]`."""
        if self.kinds:
            return f"pmo {self.command} KIND [TITLE] [OPTIONS]"
        arguments = [one.written for one in self.parameters if one.is_argument]
        options = [one for one in self.parameters if not one.is_argument]
        needed = [one.written for one in options if one.required]
        return " ".join(["pmo", self.command, *arguments, *needed, *(["[OPTIONS]"] if options else [])])

    def groups(self) -> list[tuple[str, list[Parameter]]]:
        """Its arguments and options under the titles that readers see, the command's own first."""
        titled: dict[str, list[Parameter]] = {"Arguments": [], "Options": []}
        for one in self.parameters:
            title = "Arguments" if one.is_argument else one.group or "Options"
            titled.setdefault(title, []).append(one)
        return [(title, members) for title, members in titled.items() if members]


def screen(usage: Usage, *, width: int, colour: bool) -> str:
    """The help of a command."""
    width = min(max(width, 40), WIDEST)
    strong = bold if colour else _plain
    lines = _wrapped(usage.summary, width)
    if usage.examples:
        examples = [(one.line, one.meaning) for one in usage.examples]
        column = _column((one.line for one in usage.examples), min(_EXAMPLE_COLUMN, width // 2))
        lines += ["", strong("Examples"), *_rows(examples, column, width, strong)]
    lines += ["", strong("Usage"), *_wrapped(usage.line, width, _INDENT, _INDENT * 3)]
    for paragraph in usage.paragraphs:
        lines += ["", *_paragraph(paragraph, width)]
    column = _column((one.label for one in usage.parameters), _OPTION_COLUMN)
    for title, members in usage.groups():
        options = [(one.label, one.sentence) for one in members]
        lines += ["", strong(title), *_rows(options, column, width, strong)]
    widest = max((len(name) for kinds in usage.kinds.values() for name, _ in kinds), default=0)
    for title, kinds in usage.kinds.items():
        lines += ["", strong(title), *_rows(kinds, widest, width, strong)]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return text


def _column(texts: Iterable[str], most: int) -> int:
    """Columns for all texts that take at most ``most``."""
    return max((len(text) for text in texts if len(text) <= most), default=most)


def _rows(
    rows: Sequence[tuple[str, str]], column: int, width: int, strong: Callable[[str], str]
) -> Iterator[str]:
    """Two columns; where something is too long for the first, the second begins on the next line."""
    hang = " " * (len(_INDENT) + column + 2)
    for first, second in rows:
        lines = _wrapped(second, width, hang, hang)
        if len(first) <= column and lines:
            yield f"{_INDENT}{strong(first)}{lines.pop(0)[len(_INDENT) + len(first) :]}"
        else:
            yield f"{_INDENT}{strong(first)}"
        yield from lines


def _paragraph(text: str, width: int) -> list[str]:
    """A paragraph of text; lines of a list and indented ones stand for themselves."""
    blocks: list[str] = []
    for line in text.splitlines():
        if blocks and not line.startswith(("- ", " ")):
            blocks[-1] += f" {line}"
        else:
            blocks.append(line)
    return [
        line
        for block in blocks
        for line in _wrapped(block, width, _INDENT, _INDENT * (2 if block.startswith("- ") else 1))
    ]


def _wrapped(text: str, width: int, first: str = "", others: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=others,
        break_on_hyphens=False,
        break_long_words=False,
    )
