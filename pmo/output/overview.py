"""The portfolio at a glance: on one screen of a terminal, and as CSV."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pmo.analysis.money import Money
from pmo.locale import Language
from pmo.output import table
from pmo.output.table import WHOLE, Column, Group
from pmo.output.terminal import NOTHING, Page
from pmo.render.views.events import ChangesView
from pmo.render.views.overview import OverloadRow, Overview
from pmo.render.views.parts import DecisionRow, Heading, MilestoneRow
from pmo.render.views.portfolio import Count, PortfolioReport, ProjectRow

MOST_PROJECTS = 15
MOST_CHANGES = 4
MOST_DECISIONS = 3
MOST_WARNINGS = 2
MOST_OVERLOADS = 2
MOST = 3
"""Rows of the other lists."""

_STYLES = {"green": "green", "amber": "yellow", "red": "bold red", "grey": "bright_black", "blue": "blue"}
_TREND = {"better": " ↑", "worse": " ↓"}
_ORDER = ("red", "amber", "grey", "green", "blue", None)
_LISTED = ("active", "on-hold", "approved")


def text(view: Overview, language: Language, *, width: int, colour: bool) -> str:
    """Projects by urgency, what changed, and what needs somebody."""
    page = Page(width=width, colour=colour)
    as_of = language.text("as of {date}", date=language.date(view.heading.as_of))
    page.heading(
        f"{view.heading.portfolio}, {as_of}", *_limits(view.heading, language), *_counts(view, language)
    )
    rows = [row for group in view.groups for row in group.projects]
    listed = sorted((row for row in rows if row.state in _LISTED), key=_urgency)
    if listed:
        page.blank()
        _projects(page, listed, language, width)
    proposed = sorted(row.id for row in rows if row.state == "proposed")
    if proposed:
        page.paragraph(
            language.text("Proposed: {projects}", projects=_first(proposed, "pmo intake", language))
        )
    if view.changes is not None:
        _changes(page, view.changes, language, width)
    _lists(page, view, language, width)
    _chase(page, view, language)
    return page.text()


def advice(view: PortfolioReport, language: Language) -> str:
    """What to do next."""
    if not view.projects:
        return language.text("Add projects/<id>/charter.yaml; `pmo validate` says what a file lacks.")
    if view.watermelons:
        return language.text(
            "`pmo health --project {project}` shows why it is red inside; `pmo todo` is what everybody owes.",
            project=view.watermelons[0].id,
        )
    first = view.stale[0].id if view.stale else next((row.id for row in view.attention), None)
    if first:
        return language.text(
            "`pmo report status {project}` is its page; `pmo todo` is what everybody owes.", project=first
        )
    return language.text(
        "`pmo report portfolio` is the report for the board; `pmo validate` lists what is wrong."
    )


def as_csv(view: PortfolioReport) -> str:
    """A row for each project."""
    rows = [*(row for group in view.groups for row in group.projects), *view.over]
    warned = Counter(row.project for row in view.warnings)
    titles = {row.id: group.programme for group in view.groups for row in group.projects}

    def column(name: str, value: Callable[[ProjectRow], Any]) -> Column:
        return Column(name, "", [value(row) for row in rows])

    return table.as_csv(
        [
            column("project", lambda row: row.id),
            column("title", lambda row: row.title),
            column("state", lambda row: row.state),
            column("programme", lambda row: titles.get(row.id)),
            column("manager", lambda row: row.manager),
            column("health", lambda row: row.health),
            column("trend", lambda row: row.trend),
            column("reported", lambda row: row.reported),
            column("baseline", lambda row: row.baseline),
            column("expected", lambda row: row.expected),
            column("slip_days", lambda row: row.slip_days),
            column("reached", lambda row: row.reached),
            column("milestones", lambda row: row.milestones),
            column("currency", lambda row: row.money.currency),
            column("approved", lambda row: row.money.approved),
            column("actual_to_date", lambda row: row.money.actual_to_date),
            column("estimate", lambda row: row.money.estimate),
            column("overrun", lambda row: row.money.overrun),
            column("computed", lambda row: row.computed),
            column("watermelon", lambda row: row.watermelon),
            column("warnings", lambda row: warned[row.id]),
        ]
    )


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


def _counts(view: PortfolioReport, language: Language) -> Iterator[str]:
    total = language.plural("{n} project", "{n} projects", view.projects)
    states = ", ".join(f"{one.projects} {language.label('state_count', one.word)}" for one in view.states)
    yield f"{total}: {states}" if states else total
    parts = []
    if view.healths:
        parts.append(language.text("Declared: {healths}", healths=_healths(view.healths, language)))
    if view.computed_healths:
        parts.append(language.text("computed: {healths}", healths=_healths(view.computed_healths, language)))
    if view.watermelons:
        parts.append(language.plural("{n} watermelon", "{n} watermelons", len(view.watermelons)))
    if parts:
        yield "; ".join(parts)
    yield from _money(view, language)


def _healths(counts: Sequence[Count], language: Language) -> str:
    return ", ".join(f"{one.projects} {language.label('health', one.word)}" for one in counts)


def _money(view: PortfolioReport, language: Language) -> Iterator[str]:
    totals = view.totals
    if not totals.approved.amount:
        return
    line = language.text(
        "{approved} approved, {actual} spent",
        approved=_amount(totals.approved, language),
        actual=_amount(totals.actual, language),
    )
    if totals.estimate.amount and totals.overrun_share is not None:
        share = _signed_percent(totals.overrun_share, language)
        line += "; " + (
            language.text(
                "estimate {share} against the {approved} approved for the same projects",
                share=share,
                approved=_amount(totals.estimated_approved, language),
            )
            if totals.without_estimate
            else language.text("estimate {share} against the budget", share=share)
        )
    yield line


def _urgency(row: ProjectRow) -> tuple[int, int, int, int, str]:
    """The worse of the two colours first, watermelons before what is known to be red."""
    worse = min(_ORDER.index(row.health), _ORDER.index(row.computed))
    return (_LISTED.index(row.state), worse, not row.watermelon, -(row.slip_days or 0), row.id)


def _projects(page: Page, rows: Sequence[ProjectRow], language: Language, width: int) -> None:
    """As many columns as fit."""
    say, shown = language.text, rows[:MOST_PROJECTS]

    def over(share: float | None) -> str:
        return _signed_percent(share, language)

    def column(name: str, title: str, value: Callable[[ProjectRow], Any], **how: Any) -> Column:
        return Column(name, title, [value(row) for row in shown], **how)

    columns = [
        column("project", say("Project"), lambda row: row.id, style="bold", flexible=True, wanted=WHOLE),
        column("declared", say("Declared"), lambda row: row, written=lambda row: _declared(row, language), style=_declared_style),
        column("computed", say("Computed"), lambda row: row, written=lambda row: _computed(row, language), style=_computed_style),
        column("finish", say("Finish"), lambda row: row.expected, optional=3),
        column("slip", say("Slip"), lambda row: row.slip_days, written=lambda days: _days(days, language), style=_worse, right=True, optional=1),
        column("over", say("Over"), lambda row: row.money.overrun_share, written=over, style=_worse, right=True, optional=2),
        column("approved", say("Approved"), lambda row: row.money.approved, right=True, optional=4),
        column("spent", say("Spent"), lambda row: row.money.actual_to_date, right=True, optional=5),
        column("estimate", say("Estimate"), lambda row: row.money.estimate, right=True, optional=6),
        column("next", say("Next milestone"), lambda row: row.next_milestone, written=lambda one: _milestone(one, language), style=_milestone_style, flexible=True, wanted=WHOLE, optional=7),
    ]  # fmt: skip
    table.show(page, columns, language, width=width)
    if len(rows) > len(shown):
        page.paragraph(_more(len(rows) - len(shown), "pmo list projects", language), "dim")


def _declared(row: ProjectRow, language: Language) -> str:
    """The word, with what makes it grey or of another kind than usual."""
    state = language.label("state", row.state) if row.state != "active" else ""
    if row.health is None:
        return state or NOTHING
    told = f"● {language.label('health', row.health)}{_TREND.get(row.trend or '', '')}"
    if row.health == "grey":
        told += f", {language.label('reporting', row.freshness)}"
    return f"{told}, {state.lower()}" if state else told


def _declared_style(row: ProjectRow) -> str:
    return _STYLES.get(row.health or "", "dim")


def _computed(row: ProjectRow, language: Language) -> str:
    if row.computed is None:
        return NOTHING
    told = f"● {language.label('health', row.computed)}"
    return f"{told}, {language.text('watermelon')}" if row.watermelon else told


def _computed_style(row: ProjectRow) -> str:
    return _STYLES.get(row.computed or "", "dim")


def _worse(amount: float) -> str:
    """A figure that is bad above zero."""
    return "red" if amount > 0 else ""


def _milestone(row: MilestoneRow, language: Language) -> str:
    return f"{_day(row.promised if row.state == 'overdue' else row.expected, language)} {row.title}"


def _milestone_style(row: MilestoneRow) -> str:
    return "red" if row.state == "overdue" else ""


def _changes(page: Page, view: ChangesView, language: Language, width: int) -> None:
    title = language.text("Changed since {date}", date=language.date(view.since, short=True))
    if view.why is not None:
        page.blank()
        page.paragraph(f"{title}: {view.why}", "dim")
        return
    if not view.holders:
        page.blank()
        page.paragraph(f"{title}: " + language.text("nothing"), "dim")
        return
    _list(
        page,
        title,
        view.holders,
        [
            ("where", lambda one: _place(one.holder), {"style": "bold", "flexible": True, "wanted": WHOLE}),
            ("what", lambda one: one.text, {"flexible": True}),
        ],
        language,
        width,
        most=MOST_CHANGES,
        command="pmo status --format json",
        more=view.changed - len(view.holders),
    )


_Columns = Sequence[tuple[str, Callable[[Any], Any], dict[str, Any]]]
"""Of a list: name, value of a row, how it is shown."""
_PLACE: dict[str, Any] = {"style": "bold", "flexible": True, "wanted": WHOLE}
_CUT: dict[str, Any] = {"flexible": True}


def _lists(page: Page, view: Overview, language: Language, width: int) -> None:
    say, as_of = language.text, view.heading.as_of
    overdue = say("overdue")

    def told(pair: tuple[datetime.date | None, bool]) -> str:
        day, is_past = pair
        return f"{_day(day, language)} ({overdue})" if is_past else _day(day, language)

    when: dict[str, Any] = {"written": told, "style": lambda pair: "red" if pair[1] else ""}

    def decided(one: DecisionRow) -> tuple[datetime.date | None, bool]:
        return one.due, one.due is not None and one.due < as_of

    def expected(one: MilestoneRow) -> tuple[datetime.date | None, bool]:
        """The day that was promised where it has passed."""
        is_past = one.state == "overdue" or (one.expected is not None and one.expected < as_of)
        return (one.promised if is_past else one.expected), is_past

    now = say("now")
    warned: dict[str, Any] = {
        "written": lambda pair: pair[0] if pair[1] else _day(pair[0], language),
        "style": lambda pair: "red" if pair[1] else "",
    }
    slip = {"written": lambda days: _days(days, language), "style": _worse, "right": True}
    cell = {
        "written": lambda word: language.label("risk_cell", word),
        "style": lambda word: "red" if word == "R" else "",
    }
    lists: list[tuple[str, Sequence[Any], _Columns, int, str, int]] = [
        (
            say("Decisions waiting"),
            view.decisions,
            [
                ("due", decided, when),
                ("by", lambda one: one.by, _CUT),
                ("where", lambda one: _place(one.address), _PLACE),
                ("what", lambda one: one.what, _CUT),
            ],
            MOST_DECISIONS,
            "pmo decisions",
            0,
        ),
        (
            say("What will be red next"),
            view.warnings,
            [
                ("on", lambda one: (one.on or now, one.on is None), warned),
                ("where", lambda one: one.project, _PLACE),
                ("dimension", lambda one: language.label("dimension", one.dimension), {}),
                ("what", lambda one: one.text, _CUT),
            ],
            MOST_WARNINGS,
            "pmo health",
            0,
        ),
        (
            say("Next milestones"),
            view.next_milestones,
            [
                ("expected", expected, when),
                ("slip", lambda one: one.slip_days, slip),
                ("where", lambda one: _place(one.address), _PLACE),
                ("what", lambda one: one.title, _CUT),
            ],
            MOST,
            "pmo list milestones",
            0,
        ),
        (
            say("Top risks"),
            view.threats,
            [
                ("cell", lambda one: one.now, cell),
                ("where", lambda one: _place(one.address), _PLACE),
                ("what", lambda one: one.title, _CUT),
            ],
            MOST,
            "pmo risks",
            view.threats_open - len(view.threats),
        ),
        (
            say("Overloads"),
            view.overloads,
            [
                ("name", lambda one: one.name, _CUT),
                (
                    "share",
                    lambda one: one.share,
                    {"written": language.percent, "right": True, "style": "red"},
                ),
                ("from", lambda one: one, {"written": lambda one: _span(one, language)}),
                ("projects", lambda one: one.projects, _CUT),
            ],
            MOST_OVERLOADS,
            "pmo capacity",
            0,
        ),
    ]
    for title, rows, columns, most, command, more in lists:
        _list(page, title, rows, columns, language, width, most=most, command=command, more=more)


def _span(row: OverloadRow, language: Language) -> str:
    return f"{_day(row.first, language)} {NOTHING} {_day(row.last, language)}"


def _list(
    page: Page,
    title: str,
    rows: Sequence[Any],
    columns: _Columns,
    language: Language,
    width: int,
    *,
    most: int,
    command: str,
    more: int = 0,
) -> None:
    """The first few of a list, and the command that shows all; nothing where it is empty."""
    if not rows:
        return
    shown = rows[:most]
    left = len(rows) - len(shown) + more
    beside = _more(left, command, language) if left else ""
    described = [Column(name, "", [value(row) for row in shown], **how) for name, value, how in columns]
    table.show(page, described, language, width=width, groups=[Group(title, beside, len(shown))])


def _more(count: int, command: str, language: Language) -> str:
    return language.plural(
        "… and {n} more: `{command}`", "… and {n} more: `{command}`", count, command=command
    )


def _chase(page: Page, view: Overview, language: Language) -> None:
    """What is open in the registers, and who is to be asked for what is late."""
    registers = "; ".join(_registers(view, language))
    if registers or view.stale or view.overdue_actions:
        page.blank()
    if registers:
        page.paragraph(registers)
    if view.stale:
        never = language.text("never")
        names = [
            f"{row.id} ({row.manager}, {_day(row.reported, language) if row.reported else never})"
            for row in view.stale
        ]
        page.paragraph(
            language.text("Reports out of date: {projects}", projects=_first(names, "pmo todo", language))
        )
    if view.overdue_actions:
        names = [f"{_place(row.holder)} {row.actions}" for row in view.overdue_actions]
        page.paragraph(
            language.plural(
                "{n} action overdue: {projects}",
                "{n} actions overdue: {projects}",
                sum(row.actions for row in view.overdue_actions),
                projects=_first(names, "pmo todo", language),
            )
        )


def _registers(view: Overview, language: Language) -> Iterator[str]:
    """Open issues by severity; assumptions and quality reviews that need somebody."""
    if view.issues:
        counted = Counter(one.severity for one in view.issues)
        parts = [
            f"{counted[severity]} {language.label('severity', severity)}"
            for severity in ("critical", "high", "medium", "low")
            if counted[severity]
        ]
        late = sum(one.is_overdue for one in view.issues)
        parts += [language.text("{n} overdue", n=late)] if late else []
        yield language.plural(
            "{n} open issue: {counts}", "{n} open issues: {counts}", len(view.issues), counts=", ".join(parts)
        )
    for title, rows, late_word, bad_word in (
        (
            language.text("Assumptions"),
            [one.result == "invalid" for one in view.assumptions],
            language.text("past their day"),
            language.text("do not hold"),
        ),
        (
            language.text("Quality reviews"),
            [one.result == "failed" for one in view.reviews],
            language.text("overdue"),
            language.text("failed"),
        ),
    ):
        if rows:
            told = [(rows.count(False), late_word), (rows.count(True), bad_word)]
            yield f"{title.lower()}: {', '.join(f'{n} {word}' for n, word in told if n)}"


def _first(names: Sequence[str], command: str, language: Language) -> str:
    """The first few of some names."""
    left = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" {_more(left, command, language)}" if left > 0 else "")


def _place(address: str) -> str:
    """Id of the project or programme of an address, or `office`."""
    words = address.split("/")
    return words[1] if words[0] == "programmes" and len(words) > 1 else words[0]


def _day(day: datetime.date | None, language: Language) -> str:
    return language.date(day, short=True) if day else NOTHING


def _days(days: int, language: Language) -> str:
    figure = ("+" if days > 0 else "") + language.number(days)
    return language.text("{days} d", days=figure) if days else "0"


def _amount(money: Money | None, language: Language) -> str:
    return language.money(money.amount, money.currency, compact=True) if money else NOTHING


def _signed_percent(share: float | None, language: Language) -> str:
    if share is None:
        return NOTHING
    return ("+" if share > 0 else "") + language.percent(share, 1)
