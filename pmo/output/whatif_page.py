"""What follows from a change: on a terminal, as Markdown, as CSV."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from pmo.analysis.money import Money
from pmo.locale import Language
from pmo.model.scalars import Period
from pmo.output import csv as comma
from pmo.output.cells import signed_days
from pmo.output.table import Column, as_markdown, show
from pmo.output.terminal import HEALTH_STYLES, NOTHING, Page
from pmo.output.whatif import (
    AmountData,
    ChangeData,
    DateData,
    FindingChangeData,
    HealthChangeData,
    OverloadData,
    PlaceData,
    RankChangeData,
    SelectionChangeData,
    TooMuchData,
    WhatIfData,
)
from pmo.render.inert import for_markdown
from pmo.render.views.parts import Heading

_ARROW = " → "
Section = tuple[str, list[Column]]


def text(found: WhatIfData, heading: Heading, language: Language, *, width: int | None, colour: bool) -> str:
    """What changes and what follows, the dates first."""
    page = Page(width=width or 1000, colour=colour)
    page.heading(
        heading.portfolio,
        language.text("What if, as of {date}", date=language.date(heading.as_of)),
        summary(found, language),
    )
    for title, columns in sections(found, language):
        page.blank()
        page.paragraph(title, "bold")
        show(page, columns, language, width=width)
    for note in _notes(found, language):
        page.blank()
        page.paragraph(note)
    return page.text()


def as_markdown_page(found: WhatIfData, heading: Heading, language: Language) -> str:
    """A page with the same tables."""
    title = language.text("What if: {portfolio}", portfolio=heading.portfolio)
    as_of = language.text("As of {date}", date=language.date(heading.as_of))
    revision = f" ({heading.short_revision})" if heading.short_revision else ""
    parts = [
        f"# {for_markdown(title)}",
        for_markdown(as_of + revision),
        for_markdown(summary(found, language)),
    ]
    for name, columns in sections(found, language):
        parts += [f"## {for_markdown(name)}", as_markdown(columns, language)]
    parts += [for_markdown(note) for note in _notes(found, language)]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def as_csv(found: WhatIfData) -> str:
    """A row for everything that differs."""
    return comma.table(("effect", "address", "what", "before", "after", "change"), _rows(found))


def advice(found: WhatIfData, language: Language) -> str:
    """What to do next."""
    if found.branch is not None and found.branch.commit is not None:
        return language.text(
            "`pmo whatif --scenario {name}` compares with it again; `git merge {name}` makes it so.",
            name=found.branch.name,
        )
    if found.scenario is not None:
        return language.text("`git merge` makes it so; --set tries further changes on top of it.")
    return language.text(
        "`pmo set` makes it so; --write BRANCH keeps it as a git branch for others to look at."
    )


def summary(found: WhatIfData, language: Language) -> str:
    """What follows, counted."""
    if not found.changes:
        return language.text("Nothing would change: it says so already.")
    finishes = [one for one in found.dates if one.kind == "finish"]
    rises = [one for one in found.overloads if one.how in ("appears", "grows")]
    worse = [one for one in found.health if one.is_better is False]
    new = [one for one in found.findings if one.how == "appears"]
    gone = len(found.findings) - len(new)
    plural = language.plural
    counted = (
        (n := len(finishes), plural("{n} project finishes on another day", "{n} projects finish on another day", n)),
        (n := len(found.dates) - len(finishes), plural("{n} milestone moves", "{n} milestones move", n)),
        (n := len(rises), plural("{n} overload appears or grows", "{n} overloads appear or grow", n)),
        (n := len(found.overloads) - len(rises), plural("{n} overload goes or eases", "{n} overloads go or ease", n)),
        (n := len(worse), plural("{n} colour gets worse", "{n} colours get worse", n)),
        (n := len(found.health) - len(worse), plural("{n} other colour changes", "{n} other colours change", n)),
        (n := len(found.ranking),
         plural("{n} place or score in the ranking changes", "{n} places or scores in the ranking change", n)),
        (n := len(new), plural("{n} finding appears", "{n} findings appear", n)),
        (n := gone, plural("{n} finding goes", "{n} findings go", n)),
    )  # fmt: skip
    parts = [text for count, text in counted if count]
    if found.selection is not None:
        parts.append(language.text("the selection changes"))
    if any(one.project is None for one in found.money):
        parts.append(language.text("money moves"))
    return ", ".join(parts) if parts else language.text("Nothing else follows from it.")


def sections(found: WhatIfData, language: Language) -> Iterator[Section]:
    """The tables, each with its title."""
    say = language.text
    if found.changes:
        yield say("Changes"), _changes(found.changes, language)
    finishes = [one for one in found.dates if one.kind == "finish"]
    milestones = [one for one in found.dates if one.kind == "milestone"]
    if finishes:
        yield say("Finish of the projects"), _dates(finishes, language)
    if milestones:
        yield say("Milestones"), _dates(milestones, language)
    if found.overloads:
        yield say("Overloads and unfilled roles"), _overloads(found.overloads, language)
    together = [one for one in found.money if one.project is None]
    if together:
        yield (
            say("Money of all projects that are approved, active, on hold or completed"),
            _money(together, language),
        )
    own = [one for one in found.money if one.project is not None]
    if own:
        yield say("Money by project"), _money(own, language)
    if found.health:
        yield say("Health"), _health(found.health, language)
    if found.ranking:
        yield say("Ranking"), _ranking(found.ranking, language)
    if found.selection is not None:
        yield say("Selection"), _chosen(found.selection, language)
        if found.selection.comes_in or found.selection.drops_out:
            yield say("Projects that come in or drop out"), _turns(found.selection, language)
    for how, title in (
        ("appears", say("Findings that this brings")),
        ("goes", say("Findings that this clears")),
    ):
        rows = [one for one in found.findings if one.how == how]
        if rows:
            yield title, _findings(rows, language)


def _notes(found: WhatIfData, language: Language) -> Iterator[str]:
    say = language.text
    if found.not_converted:
        yield say(
            "Not in the sums, for want of an exchange rate: {projects}",
            projects=", ".join(found.not_converted),
        )
    if found.no_forecast:
        yield say(
            "Not in the expected sums, for want of a forecast: {projects}",
            projects=", ".join(found.no_forecast),
        )
    if "selection" in found.reasons:
        yield say("The selection is left out: {reason}.", reason=found.reasons["selection"])
    if "ranking" in found.reasons:
        yield say("The ranking is left out: {reason}.", reason=found.reasons["ranking"])
    if found.branch is not None:
        name = found.branch.name
        if found.branch.commit is None:
            yield say("It would be kept as the branch {name}; nothing was written.", name=name)
        else:
            commit = found.branch.commit[:12]
            yield say("Kept as the branch {name} (commit {commit}).", name=name, commit=commit)


def _changes(rows: Sequence[ChangeData], language: Language) -> list[Column]:
    say = language.text
    lines = [(row.address, field.field, field.before, field.after) for row in rows for field in row.fields]
    whole = Counter((_list_of(row), row.how) for row in rows if not row.fields)
    for (address, how), count in whole.items():
        if how == "added":
            lines.append((address, "", None, language.plural("{n} added", "{n} added", count)))
        else:
            lines.append((address, "", language.plural("{n} removed", "{n} removed", count), None))
    lines.sort(key=lambda line: line[:2])
    return [
        Column("address", say("Item"), [line[0] for line in lines], style="bold"),
        Column("field", say("Field"), [line[1] for line in lines]),
        Column("before", say("Before"), [line[2] for line in lines], flexible=True, wraps=True),
        Column("after", say("After"), [line[3] for line in lines], flexible=True, wraps=True),
    ]


def _list_of(row: ChangeData) -> str:
    """The record that came or went; for one without an address of its own the list that it stands in."""
    return row.address.rpartition("/")[0] if row.noun == "part" else row.address


def _dates(rows: Sequence[DateData], language: Language) -> list[Column]:
    say = language.text
    is_finish = rows[0].kind == "finish"
    drivers = {
        "forecast": say("own forecast"),
        "baseline": say("baseline"),
        "as-of": say("still open"),
        "cycle": say("cycle"),
        "actual": say("reached"),
        "undated": say("no date"),
        "predecessor": "",
        None: say("nothing is open") if is_finish else say("removed"),
    }
    first = (
        Column("project", say("Project"), [row.project for row in rows], style="bold")
        if is_finish
        else Column("address", say("Milestone"), [row.address for row in rows], style="bold")
    )
    return [
        first,
        Column("before", say("Before"), [row.before for row in rows]),
        Column("after", say("After"), [row.after for row in rows]),
        Column("days", say("Moves"), [row.days for row in rows],
               written=lambda days: signed_days(days, language), style=_later, right=True),
        Column("decided_by", say("Decided by"), [row.driven_by or drivers[row.driver] for row in rows],
               flexible=True, optional=2),
        Column("origin", say("Because this moves"), [row.origin for row in rows],
               flexible=True, optional=1),
    ]  # fmt: skip


def _overloads(rows: Sequence[OverloadData], language: Language) -> list[Column]:
    say = language.text
    words = {
        "appears": say("appears"),
        "goes": say("goes"),
        "grows": say("grows"),
        "shrinks": say("eases"),
        "moves": say("moves"),
    }
    shown = [row.after or row.before for row in rows]
    return [
        Column("name", say("Who or what"), [row.name for row in rows], style="bold", flexible=True),
        Column("how", say("What happens"), [words[row.how] for row in rows]),
        Column("first", say("From"), [one.first if one else None for one in shown]),
        Column("last", say("To"), [one.last if one else None for one in shown]),
        Column("days", say("Working days"), [_both(row, lambda one: language.number(one.working_days)) for row in rows],
               right=True, optional=1),
        Column("peak", say("Peak load"), [_both(row, lambda one: _peak(one, language)) for row in rows],
               right=True),
        Column("projects", say("Projects"), [", ".join(row.projects) for row in rows], flexible=True, optional=2),
    ]  # fmt: skip


def _both(row: OverloadData, write: Callable[[TooMuchData], str]) -> str:
    return _both_words(*(NOTHING if one is None else write(one) for one in (row.before, row.after)))


def _peak(one: TooMuchData, language: Language) -> str:
    return language.number(one.load, 2) if one.share is None else language.percent(one.share)


def _money(rows: Sequence[AmountData], language: Language) -> list[Column]:
    say = language.text
    figures = {
        "approved": say("Approved"),
        "planned": say("Planned"),
        "expected": say("Expected"),
    }
    periods = [
        language.period(Period(row.period), short=True) if row.period is not None else say("together")
        for row in rows
    ]
    projects = [Column("project", say("Project"), [row.project for row in rows], style="bold")]
    return [
        *(projects if rows[0].project is not None else []),
        Column("figure", say("Money"), [figures[row.figure] for row in rows]),
        Column("period", say("Period"), periods),
        Column("before", say("Before"), [row.before for row in rows], right=True),
        Column("after", say("After"), [row.after for row in rows], right=True),
        Column("change", say("Change"), [row.change for row in rows],
               written=lambda money: _signed(money, language), right=True),
    ]  # fmt: skip


def _signed(money: Money, language: Language) -> str:
    sign = "+" if money.amount > 0 else ""
    return sign + language.money(money.amount, money.currency, compact=True)


def _health(rows: Sequence[HealthChangeData], language: Language) -> list[Column]:
    say = language.text

    def dimension(row: HealthChangeData) -> str:
        label = language.label("dimension", row.dimension)
        return label if row.kind == "computed" else say("{dimension}, declared", dimension=label)

    def colour(word: str | None) -> str:
        return NOTHING if word is None else language.label("health", word)

    return [
        Column("project", say("Project"), [row.project for row in rows], style="bold"),
        Column("dimension", say("Dimension"), list(map(dimension, rows))),
        Column("before", say("Before"), [row.before for row in rows], written=colour,
               style=lambda word: HEALTH_STYLES.get(word, "")),
        Column("after", say("After"), [row.after for row in rows], written=colour,
               style=lambda word: HEALTH_STYLES.get(word, "")),
        Column("because", say("Because"), ["; ".join(row.evidence) for row in rows], flexible=True, wraps=True),
    ]  # fmt: skip


def _ranking(rows: Sequence[RankChangeData], language: Language) -> list[Column]:
    say = language.text

    def rank(place: PlaceData | None) -> str:
        if place is None:
            return say("not up")
        if place.mandatory:
            return say("mandatory")
        return NOTHING if place.rank is None else language.number(place.rank)

    def score(place: PlaceData | None) -> Decimal | None:
        return None if place is None or place.score is None else Decimal(repr(place.score))

    return [
        Column("project", say("Project"), [row.project for row in rows], style="bold"),
        Column("rank", say("Rank"), [_both_words(rank(row.before), rank(row.after)) for row in rows]),
        Column("score_before", say("Score before"), [score(row.before) for row in rows],
               written=lambda value: language.number(value, 3), right=True),
        Column("score_after", say("Score after"), [score(row.after) for row in rows],
               written=lambda value: language.number(value, 3), right=True),
        Column("title", say("Title"), [row.title for row in rows], flexible=True, optional=1),
    ]  # fmt: skip


def _both_words(before: str, after: str) -> str:
    return before if before == after else f"{before}{_ARROW}{after}"


def _chosen(found: SelectionChangeData, language: Language) -> list[Column]:
    say = language.text
    sides = {say("Before"): found.before, say("After"): found.after}
    statuses = {"optimal": say("optimal"), "feasible": say("feasible"), "infeasible": say("infeasible")}
    return [
        Column("side", "", list(sides), style="bold"),
        Column("value", say("Value"), [one.value for one in sides.values()],
               written=lambda value: language.number(value, 2), right=True),
        Column("status", say("Solution"), [statuses[one.status] for one in sides.values()]),
        Column("selected", say("Selected"), [", ".join(one.selected) or None for one in sides.values()],
               flexible=True, wraps=True),
    ]  # fmt: skip


def _turns(found: SelectionChangeData, language: Language) -> list[Column]:
    say = language.text
    rows = [*found.comes_in, *found.drops_out]
    words = [say("comes in")] * len(found.comes_in) + [say("drops out")] * len(found.drops_out)
    reasons = [
        None if one.reason is None
        else say("before: {reason}", reason=one.reason) if number < len(found.comes_in)
        else one.reason
        for number, one in enumerate(rows)
    ]  # fmt: skip
    return [
        Column("project", say("Project"), [one.project for one in rows], style="bold"),
        Column("how", say("What happens"), words),
        Column("reason", say("Because"), reasons, flexible=True, wraps=True),
    ]


def _findings(rows: Sequence[FindingChangeData], language: Language) -> list[Column]:
    say = language.text
    return [
        Column("code", say("Code"), [row.code for row in rows], style="bold"),
        Column("severity", say("Severity"), [row.severity for row in rows]),
        Column("where", say("Where"), [row.address or f"{row.path}:{row.line}" for row in rows],
               flexible=True, wraps=True),
        Column("message", say("What is wrong"), [row.message for row in rows], flexible=True, wraps=True),
    ]  # fmt: skip


def _later(days: int) -> str:
    return "red" if days > 0 else "green"


def _rows(found: WhatIfData) -> Iterator[tuple[comma.Cell, ...]]:
    for row in found.changes:
        if not row.fields:
            yield "change", row.address, row.how, None, None, None
        for field in row.fields:
            yield "change", row.address, field.field, field.before, field.after, None
    for date in found.dates:
        address = date.project if date.kind == "finish" else date.address
        yield date.kind, address, "date", date.before, date.after, date.days
    for load in found.overloads:
        place = {"person": "people/", "equipment": "equipment/", "role": ""}[load.kind] + load.id
        sides = [_share(one) for one in (load.before, load.after)]
        yield "overload", place, load.how, *sides, None
    for amount in found.money:
        what = f"{amount.figure} {amount.period}" if amount.period is not None else amount.figure
        values = [
            one.amount if one is not None else None for one in (amount.before, amount.after, amount.change)
        ]
        yield "money", amount.project, what, *values
    for health in found.health:
        yield "health", health.project, f"{health.dimension} {health.kind}", health.before, health.after, None
    for place_ in found.ranking:
        ranks = [one.rank if one is not None else None for one in (place_.before, place_.after)]
        yield "ranking", place_.project, "rank", *ranks, None
    for turn in found.selection.comes_in if found.selection else ():
        yield "selection", turn.project, "comes in", turn.reason, None, None
    for turn in found.selection.drops_out if found.selection else ():
        yield "selection", turn.project, "drops out", None, turn.reason, None
    for finding in found.findings:
        yield "finding", finding.address or finding.path, finding.code, None, finding.message, finding.how


def _share(one: TooMuchData | None) -> Decimal | None:
    if one is None:
        return None
    return one.load if one.share is None else Decimal(repr(one.share))
