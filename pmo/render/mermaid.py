"""Charts in the notation of Mermaid, which wikis and forges draw themselves: Gantt charts and the graph of dependencies.

Names that users gave are made inert: nothing in them can be taken for notation.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from pmo.analysis.progress import progress_of
from pmo.analysis.roadmap import roadmap as roadmap_of
from pmo.locale import Language
from pmo.model.portfolio import Project
from pmo.render.charts.dependencies import MOST, ways
from pmo.render.charts.timeline import short_slip
from pmo.render.inert import for_mermaid
from pmo.render.reports import Scope
from pmo.render.views.roadmap import RoadmapMilestone, RoadmapView, lane_title, roadmap_view
from pmo.render.views.schedule import ScheduleView

_ONE_DAY: Final = "0d"
"""How long a milestone takes."""
FENCE: Final = ("```mermaid", "```")
"""The lines around a chart in Markdown, in most wikis."""
_TODAY: Final = re.compile(r"^    [^:\n]* :milestone, today, .*\n", re.MULTILINE)


def roadmap(view: RoadmapView, language: Language) -> str:
    """A Gantt chart: a section for each programme or objective, a bar for each project, its milestones after it."""
    lines = _head(view.heading.portfolio, "axisFormat %Y-%m", "todayMarker off")
    day = view.heading.as_of
    if view.first_day <= day <= view.last_day:
        lines.append(f"    section {for_mermaid(language.text('today'))}")
        lines.append(f"    {for_mermaid(language.date(day))} :milestone, today, {day}, {_ONE_DAY}")
    number = 0
    for lane in view.lanes:
        lines.append(f"    section {for_mermaid(lane_title(view, lane, language))}")
        for project in lane.projects:
            number += 1
            end = project.expected_finish or project.baseline_finish
            if project.start is not None and end is not None and end >= project.start:
                mark = {"completed": "done, ", "active": "active, "}.get(project.state, "")
                lines.append(f"    {for_mermaid(project.title)} :{mark}p{number}, {project.start}, {end}")
            for index, one in enumerate(project.milestones):
                lines.append(_milestone(one, f"p{number}m{index}", language))
    return "\n".join(lines) + "\n"


def schedule(view: ScheduleView) -> str:
    """A Gantt chart: a section for each project, and its milestones, the critical ones marked."""
    lines = _head(view.heading.portfolio)
    project = None
    for number, row in enumerate(view.milestones):
        if row.early is None:
            continue
        if row.project != project:
            project = row.project
            lines.append(f"    section {for_mermaid(project)}")
        mark = "crit, " if row.critical else "done, " if row.driver == "actual" else ""
        lines.append(f"    {for_mermaid(row.title)} :{mark}milestone, m{number}, {row.early}, {_ONE_DAY}")
    return "\n".join(lines) + "\n"


def drawn_roadmap(scope: Scope, _project: Project | None = None) -> str | None:
    """The roadmap of the open projects; None where none has dates."""
    found = roadmap_of(scope.portfolio, scope.projects, scope.as_of)
    if not found.lanes:
        return None
    return roadmap(roadmap_view(scope.portfolio, found, scope.heading), scope.language)


def milestones(scope: Scope, project: Project | None = None) -> str | None:
    """A Gantt chart of one project's milestones; None where none has a date."""
    if project is None:
        return None
    progress = progress_of(scope.portfolio, project, scope.as_of)
    dated = [one for one in progress.milestones if one.expected is not None]
    if not dated:
        return None
    lines = _head(project.title, "todayMarker off")
    day = scope.as_of
    lines.append(f"    {for_mermaid(scope.language.text('today'))} :milestone, today, {day}, {_ONE_DAY}")
    for number, one in enumerate(dated):
        assert one.expected is not None  # only those with a date
        row = RoadmapMilestone(
            f"{project.id}/plan/{one.milestone.id}",
            one.milestone.title,
            one.milestone.baseline,
            one.expected,
            one.slip_days,
            one.state,
            one.milestone.critical,
        )
        lines.append(_milestone(row, f"m{number}", scope.language))
    return "\n".join(lines) + "\n"


def dependencies(scope: Scope, _project: Project | None = None) -> str | None:
    """A graph from the projects that deliver to those that wait, dashed where that is at risk; None without any."""
    found = sorted(ways(scope), key=lambda way: (-way.at_risk, -way.count))[: 2 * MOST]
    if not found:
        return None
    numbers: dict[str, int] = {}
    lines = ["graph LR"]
    for way in found:
        for key in (way.supplier, way.waiting):
            if key not in numbers:
                numbers[key] = len(numbers)
                title = for_mermaid(scope.portfolio.projects[key.lower()].title)
                lines.append(f'    p{numbers[key]}["{title}"]')
    for way in found:
        arrow = "-->"
        if way.at_risk:
            said = for_mermaid(scope.language.plural("{n} at risk", "{n} at risk", way.at_risk))
            arrow = f'-. "{said}" .->'
        lines.append(f"    p{numbers[way.supplier]} {arrow} p{numbers[way.waiting]}")
    return "\n".join(lines) + "\n"


DRAWN: Final[Mapping[str, Callable[[Scope, Project | None], str | None]]] = {
    "roadmap": drawn_roadmap,
    "milestones": milestones,
    "dependencies": dependencies,
}
"""The pictures that Mermaid has a form of, by their name in `CHARTS`."""


def fenced(chart: str, fence: tuple[str, str] = FENCE) -> str:
    """A chart as a block of Markdown, which wikis draw."""
    before, after = fence
    return f"{before}\n{chart}{after}"


def without_today(text: str) -> str:
    """A text without what its charts say about the day: all that another day changes though nothing has happened."""
    return _TODAY.sub("", text)


def _head(title: str, *settings: str) -> list[str]:
    return [
        "gantt",
        "    dateFormat YYYY-MM-DD",
        *(f"    {one}" for one in settings),
        f"    title {for_mermaid(title)}",
    ]


def _milestone(one: RoadmapMilestone, key: str, language: Language) -> str:
    mark = "done, " if one.state == "reached" else "crit, " if one.is_slipped else ""
    words = [one.title]
    if one.is_slipped:
        words += [language.label("milestone", one.state), short_slip(one.slip_days, language)]
    name = for_mermaid(" ".join(word for word in words if word))
    return f"    {name} :{mark}milestone, {key}, {one.expected}, {_ONE_DAY}"
