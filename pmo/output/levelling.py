"""Proposals that remove overloads, as tables."""

from collections.abc import Iterator

from pmo.locale import Language
from pmo.output import sections
from pmo.output.sections import Section
from pmo.output.table import Column, as_csv
from pmo.render.views.levelling import LevellingView


def text(view: LevellingView, language: Language, *, width: int | None, colour: bool) -> str:
    """What is proposed, then what is left."""
    title = language.text("Levelling as of {date}", date=language.date(view.heading.as_of))
    headline = (title, *_summary(view, language))
    portfolio = view.heading.portfolio
    return sections.text(
        portfolio, headline, _tables(view, language), (), language, width=width, colour=colour
    )


def as_markdown_page(view: LevellingView, language: Language) -> str:
    """A page with the same tables."""
    title = language.text("Levelling of {portfolio}", portfolio=view.heading.portfolio)
    return sections.as_markdown_page(title, _summary(view, language), _tables(view, language), (), language)


def csv(view: LevellingView) -> str:
    """A row for each proposal."""
    rows = [
        *((one.project, one.what, "move", one.from_, one.to, one.days, None, None) for one in view.moves),
        *(
            (one.project, one.allocation, "handover", one.from_, one.to, None, one.giver, one.taker)
            for one in view.assignments
        ),
    ]
    names = ("project", "what", "proposal", "from", "to", "days", "giver", "taker")
    return as_csv([Column(name, name, [row[index] for row in rows]) for index, name in enumerate(names)])


def advice(view: LevellingView, language: Language) -> str:
    """What to do next."""
    if view.moves or view.assignments:
        return language.text("`pmo level --write --dry-run` shows the edits, `pmo level --write` makes them.")
    if view.unsolved:
        return language.text(
            "`pmo staff` shows who could help; `pmo capacity` shows who is overloaded by what."
        )
    return language.text("`pmo capacity` shows who is free, and when.")


def _summary(view: LevellingView, language: Language) -> Iterator[str]:
    if view.status == "nothing-to-do":
        yield language.text("Nobody and nothing is overloaded.")
        return
    yield language.text(
        "{before} overload days as planned, {after} as proposed.",
        before=language.number(view.before.overload_days),
        after=language.number(view.after.overload_days),
    )
    if view.status == "optimal":
        yield language.text("No other moves and handovers would leave less, or do it with less harm.")
    elif view.gap:
        yield language.text(
            "The time was over: of the overload as planned, {share} more might go at most.",
            share=language.percent(view.gap, 0),
        )
    else:
        yield language.text(
            "No other moves and handovers would leave less; the time was over before the least harm was proven."
        )


def _tables(view: LevellingView, language: Language) -> Iterator[Section]:
    say = language.text
    if view.moves:
        rows = view.moves
        yield say("Begin later"), [
            Column("project", say("Project"), [row.project for row in rows], style="bold"),
            Column("what", say("What"), [say("the whole project") if row.what == "project" else row.what
                                         for row in rows]),
            Column("from", say("Planned"), [row.from_ for row in rows]),
            Column("to", say("Proposed"), [row.to for row in rows]),
            Column("days", say("Working days"), [row.days for row in rows], right=True),
        ]  # fmt: skip
    if view.assignments:
        given = view.assignments
        yield (
            say("Hand over"),
            [
                Column("what", say("Work"), [row.allocation or row.project for row in given], style="bold"),
                Column("giver", say("By"), [row.giver_name for row in given], flexible=True, wanted=14),
                Column("taker", say("To whom"), [row.taker_name for row in given], flexible=True, wanted=14),
                Column("load", "FTE", [row.load for row in given], right=True),
                Column("from", say("From"), [row.from_ for row in given]),
                Column("to", say("To"), [row.to for row in given]),
                Column("task", say("Task"), [row.task for row in given], flexible=True, optional=2),
            ],
        )
    if view.unsolved:
        left = view.unsolved
        yield say("Overloads that are left"), [
            Column("name", say("Who or what"), [row.name for row in left], style="bold", flexible=True, wanted=16),
            Column("from", say("From"), [row.from_ for row in left]),
            Column("to", say("To"), [row.to for row in left]),
            Column("over", say("Missing"), [row.over for row in left], right=True),
            Column("why", say("Why"), [language.label("unsolved", row.why) for row in left], flexible=True,
                   wraps=True),
        ]  # fmt: skip
