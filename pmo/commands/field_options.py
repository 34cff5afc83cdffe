"""The fields of a record as options of a command, and what was given for them."""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

import typer

from pmo.editing.scaffolds.fields import RecordField
from pmo.errors import UsageError

_DEFAULT = re.compile(r" Default: ([a-z-]+)\.$")


def options_of(
    fields: Iterable[RecordField], defaults: Mapping[str, str] | None = None
) -> Iterator[inspect.Parameter]:
    """An option for each field; ``defaults`` say in words what counts where nobody says otherwise."""
    words = defaults or {}
    for field in fields:
        chosen: Any
        if field.is_flag:
            flags = (f"{field.option}/--no-{field.option[2:]}",)
            chosen = Annotated[bool | None, typer.Option(*flags, help=field.help, show_default=False)]
        elif field.choices:
            chosen = _choice(field, words.get(field.key))
        else:
            help_ = f"{field.help} Default: {words[field.key]}." if field.key in words else field.help
            flag = typer.Option(field.option, metavar=field.metavar, help=help_, show_default=False)
            chosen = Annotated[str | None, flag]
        yield inspect.Parameter(_name(field), inspect.Parameter.KEYWORD_ONLY, default=None, annotation=chosen)


def _name(field: RecordField) -> str:
    """Name of the parameter, which no other option of the command has."""
    return f"field_{field.attribute}"


def _choice(field: RecordField, default: str | None) -> Any:
    """An option that takes one of some words; what else it may say of its default is said behind that word."""
    said = _DEFAULT.search(field.help)
    default = (
        default or (said[1] if said else None) or (field.default if isinstance(field.default, str) else None)
    )
    words = ", ".join(f"{word} (default)" if word == default else word for word in field.choices)
    help_ = f"{_DEFAULT.sub('', field.help).removesuffix('.')}: {words}."
    metavar = field.key.upper().replace("_", "-")
    settings: Any = {"metavar": metavar, "help": help_, "show_default": False}
    return Annotated[
        str | None, typer.Option(field.option, autocompletion=lambda: list(field.choices), **settings)
    ]


def given_texts(fields: Iterable[RecordField], values: Mapping[str, Any]) -> dict[str, str]:
    """What was given for the fields, by key, as it was typed."""
    return {
        field.key: str(value).lower() if isinstance(value, bool) else str(value)
        for field in fields
        if (value := values.get(_name(field))) is not None
    }


def with_argument(texts: dict[str, str], key: str | None, argument: str | None) -> dict[str, str]:
    """The same with what the first argument gives."""
    if argument is None or key is None:
        return texts
    if key in texts:
        raise UsageError(f"the {key} is given twice", f"leave out --{key}, or the argument {argument!r}")
    return {key: argument, **texts}


def signature(parameters: Iterable[inspect.Parameter]) -> inspect.Signature:
    """The signature of a command that is called with its session and these options."""
    first = inspect.Parameter("session", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return inspect.Signature([first, *parameters], return_annotation=int)


def argument(name: str, metavar: str, help_: str) -> inspect.Parameter:
    """An argument that may be left out."""
    annotation = Annotated[str | None, typer.Argument(metavar=f"[{metavar}]", help=help_, show_default=False)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def option(name: str, metavar: str, help_: str, *flags: str) -> inspect.Parameter:
    """An option that takes a text."""
    annotation = Annotated[
        str | None,
        typer.Option(
            *(flags or (f"--{name.replace('_', '-')}",)), metavar=metavar, help=help_, show_default=False
        ),
    ]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
