"""Health of one project by dimension over time, beside what the facts say today."""

import datetime

from pmo.analysis.health import ALL, OVERALL, health_of
from pmo.analysis.progress import HEALTHS, Health
from pmo.model.portfolio import Project
from pmo.render.charts.cells import Cell, grid, health_scale, height_of, month, width_of
from pmo.render.charts.health_history import months_of, statuses_by_month
from pmo.render.charts.picture import Picture, composed, listed
from pmo.render.reports import Scope


def picture(scope: Scope, project: Project) -> Picture | None:
    """What the project reported of each dimension; None where it never did."""
    known = statuses_by_month(project, scope.as_of)
    if not known:
        return None
    say, language = scope.language.text, scope.language
    months = months_of(list(known.values()), scope.as_of)
    now = health_of(scope.portfolio, project, scope.as_of).counting
    rows = {}
    for dimension in ALL:
        colours: list[Health | None] = []
        for each in months:
            status = known.get(each)
            if status is None:
                colours.append(None)
            else:
                colours.append(status.overall if dimension == OVERALL else getattr(status.health, dimension))
        colours.append(now.get(dimension))
        if not any(colours):
            continue
        columns = [month(datetime.date(*each, 1), language) for each in months]
        rows[language.label("dimension", dimension)] = [
            Cell(column, colour, language.label("health", colour) if colour else say("nothing is said"))
            for column, colour in zip([*columns, say("by the facts")], colours, strict=True)
        ]
    latest = known[max(known)]
    by_colour = [
        say(
            "{health}: {names}",
            health=language.label("health", colour),
            names=listed([row for row, cells in rows.items() if cells[-1].health == colour], language),
        )
        for colour in HEALTHS
        if any(cells[-1].health == colour for cells in rows.values())
    ]
    return composed(
        "health-dimensions",
        say("Health by dimension: {project}", project=project.title),
        [
            say(
                "{project} last reported {health} overall, on {day}.",
                project=project.title,
                health=language.label("health", latest.overall),
                day=language.date(latest.date),
            ),
            say("By the facts today: {found}.", found="; ".join(by_colour)) if by_colour else "",
        ],
        language,
        template="health-history",
        rows={"cells": grid(rows, language)},
        subtitle=say("As reported month by month; the last column is what the facts say today"),
        colours=health_scale([cell.health for cells in rows.values() for cell in cells], language),
        width=width_of(rows, len(months) + 1),
        height=height_of(len(rows)),
        what=say("Dimension"),
        when=say("Month"),
        health=say("Health"),
    )
