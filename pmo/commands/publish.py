"""Publish the reports as a linked set of Markdown pages: a wiki on GitHub, GitLab or Azure DevOps, MkDocs, a folder.

TARGET is a folder, or the address of the wiki's git repository: it is cloned, gets one commit, and is pushed, never
forced. Which wiki it is follows from TARGET and from what lies there; --for says it outright.

Only pages that say something new are written, and only pages of ours are removed. Pages of others stay, and so does
what stands between `<!-- pmo:keep NAME -->` and `<!-- /pmo:keep -->` in ours. The pages of a reporting period stay as
they were last published in it, below `status/2026-10/`.

Ends with 1 when a page of ours was changed by somebody and is left as it is, and with --check when a page differs.

Examples:
    pmo publish wiki                    into a folder
    pmo publish site --for mkdocs --dry-run
                                        only show the difference
    pmo publish wiki --check            only say whether it is up to date, for CI
    pmo publish wiki --lang id --project 'smart-*'
                                        some projects, in Indonesian
"""

import sys
from typing import Annotated, Literal

import typer

from pmo.commands.pages import heading
from pmo.commands.scopes import scope_of
from pmo.commands.session import Session, portfolio_command
from pmo.errors import UsageError
from pmo.findings import message
from pmo.publishing.wiki.flavours import Layout
from pmo.publishing.wiki.manifest import Manifest
from pmo.publishing.wiki.pages import Pages, pages
from pmo.publishing.wiki.publication import Publication, Settings, Source
from pmo.publishing.wiki.publication import publish as publish_pages
from pmo.publishing.wiki.targets import target as target_named
from pmo.render.environment import Renderer
from pmo.render.reports import Report, Scope


@portfolio_command("text", "json")
def publish(
    session: Session,
    target: Annotated[
        str, typer.Argument(metavar="TARGET", help="A folder, or the address of the wiki's git repository.")
    ],
    kind: Annotated[
        Literal["github", "gitlab", "azure", "mkdocs", "folder"] | None,
        typer.Option("--for", metavar="WIKI", help="Which wiki it is (default: as TARGET says)."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; end with 1 when a page differs.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the difference, and write nothing.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace pages that others wrote or changed, too.")
    ] = False,
    pictures: Annotated[
        bool,
        typer.Option(
            "--pictures", help="With files of the pictures that the wiki does not draw (extra `charts`)."
        ),
    ] = False,
    author: Annotated[
        str | None, typer.Option("--author", metavar="NAME", help='Who commits: "NAME <MAIL>".')
    ] = None,
) -> int:
    if check and dry_run:
        raise UsageError(
            message("--check and --dry-run exclude each other"), message("leave out one of them")
        )
    place = target_named(target, kind)
    settings = Settings(kind, not (check or dry_run), overwrite, author)
    done = publish_pages(place, _source(session, draws=pictures), settings)
    session.warn_of_confidential()
    _show(session, done, "check" if check else "dry-run" if dry_run else "write")
    if check:
        return int(done.plan.differs or bool(done.plan.edited))
    return int(bool(done.plan.edited))


def _source(session: Session, *, draws: bool) -> Source:
    """What is published: everything that the options leave."""
    scopes: dict[str, Scope] = {}

    def scope(report: Report) -> Scope:
        if report.view not in scopes:
            scopes[report.view] = scope_of(session, report)
        return scopes[report.view]

    renderer = Renderer(session.language, portfolio=session.root)

    def make(layout: Layout, known: Manifest) -> Pages:
        archived = tuple(known.archived.values())
        return pages(scope, layout, renderer, archived, draws=draws, progress=session.progress)

    whole = heading(session)
    return Source(
        session.name, session.as_of, session.revision, whole.narrowed, session.audience, session.root, make
    )


def _show(session: Session, done: Publication, mode: Literal["write", "check", "dry-run"]) -> None:
    from pmo.output import left_out
    from pmo.output import published as output

    data = output.data(done, mode, session.language)
    if session.format == "json":
        session.write_json(data)
    else:
        session.write(output.text(data, session.language, width=session.width, colour=session.colour))
    for line in left_out.lines(data.left_out, session.language):
        sys.stderr.write(f"{line}\n")
