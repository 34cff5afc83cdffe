"""The tree of a page from its Markdown: the one door to markdown-it.

Raw HTML is text, addresses in a text are no links, and a link leads to the web, to a mailbox or to a page beside this
one; any other is text too.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from pmo.locale import Language
from pmo.render.document.tree import (
    LINE_BREAK,
    Alignment,
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
    Spans,
    Table,
    plain,
)
from pmo.render.environment import SYMBOLS

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

PICTURE: Final = "picture:"
"""Begins the address of a picture that the report draws itself."""

_SEPARATOR = "\N{ZERO WIDTH SPACE}"
"""What `pmo.render.inert` puts behind signs that address people; in the text of users it is shown escaped."""
_SAFE = re.compile(r"(?:https?://|mailto:|#|(?!//)[^:?#]*(?:[?#]|\Z))", re.IGNORECASE)
_ALIGNMENT: Final[dict[str, Alignment]] = {"text-align:right": "right", "text-align:center": "centre"}


def read(markdown: str, language: Language) -> Document:
    """The tree of a page that a template wrote in ``language``."""
    from markdown_it.tree import SyntaxTreeNode

    root = SyntaxTreeNode(_parser().parse(markdown))
    return Document(tuple(_Reader(language).blocks(root.children)))


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


class _Reader:
    def __init__(self, language: Language) -> None:
        self._healths = {
            f"{sign} {language.label('health', health)}": health for health, sign in SYMBOLS.items()
        }
        words = "|".join(map(re.escape, self._healths))
        self._split = re.compile(rf"({words})(?!\w)").split

    def blocks(self, nodes: "Sequence[SyntaxTreeNode]") -> Iterator[Block]:
        for node in nodes:
            match node.type:
                case "heading":
                    yield Heading(int(node.tag[1:]), self._inline(node))
                case "paragraph":
                    yield self._picture(node) or Paragraph(self._inline(node))
                case "table":
                    yield self._table(node)
                case "bullet_list" | "ordered_list":
                    items = tuple(tuple(self.blocks(item.children)) for item in node.children)
                    start = node.attrs.get("start", 1) if node.type == "ordered_list" else None
                    yield ListBlock(items, None if start is None else int(start))
                case "blockquote":
                    yield Quote(tuple(self.blocks(node.children)))
                case "fence" | "code_block":
                    yield CodeBlock(node.info.strip(), node.content.removesuffix("\n"))
                case "hr":
                    yield Rule()

    def _table(self, node: "SyntaxTreeNode") -> Table:
        head, *body = (row for part in node.children for row in part.children)
        return Table(
            tuple(self._inline(cell) for cell in head.children),
            tuple(_ALIGNMENT.get(str(cell.attrs.get("style")), "left") for cell in head.children),
            tuple(tuple(self._inline(cell) for cell in row.children) for row in body),
        )

    def _picture(self, node: "SyntaxTreeNode") -> Picture | None:
        """The picture that is all of a paragraph."""
        inline = node.children[0].children
        if len(inline) != 1 or inline[0].type != "image":
            return None
        address = str(inline[0].attrs.get("src", ""))
        if not address.startswith(PICTURE):
            return None
        return Picture(self._alternative(inline[0]), address.removeprefix(PICTURE))

    def _alternative(self, image: "SyntaxTreeNode") -> str:
        return plain(self._pieces(image.children, {}))

    def _inline(self, node: "SyntaxTreeNode") -> Spans:
        pieces = [piece for child in node.children for piece in self._pieces(child.children, {})]
        return tuple(_joined(pieces))

    def _pieces(self, nodes: "Sequence[SyntaxTreeNode]", style: dict[str, Any]) -> Iterator[Span]:
        for node in nodes:
            match node.type:
                case "text":
                    yield from self._words(node.content.replace(_SEPARATOR, ""), style)
                case "image":  # inside a line, where no picture stands
                    yield Span(self._alternative(node), **style)
                case "softbreak":
                    yield Span(" ", **style)
                case "hardbreak":
                    yield Span(LINE_BREAK, **style)
                case "code_inline":
                    yield Span(node.content, **(style | {"code": True}))
                case "link":
                    address = str(node.attrs.get("href", ""))
                    yield from self._pieces(
                        node.children, style | ({"link": address} if _SAFE.match(address) else {})
                    )
                case "strong" | "em":
                    yield from self._pieces(
                        node.children, style | {"bold" if node.type == "strong" else "italic": True}
                    )

    def _words(self, text: str, style: dict[str, Any]) -> Iterator[Span]:
        for index, piece in enumerate(self._split(text)):
            if index % 2:
                yield Span(piece.partition(" ")[2], health=self._healths[piece], **style)
            elif piece:
                yield Span(piece, **style)


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    """Neighbours that are written the same way, as one."""
    last: Span | None = None
    for span in spans:
        if last is not None and last.health is None and _style(last) == _style(span):
            last = Span(last.text + span.text, *_style(span))
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def _style(span: Span) -> tuple[bool, bool, bool, str | None, str | None]:
    return span.bold, span.italic, span.code, span.link, span.health
