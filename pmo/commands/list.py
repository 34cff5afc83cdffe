"""List the records of a kind: projects, people, risks, issues, milestones, changes, actions, ...

Open ones come first. Columns, sort keys and groups are fields (`owner`, `response.strategy`, `custom.region`) or
worked out (`health`, `slip_days`, `cell`, `overdue_days`); `pmo query --tables KIND` shows all that there are.
`--where` knows the same, and the facts of the project (`pmo explain expressions`).

Examples:
    pmo list risks                                the heaviest open ones first
    pmo list milestones --where "slip_days > 20"  what slips most
    pmo list projects --group-by programme        projects by programme
    pmo list issues --sort -severity,due --columns address,title,owner,due
                                                  another order, other columns
    pmo list people --format csv -o people.csv    for a spreadsheet
"""

from collections.abc import Collection
from typing import Annotated, Any

import typer

from pmo.analysis.listings.choosing import orders
from pmo.analysis.listings.columns import column
from pmo.analysis.listings.context import Context
from pmo.analysis.listings.kinds import listing_named, names
from pmo.analysis.listings.listed import Asked, listed
from pmo.commands.choosing import choose
from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.model.portfolio import Portfolio
from pmo.output import listing as output

_ALWAYS = ("office", "people", "charter")


def _reads(_portfolio: Portfolio, kind: str, **more: Any) -> Collection[str] | None:
    """What the records stand in; everything where an expression or a project's figures may look at it."""
    found = listing_named(kind)
    is_wide = found.noun in ("project", "person") or any(more[name] for name in ("where", "columns", "sort"))
    return None if is_wide else (*_ALWAYS, *found.documents)


@portfolio_command("text", "markdown", "json", "csv", reads=_reads, chooses="items")
def list(  # noqa: A001 - the command's name
    session: Session,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help="risks, milestones, people, ...; singular too.", autocompletion=names
        ),
    ],
    sort: Annotated[
        str | None, typer.Option(metavar="FIELDS", help="Sort by these, - before one that descends.")
    ] = None,
    columns: Annotated[str | None, typer.Option(metavar="FIELDS", help="Show these columns.")] = None,
    group_by: Annotated[str | None, typer.Option(metavar="FIELD", help="In groups by this field.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="The first N only.")] = None,
) -> int:
    listing = listing_named(kind)
    asked_for = output.asked_columns(listing, columns) if columns is not None else ()
    context = Context(session.portfolio, session.as_of, session.locate)
    found = listed(
        context,
        listing,
        Asked(
            projects=_projects(session),
            where=session.where,
            sort=orders(listing, sort) if sort is not None else output.default_sort(listing),
            group_by=column(listing, group_by) if group_by is not None else None,
            limit=limit,
        ),
    )
    if session.format == "json":
        session.write_json(output.data(found, context, asked_for))
    elif session.format == "csv":
        session.write(output.as_csv(found, context, asked_for))
    elif session.format == "markdown":
        session.write(
            output.markdown(found, context, asked_for, heading(session, revision=False), session.language)
        )
    else:
        session.write(
            output.text(
                found,
                context,
                asked_for,
                heading(session, revision=False),
                session.language,
                width=session.room,
                colour=session.colour,
                kept=output.columns_in(listing, sort, session.where),
            )
        )
        if found.items:
            session.advise(output.advice(found, session.language))
    return 0


def _projects(session: Session) -> frozenset[str] | None:
    """Ids of the projects of `--project`; None without it."""
    if not session.projects:
        return None
    chosen = choose(session.portfolio, session.as_of, session.projects, None)
    return frozenset(project.id for project in chosen)
