"""The command line: a literal table of commands, each imported only when it is called.

The only boundary where an exception becomes a sentence and an exit code.
"""

import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, NoReturn

import typer
from typer.core import TyperGroup

from pmo.errors import Interrupted, PmoError, nearest

if TYPE_CHECKING:
    from pmo.output.usage import Usage


class CommandEntry(NamedTuple):
    """A command: the module in `pmo.commands` that holds the function of the module's name, and its one-line help."""

    module: str
    summary: str


COMMANDS: dict[str, dict[str, CommandEntry]] = {
    "Start": {
        "init": CommandEntry("init", "A new portfolio repository, ready to work with"),
        "new": CommandEntry("new", "A new project, risk, person, status report ... in one line"),
        "set": CommandEntry("set", "Change fields of one item in place"),
        "close": CommandEntry("close", "Close what is over, with the right words and days"),
        "reopen": CommandEntry("reopen", "Undo the end of an item"),
        "assign": CommandEntry("assign", "Make somebody answer for an item"),
        "move": CommandEntry("move", "Move an item to another register, or its day"),
        "fmt": CommandEntry("fmt", "Lay files out in one way, comments kept"),
        "import": CommandEntry("import_", "Bring in what exists: CSV, Excel"),
        "export": CommandEntry("export", "Registers as CSV or an Excel workbook"),
        "completion": CommandEntry("completion", "Complete commands, projects and addresses in a shell"),
    },
    "Check": {
        "validate": CommandEntry("validate", "Check files, schema, references and rules"),
        "explain": CommandEntry("explain", "What a finding or topic means, why it matters, how to fix it"),
        "rules": CommandEntry("rules", "List every rule with its severity here"),
        "schema": CommandEntry("schema", "Print, list or write the JSON Schemas"),
        "doctor": CommandEntry("doctor", "Look at the set-up: versions, git, cache, editor, CI"),
    },
    "Look": {
        "status": CommandEntry("status", "The portfolio at a glance"),
        "show": CommandEntry("show", "Everything about one project, risk, person, vendor, ..."),
        "list": CommandEntry("list", "The records of a kind: projects, people, risks, milestones, ..."),
        "todo": CommandEntry("todo", "What everybody owes, the most pressing first"),
        "roadmap": CommandEntry("roadmap", "Projects and milestones over quarters"),
        "search": CommandEntry("search", "Where words stand in any text, the best answer first"),
        "decisions": CommandEntry("decisions", "The queue: what is asked of whom, by when, or else"),
        "query": CommandEntry("query", "Ask the registers in SQL"),
    },
    "Decide": {
        "intake": CommandEntry("intake", "Proposals as a pipeline: how far, what is missing, how long"),
        "appraise": CommandEntry("appraise", "Business cases: NPV, IRR, payback, BCR, what moves them"),
        "rank": CommandEntry("rank", "Rank proposals by the office's criteria, with the working"),
        "align": CommandEntry("align", "Objectives and projects: who serves what, balance, key figures"),
        "whatif": CommandEntry("whatif", "What would follow from a change; nothing is written"),
        "select": CommandEntry("select", "The best set under budgets, capacities and dependencies, and why"),
    },
    "Control": {
        "health": CommandEntry("health", "Declared health beside computed, with the evidence"),
        "schedule": CommandEntry(
            "schedule", "The milestone network: critical path, slack, what does not fit"
        ),
        "evm": CommandEntry("evm", "Earned value and earned schedule, with reasons for what is undefined"),
        "risks": CommandEntry("risks", "The risks of all: matrix, exposure, what to escalate"),
        "simulate": CommandEntry("simulate", "Monte Carlo: ranges of cost and finish, and what drives them"),
        "capacity": CommandEntry("capacity", "People and equipment: promised, asked for, missing, free"),
        "changes": CommandEntry(
            "changes", "Change requests: what waits, who may decide, what they add up to"
        ),
        "benefits": CommandEntry("benefits", "Benefits: planned, measured, how far they fall short"),
        "finance": CommandEntry("finance", "Money over time: plan, actual, forecast, year-end, run rate"),
        "vendors": CommandEntry(
            "vendors", "Contracts, deliveries, service, spend, concentration, scorecards"
        ),
        "level": CommandEntry("level", "Moves and handovers that remove overloads, at the least harm"),
        "staff": CommandEntry("staff", "Who could fill the roles that nobody fills yet, and why"),
    },
    "Govern": {
        "checklist": CommandEntry("checklist", "What a project still needs for its gates"),
    },
    "Publish": {
        "chart": CommandEntry(
            "chart", "Pictures: roadmap, risk matrix, S-curve, capacity, dependencies, ..."
        ),
        "report": CommandEntry("report", "Render a report: status, portfolio, selection, finance, ..."),
        "site": CommandEntry("site", "A static web site of the portfolio: dashboard, projects, risks, ..."),
        "serve": CommandEntry("serve", "The same site in your browser, following the files as you edit them"),
        "publish": CommandEntry("publish", "The reports as linked pages: a wiki, MkDocs, a folder"),
    },
    "Office": {
        "skills": CommandEntry("skills", "Skills: demand against supply, what hangs on one person"),
        "training": CommandEntry("training", "What people lack, courses, certificates, mentoring"),
    },
}
_ENTRIES: dict[str, CommandEntry] = {
    name: entry for group in COMMANDS.values() for name, entry in group.items()
}

EXAMPLES = (
    ("pmo init my-office", "a new portfolio, ready to work with"),
    ("pmo status", "the portfolio on one screen"),
    ("pmo todo --owner me", "what you owe, and what settles each"),
    ("pmo validate --changed", "what is wrong with what this branch brings"),
    ("pmo report status scada-renewal", "one page about one project"),
    ("pmo rank --at 2026-06-30", "the ranking as it stood then"),
)


class _LazyGroup(TyperGroup):
    """Imports a command when it is called; draws the overview from the table alone."""

    def list_commands(self, _ctx: typer.Context) -> list[str]:  # type: ignore[override]
        return list(_ENTRIES)

    def get_command(self, _ctx: typer.Context, name: str) -> Any:  # type: ignore[override]
        return _command(name) if name in _ENTRIES else None

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]
        name = args[0]
        if name not in _ENTRIES and not name.startswith("-"):
            from pmo.findings import message

            close = nearest(name, _ENTRIES)
            raise PmoError(
                message("there is no command {name!r}", name=name),
                message("did you mean `pmo {command}`?", command=close)
                if close
                else message("`pmo --help` lists the commands"),
            )
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        from pmo.output.colour import is_wanted

        ctx.color = colour = is_wanted()
        formatter.write(overview(colour=colour))


def _command(name: str) -> Any:
    """The command of Typer behind an entry of the table, or behind one of its kinds: `new risk`."""
    from pmo.commands.describing import HelpfulCommand

    name, _, kind = name.partition(" ")
    entry = _ENTRIES[name]
    module = importlib.import_module(f"pmo.commands.{entry.module}")
    if kind:
        return module.subcommand(kind)
    if hasattr(module, "command_group"):
        return module.command_group()
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command(
        name,
        cls=HelpfulCommand,
        help=module.__doc__,
        context_settings={"help_option_names": ["-h", "--help"]},
    )(getattr(module, entry.module))
    return typer.main.get_command(single)


def kinds_of(name: str) -> tuple[str, ...]:
    """The kinds of a command that has them: those of things that `pmo new` makes."""
    module = importlib.import_module(f"pmo.commands.{_ENTRIES[name].module}")
    return module.subcommands() if hasattr(module, "subcommands") else ()


def usage(name: str) -> "Usage":
    """How a command of the table is used."""
    from pmo.commands.describing import usage_of

    command = _command(name)
    return usage_of(command, typer.Context(command, info_name=name))


def overview(*, colour: bool = False) -> str:
    """The text of `pmo --help`."""
    from pmo.output.colour import bold

    heading = bold if colour else str
    column = max(len(name) for name in _ENTRIES) + 2
    width = max(len(line) for line, _ in EXAMPLES)
    lines = [
        "pmo: the project management office as a command-line toolkit over plain files",
        "",
        heading("Examples"),
        *(f"  {heading(line)}{' ' * (width - len(line))}  {meaning}" for line, meaning in EXAMPLES),
        "",
        heading("Usage"),
        "  pmo COMMAND [OPTIONS]",
    ]
    for title, entries in COMMANDS.items():
        rows = (f"  {name:<{column}}{entry.summary}" for name, entry in entries.items())
        lines += ["", heading(title), *rows]
    lines += [
        "",
        heading("Every command that reads a portfolio takes"),
        "  -C DIR          its folder (default: the nearest pmo.yaml upwards, or PMO_PORTFOLIO)",
        "  --at REV|DATE   read it as it stood then",
        "  --as-of DATE    what `today` means for overdue and stale",
        "  --format, -o    how and where the result is written",
        "",
        "`pmo help COMMAND` shows the rest, `pmo --version` the version.",
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
        code = app(_with_help(arguments), prog_name="pmo", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except PmoError as error:
        _complain(*error.said(_translation(arguments)))
        return 130 if isinstance(error, Interrupted) else 2
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
        _complain_of_bug_or_usage(error, arguments)
    return 2


def _with_help(arguments: list[str]) -> list[str]:
    """`pmo help COMMAND` is `pmo COMMAND --help`."""
    if not arguments:
        return ["--help"]
    if arguments[0] != "help":
        return arguments
    return [*(word for word in arguments[1:3] if not word.startswith("-")), "--help"]


def end(code: int) -> NoReturn:
    """End at once: taking a large portfolio apart object by object would take longer than many a command."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _translation(arguments: list[str]) -> Callable[[str], str]:
    """How to say a refusal to the reader: in the language of `--lang`, else of the office, else in English."""
    from pmo.commands.session import language_of
    from pmo.locale import SOURCE_LANGUAGE, language

    try:
        return language_of(_named(arguments, "--lang") or _locale(arguments) or SOURCE_LANGUAGE).text
    except (PmoError, OSError):
        return language(SOURCE_LANGUAGE).text


def _locale(arguments: list[str]) -> str | None:
    from pmo.loading import office_in
    from pmo.trees import find_root

    named = _named(arguments, "-C") or _named(arguments, "--portfolio") or os.environ.get("PMO_PORTFOLIO")
    office = office_in(Path(named) if named else find_root(Path.cwd()))
    return office.locale if office is not None else None


def _named(arguments: list[str], option: str) -> str | None:
    """The value of an option, as far as one can see without the command."""
    for position, word in enumerate(arguments):
        if word == option:
            return next(iter(arguments[position + 1 :]), None)
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return None


def _complain_of_bug_or_usage(error: Exception, arguments: list[str]) -> None:
    if hasattr(error, "format_message"):  # a usage error of Typer, whose classes are private
        from pmo.commands.mistakes import complaint

        _complain(*complaint(error, _called(arguments), usage))
        return
    if os.environ.get("PMO_DEBUG"):
        import traceback

        traceback.print_exception(error)
    _complain(
        f"something unexpected happened: {type(error).__name__}: {error}",
        "this is a fault of pmo; run the command again with PMO_DEBUG=1 and report what it prints",
    )


def _called(arguments: list[str]) -> str | None:
    """The command that was called, with its kind where it has kinds."""
    command = next((word for word in arguments if word in _ENTRIES), None)
    kinds = kinds_of(command) if command else ()
    kind = next((word for word in arguments if word in kinds), None)
    return f"{command} {kind}" if kind else command


def _complain(reason: str, advice: str = "") -> None:
    from pmo.output.progress import CLEAR
    from pmo.render.inert import for_terminal

    over_progress = CLEAR if sys.stderr.isatty() else ""  # of work that ended in the middle
    lines = [f"pmo: {reason}", *([f"  {advice}"] if advice else [])]
    with contextlib.suppress(OSError):
        sys.stderr.write(over_progress + for_terminal("\n".join(lines), keep="\n") + "\n")


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
