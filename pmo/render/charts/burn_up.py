"""Burn-up of a project with sprints: points done against the backlog, and when it may be finished."""

import datetime
from decimal import Decimal
from typing import Any

from pmo.analysis.sprints import SprintForecast, sprint_forecast
from pmo.model.portfolio import Project
from pmo.render.charts.curves import HEIGHT
from pmo.render.charts.picture import Picture, Row, composed, moment, plain, style, ticks, window
from pmo.render.charts.timeline import today
from pmo.render.reports import Scope


def picture(scope: Scope, project: Project) -> Picture | None:
    """The burn-up; None for a project without sprints that have ended."""
    found = sprint_forecast(project, scope.as_of)
    if found is None or not any(one.done is not None for one in found.burn_up):
        return None
    language, say = scope.language, scope.language.text
    finished = [one for one in found.burn_up if one.done is not None]
    last = finished[-1]
    levels = [(one.finish, one.scope) for one in found.burn_up if one.scope is not None]
    backlog = found.scope
    ends = [day for day in (found.earliest, found.likely, found.latest) if day is not None]
    horizon = max([one.finish for one in found.burn_up] + ends)
    if levels and backlog is not None and levels[-1][0] < horizon:
        levels.append((horizon, backlog))
    top = float(max([one.total for one in finished] + [amount for _, amount in levels] + [Decimal(1)])) * 1.12
    colours = style()["colours"]["series"]
    labels: list[dict[str, Any]] = [
        _label(last.finish, last.total - Decimal(str(top * 0.03)), say("done"), colours["earned"]),
    ]
    if levels:
        labels.append(
            _label(levels[0][0], levels[0][1] + Decimal(str(top * 0.05)), say("backlog"), colours["planned"])
        )
    if found.likely is not None and backlog is not None:
        likely = say("likely {day}", day=language.date(found.likely, short=True))
        labels.append(_label(found.likely, backlog - Decimal(str(top * 0.06)), likely, colours["earned"]))
    days = [one.finish for one in found.burn_up] + ends
    axis = window([*days, scope.as_of], ["0000"], [(row["day"], row["label"]) for row in labels])
    return composed(
        "burn-up",
        say("Burn-up: {project}", project=project.title),
        _alternative(scope, found, last.total),
        language,
        rows={
            "done": [
                {
                    "day": moment(one.finish),
                    "value": float(one.total),
                    "sprint": plain(one.sprint),
                    "day_said": language.date(one.finish),
                    "said": language.number(one.total, 1),
                }
                for one in finished
            ],
            "scope": [{"day": moment(day), "value": float(amount)} for day, amount in levels],
            "forecast": _forecast(last.finish, last.total, found.likely, backlog),
            "range": _range(last.finish, last.total, found, backlog),
            "labels": labels,
            "today": today(scope.as_of, language),
        },
        subtitle=_subtitle(scope, found),
        height=HEIGHT,
        top=top,
        window=axis,
        ticks=ticks(axis),
        points=say("Points"),
        sprint=say("Sprint"),
        when=say("Day"),
    )


def _label(day: datetime.date, value: Decimal, text: str, colour: str) -> dict[str, Any]:
    return {"day": moment(day), "value": float(value), "label": text, "colour": colour}


def _forecast(
    day: datetime.date, total: Decimal, likely: datetime.date | None, backlog: Decimal | None
) -> list[Row]:
    if likely is None or backlog is None or likely <= day:
        return []
    return [
        {"day": moment(day), "value": float(total)},
        {"day": moment(likely), "value": float(backlog)},
    ]


def _range(day: datetime.date, total: Decimal, found: SprintForecast, backlog: Decimal | None) -> list[Row]:
    """Between the fastest pace and the slowest one."""
    first, last = found.earliest, found.latest
    if first is None or last is None or backlog is None or not day < first < last:
        return []
    low = total + (backlog - total) * (first - day).days / (last - day).days
    return [
        {"day": moment(day), "value": float(total), "low": float(total)},
        {"day": moment(first), "value": float(backlog), "low": float(low)},
        {"day": moment(last), "value": float(backlog), "low": float(backlog)},
    ]


def _subtitle(scope: Scope, found: SprintForecast) -> str:
    language = scope.language
    if found.velocity is None:
        return language.text("Points done against the backlog")
    return language.text(
        "Points done against the backlog; {mean} points a sprint, between {lowest} and {highest}",
        mean=language.number(found.velocity.mean, 1),
        lowest=language.number(found.velocity.lowest, 1),
        highest=language.number(found.velocity.highest, 1),
    )


def _alternative(scope: Scope, found: SprintForecast, total: Decimal) -> list[str]:
    language, say = scope.language, scope.language.text
    if found.scope is None:
        return [say("{done} points done.", done=language.number(total, 1))]
    texts = [
        say(
            "{done} of {scope} points done, {remaining} left.",
            done=language.number(total, 1),
            scope=language.number(found.scope, 1),
            remaining=language.number(found.remaining or 0, 1),
        )
    ]
    if found.likely is not None and found.earliest is not None:
        texts.append(
            say(
                "At the pace of the last sprints finished on {likely}, between {earliest} and {latest}.",
                likely=language.date(found.likely),
                earliest=language.date(found.earliest),
                latest=language.date(found.latest) if found.latest else say("no end in sight"),
            )
        )
    return texts
