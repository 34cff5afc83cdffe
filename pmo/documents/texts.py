"""Single values in their canonical form: on one line, folded over several, or as a block of text."""

from functools import lru_cache

from pmo.documents import writing
from pmo.documents.source import Scalar

LIMIT = 110
"""Columns up to which a line stays whole."""
STEP = 2
"""Columns from a key or dash to what is below it."""


class Texts:
    """Writes the values of a text whose lines end with line feeds."""

    def __init__(self, text: str) -> None:
        self._text = text

    def short(self, node: Scalar) -> str | None:
        """A value without quotes and anchor on one line; None for any other."""
        if node.style is not None or node.anchor is not None or not node.value:
            return None
        if not self._text.startswith(node.value, node.start, node.end):
            return None
        return _without_quotes(node.value)

    def on_one_line(self, node: Scalar, *, inside: bool) -> str:
        """A single value on one line; what is no text stays as it is written."""
        raw = self._text[node.start : node.end]
        if node.style is None and "\n" not in raw:
            return _without_quotes(raw)
        return raw if _shows_more(node, raw) else writing.scalar(node.value, inside=inside)

    def text(self, node: Scalar, used: int, column: int) -> tuple[str, list[str]]:
        """What stands on the line of a single value, and the lines below it."""
        line = self.on_one_line(node, inside=False)
        if used + len(line) <= LIMIT and "\n" not in node.value:
            return line, []
        if _shows_more(node, self._text[node.start : node.end]):
            return line, []
        head, body = writing.render(node.value, used, column)
        return (head, [line[STEP:] for line in body]) if body else (line, [])

    def block(self, node: Scalar) -> tuple[str, list[str], int]:
        """The header of a block of text, its lines as they are, and where it ends."""
        folded, end = self._lines_of_block(node)
        lines = node.value.rstrip("\n").split("\n") if node.style == "|" else folded
        breaks = len(node.value) - len(node.value.rstrip("\n"))
        digit = str(STEP) if next(filter(None, lines)).startswith((" ", "\t")) else ""
        chomping = "-" if not breaks else "+" if breaks > 1 else ""
        return f"{node.style}{digit}{chomping}", [*lines, *[""] * (breaks - 1)], end

    def _lines_of_block(self, node: Scalar) -> tuple[list[str], int]:
        """The lines of a block without their indentation, up to the last that is not empty, and where it ends.

        Its indentation is what its value does not begin with; a line of more blanks than that belongs to it.
        """
        end = self._line_end(node.end)
        written = self._text[node.start : end].split("\n")[1:]
        first, meant = (
            next(line for line in some if line.strip()) for some in (written, node.value.split("\n"))
        )
        indentation = _blanks(first) - _blanks(meant)
        last = end
        while last < len(self._text):
            start, last = last + 1, self._line_end(last + 1)
            line = self._text[start:last]
            if line.strip():
                break
            if len(line) > indentation:
                written, end = self._text[node.start : last].split("\n")[1:], last
        lines = [line[indentation:] for line in written]
        while not lines[-1]:
            lines.pop()
        return lines, end

    def _line_end(self, position: int) -> int:
        end = self._text.find("\n", position)
        return len(self._text) if end < 0 else end


@lru_cache(maxsize=16_384)
def _without_quotes(text: str) -> str:
    """A value that has no quotes, with those that it needs."""
    return writing.scalar(text) if writing.is_ambiguous(text) else text


def _shows_more(node: Scalar, raw: str) -> bool:
    """Whether the way in which a value is quoted shows what would be hidden otherwise, or hides it on purpose."""
    return (
        node.style in ("'", '"')
        and "\n" not in raw
        and ((node.style == '"' and "\\" in raw) or writing.has_escaped(raw))
    )


def _blanks(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
