"""A page as one HTML file: no script, no request to anything, every text escaped."""

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

from pmo.locale import Language
from pmo.render.document.origin import language_tag, origin_line
from pmo.render.document.pictures import Drawings
from pmo.render.document.tree import (
    LINE_BREAK,
    Block,
    CodeBlock,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Span,
    Table,
    plain,
)
from pmo.render.environment import Renderer
from pmo.render.views.parts import Heading as Origin

TEMPLATE = "page.html.jinja"
SIGNS: Final = {"green": "●", "amber": "▲", "red": "◆", "grey": "○", "blue": "■"}
"""A shape before the word of a health, also for readers to whom colours look alike."""
WIDE: Final = 8
"""From so many columns of a table on, a page lies on its side."""
_CONTENTS: Final = 4
"""From so many sections on, a page has a list of them."""
_SHORT: Final = 18
"""Characters up to which the cells of a column stay on one line."""
_LONG: Final = 60
"""Characters above which a column needs room."""
_FEW: Final = 2
"""Up to so many columns a table is no wider than it needs."""
_BRIEF: Final = 7
"""Up to so many rows a table stays on one page of paper."""
_BREAKS: Final = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a page."""

    id: str
    """Its anchor."""
    title: str
    """Its heading."""


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page whose content is written already: what the layout shows around it."""

    language: str
    """Code of its language, as HTML names it."""
    title: str
    """Title of the page."""
    lead: Markup
    """Its title, and the paragraph below that says what it is made of."""
    content: Markup
    """Everything else."""
    sections: tuple[Section, ...]
    """Its sections, where there are enough for a list of them."""
    is_wide: bool
    """Whether it has a table that needs paper on its side."""
    is_collection: bool
    """Whether it is several pages, each under a heading of the second level."""
    is_one_sheet: bool
    """Whether it is printed in small type, to fit on one sheet."""
    origin: str
    """Portfolio, day and revision."""
    created: str
    """The day in figures, for programs."""


class HtmlWriter:
    """Writes pages of one portfolio; its own `templates/reports/page.html.jinja` comes before ours."""

    def __init__(self, language: Language, portfolio: Path | None = None) -> None:
        self._language = language
        self._renderer = Renderer(language, "html", portfolio)

    def write(self, document: Document, origin: Origin, pictures: Drawings) -> str:
        """The page of a tree."""
        body = Body(partial(_inside, pictures))
        lead, rest = split_lead(document)
        page = HtmlPage(
            language=language_tag(self._language),
            title=document.title,
            lead=body.markup(lead),
            content=body.markup(rest),
            sections=tuple(body.sections) if len(body.sections) >= _CONTENTS else (),
            is_wide=document.columns >= WIDE,
            is_collection=document.is_collection,
            is_one_sheet=document.is_one_sheet,
            origin=origin_line(origin, self._language),
            created=origin.as_of.isoformat(),
        )
        return self._renderer.render(TEMPLATE, page)


def split_lead(document: Document) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The title with the paragraph below it, and the rest."""
    match document.blocks:
        case (Heading(level=1), Paragraph(), *_):
            return document.blocks[:2], document.blocks[2:]
        case (Heading(level=1), *_):
            return document.blocks[:1], document.blocks[1:]
    return (), document.blocks


class Body:
    """Writes blocks; knows under which heading it is.

    ``shown`` writes a picture; ``taken`` are anchors that the page around it has.
    """

    def __init__(self, shown: Callable[[Picture], str], taken: Iterable[str] = ()) -> None:
        self.sections: list[Section] = []
        self._picture = shown
        self._ids = set(taken)
        self._caption = ""

    def markup(self, blocks: Iterable[Block]) -> Markup:
        """Blocks as what a template may show as it is."""
        return Markup("\n".join(self.blocks(blocks)))

    def blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        for block in blocks:
            match block:
                case Heading():
                    yield self._heading(block)
                case Paragraph():
                    if block.spans and all(span.bold for span in block.spans):
                        self._caption = plain(block.spans)
                    yield f"<p>{spans(block.spans)}</p>"
                case Table():
                    yield self._table(block)
                case ListBlock():
                    yield self._list(block)
                case Quote():
                    caption = self._caption
                    inner = "\n".join(self.blocks(block.blocks))
                    self._caption = caption
                    yield f"<blockquote>\n{inner}\n</blockquote>"
                case Picture():
                    yield self._picture(block)
                case CodeBlock():
                    yield f'<pre tabindex="0"><code>{escape(block.text)}</code></pre>'
                case Rule():
                    yield "<hr>"

    def _heading(self, block: Heading) -> str:
        title = self._caption = plain(block.spans)
        level = min(block.level, 6)
        if level == 1:
            return f"<h1>{spans(block.spans)}</h1>"
        anchor = self._anchor(title)
        if level == 2:
            self.sections.append(Section(anchor, title))
        return f'<h{level} id="{escape(anchor)}">{spans(block.spans)}</h{level}>'

    def _anchor(self, title: str) -> str:
        """A name for a heading that no other on the page has."""
        words = _BREAKS.sub("-", title.lower()).strip("-_") or "section"
        anchor, number = words, 1
        while anchor in self._ids:
            number += 1
            anchor = f"{words}-{number}"
        self._ids.add(anchor)
        return anchor

    def _table(self, block: Table) -> str:
        caption = escape(self._caption)
        kinds = [
            _kind(alignment, [row[column] for row in block.rows])
            for column, alignment in enumerate(block.alignments)
        ]
        lines = [f'<div class="table" role="group" tabindex="0" aria-label="{caption}">']
        kind = "facts" if not block.has_header else "many" if len(kinds) >= WIDE else "data"
        if block.has_header and len(kinds) <= _FEW:
            kind += " few"
        if len(block.rows) <= _BRIEF:
            kind += " brief"
        lines.append(f'<table class="{kind}">')
        lines.append(f"<caption>{caption}</caption>")
        if block.has_header:
            cells = (
                f'<th scope="col"{kind}>{spans(cell)}</th>' if cell else f"<td{kind}></td>"
                for kind, cell in zip(kinds, block.header, strict=True)
            )
            lines.append(f"<thead>\n<tr>{''.join(cells)}</tr>\n</thead>")
        lines.append("<tbody>")
        for number, row in enumerate(block.rows, 1):
            is_total = block.has_total and number == len(block.rows)
            cells = (
                f'<th scope="row">{spans(cell)}</th>'
                if index == 0 and cell and not block.has_header
                else f"<td{kind}>{spans(cell)}</td>"
                for index, (kind, cell) in enumerate(zip(kinds, row, strict=True))
            )
            opening = '<tr class="total">' if is_total else "<tr>"
            lines.append(f"{opening}{''.join(cells)}</tr>")
        lines += ["</tbody>", "</table>", "</div>"]
        return "\n".join(lines)

    def _list(self, block: ListBlock) -> str:
        tag = "ul" if block.start is None else "ol"
        start = f' start="{block.start}"' if block.start not in (None, 1) else ""
        items = "\n".join(f"<li>{self._item(item)}</li>" for item in block.items)
        return f"<{tag}{start}>\n{items}\n</{tag}>"

    def _item(self, blocks: tuple[Block, ...]) -> str:
        if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
            return spans(blocks[0].spans)
        return "\n".join(self.blocks(blocks))


def _inside(pictures: Drawings, block: Picture) -> str:
    """A picture as an image: what is inside an image cannot run and cannot ask for anything."""
    drawn = pictures.svg(block.name)
    if drawn is None:
        return f"<p><em>{escape(block.alternative)}</em></p>"
    data = base64.b64encode(drawn.encode()).decode("ascii")
    image = f'<img alt="{escape(block.alternative)}" src="data:image/svg+xml;base64,{data}">'
    return f"<figure>{image}</figure>"


def spans(pieces: Iterable[Span]) -> str:
    """A text as HTML."""
    return "".join(map(_span, pieces))


def _span(span: Span) -> str:
    text = str(escape(span.text)).replace(LINE_BREAK, "<br>")
    if span.health:
        sign = f'<span class="sign" aria-hidden="true">{SIGNS[span.health]}</span>'
        text = f'<span class="health {span.health}">{sign} {text}</span>'
    if span.code:
        text = f"<code>{text}</code>"
    if span.italic:
        text = f"<em>{text}</em>"
    if span.bold:
        text = f"<strong>{text}</strong>"
    if span.link:
        text = f'<a href="{escape(span.link)}">{text}</a>'
    return text


def _kind(alignment: str, cells: list[tuple[Span, ...]]) -> str:
    """The class of a column: figures to the right, and what is short on one line."""
    kinds = []
    if alignment == "right":
        kinds.append("number")
    elif alignment == "centre":
        kinds.append("centre")
    longest = max((len(plain(cell)) for cell in cells), default=0)
    kinds.append("short" if longest <= _SHORT else "long" if longest > _LONG else "middling")
    return f' class="{" ".join(kinds)}"'
