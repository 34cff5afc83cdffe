"""Render a report: about one project, one programme, or the whole portfolio.

Without KIND it lists the kinds. `pmo report status PROJECT` writes one page, `--all -o DIR` a file for each project.

A portfolio's own `templates/reports/<kind>.md.jinja` replaces ours; it may extend ours as `pmo/<kind>.md.jinja`.
`--template FILE` takes another for once; `--describe` prints what the template of a kind sees, with or without a
portfolio.

`-o FILE` is written as what it ends in: .html, .docx, .pptx or .pdf, else Markdown; --to and --format say it without a
file. Word documents and presentations follow the organisation's own: --document-template FILE, or `report.docx` and
`report.pptx` in the portfolio's `templates/documents/`. With --all, such a FILE holds all pages, one after the other.

Examples:
    pmo report status scada-renewal      one page about one project
    pmo report status --all -o reports/  a page for every project, as files
    pmo report portfolio -o board.html   the whole portfolio, as a web page in one file
    pmo report portfolio --pictures -o board.md
                                         the same in Markdown, its pictures beside it
    pmo report portfolio --at 2026-06-30 --lang id
                                         as it stood then, in Indonesian
"""

from pathlib import Path
from typing import Annotated

import typer

from pmo.commands.documents import Publisher, can_draw, form_of
from pmo.commands.pages import Albums, folder_of, write_all, write_one
from pmo.commands.scopes import scope_of
from pmo.commands.session import Session, portfolio_command
from pmo.errors import UsageError, nearest
from pmo.findings import message
from pmo.model.strategy import Programme
from pmo.publishing.documents import Form
from pmo.render.reports import REPORTS, Report, Scope


def _project(kind: str | None, subject: str | None, **_: object) -> str | None:
    """The id of the one project that a report is about."""
    return subject if kind in REPORTS and REPORTS[kind].about == "project" else None


def _is_about_kinds(kind: str | None, describe: bool, **_: object) -> bool:
    """Whether it is asked about the kinds of reports, which are the same for everybody."""
    return kind is None or describe


@portfolio_command("text", "markdown", "html", "json", about=_project, needs_none=_is_about_kinds)
def report(
    session: Session,
    kind: Annotated[
        str | None, typer.Argument(help="Which report.", autocompletion=lambda: list(REPORTS))
    ] = None,
    subject: Annotated[
        str | None, typer.Argument(metavar="[PROJECT]", help="Id of the project or programme.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="All that it can be about: a file each in the folder of -o.")
    ] = False,
    since: Annotated[
        str | None, typer.Option(metavar="REV|DATE", help="Compare with the portfolio as it stood then.")
    ] = None,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A Jinja template to render it with.")
    ] = None,
    to: Annotated[
        Form | None,
        typer.Option(metavar="FORM", help="The document to make of it."),
    ] = None,
    document_template: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your organisation's docx or pptx to write it into.")
    ] = None,
    pictures: Annotated[
        bool | None,
        typer.Option(
            "--pictures/--no-pictures",
            help="With its pictures: in documents by default, beside -o otherwise.",
        ),
    ] = None,
    describe: Annotated[bool, typer.Option("--describe", help="Print what the template sees.")] = False,
) -> int:
    if kind is None or describe:
        _refuse_documents(session, to)
    if kind is None:
        _write_kinds(session)
        return 0
    found = _report(kind)
    if describe:
        _write_description(session, kind)
        return 0
    if since is not None and found.compares_with is None:
        raise UsageError(
            message("the {kind} report compares with nothing earlier", kind=kind),
            message("leave --since out, or read it as it stood then with --at"),
        )
    if found.about == "portfolio" and (subject is not None or all_):
        raise UsageError(
            message("the {kind} report is about all projects", kind=kind),
            message("narrow it with --project or --where"),
        )
    if found.about != "portfolio" and subject is None and not (all_ or found.chooses or session.is_narrowed):
        raise _whose(found)
    if subject is not None and all_:
        raise _whose(found)
    form = form_of(session, to, document_template)
    scope = _scope(session, found, subject, since)
    albums = _albums(session, found, scope, form, pictures)
    pages = list(found.pages(scope)) if found.nothing is not None else found.pages(scope)
    if not pages and found.nothing is not None:
        _write_nothing(session, found.nothing)
        return 0
    publisher = None if form is None else Publisher(session, form, albums, template, document_template)
    if found.about == "portfolio" or subject is not None:
        (page,) = pages
        if publisher is not None:
            publisher.write_one(page)
        else:
            write_one(session, page, template, albums)
    elif publisher is not None:
        publisher.write_all(pages, session.language.text(found.title))
    else:
        write_all(session, pages, session.output, template, albums)
    return 0


def _write_nothing(session: Session, why: str) -> None:
    """An empty result for programs, and why it is empty for people."""
    if session.format == "json" and folder_of(session) is None:
        session.write_json([])
    session.tell(session.language.text(why))


def _refuse_documents(session: Session, to: str | None) -> None:
    """What helps to write a template is no report, and not made into documents."""
    if to is not None or session.format == "html":
        raise UsageError(
            message("only reports are written as {form}", form=to or "html"),
            message("name a report, or leave --to and --format html out"),
        )


def _albums(
    session: Session, report: Report, scope: Scope, form: str | None, pictures: bool | None
) -> Albums | None:
    """The pictures of each page: inside documents, in files beside other pages; None where none are wanted."""
    from pmo.render.charts import album_of

    if form is not None and not can_draw(session, pictures):
        return None
    if form is None and not pictures:
        return None
    if form is None and (session.output is None or session.format == "json"):
        raise UsageError(
            message("--pictures draws files beside the page"),
            message("name the file of the page with -o, and leave --format json out"),
        )
    return lambda page: album_of(report, scope, page)


def _whose(report: Report) -> UsageError:
    if report.about == "programme":
        return UsageError(message("which programme?"), message("name one programme, or give --all"))
    return UsageError(message("which project?"), message("name one project, or give --all"))


def _report(kind: str) -> Report:
    if kind not in REPORTS:
        close = nearest(kind, REPORTS)
        raise UsageError(
            message("there is no report {kind!r}", kind=kind),
            message("did you mean `pmo report {kind}`?", kind=close)
            if close
            else message("`pmo report` lists the kinds"),
        )
    return REPORTS[kind]


def _scope(session: Session, report: Report, subject: str | None, since: str | None) -> Scope:
    """What the report is made from: everything that the options leave, or the one that is named."""
    project = programme = None
    if subject is not None and report.about == "project":
        project = session.project(subject)
    elif subject is not None:
        programme = _programme(session, subject)
    return scope_of(session, report, project=project, programme=programme, since=since)


def _programme(session: Session, name: str) -> Programme:
    """The programme with this id, compared without case."""
    programmes = session.portfolio.programmes
    if name.lower() not in programmes:
        close = nearest(name, programmes)
        raise UsageError(
            message("there is no programme {name!r}", name=name),
            message("did you mean {name}?", name=close)
            if close
            else message("`pmo list programmes` lists them"),
        )
    return programmes[name.lower()]


def _write_kinds(session: Session) -> None:
    from pmo.output import reports as output

    data = output.kinds(session.language)
    if session.format == "json":
        session.write_json(data)
    elif session.format == "markdown":
        session.write(output.list_of_kinds_as_markdown(data, session.language))
    else:
        session.write(output.list_of_kinds(data, session.language, width=session.room, colour=session.colour))


def _write_description(session: Session, kind: str) -> None:
    from pmo.output import reports as output

    data = output.context(kind)
    if session.format == "json":
        session.write_json(data)
    elif session.format == "markdown":
        session.write(output.description_as_markdown(data, session.language))
    else:
        session.write(output.description(data, session.language, width=session.room, colour=session.colour))
