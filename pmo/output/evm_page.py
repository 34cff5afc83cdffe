"""Earned value for people: text, Markdown and CSV."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from pmo.analysis.evidence import index_colour
from pmo.analysis.money import Money
from pmo.analysis.performance import Performance, Point, series
from pmo.analysis.portfolio_performance import GroupPerformance, PortfolioPerformance
from pmo.locale import Language
from pmo.model.office import Thresholds
from pmo.model.portfolio import Portfolio
from pmo.output import table
from pmo.output.evm import OF_TIME
from pmo.output.table import Column
from pmo.output.terminal import HEALTH_STYLES, Page
from pmo.render.inert import for_markdown
from pmo.render.views.parts import Heading
from pmo.render.views.words import in_words

_MONEY = ("pv", "ev", "ac", "bac", "sv", "cv", "etc", "vac")
_ALL = (
    *("pv", "ev", "ac", "bac", "sv", "cv", "spi", "cpi"),
    *("eac.cpi", "eac.budget", "eac.cpi_spi", "eac.bottom_up", "etc", "vac", "tcpi.bac", "tcpi.eac"),
    *("es", "at", "sv_t", "spi_t", "ieac_t"),
)
"""Names of all figures, as readers look at them."""
_AT_A_GLANCE = ("spi_t", "cpi", "bac", "eac.cpi", "vac", "pv", "ev", "ac", "tcpi.bac")
"""What matters most comes first: where there is not enough room the last ones are left out."""
_SHORT = {
    **{name: name.upper() for name in _MONEY},
    **{"spi": "SPI", "cpi": "CPI", "spi_t": "SPI(t)", "eac.cpi": "EAC", "tcpi.bac": "TCPI"},
}


class _Row(NamedTuple):
    """A project, a programme or the whole."""

    level: str
    id: str | None
    title: str
    found: Performance | GroupPerformance


def as_csv(
    portfolio: Portfolio, found: PortfolioPerformance, as_of: datetime.date, *, with_series: bool
) -> str:
    """A row for each project, programme and the whole; with the series one for each period of each project."""
    if with_series:
        return table.as_csv(_points_in_csv(portfolio, found, as_of))
    rows = [*_projects(portfolio, found), *_groups(portfolio, found, "All", "None")]
    columns = [
        Column("level", "", [row.level for row in rows]),
        Column("id", "", [row.id for row in rows]),
        Column("title", "", [row.title for row in rows]),
        Column("currency", "", [row.found.currency for row in rows]),
        Column("period", "", [getattr(row.found, "period", None) for row in rows]),
    ]
    columns += [
        Column(name.replace(".", "_"), "", [_exact(_figure(row.found, name)) for row in rows])
        for name in _ALL
    ]
    reasons = ["; ".join(f"{name}: {why}" for name, why in sorted(row.found.reasons.items())) for row in rows]
    return table.as_csv([*columns, Column("reasons", "", reasons)])


def as_markdown(
    portfolio: Portfolio,
    found: PortfolioPerformance,
    heading: Heading,
    language: Language,
    *,
    with_series: bool,
) -> str:
    """The tables, why figures are undefined, and what is not in the sums; all figures of a project that is alone."""
    rows = _with_budget(portfolio, found)
    parts = [f"# {for_markdown(_title(found, language))}", for_markdown(_origin(heading, language))]
    if rows:
        parts.append(table.as_markdown(_glance(portfolio, rows, language), language))
    if len(found.projects) > 1:
        parts.append(f"## {for_markdown(language.text('Programmes'))}")
        parts.append(
            table.as_markdown(_glance(portfolio, _sums(portfolio, found, language), language), language)
        )
    for row in rows if len(found.projects) == 1 else ():
        parts.append(f"## {for_markdown(language.text('All figures'))}")
        parts.append(table.as_markdown(_all_figures(row.found, language), language))
    for row in rows if with_series or len(found.projects) == 1 else ():
        points = series(portfolio, portfolio.projects[row.id or ""], heading.as_of)
        parts.append(f"## {for_markdown(language.text('By period: {project}', project=row.title))}")
        parts.append(table.as_markdown(_points(portfolio, row.found.currency, points, language), language))
    notes = [*_notes(found, language)]
    parts.append("\n".join(f"- {for_markdown(note)}" for note in notes))
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def text(
    portfolio: Portfolio,
    found: PortfolioPerformance,
    heading: Heading,
    language: Language,
    *,
    width: int,
    colour: bool,
    with_series: bool,
) -> str:
    """The same on a terminal."""
    page = Page(width=width, colour=colour)
    rows = _with_budget(portfolio, found)
    is_one = len(found.projects) == 1
    page.heading(_title(found, language), _origin(heading, language))
    if rows and not is_one:
        page.blank()
        table.show(page, _glance(portfolio, rows, language), language, width=width)
        page.blank()
        sums = _sums(portfolio, found, language)
        table.show(page, _glance(portfolio, sums, language), language, width=width)
    for row in rows if is_one or with_series else ():
        points = series(portfolio, portfolio.projects[row.id or ""], heading.as_of)
        if is_one:
            page.blank()
            page.paragraph(_about(row, language))
            page.blank()
            table.show(page, _all_figures(row.found, language), language, width=width, header=False)
        page.blank()
        page.paragraph(language.text("By period: {project}", project=row.title), "bold")
        table.show(page, _points(portfolio, row.found.currency, points, language), language, width=width)
    notes = list(_notes(found, language))
    if notes:
        page.blank()
        page.items(notes)
    return page.text()


def advice(found: PortfolioPerformance, language: Language) -> str:
    """What to do next."""
    counted = found.whole.counted
    if len(found.projects) > 1 and counted:
        return language.text(
            "`pmo evm --project {project}` shows all figures of one project, period by period.",
            project=counted[0],
        )
    return language.text("`pmo health` shows what the figures mean for the colours.")


def _title(found: PortfolioPerformance, language: Language) -> str:
    return language.plural("Earned value of {n} project", "Earned value of {n} projects", len(found.projects))


def _origin(heading: Heading, language: Language) -> str:
    return f"{heading.portfolio} · {language.text('as of {date}', date=language.date(heading.as_of))}"


def _about(row: _Row, language: Language) -> str:
    """What the figures of a project rest on."""
    found = row.found
    parts = [f"{row.id}: {row.title}"]
    if isinstance(found, Performance):
        if found.earned_by is not None:
            parts.append(language.text("earned {how}", how=language.label("earned_by", found.earned_by)))
        if found.through is not None:
            parts.append(language.text("to the end of {date}", date=language.date(found.through)))
    return " · ".join(parts)


def _projects(portfolio: Portfolio, found: PortfolioPerformance) -> Iterator[_Row]:
    for one in found.projects:
        yield _Row("project", one.project, portfolio.projects[one.project].title, one)


def _with_budget(portfolio: Portfolio, found: PortfolioPerformance) -> list[_Row]:
    """The projects that have something to show."""
    return [row for row in _projects(portfolio, found) if row.found.value.bac or row.found.value.pv]


def _groups(portfolio: Portfolio, found: PortfolioPerformance, whole: str, outside: str) -> Iterator[_Row]:
    for one in found.programmes:
        programme = portfolio.programmes.get(one.programme or "")
        title = programme.title if programme else one.programme or outside
        yield _Row("programme", one.programme or None, title, one)
    yield _Row("portfolio", None, whole, found.whole)


def _sums(portfolio: Portfolio, found: PortfolioPerformance, language: Language) -> list[_Row]:
    """The programmes that have figures, and the whole."""
    rows = _groups(portfolio, found, language.text("All"), language.text("Outside programmes"))
    return [row for row in rows if row.level == "portfolio" or row.found.value.bac is not None]


def _figure(found: Performance | GroupPerformance, name: str) -> Decimal | float | int | None:
    """A figure by its name."""
    part: Any = found.time if name in OF_TIME else found.value
    for word in name.split("."):
        part = getattr(part, word)
    return part  # type: ignore[no-any-return]


def _exact(figure: Decimal | float | int | None) -> Decimal | int | None:
    return Decimal(repr(figure)) if isinstance(figure, float) else figure


def _is_money(name: str) -> bool:
    return name in _MONEY or name.startswith("eac.")


def _shown(found: Performance | GroupPerformance, name: str) -> Any:
    """A figure as tables take it."""
    figure = _figure(found, name)
    return Money(figure, found.currency) if isinstance(figure, Decimal) and _is_money(name) else figure


def _glance(portfolio: Portfolio, rows: Sequence[_Row], language: Language) -> list[Column]:
    """The figures that matter most; those of time first."""
    rules = portfolio.health_rules
    is_of_projects = any(row.level == "project" for row in rows)
    columns = [
        Column(
            "project",
            language.text("Project") if is_of_projects else language.text("Programme"),
            [row.id if row.level == "project" else row.title for row in rows],
            style="bold",
            flexible=not is_of_projects,
        )
    ]
    for name in _AT_A_GLANCE:
        thresholds = {"spi_t": rules.spi, "cpi": rules.cpi}.get(name)
        columns.append(
            Column(
                name,
                _SHORT[name],
                [_shown(row.found, name) for row in rows],
                written=None if _is_money(name) else _two_digits(language),
                style=_coloured(thresholds) if thresholds else "",
                right=True,
                optional=name not in ("spi_t", "cpi"),
            )
        )
    return columns


def _two_digits(language: Language) -> Callable[[float], str]:
    return lambda index: language.number(index, 2, fixed=True)


def _coloured(thresholds: Thresholds) -> Callable[[float], str]:
    return lambda index: HEALTH_STYLES[index_colour(index, thresholds)]


def _all_figures(found: Performance | GroupPerformance, language: Language) -> list[Column]:
    """A row for each figure; why it is undefined beside it."""

    def written(value: Any) -> str:
        if isinstance(value, Money):
            return language.money(value.amount, value.currency)
        return language.number(value, 3)

    reasons = found.reasons
    return [
        Column("figure", language.text("Figure"), [language.label("evm", name) for name in _ALL]),
        Column(
            "value",
            language.text("Value"),
            [_shown(found, name) for name in _ALL],
            written=written,
            right=True,
        ),
        Column(
            "why",
            language.text("Why it is undefined"),
            [in_words(reasons[name], language) if name in reasons else "" for name in _ALL],
            flexible=True,
            wraps=True,
            style="dim",
        ),
    ]


def _points(portfolio: Portfolio, currency: str, points: Sequence[Point], language: Language) -> list[Column]:
    """A row for each period, cumulative."""
    rules = portfolio.health_rules

    def money(name: str) -> list[Money | None]:
        amounts = (getattr(point, name) for point in points)
        return [None if amount is None else Money(amount, currency) for amount in amounts]

    return [
        Column("period", language.text("Period"), [point.period for point in points]),
        *(Column(name, name.upper(), money(name), right=True) for name in ("pv", "ev", "ac")),
        *(
            Column(
                name,
                _SHORT[name],
                [getattr(point, name) for point in points],
                written=_two_digits(language),
                style=_coloured(thresholds),
                right=True,
                optional=name != "spi_t",
            )
            for name, thresholds in (("spi_t", rules.spi), ("spi", rules.spi), ("cpi", rules.cpi))
        ),
    ]


def _points_in_csv(portfolio: Portfolio, found: PortfolioPerformance, as_of: datetime.date) -> list[Column]:
    listed = [
        (one, point)
        for one in found.projects
        for point in series(portfolio, portfolio.projects[one.project], as_of)
    ]
    return [
        Column("project", "", [one.project for one, _ in listed]),
        Column("currency", "", [one.currency for one, _ in listed]),
        *(
            Column(name, "", [_exact(getattr(point, name)) for _, point in listed])
            for name in ("period", "last_day", "pv", "ev", "ac", "spi", "cpi", "spi_t")
        ),
    ]


def _notes(found: PortfolioPerformance, language: Language) -> Iterator[str]:
    """Why figures that are shown are undefined, and what is not in the sums."""
    for one in found.projects if len(found.projects) > 1 else ():
        by_reason: dict[str, list[str]] = {}
        for name in _AT_A_GLANCE:
            if name in one.reasons and one.value.bac is not None:
                by_reason.setdefault(in_words(one.reasons[name], language), []).append(_SHORT[name])
        for why, names in by_reason.items():
            yield f"{one.project}: {', '.join(names)}: {why}"
    if len(found.projects) == 1 and found.projects[0].value.bac is None:
        yield f"{found.projects[0].project}: {in_words(found.projects[0].reasons['bac'], language)}"
    if len(found.projects) > 1 and found.whole.left_out:
        left_out: dict[str, list[str]] = {}
        for project, reason in found.whole.left_out.items():
            left_out.setdefault(in_words(reason, language), []).append(project)
        for why, projects in left_out.items():
            yield language.text("Not in the sums: {projects} ({why})", projects=", ".join(projects), why=why)
    if len(found.whole.counted) > 1:
        yield language.text("SPI(t) of several projects goes over the sum of their plans.")
        yield language.text(
            "EAC is BAC / CPI, also of completed projects; `pmo status` and `pmo finance` add up open ones, and estimate "
            "bottom-up: what is spent and the forecast."
        )
