"""Text for a terminal, or plain when it goes elsewhere: headings, tables, paragraphs."""

import io
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from pmo.render.inert import for_terminal

GAP = 2
"""Columns between two columns of a table."""
NOTHING = "\N{EN DASH}"
"""What stands for a value that is not recorded."""

HEALTH_STYLES = {
    "green": "green",
    "amber": "yellow",
    "red": "bold red",
    "grey": "bright_black",
    "blue": "blue",
}
"""Styles of the words for health; the word is always there."""


class Page:
    """Collects what is shown, and writes it at a width, with colour or without. Texts of users are made inert."""

    def __init__(self, *, width: int, colour: bool) -> None:
        self._colour = colour
        self._stream = io.StringIO()
        self._console = Console(
            file=self._stream,
            width=max(width, 40),
            force_terminal=colour,
            color_system="standard" if colour else None,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
            _environ={},
        )

    def heading(self, text: str, *more: str) -> None:
        """A title, and lines below it."""
        self._console.print(Text(for_terminal(text), style="bold"))
        for line in more:
            self._console.print(Text(for_terminal(line), style="dim"))

    def blank(self) -> None:
        self._console.print()

    def paragraph(self, text: str, style: str = "", *, indent: int = 0) -> None:
        """A text, wrapped at the width; with ``indent`` all of its lines begin so many columns to the right."""
        line = Text(for_terminal(text), style=style)
        self._console.print(Padding(line, (0, 0, 0, indent), expand=False) if indent else line)

    def command(self, text: str) -> None:
        """A command line to copy: on one line, whatever its length."""
        line = Text(f"  {for_terminal(text)}")
        self._console.print(line, no_wrap=True, overflow="ignore", crop=False)

    def items(self, texts: Iterable[str], sign: str = "-", style: str = "") -> None:
        """A list; what is wrapped hangs under the text."""
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column()
        for text in texts:
            grid.add_row(Text(sign, style=style), Text(for_terminal(text)))
        self._console.print(grid)

    def show(self, block: RenderableType) -> None:
        self._console.print(block)

    def rows(
        self, rows: Iterable[Sequence[tuple[str, str]]], header: Sequence[tuple[str, str]] | None = None
    ) -> None:
        """A table of cells that have the widths of their columns, each with its style: thousands of rows at once."""
        if header is not None:
            self._stream.write(self._row(header))
            if self._colour:
                width = sum(cell_len(text) for text, _ in header) + GAP * (len(header) - 1)
                self._stream.write("\N{BOX DRAWINGS LIGHT HORIZONTAL}" * width + "\n")
        self._stream.writelines(map(self._row, rows))

    def line(self, parts: Iterable[tuple[str, str]]) -> None:
        """One line of inert texts, each with its style; it is not wrapped."""
        for style, run in groupby(parts, key=itemgetter(1)):
            text = "".join(part for part, _ in run)
            self._stream.write(_painted(text, style) if style and self._colour else text)
        self._stream.write("\n")

    def _row(self, cells: Sequence[tuple[str, str]]) -> str:
        painted = (
            [_painted(text, style) if style else text for text, style in cells] if self._colour else None
        )
        return (" " * GAP).join(painted or [text for text, _ in cells]) + "\n"

    def table(self) -> Table:
        """An empty table: ruled on a terminal, plain elsewhere."""
        return Table(
            box=SIMPLE_HEAD if self._colour else None,
            header_style="bold",
            pad_edge=False,
            show_edge=False,
            padding=(0, GAP - 1 if self._colour else GAP, 0, 0),  # a ruled table puts a blank between columns
        )

    def text(self) -> str:
        """Everything so far, without blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self._stream.getvalue().splitlines()) + "\n"


def _painted(text: str, style: str) -> str:
    """A text in a style; the blanks around it stay plain."""
    bare = text.strip(" ")
    if not bare:
        return text
    before, _, after = text.partition(bare)
    return f"{before}{_style(style).render(bare, color_system=ColorSystem.STANDARD)}{after}"


@cache
def _style(style: str) -> Style:
    return Style.parse(style)


def cell(text: str, style: str = "") -> Text:
    """A cell of a table."""
    return Text(for_terminal(text), style=style)
