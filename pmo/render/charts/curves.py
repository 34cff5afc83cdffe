"""Curves over time: lines with their names at their ends, in a unit that keeps numbers short."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from pmo.locale import Language
from pmo.render.charts.picture import Row, moment, style, ticks, window
from pmo.render.charts.timeline import today

HEIGHT: Final = 300
_ROOM: Final = 16
"""Pixels between the names of two lines."""
_DASHES: Final = {"planned": [7, 3], "earned": [1, 0], "spent": [1, 0], "forecast": [2, 3]}
_SHAPES: Final = {"planned": "square", "earned": "circle", "spent": "triangle-up", "forecast": "triangle-up"}


class Unit(NamedTuple):
    """What the numbers of an axis count."""

    size: Decimal
    name: str

    def of(self, amount: Decimal) -> float:
        """An amount in this unit, as finely as a picture can show it."""
        return round(float(amount) / float(self.size), 6)


class Line(NamedTuple):
    """A line of a picture."""

    kind: str
    """planned, earned, spent or forecast: its colour, dashes and signs."""
    name: str
    points: Sequence[tuple[datetime.date, Decimal]]


def money_unit(most: Decimal, currency: str, language: Language) -> Unit:
    """The unit in which amounts up to ``most`` are short numbers."""
    names = (
        (12, language.text("{currency} trillion", currency=currency)),
        (9, language.text("{currency} billion", currency=currency)),
        (6, language.text("{currency} million", currency=currency)),
        (3, language.text("{currency} thousand", currency=currency)),
    )
    power, name = next(
        ((power, name) for power, name in names if abs(most) >= Decimal(10) ** power), (0, currency)
    )
    return Unit(Decimal(10) ** power, name)


def curves(
    lines: Sequence[Line],
    unit: Unit,
    as_of: datetime.date,
    language: Language,
    write: Callable[[Decimal], str],
    levels: Sequence[tuple[Decimal, str]] = (),
) -> tuple[dict[str, Sequence[Row]], dict[str, Any]]:
    """Rows and values of the template `s-curve`; ``write`` tells an amount, ``levels`` are lines across."""
    drawn = [line for line in lines if line.points]
    most = max([amount for line in drawn for _, amount in line.points] + [amount for amount, _ in levels])
    top = max(unit.of(most) * 1.08, 0.0) or 1.0
    ends = _ends(drawn, unit, top, [unit.of(amount) for amount, _ in levels])
    days = [day for line in drawn for day, _ in line.points]
    axis = window([*days, as_of], ["000000000"], [(row["day"], row["label"]) for row in ends])
    rows: dict[str, Sequence[Row]] = {
        "lines": [
            {
                "series": line.name,
                "day": moment(day),
                "value": unit.of(amount),
                "day_said": language.date(day),
                "said": write(amount),
            }
            for line in drawn
            for day, amount in line.points
        ],
        "ends": ends,
        "levels": [{"value": unit.of(amount), "said": said} for amount, said in levels],
        "today": today(as_of, language),
    }
    names = [line.name for line in drawn]
    colours = style()["colours"]["series"]
    values = {
        "unit": unit.name,
        "top": top,
        "height": HEIGHT,
        "window": axis,
        "ticks": ticks(axis),
        "colours": _scale(names, [colours[line.kind] for line in drawn]),
        "dashes": _scale(names, [_DASHES[line.kind] for line in drawn]),
        "shapes": _scale(names, [_SHAPES[line.kind] for line in drawn]),
        "what": language.text("Line"),
        "when": language.text("Day"),
        "amount": language.text("Amount"),
    }
    return rows, values


def _scale(names: Sequence[str], values: Sequence[object]) -> Mapping[str, object]:
    return {"domain": names, "range": values}


def _ends(lines: Sequence[Line], unit: Unit, top: float, levels: Sequence[float]) -> list[dict[str, Any]]:
    """The names of the lines at their ends, moved apart where they would overlap, and below what lies across."""
    apart = top * _ROOM / HEIGHT
    ends: list[dict[str, Any]] = [
        {
            "series": line.name,
            "label": line.name,
            "day": moment(line.points[-1][0]),
            "label_at": unit.of(line.points[-1][1]),
        }
        for line in lines
    ]
    ends.sort(key=lambda row: row["label_at"])
    for row in ends:
        if any(abs(row["label_at"] - level) < apart / 2 for level in levels):
            row["label_at"] -= apart * 0.7
    lowest = 0.0
    for row in ends:
        row["label_at"] = lowest = max(row["label_at"], lowest)
        lowest += apart
    highest = top
    for row in reversed(ends):
        row["label_at"] = highest = min(row["label_at"], highest)
        highest -= apart
    return ends
