"""Which field a column probably means, by its name: the same words, what others call it, or nearly that."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from pmo.interchange.directory import folded
from pmo.interchange.kinds import TABLE_KINDS, TableKind
from pmo.interchange.numbers import CURRENCIES, UNITS
from pmo.interchange.synonyms import names_for
from pmo.interchange.values import languages

How = Literal["named", "like"]
"""``named``: the column is called what the field is called, here or elsewhere; ``like``: nearly so."""

LIKENESS = 82
"""Percent from which a name counts as nearly the same."""
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_NO_WORD = re.compile(r"[^0-9a-z]+")
_SIGN = "|".join(
    re.escape(sign)
    for sign in sorted((one for one in CURRENCIES if not one.isalpha()), key=len, reverse=True)
)
_WORD = "|".join(sorted(UNITS, key=len, reverse=True))
_UNIT = re.compile(
    rf"""(?<![A-Za-z])
    (?: (?:{_SIGN}|[A-Z]{{3}}|Rp\.?) \s? (?:(?P<thousands>'?000)s?|(?P<unit>(?i:{_WORD})))
      | (?P<before>(?i:{_WORD}))\.? \s? (?:{_SIGN}|EUR|USD|GBP|IDR|Rp) )
    (?![A-Za-z])""",
    re.VERBOSE,
)
_FACTORS = {10**3: "thousand", 10**6: "million", 10**9: "billion", 10**12: "trillion"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A field for a column."""

    column: str
    field: str
    how: How


def plain_name(column: str) -> str:
    """The name of a column as it is compared: lower-case words, without what stands in brackets behind it."""
    return _words(_BRACKETS.sub(" ", column)) or _words(column)


def propose(kind: TableKind, columns: Sequence[str], taken: Iterable[str] = ()) -> list[Proposal]:
    """A field for each column that seems to mean one, each field once; ``taken`` fields are left out."""
    free = set(_meanings(kind)) - set(taken)
    found: dict[str, Proposal] = {}
    wishes = {column: _meant(kind, column) for column in columns}
    for column in sorted(wishes, key=lambda one: (len(wishes[one]), columns.index(one))):
        field = next((one for one in wishes[column] if one in free or one not in _meanings(kind)), None)
        if field is not None:
            free.discard(field)
            found[column] = Proposal(column, field, "named")
    for column in columns:
        if column in found or wishes[column]:
            continue
        close = _nearest(kind, plain_name(column), free)
        if close is not None:
            free.discard(close)
            found[column] = Proposal(column, close, "like")
    return [found[column] for column in columns if column in found]


def is_called_like_a_field(name: str, kind: TableKind | None = None) -> bool:
    """Whether a column of this name would mean a field, of the kind or of any."""
    kinds = [kind] if kind is not None else TABLE_KINDS.values()
    plain = plain_name(name)
    return bool(plain) and any(_fields_called(one, plain) for one in kinds)


def unit_of(column: str) -> str | None:
    """The unit of money that the name of a column says: `Cost (£m)`, `Budget EUR k`, `in Mio. €`."""
    match = _UNIT.search(column)
    if match is None:
        return None
    return _FACTORS[1000 if match["thousands"] else UNITS[(match["unit"] or match["before"]).lower()]]


def _meant(kind: TableKind, column: str) -> list[str]:
    """Fields that a column of this name means: the one whose full name it has, else those that are called so."""
    exact = kind.find(column) if "." in column.strip(".") else None
    return [exact.name] if exact is not None else _fields_called(kind, plain_name(column))


def _fields_called(kind: TableKind, name: str) -> list[str]:
    """Fields that are called exactly so, the surest first."""
    found = [field for field, names in _meanings(kind).items() if name in names]
    return sorted(found, key=lambda field: _words(field) != name)


_cache: dict[str, dict[str, tuple[str, ...]]] = {}


def _meanings(kind: TableKind) -> dict[str, tuple[str, ...]]:
    """By field: everything that its column may be called, as it is compared."""
    if kind.name not in _cache:
        usual = {name: names for name, names in names_for(kind.name).items() if name in kind.names}
        found = {name: (_words(name), *map(_words, names)) for name, names in usual.items()}
        for name in kind.names:
            found[name] = (*found.get(name, (_words(name),)), *_labels(name))
        _cache[kind.name] = found
    return _cache[kind.name]


def _labels(field: str) -> Iterator[str]:
    """What readers see for a field of the record itself, in every language that is installed."""
    if "." not in field:
        yield from (_words(one.label("field", field)) for one in languages())


def _nearest(kind: TableKind, name: str, free: Iterable[str]) -> str | None:
    names = {one: field for field in free for one in _meanings(kind)[field]}
    best = process.extractOne(name, sorted(names), scorer=fuzz.token_sort_ratio, score_cutoff=LIKENESS)
    return names[best[0]] if best is not None else None


def _words(text: str) -> str:
    return _NO_WORD.sub(" ", folded(text.replace("/", " "))).strip()
