"""The canonical form of a document, proven to hold what the document held."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter

from pmo.documents import Plain, parse
from pmo.documents.layout import LaidOut, Order, Remark, lay_out
from pmo.documents.source import Listing, Node, Scalar, Source
from pmo.documents.source import Mapping as Fields
from pmo.documents.tokens import comments_in, references_in
from pmo.findings import Finding, Message, Where, message
from pmo.loading.suppressions import suppressions_in
from pmo.model.portfolio import Suppression
from pmo.model.shape import top_of

_OTHER_BREAK = re.compile("[\x85\u2028\u2029]")


@dataclass(frozen=True)
class Obstacle:
    """Why a file is left as it is."""

    where: Where
    message: Message
    hint: Message
    code: str | None = None
    """Of the finding, where the file cannot be read."""

    @classmethod
    def of(cls, finding: Finding) -> "Obstacle":
        """A finding that keeps a file from being read."""
        return cls(finding.where, finding.message, finding.hint or message("correct it first"), finding.code)


@dataclass(frozen=True)
class Formatted:
    """A file in its canonical form; or as it is, with what stood in the way."""

    content: bytes
    obstacles: tuple[Obstacle, ...] = ()


def formatted(content: bytes, path: str, kind: str) -> Formatted:
    """The canonical form of a document of a kind; ``path`` stands in the obstacles.

    It is proven to hold the same data (numbers as they were written) and the same comments at the same fields and
    items, to have comments that accept findings cover what they covered, and to be its own canonical form.
    """
    order = top_of(kind)
    try:
        text = _with_line_feeds(content)
        if other := _OTHER_BREAK.search(text):
            return Formatted(content, (_unusual_break(text, other.start(), path),))
        laid_out = lay_out(Source(text.encode("utf-8")), order)
    except ValueError:
        return Formatted(content, _findings(content, path))
    new = laid_out.text.encode("utf-8")
    if new == content:
        return Formatted(content)
    obstacles = _findings(content, path) or _differences(content, laid_out, path, order)
    return Formatted(content, obstacles) if obstacles else Formatted(new)


def _with_line_feeds(content: bytes) -> str:
    return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _findings(content: bytes, path: str) -> tuple[Obstacle, ...]:
    return tuple(map(Obstacle.of, parse(content, path).findings))


def _unusual_break(text: str, position: int, path: str) -> Obstacle:
    where = Where(path, text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position))
    number = f"{ord(text[position]):04X}"
    return Obstacle(
        where,
        message(
            "the line ends with a character that few programs take for a line break (U+{number})",
            number=number,
        ),
        message("replace it by a line break, or in double quotes by an escape"),
    )


# the proof


def _differences(content: bytes, laid_out: LaidOut, path: str, order: Order) -> tuple[Obstacle, ...]:
    """What the canonical text would change beside layout and order."""
    old, new = _with_line_feeds(content), laid_out.text
    before, after = (parse(text, path, keep_empty=True).data for text in (content, new.encode("utf-8")))
    if after is None or not _identical(before, after):
        return (_early_alias(old, new, path) or Obstacle(Where(path), _OTHER_VALUES, _BY_HAND),)
    if Counter(comments_in(old)) != Counter(comments_in(new)):
        return (Obstacle(Where(path), _LOST_COMMENT, _BY_HAND),)
    source = Source(new.encode("utf-8"))
    again = lay_out(source, order)
    if again.text != new or _by_field(again.remarks) != _by_field(laid_out.remarks):
        return (Obstacle(Where(path), _MOVED_COMMENT, _BY_HAND),)
    return tuple(_moved_suppressions(old, source, path)) if _SUPPRESSION in old else ()


_OTHER_VALUES = message("laid out, this file would not hold the same values")
_LOST_COMMENT = message("laid out, this file would lose a comment")
_MOVED_COMMENT = message("laid out, a comment would stand at something else")
_BY_HAND = message("write it in a simpler way by hand, with comments on lines of their own")
_SUPPRESSION = "pmo:"


def _identical(one: Plain, other: Plain) -> bool:
    """Whether two values are the same to the digit, fields in any order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_identical(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_identical, one, other))
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one.as_tuple() == other.as_tuple()
    return type(one) is type(other) and one == other


def _by_field(remarks: Sequence[Remark]) -> Mapping[tuple[str | int, ...], Sequence[Remark]]:
    found: defaultdict[tuple[str | int, ...], list[Remark]] = defaultdict(list)
    for remark in remarks:
        found[remark.keys].append(remark)
    return found


def _early_alias(old: str, new: str, path: str) -> Obstacle | None:
    """The alias that would come before its anchor."""
    seen: set[str] = set()
    for reference in references_in(new):
        if reference.is_anchor:
            seen.add(reference.name)
        elif reference.name not in seen:
            line = next(
                one.line for one in references_in(old) if one.name == reference.name and not one.is_anchor
            )
            return Obstacle(
                Where(path, line),
                message(
                    "with its fields in order, the alias `*{name}` would come before its anchor",
                    name=reference.name,
                ),
                message("write the value out instead of `*{name}`", name=reference.name),
            )
    return None


def _moved_suppressions(old: str, new: Source, path: str) -> Iterator[Obstacle]:
    """The comments that accept findings and would not cover what they cover."""
    remaining = Counter(covered for _, covered in _covered(new))
    for suppression, covered in _covered(Source(old.encode("utf-8"))):
        if remaining[covered]:
            remaining[covered] -= 1
        else:
            yield Obstacle(
                Where(path, suppression.line),
                message("laid out, this comment would accept findings of something else"),
                message("put it on a line of its own, directly above what it is about"),
            )


def _covered(source: Source) -> Iterator[tuple[Suppression, tuple[object, ...]]]:
    """The comments that accept findings, each with what it says and the fields and items that it covers."""
    places = sorted(
        ((source.line(position) + 1, keys) for keys, position in _places(source.root, ())), key=_line
    )
    for one in suppressions_in(source.content):
        first = bisect_left(places, one.first, key=_line)
        last = bisect_right(places, one.last, key=_line)
        everything = first == 0 and last == len(places)
        covered = None if everything else frozenset(keys for _, keys in places[first:last])
        yield one, (one.codes, one.until, one.reason, covered)


_line = itemgetter(0)


def _places(node: Node, keys: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], int]]:
    """Where the findings about fields and items stand: at a single value, else at the key, or where an item begins."""
    if isinstance(node, Fields):
        for pair in node.pairs:
            inside = (*keys, pair.key.value if isinstance(pair.key, Scalar) else "")
            single = not isinstance(pair.value, Fields | Listing) and pair.value.start < pair.value.end
            yield inside, pair.value.start if single else pair.key.begin
            yield from _places(pair.value, inside)
    elif isinstance(node, Listing):
        for number, item in enumerate(node.items):
            yield (*keys, number), item.begin
            yield from _places(item, (*keys, number))
