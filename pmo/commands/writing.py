"""What every command that changes files shares: its options, the write door, and the report of what it did."""

import datetime
import functools
import inspect
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

from pmo.commands.session import ColourChoice, day_of, is_coloured, language_of
from pmo.editing import door
from pmo.editing.draft import Draft
from pmo.loading import Loaded, load
from pmo.loading.cache import Cache
from pmo.locale import SOURCE_LANGUAGE, Language, language
from pmo.trees import WorkingTree, find_root, named_root

if TYPE_CHECKING:
    from pmo.output.written import Change

T = TypeVar("T")


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

    @cached_property
    def loaded(self) -> Loaded:
        """The portfolio before anything is written, for questions; what is written is loaded again by the door."""
        return load(WorkingTree(self.root), Cache.for_portfolio(self.root))

    @property
    def may_ask(self) -> bool:
        """Whether there is somebody at a terminal who may be asked."""
        return not self.no_input and self.format == "text" and sys.stdin.isatty() and sys.stdout.isatty()

    def write(self, edit: Callable[[Draft], T]) -> door.Written[T]:
        """Change the portfolio through the one write door."""
        return door.write(self.root, edit, as_of=self.as_of, dry_run=self.dry_run)

    def language(self, loaded: Loaded) -> Language:
        """The reader's language: the one asked for, else the office's."""
        office = loaded.portfolio.office
        return language(self.lang) if self.lang else language_of(office.locale if office else SOURCE_LANGUAGE)

    def report(
        self, written: door.Written[Any], changes: "Sequence[Change]", advice: str | None = None
    ) -> int:
        """Say what was changed, with --dry-run the diff, which findings that brings and clears, and what to do next."""
        from pmo.output import written as output

        reader = self.language(written.loaded)
        if self.format == "json":
            from pmo.output.envelope import envelope

            office = written.loaded.portfolio.office
            name = office.office.name if office else self.root.name
            result = output.data(written, changes, reader)
            sys.stdout.write(envelope(self.command, name, None, self.as_of, result))
            return 0
        width = shutil.get_terminal_size((120, 24)).columns if sys.stdout.isatty() else 120
        sys.stdout.write(output.text(written, changes, reader, width=width, colour=self.colour))
        if advice is not None and not self.dry_run and sys.stderr.isatty() and sys.stdout.isatty():
            sys.stderr.write(f"\n{advice}\n")
        return 0


def writing_command() -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command that changes files the options that all such commands share; it is called with a `Writing`."""

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        common = _common_parameters()

        @functools.wraps(command)
        def wrapper(context: typer.Context, **values: Any) -> int:
            shared = {name: values.pop(name) for name in common}
            name = command.__name__.rstrip("_")
            return command(_open(name, context.obj, **shared), **values)

        own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
        own = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
        first = inspect.Parameter(
            "context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
        )
        parameters = [first, *own, *common.values()]
        wrapper.__signature__ = inspect.Signature(parameters, return_annotation=int)  # type: ignore[attr-defined]
        wrapper.__annotations__ = {one.name: one.annotation for one in parameters} | {"return": int}
        return wrapper

    return decorate


def _common_parameters() -> dict[str, inspect.Parameter]:
    options: dict[str, tuple[Any, Any]] = {
        "portfolio": (
            Annotated[
                Path | None,
                typer.Option(
                    "-C", "--portfolio", metavar="DIR", envvar="PMO_PORTFOLIO", show_envvar=False,
                    help="Folder of the portfolio (default: the nearest pmo.yaml upwards; PMO_PORTFOLIO).",
                ),
            ],
            None,
        ),
        "as_of": (
            Annotated[str | None, typer.Option(metavar="DATE", help="What `today` means.")],
            None,
        ),
        "dry_run": (
            Annotated[bool, typer.Option("--dry-run", help="Show the difference, and write nothing.")],
            False,
        ),
        "no_input": (
            Annotated[bool, typer.Option("--no-input", help="Never ask; take the defaults.")],
            False,
        ),
        "format": (
            Annotated[Literal["text", "json"], typer.Option(help="How the result is written.")],
            "text",
        ),
        "lang": (
            Annotated[str | None, typer.Option(metavar="CODE", help="Language (default: the office's).")],
            None,
        ),
        "color": (
            Annotated[ColourChoice, typer.Option(help="Colour (also NO_COLOR, FORCE_COLOR).")],
            "auto",
        ),
    }  # fmt: skip
    keyword_only = inspect.Parameter.KEYWORD_ONLY
    return {
        name: inspect.Parameter(name, keyword_only, default=default, annotation=annotation)
        for name, (annotation, default) in options.items()
    }


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
        command, root, day or datetime.date.today(), dry_run, no_input, format, is_coloured(color), lang
    )
