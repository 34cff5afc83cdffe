"""A page of Markdown drawn on a terminal."""

import io
import re

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import Heading, Markdown, TableElement
from rich.table import Table
from rich.text import Text

from pmo.render.inert import NOT_A_MENTION

_STYLING = re.compile(r"\x1b\[[0-9;]*m")
_GAPS = re.compile(r"\n{3,}")


class _Heading(Heading):
    """Headings on the left, told apart by weight."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = self.text
        text.justify = "left"
        if self.tag == "h1":
            text.stylize("bold underline")
        else:
            yield Text("")
            text.stylize("bold")
        yield text


class _Table(TableElement):
    """Tables that break what is too wide instead of cutting it: a figure without its end is another figure."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for part in super().__rich_console__(console, options):
            if isinstance(part, Table):
                for column in part.columns:
                    column.overflow = "fold"
            yield part


class _Page(Markdown):
    elements = {**Markdown.elements, "heading_open": _Heading, "table_open": _Table}  # noqa: RUF012 - as in the class above it


def drawn(markdown: str, *, width: int, colour: bool) -> str:
    """The page as lines of at most ``width`` columns, with at most one empty line in a row."""
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=max(width, 40),
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        _environ={},
    )
    console.print(_Page(markdown.replace(NOT_A_MENTION, ""), hyperlinks=False))
    lines = (line if _STYLING.sub("", line).strip() else "" for line in stream.getvalue().splitlines())
    return _GAPS.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n") + "\n"
