"""The portfolio at a glance: on one screen of a terminal, and as CSV."""

import datetime
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from pmo.analysis.money import Money
from pmo.locale import Language
from pmo.output import csv
from pmo.output.terminal import GAP, NOTHING, Page, cell
from pmo.render.inert import for_terminal
from pmo.render.views.parts import Heading, MilestoneRow
from pmo.render.views.portfolio import PortfolioReport, ProjectRow

MOST = 5
"""Rows of a list; the reports show all."""

_STYLES = {"green": "green", "amber": "yellow", "red": "bold red", "grey": "bright_black", "blue": "blue"}
_TREND = {"better": " ↑", "worse": " ↓"}
_ORDER = ("red", "amber", "grey", "green", None)
_LEAST_MILESTONE = 30
"""Columns below which the next milestone is not shown."""
_LONGEST = 24
"""Columns that a part of a list between the first and the last takes at most."""
_LEAST = 12
"""Columns that a part takes at least."""
_LISTED = ("active", "on-hold", "approved")


def text(view: PortfolioReport, language: Language, *, width: int, colour: bool) -> str:
    """Projects by urgency, then what comes next and who waits for whom."""
    page = Page(width=width, colour=colour)
    page.heading(
        view.heading.portfolio,
        language.text("as of {date}", date=language.date(view.heading.as_of)),
        *_limits(view.heading, language),
        *_counts(view, language),
    )
    rows = [row for group in view.groups for row in group.projects]
    listed = sorted((row for row in rows if row.state in _LISTED), key=_urgency)
    if listed:
        page.blank()
        _projects(page, listed, language, width)
    proposed = sorted(row.id for row in rows if row.state == "proposed")
    if proposed:
        page.blank()
        page.paragraph(language.text("Proposed: {projects}", projects=", ".join(proposed)))
    _lists(page, view, language, width)
    return page.text()


def _limits(heading: Heading, language: Language) -> Iterator[str]:
    """What the figures are not about."""
    if heading.narrowed:
        yield language.text("only projects: {which}", which=heading.narrowed)
    if heading.left_out:
        yield language.plural(
            "Incomplete: {n} error was left out",
            "Incomplete: {n} errors were left out",
            len(heading.left_out),
        )


def advice(view: PortfolioReport, language: Language) -> str:
    """What to do next."""
    if not view.projects:
        return language.text("Add projects/<id>/charter.yaml; `pmo validate` says what a file lacks.")
    first = view.stale[0].id if view.stale else next(iter(_first_red(view)), None)
    if first:
        return language.text(
            "`pmo report status {project}` is its page; `pmo validate` lists what is wrong.", project=first
        )
    return language.text(
        "`pmo report portfolio` is the report for the board; `pmo validate` lists what is wrong."
    )


def as_csv(view: PortfolioReport) -> str:
    """A row for each project."""
    header = [
        "project",
        "title",
        "state",
        "programme",
        "manager",
        "health",
        "trend",
        "reported",
        "baseline",
        "expected",
    ]
    header += [
        "slip_days",
        "reached",
        "milestones",
        "currency",
        "approved",
        "actual_to_date",
        "estimate",
        "overrun",
    ]
    titles = {row.id: group.programme for group in view.groups for row in group.projects}
    rows = [*(row for group in view.groups for row in group.projects), *view.over]
    return csv.table(header, (_record(row, titles.get(row.id)) for row in rows))


def _record(row: ProjectRow, programme: str | None) -> list[csv.Cell]:
    money = row.money
    return [
        *(row.id, row.title, row.state, programme, row.manager, row.health, row.trend),
        *(day.isoformat() if day else None for day in (row.reported, row.baseline, row.expected)),
        *(row.slip_days, row.reached, row.milestones, money.currency),
        *(
            one.amount if one else None
            for one in (money.approved, money.actual_to_date, money.estimate, money.overrun)
        ),
    ]


def _first_red(view: PortfolioReport) -> Iterator[str]:
    return (row.id for row in view.attention)


def _counts(view: PortfolioReport, language: Language) -> Iterator[str]:
    total = language.plural("{n} project", "{n} projects", view.projects)
    states = ", ".join(f"{one.projects} {language.label('state_count', one.word)}" for one in view.states)
    yield f"{total}: {states}" if states else total
    if view.healths:
        healths = ", ".join(f"{one.projects} {language.label('health', one.word)}" for one in view.healths)
        yield language.text("Health, as declared: {healths}", healths=healths)
    totals = view.totals
    if totals.approved.amount:
        line = language.text(
            "{approved} approved, {actual} spent",
            approved=_amount(totals.approved, language),
            actual=_amount(totals.actual, language),
        )
        if totals.estimate.amount and totals.overrun_share is not None:
            line += "; " + language.text(
                "estimate {share} against the budget", share=_signed_percent(totals.overrun_share, language)
            )
        yield line


def _urgency(row: ProjectRow) -> tuple[int, int, int, str]:
    return (_LISTED.index(row.state), _ORDER.index(row.health), -(row.slip_days or 0), row.id)


class _Column:
    """A column of a table; a flexible one gives way where there is not enough room."""

    def __init__(
        self, title: str, cells: Sequence[Text], *, right: bool = False, flexible: bool = False
    ) -> None:
        self.title = title
        self.cells = cells
        self.right = right
        self.flexible = flexible
        self.width = max(cell_len(title), *(one.cell_len for one in cells))


def _projects(page: Page, rows: Sequence[ProjectRow], language: Language, width: int) -> None:
    """As many columns as fit; the id is never cut as long as any can be left out."""
    say = language.text
    project = _Column(say("Project"), [cell(row.id, "bold") for row in rows], flexible=True)
    health = _Column(say("Health"), [_health(row, language) for row in rows])
    finish = _Column(say("Finish"), [cell(_day(row.expected, language)) for row in rows])
    slip = _Column(
        say("Slip"), [_worse(_days(row.slip_days, language), row.slip_days) for row in rows], right=True
    )
    shares = [row.money.overrun_share for row in rows]
    over = _Column(
        say("Over"), [_worse(_signed_percent(share, language), share) for share in shares], right=True
    )
    approved = _amounts(say("Approved"), [row.money.approved for row in rows], language)
    spent = _amounts(say("Spent"), [row.money.actual_to_date for row in rows], language)
    estimate = _amounts(say("Estimate"), [row.money.estimate for row in rows], language)
    following = _Column(
        say("Next milestone"), [_milestone(row.next_milestone, language) for row in rows], flexible=True
    )
    order = (project, health, finish, slip, approved, spent, estimate, over, following)
    shown = [project, health, finish, slip, over]
    for one in (approved, following, spent, estimate):
        needed = min(one.width, _LEAST_MILESTONE) if one is following else one.width
        if sum(column.width + GAP for column in shown) + needed <= width:
            shown.append(one)
            one.width = needed if one is following else one.width
    if following in shown:
        project.flexible = False
        following.width = max(column.cell_len for column in following.cells)
    _table(page, [one for one in order if one in shown], width)


def _amounts(title: str, amounts: Sequence[Money | None], language: Language) -> _Column:
    return _Column(title, [cell(_amount(one, language)) for one in amounts], right=True)


def _milestone(row: MilestoneRow | None, language: Language) -> Text:
    if row is None:
        return cell(NOTHING)
    return cell(f"{_day(row.expected, language)} {row.title}", "red" if row.state == "overdue" else "")


def _worse(text: str, amount: float | None) -> Text:
    """A figure that is bad above zero."""
    return cell(text, "red" if amount is not None and amount > 0 else "")


def _table(page: Page, columns: Sequence[_Column], width: int, *, header: bool = True) -> None:
    """A table of at most ``width`` columns."""
    room = width - sum(one.width + GAP for one in columns if not one.flexible)
    table = page.table()
    table.show_header = header
    for one in columns:
        table.add_column(
            one.title,
            justify="right" if one.right else "left",
            no_wrap=True,
            overflow="ellipsis",
            width=min(one.width, max(room, _LEAST)) if one.flexible else one.width,
        )
    for cells in zip(*(one.cells for one in columns), strict=True):
        table.add_row(*cells)
    page.show(table)


def _health(row: ProjectRow, language: Language) -> Text:
    """The word, with what makes it grey or of another kind than usual."""
    words = language.label("state", row.state) if row.state != "active" else ""
    if row.health is None:
        return cell(words or NOTHING, "dim")
    colour = language.label("health", row.health)
    if row.health == "grey":
        colour += f", {language.label('reporting', row.freshness)}"
    told = cell(f"● {colour}{_TREND.get(row.trend or '', '')}", _STYLES[row.health])
    return told.append(f", {for_terminal(words.lower())}", style="dim") if words else told


def _lists(page: Page, view: PortfolioReport, language: Language, width: int) -> None:
    say = language.text
    ids = {row.title: row.id for group in view.groups for row in group.projects}
    overdue = say("overdue")

    def day(when: datetime.date | None, *, is_overdue: bool = False) -> Text:
        is_past = is_overdue or (when is not None and when < view.heading.as_of)
        return cell(f"{_day(when, language)}{f' ({overdue})' if is_past else ''}", "red" if is_past else "")

    def where(title: str) -> Text:
        return cell(ids.get(title, title), "bold")

    _list(
        page,
        say("Decisions waiting"),
        [(day(one.due), cell(one.by or NOTHING), where(one.where), cell(one.what)) for one in view.decisions],
        language,
        width,
    )
    _list(
        page,
        say("Next milestones"),
        [
            (
                day(one.expected, is_overdue=one.state == "overdue"),
                _worse(_days(one.slip_days, language), one.slip_days),
                cell(one.address.partition("/")[0], "bold"),
                cell(one.title),
            )
            for one in view.next_milestones
        ],
        language,
        width,
        figures=1,
    )
    _list(
        page,
        say("Top risks"),
        [
            (
                cell(
                    language.label("risk_cell", one.now) if one.now else NOTHING,
                    "red" if one.now == "R" else "",
                ),
                where(one.where),
                cell(one.title),
            )
            for one in view.threats
        ],
        language,
        width,
        more=view.threats_open - len(view.threats),
    )
    _list(
        page,
        say("Reports out of date"),
        [
            (
                cell(one.id, "bold"),
                cell(say("last {date}", date=_day(one.reported, language)) if one.reported else say("never")),
                cell(one.manager),
            )
            for one in view.stale
        ],
        language,
        width,
    )


def _list(
    page: Page,
    title: str,
    rows: list[tuple[Text, ...]],
    language: Language,
    width: int,
    *,
    figures: int | None = None,
    more: int = 0,
) -> None:
    """The first few of a list, its last column giving way; nothing where it is empty."""
    if not rows:
        return
    page.blank()
    page.paragraph(title, "bold")
    shown = rows[:MOST]
    columns = [_Column("", cells) for cells in zip(*shown, strict=True)]
    columns[-1].flexible = True
    if figures is not None:
        columns[figures].right = True
    for one in columns[1:-1]:
        one.width = min(one.width, _LONGEST)
    _table(page, columns, width, header=False)
    left = len(rows) - len(shown) + more
    if left > 0:
        page.paragraph(language.plural("… and {n} more", "… and {n} more", left), "dim")


def _day(day: datetime.date | None, language: Language) -> str:
    return language.date(day, short=True) if day else NOTHING


def _days(days: int | None, language: Language) -> str:
    if days is None:
        return NOTHING
    figure = ("+" if days > 0 else "") + language.number(days)
    return language.text("{days} d", days=figure) if days else "0"


def _amount(money: Money | None, language: Language) -> str:
    return language.money(money.amount, money.currency, compact=True) if money else NOTHING


def _signed_percent(share: float | None, language: Language) -> str:
    if share is None:
        return NOTHING
    return ("+" if share > 0 else "") + language.percent(share, 1)
