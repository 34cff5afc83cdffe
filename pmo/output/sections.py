"""A page of a title, a headline, tables with titles, and notes: on a terminal, and as Markdown."""

from collections.abc import Iterable, Sequence

from pmo.locale import Language
from pmo.output.table import Column, as_markdown, show
from pmo.output.terminal import Page
from pmo.render.inert import for_markdown

Section = tuple[str, Sequence[Column]]
"""A title, which may be empty, and the table below it."""


def text(
    title: str,
    headline: Iterable[str],
    sections: Iterable[Section],
    notes: Iterable[str],
    language: Language,
    *,
    width: int | None,
    colour: bool,
) -> str:
    """The page at a width; None where nothing needs to fit."""
    page = Page(width=width or 1000, colour=colour)
    page.heading(title, *headline)
    for name, columns in sections:
        page.blank()
        if name:
            page.paragraph(name, "bold")
        show(page, columns, language, width=width)
    items = list(notes)
    if items:
        page.blank()
        page.items(items)
    return page.text()


def as_markdown_page(
    title: str, headline: Iterable[str], sections: Iterable[Section], notes: Iterable[str], language: Language
) -> str:
    """The same page in Markdown; texts of users are inert."""
    parts = [f"# {for_markdown(title)}", _items(headline)]
    for name, columns in sections:
        parts += [f"## {for_markdown(name)}" if name else "", as_markdown(columns, language)]
    parts.append(_items(notes))
    return "\n\n".join(part.rstrip("\n") for part in parts if part) + "\n"


def _items(lines: Iterable[str]) -> str:
    return "\n".join(f"- {for_markdown(line)}" for line in lines)
