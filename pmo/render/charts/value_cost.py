"""What projects are worth against what they cost, as bubbles."""

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from pmo.analysis.appraisal.present_value import npv
from pmo.analysis.money import Money, converted
from pmo.analysis.strategic_fit import FittedProject, strategic_fit
from pmo.render.charts.curves import Unit, money_unit
from pmo.render.charts.picture import (
    WIDTH,
    Picture,
    composed,
    labels,
    listed,
    plain,
    style,
)
from pmo.render.charts.placing import Spot, placed
from pmo.render.reports import Scope

MOST = 60
"""Projects in one picture: the dearest."""
_HEIGHT = 380
_STATES = (("proposed", "circle"), ("approved", "square"), ("active", "diamond"), ("on-hold", "cross"))
_LARGEST = 900.0
_SMALLEST = 60.0


class _Worth(NamedTuple):
    fitted: FittedProject
    cost: Decimal
    value: Decimal


def picture(scope: Scope) -> Picture | None:
    """Net present value against spend of what is proposed, approved or goes on; None where no project has both."""
    language, say = scope.language, scope.language.text
    found, unknown = _worths(scope)
    if not found:
        return None
    found.sort(key=lambda one: (-one.cost, one.fitted.project.id))
    shown = found[:MOST]
    currency = scope.portfolio.currency
    most = max(max(one.cost, abs(one.value)) for one in shown)
    unit = money_unit(most, currency, language)
    costs, values = _axes(shown, unit)
    rows = _rows(scope, shown, unit, currency)
    subtitle = say(
        "The larger the sign, the larger the benefit; above the line it pays back more than it costs"
    )
    if len(found) > MOST:
        subtitle = say(
            "The {count} dearest of {total} projects", count=MOST, total=language.number(len(found))
        )
    texts = [
        *_alternative(scope, found, currency),
        *(
            [
                language.plural(
                    "{n} project has no cost or no value to show.",
                    "{n} projects have no cost or no value to show.",
                    unknown,
                )
            ]
            if unknown
            else []
        ),
    ]
    known = [
        (state, sign)
        for state, sign in _STATES
        if language.label("state", state) in {r["state"] for r in rows}
    ]
    words = [language.label("state", state) for state, _ in known]
    colours = style()["colours"]["project"]
    sides = _names(shown, rows, costs, values)
    return composed(
        "value-cost",
        say("Value against cost"),
        texts,
        language,
        rows={"projects": rows, "zero": [{"value": 0}], **sides},
        subtitle=subtitle,
        height=_HEIGHT,
        costs=costs,
        values=values,
        cost=say("Cost, {unit}", unit=unit.name),
        value=say("Net present value, {unit}", unit=unit.name),
        shapes={"domain": words, "range": [sign for _, sign in known]},
        colours={"domain": words, "range": [colours[state] for state, _ in known]},
        what=say("Project"),
        state=say("State"),
        cost_name=say("Cost"),
        value_name=say("Net present value"),
        benefit_name=say("Benefit"),
    )


def _worths(scope: Scope) -> tuple[list[_Worth], int]:
    """What has a cost and a value, and of how many projects one is not known."""
    open_ = [one for one in scope.projects if one.is_open and one.charter is not None]
    found = []
    for fitted in strategic_fit(scope.portfolio, open_, scope.as_of).projects:
        own = npv(scope.portfolio, fitted.project)
        money = Money(own, scope.portfolio.currency_of(fitted.project)) if own is not None else None
        value = converted(scope.portfolio, money) if money is not None else None
        if fitted.spend is not None and value is not None:
            found.append(_Worth(fitted, fitted.spend, value.amount))
    return found, len(open_) - len(found)


def _axes(shown: Sequence[_Worth], unit: Unit) -> tuple[list[float], list[float]]:
    costs = [unit.of(one.cost) for one in shown] + [0.0]
    values = [unit.of(one.value) for one in shown] + [0.0]
    high = (max(costs) - min(costs)) or 1.0
    wide = (max(values) - min(values)) or 1.0
    return (
        [min(costs) - (high * 0.05 if min(costs) < 0 else 0), max(costs) + high * 0.12],
        [min(values) - wide * 0.12, max(values) + wide * 0.12],
    )


def _rows(scope: Scope, shown: Sequence[_Worth], unit: Unit, currency: str) -> list[dict[str, Any]]:
    language = scope.language
    benefits = [max(one.fitted.benefit or Decimal(0), Decimal(0)) for one in shown]
    largest = max(benefits) or Decimal(1)
    rows = []
    for one, benefit in zip(shown, benefits, strict=True):
        charter = one.fitted.project.charter
        rows.append(
            {
                "title": plain(one.fitted.project.title),
                "state": language.label("state", charter.state if charter else ""),
                "cost": unit.of(one.cost),
                "value": unit.of(one.value),
                "area": round(_SMALLEST + (_LARGEST - _SMALLEST) * float(benefit / largest), 1),
                "cost_said": language.money(one.cost, currency, compact=True),
                "value_said": language.money(one.value, currency, compact=True),
                "benefit_said": language.money(benefit, currency, compact=True),
            }
        )
    return rows


def _names(
    shown: Sequence[_Worth], rows: Sequence[dict[str, Any]], costs: list[float], values: list[float]
) -> dict[str, list[dict[str, Any]]]:
    """Names beside the signs, and lines to those that stand farther away; the dearest first."""
    named = labels(((one.fitted.project.id, one.fitted.project.title) for one in shown), 30)
    width = WIDTH - 90.0
    spots = [
        Spot(
            one.fitted.project.id,
            (row["cost"] - costs[0]) / (costs[1] - costs[0]) * width,
            (values[1] - row["value"]) / (values[1] - values[0]) * _HEIGHT,
            math.sqrt(row["area"] / math.pi) + 1,
            named[one.fitted.project.id],
        )
        for one, row in zip(shown, rows, strict=True)
    ]

    def cost(x: float) -> float:
        return round(costs[0] + x / width * (costs[1] - costs[0]), 6)

    def value(y: float) -> float:
        return round(values[1] - y / _HEIGHT * (values[1] - values[0]), 6)

    found: dict[str, list[dict[str, Any]]] = {"right": [], "left": [], "lines": []}
    signs = {one.fitted.project.id: row for one, row in zip(shown, rows, strict=True)}
    for place in placed(spots, width, _HEIGHT):
        found[place.side].append({"label": place.name, "cost": cost(place.x), "value": value(place.y)})
        if place.lead is not None:
            sign = signs[place.key]
            ends = {"to_cost": cost(place.x), "to_value": value(place.lead)}
            found["lines"].append({"cost": sign["cost"], "value": sign["value"], **ends})
    return found


def _alternative(scope: Scope, found: Sequence[_Worth], currency: str) -> list[str]:
    language, say = scope.language, scope.language.text
    worth = sorted(found, key=lambda one: (-one.value, one.fitted.project.id))
    positive = [one for one in worth if one.value > 0]
    names = [
        say(
            "{project} (cost {cost}, value {value})",
            project=one.fitted.project.title,
            cost=language.money(one.cost, currency, compact=True),
            value=language.money(one.value, currency, compact=True),
        )
        for one in worth
    ]
    return [
        language.plural(
            "{n} project, {positive} worth more than it costs.",
            "{n} projects, {positive} worth more than they cost.",
            len(found),
            positive=language.number(len(positive)),
        ),
        say("From the most worth to the least: {names}.", names=listed(names, language, 12)),
    ]
