"""A selection for readers: what is chosen, what it uses, what was left out and why, the ranking cut beside it."""

from collections.abc import Iterator, Sequence

from pmo.analysis.money import Money
from pmo.locale import Language
from pmo.model.scalars import Period
from pmo.output.table import Column, as_csv, show
from pmo.output.terminal import NOTHING, Page
from pmo.render.views.selection import (
    Amount,
    CandidateRow,
    ExplanationView,
    FrontierRow,
    NeedRow,
    SelectionView,
    UsageRow,
)

_BAR = 16
_COMMITTED, _SELECTED, _FREE = "▒", "█", "·"


def csv(view: SelectionView) -> str:
    """A row for each candidate and each project under way; with a frontier or an explanation those instead."""
    if view.frontier:
        return _frontier_csv(view.frontier)
    if view.explanation is not None:
        return _needs_csv(view.explanation.needs)
    rows = [*((one, "selected") for one in view.selected), *((one, "left-out") for one in view.left_out)]
    under_way: list[None] = [None] * len(view.committed)
    return as_csv(
        [
            Column(
                "project", "", [*(one.project for one, _ in rows), *(one.project for one in view.committed)]
            ),
            Column("title", "", [*(one.title for one, _ in rows), *(one.title for one in view.committed)]),
            Column("decision", "", [*(word for _, word in rows), *("committed" for _ in view.committed)]),
            Column("value", "", [*(one.value for one, _ in rows), *under_way]),
            Column("in_ranking_cut", "", [*(one.in_cut for one, _ in rows), *under_way]),
            Column("near_optima", "", [*(one.standing for one, _ in rows), *under_way]),
            Column("reason", "", [*(one.reason for one, _ in rows), *under_way]),
        ]
    )


def _frontier_csv(rows: Sequence[FrontierRow]) -> str:
    return as_csv(
        [
            *(
                Column(name, "", [getattr(one, name) for one in rows])
                for name in ("budget", "status", "value", "more", "selected", "comes", "goes")
            ),
            *(
                Column(name, "", [_plain(getattr(one, name)) for one in rows])
                for name in ("share", "gap", "needs")
            ),
        ]
    )


def _plain(number: float | None) -> str | None:
    return None if number is None else format(number, ".6g")


def _needs_csv(rows: Sequence[NeedRow]) -> str:
    names = ("kind", "role", "period", "takes", "others", "limit", "short")
    return as_csv([Column(name, "", [getattr(one, name) for one in rows]) for name in names])


def text(view: SelectionView, language: Language, *, width: int | None, colour: bool) -> str:
    """The screen; with a frontier or an explanation that alone."""
    page = Page(width=width or 1000, colour=colour)
    page.heading(headline(view, language), _origin(view, language))
    if view.explanation is not None:
        _explained(page, view, view.explanation, language, width)
    elif view.frontier:
        _over_budget(page, view, language, width)
    else:
        _chosen(page, view, language, width)
    _notes(page, view, language)
    return page.text()


def headline(view: SelectionView, language: Language) -> str:
    """What came out, in a line."""
    if view.status == "infeasible":
        return language.text("No selection satisfies all constraints")
    if not view.candidates:
        return language.text("No project is up for selection")
    value = language.number(view.value or 0, 3)
    found = language.plural(
        "{n} of {all} candidate selected, value {value}",
        "{n} of {all} candidates selected, value {value}",
        len(view.selected),
        all=language.number(view.candidates),
        value=value,
    )
    return f"{found}: {certainty(view, language)}"


def certainty(view: SelectionView, language: Language) -> str:
    """How sure it is that nothing is better."""
    if view.status == "optimal":
        return language.text("optimal")
    if view.gap is None:
        return language.text("the time was over; how much better another may be is not known")
    return language.text(
        "the time was over; another may be worth {gap} more at most", gap=language.percent(view.gap, 2)
    )


def advice(view: SelectionView, language: Language) -> str:
    """What to do next."""
    if view.conflict:
        return language.text(
            "Relax one of these in pmo.yaml or in a charter, or try `pmo select --budget 2027=AMOUNT`."
        )
    if view.explanation is not None or view.frontier:
        return language.text("`pmo report selection -o selection.md` is the page for the board.")
    if view.left_out:
        return language.text(
            "`pmo select --explain {project}` is all about one project; `--frontier` shows what more money brings.",
            project=view.left_out[0].project,
        )
    return language.text("`pmo intake` shows what else is on its way.")


def _origin(view: SelectionView, language: Language) -> str:
    parts = [view.heading.portfolio, language.text("As of {date}", date=language.date(view.heading.as_of))]
    if view.heading.narrowed:
        parts.append(language.text("only projects: {which}", which=view.heading.narrowed))
    return " · ".join(parts)


def _chosen(page: Page, view: SelectionView, language: Language, width: int | None) -> None:
    say = language.text
    if view.conflict:
        page.blank()
        page.paragraph(_of_conflict(view, language), "bold")
        page.items(view.conflict, style="red")
    if view.selected:
        page.blank()
        page.paragraph(say("Selected"), "bold")
        show(page, _candidates(view.selected, view, language), language, width=width)
    if view.committed:
        page.blank()
        page.paragraph(say("Under way, so committed first"), "bold")
        page.paragraph(", ".join(one.project for one in view.committed), indent=2)
    if view.usage:
        page.blank()
        page.paragraph(say("Money and people"), "bold")
        show(page, _usages(view.usage, language), language, width=width)
        page.paragraph(
            say(
                "{committed} under way  {selected} selected  {free} free",
                committed=_COMMITTED,
                selected=_SELECTED,
                free=_FREE,
            ),
            "dim",
        )
    if view.left_out and not view.conflict:
        page.blank()
        page.paragraph(say("Left out, and why"), "bold")
        show(page, _left_out(view.left_out, language), language, width=width)
    _compared(page, view, language)
    _near(page, view, language)


def _of_conflict(view: SelectionView, language: Language) -> str:
    if view.is_irreducible:
        return language.text("These cannot all hold; without any one of them they could")
    return language.text(
        "Somewhere among these lies what cannot hold; the time was over before the rest was ruled out"
    )


def _candidates(rows: Sequence[CandidateRow], view: SelectionView, language: Language) -> list[Column]:
    say = language.text
    columns = [
        Column("project", say("Project"), [one.project for one in rows], style="bold"),
        Column("title", say("Title"), [one.title for one in rows], flexible=True, optional=1, wanted=24),
        Column("state", say("State"), [language.label("state", one.state) for one in rows], optional=2),
        Column("value", say("Value"), [one.value for one in rows], written=lambda value: language.number(value, 3), right=True),
        Column("cut", say("In the ranking cut"), [one.in_cut for one in rows], optional=1),
    ]  # fmt: skip
    if view.within is not None:
        standings = [_standing(one, language) for one in rows]
        columns.append(
            Column("near", say("Within {share}", share=language.percent(view.within)), standings, optional=2)
        )
    return columns


def _standing(one: CandidateRow, language: Language) -> str | None:
    words = {
        "all": language.text("always in"),
        "some": language.text("sometimes in"),
        "none": language.text("never in"),
    }
    return words.get(one.standing or "")


def _left_out(rows: Sequence[CandidateRow], language: Language) -> list[Column]:
    say = language.text
    return [
        Column("project", say("Project"), [one.project for one in rows], style="bold"),
        Column("value", say("Value"), [one.value for one in rows], written=lambda value: language.number(value, 3), right=True),
        Column("reason", say("Why"), [one.reason for one in rows], flexible=True, wraps=True),
    ]  # fmt: skip


def limit_name(kind: str, role: str | None, period: Period, language: Language) -> str:
    """`Budget 2027`, `Data engineer Q1 2027`."""
    when = language.period(period, short=True)
    if kind == "budget":
        return language.text("Budget {period}", period=when)
    return language.text("{role}, {period}", role=role, period=when)


def _usages(rows: Sequence[UsageRow], language: Language) -> list[Column]:
    say = language.text

    def amounts(name: str) -> list[Amount]:
        return [getattr(one, name) for one in rows]

    return [
        Column("limit", say("Limit"), [limit_name(one.kind, one.role, one.period, language) for one in rows]),
        Column("committed", say("Under way"), amounts("committed"), right=True, optional=2),
        Column("used", say("Used"), amounts("used"), right=True),
        Column("of", say("Of"), amounts("limit"), right=True),
        Column("share", say("Share"), [one.share for one in rows], written=language.percent,
               style=lambda share: "bold red" if share > 1 else "yellow" if share > 0.95 else "", right=True),
        Column("bar", "", [_bar(one) for one in rows], style="cyan", optional=1),
    ]  # fmt: skip


def _bar(one: UsageRow) -> str:
    """What is committed, selected and free."""
    limit = _size(one.limit)
    if not limit:
        return ""
    committed = min(round(_BAR * _size(one.committed) / limit), _BAR)
    used = max(min(round(_BAR * _size(one.used) / limit), _BAR), committed)
    return _COMMITTED * committed + _SELECTED * (used - committed) + _FREE * (_BAR - used)


def _size(amount: Amount) -> float:
    return float(amount.amount if isinstance(amount, Money) else amount)


def _compared(page: Page, view: SelectionView, language: Language) -> None:
    """The ranking cut, and how it differs."""
    cut = view.cut
    if not view.candidates:
        return
    page.blank()
    page.paragraph(language.text("Going down the ranking instead"), "bold")
    page.items(compared(view, language))
    if cut.missed:
        page.items([language.text("it misses: {what}", what=one) for one in cut.missed], style="red")


def compared(view: SelectionView, language: Language) -> Iterator[str]:
    """Sentences about the ranking cut."""
    cut = view.cut
    chosen = ", ".join(cut.selected) or NOTHING
    yield language.text(
        "takes {projects}: value {value}", projects=chosen, value=language.number(cut.value, 3)
    )
    if cut.gain is None:
        return
    if not cut.only_selection and not cut.only_cut:
        yield language.text("the same projects")
        return
    more = language.number(abs(cut.gain), 3)
    share = f" ({language.percent(abs(cut.gain_share), 1)})" if cut.gain_share is not None else ""
    swap = language.text(
        "the selection has {these} instead of {those}",
        these=", ".join(cut.only_selection) or NOTHING,
        those=", ".join(cut.only_cut) or NOTHING,
    )
    if cut.gain > 0:
        yield language.text("{swap}, and is worth {more} more", swap=swap, more=f"{more}{share}")
    elif cut.gain < 0:
        yield language.text("{swap}, and is worth {more} less", swap=swap, more=f"{more}{share}")
    else:
        yield language.text("{swap}, and is worth the same", swap=swap)


def _near(page: Page, view: SelectionView, language: Language) -> None:
    if view.within is None or not view.candidates:
        return
    page.blank()
    title = language.text(
        "Selections that lose at most {share} of the value", share=language.percent(view.within)
    )
    page.paragraph(title, "bold")
    page.items(near(view, language))


def near(view: SelectionView, language: Language) -> Iterator[str]:
    """Which projects are in all, some, none of the selections that are almost as good."""
    say = language.text
    if view.everywhere:
        yield say("in all of them: {projects}", projects=_several(view.everywhere, language))
    if view.somewhere:
        yield say("in some: {projects}", projects=_several(view.somewhere, language))
    if view.nowhere:
        yield say("in none: {projects}", projects=_several(view.nowhere, language))
    if view.unsettled:
        yield say("not settled: {projects}", projects=_several(view.unsettled, language))


_NAMED = 12


def _several(projects: Sequence[str], language: Language) -> str:
    shown = ", ".join(projects[:_NAMED])
    if len(projects) <= _NAMED:
        return shown
    return language.text("{first} and {n} more", first=shown, n=language.number(len(projects) - _NAMED))


def _over_budget(page: Page, view: SelectionView, language: Language, width: int | None) -> None:
    page.blank()
    page.paragraph(
        language.text("Value over budget: the best selection with a share of every budget"), "bold"
    )
    show(page, frontier_columns(view, language), language, width=width)


def frontier_columns(view: SelectionView, language: Language) -> list[Column]:
    """The table of value over budget."""
    say, rows = language.text, view.frontier
    most = max((one.value for one in rows if one.value), default=None)

    def bar(row: FrontierRow) -> str:
        return "█" * round(_BAR * float(row.value / most)) if most and row.value and row.value > 0 else ""

    def change(row: FrontierRow) -> str | None:
        parts = [*(f"+{one}" for one in row.comes), *(f"-{one}" for one in row.goes)]
        return _several(parts, language) if parts else None

    return [
        Column("share", say("Budget"), [one.share for one in rows], written=language.percent, right=True),
        Column("budget", say("Amount"), [one.budget for one in rows], right=True),
        Column("value", say("Value"), [one.value for one in rows], written=lambda value: language.number(value, 3), right=True),
        Column("more", say("More"), [one.more for one in rows], written=lambda value: f"{'+' if value > 0 else ''}{language.number(value, 3)}", right=True),
        Column("bar", "", [bar(one) for one in rows], style="cyan", optional=1),
        Column("status", say("Status"), [language.label("selection_status", one.status) for one in rows], optional=2),
        Column("needs", say("Fits in"), [one.needs for one in rows], written=lambda share: language.percent(share, 1), right=True, optional=1),
        Column("change", say("What changes"), [change(one) for one in rows], flexible=True, wraps=True),
    ]  # fmt: skip


def _explained(
    page: Page, view: SelectionView, one: ExplanationView, language: Language, width: int | None
) -> None:
    page.blank()
    page.paragraph(f"{one.project}: {one.title}", "bold")
    page.items(explained(view, one, language))
    if one.ties:
        page.blank()
        page.paragraph(language.text("Constraints that name it"), "bold")
        page.items(one.ties)
    if one.needs:
        page.blank()
        page.paragraph(language.text("What it takes"), "bold")
        show(page, need_columns(one.needs, language), language, width=width)


def explained(view: SelectionView, one: ExplanationView, language: Language) -> Iterator[str]:
    """Sentences about one project."""
    say = language.text
    match one.verdict:
        case "committed":
            yield say("it is under way, so it is committed: `--reconsider` makes it a candidate")
        case "no-candidate":
            yield say("it is no candidate: {state}", state=language.label("state", one.state))
        case "selected":
            yield say("it is selected")
        case _:
            yield say("it is left out")
    if one.rank is not None:
        value = NOTHING if one.value is None else language.number(one.value, 3)
        yield say(
            "value {value}, place {rank} of {all} in the ranking", value=value, rank=one.rank, all=one.of
        )
    if one.reason is not None:
        yield one.reason
    if one.verdict == "selected":
        yield from _without(one, language)
    if one.standing is not None:
        share = language.percent(view.within or 0)
        yield {
            "all": say("it is in every selection that loses at most {share}", share=share),
            "some": say("it is in some selections that lose at most {share}", share=share),
            "none": say("it is in no selection that loses at most {share}", share=share),
        }[one.standing]


def _without(one: ExplanationView, language: Language) -> Iterator[str]:
    say = language.text
    if one.loses is None:
        yield (
            say("without it no selection satisfies all constraints")
            if one.is_exact
            else say("without it no selection was found in time")
        )
        return
    loss = language.number(one.loses, 3)
    yield (
        say("without it the best selection is worth {loss} less", loss=loss)
        if one.is_exact
        else say("without it the best selection is worth at most {loss} less", loss=loss)
    )
    if one.comes:
        yield say("then these would come: {projects}", projects=", ".join(one.comes))
    if one.goes:
        yield say("then these would go too: {projects}", projects=", ".join(one.goes))


def need_columns(rows: Sequence[NeedRow], language: Language) -> list[Column]:
    """What a project takes of each limit."""
    say = language.text

    def amounts(name: str) -> list[Amount]:
        return [getattr(one, name) for one in rows]

    short = [one.short if _size(one.short) else None for one in rows]
    return [
        Column("limit", say("Limit"), [limit_name(one.kind, one.role, one.period, language) for one in rows]),
        Column("takes", say("Takes"), amounts("takes"), right=True),
        Column("others", say("Others take"), amounts("others"), right=True),
        Column("of", say("Of"), amounts("limit"), right=True),
        Column("short", say("Short by"), short, style="red", right=True),
    ]


def _measured(view: SelectionView, language: Language) -> str:
    """What the values are."""
    if view.measure == "score":
        return language.text("The value of a project is its score in the ranking.")
    return language.text("The value of a project is the one of its charter (selection.value), not its score.")


def _notes(page: Page, view: SelectionView, language: Language) -> None:
    notes = list(view.notes)
    if view.candidates:
        notes.insert(0, _measured(view, language))
    if notes:
        page.blank()
        page.paragraph(language.text("Notes"), "bold")
        page.items(notes)
