"""Health for people: text, Markdown and CSV, declared beside computed, with the evidence."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from pmo.analysis.health import ALL, OVERALL, Dimension, GroupHealth, PortfolioHealth, ProjectHealth
from pmo.analysis.progress import DIMENSIONS, HEALTHS, Health
from pmo.locale import Language
from pmo.model.portfolio import Portfolio
from pmo.output import table
from pmo.output.table import Column
from pmo.output.terminal import HEALTH_STYLES, Page
from pmo.render.inert import for_markdown
from pmo.render.views.health import HealthRow, WarningRow, health_rows, red_already_rows, warning_rows
from pmo.render.views.parts import Heading

MOST_PROJECTS = 10
"""Projects whose evidence is shown on a terminal when many are looked at."""
MOST_WARNINGS = 15
"""Warnings shown there."""
WATERMELON, OPTIMISTIC, OVERRIDDEN = "!", "+", "*"
_ENDED = ("completed", "cancelled")


class _Cell(NamedTuple):
    """The colour of a dimension, as the overview shows it."""

    colour: Health
    mark: str
    """! watermelon, + optimistic, * overridden."""


class _Project:
    """A project with its health in words; the evidence is put into words when it is asked for."""

    def __init__(self, portfolio: Portfolio, health: ProjectHealth, language: Language) -> None:
        self.health = health
        self.title = portfolio.projects[health.project].title
        self._language = language

    @cached_property
    def rows(self) -> Mapping[str, HealthRow]:
        return {row.dimension: row for row in health_rows(self.health, self._language)}

    def cell(self, dimension: Dimension) -> _Cell | None:
        """The computed colour, and whether the declared one is better."""
        health = self.health
        colour = health.computed.get(dimension)
        if colour is None:
            return None
        if dimension in health.watermelons:
            return _Cell(colour, WATERMELON)
        if dimension in health.optimistic:
            return _Cell(colour, OPTIMISTIC)
        return _Cell(colour, "" if health.counting[dimension] == colour else OVERRIDDEN)


class _Proof(NamedTuple):
    """One fact of a project, beside the colours that it speaks about; those stand at the first of several."""

    project: str | None
    row: HealthRow | None
    colour: Health | None
    text: str


def as_csv(portfolio: Portfolio, found: PortfolioHealth, as_of: datetime.date, language: Language) -> str:
    """A row for each dimension of each project."""
    warned: dict[tuple[str, str], list[str]] = {}
    for _, warnings in _warnings(portfolio, found, as_of, language):
        for warning in warnings:
            warned.setdefault((warning.project, warning.dimension), []).append(warning.text)
    listed = [
        (one, row)
        for one in (_Project(portfolio, health, language) for health in found.projects)
        for row in one.rows.values()
    ]
    columns = [
        Column("project", "", [one.health.project for one, _ in listed]),
        Column("title", "", [one.title for one, _ in listed]),
        Column("state", "", [one.health.state for one, _ in listed]),
        Column("dimension", "", [row.dimension for _, row in listed]),
        Column("declared", "", [row.declared for _, row in listed]),
        Column("computed", "", [row.computed for _, row in listed]),
        Column("counting", "", [row.counting for _, row in listed]),
        Column("verdict", "", [row.verdict for _, row in listed]),
        Column("evidence", "", ["; ".join(fact.text for fact in row.evidence) for _, row in listed]),
        Column(
            "warnings",
            "",
            ["; ".join(warned.get((one.health.project, row.dimension), ())) for one, row in listed],
        ),
    ]
    return table.as_csv(columns)


def as_markdown(
    portfolio: Portfolio,
    found: PortfolioHealth,
    heading: Heading,
    language: Language,
) -> str:
    """The tables, and the evidence of everything that is not green."""
    projects, blank = _in_order(portfolio, found, language)
    parts = [f"# {for_markdown(_title(found, language))}", for_markdown(_origin(heading, language))]
    parts.append("\n".join(f"- {for_markdown(line)}" for line in _summary(found, language)))
    if projects:
        parts.append(table.as_markdown(_overview(projects, language), language))
    parts += [for_markdown(line) for line in [*_legend(projects, language), *_unknown(blank, language)]]
    if len(found.programmes) > 1:
        parts.append(f"## {for_markdown(language.text('Programmes'))}")
        parts.append(table.as_markdown(_groups(portfolio, found, language), language))
    for title, warnings in _warnings(portfolio, found, heading.as_of, language):
        parts.append(f"## {for_markdown(title)}")
        parts.append(table.as_markdown(_warning_columns(warnings, language), language))
    proofs = [
        proof for one in projects for proof in _proofs(one, _speaks if len(found.projects) > 1 else _any)
    ]
    if proofs:
        parts.append(f"## {for_markdown(language.text('Evidence'))}")
        parts.append(table.as_markdown(_evidence(proofs, language, with_project=True), language))
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def text(
    portfolio: Portfolio,
    found: PortfolioHealth,
    heading: Heading,
    language: Language,
    *,
    width: int,
    colour: bool,
) -> str:
    """The same on a terminal; of many projects only what is red or declared better than the facts is proved."""
    page = Page(width=width, colour=colour)
    projects, blank = _in_order(portfolio, found, language)
    page.heading(_title(found, language), _origin(heading, language))
    for line in _summary(found, language):
        page.paragraph(line)
    if projects:
        page.blank()
        table.show(page, _overview(projects, language), language, width=width)
    for line in [*_legend(projects, language), *_unknown(blank, language)]:
        page.paragraph(line, "dim")
    if len(found.programmes) > 1:
        page.blank()
        table.show(page, _groups(portfolio, found, language), language, width=width)
    is_one = len(found.projects) == 1
    for title, warnings in _warnings(portfolio, found, heading.as_of, language):
        page.blank()
        page.paragraph(title, "bold")
        columns = _warning_columns(warnings[:MOST_WARNINGS], language)
        table.show(page, columns if not is_one else columns[1:], language, width=width, header=False)
        _left_out(page, len(warnings) - MOST_WARNINGS, language)
    shown = [*projects, *blank] if is_one else projects
    alarming = shown if is_one else [one for one in shown if _is_alarming(one.health)]
    for one in alarming[:MOST_PROJECTS]:
        proofs = list(_proofs(one, _any if is_one else _alarms))
        page.blank()
        page.paragraph(f"{one.health.project}: {one.title}", "bold")
        columns = _evidence(proofs, language, with_project=False)
        table.show(page, columns, language, width=width, header=False)
    left = len(alarming) - MOST_PROJECTS
    if left > 0:
        page.blank()
        page.paragraph(language.plural("… and {n} more project", "… and {n} more projects", left), "dim")
    return page.text()


def _warnings(
    portfolio: Portfolio, found: PortfolioHealth, as_of: datetime.date, language: Language
) -> Iterator[tuple[str, Sequence[WarningRow]]]:
    """What will be red next, and when the money runs out of what is red already; each with its title."""
    chosen = [portfolio.projects[one.project] for one in found.projects]
    ahead = warning_rows(portfolio, chosen, as_of, language)
    if ahead:
        yield language.text("What will be red next"), ahead
    already = red_already_rows(portfolio, chosen, as_of, language)
    if already:
        yield language.text("Red already: when the money runs out"), already


def _left_out(page: Page, left: int, language: Language) -> None:
    if left > 0:
        more = language.plural(
            "… and {n} more warning (--format csv)", "… and {n} more warnings (--format csv)", left
        )
        page.paragraph(more, "dim")


def _warning_columns(warnings: Sequence[WarningRow], language: Language) -> list[Column]:
    """Project, dimension, when and why."""
    now = language.text("now")
    return [
        Column("project", language.text("Project"), [row.project for row in warnings], style="bold"),
        Column(
            "dimension",
            language.text("Dimension"),
            [language.label("dimension", row.dimension) for row in warnings],
        ),
        Column(
            "on",
            language.text("When"),
            [row.on or now for row in warnings],
            style=lambda when: "red" if when == now else "",
        ),
        Column(
            "warning", language.text("Warning"), [row.text for row in warnings], flexible=True, wraps=True
        ),
    ]


def advice(found: PortfolioHealth, language: Language) -> str:
    """What to do next."""
    if len(found.projects) == 1:
        return language.text(
            "`pmo report status {project}` is the page for the sponsor.", project=found.projects[0].project
        )
    worst_first = found.whole.watermelons or found.whole.drivers.get(OVERALL, ())
    if worst_first:
        return language.text(
            "`pmo health --project {project}` shows all evidence of one project.", project=worst_first[0]
        )
    return language.text("`pmo evm` shows the figures behind dates and money.")


def _in_order(
    portfolio: Portfolio, found: PortfolioHealth, language: Language
) -> tuple[list[_Project], list[_Project]]:
    """The worst by the facts first, watermelons before others, what is over last; and those nothing is known of."""
    order = [*HEALTHS, None]

    def weight(one: _Project) -> tuple[bool, int, bool, int, str]:
        health = one.health
        return (
            health.state in _ENDED,
            order.index(health.counting.get(OVERALL)),
            not health.watermelon,
            order.index(health.declared.get(OVERALL)),
            health.project,
        )

    ordered = sorted((_Project(portfolio, one, language) for one in found.projects), key=weight)
    known = [one for one in ordered if one.health.declared or one.health.computed]
    return known, [one for one in ordered if not (one.health.declared or one.health.computed)]


def _title(found: PortfolioHealth, language: Language) -> str:
    return language.plural("Health of {n} project", "Health of {n} projects", len(found.projects))


def _origin(heading: Heading, language: Language) -> str:
    return f"{heading.portfolio} · {language.text('as of {date}', date=language.date(heading.as_of))}"


def _summary(found: PortfolioHealth, language: Language) -> Iterator[str]:
    """Projects by colour, and who is a watermelon."""
    whole = found.whole
    for title, counts in (
        (language.text("Declared"), whole.declared_counts),
        (language.text("By the facts"), whole.computed_counts),
    ):
        if counts:
            words = (
                f"{language.number(count)} {language.label('health', colour)}"
                for colour, count in counts.items()
            )
            yield f"{title}: {' · '.join(words)}"
    if whole.watermelons:
        yield f"{language.text('Watermelons')}: {', '.join(whole.watermelons)}"


def _overview(projects: Sequence[_Project], language: Language) -> list[Column]:
    """A row for each project: declared and computed, then each dimension by the facts."""

    def shown(cell: _Cell) -> str:
        return f"{language.label('health', cell.colour)}{cell.mark}"

    def by_facts(name: Dimension, title: str, *, optional: bool) -> Column:
        cells = [one.cell(name) for one in projects]
        return Column(
            name,
            title,
            cells,
            written=shown,
            style=lambda cell: HEALTH_STYLES[cell.colour],
            optional=optional,
        )

    return [
        Column("project", language.text("Project"), [one.health.project for one in projects], style="bold"),
        _colours(
            "declared",
            language.text("Declared"),
            [one.health.declared.get(OVERALL) for one in projects],
            language,
        ),
        by_facts(OVERALL, language.text("By the facts"), optional=False),
        *(by_facts(name, language.label("dimension", name), optional=True) for name in DIMENSIONS),
    ]


def _legend(projects: Sequence[_Project], language: Language) -> Iterator[str]:
    cells = [one.cell(name) for one in projects for name in ALL]
    marks = {cell.mark for cell in cells if cell is not None}
    if WATERMELON in marks:
        yield language.text("! watermelon: declared green, red by the facts")
    if OPTIMISTIC in marks:
        yield language.text("+ optimistic: declared better than the facts")
    if OVERRIDDEN in marks:
        yield language.text("* overridden, for a reason and for a time")


def _unknown(projects: Sequence[_Project], language: Language) -> Iterator[str]:
    if projects:
        names = ", ".join(one.health.project for one in projects)
        yield language.text("Nothing declared and nothing known: {projects}", projects=names)


def _groups(portfolio: Portfolio, found: PortfolioHealth, language: Language) -> list[Column]:
    """A row for each programme and for the whole."""
    groups = [*found.programmes, found.whole]

    def title(group: GroupHealth) -> str:
        if group.programme is None:
            return language.text("All")
        programme = portfolio.programmes.get(group.programme)
        return programme.title if programme else group.programme or language.text("Outside programmes")

    return [
        Column(
            "programme",
            language.text("Programme"),
            [title(one) for one in groups],
            style="bold",
            flexible=True,
        ),
        Column("projects", language.text("Projects"), [len(one.projects) for one in groups], right=True),
        _colours(
            "declared", language.text("Declared"), [one.declared.get(OVERALL) for one in groups], language
        ),
        _colours(
            "computed", language.text("By the facts"), [one.computed.get(OVERALL) for one in groups], language
        ),
        Column(
            "drivers",
            language.text("Driven by"),
            [one.drivers.get(OVERALL) for one in groups],
            flexible=True,
            wraps=True,
        ),
    ]


def _any(row: HealthRow) -> bool:
    return bool(row.evidence)


def _speaks(row: HealthRow) -> bool:
    """Whether a dimension is not green, or declared better than it is."""
    return row.dimension != OVERALL and (row.computed in ("red", "amber") or row.verdict is not None)


def _is_alarming(health: ProjectHealth) -> bool:
    """Whether something of a project that goes on is red, or declared better than it is."""
    if health.state in _ENDED:
        return False
    return "red" in health.counting.values() or bool(health.watermelons or health.optimistic)


def _alarms(row: HealthRow) -> bool:
    """Whether a dimension is red, or declared better than it is."""
    return row.dimension != OVERALL and (row.counting == "red" or row.verdict is not None)


def _proofs(one: _Project, wanted: Callable[[HealthRow], bool]) -> Iterator[_Proof]:
    """The facts of the dimensions that are wanted: of a coloured one those that give it its colour."""
    is_first = True
    for row in one.rows.values():
        if one.health.state in _ENDED and wanted is not _any:
            continue
        if not wanted(row):
            continue
        telling = [fact for fact in row.evidence if wanted is _any or fact.colour == row.computed]
        for number, fact in enumerate(telling):
            name = one.health.project if is_first else None
            yield _Proof(name, None if number else row, fact.colour, fact.text)
            is_first = False


def _evidence(proofs: Sequence[_Proof], language: Language, *, with_project: bool) -> list[Column]:
    """A row for each fact; what stands at the first of several is left out at the others."""

    def said(row: HealthRow) -> str:
        if not row:
            return ""
        if row.declared is None:
            return language.text("not declared")
        colour = language.label("health", row.declared)
        return colour if with_project else language.text("declared {colour}", colour=colour)

    columns = [
        Column(
            "dimension",
            language.text("Dimension"),
            [language.label("dimension", one.row.dimension) if one.row else "" for one in proofs],
        ),
        Column(
            "declared",
            language.text("Declared"),
            [one.row or "" for one in proofs],
            written=said,
            style=lambda row: HEALTH_STYLES.get(row.declared, "dim") if row else "",
        ),
        _colours("computed", language.text("By the facts"), [one.colour for one in proofs], language),
        Column(
            "evidence", language.text("Evidence"), [one.text for one in proofs], flexible=True, wraps=True
        ),
    ]
    if with_project:
        columns.insert(0, Column("project", language.text("Project"), [one.project or "" for one in proofs]))
    return columns


def _colours(name: str, title: str, values: Sequence[Health | None], language: Language) -> Column:
    return Column(
        name,
        title,
        values,
        written=lambda colour: language.label("health", colour),
        style=lambda colour: HEALTH_STYLES[colour],
    )
