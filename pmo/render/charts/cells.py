"""Rows of coloured cells with a letter in each: health over time."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pmo.analysis.progress import HEALTHS, Health
from pmo.locale import Language
from pmo.render.charts.picture import STEP, WIDTH, Row, columns, shortened, style

_NO_REPORT = "\N{EN DASH}"
"""Stands for grey: never reported, or not in time."""
_COLUMN = 58
"""Pixels that a column is wide at most."""


class Cell(NamedTuple):
    """A colour in a row; None where nothing was said."""

    column: str
    health: Health | None
    said: str
    """What a reader learns who points at it."""


def letters(language: Language) -> dict[Health, str]:
    """A sign for each health: as few letters of its word as tell them apart; grey says nothing."""
    words: dict[Health, str] = {one: language.label("health", one) for one in HEALTHS if one != "grey"}
    length = next(
        (
            some
            for some in range(1, 20)
            if len({word[:some].casefold() for word in words.values()}) == len(words)
        ),
        20,
    )
    return {**{one: word[:length] for one, word in words.items()}, "grey": _NO_REPORT}


def health_scale(found: Iterable[Health | None], language: Language) -> Row:
    """Words and colours of what is in a picture."""
    present = set(found)
    known = [one for one in HEALTHS if one in present]
    colours = style()["colours"]["health"]
    return {
        "domain": [health_word(one, language) for one in known],
        "range": [colours[one] for one in known],
    }


def health_word(health: Health, language: Language) -> str:
    """Its word, behind the letter that stands in the cells."""
    word = language.label("health", health)
    return f"{_NO_REPORT} {word}" if health == "grey" else word


def grid(rows: Mapping[str, Sequence[Cell]], language: Language) -> list[Row]:
    """What the template `health-history` draws: a cell of each row in each column, also the empty ones."""
    signs, ink = letters(language), style()["colours"]["ink"]
    return [
        {
            "row": label,
            "column": cell.column,
            "health": None if cell.health is None else health_word(cell.health, language),
            "letter": "" if cell.health is None else signs[cell.health],
            "ink": "#000000" if cell.health is None else ink[cell.health],
            "said": cell.said,
        }
        for label, cells in rows.items()
        for cell in cells
    ]


def width_of(labels: Iterable[str], columns_: int) -> int:
    """Pixels for labels and columns: no wider than needed, so that cells stay cells."""
    room = max(map(columns, labels), default=0) * 7 + 40
    return int(min(WIDTH, max(room + columns_ * _COLUMN, 420)))


def height_of(rows: int) -> int:
    """Pixels for rows, the title and the legend; `fit` takes it for the whole."""
    return rows * STEP


def month(day: datetime.date, language: Language) -> str:
    """The month of a day, short: `Oct 2026`."""
    return shortened(language.period(f"{day.year:04}-{day.month:02}", short=True))
