"""The risk matrix: open threats in the cells of the office, the heaviest by name beside it."""

from pmo.analysis.risk_matrix import OPEN, Cell, cell, residual_levels
from pmo.analysis.risk_register import RegisteredRisk, risk_register
from pmo.model.office import RiskRules
from pmo.render.charts.picture import PLOT, Picture, Row, and_more, composed, listed, plain, shortened, style
from pmo.render.reports import Scope
from pmo.render.views.parts import named, where

MOST = 12
"""Risks that are listed by name."""
_LEFT, _TOP, _WIDE, _HIGH = 34, 8, 66, 50
"""Pixels: room for the numbers of the rows, above the cells, and the sides of a cell."""
_BELOW = 34
_LINE = 20
_LIST = _LEFT + 5 * _WIDE + 34
_WORDS = ("R", "O", "Y", "G")


def picture(scope: Scope) -> Picture | None:
    """The matrix of threats; None where no threat is assessed."""
    return matrix(scope, "threat")


def matrix(scope: Scope, kind: str) -> Picture | None:
    """The matrix of threats, or of opportunities."""
    say = scope.language.text
    register = risk_register(scope.portfolio, scope.holders, scope.as_of)
    placed = [
        one
        for one in register.risks
        if one.risk.type == kind and one.risk.status in OPEN and one.current is not None
    ]
    if not placed:
        return None
    placed.sort(key=lambda one: (_WORDS.index(one.current or "G"), -(one.residual_score or 0), one.address))
    numbers = {one.address: number for number, one in enumerate(placed[:MOST], 1)}
    is_threat = kind == "threat"
    more = len(placed) - len(numbers)
    unknown = len(register.not_assessed)
    subtitle = say("Open threats as things stand") if is_threat else say("Open opportunities as things stand")
    if more:
        subtitle += f" · {and_more(more, scope.language)}"
    height = _TOP + max(5 * _HIGH, len(numbers) * _LINE) + _BELOW
    return composed(
        "risk-matrix" if is_threat else "opportunity-matrix",
        say("Risk matrix") if is_threat else say("Opportunity matrix"),
        _alternative(scope, placed, kind, unknown),
        scope.language,
        template="risk-matrix",
        rows={
            "cells": _cells(scope, placed, kind),
            "numbers": _numbers(placed, numbers, scope.portfolio.risk_rules, kind),
            "texts": _texts(scope),
            "list": [_line(scope, one, numbers[one.address]) for one in placed[:MOST]],
        },
        subtitle=subtitle,
        width=PLOT,
        height=height,
        cell=say("Cell"),
        probability=say("Probability"),
        impact=say("Impact"),
        risks=say("Risks"),
        risk=say("Risk"),
        what=say("Project"),
        owner=say("Owner"),
    )


def _group(kind: str) -> str:
    return "risk_cell" if kind == "threat" else "opportunity_cell"


def _levels(one: RegisteredRisk) -> tuple[int, int]:
    probability, impact = residual_levels(one.risk)
    assert probability is not None  # it has a cell
    assert impact is not None
    return probability, impact


def _corner(probability: int, impact: int) -> tuple[int, int]:
    return _LEFT + (impact - 1) * _WIDE, _TOP + (5 - probability) * _HIGH


def _cells(scope: Scope, placed: list[RegisteredRisk], kind: str) -> list[Row]:
    colours = style()["colours"]
    found: list[Row] = []
    for probability in range(5, 0, -1):
        for impact in range(1, 6):
            x, y = _corner(probability, impact)
            colour = cell(scope.portfolio.risk_rules, kind, probability, impact)
            inside = [one.risk.title for one in placed if _levels(one) == (probability, impact)]
            found.append(
                {
                    "x": x,
                    "y": y,
                    "x2": x + _WIDE,
                    "y2": y + _HIGH,
                    "colour": colours[kind][colour],
                    "ink": colours[f"{kind}-ink"][colour],
                    "meaning": shortened(scope.language.label(_group(kind), colour), 12),
                    "likely": str(probability),
                    "level": str(impact),
                    "risks": listed([plain(title) for title in inside], scope.language),
                }
            )
    return found


def _numbers(placed: list[RegisteredRisk], numbers: dict[str, int], rules: RiskRules, kind: str) -> list[Row]:
    """In each cell the numbers of its risks; how many more there are of those without one."""
    inside: dict[tuple[int, int], list[RegisteredRisk]] = {}
    for one in placed:
        inside.setdefault(_levels(one), []).append(one)
    found: list[Row] = []
    for levels, risks in inside.items():
        x, y = _corner(*levels)
        known = [str(numbers[one.address]) for one in risks if one.address in numbers]
        shown = known[:4]
        more = len(risks) - len(shown)
        text = " ".join([*shown, *([f"+{more}"] if more else [])])
        ink = style()["colours"][f"{kind}-ink"][cell(rules, kind, *levels)]
        found.append({"x": x + _WIDE / 2, "y": y + _HIGH / 2 + 9, "text": text, "ink": ink})
    return found


def _texts(scope: Scope) -> list[Row]:
    say = scope.language.text
    bottom = _TOP + 5 * _HIGH
    middle = [_LEFT + (impact - 0.5) * _WIDE for impact in range(1, 6)]
    return [
        *({"x": x, "y": bottom + 10, "text": str(impact)} for impact, x in enumerate(middle, 1)),
        *(
            {"x": _LEFT - 12, "y": _TOP + (5.5 - probability) * _HIGH, "text": str(probability)}
            for probability in range(1, 6)
        ),
        {"x": middle[2], "y": bottom + 27, "text": say("Impact 1 to 5, upwards probability 1 to 5")},
    ]


def _line(scope: Scope, one: RegisteredRisk, number: int) -> Row:
    portfolio = scope.portfolio
    current: Cell = one.current or "G"
    return {
        "x": _LIST,
        "y": _TOP + (number - 0.5) * _LINE,
        "number": str(number),
        "label": shortened(one.risk.title, 48),
        "title": plain(one.risk.title),
        "where": plain(where(portfolio, one.holder)),
        "owner": plain(named(portfolio, one.risk.owner, one.holder) or one.risk.owner),
        "meaning": scope.language.label(_group(one.risk.type), current),
    }


def _alternative(scope: Scope, placed: list[RegisteredRisk], kind: str, unknown: int) -> list[str]:
    language, say = scope.language, scope.language.text
    counts = [
        say("{count} {meaning}", count=count, meaning=language.label(_group(kind), colour))
        for colour in _WORDS
        if (count := sum(one.current == colour for one in placed))
    ]
    if kind == "threat":
        texts = [
            language.plural(
                "{n} open threat: {counts}.",
                "{n} open threats: {counts}.",
                len(placed),
                counts=", ".join(counts),
            )
        ]
    else:
        texts = [
            language.plural(
                "{n} open opportunity: {counts}.",
                "{n} open opportunities: {counts}.",
                len(placed),
                counts=", ".join(counts),
            )
        ]
    heaviest = [
        say(
            "{risk} (probability {probability}, impact {impact}, {meaning})",
            risk=one.risk.title,
            probability=_levels(one)[0],
            impact=_levels(one)[1],
            meaning=language.label(_group(kind), one.current or "G"),
        )
        for one in placed
    ]
    texts.append(say("The heaviest: {names}.", names=listed(heaviest, language, 5)))
    if unknown:
        texts.append(
            language.plural(
                "{n} open risk is not assessed and in no cell.",
                "{n} open risks are not assessed and in no cell.",
                unknown,
            )
        )
    return texts
