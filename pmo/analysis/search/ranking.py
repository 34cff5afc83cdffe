"""Which records answer a question best: BM25 over their fields, titles and ids counting more.

A record that holds all words of the question comes before one that holds some. Of a word the form in which it
stands matters: itself before what begins with it, and that before a slip of the keyboard.
"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, NamedTuple

from pmo.analysis.search.texts import Line, Texts, Unit
from pmo.analysis.search.words import WORD, Form, forms, plain, words_of
from pmo.model.portfolio import Keys, Portfolio

_SATURATION, _LENGTH = 1.2, 0.5
"""The constants of BM25: how fast more of a word stops to count, and how much long records are held back."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question, and the words of the portfolio that it was taken for."""

    text: str
    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that answers the question."""

    unit: Unit
    score: float
    keys: Keys
    """The way to the text that matches best, in the document."""
    text: str
    """That text."""
    marks: tuple[tuple[int, int], ...]
    """Where the words stand in it: first character, and the one after the last."""

    def place(self, lines: Sequence[str], first: int) -> tuple[int, int]:
        """Line and column, from 1, of the first of the words in its file, whose text begins at line ``first``."""
        wanted = {part for start, end in self.marks for part in words_of(self.text[start:end])}
        for number in range(first, min(first + self.text.count(" ") + 1, len(lines) + 1)):
            for match in WORD.finditer(lines[number - 1]):
                if wanted.intersection(words_of(match[0])):
                    return number, match.start() + 1
        return first, 1


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a question."""

    words: tuple[Word, ...]
    hits: tuple[Hit, ...]
    """The best first, at most as many as were asked for."""
    total: int
    """Number of all records that hold a word."""


class _Found(NamedTuple):
    """An occurrence of a word."""

    line: int
    word: int
    """Number of the word of the question."""
    quality: float


_Keeps = Callable[[Unit, Line], bool]


def search(
    portfolio: Portfolio,
    question: str,
    *,
    keeps: _Keeps | None = None,
    limit: int | None = None,
) -> Result:
    """The records that hold the words of a question, the best first; ``keeps`` says which texts count."""
    texts = Texts(portfolio)
    lines = texts.lines
    if keeps is not None:
        lines = [line for line in lines if keeps(texts.units[line.unit], line)]
    whole = plain("\n".join(line.text.replace("\n", " ") for line in lines))
    vocabulary = frozenset(WORD.findall(whole))
    words = tuple(Word(text, forms(text, vocabulary)) for text in dict.fromkeys(words_of(question)))
    found = _occurrences(whole, words)
    scores = _scores(found, lines, words, len(texts.units))
    best = sorted(scores, key=lambda unit: (-scores[unit], texts.units[unit].address, unit))
    shown = best if limit is None else best[:limit]
    by_unit: dict[int, list[_Found]] = {unit: [] for unit in shown}
    for one in found:
        if lines[one.line].unit in by_unit:
            by_unit[lines[one.line].unit].append(one)
    hits = tuple(_hit(texts.units[unit], scores[unit], by_unit[unit], lines, words) for unit in shown)
    return Result(words, hits, len(scores))


def _occurrences(whole: str, words: Iterable[Word]) -> list[_Found]:
    """Where the forms of the words stand, line by line."""
    starts = [0, *accumulate(len(line) + 1 for line in whole.split("\n"))]
    found = []
    for number, word in enumerate(words):
        for form in word.forms:
            found += [
                _Found(bisect_right(starts, position) - 1, number, form.quality)
                for position in _positions(whole, form.text)
            ]
    return found


def _positions(whole: str, word: str) -> Iterator[int]:
    """Where a word begins that is not part of a longer one."""
    start, end = whole.find(word), len(whole)
    while start >= 0:
        after = start + len(word)
        is_whole = (not start or not _is_letter(whole[start - 1])) and (
            after == end or not _is_letter(whole[after])
        )
        if is_whole:
            yield start
        start = whole.find(word, after)


def _is_letter(character: str) -> bool:
    return character.isalnum()


def _scores(
    found: Iterable[_Found], lines: list[Line], words: Collection[Word], units: int
) -> dict[int, float]:
    """The score of each record that holds a word."""
    weights: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for one in found:
        line = lines[one.line]
        weights[one.word][line.unit] += line.weight * one.quality
    lengths: dict[int, int] = defaultdict(int)
    for line in lines:
        lengths[line.unit] += len(line.text)
    mean = sum(lengths.values()) / max(len(lengths), 1) or 1
    scores: dict[int, float] = defaultdict(float)
    held: dict[int, int] = defaultdict(int)
    for holders in weights.values():
        rarity = math.log(1 + (units - len(holders) + 0.5) / (len(holders) + 0.5))
        for unit, weight in holders.items():
            room = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[unit] / mean)
            scores[unit] += rarity * weight * (_SATURATION + 1) / (weight + room)
            held[unit] += 1
    return {unit: score * (held[unit] / len(words)) ** 2 for unit, score in scores.items()}


def _hit(unit: Unit, score: float, found: list[_Found], lines: list[Line], words: tuple[Word, ...]) -> Hit:
    """The text of a record that says most about the words."""
    worth: dict[int, dict[int, float]] = defaultdict(dict)
    for one in found:
        known = worth[one.line].get(one.word, 0.0)
        line = lines[one.line]
        most = _MOST_OF_AN_ID if line.keys[-1] == "id" else _MOST_OF_A_LINE
        worth[one.line][one.word] = max(known, one.quality * min(line.weight, most))
    best = max(worth, key=lambda line: (sum(worth[line].values()), -line))
    line = lines[best]
    known_forms = {form.text for number in worth[best] for form in words[number].forms}
    marks = tuple(
        match.span()
        for match in WORD.finditer(line.text)
        if any(part in known_forms for part in words_of(match[0]))
    )
    return Hit(unit, round(score, 4), line.keys, line.text, marks)


_MOST_OF_A_LINE: Final = 1.5
"""What a text is worth at most for being a title: the sentence that holds all words says more than its title."""
_MOST_OF_AN_ID: Final = 1.2
"""The same for an id, which says less than the title that it was made from."""
