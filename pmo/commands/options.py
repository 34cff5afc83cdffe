"""The options that commands share, each defined once, under the title that it has in their help."""

import functools
import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from pmo.locale import installed
from pmo.model.scalars import Confidentiality as Audience

ColourChoice = Literal["auto", "always", "never"]
Option = tuple[Any, Any]
"""Annotation of the parameter, and its default."""


def _under(title: str, kind: Any, default: Any, *flags: str, **settings: Any) -> Option:
    return Annotated[kind, typer.Option(*flags, rich_help_panel=title, **settings)], default


_of_portfolio = functools.partial(_under, "Portfolio")
_of_writing = functools.partial(_under, "Writing")
_of_result = functools.partial(_under, "Result")

PORTFOLIO = _of_portfolio(
    Path | None,
    None,
    "-C",
    "--portfolio",
    metavar="DIR",
    envvar="PMO_PORTFOLIO",
    show_envvar=False,
    help="Its folder (default: the nearest pmo.yaml upwards).",
)
AT = _of_portfolio(str | None, None, "--at", metavar="REV|DATE", help="Read it as it stood then.")
AS_OF = _of_portfolio(
    str | None, None, "--as-of", metavar="DATE", help="What `today` means for overdue and stale."
)
PROJECTS = _of_portfolio(
    list[str] | None, None, "--project", metavar="PROJECT", help="Only these projects (repeatable, globs)."
)
WHERE = _of_portfolio(str | None, None, "--where", metavar="EXPR", help="Only projects for which this holds.")
WHERE_ITEMS = _of_portfolio(
    str | None, None, "--where", metavar="EXPR", help="Only items for which this holds."
)
AUDIENCE = _of_portfolio(
    Audience | None,
    None,
    "--audience",
    metavar="WHOM",
    help="Leave out what is above it (default: show everything).",
)
FORCE = _of_portfolio(bool, False, "--force", help="Go on without what cannot be read, and say so.")
DRY_RUN = _of_writing(bool, False, "--dry-run", help="Show the difference, and write nothing.")
NO_INPUT = _of_writing(bool, False, "--no-input", help="Never ask; take the defaults.")
OUTPUT = _of_result(Path | None, None, "-o", "--output", metavar="FILE", help="Write to a file.")
LANGUAGE = _of_result(
    str | None,
    None,
    "--lang",
    metavar="CODE",
    help="Language (default: the office's).",
    autocompletion=installed,
)
COLOUR = _of_result(ColourChoice, "auto", "--color", metavar="WHEN", help="Colour.")


def format_of(*formats: str) -> Option:
    """`--format` with these values, the default first."""
    return _of_result(Literal[formats], formats[0], "--format", metavar="FORMAT", help="How it is written.")


def takes(**options: Option) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command shared options; it is called with the context, its own values and theirs, all by name."""

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        @functools.wraps(command)
        def wrapper(context: typer.Context, **values: Any) -> int:
            return command(context, **values)

        sign(wrapper, command, options)
        return wrapper

    return decorate


def sign(wrapper: Any, command: Callable[..., int], options: Mapping[str, Option]) -> None:
    """Let Typer see the options of ``command`` behind its first parameter, then the shared ones."""
    _, *declared = inspect.signature(command, eval_str=True).parameters.values()
    own = [parameter for parameter in declared if parameter.name not in options]
    parameters = [
        inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
        *(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own),
        *(
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
            for name, (annotation, default) in options.items()
        ),
    ]
    wrapper.__signature__ = inspect.Signature(parameters, return_annotation=int)
    wrapper.__annotations__ = {one.name: one.annotation for one in parameters} | {"return": int}
