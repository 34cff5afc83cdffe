"""Every command that reads a portfolio, with the formats it writes, as the command line knows them."""

import importlib
import inspect
from collections.abc import Iterator
from typing import NamedTuple, get_args

from pmo.cli import COMMANDS
from pmo.render.reports import REPORTS

ARGUMENTS: dict[str, list[list[str]]] = {
    "show": [
        ["scada-renewal"],
        ["office/decisions/engineers-order"],
        ["people/bram-oosting"],
        ["vendors/metervast"],
    ],
    "list": [["risks"], ["people"], ["milestones"], ["kpis"]],
    "search": [["invoice", "pwn"]],
    "query": [["SELECT * FROM risks"]],
    "checklist": [["scada-renewal"]],
    "whatif": [["--set", "demand-response.state=active"]],
    "simulate": [["--runs", "50"]],
    "report": [
        [kind, *([] if report.about == "portfolio" else ["--all"])]
        for kind, report in sorted(REPORTS.items())
    ],
    "validate": [["--select", "PMO5,PMO6,PMO7,PMO8,PMO9"]],
}
"""What a command is called with, where nothing is not enough."""
CHANGING = frozenset({"set", "close", "reopen", "assign", "move", "fmt", "doctor"})
ENDLESS = frozenset({"serve"})
INTO_FILES = frozenset({"xlsx", "docx", "pptx", "pdf", "png", "svg"})


class Call(NamedTuple):
    command: str
    arguments: tuple[str, ...]
    format: str

    @property
    def name(self) -> str:
        return " ".join((self.command, *self.arguments, self.format))


def calls(*, for_readers: bool = False) -> Iterator[Call]:
    """Every reading command in every format that is a text; ``for_readers``: those that take `--audience`."""
    for group in COMMANDS.values():
        for name, entry in group.items():
            module = importlib.import_module(f"pmo.commands.{entry.module}")
            command = getattr(module, entry.module.rstrip("_"), None)
            options = inspect.signature(command).parameters if command else {}
            if name in CHANGING | ENDLESS or "format" not in options or "portfolio" not in options:
                continue
            if for_readers and "audience" not in options:
                continue
            for format_ in get_args(get_args(options["format"].annotation)[0]):
                if format_ not in INTO_FILES:
                    for arguments in ARGUMENTS.get(name, [[]]):
                        yield Call(name, tuple(arguments), format_)
