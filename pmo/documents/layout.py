"""The canonical text of a document: its fields in order, one indentation, and every comment where it belongs.

A comment belongs to the field or item below it, to the one on its line, or, where it stands further right than the
one above it, to that one; with that it moves. What stands above the first field is about the document.

- Two columns of indentation, also for the dashes of a list; a record begins behind its dash.
- Brackets and braces stay where they have room on the line and hold no comment, else each item has its own line.
- Text has no quotes, except where a reader of YAML 1.1 or 1.2 would take it for something else.
- Text that is too long for its line is folded; a block of text stays as its author folded it.
- Numbers, dates and empty values stay as they are written, and so do single blank lines.
"""

import re
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple, Protocol, TypeAlias, cast

from pmo.documents.comments import Comments, without_blank_start
from pmo.documents.source import Alias, Listing, Mapping, Node, Pair, Scalar, Source
from pmo.documents.texts import LIMIT, STEP, Texts

_DIRECTIVES = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*%(?:[^\n]*\n)+?---(?=\s|$)[ \t]*(?:#[^\n]*)?")
_SUPPRESSION = "pmo:"
_NO_COMMENT: tuple[list[str], ...] = ([], [""])

Place: TypeAlias = Literal["above", "beside", "below"]


class Order(Protocol):
    """The fields of a mapping in their order."""

    @property
    def positions(self) -> Dictionary[str, int]:
        """Position of each field that has one; others follow, in the order in which they stand."""

    def below(self, key: str | int) -> "Order":
        """The order in the value of a field or item."""


class Remark(NamedTuple):
    """A comment, and the field or item that it belongs to; none for the document itself."""

    keys: tuple[str | int, ...]
    place: Place
    text: str


class LaidOut(NamedTuple):
    """A document in its canonical form."""

    text: str
    remarks: list[Remark]
    """Every comment; those of one field in their order."""


def lay_out(source: Source, order: Order) -> LaidOut:
    """The canonical text of a document that is a mapping and whose lines end with line feeds."""
    layout = _Layout(source)
    return LaidOut(layout.document(order), layout.remarks)


class _Hook(NamedTuple):
    """What a value hangs on: a key with its colon, or a dash."""

    written: str
    """As it is to be written."""
    begin: int
    """Where it begins in the source."""
    end: int
    """Where it ends, or before that (the colon may follow)."""
    column: int
    """Where it is to be written."""
    following: int
    """Where the next thing behind its value begins."""
    flow: bool
    """Inside brackets or braces."""

    def used(self, anchor: str) -> int:
        """Columns before the value."""
        return self.column + len(self.written) + len(anchor) + 1


class _Value(NamedTuple):
    """A value as it is to be written, with the comments that its field or item gets with it."""

    head: str
    """What follows the key or dash on its line."""
    body: Sequence[str] = ()
    """The lines below."""
    above: Sequence[str] = ()
    beside: str = ""
    below: Sequence[str] = ()
    is_block: bool = False
    """Fields or items on lines of their own, the first of which may move behind a dash."""
    inset: int = STEP
    """Columns from the key or dash to the comments below it."""


class _Layout:
    """Goes through a document in the order of its text, and gives each comment to what it belongs to."""

    def __init__(self, source: Source) -> None:
        self.remarks: list[Remark] = []
        self._root = source.root
        self._text = source.text
        self._comments = Comments(source)
        self._texts = Texts(source.text)
        self._keys: list[str | int] = []

    def document(self, order: Order) -> str:
        root, text = self._root, self._text
        if not isinstance(root, Mapping):
            raise ValueError("the document is no mapping")
        directives = _DIRECTIVES.match(text)
        if directives:
            self._comments.skip(directives.end())
        begin = root.start if root.flow or not root.pairs else root.pairs[0].key.begin
        about = self._comments.before(begin)
        spaced = self._comments.is_spaced(begin)
        lead = _last_paragraph(about) if root.pairs and not spaced else []
        if lead:
            about, spaced = about[: -len(lead) - 1], True
        self._remember("above", about)
        body = self._block(root, 0, lead, len(text), order) if root.pairs else ["{}"]
        foot = self._comments.before(len(text))
        self._remember("below", foot)
        self._give_to_document(order)
        anchor = [f"&{root.anchor}"] if root.anchor else []
        top = without_blank_start([*(_tidy(directives[0]) if directives else ()), *about])
        lines = _joined([*top, *([""] if spaced else ()), *anchor, *body], foot)
        return "\n".join(without_blank_start(lines)) + "\n"

    # fields and items

    def _block(
        self, node: Mapping | Listing, column: int, lead: list[str], limit: int, order: Order
    ) -> list[str]:
        """Lines of a collection, each field or item on lines of its own from ``column`` on.

        ``lead`` are comments above the first, ``limit`` is where the next thing behind the collection begins.
        """
        if node.flow:
            lead = [*lead, *filter(None, self._comments.before(_first(node)))]
        if isinstance(node, Mapping):
            parts = self._fields(node, column, lead, limit, order)
        else:
            parts = self._items(node, column, lead, limit, order)
        return without_blank_start(_joined(*parts))

    def _fields(
        self, node: Mapping, column: int, lead: list[str], limit: int, order: Order
    ) -> list[list[str]]:
        parts: list[list[str]] = []
        pairs, flow = node.pairs, node.flow
        last = len(pairs) - 1
        for number, pair in enumerate(pairs):
            key = pair.key
            if number:
                lead = self._comments.above(key.begin, spaced=not flow)
            following = pairs[number + 1].key.begin if number < last else limit
            written = f"{self._key(key)}:"
            part = self._short(written, column, lead, pair.value, following)
            if part is None:
                hook = _Hook(written, key.begin, key.end, column, following, flow)
                part = self._entry(hook, lead, pair.value, order, _name(key))
            parts.append(part)
        return _arranged(parts, _canonical(pairs, order))

    def _items(
        self, node: Listing, column: int, lead: list[str], limit: int, order: Order
    ) -> list[list[str]]:
        parts: list[list[str]] = []
        items, flow = node.items, node.flow
        last = len(items) - 1
        begin = items[0].begin if flow else node.start
        for number, item in enumerate(items):
            if number:
                lead = self._comments.above(begin, spaced=not flow)
            end = begin if flow else begin + 1
            following = items[number + 1].begin if number < last else limit
            if number < last and not flow:
                following = self._comments.find("-", max(item.end, end), following)
            part = self._short("-", column, lead, item, following)
            if part is None:
                hook = _Hook("-", begin, end, column, following, flow)
                part = self._entry(hook, lead, item, order, number)
            parts.append(part)
            begin = following
        return parts

    def _short(
        self, written: str, column: int, lead: list[str], node: Node, following: int
    ) -> list[str] | None:
        """Lines of a field or item whose value has no quotes, anchor and comments, as most; None for any other."""
        if type(node) is not Scalar or lead not in _NO_COMMENT or self._comments.any_before(following):
            return None
        text = self._texts.short(node)
        if text is None or column + len(written) + 1 + len(text) > LIMIT:
            return None
        self._comments.pass_by(node.end)
        return [*lead, f"{' ' * column}{written} {text}"]

    def _entry(self, hook: _Hook, lead: list[str], node: Node, order: Order, key: str | int) -> list[str]:
        """Lines of a field or item: the comments above it, its value, the comments below."""
        self._keys.append(key)
        anchor = f" &{node.anchor}" if node.anchor else ""
        if isinstance(node, (Mapping, Listing)) and _has_children(node):
            value = self._collection(hook, anchor, node, order.below(key))
        else:
            value = self._leaf(hook, anchor, node)
        above = [*lead, *value.above]
        below = [*value.below, *(() if hook.flow else self._comments.below(hook.begin, hook.following))]
        self._remember("above", above)
        self._remember("beside", [value.beside] if value.beside else ())
        self._remember("below", below)
        self._keys.pop()
        pad = " " * hook.column
        lines = [pad + line if line else "" for line in above]
        if (
            hook.written == "-"
            and value.is_block
            and not (anchor or value.beside or _is_remark(value.body[0]))
        ):
            lines += [f"{pad}- {value.body[0].lstrip(' ')}", *value.body[1:]]
        else:
            head = f" {value.head}" if value.head else ""
            behind = f" {value.beside}" if value.beside else ""
            lines += [f"{pad}{hook.written}{anchor}{head}{behind}", *value.body]
        inset = " " * (hook.column + value.inset)
        return _joined(lines, [inset + line if line else "" for line in below]) if below else lines

    def _collection(self, hook: _Hook, anchor: str, node: Mapping | Listing, order: Order) -> _Value:
        inline, between = self._comments.between(hook.end, node.start if node.flow else _first(node))
        column = hook.column + STEP
        if not node.flow:
            if between and self._comments.is_spaced(_first(node)):
                between.append("")
            body = self._block(node, column, between, hook.following, order)
            return _Value("", body, beside=inline, is_block=True)
        if not self._comments.any_before(node.end):
            line = self._flow(node, order)
            if hook.used(anchor) + len(line) <= LIMIT:
                return self._beside(hook, _Value(line, above=between), inline, node.end, node.end)
        opening, inside = self._comments.between(node.start + 1, _first(node))
        lead = [*between, *([opening] if inline and opening else ()), *inside]
        body = self._block(node, column, [line for line in lead if line], node.end, order)
        below = [line for line in self._comments.before(node.end) if line]
        closing = self._comments.beside(node.end, hook.following)
        beside = inline or opening
        above = [closing] if beside and closing else []
        return _Value("", body, above, beside or closing, below, is_block=True)

    def _leaf(self, hook: _Hook, anchor: str, node: Node) -> _Value:
        if isinstance(node, Scalar) and node.start == node.end:
            end = hook.end if "\n" in self._text[hook.end : node.end] else node.end
            return self._beside(hook, _Value(""), "", end, end)
        inline, above = self._comments.between(hook.end, node.start)
        if isinstance(node, Alias):
            return self._beside(hook, _Value(f"*{node.name}", above=above), inline, node.end, node.end)
        if not isinstance(node, Scalar):
            above += [line for line in self._comments.before(node.end) if line]
            nothing = "{}" if isinstance(node, Mapping) else "[]"
            return self._beside(hook, _Value(nothing, above=above), inline, node.end, node.end)
        end = node.end
        if node.is_block and node.value.strip():
            head, body, end = self._texts.block(node)
        else:
            head, body = self._texts.text(node, hook.used(anchor), hook.column)
        indented = [" " * (hook.column + STEP) + line if line else "" for line in body]
        inset = 1 if body else STEP  # a comment further right would belong to the text
        value = _Value(head, indented, above, inset=inset)
        return self._beside(hook, value, inline, node.start if node.is_block else end, end)

    def _beside(self, hook: _Hook, value: _Value, inline: str, last: int, end: int) -> _Value:
        """``value`` with the comment behind it, if that follows on the line of ``last``, else the ``inline`` one."""
        behind = self._comments.beside(last, hook.following)
        self._comments.pass_by(end)
        if inline and behind:
            return value._replace(above=[*value.above, inline], beside=behind)
        return value._replace(beside=inline or behind)

    # comments

    def _remember(self, place: Place, lines: Sequence[str]) -> None:
        if lines:
            self.remarks += [Remark(tuple(self._keys), place, line) for line in lines if line]

    def _give_to_document(self, order: Order) -> None:
        """What stands above the field that comes first stands above the document."""
        pairs = cast(Mapping, self._root).pairs
        first = (_name(pairs[_canonical(pairs, order)[0]].key),) if pairs else ()
        self.remarks = [
            remark._replace(keys=()) if remark.keys == first and remark.place == "above" else remark
            for remark in self.remarks
        ]

    # single values

    def _key(self, node: Node, *, inside: bool = False) -> str:
        if isinstance(node, Alias):
            return f"*{node.name} "
        if not isinstance(node, Scalar):
            raise ValueError("a key is no text")
        anchor = f"&{node.anchor} " if node.anchor else ""
        return anchor + self._texts.on_one_line(node, inside=inside)

    def _flow(self, node: Mapping | Listing, order: Order) -> str:
        """A collection on one line, in brackets or braces."""
        if isinstance(node, Listing):
            items = (self._inside(item, order.below(number)) for number, item in enumerate(node.items))
            return f"[{', '.join(items)}]"
        pairs = (node.pairs[number] for number in _canonical(node.pairs, order))
        fields = (
            f"{self._key(pair.key, inside=True)}: {self._inside(pair.value, order.below(_name(pair.key)))}"
            for pair in pairs
        )
        return f"{{{', '.join(fields)}}}"

    def _inside(self, node: Node, order: Order) -> str:
        """A value as it stands inside brackets."""
        if isinstance(node, Alias):
            return f"*{node.name}"
        anchor = f"&{node.anchor} " if node.anchor else ""
        if isinstance(node, Scalar):
            return anchor + (self._texts.on_one_line(node, inside=True) or "null")
        return anchor + self._flow(node, order)


def _canonical(pairs: Sequence[Pair], order: Order) -> Sequence[int]:
    """Numbers of the fields in their canonical order."""
    positions, numbers = order.positions, range(len(pairs))
    if not positions:
        return numbers
    ranks = [positions.get(_name(pair.key), len(positions)) for pair in pairs]
    return numbers if ranks == sorted(ranks) else sorted(numbers, key=ranks.__getitem__)


def _arranged(parts: list[list[str]], numbers: Sequence[int]) -> list[list[str]]:
    """The lines of fields in another order; between fields that meet for the first time a blank line as around them."""
    if numbers == range(len(parts)):
        return parts
    above = [bool(part) and not part[0] for part in parts]
    behind = [*above[1:], above[-1]]
    above[0] = behind[0]
    long = [sum(bool(line) and not _is_remark(line) for line in part) > 1 for part in parts]
    arranged = [parts[numbers[0]]]
    for previous, number in pairwise(numbers):
        part = parts[number]
        if number != previous + 1:
            around = (behind[previous], above[number])
            spaced = any(around) if long[previous] or long[number] else all(around)
            part = [*([""] if spaced else ()), *without_blank_start(part)]
        arranged.append(part)
    return arranged


def _name(key: Node) -> str:
    return key.value if type(key) is Scalar else f"*{key.name}" if isinstance(key, Alias) else ""


def _has_children(node: Mapping | Listing) -> bool:
    return bool(node.pairs if isinstance(node, Mapping) else node.items)


def _first(node: Mapping | Listing) -> int:
    """Where the first field or item begins."""
    if isinstance(node, Mapping):
        return node.pairs[0].key.begin
    return node.items[0].begin if node.flow else node.start


def _last_paragraph(lines: list[str]) -> list[str]:
    """The comments behind the last blank line between comments; none where one of them accepts findings."""
    if "" not in lines[1:]:
        return []
    paragraph = lines[len(lines) - lines[::-1].index("") :]
    return [] if any(_SUPPRESSION in line for line in paragraph) else paragraph


def _joined(*parts: list[str]) -> list[str]:
    """All lines; a blank line behind one that is blank already would lengthen the text that this one belongs to."""
    lines: list[str] = []
    for part in parts:
        lines += without_blank_start(part) if lines and not lines[-1] else part
    return lines


def _tidy(text: str) -> list[str]:
    """Lines without blanks at their ends, and without more than one blank line in a row."""
    lines = [line.rstrip() for line in text.split("\n")]
    return [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]


def _is_remark(line: str) -> bool:
    return line.lstrip(" ").startswith("#")
