"""How the pages of reports reach their reader: a terminal, a pipe, a file, a folder."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from pmo.commands.session import Session
from pmo.errors import PmoError, UsageError
from pmo.findings import message
from pmo.output.files import refuse_own
from pmo.render.reports import Page
from pmo.render.views.parts import Heading

if TYPE_CHECKING:
    from pmo.locale import Language

View = TypeVar("View", contravariant=True)


def heading(session: Session, *, whole: bool = True, revision: bool = True) -> Heading:
    """What every report says about where its facts come from; a page about the ``whole`` says what narrows it.

    ``revision``: whether the reader is told; finding it out asks git about every file.
    """
    narrowed = _narrowed(session) if whole else None
    commit = session.revision if revision else None
    return Heading(
        *(session.name, commit, session.as_of, narrowed, tuple(session.left_out)),
        audience=session.left_out_for_audience,
    )


def _narrowed(session: Session) -> str | None:
    parts = [*session.projects, *([session.where] if session.where is not None else [])]
    return ", ".join(parts) or None


class Rendering(Protocol[View]):
    """A room of `pmo.output`: one result in every format."""

    def csv(self, view: View) -> str: ...

    def as_markdown_page(self, view: View, language: "Language") -> str: ...

    def text(self, view: View, language: "Language", *, width: int | None, colour: bool) -> str: ...

    def advice(self, view: View, language: "Language") -> str: ...


def write_view(session: Session, view: View, output: Rendering[View]) -> None:
    """Write a result as data, as a table, as a page, or as text with what to do next."""
    match session.format:
        case "json":
            session.write_json(view)
        case "csv":
            session.write(output.csv(view))
        case "markdown":
            session.write(output.as_markdown_page(view, session.language))
        case _:
            session.write(output.text(view, session.language, width=session.room, colour=session.colour))
            session.advise(output.advice(view, session.language))


def write_one(session: Session, page: Page, template: Path | None = None) -> None:
    """Write one page, as Markdown, as data, or drawn on a terminal; with a template given by its path."""
    if session.format == "json":
        session.write_json(page.view)
        return
    rendered = _rendering(session, template)(page)
    if session.format == "text" and session.is_terminal and _ending(template) == "md":
        from pmo.output.drawing import drawn

        session.write(drawn(rendered, width=session.width, colour=session.colour), is_marked=True)
        session.advise(session.language.text("With -o FILE the page is written as Markdown."))
    else:
        session.write(rendered)


def write_all(
    session: Session, pages: Iterable[Page], folder: Path | None, template: Path | None = None
) -> None:
    """Write many pages: a file each in a folder, or one after the other."""
    if session.format == "json" and folder is None:
        session.write_json([page.view for page in pages])
        return
    rendering = _rendering(session, template)
    if folder is None:
        session.write("\n---\n\n".join(map(rendering, pages)))
        return
    make_folder(session, folder)
    count = 0
    for page in pages:
        count += 1
        if session.format == "json":
            session.write_file(folder / f"{page.name}.json", _json(session, page))
        else:
            session.write_file(folder / f"{page.name}.{_ending(template)}", rendering(page))
    session.tell_written(count, folder)


def _rendering(session: Session, template: Path | None) -> Callable[[Page], str]:
    """How a page becomes text."""
    from pmo.render.environment import GIVEN, Renderer

    renderer = Renderer(session.language, _ending(template), portfolio=session.root, given=template)
    return lambda page: renderer.render(page.template if template is None else GIVEN, page.view)


_ENDINGS = ("md", "html")


def _ending(template: Path | None) -> str:
    """The format that a template writes, by its name."""
    if template is None:
        return "md"
    ending = template.name.removesuffix(".jinja").rpartition(".")[2]
    if ending not in _ENDINGS or not template.name.endswith(".jinja"):
        raise UsageError(
            message("{file} does not say what it writes", file=str(template)),
            message("name the template so that it ends in .md.jinja or .html.jinja"),
        )
    if not template.is_file():
        raise UsageError(
            message("there is no template {file}", file=str(template)),
            message("`pmo report KIND --describe` says what a template of that kind sees"),
        )
    return ending


def _json(session: Session, page: Page) -> str:
    return session.envelope(page.view)


def folder_of(session: Session) -> Path | None:
    """The folder that `-o` names, if it does: one that is there, or a name without an ending."""
    path = session.output
    if path is None or path.is_file() or (path.suffix and not path.is_dir()):
        return None
    return path


def make_folder(session: Session, folder: Path) -> None:
    """Make a folder to write files into, where it is not there yet."""
    refuse_own(folder, session.root)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", "with --all, -o names a folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PmoError(
            f"the folder {folder} cannot be made: {error.strerror}", "check its permissions"
        ) from None
