"""What a command of Typer takes and how it is used, from its module's text and its parameters.

The docstring of a command's module is its help: what it does in a sentence, what else there is to know, and an
``Examples:`` block whose lines are a command line, two blanks or more, and what it is for (where there is no
room, on deeper lines below it).
"""

import inspect
import re
import shutil
from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

from typer.core import TyperCommand

from pmo.errors import UsageError
from pmo.output.colour import is_wanted
from pmo.output.usage import Example, Parameter, Usage, screen

_SOURCES = {
    "PROJECT": "project",
    "ADDRESS": "address",
    "PERSON": "person",
    "PERSON|ROLE": "person",
    "PERSON|ROLE|BODY": "person",
    "PERSON|ROLE|BODY|TEAM": "person",
    "VENDOR": "vendor",
    "REGISTER": "register",
    "KIND": "kind",
    "CODE": "rule",
    "CODE|TOPIC": "rule",
    "DIR": "folder",
    "FILE": "file",
    "PATH": "file",
    "PATHS": "file",
    "FIELD=VALUE": "field",
}
"""What completes a value, by what stands for it in the help."""
_SOURCES_BY_NAME = dict.fromkeys(
    ("owner", "by", "sponsor", "manager", "author", "person", "head", "chair", "raised_by"), "person"
)
"""The same, by the name of the option."""
_EXAMPLE = re.compile(r"(?P<line>pmo\b.*?)(?:\s{2,}(?P<meaning>.*))?")


class HelpfulCommand(TyperCommand):
    """A command whose help shows examples first and what all commands share last."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        ctx.color = colour = is_wanted()
        width = shutil.get_terminal_size((80, 24)).columns
        formatter.write(screen(usage_of(self, ctx), width=width, colour=colour))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        self._refuse_slips(args)
        return super().parse_args(ctx, args)

    def _refuse_slips(self, args: list[str]) -> None:
        """Without this `-output x` would write a file called `utput`, and `--where --all` look for `--all`."""
        options = {flag: one for one in self.params for flag in one.opts}
        waiting = None
        for word in args:
            if word == "--":
                return
            if waiting is not None and word in options:
                meant = f"; if you mean that: {waiting}={word}" if waiting.startswith("--") else ""
                raise UsageError(f"{waiting} needs a value", f"{word} stands in its place{meant}")
            if word.startswith("-") and f"-{word}" in options and waiting is None:
                raise UsageError(f"{word} has one dash", f"write -{word}")
            option = None if waiting is not None else options.get(word)
            waiting = word if option is not None and not getattr(option, "is_flag", False) else None


def usage_of(command: Any, context: Any) -> Usage:
    """How a command is used."""
    paragraphs, examples = _text(command.help or "")
    parameters = tuple(
        _parameter(one, context) for one in command.params if not getattr(one, "hidden", False)
    )
    summary = " ".join(paragraphs[0].split()) if paragraphs else ""
    kinds = getattr(command, "kinds", {})
    return Usage(command.name, summary, paragraphs[1:], examples, parameters, kinds)


def _text(help_: str) -> tuple[tuple[str, ...], tuple[Example, ...]]:
    paragraphs, examples = [], []
    for block in re.split(r"\n{2,}", inspect.cleandoc(help_)):
        title, _, rest = block.partition("\n")
        if title == "Examples:":
            examples += _examples(rest)
        elif block:
            paragraphs.append(block)
    return tuple(paragraphs), tuple(examples)


def _examples(lines: str) -> list[Example]:
    found: list[Example] = []
    for line in lines.splitlines():
        match = _EXAMPLE.fullmatch(line.strip())
        if match is not None:
            found.append(Example(match["line"], match["meaning"] or ""))
        elif found:
            found[-1] = Example(found[-1].line, f"{found[-1].meaning} {line.strip()}".lstrip())
    return found


def _parameter(one: Any, context: Any) -> Parameter:
    is_argument = one.param_type_name == "argument"
    is_switch = not is_argument and (one.is_flag or one.count)
    choices = tuple(str(choice) for choice in getattr(one.type, "choices", ()))
    metavar = "" if is_switch else (one.metavar or _placeholder(one)).strip("[].")
    default = one.get_default(context, call=False)
    return Parameter(
        one.name,
        () if is_argument else (*one.opts, *one.secondary_opts),
        metavar,
        one.help or "",
        choices,
        "" if is_switch or default is None or isinstance(default, list | tuple) else str(default),
        one.required,
        one.nargs == -1 or getattr(one, "multiple", False),
        one.rich_help_panel or "",
        () if is_switch else _values(one, metavar, context),
    )


def _placeholder(one: Any) -> str:
    """What stands for a value that has no name of its own in the help."""
    is_number = one.type.name.startswith(("int", "float"))
    return "N" if is_number else one.name.rstrip("_").upper().replace("_", "-")


def _values(one: Any, metavar: str, context: Any) -> str | tuple[str, ...]:
    """The words that its type or its `autocompletion` knows, else the source of what a portfolio holds."""
    words = tuple(
        item.value for item in one.shell_complete(context, "") if item.type == "plain" and item.value
    )
    if words:
        return words
    named = _SOURCES.get(metavar) or (_SOURCES_BY_NAME.get(one.name) if one.type.name == "text" else None)
    return named or ("file" if one.type.name in ("path", "file") else "")


def grammar(usages: Mapping[str, Usage], summaries: Mapping[str, str]) -> dict[str, Any]:
    """What the completion of command lines knows without importing a command; `new risk` is a kind of `new`."""
    from pmo.analysis.listings.kinds import LISTINGS
    from pmo.model.kinds import ITEM_KINDS
    from pmo.model.scalars import ID_PATTERN
    from pmo.rules.registry import RULES

    commands: dict[str, Any] = {}
    for name, usage in usages.items():
        command, _, kind = name.partition(" ")
        place = commands[command].setdefault("commands", {}) if kind else commands
        place[kind or command] = {
            "summary": summaries.get(name, usage.summary.removesuffix(".")),
            "arguments": [_completed(one) for one in usage.parameters if one.is_argument],
            "options": [
                {"flags": list(one.flags), "takes": bool(one.metavar), "help": one.help, **_completed(one)}
                for one in usage.parameters
                if not one.is_argument
            ],
        }
    commands["help"] = {
        "summary": "How a command is used",
        "arguments": [{"values": list(summaries)}],
        "options": [],
    }
    return {
        "commands": commands,
        "id": ID_PATTERN,
        "registers": [[one.document, one.items, one.address, one.noun] for one in ITEM_KINDS.values()],
        "fields": _fields(),
        "words": {
            "rule": {rule.code: rule.title for rule in RULES},
            "kind": dict.fromkeys(LISTINGS, ""),
        },
    }


def _fields() -> dict[str, dict[str, Any]]:
    """Fields of what can be changed in place, and what completes their values."""
    from pmo.model.base import Record
    from pmo.model.kinds import ITEM_KINDS, KINDS
    from pmo.model.records import fields_of, record_types_in

    common = Record.__struct_fields__
    records: dict[str, Any] = {"project": KINDS["charter"].record}
    for kind in ITEM_KINDS.values():
        items = next(one for one in fields_of(KINDS[kind.document].record) if one.key == kind.items)
        records[kind.noun] = record_types_in(items.hint)[0]
    return {
        noun: {
            field.key: _values_of_field(field.key, field.hint)
            for field in sorted(fields_of(record), key=lambda field: field.attribute in common)
        }
        for noun, record in records.items()
    }


def _values_of_field(name: str, hint: Any) -> str | list[str]:
    from pmo.model.records import parts_of

    parts = list(parts_of(hint))
    words = [word for part in parts if get_origin(part) is Literal for word in get_args(part)]
    if bool in parts:
        return ["true", "false"]
    return words or _SOURCES_BY_NAME.get(name, "")


def _completed(one: Parameter) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    if one.values:
        entry["values"] = one.values if isinstance(one.values, str) else list(one.values)
    if one.repeatable:
        entry["repeatable"] = True
    return entry
