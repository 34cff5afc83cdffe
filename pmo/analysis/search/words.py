"""Words as they are compared: without case and accents; and what somebody may have meant by one."""

import re
import unicodedata
from typing import Final, NamedTuple

WORD: Final = re.compile(r"[^\W_]+")
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
MOST_FORMS: Final = 60
"""Words of the portfolio that one word of a question may stand for."""
_PREFIX, _INSIDE, _SLIP = 0.8, 0.4, 0.6


class Form(NamedTuple):
    """A word of the portfolio that a word of a question may stand for."""

    text: str
    quality: float
    """1 where it is the word itself, less where it only begins with it, holds it, or is spelled a bit differently."""


def plain(text: str) -> str:
    """Without case and accents; as many lines as before."""
    folded = text.casefold()
    return folded if folded.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", folded))


def words_of(text: str) -> list[str]:
    """The words of a text, plain."""
    return WORD.findall(plain(text))


def forms(word: str, vocabulary: frozenset[str]) -> tuple[Form, ...]:
    """What a word may stand for, the best first: itself, what begins with it or holds it, or a slip of the keyboard."""
    found: dict[str, float] = {}
    if word in vocabulary:
        found[word] = 1.0
    if len(word) > 1:
        for other in vocabulary:
            if word in other and other != word:
                base = _PREFIX if other.startswith(word) else _INSIDE if len(word) > 3 else 0.0
                if base:
                    found[other] = base * (len(word) / len(other)) ** 0.5
    if word not in vocabulary:
        for other, distance in _slips(word, vocabulary):
            found[other] = max(found.get(other, 0.0), _SLIP / distance)
    best = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:MOST_FORMS]
    return tuple(Form(text, quality) for text, quality in best)


def _slips(word: str, vocabulary: frozenset[str]) -> list[tuple[str, int]]:
    """Words that are spelled nearly like it: one letter changed, left out, added or swapped, in long words two."""
    allowed = 0 if len(word) < 4 or word.isdecimal() else 1 if len(word) < 8 else 2
    if not allowed:
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = [other for other in vocabulary if abs(len(other) - len(word)) <= allowed]
    found = process.extract(word, near, scorer=OSA.distance, score_cutoff=allowed, limit=MOST_FORMS)
    return [(other, int(distance)) for other, distance, _ in found if distance]
