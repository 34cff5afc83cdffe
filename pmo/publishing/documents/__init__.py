"""Reports as office documents: the tree of a page written as docx, pptx or pdf, by one module for each."""

from typing import Final, Literal, get_args

Form = Literal["html", "docx", "pptx", "pdf"]
"""What a report can be made into, by the ending of its file."""
FORMS: Final[tuple[Form, ...]] = get_args(Form)
TEMPLATED: Final[tuple[Form, ...]] = ("docx", "pptx")
"""Those that take a document of the organisation as their template."""
