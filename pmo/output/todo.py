"""What everybody owes: by owner on a terminal, one person's with the commands that settle it, and as CSV."""

from collections.abc import Iterator, Mapping

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from pmo.locale import Language
from pmo.output import table
from pmo.output.table import Column, Group
from pmo.output.terminal import GAP, Page, cell
from pmo.render.inert import for_terminal
from pmo.render.views.todo import ObligationRow, OwnerCount, OwnerView, TodoView

_MEMBERS = 3
"""Members of a body that are named beside it."""


def text(view: TodoView, names: Mapping[str, str], language: Language, *, width: int, colour: bool) -> str:
    """The obligations by who owes them; those of one owner as a list, each with what settles it.

    ``names``: of people, by their ids.
    """
    page = Page(width=width, colour=colour)
    as_of = language.text("as of {date}", date=language.date(view.heading.as_of))
    if view.owner is None:
        page.heading(view.heading.portfolio, as_of, *_limits(view, language), _counts(view, language))
    else:
        origin = f"{view.heading.portfolio}, {as_of}"
        page.heading(view.owner.name, origin, *_limits(view, language), _counts(view, language))
    if view.obligations and view.owner is None:
        _by_owner(page, view, names, language, width)
    elif view.obligations:
        page.blank()
        _with_commands(page, view, language)
    return page.text()


def advice(view: TodoView, language: Language) -> str:
    """What to do next."""
    if not view.obligations:
        return language.text("`pmo todo --within 40` looks further ahead; `pmo status` shows the portfolio.")
    if view.owner is not None:
        return language.text(
            "The words in capitals are yours to fill in; `--format markdown` is the message to send."
        )
    person = next((one.owner.id for one in view.owners if one.owner.kind == "person"), "me")
    return language.text(
        "`pmo todo --owner {person}` shows what settles each; `--format markdown -o messages/` writes a message to "
        "each person, `--format ics -o calendars/` a calendar.",
        person=person,
    )


def as_csv(view: TodoView) -> str:
    """A row for each obligation."""
    rows = view.obligations
    return table.as_csv(
        [
            Column("owner", "", [row.owner.id or None for row in rows]),
            Column("owner_kind", "", [row.owner.kind for row in rows]),
            Column("people", "", [row.owner.people for row in rows]),
            Column("kind", "", [row.kind for row in rows]),
            Column("holder", "", [row.holder for row in rows]),
            Column("address", "", [row.address for row in rows]),
            Column("what", "", [row.what for row in rows]),
            Column("due", "", [row.due for row in rows]),
            Column("late", "", [row.is_late for row in rows]),
            Column("days_late", "", [row.days_late for row in rows]),
            Column("matters", "", [row.matters for row in rows]),
            Column("points", "", [row.points for row in rows]),
            Column("why", "", [row.why for row in rows]),
            Column("settle", "", [row.settle for row in rows]),
            Column("confidential", "", [row.confidential for row in rows]),
        ]
    )


def task(row: ObligationRow, language: Language) -> str:
    """`Renew: Safe work at height`."""
    return f"{language.label('obligation', row.kind)}: {row.what}"


def when(row: ObligationRow, language: Language) -> str:
    """How late it is, or how soon it is due, in working days."""
    if row.due is None:
        return language.text("never done")
    if row.is_late:
        return (
            language.text("{days} d late", days=language.number(row.days_late))
            if row.days_late
            else language.text("late")
        )
    if row.days_late >= 0:
        return language.text("due")
    return language.text("in {days} d", days=language.number(-row.days_late))


def _limits(view: TodoView, language: Language) -> Iterator[str]:
    """What the list is not about."""
    heading = view.heading
    if view.within is not None:
        yield language.plural(
            "late, or due within {n} working day", "late, or due within {n} working days", view.within
        )
    if heading.narrowed:
        yield language.text("only projects: {which}", which=heading.narrowed)
    if heading.left_out:
        yield language.plural(
            "Incomplete: {n} error was left out",
            "Incomplete: {n} errors were left out",
            len(heading.left_out),
        )


def _counts(view: TodoView, language: Language) -> str:
    if not view.obligations:
        return language.text("Nothing is owed.")
    total = language.plural("{n} thing is owed", "{n} things are owed", len(view.obligations))
    if not view.late:
        return total
    return f"{total}, {_late(view.late, language)} ({language.text('days are working days')})"


def _late(count: int, language: Language) -> str:
    return language.plural("{n} of them late", "{n} of them late", count)


def _by_owner(page: Page, view: TodoView, names: Mapping[str, str], language: Language, width: int) -> None:
    rows = [row for one in view.owners for row in view.of(one.owner)]
    columns = [
        Column("due", "", [row.due for row in rows]),
        Column("late", "", rows, written=lambda row: when(row, language), style=_style),
        Column("project", "", [row.holder.rpartition("/")[2] for row in rows], style="bold", flexible=True),
        Column("what", "", rows, written=lambda row: task(row, language), flexible=True),
    ]
    groups = [
        Group(_name(one.owner, language), _beside(one, names, language), one.obligations)
        for one in view.owners
    ]
    table.show(page, columns, language, width=width, groups=groups)


def _style(row: ObligationRow) -> str:
    return "red" if row.is_late else ""


def _name(owner: OwnerView, language: Language) -> str:
    if owner.kind != "nobody":
        return owner.name
    return (
        language.text("Nobody ({name} leads nowhere)", name=owner.id)
        if owner.id
        else language.text("Nobody is named")
    )


def _beside(one: OwnerCount, names: Mapping[str, str], language: Language) -> str:
    count = language.number(one.obligations)
    said = f"{count}, {_late(one.late, language)}" if one.late else count
    if one.owner.kind not in ("person", "nobody"):
        who = [names.get(id_, id_) for id_ in one.owner.people]
        more = len(who) - _MEMBERS
        members = ", ".join(who[:_MEMBERS]) or language.text("nobody fills it")
        if more > 0:
            members += " " + language.plural("and {n} more", "and {n} more", more)
        said = f"{members}: {said}"
    return said


def _with_commands(page: Page, view: TodoView, language: Language) -> None:
    """Each obligation on a line or more, and the command on a line of its own, which is never broken."""
    days = [language.date(row.due, short=True) if row.due else "" for row in view.obligations]
    times = [when(row, language) for row in view.obligations]
    widths = [max(map(cell_len, texts)) for texts in (days, times)]
    for row, day, time in zip(view.obligations, days, times, strict=True):
        grid = Table.grid(padding=(0, GAP, 0, 0))
        for width in widths:
            grid.add_column(no_wrap=True, width=width)
        grid.add_column(overflow="fold")
        grid.add_row(cell(day), cell(time, _style(row)), _told(row, view, language))
        page.show(grid)
        page.rows([[(f"  {for_terminal(row.settle)}", "cyan")]])


def _told(row: ObligationRow, view: TodoView, language: Language) -> Text:
    """What is owed, where and as whom, and why it matters."""
    told = Text().append(cell(task(row, language), "bold"))
    place = [] if row.kind == "status" or row.holder == "office" else [row.where]
    if view.owner is not None and row.owner.key != view.owner.key:
        place.append(row.owner.name)
    if row.confidential:
        place.append(language.text("confidential"))
    for line in (", ".join(place), row.why or ""):
        if line:
            told.append("\n").append(cell(line))
    return told
