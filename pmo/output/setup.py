"""What `pmo doctor` found: for people, and as JSON."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct
from rich.table import Table
from rich.text import Text

from pmo.findings import Message, message
from pmo.locale import Language
from pmo.output.terminal import Page
from pmo.render.inert import for_terminal

State = Literal["ok", "warning", "problem"]
_WORDS: dict[State, tuple[Message, str]] = {
    "ok": (message("ok"), "green"),
    "warning": (message("warning"), "bold yellow"),
    "problem": (message("problem"), "bold red"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    """Stable name: `git`, `cache`, `shallow-clone`."""
    title: Message | str
    state: State
    found: Message | str
    advice: Message | str | None = None
    """What to do, where it is not in order."""


@dataclass(frozen=True, slots=True)
class Part:
    """Checks of one part of the set-up."""

    title: Message
    checks: tuple[Check, ...]


class CheckData(Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    state: State
    found: str
    advice: str | None


class SummaryData(Struct, frozen=True):
    """Number of checks by how they ended."""

    ok: int
    warning: int
    problem: int


class DoctorData(Struct, frozen=True):
    """The `data` of `pmo doctor`."""

    summary: SummaryData
    checks: list[CheckData]


def data(parts: Sequence[Part], language: Language) -> DoctorData:
    """What was found, in the form of JSON."""
    checks = [one for part in parts for one in part.checks]
    count = Counter(one.state for one in checks)
    return DoctorData(
        SummaryData(count["ok"], count["warning"], count["problem"]),
        [
            CheckData(
                one.name,
                one.state,
                _said(one.found, language),
                None if one.advice is None else _said(one.advice, language),
            )
            for one in checks
        ],
    )


def text(parts: Sequence[Part], language: Language, *, width: int, colour: bool) -> str:
    """A line for each check, with what to do below it, and the sum."""
    page = Page(width=width, colour=colour)
    titles = [_said(one.title, language) for part in parts for one in part.checks]
    columns = (
        max(len(word.text(language.text)) for word, _ in _WORDS.values()),
        max(len(title) for title in titles),
    )
    for part in parts:
        page.heading(part.title.text(language.text))
        page.show(_lines(part, language, columns))
        page.blank()
    page.paragraph(_sum(parts, language))
    return page.text()


def _lines(part: Part, language: Language, columns: tuple[int, int]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for column in columns:
        grid.add_column(width=column, no_wrap=True)
    grid.add_column()
    for one in part.checks:
        word, style = _WORDS[one.state]
        found = Text(for_terminal(_said(one.found, language)))
        grid.add_row(Text(word.text(language.text), style), Text(_said(one.title, language)), found)
        if one.advice is not None:
            grid.add_row("", "", Text(for_terminal(_said(one.advice, language)), "dim"))
    return grid


def _said(what: Message | str, language: Language) -> str:
    return what if isinstance(what, str) else what.text(language.text)


def _sum(parts: Sequence[Part], language: Language) -> str:
    count = Counter(one.state for part in parts for one in part.checks)
    problems = language.plural("{n} problem", "{n} problems", count["problem"])
    warnings = language.plural("{n} warning", "{n} warnings", count["warning"])
    if not count["problem"] and not count["warning"]:
        return language.text("Everything is in order.")
    return ", ".join(
        words for words, number in ((problems, count["problem"]), (warnings, count["warning"])) if number
    )
