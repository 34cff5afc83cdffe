"""The text that must change in a document for its data to become other data; everything else stays as it is.

The old data and the new are compared along the tree of the text. What differs becomes splices at the positions of
libyaml; they are applied at once.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple, TypeAlias, cast

from pmo.documents import Keys, Plain, writing
from pmo.documents.reading import LINE_BREAK
from pmo.documents.source import Alias, Listing, Mapping, Node, Pair, Scalar, Source
from pmo.editing.lines import is_blank, is_first_on_line, layout_of, lead, own_lines_end
from pmo.editing.removal import Entry, Removal
from pmo.editing.sharing import NotInPlace, Sharing
from pmo.editing.splice import Splice, applied

Order: TypeAlias = Callable[[Keys], Sequence[str]]
"""Names of the fields, in the model's order, of the mapping that keys lead to; none where any are allowed."""

_COLON = re.compile(r"\s*:")
_ANCHOR = re.compile(r"&\S+")
_DASH = re.compile(r"[ ]*-(?=\s|$)")


def rewritten(source: Source, old: Plain, new: Plain, order: Order) -> str:
    """The text of ``source``, which holds ``old``, once it holds ``new``."""
    return applied(source.text, _Comparison(source, order).splices(source.root, old, new, (), None))


def text_of_item(source: Source, keys: Keys) -> list[str] | None:
    """Lines of an item of a list, from its dash on, with the comments that belong to it; None inside brackets."""
    comparison = _Comparison(source, lambda _: ())
    *above, index = keys
    node: Node = source.root
    for key in above:
        node = _step(node, key)
    if not isinstance(node, Listing) or node.flow or not isinstance(index, int):
        return None
    items = _Items(comparison, node, [], [], above, in_flow=False)
    dash, column = items.dash(index), source.column(node.start)
    if not is_first_on_line(source, dash):
        return None
    start, end = lead(source, dash, column), own_lines_end(source, node.items[index].end, column)
    lines = LINE_BREAK.split(source.text[start:end])
    return [line[min(column, len(line) - len(line.lstrip(" "))) :] for line in lines]


def _step(node: Node, key: str | int) -> Node:
    match node, key:
        case Mapping(), str():
            return next(pair.value for pair in node.pairs if _name(pair) == key)
        case Listing(), int():
            return node.items[key]
    raise KeyError(key)


def same(one: Plain, other: Plain) -> bool:
    """Whether two values are the same, numbers by what they are worth, fields in any order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if _is_number(one) and _is_number(other):
        return one == other
    return type(one) is type(other) and one == other


def _is_number(value: Plain) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


@dataclass(frozen=True)
class _Slot:
    """Where a value hangs: behind the colon of a key, or behind a dash."""

    hook: int
    """Behind the colon or dash."""
    column: int
    """Of the key or dash."""
    flow: bool
    """Inside brackets or braces."""
    is_item: bool
    has_colon: bool = True


@dataclass(frozen=True)
class _Comparison:
    """Goes along the text of a document and what it is to hold."""

    source: Source
    order: Order
    replaced: set[int] = field(default_factory=set)
    """Identities of the values that make way for others as a whole."""

    @cached_property
    def sharing(self) -> Sharing:
        return Sharing(self.source)

    @cached_property
    def layout(self) -> writing.Layout:
        return layout_of(self.source)

    def splices(self, node: Node, old: Plain, new: Plain, keys: Keys, slot: _Slot | None) -> Iterator[Splice]:
        """What turns the text of ``node`` from ``old`` into ``new``; ``slot`` is None at the root."""
        if same(old, new):
            return
        self.sharing.refuse(node, keys)
        if isinstance(node, Mapping) and isinstance(old, dict) and isinstance(new, dict):
            if old.keys() & new.keys():
                yield from _Fields(self, node, old, new, keys, slot is not None and slot.flow).splices()
                return
        elif (
            isinstance(node, Listing)
            and isinstance(old, list)
            and isinstance(new, list)
            and (items := _Items(self, node, old, new, keys, slot is not None and slot.flow)).has_kept
        ):
            yield from items.splices()
            return
        self.sharing.refuse_inside(node, keys)
        self.replaced.add(id(node))
        yield from self._replaced(node, new, slot)

    def sealed(self, node: Node) -> Iterator[Splice]:
        """A block of text that the file ends in, without a line break, stays what it is when lines follow."""
        last: Node = node
        while isinstance(last, Mapping | Listing) and not last.flow and id(last) not in self.replaced:
            last = last.pairs[-1].value if isinstance(last, Mapping) else last.items[-1]
        if not isinstance(last, Scalar) or not last.is_block or id(last) in self.replaced:
            return
        if self.source.line_end(last.end) == len(self.source.text):
            header = self.source.header_end(last)
            digits = self.source.text[last.start : header].strip("|>+-")
            yield Splice(last.start + 1, header, f"{digits}-")

    # one value for another

    def _replaced(self, node: Node, new: Plain, slot: _Slot | None) -> Iterator[Splice]:
        if slot is None:
            fields = (
                writing.dump(cast("dict[str, Plain]", new)).rstrip("\n").replace("\n", self.source.newline)
            )
            yield Splice(
                node.start,
                own_lines_end(self.source, node.end, -1) if not _is_inline(node) else node.end,
                fields,
            )
        elif slot.flow:
            yield self._in_flow(node, new, slot)
        else:
            yield from self._in_block(node, new, slot)

    def _in_flow(self, node: Node, new: Plain, slot: _Slot) -> Splice:
        text = writing.flow(new)
        if isinstance(node, Scalar) and isinstance(new, str):
            text = writing.scalar(new, inside=True, quote=self._own_quotes(node, inside=True))
        if node.start < node.end:
            return Splice(node.start, node.end, text)
        if not slot.has_colon:
            return Splice(node.end, node.end, f": {text}")
        return Splice(slot.hook, node.end, f" {text}")

    def _in_block(self, node: Node, new: Plain, slot: _Slot) -> Iterator[Splice]:
        source, newline = self.source, self.source.newline
        head, body = self._rendered(node, new, slot)
        below = "".join(newline + line for line in body)
        if node.start == node.end and isinstance(node, Scalar):
            yield Splice(node.end, node.end, f" {head}" if head else "")
            yield Splice(source.line_end(node.end), source.line_end(node.end), below)
        elif isinstance(node, Scalar) and node.is_block:
            header = source.header_end(node)
            yield Splice(node.start if head else slot.hook, header, head)
            yield Splice(source.line_end(header), max(node.end, source.line_end(header)), below)
        elif _is_inline(node):
            yield Splice(node.start if head else slot.hook, node.end, head)
            yield Splice(source.line_end(node.end), source.line_end(node.end), below)
        elif source.line(node.start) == source.line(slot.hook):
            end = own_lines_end(self.source, node.end, slot.column)
            yield Splice(node.start if head else slot.hook, end, head + below)
        else:
            anchor = _ANCHOR.match(source.text, node.begin)
            hook = anchor.end() if anchor and node.anchor else slot.hook
            yield Splice(hook, hook, f" {head}" if head else "")
            yield Splice(source.line_end(hook), own_lines_end(self.source, node.end, slot.column), below)

    def _own_quotes(self, node: Scalar, *, inside: bool) -> str:
        """The quotes that an author has chosen: those that are not there because the value needs them."""
        if node.style not in ("'", '"'):
            return ""
        needed = self.source.text[node.start : node.end] == writing.scalar(node.value, inside=inside)
        return "" if needed else node.style

    def _rendered(self, node: Node, new: Plain, slot: _Slot) -> writing.Rendered:
        used = self.source.column(slot.hook) + 1
        quote = self._own_quotes(node, inside=False) if isinstance(node, Scalar) else ""
        if quote and isinstance(new, str) and "\n" not in new:
            kept = writing.scalar(new, quote=quote)
            if used + len(kept) <= self.layout.width:
                return writing.Rendered(kept, [])
        if slot.is_item:
            on_line = node.end > node.begin and self.source.line(node.begin) == self.source.line(slot.hook)
            gap = node.begin - slot.hook if on_line else self.layout.gap
            first, *others = writing.item(new, slot.column, replace(self.layout, gap=gap))
            return writing.Rendered(first[1 + gap :], others)
        head, body = writing.render(new, used, slot.column, self.layout)
        return writing.Rendered(head, [" " * slot.column + line if line else "" for line in body])


@dataclass(frozen=True)
class _Fields:
    """The fields of a mapping, some of which stay."""

    whole: _Comparison
    node: Mapping
    old: dict[str, Plain]
    new: dict[str, Plain]
    keys: Keys
    in_flow: bool

    def splices(self) -> Iterator[Splice]:
        for pair in self.kept:
            key = _name(pair)
            inside = (*self.keys, key)
            yield from self.whole.splices(pair.value, self.old[key], self.new[key], inside, self._slot(pair))
        for pair in self.node.pairs:
            if _name(pair) not in self.new:
                self.whole.sharing.refuse_inside(pair.value, (*self.keys, _name(pair)))
        remover = Removal(self.whole.source, self.node, self._entries(), self._column)
        yield from remover.splices()
        yield from self._added()

    @cached_property
    def kept(self) -> list[Pair]:
        return [pair for pair in self.node.pairs if _name(pair) in self.new]

    @property
    def _flow(self) -> bool:
        return self.in_flow or self.node.flow

    @property
    def _column(self) -> int:
        return self.whole.source.column(self.node.pairs[0].key.begin)

    def _slot(self, pair: Pair) -> _Slot:
        text = self.whole.source.text
        colon = _COLON.match(text, pair.key.end)
        hook = colon.end() if colon else pair.key.end
        return _Slot(hook, self._column, self._flow, is_item=False, has_colon=colon is not None)

    def _entries(self) -> "list[Entry]":
        return [
            Entry(pair.key.begin, max(pair.value.end, self._slot(pair).hook), _name(pair) in self.new)
            for pair in self.node.pairs
        ]

    def _added(self) -> Iterator[Splice]:
        for after, names in self._groups():
            if self.node.flow:
                yield self._added_in_flow(after, names)
            else:
                yield from self._added_in_block(after, names)

    def _groups(self) -> Iterator[tuple[Pair | None, list[str]]]:
        """The new fields, each group with the kept field that it follows, or None at the front."""
        names = [name for name in self.new if name not in self.old]
        order = {name: position for position, name in enumerate(self.whole.order(self.keys))}
        groups: dict[int, tuple[Pair | None, list[str]]] = {}
        for name in sorted(names, key=lambda name: order.get(name, len(order))):
            after = self._predecessor(name, order)
            groups.setdefault(id(after), (after, []))[1].append(name)
        yield from groups.values()

    def _predecessor(self, name: str, order: dict[str, int]) -> Pair | None:
        if name not in order:
            return self.kept[-1]
        before = [pair for pair in self.kept if order.get(_name(pair), len(order)) < order[name]]
        return max(before, key=lambda pair: order[_name(pair)], default=None)

    def _added_in_flow(self, after: Pair | None, names: list[str]) -> Splice:
        written = ", ".join(
            f"{writing.scalar(name, inside=True)}: {writing.flow(self.new[name])}" for name in names
        )
        if after is None:
            front = self.kept[0].key.begin
            return Splice(front, front, f"{written}, ")
        end = max(after.value.end, self._slot(after).hook)
        return Splice(end, end, f", {written}")

    def _added_in_block(self, after: Pair | None, names: list[str]) -> Iterator[Splice]:
        column, newline = self._column, self.whole.source.newline
        indentation = newline + " " * column
        fields = [writing.field(name, self.new[name], column, self.whole.layout) for name in names]
        written = indentation.join(newline.join(lines) for lines in fields)
        if after is None:
            front = self.kept[0].key.begin
            yield Splice(front, front, written + indentation)
            return
        end = own_lines_end(self.whole.source, max(after.value.end, self._slot(after).hook), column)
        yield from self.whole.sealed(after.value)
        yield Splice(end, end, indentation + written)


class _Aligned(NamedTuple):
    """An item of the old list, and where it is in the new one."""

    old: int
    new: int


@dataclass(frozen=True)
class _Items:
    """The items of a list, some of which stay."""

    whole: _Comparison
    node: Listing
    old: list[Plain]
    new: list[Plain]
    keys: Keys
    in_flow: bool

    @property
    def has_kept(self) -> bool:
        return bool(self._kept)

    def splices(self) -> Iterator[Splice]:
        kept = {one.old for one in self._kept}
        for old, new in self._kept:
            slot = _Slot(self.dash(old) + 1, self._column, self._flow, is_item=True)
            inside = (*self.keys, old)
            yield from self.whole.splices(self.node.items[old], self.old[old], self.new[new], inside, slot)
        for index, item in enumerate(self.node.items):
            if index not in kept:
                self.whole.sharing.refuse_inside(item, (*self.keys, index))
        entries = [
            Entry(item.begin if self.node.flow else self.dash(index), item.end, index in kept)
            for index, item in enumerate(self.node.items)
        ]
        yield from Removal(self.whole.source, self.node, entries, self._column).splices()
        yield from self._inserted()

    @property
    def _flow(self) -> bool:
        return self.in_flow or self.node.flow

    @cached_property
    def _kept(self) -> list[_Aligned]:
        """Items that stay or change, by their ids or else by what they hold."""
        names = [_identity(item) for item in self.old], [_identity(item) for item in self.new]
        kept = []
        for operation, start, end, new_start, new_end in SequenceMatcher(
            None, *names, autojunk=False
        ).get_opcodes():
            if operation in ("equal", "replace"):
                pairs = zip(range(start, end), range(new_start, new_end), strict=False)
                kept += [_Aligned(old, new) for old, new in pairs]
        return kept

    @cached_property
    def _column(self) -> int:
        return self.whole.source.column(self.node.start)

    @cached_property
    def _dashes(self) -> list[int]:
        source = self.whole.source
        found = [self.node.start]
        for previous, item in zip(self.node.items, self.node.items[1:], strict=False):
            line = source.next_line(previous.end)
            while line is not None and line <= item.begin:
                dash = _DASH.match(source.text, line)
                if dash:
                    found.append(dash.end() - 1)
                    break
                line = source.next_line(line)
        if len(found) != len(self.node.items):
            raise NotInPlace("the list is laid out in an unusual way", "run `pmo fmt` on the file first")
        return found

    def dash(self, index: int) -> int:
        return self.node.items[index].begin if self.node.flow else self._dashes[index]

    def _inserted(self) -> Iterator[Splice]:
        taken = {one.new: one.old for one in self._kept}
        after: int | None = None
        group: list[Plain] = []
        for index, value in enumerate(self.new):
            if index not in taken:
                group.append(value)
                continue
            if group:
                yield from self._insertion(after, group)
            after, group = taken[index], []
        if group:
            yield from self._insertion(after, group)

    def _insertion(self, after: int | None, values: list[Plain]) -> Iterator[Splice]:
        """New items behind a kept one, or before the first that is kept."""
        if self.node.flow:
            written = ", ".join(map(writing.flow, values))
            if after is None:
                front = self.node.items[self._kept[0].old].begin
                yield Splice(front, front, f"{written}, ")
            else:
                end = self.node.items[after].end
                yield Splice(end, end, f", {written}")
            return
        newline = self.whole.source.newline
        indentation = newline + " " * self._column
        layout = replace(self.whole.layout, gap=self._gap)
        blank = newline if self._is_spaced else ""
        items = [newline.join(writing.item(value, self._column, layout)) for value in values]
        if after is None:
            front = self.dash(self._kept[0].old)
            yield Splice(front, front, "".join(one + blank + indentation for one in items))
            return
        yield from self.whole.sealed(self.node.items[after])
        end = own_lines_end(
            self.whole.source, max(self.node.items[after].end, self.dash(after) + 1), self._column
        )
        yield Splice(end, end, "".join(blank + indentation + one for one in items))

    @property
    def _gap(self) -> int:
        """Columns between dash and content of the last item."""
        last, dash = self.node.items[-1], self._dashes[-1]
        on_line = last.end > last.begin and self.whole.source.line(last.begin) == self.whole.source.line(dash)
        return last.begin - dash - 1 if on_line else 1

    @property
    def _is_spaced(self) -> bool:
        """Whether a blank line stands before the last item."""
        if len(self.node.items) < 2:
            return False
        above = self.whole.source.previous_line(lead(self.whole.source, self._dashes[-1], self._column))
        return above is not None and is_blank(self.whole.source.line_text(above))


def _name(pair: Pair) -> str:
    return pair.key.value if isinstance(pair.key, Scalar) else ""


def _identity(item: Plain) -> str:
    """The id of a record, else what it holds."""
    if isinstance(item, dict) and isinstance(item.get("id"), str):
        return f"id {cast(str, item['id']).lower()}"
    return json.dumps(item, default=str, sort_keys=True)


def _is_inline(node: Node) -> bool:
    """Whether a value ends on the line that it begins on, or in brackets or quotes."""
    return isinstance(node, Alias) or (not node.is_block if isinstance(node, Scalar) else node.flow)
