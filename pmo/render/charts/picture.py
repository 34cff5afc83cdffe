"""A picture: a specification of Vega-Lite that holds its data, and says in words what it shows.

Specifications lie in `templates/charts/<name>.vl.json`. A text in one that begins with `$` stands for a value that a
builder gives it; `style.json` has what all share. Rows are named data; whatever users wrote stands in them, or
in the title as one plain text: Vega takes neither for an expression.
"""

import datetime
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, cast

from pmo.locale import Language
from pmo.render.inert import for_terminal
from pmo.trees import shipped

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH: Final = 700
"""Pixels of a picture: what a page of A4 or of a wiki has room for."""
PLOT: Final = WIDTH - 20
"""What its padding leaves of it."""
STEP: Final = 24
"""Pixels of a row."""
LONGEST: Final = 40
"""Columns of a label; what is longer ends with dots, and is whole in the tooltip."""
PIXELS: Final = 6.3
"""Pixels of a letter of a label, on average."""
DAY: Final = 86_400_000
"""A day in milliseconds."""
_TITLE_COLUMN: Final = 8
"""Pixels of a letter of a title."""
_NO_XML = re.compile("[\ufffe\uffff]")

Row = Mapping[str, Any]
Specification = Mapping[str, Any]


@dataclass(frozen=True)
class Picture:
    """A picture, ready to be drawn."""

    name: str
    """Its name in `CHARTS`."""
    title: str
    alternative: str
    """In words what it shows, for who cannot see it."""
    specification: Specification
    """Of Vega-Lite, with its data; it refers to nothing outside itself."""


def composed(
    name: str,
    title: str,
    alternative: Iterable[str],
    language: Language,
    *,
    rows: Mapping[str, Sequence[Row]],
    template: str | None = None,
    **values: object,
) -> Picture:
    """The picture that a template makes of rows and values."""
    heading, text = plain(title), plain(" ".join(alternative))
    given = {"width": WIDTH, **values}
    given["title"] = shortened(heading, int(cast(int, given["width"]) / _TITLE_COLUMN))
    filled = _filled(_read(f"{template or name}.vl.json"), given)
    specification = {
        "$schema": SCHEMA,
        "description": text,
        "datasets": {key: list(each) for key, each in rows.items()},
        **filled,
        "config": {**style()["config"], "locale": language.formats()},
    }
    return Picture(name, heading, text, specification)


def in_the_dark(picture: Picture) -> Specification:
    """The specification of a picture for a dark page."""
    config = picture.specification["config"]
    dark = {key: {**config.get(key, {}), **value} for key, value in style()["dark"].items()}
    lit = _swapped({**picture.specification, "config": {}}, style()["swapped"])
    return {**lit, "config": {**config, **dark, "background": None}}


def _swapped(value: Any, colours: Mapping[str, str]) -> Any:
    """The same with other colours in place of those that only light pages can show."""
    if isinstance(value, str):
        return colours.get(value, value)
    if isinstance(value, dict):
        return {key: _swapped(one, colours) for key, one in value.items()}
    if isinstance(value, list):
        return [_swapped(one, colours) for one in value]
    return value


@cache
def style() -> Mapping[str, Any]:
    """What all pictures share: `config` of Vega-Lite and the `colours` of marks; what is `dark` and `swapped` on dark pages."""
    found: Mapping[str, Any] = _read("style.json")
    return found


@cache
def _read(name: str) -> Any:
    return json.loads((shipped("charts") / name).read_text("utf-8"))


def _filled(template: Any, values: Mapping[str, object]) -> Any:
    if isinstance(template, str) and template.startswith("$"):
        return values[template[1:]]
    if isinstance(template, dict):
        return {key: _filled(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, values) for value in template]
    return template


# texts of users


def plain(text: str) -> str:
    """A text on one line, without what XML cannot hold."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", for_terminal(" ".join(text.split())))


def columns(text: str) -> int:
    """How wide a text is; signs of East Asia take two columns."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def shortened(text: str, longest: int = LONGEST) -> str:
    """A text on one line that fits."""
    text = plain(text)
    if columns(text) <= longest:
        return text
    kept, room = "", longest - 1
    for one in text:
        room -= columns(one)
        if room < 0:
            break
        kept += one
    return f"{kept.rstrip()}…"


def labels(named: Iterable[tuple[str, str]], longest: int = LONGEST) -> dict[str, str]:
    """A label for each key that no other has: the title shortened, with the key where titles are the same."""
    titles = {key: shortened(title, longest) for key, title in named}
    counts: dict[str, int] = {}
    for title in titles.values():
        counts[title] = counts.get(title, 0) + 1
    found = {
        key: title if counts[title] == 1 else f"{shortened(title, longest // 2)} ({plain(key)})"
        for key, title in titles.items()
    }
    return found if len(set(found.values())) == len(found) else {key: plain(key) for key in titles}


def listed(texts: Sequence[str], language: Language, most: int = 8) -> str:
    """Texts one after the other, and how many more there are."""
    shown = ", ".join(texts[:most])
    more = len(texts) - most
    return f"{shown} {and_more(more, language)}" if more > 0 else shown


def and_more(count: int, language: Language) -> str:
    """``and 3 more``."""
    return language.plural("and {n} more", "and {n} more", count)


# days and amounts


def moment(day: datetime.date) -> int:
    """A day as Vega counts time: milliseconds since 1970, UTC."""
    return (day - datetime.date(1970, 1, 1)).days * DAY


def window(
    days: Iterable[datetime.date], names: Iterable[str] = (), texts: Iterable[tuple[int, str]] = ()
) -> list[int]:
    """The first and the last moment of an axis of time, with some room at its ends.

    ``names``: the labels beside it. ``texts``: what stands to the right of some of its moments.
    """
    moments = [moment(day) for day in days]
    length = max(max(moments) - min(moments), 28 * DAY)
    first = min(moments) - round(length * 0.03)
    last = max(moments) + round(length * 0.03)
    plot = WIDTH - PIXELS * max(map(columns, names), default=0) - 40
    for at, text in texts:
        room = min((columns(text) + 2) * PIXELS / plot, 0.5)
        last = max(last, first + round((at - first) / (1 - room)))
    return [first, last]


def ticks(ends: Sequence[int]) -> Row:
    """How often an axis of time is marked: at most some eight times."""
    months = (ends[-1] - ends[0]) / DAY / 30.4
    step = next((one for one in (1, 2, 3, 6, 12, 24, 60, 120) if months / one <= 8), 0)
    step = step or 120 * math.ceil(months / 960)
    return {"interval": "month", "step": step} if step < 12 else {"interval": "year", "step": step // 12}
