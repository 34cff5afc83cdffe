"""Ranges of cost and finish, as tables and as a tornado of what drives them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pmo.analysis.money import Money
from pmo.locale import Language
from pmo.output.table import Column, as_csv, as_markdown, show
from pmo.output.terminal import Page
from pmo.render.inert import for_markdown
from pmo.render.views.simulation import CostRow, DriverRow, FinishRangeRow, SimulatedProject, SimulationView

_BAR = 20
_NAMED = 3
"""Risks that are named where some are left out."""


def text(view: SimulationView, language: Language, *, width: int | None, colour: bool) -> str:
    """The portfolio, then cost and finish of the projects, then what drives them."""
    page = Page(width=width or 1000, colour=colour)
    page.heading(
        view.heading.portfolio,
        language.text("Simulation as of {date}", date=language.date(view.heading.as_of)),
        *_notes(view, language),
    )
    for title, columns in _tables(view, language, bars=True):
        page.blank()
        page.paragraph(title, "bold")
        show(page, columns, language, width=width)
    return page.text()


def as_markdown_page(view: SimulationView, language: Language) -> str:
    """A page with all tables."""
    title = language.text("Simulation of {portfolio}", portfolio=view.heading.portfolio)
    parts = [f"# {for_markdown(title)}", *(for_markdown(line) for line in _notes(view, language))]
    for heading, columns in _tables(view, language, bars=False):
        parts += [f"## {for_markdown(heading)}", as_markdown(columns, language)]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def csv(view: SimulationView) -> str:
    """A row for each project, and one for the portfolio."""
    rows: list[tuple[str, CostRow | None, FinishRangeRow | None]] = [
        *((one.project, one.cost, one.finish) for one in view.projects),
        ("", view.portfolio.cost, view.portfolio.finish),
    ]
    cost = (
        "currency",
        "base",
        "mean",
        "p50",
        "p80",
        "p90",
        "approved",
        "within_budget",
        "contingency_needed",
    )
    finish = ("planned", "p50", "p80", "p90", "baseline", "in_time")
    return as_csv(
        [
            Column("project", "", [project for project, _, _ in rows]),
            *(Column(f"cost_{name}", "", [getattr(one, name, None) for _, one, _ in rows]) for name in cost),
            *(
                Column(f"finish_{name}", "", [getattr(one, name, None) for _, _, one in rows])
                for name in finish
            ),
        ]
    )


def advice(view: SimulationView, language: Language) -> str:
    """What to do next."""
    drivers = view.portfolio.drivers or tuple(row for one in view.projects for row in one.drivers)
    if drivers:
        return language.text(
            "`pmo show {address}` is all about the risk that moves most.", address=drivers[0].address
        )
    return language.text(
        "Give risks a likelihood, and cost or days: `pmo set ADDRESS likelihood=0.3 cost=20000`."
    )


def _notes(view: SimulationView, language: Language) -> Iterator[str]:
    yield language.text(
        "{runs} runs, seed {seed}; Pnn is not exceeded in nn% of the runs",
        runs=language.number(view.runs),
        seed=view.seed,
    )
    if any(one.cost is not None for one in view.projects):
        yield language.text(
            "Cost without risks: the bottom-up estimate, else the approved budget less its contingency"
        )
    for reason, addresses in _left_out(view).items():
        yield language.plural(
            "{n} open risk is left out ({reason}): {addresses}",
            "{n} open risks are left out ({reason}): {addresses}",
            len(addresses),
            reason=reason,
            addresses=_some(addresses, language),
        )
    for one in view.projects:
        if one.finish is not None and "finish" in one.reasons:
            yield one.reasons["finish"]
    if view.shared:
        yield language.plural(
            "{n} group of risks with a shared cause is drawn together",
            "{n} groups of risks with a shared cause are drawn together",
            len(view.shared),
        )
    if view.portfolio.not_converted:
        yield language.text(
            "Not in the portfolio's cost, for want of an exchange rate: {projects}",
            projects=", ".join(view.portfolio.not_converted),
        )


def _left_out(view: SimulationView) -> dict[str, list[str]]:
    """Addresses of the risks that are not drawn, by the reason."""
    found: dict[str, list[str]] = {}
    for one in view.left_out:
        found.setdefault(one.reason, []).append(one.address)
    return found


def _some(addresses: Sequence[str], language: Language) -> str:
    shown, more = ", ".join(addresses[:_NAMED]), len(addresses) - _NAMED
    if more <= 0:
        return shown
    return language.text("{shown} and {n} more", shown=shown, n=language.number(more))


def _tables(view: SimulationView, language: Language, *, bars: bool) -> Iterator[tuple[str, list[Column]]]:
    say = language.text
    portfolio = view.portfolio
    whole = SimulatedProject(
        "", say("Portfolio"), portfolio.cost, portfolio.finish, portfolio.drivers, portfolio.reasons
    )
    costed = [one for one in (*view.projects, whole) if one.cost is not None]
    if costed:
        yield say("Cost"), _costs(costed, view, language)
    dated = [one for one in (*view.projects, whole) if one.finish is not None]
    if dated:
        yield say("Finish"), _finishes(dated, language)
    if view.portfolio.drivers:
        yield (
            say("What moves the P80 of the portfolio's cost"),
            _drivers(view.portfolio.drivers, _currency(view.portfolio.cost), language, bars=bars),
        )
    for kind, title in (
        ("cost", say("What moves the P80 of the projects' cost")),
        ("days", say("What moves the P80 of the projects' finish")),
    ):
        rows = [
            (row, _currency(one.cost)) for one in view.projects for row in one.drivers if row.kind == kind
        ]
        if rows and (kind == "days" or not view.portfolio.drivers):
            ordered = sorted(rows, key=lambda pair: (-abs(pair[0].p80), pair[0].address))[:10]
            yield title, _drivers([row for row, _ in ordered], ordered[0][1], language, bars=bars)


def _currency(cost: CostRow | None) -> str:
    return cost.currency if cost is not None else ""


def _name(one: SimulatedProject) -> str:
    return one.project or one.title


def _costs(rows: Sequence[SimulatedProject], view: SimulationView, language: Language) -> list[Column]:
    say = language.text
    costs = [one.cost for one in rows if one.cost is not None]

    def money(name: str) -> list[Money | None]:
        amounts = [(getattr(one, name), one.currency) for one in costs]
        return [Money(amount, currency) if amount is not None else None for amount, currency in amounts]

    return [
        Column("project", say("Project"), [_name(one) for one in rows], style="bold"),
        Column("approved", say("Approved"), money("approved"), right=True, optional=True),
        Column("base", say("Without risks"), money("base"), right=True),
        Column("p50", "P50", money("p50"), right=True),
        Column("p80", "P80", money("p80"), right=True),
        Column("p90", "P90", money("p90"), right=True, optional=True),
        Column("within", say("Within budget"), [one.within_budget for one in costs],
               written=lambda share: language.percent(share), style=_unlikely, right=True),
        Column("contingency", say("Contingency"), money("contingency"), right=True, optional=True),
        Column("needed", say("Needed for {share}", share=language.percent(view.confidence)),
               money("contingency_needed"), right=True, optional=True),
    ]  # fmt: skip


def _finishes(rows: Sequence[SimulatedProject], language: Language) -> list[Column]:
    say = language.text
    found = [one.finish for one in rows if one.finish is not None]
    return [
        Column("project", say("Project"), [_name(one) for one in rows], style="bold"),
        Column("baseline", say("Baseline"), [one.baseline for one in found], optional=True),
        Column("planned", say("Without risks"), [one.planned for one in found]),
        Column("p50", "P50", [one.p50 for one in found], optional=True),
        Column("p80", "P80", [one.p80 for one in found]),
        Column("p90", "P90", [one.p90 for one in found], optional=True),
        Column("in_time", say("In time"), [one.in_time for one in found],
               written=lambda share: language.percent(share), style=_unlikely, right=True),
    ]  # fmt: skip


def _drivers(rows: Sequence[DriverRow], currency: str, language: Language, *, bars: bool) -> list[Column]:
    say = language.text

    def amount(row: DriverRow) -> str:
        sign = "+" if row.p80 > 0 else ""
        if row.kind == "days":
            return say("{days} d", days=sign + language.number(row.p80))
        return sign + language.money(row.p80, currency, compact=True)

    columns = [
        Column("address", say("Risk"), [row.address for row in rows], style="bold"),
        Column("p80", say("P80 moves by"), [amount(row) for row in rows], right=True),
    ]
    if bars:
        columns.append(Column("bar", "", _bars([row.p80 for row in rows]), style="cyan", optional=True))
    return columns


def _bars(values: Sequence[Decimal]) -> list[str]:
    """A tornado: what lowers on the left, what raises on the right."""
    most = max(abs(value) for value in values)
    half = _BAR // 2
    found = []
    for value in values:
        length = max(1, round(half * abs(value) / most))
        left = "█" * length if value < 0 else ""
        right = "█" * length if value > 0 else ""
        found.append(f"{left:>{half}}│{right}")
    return found


def _unlikely(share: float) -> str:
    return "red" if share < 0.5 else ""
