"""Which project waits for which: arrows from who delivers to who waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pmo.analysis.health import OVERALL, health_of
from pmo.analysis.progress import NeededMilestone, needed_milestones
from pmo.locale.marking import mark
from pmo.render.charts.cells import letters
from pmo.render.charts.layers import layered
from pmo.render.charts.picture import (
    PLOT,
    Picture,
    Row,
    and_more,
    columns,
    composed,
    labels,
    listed,
    plain,
    shortened,
    style,
)
from pmo.render.reports import Scope
from pmo.render.views.parts import dependency_row

MOST: Final = 24
"""Projects in one picture: those of which most hangs together."""
_HIGH: Final = 38
_GAP: Final = 22
_WIDEST: Final = 168
_SIDE: Final = 22
"""Room at the sides for arrows that lead around."""
_AT_RISK: Final = "#b42318"
_FINE: Final = "#5c6b7a"


@dataclass(frozen=True)
class _Way:
    """All that one project waits for of another."""

    supplier: str
    waiting: str
    count: int
    at_risk: int


def picture(scope: Scope) -> Picture | None:
    """The graph of dependencies that are not settled; None where no project waits for another."""
    language, say = scope.language, scope.language.text
    ids = {one.id for one in scope.projects}
    needed = [
        one
        for one in needed_milestones(scope.portfolio, scope.as_of)
        if one.project.id in ids or one.supplier.id in ids
    ]
    ways = _ways(needed)
    if not ways:
        return None
    weights: dict[str, int] = {}
    for way in ways:
        for end in (way.supplier, way.waiting):
            weights[end] = weights.get(end, 0) + way.count + 10 * way.at_risk
    nodes = sorted(sorted(weights, key=lambda key: (-weights[key], key))[:MOST])
    shown = [way for way in ways if way.supplier in nodes and way.waiting in nodes]
    found = layered(nodes, [(way.supplier, way.waiting) for way in shown])
    places, height = _places(found)
    rows = _rows(scope, places, shown, len(found), height)
    if any(places[way.waiting][0] <= places[way.supplier][0] for way in shown):
        height += _GAP
    subtitle = say("Arrows lead to who waits; dashed red: late, too late for who waits, or not agreed")
    left_out = len(weights) - len(nodes)
    if left_out:
        subtitle += f" · {and_more(left_out, language)}"
    return composed(
        "dependencies",
        say("Dependencies between projects"),
        _alternative(scope, needed, ways, left_out),
        language,
        rows=rows,
        subtitle=subtitle,
        width=PLOT,
        height=height,
        dashes={"domain": ["fine", "at-risk"], "range": [[1, 0], [6, 3]]},
        what=say("Project"),
        health=say("Health"),
        waits=say("Waits for"),
        delivers=say("Delivers to"),
    )


def _ways(needed: Sequence[NeededMilestone]) -> list[_Way]:
    found: dict[tuple[str, str], list[bool]] = {}
    for one in needed:
        found.setdefault((one.supplier.id, one.project.id), []).append(dependency_row(one).is_at_risk)
    return [_Way(*ends, len(risks), sum(risks)) for ends, risks in sorted(found.items())]


def _places(found: Sequence[Sequence[str]]) -> tuple[dict[str, tuple[float, float]], int]:
    """The left upper corner of every node, and how high all is."""
    tallest = max(map(len, found))
    height = tallest * (_HIGH + _GAP)
    step = (PLOT - 2 * _SIDE - _wide(len(found))) / max(len(found) - 1, 1)
    return {
        node: (
            _SIDE + number * step,
            (height - len(column) * (_HIGH + _GAP)) / 2 + place * (_HIGH + _GAP) + _GAP / 2,
        )
        for number, column in enumerate(found)
        for place, node in enumerate(column)
    }, height


def _wide(count: int) -> float:
    """Pixels of a node where there are so many columns."""
    return float(min(_WIDEST, (PLOT - 2 * _SIDE - 46 * (count - 1)) / count))


def _rows(
    scope: Scope, places: dict[str, tuple[float, float]], ways: Sequence[_Way], count: int, height: int
) -> dict[str, list[Row]]:
    wide = _wide(count)
    projects = scope.portfolio.projects
    named = labels(((key, projects[key.lower()].title) for key in places), 60)
    rows: dict[str, list[Row]] = {"nodes": [], "names": [], "ways": [], "heads": [], "counts": []}
    signs, colours = letters(scope.language), style()["colours"]
    for key, (x, y) in places.items():
        health = health_of(scope.portfolio, projects[key.lower()], scope.as_of).counting.get(OVERALL)
        ink = colours["ink"][health or "grey"]
        node: dict[str, Any] = {
            "x": x,
            "y": y,
            "x2": x + wide,
            "y2": y + _HIGH,
            "colour": colours["health"][health or "grey"],
            "title": plain(projects[key.lower()].title),
            "health": scope.language.label("health", health) if health else "",
            "waits": listed([named[way.supplier] for way in ways if way.waiting == key], scope.language),
            "delivers": listed([named[way.waiting] for way in ways if way.supplier == key], scope.language),
        }
        rows["nodes"].append(node)
        title = f"{signs[health]} · {named[key]}" if health else named[key]
        lines = _folded(title, int((wide - 10) / 5.9))
        for number, line in enumerate(lines):
            down = y + _HIGH / 2 + (number - (len(lines) - 1) / 2) * 14
            rows["names"].append({"x": x + wide / 2, "y": down, "text": line, "ink": ink})
    for number, way in enumerate(ways):
        x, y = places[way.supplier]
        to_x, to_y = places[way.waiting]
        start, end = (x + wide, y + _HIGH / 2), (to_x - 6, to_y + _HIGH / 2)
        colour = _AT_RISK if way.at_risk else _FINE
        kind = "at-risk" if way.at_risk else "fine"
        for step, point in enumerate(_course(start, end, height)):
            rows["ways"].append(
                {"edge": number, "step": step, "x": point[0], "y": point[1], "colour": colour, "kind": kind}
            )
        rows["heads"].append({"x": end[0], "y": end[1], "colour": colour})
        if way.count > 1:
            middle = {"x": (start[0] + end[0]) / 2, "y": (start[1] + end[1]) / 2}
            rows["counts"].append({**middle, "text": f"{way.count}\N{MULTIPLICATION SIGN}", "colour": colour})
    return rows


def _course(start: tuple[float, float], end: tuple[float, float], height: int) -> list[tuple[float, float]]:
    """The points that an arrow bends along; one that goes back leads around below all."""
    (x, y), (to_x, to_y) = start, end
    if to_x > x:
        bend = min((to_x - x) / 2, 40)
        return [start, (x + bend / 2, y), (x + bend, y), (to_x - bend, to_y), (to_x - bend / 2, to_y), end]
    turns = [(x + 16, y), (x + 16, height), (to_x - 14, height), (to_x - 14, to_y)]
    return [start, *(turn for turn in turns for _ in range(2)), end]


def _folded(text: str, longest: int) -> list[str]:
    """A text on at most two lines."""
    if columns(text) <= longest:
        return [text]
    first = ""
    words = text.split(" ")
    while words and columns(f"{first} {words[0]}") <= longest:
        first = f"{first} {words.pop(0)}".strip()
    if not first:
        return [shortened(text, longest)]
    return [first, shortened(" ".join(words), longest)]


def _alternative(
    scope: Scope, needed: Sequence[NeededMilestone], ways: Sequence[_Way], left_out: int
) -> list[str]:
    language, say = scope.language, scope.language.text
    texts = [
        language.plural(
            "{n} milestone waits for another project.",
            "{n} milestones wait for other projects.",
            len(needed),
        )
    ]
    projects = scope.portfolio.projects
    for is_at_risk, text in ((True, mark("At risk: {names}.")), (False, mark("Not at risk: {names}."))):
        names = [
            say(
                "{waiting} waits for {supplier}",
                waiting=projects[way.waiting.lower()].title,
                supplier=projects[way.supplier.lower()].title,
            )
            for way in ways
            if bool(way.at_risk) == is_at_risk
        ]
        if names:
            texts.append(say(text, names=listed(names, language)))
    if left_out:
        texts.append(language.plural("{n} project is not shown.", "{n} projects are not shown.", left_out))
    return texts
