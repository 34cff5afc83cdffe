"""What every command that changes files shares: its options, the write door, and the report of what it did."""

import datetime
import functools
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

import typer

from pmo.commands import options
from pmo.commands.options import ColourChoice
from pmo.commands.session import day_of, is_coloured, language_of
from pmo.editing import door
from pmo.editing.draft import Draft
from pmo.editing.files import CHANGED
from pmo.errors import Interrupted
from pmo.loading import Loaded, load
from pmo.loading.cache import Cache
from pmo.locale import SOURCE_LANGUAGE, Language, language
from pmo.model.office import Office
from pmo.output.progress import for_person
from pmo.output.width import width_of_output
from pmo.progress import Progress
from pmo.trees import WorkingTree, find_root, named_root

if TYPE_CHECKING:
    from msgspec import Struct

    from pmo.output.written import Change, WrittenData

T = TypeVar("T")

_SHARED = {
    "portfolio": options.PORTFOLIO,
    "as_of": options.AS_OF,
    "dry_run": options.DRY_RUN,
    "no_input": options.NO_INPUT,
    "format": options.format_of("text", "json"),
    "lang": options.LANGUAGE,
    "color": options.COLOUR,
}


@dataclass(frozen=True)
class Writing:
    """Where a command writes, and how it reports that."""

    command: str
    root: Path
    as_of: datetime.date
    dry_run: bool
    no_input: bool
    format: Literal["text", "json"]
    colour: bool
    lang: str | None
    done: list[door.Written[Any]] = field(default_factory=list)
    """What was written so far."""
    is_day_given: bool = False
    """Whether `--as-of` says what counts as today."""

    @cached_property
    def loaded(self) -> Loaded:
        """The portfolio before anything is written, for questions; what is written is loaded again by the door."""
        return load(WorkingTree(self.root), Cache.for_portfolio(self.root), progress=self.progress)

    @cached_property
    def progress(self) -> Progress:
        """Tells a person at a terminal how far long work is."""
        return for_person(language(self.lang or SOURCE_LANGUAGE).text)

    @property
    def may_ask(self) -> bool:
        """Whether there is somebody at a terminal who may be asked."""
        return not self.no_input and self.format == "text" and sys.stdin.isatty() and sys.stdout.isatty()

    def write(self, edit: Callable[[Draft], T]) -> door.Written[T]:
        """Change the portfolio through the one write door."""
        written = door.write(self.root, edit, as_of=self.as_of, dry_run=self.dry_run, progress=self.progress)
        self.done.append(written)
        return written

    def language(self, loaded: Loaded) -> Language:
        """The reader's language: the one asked for, else the office's."""
        return self.language_under(loaded.portfolio.office)

    def language_under(self, office: Office | None) -> Language:
        """The reader's language where only the office is known."""
        return language(self.lang) if self.lang else language_of(office.locale if office else SOURCE_LANGUAGE)

    def report(
        self,
        written: door.Written[Any],
        changes: "Sequence[Change]",
        advice: str | None = None,
        more: "More | None" = None,
    ) -> int:
        """Say what was changed, with --dry-run the diff, which findings that brings and clears, and what to do next.

        ``more`` is what the command has to say besides.
        """
        from pmo.output import written as output

        office = written.loaded.portfolio.office
        reader = self.language_under(office)
        if self.format == "json":
            result: Any = output.data(written, changes, reader)
            self.write_json(result if more is None else more.data(result), office)
            return 0
        width = width_of_output(to_terminal=sys.stdout.isatty())
        sys.stdout.write(output.text(written, changes, reader, width=width, colour=self.colour))
        if more is not None:
            sys.stdout.write(more.text(width, self.colour))
        if advice is not None and not self.dry_run:
            self.advise(advice)
        return 0

    def advise(self, text: str) -> None:
        """Say on standard error what to do next; only to a person at a terminal."""
        if self.format == "text" and sys.stderr.isatty() and sys.stdout.isatty():
            sys.stderr.write(f"\n{text}\n")

    def write_json(self, data: object, office: Office | None) -> None:
        """Write the result in the envelope that all commands share."""
        from pmo.output.envelope import envelope

        name = office.office.name if office else self.root.name
        sys.stdout.write(envelope(self.command, name, None, self.as_of, data))


class More(NamedTuple):
    """What a command says besides what it wrote."""

    data: "Callable[[WrittenData], Struct]"
    """The `data` of its JSON, from that of every writing command."""
    text: Callable[[int, bool], str]
    """Text for people, at a width, in colour or without."""


def writing_command() -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command that changes files the options that all such commands share; it is called with a `Writing`."""

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        @functools.wraps(command)
        def wrapper(context: typer.Context, **values: Any) -> int:
            shared = {name: values.pop(name) for name in _SHARED}
            name = command.__name__.rstrip("_")
            writing = _open(name, context.obj, **shared)
            try:
                return command(writing, **values)
            except (KeyboardInterrupt, typer.Abort):
                is_changed = any(one.changes and not one.dry_run for one in writing.done)
                raise Interrupted("interrupted", CHANGED if is_changed else "nothing was changed") from None

        options.sign(wrapper, command, _SHARED)
        return wrapper

    return decorate


def _open(
    command: str,
    portfolio_before: Path | None,
    *,
    portfolio: Path | None,
    as_of: str | None,
    dry_run: bool,
    no_input: bool,
    format: Literal["text", "json"],  # noqa: A002 - the option's name
    lang: str | None,
    color: ColourChoice,
) -> Writing:
    day = day_of(as_of)
    if lang is not None:
        language(lang)  # refuses one that is not there before anything is written
    named = portfolio_before or portfolio
    root = named_root(named) if named else find_root(Path.cwd())
    return Writing(
        command,
        root,
        day or datetime.date.today(),
        dry_run,
        no_input,
        format,
        is_coloured(color),
        lang,
        is_day_given=day is not None,
    )
