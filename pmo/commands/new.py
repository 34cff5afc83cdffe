"""Make something new: a project from its method's scaffold, a status report from the facts, a record of any kind.

Every field is an option of its kind: `pmo new KIND --help`. What is needed and not given is asked for at a terminal;
elsewhere, and with --no-input, it takes its default, or the command says which option is missing.

Examples:
    pmo new project CRM --method pm2 --sponsor ruben-osei --manager ewa-kaminska
                                a project with plan, gates, risks and budget
    pmo new risk "Vendor late" --project scada-renewal --owner bram-oosting
                                a risk in the project's register
    pmo new status leak-detection  a status report, filled in from the facts
    pmo new                     the kinds that there are
"""

import importlib
import shutil
import sys
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup

from pmo.errors import PmoError, nearest


class KindEntry(NamedTuple):
    """A kind of thing that can be made: the module in `pmo.commands` that makes it, and its one-line help."""

    module: str
    summary: str


_RECORD = "making_records"

KINDS: dict[str, dict[str, KindEntry]] = {
    "Projects": {
        "project": KindEntry("making_projects", "A project from the scaffold of its method"),
        "status": KindEntry("making_statuses", "A status report, filled in from the facts"),
        "gate-review": KindEntry("making_reviews", "A review at a gate, its criteria open"),
        "meeting": KindEntry("making_documents", "A meeting, its agenda from what is open"),
        "milestone": KindEntry(_RECORD, "A point in the plan that is either reached or not"),
        "sprint": KindEntry(_RECORD, "An iteration, in points"),
        "allocation": KindEntry(_RECORD, "Who works how much, from when to when"),
        "benefit": KindEntry(_RECORD, "A measurable improvement that somebody wants"),
        "budget-line": KindEntry(_RECORD, "A line of the budget"),
        "deliverable": KindEntry(_RECORD, "Something the project hands over"),
        "quality-review": KindEntry(_RECORD, "A check of a deliverable"),
        "document": KindEntry(_RECORD, "A document of the project"),
        "stakeholder": KindEntry(_RECORD, "Somebody who is affected, or has influence"),
        "communication": KindEntry(_RECORD, "A line of the communication plan"),
        "responsibility": KindEntry(_RECORD, "A row of the RACI matrix"),
        "kpi": KindEntry(_RECORD, "An indicator, of a project or of the office"),
    },
    "Registers": {
        "risk": KindEntry(_RECORD, "An uncertain event that would hurt"),
        "opportunity": KindEntry(_RECORD, "An uncertain event that would help"),
        "issue": KindEntry(_RECORD, "Something that has happened and must be dealt with"),
        "assumption": KindEntry(_RECORD, "Something taken as true, or a limit"),
        "change": KindEntry(_RECORD, "A request to change what was agreed"),
        "decision": KindEntry("making_decisions", "A decision that is asked for or was taken"),
        "action": KindEntry(_RECORD, "Something that somebody has to do by a day"),
        "lesson": KindEntry(_RECORD, "Something worth keeping, or worth doing better"),
    },
    "The office": {
        "objective": KindEntry(_RECORD, "A strategic objective"),
        "programme": KindEntry(_RECORD, "Projects that are led together"),
        "person": KindEntry(_RECORD, "A person who works on projects"),
        "role": KindEntry(_RECORD, "A role that people fill"),
        "team": KindEntry(_RECORD, "A standing group of people"),
        "body": KindEntry(_RECORD, "A steering group or board"),
        "delegation": KindEntry(_RECORD, "Authority lent for a time"),
        "criterion": KindEntry(_RECORD, "A prioritisation criterion"),
        "vendor": KindEntry(_RECORD, "An outside supplier"),
        "contract": KindEntry(_RECORD, "A contract with a vendor"),
        "vendor-review": KindEntry(_RECORD, "A review of a vendor's performance"),
        "equipment": KindEntry(_RECORD, "Equipment, a room or a licence that projects share"),
        "course": KindEntry(_RECORD, "A course on offer"),
        "enrolment": KindEntry(_RECORD, "A person who takes a course"),
        "mentoring": KindEntry(_RECORD, "A person who helps another to learn"),
        "term": KindEntry(_RECORD, "A term and what it means here"),
        "policy": KindEntry(_RECORD, "A house rule as an expression"),
        "waiver": KindEntry(_RECORD, "A finding that is accepted for a time"),
        "method": KindEntry("making_documents", "A method of your own, from one that comes with pmo"),
        "assessment": KindEntry("making_documents", "A maturity assessment of the office"),
    },
}
_ENTRIES = {name: entry for group in KINDS.values() for name, entry in group.items()}


class _Kinds(TyperGroup):
    """Makes the command of a kind when it is called."""

    kinds = {title: [(name, one.summary) for name, one in group.items()] for title, group in KINDS.items()}  # noqa: RUF012

    def list_commands(self, _ctx: typer.Context) -> list[str]:  # type: ignore[override]
        return list(_ENTRIES)

    def get_command(self, _ctx: typer.Context, name: str) -> Any:  # type: ignore[override]
        return subcommand(name) if name in _ENTRIES else None

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]
        name = args[0]
        if name not in _ENTRIES and not name.startswith("-"):
            close = nearest(name, _ENTRIES)
            advice = f"did you mean `pmo new {close}`?" if close else "`pmo new` lists the kinds"
            raise PmoError(f"there is no kind {name!r} to make", advice)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        from pmo.output.colour import is_wanted

        ctx.color = colour = is_wanted()
        formatter.write(_overview(self, ctx, colour=colour))


def command_group() -> Any:
    """The command `pmo new` with its kinds."""
    group = typer.Typer(cls=_Kinds, add_completion=False, rich_markup_mode=None, invoke_without_command=True)
    group.callback(help=__doc__, context_settings={"help_option_names": ["-h", "--help"]})(_new)
    command: Any = typer.main.get_command(group)
    command.name = "new"
    return command


def subcommand(name: str) -> Any:
    """The command that makes things of one kind."""
    from pmo.commands.describing import HelpfulCommand

    maker = importlib.import_module(f"pmo.commands.{_ENTRIES[name].module}")
    function, help_ = maker.command_for(name, _ENTRIES[name].summary)
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command(
        f"new {name}",
        cls=HelpfulCommand,
        help=help_,
        context_settings={"help_option_names": ["-h", "--help"]},
    )(function)
    return typer.main.get_command(single)


def subcommands() -> tuple[str, ...]:
    """The kinds."""
    return tuple(_ENTRIES)


def _overview(command: Any, context: typer.Context, *, colour: bool) -> str:
    """The text of `pmo new --help`, with the kinds."""
    from pmo.commands.describing import usage_of
    from pmo.output.usage import screen

    return screen(usage_of(command, context), width=shutil.get_terminal_size((80, 24)).columns, colour=colour)


def _new(
    context: typer.Context,
    portfolio: Annotated[
        Path | None,
        typer.Option("-C", "--portfolio", metavar="DIR", help="Folder of the portfolio.", hidden=True),
    ] = None,
) -> None:
    if portfolio is not None:
        context.obj = portfolio
    if context.invoked_subcommand is None:
        from pmo.output.colour import is_wanted

        sys.stdout.write(_overview(context.command, context, colour=is_wanted()))
