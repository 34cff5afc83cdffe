"""How the pages of reports reach their reader: a terminal, a pipe, a file, a folder."""

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar
from urllib.parse import quote

from pmo.commands.session import Session
from pmo.errors import PmoError, UsageError
from pmo.findings import message
from pmo.output.files import refuse_own
from pmo.render.reports import Page
from pmo.render.views.parts import Heading

if TYPE_CHECKING:
    from pmo.locale import Language
    from pmo.render.charts import Album
    from pmo.render.environment import Pictures

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
        is_partial=session.portfolio.is_partial,
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


Albums = Callable[[Page], "Album"]
"""The pictures of each page."""


def write_one(
    session: Session, page: Page, template: Path | None = None, albums: Albums | None = None
) -> None:
    """Write one page, as Markdown, as data, or drawn on a terminal; with a template given by its path.

    With ``albums`` its pictures are written beside its file.
    """
    if session.format == "json":
        session.write_json(page.view)
        return
    if albums is not None and session.output is not None:
        path = session.output
        _write_with_pictures(session, [(page, path)], template, albums)
        return
    rendered = rendering(session, template)(page)
    if session.format == "text" and session.is_terminal and ending(template) == "md":
        from pmo.output.drawing import drawn

        session.write(drawn(rendered, width=session.width, colour=session.colour), is_marked=True)
        session.advise(
            session.language.text(
                "With -o FILE the page is written as Markdown, or as what FILE ends in: .html, .docx, .pptx, .pdf."
            )
        )
    else:
        session.write(rendered)


_AT_ONCE: Final = 50
"""Pages that are worked out, then rendered, then written: one kind of work after the other is faster than in turns."""


def write_all(
    session: Session,
    pages: Iterable[Page],
    folder: Path | None,
    template: Path | None = None,
    albums: Albums | None = None,
) -> None:
    """Write many pages: a file each in a folder, or one after the other; with ``albums`` also their pictures."""
    if session.format == "json" and folder is None:
        session.write_json([page.view for page in pages])
        return
    rendered = rendering(session, template)
    if folder is None:
        session.write("\n---\n\n".join(map(rendered, pages)))
        return
    make_folder(session, folder)
    if albums is not None and session.format != "json":
        files = ((page, folder / f"{page.name}.{ending(template)}") for page in pages)
        session.tell_written(_write_with_pictures(session, files, template, albums), folder)
        return
    count, waiting = 0, iter(pages)
    while some := list(islice(waiting, _AT_ONCE)):
        count += len(some)
        if session.format == "json":
            texts = [(f"{page.name}.json", _json(session, page)) for page in some]
        else:
            texts = [(f"{page.name}.{ending(template)}", rendered(page)) for page in some]
        for name, text in texts:
            session.write_file(folder / name, text)
    session.tell_written(count, folder)


def _write_with_pictures(
    session: Session, pages: Iterable[tuple[Page, Path]], template: Path | None, albums: Albums
) -> int:
    """Write pages, and beside each its pictures as `<page>-<name>.svg`; gives how many files that made."""
    from pmo.render.charts import in_html, in_markdown
    from pmo.render.charts.drawing import svg

    place_of = {"md": in_markdown, "html": in_html}[ending(template)]
    rendered = rendering(session, template)
    count = 0
    for page, path in pages:
        album = albums(page)
        drawn: dict[str, str] = {}

        def place(
            name: str, path: Path = path, album: "Album" = album, drawn: dict[str, str] = drawn
        ) -> str | None:
            picture = album(name)
            if picture is None:
                return None
            file = f"{path.stem}-{name}.svg"
            drawn[file] = svg(picture)
            return place_of(picture, quote(file))

        content_of_page = rendered(page, place)
        for file, content in drawn.items():
            session.write_file(path.with_name(file), content)
        session.write_file(path, content_of_page)
        count += len(drawn) + 1
    return count


class PageRendering(Protocol):
    """How a page becomes text, with its pictures in their places."""

    def __call__(self, page: Page, pictures: "Pictures | None" = None) -> str: ...


def rendering(session: Session, template: Path | None) -> PageRendering:
    """How pages become text; with a template given by its path."""
    from pmo.render.environment import GIVEN, Renderer

    renderer = Renderer(session.language, ending(template), portfolio=session.root, given=template)

    def rendered(page: Page, pictures: "Pictures | None" = None) -> str:
        return renderer.render(page.template if template is None else GIVEN, page.view, pictures=pictures)

    return rendered


_ENDINGS = ("md", "html")


def ending(template: Path | None) -> str:
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
