"""The command line: a literal table of commands, each imported only when it is called.

The only boundary where an exception becomes a sentence and an exit code.
"""

import contextlib
import gc
import importlib
import os
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, NamedTuple, NoReturn

import typer
from typer.core import TyperGroup

from pmo.errors import PmoError


class CommandEntry(NamedTuple):
    """A command: the module in `pmo.commands` that holds its function of the same name, and its one-line help."""

    module: str
    summary: str


COMMANDS: dict[str, dict[str, CommandEntry]] = {
    "Check": {
        "validate": CommandEntry("validate", "Check files, schema, references and rules"),
        "explain": CommandEntry("explain", "What a finding or topic means, why it matters, how to fix it"),
        "rules": CommandEntry("rules", "List every rule with its severity here"),
        "schema": CommandEntry("schema", "Print, list or write the JSON Schemas"),
    },
    "Look": {
        "status": CommandEntry("status", "The portfolio at a glance"),
    },
    "Decide": {
        "rank": CommandEntry("rank", "Rank proposals by the office's criteria, with the working"),
    },
    "Control": {
        "health": CommandEntry("health", "Declared health beside computed, with the evidence"),
        "evm": CommandEntry("evm", "Earned value and earned schedule, with reasons for what is undefined"),
    },
    "Govern": {
        "checklist": CommandEntry("checklist", "What a project still needs for its gates"),
    },
    "Publish": {
        "report": CommandEntry("report", "Render a report: status, portfolio"),
    },
}
_ENTRIES: dict[str, CommandEntry] = {
    name: entry for group in COMMANDS.values() for name, entry in group.items()
}

_EXAMPLES = """\
  pmo validate                      check the portfolio in this folder
  pmo validate --format github      the same, as annotations on a pull request
  pmo report status crm-renewal     one page about one project
  pmo rank --at 2026-06-30          the ranking as it stood then"""


class _LazyGroup(TyperGroup):
    """Imports a command when it is called; draws the overview from the table alone."""

    def list_commands(self, _ctx: typer.Context) -> list[str]:  # type: ignore[override]
        return list(_ENTRIES)

    def get_command(self, _ctx: typer.Context, name: str) -> Any:  # type: ignore[override]
        entry = _ENTRIES.get(name)
        if entry is None:
            return None
        module = importlib.import_module(f"pmo.commands.{entry.module}")
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(name, help=module.__doc__, context_settings={"help_option_names": ["-h", "--help"]})(
            getattr(module, name)
        )
        return typer.main.get_command(single)

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]
        name = args[0]
        if name not in _ENTRIES and not name.startswith("-"):
            close = get_close_matches(name, _ENTRIES, n=1)
            advice = f"did you mean `pmo {close[0]}`?" if close else "`pmo --help` lists the commands"
            raise PmoError(f"there is no command {name!r}", advice)
        return super().resolve_command(ctx, args)

    def format_help(self, _ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        formatter.write(overview())

    def shell_complete(self, ctx: typer.Context, incomplete: str) -> Any:  # type: ignore[override]
        from typer._click.shell_completion import CompletionItem

        names = [
            CompletionItem(name, help=entry.summary)
            for name, entry in _ENTRIES.items()
            if name.startswith(incomplete)
        ]
        return names or super().shell_complete(ctx, incomplete)


def overview() -> str:
    """The text of `pmo --help`."""
    lines = [
        "pmo: the project management office as a command-line toolkit over plain files",
        "",
        "Usage: pmo COMMAND [OPTIONS]",
        "",
        "Examples",
        _EXAMPLES,
    ]
    for title, entries in COMMANDS.items():
        lines += ["", title, *(f"  {name:<12}{entry.summary}" for name, entry in entries.items())]
    lines += [
        "",
        "Every command takes",
        "  -C DIR          the portfolio's folder (default: the nearest pmo.yaml upwards; PMO_PORTFOLIO)",
        "  --at REV|DATE   read the portfolio as it stood then",
        "  --as-of DATE    what `today` means for overdue and stale",
        "  --format, -o    how and where the result is written",
        "",
        "`pmo COMMAND --help` shows the rest. `pmo --version` shows the version.",
    ]
    return "\n".join(lines) + "\n"


app = typer.Typer(
    cls=_LazyGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _root(
    context: typer.Context,
    portfolio: Annotated[
        Path | None, typer.Option("-C", "--portfolio", metavar="DIR", help="Folder of the portfolio.")
    ] = None,
) -> None:
    context.obj = portfolio


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code."""
    gc.set_threshold(1_000_000, 50, 100)  # records hold no cycles: looking for them finds nothing
    _make_streams_utf8()
    try:
        if not arguments:
            sys.stdout.write(overview())
            return 0
        code = app(arguments, prog_name="pmo", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except PmoError as error:
        _complain(error.reason, error.advice)
    except (KeyboardInterrupt, typer.Abort):
        _complain("interrupted")
        return 130
    except BrokenPipeError:
        _abandon_stdout()
        return 0
    except OSError as error:
        _complain(f"reading or writing failed: {error}", "check the disk, the path and its permissions")
    except RecursionError:
        _complain("the input is nested too deeply", "simplify it; `pmo validate` names the file")
    except MemoryError:
        _complain("there is not enough memory", "narrow the command with --project")
    except Exception as error:
        _complain_of_bug_or_usage(error)
    return 2


def end(code: int) -> NoReturn:
    """End at once: taking a large portfolio apart object by object would take longer than many a command."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _complain_of_bug_or_usage(error: Exception) -> None:
    if hasattr(error, "format_message"):  # a usage error of Typer, whose classes are private
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "pmo"
        _complain(error.format_message().rstrip("."), f"see `{command} --help`")
        return
    if os.environ.get("PMO_DEBUG"):
        import traceback

        traceback.print_exception(error)
    _complain(
        f"something unexpected happened: {type(error).__name__}: {error}",
        "this is a fault of pmo; run the command again with PMO_DEBUG=1 and report what it prints",
    )


def _complain(reason: str, advice: str = "") -> None:
    from pmo.render.inert import for_terminal

    lines = [f"pmo: {reason}", *([f"  {advice}"] if advice else [])]
    with contextlib.suppress(OSError):
        sys.stderr.write(for_terminal("\n".join(lines), keep="\n") + "\n")


def _make_streams_utf8() -> None:
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115 - the caller closed it
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _abandon_stdout() -> None:
    """The reader has gone: leave nothing that Python would try to flush."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
