"""What was wrong with a command line, and what to do about it: a sentence for each refusal of Typer.

Its exceptions are private, so they are told apart by their names.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from pmo.commands.completing import USAGE
from pmo.errors import nearest
from pmo.output.usage import Parameter, Usage

_OWNERS_SHOWN = 3


def complaint(error: Any, command: str | None, usage: Callable[[str], Usage]) -> tuple[str, str]:
    """Reason and advice for an error in the arguments of a command, or of `pmo` itself where it is None."""
    kind = type(error).__name__
    if command is None or (kind == "NoSuchOption" and error.ctx is not None and error.ctx.parent is None):
        return _before_the_command(error, command)
    return _Mistake(error, usage(command)).complaint(kind)


def _before_the_command(error: Any, command: str | None) -> tuple[str, str]:
    if type(error).__name__ == "BadOptionUsage":
        return f"{error.option_name} needs a value", "name the folder of a portfolio: -C DIR"
    if type(error).__name__ != "NoSuchOption":
        return error.format_message().rstrip("."), "`pmo --help` lists the commands"
    flag = error.option_name
    if any(flag in flags for _, flags in _options_of_all()):
        return f"{flag} stands before the command", f"write it behind: `pmo {command or 'COMMAND'} {flag}`"
    return f"there is no option {flag}", "`pmo --help` lists the commands"


class _Mistake:
    """An error in the arguments of a command that is known."""

    def __init__(self, error: Any, usage: Usage) -> None:
        self.error = error
        self.usage = usage
        self.command = f"pmo {usage.command}"
        self.help = f"`{self.command} --help` shows its options"

    def complaint(self, kind: str) -> tuple[str, str]:
        match kind:
            case "NoSuchOption":
                return self._unknown_option(self.error.option_name)
            case "BadOptionUsage":
                return self._value_of_option(self.error.option_name)
            case "MissingParameter":
                return self._missing()
            case "BadParameter":
                return self._unusable()
        message = self.error.format_message().rstrip(".")
        extra = re.search(r"unexpected extra arguments? ?\(?s?\)? \((.*)\)$", message)
        return self._extra(extra[1]) if extra else (message, self.help)

    def _unknown_option(self, flag: str) -> tuple[str, str]:
        reason = f"`{self.command}` has no option {flag}"
        own = [one for parameter in self.usage.parameters for one in parameter.flags]
        close = nearest(flag, own)
        elsewhere = [name for name, flags in _options_of_all() if flag in flags]
        if elsewhere:
            shown = ", ".join(f"`pmo {name}`" for name in elsewhere[:_OWNERS_SHOWN])
            more = " and others" if len(elsewhere) > _OWNERS_SHOWN else ""
            return reason, f"it belongs to {shown}{more}; {self.help}"
        return reason, f"did you mean {close}?" if close else self.help

    def _value_of_option(self, flag: str) -> tuple[str, str]:
        option = next((one for one in self.usage.parameters if flag in one.flags), None)
        if option is None or not option.metavar:
            return f"{flag} takes no value", f"write {flag} alone"
        return f"{flag} needs a value", f"{flag} {option.metavar}: {_small(option.sentence)}"

    def _missing(self) -> tuple[str, str]:
        parameter = self._parameter()
        if parameter is None:
            return self.error.format_message().rstrip("."), self.help
        example = next((one.line for one in self.usage.examples if len(one.line.split()) > 2), None)
        what = f"{parameter.written}: {_small(parameter.sentence)}"
        return f"`{self.command}` needs {what}", f"for example `{example}`" if example else self.help

    def _unusable(self) -> tuple[str, str]:
        parameter = self._parameter()
        if parameter is None:
            return self.error.format_message().rstrip("."), self.help
        name = parameter.flags[-1] if parameter.flags else parameter.metavar
        given = re.match(r"('.*'|\".*\") is not", self.error.message)
        if not parameter.choices or given is None:
            return f"{name} cannot be used: {self.error.message.rstrip('.')}", self.help
        close = nearest(given[1][1:-1], parameter.choices)
        known = f"it takes {', '.join(parameter.choices)}"
        return f"{name} cannot be {given[1]}", f"did you mean {close}? {known}" if close else known

    def _extra(self, words: str) -> tuple[str, str]:
        reason = f"`{self.command}` does not take {words!r}"
        if any("--project" in one.flags and one.group for one in self.usage.parameters):
            return reason, f"to narrow it to a project: --project {words.split()[0]}; {self.help}"
        return reason, f"it is used so: `{self.usage.line}`"

    def _parameter(self) -> Parameter | None:
        name = getattr(self.error.param, "name", None)
        return next((one for one in self.usage.parameters if one.name == name), None)


def _small(sentence: str) -> str:
    """A sentence behind a colon."""
    text = sentence if sentence.endswith("...") else sentence.removesuffix(".")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _options_of_all() -> list[tuple[str, set[str]]]:
    """The options of every command."""
    commands = json.loads(USAGE.read_bytes())["commands"]
    return [
        (name, {flag for option in command["options"] for flag in option["flags"]})
        for name, command in commands.items()
    ]
