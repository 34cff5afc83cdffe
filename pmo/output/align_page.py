"""What the projects do for the strategy: on a terminal, as Markdown, as CSV."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from pmo.analysis.money import Money
from pmo.locale import Language
from pmo.output import csv as comma
from pmo.output.align import AlignData, KpiData, ObjectiveData, ProjectData, SliceData
from pmo.output.table import Column, Group, as_markdown, show, width_of
from pmo.output.terminal import GAP, HEALTH_STYLES, NOTHING, Page
from pmo.render.inert import for_markdown
from pmo.render.views.parts import Heading

_NOT_JUDGED = "?"
_KPI_STYLES = {"reached": "green", "on-the-way": "green", "off-the-way": "red"}


def text(found: AlignData, heading: Heading, language: Language, *, width: int | None, colour: bool) -> str:
    """What is not aligned first, then objectives, the matrix, key figures and the balance."""
    say = language.text
    page = Page(width=width or 1000, colour=colour)
    as_of = language.date(heading.as_of)
    page.heading(
        heading.portfolio,
        say("Alignment with the strategy as of {date}", date=as_of),
        *_counted(found, language),
    )
    for line in _gaps(found, language):
        page.blank()
        page.paragraph(line, "bold yellow")
    if found.objectives:
        page.blank()
        page.paragraph(say("Objectives"), "bold")
        show(page, _objectives(found, language, lettered=True), language, width=width)
    if found.objectives and found.projects:
        page.blank()
        page.paragraph(say("What each project contributes, 1 (little) to 5 (decisive)"), "bold")
        _matrices(page, found, language, width)
    kpis = _kpi_rows(found)
    if kpis:
        page.blank()
        page.paragraph(say("Key figures of the objectives"), "bold")
        show(page, _kpis(kpis, language), language, width=width)
    if found.balance:
        page.blank()
        page.paragraph(say("Balance"), "bold")
        groups = [
            Group(_dimension(name, language), "", len(list(rows)))
            for name, rows in groupby(found.balance, lambda one: one.dimension)
        ]
        show(page, _balance(found, language), language, width=width, header=True, groups=groups)
    for line in _notes(found, language):
        page.blank()
        page.paragraph(line, "dim")
    return page.text()


def as_markdown_page(found: AlignData, heading: Heading, language: Language) -> str:
    """A page with the same tables."""
    say = language.text
    as_of = say("As of {date}", date=language.date(heading.as_of))
    revision = f" ({heading.short_revision})" if heading.short_revision else ""
    title = say("Alignment with the strategy: {portfolio}", portfolio=heading.portfolio)
    parts = [f"# {for_markdown(title)}", for_markdown(as_of + revision)]
    parts += [for_markdown(line) for line in (*_counted(found, language), *_gaps(found, language))]
    if found.objectives:
        parts += [
            f"## {for_markdown(say('Objectives'))}",
            as_markdown(_objectives(found, language, lettered=False), language),
        ]
    if found.objectives and found.projects:
        columns = [_projects_column(found, language), *_cells(found, [one.id for one in found.objectives])]
        parts += [
            f"## {for_markdown(say('What each project contributes, 1 (little) to 5 (decisive)'))}",
            as_markdown(columns, language),
        ]
    kpis = _kpi_rows(found)
    if kpis:
        parts += [
            f"## {for_markdown(say('Key figures of the objectives'))}",
            as_markdown(_kpis(kpis, language), language),
        ]
    if found.balance:
        first = Column("dimension", say("By"), [_dimension(one.dimension, language) for one in found.balance])
        parts += [
            f"## {for_markdown(say('Balance'))}",
            as_markdown([first, *_balance(found, language)], language),
        ]
    parts += [for_markdown(line) for line in _notes(found, language)]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def as_csv(found: AlignData) -> str:
    """A row for each project and objective that it serves; objectives and projects without the other stand alone."""
    return comma.table(
        ("objective", "project", "contribution", "share", "spend", "benefit", "currency"), _rows(found)
    )


def advice(found: AlignData, language: Language) -> str:
    """What to do next."""
    if found.serving_none:
        return language.text(
            '`pmo set {project} objectives+="{objective: ID, contribution: 3}"` says what a project serves.',
            project=found.serving_none[0],
        )
    if found.unserved:
        return language.text(
            "`pmo show strategy/{objective}` is all about an objective; `pmo align --all` counts proposals too.",
            objective=found.unserved[0],
        )
    return language.text("`pmo roadmap --by objective` shows when what each objective needs is done.")


def _counted(found: AlignData, language: Language) -> Iterator[str]:
    projects = language.plural("{n} project", "{n} projects", len(found.projects))
    if found.states is not None:
        states = ", ".join(language.label("state_count", one) for one in found.states)
        projects = f"{projects} ({states})"
    served = sum(one.is_served for one in found.objectives)
    objectives = language.plural(
        "{served} of {n} objective served",
        "{served} of {n} objectives served",
        len(found.objectives),
        served=served,
    )
    yield f"{projects}, {objectives}"


def _gaps(found: AlignData, language: Language) -> Iterator[str]:
    if found.unserved:
        yield language.text(
            "Objectives that no project serves: {objectives}", objectives=", ".join(found.unserved)
        )
    if found.serving_none:
        yield language.text(
            "Projects that serve no objective: {projects}", projects=", ".join(found.serving_none)
        )


def _notes(found: AlignData, language: Language) -> Iterator[str]:
    yield language.text(
        "Spend: estimate at completion, else approved budget, cost for the selection, business case; benefit: of the "
        "business case, undiscounted. Both are shared over the objectives of a project by its contributions (one that "
        "is not judged counts 1), and add up to the whole."
    )
    if found.no_money:
        yield language.text("No spend is known of: {projects}", projects=", ".join(found.no_money))
    if found.not_converted:
        yield language.text(
            "Not in the sums, for want of an exchange rate: {projects}",
            projects=", ".join(found.not_converted),
        )


def _objectives(found: AlignData, language: Language, *, lettered: bool) -> list[Column]:
    """A row for each objective, then what serves none, and the whole."""
    say = language.text
    rows = found.objectives
    rest_spend = _sum(one.spend for one in found.projects if not one.contributions)
    rest_benefit = _sum(one.benefit for one in found.projects if not one.contributions)
    step = "  " if lettered else f"{NOTHING} "
    names = [f"{step * one.depth}{one.id}" for one in rows]
    counts = [len(one.projects) for one in rows]
    spend, benefit = [one.spend for one in rows], [one.benefit for one in rows]
    more = (
        [(say("no objective"), len(found.serving_none), rest_spend, rest_benefit)]
        if found.serving_none
        else []
    )
    more.append((say("together"), len(found.projects), found.spend, found.benefit))
    for name, count, spent, gained in more:
        names.append(name)
        counts.append(count)
        spend.append(spent)
        benefit.append(gained)
    none = [None] * len(more)
    shares = [float(one / found.spend) if found.spend else None for one in spend]
    is_tree = any(one.depth for one in rows)
    columns = [
        Column("letter", "", [*map(_letter, range(len(rows))), *none], written=str),
    ] if lettered else []  # fmt: skip
    columns += [
        Column("objective", say("Objective"), names, style="bold"),
        Column("weight", say("Weight"), [*(one.weight_share for one in rows), *none],
               written=language.percent, right=True),
        Column("projects", say("Projects"), counts, right=True),
        Column("spend", say("Spend"), [_money(one, found) for one in spend], right=True),
        Column("spend_share", say("Share"), shares, written=language.percent, right=True),
        Column("benefit", say("Benefit"), [_money(one, found) for one in benefit], right=True),
    ]  # fmt: skip
    if is_tree:
        whole = [
            _money(one.spend_with_parts, found) if one.spend_with_parts != one.spend else None for one in rows
        ]
        columns.append(
            Column("with_parts", say("Spend with its parts"), [*whole, *none], right=True, optional=2)
        )
    titles = [*(one.title for one in rows), *none]
    columns.append(Column("title", say("Title"), titles, flexible=True, optional=3))
    return columns


def _projects_column(found: AlignData, language: Language) -> Column:
    return Column("project", language.text("Project"), [one.id for one in found.projects], style="bold")


def _cells(found: AlignData, titles: Sequence[str]) -> list[Column]:
    """A column for each objective."""
    return [
        Column(one.id, title, [_cell(project, one) for project in found.projects], written=str, right=True)
        for one, title in zip(found.objectives, titles, strict=True)
    ]


def _cell(project: ProjectData, objective: ObjectiveData) -> str:
    if objective.id not in project.contributions:
        return "·"
    contribution = project.contributions[objective.id]
    return _NOT_JUDGED if contribution is None else str(contribution)


def _matrices(page: Page, found: AlignData, language: Language, width: int | None) -> None:
    """The matrix, in several tables where the objectives are too many for one."""
    first = _projects_column(found, language)
    cells = _cells(found, [_letter(index) for index in range(len(found.objectives))])
    room = (width or 1000) - width_of(first, language)
    at_once = max(room // (max(width_of(one, language) for one in cells) + GAP), 1)
    for start in range(0, len(cells), at_once):
        if start:
            page.blank()
        show(page, [first, *cells[start : start + at_once]], language, width=width)


def _kpi_rows(found: AlignData) -> list[tuple[ObjectiveData, KpiData]]:
    return [(objective, kpi) for objective in found.objectives for kpi in objective.kpis]


def _kpis(rows: Sequence[tuple[ObjectiveData, KpiData]], language: Language) -> list[Column]:
    say = language.text
    words = {
        "reached": say("reached"),
        "on-the-way": say("on the way"),
        "off-the-way": say("not on the way"),
        "unknown": say("unknown"),
    }

    def figure(value: Decimal) -> str:
        return language.number(value, 4)

    return [
        Column("objective", say("Objective"), [objective.id for objective, _ in rows], style="bold"),
        Column("title", say("Key figure"), [kpi.title for _, kpi in rows], flexible=True),
        Column("baseline", say("Baseline value"), [kpi.baseline for _, kpi in rows], written=figure, right=True),
        Column("latest", say("Latest value"), [kpi.latest for _, kpi in rows], written=figure, right=True),
        Column("measured_on", say("Measured"), [kpi.measured_on for _, kpi in rows], optional=2),
        Column("target", say("Target"), [kpi.target for _, kpi in rows], written=figure, right=True),
        Column("covered", say("Covered"), [kpi.covered for _, kpi in rows],
               written=language.percent, right=True),
        Column("state", say("State"), [kpi.state for _, kpi in rows], written=lambda word: words[word],
               style=lambda word: _KPI_STYLES.get(word, "")),
    ]  # fmt: skip


def _balance(found: AlignData, language: Language) -> list[Column]:
    say = language.text
    rows = found.balance
    risks = [one.key if one.dimension == "risk" else None for one in rows]
    names = [_key(one, language) for one in rows]
    styles = dict(zip(names, (HEALTH_STYLES.get(one or "", "") for one in risks), strict=True))
    return [
        Column("key", "", names, style=lambda name: styles[name]),
        Column("projects", say("Projects"), [len(one.projects) for one in rows], right=True),
        Column("share", say("Share"), [one.share for one in rows], written=language.percent, right=True),
        Column("spend", say("Spend"), [_money(one.spend, found) for one in rows], right=True),
        Column("spend_share", say("Share of spend"), [one.spend_share for one in rows],
               written=language.percent, right=True),
        Column("which", say("Which"), [", ".join(one.projects) for one in rows], flexible=True, optional=1),
    ]  # fmt: skip


def _dimension(name: str, language: Language) -> str:
    say = language.text
    return {
        "category": say("Category"),
        "horizon": say("Horizon of the objective served most"),
        "finish": say("Time to the finish"),
        "risk": say("Risk by the register"),
    }[name]


def _key(one: SliceData, language: Language) -> str:
    say = language.text
    if one.key is None:
        return say("not known")
    match one.dimension:
        case "category":
            return language.label("word", one.key)
        case "risk":
            return language.label("health", one.key)
        case "finish":
            return {
                "within-a-year": say("within a year"),
                "within-two-years": say("within two years"),
                "later": say("later than in two years"),
            }[one.key]
    return one.key


def _money(amount: Decimal, found: AlignData) -> Money:
    return Money(amount, found.currency)


def _sum(amounts: Iterator[Decimal | None]) -> Decimal:
    return sum((one for one in amounts if one is not None), Decimal(0))


def _letter(index: int) -> str:
    """A, B, ... Z, AA, BB, ..."""
    return chr(ord("A") + index % 26) * (1 + index // 26)


def _rows(found: AlignData) -> Iterator[tuple[comma.Cell, ...]]:
    for objective in found.objectives:
        for part in objective.projects:
            yield (
                *(objective.id, part.project, part.contribution, Decimal(repr(round(part.share, 6)))),
                *(part.spend, part.benefit, found.currency),
            )
        if not objective.projects:
            yield objective.id, None, None, None, None, None, None
    for project in found.projects:
        if not project.contributions:
            yield None, project.id, None, None, project.spend, project.benefit, found.currency
