"""Plain data to YAML as this project writes it: block style, no needless quotes, long text folded.

What is written reads the same by YAML 1.1 and 1.2: text that one of them would take for something else is
quoted. Dates stay without quotes; a reader of YAML 1.1 may make dates of them, which they are.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from yaml.resolver import Resolver

from pmo.documents.reading import LINE_BREAK, Plain, plain_scalar

WIDTH = 100
"""Columns after which text is folded and lists are written item by item."""
_LONGEST_WORD = 30
"""Characters up to which a text is a word, of which a list fits on a line."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YES_OR_NO = re.compile(r"[yYnN]|[yY]es|[nN]o|YES|NO|[oO]n|ON|[oO]ff|OFF")
_UNSAFE_START = re.compile(r"""[,\[\]{}#&*!|>'"%@`=]|[-?:](?![A-Za-z0-9])|---|\.\.\.|<<""")
_UNSAFE = re.compile(r": |:$| #|\t")
_UNSAFE_IN_FLOW = re.compile(r"[,\[\]{}:?]")
_ESCAPED = re.compile("[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that a document must not hold as they are, or that would not stay what they are."""
_ESCAPES = {"\0": "\\0", "\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How far things are moved to the right."""

    dashes: int = 2
    """Columns from a key to the dashes of the list below it."""
    gap: int = 1
    """Columns between the dash of an item and its content."""
    step: int = 2
    """Columns from a key to the keys or the text below it."""
    ends_open: bool = False
    """The file ends without a line break, which a block of text at its end may need."""
    width: int = WIDTH


CANONICAL = Layout()


class Verbatim(dict[str, Plain]):
    """A record that brings the text it was written as, with its comments, from one list to another."""

    def __init__(self, data: Mapping[str, Plain], lines: Sequence[str]) -> None:
        super().__init__(data)
        self.lines = tuple(lines)
        """From the column of its dash on; comments above the dash are part of it."""


class Rendered(NamedTuple):
    """A value as it is written behind a key or dash: the rest of that line, and the lines below it."""

    head: str
    body: list[str]
    """Indented from the column of the key, or of the item's content."""


def dump(data: Mapping[str, Plain]) -> str:
    """A whole document. Fields without a value are left out, as when they are read."""
    return "\n".join(_fields(data, 0, CANONICAL) or ["{}"]) + "\n"


def field(key: str, value: Plain, column: int, layout: Layout = CANONICAL) -> list[str]:
    """Lines of a field of a mapping, from the column of its key on, without the indentation of the first."""
    name = scalar(key)
    head, body = render(value, column + len(name) + 2, column, layout)
    return [f"{name}: {head}" if head else f"{name}:", *_indented(body, column)]


def item(value: Plain, column: int, layout: Layout = CANONICAL) -> list[str]:
    """Lines of an item of a list, from the column of its dash on, without the indentation of the first."""
    if isinstance(value, Verbatim):
        first, *others = value.lines
        return [first, *_indented(others, column)]
    inside = column + 1 + layout.gap
    dash = f"-{' ' * layout.gap}"
    if isinstance(value, Mapping | list) and value and not _fits(value, inside, layout):
        if isinstance(value, Mapping):
            first, *others = _fields(value, inside, layout) or ["{}"]
        else:
            items = (item(one, inside, layout) for one in value)
            first, *others = [line for lines in items for line in _first_indented(lines, inside)]
        return [f"{dash}{first.lstrip(' ')}", *others]
    head, body = render(value, inside, column, layout)
    return [f"{dash}{head}", *_indented(body, column)]


def render(value: Plain, used: int, column: int, layout: Layout = CANONICAL) -> Rendered:
    """``value`` behind a key or dash that leaves the line after ``used`` columns."""
    if isinstance(value, str):
        return _text(value, used, column, layout)
    if not isinstance(value, Mapping | list):
        return Rendered(scalar(value), [])
    if not value or _fits(value, used, layout):
        return Rendered(flow(value), [])
    if isinstance(value, Mapping):
        fields = _fields(value, 0, _narrowed(layout, column + layout.step))
        return Rendered("", list(_indented(fields, layout.step)))
    inner = _narrowed(layout, column + layout.dashes)
    items = [line for one in value for line in item(one, 0, inner)]
    return Rendered("", list(_indented(items, layout.dashes)))


def flow(value: Plain) -> str:
    """``value`` on one line, whatever it is, as it stands inside brackets or braces."""
    if isinstance(value, Mapping):
        pairs = (f"{scalar(key, inside=True)}: {flow(one)}" for key, one in value.items() if one is not None)
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value, inside=True)


def scalar(value: str | int | Decimal | None, *, inside: bool = False, quote: str = "") -> str:
    """A single value on one line. ``inside`` brackets more needs quotes; ``quote`` (`'` or `"`) is kept where it can be."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return format(value, "f") if isinstance(value, Decimal) else str(value)
    if _ESCAPED.search(value) or quote == '"':
        return _in_double_quotes(value)
    if quote != "'" and _is_plain(value, inside=inside):
        return value
    awkward = quote != "'" and "'" in value and '"' not in value and "\\" not in value
    return _in_double_quotes(value) if awkward else "'" + value.replace("'", "''") + "'"


def _fields(data: Mapping[str, Plain], column: int, layout: Layout) -> list[str]:
    return [
        line
        for key, value in data.items()
        if value is not None
        for line in _first_indented(field(key, value, column, layout), column)
    ]


def _first_indented(lines: list[str], column: int) -> Iterator[str]:
    yield " " * column + lines[0]
    yield from lines[1:]


def _indented(lines: Iterable[str], column: int) -> Iterator[str]:
    return (" " * column + line if line else "" for line in lines)


def _narrowed(layout: Layout, columns: int) -> Layout:
    return replace(layout, width=layout.width - columns)


def _text(text: str, used: int, column: int, layout: Layout) -> Rendered:
    if "\n" in text:
        lines = text.removesuffix("\n").split("\n")
        if not _is_literal(lines) or (layout.ends_open and text.endswith("\n")):
            return Rendered(_in_double_quotes(text), [])
        return Rendered("|" if text.endswith("\n") else "|-", [*_indented(lines, layout.step)])
    head = scalar(text)
    if used + len(head) <= layout.width or not _is_foldable(text):
        return Rendered(head, [])
    lines = list(_folded(text, max(layout.width - column - layout.step, 20)))
    return Rendered(head, []) if len(lines) == 1 else Rendered(">-", [*_indented(lines, layout.step)])


def _fits(value: Plain, used: int, layout: Layout) -> bool:
    """Whether a list of words, or a mapping of figures and dates, has room on the line."""
    if not value:
        return False
    if isinstance(value, list):
        simple = all(
            not isinstance(one, str) or (len(one) <= _LONGEST_WORD and "\n" not in one) for one in value
        )
        parts: list[Plain] = value
    else:
        assert isinstance(value, Mapping)
        parts = list(value.values())
        simple = all(not isinstance(one, str) or _DATE.fullmatch(one) for one in parts)
    single = not any(isinstance(one, Mapping | list) for one in parts)
    return simple and single and used + len(flow(value)) <= layout.width


def _is_plain(text: str, *, inside: bool) -> bool:
    """Whether every reader takes ``text`` for text (or a date) as it stands, without quotes."""
    if not text or text != text.strip() or _UNSAFE_START.match(text) or _UNSAFE.search(text):
        return False
    if inside and _UNSAFE_IN_FLOW.search(text):
        return False
    return plain_scalar(text) == text and not is_ambiguous(text)


@lru_cache(maxsize=16_384)
def is_ambiguous(text: str) -> bool:
    """Whether ``text`` without quotes, which is text in YAML 1.2, is something else in YAML 1.1 (but a date)."""
    if plain_scalar(text) != text:
        return False
    return _YES_OR_NO.fullmatch(text) is not None or (
        any(pattern.match(text) for _, pattern in Resolver.yaml_implicit_resolvers.get(text[0], ()))
        and not _DATE.fullmatch(text)
    )


def has_escaped(text: str) -> bool:
    """Whether ``text`` holds characters, other than tabs, that would be written as escapes."""
    return _ESCAPED.search(text.replace("\t", "")) is not None


def _in_double_quotes(text: str) -> str:
    return '"' + re.sub(rf'["\\]|{_ESCAPED.pattern}', lambda match: _escape(match[0]), text) + '"'


def _escape(character: str) -> str:
    code = ord(character)
    return _ESCAPES.get(character) or (f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}")


def _is_literal(lines: list[str]) -> bool:
    """Whether the lines stay what they are in a block: no blanks at the ends, nothing that needs an escape."""
    return (
        bool(lines[0])
        and bool(lines[-1])
        and not lines[0][0].isspace()
        and all(line == line.rstrip() and not line.startswith("\t") for line in lines)
        and not any(_ESCAPED.search(line.replace("\t", "")) or LINE_BREAK.search(line) for line in lines)
    )


def _is_foldable(text: str) -> bool:
    """Whether the text comes back from a folded block: its blanks are single ones between words."""
    return " " in text and not _ESCAPED.search(text) and text.split(" ") == text.split()


def _folded(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line
