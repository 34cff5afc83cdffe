"""Health over time: what each project reported month by month, beside what the facts say today."""

import datetime
from collections.abc import Sequence

from pmo.analysis.grids import month_of
from pmo.analysis.health import OVERALL, health_of, worst
from pmo.analysis.progress import HEALTHS, Health
from pmo.locale.marking import mark
from pmo.model.portfolio import Project
from pmo.model.status import Status
from pmo.render.charts.cells import Cell, grid, health_scale, height_of, month, width_of
from pmo.render.charts.picture import Picture, and_more, composed, labels, listed, plain
from pmo.render.reports import Scope

MONTHS = 12
MOST = 30
"""Projects in one picture: the worst of them."""
Month = tuple[int, int]


def picture(scope: Scope) -> Picture | None:
    """The health of the projects; None where none of them has reported."""
    reported = [one for one in scope.projects if one.is_open and _statuses(one, scope.as_of)]
    if not reported:
        return None
    say = scope.language.text
    ordered = sorted(reported, key=lambda one: (_place(_now(scope, one)), _place(_last(scope, one)), one.id))
    shown = ordered[:MOST]
    months = months_of([one for project in shown for one in _statuses(project, scope.as_of)], scope.as_of)
    named = labels((one.id, one.title) for one in shown)
    rows = {named[one.id]: _cells(scope, one, months) for one in shown}
    found = [cell.health for cells in rows.values() for cell in cells]
    last = [_last(scope, one) for one in reported]
    counts = [
        say("{count} {health}", count=last.count(health), health=scope.language.label("health", health))
        for health in HEALTHS
        if health in last
    ]
    subtitle = say("As reported month by month; the last column is what the facts say today")
    alternative = [
        scope.language.plural(
            "Health of {n} project as last reported: {counts}.",
            "Health of {n} projects as last reported: {counts}.",
            len(reported),
            counts=", ".join(counts),
        ),
        *_turned(scope, reported),
        *_hidden(scope, reported),
    ]
    if len(ordered) > MOST:
        more = and_more(len(ordered) - MOST, scope.language)
        subtitle += f" · {say('the worst {count}', count=MOST)} {more}"
        alternative.append(say("Shown are the worst {count}.", count=MOST))
    return composed(
        "health-history",
        say("Health over time"),
        alternative,
        scope.language,
        rows={"cells": grid(rows, scope.language)},
        subtitle=subtitle,
        colours=health_scale(found, scope.language),
        width=width_of(rows, len(months) + 1),
        height=height_of(len(rows)),
        what=say("Project"),
        when=say("Month"),
        health=say("Health"),
    )


def months_of(statuses: Sequence[Status], as_of: datetime.date) -> list[Month]:
    """The months from the first report to the last, at most `MONTHS` of them up to the day."""
    first = max(min(month_of(one.date) for one in statuses), month_of(as_of) - MONTHS + 1)
    last = max(max(month_of(one.date) for one in statuses), first)
    return [(number // 12, number % 12 + 1) for number in range(first, last + 1)]


def statuses_by_month(project: Project, as_of: datetime.date) -> dict[Month, Status]:
    """The last report of each month."""
    return {(one.date.year, one.date.month): one for one in _statuses(project, as_of)}


def _statuses(project: Project, as_of: datetime.date) -> list[Status]:
    return [one for one in project.statuses if one.date <= as_of]


def _last(scope: Scope, project: Project) -> Health:
    return _statuses(project, scope.as_of)[-1].overall


def _now(scope: Scope, project: Project) -> Health | None:
    return health_of(scope.portfolio, project, scope.as_of).counting.get(OVERALL)


def _place(health: Health | None) -> int:
    return len(HEALTHS) if health is None else HEALTHS.index(health)


def _cells(scope: Scope, project: Project, months: Sequence[Month]) -> list[Cell]:
    say = scope.language
    known = statuses_by_month(project, scope.as_of)
    cells = []
    for year, number in months:
        column = month(datetime.date(year, number, 1), say)
        status = known.get((year, number))
        if status is None:
            cells.append(Cell(column, None, say.text("no report")))
        else:
            said = f"{say.label('health', status.overall)}: {plain(status.headline)}"
            cells.append(Cell(column, status.overall, said))
    now = _now(scope, project)
    said = say.label("health", now) if now else say.text("nothing is known")
    return [*cells, Cell(say.text("by the facts"), now, said)]


def _turned(scope: Scope, projects: Sequence[Project]) -> list[str]:
    """Who got better or worse with the last report."""
    found = []
    for name, text in (
        ("worse", mark("Worse than in the report before: {names}.")),
        ("better", mark("Better: {names}.")),
    ):
        titles = []
        for project in projects:
            known = _statuses(project, scope.as_of)
            if len(known) > 1:
                change = _place(known[-1].overall) - _place(known[-2].overall)
                if (change < 0) == (name == "worse") and change:
                    titles.append(project.title)
        if titles:
            found.append(scope.language.text(text, names=listed(titles, scope.language)))
    return found


def _hidden(scope: Scope, projects: Sequence[Project]) -> list[str]:
    """Whose last report is better than the facts."""
    titles = [
        one.title
        for one in projects
        if (now := worst((_now(scope, one),))) and _place(now) < _place(_last(scope, one))
    ]
    if not titles:
        return []
    return [
        scope.language.text("Reported better than the facts: {names}.", names=listed(titles, scope.language))
    ]
