"""Money over time for people: text, Markdown and CSV."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pmo.locale import Language
from pmo.output import sections
from pmo.output.sections import Section
from pmo.output.table import Column, as_csv
from pmo.render.views.finance import AmountsView, FinanceView, MoneyRow, PeriodRow, ToDecideRow

_AMOUNTS = ("planned", "actual", "forecast", "outlook", "difference")


def text(view: FinanceView, language: Language, *, width: int | None, colour: bool) -> str:
    """The headline, the periods, the rows asked for, the year-end, the contingency, what moved and what to decide."""
    return sections.text(*_page(view, language), language, width=width, colour=colour)


def as_markdown_page(view: FinanceView, language: Language) -> str:
    """A page with the same tables."""
    return sections.as_markdown_page(*_page(view, language), language)


def _page(
    view: FinanceView, language: Language
) -> tuple[str, Iterable[str], Iterator[Section], Iterator[str]]:
    return _title(view, language), headline(view, language), _sections(view, language), _notes(view, language)


def csv(view: FinanceView) -> str:
    """A row for each period of each row, then its sum, with an empty period, and the same of the whole.

    `difference` is `compared_outlook` less `compared_planned`: those of the projects that have both.
    """
    listed: list[tuple[str, str | None, str | None, object, Any]] = []
    for row in view.rows:
        listed += [(view.by, row.key, row.title, cell.period, cell) for cell in row.periods]
        listed.append((view.by, row.key, row.title, None, row))
    listed += [("all", None, None, one.period, one) for one in view.periods]
    if view.apart is not None:
        listed.append(("all", None, None, " ".join(view.apart_periods), view.apart))
    listed.append(("all", None, None, None, view.total))
    names = ("budget", "estimate", "estimate_cpi", "resources", "requested")
    return as_csv(
        [
            Column("level", "", [one[0] for one in listed]),
            Column("key", "", [one[1] for one in listed]),
            Column("title", "", [one[2] for one in listed]),
            Column("currency", "", [view.currency] * len(listed)),
            Column("period", "", [one[3] for one in listed]),
            *(Column(name, "", [getattr(one[4], name) for one in listed]) for name in _AMOUNTS),
            *(
                Column(f"compared_{name}", "", [getattr(one[4].compared, name, None) for one in listed])
                for name in ("planned", "outlook")
            ),
            *(Column(name, "", [getattr(one[4], name, None) for one in listed]) for name in names),
            Column("reasons", "", [_in_csv(getattr(one[4], "reasons", {})) for one in listed]),
        ]
    )


def advice(view: FinanceView, language: Language) -> str:
    """What to do next."""
    if view.apart is not None:
        return language.text("With --spread longer periods are spread evenly over their months.")
    if view.by == "project" and len(view.rows) > 1:
        return language.text("`pmo finance --by vendor` and `--by category` show where the money goes.")
    return language.text("`pmo report finance` is a page for the board.")


def headline(view: FinanceView, language: Language) -> Iterator[str]:
    """What it comes to, in a few sentences."""
    say, life, year = language.text, view.life, view.fiscal_year

    def money(amount: Decimal) -> str:
        return language.money(amount, view.currency, compact=True)

    line = language.plural(
        "{n} open project: {approved} approved, {actual} spent",
        "{n} open projects: {approved} approved, {actual} spent",
        life.projects,
        approved=money(life.approved),
        actual=money(life.actual_to_date),
    )
    if life.estimate is not None and life.estimated_approved is not None:
        line += "; " + say(
            "estimate at completion {estimate} (bottom-up) against {approved}",
            estimate=money(life.estimate),
            approved=money(life.estimated_approved),
        )
        if life.overrun_share is not None:
            line += f", {signed_share(life.overrun_share, language)}"
    yield line
    name = language.period(year.period)
    if year.outlook is not None and year.planned is not None and year.difference is not None:
        line = say(
            "{year} will end at {outlook} against {planned} planned",
            year=name,
            outlook=money(year.outlook),
            planned=money(year.planned),
        )
        if year.difference_share is not None:
            line += f", {signed_share(year.difference_share, language)}"
        if year.at_run_rate is not None:
            line += "; " + say("at the run rate {amount}", amount=money(year.at_run_rate))
        yield line
    else:
        yield say("{year}: where it will end is not known", year=name)
    rate = view.run_rate
    if rate.per_month is not None:
        yield language.plural(
            "Run rate {amount} a month, over the last period with actual cost",
            "Run rate {amount} a month, over the last {n} periods with actual cost",
            rate.look_back,
            amount=money(rate.per_month),
        )


def signed_share(share: float, language: Language) -> str:
    """``+13.2%``."""
    return ("+" if share > 0 else "") + language.percent(share, 1)


def _title(view: FinanceView, language: Language) -> str:
    return language.text(
        "{portfolio}: finance as of {date}, in {currency}",
        portfolio=view.heading.portfolio,
        date=language.date(view.heading.as_of),
        currency=view.currency,
    )


def _sections(view: FinanceView, language: Language) -> Iterator[tuple[str, Sequence[Column]]]:
    say = language.text
    if view.periods or view.apart is not None:
        yield say("By {unit}", unit=language.label("unit", view.unit)), _periods(view, language)
    if any("all" not in row.reasons for row in view.rows):
        yield say("By {what}", what=language.label("finance_by", view.by)), _rows(view, language)
    if view.fiscal_year.projects:
        title = say("Year-end {year}", year=language.period(view.fiscal_year.period))
        yield title, _year_end(view, language)
    if len(view.fiscal_years) > 1:
        yield say("Fiscal years"), _years(view, language)
    if view.contingency:
        yield say("Contingency"), _contingency(view, language)
    if view.moved:
        yield moved_title(view, language), _moved(view, language)
    ready = [row for row in view.to_decide if row.is_ready]
    unready = [row for row in view.to_decide if not row.is_ready]
    if ready:
        yield say("To decide"), _to_decide(ready, language)
    if unready:
        yield say("Asked for, and to be assessed first or postponed"), _to_decide(unready, language)


def moved_title(view: FinanceView, language: Language) -> str:
    """What the table of what moved is called."""
    if view.since is not None:
        return language.text("What moved since {date}", date=language.date(view.since))
    return language.text("Approved changes in {year}", year=language.period(view.fiscal_year.period))


def _amount(language: Language) -> Callable[[Decimal], str]:
    return lambda amount: language.number(amount)


def _signed(language: Language) -> Callable[[Decimal], str]:
    return lambda amount: ("+" if amount > 0 else "") + language.number(amount)


def _dear(amount: Decimal) -> str:
    return "red" if amount > 0 else ""


def _money(
    name: str, title: str, values: Sequence[Decimal | None], language: Language, *, optional: int = 0
) -> Column:
    return Column(name, title, values, written=_amount(language), right=True, optional=optional)


def _difference(
    values: Sequence[Decimal | None], language: Language, title: str | None = None, *, optional: int = 0
) -> Column:
    return Column(
        "difference",
        title or language.text("Over (+)"),
        values,
        written=_signed(language),
        style=_dear,
        right=True,
        optional=optional,
    )


def _amounts(rows: Sequence[Any], language: Language) -> Iterator[Column]:
    """Amounts of the projects that the difference is taken over; what the others have stands beside them."""
    say = language.text
    parts = [row.compared or row if isinstance(row, AmountsView) else row for row in rows]
    yield _money("planned", say("Planned"), [one.planned for one in parts], language)
    yield _money("actual", say("Actual"), [one.actual for one in parts], language)
    yield _money("forecast", say("Forecast"), [one.forecast for one in parts], language)
    yield _money("outlook", say("Outlook"), [one.outlook for one in parts], language, optional=1)
    yield _difference([row.difference for row in rows], language)
    if any(row.others for row in rows):
        for name, title in (("planned", say("Others: planned")), ("outlook", say("Others: outlook"))):
            values = [
                getattr(row.others, name) if row.others else None if row.difference is None else Decimal(0)
                for row in rows
            ]
            yield _money(f"others_{name}", title, values, language, optional=2)


def _periods(view: FinanceView, language: Language) -> list[Column]:
    say = language.text
    shown: list[Any] = [*view.periods]
    names = [language.period(row.period, short=True) for row in view.periods]
    if view.apart is not None:
        shown.append(view.apart)
        names.append(say("Longer"))
    shown.append(view.total)
    names.append(say("Total"))

    def resources(name: str) -> list[Decimal | None]:
        whole = getattr(view, name)
        return [getattr(row, name) if isinstance(row, PeriodRow) else whole if row is view.total else None
                for row in shown]  # fmt: skip

    return [
        Column("period", say("Period"), names, style="bold"),
        *_amounts(shown, language),
        _money("resources", say("People, equipment"), resources("resources"), language, optional=3),
        _money("requested", say("Requested"), resources("requested"), language, optional=4),
    ]


def _rows(view: FinanceView, language: Language) -> list[Column]:
    say, rows = language.text, [row for row in view.rows if "all" not in row.reasons]
    is_of_projects = view.by in ("project", "programme")
    columns = [_named(view, rows, language)]
    title = say("Approved") if is_of_projects else say("Budget")
    columns.append(_money("budget", title, [row.budget for row in rows], language))
    if is_of_projects:
        columns += [
            _money("actual", say("Actual"), [row.actual for row in rows], language),
            _money("forecast", say("Forecast"), [row.forecast for row in rows], language, optional=1),
            _money("estimate", say("Estimate"), [row.estimate for row in rows], language),
        ]
        if view.by == "programme":
            same = [row.estimated_budget for row in rows]
            columns.append(_money("estimated_budget", say("Approved for the same"), same, language))
        columns.append(_difference([row.overrun for row in rows], language))
        if view.by == "project":
            columns += [
                _money(
                    "estimate_cpi", say("By CPI"), [row.estimate_cpi for row in rows], language, optional=3
                ),
                _money("per_month", say("A month"), [row.per_month for row in rows], language, optional=2),
            ]
        columns.append(
            _money(
                "resources", say("People, equipment"), [row.resources for row in rows], language, optional=4
            )
        )
        return columns
    columns += _amounts(rows, language)
    if view.by == "vendor":
        for name, heading in (
            ("value", say("Contracts")),
            ("invoiced", say("Invoiced")),
            ("paid", say("Paid")),
        ):
            values = [getattr(row.contracts, name) if row.contracts else None for row in rows]
            columns.append(_money(name, heading, values, language, optional=2 + (name == "paid")))
    return columns


def _named(view: FinanceView, rows: Sequence[MoneyRow], language: Language) -> Column:
    """What a row is called: ids for projects, which commands take; names for the rest."""
    nobody = {
        "project": "",
        "programme": language.text("Outside programmes"),
        "vendor": language.text("No vendor"),
        "category": language.text("No category"),
        "line": language.text("Not by line"),
    }[view.by]
    names = [
        nobody if row.key is None else row.key if view.by in ("project", "line") else row.title or row.key
        for row in rows
    ]
    title = language.label("finance_by", view.by)
    return Column("key", title[:1].upper() + title[1:], names, style="bold", flexible=True, wanted=18)


def _year_end(view: FinanceView, language: Language) -> list[Column]:
    say, year = language.text, view.fiscal_year
    rows: list[Any] = [*year.projects, year]
    names = [*(row.project for row in year.projects), say("Total")]
    return [
        Column("project", say("Project"), names, style="bold", flexible=True, wanted=18),
        _money("planned", say("Planned"), [row.planned for row in rows], language),
        _money("actual", say("To date"), [row.actual for row in rows], language),
        _money("forecast", say("Forecast"), [row.forecast for row in rows], language, optional=1),
        _money("outlook", say("Year-end"), [row.outlook for row in rows], language),
        _difference([row.difference for row in rows], language),
        _money("at_run_rate", say("At run rate"), [row.at_run_rate for row in rows], language, optional=2),
    ]


def _years(view: FinanceView, language: Language) -> list[Column]:
    rows = view.fiscal_years
    names = [language.period(row.period, short=True) for row in rows]
    return [Column("period", language.text("Fiscal year"), names, style="bold"), *_amounts(rows, language)]


def _contingency(view: FinanceView, language: Language) -> list[Column]:
    say, rows = language.text, view.contingency
    return [
        Column("project", say("Project"), [row.project for row in rows], style="bold", flexible=True, wanted=18),
        _money("held", say("Contingency"), [row.held for row in rows], language),
        _money("used", say("Used"), [row.used for row in rows], language),
        Column("share", say("Share"), [row.share for row in rows], written=language.percent, right=True),
        _money("committed", say("Committed"), [row.committed for row in rows], language, optional=1),
        Column("left", say("Left"), [row.left for row in rows], written=_amount(language), right=True,
               style=lambda amount: "red" if amount < 0 else ""),
        _money("claimed", say("Taken by estimate"), [row.claimed for row in rows], language, optional=1),
        _money("changes", say("Changes"), [row.changes for row in rows], language, optional=2),
    ]  # fmt: skip


def _moved(view: FinanceView, language: Language) -> list[Column]:
    say, rows = language.text, view.moved
    columns = [Column("where", say("Where"), [row.address for row in rows], style="bold")]
    if view.since is None:
        columns += [
            Column("title", say("Change"), [row.title for row in rows], flexible=True, wanted=18),
            Column("day", say("Approved on"), [row.day for row in rows], optional=1),
        ]
    columns.append(_difference([row.approved for row in rows], language, say("Approved")))
    if view.since is not None:
        columns.append(_difference([row.estimate for row in rows], language, say("Estimate")))
    return columns


def _to_decide(rows: Sequence[ToDecideRow], language: Language) -> list[Column]:
    say = language.text
    what = [
        row.title
        if row.title is not None
        else say(
            "estimate {share} above the budget, beyond the tolerance of {tolerance}",
            share=language.percent(row.share or 0, 1),
            tolerance=language.percent(row.tolerance or 0, 1),
        )
        for row in rows
    ]
    return [
        Column("address", say("Where"), [row.address for row in rows], style="bold"),
        Column("cost", say("Cost"), [row.cost for row in rows], written=_signed(language), right=True),
        Column("what", say("What"), what, flexible=True, wraps=True, wanted=20),
        Column("by", say("Who decides"), [row.by for row in rows], flexible=True, optional=1),
        *(
            [
                Column(
                    "status",
                    say("State"),
                    [language.label("change_status", row.status or "") for row in rows],
                )
            ]
            if not any(row.is_ready for row in rows)
            else []
        ),
    ]


def _notes(view: FinanceView, language: Language) -> Iterator[str]:
    """What is not in the sums, and how figures are meant."""
    say = language.text
    if view.apart is not None:
        yield say(
            "Longer: periods that reach over several of those shown ({periods}); --spread spreads them evenly over "
            "their months.",
            periods=", ".join(view.apart_periods),
        )
    elif view.spread:
        yield say("Longer periods are spread evenly over their months, to the cent.")
    yield say(
        "Over (+): actual and forecast less planned, of the projects that have both a plan and a forecast; "
        "projects that are over count with what they spent."
    )
    if view.total.others is not None:
        yield say(
            "Others: projects without a plan or a forecast, which are in no other column: {projects}.",
            projects=", ".join(view.others),
        )
    without = {
        series: ", ".join(project for project, reasons in view.missing.items() if series in reasons)
        for series in ("planned", "forecast")
    }
    if without["planned"]:
        yield say("Without a plan: {projects}", projects=without["planned"])
    if without["forecast"]:
        yield say("Without a forecast of the cost to complete: {projects}", projects=without["forecast"])
    by_reason: dict[str, list[str]] = {}
    for project, why in view.left_out.items():
        by_reason.setdefault(why, []).append(project)
    for why, projects in by_reason.items():
        yield say("Not in the sums: {projects} ({why})", projects=", ".join(projects), why=why)
    if view.by not in ("project", "programme") and any(row.reasons for row in view.rows):
        yield say("A dash: the plan, the actual cost or the forecast names no budget line (`line:`).")
    if view.contingency:
        yield say(
            "Contingency used: what is booked on it, else what the work done cost above its share of the budget "
            "without contingency. Committed: expected cost of risks that have happened. Taken by estimate: what the "
            "estimate at completion needs of it in the end. Approved changes took nothing of it."
        )
    if view.resources is not None:
        yield say(
            "People, equipment: load times rate times working days of open projects; beside the budget, not part of it."
        )
    if view.without_rate:
        yield say("Without a rate: {who}", who=", ".join(view.without_rate))


def _in_csv(reasons: Mapping[str, str]) -> str | None:
    return "; ".join(f"{name}: {why}" for name, why in sorted(reasons.items())) or None
