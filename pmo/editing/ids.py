"""Ids from titles: short, readable, of ASCII letters and digits.

They come from titles and not from a counter, because numbers that are given out on two branches collide.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import count

LONGEST = 32
"""Characters that an id has at most, unless it must be told apart from another."""
MOST_WORDS = 5

_LONGEST_TOLD_APART = 48
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
"""Names that cannot be those of a folder on Windows."""
_EMPTY_WORDS = frozenset(
    {
        *(
            "a",
            "an",
            "the",
            "of",
            "for",
            "to",
            "in",
            "on",
            "at",
            "by",
            "with",
            "and",
            "or",
            "is",
            "are",
            "be",
        ),
        *("we", "our", "this", "that"),
        *("yang", "dan", "di", "ke", "dari", "untuk", "pada", "dengan", "atau"),
    }
)
_LETTERS = str.maketrans(
    {
        **{
            "ß": "ss",
            "æ": "ae",
            "œ": "oe",
            "ø": "o",
            "ł": "l",
            "đ": "d",
            "ð": "d",
            "þ": "th",
            "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        },
        **dict(zip("абвгдезиклмнопрстуфхыэієґ", "abvgdeziklmnoprstufhyeieg", strict=True)),
        **{"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"},
        **dict(zip("αβγδεζηικλμνξοπρσςτυφω", "abgdeziiklmnxoprsstyfo", strict=True)),
        **{"θ": "th", "χ": "ch", "ψ": "ps"},
        **dict.fromkeys("'\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}", ""),
    }
)
"""Letters that do not come apart into an ASCII letter and its accent."""


def slug(title: str, noun: str) -> str:
    """The id that a title suggests; ``noun`` stands before a mere number, or for what cannot be read as ASCII."""
    return next(_suggestions(title, noun))


def free_id(title: str, noun: str, taken: Collection[str]) -> str:
    """An id from a title that is not among ``taken`` (in lower case): with more of its words, else a number."""
    return next(one for one in _suggestions(title, noun) if one not in taken and one not in _DEVICES)


def _suggestions(title: str, noun: str) -> Iterator[str]:
    words = _words(title)
    if not words:
        digest = hashlib.sha256(title.encode("utf-8", "surrogatepass")).hexdigest()
        words = [noun, digest[:6]]
    elif not any(map(str.isalpha, "".join(words))):
        words = [*_words(noun), *words]
    short = _shortened(words)
    yield "-".join(short)
    longer = short
    for word in words[len(short) :]:
        longer = [*longer, word]
        if len("-".join(longer)) > _LONGEST_TOLD_APART:
            break
        yield "-".join(longer)
    for number in count(2):
        yield f"{'-'.join(short)}-{number}"


def _words(text: str) -> list[str]:
    """Words that say something, in ASCII; all of them where none does."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(one for one in apart if not unicodedata.combining(one)).translate(_LETTERS)
    words = re.findall(r"[a-z0-9]+", kept)
    return [word for word in words if word not in _EMPTY_WORDS] or words


def _shortened(words: list[str]) -> list[str]:
    short = [words[0][:LONGEST]]
    for word in words[1:MOST_WORDS]:
        if len("-".join([*short, word])) > LONGEST:
            break
        short.append(word)
    return short
