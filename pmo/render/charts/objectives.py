"""Spend of the projects by the objective that they serve, beside the weight that the strategy gives it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pmo.analysis.strategic_fit import ServedObjective, StrategicFit, counted, strategic_fit
from pmo.render.charts.curves import Unit, money_unit
from pmo.render.charts.picture import (
    PIXELS,
    WIDTH,
    Picture,
    columns,
    composed,
    labels,
    listed,
    plain,
    shortened,
)
from pmo.render.reports import Scope

MOST = 25
"""Objectives in one picture: those of the most spend."""
_STEP = 30
_LEAST = 18
"""Columns of a name that says something."""
_SHADES = (("#2b6ca3", "#ffffff"), ("#8ec1ea", "#0b2239"), ("#52606d", "#ffffff"), ("#c9d3dc", "#1f2933"))


def picture(scope: Scope) -> Picture | None:
    """Bars of spend by objective; None where there are no objectives, or nothing is spent."""
    language, say = scope.language, scope.language.text
    fit = strategic_fit(scope.portfolio, counted(scope.projects), scope.as_of)
    if not fit.objectives or not fit.spend > 0:
        return None
    ordered = sorted(fit.objectives, key=lambda one: -one.spend)
    shown = ordered[:MOST]
    named = labels(((one.objective.id, one.objective.title) for one in shown), 44)
    order = [named[one.objective.id] for one in shown]
    weights = [_weighted(fit, one) for one in shown]
    most = max([one.spend for one in shown] + [each for each in weights if each is not None])
    unit = money_unit(most, fit.currency, language)
    totals: list[dict[str, Any]] = [
        {
            "row": label,
            "from": max(
                unit.of(one.spend), unit.of(weight or Decimal(0)) if _is_near(one, weight, most) else 0
            ),
            "said": _total(scope, fit, one),
        }
        for label, one, weight in zip(order, shown, weights, strict=True)
    ]
    room = max(columns(row["said"]) for row in totals) * PIXELS + 14
    plot = WIDTH - max(map(columns, order)) * PIXELS - 50
    top = max(unit.of(most) * 1.04, *(row["from"] / max(1 - room / plot, 0.3) for row in totals))
    subtitle = say("Stripes: what the spend would be if it followed the weights of the strategy")
    if len(ordered) > MOST:
        subtitle = say(
            "The {count} of the most spend out of {total} objectives", count=MOST, total=len(ordered)
        )
    parts = [
        part for label, one in zip(order, shown, strict=True) for part in _parts(scope, fit, one, label, unit)
    ]
    return composed(
        "objectives",
        say("Spend by objective"),
        _alternative(scope, fit),
        language,
        rows={
            "parts": [{key: value for key, value in part.items() if key != "ink"} for part in parts],
            "names": _names(parts, plot / top),
            "weights": [
                {
                    "row": label,
                    "from": unit.of(weight),
                    "title": plain(one.objective.title),
                    "said": language.percent(float(one.weight or 0)),
                }
                for label, one, weight in zip(order, shown, weights, strict=True)
                if weight is not None
            ],
            "totals": totals,
        },
        subtitle=subtitle,
        height=len(shown) * _STEP,
        order=order,
        unit=say("Spend, {unit}", unit=unit.name),
        top=round(top, 6),
        what=say("Project"),
        objective=say("Objective"),
        spend=say("Spend"),
        weight=say("Weight"),
    )


def _weighted(fit: StrategicFit, one: ServedObjective) -> Decimal | None:
    """What would be spent for an objective by its weight."""
    if one.weight is None:
        return None
    return fit.spend * one.weight.numerator / one.weight.denominator


def _is_near(one: ServedObjective, weight: Decimal | None, most: Decimal) -> bool:
    """Whether the stripe would lie in the text behind the bar."""
    return weight is not None and one.spend <= weight <= one.spend + most / 3


def _total(scope: Scope, fit: StrategicFit, one: ServedObjective) -> str:
    if not one.parts:
        return scope.language.text("no project")
    share = scope.language.percent(one.spend / fit.spend)
    return f"{scope.language.money(one.spend, fit.currency, compact=True)} · {share}"


def _parts(
    scope: Scope, fit: StrategicFit, one: ServedObjective, label: str, unit: Unit
) -> list[dict[str, Any]]:
    """The projects of an objective, the largest first, one behind the other."""
    titles = scope.portfolio.projects
    found, at = [], Decimal(0)
    for number, part in enumerate(sorted(one.parts, key=lambda each: (-(each.spend or 0), each.project))):
        spend = part.spend or Decimal(0)
        if spend <= 0:
            continue
        shade, ink = _SHADES[number % len(_SHADES)]
        found.append(
            {
                "row": label,
                "from": unit.of(at),
                "to": unit.of(at + spend),
                "shade": shade,
                "ink": ink,
                "title": plain(titles[part.project.lower()].title),
                "objective": plain(one.objective.title),
                "said": scope.language.money(spend, fit.currency, compact=True),
            }
        )
        at += spend
    return found


def _names(parts: Sequence[dict[str, Any]], pixels: float) -> list[dict[str, Any]]:
    """The titles of the projects whose stretch has room for them, for as much as fits."""
    found = []
    for part in parts:
        fits = int(((part["to"] - part["from"]) * pixels - 12) / PIXELS)
        if fits >= min(_LEAST, columns(part["title"])):
            found.append(
                {
                    "row": part["row"],
                    "from": part["from"],
                    "label": shortened(part["title"], fits),
                    "ink": part["ink"],
                }
            )
    return found


def _alternative(scope: Scope, fit: StrategicFit) -> list[str]:
    language, say = scope.language, scope.language.text
    ordered = sorted(fit.objectives, key=lambda one: -one.spend)
    names = [
        say(
            "{objective} {spend} ({share} of the spend, {weight} of the weights)",
            objective=one.objective.title,
            spend=language.money(one.spend, fit.currency, compact=True),
            share=language.percent(one.spend / fit.spend),
            weight=language.percent(float(one.weight)) if one.weight is not None else say("none"),
        )
        for one in ordered
        if one.parts
    ]
    texts = [
        say(
            "{amount} for {count} objectives: {names}.",
            amount=language.money(fit.spend, fit.currency, compact=True),
            count=language.number(len(fit.objectives)),
            names=listed(names, language, 12),
        )
    ]
    if fit.unserved:
        texts.append(
            say(
                "No project serves: {names}.",
                names=listed([one.objective.title for one in fit.unserved], language),
            )
        )
    return texts
