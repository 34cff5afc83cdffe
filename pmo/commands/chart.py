"""Draw the portfolio: roadmap, risk matrix, S-curve, capacity, dependencies, ...

Without NAME it lists the pictures. The ending of `-o FILE` says how one is written: `.svg` or `.png` (drawn without a
browser, needs the extra `charts`), `.json` (the specification of Vega-Lite, for an editor or a site), or `.mmd` (roadmap,
milestones and dependencies in Mermaid, which a wiki draws itself). Without -o it says in words what the picture shows.
`--all -o DIR` draws every picture that has something to show, and writes `pictures.md`, a page with all of them.

Examples:
    pmo chart                               which pictures there are
    pmo chart roadmap -o roadmap.svg        the roadmap as a picture
    pmo chart s-curve scada-renewal -o s-curve.png
                                            money of one project
    pmo chart risk-matrix --lang id         what it shows, in words
    pmo chart --all -o pictures             every picture, and a page that shows them all
"""

from collections.abc import Iterator
from typing import Annotated

import typer

from pmo.commands.pages import make_folder
from pmo.commands.scopes import scope_of
from pmo.commands.session import Session, portfolio_command
from pmo.errors import UsageError, nearest
from pmo.findings import message
from pmo.output import charts as output
from pmo.output.charts import Drawn
from pmo.render.charts import CHARTS, Chart
from pmo.render.charts.drawing import png, svg
from pmo.render.mermaid import DRAWN

_ENDINGS = (".svg", ".png", ".json", ".mmd")
_PAGE = "pictures.md"


def _is_about_kinds(name: str | None, all_: bool, **_: object) -> bool:
    """Whether it is asked which pictures there are, which are the same for everybody."""
    return name is None and not all_


@portfolio_command("text", "markdown", "json", needs_none=_is_about_kinds)
def chart(
    session: Session,
    name: Annotated[
        str | None, typer.Argument(help="Which picture.", autocompletion=lambda: list(CHARTS))
    ] = None,
    subject: Annotated[
        str | None, typer.Argument(metavar="[PROJECT]", help="Id of the project that it is about.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Every picture: a file each in the folder of -o.")
    ] = False,
) -> int:
    if name is not None and all_:
        raise UsageError(message("which pictures?"), message("name one picture, or give --all"))
    if all_:
        _draw_all(session)
    elif name is None:
        _write_kinds(session)
    else:
        _write(session, _drawn(session, name, subject))
    return 0


def _drawn(session: Session, name: str, subject: str | None) -> Drawn:
    found = _chart(name)
    if found.about == "project" and subject is None:
        raise UsageError(
            message("{name} is about one project: which?", name=name),
            message("name it: `pmo chart {name} PROJECT`", name=name),
        )
    project = session.project(subject) if subject is not None else None
    picture = found.build(scope_of(session, revision=False), project)
    if picture is None:
        raise UsageError(
            message("there is nothing to draw as {name}", name=name),
            message("`pmo chart --all` draws every picture that has something to show"),
        )
    return Drawn(picture, project.id if project is not None else None)


def _chart(name: str) -> Chart:
    if name not in CHARTS:
        close = nearest(name, CHARTS)
        raise UsageError(
            message("there is no picture {name!r}", name=name),
            message("did you mean `pmo chart {name}`?", name=close)
            if close
            else message("`pmo chart` lists them"),
        )
    return CHARTS[name]


def _write(session: Session, drawn: Drawn) -> None:
    path = session.output
    if session.format == "json":
        session.write_json(output.pictures([drawn]))
    elif path is not None and path.suffix.lower() in _ENDINGS:
        session.write_file(path, _content(session, drawn, path.suffix.lower()))
    elif path is not None and path.suffix.lower() not in (".md", ".txt"):
        raise UsageError(
            message("{file} does not say how the picture is to be written", file=str(path)),
            message("end its name in .svg, .png, .json or .mmd"),
        )
    else:
        session.write(output.in_words(drawn.picture))
        session.advise(session.language.text("With -o FILE.svg or FILE.png it is drawn."))


def _content(session: Session, drawn: Drawn, ending: str) -> str | bytes:
    picture = drawn.picture
    if ending == ".mmd":
        return _mermaid(session, drawn)
    if ending == ".svg":
        return svg(picture)
    if ending == ".png":
        return png(picture)
    from pmo.output.envelope import dumps

    return dumps(picture.specification)


def _mermaid(session: Session, drawn: Drawn) -> str:
    name = drawn.picture.name
    project = session.project(drawn.project) if drawn.project is not None else None
    found = DRAWN[name](scope_of(session, revision=False), project) if name in DRAWN else None
    if found is None:
        raise UsageError(
            message("Mermaid cannot draw {name}", name=name),
            message("it can draw {names}; end the file's name in .svg", names=", ".join(DRAWN)),
        )
    return found


def _draw_all(session: Session) -> None:
    if session.format == "json":
        session.write_json(output.pictures(_everything(session)))
        return
    folder = session.output
    if folder is None:
        raise UsageError(
            message("--all writes a file for each picture"), message("name a folder for them with -o")
        )
    make_folder(session, folder)
    drawn = []
    for one in _everything(session):
        session.write_file(folder / f"{one.file}.svg", svg(one.picture))
        drawn.append(one)
    session.write_file(folder / _PAGE, output.page(drawn, "svg", session.name, session.language))
    session.tell_written(len(drawn) + 1, folder)


def _everything(session: Session) -> Iterator[Drawn]:
    """Every picture that has something to show: those of the whole, then those of each project."""
    scope = scope_of(session, revision=False)
    for project in (None, *session.selected):
        for one in CHARTS.values():
            if (project is None) == (one.about == "portfolio"):
                picture = one.build(scope, project)
                if picture is not None:
                    yield Drawn(picture, project.id if project is not None else None)


def _write_kinds(session: Session) -> None:
    data = output.kinds(session.language)
    if session.format == "json":
        session.write_json(data)
    elif session.format == "markdown":
        session.write(output.list_of_kinds_as_markdown(data, session.language))
    else:
        session.write(output.list_of_kinds(data, session.language, width=session.room, colour=session.colour))
        session.advise(session.language.text("`pmo chart NAME -o FILE.svg` draws one."))
