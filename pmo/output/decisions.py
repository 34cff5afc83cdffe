"""The queue of decisions: as cards on a terminal, as a Markdown table, as CSV."""

from collections.abc import Iterator, Sequence

from rich.padding import Padding
from rich.text import Text

from pmo.locale import Language
from pmo.output import table
from pmo.output.cells import signed_days
from pmo.output.table import Column
from pmo.output.terminal import Page, cell
from pmo.render.inert import for_markdown, for_markdown_cell
from pmo.render.views.decisions import DecisionsView, QueueRow

_HANGING = (0, 0, 0, 2)
"""What a decision says stands two columns to the right of its head."""


def text(view: DecisionsView, language: Language, *, width: int, colour: bool) -> str:
    """A card for each decision: when and by whom, the question, what follows, the choices, what settles it."""
    page = Page(width=width, colour=colour)
    page.heading(*_heading(view, language))
    for row in view.decisions:
        page.blank()
        page.show(_head(row, language))
        page.show(Padding(cell(row.what, "bold"), _HANGING))
        for line in _body(row, language):
            page.show(Padding(cell(line), _HANGING))
        page.command(row.settle or row.address)
    return page.text()


def advice(view: DecisionsView, language: Language) -> str:
    """What to do next."""
    if view.waiting:
        return language.text(
            "The last line of each records the decision, with what was decided in place of the capitals; "
            "`--by BODY` is one agenda, `--format markdown` what to send."
        )
    return language.text("`pmo decisions --all` shows what was decided; `pmo todo` what is owed besides.")


def markdown(view: DecisionsView, language: Language) -> str:
    """The waiting ones as an agenda, those that were taken as a log."""
    title, *facts = _heading(view, language)
    lines = [f"# {for_markdown_cell(title)}", "  \n".join(map(for_markdown, facts))]
    waiting = [row for row in view.decisions if row.state == "waiting"]
    taken = [row for row in view.decisions if row.state != "waiting"]
    if waiting:
        lines.append(table.as_markdown(_agenda(waiting, language), language).rstrip())
    if taken:
        lines.append(f"## {for_markdown_cell(language.text('Taken'))}")
        lines.append(table.as_markdown(_log(taken, language), language).rstrip())
    return "\n\n".join(lines) + "\n"


def as_csv(view: DecisionsView) -> str:
    """A row for each decision, as the files write it."""
    rows = view.decisions
    return table.as_csv(
        [
            Column("state", "", [row.state for row in rows]),
            Column("kind", "", [row.kind for row in rows]),
            Column("address", "", [row.address for row in rows]),
            Column("project", "", [row.project for row in rows]),
            Column("what", "", [row.what for row in rows]),
            Column("by", "", [row.by.id or None for row in rows]),
            Column("due", "", [row.due for row in rows]),
            Column("overdue", "", [row.is_overdue for row in rows]),
            Column("days_late", "", [row.days_late for row in rows]),
            Column("asked", "", [row.asked for row in rows]),
            Column("consequence", "", [row.consequence for row in rows]),
            Column("options", "", [row.options for row in rows]),
            Column("recommendation", "", [row.recommendation for row in rows]),
            Column("cost", "", [row.cost for row in rows]),
            Column("days", "", [row.days for row in rows]),
            Column("decided", "", [row.decided for row in rows]),
            Column("decision", "", [row.decision for row in rows]),
            Column("rationale", "", [row.rationale for row in rows]),
        ]
    )


def _heading(view: DecisionsView, language: Language) -> Iterator[str]:
    name = language.label("kind", "decisions")
    yield f"{name}: {view.by.name}" if view.by else name
    when = language.text("as of {date}", date=language.date(view.heading.as_of))
    yield f"{view.heading.portfolio} · {when}"
    waiting = language.plural("{n} is waited for", "{n} are waited for", view.waiting)
    yield f"{waiting}, {language.text('{n} overdue', n=language.number(view.overdue))}"
    if view.unready:
        yield language.plural(
            "{n} change request is to be assessed first, or was postponed: `pmo changes`",
            "{n} change requests are to be assessed first, or were postponed: `pmo changes`",
            len(view.unready),
        )
    if view.heading.narrowed:
        yield language.text("narrowed to: {which}", which=view.heading.narrowed)
    if view.heading.left_out:
        yield language.plural(
            "Incomplete: {n} error was left out",
            "Incomplete: {n} errors were left out",
            len(view.heading.left_out),
        )


def _head(row: QueueRow, language: Language) -> Text:
    """When, by whom, where."""
    if row.state == "waiting":
        when = language.date(row.due, short=True) if row.due else language.text("no date")
        if row.is_overdue:
            when = language.text("{date}, overdue", date=when)
    else:
        day = language.date(row.decided, short=True) if row.decided else ""
        when = " ".join(filter(None, (day, language.label("word", row.state))))
    style = "bold red" if row.is_overdue else "" if row.state == "waiting" else "dim"
    who = row.by.name or language.text("nobody is named")
    return Text.assemble(cell(when, style), "  ", cell(who), "  ", cell(row.where, "dim"))


def _body(row: QueueRow, language: Language) -> Iterator[str]:
    say = language.text
    if row.decision:
        yield say("Decided: {what}", what=row.decision)
    if row.rationale:
        yield say("Because: {why}", why=row.rationale)
    if row.context:
        yield say("Context: {what}", what=row.context)
    effect = _effect(row, language)
    if effect:
        yield say("Effect: {what}", what=effect)
    if row.consequence:
        otherwise = say("Otherwise: {what}", what=row.consequence)
        yield otherwise if row.state == "waiting" else say("Consequence: {what}", what=row.consequence)
    if row.options:
        yield say("Options: {which}", which=" / ".join(row.options))
    if row.recommendation:
        yield say("Recommended: {what}", what=row.recommendation)
    if row.asked and row.waiting_days is not None:
        yield language.plural(
            "Asked since {date}, for {n} working day",
            "Asked since {date}, for {n} working days",
            row.waiting_days,
            date=language.date(row.asked, short=True),
        )


def _effect(row: QueueRow, language: Language) -> str | None:
    parts = []
    if row.cost is not None:
        sign = "+" if row.cost.amount > 0 else ""
        parts.append(sign + language.money(row.cost.amount, row.cost.currency, compact=True))
    if row.days is not None:
        parts.append(signed_days(row.days, language))
    return ", ".join(parts) or None


def _agenda(rows: Sequence[QueueRow], language: Language) -> list[Column]:
    say = language.text
    return [
        Column("due", say("By when"), [_by_when(row, language) for row in rows]),
        Column("by", say("Who decides"), [row.by.name or None for row in rows]),
        Column("where", language.label("field", "project"), [row.where for row in rows]),
        Column("what", say("What must be decided"), [row.what for row in rows]),
        Column("effect", language.label("field", "effect"), [_effect(row, language) for row in rows]),
        Column("consequence", say("Otherwise"), [row.consequence for row in rows]),
        Column(
            "options", language.label("field", "options"), [" / ".join(row.options) or None for row in rows]
        ),
        Column(
            "recommendation", language.label("field", "recommended"), [row.recommendation for row in rows]
        ),
        Column("asked", say("Asked since"), [row.asked for row in rows]),
        Column("address", language.label("field", "address"), [row.address for row in rows]),
    ]


def _by_when(row: QueueRow, language: Language) -> str | None:
    if row.due is None:
        return None
    day = language.date(row.due, short=True)
    return language.text("{date}, overdue", date=day) if row.is_overdue else day


def _log(rows: Sequence[QueueRow], language: Language) -> list[Column]:
    say = language.text
    return [
        Column("decided", language.label("field", "date"), [row.decided for row in rows]),
        Column("by", say("Who decides"), [row.by.name or None for row in rows]),
        Column("where", language.label("field", "project"), [row.where for row in rows]),
        Column("what", say("What must be decided"), [row.what for row in rows]),
        Column("decision", language.label("field", "decision"), [row.decision for row in rows]),
        Column("rationale", language.label("field", "rationale"), [row.rationale for row in rows]),
        Column(
            "state", language.label("field", "state"), [language.label("word", row.state) for row in rows]
        ),
        Column("address", language.label("field", "address"), [row.address for row in rows]),
    ]
