"""Proposals that remove overloads: phases and projects that begin later, work that others take over.

Only what has not begun moves, within the slack of its milestones; an approved project of which nothing has begun, by
--delay working days at most. Work goes only to people of the same role with its skills, certificates and the time. As much
overload as possible goes, then with the least harm: working days, weighted by the ranking of the projects.

Examples:
    pmo level                         what to move, what to hand over, what is left
    pmo level --delay 120             projects that have not begun may wait half a year
    pmo level --write --dry-run       the edits that this would make
    pmo level --time-limit 120        search longer
"""

import sys
from typing import Annotated

import typer

from pmo.analysis.levelling import MOST_DAYS, Levelling
from pmo.analysis.levelling import level as levelled
from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.editing import door
from pmo.editing.draft import Draft
from pmo.editing.levelling import apply_levelling
from pmo.errors import UsageError
from pmo.model.portfolio import Portfolio
from pmo.output import levelling as output
from pmo.render.views.levelling import levelling_view
from pmo.trees import RevisionTree


@portfolio_command(
    *("text", "markdown", "json", "csv"),
    reads=("office", "people", "equipment", "charter", "plan", "allocations"),
    for_readers=False,
)
def level(
    session: Session,
    delay: Annotated[
        int,
        typer.Option(metavar="DAYS", min=0, max=2600, help="Most that a project that has not begun waits."),
    ] = MOST_DAYS,
    time_limit: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, max=3600, help="Longest search.")
    ] = 20.0,
    write: Annotated[bool, typer.Option("--write", help="Make the edits: allocations, forecasts.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --write: show the difference only.")
    ] = False,
) -> int:
    if dry_run and not write:
        raise UsageError("--dry-run shows what --write would do", "give both, or neither")
    if write and isinstance(session.loaded.tree, RevisionTree):
        raise UsageError("the past is not edited", "leave out --at, or --write")

    def find(portfolio: Portfolio) -> Levelling:
        chosen = {project.id for project in session.selected}
        projects = [project for project in portfolio.projects.values() if project.id in chosen]
        return levelled(portfolio, projects, session.as_of, time_limit=time_limit, most_days=delay)

    def edit(draft: Draft) -> Levelling:
        found = find(draft.loaded.portfolio)
        apply_levelling(draft, found, session.as_of)
        return found

    written = None
    if write:
        written = door.write(session.root, edit, as_of=session.as_of, dry_run=dry_run)
    view = levelling_view(
        session.portfolio, written.result if written else find(session.portfolio), heading(session)
    )
    match session.format:
        case "json":
            session.write_json(view)
        case "csv":
            session.write(output.csv(view))
        case "markdown":
            session.write(output.as_markdown_page(view, session.language))
        case _:
            session.write(output.text(view, session.language, width=session.room, colour=session.colour))
            if written is None:
                session.advise(output.advice(view, session.language))
    if written is not None:
        sys.stderr.write(
            written.diff if dry_run else "".join(f"written: {path}\n" for path in written.changes)
        )
    return 0
