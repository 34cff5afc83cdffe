"""The milestone network: on a terminal with a timeline, as Markdown with a Gantt chart, as CSV, as Mermaid."""

import datetime
from collections.abc import Iterator, Sequence

from pmo.locale import Language
from pmo.output.table import Column, as_csv, as_markdown, show
from pmo.output.terminal import Page
from pmo.render import mermaid
from pmo.render.inert import for_markdown
from pmo.render.mermaid import fenced
from pmo.render.views.schedule import FinishRow, ScheduleRow, ScheduleView, SprintRow

_TIMELINE = 28
"""Columns of the timeline."""
_BASELINE, _EARLY, _REACHED, _TODAY, _BOTH = "◇", "◆", "●", "│", "◈"


def text(view: ScheduleView, language: Language, *, width: int | None, colour: bool, whole: bool) -> str:
    """What does not fit first, then when projects finish, then their open milestones (all with ``whole``)."""
    say = language.text
    page = Page(width=width or 1000, colour=colour)
    page.heading(
        view.heading.portfolio,
        say("Schedule as of {date}", date=language.date(view.heading.as_of)),
        _counted(view, language),
    )
    for title, columns in _problems(view, language):
        page.blank()
        page.paragraph(title, "bold red")
        show(page, columns, language, width=width)
    if view.finishes:
        page.blank()
        page.paragraph(say("Finish of the projects"), "bold")
        show(page, _finishes(view, language), language, width=width)
    if len(view.critical_path) > 1:
        page.blank()
        page.paragraph(say("What decides the last of them"), "bold")
        page.items(view.critical_path, "→")
    rows = view.milestones if whole else [row for row in view.milestones if row.driver != "actual"]
    if rows:
        page.blank()
        page.paragraph(say("Milestones"), "bold")
        show(page, _milestones(rows, view.heading.as_of, language, timeline=True), language, width=width)
        page.paragraph(
            say("{baseline} baseline  {early} expected  {reached} reached  {today} today",
                baseline=_BASELINE, early=_EARLY, reached=_REACHED, today=_TODAY),
            "dim",
        )  # fmt: skip
    if view.sprints:
        page.blank()
        page.paragraph(say("Sprints"), "bold")
        show(page, _sprints(view.sprints, language), language, width=width)
    return page.text()


def as_markdown_page(view: ScheduleView, language: Language) -> str:
    """A page with the tables and a Gantt chart."""
    say = language.text
    parts = [
        f"# {for_markdown(say('Schedule of {portfolio}', portfolio=view.heading.portfolio))}",
        for_markdown(_counted(view, language)),
    ]
    for title, columns in _problems(view, language):
        parts += [f"## {for_markdown(title)}", as_markdown(columns, language)]
    if view.finishes:
        parts += [
            f"## {for_markdown(say('Finish of the projects'))}",
            as_markdown(_finishes(view, language), language),
        ]
    if view.milestones:
        parts += [
            f"## {for_markdown(say('Milestones'))}",
            fenced(mermaid.schedule(view)),
            as_markdown(_milestones(view.milestones, view.heading.as_of, language, timeline=False), language),
        ]
    if view.sprints:
        parts += [
            f"## {for_markdown(say('Sprints'))}",
            as_markdown(_sprints(view.sprints, language), language),
        ]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def csv(view: ScheduleView) -> str:
    """A row for each milestone."""
    rows = view.milestones
    names = (
        "address", "title", "baseline", "forecast", "actual", "early", "late", "slip_days", "slack_days",
        "critical", "driver", "driven_by",
    )  # fmt: skip
    return as_csv([Column(name, name, [getattr(row, name) for row in rows]) for name in names])


def advice(view: ScheduleView, language: Language) -> str:
    """What to do next."""
    if view.conflicts:
        return language.text(
            "`pmo move {address} --to {date}` moves a forecast to the first day possible.",
            address=view.conflicts[0].address,
            date=view.conflicts[0].earliest.isoformat(),
        )
    return language.text(
        "`pmo schedule --project ID --all` shows one project whole; --by DATE asks how likely a day is."
    )


def _counted(view: ScheduleView, language: Language) -> str:
    open_ = [row for row in view.milestones if row.slack_days is not None]
    critical = sum(row.critical for row in open_)
    parts = [
        language.plural("{n} open milestone", "{n} open milestones", len(open_)),
        language.plural("{n} without slack", "{n} without slack", critical),
    ]
    if view.conflicts:
        parts.append(
            language.plural("{n} forecast too early", "{n} forecasts too early", len(view.conflicts))
        )
    return ", ".join(parts)


def _problems(view: ScheduleView, language: Language) -> Iterator[tuple[str, list[Column]]]:
    say = language.text
    if view.cycles:
        cycles = [" → ".join((*cycle, cycle[0])) for cycle in view.cycles]
        yield (
            say("Milestones that wait for each other; they and what waits for them have no dates"),
            [Column("cycle", say("Cycle"), cycles, flexible=True, wraps=True)],
        )
    if view.conflicts:
        rows = view.conflicts
        yield (
            say("Forecasts earlier than their predecessors allow"),
            [
                Column("address", say("Milestone"), [row.address for row in rows], style="bold"),
                Column("forecast", say("Forecast"), [row.forecast for row in rows]),
                Column("earliest", say("First day possible"), [row.earliest for row in rows]),
                Column("short_days", say("Short"), [row.short_days for row in rows],
                       written=lambda days: _days(days, language), style="red", right=True),
                Column("predecessor", say("Waits for"), [row.predecessor for row in rows], flexible=True, wraps=True),
            ],
        )  # fmt: skip
    open_ = [row for row in view.agreements if row.agreement != "agreed"]
    if open_:
        yield (
            say("Dependencies that are not agreed"),
            [
                Column("address", say("Milestone"), [row.address for row in open_], style="bold"),
                Column("predecessor", say("Waits for"), [row.predecessor for row in open_], flexible=True, wraps=True),
                Column("agreement", say("Agreement"),
                       [language.label("agreement", row.agreement) for row in open_]),
            ],
        )  # fmt: skip


def _finishes(view: ScheduleView, language: Language) -> list[Column]:
    say = language.text
    rows: Sequence[FinishRow] = view.finishes
    columns = [
        Column("project", say("Project"), [row.project for row in rows], style="bold"),
        Column("baseline", say("Baseline"), [row.baseline for row in rows]),
        Column("early", say("Expected"), [row.early for row in rows]),
        Column("slip_days", say("Slip"), [row.slip_days for row in rows],
               written=lambda days: _signed(days, language), style=_worse, right=True),
    ]  # fmt: skip
    if any(row.deviation_days for row in rows):
        columns += [
            Column("expected", say("By estimates"), [row.expected if row.deviation_days else None for row in rows],
                   optional=True),
            Column("deviation_days", "±", [row.deviation_days or None for row in rows],
                   written=lambda days: say("{days} d", days=language.number(days, 1)), right=True, optional=True),
            Column("baseline_chance", say("Chance of baseline"), [row.baseline_chance for row in rows],
                   written=lambda share: language.percent(share), right=True),
        ]  # fmt: skip
    if view.by is not None:
        columns.append(
            Column("chance", say("By {date}", date=language.date(view.by, short=True)), _certain(view),
                   written=lambda share: language.percent(share), right=True)
        )  # fmt: skip
    columns.append(Column("address", say("Last milestone"), [row.address for row in rows], optional=True))
    return columns


def _certain(view: ScheduleView) -> list[float | None]:
    """Chance of meeting the day asked for; where nothing varies it is met or not."""
    assert view.by is not None
    return [row.chance if row.chance is not None else float(row.early <= view.by) for row in view.finishes]


def _milestones(
    rows: Sequence[ScheduleRow], as_of: datetime.date, language: Language, *, timeline: bool
) -> list[Column]:
    say = language.text
    drivers = {
        "forecast": say("own forecast"),
        "baseline": say("baseline"),
        "as-of": say("still open"),
        "cycle": say("cycle"),
        "actual": say("reached"),
        "undated": say("no date"),
    }
    columns = [
        Column("address", say("Milestone"), [row.address for row in rows], style="bold"),
        Column("baseline", say("Baseline"), [row.baseline for row in rows], optional=True),
        Column("early", say("Expected"), [row.early for row in rows]),
        Column("slip_days", say("Slip"), [row.slip_days for row in rows],
               written=lambda days: _signed(days, language), style=_worse, right=True),
        Column("slack_days", say("Slack"), [row.slack_days for row in rows],
               written=lambda days: _days(days, language) if days else say("none"),
               style=lambda days: "yellow" if days == 0 else "", right=True),
    ]  # fmt: skip
    if timeline:
        columns.append(Column("timeline", "", _timeline(rows, as_of), optional=True))
    columns.append(
        Column("driven_by", say("Decided by"), [row.driven_by or drivers[row.driver] for row in rows],
               flexible=True, optional=True)
    )  # fmt: skip
    return columns


def _timeline(rows: Sequence[ScheduleRow], as_of: datetime.date) -> list[str]:
    days = [day for row in rows for day in (row.baseline, row.early) if day is not None]
    first = min([*days, as_of])
    span = max((max([*days, as_of]) - first).days, 1)

    def place(day: datetime.date) -> int:
        return (day - first).days * (_TIMELINE - 1) // span

    found = []
    for row in rows:
        line = [" "] * _TIMELINE
        line[place(as_of)] = _TODAY
        if row.baseline is not None:
            line[place(row.baseline)] = _BASELINE
        if row.early is not None:
            sign = _REACHED if row.driver == "actual" else _EARLY
            line[place(row.early)] = _BOTH if line[place(row.early)] == _BASELINE and sign == _EARLY else sign
        found.append("".join(line))
    return found


def _sprints(rows: Sequence[SprintRow], language: Language) -> list[Column]:
    say = language.text

    def points(value: float) -> str:
        return language.number(value, 1)

    return [
        Column("project", say("Project"), [row.project for row in rows], style="bold"),
        Column("velocity", say("Velocity"), [row.velocity for row in rows], written=points, right=True),
        Column("range", say("Range"), [_range(row, language) for row in rows], optional=True),
        Column("done", say("Done"), [row.done for row in rows], written=points, right=True),
        Column("scope", say("Scope"), [row.scope for row in rows], written=points, right=True),
        Column("earliest", say("Earliest"), [row.earliest for row in rows]),
        Column("likely", say("Likely"), [row.likely for row in rows]),
        Column("latest", say("Latest"), [row.latest for row in rows]),
        Column("reason", say("Note"), [row.reason for row in rows], flexible=True, optional=True),
    ]


def _range(row: SprintRow, language: Language) -> str | None:
    if row.lowest is None or row.highest is None:
        return None
    return f"{language.number(row.lowest, 1)}\N{EN DASH}{language.number(row.highest, 1)}"


def _days(days: int, language: Language) -> str:
    return language.text("{days} d", days=language.number(days))


def _signed(days: int, language: Language) -> str:
    return ("+" if days > 0 else "") + _days(days, language) if days else "0"


def _worse(days: int) -> str:
    return "red" if days > 0 else ""
