"""How reports become documents: which form is asked for, and where the files go."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pmo.commands.pages import Albums, PageRendering, ending, folder_of, heading, make_folder, rendering
from pmo.commands.session import Session
from pmo.errors import UsageError
from pmo.findings import message
from pmo.publishing.documents import FORMS, TEMPLATED, Form
from pmo.render.reports import Page

if TYPE_CHECKING:
    from pmo.publishing.documents.document import Source
    from pmo.publishing.documents.drawings import Drawn
    from pmo.publishing.documents.forms import Writer
    from pmo.render.document.tree import Document
    from pmo.render.environment import Pictures

_OTHER_ENDINGS: Final = ("md", "json", "csv")


def form_of(session: Session, to: Form | None, document_template: Path | None) -> Form | None:
    """The form that the options ask for, else the ending of `-o`; None where it is a page of text or data."""
    form: Form | None = to
    if session.format == "html":
        if to not in (None, "html"):
            raise UsageError(
                message("--format html and --to {form} ask for two things", form=str(to)),
                message("give one of them"),
            )
        form = "html"
    elif to is not None and session.format != "text":
        raise UsageError(
            message("--format {format} and --to {form} ask for two things", format=session.format, form=to),
            message("give one of them"),
        )
    elif to is None and session.format == "text":
        form = next((one for one in FORMS if one == _ending_of(session)), None)
    _refuse_mismatch(session, form)
    if document_template is not None and form not in TEMPLATED:
        raise UsageError(
            message("--document-template is for Word documents and presentations"),
            message("add --to docx or --to pptx; HTML and PDF follow templates/reports/page.html.jinja"),
        )
    if document_template is not None and not document_template.is_file():
        raise UsageError(
            message("there is no template {file}", file=str(document_template)),
            message("name a docx, dotx, pptx or potx of your organisation"),
        )
    return form


def _ending_of(session: Session) -> str:
    """The ending of the file that `-o` names."""
    path = session.output
    return "" if path is None or path.is_dir() else path.suffix.lower().removeprefix(".")


def _refuse_mismatch(session: Session, form: Form | None) -> None:
    """No file whose name says that it is something else: no program would open it."""
    said = _ending_of(session)
    if form is not None and said != form and said in (*FORMS, *_OTHER_ENDINGS):
        raise UsageError(
            message("{file} is no name for {form}", file=str(session.output), form=form),
            message("let it end in .{form}", form=form),
        )


def can_draw(session: Session, pictures: bool | None) -> bool:
    """Whether documents hold pictures: where they are asked for, else where they can be drawn."""
    if pictures is not None:
        return pictures
    is_there = find_spec("vl_convert") is not None
    if not is_there:
        session.tell(
            session.language.text(
                "without pictures: pip install 'pmo-toolkit[charts]' draws them, --no-pictures says nothing"
            )
        )
    return is_there


@dataclass
class Publisher:
    """Writes the pages of a report as documents of one form."""

    session: Session
    form: Form
    albums: Albums | None = None
    """The pictures of each page."""
    template: Path | None = None
    """The Jinja template that somebody named."""
    document_template: Path | None = None

    def write_one(self, page: Page) -> None:
        """Write one document."""
        self._deliver(self._finished(page))

    def write_all(self, pages: Iterable[Page], title: str) -> None:
        """Write a document for each page into the folder of `-o`, else one document with all of them."""
        folder = folder_of(self.session)
        if folder is None:
            self._deliver(self._together(pages, title))
            return
        make_folder(self.session, folder)
        written: list[tuple[str, str]] = []
        for page in pages:
            document = None if self._is_html else self._document(page)
            content = self._finished(page) if document is None else self._writer.write(self._source(document))
            name = f"{page.name}.{self.form}"
            self.session.write_file(folder / name, content)
            written.append((document.title if document is not None else page.name, name))
        if self.form == "html":
            self.session.write_file(folder / "index.html", self._index(written, title))
        self.session.tell_written(len(written) + (self.form == "html"), folder)

    def _finished(self, page: Page) -> bytes:
        """A page as its file."""
        if not self._is_html:
            return self._writer.write(self._source(self._document(page)))
        if self.form == "html":
            return self._rendered(page, self._drawn_in_html(page)).encode()
        if self.form == "pdf":
            from pmo.publishing.documents.forms import pdf_of

            return pdf_of(self._rendered(page, self._drawn_in_html(page)))
        raise UsageError(
            message(
                "{file} writes HTML, from which no {form} is made", file=str(self.template), form=self.form
            ),
            message("name a template that ends in .md.jinja"),
        )

    def _together(self, pages: Iterable[Page], title: str) -> bytes:
        from pmo.render.document.origin import origin_line
        from pmo.render.document.tree import collected

        if self._is_html:
            raise UsageError(
                message("{file} writes HTML, of which no one document is made", file=str(self.template)),
                message("with -o DIR each page becomes a file"),
            )
        origin = origin_line(heading(self.session), self.session.language)
        return self._writer.write(self._source(collected(title, origin, map(self._document, pages))))

    def _index(self, written: list[tuple[str, str]], title: str) -> bytes:
        """The page that leads to the others of a folder."""
        from pmo.render.document.origin import origin_line
        from pmo.render.document.tree import contents

        origin = origin_line(heading(self.session), self.session.language)
        return self._writer.write(self._source(contents(title, origin, written)))

    @property
    def _is_html(self) -> bool:
        """Whether the template writes HTML by itself."""
        return ending(self.template) == "html"

    @cached_property
    def _rendered(self) -> PageRendering:
        return rendering(self.session, self.template)

    @cached_property
    def _drawings(self) -> "Drawn":
        from pmo.publishing.documents.drawings import Drawn

        return Drawn()

    @cached_property
    def _writer(self) -> "Writer":
        from pmo.publishing.documents.forms import Writer

        return Writer(self.form, self.session.language, self.session.root, self.document_template)

    def _document(self, page: Page) -> "Document":
        from pmo.render.document.reading import read

        places = None if self.albums is None else self._drawings.places(page.name, self.albums(page))
        document = read(self._rendered(page, places), self.session.language)
        return replace(document, is_one_sheet=page.is_one_sheet)

    def _drawn_in_html(self, page: Page) -> "Pictures | None":
        """The pictures of a page whose template writes HTML by itself, inside it."""
        from pmo.publishing.documents.drawings import inside_html

        return None if self.albums is None else inside_html(self.albums(page))

    def _source(self, document: "Document") -> "Source":
        from pmo.publishing.documents.document import Source

        return Source(document, heading(self.session), self.session.language, self._drawings)

    def _deliver(self, content: bytes) -> None:
        if self.form == "html":
            self.session.write(content.decode())
        else:
            self.session.write_binary(content, self.form)
