"""Writes reports in any form; what each form needs is imported with it."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from pmo.errors import PmoError
from pmo.findings import message
from pmo.locale import Language
from pmo.publishing.documents import Form
from pmo.publishing.documents.document import Source
from pmo.render.document.html import HtmlWriter

_PLACE: Final = "templates/documents/report"


@dataclass
class Writer:
    """Writes reports in one form; ``template`` is the organisation's own document, else that of the portfolio."""

    form: Form
    language: Language
    portfolio: Path
    template: Path | None = None

    def write(self, source: Source) -> bytes:
        """The file."""
        match self.form:
            case "html":
                return self._page(source).encode()
            case "pdf":
                return pdf_of(self._page(source))
            case "docx":
                from pmo.publishing.documents.docx import write as write_docx

                return write_docx(source, self._template)
            case "pptx":
                from pmo.publishing.documents.pptx import write as write_pptx

                return write_pptx(source, self._template)

    def _page(self, source: Source) -> str:
        return self._html.write(source.document, source.origin, source.pictures)

    @cached_property
    def _html(self) -> HtmlWriter:
        return HtmlWriter(self.language, self.portfolio)

    @cached_property
    def _template(self) -> Path | None:
        """The template that was named, else the one that lies in the portfolio."""
        if self.template is not None:
            return self.template
        own = self.portfolio / f"{_PLACE}.{self.form}"
        if not own.is_file():
            return None
        if not own.resolve().is_relative_to(self.portfolio.resolve()):
            raise PmoError(
                message(
                    "the template {path} is a link out of the portfolio; it is not followed",
                    path=f"{_PLACE}.{self.form}",
                ),
                message("put the template itself there, or name it: --document-template FILE"),
            )
        return own


def pdf_of(page: str) -> bytes:
    """A page of HTML as PDF."""
    from pmo.publishing.documents.pdf import write as write_pdf

    return write_pdf(page)
