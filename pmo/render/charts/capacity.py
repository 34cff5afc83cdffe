"""The load of the roles: how much of each is promised or asked for, month by month, as a map of heat."""

from typing import Final

from pmo.analysis.capacity import Bottleneck, Figures, capacity, window
from pmo.analysis.capacity import Row as Load
from pmo.analysis.capacity import Scope as About
from pmo.locale import Language
from pmo.locale.marking import mark
from pmo.render.charts.cells import height_of, width_of
from pmo.render.charts.picture import Picture, Row, and_more, composed, labels, listed, plain
from pmo.render.reports import Scope

MOST = 25
"""Roles in one picture: the heaviest."""
_BANDS: Final = (
    # up to which share of what there is, in words, colour, ink
    (0.0, mark("nothing"), "#ffffff", "#7b8794"),
    (0.8, mark("up to 80%"), "#dbe9f6", "#1f2933"),
    (1.0, mark("up to 100%"), "#8ec1ea", "#0b2239"),
    (1.2, mark("up to 120%, too much"), "#f0a830", "#2b1d00"),
    (float("inf"), mark("above 120%"), "#a3201d", "#ffffff"),
)


def picture(scope: Scope) -> Picture | None:
    """Load of roles; None where nothing is promised or asked for."""
    language, say = scope.language, scope.language.text
    found = capacity(
        scope.portfolio, window(scope.portfolio, scope.as_of), "role", About(projects=scope.chosen)
    )
    loaded = [row for row in found.rows if any(one.demand for one in row.figures)]
    if not loaded:
        return None
    shown = loaded[:MOST]
    named = labels((row.id, row.name) for row in shown)
    periods = [language.period(one.name, short=True) for one in found.slices]
    cells = [
        _cell(row, named[row.id], period, figures, language)
        for row in shown
        for period, figures in zip(periods, row.figures, strict=True)
    ]
    present = {row["band"] for row in cells}
    bands = [(say(name), colour) for _, name, colour, _ in _BANDS if say(name) in present]
    subtitle = say("Promised and asked for, as a share of what there is")
    if len(loaded) > MOST:
        subtitle += f" · {and_more(len(loaded) - MOST, language)}"
    return composed(
        "capacity",
        say("Load of the roles"),
        _alternative(scope, found.bottlenecks, loaded),
        language,
        rows={"cells": cells},
        subtitle=subtitle,
        colours={"domain": [name for name, _ in bands], "range": [colour for _, colour in bands]},
        width=width_of(named.values(), len(periods) + 1),
        height=height_of(len(shown)),
        role=say("Role"),
        when=say("Month"),
        load=say("Load"),
        promised_said=say("Promised"),
        asked_said=say("Asked for"),
        there_said=say("There is"),
    )


def _cell(row: Load, label: str, period: str, figures: Figures, language: Language) -> Row:
    share = float(figures.demand / figures.capacity) if figures.capacity else None
    if share is None and figures.demand:
        share = float("inf")
    # as it is written, so that 100% never has the colour of more
    rounded = round(share or 0.0, 2) if share != float("inf") else float("inf")
    _, name, _, ink = next(band for band in _BANDS if rounded <= band[0])
    return {
        "row": label,
        "title": plain(row.name),
        "period": period,
        "band": language.text(name),
        "ink": ink,
        "text": _text(share, language),
        "promised": language.number(figures.load, 1),
        "asked": language.number(figures.requested + figures.unfilled, 1),
        "there": language.number(figures.capacity, 1),
    }


def _text(share: float | None, language: Language) -> str:
    if not share:
        return "·"
    return language.text("nobody") if share == float("inf") else language.percent(share)


def _alternative(scope: Scope, bottlenecks: tuple[Bottleneck, ...], loaded: list[Load]) -> list[str]:
    language = scope.language
    texts = [
        language.plural("{n} role with work.", "{n} roles with work.", len(loaded)),
    ]
    over = [
        language.text(
            "{role} ({share} in {period})",
            role=one.name,
            share=language.text("nobody there") if one.share is None else language.percent(one.share),
            period=language.period(one.peak.name),
        )
        for one in bottlenecks
        if one.first_over is not None
    ]
    if over:
        texts.append(language.text("More than there is: {names}.", names=listed(over, language)))
    else:
        texts.append(language.text("None has more than there is of it."))
    return texts
