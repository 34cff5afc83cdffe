"""The roadmap: as a chart of characters, as a Markdown table of quarters."""

import datetime
from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from pmo.locale import Language
from pmo.output.cells import signed_days
from pmo.output.terminal import HEALTH_STYLES, NOTHING, Page
from pmo.render.inert import for_markdown, for_markdown_cell, for_terminal
from pmo.render.views.roadmap import RoadmapLane, RoadmapMilestone, RoadmapProject, RoadmapView, lane_title

_SIGNS = {"reached": "●", "planned": "◆", "late": "▲", "overdue": "!"}
"""Signs of milestones; where several share a place the last of these shows."""
_STYLES = {"reached": "green", "planned": "", "late": "yellow", "overdue": "bold red"}
_TODAY, _APPROVED, _DONE, _AHEAD, _SLIPPED = "│", "◇", "━", "─", "╌"
_LEAST_QUARTER = 2
"""Columns that a quarter takes at least."""
_LONGEST_LABEL = 24


def text(view: RoadmapView, language: Language, *, width: int, colour: bool, listing: bool = True) -> str:
    """A line for each project, its milestones on it and, with ``listing``, below it those that are still to come."""
    page = Page(width=width, colour=colour)
    page.heading(language.text("Roadmap"), *_facts(view, language))
    if not view.lanes:
        page.blank()
        page.paragraph(_nothing(language))
        return page.text()
    labels = [cell_len(project.id) for lane in view.lanes for project in lane.projects]
    chart = _Chart(view, min(max(labels), _LONGEST_LABEL) + 2, width)
    if chart.is_cut:
        page.paragraph(
            language.text(
                "Only to {quarter}: --from and --to choose.", quarter=_name(chart.quarters[-1], language)
            ),
            "yellow",
        )
    page.blank()
    for line in chart.header(language):
        page.line([(line.rstrip(), "dim")])
    for lane in view.lanes:
        page.blank()
        page.paragraph(lane_title(view, lane, language), "bold")
        for project in lane.projects:
            page.line(chart.line(project))
            if listing:
                _list(page, project, chart, language)
    page.blank()
    if view.undated:
        page.paragraph(_undated(view, language))
    page.paragraph(_legend(language), "dim")
    return page.text()


def advice(view: RoadmapView, language: Language) -> str:
    """What to do next."""
    if not view.lanes:
        return language.text("`pmo list milestones` shows all milestones.")
    return language.text(
        "`pmo schedule` tells what drives the dates; `--format mermaid` draws the roadmap for a wiki, "
        "`--by objective` sorts it by what it is for."
    )


def _nothing(language: Language) -> str:
    return language.text(
        "No project has dates in these quarters; milestones with a `baseline` in plan.yaml put it on the roadmap."
    )


def _undated(view: RoadmapView, language: Language) -> str:
    return language.text("Without dates: {projects}", projects=", ".join(view.undated))


def _facts(view: RoadmapView, language: Language) -> Iterator[str]:
    yield f"{view.heading.portfolio} · {language.text('as of {date}', date=language.date(view.heading.as_of))}"
    projects = {project.id: project for lane in view.lanes for project in lane.projects}
    milestones = [one for project in projects.values() for one in project.milestones]
    counts = [
        language.plural("{n} project", "{n} projects", len(projects)),
        language.plural("{n} milestone", "{n} milestones", len(milestones)),
    ]
    slipped = sum(one.is_slipped for one in milestones)
    if slipped:
        counts.append(language.plural("{n} slipped", "{n} slipped", slipped))
    first, last = _name(view.quarters[0], language), _name(view.quarters[-1], language)
    window = first if first == last else language.text("{first} to {last}", first=first, last=last)
    yield f"{window}: {', '.join(counts)}"
    if view.heading.narrowed:
        yield language.text("narrowed to: {which}", which=view.heading.narrowed)
    if view.heading.left_out:
        yield language.plural(
            "Incomplete: {n} error was left out",
            "Incomplete: {n} errors were left out",
            len(view.heading.left_out),
        )


def _name(quarter: str, language: Language) -> str:
    return language.period(quarter, short=True)


def _legend(language: Language) -> str:
    say = language.text
    return "   ".join(
        (
            f"{_SIGNS['reached']} {language.label('milestone', 'reached')}",
            f"{_SIGNS['planned']} {language.label('milestone', 'planned')}",
            f"{_SIGNS['late']} {language.label('milestone', 'late')}",
            f"{_SIGNS['overdue']} {language.label('milestone', 'overdue')}",
            f"{_TODAY} {say('today')}",
            f"{_APPROVED} {say('approved finish')}",
            f"{_SLIPPED} {say('beyond it')}",
        )
    )


class _Chart:
    """Days as columns of the terminal."""

    def __init__(self, view: RoadmapView, label: int, width: int) -> None:
        self.label = label
        room = max(width - label, 2 * _LEAST_QUARTER)
        most = room // _LEAST_QUARTER
        self.quarters = view.quarters[:most]
        self.is_cut = len(self.quarters) < len(view.quarters)
        self.per_quarter = min(room // len(self.quarters), 13)
        self.columns = self.per_quarter * len(self.quarters)
        self.first = view.first_day
        self.today = self.column(view.heading.as_of)
        self.as_of = view.heading.as_of

    def column(self, day: datetime.date) -> int | None:
        """The column of a day: its place in its quarter; None outside the window."""
        index = (day.year * 4 + (day.month - 1) // 3) - (self.first.year * 4 + (self.first.month - 1) // 3)
        if not 0 <= index < len(self.quarters):
            return None
        month = (day.month - 1) % 3
        share = (month + (day.day - 1) / 31) / 3
        return index * self.per_quarter + int(share * self.per_quarter)

    def header(self, language: Language) -> Iterator[str]:
        """A line of years, and one of quarters where there is room."""
        years, numbers = "", ""
        for index, quarter in enumerate(self.quarters):
            year, number = quarter.split("-Q")
            if index == 0 or number == "1":
                years = years.ljust(index * self.per_quarter)
                years += year if len(self.quarters) - index > 1 or self.per_quarter > 3 else ""
            whole = language.text("Q{quarter}", quarter=number)
            name = whole if cell_len(whole) < self.per_quarter else number
            numbers += name.ljust(self.per_quarter)
        yield " " * self.label + years
        yield " " * self.label + numbers

    def line(self, project: RoadmapProject) -> Iterator[tuple[str, str]]:
        """Id, bar and milestones of a project."""
        name = for_terminal(project.id)
        if cell_len(name) > self.label - 2:
            name = set_cell_size(name, self.label - 3) + "…"
        style = HEALTH_STYLES.get(project.health or "", "")
        yield name + " " * (self.label - cell_len(name)), style or "bold"
        yield from self._cells(project)

    def _cells(self, project: RoadmapProject) -> Iterator[tuple[str, str]]:
        signs = [" "] * self.columns
        styles = [""] * self.columns
        self._bar(project, signs, styles)
        self._put(project.baseline_finish, _APPROVED, "", signs, styles)
        if self.today is not None:
            signs[self.today], styles[self.today] = _TODAY, "cyan"
        ranks = list(_SIGNS)
        for one in sorted(project.milestones, key=lambda one: ranks.index(one.state)):
            self._put(one.expected, _SIGNS[one.state], _STYLES[one.state], signs, styles)
        yield from zip(signs, styles, strict=True)

    def _bar(self, project: RoadmapProject, signs: list[str], styles: list[str]) -> None:
        """From the start to the expected finish: what is past, what is ahead, what is beyond the approved finish."""
        start, end = project.start, project.expected_finish or project.baseline_finish
        if start is None or end is None:
            return
        last_day = datetime.date.max
        for column in range(self._bound(start), self._bound(end, after=True)):
            is_past = self.today is not None and column < self.today
            approved = self._bound(project.baseline_finish or last_day, after=True)
            signs[column] = _SLIPPED if column >= approved else _DONE if is_past else _AHEAD
            styles[column] = "red" if column >= approved else "dim"

    def _bound(self, day: datetime.date, *, after: bool = False) -> int:
        """The column of a day, or the end of the window that it lies beyond."""
        column = self.column(day)
        if column is not None:
            return column + after
        return 0 if day < self.first else self.columns

    def _put(
        self, day: datetime.date | None, sign: str, style: str, signs: list[str], styles: list[str]
    ) -> None:
        column = self.column(day) if day is not None else None
        if column is not None:
            signs[column], styles[column] = sign, style


def _list(page: Page, project: RoadmapProject, chart: _Chart, language: Language) -> None:
    """The milestones that are still to come, with what they have slipped by."""
    coming = [
        one for one in project.milestones if one.state != "reached" and chart.column(one.expected) is not None
    ]
    dates = [language.date(one.expected, short=True) for one in coming]
    slips = [signed_days(one.slip_days, language) if one.slip_days else "" for one in coming]
    words = [language.label("milestone", one.state) for one in coming]
    for one, date, slip, word in zip(coming, dates, slips, words, strict=True):
        before = (
            f"  {_SIGNS[one.state]} {date.ljust(max(map(cell_len, dates)))}  "
            f"{slip.rjust(max(map(cell_len, slips)))}  {word.ljust(max(map(cell_len, words)))}  "
        )
        room = chart.label + chart.columns - cell_len(before)
        title = for_terminal(one.title)
        if cell_len(title) > room > 1:
            title = set_cell_size(title, room - 1) + "…"
        page.line([(before, _STYLES[one.state]), (title, "")])


def markdown(view: RoadmapView, language: Language) -> str:
    """A table for each programme or objective: a row for each project, a column for each quarter."""
    lines = [
        f"# {for_markdown_cell(language.text('Roadmap'))}",
        "  \n".join(map(for_markdown, _facts(view, language))),
    ]
    for lane in view.lanes:
        used = [quarter for quarter in view.quarters if any(_in(one, quarter) for one in _milestones(lane))]
        lines.append(f"## {for_markdown_cell(lane_title(view, lane, language))}")
        header = [
            language.text("Project"),
            language.text("Finish"),
            *(f"{_name(quarter, language)}{_today(view, quarter, language)}" for quarter in used),
        ]
        rows = [
            [
                _project(project, language),
                _finish(project, language),
                *(_cell(project, quarter, language) for quarter in used),
            ]
            for project in lane.projects
        ]
        body = [[*map(for_markdown_cell, header)], ["---"] * len(header), *rows]
        lines.append("\n".join(f"| {' | '.join(row)} |" for row in body))
    if view.undated:
        lines.append(for_markdown(_undated(view, language)))
    lines.append(for_markdown(_nothing(language)) if not view.lanes else for_markdown(_signs(language)))
    return "\n\n".join(lines) + "\n"


def _milestones(lane: RoadmapLane) -> Iterator[RoadmapMilestone]:
    return (one for project in lane.projects for one in project.milestones)


def _in(one: RoadmapMilestone, quarter: str) -> bool:
    return f"{one.expected.year}-Q{(one.expected.month + 2) // 3}" == quarter


def _today(view: RoadmapView, quarter: str, language: Language) -> str:
    day = view.heading.as_of
    is_now = f"{day.year}-Q{(day.month + 2) // 3}" == quarter
    return f" ({language.text('today')})" if is_now else ""


def _project(project: RoadmapProject, language: Language) -> str:
    title = f"**{for_markdown_cell(project.title)}**"
    return f"{title} ({language.label('health', project.health)})" if project.health else title


def _finish(project: RoadmapProject, language: Language) -> str:
    end = project.expected_finish or project.baseline_finish
    if end is None:
        return NOTHING
    slip = f" ({signed_days(project.slip_days, language)})" if project.slip_days else ""
    return for_markdown_cell(language.date(end, short=True) + slip)


def _cell(project: RoadmapProject, quarter: str, language: Language) -> str:
    return "<br>".join(
        for_markdown_cell(
            f"{_SIGNS[one.state]} {language.date(one.expected, short=True)} {one.title}"
            + (f" ({_slip(one, language)})" if one.is_slipped else "")
        )
        for one in project.milestones
        if _in(one, quarter)
    )


def _slip(one: RoadmapMilestone, language: Language) -> str:
    words: Sequence[str] = [
        language.label("milestone", one.state),
        *([signed_days(one.slip_days, language)] if one.slip_days else []),
    ]
    return " ".join(words)


def _signs(language: Language) -> str:
    return ", ".join(f"{sign} {language.label('milestone', state)}" for state, sign in _SIGNS.items())
